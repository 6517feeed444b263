"""From the wish to the end: codes, holds, decisions, and who was quicker."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from center.bookings import queries
from center.bookings.models import Booking, Occupancy, OtherWriterError
from center.bookings.rules.refusals import (
    AlreadyDecidedError,
    CodeWrongError,
    HoldExpiredError,
    RoomTakenError,
    TooManyCodesError,
)
from center.bookings.rules.states import MOVES, State
from center.bookings.service.booking import book_rooms, send_code_again, verify
from center.bookings.service.deciding import approve, refuse
from center.bookings.service.upkeep import set_rule, tidy
from center.core import time
from center.core.actor import Actor, Role
from center.core.db import WriteOutsideTransactionError, db, transaction
from center.core.errors import ChangedMeanwhileError
from center.core.time import at
from tests.bookings.factories import (
    WEDNESDAY,
    a_booking,
    a_held_booking,
    a_request,
    a_wish,
    hours,
    mail_kinds,
    mailed_code,
)
from tests.conftest import Clock

pytestmark = pytest.mark.usefixtures("app")
YUNA = Actor(name="김유나", roles=frozenset({Role.STAFF}))


def n_occupied() -> int:
    return db.session.scalar(select(func.count()).select_from(Occupancy)) or 0


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_202_is_confirmed_at_once_with_the_code() -> None:
    booking = a_held_booking(hours(14, 16))

    done = verify(booking.reference, mailed_code(booking), now=time.now())

    assert done.state == State.CONFIRMED
    assert mail_kinds(booking) == ["booking_code", "booking_confirmed"]
    assert n_occupied() == 5


def test_203_waits_for_staff_and_holds_nothing() -> None:
    request = a_request(hours(14, 16))

    assert n_occupied() == 0
    assert mail_kinds(request) == ["booking_code", "booking_requested"]
    assert a_request(hours(15, 17)).state == State.REQUESTED


def test_both_rooms_take_the_stricter_decision() -> None:
    assert a_booking(hours(14, 16), rooms=("202", "203")).state == State.REQUESTED


def test_staff_answer_within_two_working_days() -> None:
    assert str(a_request(hours(14, 16)).decide_by_on) == "2026-12-17"


def test_a_held_time_keeps_others_out_until_the_code_is_too_late(clock: Clock) -> None:
    held = a_held_booking(hours(14, 16))
    with pytest.raises(RoomTakenError):
        book_rooms(a_wish(hours(14, 16)), now=clock.now)

    clock.move(timedelta(minutes=10))
    taken = book_rooms(a_wish(hours(14, 16)), now=clock.now)

    assert taken.state == State.VERIFYING
    assert queries.get_booking(held.reference).state == State.EXPIRED


def test_a_late_code_is_told_so_with_alternatives(clock: Clock) -> None:
    held = a_held_booking(hours(14, 16))
    code = mailed_code(held)
    clock.move(timedelta(minutes=10))

    with pytest.raises(HoldExpiredError) as caught:
        verify(held.reference, code, now=clock.now)

    assert len(caught.value.alternatives) == 3


def test_the_same_code_sent_twice_makes_one_booking_and_one_mail() -> None:
    booking = a_held_booking()
    code = mailed_code(booking)

    first, second = (verify(booking.reference, code, now=time.now()) for _ in range(2))

    assert first.id == second.id
    assert mail_kinds(booking) == ["booking_code", "booking_confirmed"]


def test_the_same_form_sent_twice_makes_one_booking_and_one_mail() -> None:
    wish = a_wish()

    first, second = (book_rooms(wish, now=time.now()) for _ in range(2))

    assert first.id == second.id
    assert mail_kinds(first) == ["booking_code"]


def test_wrong_codes_count_down_and_the_fifth_ends_it() -> None:
    booking = a_held_booking()
    bad = wrong(mailed_code(booking))
    for left in (4, 3, 2, 1):
        with pytest.raises(CodeWrongError) as caught:
            verify(booking.reference, bad, now=time.now())
        assert caught.value.tries_left == left

    with pytest.raises(HoldExpiredError):
        verify(booking.reference, bad, now=time.now())

    assert queries.get_booking(booking.reference).state == State.EXPIRED
    assert n_occupied() == 0


def test_a_code_may_be_typed_with_blanks_and_in_full_width() -> None:
    booking = a_held_booking()
    code = mailed_code(booking)
    typed = " ".join(chr(ord(digit) + 0xFEE0) for digit in code)

    assert verify(booking.reference, typed, now=time.now()).state == State.CONFIRMED


def test_a_new_code_ends_the_old_one_and_moves_no_time(clock: Clock) -> None:
    booking = a_held_booking()
    old, until = mailed_code(booking), booking.code_until
    clock.move(timedelta(minutes=1))

    send_code_again(booking.reference, now=clock.now)

    new = mailed_code(booking)
    assert queries.get_booking(booking.reference).code_until == until
    if new != old:
        with pytest.raises(CodeWrongError):
            verify(booking.reference, old, now=clock.now)
    assert verify(booking.reference, new, now=clock.now).state == State.CONFIRMED


def test_a_new_code_is_not_sent_within_a_minute_nor_a_fourth_time(clock: Clock) -> None:
    booking = a_held_booking()
    with pytest.raises(TooManyCodesError):
        send_code_again(booking.reference, now=clock.now)
    for _ in range(2):
        clock.move(timedelta(minutes=1))
        send_code_again(booking.reference, now=clock.now)

    clock.move(timedelta(minutes=1))
    with pytest.raises(TooManyCodesError):
        send_code_again(booking.reference, now=clock.now)


def test_a_corrected_form_takes_the_place_of_the_first_one() -> None:
    first = a_held_booking(hours(14, 16), email="hong@exmaple.kr")

    second = book_rooms(a_wish(hours(14, 16), email="hong@example.kr"), now=time.now(), replaces=first.reference)

    assert second.state == State.VERIFYING
    assert queries.get_booking(first.reference).state == State.CANCELLED


def test_a_booking_that_is_confirmed_is_never_replaced() -> None:
    first = a_booking(hours(14, 16))

    with pytest.raises(RoomTakenError):
        book_rooms(a_wish(hours(14, 16)), now=time.now(), replaces=first.reference)

    assert queries.get_booking(first.reference).state == State.CONFIRMED


def test_approving_confirms_one_and_refuses_its_rivals_with_a_sentence() -> None:
    chosen, rival, neighbour = a_request(hours(14, 16)), a_request(hours(15, 17)), a_request(hours(16.5, 18))

    refused = approve(chosen.reference, version=chosen.version, by=YUNA, now=time.now())

    assert [ask.booking.reference for ask in refused] == [rival.reference]
    assert queries.get_booking(chosen.reference).state == State.CONFIRMED
    assert queries.get_booking(rival.reference).state == State.REFUSED
    assert queries.get_booking(neighbour.reference).state == State.REQUESTED
    assert mail_kinds(rival)[-1] == "booking_refused"
    assert mail_kinds(chosen)[-1] == "booking_confirmed"


def test_the_turnaround_makes_rivals_too() -> None:
    chosen, rival = a_request(hours(14, 16)), a_request(hours(16, 17))

    refused = approve(chosen.reference, version=chosen.version, by=YUNA, now=time.now())

    assert [ask.booking.reference for ask in refused] == [rival.reference]


def test_the_same_request_decided_twice_is_told_so() -> None:
    request = a_request()
    approve(request.reference, version=request.version, by=YUNA, now=time.now())

    with pytest.raises(AlreadyDecidedError, match="확정"):
        approve(request.reference, version=request.version, by=YUNA, now=time.now())
    with pytest.raises(AlreadyDecidedError):
        refuse(request.reference, version=request.version, reason="늦음", by=YUNA, now=time.now())


def test_an_older_form_is_refused() -> None:
    request = a_request()

    with pytest.raises(ChangedMeanwhileError):
        approve(request.reference, version=request.version - 1, by=YUNA, now=time.now())


def test_a_request_for_a_time_that_was_taken_since_cannot_be_approved() -> None:
    request = a_request(hours(14, 16), rooms=("202", "203"))
    a_booking(hours(15, 16), rooms=("202",))

    with pytest.raises(RoomTakenError):
        approve(request.reference, version=request.version, by=YUNA, now=time.now())

    assert queries.get_booking(request.reference).state == State.REQUESTED


def test_a_request_lapses_when_its_start_comes(clock: Clock) -> None:
    request = a_request(hours(14, 16))
    clock.set(at(WEDNESDAY, 14 * 60))

    tidy(clock.now)

    assert queries.get_booking(request.reference).state == State.LAPSED
    assert mail_kinds(request)[-1] == "booking_lapsed"


def test_a_refusal_keeps_the_reason_and_mails_it() -> None:
    request = a_request()

    refuse(request.reference, version=request.version, reason="영리 목적", by=YUNA, now=time.now())

    assert queries.get_booking(request.reference).reason == "영리 목적"
    assert mail_kinds(request)[-1] == "booking_refused"


def test_decisions_go_by_weekday_hours_and_kind_of_booker() -> None:
    evening = {"weekdays": [0, 1, 2, 3, 4], "start": 1080, "end": 1440, "bookers": ["person"], "decision": "staff"}
    rule = {"usual": "instant", "cases": [evening], "within_working_days": 2}
    set_rule("decision", rule, from_on=WEDNESDAY, scope="202")

    assert a_booking(hours(14, 16)).state == State.CONFIRMED
    assert a_booking(hours(18, 20)).state == State.REQUESTED
    assert a_booking(hours(18, 20), organisation="바퀴살림").state == State.CONFIRMED


def test_every_move_of_the_table_and_no_other_is_possible() -> None:
    assert MOVES[State.CONFIRMED] == {State.CANCELLED}
    assert all(state not in MOVES for state in (State.REFUSED, State.CANCELLED, State.LAPSED, State.EXPIRED))


def test_nobody_but_the_service_writes_state(app: Flask) -> None:
    booking = a_booking()

    with pytest.raises(OtherWriterError), transaction():
        queries.get_booking(booking.reference).state = State.CANCELLED
    with pytest.raises(OtherWriterError), transaction() as session:
        session.execute(delete(Occupancy))


def test_nothing_is_written_outside_a_transaction() -> None:
    booking = a_booking()
    booking.purpose = "다른 목적"

    with pytest.raises(WriteOutsideTransactionError):
        db.session.flush()
    db.session.rollback()


def test_a_booking_of_several_rooms_is_stored_whole_or_not_at_all() -> None:
    a_booking(hours(14, 16), rooms=("202",))
    before = n_occupied()

    with pytest.raises(RoomTakenError):
        book_rooms(a_wish(hours(14, 16), rooms=("202", "203")), now=time.now())

    assert n_occupied() == before
    assert db.session.scalar(select(func.count()).select_from(Booking)) == 1
