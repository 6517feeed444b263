"""Reading accounts."""

import hashlib
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, select

from center.accounts.models import AccessRecord, SignIn, User
from center.accounts.rules import IDLE, LONGEST_SESSION
from center.core.actor import Actor, Role
from center.core.db import db


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
    select(User.id, User.name, User.role, SignIn.created_at, SignIn.last_used_at)
    .join(SignIn, SignIn.user_id == User.id)
    .where(
        *_is_live(bindparam("token_hash"), bindparam("used_after"), bindparam("begun_after")),
        User.disabled_at.is_(None),
    )
)
"""Asked at every page of somebody who is signed in, and so made once."""


def email_key(email: str) -> str:
    """The form in which an account's mail address is kept: the same however it is capitalised or composed."""
    return unicodedata.normalize("NFC", email.strip().casefold())


def find_signed_in(token: str, now: datetime) -> SignedIn | None:
    """The person of a session that is live; one joined query."""
    row = db.session.execute(SIGNED_IN, _live_values(token, now)).one_or_none()
    if row is None:
        return None
    user_id, name, role, created_at, last_used_at = row
    actor = Actor(user_id=user_id, name=name, roles=frozenset({Role(role)}))
    return SignedIn(actor, created_at, last_used_at)


def find_user(email: str) -> User | None:
    """The account with that mail address, however it is capitalised."""
    return db.session.scalar(select(User).where(User.email == email_key(email)))


def names_of(numbers: Collection[int]) -> dict[int, str]:
    """The names of these accounts, by number."""
    rows = db.session.execute(select(User.id, User.name).where(User.id.in_(numbers)))
    return {row.id: row.name for row in rows}


@dataclass(frozen=True, slots=True)
class Access:
    """That somebody looked at personal data, took them out or printed them."""

    at: datetime
    name: str
    action: str
    reason: str | None


MOST_ACCESSES = 20


def access_to(subject: str) -> list[Access]:
    """Who looked at the data of a booking, the latest first; the last ones suffice."""
    rows = db.session.execute(
        select(AccessRecord.at, User.name, AccessRecord.action, AccessRecord.reason)
        .join(User, User.id == AccessRecord.user_id)
        .where(AccessRecord.subject == subject)
        .order_by(AccessRecord.at.desc(), AccessRecord.id.desc())
        .limit(MOST_ACCESSES)
    )
    return [Access(*row) for row in rows]
