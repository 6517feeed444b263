"""The rules, and the rooms' days under them: plain tuples, one query however long."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, func, or_, select

from center.bookings.models import RULES, Booking, BookingRule, ExceptionalOpening, Occurrence, OccurrenceRoom
from center.bookings.rules.day import Kind, Reason, RoomDay, Shut, Taken, day_without_room, room_day
from center.bookings.rules.rulebook import DatedValue, DayOff, ExceptionalDay, Rulebook
from center.bookings.rules.states import State
from center.bookings.rules.values import Capacity, ordered_periods, parse
from center.core.db import db
from center.core.errors import NotFoundError
from center.core.revision import kept_while
from center.core.time import HALF_HOUR, HALF_HOURS_A_DAY, at, days_between
from center.spaces import queries as spaces
from center.spaces.models import HOLIDAYS, Space
from center.spaces.rules import lasts_on

LONGEST_TURNAROUND = timedelta(hours=6)
LONGEST_TURNAROUND_HALF_HOURS = LONGEST_TURNAROUND // HALF_HOUR
ONE_DAY = timedelta(days=1)
OpenDays = dict[tuple[str, date], RoomDay]
TakenByDay = dict[tuple[int, int], list[Taken]]


@kept_while(RULES, HOLIDAYS)
def rulebook() -> Rulebook:
    """The rules as they are now."""
    values = [
        DatedValue(rule.key, rule.scope, rule.from_on, parse(rule.key, rule.value))
        for rule in db.session.scalars(select(BookingRule))
    ]
    exceptional = [
        ExceptionalDay(row.scope, row.day, ordered_periods(row.periods), row.reason, row.reason_en)
        for row in db.session.scalars(select(ExceptionalOpening))
    ]
    holidays = {row.day: DayOff(row.name, row.name_en) for row in spaces.holidays_all() if row.is_off}
    return Rulebook(values, exceptional, holidays)


def rooms_on(day: date) -> list[Space]:
    """The rooms that can be booked on a day, in code order; they belong to no session."""
    return [room for room in spaces.rooms_ever() if lasts_on(day, room.first_on, room.until_on)]


def get_rooms(codes: Collection[str], day: date) -> list[Space]:
    """The rooms with these codes on a day, in code order.

    Raises:
        NotFoundError: one of them cannot be booked, or none is named.
    """
    found = [room for room in rooms_on(day) if room.code in codes]
    if not found or len(found) != len(set(codes)):
        raise NotFoundError
    return found


def rooms_between(first: date, end: date) -> list[Space]:
    """The rooms that are there on some of the days [first, end), in code order; one made anew meanwhile once."""
    return list({row.code: row for row in rows_between(first, end)}.values())


def rows_between(first: date, end: date) -> list[Space]:
    """The same, one made anew meanwhile as often as it was."""
    return [row for row in spaces.rooms_ever() if row.first_on < end and (row.until_on is None or row.until_on > first)]


def capacity_of(book: Rulebook, rooms: Sequence[Space], day: date) -> dict[str, Capacity]:
    """How many people each room holds on a day."""
    return {room.code: book.get(Capacity, "capacity", day, room.code) for room in rooms}


def is_holding(now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """Bookings that keep others out: confirmed, or held until a code comes; requests hold nothing."""
    held = and_(in_state(State.VERIFYING), Booking.decision == "instant", Booking.code_until > now)
    return or_(in_state(State.CONFIRMED), held)


def in_state(state: State) -> ColumnElement[bool]:
    """A state, tested without its index: SQLite would walk all bookings of that state instead of some days' uses."""
    return func.coalesce(Booking.state, "") == state


TAKEN_BETWEEN = (
    select(
        OccurrenceRoom.space_id,
        Occurrence.start_at,
        Occurrence.end_at,
        OccurrenceRoom.turnaround,
        Booking.state == State.VERIFYING,
    )
    .join(Occurrence, Occurrence.id == OccurrenceRoom.occurrence_id)
    .join(Booking, Booking.id == Occurrence.booking_id)
    .where(
        OccurrenceRoom.space_id.in_(bindparam("spaces", expanding=True)),
        Occurrence.start_at < bindparam("before"),
        Occurrence.start_at > bindparam("after"),
        is_holding(bindparam("now")),
        Occurrence.id != bindparam("without"),
    )
    .order_by(Occurrence.start_at)
)
"""Asked by every calendar, and so made once."""


