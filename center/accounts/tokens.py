"""The keys of other programs: made, used and revoked. Only their hashes are kept.

Source: docs/rules/api.md, "Tokens"
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import case, select, update

from center.accounts.models import ApiToken
from center.accounts.queries import token_hash
from center.core.actor import Actor
from center.core.audit import OPERATOR, record
from center.core.db import db, transaction
from center.core.errors import ForbiddenError, NotFoundError, TooManyError, UnauthorizedError
from center.core.text import _

USUAL_LIMIT = 6_000
"""Calls a minute."""
PREFIX = "ctr_"
"""By it people, and programs that look for leaked keys, see what it is."""


class Scope(StrEnum):
    """What a program may do."""

    BOOKINGS_WRITE = "bookings:write"
    ENTERPRISES_READ = "enterprises:read"
    ENTERPRISES_WRITE = "enterprises:write"


@dataclass(frozen=True, slots=True)
class Caller:
    """A program that showed a key that holds."""

    token_id: int
    scopes: frozenset[str]


def create_token(
    *,
    name: str,
    scopes: Sequence[Scope],
    limit: int = USUAL_LIMIT,
    now: datetime,
    by: Actor | str = OPERATOR,
) -> str:
    """Make a key and return it; nobody can read it again."""
    token = PREFIX + secrets.token_urlsafe(32)
    made = ApiToken(
        name=name, token_hash=token_hash(token), scopes=sorted(set(scopes)), limit_a_minute=limit, created_at=now
    )
    with transaction() as session:
        session.add(made)
        session.flush()
        record("token.created", f"token {made.id}", by=by, scopes=made.scopes, limit=limit)
    return token


def tokens() -> Sequence[ApiToken]:
    """Every key that was ever made, the oldest first."""
    return db.session.scalars(select(ApiToken).order_by(ApiToken.id)).all()


def revoke_token(token_id: int, *, now: datetime, by: Actor | str = OPERATOR) -> ApiToken:
    """End a key at once; ended once more it stays as it was.

    Raises:
        NotFoundError
    """
    with transaction() as session:
        token = session.get(ApiToken, token_id)
        if token is None:
            raise NotFoundError
        if token.revoked_at is None:
            token.revoked_at = now
            record("token.revoked", f"token {token_id}", by=by)
    return token


def use_token(token: str, scope: Scope, *, now: datetime) -> Caller:
    """Let a program in, count its call and remember when; counted in the database, so that it holds over all workers.

    Raises:
        UnauthorizedError: no such key, or revoked.
        TooManyError: more calls than it may make in a minute.
        ForbiddenError: it may not do this.
    """
    minute, kept = now.replace(second=0, microsecond=0), token_hash(token)
    if db.session.scalar(select(ApiToken.id).where(ApiToken.token_hash == kept)) is None:
        raise UnauthorizedError
    with transaction() as session:
        used = session.execute(
            update(ApiToken)
            .where(ApiToken.token_hash == kept, ApiToken.revoked_at.is_(None))
            .values(
                n_calls=case((ApiToken.minute_at == minute, ApiToken.n_calls + 1), else_=1),
                minute_at=minute,
                last_used_at=now,
            )
            .returning(ApiToken.id, ApiToken.scopes, ApiToken.n_calls, ApiToken.limit_a_minute)
            .execution_options(synchronize_session=False)
        ).one_or_none()
    if used is None:
        raise UnauthorizedError
    token_id, scopes, n_calls, limit = used
    if n_calls > limit:
        wait = int((minute + timedelta(minutes=1) - now).total_seconds()) + 1
        raise TooManyError(_("이 토큰은 1분에 %(n)s번까지 쓸 수 있습니다.", n=limit), retry_after=wait)
    if scope not in scopes:
        raise ForbiddenError
    return Caller(token_id, frozenset(scopes))
