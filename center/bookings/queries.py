"""Reading bookings, rules and the rooms' days. Lists are plain tuples, never a query per row."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import selectinload

from center.bookings.models import Booking, BookingRule, ExceptionalOpening, KeptAnswer, Occurrence, OccurrenceRoom
from center.bookings.rules.bookable import Usage, Use
from center.bookings.rules.codes import REFERENCE
from center.bookings.rules.day import Kind, Reason, RoomDay, Shut, Taken, room_day
from center.bookings.rules.people import BookerKeys
from center.bookings.rules.rulebook import DatedValue, DayOff, ExceptionalDay, Rulebook
from center.bookings.rules.states import COUNTING, State
from center.bookings.rules.values import BookerKind, Capacity, ordered_periods, parse
from center.core.db import db
from center.core.errors import NotFoundError
from center.core.revision import revision_of
from center.core.time import (
    HALF_HOUR,
    HALF_HOURS_A_DAY,
    Period,
    at,
    days_between,
    minute_of_day,
    month_start,
    seoul_day,
)
from center.spaces import queries as spaces
from center.spaces.models import Space

RULES = "booking_rules"
LONGEST_TURNAROUND = timedelta(hours=6)
ONE_DAY = timedelta(days=1)
CACHED_RULEBOOKS = 4
ROWS_AT_A_TIME = 500
TAKEN = "taken_times"
"""What changes whenever a confirmed use comes, moves or goes; feeds are told apart by it."""


def taken_token() -> str:
    """The present token of all that feeds tell of uses."""
    return revision_of(TAKEN)


def rulebook() -> Rulebook:
    """The rules as they are now; kept in the process until their token changes."""
    return _cached_rulebook(revision_of(RULES, spaces.HOLIDAYS))


@lru_cache(maxsize=CACHED_RULEBOOKS)
def _cached_rulebook(_tokens: str) -> Rulebook:
    return _read_rulebook()


def _read_rulebook() -> Rulebook:
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


def rooms_on(day: date) -> Sequence[Space]:
    """The rooms that can be booked on a day, in code order."""
    return spaces.bookable_on(day)


def get_rooms(codes: Collection[str], day: date) -> list[Space]:
    """The rooms with these codes on a day, in code order.

    Raises:
        NotFoundError: one of them cannot be booked, or none is named.
    """
    found = [room for room in rooms_on(day) if room.code in codes]
    if not found or len(found) != len(set(codes)):
        raise NotFoundError
    return found


def capacity_of(book: Rulebook, rooms: Sequence[Space], day: date) -> dict[str, Capacity]:
    """How many people each room holds on a day."""
    return {room.code: book.get(Capacity, "capacity", day, room.code) for room in rooms}


def is_holding(now: datetime) -> ColumnElement[bool]:
    """Bookings that keep others out: confirmed, or held until a code comes; requests hold nothing."""
    held = and_(_in_state(State.VERIFYING), Booking.decision == "instant", Booking.code_until > now)
    return or_(_in_state(State.CONFIRMED), held)


def _in_state(state: State) -> ColumnElement[bool]:
    """A state, tested without its index: SQLite would walk all bookings of that state instead of some days' uses."""
    return func.coalesce(Booking.state, "") == state


def room_days(
    rooms: Sequence[Space], first: date, end: date, *, now: datetime, without: int | None = None
) -> dict[date, dict[str, RoomDay]]:
    """The days [first, end) of the rooms with all that decides over them; three queries, however long.

    `without` leaves out one occurrence, as when it is to be moved.
    """
    book = rulebook()
    ids = [room.id for room in rooms]
    taken = _taken_between(first, end, ids, now=now, without=without)
    closures = spaces.closures_between(first, end, ids)
    return {
        day: {
            room.code: room_day(
                book,
                room.code,
                day,
                shut=[shut for closure in closures if closure.space_id == room.id for shut in _shut_on(closure, day)],
                taken=taken.get((room.id, day), ()),
                now=now,
            )
            for room in rooms
        }
        for day in days_between(first, end)
    }


def days_of_room(code: str, days: Sequence[date], *, now: datetime) -> dict[date, RoomDay]:
    """Of these days, in order and without gap, those on which a room is there, also where it was made anew meanwhile.

    Raises:
        NotFoundError: no room of that code can be booked, on any day.
    """
    rows = [room for room in spaces.rooms_ever() if room.code == code]
    if not rows:
        raise NotFoundError
    first, end = days[0], days[-1] + ONE_DAY
    return {
        day: by_room[code] for room in rows for day, by_room in _days_while_there(room, first, end, now=now).items()
    }


def _days_while_there(room: Space, first: date, end: date, *, now: datetime) -> dict[date, dict[str, RoomDay]]:
    """The days of [first, end) on which a space exists."""
    first, end = max(first, room.first_on), min(end, room.until_on or end)
    return room_days([room], first, end, now=now) if first < end else {}


TakenByDay = dict[tuple[int, date], list[Taken]]


