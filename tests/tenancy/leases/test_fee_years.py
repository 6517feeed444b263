"""What a permit costs in each of its years. Source: docs/rules/leases.md, "Fees" """

import json
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from center.enterprises.rules.kinds import Kind, KindTerm
from center.tenancy.leases.rules.amounts import (
    Amount,
    StepKind,
    kept_amount,
    parted,
    restored_amount,
)
from center.tenancy.leases.rules.fees import (
    NoValueError,
    UnitValue,
    capped,
    deposit_of,
    fees_of,
    first_yearly,
    total_krw,
    vat_of,
)
from center.tenancy.leases.rules.rulebook import NoRuleError, RateRule
from center.tenancy.leases.rules.years import anniversary, stretches, year_of
from tests.tenancy.leases.leasing import BUILDING, CERTIFIED, OF_304, OPENED, RULES, a_proof, a_tenancy, said

VILLAGE = (KindTerm(Kind.VILLAGE_ENTERPRISE),)


def test_355_days_of_a_year_of_2110250_won_cost_2052434() -> None:
    (fee,) = fees_of(a_tenancy(date(2025, 8, 11), date(2026, 8, 1)), RULES)

    assert fee.stretch.n_days == 355
    assert fee.amount.krw == 2_052_434


def test_a_whole_year_costs_the_yearly_fee_as_published() -> None:
    fees = fees_of(a_tenancy(), RULES)

    assert [fee.amount.krw for fee in fees] == [2_110_250, 2_110_250]
    assert total_krw(fees) == 4_220_500


def test_304_as_a_part_of_the_building_pays_for_50_76_square_metres() -> None:
    part = UnitValue(first_on=OPENED, krw=2_469_440_000, basis="건물 평정가격", areas=BUILDING, own_m2=31_02)
    yearly = first_yearly(a_tenancy(values=(part,)), RULES)

    assert yearly.krw == 2_110_248
    assert [step.kind for step in yearly.steps] == [StepKind.VALUE, StepKind.SHARE, StepKind.RATE]
    assert "594㎡ 가운데 50.76㎡(전용 31.02㎡" in str(yearly.steps[1].told)


def test_every_step_names_its_rule_and_the_version_of_it() -> None:
    amount = fees_of(a_tenancy(), RULES)[0].amount

    assert [said(step.told) for step in amount.steps] == [
        "304호 평정가격: 재산평정가격 211,025,000원",
        "사회적기업(인증) 사용요율 10/1000: 한 해 2,110,250원",
        "2025년 8월 1일(금)부터 2026년 7월 31일(금)까지 365일: 한 해 2,110,250원 × 365 ÷ 365 = 2,110,250원",
    ]
    assert amount.steps[1].source.article == "2019년 6월 18일 모집 공고"
    assert all(step.source.first_on == OPENED for step in amount.steps)


def test_an_amount_is_kept_with_its_steps_and_read_again() -> None:
    amount = fees_of(a_tenancy(), RULES)[0].amount

    assert restored_amount(json.loads(json.dumps(kept_amount(amount)))) == amount


def test_a_certificate_lost_in_mid_month_splits_the_year_by_the_day() -> None:
    until_spring = (KindTerm(Kind.SOCIAL_ENTERPRISE, to_on=date(2026, 3, 17)),)
    fee = fees_of(a_tenancy(kinds=until_spring), RULES)[0]

    low, full = fee.parts
    assert (low.run.n_days, full.run.first_on, full.run.n_days) == (229, date(2026, 3, 18), 136)
    assert low.krw == 2_110_250 * 229 // 365
    assert fee.amount.krw == (2_110_250 * 229 + 10_551_250 * 136) // 365 == low.krw + full.krw


def test_a_certificate_that_begins_lowers_the_rate_from_its_first_day() -> None:
    from_autumn = (KindTerm(Kind.PRELIMINARY_SOCIAL_ENTERPRISE, from_on=date(2025, 10, 1)),)
    fee = fees_of(a_tenancy(kinds=from_autumn), RULES)[0]

    assert [(part.run.n_days, int(part.run.charge.per_mille)) for part in fee.parts] == [(61, 50), (304, 10)]