def room_days(
    rooms: Sequence[Space], first: date, end: date, *, now: datetime, without: int | None = None
) -> dict[date, dict[str, RoomDay]]:
    """The days [first, end) of the rooms with all that decides over them; one query, however long.

    A room that is made anew meanwhile is one room; where there is none it is closed. `without`
    leaves out one occurrence, as when it is to be moved.
    """
    book, rows = rulebook(), _rows_of(rooms, first, end)
    ids = [row.id for row in rows]
    taken = _taken_between(first, end, ids, now=now, without=without)
    closures = spaces.closures_between(first, end, ids)

    def day_of(code: str, day: date) -> RoomDay:
        row = _row_on(rows, code, day)
        used = taken.get((row.id, (day - first).days), ()) if row else ()
        return _day_of(row, code, day, closures=closures, taken=used, book=book, now=now)

    return {day: {room.code: day_of(room.code, day) for room in rooms} for day in days_between(first, end)}


def _row_on(rows: Sequence[Space], code: str, day: date) -> Space | None:
    """The room that bears a code on a day, if one is there."""
    return next((row for row in rows if row.code == code and lasts_on(day, row.first_on, row.until_on)), None)


def _day_of(
    row: Space | None,
    code: str,
    day: date,
    *,
    closures: Sequence[spaces.ClosedPeriod],
    taken: Sequence[Taken],
    book: Rulebook,
    now: datetime,
) -> RoomDay:
    if row is None:
        return day_without_room(book, code, day, now=now)
    shut = [shut for closure in closures if closure.space_id == row.id for shut in _shut_on(closure, day)]
    return room_day(book, code, day, shut=shut, taken=taken, now=now)


def open_days(days: Collection[date], book: Rulebook, *, now: datetime) -> OpenDays:
    """What is open on some days in every room, whoever holds it; two queries, however many days."""
    if not days:
        return {}
    rows = spaces.rooms_ever()
    closures = spaces.closures_between(min(days), max(days) + ONE_DAY, [row.id for row in rows])

    return {
        (code, day): _day_of(_row_on(rows, code, day), code, day, closures=closures, taken=(), book=book, now=now)
        for code in {row.code for row in rows}
        for day in days
    }


def _rows_of(rooms: Sequence[Space], first: date, end: date) -> Sequence[Space]:
    """These rooms, with those that bear their codes before or after them where they are not there all the time."""
    if all(room.first_on <= first and (room.until_on is None or room.until_on >= end) for room in rooms):
        return rooms
    codes = {room.code for room in rooms}
    return [room for room in spaces.rooms_ever() if room.code in codes]


def days_of_room(code: str, days: Sequence[date], *, now: datetime) -> dict[date, RoomDay]:
    """These days, in order and without gap, of the room of a code, whenever it is there.

    Raises:
        NotFoundError: no room of that code can be booked, on any day.
    """
    rows = [room for room in spaces.rooms_ever() if room.code == code]
    if not rows:
        raise NotFoundError
    found = room_days(rows[:1], days[0], days[-1] + ONE_DAY, now=now)
    return {day: by_room[code] for day, by_room in found.items()}


def _taken_between(
    first: date, end: date, space_ids: Collection[int], *, now: datetime, without: int | None
) -> TakenByDay:
    """By space and day, counted from the first, the uses that touch the days [first, end) with their turnaround."""
    rows = db.session.connection().execute(
        TAKEN_BETWEEN,
        {
            "spaces": list(space_ids),
            "after": at(first, 0) - LONGEST_TURNAROUND - ONE_DAY,
            "before": at(end, 0) + LONGEST_TURNAROUND,
            "now": now,
            "without": without or 0,
        },
    )
    origin = at(first, 0)
    by_day: TakenByDay = defaultdict(list)
    for space_id, start, finish, turnaround, is_held in rows.all():
        day, since = divmod((start - origin) // HALF_HOUR, HALF_HOURS_A_DAY)
        use = Taken(since, since + (finish - start) // HALF_HOUR, turnaround, is_held)
        by_day[space_id, day].append(use)
        if use.end + turnaround > HALF_HOURS_A_DAY:
            by_day[space_id, day + 1].append(_days_later(use, -1))
        if since < LONGEST_TURNAROUND_HALF_HOURS:
            by_day[space_id, day - 1].append(_days_later(use, 1))
    return by_day


def _days_later(use: Taken, days: int) -> Taken:
    """A use as a neighbouring day sees it: the next one where it runs over, the one before where it begins early."""
    shift = days * HALF_HOURS_A_DAY
    return Taken(use.start + shift, use.end + shift, use.turnaround, use.is_held)


def _shut_on(closure: spaces.ClosedPeriod, day: date) -> list[Shut]:
    midnight = at(day, 0)
    start = max(0, (closure.period.start - midnight) // HALF_HOUR)
    end = min(HALF_HOURS_A_DAY, (closure.period.end - midnight) // HALF_HOUR)
    reason = Reason(None, closure.reason, closure.reason_en)
    return [Shut(start, end, Kind(closure.kind), reason)] if start < end else []
