"""What somebody has already, for quotas and holds."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, false, func, or_, select

from center.bookings.models import Booking, Occurrence
from center.bookings.rules.bookable import Usage, Use
from center.bookings.rules.people import BookerKeys
from center.bookings.rules.states import COUNTING, State
from center.bookings.rules.values import BookerKind
from center.core.db import db
from center.core.time import Period, at, month_start, seoul_day

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
    person = or_(*_same_person(keys))
    uses = {BookerKind.PERSON: _uses(person, first, last, without)}
    if keys.organisation is not None:
        uses[BookerKind.ORGANISATION] = _uses(Booking.organisation_key == keys.organisation, first, last, without)
    return uses


def _same_person(keys: BookerKeys) -> list[ColumnElement[bool]]:
    """Either key makes the same person; one that was not given makes nobody the same."""
    same = [(Booking.email_key, keys.email), (Booking.phone_key, keys.phone)]
    return [column == key for column, key in same if key] or [false()]


def _uses(who: ColumnElement[bool], first: date, last: date, without: int | None) -> list[Period]:
    rows = db.session.execute(
        select(Occurrence.start_at, Occurrence.end_at)
        .join(Booking, Booking.id == Occurrence.booking_id)
        .where(
            who,
            or_(Booking.state.in_(COUNTING), and_(Booking.state == State.CANCELLED, Booking.is_late)),
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
