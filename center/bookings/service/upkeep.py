"""What time ends, and the rules that staff keep."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, select

from center.bookings import queries
from center.bookings.first_values import FIRST_VALUES
from center.bookings.models import Booking, BookingRule, ExceptionalOpening, KeptAnswer, owning
from center.bookings.rules.managing import deadline
from center.bookings.rules.rulebook import Rulebook
from center.bookings.rules.values import CENTER, Reminder, ordered_periods, parse
from center.bookings.service.command import booking_command
from center.bookings.service.holding import lapse_past
from center.bookings.service.leaving import forget_left
from center.bookings.service.letters import write
from center.bookings.service.managing import cancel_hours
from center.bookings.service.once import KEPT_FOR
from center.core.actor import Actor
from center.core.audit import OPERATOR, record
from center.core.db import db, transaction
from center.core.revision import renew
from center.core.time import days_between, seoul_day
from center.spaces.service import ensure_holidays

LONGEST_REMINDER = timedelta(days=14)
ONE_DAY = timedelta(days=1)


def tidy(now: datetime) -> None:
    """End what time has ended, each by itself: holds, requests, kept answers, uses that left a room; keep the holidays; remind last."""
    with booking_command(now):
        lapse_past(now)
    with transaction() as session:
        session.execute(delete(KeptAnswer).where(KeptAnswer.at <= now - KEPT_FOR))
        forget_left(now)
    ensure_holidays(seoul_day(now))
    with booking_command(now):
        remind(now)


def remind(now: datetime) -> None:
    """Write once to everybody whose use begins soon; who booked after that moment has just been written to."""
    book, today = queries.rulebook(), seoul_day(now)
    soonest = max(_ahead(book, day) for day in days_between(today, today + LONGEST_REMINDER + ONE_DAY))
    due = [booking for booking in queries.unreminded(now, now + soonest) if _reminder_at(booking, book) <= now]
    with owning(db.session()):
        for booking in due:
            booking.reminded_at = now
    for booking in due:
        if booking.occurrence.changed_at <= _reminder_at(booking, book):
            _write_reminder(booking, book, now=now)


def _ahead(book: Rulebook, day: date) -> timedelta:
    """How long before its start a use of that day is reminded of."""
    return timedelta(hours=book.get(Reminder, "reminder", day).hours)


def _reminder_at(booking: Booking, book: Rulebook) -> datetime:
    start = booking.occurrence.start_at
    return start - _ahead(book, seoul_day(start))


def _write_reminder(booking: Booking, book: Rulebook, *, now: datetime) -> None:
    """It tells until when the link cancels, unless that is over."""
    start = booking.occurrence.start_at
    until = deadline(start, cancel_hours(booking, book))
    write("booking_reminder", booking, send_before=start, cancel_until=until.isoformat() if now <= until else None)


def set_rule(
    key: str, value: dict[str, Any], *, from_on: date, scope: str = CENTER, by: Actor | str = OPERATOR
) -> None:
    """Let a rule hold from a day on; the same rule of the same day is replaced.

    Raises:
        InvalidRuleError: unknown, or not of its shape.
    """
    parse(key, value)
    with transaction() as session:
        known = session.scalar(select(BookingRule).filter_by(key=key, scope=scope, from_on=from_on))
        if known is None:
            session.add(BookingRule(key=key, scope=scope, from_on=from_on, value=value))
        else:
            known.value = value
        renew(queries.RULES)
        record("rule.set", f"rule {key}", by=by, scope=scope, from_on=from_on.isoformat(), value=value)


def set_exceptional_opening(
    day: date,
    periods: list[list[int]],
    *,
    reason: str,
    reason_en: str,
    scope: str = CENTER,
    by: Actor | str = OPERATOR,
) -> None:
    """Let other hours hold on a day than usual; no periods: closed. It wins over weekday and holiday.

    Raises:
        InvalidRuleError: the periods are off the raster or out of order.
    """
    ordered_periods(periods)
    with transaction() as session:
        known = session.scalar(select(ExceptionalOpening).filter_by(scope=scope, day=day))
        row = known or ExceptionalOpening(scope=scope, day=day)
        row.periods, row.reason, row.reason_en = periods, reason, reason_en
        session.add(row)
        renew(queries.RULES)
        record("opening.set", f"opening {day}", by=by, scope=scope, periods=periods)


def load_first_values(from_on: date) -> None:
    """Let the first values hold from a day on, of every rule that has no value yet."""
    with transaction() as session:
        known = set(session.scalars(select(BookingRule.key).distinct()))
        for key, scope, value in FIRST_VALUES:
            if key not in known:
                set_rule(key, value, from_on=from_on, scope=scope)
