"""A center with rules of its own and one-hour bookings over three years.

What is measured lies in the days of `shown_month`; there the bookings are the same however many there are, so that
pages of equal content can be compared. The other bookings lie before and after.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import insert

from center.accounts.service import create_user
from center.accounts.service.second_factor import keep_factor
from center.bookings import queries
from center.bookings.models import Booking, Occupancy, Occurrence, OccurrenceRoom, owning
from center.bookings.service.upkeep import set_exceptional_opening, set_rule
from center.core import time
from center.core.actor import Role
from center.core.db import transaction
from center.core.time import at, days_between, month_start
from center.spaces.queries import holidays_all

FEW, MANY = 1_000, 20_000
OPEN_HOURS = range(9, 22)
TAKEN_A_DAY = 9
"""Of the thirteen hours of a room's day."""
HALF_THE_YEARS = timedelta(days=548)
HOURS = [[540, 1320]]
LONG_AGO = date(2015, 3, 1)
STAFF = ("bench@example.kr", "a-long-enough-passphrase", "SEONYUDOSEONYUDOSEONYUDOSEONYUDO")
RULES: dict[str, dict[str, Any]] = {
    "opening_hours": {"weekdays": [HOURS] * 7},
    "length": {"shortest": 60, "longest_a_day": 780},
    "turnaround": {"minutes": 0},
    "notice": {"hours": 0},
    "window": {"months_ahead": 60, "day": 1, "minute": 0},
    "quota": {"person": 1_000_000, "organisation": 1_000_000},
    "verifying": {"minutes": 60, "tries": 5, "sendings": 3, "holds_an_address": 1_000_000, "holds_a_block": 1_000_000},
}
INSTANT = {"usual": "instant", "cases": [], "within_working_days": 2}
TEXTS = ("purpose", "name", "email", "phone", "email_key", "phone_key", "network", "manage_nonce")
Use = tuple[date, int, int]
"""A day, an hour, and which of the two rooms."""


def shown_month() -> date:
    """The first day of the month that is measured: the next one, all of which lies ahead."""
    return month_start(time.today(), 1)


def free_hours(first: date, end: date, room: int) -> Iterator[tuple[date, int]]:
    """The hours of a room that no booking of ours takes."""
    return ((day, hour) for day in days_between(first, end) for hour in OPEN_HOURS if not _is_taken(day, hour, room))


def _is_taken(day: date, hour: int, room: int) -> bool:
    """Nine hours of thirteen, otherwise on each day and in each room."""
    return (hour * 5 + day.toordinal() * 3 + room * 6) % len(OPEN_HOURS) < TAKEN_A_DAY


def fill(n: int) -> None:
    """Give the center its rules, an account and n bookings; holidays are days like others."""
    for key, value in RULES.items():
        set_rule(key, value, from_on=LONG_AGO)
    for room in ("202", "203"):
        set_rule("decision", INSTANT, from_on=LONG_AGO, scope=room)
    user = create_user(email=STAFF[0], password=STAFF[1], name="김유나", role=Role.STAFF, now=time.now())
    keep_factor(user.id, STAFF[2], vault=current_app.extensions["center_vault"], now=time.now())
    for holiday in holidays_all():
        set_exceptional_opening(holiday.day, HOURS, reason="열린 날", reason_en="Open")
    _book(_uses(n))


def _uses(n: int) -> list[Use]:
    """All of the shown month as far as they go, the rest evenly over a year and a half before and after it."""
    month, next_month = shown_month(), month_start(shown_month(), 1)
    before, after = month - HALF_THE_YEARS, next_month + HALF_THE_YEARS
    shown, around = _taken_hours(month, next_month)[:n], _taken_hours(before, month) + _taken_hours(next_month, after)
    n_around = n - len(shown)
    return shown + [around[k * len(around) // n_around] for k in range(n_around)]


def _taken_hours(first: date, end: date) -> list[Use]:
    days = days_between(first, end)
    return [(day, hour, room) for day in days for room in (0, 1) for hour in OPEN_HOURS if _is_taken(day, hour, room)]


def _book(uses: list[Use]) -> None:
    now, rooms = time.now(), [room.id for room in queries.rooms_on(time.today())]
    numbered = list(enumerate(uses, 1_000_000))
    with transaction() as session, owning(session):
        session.execute(
            insert(Booking), [_booking(key) | {"created_at": now, "confirmed_at": now} for key, _ in numbered]
        )
        session.execute(insert(Occurrence), [_occurrence(key, use) | {"changed_at": now} for key, use in numbered])
        session.execute(
            insert(OccurrenceRoom),
            [{"occurrence_id": key, "space_id": rooms[room], "turnaround": 0} for key, (_, _, room) in numbered],
        )
        session.execute(
            insert(Occupancy),
            [
                {"space_id": rooms[room], "day": day, "half_hour": half, "occurrence_id": key, "expires_at": None}
                for key, (day, hour, room) in numbered
                for half in (hour * 2, hour * 2 + 1)
            ],
        )


def _booking(key: int) -> dict[str, Any]:
    return {
        "id": key,
        "reference": f"YD-{key}",
        "form_key": f"form-{key}",
        "state": "confirmed",
        "decision": "instant",
        "purpose_kind": "other",
        "headcount": 9,
        "language": "ko",
        "terms_version": "1",
        "privacy_version": "1",
        **dict.fromkeys(TEXTS, f"{key}"),
    }


def _occurrence(key: int, use: Use) -> dict[str, Any]:
    day, hour, _room = use
    start = at(day, hour * 60)
    return {
        "id": key,
        "booking_id": key,
        "uid": f"use-{key:0>28}",
        "start_at": start,
        "end_at": start + timedelta(hours=1),
    }
