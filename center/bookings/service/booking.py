"""A citizen books: the wish, the mailed code, the confirmation."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from center.bookings import queries
from center.bookings.models import Booking
from center.bookings.rules import codes
from center.bookings.rules.bookable import Use, decide, ensure_bookable, ensure_capacity, ensure_quota, use_of
from center.bookings.rules.people import BookerKeys, booker_keys
from center.bookings.rules.refusals import (
    BookingRefusedError,
    CodeWrongError,
    FirmNotActiveError,
    HoldExpiredError,
    RoomTakenError,
    TooManyCodesError,
    TooManyHoldsError,
)
from center.bookings.rules.rulebook import Rulebook
from center.bookings.rules.states import State
from center.bookings.rules.values import Decision, Length, Quota, Verifying
from center.bookings.service.command import alternatives_to, booking_command, days_of, decide_by, one_holder
from center.bookings.service.figures import counting_refusals
from center.bookings.service.holding import (
    Draft,
    confirm,
    expire,
    keep,
    move_state,
    new_booking,
    occupy,
    release,
    store,
)
from center.bookings.service.letters import write
from center.bookings.service.log import BOOKER, log, time_of
from center.core.actor import ANYONE, Actor
from center.core.errors import DomainError
from center.core.text import Language
from center.core.time import Period, seoul_day
from center.enterprises.queries import find_by_id
from center.enterprises.rules.kinds import FirmState

CODE_AGAIN_AFTER = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody asks for. `form_key` makes one form one booking; `network` is the caller's address block.

    `token_id` names the program that asks for them and answers for their mail address, so that no code is mailed.
    `enterprise_id` is the firm for which the person acts whose session or staff asks: no code either, and the name of
    its organisation comes from the registry. `user_id` is that person, for the log.
    """

    rooms: tuple[str, ...]
    period: Period
    purpose: str
    purpose_kind: str
    headcount: int
    name: str
    email: str
    phone: str
    organisation: str | None
    language: Language
    terms_version: str
    privacy_version: str
    news_version: str | None
    network: str
    form_key: str
    token_id: int | None = None
    enterprise_id: int | None = None
    user_id: int | None = None

    @property
    def is_proven(self) -> bool:
        """Whether somebody answers for the mail address already: a program, or the account of a firm's person."""
        return self.token_id is not None or self.enterprise_id is not None

    @property
    def keys(self) -> BookerKeys:
        """Who this is, as far as quotas go."""
        return booker_keys(self.email, self.phone, self.organisation, self.enterprise_id)

    def typed(self) -> dict[str, Any]:
        """What is stored as it was typed."""
        typed = {name: value for name, value in asdict(self).items() if name not in {"rooms", "period", "user_id"}}
        return {**typed, "channel": "api" if self.token_id else "web"}


def book_rooms(wish: Wish, *, now: datetime, replaces: str | None = None) -> Booking:
    """Book rooms until a mailed code confirms it. The same form again gives the same booking.

    Where the decision is instant the rooms are held meanwhile; where staff decide nothing is.
    `replaces` names a booking of the same browser that still waits for its code; this one takes its place.

    Raises:
        BookingRefusedError: a rule forbids it; carries the nearest free times.
        RoomTakenError: others hold it; carries the nearest free times.
        TooManyHoldsError: too many bookings wait for their code.
    """
    with offering_alternatives(wish, now=now), one_holder(wish.rooms), booking_command(now):
        made = queries.find_by_form(wish.form_key)
        return made or make_booking(wish, now=now, replaces=replaces)


@contextmanager
def offering_alternatives(wish: Wish, *, now: datetime) -> Iterator[None]:
    """Let a refusal be counted and carry the nearest free times; both after its transaction has ended."""
    try:
        with counting_refusals(wish.rooms, now=now):
            yield
    except (BookingRefusedError, RoomTakenError) as refusal:
        refusal.alternatives = alternatives_to(
            wish.rooms, wish.period, headcount=wish.headcount, keys=wish.keys, now=now
        )
        raise


