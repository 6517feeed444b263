"""A room's day in half hours: what is open, taken, kept free, and what therefore can be booked.

Half hours are counted 0–48 from the Seoul midnight that begins the day. What is called free here is exactly
what `bookable` accepts: any start and end on the raster within a free run, from the shortest length on.
Source: docs/rules/booking.md, "Raster", "Rules and first values", "What a person meets"
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property, lru_cache
from itertools import groupby
from typing import NamedTuple

from center.bookings.rules.rulebook import Rulebook
from center.bookings.rules.values import CENTER, Length, Notice, OpeningHours, Turnaround, Window
from center.core.time import HALF_HOUR, HALF_HOURS_A_DAY, Period, at, days_between, month_start, seoul_day

DAYS_AHEAD = timedelta(days=31)
DAYS_KEPT = 512
"""Some months of both rooms: a page that is made anew after one booking finds all other days again."""


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


class Taken(NamedTuple):
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


class Shape(NamedTuple):
    """All that parts a day, in half hours: the same shape, the same segments and free runs, whatever the day."""

    opening: tuple[tuple[int, int], ...]
    closed: Reason | None
    shut: tuple[Shut, ...]
    taken: tuple[Taken, ...]
    turnaround: int
    shortest: int
    first_start: int
    is_window_open: bool

    @property
    def occupied(self) -> frozenset[int]:
        """The half hours held by others, also those of the next day's beginning."""
        return frozenset(cell for taken in self.taken for cell in taken.cells)


@dataclass(frozen=True, slots=True)
class Terms:
    """What the rules say of one room on one day, whoever uses it and whenever somebody looks."""

    opening: tuple[tuple[int, int], ...]
    closed: Reason | None
    turnaround: int
    shortest: int
    longest: int
    notice: timedelta
    opens_at: datetime


class Seen(NamedTuple):
    """All that can be seen of a room's day: the same, whenever somebody looks, reads the same."""

    room: str
    day: date
    shape: Shape
    longest: int
    passed: int