def _taken_between(
    first: date, end: date, space_ids: Collection[int], *, now: datetime, without: int | None
) -> TakenByDay:
    """By space and day, the uses that touch the days [first, end) with their turnaround."""
    rows = db.session.execute(
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
            OccurrenceRoom.space_id.in_(space_ids),
            Occurrence.start_at < at(end, 0) + LONGEST_TURNAROUND,
            Occurrence.start_at > at(first, 0) - LONGEST_TURNAROUND - ONE_DAY,
            is_holding(now),
            Occurrence.id != (without or 0),
        )
        .order_by(Occurrence.start_at)
    )
    by_day: TakenByDay = {}
    for space_id, start, finish, turnaround, is_held in rows:
        for day, taken in _on_days(start, finish, turnaround, is_held=is_held):
            by_day.setdefault((space_id, day), []).append(taken)
    return by_day


def _on_days(start: datetime, end: datetime, turnaround: int, *, is_held: bool) -> Iterator[tuple[date, Taken]]:
    """A use as its own day sees it, the next day where it runs over, and the day before where it begins early."""
    day, first = seoul_day(start), minute_of_day(start) // 30
    last = first + (end - start) // HALF_HOUR
    yield day, Taken(first, last, turnaround, is_held)
    if last + turnaround > HALF_HOURS_A_DAY:
        yield day + ONE_DAY, Taken(first - HALF_HOURS_A_DAY, last - HALF_HOURS_A_DAY, turnaround, is_held)
    if first < LONGEST_TURNAROUND // HALF_HOUR:
        yield day - ONE_DAY, Taken(first + HALF_HOURS_A_DAY, last + HALF_HOURS_A_DAY, turnaround, is_held)