def make_booking(wish: Wish, *, now: datetime, replaces: str | None = None) -> Booking:
    """Judge a wish and store it, within the command that holds all rooms.

    Raises:
        as `book_rooms`, without alternatives.
    """
    book = queries.rulebook()
    use = use_of(wish.period)
    rooms = queries.get_rooms(wish.rooms, use.day)
    if replaces:
        _give_up(replaces)
    wish = as_firm(wish)
    ensure_capacity(wish.headcount, list(queries.capacity_of(book, rooms, use.day).values()))
    ensure_bookable(use, days_of(rooms, use, now=now))
    _ensure_share(wish, use, book)
    if not wish.is_proven:
        _ensure_few_holds(wish, book.get(Verifying, "verifying", seoul_day(now)), now=now)
    decision = decide(book, use, wish.rooms, wish.keys.kind)
    draft = Draft(use=use, rooms=rooms, decision=decision, keys=wish.keys, typed=wish.typed(), now=now)
    booking = new_booking(draft, book)
    if not wish.is_proven:
        _mail_code(booking, _give_code(booking, book, now=now))
    store(booking)
    log("booked", booking, by=who_asks(wish), **time_of(booking))
    if decision == Decision.INSTANT:
        occupy(booking.occurrence, use, expires_at=booking.code_until)
    if wish.is_proven:
        accept(booking, now=now, by=who_asks(wish))
    return booking


def as_firm(wish: Wish) -> Wish:
    """A wish of a firm under the name that the registry has for it now.

    Raises:
        FirmNotActiveError: the registry says that it does not work.
    """
    if wish.enterprise_id is None:
        return wish
    firm = find_by_id(wish.enterprise_id)
    if firm is None or firm.state != FirmState.ACTIVE:
        raise FirmNotActiveError
    return replace(wish, enterprise_id=firm.id, organisation=firm.name)


def who_asks(wish: Wish) -> Actor | str:
    """Who asks, for the log: a program, somebody who is signed in for a firm, or anyone."""
    return f"token {wish.token_id}" if wish.token_id else Actor(user_id=wish.user_id)


def _give_up(reference: str) -> None:
    before = queries.find_booking(reference)
    if before is not None and before.state == State.VERIFYING:
        release(before)
        move_state(before, State.CANCELLED, code_hash=None, network="", cancelled_for=BOOKER)
        log("replaced", before)


def _ensure_share(wish: Wish, use: Use, book: Rulebook) -> None:
    longest = book.get(Length, "length", use.day).longest_a_day
    ensure_quota(use, book.get(Quota, "quota", use.day), longest, queries.usage_of(wish.keys, use))


def _ensure_few_holds(wish: Wish, rule: Verifying, *, now: datetime) -> None:
    from_address, from_block = queries.n_waiting_for_code(wish.keys.email, wish.network, now)
    if from_address >= rule.holds_an_address or from_block >= rule.holds_a_block:
        raise TooManyHoldsError(rule.minutes)


def _give_code(booking: Booking, book: Rulebook, *, now: datetime) -> str:
    """Make a new code and keep its hash. The first code begins the hold's time, a later one keeps its end."""
    rule = book.get(Verifying, "verifying", seoul_day(now))
    code = codes.new_code()
    booking.code_hash = codes.hash_code(booking.reference, code)
    booking.code_until = booking.code_until or now + timedelta(minutes=rule.minutes)
    booking.code_sent_at, booking.n_codes_sent = now, (booking.n_codes_sent or 0) + 1
    return code


def _mail_code(booking: Booking, code: str) -> None:
    until = booking.code_until or booking.created_at
    write("booking_code", booking, send_before=until, code=code, until=until.isoformat(), decision=booking.decision)


def send_code_again(reference: str, *, now: datetime) -> Booking:
    """Mail a new code for a booking that waits for one; the old code ends, the time does not move.

    Raises:
        HoldExpiredError: its time is over.
        TooManyCodesError: one was sent within the last minute, or too often.
    """
    outcome: Booking | DomainError
    with booking_command(now):
        booking = queries.get_booking(reference)
        book = queries.rulebook()
        if booking.state != State.VERIFYING:
            outcome = _over(booking)
        elif wait := _wait_for_code(booking, book, now=now):
            outcome = TooManyCodesError(wait)
        else:
            _mail_code(booking, _give_code(booking, book, now=now))
            outcome = booking
    return _kept(outcome, now=now)


def _wait_for_code(booking: Booking, book: Rulebook, *, now: datetime) -> int:
    """Seconds until another code may be sent; 0: now."""
    rule = book.get(Verifying, "verifying", seoul_day(now))
    if booking.code_until and booking.n_codes_sent >= rule.sendings:
        return int((booking.code_until - now).total_seconds()) + 1
    again_at = (booking.code_sent_at or now) + CODE_AGAIN_AFTER
    return max(0, int((again_at - now).total_seconds()))


