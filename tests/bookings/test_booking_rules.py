"""What may be booked: each rule with its figure, at its very edge."""

from datetime import date, timedelta

import pytest

from center.bookings.queries import rooms_on
from center.bookings.rules.refusals import (
    BookingRefusedError,
    ClosedError,
    NotOpenYetError,
    OffRasterError,
    OutsideHoursError,
    QuotaExceededError,
    RoomTakenError,
    TooLongError,
    TooManyHoldsError,
    TooManyPeopleError,
    TooShortError,
    TooSoonError,
)
from center.bookings.rules.states import State
from center.bookings.service.booking import book_rooms
from center.bookings.service.upkeep import set_exceptional_opening, set_rule
from center.core import time
from center.core.time import Period, at
from center.spaces.rules import ClosureKind
from center.spaces.service import close_space
from tests.bookings.factories import CHRISTMAS, SATURDAY, SUNDAY, THURSDAY, WEDNESDAY, a_booking, a_wish, hours
from tests.conftest import Clock

pytestmark = pytest.mark.usefixtures("app")
LONG_AGO = date(2015, 3, 1)


def refused(period: Period, **given: object) -> BookingRefusedError | RoomTakenError:
    try:
        book_rooms(a_wish(period, **given), now=time.now())
    except (BookingRefusedError, RoomTakenError) as refusal:
        return refusal
    raise AssertionError("was not refused")


def no_turnaround() -> None:
    set_rule("turnaround", {"minutes": 0}, from_on=LONG_AGO)


def test_without_turnaround_neighbours_stand_together() -> None:
    no_turnaround()

    a_booking(hours(10, 11))

    assert a_booking(hours(11, 12)).state == State.CONFIRMED
    assert a_booking(hours(9, 10)).state == State.CONFIRMED


def test_with_turnaround_the_next_use_begins_half_an_hour_later() -> None:
    a_booking(hours(10, 11))

    assert isinstance(refused(hours(11, 12)), RoomTakenError)
    assert a_booking(hours(11.5, 12.5)).state == State.CONFIRMED


def test_before_a_use_only_what_ends_half_an_hour_earlier_fits() -> None:
    a_booking(hours(11, 12))

    assert isinstance(refused(hours(9, 11)), RoomTakenError)
    assert a_booking(hours(9, 10.5)).state == State.CONFIRMED


def test_neighbours_are_kept_apart_by_the_earlier_ones_turnaround_never_by_a_sum() -> None:
    a_booking(hours(10, 11))
    set_rule("turnaround", {"minutes": 60}, from_on=LONG_AGO, scope="202")

    assert a_booking(hours(11.5, 12.5)).state == State.CONFIRMED
    assert isinstance(refused(hours(13, 14)), RoomTakenError)
    assert a_booking(hours(13.5, 14.5)).state == State.CONFIRMED


@pytest.mark.parametrize(("start", "end"), [(13, 15), (15, 17), (13, 17), (14.5, 15.5), (14, 16), (14, 15), (15, 16)])
def test_every_shape_of_overlap_is_refused(start: float, end: float) -> None:
    a_booking(hours(14, 16))

    refusal = refused(hours(start, end))

    assert isinstance(refusal, RoomTakenError)
    assert refusal.rooms == ("202",)


def test_turnaround_may_run_past_closing_time() -> None:
    assert a_booking(hours(19, 21)).state == State.CONFIRMED


def test_a_use_until_midnight_keeps_the_next_days_first_half_hour_free() -> None:
    set_rule("opening_hours", {"weekdays": [[[0, 1440]]] * 7}, from_on=LONG_AGO)

    a_booking(hours(22, 24))

    assert isinstance(refused(hours(0, 1, THURSDAY)), RoomTakenError)
    assert a_booking(hours(0.5, 1.5, THURSDAY)).state == State.CONFIRMED


def test_both_rooms_fail_if_either_is_taken_and_the_answer_says_which() -> None:
    a_booking(hours(14, 16), rooms=("202",))

    refusal = refused(hours(15, 17), rooms=("202", "203"))

    assert isinstance(refusal, RoomTakenError)
    assert refusal.rooms == ("202",)
    assert "202" in str(refusal)


