"""What a room's door says: free, in use, being tidied or closed, until when, and what comes next today.

It tells what the calendar tells, but of the present moment: time that can no longer be booked is free here.
Source: docs/rules/booking.md, "What a person meets", "At the door"
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from center.bookings.rules.day import Kind, Reason, RoomDay, period_of, shown_segments
from center.core.time import Period, minute_of_day, seoul_day


class DoorState(StrEnum):
    """What the room is right now."""

    FREE = "free"
    TAKEN = "taken"
    TURNAROUND = "turnaround"
    CLOSED = "closed"


STATES: Mapping[Kind, DoorState] = {
    Kind.BOOKED: DoorState.TAKEN,
    Kind.HELD: DoorState.TAKEN,
    Kind.TURNAROUND: DoorState.TURNAROUND,
    Kind.CLOSED: DoorState.CLOSED,
    Kind.WORKS: DoorState.CLOSED,
    Kind.OUTSIDE: DoorState.CLOSED,
}
"""All other kinds are open time that nobody has."""


@dataclass(frozen=True, slots=True)
class Door:
    """The state now, the instant at which it ends (None: not within the days known), and today's later uses.

    `kind` and `reason` tell why a closed room is closed.
    """

    state: DoorState
    until: datetime | None
    kind: Kind
    reason: Reason | None
    next_uses: tuple[Period, ...]


@dataclass(frozen=True, slots=True)
class _Stretch:
    period: Period
    state: DoorState
    kind: Kind
    reason: Reason | None


def door(days: Mapping[date, RoomDay], now: datetime) -> Door:
    """What the door says at `now`, from the room's days, today's the first."""
    stretches = _stretches(days)
    present = next(stretch for stretch in stretches if now < stretch.period.end)
    until = next((stretch.period.start for stretch in stretches if stretch.state != present.state), None)
    return Door(present.state, until, present.kind, present.reason, _next_uses(days[seoul_day(now)], now))


def _stretches(days: Mapping[date, RoomDay]) -> Iterator[_Stretch]:
    for day, room_day in days.items():
        for part in shown_segments(room_day.shape):
            state = STATES.get(part.kind, DoorState.FREE)
            yield _Stretch(period_of(day, part.start, part.end), state, part.kind, part.reason)


def _next_uses(today: RoomDay, now: datetime) -> tuple[Period, ...]:
    """Today's uses that have not begun, in order."""
    minute = minute_of_day(now)
    return tuple(
        period_of(today.day, use.start, min(use.end, 48)) for use in today.taken if minute < use.start * 30 < 1440
    )