def test_a_village_enterprise_that_meets_the_ratio_pays_half_while_its_proof_is_valid() -> None:
    fee = fees_of(a_tenancy(kinds=VILLAGE, proofs=(a_proof(date(2025, 8, 1)),)), RULES)[0]

    cut, full = fee.parts
    assert [part.run.charge.per_mille for part in fee.parts] == [Fraction(25), Fraction(50)]
    assert cut.run.n_days == 181
    assert full.run.first_on == date(2025, 8, 1) + timedelta(days=181)
    assert StepKind.RATIO in {step.kind for step in cut.yearly.steps}


@pytest.mark.parametrize(("kinds", "percent"), [(VILLAGE, 29), ((KindTerm(Kind.COOPERATIVE),), 90)])
def test_below_the_ratio_and_for_other_kinds_nothing_is_cut(kinds: tuple[KindTerm, ...], percent: int) -> None:
    fee = fees_of(a_tenancy(kinds=kinds, proofs=(a_proof(date(2025, 8, 1), percent),)), RULES)[0]

    assert fee.amount.krw == 10_551_250


def test_a_social_enterprise_that_is_a_village_enterprise_too_pays_the_lowest() -> None:
    fee = fees_of(a_tenancy(kinds=(*VILLAGE, *CERTIFIED), proofs=(a_proof(date(2025, 8, 1)),)), RULES)[0]

    assert fee.amount.krw == 2_110_250


def test_a_rise_above_5_percent_is_cut_by_70_percent_of_the_part_above() -> None:
    raised = UnitValue(first_on=date(2026, 3, 1), krw=253_230_000, basis="재평가")
    first, second = fees_of(a_tenancy(values=(OF_304, raised)), RULES)

    assert first.amount.krw == 2_110_250
    assert second.amount.krw == int(2_110_250 * 1.05 + 0.3 * (2_532_300 - 2_110_250 * 1.05))
    assert second.amount.krw == 2_310_723
    assert StepKind.RISE in {step.kind for step in second.amount.steps}


@pytest.mark.parametrize(
    ("now", "charged"), [(1_050_000, 1_050_000), (1_050_010, 1_050_003), (2_000_000, 1_335_000), (900_000, 900_000)]
)
def test_a_rise_of_exactly_5_percent_is_charged_whole_and_a_fall_too(now: int, charged: int) -> None:
    amount = capped(Amount(now), 1_000_000, RULES.rise[0])

    assert amount.krw == charged
    assert bool(amount.steps) == (charged < now)