def verify(reference: str, typed: str, *, now: datetime) -> Booking:
    """Take the mailed code: the booking is confirmed, or waits for staff. The same code again changes nothing.

    Who knows the number alone is shown nothing: after the right code too, only that code shows the booking, for as
    long as a code holds, and guesses are counted.

    Side effects: a wrong code counts, the last one allowed ends the booking and frees the rooms; a letter
    is posted.

    Raises:
        CodeWrongError: with the tries left.
        HoldExpiredError: too late, or too many wrong codes; carries the nearest free times.
    """
    with booking_command(now):
        booking = queries.get_booking(reference)
        outcome = _try_code(booking, typed, now=now)
    return _kept(outcome, now=now)


def _kept(outcome: Booking | DomainError, *, now: datetime) -> Booking:
    """Raise a refusal only after what it wrote is stored."""
    if isinstance(outcome, HoldExpiredError):
        raise hold_over(queries.get_booking(outcome.reference), now=now)
    if isinstance(outcome, DomainError):
        raise outcome
    return outcome


def hold_over(booking: Booking, *, now: datetime) -> HoldExpiredError:
    """That the code cannot be used any more, and why, with the nearest free times."""
    rule, occurrence = queries.rulebook().get(Verifying, "verifying", seoul_day(now)), booking.occurrence
    over = HoldExpiredError(booking.reference, is_tried_out=booking.n_wrong_codes >= rule.tries)
    if booking.verified_at:
        return over
    over.alternatives = alternatives_to(
        occurrence.codes,
        occurrence.period,
        headcount=booking.headcount,
        keys=booking.keys,
        now=now,
    )
    return over


def _over(booking: Booking) -> Booking | DomainError:
    """A booking whose code was right before is shown again; any other is over."""
    return booking if booking.verified_at else HoldExpiredError(booking.reference)


def _try_code(booking: Booking, typed: str, *, now: datetime) -> Booking | DomainError:
    if booking.verified_at is not None:
        return _try_code_again(booking, booking.verified_at, typed, now=now)
    if booking.state != State.VERIFYING:
        return HoldExpiredError(booking.reference)
    if not codes.is_code(booking.code_hash, booking.reference, typed):
        return _count_wrong_code(booking, now=now)
    accept(booking, now=now)
    return booking


def _try_code_again(booking: Booking, verified_at: datetime, typed: str, *, now: datetime) -> Booking | DomainError:
    """The right code once more shows the booking; a wrong one counts, and ends nothing but the code."""
    rule = queries.rulebook().get(Verifying, "verifying", seoul_day(now))
    is_over = now >= verified_at + timedelta(minutes=rule.minutes)
    if is_over or booking.n_wrong_codes >= rule.tries:
        return HoldExpiredError(booking.reference)
    if codes.is_code(booking.code_hash, booking.reference, typed):
        return booking
    booking.n_wrong_codes += 1
    tries_left = rule.tries - booking.n_wrong_codes
    return CodeWrongError(tries_left) if tries_left > 0 else HoldExpiredError(booking.reference)


def accept(booking: Booking, *, now: datetime, by: Actor | str = ANYONE, is_told: bool = True) -> None:
    """What the right code does, or who needs none: the booking stands, or waits for staff.

    The hash of the code stays, so that the same code again is known. Of a series one letter tells all.
    """
    spent: dict[str, Any] = {"verified_at": now, "code_until": None, "network": ""}
    if booking.decision == Decision.INSTANT:
        keep(booking.occurrence)
        confirm(booking, now=now, **spent)
        log("confirmed", booking, by=by)
        if is_told:
            write("booking_confirmed", booking)
    else:
        until = decide_by(booking.occurrence.period, booking.occurrence.codes, now=now)
        move_state(booking, State.REQUESTED, decide_by_on=until, **spent)
        log("requested", booking, by=by)
        if is_told:
            write("booking_requested", booking)


def _count_wrong_code(booking: Booking, *, now: datetime) -> DomainError:
    rule = queries.rulebook().get(Verifying, "verifying", seoul_day(now))
    booking.n_wrong_codes += 1
    tries_left = rule.tries - booking.n_wrong_codes
    if tries_left > 0:
        return CodeWrongError(tries_left)
    expire(booking)
    return HoldExpiredError(booking.reference)
