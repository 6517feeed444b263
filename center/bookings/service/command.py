"""What every command of booking begins with, and what a refused one offers instead."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

from center.bookings import queries
from center.bookings.rules import alternatives
from center.bookings.rules.bookable import Use, ensure_bookable, use_of
from center.bookings.rules.day import RoomDay
from center.bookings.rules.refusals import Alternative, BookingRefusedError, QuotaExceededError, RoomTakenError
from center.bookings.rules.values import Length
from center.bookings.service.holding import expire_overdue
from center.core.db import transaction
from center.core.errors import DomainError
from center.core.time import Period, seoul_day
from center.spaces.models import Space
from center.spaces.queries import lock_bookable


@contextmanager
def booking_command(now: datetime) -> Iterator[None]:
    """A transaction that holds all rooms; what time alone has ended is ended first."""
    with transaction():
        lock_bookable()
        expire_overdue(now)
        yield


def days_of(rooms: Sequence[Space], use: Use, *, now: datetime) -> list[RoomDay]:
    """The rooms on the day of a use."""
    days = queries.room_days(rooms, use.day, use.day + timedelta(days=1), now=now)
    return list(days[use.day].values())


def ensure_free(rooms: Sequence[Space], period: Period, *, now: datetime) -> None:
    """Look, without booking, whether anybody may have rooms in that time; a booking is judged again.

    Raises:
        BookingRefusedError, RoomTakenError: with the nearest free times.
    """
    try:
        use = use_of(period)
        ensure_bookable(use, days_of(rooms, use, now=now))
    except (BookingRefusedError, RoomTakenError) as refusal:
        refusal.alternatives = alternatives_to([room.code for room in rooms], period, headcount=1, now=now)
        raise


def alternatives_to(
    rooms: Sequence[str], period: Period, *, headcount: int, now: datetime, refusal: DomainError | None = None
) -> list[Alternative]:
    """The nearest free times instead of a wish, in other months where this month's share is used up."""
    today, book = seoul_day(now), queries.rulebook()
    all_rooms = queries.rooms_on(period.day) or queries.rooms_on(today)
    use = alternatives.nearest_use(period, book.get(Length, "length", period.day))
    first, end = alternatives.search_days(use.day, today)
    days = queries.room_days(all_rooms, first, end, now=now)
    if isinstance(refusal, QuotaExceededError):
        days = {day: rooms_ for day, rooms_ in days.items() if day.month != use.day.month}
    capacities = {code: capacity.most for code, capacity in queries.capacity_of(book, all_rooms, use.day).items()}
    return alternatives.nearest(use, rooms, days, capacities=capacities, headcount=headcount)
