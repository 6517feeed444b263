"""Which bookings hold rooms at a time. Who they are is for staff alone."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from center.bookings.models import Booking, Occurrence
from center.bookings.queries.records import whole
from center.bookings.queries.rooms import LONGEST_TURNAROUND, is_holding
from center.core.db import db
from center.core.time import HALF_HOUR, Period


def holders_of(
    period: Period, turnarounds: Mapping[str, timedelta], *, now: datetime, without: int | None = None
) -> list[Booking]:
    """The bookings that keep a use out of rooms, by time.

    `turnarounds` is, for each room, the time that is kept free after the use. `without` leaves out one occurrence.
    """
    near = db.session.scalars(
        whole()
        .join(Booking.occurrences)
        .where(
            Occurrence.start_at < period.end + LONGEST_TURNAROUND,
            Occurrence.end_at > period.start - LONGEST_TURNAROUND,
            Occurrence.id != (without or 0),
            is_holding(now),
        )
        .order_by(Occurrence.start_at, Booking.id)
    )
    return [booking for booking in near if _keeps_out(booking.occurrence, period, turnarounds)]


def _keeps_out(held: Occurrence, period: Period, turnarounds: Mapping[str, timedelta]) -> bool:
    return any(
        period.start < held.end_at + room.turnaround * HALF_HOUR
        and held.start_at < period.end + turnarounds[room.space.code]
        for room in held.rooms
        if room.space.code in turnarounds
    )
