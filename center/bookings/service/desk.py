"""Staff book, move, change and cancel for somebody, and let rules pass with a reason.

Source: docs/rules/booking.md, "On behalf"
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from center.bookings import queries
from center.bookings.models import Booking, owning
from center.bookings.rules.bookable import ensure_capacity
from center.bookings.rules.codes import new_key
from center.bookings.rules.letting import (
    CANCELLED_WITHOUT_REASON,
    KEPT_WITHOUT_REASON,
    NOTHING_LET,
    Letting,
    ReasonMissingError,
    kinds_of,
)
from center.bookings.rules.managing import deadline, ensure_alive
from center.bookings.rules.refusals import (
    AlreadyDecidedError,
    BookingRefusedError,
    FirmNameError,
    NothingMovedError,
    OverError,
    RoomTakenError,
)
from center.bookings.rules.states import WORDS, State
from center.bookings.rules.values import Decision
from center.bookings.service.booking import Wish, as_firm
from center.bookings.service.command import (
    alternatives_to,
    booking_command,
    ensure_version,
    one_holder,
)
from center.bookings.service.holding import (
    Draft,
    add_booking,
    confirm,
    drop_change,
    lapse_past,
    move_state,
    move_use,
    occupy,
    release,
    tell_calendars,
)
from center.bookings.service.judging import ensure_allowed, judge
from center.bookings.service.leaving import leave_rooms
from center.bookings.service.letters import write
from center.bookings.service.log import BOOKER, CENTER, log, time_of, times
from center.bookings.service.managing import cancel_hours
from center.core.actor import Actor
from center.core.db import db
from center.core.time import Period

WORDS_OF_STAFF = (
    "purpose",
    "purpose_kind",
    "headcount",
    "organisation",
    "name",
    "email",
    "phone",
    "language",
    "staff_note",
)
"""What staff may change besides time and rooms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnBehalf:
    """How a wish came to staff, what they let pass for it, and what they note for themselves."""

    channel: str
    letting: Letting = NOTHING_LET
    note: str | None = None


def book_for(wish: Wish, how: OnBehalf, *, by: Actor, now: datetime) -> Booking:
    """Book for somebody who called or came; it is confirmed at once. The same form again gives the same booking.

    Side effects: occupancy, a letter if a mail address was given.

    Raises:
        BookingRefusedError: a rule forbids it that was not let pass; carries the nearest free times.
        RoomTakenError: others hold it; carries the nearest free times.
        ReasonMissingError: rules are let pass without a reason.
    """
    try:
        with one_holder(wish.rooms), booking_command(now):
            return queries.find_by_form(wish.form_key) or _make(wish, how, by=by, now=now)
    except (BookingRefusedError, RoomTakenError) as refusal:
        refusal.alternatives = alternatives_to(wish.rooms, wish.period, headcount=wish.headcount, now=now)
        raise


def _make(wish: Wish, how: OnBehalf, *, by: Actor, now: datetime) -> Booking:
    wish = as_firm(wish)
    judged = judge(wish.rooms, wish.period, headcount=wish.headcount, keys=wish.keys, now=now)
    ensure_allowed(judged, how.letting)
    passed = kinds_of(judged.broken)
    typed = {
        **wish.typed(),
        "channel": how.channel,
        "booked_by_id": by.user_id,
        "staff_note": how.note,
        "overrides": passed,
        "override_reason": how.letting.reason if passed else None,
    }
    draft = Draft(use=judged.use, rooms=judged.rooms, decision=Decision.STAFF, keys=wish.keys, typed=typed, now=now)
    booking = add_booking(draft, queries.rulebook())
    occupy(booking.occurrence, judged.use, expires_at=None)
    confirm(booking, now=now, decided_at=now, decided_by_id=by.user_id)
    log("booked-for", booking, by=by, channel=how.channel, passed=passed, **time_of(booking))
    write("booking_confirmed", booking)
    return booking


@dataclass(frozen=True, slots=True)
class Move:
    """Where a booking goes, and what is let pass for it."""

    rooms: tuple[str, ...]
    period: Period
    letting: Letting = NOTHING_LET


