"""Wishes and bookings with plain defaults. The tests' today is Tuesday 15 December 2026."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from center.bookings.models import Booking
from center.bookings.rules.states import State
from center.bookings.service.booking import Wish, book_rooms, verify
from center.core import time
from center.core.db import db
from center.core.time import Period
from center.mail.models import OutboxMail

WEDNESDAY = date(2026, 12, 23)
THURSDAY = date(2026, 12, 24)
SATURDAY = date(2026, 12, 26)
SUNDAY = date(2026, 12, 27)
CHRISTMAS = date(2026, 12, 25)


def hours(start: float, end: float, day: date = WEDNESDAY) -> Period:
    """Hours of a day: hours(14, 16.5) is 14:00~16:30."""
    return Period.on(day, int(start * 60), int(end * 60))


def a_wish(period: Period | None = None, **given: Any) -> Wish:
    """A wish of somebody new for two hours of room 202."""
    who = uuid4().hex[:10]
    digits = str(int(who, 16))[-8:].zfill(8)
    defaults: dict[str, Any] = {
        "rooms": ("202",),
        "period": period or hours(14, 16),
        "purpose": "주민 독서모임",
        "purpose_kind": "meeting",
        "headcount": 12,
        "name": "홍길동",
        "email": f"{who}@example.kr",
        "phone": f"010{digits}",
        "organisation": None,
        "language": "ko",
        "terms_version": "2026-1",
        "privacy_version": "2026-1",
        "news_version": None,
        "network": who,
        "form_key": uuid4().hex,
    }
    return Wish(**{**defaults, **given})


def a_held_booking(period: Period | None = None, **given: Any) -> Booking:
    """A booking that waits for its code."""
    return book_rooms(a_wish(period, **given), now=time.now())


def a_booking(period: Period | None = None, **given: Any) -> Booking:
    """A booking whose code was entered: confirmed, or waiting for staff."""
    booking = a_held_booking(period, **given)
    return verify(booking.reference, mailed_code(booking), now=time.now())


def a_request(period: Period | None = None, **given: Any) -> Booking:
    """A request for the lobby that waits for staff."""
    booking = a_booking(period, **{"rooms": ("203",), **given})
    assert booking.state == State.REQUESTED
    return booking


def mailed_code(booking: Booking) -> str:
    """The code in the newest mail to the booker."""
    mails = db.session.scalars(
        select(OutboxMail).where(OutboxMail.kind == "booking_code").order_by(OutboxMail.id.desc())
    )
    return next(
        str(mail.facts["code"]) for mail in mails if mail.facts and mail.facts["reference"] == booking.reference
    )


def mail_kinds(booking: Booking) -> list[str]:
    """The kinds of letters posted for a booking, in order."""
    mails = db.session.scalars(select(OutboxMail).order_by(OutboxMail.id))
    return [mail.kind for mail in mails if mail.facts and mail.facts["reference"] == booking.reference]


def tomorrow_at(hour: int, now: datetime) -> Period:
    """An hour of the day after, by the clock of the test."""
    return hours(hour, hour + 1, time.seoul_day(now) + timedelta(days=1))
