"""Bookings ahead as changed rules see them, and what becomes of each."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import and_, or_, select

from center.bookings.models import Booking, Occurrence
from center.bookings.queries.records import whole
from center.bookings.queries.rooms import in_state, open_days
from center.bookings.rules.bookable import use_of
from center.bookings.rules.effects import Effect, Standing, Under, effects_on
from center.bookings.rules.rulebook import Rulebook
from center.bookings.rules.states import COUNTING, State
from center.bookings.rules.values import BookerKind, Decision
from center.core.db import db
from center.core.time import at, month_start, seoul_day
from center.spaces.queries import rooms_ever
from center.spaces.rules import lasts_on

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Touched:
    """A booking ahead and what becomes of it."""

    booking: Booking
    effects: list[Effect]


def standing_bookings(now: datetime) -> Sequence[Booking]:
    """What is confirmed, asked for or waits for its code, and whose time is not over, by time."""
    return db.session.scalars(
        whole()
        .join(Booking.occurrences)
        .where(
            Occurrence.end_at > now,
            or_(
                in_state(State.CONFIRMED),
                and_(in_state(State.REQUESTED), Occurrence.start_at > now),
                and_(in_state(State.VERIFYING), Booking.code_until > now),
            ),
        )
        .order_by(Occurrence.start_at, Booking.id)
    ).all()


def touched_bookings(before: Rulebook, after: Rulebook, *, now: datetime) -> list[Touched]:
    """The bookings ahead of which something becomes when a rulebook takes the place of another, by time.

    As many queries for three bookings as for thirty.
    """
    bookings = standing_bookings(now)
    counts = _counts(bookings)
    standings = [_standing(booking, counts[booking.id], now=now) for booking in bookings]
    days = {use.day for one in standings for use in (one.use, one.wish) if use}
    old, new = (Under(book, open_days(days, book, now=now)) for book in (before, after))
    found = [
        Touched(booking, effects_on(one, old, new, now=now)) for booking, one in zip(bookings, standings, strict=True)
    ]
    return [touched for touched in found if touched.effects]


def rooms_by_day(days: Iterable[date]) -> Mapping[date, list[str]]:
    """The codes of the rooms that can be booked on each of some days."""
    rooms = rooms_ever()
    return {
        day: [room.code for room in rooms if lasts_on(day, room.first_on, room.until_on)] for day in sorted(set(days))
    }


def days_of_change(book: Rulebook, today: date) -> set[date]:
    """Today, and every day after it on which a rule or a room begins."""
    begins = {value.from_on for value in book.values} | {room.first_on for room in rooms_ever()}
    return {today} | {day for day in begins if day > today}


def _standing(booking: Booking, counts: Mapping[BookerKind, int], *, now: datetime) -> Standing:
    occurrence, wish = booking.occurrence, booking.change_at(now)
    return Standing(
        state=State(booking.state),
        use=use_of(occurrence.period),
        rooms=occurrence.codes,
        headcount=booking.headcount,
        booker=booking.keys.kind,
        decision=Decision(booking.decision),
        turnarounds={room.space.code: room.turnaround for room in occurrence.rooms},
        granted=booking.overrides,
        counts=counts,
        made_at=booking.created_at,
        told_at=occurrence.changed_at,
        was_reminded=booking.reminded_at is not None,
        wish=use_of(wish) if wish else None,
    )


Month = tuple[int, int]
Holders = dict[tuple[Month, str, str], set[int]]


def _counts(bookings: Sequence[Booking]) -> dict[int, dict[BookerKind, int]]:
    """How many uses the booker of each has in its month, as quotas count them; one query."""
    if not bookings:
        return {}
    holders = _holders(seoul_day(bookings[0].occurrence.start_at), seoul_day(bookings[-1].occurrence.start_at))
    return {booking.id: _count(booking, holders) for booking in bookings}


def _count(booking: Booking, holders: Holders) -> dict[BookerKind, int]:
    month = _month(booking.occurrence.start_at)
    person = holders[month, "email", booking.email_key] | holders[month, "phone", booking.phone_key]
    name = booking.organisation_key or ""
    if booking.enterprise_id:
        firm = holders[month, "firm", str(booking.enterprise_id)] | holders[month, "name alone", name]
        return {BookerKind.ORGANISATION: len(firm)}
    counts = {BookerKind.PERSON: len(person)}
    if name:
        counts[BookerKind.ORGANISATION] = len(holders[month, "organisation", name])
    return counts


def _holders(first: date, last: date) -> Holders:
    """By month and key, the bookings that count for whoever has that key; an empty key is nobody's."""
    rows = db.session.execute(
        select(
            Booking.id,
            Booking.email_key,
            Booking.phone_key,
            Booking.organisation_key,
            Booking.enterprise_id,
            Occurrence.start_at,
        )
        .join(Booking.occurrences)
        .where(
            or_(Booking.state.in_(COUNTING), and_(Booking.state == State.CANCELLED, Booking.is_late)),
            Occurrence.start_at >= at(month_start(first), 0),
            Occurrence.start_at < at(month_start(last, 1), 0),
        )
    )
    holders: Holders = defaultdict(set)
    for number, email, phone, organisation, firm, start in rows:
        keys = (("organisation", organisation), ("firm", firm))
        own = (("email", email), ("phone", phone), ("name alone", organisation))
        for kind, key in (*keys, *(() if firm else own)):
            if key:
                holders[_month(start), kind, str(key)].add(number)
    return holders


def _month(instant: datetime) -> Month:
    day = seoul_day(instant)
    return day.year, day.month
