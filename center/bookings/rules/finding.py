"""Free times for so many people, so long, within some days: what can be booked, and if nothing can, why.

What is found here is exactly what `bookable` accepts.
Source: docs/rules/booking.md, "What a person meets", "Find"
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import combinations

from center.bookings.rules.day import RoomDay, common_runs, period_of
from center.bookings.rules.refusals import Alternative
from center.core.time import HALF_HOURS_A_DAY

WHOLE_DAY = (0, HALF_HOURS_A_DAY)
AN_HOUR = 2
Capacities = Mapping[str, int]
Days = Mapping[date, Mapping[str, RoomDay]]


@dataclass(frozen=True, slots=True)
class Conditions:
    """What somebody looks for: how many people, how many half hours, within which half hours [start, end) of the day.

    Without rooms, whichever hold the people.
    """

    headcount: int
    length: int
    part: tuple[int, int] = WHOLE_DAY
    rooms: tuple[str, ...] = ()

    @property
    def at_any_time(self) -> "Conditions":
        """The same at any time of day."""
        return replace(self, part=WHOLE_DAY)


@dataclass(frozen=True, slots=True)
class Free:
    """Rooms to be booked together on a day, and every half hour at which the use may start."""

    rooms: tuple[str, ...]
    starts: tuple[int, ...]


class Why(StrEnum):
    """Why nothing is free in some days."""

    CLOSED = "closed"
    NOT_OPEN = "not_open_yet"
    PART_TOO_SHORT = "part_too_short"
    TAKEN = "taken"


def choices(conditions: Conditions, capacities: Capacities) -> list[tuple[str, ...]]:
    """The rooms that come into question: as few together as hold the people, or those asked for if they do."""
    if conditions.rooms:
        sizes = [[conditions.rooms]] if set(conditions.rooms) <= set(capacities) else []
    else:
        sizes = [list(combinations(capacities, n)) for n in range(1, len(capacities) + 1)]
    holding = ([rooms for rooms in size if conditions.headcount <= _sum(rooms, capacities)] for size in sizes)
    return next((rooms for rooms in holding if rooms), [])


def _sum(rooms: Sequence[str], capacities: Capacities) -> int:
    return sum(capacities[room] for room in rooms)


def starts(rooms: Sequence[RoomDay], conditions: Conditions) -> tuple[int, ...]:
    """Every half hour of a day at which the rooms can be booked for that long within that part of the day."""
    if not all(room.shortest <= conditions.length <= room.longest for room in rooms):
        return ()
    first, last = conditions.part
    return tuple(
        start
        for begins, ends in common_runs(rooms)
        for start in range(max(begins, first), min(ends, last) - conditions.length + 1)
    )


def free_on(by_room: Mapping[str, RoomDay], capacities: Capacities, conditions: Conditions) -> list[Free]:
    """What is free on a day, in the order of the rooms; rooms without a start are left out."""
    found = (
        Free(rooms, starts([by_room[room] for room in rooms], conditions)) for rooms in choices(conditions, capacities)
    )
    return [free for free in found if free.starts]


def free_days(
    days: Days, capacities: Mapping[date, Capacities], conditions: Conditions
) -> Iterator[tuple[date, list[Free]]]:
    """The days on which something is free, with what is."""
    for day, by_room in days.items():
        if found := free_on(by_room, capacities[day], conditions):
            yield day, found


def nearest_after(
    days: Days, capacities: Mapping[date, Capacities], conditions: Conditions, *, most: int
) -> list[Alternative]:
    """The first free times of these days: on the first day that has some, the first start of each choice of rooms."""
    day, found = next(free_days(days, capacities, conditions), (None, []))
    return [
        Alternative(free.rooms, period_of(day, free.starts[0], free.starts[0] + conditions.length))
        for free in found[:most]
        if day
    ]


def spread(free: Sequence[int], most: int) -> list[int]:
    """A handful of the starts, the first among them: an hour apart at least, evenly over the day, at whole hours where they are free."""
    step = max(AN_HOUR, (free[-1] - free[0]) / most)
    chosen = [free[0]]
    for start in free:
        is_better_later = start % AN_HOUR and start + 1 in free
        if start >= chosen[-1] + step and not is_better_later:
            chosen.append(start)
    return chosen[:most]


def why_nothing(days: Days, conditions: Conditions) -> Why:
    """Why these days have no such time: what holds for every one of them, else that it is taken or too late."""
    rooms = [
        room for by_room in days.values() for room in by_room.values() if room.room in (conditions.rooms or by_room)
    ]
    opened = [room for room in rooms if room.opening]
    if not opened:
        return Why.CLOSED
    if not any(room.is_window_open for room in opened):
        return Why.NOT_OPEN
    return Why.TAKEN if any(_has_part(room, conditions) for room in opened) else Why.PART_TOO_SHORT


def _has_part(room: RoomDay, conditions: Conditions) -> bool:
    """Whether that part of the day is open long enough, were nothing taken."""
    first, last = conditions.part
    return any(min(closes, last) - max(opens, first) >= conditions.length for opens, closes in room.opening)
