"""Bills of the building shared by area. Source: docs/rules/leases.md, "Shared bills" """

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from center.spaces.rules import FIRST_PLAN, SpaceKind
from center.tenancy.leases.rules.shared_bills import Held, SharingUnit, centers_part, share_bill
from tests.tenancy.leases.leasing import RULES

JULY, AUGUST = date(2026, 7, 1), date(2026, 8, 1)
AREAS = {space.code: space.area_m2 for floor in FIRST_PLAN for space in floor.spaces if space.kind == SpaceKind.UNIT}


def ten_units(*vacant: str) -> list[SharingUnit]:
    held = {
        code: () if code in vacant else (Held(f"lease {code}", date(2025, 8, 1), date(2027, 8, 1)),) for code in AREAS
    }
    return [SharingUnit(code, area, held[code]) for code, area in AREAS.items()]


def test_1000000_won_shared_over_the_ten_units() -> None:
    parts = share_bill(1_000_000, JULY, AUGUST, ten_units(), RULES)

    assert [part.amount.krw for part in parts] == [
        77_741,
        125_344,
        105_785,
        85_455,
        47_300,
        115_703,
        100_827,
        91_157,
        132_231,
        118_457,
    ]
    assert str(parts[3].amount.steps[0].told) == "1,000,000원 × 31.02㎡ ÷ 363㎡ = 85,455원"


def test_the_part_of_a_vacant_unit_is_the_centers_and_nobody_elses() -> None:
    parts = share_bill(1_000_000, JULY, AUGUST, ten_units("304", "309"), RULES)

    assert centers_part(parts) == 85_455 + 132_231
    assert next(part for part in parts if part.unit == "301").amount.krw == 77_741


def test_who_moves_in_within_the_month_pays_for_its_days() -> None:
    unit = SharingUnit("304", 31_02, (Held("new", date(2026, 7, 22), date(2028, 7, 22)),))
    new, center = share_bill(310_000, JULY, AUGUST, [unit], RULES)

    assert (new.holder, new.amount.krw) == ("new", 100_000)
    assert (center.holder, center.amount.krw) == (None, 210_000)
    assert "31일 가운데 10일" in str(new.amount.steps[-1].told)


def test_two_holders_of_one_unit_share_its_part_by_days() -> None:
    old = Held("old", date(2024, 7, 11), date(2026, 7, 11))
    new = Held("new", date(2026, 7, 11), date(2028, 7, 11))
    parts = share_bill(100, JULY, AUGUST, [SharingUnit("304", 31_02, (old, new))], RULES)

    assert [(part.holder, part.amount.krw) for part in parts] == [("old", 32), ("new", 68)]


@pytest.mark.parametrize(
    ("units", "until", "why"),
    [([], AUGUST, "weights"), (ten_units(), JULY, "days"), (ten_units(), date(2026, 6, 1), "days")],
)
def test_a_bill_needs_a_unit_and_a_day(units: list[SharingUnit], until: date, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        share_bill(1_000, JULY, until, units, RULES)


@given(
    krw=st.integers(0, 10**8), areas=st.lists(st.integers(1, 10_000), min_size=1, max_size=12), day=st.integers(1, 31)
)
def test_all_parts_sum_to_the_bill(krw: int, areas: list[int], day: int) -> None:
    held = (Held("one", date(2026, 7, day), date(2027, 1, 1)),)
    units = [SharingUnit(str(n), area, held if n % 2 else ()) for n, area in enumerate(areas)]
    parts = share_bill(krw, JULY, AUGUST, units, RULES)

    assert sum(part.amount.krw for part in parts) == krw
    assert all(part.amount.krw >= 0 for part in parts)
