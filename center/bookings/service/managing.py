"""The booker changes time or words of a booking, gives it up, or gets its link again.

Each command is judged anew under the lock; `foresee` only tells before what would happen.
Source: docs/rules/booking.md, "Managing a booking"
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from center.bookings import queries
from center.bookings.models import Booking, owning
from center.bookings.rules.bookable import Use, decide, ensure_bookable, ensure_capacity, ensure_quota, use_of
from center.bookings.rules.codes import new_key
from center.bookings.rules.day import RoomDay
from center.bookings.rules.managing import (
    WORDS_OF_A_BOOKING,
    Change,
    Outcome,
    ensure_alive,
    ensure_cancellable,
    ensure_movable,
    ensure_words_changeable,
)
from center.bookings.rules.people import BookerKeys, booker_keys, email_key
from center.bookings.rules.refusals import (
    AlreadyDecidedError,
    BookingRefusedError,
    FirmNameError,
    NoChangeError,
    RoomTakenError,
    StricterDecisionError,
)
from center.bookings.rules.rulebook import Rulebook
from center.bookings.rules.series import opened_early
from center.bookings.rules.states import WORDS, State
from center.bookings.rules.values import Cancelling, Decision, Length, Quota, SeriesRule
from center.bookings.service.command import (
    alternatives_to,
    booking_command,
    days_of,
    decide_by,
    ensure_version,
    one_holder,
    rooms_of,
)
from center.bookings.service.figures import counting_refusals
from center.bookings.service.holding import (
    ask_change,
    confirm,
    drop_change,
    lapse_past,
    move_state,
    move_use,
    occupy,
    release,
    tell_calendars,
)
from center.bookings.service.letters import write, write_links
from center.bookings.service.log import BOOKER, log, time_of, times
from center.core.actor import ANYONE, Actor
from center.core.db import db, transaction
from center.core.limits import Limit, hit
from center.core.time import seoul_day
from center.spaces.models import Space

CHANGES = Limit("changes of a booking", most=30, within=timedelta(days=1))
LINKS_TO_ADDRESS = Limit("links to an address", most=3, within=timedelta(hours=1))
NEW_LINKS = Limit("new links of a booking", most=3, within=timedelta(hours=1))
LINKS_FROM_NETWORK = Limit("links from a network", most=20, within=timedelta(hours=1))


@dataclass(frozen=True, slots=True)
class Plan:
    """What a change comes to, once every rule has let it pass."""

    outcome: Outcome
    use: Use
    rooms: list[Space]
    decision: Decision
    words: Mapping[str, Any]
    keys: BookerKeys


def cancel_hours(booking: Booking, book: Rulebook | None = None) -> int:
    """The hours before the start until which the booker may cancel or move it; of several rooms the most."""
    start_on, rules = booking.occurrence.period.day, book or queries.rulebook()
    return max(rules.get(Cancelling, "cancelling", start_on, room).hours for room in booking.occurrence.codes)


def foresee(booking: Booking, change: Change, *, now: datetime) -> Outcome:
    """What would happen; changes nothing, and a change is judged again.

    Raises:
        as `change_booking`.
    """
    try:
        return _plan(booking, change, now=now).outcome
    except (BookingRefusedError, RoomTakenError) as refusal:
        _offer_others(refusal, booking, change, now=now)
        raise


def change_booking(
    reference: str, change: Change, *, now: datetime, version: int | None = None, by: Actor = ANYONE
) -> Booking:
    """Move a booking, change its words, or both or nothing. `version` is that of the form it was asked with.

    Where nobody has to decide it moves at once; where staff decide, the old time stays until they do. Its present
    time takes back what was asked before. The same change again changes nothing.

    Side effects: occupancy, a letter.

    Raises:
        AlreadyDecidedError: it has ended.
        ChangedMeanwhileError: it was changed since that version.
        TooLateToChangeError, StricterDecisionError, BookingRefusedError: a rule forbids it.
        RoomTakenError: others hold it; carries the nearest free times.
        TooManyError: too many changes of this booking today.
    """
    hit(CHANGES, reference, now=now)
    booking = queries.get_booking(reference)
    rooms = booking.occurrence.codes
    try:
        with counting_refusals(rooms, now=now), one_holder(rooms), booking_command(now):
            lapse_past(now)
            booking = queries.get_booking(reference)
            ensure_version(booking, version)
            _carry_out(booking, _plan(booking, change, now=now), now=now, by=by)
    except (BookingRefusedError, RoomTakenError) as refusal:
        _offer_others(refusal, booking, change, now=now)
        raise
    return booking


def _offer_others(
    refusal: BookingRefusedError | RoomTakenError, booking: Booking, change: Change, *, now: datetime
) -> None:
    """Let a refused time carry the nearest free ones in the same rooms."""
    occurrence = booking.occurrence
    if change.period is not None:
        refusal.alternatives = alternatives_to(
            occurrence.codes,
            change.period,
            headcount=booking.headcount,
            keys=_keys(booking, change.words.get("organisation", booking.organisation)),
            now=now,
            without=occurrence,
            suits=lambda near: near.rooms == occurrence.codes and near.period != occurrence.period,
        )


def _keys(booking: Booking, organisation: str | None) -> BookerKeys:
    """Who the booker is under another organisation's name; a firm of the registry stays that firm."""
    return booker_keys(booking.email, booking.phone, organisation, booking.enterprise_id)


