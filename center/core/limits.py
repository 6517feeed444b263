"""Limits counted in the database, so that they hold over all workers.

Source: docs/rules/safety.md, "Sessions, passwords, links"
"""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Index, String, delete, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from center.core.db import Model, UTCDateTime, transaction
from center.core.errors import TooManyError
from center.core.text import _

FIRST_WAIT = timedelta(minutes=1)
MOST_DOUBLINGS = 10


class LimitHit(Model):
    """One counted attempt; the bucket is a hash, so that nobody is named."""

    __tablename__ = "limit_hit"
    __table_args__ = (Index("ix_limit_hit_bucket_at", "bucket", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    bucket: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UTCDateTime)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many attempts within a time.

    With `backs_off_to`, every further attempt has to wait twice as long as the one before, from a minute up to that
    long: slow for who guesses, never closed for ever to who forgot.
    """

    name: str
    most: int
    within: timedelta
    backs_off_to: timedelta | None = None

    def bucket(self, key: str) -> str:
        """Where attempts with that key are counted."""
        return hashlib.sha256(f"{self.name}:{key}".encode()).hexdigest()

    def opens_at(self, attempts: Sequence[datetime]) -> datetime | None:
        """When the next attempt passes, after those that passed within the time, oldest first; None for at once."""
        surplus = len(attempts) - self.most
        if surplus < 0:
            return None
        if self.backs_off_to is None:
            return attempts[surplus] + self.within
        doubled: int = 2 ** min(surplus, MOST_DOUBLINGS)
        return attempts[-1] + min(FIRST_WAIT * doubled, self.backs_off_to)


def hit(limit: Limit, key: str, *, now: datetime) -> None:
    """Count an attempt and let it pass, or refuse it and count nothing: a queue of refused ones delays nobody.

    Called outside any transaction, so that the attempt counts whatever becomes of it.

    Raises:
        TooManyError: with the seconds after which an attempt passes again.
    """
    bucket = limit.bucket(key)
    with transaction() as session:
        _lock(session, bucket)
        session.execute(delete(LimitHit).where(LimitHit.at <= now - limit.within, LimitHit.bucket == bucket))
        attempts = session.scalars(select(LimitHit.at).where(LimitHit.bucket == bucket).order_by(LimitHit.at)).all()
        opens_at = limit.opens_at(attempts)
        is_open = opens_at is None or opens_at <= now
        if is_open:
            session.add(LimitHit(bucket=bucket, at=now))
    if opens_at and not is_open:
        raise _too_many(opens_at - now)


def forget(limit: Limit, key: str) -> None:
    """Begin to count anew, after a success for instance."""
    with transaction() as session:
        session.execute(delete(LimitHit).where(LimitHit.bucket == limit.bucket(key)))


def forget_old(now: datetime, *, older_than: timedelta = timedelta(days=1)) -> None:
    """Remove attempts that no limit counts any more."""
    with transaction() as session:
        session.execute(delete(LimitHit).where(LimitHit.at <= now - older_than))


def _lock(session: Session, bucket: str) -> None:
    """One attempt at a time in a bucket; on SQLite the transaction itself is that lock."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(hashtext(:bucket))"), {"bucket": bucket})


def _too_many(wait: timedelta) -> TooManyError:
    seconds = math.ceil(wait.total_seconds())
    minutes = math.ceil(seconds / 60)
    return TooManyError(
        _("너무 여러 번 시도했습니다. %(minutes)s분 뒤에 다시 해 주세요.", minutes=minutes), retry_after=seconds
    )
