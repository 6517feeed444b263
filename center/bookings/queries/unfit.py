"""Bookings ahead that do not fit the rules, closures and holidays as they are now, or would be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from center.bookings.models import Booking, Occurrence
from center.bookings.queries.records import whole
from center.bookings.queries.rooms import OpenDays, capacity_of, in_state, open_days, rulebook
from center.bookings.rules.bookable import use_of
from center.bookings.rules.misfits import misfits
from center.bookings.rules.refusals import BookingRefusedError
from center.bookings.rules.rulebook import Rulebook
from center.bookings.rules.states import State
from center.core.db import db


@dataclass(frozen=True, slots=True)
class Unfit:
    """A confirmed booking ahead and what of it does not fit."""

    booking: Booking
    refusals: list[BookingRefusedError]


def bookings_ahead(now: datetime) -> Sequence[Booking]:
    """The confirmed bookings whose use is not over, by time."""
    return db.session.scalars(
        whole()
        .join(Booking.occurrences)
        .where(Occurrence.end_at > now, in_state(State.CONFIRMED))
        .order_by(Occurrence.start_at, Booking.id)
    ).all()


def unfit_bookings(now: datetime, *, book: Rulebook | None = None) -> list[Unfit]:
    """What staff have still to decide over, by time; under another rulebook, what they would have to."""
    return unfit_among(bookings_ahead(now), book or rulebook(), now=now)


def unfit_among(bookings: Sequence[Booking], book: Rulebook, *, now: datetime) -> list[Unfit]:
    """Those of some bookings that do not fit; two queries, however many they are."""
    days = open_days({booking.occurrence.period.day for booking in bookings}, book, now=now)
    found = [Unfit(booking, _misfits(booking, days, book)) for booking in bookings]
    return [unfit for unfit in found if unfit.refusals]


def _misfits(booking: Booking, days: OpenDays, book: Rulebook) -> list[BookingRefusedError]:
    use = use_of(booking.occurrence.period)
    return misfits(
        use,
        [days[code, use.day] for code in booking.occurrence.codes],
        headcount=booking.headcount,
        capacities=list(capacity_of(book, booking.occurrence.spaces, use.day).values()),
        granted=booking.overrides,
    )
