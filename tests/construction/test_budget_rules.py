"""Money: rates cut, lines covered, years closed."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from center.construction.rules.budget import (
    BeyondLineError,
    Change,
    Paid,
    UncoveredError,
    YearClosedError,
    allotted,
    cut_rate,
    ensure_covered,
    ensure_open,
    ensure_payable,
    evidence_key,
    spent,
    thousands,
)
from center.core.errors import RuleError

FIRST, LATER = date(2014, 1, 1), date(2015, 1, 1)


@pytest.mark.parametrize(
    ("paid", "budget", "decimals", "printed"),
    [
        (36_600_000, 1_000_000_000, 1, "3.6"),
        (620_439_000, 879_746_000, 0, "70"),
        (2_227_790_000, 3_249_090_000, 1, "68.5"),
        (1_000_000, 1_000_000, 1, "100.0"),
        (0, 1_000_000, 1, "0.0"),
        (0, 0, 1, "0.0"),
        (0, 0, 0, "0"),
        (999, 1_000, 0, "99"),
    ],
)
def test_a_rate_is_cut_with_the_decimals_of_its_table(paid: int, budget: int, decimals: int, printed: str) -> None:
    assert cut_rate(paid, budget, decimals) == printed


@given(st.integers(0, 10**12), st.integers(1, 10**12), st.integers(0, 3))
def test_a_cut_rate_is_never_more_than_the_truth_and_less_by_under_one_place(
    paid: int, budget: int, places: int
) -> None:
    scaled = int(cut_rate(paid, budget, places).replace(".", ""))

    assert scaled * budget <= paid * 100 * 10**places < (scaled + 1) * budget


def test_money_is_shown_in_thousands() -> None:
    assert (thousands(1_000_000_000), thousands(36_600_999)) == ("1,000,000", "36,600")


def test_a_line_pays_what_it_has_to_the_won() -> None:
    changes, paid = [Change(FIRST, 1_000)], [Paid(FIRST, 400)]

    ensure_payable(changes, paid, Paid(FIRST, 600))
    with pytest.raises(BeyondLineError, match="600원이어서 1원이 모자랍니다") as refused:
        ensure_payable(changes, paid, Paid(LATER, 601))
    assert refused.value.left_krw == 600


def test_a_change_pays_only_from_its_day_on() -> None:
    changes = [Change(FIRST, 1_000), Change(LATER, 360)]

    ensure_payable(changes, [], Paid(LATER, 1_360))
    with pytest.raises(BeyondLineError):
        ensure_payable(changes, [], Paid(date(2014, 12, 31), 1_360))


def test_an_earlier_payment_leaves_what_was_paid_later_covered() -> None:
    changes = [Change(FIRST, 1_000), Change(LATER, -300)]

    ensure_payable(changes, [Paid(LATER, 500)], Paid(FIRST, 200))
    with pytest.raises(BeyondLineError):
        ensure_payable(changes, [Paid(LATER, 500)], Paid(FIRST, 201))


def test_a_line_is_not_cut_below_what_was_paid() -> None:
    ensure_covered([Change(FIRST, 1_000), Change(LATER, -500)], [Paid(FIRST, 500)])

    with pytest.raises(UncoveredError, match="1원이 적어집니다"):
        ensure_covered([Change(FIRST, 1_000), Change(LATER, -500)], [Paid(FIRST, 501)])


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(-500, 900))),
    st.lists(st.tuples(st.integers(0, 3), st.integers(1, 500))),
)
def test_what_is_payable_is_what_leaves_all_covered(
    given: list[tuple[int, int]], wanted: list[tuple[int, int]]
) -> None:
    changes = [Change(FIRST + timedelta(days=day), amount) for day, amount in given]
    paid: list[Paid] = []
    for day, amount in wanted:
        one = Paid(FIRST + timedelta(days=day), amount)
        if _is_payable(changes, paid, one):
            paid.append(one)
            later = [day for day in range(4) if FIRST + timedelta(days=day) >= one.on]
            assert all(
                spent(paid, FIRST + timedelta(days=d)) <= allotted(changes, FIRST + timedelta(days=d)) for d in later
            )


def _is_payable(changes: list[Change], paid: list[Paid], one: Paid) -> bool:
    try:
        ensure_covered(changes, paid)
        ensure_payable(changes, paid, one)
    except RuleError:
        return False
    return True


def test_a_payment_in_a_closed_year_is_refused_with_the_year() -> None:
    ensure_open(LATER, [2014])

    with pytest.raises(YearClosedError, match="2014년 회계는 마감했습니다"):
        ensure_open(FIRST, [2013, 2014])


def test_an_evidence_is_the_same_however_it_is_typed() -> None:
    assert evidence_key("지출결의 2014－12") == evidence_key(" 지출결의2014-12 ")