@dataclass(frozen=True)
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
        return self.shape.occupied

    @cached_property
    def shape(self) -> Shape:
        """What parts it."""
        return Shape(
            self.opening,
            self.closed,
            self.shut,
            self.taken,
            self.turnaround,
            self.shortest,
            self.first_start,
            self.is_window_open,
        )

    @property
    def edges(self) -> tuple[int, int]:
        """The half hours [from, to) of an open day in which something is open or used."""
        uses = [taken for taken in self.taken if taken.end > 0 and taken.start < HALF_HOURS_A_DAY]
        first = min(self.opening[0][0], *(taken.start for taken in uses[:1]), HALF_HOURS_A_DAY)
        last = max(self.opening[-1][1], *(taken.end for taken in uses[-1:]), 0)
        return max(first, 0), min(last, HALF_HOURS_A_DAY)

    @property
    def seen(self) -> Seen:
        """What calendars show of it."""
        return Seen(self.room, self.day, self.shape, self.longest, self.passed)

    @property
    def is_window_open(self) -> bool:
        """Whether this day's month may be booked already."""
        return self.now >= self.opens_at

    @cached_property
    def passed(self) -> int:
        """How many half hours of the day are over; 48: all."""
        return min(max(0, (self.now - at(self.day, 0)) // HALF_HOUR), HALF_HOURS_A_DAY)

    @property
    def first_start(self) -> int:
        """The first half hour that keeps the notice; 48 where none of the day does."""
        late_by = self.earliest - at(self.day, 0)
        return min(max(0, -(-late_by // HALF_HOUR)), HALF_HOURS_A_DAY)


def room_day(
    rulebook: Rulebook, room: str, day: date, *, shut: Sequence[Shut], taken: Iterable[Taken], now: datetime
) -> RoomDay:
    """The room's day under the rules in force on it."""
    terms = _terms_of(rulebook, room, day)
    return RoomDay(
        room=room,
        day=day,
        opening=terms.opening,
        closed=terms.closed,
        shut=tuple(shut),
        taken=tuple(sorted(taken)),
        turnaround=terms.turnaround,
        shortest=terms.shortest,
        longest=terms.longest,
        earliest=now + terms.notice,
        opens_at=terms.opens_at,
        now=now,
    )


@lru_cache(DAYS_KEPT)
def _terms_of(rulebook: Rulebook, room: str, day: date) -> Terms:
    """A rulebook never changes: other rules make another one."""
    opening, closed = opening_of(rulebook, room, day)
    length = rulebook.get(Length, "length", day, room)
    return Terms(
        opening=opening,
        closed=closed,
        turnaround=turnaround_of(rulebook, room, day),
        shortest=length.shortest // 30,
        longest=length.longest_a_day // 30,
        notice=HALF_HOUR * 2 * rulebook.get(Notice, "notice", day, room).hours,
        opens_at=window_opens_at(rulebook.get(Window, "window", day, room), day),
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


@lru_cache(DAYS_KEPT)
def free_runs(day: Shape) -> tuple[tuple[int, int], ...]:
    """The longest periods [start, end) in which any use from the shortest to the longest may lie."""
    if not day.is_window_open:
        return ()
    runs = ((max(start, day.first_start), end) for start, end in open_runs(day))
    return tuple((start, end) for start, end in runs if end - start >= day.shortest)


def common_runs(rooms: Sequence[RoomDay]) -> list[tuple[int, int]]:
    """The periods that are free in every one of the rooms."""
    runs = list(free_runs(rooms[0].shape))
    for room in rooms[1:]:
        pairs = ((max(a, c), min(b, d)) for a, b in runs for c, d in free_runs(room.shape))
        runs = [(start, end) for start, end in pairs if end - start >= room.shortest]
    return runs


def open_runs(day: Shape) -> list[tuple[int, int]]:
    """Open and untaken stretches, each cut so that its own turnaround reaches no other use."""
    occupied = day.occupied
    shut = {cell for closure in day.shut for cell in range(closure.start, closure.end)}
    runs: list[tuple[int, int]] = []
    for opens, closes in day.opening:
        start = None
        for cell in range(opens, closes + 1):
            is_free = cell < closes and cell not in occupied and cell not in shut
            if is_free and start is None:
                start = cell
            elif not is_free and start is not None:
                runs.append((start, _end_before_neighbour(cell, day.turnaround, occupied)))
                start = None
    return [(start, end) for start, end in runs if start < end]


def _end_before_neighbour(end: int, turnaround: int, occupied: frozenset[int]) -> int:
    """The last end not after `end` whose turnaround touches nothing taken."""
    while any(cell in occupied for cell in range(end, end + turnaround)):
        end -= 1
    return end


@lru_cache(DAYS_KEPT)
def segments(day: Shape) -> tuple[Segment, ...]:
    """The day from midnight to midnight as stretches of one kind each, without gaps: each tells why it is refused."""
    return tuple(_merged(_kinds(day)))


@lru_cache(DAYS_KEPT)
def shown_segments(day: Shape) -> tuple[Segment, ...]:
    """The same as people are shown it: on an open day a use is whole, also where hours set later leave it outside."""
    if all(_is_within(taken, day.opening) for taken in day.taken):
        return segments(day)
    kinds = _kinds(day)
    shut = {cell for closure in day.shut for cell in range(closure.start, closure.end)}
    for taken in day.taken:
        cells = range(max(taken.start, 0), min(taken.end, HALF_HOURS_A_DAY))
        outside = [cell for cell in cells if kinds[cell][0] == Kind.OUTSIDE and cell not in shut]
        _paint(kinds, outside, _kind_of(taken))
    return tuple(_merged(kinds))


Kinds = list[tuple[Kind, Reason | None]]


def _kinds(day: Shape) -> Kinds:
    kinds: Kinds = [(Kind.OUTSIDE, day.closed)] * HALF_HOURS_A_DAY
    for painter in (_paint_opening, _paint_taken, _paint_shut):
        painter(day, kinds)
    return kinds


def _is_within(taken: Taken, opening: Iterable[tuple[int, int]]) -> bool:
    return any(opens <= taken.start and taken.end <= closes for opens, closes in opening)


def _kind_of(taken: Taken) -> Kind:
    return Kind.HELD if taken.is_held else Kind.BOOKED


def _paint(kinds: Kinds, cells: Iterable[int], kind: Kind, reason: Reason | None = None) -> None:
    for cell in cells:
        if 0 <= cell < HALF_HOURS_A_DAY:
            kinds[cell] = (kind, reason)


def _paint_opening(day: Shape, kinds: Kinds) -> None:
    """Closed days whole; else the open hours: kept free before a neighbour, too soon, not open yet, too short, free."""
    if day.closed:
        _paint(kinds, range(HALF_HOURS_A_DAY), Kind.CLOSED, day.closed)
    for opens, closes in day.opening:
        _paint(kinds, range(opens, closes), Kind.TURNAROUND)
    for start, end in open_runs(day):
        first = max(start, day.first_start)
        _paint(kinds, range(start, min(first, end)), Kind.TOO_SOON)
        _paint(kinds, range(first, end), _bookable_kind(day, end - first))


def _bookable_kind(day: Shape, length: int) -> Kind:
    if not day.is_window_open:
        return Kind.NOT_OPEN
    return Kind.FREE if length >= day.shortest else Kind.TOO_SHORT


def _opened(day: Shape) -> set[int]:
    """The open half hours; in all others that alone is told, as a refusal tells it first."""
    return {cell for opens, closes in day.opening for cell in range(opens, closes)}


def _paint_taken(day: Shape, kinds: Kinds) -> None:
    opened = _opened(day)
    for taken in day.taken:
        _paint(kinds, opened.intersection(range(taken.end, taken.end + taken.turnaround)), Kind.TURNAROUND)
        _paint(kinds, opened.intersection(range(taken.start, taken.end)), _kind_of(taken))


def _paint_shut(day: Shape, kinds: Kinds) -> None:
    opened = _opened(day)
    for shut in day.shut:
        _paint(kinds, (cell for cell in range(shut.start, shut.end) if cell in opened), shut.kind, shut.reason)


def _merged(kinds: Kinds) -> Iterator[Segment]:
    start = 0
    for (kind, reason), cells in groupby(kinds):
        end = start + sum(1 for _ in cells)
        yield Segment(start, end, kind, reason)
        start = end


def period_of(day: date, start: int, end: int) -> Period:
    """The half hours [start, end) of a Seoul day as a period."""
    return Period.on(day, start * 30, end * 30)
