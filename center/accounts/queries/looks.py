"""Who looked at whose data."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from center.accounts.models import AccessRecord, ApiToken, RoleGrant, User
from center.core.actor import Role
from center.core.db import db
from center.core.time import seoul_day

MOST_ACCESSES = 20


@dataclass(frozen=True, slots=True)
class Access:
    """That a person or a program looked at personal data, took them out or printed them."""

    at: datetime
    name: str
    action: str
    reason: str | None


def access_to(*subjects: str, since: datetime | None = None, most: int = MOST_ACCESSES) -> list[Access]:
    """Who looked at what is kept under these subjects, the latest first; the last ones suffice."""
    reader = func.coalesce(User.name, ApiToken.name)
    asked = [AccessRecord.subject.in_(subjects), *([AccessRecord.at >= since] if since else [])]
    rows = db.session.execute(
        select(AccessRecord.at, reader, AccessRecord.action, AccessRecord.reason)
        .outerjoin(User, User.id == AccessRecord.user_id)
        .outerjoin(ApiToken, ApiToken.id == AccessRecord.token_id)
        .where(*asked)
        .order_by(AccessRecord.at.desc(), AccessRecord.id.desc())
        .limit(most)
    )
    return [Access(*row) for row in rows]


LOOKS_ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Look:
    """That somebody of the center, or a program (without a role), looked at what is kept of a firm; never who."""

    at: datetime
    action: str
    is_program: bool
    role: Role | None


def looks_at(subjects: Sequence[str], *, since: datetime, page: int) -> list[Look]:
    """A page (from 1) of who looked at what is kept under these subjects, the latest first."""
    latest = select(AccessRecord).where(*_of(subjects, since)).order_by(AccessRecord.at.desc(), AccessRecord.id.desc())
    rows = db.session.scalars(latest.limit(LOOKS_ON_A_PAGE).offset((page - 1) * LOOKS_ON_A_PAGE)).all()
    grants = _grants_of({row.user_id for row in rows if row.user_id is not None})
    return [Look(row.at, row.action, row.token_id is not None, _role_then(row, grants)) for row in rows]


def n_looks_at(subjects: Sequence[str], *, since: datetime) -> int:
    """How often somebody looked at it."""
    return db.session.scalar(select(func.count()).select_from(AccessRecord).where(*_of(subjects, since))) or 0


def _of(subjects: Sequence[str], since: datetime) -> tuple[ColumnElement[bool], ...]:
    return (AccessRecord.subject.in_(subjects), AccessRecord.at >= since)


def _grants_of(user_ids: Collection[int]) -> Sequence[RoleGrant]:
    return db.session.scalars(select(RoleGrant).where(RoleGrant.user_id.in_(user_ids))).all()


def _role_then(record: AccessRecord, grants: Sequence[RoleGrant]) -> Role | None:
    """The role that somebody had at that time; of several the one of an admin first."""
    day = seoul_day(record.at)
    held = {
        Role(grant.role)
        for grant in grants
        if grant.user_id == record.user_id
        and grant.term.has(day)
        and (grant.revoked_at is None or grant.revoked_at > record.at)
    }
    return next((role for role in (Role.ADMIN, Role.STAFF, Role.REVIEWER) if role in held), None)