def _plan(booking: Booking, change: Change, *, now: datetime) -> Plan:
    state, occurrence = State(booking.state), booking.occurrence
    ensure_alive(state)
    words = {name: change.words.get(name, getattr(booking, name)) for name in WORDS_OF_A_BOOKING}
    if booking.enterprise_id and words["organisation"] != booking.organisation:
        raise FirmNameError
    keys = _keys(booking, words["organisation"])
    period = change.period or occurrence.period
    use, is_moved = use_of(period), period != occurrence.period
    rooms = rooms_of(booking, use)
    if any(words[name] != getattr(booking, name) for name in words):
        ensure_words_changeable(state, occurrence.start_at, now=now)
    if is_moved:
        ensure_movable(state, occurrence.start_at, cancel_hours(booking), now=now)
    decision = decide(queries.rulebook(), use, occurrence.codes, keys.kind)
    plan = Plan(_outcome(booking, change, decision), use, rooms, decision, words, keys)
    if is_moved:
        _ensure_time(booking, plan, now=now)
    if plan.outcome != Outcome.MOVED:
        _ensure_words(booking, plan)
    return plan


def _ensure_time(booking: Booking, plan: Plan, *, now: datetime) -> None:
    """Let another time pass that a new booking might have, the booking itself left out."""
    _ensure_people(plan, plan.use, plan.rooms)
    ensure_bookable(plan.use, _days_for(booking, plan, now=now))
    _ensure_share(booking, plan.keys, plan.use)


def _days_for(booking: Booking, plan: Plan, *, now: datetime) -> list[RoomDay]:
    """The rooms on the day of the new time; for a date of a series open as early as series are."""
    days = days_of(plan.rooms, plan.use, now=now, without=booking.occurrence.id)
    if booking.series_id is None:
        return days
    rule = queries.rulebook().get(SeriesRule, "series", seoul_day(now))
    return [opened_early(day, rule) for day in days]


def _ensure_words(booking: Booking, plan: Plan) -> None:
    """Let other words pass at the time that the booking keeps, also while another one waits for staff."""
    use = use_of(booking.occurrence.period)
    if plan.words["headcount"] != booking.headcount:
        _ensure_people(plan, use, booking.occurrence.spaces)
    if plan.keys.organisation != booking.organisation_key:
        _ensure_share(booking, plan.keys, use)
        _ensure_no_stricter(booking, plan.keys, use)


def _ensure_people(plan: Plan, use: Use, rooms: Sequence[Space]) -> None:
    ensure_capacity(plan.words["headcount"], list(queries.capacity_of(queries.rulebook(), rooms, use.day).values()))


def _ensure_share(booking: Booking, keys: BookerKeys, use: Use) -> None:
    book = queries.rulebook()
    longest = book.get(Length, "length", use.day).longest_a_day
    ensure_quota(use, book.get(Quota, "quota", use.day), longest, queries.usage_of(keys, use, without=booking.id))


def _ensure_no_stricter(booking: Booking, keys: BookerKeys, use: Use) -> None:
    """Refuse a booker over whom staff would decide, where nobody decided over the one who booked."""
    decision = decide(queries.rulebook(), use, booking.occurrence.codes, keys.kind)
    if keys.kind != booking.keys.kind and decision == Decision.STAFF != booking.decision:
        raise StricterDecisionError


def _outcome(booking: Booking, change: Change, decision: Decision) -> Outcome:
    if change.period is None or (change.period == booking.occurrence.period and not booking.change):
        return Outcome.NOTHING
    if change.period == booking.occurrence.period:
        return Outcome.TAKEN_BACK
    waits_for_code = booking.state == State.VERIFYING
    return Outcome.MOVED if decision == Decision.INSTANT or waits_for_code else Outcome.ASKED


def _carry_out(booking: Booking, plan: Plan, *, now: datetime, by: Actor) -> None:
    has_new_words = _change_words(booking, plan, by=by)
    if plan.outcome == Outcome.MOVED:
        _move(booking, plan, now=now, by=by)
        return
    if plan.outcome == Outcome.ASKED and booking.change != plan.use.period:
        until = decide_by(plan.use.period, booking.occurrence.codes, now=now)
        ask_change(booking, plan.use.period, decide_by=until, now=now)
        log("change-asked", booking, by=by, wanted=times(plan.use.period))
        write("booking_change_requested", booking, decide_by=until.isoformat())
    if plan.outcome == Outcome.TAKEN_BACK:
        drop_change(booking)
        log("change-withdrawn", booking, by=by)
    if has_new_words:
        _tell_of_words(booking, now=now)