def move_for(reference: str, move: Move, *, version: int, by: Actor, now: datetime) -> Booking:
    """Give a booking another time or other rooms; a request is confirmed by that.

    Side effects: the old time is free at once; a letter, to calendars too.

    Raises:
        AlreadyDecidedError, OverError: it has ended.
        ChangedMeanwhileError: somebody was quicker.
        BookingRefusedError, RoomTakenError, ReasonMissingError: as `book_for`.
    """
    try:
        with one_holder(move.rooms), booking_command(now):
            return move_booking(_open(reference, version, now=now), move, by=by, now=now)
    except (BookingRefusedError, RoomTakenError) as refusal:
        booking = queries.get_booking(reference)
        refusal.alternatives = alternatives_to(
            move.rooms, move.period, headcount=booking.headcount, now=now, without=booking.occurrence
        )
        raise


def move_booking(booking: Booking, move: Move, *, by: Actor, now: datetime) -> Booking:
    """The same within a command that has found the booking."""
    _ensure_other(booking, move)
    judged = judge(move.rooms, move.period, headcount=booking.headcount, keys=booking.keys, now=now, without=booking)
    ensure_allowed(judged, move.letting)
    before, was = booking.occurrence.period, list(booking.occurrence.codes)
    was_confirmed = booking.state == State.CONFIRMED
    move_use(booking, judged.use, judged.rooms, queries.rulebook())
    occupy(booking.occurrence, judged.use, expires_at=None)
    if not was_confirmed:
        confirm(booking, now=now, decided_at=now, code_hash=None, code_until=None, network="")
    _let(booking, kinds_of(judged.broken), move.letting.reason)
    with owning(db.session()):
        booking.decided_by_id, booking.decision = by.user_id, Decision.STAFF
    tell_calendars(booking, now)
    if was_confirmed:
        leave_rooms(booking, was, before, now=now)
    passed = booking.overrides
    action = "moved-for" if was_confirmed else "approved-elsewhere"
    log(action, booking, by=by, before={"rooms": was, **times(before)}, passed=passed, **time_of(booking))
    told: dict[str, Any] = {"before": [before.start.isoformat(), before.end.isoformat()], "rooms_before": was}
    write("booking_moved", booking, **told, was_confirmed=was_confirmed)
    return booking


def _ensure_other(booking: Booking, move: Move) -> None:
    """Raises: NothingMovedError, for the time and rooms that it has; only a code that did not come is made up for."""
    is_same = move.period == booking.occurrence.period and set(move.rooms) == set(booking.occurrence.codes)
    if is_same and booking.state != State.VERIFYING:
        raise NothingMovedError


def _let(booking: Booking, kinds: Sequence[str], reason: str) -> None:
    """Keep with a booking what it was let pass; the rules are measured anew whenever its time changes."""
    with owning(db.session()):
        booking.overrides = sorted(kinds)
        booking.override_reason = reason if kinds else None


def edit_for(reference: str, words: Mapping[str, Any], *, version: int, by: Actor, now: datetime) -> Booking:
    """Change the words of a booking, its booker's address and number too; `words` has all of `WORDS_OF_STAFF`.

    With another mail address the links of the old one end. A note of the staff alone is told to nobody.

    Raises:
        AlreadyDecidedError, OverError: it has ended.
        ChangedMeanwhileError: somebody was quicker.
        TooManyPeopleError: more than the rooms hold.
        FirmNameError: a firm's name comes from the registry.
    """
    with booking_command(now):
        booking = _open(reference, version, now=now)
        changed = {name: words[name] for name in WORDS_OF_STAFF if words[name] != getattr(booking, name)}
        if booking.enterprise_id and "organisation" in changed:
            raise FirmNameError
        if "headcount" in changed:
            _ensure_people(booking, changed["headcount"])
        if changed:
            _take_over(booking, changed)
            log("words-changed", booking, by=by, fields=sorted(changed))
        if changed.keys() - {"staff_note"}:
            _tell_of_words(booking, now=now)
    return booking


def _ensure_people(booking: Booking, headcount: int) -> None:
    rooms, day = booking.occurrence.spaces, booking.occurrence.period.day
    ensure_capacity(headcount, list(queries.capacity_of(queries.rulebook(), rooms, day).values()))