def _shut_on(closure: spaces.ClosedPeriod, day: date) -> list[Shut]:
    midnight = at(day, 0)
    start = max(0, (closure.period.start - midnight) // HALF_HOUR)
    end = min(HALF_HOURS_A_DAY, (closure.period.end - midnight) // HALF_HOUR)
    reason = Reason(None, closure.reason, closure.reason_en)
    return [Shut(start, end, Kind(closure.kind), reason)] if start < end else []


Uses = dict[BookerKind, list[Period]]


def usage_of(keys: BookerKeys, use: Use, *, without: int | None = None) -> dict[BookerKind, Usage]:
    """What the person and the organisation have already in the use's month and on its day.

    `without` leaves out one booking, as when it is to be moved.
    """
    return usage_among(uses_of(keys, use.day, use.day, without=without), use)


def usage_among(uses: Uses, use: Use) -> dict[BookerKind, Usage]:
    """Of all their uses, how many lie in the use's month and how long those of its day are."""
    return {kind: _usage(periods, use.day) for kind, periods in uses.items()}


def _usage(periods: Sequence[Period], day: date) -> Usage:
    days = [seoul_day(period.start) for period in periods]
    that_day = [period.length for period, start_on in zip(periods, days, strict=True) if start_on == day]
    n_uses = sum(month_start(start_on) == month_start(day) for start_on in days)
    return Usage(uses_this_month=n_uses, minutes_that_day=sum(that_day, timedelta()) // timedelta(minutes=1))


def uses_of(keys: BookerKeys, first: date, last: date, *, without: int | None = None) -> Uses:
    """What counts for the person and the organisation, in the months from that of one day to that of another."""
    person = or_(Booking.email_key == keys.email, Booking.phone_key == keys.phone)
    uses = {BookerKind.PERSON: _uses(person, first, last, without)}
    if keys.organisation is not None:
        uses[BookerKind.ORGANISATION] = _uses(Booking.organisation_key == keys.organisation, first, last, without)
    return uses


def _uses(who: ColumnElement[bool], first: date, last: date, without: int | None) -> list[Period]:
    rows = db.session.execute(
        select(Occurrence.start_at, Occurrence.end_at)
        .join(Booking, Booking.id == Occurrence.booking_id)
        .where(
            who,
            Booking.state.in_(COUNTING),
            Booking.id != (without or 0),
            Occurrence.start_at >= at(month_start(first), 0),
            Occurrence.start_at < at(month_start(last, 1), 0),
        )
    )
    return [Period(start, end) for start, end in rows]


def n_waiting_for_code(who: ColumnElement[bool], now: datetime) -> int:
    """How many bookings wait for their mailed code."""
    waiting = select(func.count()).where(who, Booking.state == State.VERIFYING, Booking.code_until > now)
    return db.session.scalar(waiting) or 0


def find_booking(reference: str) -> Booking | None:
    """The booking of that number with its use and rooms; what cannot be a number is none."""
    if not REFERENCE.fullmatch(reference):
        return None
    return db.session.scalar(_whole().where(Booking.reference == reference))


def find_bookings(references: Sequence[str]) -> Sequence[Booking]:
    """The bookings of those numbers, as far as there are any."""
    return db.session.scalars(_whole().where(Booking.reference.in_(references))).all()


def find_by_form(form_key: str) -> Booking | None:
    """The booking a form has made already."""
    return db.session.scalar(_whole().where(Booking.form_key == form_key))


def get_booking(reference: str) -> Booking:
    """The booking of that number.

    Raises:
        NotFoundError
    """
    booking = find_booking(reference)
    if booking is None:
        raise NotFoundError
    return booking


@dataclass(frozen=True, slots=True)
class Ask:
    """What waits for staff: a request for a time, or, with `is_change`, for another time than the booking has."""

    booking: Booking
    period: Period
    decide_by_on: date
    asked_at: datetime
    is_change: bool = False


def waiting_asks() -> list[Ask]:
    """What staff have to decide, by deadline, then by time of use; as many queries for three as for thirty."""
    found = db.session.scalars(
        _whole().where(or_(Booking.state == State.REQUESTED, Booking.change_start_at.is_not(None)))
    )
    asks = [ask for booking in found for ask in asks_of(booking)]
    return sorted(asks, key=lambda ask: (ask.decide_by_on, ask.period, ask.booking.id))


def asks_of(booking: Booking) -> list[Ask]:
    """What of one booking waits for staff."""
    asks = []
    if booking.state == State.REQUESTED:
        period, asked_at = booking.occurrence.period, booking.verified_at or booking.created_at
        asks.append(Ask(booking, period, booking.decide_by_on or period.day, asked_at))
    if (change := booking.change) and booking.change_asked_at and booking.change_decide_by_on:
        asks.append(Ask(booking, change, booking.change_decide_by_on, booking.change_asked_at, is_change=True))
    return asks


def past_requests(now: datetime) -> Sequence[Booking]:
    """Requests whose start has come undecided."""
    return db.session.scalars(
        _whole().join(Booking.occurrences).where(Booking.state == State.REQUESTED, Occurrence.start_at <= now)
    ).all()


def past_changes(now: datetime) -> Sequence[Booking]:
    """Bookings whose change of time was not decided before one of the two times came."""
    return db.session.scalars(
        _whole()
        .join(Booking.occurrences)
        .where(Booking.change_start_at.is_not(None), or_(Booking.change_start_at <= now, Occurrence.start_at <= now))
    ).all()


def unreminded(now: datetime, until: datetime) -> Sequence[Booking]:
    """Confirmed bookings that begin within (now, until] and whose booker was not reminded."""
    return db.session.scalars(
        _whole()
        .join(Booking.occurrences)
        .where(
            Occurrence.start_at > now,
            Occurrence.start_at <= until,
            _in_state(State.CONFIRMED),
            Booking.reminded_at.is_(None),
        )
    ).all()


def coming_bookings_of(email_key: str, now: datetime) -> Sequence[Booking]:
    """What somebody has ahead that their mail address was confirmed for, by time."""
    return db.session.scalars(
        _whole()
        .join(Booking.occurrences)
        .where(
            Booking.email_key == email_key,
            Booking.state.in_((State.REQUESTED, State.CONFIRMED)),
            Occurrence.end_at > now,
        )
        .order_by(Occurrence.start_at, Booking.id)
    ).all()


def find_answer(mark: str, since: datetime) -> KeptAnswer | None:
    """What was answered to a call with that mark, if not before an instant."""
    return db.session.scalar(select(KeptAnswer).where(KeptAnswer.mark == mark, KeptAnswer.at > since))


def expired_codes(now: datetime) -> Sequence[Booking]:
    """Bookings whose code was not entered in time."""
    return db.session.scalars(_whole().where(Booking.state == State.VERIFYING, Booking.code_until <= now)).all()


@dataclass(frozen=True, slots=True)
class PublicUse:
    """What a feed may tell of a use: its mark, its time, how often it changed and when last, whether it was given up."""

    uid: str
    start: datetime
    end: datetime
    sequence: int
    changed_at: datetime
    is_cancelled: bool


def public_uses(code: str, first: date, end: date, *, given_up_since: datetime) -> Iterator[PublicUse]:
    """The confirmed uses of a room that start in the days [first, end), and those given up since an instant.

    They are read bit by bit; who stops in the middle leaves nothing open.
    """
    is_given_up = Booking.state == State.CANCELLED
    statement = (
        select(
            Occurrence.uid,
            Occurrence.start_at,
            Occurrence.end_at,
            Occurrence.sequence,
            Occurrence.changed_at,
            is_given_up,
        )
        .join(OccurrenceRoom, OccurrenceRoom.occurrence_id == Occurrence.id)
        .join(Space, Space.id == OccurrenceRoom.space_id)
        .join(Booking, Booking.id == Occurrence.booking_id)
        .where(
            Space.code == code,
            Booking.confirmed_at.is_not(None),
            Occurrence.start_at >= at(first, 0),
            Occurrence.start_at < at(end, 0),
            or_(~is_given_up, Occurrence.changed_at >= given_up_since),
        )
        .order_by(Occurrence.start_at, Occurrence.uid)
        .execution_options(yield_per=ROWS_AT_A_TIME)
    )
    with db.session.execute(statement) as rows:
        for row in rows:
            yield PublicUse(*row)


def _whole() -> Select[Booking]:
    rooms = selectinload(Booking.occurrences).selectinload(Occurrence.rooms).selectinload(OccurrenceRoom.space)
    return select(Booking).options(rooms)
