"""Personal data go when their time is over, and nothing of them stays in the database's files.

Source: docs/rules/booking.md, "Personal data end"; docs/decisions/0016-personal-data-end.md
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from center.accounts.service import forget_access
from center.accounts.service.corrections import forget_corrections
from center.accounts.service.joining import forget_joinings
from center.bookings import queries
from center.bookings.models import Booking, owning
from center.bookings.rules.codes import new_key
from center.bookings.service.command import booking_command
from center.bookings.service.figures import freeze_shares
from center.bookings.service.log import log
from center.core.audit import CLOCK
from center.core.db import db
from center.core.revision import mark, revision_of
from center.core.sweep import sweep
from center.core.time import minute_of_day, seoul_day
from center.mail.service import discard_about
from center.tenancy.applications.service import forget_applications
from center.tenancy.review.service import forget_reviewed

AT_A_TIME = 200
NIGHTLY_FROM = 3 * 60
"""The minute of the Seoul day from which the night's work is done, when hardly anybody books."""
NIGHT = "night"
"""The day on which the night's work was last finished."""
SWEPT = (
    "booking",
    "kept_answer",
    "outbox_mail",
    "limit_hit",
    "sign_in",
    "access_record",
    "user",
    "one_time_link",
    "link_wish",
    "kept_form",
    "membership",
    "joining",
    "correction",
    "stored_file",
    "application",
    "application_file",
    "submission",
)
"""The tables from whose rows personal data are deleted."""


def end_personal_data(now: datetime) -> bool:
    """Once a day, at night: erase what is over, then sweep the files; True where it was done and finished.

    Each step may be killed or refused: what is not finished is done again in the next round.
    """
    today = seoul_day(now).isoformat()
    if minute_of_day(now) < NIGHTLY_FROM or revision_of(NIGHT) == today:
        return False
    while erase_overdue(now):
        pass
    forget_access(now)
    forget_joinings(now)
    forget_corrections(now)
    forget_applications(now)
    forget_reviewed(now)
    if not sweep(SWEPT):
        return False
    mark(NIGHT, today)
    return True


def erase_overdue(now: datetime, *, most: int = AT_A_TIME) -> int:
    """Take the people out of some bookings whose time is over, in one transaction; how many those were."""
    with booking_command(now):
        overdue = queries.overdue_bookings(now, most=most)
        _erase(overdue, now=now)
        return len(overdue)


def _erase(overdue: Sequence[Booking], *, now: datetime) -> None:
    """What figures need of people is counted before: afterwards nobody knows who was the same."""
    freeze_shares({booking.occurrence.period.day for booking in overdue}, now)
    discard_about([booking.reference for booking in overdue])
    for booking in overdue:
        _take_people_out(booking, now=now)
        log("erased", booking, by=CLOCK)


def _take_people_out(booking: Booking, *, now: datetime) -> None:
    """Number, state, times, rooms, people's number and kinds stay; the link and the form are worth nothing."""
    gone: dict[str, Any] = {
        **dict.fromkeys(("name", "email", "phone", "email_key", "phone_key", "purpose", "network"), ""),
        **dict.fromkeys(
            ("organisation", "organisation_key", "enterprise_id", "series_id", "code_hash", "news_version")
        ),
        **dict.fromkeys(("reason", "override_reason", "staff_note")),
        "form_key": new_key(),
        "manage_nonce": new_key(),
        "erased_at": now,
    }
    with owning(db.session()):
        for column, value in gone.items():
            setattr(booking, column, value)
        booking.version += 1