def _take_over(booking: Booking, changed: Mapping[str, Any]) -> None:
    with owning(db.session()):
        for name, value in changed.items():
            setattr(booking, name, value)
        keys = booking.keys
        booking.email_key, booking.phone_key = keys.email, keys.phone
        booking.organisation_key, booking.booker_kind = keys.organisation, keys.kind
        if "email" in changed:
            booking.manage_nonce = new_key()
        booking.version += 1


def _tell_of_words(booking: Booking, *, now: datetime) -> None:
    if booking.state == State.CONFIRMED:
        tell_calendars(booking, now)
    if booking.state != State.VERIFYING:
        write("booking_changed", booking)


def cancel_for(reference: str, *, side: str, reason: str, version: int, by: Actor, now: datetime) -> Booking:
    """Cancel a booking, on the booker's side at their wish or on the center's for a reason that they read.

    On the booker's side and after the limit it goes on counting against the quota. The record stays.

    Side effects: its rooms are free at once; a letter, to calendars too if it was confirmed.

    Raises:
        AlreadyDecidedError, OverError: it has ended.
        ChangedMeanwhileError: somebody was quicker.
        ReasonMissingError: the center cancels without a reason.
    """
    if side == CENTER and not reason:
        raise ReasonMissingError(CANCELLED_WITHOUT_REASON)
    with booking_command(now):
        return cancel(_open(reference, version, now=now), side=side, reason=reason, by=by, now=now)


def cancel(booking: Booking, *, side: str, reason: str, by: Actor, now: datetime) -> Booking:
    """The same within a command that has found the booking."""
    before = State(booking.state)
    is_late = side == BOOKER and before == State.CONFIRMED and now > _limit(booking)
    drop_change(booking)
    release(booking)
    spent: dict[str, Any] = {"code_hash": None, "code_until": None, "network": ""}
    more = {"cancelled_for": side, "is_late": is_late, "reason": reason or None}
    move_state(booking, State.CANCELLED, cancelled_at=now, **more, **spent)
    log("cancelled", booking, by=by, side=side, is_late=is_late)
    if before == State.CONFIRMED:
        tell_calendars(booking, now)
    if before != State.VERIFYING:
        write(
            "booking_cancelled_by_staff", booking, side=side, was_confirmed=before == State.CONFIRMED, is_late=is_late
        )
    return booking


def _limit(booking: Booking) -> datetime:
    return deadline(booking.occurrence.start_at, cancel_hours(booking))


def keep_for(reference: str, *, reason: str, version: int, by: Actor, now: datetime) -> Booking:
    """Let a booking stand that does not fit any more, with a reason that is kept with it.

    Raises:
        AlreadyDecidedError, OverError: it has ended.
        ChangedMeanwhileError: somebody was quicker.
        ReasonMissingError
    """
    if not reason:
        raise ReasonMissingError(KEPT_WITHOUT_REASON)
    with booking_command(now):
        return keep(_open(reference, version, now=now), reason=reason, by=by, now=now)


def lose_grant(booking: Booking, grant: str) -> None:
    """Let what was let pass once count again, so that the booking is decided over anew."""
    if grant in booking.overrides:
        _let(booking, [kept for kept in booking.overrides if kept != grant], booking.override_reason or "")


def keep(booking: Booking, *, reason: str, by: Actor, now: datetime) -> Booking:
    """The same within a command that has found the booking; what fits, or is not confirmed, needs no keeping."""
    if booking.state != State.CONFIRMED:
        raise AlreadyDecidedError(WORDS[State(booking.state)])
    for unfit in queries.unfit_among([booking], queries.rulebook(), now=now):
        kinds = {*booking.overrides, *kinds_of(unfit.refusals)}
        _let(booking, sorted(kinds), reason)
        with owning(db.session()):
            booking.version += 1
        log("kept", booking, by=by, passed=sorted(kinds))
    return booking


def _open(reference: str, version: int, *, now: datetime) -> Booking:
    """A booking that goes on, as it was when the form was made."""
    booking = queries.get_booking(reference)
    ensure_version(booking, version)
    lapse_past(now)
    ensure_alive(State(booking.state))
    if booking.occurrence.end_at <= now:
        raise OverError
    return booking
