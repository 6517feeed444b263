"""What keeps others out: occupancy, and the moves of a booking that make and end it.

Only `service` calls this, inside its transaction and under the lock of all rooms.
Source: docs/decisions/0001-occupancy-rows.md
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm.attributes import set_committed_value

from center.bookings import queries
from center.bookings.models import Booking, Occupancy, Occurrence, OccurrenceRoom, owning
from center.bookings.rules.bookable import Use
from center.bookings.rules.codes import new_key, new_reference
from center.bookings.rules.day import turnaround_of
from center.bookings.rules.people import BookerKeys
from center.bookings.rules.refusals import AlreadyDecidedError
from center.bookings.rules.rulebook import Rulebook
from center.bookings.rules.states import WORDS, State, ensure_move
from center.bookings.rules.values import Decision
from center.bookings.service.letters import write
from center.bookings.service.log import log
from center.core.audit import CLOCK
from center.core.db import Model, db
from center.core.revision import renew
from center.core.time import HALF_HOURS_A_DAY, Period
from center.spaces.models import Space

OCCUPYING = insert(Model.metadata.tables[Occupancy.__tablename__])
"""Rows of one table in one go, without an object for each half hour."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a new booking is made of besides what was typed."""

    use: Use
    rooms: Sequence[Space]
    decision: Decision
    keys: BookerKeys
    typed: dict[str, Any]
    now: datetime


def add_booking(draft: Draft, rulebook: Rulebook) -> Booking:
    """Store a booking that waits for its code. It holds nothing yet."""
    booking = new_booking(draft, rulebook)
    store(booking)
    return booking


def new_booking(draft: Draft, rulebook: Rulebook) -> Booking:
    """A booking that waits for its code, not stored yet."""
    period = draft.use.period
    booking = Booking(
        reference=new_reference(),
        state=State.VERIFYING,
        decision=draft.decision,
        email_key=draft.keys.email,
        phone_key=draft.keys.phone,
        organisation_key=draft.keys.organisation,
        booker_kind=draft.keys.kind,
        manage_nonce=new_key(),
        created_at=draft.now,
        **draft.typed,
    )
    occurrence = Occurrence(
        booking=booking, uid=new_key(), start_at=period.start, end_at=period.end, sequence=0, changed_at=draft.now
    )
    occurrence.rooms = _rooms_of(draft.rooms, draft.use, rulebook)
    return booking


def store(booking: Booking) -> None:
    """Store a new booking with its use and rooms."""
    with owning(db.session()):
        db.session.add(booking)


def _rooms_of(rooms: Sequence[Space], use: Use, rulebook: Rulebook) -> list[OccurrenceRoom]:
    """The rooms of a use, each with what is known of it already."""
    held = [OccurrenceRoom(space_id=room.id, turnaround=turnaround_of(rulebook, room.code, use.day)) for room in rooms]
    for one, room in zip(held, rooms, strict=True):
        set_committed_value(one, "space", room)
    return held


def move_use(booking: Booking, use: Use, rooms: Sequence[Space], rulebook: Rulebook) -> None:
    """Give a booking another time, with the turnaround of that day; what it held is let go, nothing is held anew.

    `rooms` are as they are on that day. What staff let it pass at its old time is over.
    """
    occurrence, period = booking.occurrence, use.period
    release(booking)
    with owning(db.session()):
        for room in occurrence.rooms:
            db.session.delete(room)
        db.session.flush()
        db.session.expire(occurrence, ["rooms"])
        occurrence.rooms = _rooms_of(rooms, use, rulebook)
        occurrence.start_at, occurrence.end_at = period.start, period.end
        booking.reminded_at = booking.override_reason = None
        booking.overrides = []
        booking.version += 1
    drop_change(booking)


def ask_change(booking: Booking, period: Period, *, decide_by: date, now: datetime) -> None:
    """Keep the time that the booker wants instead until staff decide; it holds nothing."""
    with owning(db.session()):
        booking.change_start_at, booking.change_end_at = period.start, period.end
        booking.change_asked_at, booking.change_decide_by_on = now, decide_by
        booking.version += 1


