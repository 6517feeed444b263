"""Staff decide over what waits. A refusal without a reason of theirs means that a rival was approved."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from center.bookings import queries
from center.bookings.models import ONE_HOLDER, Booking, Occurrence
from center.bookings.rules.bookable import ensure_available, use_of
from center.bookings.rules.refusals import RoomTakenError
from center.bookings.rules.states import State, ensure_move
from center.bookings.service.command import booking_command, days_of
from center.bookings.service.holding import lapse_past, move_state, occupy
from center.bookings.service.letters import write
from center.core.actor import Actor
from center.core.db import violates
from center.core.errors import ChangedMeanwhileError
from center.core.text import _
from center.core.time import HALF_HOUR


def rivals_of(booking: Booking, waiting: Sequence[Booking]) -> list[Booking]:
    """The waiting requests that cannot be granted once this one is: they share a room and, with turnaround, time."""
    return [other for other in waiting if other.id != booking.id and _clash(booking.occurrence, other.occurrence)]


def _clash(one: Occurrence, other: Occurrence) -> bool:
    turnarounds = {room.space_id: room.turnaround * HALF_HOUR for room in one.rooms}
    return any(
        one.start_at < other.end_at + room.turnaround * HALF_HOUR
        and other.start_at < one.end_at + turnarounds[room.space_id]
        for room in other.rooms
        if room.space_id in turnarounds
    )


def approve(reference: str, *, version: int, by: Actor, now: datetime) -> list[Booking]:
    """Confirm a request and refuse the rivals it leaves no room for; returns those.

    Side effects: occupancy, letters to the booker and to every rival.

    Raises:
        AlreadyDecidedError, ChangedMeanwhileError: somebody was quicker.
        ClosedError, OutsideHoursError, RoomTakenError: the rooms cannot be had any more.
    """
    try:
        with booking_command(now):
            lapse_past(now)
            booking = _undecided(reference, version, to=State.CONFIRMED)
            use = use_of(booking.occurrence.period)
            rooms = [room.space for room in booking.occurrence.rooms]
            ensure_available(use, days_of(rooms, use, now=now))
            move_state(booking, State.CONFIRMED, decided_at=now, decided_by_id=by.user_id)
            occupy(booking.occurrence, use, expires_at=None)
            write("booking_confirmed", booking)
            rivals = rivals_of(booking, queries.waiting_requests())
            for rival in rivals:
                _refuse(rival, None, by=by, now=now)
            return rivals
    except IntegrityError as error:
        if not violates(error, ONE_HOLDER):
            raise
        raise RoomTakenError(queries.get_booking(reference).occurrence.codes) from error


def refuse(reference: str, *, version: int, reason: str, by: Actor, now: datetime) -> Booking:
    """Refuse a request with a reason that the booker reads.

    Raises:
        AlreadyDecidedError, ChangedMeanwhileError: somebody was quicker.
    """
    with booking_command(now):
        lapse_past(now)
        booking = _undecided(reference, version, to=State.REFUSED)
        _refuse(booking, reason, by=by, now=now)
    return booking


def _refuse(booking: Booking, reason: str | None, *, by: Actor, now: datetime) -> None:
    move_state(booking, State.REFUSED, decided_at=now, decided_by_id=by.user_id, reason=reason)
    write("booking_refused", booking)


def _undecided(reference: str, version: int, *, to: State) -> Booking:
    booking = queries.get_booking(reference)
    ensure_move(State(booking.state), to)
    if booking.version != version:
        raise ChangedMeanwhileError(_("신청 내용이 달라졌습니다."))
    return booking
