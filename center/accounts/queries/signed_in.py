"""Whose session it is, asked at every page of somebody who is signed in."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, select

from center.accounts.models import OperatorContract, RoleGrant, SignIn, User
from center.accounts.queries.grants import is_live_grant
from center.accounts.rules.sessions import IDLE, LONGEST_SESSION
from center.core.actor import Actor, Role
from center.core.db import db
from center.core.time import seoul_day


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A live session: who it is, since when, and when it was last used."""

    actor: Actor
    created_at: datetime
    last_used_at: datetime


def token_hash(token: str) -> str:
    """The form in which a session's token is kept."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_live(token: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """What holds of that token's session until it is ended, idle too long or older than a session may be."""
    return _is_live(**_live_values(token, now))


def _is_live(token_hash: Any, used_after: Any, begun_after: Any) -> tuple[ColumnElement[bool], ...]:
    return (
        SignIn.token_hash == token_hash,
        SignIn.ended_at.is_(None),
        SignIn.last_used_at > used_after,
        SignIn.created_at > begun_after,
    )


def _live_values(token: str, now: datetime) -> dict[str, Any]:
    return {"token_hash": token_hash(token), "used_after": now - IDLE, "begun_after": now - LONGEST_SESSION}


SIGNED_IN = (
    select(User.id, User.name, RoleGrant.role, SignIn.created_at, SignIn.last_used_at)
    .join(SignIn, SignIn.user_id == User.id)
    .outerjoin(RoleGrant, RoleGrant.user_id == User.id)
    .outerjoin(OperatorContract, RoleGrant.contract_id == OperatorContract.id)
    .add_columns(is_live_grant(bindparam("day")))
    .where(
        *_is_live(bindparam("token_hash"), bindparam("used_after"), bindparam("begun_after")),
        User.disabled_at.is_(None),
    )
)
"""A row for each grant the person ever had, or one without: those that hold are told apart by the last column."""


def find_signed_in(token: str, now: datetime) -> SignedIn | None:
    """The person of a session that is live, with the roles of this day; one joined query."""
    rows = db.session.execute(SIGNED_IN, {**_live_values(token, now), "day": seoul_day(now)}).all()
    if not rows:
        return None
    user_id, name, _role, created_at, last_used_at, _holds = rows[0]
    roles = frozenset(Role(role) for _id, _name, role, *_when, holds in rows if holds)
    return SignedIn(Actor(user_id=user_id, name=name, roles=roles), created_at, last_used_at)
