"""Staff close rooms, and decide in the same step over every booking that this hits.

Source: docs/rules/booking.md, "Closing rooms"
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from center.bookings import queries
from center.bookings.models import Booking
from center.bookings.rules import alternatives
from center.bookings.rules.bookable import use_of
from center.bookings.rules.closing import is_hit
from center.bookings.rules.refusals import Alternative, ClosedError
from center.bookings.rules.states import State
from center.bookings.service.command import booking_command, one_holder
from center.bookings.service.desk import Move, cancel, keep, lose_grant, move_booking
from center.bookings.service.log import CENTER
from center.core.actor import Actor
from center.core.errors import ConflictError
from center.core.text import _
from center.core.time import Period, seoul_day
from center.spaces.models import Space
from center.spaces.rules import ClosureKind
from center.spaces.service import close_space


class Way(StrEnum):
    """What becomes of a booking that a closure hits."""

    MOVE = "move"
    CANCEL = "cancel"
    KEEP = "keep"
    LATER = "later"
    """It stays on the list of what is still to be decided."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What staff choose for one booking; `to` is where it is moved."""

    way: Way
    to: Alternative | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """Rooms, the times at which they are closed, and why, in both languages."""

    rooms: tuple[str, ...]
    times: Sequence[Period]
    kind: ClosureKind
    reason: str
    reason_en: str
    series: str | None = None


class HitsChangedError(ConflictError):
    """Other bookings are hit than the form showed."""

    kind = "changed-meanwhile"

    def __init__(self) -> None:
        super().__init__(_("그사이 걸리는 예약이 달라졌습니다. 아래에서 예약마다 다시 골라 주세요."))


def hits_of(rooms: Sequence[str], times: Sequence[Period], *, now: datetime) -> list[Booking]:
    """The confirmed bookings ahead that these times hit, by time."""
    return [
        booking
        for booking in queries.bookings_ahead(now)
        if set(booking.occurrence.codes) & set(rooms) and is_hit(booking.occurrence.period, times)
    ]


def ways_out(
    hits: Sequence[Booking], closing: Sequence[Period], rooms: Sequence[str], *, now: datetime
) -> dict[str, list[Alternative]]:
    """The nearest free times of each booking that is hit; as many queries for thirty as for three."""
    if not hits:
        return {}
    spans = [alternatives.search_days(hit.occurrence.period.day, seoul_day(now)) for hit in hits]
    first, end = min(span[0] for span in spans), max(span[1] for span in spans)
    all_rooms, book = queries.rooms_between(first, end), queries.rulebook()
    days = queries.room_days(all_rooms, first, end, now=now)

    def suits(near: Alternative) -> bool:
        return not (set(near.rooms) & set(rooms) and is_hit(near.period, closing))

    def nearest(booking: Booking) -> list[Alternative]:
        use = use_of(booking.occurrence.period)
        capacities = {code: most.most for code, most in queries.capacity_of(book, all_rooms, use.day).items()}
        codes, people = booking.occurrence.codes, booking.headcount
        return alternatives.nearest(use, codes, days, capacities=capacities, headcount=people, suits=suits)

    return {booking.reference: nearest(booking) for booking in hits}


def close_rooms(
    closing: Closing, choices: Mapping[str, Choice], *, shown: Mapping[str, int], by: Actor, now: datetime
) -> None:
    """Close rooms and do with every booking hit as was chosen, all together or nothing.

    `shown` are the bookings that the form listed with their versions. What is kept or decided later stays in
    the closed time; what is kept does so for good.

    Side effects: closures, occupancy, letters to those who are moved or cancelled.

    Raises:
        HitsChangedError: other bookings are hit by now, or one was changed.
        BookingRefusedError, RoomTakenError: a booking cannot be moved where it was to go.
    """
    moved_to = [choice.to.rooms for choice in choices.values() if choice.to]
    with one_holder(sorted({code for rooms in moved_to for code in rooms})), booking_command(now):
        hits = hits_of(closing.rooms, closing.times, now=now)
        if {hit.reference: hit.version for hit in hits} != dict(shown):
            raise HitsChangedError
        _close(closing, by=by)
        for hit in hits:
            _carry_out(hit, choices.get(hit.reference, Choice(Way.LATER)), closing, by=by, now=now)


def _close(closing: Closing, *, by: Actor) -> None:
    for period in closing.times:
        for room in _rooms_of(closing.rooms, period):
            close_space(
                room,
                period,
                kind=closing.kind,
                reason=closing.reason,
                reason_en=closing.reason_en,
                series=closing.series,
                by=by,
            )


def _rooms_of(codes: Sequence[str], period: Period) -> list[Space]:
    """The rooms of these codes that are there in a period; one that is made anew in it is there twice."""
    last = seoul_day(period.end) + timedelta(days=1)
    return [row for row in queries.rows_between(period.day, last) if row.code in codes]


def _carry_out(booking: Booking, choice: Choice, closing: Closing, *, by: Actor, now: datetime) -> None:
    if choice.way == Way.CANCEL:
        reason = closing.reason_en if booking.language == "en" else closing.reason
        cancel(booking, side=CENTER, reason=reason, by=by, now=now)
    elif choice.way == Way.KEEP:
        keep(booking, reason=closing.reason, by=by, now=now)
    elif choice.way == Way.MOVE and choice.to and booking.state == State.CONFIRMED:
        move_booking(booking, Move(choice.to.rooms, choice.to.period), by=by, now=now)
    else:
        lose_grant(booking, ClosedError.kind)


def leave_to_staff(hits: Sequence[Booking], *, shown: Mapping[str, int]) -> None:
    """Put bookings that are hit on the list of what staff decide, in the command that closes their rooms.

    Raises:
        HitsChangedError: others are hit than the form showed, or one was changed.
    """
    if {hit.reference: hit.version for hit in hits} != dict(shown):
        raise HitsChangedError
    for hit in hits:
        lose_grant(hit, ClosedError.kind)
