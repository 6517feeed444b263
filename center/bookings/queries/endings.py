"""Which bookings still name people though the time for it is over."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select

from center.bookings.models import Booking, Occurrence
from center.bookings.queries.records import whole
from center.bookings.queries.rooms import rulebook
from center.bookings.rules.retention import SHORTEST_MONTHS, UNVERIFIED_KEPT, is_over
from center.bookings.rules.states import State
from center.bookings.rules.values import Retention
from center.core.db import db
from center.core.time import months_before, seoul_day


def overdue_bookings(now: datetime, *, most: int) -> Sequence[Booking]:
    """At most so many bookings whose personal data are to be deleted, the oldest first, with their uses."""
    chosen = _overdue_ids(now)[:most]
    return db.session.scalars(whole().where(Booking.id.in_(chosen)).order_by(Booking.id)).all()


def _overdue_ids(now: datetime) -> list[int]:
    last_start = func.max(Occurrence.start_at)
    statement = (
        select(Booking.id, last_start, _is_unverified())
        .join(Booking.occurrences)
        .where(Booking.erased_at.is_(None), or_(_is_old(now), _is_unverified_and_over(now)))
        .group_by(Booking.id)
        .order_by(last_start, Booking.id)
    )
    book, today = rulebook(), seoul_day(now)
    found = []
    for booking_id, start, is_unverified in db.session.execute(statement):
        used_on = seoul_day(start)
        months = book.get(Retention, "retention", used_on).months
        if is_unverified or is_over(used_on, months, today=today):
            found.append(booking_id)
    return found


def _is_old(now: datetime) -> ColumnElement[bool]:
    return Occurrence.start_at < months_before(now, SHORTEST_MONTHS) + timedelta(days=1)


def _is_unverified() -> ColumnElement[bool]:
    """It ended before anybody had shown that the mail address is theirs."""
    return and_(
        Booking.state.in_((State.EXPIRED, State.CANCELLED)),
        Booking.channel.in_(("web", "api")),
        Booking.verified_at.is_(None),
        Booking.confirmed_at.is_(None),
    )


def _is_unverified_and_over(now: datetime) -> ColumnElement[bool]:
    return and_(_is_unverified(), Booking.created_at <= now - UNVERIFIED_KEPT)
