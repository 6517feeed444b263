"""What a unit costs a year. Source: docs/rules/leases.md, "Yearly fee" """

from datetime import date
from fractions import Fraction

import pytest
from flask import Flask

from center.core import time
from center.core.actor import Actor
from center.enterprises.rules.kinds import Kind
from center.tenancy.calls import queries, service
from center.tenancy.calls.rules.fees import OTHER, Areas, by_rate, lowest_rate, yearly_fee

TODAY = date(2026, 12, 15)
BUILDING = Areas(gross=594_00, units=363_00, common=231_00)
RATES = {Kind.SOCIAL_ENTERPRISE: 10, Kind.SOCIAL_COOPERATIVE: 10, OTHER: 50}


def test_what_304_pays_for_is_its_own_area_and_its_part_of_what_is_common() -> None:
    assert BUILDING.chargeable(31_02) == 50_76
    assert BUILDING.share(31_02) == Fraction(50_76, 594_00)


@pytest.mark.parametrize(("value", "fee"), [(211_025_000, 2_110_250), (116_805_000, 1_168_050)])
def test_a_units_own_value_is_charged_whole_as_published(value: int, fee: int) -> None:
    assert yearly_fee(value, 10) == fee


def test_a_fee_is_cut_to_the_won() -> None:
    assert yearly_fee(199, 10) == 1
    assert yearly_fee(1_000_000, 10, Fraction(1, 3)) == 3_333


def test_of_several_kinds_the_lowest_rate_holds_and_without_any_that_of_all_others() -> None:
    assert lowest_rate([Kind.COOPERATIVE, Kind.SOCIAL_COOPERATIVE], RATES) == 10
    assert lowest_rate([Kind.COOPERATIVE], RATES) == 50
    assert lowest_rate([], RATES) == 50


def test_each_rate_is_told_with_whom_it_is_for_the_lowest_first() -> None:
    assert by_rate(RATES) == [(10, [Kind.SOCIAL_ENTERPRISE, Kind.SOCIAL_COOPERATIVE]), (50, [OTHER])]


def test_the_center_begins_with_the_published_fees(app: Flask) -> None:
    fees = queries.fees_on(TODAY)
    units = {code: queries.get_unit(code, TODAY) for code in ("304", "305")}

    assert fees.of(units["304"], 10) == 2_110_250
    assert fees.of(units["305"], 10) == 1_168_050
    assert fees.of(units["304"], 50) == 10_551_250


def test_a_unit_without_a_value_of_its_own_pays_its_part_of_the_building(app: Flask) -> None:
    unit = queries.get_unit("303", TODAY)

    assert queries.fees_on(TODAY).of(unit, 10) == 2_469_440_000 * 38_40 // 363_00 // 100


def test_kinds_without_a_rate_of_their_own_pay_as_all_others(app: Flask) -> None:
    per_mille = queries.fees_on(TODAY).per_mille

    assert per_mille[Kind.SOCIAL_ENTERPRISE] == 10
    assert per_mille[Kind.VILLAGE_ENTERPRISE] == per_mille[Kind.COOPERATIVE] == per_mille[OTHER] == 50


def test_before_the_center_opened_nothing_had_a_fee(app: Flask) -> None:
    fees = queries.fees_on(date(2014, 1, 1))

    assert dict(fees.rates) == {}
    assert fees.building is None


def test_a_new_rate_holds_from_its_day_on_and_the_old_one_stays_readable(app: Flask, yuna: Actor) -> None:
    begins = date(2027, 1, 1)
    service.add_rate(Kind.VILLAGE_ENTERPRISE, begins, 25, basis="조례 개정", by=yuna, now=time.now())

    assert queries.fees_on(date(2026, 12, 31)).per_mille[Kind.VILLAGE_ENTERPRISE] == 50
    assert queries.fees_on(begins).per_mille[Kind.VILLAGE_ENTERPRISE] == 25


def test_a_value_cannot_begin_in_the_past_nor_twice_on_a_day(app: Flask, yuna: Actor) -> None:
    add = {"basis": "감정평가", "by": yuna, "now": time.now()}
    service.add_appraisal("303", TODAY, 250_000_000, **add)  # type: ignore[arg-type]

    for day in (date(2026, 12, 14), TODAY):
        with pytest.raises(service.FeeValueError):
            service.add_appraisal("303", day, 260_000_000, **add)  # type: ignore[arg-type]


def test_only_a_value_that_has_not_begun_can_be_taken_out(app: Flask, yuna: Actor) -> None:
    now = time.now()
    service.add_appraisal("303", date(2027, 1, 1), 250_000_000, basis="감정평가", by=yuna, now=now)
    coming = queries.values_of("303")[0]

    service.drop_appraisal(coming.id, by=yuna, now=now)

    assert list(queries.values_of("303")) == []
    with pytest.raises(service.FeeValueError):
        service.drop_appraisal(queries.values_of("304")[0].id, by=yuna, now=now)