def _change_words(booking: Booking, plan: Plan, *, by: Actor) -> bool:
    """Take over other words; whether there were any."""
    changed = {name: value for name, value in plan.words.items() if value != getattr(booking, name)}
    if changed:
        with owning(db.session()):
            for name, value in changed.items():
                setattr(booking, name, value)
            booking.organisation_key, booking.booker_kind = plan.keys.organisation, plan.keys.kind
            booking.version += 1
        log("words-changed", booking, by=by, fields=sorted(changed))
    return bool(changed)


def _tell_of_words(booking: Booking, *, now: datetime) -> None:
    if booking.state == State.CONFIRMED:
        tell_calendars(booking, now)
    if booking.state != State.VERIFYING:
        write("booking_changed", booking)


def _move(booking: Booking, plan: Plan, *, now: datetime, by: Actor) -> None:
    """Take the new time at once; a booking that waits for its code goes on waiting."""
    before, is_verifying = booking.occurrence.period, booking.state == State.VERIFYING
    move_use(booking, plan.use, plan.rooms, queries.rulebook())
    with owning(db.session()):
        booking.decision = plan.decision
    if plan.decision == Decision.INSTANT:
        occupy(booking.occurrence, plan.use, expires_at=booking.code_until)
    log("moved", booking, by=by, before=times(before), **time_of(booking))
    if is_verifying:
        return
    if booking.state == State.REQUESTED:
        confirm(booking, now=now)
    tell_calendars(booking, now)
    write("booking_moved", booking, before=[before.start.isoformat(), before.end.isoformat()])


def withdraw_change(reference: str, *, now: datetime, by: Actor = ANYONE) -> Booking:
    """Take back the time that was wanted instead; the booking stays as it is.

    Raises:
        NoChangeError: none waits any more.
    """
    with booking_command(now):
        lapse_past(now)
        booking = queries.get_booking(reference)
        if booking.change is None:
            raise NoChangeError
        drop_change(booking)
        log("change-withdrawn", booking, by=by)
    return booking


def cancel_booking(reference: str, *, now: datetime, by: Actor = ANYONE) -> Booking:
    """Give a booking up; once more changes nothing. The record stays.

    Side effects: its rooms are free at once; a letter, to calendars too if it was confirmed.

    Raises:
        AlreadyDecidedError: it has ended otherwise.
        TooLateToCancelError: only staff can, now.
    """
    with booking_command(now):
        lapse_past(now)
        booking = queries.get_booking(reference)
        before = State(booking.state)
        if before == State.CANCELLED:
            return booking
        ensure_cancellable(before, booking.occurrence.start_at, cancel_hours(booking), now=now)
        drop_change(booking)
        release(booking)
        spent: dict[str, Any] = {"code_hash": None, "code_until": None, "network": ""}
        move_state(booking, State.CANCELLED, cancelled_at=now, cancelled_for=BOOKER, **spent)
        log("cancelled", booking, by=by, side=BOOKER)
        if before == State.CONFIRMED:
            tell_calendars(booking, now)
        if before != State.VERIFYING:
            write("booking_cancelled" if before == State.CONFIRMED else "booking_withdrawn", booking)
    return booking


def renew_link(reference: str, *, now: datetime, by: Actor = ANYONE) -> Booking:
    """End the link of a booking, in every browser, and mail a new one.

    Raises:
        AlreadyDecidedError: it has ended, or nobody has shown yet that its mail address is theirs.
        TooManyError: too many new links of that booking; nobody else can use them up.
    """
    hit(NEW_LINKS, reference, now=now)
    with booking_command(now):
        booking = queries.get_booking(reference)
        if booking.state not in (State.REQUESTED, State.CONFIRMED) or booking.occurrence.end_at <= now:
            raise AlreadyDecidedError(WORDS[State(booking.state)])
        with owning(db.session()):
            booking.manage_nonce = new_key()
            booking.version += 1
        log("link-renewed", booking, by=by)
        write("booking_link_renewed", booking)
    return booking


def send_links(email: str, *, network: str, now: datetime) -> None:
    """Mail the links of all that somebody has ahead; tells nobody whether that is anything.

    Each mail goes to the address the bookings were confirmed with, never to one that was only typed.

    Raises:
        TooManyError: too many asked for, for this address or from this network.
    """
    hit(LINKS_FROM_NETWORK, network, now=now)
    hit(LINKS_TO_ADDRESS, email_key(email), now=now)
    with transaction():
        by_address: dict[str, list[Booking]] = {}
        for booking in queries.coming_bookings_of(email_key(email), now):
            by_address.setdefault(booking.email, []).append(booking)
        for bookings in by_address.values():
            write_links(bookings)
