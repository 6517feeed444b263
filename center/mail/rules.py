"""When a mail is tried, how long it may be under way, and when it ends.

Source: docs/decisions/0008-mail-outbox.md
"""

from datetime import datetime, timedelta
from enum import StrEnum

LEASE = timedelta(minutes=5)
"""How long a worker has a mail for itself. Longer than a round and the slowest dialogue with the server together."""

WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 30, 60))
"""The waits after the first, second, … failure; the last one repeats."""

GIVE_UP_AFTER = timedelta(days=3)


class MailState(StrEnum):
    """Where a mail stands. All but the first are ends, at which nothing personal is left."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"


def is_too_late(send_before: datetime | None, now: datetime) -> bool:
    """Whether the mail is of no use any more."""
    return send_before is not None and send_before <= now


def next_try(attempts: int, *, created_at: datetime, send_before: datetime | None, now: datetime) -> datetime | None:
    """When a mail that could not be sent is due again; None where it is given up.

    A mail that will be too late by then is due at that moment, so that it ends on time.
    """
    due_at = now + WAITS[min(attempts, len(WAITS)) - 1]
    if due_at > created_at + GIVE_UP_AFTER:
        return None
    return due_at if send_before is None else min(due_at, max(send_before, now))
