"""Whose session it is, asked at every page of somebody who is signed in."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, select

from center.accounts.models import OperatorContract, RoleGrant, SecondFactor, SignIn, User
from center.accounts.queries.grants import is_live_grant
from center.accounts.rules.codes import NEED_FACTOR
from center.accounts.rules.sessions import session_ends_at
from center.core.actor import Actor, Role
from center.core.db import db
from center.core.time import seoul_day


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A live session: who it is, since when, and when it was last used."""

    actor: Actor
    created_at: datetime
    last_used_at: datetime

    @property
    def ends_at(self) -> datetime:
        """When it ends unless it is used again."""
        return session_ends_at(self.created_at, self.last_used_at, self.actor.roles)


@dataclass(frozen=True, slots=True)
class Pending:
    """Somebody whose password was right and whose second factor is awaited."""

    user_id: int
    name: str
    email: str
    has_factor: bool


def token_hash(token: str) -> str:
    """The form in which a session's token is kept."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_live(token: Any, now: Any) -> tuple[ColumnElement[bool], ...]:
    """What holds of the session whose token has this hash, until it is ended or over."""
    return (SignIn.token_hash == token, SignIn.ended_at.is_(None), SignIn.ends_at > now)


SIGNED_IN = (
    select(User.id, User.name, RoleGrant.role, SignIn.factor_at, SignIn.created_at, SignIn.last_used_at)
    .join(SignIn, SignIn.user_id == User.id)
    .outerjoin(RoleGrant, RoleGrant.user_id == User.id)
    .outerjoin(OperatorContract, RoleGrant.contract_id == OperatorContract.id)
    .add_columns(is_live_grant(bindparam("day")))
    .where(
        *is_live(bindparam("token_hash"), bindparam("now")), SignIn.is_pending.is_(False), User.disabled_at.is_(None)
    )
)
"""A row for each grant the person ever had, or one without: those that hold are told apart by the last column."""


def find_signed_in(token: str, now: datetime) -> SignedIn | None:
    """The person of a session that is live, with the roles of this day; one joined query.

    A role that needs a second factor is not there in a session that began without one.
    """
    asked = {"token_hash": token_hash(token), "now": now, "day": seoul_day(now)}
    rows = db.session.execute(SIGNED_IN, asked).all()
    if not rows:
        return None
    user_id, name, _role, factor_at, created_at, last_used_at, _holds = rows[0]
    roles = frozenset(Role(row[2]) for row in rows if row[-1])
    return SignedIn(Actor(user_id, name, roles if factor_at else roles - NEED_FACTOR), created_at, last_used_at)


def find_pending(token: str, now: datetime) -> Pending | None:
    """Whose second factor is awaited."""
    row = db.session.execute(
        select(User.id, User.name, User.email, SecondFactor.user_id)
        .join(SignIn, SignIn.user_id == User.id)
        .outerjoin(SecondFactor, SecondFactor.user_id == User.id)
        .where(*is_live(token_hash(token), now), SignIn.is_pending.is_(True), User.disabled_at.is_(None))
    ).one_or_none()
    return Pending(row[0], row[1], row[2], row[3] is not None) if row else None
