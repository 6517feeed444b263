"""What feeds tell of uses, read bit by bit."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Select, or_, select, true, union_all

from center.bookings.models import Booking, LeftUse, Occurrence, OccurrenceRoom
from center.bookings.rules.states import State
from center.core.db import begin_snapshot
from center.core.time import at
from center.spaces.queries import rooms_ever

ROWS_AT_A_TIME = 500
GIVEN_UP_DAYS = timedelta(days=14)
"""How long feeds tell of a use that was given up: some programs go on showing what they are not told has ended."""
TAKEN = "taken_times"
"""What changes whenever a confirmed use comes, moves or goes; feeds are told apart by it."""


Told = Select[str, datetime, datetime, int, datetime, bool]


@dataclass(frozen=True, slots=True)
class PublicUse:
    """What a feed may tell of a use: its mark, its time, how often it changed and when last, whether it was given up.

    Given up is also what was moved to other rooms.
    """

    uid: str
    start: datetime
    end: datetime
    sequence: int
    changed_at: datetime
    is_cancelled: bool


def given_up_since(today: date) -> datetime:
    """The instant from which on feeds tell of what was given up."""
    return at(today - GIVEN_UP_DAYS, 0)


def public_uses(code: str, first: date, end: date, *, today: date) -> Iterator[PublicUse]:
    """The confirmed uses of a room that start in the days [first, end), and those given up or moved away lately.

    They are read bit by bit, all of one moment; who stops in the middle leaves nothing open.
    """
    start, stop, since = at(first, 0), at(end, 0), given_up_since(today)
    told = union_all(_uses(code, start, stop, since), _left(code, start, stop, since))
    ordered = told.order_by(told.selected_columns.start_at, told.selected_columns.uid)
    with begin_snapshot().execute(ordered.execution_options(yield_per=ROWS_AT_A_TIME)) as rows:
        for row in rows:
            yield PublicUse(*row)


def _uses(code: str, start: datetime, stop: datetime, since: datetime) -> Told:
    ids = [room.id for room in rooms_ever() if room.code == code]
    is_given_up = Booking.state == State.CANCELLED
    return (
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
            Occurrence.start_at >= start,
            Occurrence.start_at < stop,
            or_(~is_given_up, Occurrence.changed_at >= since),
        )
    )


def _left(code: str, start: datetime, stop: datetime, since: datetime) -> Told:
    """The uses that were moved from the room to others."""
    return select(
        LeftUse.uid, LeftUse.start_at, LeftUse.end_at, LeftUse.sequence, LeftUse.left_at, true().label("is_given_up")
    ).where(LeftUse.space_code == code, LeftUse.start_at >= start, LeftUse.start_at < stop, LeftUse.left_at >= since)
