"""What a confirmed use leaves behind in rooms that it is moved away from.

Source: docs/decisions/0019-a-use-that-left-a-room.md
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete

from center.bookings import queries
from center.bookings.models import Booking, LeftUse
from center.core.db import db
from center.core.time import Period, seoul_day


def leave_rooms(booking: Booking, rooms: Sequence[str], period: Period, *, now: datetime) -> None:
    """Let the feeds of rooms that a use had at a time, and has no more, tell that it is given up there.

    Called within the command that moved it, once calendars are told. Where it came back nothing is left.
    """
    occurrence = booking.occurrence
    had, has = set(rooms), set(occurrence.codes)
    db.session.execute(delete(LeftUse).where(LeftUse.uid == occurrence.uid, LeftUse.space_code.in_(had | has)))
    db.session.add_all(
        LeftUse(
            uid=occurrence.uid,
            space_code=code,
            start_at=period.start,
            end_at=period.end,
            sequence=occurrence.sequence,
            left_at=now,
        )
        for code in sorted(had - has)
    )


def forget_left(now: datetime) -> None:
    """Delete what no feed tells any more."""
    db.session.execute(delete(LeftUse).where(LeftUse.left_at < queries.given_up_since(seoul_day(now))))
