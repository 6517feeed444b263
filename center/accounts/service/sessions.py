"""Sessions: begun by a sign-in, used, ended."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update

from center.accounts.models import SecondFactor, SignIn, User
from center.accounts.queries import find_signed_in, is_live, roles_of, token_hash
from center.accounts.rules.codes import NEED_FACTOR
from center.accounts.rules.sessions import LONGEST_SESSION, PENDING_LASTS, session_ends_at
from center.accounts.service.looks import record_access
from center.core.actor import Actor
from center.core.audit import record
from center.core.db import db, transaction
from center.core.text import Language
from center.core.time import seoul_day


@dataclass(frozen=True, slots=True)
class Visitor:
    """From where and with what somebody signs in, and the language of the pages on which they do."""

    address: str
    browser: str = ""
    language: Language = "ko"


@dataclass(frozen=True, slots=True)
class Begun:
    """A session that has begun: its token, which nothing else tells, and whether a second factor is awaited."""

    token: str
    is_pending: bool


def subject_of(user_id: int) -> str:
    """How the log names an account."""
    return f"user {user_id}"


def begin_session(user_id: int, visitor: Visitor, *, now: datetime) -> Begun:
    """Begin a session; it waits for the second factor of who has one or needs one."""
    if _needs_factor(user_id, now):
        return Begun(add_session(user_id, visitor, now=now, is_pending=True), is_pending=True)
    with transaction():
        token = add_session(user_id, visitor, now=now)
        record_sign_in(user_id, visitor, now=now)
    return Begun(token, is_pending=False)


def _needs_factor(user_id: int, now: datetime) -> bool:
    return bool(roles_of(user_id, seoul_day(now)) & NEED_FACTOR) or db.session.get(SecondFactor, user_id) is not None


def add_session(
    user_id: int, visitor: Visitor, *, now: datetime, is_pending: bool = False, with_factor: bool = False
) -> str:
    """A session under a new token; those that are long over are removed."""
    token = secrets.token_urlsafe(32)
    with transaction() as session:
        session.execute(delete(SignIn).where(SignIn.created_at <= now - LONGEST_SESSION))
        begun = SignIn(token_hash=token_hash(token), user_id=user_id, created_at=now, last_used_at=now)
        begun.is_pending, begun.factor_at = is_pending, now if with_factor else None
        begun.address, begun.browser = visitor.address, visitor.browser
        roles = roles_of(user_id, seoul_day(now))
        begun.ends_at = now + PENDING_LASTS if is_pending else session_ends_at(now, now, roles)
        session.add(begun)
    return token


def record_sign_in(user_id: int, visitor: Visitor, *, now: datetime) -> None:
    """Enter that somebody is in, with all that was asked of them."""
    who = Actor(user_id, address=visitor.address)
    db.session.execute(update(User).where(User.id == user_id).values(language=visitor.language))
    record("user.signed-in", subject_of(user_id), by=who)
    record_access("signed-in", subject_of(user_id), by=who, now=now, n_records=0)


def sign_out(token: str, *, now: datetime) -> None:
    """End a session on the server; every copy of its cookie is worth nothing."""
    with transaction() as session:
        ended = update(SignIn).where(*is_live(token_hash(token), now)).values(ended_at=now)
        for user_id in session.scalars(ended.returning(SignIn.user_id)):
            record("user.signed-out", subject_of(user_id), by=Actor(user_id))


def use_session(token: str, *, now: datetime) -> None:
    """Record that a live session is used, so that its idle time begins anew. One that has ended stays ended."""
    with transaction() as session:
        found = find_signed_in(token, now)
        if found is None:
            return
        ends_at = session_ends_at(found.created_at, now, found.actor.roles)
        used = update(SignIn).where(*is_live(token_hash(token), now))
        session.execute(used.values(last_used_at=now, ends_at=ends_at))


def end_sessions(user_id: int, *, now: datetime, but: str = "") -> int:
    """End all sessions of an account at once, but that of one token; how many those were."""
    open_ones = (SignIn.user_id == user_id, SignIn.ended_at.is_(None), SignIn.token_hash != token_hash(but))
    with transaction() as session:
        ended = update(SignIn).where(*open_ones).values(ended_at=now).returning(SignIn.token_hash)
        return len(session.scalars(ended).all())


def end_session(user_id: int, mark: str, *, now: datetime) -> None:
    """End one session of an account, named by its mark; where there is none of that mark nothing happens."""
    with transaction() as session:
        live = (SignIn.user_id == user_id, SignIn.ended_at.is_(None))
        for one in session.scalars(select(SignIn).where(*live)):
            if mark and one.token_hash.startswith(mark):
                one.ended_at = now
                record("user.session-ended", subject_of(user_id), by=Actor(user_id))
