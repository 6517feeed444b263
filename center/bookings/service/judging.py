"""What all rules say of a use that staff want, and whether what they let pass suffices.

Source: docs/rules/booking.md, "On behalf"
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from center.bookings import queries
from center.bookings.models import Booking
from center.bookings.rules.bookable import Use, ensure_capacity, ensure_quota, is_taken, use_of
from center.bookings.rules.day import RoomDay
from center.bookings.rules.letting import (
    Letting,
    broken_rules,
    ensure_let,
    ensure_not_over,
    faults_of_time,
    refused_by,
)
from center.bookings.rules.people import BookerKeys
from center.bookings.rules.refusals import BookingRefusedError, RoomTakenError
from center.bookings.rules.values import Length, Quota
from center.bookings.service.command import days_of, room_missing
from center.core.errors import NotFoundError
from center.core.time import HALF_HOUR, Period
from center.spaces.models import Space


@dataclass(frozen=True, slots=True)
class Judged:
    """What the rules say of a use that staff want: the rooms, their days, every rule it breaks."""

    use: Use
    rooms: Sequence[Space]
    days: Sequence[RoomDay]
    broken: list[BookingRefusedError]

    @property
    def taken(self) -> list[str]:
        """The rooms that others hold."""
        return [day.room for day in self.days if is_taken(self.use, day)]


def judge(
    codes: Sequence[str],
    period: Period,
    *,
    headcount: int,
    keys: BookerKeys,
    now: datetime,
    without: Booking | None = None,
) -> Judged:
    """Measure a use by all rules at once; changes nothing. `without` is the booking that is to be moved.

    Raises:
        OffRasterError: it does not lie on the raster within a day.
        ClosedError: a room is not there on that day.
    """
    use, book = use_of(period), queries.rulebook()
    rooms = _rooms_on(codes, use)
    days = days_of(rooms, use, now=now, without=without.occurrence.id if without else None)
    longest = book.get(Length, "length", use.day).longest_a_day
    usage = queries.usage_of(keys, use, without=without.id if without else None)
    capacities = list(queries.capacity_of(book, rooms, use.day).values())
    quota = book.get(Quota, "quota", use.day)
    checks = (
        lambda: ensure_not_over(use, days),
        lambda: ensure_capacity(headcount, capacities),
        lambda: ensure_quota(use, quota, longest, usage),
    )
    broken = broken_rules([*faults_of_time(use, days), *refused_by(checks)])
    return Judged(use, rooms, days, broken)


def holders(judged: Judged, *, now: datetime, without: Booking | None = None) -> list[Booking]:
    """The bookings that keep the use out, by time."""
    if not judged.taken:
        return []
    turnarounds = {day.room: day.turnaround * HALF_HOUR for day in judged.days}
    own = without.occurrence.id if without else None
    return queries.holders_of(judged.use.period, turnarounds, now=now, without=own)


def _rooms_on(codes: Sequence[str], use: Use) -> list[Space]:
    try:
        return queries.get_rooms(codes, use.day)
    except NotFoundError as missing:
        raise room_missing(use) from missing


def ensure_allowed(judged: Judged, letting: Letting) -> None:
    """Raises: RoomTakenError, BookingRefusedError, ReasonMissingError."""
    if judged.taken:
        raise RoomTakenError(judged.taken)
    ensure_let(judged.broken, letting)
