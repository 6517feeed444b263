"""A stretch of time of one room, parted into what can be booked and, with its reason, what cannot. Pure.

Source: docs/rules/api.md, "Availability"
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from center.bookings.rules.day import Kind, RoomDay, segments
from center.core.time import HALF_HOUR, Period, at, days_between, seoul_day

REASONS: Mapping[Kind, str] = {
    Kind.BOOKED: "booked",
    Kind.HELD: "held",
    Kind.TURNAROUND: "turnaround",
    Kind.CLOSED: "closed",
    Kind.WORKS: "closed",
    Kind.OUTSIDE: "outside_hours",
    Kind.TOO_SOON: "too_soon",
    Kind.NOT_OPEN: "not_open_yet",
    Kind.TOO_SHORT: "too_short",
}
MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Busy:
    """A time that cannot be booked, and why."""

    period: Period
    reason: str


def part(days: Mapping[date, RoomDay], asked: Period) -> tuple[list[Busy], list[Period]]:
    """The busy and the free times of a period, in order; together they are all of it.

    A free time lies on the raster within one day: in it any length from the shortest to the longest may be booked.
    What of a free time the period cuts off too short is busy.
    """
    busy: list[Busy] = []
    free: list[Period] = []
    for day, room in days.items():
        for segment in segments(room.shape):
            within = _cut(day, segment.start, segment.end, asked)
            if within is None:
                continue
            usable = _usable(within, room.shortest) if segment.kind == Kind.FREE else None
            free += [usable] if usable else []
            busy += _around(within, usable) if segment.kind == Kind.FREE else [Busy(within, REASONS[segment.kind])]
    return list(_merged(busy)), free


def days_of(asked: Period) -> list[date]:
    """The Seoul days that a period touches."""
    return days_between(seoul_day(asked.start), seoul_day(asked.end - MOMENT) + timedelta(days=1))


def _cut(day: date, start: int, end: int, asked: Period) -> Period | None:
    """The part of some half hours of a day that lies in a period."""
    first, last = max(at(day, start * 30), asked.start), min(at(day, end * 30), asked.end)
    return Period(first, last) if first < last else None


def _usable(within: Period, shortest: int) -> Period | None:
    """What of a free time lies on the raster, if the shortest use fits."""
    midnight = at(within.day, 0)
    start = midnight + -((midnight - within.start) // HALF_HOUR) * HALF_HOUR
    end = midnight + (within.end - midnight) // HALF_HOUR * HALF_HOUR
    return Period(start, end) if end - start >= shortest * HALF_HOUR else None


def _around(within: Period, usable: Period | None) -> list[Busy]:
    """What the range cuts off."""
    if usable is None:
        return [Busy(within, "too_short")]
    ends: Iterable[tuple[datetime, datetime]] = ((within.start, usable.start), (usable.end, within.end))
    return [Busy(Period(start, end), "too_short") for start, end in ends if start < end]


def _merged(busy: Iterable[Busy]) -> Iterator[Busy]:
    """Neighbours of one reason as one."""
    last: Busy | None = None
    for one in busy:
        if last and last.reason == one.reason and last.period.end == one.period.start:
            last = Busy(Period(last.period.start, one.period.end), one.reason)
            continue
        if last:
            yield last
        last = one
    if last:
        yield last
