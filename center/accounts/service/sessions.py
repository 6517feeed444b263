"""Sessions: begun by a sign-in, used, ended."""

import secrets
from datetime import datetime

from sqlalchemy import delete, update

from center.accounts import queries
from center.accounts.models import SignIn, User
from center.accounts.queries import is_live
from center.accounts.rules.sessions import LONGEST_SESSION
from center.accounts.service.looks import record_access
from center.core.actor import Actor
from center.core.audit import record
from center.core.db import transaction


def subject_of(user_id: int) -> str:
    """How the log names an account."""
    return f"user {user_id}"


def begin_session(user: User, *, address: str, now: datetime) -> str:
    """Begin a session; returns its token, which nothing else tells."""
    token = secrets.token_urlsafe(32)
    with transaction() as session:
        session.execute(delete(SignIn).where(SignIn.created_at <= now - LONGEST_SESSION))
        session.add(SignIn(token_hash=queries.token_hash(token), user_id=user.id, created_at=now, last_used_at=now))
        who = Actor(user.id, address=address)
        record("user.signed-in", subject_of(user.id), by=who)
        record_access("signed-in", subject_of(user.id), by=who, now=now, n_records=0)
    return token


def sign_out(token: str, *, now: datetime) -> None:
    """End a session on the server; every copy of its cookie is worth nothing."""
    with transaction() as session:
        ended = update(SignIn).where(*is_live(token, now)).values(ended_at=now).returning(SignIn.user_id)
        for user_id in session.scalars(ended):
            record("user.signed-out", subject_of(user_id), by=Actor(user_id))


def use_session(token: str, *, now: datetime) -> None:
    """Record that a live session is used, so that its idle time begins anew. One that has ended stays ended."""
    with transaction() as session:
        session.execute(update(SignIn).where(*is_live(token, now)).values(last_used_at=now))


def end_sessions(user_id: int, *, now: datetime) -> None:
    """End all sessions of an account at once: what it may do has changed."""
    open_ones = (SignIn.user_id == user_id, SignIn.ended_at.is_(None))
    with transaction() as session:
        session.execute(update(SignIn).where(*open_ones).values(ended_at=now))
