"""What goes back when a permit ends early. Source: docs/rules/leases.md, "Refunds and deposit" """

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from center.enterprises.rules.kinds import Kind, KindTerm
from center.tenancy.leases.rules.fees import YearFee, fees_of
from center.tenancy.leases.rules.refunds import Claim, settle_deposit, settle_year
from tests.tenancy.leases.leasing import RULES, a_tenancy

FIRST = date(2025, 8, 1)
ENDED = date(2026, 7, 1)


def first_year(lost_after: int = 1000) -> YearFee:
    kinds = (KindTerm(Kind.SOCIAL_ENTERPRISE, to_on=FIRST + timedelta(days=lost_after)),)
    return fees_of(a_tenancy(FIRST, kinds=kinds), RULES)[0]


def test_who_leaves_after_100_days_gets_back_what_was_not_used() -> None:
    settled = settle_year(first_year(), 2_110_250, FIRST + timedelta(days=100), RULES)

    assert settled.used.krw == 578_150
    assert settled.refund.krw == 1_532_100
    assert [str(step.told) for step in settled.refund.steps[-2:]] == [
        "365일 가운데 쓴 100일: 578,150원",
        "낸 2,110,250원에서 쓴 578,150원을 뺀 돌려줄 돈: 1,532,100원",
    ]


def test_who_paid_only_a_part_owes_what_was_used_beyond_it() -> None:
    settled = settle_year(first_year(), 500_000, FIRST + timedelta(days=100), RULES)

    assert (settled.refund.krw, settled.owed_krw) == (0, 78_150)


def test_who_leaves_before_the_first_day_gets_everything_back_and_at_the_end_nothing() -> None:
    assert settle_year(first_year(), 2_110_250, FIRST, RULES).refund.krw == 2_110_250
    assert settle_year(first_year(), 2_110_250, date(2027, 1, 1), RULES).refund.krw == 0


def test_days_at_the_higher_rate_cost_more_of_what_was_paid() -> None:
    settled = settle_year(first_year(lost_after=49), 2_110_250, FIRST + timedelta(days=60), RULES)

    assert settled.used.krw == (2_110_250 * 50 + 10_551_250 * 10) // 365


@given(paid=st.integers(0, 20_000_000), n=st.integers(-5, 400), lost_after=st.integers(0, 400))
def test_refund_and_use_are_what_was_paid_and_what_is_owed(paid: int, n: int, lost_after: int) -> None:
    settled = settle_year(first_year(lost_after), paid, FIRST + timedelta(days=n), RULES)

    assert settled.refund.krw + settled.used.krw == paid + settled.owed_krw
    assert settled.refund.krw == 0 or settled.owed_krw == 0


def test_a_deposit_pays_what_is_owed_and_the_rest_goes_back() -> None:
    claims = [Claim("first", 500_000), Claim("second", 300_000)]
    settled = settle_deposit(2_110_250, claims, ENDED, RULES)

    assert settled.taken == (("first", 500_000), ("second", 300_000))
    assert (settled.returned.krw, settled.owed_krw) == (1_310_250, 0)


def test_a_deposit_that_is_too_small_leaves_something_owed() -> None:
    claims = [Claim("first", 500_000), Claim("second", 300_000), Claim("third", 1_000)]
    settled = settle_deposit(600_000, claims, ENDED, RULES)

    assert settled.taken == (("first", 500_000), ("second", 100_000))
    assert (settled.returned.krw, settled.owed_krw) == (0, 201_000)


@pytest.mark.parametrize("held", [0, 2_110_250])
def test_without_claims_the_whole_deposit_goes_back(held: int) -> None:
    assert settle_deposit(held, [], ENDED, RULES).returned.krw == held
