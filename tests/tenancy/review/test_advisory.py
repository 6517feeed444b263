"""Figures beside the official result. Source: docs/rules/scoring.md, "Advisory figures", "Exact meaning of the advisory figures" """

from fractions import Fraction
from itertools import product

import pytest

from center.tenancy.calls.rules.content import Combine
from center.tenancy.review.rules.advisory import Advisory
from center.tenancy.review.rules.deciding import decided
from center.tenancy.review.rules.record import SelectionRecord
from center.tenancy.review.rules.scores import printed
from tests.tenancy.review.records import TWO_STAGES, Points, applicant, cut_at, exact, record, sheets, unit

S8: dict[str, list[Points | None]] = {
    "A": [None, 80, 75],
    "B": [81, 76, None],
    "C": [75, 70, 65],
    "D": [90, None, 80],
}
ONE_UNIT = [unit("301")]


def figures(made: SelectionRecord) -> Advisory:
    """The figures of a record."""
    return decided(made).advisory


def test_s8_least_squares_take_out_who_judged_whom() -> None:
    made = decided(record(S8, combine=Combine.MEAN))

    effects = made.advisory.effects
    assert [printed(one.base) for one in made.ranking.stages[0].scores.values()] == ["77.50", "78.50", "70.00", "85.00"]
    assert effects is not None
    assert effects.applicants == exact(A=80, B=76, C=70, D=85)
    assert effects.members == exact(R1=5, R2=0, R3=-5)
    assert made.ranking.order == ("D", "B", "A", "C")


def test_without_members_in_common_nothing_is_compared() -> None:
    made = record({"A": [80, 75, None, None], "B": [None, None, 70, 60]})

    assert figures(made).effects is None


def test_applicants_are_comparable_over_others() -> None:
    made = record({"A": [80, None, None], "B": [None, None, 60], "C": [70, 65, None], "D": [None, 75, 70]})

    effects = figures(made).effects
    assert effects is not None
    assert effects.members == exact(R1=5, R2=0, R3=-5)
    assert effects.applicants == exact(A=75, B=65, C=65, D=75)


def test_with_a_complete_panel_effects_are_differences_of_means_and_order_as_the_plain_mean() -> None:
    made = figures(record({"A": [90, 70], "B": [80, 70]}))

    assert made.effects is not None
    assert made.effects.members == exact(R1="15/2", R2="-15/2")
    assert made.effects.applicants == exact(A=80, B=75)
    assert made.is_complete


@pytest.mark.parametrize(
    ("combine", "cannot"),
    [(Combine.MEAN, True), (Combine.TRIMMED, False)],
)
def test_under_a_plain_mean_of_one_stage_effects_cannot_change_ranks(combine: Combine, cannot: bool) -> None:
    assert figures(record({"A": [90, 70], "B": [80, 70]}, combine=combine)).cannot_change_ranks is cannot


def test_with_a_bonus_effects_could_change_ranks() -> None:
    made = record({"A": [90]}, applicants=[applicant("A", bonus=[1])], combine=Combine.MEAN)

    assert not figures(made).cannot_change_ranks


def test_members_that_agree_have_a_w_of_1_and_that_order_the_other_way_0() -> None:
    assert figures(record({"A": [90, 50], "B": [80, 40], "C": [70, 30]})).kendall_w == 1
    assert figures(record({"A": [90, 30], "B": [80, 40], "C": [70, 50]})).kendall_w == 0


def test_w_averages_tied_ranks_and_corrects_for_them() -> None:
    """Ranks 1, 2½, 2½, 4 and 1, 3, 2, 4: sums 2, 5½, 4½, 8; S = 18.5; T = 6; 12·18.5 / (4·60 − 2·6)."""
    made = figures(record({"A": [90, 90], "B": [80, 70], "C": [80, 80], "D": [70, 60]}))

    assert made.kendall_w == Fraction(12) * Fraction("18.5") / 228


@pytest.mark.parametrize(
    "scores",
    [
        {"A": [90, 80]},
        {"A": [90, 80], "B": [70, None]},
        {"A": [80, 70], "B": [80, 70]},
    ],
)
def test_w_is_null_for_one_firm_an_incomplete_panel_or_where_nobody_tells_two_apart(
    scores: dict[str, list[Points | None]],
) -> None:
    assert figures(record(scores)).kendall_w is None


def test_each_members_share_of_sheets_that_survived_trimming() -> None:
    made = figures(record({"A": [90, 80, 80, 80, 10], "B": [90, 80, 80, 10, 80]}))

    assert made.survived_trimming == exact(R1=0, R2=1, R3=1, R4="1/2", R5="1/2")


def test_the_bootstrap_of_two_members_counted_by_hand() -> None:
    """A leads with R1 twice (¼), ties with B with each once (½, shared), B leads with R2 twice (¼)."""
    made = figures(record({"A": [90, 70], "B": [80, 80]}, units=ONE_UNIT))

    assert made.probability == exact(A="1/2", B="1/2")