def test_a_rise_is_measured_against_last_years_fee_as_it_was_cut() -> None:
    raised = UnitValue(first_on=date(2026, 3, 1), krw=422_050_000, basis="재평가")
    fees = fees_of(a_tenancy(until_on=date(2028, 8, 1), values=(OF_304, raised)), RULES)

    second = (2_110_250 * 105 + (4_220_500 * 100 - 2_110_250 * 105) * 30 // 100) // 100
    assert fees[1].amount.krw == second
    assert second < fees[2].amount.krw < 4_220_500


def test_who_loses_a_status_pays_the_other_rate_in_full() -> None:
    one_year = (KindTerm(Kind.SOCIAL_ENTERPRISE, to_on=date(2026, 7, 31)),)

    assert [fee.amount.krw for fee in fees_of(a_tenancy(kinds=one_year), RULES)] == [2_110_250, 10_551_250]


def test_a_value_that_begins_within_a_fee_year_counts_from_the_next_one() -> None:
    raised = UnitValue(first_on=date(2025, 8, 2), krw=215_000_000, basis="재평가")

    assert [fee.amount.krw for fee in fees_of(a_tenancy(values=(OF_304, raised)), RULES)] == [2_110_250, 2_150_000]


def test_a_rate_changed_backwards_leaves_what_was_kept_and_shows_the_difference() -> None:
    before = fees_of(a_tenancy(), RULES)[0].amount
    late = RateRule(first_on=date(2026, 2, 1), article="조례 개정", standing=Kind.SOCIAL_ENTERPRISE, per_mille=12)
    after = fees_of(a_tenancy(), replace(RULES, rates=(*RULES.rates, late)))[0].amount

    assert restored_amount(kept_amount(before)).krw == 2_110_250
    assert after.krw - before.krw == (2_110_250 * 184 + 2_532_300 * 181) // 365 - 2_110_250 == 209_290
    assert {step.source.first_on for step in after.steps} == {OPENED, date(2026, 2, 1)}


def test_a_permit_of_29_february_has_its_anniversary_on_1_march_and_the_29th_again() -> None:
    first_on = date(2024, 2, 29)

    assert [anniversary(first_on, n) for n in range(5)] == [
        date(2024, 2, 29),
        date(2025, 3, 1),
        date(2026, 3, 1),
        date(2027, 3, 1),
        date(2028, 2, 29),
    ]
    assert year_of(first_on, date(2025, 2, 28)).number == 0
    assert year_of(first_on, date(2025, 3, 1)).number == 1


def test_a_fee_year_with_a_leap_day_has_366_days_and_costs_no_more() -> None:
    (fee, _next) = fees_of(a_tenancy(date(2027, 8, 1), date(2029, 8, 1)), RULES)

    assert fee.stretch.year.n_days == 366
    assert fee.amount.krw == 2_110_250


def test_a_unit_without_a_value_and_a_day_without_a_rule_are_refused() -> None:
    with pytest.raises(NoValueError):
        fees_of(a_tenancy(values=()), RULES)
    with pytest.raises(NoRuleError):
        fees_of(a_tenancy(date(2014, 12, 1)), RULES)


def test_tax_is_a_line_of_its_own_and_nothing_where_no_rule_asks_it() -> None:
    assert vat_of(2_110_250, date(2026, 1, 1), RULES).krw == 211_025
    assert vat_of(2_110_250, date(2026, 1, 1), replace(RULES, vat=())).krw == 0


def test_the_deposit_is_a_years_fee_or_by_the_later_rule_half_of_it_for_instalments_only() -> None:
    rule = replace(RULES.deposit[0], first_on=date(2026, 1, 1), percent=50, only_for_instalments=True)
    rules = replace(RULES, deposit=(*RULES.deposit, rule))

    assert deposit_of(2_110_250, date(2025, 8, 1), rules, in_instalments=False).krw == 2_110_250
    assert deposit_of(2_110_250, date(2026, 8, 1), rules, in_instalments=False).krw == 0
    assert deposit_of(2_110_250, date(2026, 8, 1), rules, in_instalments=True).krw == 1_055_125


DAYS = st.dates(date(2015, 1, 1), date(2035, 12, 31))


@given(first_on=DAYS, n=st.integers(1, 1200), lost_after=st.integers(0, 1200))
def test_the_days_of_all_rates_are_the_term_and_their_parts_the_fee(first_on: date, n: int, lost_after: int) -> None:
    kinds = (KindTerm(Kind.SOCIAL_ENTERPRISE, to_on=first_on + timedelta(days=lost_after)),)
    fees = fees_of(a_tenancy(first_on, first_on + timedelta(days=n), kinds=kinds), RULES)

    assert sum(part.run.n_days for fee in fees for part in fee.parts) == n
    assert all(sum(part.krw for part in fee.parts) == fee.amount.krw for fee in fees)
    assert all(fee.used_until(fee.stretch.until_on) == fee.amount.krw for fee in fees)


@given(first_on=DAYS, n=st.integers(1, 3000))
def test_stretches_lie_within_their_years_without_a_gap(first_on: date, n: int) -> None:
    found = stretches(first_on, first_on, first_on + timedelta(days=n))

    assert sum(stretch.n_days for stretch in found) == n
    assert [stretch.year.number for stretch in found] == list(range(len(found)))
    assert all(stretch.year.n_days in {365, 366} for stretch in found)


@given(krw=st.integers(0, 10**10), weights=st.lists(st.integers(0, 10**5), min_size=1).filter(any))
def test_parts_sum_to_the_whole_and_each_is_within_a_won_of_its_share(krw: int, weights: list[int]) -> None:
    parts = parted(krw, weights)

    assert sum(parts) == krw
    assert all(abs(part - krw * weight / sum(weights)) < 1.001 for part, weight in zip(parts, weights, strict=True))


@pytest.mark.parametrize("weights", [[], [0, 0], [2, -1]])
def test_nothing_is_parted_without_weights(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        parted(100, weights)
