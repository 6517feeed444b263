"""Instalments, late interest, overstay. Source: docs/rules/leases.md, "Paying" and "Late interest and overstay" """

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from center.spaces.rules import is_working_day
from center.tenancy.leases.rules.instalments import InstalmentError, most_instalments, plan_instalments, vat_parts
from center.tenancy.leases.rules.interest import Delay, PaidPart, delay_of, interest_of_parts, late_interest
from center.tenancy.leases.rules.overstay import overstay
from tests.tenancy.leases.leasing import OFF, RULES

BY, LATE = RULES.instalments[0], RULES.late[0]
YEARLY = 2_110_250
BEGINS = date(2025, 8, 8)


@pytest.mark.parametrize(
    ("yearly", "allowed"),
    [
        (500_000, None),
        (500_001, (3, 6)),
        (1_000_000, (3, 6)),
        (1_000_001, (6, 9)),
        (1_168_050, (6, 9)),
        (2_000_000, (6, 9)),
        (2_000_001, (12, 12)),
    ],
)
def test_a_fee_may_be_parted_by_its_size(yearly: int, allowed: tuple[int, int] | None) -> None:
    tier = most_instalments(yearly, BY)

    assert (tier and (tier.most, tier.months)) == allowed


def test_305_in_six_instalments_within_nine_months() -> None:
    plan = plan_instalments(1_168_050, 6, BEGINS, BY, OFF)

    assert [one.amount.krw for one in plan] == [194_675] * 6
    assert [one.due_on for one in plan] == [
        date(2025, 8, 8),
        date(2025, 9, 8),
        date(2025, 11, 10),
        date(2025, 12, 8),
        date(2026, 2, 9),
        date(2026, 3, 9),
    ]


def test_what_does_not_part_goes_to_the_first_ones() -> None:
    assert [one.amount.krw for one in plan_instalments(1_000_000, 3, BEGINS, BY, OFF)] == [333_334, 333_333, 333_333]


@pytest.mark.parametrize(("fee", "n"), [(500_000, 2), (1_168_050, 7), (1_168_050, 1), (900_000, 4)])
def test_more_instalments_than_allowed_are_refused(fee: int, n: int) -> None:
    with pytest.raises(InstalmentError):
        plan_instalments(fee, n, BEGINS, BY, OFF)


@given(fee=st.integers(2_000_001, 50_000_000), n=st.integers(2, 12), vat=st.integers(0, 5_000_000))
def test_instalments_sum_to_the_fee_and_their_tax_to_the_tax(fee: int, n: int, vat: int) -> None:
    plan = plan_instalments(fee, n, BEGINS, BY, OFF)

    assert sum(one.amount.krw for one in plan) == fee
    assert sum(vat_parts(vat, plan)) == vat
    assert all(is_working_day(one.due_on, OFF) for one in plan)
    assert [one.due_on for one in plan] == sorted({one.due_on for one in plan})
    assert plan[-1].due_on < date(2026, 8, 8)


def test_45_days_late_on_2110250_won_cost_20813() -> None:
    interest = late_interest(YEARLY, BEGINS, BEGINS + timedelta(days=45), RULES)

    assert interest.krw == 20_813
    assert "45일 늦음: 연 8% × 45 ÷ 365 = 20,813원" in str(interest.steps[0].told)
    assert interest.steps[0].source == LATE.source


@pytest.mark.parametrize(
    ("due", "paid", "delay"),
    [
        (date(2025, 8, 8), date(2025, 8, 8), None),
        (date(2025, 8, 8), date(2025, 8, 9), Delay(1, 7)),
        (date(2025, 8, 8), date(2025, 9, 7), Delay(30, 7)),
        (date(2025, 8, 8), date(2025, 9, 8), Delay(31, 8)),
        (date(2025, 8, 8), date(2025, 11, 7), Delay(91, 8)),
        (date(2025, 8, 8), date(2025, 11, 8), Delay(92, 9)),
        (date(2025, 8, 8), date(2026, 2, 7), Delay(183, 9)),
        (date(2025, 8, 8), date(2026, 2, 8), Delay(184, 10)),
        (date(2025, 1, 31), date(2025, 2, 27), Delay(27, 7)),
        (date(2025, 1, 31), date(2025, 2, 28), Delay(28, 8)),
        (date(2025, 2, 28), date(2025, 3, 30), Delay(30, 7)),
        (date(2025, 2, 28), date(2025, 3, 31), Delay(31, 8)),
        (date(2027, 12, 31), date(2028, 1, 31), Delay(31, 8)),
        (date(2028, 1, 31), date(2028, 2, 29), Delay(29, 8)),
    ],
)
def test_one_rate_holds_for_the_whole_delay_by_its_months(due: date, paid: date, delay: Delay | None) -> None:
    assert delay_of(due, paid, LATE) == delay


def test_interest_stops_after_sixty_months() -> None:
    due = date(2020, 1, 31)

    assert delay_of(due, date(2025, 1, 31), LATE) == Delay(1827, 10)
    assert delay_of(due, date(2031, 5, 1), LATE) == Delay(1827, 10)


def test_nothing_that_was_paid_late_has_no_interest_and_no_step() -> None:
    assert late_interest(0, BEGINS, BEGINS + timedelta(days=45), RULES).steps == ()


def test_each_part_bears_interest_for_its_own_delay() -> None:
    parts = [
        PaidPart(1_000_000, BEGINS),
        PaidPart(600_000, BEGINS + timedelta(days=20)),
        PaidPart(510_250, BEGINS + timedelta(days=45)),
    ]

    assert interest_of_parts(parts, BEGINS, RULES).krw == 600_000 * 7 * 20 // 36500 + 510_250 * 8 * 45 // 36500


def test_overstaying_twenty_days_costs_138756() -> None:
    assert overstay(date(2024, 8, 1), date(2026, 8, 1), date(2026, 8, 21), YEARLY, RULES).krw == 138_756


def test_in_a_fee_year_with_a_leap_day_a_day_costs_less() -> None:
    assert overstay(date(2025, 8, 1), date(2027, 8, 1), date(2027, 8, 21), YEARLY, RULES).krw == 138_377


def test_who_leaves_on_the_last_day_overstays_nothing() -> None:
    assert overstay(date(2024, 8, 1), date(2026, 8, 1), date(2026, 8, 1), YEARLY, RULES).krw == 0


def test_overstaying_over_an_anniversary_is_reckoned_year_by_year() -> None:
    amount = overstay(date(2024, 8, 1), date(2026, 8, 1), date(2027, 8, 2), YEARLY, RULES)

    assert amount.krw == YEARLY * 120 // 100 + YEARLY * 120 // 36600
    assert len(amount.steps) == 2


@given(krw=st.integers(0, 10**8), due=st.dates(date(2015, 1, 1), date(2030, 1, 1)), late=st.integers(-10, 2500))
def test_a_longer_delay_never_costs_less(krw: int, due: date, late: int) -> None:
    paid = due + timedelta(days=late)

    assert late_interest(krw, due, paid, RULES).krw <= late_interest(krw, due, paid + timedelta(days=1), RULES).krw
    assert (late_interest(krw, due, paid, RULES).krw == 0) or late > 0
