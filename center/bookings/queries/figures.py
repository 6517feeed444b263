"""What figures are counted from: as many queries for a year of three thousand bookings as for three.

Source: docs/rules/figures.md; docs/performance.md
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Row, func, or_, select

from center.bookings.models import Booking, FrozenShare, Occurrence, OccurrenceRoom, RefusalCount
from center.bookings.queries.rooms import rulebook
from center.bookings.rules.day import opening_of
from center.bookings.rules.figures.counts import Refusals, refusals_by_kind
from center.bookings.rules.figures.evenness import Share
from center.bookings.rules.figures.records import BookingRecord, OpenDays
from center.bookings.rules.figures.span import Span
from center.bookings.rules.people import BookerKeys
from center.bookings.rules.rulebook import Rulebook
from center.bookings.rules.states import State
from center.bookings.rules.values import BookerKind, Capacity, Decision
from center.core.db import db
from center.core.time import HALF_HOUR, HALF_HOURS_A_DAY, at, days_between, minute_of_day, seoul_day
from center.spaces import queries as spaces
from center.spaces.models import Space
from center.spaces.rules import lasts_on

BETWEEN_CODES = "+"
"""What stands between the codes of rooms that were wished for together."""
ONE_DAY = timedelta(days=1)


def bookings_of(spans: Sequence[Span], *, now: datetime) -> dict[Span, list[BookingRecord]]:
    """By period, the bookings whose use starts in it, in the state that time gives them."""
    rows = db.session.execute(
        select(
            Occurrence.id,
            Space.code,
            Occurrence.start_at,
            Occurrence.end_at,
            Booking.state,
            Booking.code_until,
            Booking.decision,
            Booking.purpose_kind,
            Booking.headcount,
            Booking.booker_kind,
            Booking.erased_at,
            Booking.email_key,
            Booking.phone_key,
            Booking.organisation_key,
            Booking.created_at,
            Booking.verified_at,
            Booking.confirmed_at,
            Booking.cancelled_at,
            Booking.decided_at,
            Booking.decide_by_on,
        )
        .join(Booking, Booking.id == Occurrence.booking_id)
        .join(OccurrenceRoom, OccurrenceRoom.occurrence_id == Occurrence.id)
        .join(Space, Space.id == OccurrenceRoom.space_id)
        .where(or_(*(starts_in(span) for span in spans)))
        .order_by(Occurrence.id, Space.code)
    )
    found: dict[Span, list[BookingRecord]] = {span: [] for span in spans}
    records = list(_records(rows, now=now))
    for span, own in found.items():
        own += [record for record in records if span.first <= record.day < span.end]
    return found


def starts_in(span: Span) -> ColumnElement[bool]:
    """Uses that start in a period."""
    return (Occurrence.start_at >= at(span.first, 0)) & (Occurrence.start_at < at(span.end, 0))


def _records(rows: Any, *, now: datetime) -> Iterator[BookingRecord]:
    book = rulebook()

    @cache
    def places(code: str, day: date) -> int:
        return book.get(Capacity, "capacity", day, code).most

    for _occurrence, group in groupby(rows, key=lambda row: row.id):
        of_rooms = list(group)
        codes, day = tuple(row.code for row in of_rooms), seoul_day(of_rooms[0].start_at)
        yield _record(of_rooms[0], codes, sum(places(code, day) for code in codes), now=now)


def _record(row: Row[Any], rooms: tuple[str, ...], n_places: int, *, now: datetime) -> BookingRecord:
    start = minute_of_day(row.start_at) // 30
    return BookingRecord(
        day=seoul_day(row.start_at),
        start=start,
        end=start + (row.end_at - row.start_at) // HALF_HOUR,
        start_at=row.start_at,
        rooms=rooms,
        state=_state_at(row, now),
        is_decided_by_staff=row.decision == Decision.STAFF,
        purpose_kind=row.purpose_kind,
        headcount=row.headcount,
        n_places=n_places,
        booker_kind=BookerKind(row.booker_kind),
        keys=_keys(row),
        created_on=seoul_day(row.created_at),
        verified_at=row.verified_at,
        confirmed_at=row.confirmed_at,
        cancelled_at=row.cancelled_at,
        decided_at=row.decided_at,
        decided_on=seoul_day(row.decided_at) if row.decided_at else None,
        decide_by_on=row.decide_by_on,
    )


def _keys(row: Any) -> BookerKeys | None:
    return None if row.erased_at else BookerKeys(row.email_key, row.phone_key, row.organisation_key)


def _state_at(row: Row[Any], now: datetime) -> State:
    """As `Booking.state_at`."""
    if row.state == State.VERIFYING and row.code_until and row.code_until <= now:
        return State.EXPIRED
    return State.LAPSED if row.state == State.REQUESTED and row.start_at <= now else State(row.state)


def open_days_of(spans: Sequence[Span]) -> dict[Span, OpenDays]:
    """By period and room, each day's open half hours: opening hours and exceptional days, less holidays and closures.

    A room is named in a period if it was there on one of its days.
    """
    rooms, book = spaces.rooms_ever(), rulebook()
    first, end = min(span.first for span in spans), max(span.end for span in spans)
    shut = _shut_cells(first, end, [room.id for room in rooms])
    return {span: _open_days(span, rooms, shut, book) for span in spans}


Cells = dict[tuple[int, date], set[int]]


def _shut_cells(first: date, end: date, space_ids: Collection[int]) -> Cells:
    """By space and day, the half hours that closures take out of the days [first, end)."""
    shut: Cells = {}
    for closure in spaces.closures_between(first, end, space_ids):
        last = min(seoul_day(closure.period.end), end)
        for day in days_between(max(seoul_day(closure.period.start), first), last + ONE_DAY):
            start = max(0, (closure.period.start - at(day, 0)) // HALF_HOUR)
            stop = min(HALF_HOURS_A_DAY, -((at(day, 0) - closure.period.end) // HALF_HOUR))
            shut.setdefault((closure.space_id, day), set()).update(range(start, stop))
    return shut


def _open_days(span: Span, rooms: Sequence[Space], shut: Cells, book: Rulebook) -> OpenDays:
    found: dict[str, dict[date, frozenset[int]]] = {}
    days = days_between(span.first, span.end)
    for room in rooms:
        for day in days:
            if lasts_on(day, room.first_on, room.until_on):
                periods, _closed = opening_of(book, room.code, day)
                opened = frozenset(cell for start, end in periods for cell in range(start, end))
                found.setdefault(room.code, {})[day] = opened - shut.get((room.id, day), set())
    return found


def refusals_of(spans: Sequence[Span]) -> dict[Span, tuple[Refusals, ...]]:
    """By period, how many wishes were refused in its days and why, the most frequent reason first."""
    rows = db.session.execute(
        select(RefusalCount.day, RefusalCount.space_code, RefusalCount.kind, RefusalCount.n).where(
            or_(*((RefusalCount.day >= span.first) & (RefusalCount.day < span.end) for span in spans))
        )
    ).all()
    return {
        span: refusals_by_kind(
            (kind, tuple(codes.split(BETWEEN_CODES)), n) for day, codes, kind, n in rows if span.first <= day < span.end
        )
        for span in spans
    }


def frozen_shares(spans: Collection[Span]) -> dict[Span, Share]:
    """The evenness of these periods as far as it was stored before personal data was erased."""
    by_key = {span.key: span for span in spans}
    rows = db.session.execute(
        select(FrozenShare.period, FrozenShare.n_uses, FrozenShare.n_bookers, FrozenShare.n_uses_of_top_ten).where(
            FrozenShare.period.in_(by_key)
        )
    )
    return {by_key[key]: Share(*counts) for key, *counts in rows}


def bookers_of(span: Span) -> list[BookerKeys | None]:
    """Who had the uses of a period, one for each use; None where personal data was erased."""
    rows = db.session.execute(
        select(Booking.email_key, Booking.phone_key, Booking.organisation_key, Booking.erased_at)
        .join(Occurrence, Occurrence.booking_id == Booking.id)
        .where(starts_in(span), Booking.state == State.CONFIRMED)
    )
    return [_keys(row) for row in rows]


def first_use_on() -> date | None:
    """The day of the first use ever; None before there is one."""
    first: datetime | None = db.session.scalar(select(func.min(Occurrence.start_at)))
    return seoul_day(first) if first else None
