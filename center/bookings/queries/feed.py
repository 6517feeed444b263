"""What feeds tell of uses, read bit by bit."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select

from center.bookings.models import Booking, Occurrence, OccurrenceRoom
from center.bookings.rules.states import State
from center.core.db import begin_snapshot
from center.core.time import at
from center.spaces.queries import rooms_ever

ROWS_AT_A_TIME = 500
TAKEN = "taken_times"
"""What changes whenever a confirmed use comes, moves or goes; feeds are told apart by it."""


@dataclass(frozen=True, slots=True)
class PublicUse:
    """What a feed may tell of a use: its mark, its time, how often it changed and when last, whether it was given up."""

    uid: str
    start: datetime
    end: datetime
    sequence: int
    changed_at: datetime
    is_cancelled: bool


def public_uses(code: str, first: date, end: date, *, given_up_since: datetime) -> Iterator[PublicUse]:
    """The confirmed uses of a room that start in the days [first, end), and those given up since an instant.

    They are read bit by bit, all of one moment; who stops in the middle leaves nothing open.
    """
    ids = [room.id for room in rooms_ever() if room.code == code]
    is_given_up = Booking.state == State.CANCELLED
    statement = (
        select(
            Occurrence.uid,
            Occurrence.start_at,
            Occurrence.end_at,
            Occurrence.sequence,
            Occurrence.changed_at,
            is_given_up,
        )
        .join(OccurrenceRoom, OccurrenceRoom.occurrence_id == Occurrence.id)
        .join(Booking, Booking.id == Occurrence.booking_id)
        .where(
            OccurrenceRoom.space_id.in_(ids),
            Booking.confirmed_at.is_not(None),
            Occurrence.start_at >= at(first, 0),
            Occurrence.start_at < at(end, 0),
            or_(~is_given_up, Occurrence.changed_at >= given_up_since),
        )
        .order_by(Occurrence.start_at, Occurrence.uid)
        .execution_options(yield_per=ROWS_AT_A_TIME)
    )
    with begin_snapshot().execute(statement) as rows:
        for row in rows:
            yield PublicUse(*row)
