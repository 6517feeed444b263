"""Until when the parties of a permit may do what. Source: docs/rules/leases.md, "Clocks" and "Days" """

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from center.spaces.rules import is_working_day
from center.tenancy.leases.rules.clocks import (
    ClockOverError,
    ExtensionError,
    HearingError,
    PutOffError,
    ask_extension_until,
    contract_until,
    decide_extension_until,
    due_on,
    ensure_extension_asked,
    ensure_hearable,
    ensure_in_time,
    ensure_put_off,
    extended_until,
    hearing_days,
    last_of_months,
    offer_until,
    own_notice_until,
    put_off_until,
    reserves_until,
    term_until,
)
from tests.tenancy.leases.leasing import CLOCKS, OFF, RULES

CHUSEOK_EVE = date(2025, 9, 25)
DUE = RULES.due[0]


def test_ten_days_from_25_september_2025_end_after_chuseok_on_10_october() -> None:
    assert contract_until(CHUSEOK_EVE, CLOCKS, OFF) == date(2025, 10, 10)


def test_thirty_days_from_25_september_2025_end_on_monday_27_october() -> None:
    assert decide_extension_until(CHUSEOK_EVE, CLOCKS, OFF) == date(2025, 10, 27)
    assert hearing_days(CHUSEOK_EVE, CLOCKS, OFF).held_from == date(2025, 10, 27)
    assert own_notice_until(CHUSEOK_EVE, CLOCKS, OFF) == date(2025, 10, 27)


@pytest.mark.parametrize(
    ("offered_on", "last_on"),
    [
        (date(2025, 7, 14), date(2025, 7, 17)),
        (date(2025, 7, 17), date(2025, 7, 21)),
        (date(2025, 10, 1), date(2025, 10, 10)),
        (date(2025, 12, 29), date(2026, 1, 2)),
        (date(2028, 2, 26), date(2028, 2, 29)),
    ],
    ids=["weekdays", "over a weekend", "over chuseok", "over new year", "leap day"],
)
def test_an_offer_stands_three_days(offered_on: date, last_on: date) -> None:
    assert offer_until(offered_on, CLOCKS, OFF) == last_on


def test_the_whole_last_day_is_in_time_and_the_next_is_out() -> None:
    ensure_in_time(date(2025, 7, 17), date(2025, 7, 17))

    with pytest.raises(ClockOverError):
        ensure_in_time(date(2025, 7, 17), date(2025, 7, 18))


def test_who_is_heard_may_object_for_seven_days_and_is_heard_after_thirty() -> None:
    days = hearing_days(date(2026, 3, 2), CLOCKS, OFF)

    assert (days.object_until, days.held_from) == (date(2026, 3, 9), date(2026, 4, 1))
    ensure_hearable(date(2026, 3, 2), date(2026, 4, 1), CLOCKS, OFF)
    with pytest.raises(HearingError):
        ensure_hearable(date(2026, 3, 2), date(2026, 3, 31), CLOCKS, OFF)


def test_two_years_from_1_august_2025_are_over_on_1_august_2027() -> None:
    assert term_until(date(2025, 8, 1), CLOCKS) == date(2027, 8, 1)
    assert term_until(date(2024, 2, 29), CLOCKS) == date(2026, 3, 1)


@pytest.mark.parametrize(
    ("until_on", "last_on"),
    [
        (date(2027, 8, 1), date(2027, 6, 1)),
        (date(2027, 7, 1), date(2027, 5, 4)),
        (date(2028, 3, 1), date(2027, 12, 31)),
    ],
    ids=["a Tuesday", "over Labour Day and the day off in its stead", "across new year and a leap day"],
)
def test_an_extension_is_asked_sixty_days_before_the_last_day(until_on: date, last_on: date) -> None:
    assert ask_extension_until(until_on, CLOCKS, OFF) == last_on
    ensure_extension_asked(last_on, until_on, CLOCKS, OFF, n_extensions=0)

    with pytest.raises(ClockOverError):
        ensure_extension_asked(last_on + timedelta(days=1), until_on, CLOCKS, OFF, n_extensions=0)