def test_off_the_raster_is_refused() -> None:
    assert isinstance(refused(Period.on(WEDNESDAY, 14 * 60 + 10, 16 * 60)), OffRasterError)
    assert isinstance(refused(Period.on(WEDNESDAY, 14 * 60, 15 * 60 + 1)), OffRasterError)
    almost = Period(at(WEDNESDAY, 840) + timedelta(seconds=1), at(WEDNESDAY, 960))
    assert isinstance(refused(almost), OffRasterError)


def test_a_use_across_midnight_is_refused() -> None:
    assert isinstance(refused(Period(at(WEDNESDAY, 23 * 60), at(THURSDAY, 60))), OffRasterError)


def test_an_empty_or_backward_period_cannot_even_be_said() -> None:
    with pytest.raises(ValueError, match="ends after"):
        hours(14, 14)
    with pytest.raises(ValueError, match="ends after"):
        hours(15, 14)


def test_shorter_than_an_hour_and_longer_than_four_are_refused_with_the_figure() -> None:
    too_short, too_long = refused(hours(14, 14.5)), refused(hours(12, 16.5))

    assert isinstance(too_short, TooShortError)
    assert "1시간" in str(too_short)
    assert isinstance(too_long, TooLongError)
    assert "4시간" in str(too_long)


def test_an_hour_and_four_hours_are_allowed() -> None:
    assert a_booking(hours(9, 10)).state == State.CONFIRMED
    assert a_booking(hours(12, 16)).state == State.CONFIRMED


def test_a_persons_day_sums_up_to_four_hours() -> None:
    a_booking(hours(9, 12), email="Hong+a@Example.kr")

    refusal = refused(hours(13, 15), email="hong@example.kr")

    assert isinstance(refusal, TooLongError)
    assert "3시간" in str(refusal)
    assert a_booking(hours(13, 14), email="hong+b@example.kr").state == State.CONFIRMED


def test_ending_at_closing_time_is_allowed_and_later_is_not() -> None:
    assert a_booking(hours(17, 18, SATURDAY)).state == State.CONFIRMED
    refusal = refused(hours(19, 21.5))
    assert isinstance(refusal, OutsideHoursError)
    assert "09:00~21:00" in str(refusal)


def test_not_across_a_lunch_break() -> None:
    set_rule("opening_hours", {"weekdays": [[[540, 720], [780, 1260]]] * 7}, from_on=LONG_AGO)

    assert isinstance(refused(hours(11, 14)), OutsideHoursError)
    assert a_booking(hours(11, 12)).state == State.CONFIRMED
    assert a_booking(hours(13, 14)).state == State.CONFIRMED


def test_sundays_and_holidays_are_closed_with_their_names() -> None:
    sunday, christmas = refused(hours(10, 11, SUNDAY)), refused(hours(10, 11, CHRISTMAS))

    assert isinstance(sunday, ClosedError)
    assert "일요일" in str(sunday)
    assert isinstance(christmas, ClosedError)
    assert "성탄절" in str(christmas)


def test_an_exceptional_opening_wins_over_a_holiday_and_a_closing_over_a_weekday() -> None:
    set_exceptional_opening(CHRISTMAS, [[600, 960]], reason="성탄 행사", reason_en="Christmas")
    set_exceptional_opening(WEDNESDAY, [], reason="정전 점검", reason_en="Power check")

    assert a_booking(hours(10, 12, CHRISTMAS)).state == State.CONFIRMED
    assert isinstance(refused(hours(9, 10, CHRISTMAS)), OutsideHoursError)
    assert "정전 점검" in str(refused(hours(10, 11)))


def test_a_closure_is_refused_with_its_reason() -> None:
    room = rooms_on(WEDNESDAY)[0]
    close_space(room, hours(9, 13), kind=ClosureKind.WORKS, reason="냉난방기 교체", reason_en="Heating")

    assert "냉난방기 교체" in str(refused(hours(12, 14)))
    assert a_booking(hours(13, 14)).state == State.CONFIRMED