def test_the_bootstrap_ignores_the_cut_and_fewer_firms_than_units_are_all_selected() -> None:
    made = record({"A": [50, 40]}, units=[unit("301"), unit("302")], cut=cut_at(60))

    assert figures(made).probability == exact(A=1)
    assert figures(made).leave_one_out == {"R1": ["A"], "R2": ["A"]}


def test_a_draw_that_leaves_a_firm_without_a_sheet_does_not_select_it() -> None:
    made = figures(record({"A": [90, None], "B": [None, 80]}, units=[unit("301"), unit("302")]))

    assert made.probability == exact(A="3/4", B="3/4")
    assert made.leave_one_out == {"R1": ["B"], "R2": ["A"]}


def test_the_bootstrap_is_what_all_draws_in_order_give() -> None:
    scores: dict[str, list[Points | None]] = {
        "A": [90, 71, 83, 64, 75],
        "B": [70, 82, 83, 74, 75],
        "C": [60, 92, None, 84, 75],
    }
    made = record(scores, units=[unit("301"), unit("302")], trim_from=4)

    counted = dict.fromkeys(scores, Fraction(0))
    for draw in product(range(5), repeat=5):
        for id_, share in _selected(scores, draw).items():
            counted[id_] += share

    assert figures(made).probability == {id_: one / 5**5 for id_, one in counted.items()}


def _selected(scores: dict[str, list[Points | None]], draw: tuple[int, ...]) -> dict[str, Fraction]:
    """Two places by the mean of the drawn sheets, without one at each end where all have four; by hand."""
    drawn = {id_: sorted(Fraction(row[n] or 0) for n in draw if row[n] is not None) for id_, row in scores.items()}
    k = int(all(len(row) >= 4 for row in drawn.values()))
    means = {id_: sum(row[k : len(row) - k]) / (len(row) - 2 * k) for id_, row in drawn.items() if row}
    found = {}
    for id_, mean in means.items():
        above = sum(other > mean for other in means.values())
        tied = sum(other == mean for other in means.values())
        found[id_] = min(Fraction(1), max(Fraction(0), Fraction(2 - above, tied)))
    return found


def test_above_nine_members_there_is_no_bootstrap() -> None:
    assert figures(record({"A": list(range(50, 59))}, units=ONE_UNIT)).probability == exact(A=1)
    assert figures(record({"A": list(range(50, 60))}, units=ONE_UNIT)).probability is None


def test_earlier_stages_stay_official_when_members_are_drawn_or_left_out() -> None:
    earlier = sheets({"A": [100, 0], "B": [50, 40]}, "documents")
    made = figures(record({"A": [80, 70], "B": [80, 70]}, more=earlier, stages=TWO_STAGES, units=ONE_UNIT))

    assert made.probability == exact(A=1, B=0)
    assert made.leave_one_out == {"R1": ["A"], "R2": ["A"]}


def test_leaving_one_out_finds_trimming_anew() -> None:
    """With five members A is ahead, 80 to 79; with four nobody is trimmed and B is, but for when R1 or R5 is left out."""
    made = figures(record({"A": [80, 80, 80, 80, 0], "B": [79, 79, 79, 79, 79]}, units=ONE_UNIT))

    assert made.selected == ["A"]
    assert made.leave_one_out == {"R1": ["B"], "R2": ["B"], "R3": ["B"], "R4": ["B"], "R5": ["A"]}
    assert made.deciding_members == ["R1", "R2", "R3", "R4"]


def test_leaving_one_out_breaks_ties_as_announced_by_the_members_who_remain() -> None:
    """Without R1 both have 80; then B has the better interview, while of all members A has."""
    earlier = sheets({"A": [86], "B": [80]}, "documents")
    made = record(
        {"A": [100, 76], "B": [60, 80]}, more=earlier, stages=TWO_STAGES, units=ONE_UNIT, ties=("stage:interview",)
    )

    assert figures(made).leave_one_out["R1"] == ["B"]


def test_leaving_one_out_goes_by_exact_totals_and_at_last_by_the_file() -> None:
    made = figures(record({"A": ["80.001", 80], "B": ["80.003", 80], "C": [80, 80]}, units=ONE_UNIT))

    assert made.leave_one_out == {"R1": ["A"], "R2": ["B"]}


def test_a_committee_that_disagrees_and_firms_near_the_line_are_told() -> None:
    made = figures(record({"A": [90, 70], "B": [80, 80], "C": [70, 90]}, units=ONE_UNIT))

    assert made.disagrees
    assert made.near_the_line == ["A", "C"]
    assert made.deciding_members == ["R1"]


def test_without_units_nobody_is_selected_and_without_finalists_nothing_is_said() -> None:
    nobody = decided(record({"A": [90, 70]})).advisory
    empty = decided(record({}, units=ONE_UNIT)).advisory

    assert nobody.probability == exact(A=0)
    assert nobody.leave_one_out == {"R1": [], "R2": []}
    assert (empty.kendall_w, empty.effects, empty.probability) == (None, None, {})
    assert (empty.leave_one_out, empty.survived_trimming) == ({}, {})
