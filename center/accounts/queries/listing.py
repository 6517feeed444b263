"""Lists of people and of their sessions; as many queries for many as for few."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, or_, select

from center.accounts.models import AccessRecord, OperatorContract, RecoveryCode, RoleGrant, SecondFactor, SignIn, User
from center.accounts.queries.grants import is_live_grant
from center.core.actor import Role
from center.core.db import db
from center.core.errors import NotFoundError

MOST_ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Listed:
    """A person of the list with the roles of today."""

    id: int
    name: str
    email: str
    roles: list[Role]
    seen_at: datetime | None
    is_closed: bool
    is_invited: bool


@dataclass(frozen=True, slots=True)
class Session:
    """A live session without anything that opens it."""

    mark: str
    created_at: datetime
    last_used_at: datetime
    address: str
    browser: str


def get_user(user_id: int) -> User:
    """An account.

    Raises:
        NotFoundError
    """
    user = db.session.get(User, user_id)
    if user is None:
        raise NotFoundError
    return user


def people(words: str, today: date, *, page: int) -> tuple[list[Listed], int]:
    """The people whose name or address holds the words, open accounts first; and how many there are in all."""
    which = _with_words(words)
    n_all = db.session.scalar(select(func.count()).select_from(User).where(which)) or 0
    by_name = (User.disabled_at.is_not(None), User.name, User.id)
    some = select(User).where(which).order_by(*by_name).limit(MOST_ON_A_PAGE).offset((page - 1) * MOST_ON_A_PAGE)
    users = db.session.scalars(some).all()
    numbers = [user.id for user in users]
    roles, seen = _roles_among(numbers, today), _seen_among(numbers)
    return [
        Listed(
            user.id,
            user.name,
            user.email,
            [role for role in Role if role in roles.get(user.id, set())],
            seen.get(user.id),
            user.disabled_at is not None,
            user.password_hash is None,
        )
        for user in users
    ], n_all


def _with_words(words: str) -> ColumnElement[bool]:
    """Any part of a name or an address; what the database takes for a wildcard is a letter like others."""
    return or_(User.name.contains(words, autoescape=True), User.email.contains(words.casefold(), autoescape=True))


def _roles_among(numbers: Sequence[int], today: date) -> dict[int, set[Role]]:
    rows = db.session.execute(
        select(RoleGrant.user_id, RoleGrant.role)
        .outerjoin(OperatorContract, RoleGrant.contract_id == OperatorContract.id)
        .where(RoleGrant.user_id.in_(numbers), is_live_grant(today))
    )
    roles: dict[int, set[Role]] = {}
    for user_id, role in rows:
        roles.setdefault(user_id, set()).add(Role(role))
    return roles


def _seen_among(numbers: Sequence[int]) -> dict[int, datetime]:
    signed_in = (AccessRecord.user_id.in_(numbers), AccessRecord.action == "signed-in")
    latest = select(AccessRecord.user_id, func.max(AccessRecord.at)).where(*signed_in)
    rows = db.session.execute(latest.group_by(AccessRecord.user_id))
    return {user_id: at for user_id, at in rows if user_id and at}


def sessions_of(user_id: int, now: datetime) -> list[Session]:
    """The live sessions of an account, the latest first."""
    live = (SignIn.user_id == user_id, SignIn.ended_at.is_(None), SignIn.ends_at > now, SignIn.is_pending.is_(False))
    latest = select(SignIn).where(*live).order_by(SignIn.last_used_at.desc(), SignIn.token_hash)
    return [
        Session(mark_of(one.token_hash), one.created_at, one.last_used_at, one.address, one.browser)
        for one in db.session.scalars(latest)
    ]


def mark_of(token_hash: str) -> str:
    """By what a session is named on pages: the beginning of its hash, which opens nothing."""
    return token_hash[:16]


def n_recovery_codes(user_id: int) -> int:
    """How many recovery codes are left."""
    return db.session.scalar(select(func.count()).where(RecoveryCode.user_id == user_id)) or 0


def factor_made_at(user_id: int) -> datetime | None:
    """Since when somebody has a second factor."""
    return db.session.scalar(select(SecondFactor.made_at).where(SecondFactor.user_id == user_id))