def test_notice_counts_from_the_exact_second(clock: Clock) -> None:
    clock.set(at(WEDNESDAY, 14 * 60) - timedelta(hours=24))
    assert a_booking(hours(14, 15)).state == State.CONFIRMED

    clock.move(timedelta(seconds=1))
    assert isinstance(refused(hours(14, 15), rooms=("203",)), TooSoonError)


def test_the_past_is_too_soon() -> None:
    assert isinstance(refused(hours(10, 11, date(2026, 12, 14))), TooSoonError)


def test_the_next_month_opens_on_the_first_at_ten_to_the_second(clock: Clock) -> None:
    january = hours(14, 15, date(2027, 1, 13))
    opens = at(date(2026, 12, 1), 600)

    clock.set(opens - timedelta(seconds=1))
    refusal = refused(january)
    assert isinstance(refusal, NotOpenYetError)
    assert "1월" in str(refusal)

    clock.set(opens)
    assert a_booking(january).state == State.CONFIRMED


def test_more_people_than_the_room_holds_are_refused_with_both_figures() -> None:
    refusal = refused(hours(14, 16), headcount=51)

    assert isinstance(refusal, TooManyPeopleError)
    assert "50명" in str(refusal)
    assert "51명" in str(refusal)


def test_both_rooms_hold_the_sum_of_their_people() -> None:
    assert isinstance(refused(hours(14, 16), rooms=("202", "203"), headcount=81), TooManyPeopleError)
    assert a_booking(hours(14, 16), rooms=("202", "203"), headcount=80).state == State.REQUESTED


@pytest.mark.parametrize("same", [{"email": "hong@example.kr"}, {"phone": "010-1234-5678"}])
def test_a_person_has_four_uses_a_month(same: dict[str, str]) -> None:
    for day in (16, 17, 18, 21):
        a_booking(hours(14, 15, date(2026, 12, day)), **same) if day > 16 else a_booking(hours(14, 15), **same)

    refusal = refused(hours(14, 15, date(2026, 12, 22)), **same)

    assert isinstance(refusal, QuotaExceededError)
    assert "4번" in str(refusal)
    assert all(near.period.day.month == 1 for near in refusal.alternatives)
    assert a_booking(hours(14, 15, date(2027, 1, 13)), **same).state == State.CONFIRMED


def test_an_organisation_has_four_uses_a_month_however_its_name_is_written() -> None:
    for day, name in zip((17, 18, 21, 22), ("㈜바퀴살림", "바퀴 살림", "(주) 바퀴살림", "바퀴살림"), strict=True):
        a_booking(hours(14, 15, date(2026, 12, day)), organisation=name)

    assert isinstance(refused(hours(14, 15), organisation="주식회사 바퀴살림"), QuotaExceededError)


def test_at_most_two_bookings_wait_for_a_code_from_one_mail_address() -> None:
    for start in (9, 11):
        book_rooms(a_wish(hours(start, start + 1), email="hong@example.kr"), now=time.now())

    with pytest.raises(TooManyHoldsError):
        book_rooms(a_wish(hours(14, 15), email="hong+x@example.kr"), now=time.now())


def test_at_most_five_bookings_wait_for_a_code_from_one_network() -> None:
    for n in range(5):
        book_rooms(a_wish(hours(9 + 2 * n, 10 + 2 * n), network="203.0.113.0/24"), now=time.now())

    with pytest.raises(TooManyHoldsError):
        book_rooms(a_wish(hours(19, 20), network="203.0.113.0/24"), now=time.now())


def test_a_refusal_offers_the_three_nearest_free_times_with_the_other_room() -> None:
    a_booking(hours(14, 16))

    refusal = refused(hours(14, 16))

    offered = [(near.rooms, near.period) for near in refusal.alternatives]
    assert len(offered) == 3
    assert (("203",), hours(14, 16)) in offered
    for rooms, period in offered:
        assert book_rooms(a_wish(period, rooms=rooms), now=time.now())


def test_rules_hold_from_their_day_on() -> None:
    set_rule("length", {"shortest": 120, "longest_a_day": 240}, from_on=THURSDAY)

    assert a_booking(hours(14, 15)).state == State.CONFIRMED
    assert isinstance(refused(hours(14, 15, THURSDAY)), TooShortError)
