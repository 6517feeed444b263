"""A firm books the same hours every week or second week: what each date would be, then all of them or the free ones.

Source: docs/rules/booking.md, "Series"; docs/decisions/0024
"""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import select

from center.bookings import queries
from center.bookings.models import Booking, Series
from center.bookings.rules.bookable import Use, decide, ensure_bookable, ensure_capacity, ensure_quota, use_of
from center.bookings.rules.codes import new_reference
from center.bookings.rules.day import RoomDay
from center.bookings.rules.refusals import BookingRefusedError, RoomTakenError
from center.bookings.rules.rulebook import Rulebook
from center.bookings.rules.series import (
    AlreadyYoursError,
    Answer,
    NothingFreeError,
    Pattern,
    Refusal,
    SeriesChangedError,
    ensure_pattern,
    fingerprint,
    opened_early,
)
from center.bookings.rules.states import COUNTING
from center.bookings.rules.values import Decision, Length, Quota, SeriesRule
from center.bookings.service.booking import Wish, accept, as_firm, who_asks
from center.bookings.service.command import booking_command, one_holder, room_missing
from center.bookings.service.holding import Draft, new_booking, occupy, store
from center.bookings.service.letters import write_series
from center.bookings.service.log import log, time_of
from center.bookings.service.managing import cancel_booking
from center.core.actor import ANYONE, Actor
from center.core.audit import record
from center.core.db import db, transaction
from center.core.errors import DomainError, NotFoundError
from center.core.time import seoul_day
from center.enterprises.queries import family_of
from center.spaces.models import Space

ONE_DAY = timedelta(days=1)


def answers_to(wish: Wish, pattern: Pattern, *, now: datetime) -> list[Answer]:
    """What each date of a series would be if it were booked now: free, or the first reason why not.

    `wish` has the hours, on whatever day. Each free date counts for those after it.

    Raises:
        FirmNotActiveError, OffRasterError, SeriesTooLongError
    """
    wish, book = as_firm(wish), queries.rulebook()
    rule = book.get(SeriesRule, "series", seoul_day(now))
    ensure_pattern(pattern, rule)
    hours, dates = use_of(wish.period), pattern.dates
    days = _days_of(wish.rooms, dates, rule, now=now)
    had = queries.uses_of(wish.keys, dates[0], dates[-1])
    uses = [Use(day, hours.start, hours.end) for day in dates]
    own = queries.own_times(wish.enterprise_id or 0, wish.rooms, [use.period for use in uses])
    answers = []
    for use in uses:
        is_own = use.period in own
        refusal = AlreadyYoursError() if is_own else _refusal(wish, use, days.get(use.day), book, had)
        answers.append(Answer(use, refusal, decide(book, use, wish.rooms, wish.keys.kind)))
        if refusal is None:
            for periods in had.values():
                periods.append(use.period)
    return answers


def _days_of(
    codes: Sequence[str], dates: Sequence[date], rule: SeriesRule, *, now: datetime
) -> dict[date, tuple[list[Space], list[RoomDay]]]:
    """Of each date on which all the rooms are there: they, and their days as a series may have them."""
    rooms = [room for room in queries.rooms_between(dates[0], dates[-1] + ONE_DAY) if room.code in codes]
    found = queries.room_days(rooms, dates[0], dates[-1] + ONE_DAY, now=now)
    there = {day: [room for room in queries.rooms_on(day) if room.code in codes] for day in dates}
    return {
        day: (there[day], [opened_early(found[day][room.code], rule) for room in there[day]])
        for day in dates
        if len(there[day]) == len(set(codes))
    }


def _refusal(
    wish: Wish, use: Use, there: tuple[list[Space], list[RoomDay]] | None, book: Rulebook, had: queries.Uses
) -> Refusal | None:
    if there is None:
        return room_missing(use)
    rooms, days = there
    try:
        ensure_bookable(use, days)
        ensure_capacity(wish.headcount, list(queries.capacity_of(book, rooms, use.day).values()))
        longest = book.get(Length, "length", use.day).longest_a_day
        ensure_quota(use, book.get(Quota, "quota", use.day), longest, queries.usage_among(had, use))
    except (BookingRefusedError, RoomTakenError) as refusal:
        return refusal
    return None


def book_series(wish: Wish, pattern: Pattern, *, shown: str, now: datetime) -> Series:
    """Book every free date of what was shown, all in one transaction, or nothing. The same form again gives the same one.

    Side effects: occupancy; one letter with all dates.

    Raises:
        SeriesChangedError: a date would get another answer by now.
        NothingFreeError: none is free.
        as `answers_to`.
    """
    with one_holder(wish.rooms), booking_command(now) as session:
        made = session.scalar(select(Series).where(Series.form_key == wish.form_key))
        if made is not None:
            return made
        answers = answers_to(wish, pattern, now=now)
        if fingerprint(answers) != shown:
            raise SeriesChangedError
        free = [answer for answer in answers if answer.is_free]
        if not free:
            raise NothingFreeError
        return _store(as_firm(wish), pattern, free, now=now)


def _store(wish: Wish, pattern: Pattern, free: Sequence[Answer], *, now: datetime) -> Series:
    series = Series(
        reference=new_reference(),
        form_key=wish.form_key,
        enterprise_id=wish.enterprise_id or 0,
        weeks=pattern.weeks,
        made_at=now,
    )
    db.session.add(series)
    db.session.flush()
    bookings = [_book_date(wish, answer, series, now=now) for answer in free]
    record("series.booked", f"series {series.reference}", by=who_asks(wish), n=len(bookings), weeks=pattern.weeks)
    write_series(series.reference, bookings)
    return series


def _book_date(wish: Wish, answer: Answer, series: Series, *, now: datetime) -> Booking:
    use, decision, by = answer.use, answer.decision, who_asks(wish)
    book, rooms = queries.rulebook(), queries.get_rooms(wish.rooms, use.day)
    own_key = hashlib.sha256(f"{wish.form_key} {use.day}".encode()).hexdigest()
    typed = {**replace(wish, form_key=own_key).typed(), "series_id": series.id}
    draft = Draft(use=use, rooms=rooms, decision=decision, keys=wish.keys, typed=typed, now=now)
    booking = new_booking(draft, book)
    store(booking)
    log("booked", booking, by=by, series=series.reference, **time_of(booking))
    if decision == Decision.INSTANT:
        occupy(booking.occurrence, use, expires_at=None)
    accept(booking, now=now, by=by, is_told=False)
    return booking


def cancel_series(series: Series, *, now: datetime, by: Actor = ANYONE) -> tuple[int, list[DomainError]]:
    """Give up every date that may still be given up; how many those were, and why others may not.

    Each date is cancelled by itself, with its letter; what was cancelled or used before stays as it is.
    """
    n, refused = 0, []
    for booking in queries.bookings_of_series(series.id):
        if booking.state_at(now) not in COUNTING or booking.occurrence.start_at <= now:
            continue
        try:
            cancel_booking(booking.reference, now=now, by=by)
            n += 1
        except DomainError as refusal:
            refused.append(refusal)
    with transaction():
        record("series.cancelled", f"series {series.reference}", by=by, n=n)
    return n, refused


def get_series(reference: str, enterprise_id: int | None) -> Series:
    """A firm's series; another firm's is none. Staff, who name no firm, see every one.

    Raises:
        NotFoundError
    """
    found = queries.find_series(reference)
    if found is None or (enterprise_id is not None and found.enterprise_id not in family_of(enterprise_id)):
        raise NotFoundError
    return found
