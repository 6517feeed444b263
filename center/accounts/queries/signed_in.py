"""Whose session it is, asked at every page of somebody who is signed in."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, select

from center.accounts.models import Membership, OperatorContract, RoleGrant, SecondFactor, SignIn, User
from center.accounts.queries.grants import is_live_grant
from center.accounts.queries.membership import acts_for, is_live_membership, standing_firms
from center.accounts.rules.codes import NEED_FACTOR
from center.accounts.rules.sessions import session_ends_at
from center.core.actor import Actor, Role
from center.core.db import db
from center.core.time import seoul_day
from center.enterprises.models import Enterprise


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A live session: who it is, since when, when it was last used, for which firm they act, and whether for several."""

    actor: Actor
    created_at: datetime
    last_used_at: datetime
    firm: str = ""
    acts_for_several: bool = False

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
    select(
        User.id,
        User.name,
        RoleGrant.role,
        is_live_grant(bindparam("day")).label("holds"),
        Membership.enterprise_id.label("member_of"),
        Enterprise.merged_into_id.label("merged_into"),
        Enterprise.name.label("firm"),
        SignIn.enterprise_id.label("chosen"),
        SignIn.factor_at,
        SignIn.created_at,
        SignIn.last_used_at,
    )
    .join(SignIn, SignIn.user_id == User.id)
    .outerjoin(Membership, is_live_membership(User.id))
    .outerjoin(Enterprise, Enterprise.id == Membership.enterprise_id)
    .outerjoin(RoleGrant, RoleGrant.user_id == User.id)
    .outerjoin(OperatorContract, RoleGrant.contract_id == OperatorContract.id)
    .where(
        *is_live(bindparam("token_hash"), bindparam("now")), SignIn.is_pending.is_(False), User.disabled_at.is_(None)
    )
)
"""A row for each grant the person ever had (`holds` tells which hold) with each firm they act for, or one without."""


def find_signed_in(token: str, now: datetime) -> SignedIn | None:
    """The person of a session that is live, with the roles of this day and the firm they act for; one joined query.

    A role that needs a second factor is not there in a session that began without one.
    """
    asked = {"token_hash": token_hash(token), "now": now, "day": seoul_day(now)}
    rows = db.session.execute(SIGNED_IN, asked).all()
    if not rows:
        return None
    first, member_of = rows[0], {row.member_of: row.merged_into for row in rows if row.member_of}
    roles = {Role(row.role) for row in rows if row.holds} | ({Role.ENTERPRISE} if member_of else set())
    held = frozenset(roles if first.factor_at else roles - NEED_FACTOR)
    actor = Actor(first.id, first.name, held, enterprise_id=acts_for(member_of, first.chosen))
    names = {row.member_of: row.firm for row in rows if row.member_of}
    several = len(member_of) > 1 and len(standing_firms(member_of)) > 1
    return SignedIn(actor, first.created_at, first.last_used_at, _firm_name(actor.enterprise_id, names), several)


def _firm_name(enterprise_id: int | None, names: Mapping[int, str]) -> str:
    """How the firm is called; that of a record into which theirs was merged is looked up."""
    if enterprise_id is None:
        return ""
    return (
        names.get(enterprise_id)
        or db.session.scalar(select(Enterprise.name).where(Enterprise.id == enterprise_id))
        or ""
    )


def find_pending(token: str, now: datetime) -> Pending | None:
    """Whose second factor is awaited."""
    row = db.session.execute(
        select(User.id, User.name, User.email, SecondFactor.user_id)
        .join(SignIn, SignIn.user_id == User.id)
        .outerjoin(SecondFactor, SecondFactor.user_id == User.id)
        .where(*is_live(token_hash(token), now), SignIn.is_pending.is_(True), User.disabled_at.is_(None))
    ).one_or_none()
    return Pending(row[0], row[1], row[2], row[3] is not None) if row else None
