"""Staff book, move, change and cancel for somebody; what they let pass has a reason and is kept."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from center.bookings import queries
from center.bookings.models import Booking, Occupancy
from center.bookings.rules.letting import Letting, ReasonMissingError
from center.bookings.rules.refusals import (
    AlreadyDecidedError,
    ClosedError,
    NothingMovedError,
    NotOpenYetError,
    OverError,
    QuotaExceededError,
    RoomTakenError,
    TooLongError,
    TooManyPeopleError,
    TooSoonError,
)
from center.bookings.rules.states import State
from center.bookings.service.desk import (
    WORDS_OF_STAFF,
    Move,
    OnBehalf,
    book_for,
    cancel_for,
    edit_for,
    keep_for,
    move_for,
)
from center.bookings.service.judging import judge
from center.bookings.service.upkeep import set_exceptional_opening
from center.checks import run_checks
from center.core import time
from center.core.actor import Actor
from center.core.audit import entries_about
from center.core.db import db
from center.core.errors import ChangedMeanwhileError
from center.core.time import Period
from center.mail.models import OutboxMail
from center.spaces.rules import ClosureKind
from center.spaces.service import close_space
from tests.bookings.factories import CHRISTMAS, SUNDAY, WEDNESDAY, a_booking, a_request, a_wish, hours, mail_kinds
from tests.conftest import Clock


def let(*kinds: str, reason: str = "구청장 행사") -> Letting:
    return Letting(frozenset(kinds), reason)


def on_behalf(period: Period | None, yuna: Actor, letting: Letting | None = None, **given: Any) -> Booking:
    how = OnBehalf(channel="phone", letting=letting or Letting())
    return book_for(a_wish(period, network="", **given), how, by=yuna, now=time.now())


def test_a_booking_on_behalf_is_confirmed_at_once_and_written_to(yuna: Actor) -> None:
    booking = on_behalf(None, yuna, rooms=("203",))

    assert booking.state == State.CONFIRMED
    assert (booking.channel, booking.booked_by_id, booking.overrides) == ("phone", yuna.user_id, [])
    assert mail_kinds(booking) == ["booking_confirmed"]


def test_who_has_no_mail_address_is_booked_for_all_the_same_and_written_nothing(yuna: Actor) -> None:
    one, other = on_behalf(None, yuna, email=""), on_behalf(hours(9, 10), yuna, email="")

    assert (one.email_key, other.email_key) == ("", "")
    assert db.session.scalars(select(OutboxMail)).all() == []
    usage = queries.usage_of(
        a_wish(email="").keys, judge(("202",), hours(18, 19), headcount=1, keys=a_wish().keys, now=time.now()).use
    )
    assert next(iter(usage.values())).uses_this_month == 0


def test_the_same_form_twice_books_once(yuna: Actor) -> None:
    wish = a_wish(network="")
    how = OnBehalf(channel="visit")

    first = book_for(wish, how, by=yuna, now=time.now())

    assert book_for(wish, how, by=yuna, now=time.now()).id == first.id


@pytest.mark.parametrize(
    ("period", "given", "refusal"),
    [
        (Period.on(WEDNESDAY.replace(day=15), 14 * 60, 16 * 60), {}, TooSoonError),
        (hours(9, 14), {}, TooLongError),
        (hours(14, 16, CHRISTMAS), {}, ClosedError),
        (hours(14, 16, WEDNESDAY.replace(year=2027, month=3, day=10)), {}, NotOpenYetError),
    ],
)
def test_a_rule_is_let_pass_by_name_and_with_a_reason(
    yuna: Actor, period: Period, given: dict[str, Any], refusal: type[Exception]
) -> None:
    kind = refusal.kind  # type: ignore[attr-defined]
    with pytest.raises(refusal):
        on_behalf(period, yuna, **given)
    with pytest.raises(ReasonMissingError):
        on_behalf(period, yuna, let(kind, reason=""), **given)

    booking = on_behalf(period, yuna, let(kind), **given)

    assert (booking.overrides, booking.override_reason) == ([kind], "구청장 행사")
    assert queries.unfit_bookings(time.now()) == []


def test_what_is_not_broken_is_not_kept_as_let(yuna: Actor) -> None:
    booking = on_behalf(None, yuna, let("closed", "too-soon"))

    assert (booking.overrides, booking.override_reason) == ([], None)


def test_a_quota_is_let_pass_too(yuna: Actor) -> None:
    for day in (21, 22, 23, 24):
        on_behalf(hours(9, 10, WEDNESDAY.replace(day=day)), yuna, email="kim@example.kr")

    with pytest.raises(QuotaExceededError):
        on_behalf(hours(14, 15), yuna, email="kim@example.kr")

    assert on_behalf(hours(14, 15), yuna, let("quota-exceeded"), email="kim@example.kr").state == State.CONFIRMED


def test_nobody_lets_a_room_be_taken_twice_overfilled_or_used_in_the_past(yuna: Actor, clock: Clock) -> None:
    a_booking(hours(14, 16))
    everything = let("space-taken", "over-capacity", "over", "closed", "outside-hours", "too-soon", "off-raster")

    with pytest.raises(RoomTakenError) as taken:
        on_behalf(hours(15, 17), yuna, everything)
    with pytest.raises(TooManyPeopleError):
        on_behalf(hours(18, 19), yuna, everything, headcount=51)
    with pytest.raises(OverError):
        on_behalf(hours(9, 11, time.today()), yuna, everything)
    assert taken.value.alternatives


def test_works_cannot_be_walked_into(yuna: Actor) -> None:
    [room] = queries.get_rooms(["202"], WEDNESDAY)
    close_space(room, hours(9, 21), kind=ClosureKind.WORKS, reason="공사", reason_en="Works")

    with pytest.raises(ClosedError):
        on_behalf(hours(14, 16), yuna, let("closed"))


def test_staff_move_a_booking_to_another_room_and_the_old_time_is_free(yuna: Actor) -> None:
    booking = a_booking(hours(14, 16))

    move_for(booking.reference, Move(("203",), hours(18, 20)), version=booking.version, by=yuna, now=time.now())

    assert booking.occurrence.codes == ("203",)
    assert booking.occurrence.period == hours(18, 20)
    assert {row.half_hour for row in db.session.scalars(select(Occupancy))} == {36, 37, 38, 39, 40}
    assert mail_kinds(booking)[-1] == "booking_moved"
    a_booking(hours(14, 16))


def test_moving_a_request_confirms_it(yuna: Actor) -> None:
    request = a_request(hours(14, 16))

    move_for(request.reference, Move(("202",), hours(14, 16)), version=request.version, by=yuna, now=time.now())

    assert request.state == State.CONFIRMED
    assert request.decided_by_id == yuna.user_id


def test_what_was_let_pass_is_measured_anew_when_the_time_changes(yuna: Actor) -> None:
    booking = on_behalf(hours(14, 16, CHRISTMAS), yuna, let("closed"))

    move_for(booking.reference, Move(("202",), hours(14, 16)), version=booking.version, by=yuna, now=time.now())

    assert booking.overrides == []


def test_an_older_form_moves_edits_and_cancels_nothing(yuna: Actor) -> None:
    booking = a_booking()
    old = booking.version - 1
    words = {name: getattr(booking, name) for name in WORDS_OF_STAFF}

    with pytest.raises(ChangedMeanwhileError):
        move_for(booking.reference, Move(("203",), hours(9, 10)), version=old, by=yuna, now=time.now())
    with pytest.raises(ChangedMeanwhileError):
        edit_for(booking.reference, words, version=old, by=yuna, now=time.now())
    with pytest.raises(ChangedMeanwhileError):
        cancel_for(booking.reference, side="booker", reason="", version=old, by=yuna, now=time.now())


def test_a_corrected_mail_address_ends_the_link_of_the_wrong_one(yuna: Actor) -> None:
    booking = a_booking()
    nonce = booking.manage_nonce
    words = {name: getattr(booking, name) for name in WORDS_OF_STAFF} | {"email": "right@example.kr"}

    edit_for(booking.reference, words, version=booking.version, by=yuna, now=time.now())

    assert booking.manage_nonce != nonce
    assert booking.email_key == "right@example.kr"
    mails = db.session.scalars(select(OutboxMail).order_by(OutboxMail.id)).all()
    assert (mails[-1].kind, mails[-1].recipient) == ("booking_changed", "right@example.kr")


def test_a_note_of_the_staff_is_told_to_nobody(yuna: Actor) -> None:
    booking = a_booking()
    before = mail_kinds(booking)
    words = {name: getattr(booking, name) for name in WORDS_OF_STAFF} | {"staff_note": "마이크 두 개"}

    edit_for(booking.reference, words, version=booking.version, by=yuna, now=time.now())

    assert booking.staff_note == "마이크 두 개"
    assert mail_kinds(booking) == before


def test_cancelling_late_at_the_bookers_wish_counts_against_the_quota(yuna: Actor, clock: Clock) -> None:
    early = a_booking(hours(9, 10), email="kim@example.kr")
    late = a_booking(hours(14, 15), email="kim@example.kr")
    cancel_for(early.reference, side="booker", reason="", version=early.version, by=yuna, now=time.now())

    clock.set(late.occurrence.start_at - timedelta(hours=2))
    cancel_for(late.reference, side="booker", reason="", version=late.version, by=yuna, now=time.now())

    assert (early.is_late, late.is_late) == (False, True)
    use = judge(("202",), hours(18, 19), headcount=1, keys=a_wish().keys, now=time.now()).use
    usage = queries.usage_of(a_wish(email="kim@example.kr").keys, use)
    assert next(iter(usage.values())).uses_this_month == 1


def test_the_center_cancels_with_a_reason_that_counts_against_nobody(yuna: Actor, clock: Clock) -> None:
    booking = a_booking()
    clock.set(booking.occurrence.start_at - timedelta(hours=2))
    with pytest.raises(ReasonMissingError):
        cancel_for(booking.reference, side="center", reason="", version=booking.version, by=yuna, now=time.now())

    cancel_for(booking.reference, side="center", reason="누수", version=booking.version, by=yuna, now=time.now())

    assert (booking.state, booking.is_late, booking.reason) == (State.CANCELLED, False, "누수")
    assert mail_kinds(booking)[-1] == "booking_cancelled_by_staff"
    with pytest.raises(AlreadyDecidedError):
        cancel_for(booking.reference, side="center", reason="누수", version=booking.version, by=yuna, now=time.now())


def test_what_is_kept_in_closed_time_stays_and_is_no_fault(yuna: Actor) -> None:
    booking = a_booking()
    set_exceptional_opening(WEDNESDAY, [], reason="임시 휴관", reason_en="Closed")
    assert [unfit.booking.id for unfit in queries.unfit_bookings(time.now())] == [booking.id]

    keep_for(booking.reference, reason="담당자가 문을 엽니다", version=booking.version, by=yuna, now=time.now())

    assert booking.overrides == ["closed"]
    assert queries.unfit_bookings(time.now()) == []


def test_every_act_is_in_the_log_without_a_word_that_somebody_typed(yuna: Actor) -> None:
    booking = on_behalf(None, yuna, name="가나다라", purpose="비밀모임")
    move_for(booking.reference, Move(("203",), hours(9, 10)), version=booking.version, by=yuna, now=time.now())
    cancel_for(booking.reference, side="center", reason="비밀까닭", version=booking.version, by=yuna, now=time.now())

    entries = entries_about(f"booking {booking.reference}")

    assert [entry.action for entry in entries] == ["booking.booked-for", "booking.moved-for", "booking.cancelled"]
    assert {entry.actor for entry in entries} == {f"user {yuna.user_id}"}
    assert not any(word in entry.facts for entry in entries for word in ("가나다라", "비밀"))


def test_staff_and_a_booker_at_once_never_leave_a_use_without_its_hold(yuna: Actor) -> None:
    booking = a_booking(hours(14, 16))
    version = booking.version
    move_for(booking.reference, Move(("203",), hours(14, 16)), version=version, by=yuna, now=time.now())

    with pytest.raises(ChangedMeanwhileError):
        cancel_for(booking.reference, side="booker", reason="", version=version, by=yuna, now=time.now())

    assert not [result.line() for result in run_checks(time.now()) if result.faults]


@pytest.mark.parametrize(
    ("works", "period", "rooms", "kinds"),
    [
        (hours(9, 21, SUNDAY), hours(14, 16, SUNDAY), ("202",), ("closed",)),
        (hours(20, 24), hours(20, 22), ("202",), ("outside-hours",)),
        (hours(9, 21), hours(14, 16), ("202", "203"), ("closed",)),
    ],
)
def test_works_are_not_hidden_behind_what_may_pass(
    yuna: Actor, works: Period, period: Period, rooms: tuple[str, ...], kinds: tuple[str, ...]
) -> None:
    [one] = queries.get_rooms(["202"], WEDNESDAY)
    [other] = queries.get_rooms(["203"], WEDNESDAY)
    close_space(one, works, kind=ClosureKind.WORKS, reason="공사", reason_en="Works")
    close_space(other, hours(9, 21), kind=ClosureKind.CLOSED, reason="행사", reason_en="Event")

    with pytest.raises(ClosedError):
        on_behalf(period, yuna, let(*kinds), rooms=rooms)


def test_what_was_let_pass_counts_again_when_something_else_closes_the_room(yuna: Actor) -> None:
    late = on_behalf(hours(20, 22), yuna, let("outside-hours"))
    [room] = queries.get_rooms(["202"], WEDNESDAY)
    assert queries.unfit_bookings(time.now()) == []

    close_space(room, hours(9, 24), kind=ClosureKind.WORKS, reason="공사", reason_en="Works")

    assert [unfit.booking.id for unfit in queries.unfit_bookings(time.now())] == [late.id]
    keep_for(late.reference, reason="공사 책임자와 협의", version=late.version, by=yuna, now=time.now())
    assert queries.unfit_bookings(time.now()) == []


@pytest.mark.parametrize("is_request", [False, True])
def test_moving_to_where_it_is_does_nothing_and_writes_nothing(yuna: Actor, *, is_request: bool) -> None:
    booking = a_request(hours(14, 16)) if is_request else a_booking(hours(14, 16))
    state, letters = booking.state, mail_kinds(booking)

    with pytest.raises(NothingMovedError):
        move_for(
            booking.reference,
            Move(booking.occurrence.codes, hours(14, 16)),
            version=booking.version,
            by=yuna,
            now=time.now(),
        )

    assert (booking.state, mail_kinds(booking)) == (state, letters)
