"""What every command of booking begins with, and what a refused one offers instead."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from center.bookings import queries
from center.bookings.models import ONE_HOLDER, Booking, Occurrence
from center.bookings.rules import alternatives
from center.bookings.rules.bookable import Use, ensure_bookable, ensure_quota, reason_text, use_of
from center.bookings.rules.day import NOT_THERE, RoomDay
from center.bookings.rules.people import BookerKeys
from center.bookings.rules.refusals import Alternative, BookingRefusedError, ClosedError, RoomTakenError
from center.bookings.rules.values import DecisionRule, Length, Quota
from center.bookings.service.holding import expire_overdue
from center.core.db import transaction, violates
from center.core.errors import ChangedMeanwhileError, NotFoundError
from center.core.text import _
from center.core.time import Period, seoul_day
from center.spaces.models import Space
from center.spaces.queries import days_off_between, lock_bookable
from center.spaces.rules import add_working_days


@contextmanager
def booking_command(now: datetime) -> Iterator[Session]:
    """A transaction that holds all rooms; what time alone has ended is ended first."""
    with transaction() as session:
        lock_bookable()
        expire_overdue(now)
        yield session


@contextmanager
def one_holder(rooms: Sequence[str]) -> Iterator[None]:
    """Around a command: where a writer without our lock was quicker, the rooms are taken.

    Raises:
        RoomTakenError
    """
    try:
        yield
    except IntegrityError as error:
        if not violates(error, ONE_HOLDER):
            raise
        raise RoomTakenError(rooms) from error


def rooms_of(booking: Booking, use: Use) -> list[Space]:
    """The booking's rooms as they are on the day of another use.

    Raises:
        ClosedError: one of them is not there that day.
    """
    try:
        return queries.get_rooms(booking.occurrence.codes, use.day)
    except NotFoundError as missing:
        raise room_missing(use) from missing


def room_missing(use: Use) -> ClosedError:
    """That a room is not there on the day of a use, which nobody can let pass."""
    return ClosedError(use.day, reason_text(NOT_THERE, use.day), may_pass=False)


def ensure_version(booking: Booking, version: int | None) -> None:
    """Raises: ChangedMeanwhileError, where the form was made from an older booking; None asks for none."""
    if version is not None and version != booking.version:
        raise ChangedMeanwhileError(_("예약 내용이 달라졌습니다."))


def days_of(rooms: Sequence[Space], use: Use, *, now: datetime, without: int | None = None) -> list[RoomDay]:
    """The rooms on the day of a use; `without` leaves out one occurrence, as when it is to be moved."""
    days = queries.room_days(rooms, use.day, use.day + timedelta(days=1), now=now, without=without)
    return list(days[use.day].values())


def decide_by(period: Period, rooms: Sequence[str], *, now: datetime) -> date:
    """The day until which staff answer: some working days from today, never after the day of use."""
    today = seoul_day(now)
    rule = queries.rulebook().get(DecisionRule, "decision", period.day, rooms[0])
    off = days_off_between(today, today + timedelta(days=60))
    return min(add_working_days(today, rule.within_working_days, off), period.day)


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
    rooms: Sequence[str],
    period: Period,
    *,
    headcount: int,
    now: datetime,
    keys: BookerKeys | None = None,
    without: Occurrence | None = None,
    suits: Callable[[Alternative], bool] = lambda _near: True,
) -> list[Alternative]:
    """The nearest free times that suit; those with these keys are offered only what their share allows.

    `without` leaves out one occurrence, as when it is to be moved.
    """
    today, book = seoul_day(now), queries.rulebook()
    use = alternatives.nearest_use(period, book.get(Length, "length", period.day))
    first, end = alternatives.search_days(use.day, today)
    all_rooms = queries.rooms_between(first, end)
    days = queries.room_days(all_rooms, first, end, now=now, without=without.id if without else None)
    if keys is not None:
        allowed = _days_within_share(keys, use, list(days), without=without)
        days = {day: by_room for day, by_room in days.items() if day in allowed}
    capacities = {code: capacity.most for code, capacity in queries.capacity_of(book, all_rooms, use.day).items()}
    return alternatives.nearest(use, rooms, days, capacities=capacities, headcount=headcount, suits=suits)


def _days_within_share(keys: BookerKeys, use: Use, days: Sequence[date], *, without: Occurrence | None) -> set[date]:
    """The days on which these bookers may still have a use of that length."""
    book, allowed = queries.rulebook(), set()
    uses = queries.uses_of(keys, days[0], days[-1], without=without.booking_id if without else None)
    for day in days:
        wished = Use(day, use.start, use.end)
        longest = book.get(Length, "length", day).longest_a_day
        with suppress(BookingRefusedError):
            ensure_quota(wished, book.get(Quota, "quota", day), longest, queries.usage_among(uses, wished))
            allowed.add(day)
    return allowed
