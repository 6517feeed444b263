"""The nearest free times when a wish is refused: another time, or another room.

Source: docs/rules/booking.md, "Find"
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from center.bookings.rules.bookable import Use
from center.bookings.rules.day import RoomDay, common_runs, period_of
from center.bookings.rules.refusals import Alternative
from center.bookings.rules.values import Length
from center.core.time import HALF_HOUR, HALF_HOURS_A_DAY, Period, minute_of_day

HOW_MANY = 3
AROUND = timedelta(days=14)
DAYS_SEARCHED = timedelta(days=62)
OTHER_ROOM = timedelta(minutes=45)
"""Another room at the same time is as near as another time 45 minutes off in the same room."""


def nearest_use(period: Period, length: Length) -> Use:
    """The use nearest to any wished period that has an allowed length and lies on the raster."""
    half_hours = round(period.length / HALF_HOUR)
    n = min(max(half_hours, length.shortest // 30), length.longest_a_day // 30)
    start = min(minute_of_day(period.start) // 30, HALF_HOURS_A_DAY - n)
    return Use(period.day, start, start + n)


def search_days(day: date, today: date) -> tuple[date, date]:
    """The days [first, end) to look through: from two weeks before the wish, but from a day that is open."""
    first = max(today, min(day, today + 2 * AROUND) - AROUND)
    return first, first + DAYS_SEARCHED


def nearest(
    use: Use,
    rooms: Sequence[str],
    days: Mapping[date, Mapping[str, RoomDay]],
    *,
    capacities: Mapping[str, int],
    headcount: int,
    suits: Callable[[Alternative], bool] = lambda _near: True,
) -> list[Alternative]:
    """The three nearest free times of the same length that suit, nearest first; only rooms that hold the people."""
    found = {
        (alternative.period.start, alternative.rooms): (distance, alternative)
        for distance, alternative in _candidates(use, tuple(rooms), days, capacities, headcount)
        if suits(alternative)
    }
    ranked = sorted(found.values(), key=lambda pair: (pair[0], pair[1].period.start, pair[1].rooms))
    return [alternative for _, alternative in ranked[:HOW_MANY]]


def _candidates(
    use: Use,
    rooms: tuple[str, ...],
    days: Mapping[date, Mapping[str, RoomDay]],
    capacities: Mapping[str, int],
    headcount: int,
) -> Iterator[tuple[timedelta, Alternative]]:
    length = use.end - use.start
    for choice in _choices(rooms, capacities, headcount):
        extra = timedelta() if choice == rooms else OTHER_ROOM
        for day, by_room in days.items():
            chosen = [by_room[room] for room in choice]
            if not all(room.shortest <= length <= room.longest for room in chosen):
                continue
            for start, end in common_runs(chosen):
                if end - start >= length:
                    nearest_start = min(max(use.start, start), end - length)
                    period = period_of(day, nearest_start, nearest_start + length)
                    yield abs(period.start - use.period.start) + extra, Alternative(choice, period)


def _choices(rooms: tuple[str, ...], capacities: Mapping[str, int], headcount: int) -> list[tuple[str, ...]]:
    """The rooms wished for, then, where one was wished for, each other one."""
    others = [(room,) for room in capacities if (room,) != rooms] if len(rooms) == 1 else []
    there = [choice for choice in [rooms, *others] if all(room in capacities for room in choice)]
    return [choice for choice in there if headcount <= sum(capacities[room] for room in choice)]
