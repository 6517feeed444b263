"""A room's day in half hours: what is open, taken, kept free, and what therefore can be booked.

Half hours are counted 0–48 from the Seoul midnight that begins the day. What is called free here is exactly
what `bookable` accepts: any start and end on the raster within a free run, from the shortest length on.
Source: docs/rules/booking.md, "Raster", "Rules and first values", "What a person meets"
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from center.bookings.rules.rulebook import Rulebook
from center.bookings.rules.values import CENTER, Length, Notice, OpeningHours, Turnaround, Window
from center.core.time import HALF_HOUR, HALF_HOURS_A_DAY, Period, at, days_between, month_start, seoul_day

DAYS_AHEAD = timedelta(days=31)


class Kind(StrEnum):
    """What a stretch of a room's day is."""

    FREE = "free"
    BOOKED = "booked"
    HELD = "held"
    TURNAROUND = "turnaround"
    CLOSED = "closed"
    WORKS = "works"
    OUTSIDE = "outside_hours"
    TOO_SOON = "too_soon"
    NOT_OPEN = "not_open_yet"
    TOO_SHORT = "too_short"


class ClosedFor(StrEnum):
    """Why the center keeps a whole day closed."""

    HOLIDAY = "holiday"
    WEEKDAY = "weekday"
    EXCEPTION = "exception"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is closed, in both languages; of a weekly closing day only the weekday is known."""

    why: ClosedFor | None
    ko: str = ""
    en: str = ""


NOT_THERE = Reason(None, "이 공간이 없는 날", "the room is not there that day")
"""Before its first day and after its last a room is as good as closed."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A use that holds a room: half hours [start, end) of this day and its turnaround after the end.

    `start` is negative where the use began the day before.
    """

    start: int
    end: int
    turnaround: int
    is_held: bool = False

    @property
    def cells(self) -> range:
        """Every half hour that others may not have."""
        return range(self.start, self.end + self.turnaround)


@dataclass(frozen=True, slots=True)
class Shut:
    """Half hours [start, end) out of use, with the reason."""

    start: int
    end: int
    kind: Kind
    reason: Reason


@dataclass(frozen=True, slots=True)
class Segment:
    """Half hours [start, end) of one kind."""

    start: int
    end: int
    kind: Kind
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class RoomDay:
    """All that decides over one room on one day."""

    room: str
    day: date
    opening: tuple[tuple[int, int], ...]
    closed: Reason | None
    shut: tuple[Shut, ...]
    taken: tuple[Taken, ...]
    turnaround: int
    shortest: int
    longest: int
    earliest: datetime
    opens_at: datetime
    now: datetime

    @property
    def occupied(self) -> frozenset[int]:
        """The half hours held by others, also those of the next day's beginning."""
        return frozenset(cell for taken in self.taken for cell in taken.cells)

    @property
    def is_window_open(self) -> bool:
        """Whether this day's month may be booked already."""
        return self.now >= self.opens_at

    @property
    def first_start(self) -> int:
        """The first half hour that keeps the notice; 48 where none of the day does."""
        late_by = self.earliest - at(self.day, 0)
        return min(max(0, -(-late_by // HALF_HOUR)), HALF_HOURS_A_DAY)


def room_day(
    rulebook: Rulebook, room: str, day: date, *, shut: Sequence[Shut], taken: Iterable[Taken], now: datetime
) -> RoomDay:
    """The room's day under the rules in force on it."""
    opening, closed = opening_of(rulebook, room, day)
    length = rulebook.get(Length, "length", day, room)
    notice = rulebook.get(Notice, "notice", day, room)
    return RoomDay(
        room=room,
        day=day,
        opening=opening,
        closed=closed,
        shut=tuple(shut),
        taken=tuple(sorted(taken, key=lambda use: use.start)),
        turnaround=turnaround_of(rulebook, room, day),
        shortest=length.shortest // 30,
        longest=length.longest_a_day // 30,
        earliest=now + HALF_HOUR * 2 * notice.hours,
        opens_at=window_opens_at(rulebook.get(Window, "window", day, room), day),
        now=now,
    )


def day_without_room(rulebook: Rulebook, room: str, day: date, *, now: datetime) -> RoomDay:
    """A day on which there is no such room: closed."""
    return replace(room_day(rulebook, room, day, shut=(), taken=(), now=now), opening=(), closed=NOT_THERE)


def turnaround_of(rulebook: Rulebook, room: str, day: date) -> int:
    """The room's turnaround on a day, in half hours."""
    return rulebook.get(Turnaround, "turnaround", day, room).minutes // 30


def opening_of(rulebook: Rulebook, room: str, day: date) -> tuple[tuple[tuple[int, int], ...], Reason | None]:
    """The opening periods of a day in half hours, and why it is closed if there is none.

    An exceptional day wins over a holiday, a holiday over the weekday.
    """
    if exceptional := rulebook.exceptional_day(day, room):
        reason = Reason(ClosedFor.EXCEPTION, exceptional.reason, exceptional.reason_en)
        return _half_hours(exceptional.periods), None if exceptional.periods else reason
    if holiday := rulebook.holidays.get(day):
        return (), Reason(ClosedFor.HOLIDAY, holiday.name, holiday.name_en)
    periods = rulebook.get(OpeningHours, "opening_hours", day, room).weekdays[day.weekday()]
    return _half_hours(periods), None if periods else Reason(ClosedFor.WEEKDAY)


def is_center_closed(rulebook: Rulebook, day: date) -> bool:
    """Whether the center as a whole is closed on a day."""
    return not opening_of(rulebook, CENTER, day)[0]


def first_day_with_time(rulebook: Rulebook, now: datetime) -> date:
    """The first day that keeps the notice and on which the center is open long enough; where calendars begin."""
    today = seoul_day(now)
    length, notice = rulebook.get(Length, "length", today), rulebook.get(Notice, "notice", today)
    earliest = now + HALF_HOUR * 2 * notice.hours
    for day in days_between(seoul_day(earliest), seoul_day(earliest) + DAYS_AHEAD):
        opening, _ = opening_of(rulebook, CENTER, day)
        if opening and at(day, opening[-1][1] * 30 - length.shortest) >= earliest:
            return day
    return today


def _half_hours(periods: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    return tuple((opens // 30, closes // 30) for opens, closes in periods)


def window_opens_at(window: Window, day: date) -> datetime:
    """The instant at which a day's whole month can be booked."""
    first = month_start(day, -window.months_ahead)
    return at(first.replace(day=window.day), window.minute)


def free_runs(room: RoomDay) -> list[tuple[int, int]]:
    """The longest periods [start, end) in which any use from the shortest to the longest may lie."""
    if not room.is_window_open:
        return []
    runs = ((max(start, room.first_start), end) for start, end in open_runs(room))
    return [(start, end) for start, end in runs if end - start >= room.shortest]


def common_runs(rooms: Sequence[RoomDay]) -> list[tuple[int, int]]:
    """The periods that are free in every one of the rooms."""
    runs = free_runs(rooms[0])
    for room in rooms[1:]:
        pairs = ((max(a, c), min(b, d)) for a, b in runs for c, d in free_runs(room))
        runs = [(start, end) for start, end in pairs if end - start >= room.shortest]
    return runs


def open_runs(room: RoomDay) -> list[tuple[int, int]]:
    """Open and untaken stretches, each cut so that its own turnaround reaches no other use."""
    occupied = room.occupied
    shut = {cell for closure in room.shut for cell in range(closure.start, closure.end)}
    runs: list[tuple[int, int]] = []
    for opens, closes in room.opening:
        start = None
        for cell in range(opens, closes + 1):
            is_free = cell < closes and cell not in occupied and cell not in shut
            if is_free and start is None:
                start = cell
            elif not is_free and start is not None:
                runs.append((start, _end_before_neighbour(cell, room.turnaround, occupied)))
                start = None
    return [(start, end) for start, end in runs if start < end]


def _end_before_neighbour(end: int, turnaround: int, occupied: frozenset[int]) -> int:
    """The last end not after `end` whose turnaround touches nothing taken."""
    while any(cell in occupied for cell in range(end, end + turnaround)):
        end -= 1
    return end


def segments(room: RoomDay) -> list[Segment]:
    """The day from midnight to midnight as stretches of one kind each, without gaps."""
    kinds: list[tuple[Kind, Reason | None]] = [(Kind.OUTSIDE, room.closed)] * HALF_HOURS_A_DAY
    for painter in (_paint_opening, _paint_taken, _paint_shut):
        painter(room, kinds)
    return _merged(kinds)


Kinds = list[tuple[Kind, Reason | None]]


def _paint(kinds: Kinds, cells: Iterable[int], kind: Kind, reason: Reason | None = None) -> None:
    for cell in cells:
        if 0 <= cell < HALF_HOURS_A_DAY:
            kinds[cell] = (kind, reason)


def _paint_opening(room: RoomDay, kinds: Kinds) -> None:
    """Closed days whole; else the open hours: kept free before a neighbour, too soon, not open yet, too short, free."""
    if room.closed:
        _paint(kinds, range(HALF_HOURS_A_DAY), Kind.CLOSED, room.closed)
    for opens, closes in room.opening:
        _paint(kinds, range(opens, closes), Kind.TURNAROUND)
    for start, end in open_runs(room):
        first = max(start, room.first_start)
        _paint(kinds, range(start, min(first, end)), Kind.TOO_SOON)
        _paint(kinds, range(first, end), _bookable_kind(room, end - first))


def _bookable_kind(room: RoomDay, length: int) -> Kind:
    if not room.is_window_open:
        return Kind.NOT_OPEN
    return Kind.FREE if length >= room.shortest else Kind.TOO_SHORT


def _opened(room: RoomDay) -> set[int]:
    """The open half hours; in all others that alone is told, as a refusal tells it first."""
    return {cell for opens, closes in room.opening for cell in range(opens, closes)}


def _paint_taken(room: RoomDay, kinds: Kinds) -> None:
    opened = _opened(room)
    for taken in room.taken:
        _paint(kinds, opened.intersection(range(taken.end, taken.end + taken.turnaround)), Kind.TURNAROUND)
        _paint(kinds, opened.intersection(range(taken.start, taken.end)), Kind.HELD if taken.is_held else Kind.BOOKED)


def _paint_shut(room: RoomDay, kinds: Kinds) -> None:
    opened = _opened(room)
    for shut in room.shut:
        _paint(kinds, (cell for cell in range(shut.start, shut.end) if cell in opened), shut.kind, shut.reason)


def _merged(kinds: Kinds) -> list[Segment]:
    merged: list[Segment] = []
    for cell, (kind, reason) in enumerate(kinds):
        if merged and (merged[-1].kind, merged[-1].reason) == (kind, reason):
            merged[-1] = Segment(merged[-1].start, cell + 1, kind, reason)
        else:
            merged.append(Segment(cell, cell + 1, kind, reason))
    return merged


def period_of(day: date, start: int, end: int) -> Period:
    """The half hours [start, end) of a Seoul day as a period."""
    return Period.on(day, start * 30, end * 30)