def test_a_permit_is_extended_once_by_a_year_to_an_anniversary() -> None:
    assert extended_until(date(2025, 8, 1), date(2027, 8, 1), CLOCKS) == date(2028, 8, 1)
    assert extended_until(date(2024, 2, 29), date(2026, 3, 1), CLOCKS) == date(2027, 3, 1)
    assert extended_until(date(2026, 2, 28), date(2027, 12, 31), CLOCKS) == date(2028, 12, 31)

    with pytest.raises(ExtensionError):
        ensure_extension_asked(date(2027, 1, 4), date(2028, 8, 1), CLOCKS, OFF, n_extensions=1)


@pytest.mark.parametrize(
    ("first_on", "latest"),
    [
        (date(2025, 8, 1), date(2025, 9, 1)),
        (date(2025, 9, 3), date(2025, 10, 10)),
        (date(2025, 12, 1), date(2026, 1, 2)),
        (date(2028, 1, 31), date(2028, 2, 29)),
    ],
    ids=["a month", "into chuseok", "onto new year", "onto the leap day"],
)
def test_moving_in_is_put_off_by_a_month_at_most(first_on: date, latest: date) -> None:
    assert put_off_until(first_on, CLOCKS, OFF) == latest
    ensure_put_off(first_on, latest, CLOCKS, OFF, was_put_off=False)

    with pytest.raises(PutOffError):
        ensure_put_off(first_on, latest + timedelta(days=1), CLOCKS, OFF, was_put_off=False)


def test_moving_in_is_put_off_once_and_to_a_later_day() -> None:
    with pytest.raises(PutOffError, match="한 번만"):
        ensure_put_off(date(2025, 8, 1), date(2025, 8, 5), CLOCKS, OFF, was_put_off=True)
    with pytest.raises(PutOffError, match="뒤의 날"):
        ensure_put_off(date(2025, 8, 1), date(2025, 8, 1), CLOCKS, OFF, was_put_off=False)


def test_reserves_are_called_for_a_year_after_the_result() -> None:
    assert reserves_until(date(2025, 7, 17), CLOCKS) == date(2026, 7, 17)
    assert reserves_until(date(2024, 2, 28), CLOCKS) == date(2025, 2, 28)


@pytest.mark.parametrize(
    ("permitted_on", "first_on", "expected"),
    [
        (date(2025, 7, 21), date(2025, 8, 11), date(2025, 8, 8)),
        (date(2025, 5, 1), date(2025, 8, 11), date(2025, 6, 30)),
        (date(2025, 8, 20), date(2025, 8, 11), date(2025, 10, 20)),
        (date(2025, 9, 1), date(2025, 10, 10), date(2025, 10, 2)),
        (date(2025, 7, 31), date(2025, 8, 1), date(2025, 7, 31)),
    ],
    ids=["before use", "sixty days", "charged after use began", "before use over chuseok", "on the day before use"],
)
def test_a_fee_is_due_before_use_and_within_sixty_days_on_a_working_day(
    permitted_on: date, first_on: date, expected: date
) -> None:
    assert due_on(permitted_on, first_on, DUE, OFF) == expected


@pytest.mark.parametrize(
    ("first_on", "months", "last_on"),
    [
        (date(2025, 2, 1), 1, date(2025, 2, 28)),
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2025, 1, 29), 1, date(2025, 2, 28)),
        (date(2025, 3, 1), 1, date(2025, 3, 31)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2025, 12, 15), 1, date(2026, 1, 14)),
    ],
)
def test_months_end_the_day_before_the_matching_one_or_with_their_last_month(
    first_on: date, months: int, last_on: date
) -> None:
    assert last_of_months(first_on, months) == last_on


@given(day=st.dates(date(2024, 6, 1), date(2028, 6, 1)))
def test_every_clock_ends_on_a_working_day(day: date) -> None:
    hearing = hearing_days(day, CLOCKS, OFF)
    ends = [
        offer_until(day, CLOCKS, OFF),
        contract_until(day, CLOCKS, OFF),
        put_off_until(day, CLOCKS, OFF),
        decide_extension_until(day, CLOCKS, OFF),
        hearing.object_until,
        hearing.held_from,
        own_notice_until(day, CLOCKS, OFF),
        due_on(day, day + timedelta(days=20), DUE, OFF),
    ]

    assert all(is_working_day(end, OFF) for end in ends)
    assert ends[0] > day