def drop_change(booking: Booking, *, decided_by: int | None = None) -> None:
    """Let the time that was wanted instead go, if any was; `decided_by` is who of the staff refused it."""
    if booking.change is None:
        return
    with owning(db.session()):
        booking.decided_by_id = decided_by or booking.decided_by_id
        booking.change_start_at = booking.change_end_at = None
        booking.change_asked_at = booking.change_decide_by_on = None
        booking.version += 1


def tell_calendars(booking: Booking, now: datetime) -> None:
    """Count a change that calendars are told of, and let feeds be made anew."""
    with owning(db.session()):
        booking.occurrence.sequence += 1
        booking.occurrence.changed_at = now
    renew(queries.TAKEN)


def confirm(booking: Booking, *, now: datetime, **changes: Any) -> None:
    """Make a booking stand: its state, and that feeds tell it. What holds its rooms is the caller's.

    Raises:
        AlreadyDecidedError
    """
    move_state(booking, State.CONFIRMED, confirmed_at=now, **changes)
    with owning(db.session()):
        booking.occurrence.changed_at = now
    renew(queries.TAKEN)


def occupy(occurrence: Occurrence, use: Use, *, expires_at: datetime | None) -> None:
    """Keep everybody else out of the rooms: all half hours of all rooms in one ordered statement.

    Raises:
        IntegrityError: on `ONE_HOLDER`, when another writer was there without our lock.
    """
    rows = [
        {"space_id": space_id, "day": day, "half_hour": half, "occurrence_id": occurrence.id, "expires_at": expires_at}
        for space_id, day, half in held_cells(occurrence, use)
    ]
    with owning(db.session()):
        db.session.execute(OCCUPYING, rows)


def held_cells(occurrence: Occurrence, use: Use) -> list[tuple[int, date, int]]:
    """The half hours of each room that an occurrence takes, its turnaround included, in order."""
    return sorted(
        (room.space_id, use.day + timedelta(days=cell // HALF_HOURS_A_DAY), cell % HALF_HOURS_A_DAY)
        for room in occurrence.rooms
        for cell in range(use.start, use.end + room.turnaround)
    )


def keep(occurrence: Occurrence) -> None:
    """Turn a hold into one without end."""
    with owning(db.session()):
        db.session.execute(update(Occupancy).where(Occupancy.occurrence_id == occurrence.id).values(expires_at=None))


def release(booking: Booking) -> None:
    """Let others in again."""
    mine = select(Occurrence.id).where(Occurrence.booking_id == booking.id)
    with owning(db.session()):
        db.session.execute(
            delete(Occupancy).where(Occupancy.occurrence_id.in_(mine)).execution_options(synchronize_session=False)
        )


def move_state(booking: Booking, to: State, **changes: Any) -> None:
    """Move a booking to another state by compare-and-swap, together with what changes along.

    Raises:
        AlreadyDecidedError: the table of moves or somebody quicker forbids it.
    """
    before = State(booking.state)
    ensure_move(before, to)
    statement = (
        update(Booking)
        .where(Booking.id == booking.id, Booking.state == before)
        .values(state=to, version=Booking.version + 1, **changes)
        .execution_options(synchronize_session=False)
    )
    with owning(db.session()):
        moved = db.session.execute(statement)
    if moved.rowcount != 1:  # type: ignore[attr-defined]
        raise AlreadyDecidedError(WORDS[before])
    db.session.refresh(booking)


def expire(booking: Booking) -> None:
    """End a booking whose code did not come in time, or was wrong too often."""
    release(booking)
    move_state(booking, State.EXPIRED, code_hash=None, network="")
    log("expired", booking, by=CLOCK)


def expire_overdue(now: datetime) -> None:
    """End every hold whose time is over; each command does so before it looks."""
    for booking in queries.expired_codes(now):
        expire(booking)


def lapse_past(now: datetime) -> list[Booking]:
    """End every request and every change of time whose moment has come undecided, and tell the bookers."""
    lapsed = list(queries.past_requests(now))
    for booking in lapsed:
        drop_change(booking)
        move_state(booking, State.LAPSED, decided_at=now)
        log("lapsed", booking, by=CLOCK)
        write("booking_lapsed", booking)
    for booking in queries.past_changes(now):
        write("booking_change_lapsed", booking)
        drop_change(booking)
        log("change-lapsed", booking, by=CLOCK)
    return lapsed
