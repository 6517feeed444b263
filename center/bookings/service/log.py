"""What the audit log tells of bookings: numbers, times, rooms and kinds of rules, never a word somebody typed."""

from typing import Any

from center.bookings.models import Booking
from center.core.actor import ANYONE, Actor
from center.core.audit import record
from center.core.time import Period

BOOKER, CENTER = "booker", "center"
"""On whose side the cause of a cancellation lay."""


def subject_of(reference: str) -> str:
    """How the log names a booking."""
    return f"booking {reference}"


def log(action: str, booking: Booking, *, by: Actor | str = ANYONE, **facts: Any) -> None:
    """Enter an act on a booking, in the transaction of its command."""
    record(f"booking.{action}", subject_of(booking.reference), by=by, **facts)


def time_of(booking: Booking) -> dict[str, Any]:
    """Rooms and time of a booking as facts of the log."""
    occurrence = booking.occurrence
    return {"rooms": list(occurrence.codes), **times(occurrence.period)}


def times(period: Period) -> dict[str, str]:
    """A time as facts of the log."""
    return {"start": period.start.isoformat(), "end": period.end.isoformat()}
