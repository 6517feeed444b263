"""What time ends, and the rules that staff keep."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from center.bookings import queries
from center.bookings.first_values import FIRST_VALUES
from center.bookings.models import BookingRule, ExceptionalOpening
from center.bookings.rules.values import CENTER, ordered_periods, parse
from center.bookings.service.command import booking_command
from center.bookings.service.holding import lapse_past
from center.core.db import transaction
from center.core.revision import renew
from center.core.time import seoul_day
from center.spaces.service import ensure_holidays


def tidy(now: datetime) -> None:
    """End what time has ended: holds without their code, requests whose start has come; keep the holidays."""
    with booking_command(now):
        lapse_past(now)
    ensure_holidays(seoul_day(now))


def set_rule(key: str, value: dict[str, Any], *, from_on: date, scope: str = CENTER) -> None:
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


def set_exceptional_opening(
    day: date, periods: list[list[int]], *, reason: str, reason_en: str, scope: str = CENTER
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


def load_first_values(from_on: date) -> None:
    """Let the first values hold from a day on, unless there are rules already."""
    with transaction() as session:
        if session.scalar(select(BookingRule.id).limit(1)) is None:
            for key, scope, value in FIRST_VALUES:
                set_rule(key, value, from_on=from_on, scope=scope)
