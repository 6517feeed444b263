"""Staff decide over what waits. A refusal without a reason of theirs means that a rival was approved."""

from collections.abc import Sequence
from datetime import datetime

from center.bookings import queries
from center.bookings.models import Booking
from center.bookings.queries import Ask
from center.bookings.rules.bookable import ensure_available, use_of
from center.bookings.rules.refusals import NoChangeError
from center.bookings.rules.states import State, ensure_move
from center.bookings.rules.values import Decision
from center.bookings.service.command import booking_command, days_of, ensure_version, one_holder, rooms_of
from center.bookings.service.holding import (
    confirm,
    drop_change,
    lapse_past,
    move_state,
    move_use,
    occupy,
    tell_calendars,
)
from center.bookings.service.letters import write
from center.bookings.service.log import log, time_of, times
from center.core.actor import Actor
from center.core.time import HALF_HOUR


def rivals_of(ask: Ask, waiting: Sequence[Ask]) -> list[Ask]:
    """What cannot be granted once this is: it shares a room and, with turnaround, time."""
    return [other for other in waiting if other.booking.id != ask.booking.id and _clash(ask, other)]


def _clash(one: Ask, other: Ask) -> bool:
    turnarounds = {room.space.code: room.turnaround * HALF_HOUR for room in one.booking.occurrence.rooms}
    return any(
        one.period.start < other.period.end + room.turnaround * HALF_HOUR
        and other.period.start < one.period.end + turnarounds[room.space.code]
        for room in other.booking.occurrence.rooms
        if room.space.code in turnarounds
    )


def approve(reference: str, *, version: int, by: Actor, now: datetime) -> list[Ask]:
    """Confirm a request and refuse the rivals it leaves no room for; returns those.

    Side effects: occupancy, letters to the booker and to every rival.

    Raises:
        AlreadyDecidedError, ChangedMeanwhileError: somebody was quicker.
        ClosedError, OutsideHoursError, RoomTakenError: the rooms cannot be had any more.
    """
    with one_holder(queries.get_booking(reference).occurrence.codes), booking_command(now):
        lapse_past(now)
        booking = _undecided(reference, version, to=State.CONFIRMED)
        [ask] = [ask for ask in queries.asks_of(booking) if not ask.is_change]
        use = use_of(ask.period)
        ensure_available(use, days_of(booking.occurrence.spaces, use, now=now))
        confirm(booking, now=now, decided_at=now, decided_by_id=by.user_id)
        occupy(booking.occurrence, use, expires_at=None)
        log("approved", booking, by=by, **time_of(booking))
        write("booking_confirmed", booking)
        return _refuse_rivals(ask, by=by, now=now)


def approve_change(reference: str, *, version: int, by: Actor, now: datetime) -> list[Ask]:
    """Grant another time, which also confirms a request; refuse the rivals it leaves no room for, and return those.

    Side effects: the old time is free at once; letters to the booker and to every rival.

    Raises:
        NoChangeError, ChangedMeanwhileError: somebody was quicker.
        ClosedError, OutsideHoursError, RoomTakenError: the rooms cannot be had any more.
    """
    with one_holder(queries.get_booking(reference).occurrence.codes), booking_command(now):
        lapse_past(now)
        ask = _undecided_change(reference, version)
        booking, use = ask.booking, use_of(ask.period)
        rooms = rooms_of(booking, use)
        ensure_available(use, days_of(rooms, use, now=now, without=booking.occurrence.id))
        before, was_requested = booking.occurrence.period, booking.state == State.REQUESTED
        move_use(booking, use, rooms, queries.rulebook())
        occupy(booking.occurrence, use, expires_at=None)
        if was_requested:
            confirm(booking, now=now, decided_at=now)
        booking.decided_by_id, booking.decision = by.user_id, Decision.STAFF
        tell_calendars(booking, now)
        log("change-approved", booking, by=by, before=times(before), **time_of(booking))
        if was_requested:
            write("booking_confirmed", booking)
        else:
            write("booking_moved", booking, before=[before.start.isoformat(), before.end.isoformat()])
        return _refuse_rivals(ask, by=by, now=now)


def _refuse_rivals(ask: Ask, *, by: Actor, now: datetime) -> list[Ask]:
    """Of a booking whose own time is lost, the time it wanted instead ends with it."""
    rivals = rivals_of(ask, queries.waiting_asks())
    lost = {rival.booking.id for rival in rivals if not rival.is_change}
    told = [rival for rival in rivals if not rival.is_change or rival.booking.id not in lost]
    for rival in told:
        if rival.is_change:
            _refuse_change(rival.booking, None, by=by)
        else:
            _refuse(rival.booking, None, by=by, now=now)
    return told


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


def refuse_change(reference: str, *, version: int, reason: str, by: Actor, now: datetime) -> Booking:
    """Refuse another time with a reason that the booker reads; the booking stays as it is.

    Raises:
        NoChangeError, ChangedMeanwhileError: somebody was quicker.
    """
    with booking_command(now):
        lapse_past(now)
        booking = _undecided_change(reference, version).booking
        _refuse_change(booking, reason, by=by)
    return booking


def _refuse_change(booking: Booking, reason: str | None, *, by: Actor) -> None:
    write("booking_change_refused", booking, reason=reason)
    drop_change(booking, decided_by=by.user_id)
    log("change-refused", booking, by=by, for_rival=reason is None)


def _refuse(booking: Booking, reason: str | None, *, by: Actor, now: datetime) -> None:
    drop_change(booking)
    move_state(booking, State.REFUSED, decided_at=now, decided_by_id=by.user_id, reason=reason)
    log("refused", booking, by=by, for_rival=reason is None)
    write("booking_refused", booking)


def _undecided(reference: str, version: int, *, to: State) -> Booking:
    booking = queries.get_booking(reference)
    ensure_move(State(booking.state), to)
    ensure_version(booking, version)
    return booking


def _undecided_change(reference: str, version: int) -> Ask:
    booking = queries.get_booking(reference)
    ask = next((ask for ask in queries.asks_of(booking) if ask.is_change), None)
    if ask is None:
        raise NoChangeError
    ensure_version(booking, version)
    return ask
