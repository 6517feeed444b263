"""Shortlist, bonus and deductions, cut, ties. Source: docs/rules/scoring.md, "The arithmetic" """

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from center.tenancy.calls.rules.content import CutOn
from center.tenancy.review.rules.deciding import decided
from center.tenancy.review.rules.ranking import Capped, Fate, Tie
from center.tenancy.review.rules.record import Criterion, RecordRefusedError, SelectionRecord, Sheet, Stage
from center.tenancy.review.rules.scores import printed
from tests.tenancy.review.records import TWO_STAGES, Points, applicant, cut_at, ranks, record, sheets, unit

S1: dict[str, tuple[list[Points | None], int]] = {
    "甲": ([68, 68, 68, 68, 72], 13),
    "乙": ([65, 73, 62, 65, 65], 20),
    "丙": ([73, 69, 69, 65, 69], 15),
    "丁": ([75, 70, 65, 65, 75], 14),
    "戊": ([65, 60, 60, 70, 75], 17),
}
ALL_TIES = ("stage:documents", "criterion:interview/business", "older", "lot")


def test_s1_the_exam_question() -> None:
    made = record(
        {id_: totals for id_, (totals, _bonus) in S1.items()},
        applicants=[applicant(id_, bonus=[bonus]) for id_, (_totals, bonus) in S1.items()],
        stages=(Stage("interview", Fraction(1), (Criterion("business", 80),)),),
        bonus_cap=Fraction(20),
        cut=cut_at(68),
        ties=("stage:interview",),
    )

    ranking = decided(made).ranking

    assert [one.base for one in ranking.standings.values()] == [68, 65, 69, 70, 65]
    assert [one.total for one in ranking.standings.values()] == [81, 85, 84, 84, 82]
    assert [id_ for id_, one in ranking.standings.items() if one.fate is Fate.BELOW_CUT] == ["乙", "戊"]
    assert ranking.order == ("丁", "丙", "甲")
    assert ranking.ties == (Tie("丁", "丙", "stage:interview", (Fraction(70), Fraction(69))),)


def test_s5_a_bonus_is_capped_and_does_not_lift_over_a_cut_on_the_base() -> None:
    made = record({"A": ["59.5"]}, applicants=[applicant("A", bonus=[3, 2])], bonus_cap=Fraction(4), cut=cut_at(60))

    standing = decided(made).ranking.standings["A"]

    assert (standing.base, standing.total) == (Fraction("59.5"), Fraction("63.5"))
    assert standing.bonus == Capped(found=Fraction(5), counted=Fraction(4))
    assert (standing.passed, standing.rank) == (False, None)


@pytest.mark.parametrize(("base", "passes"), [("59.995", True), ("59.994", False), ("60", True)])
def test_s5_the_cut_is_compared_with_the_printed_score(base: str, passes: bool) -> None:
    assert decided(record({"A": [base]}, cut=cut_at(60))).ranking.standings["A"].passed is passes


def test_a_cut_on_the_total_counts_bonus_and_deductions() -> None:
    firms = [applicant("A", bonus=[1]), applicant("B", deductions=[1])]

    made = decided(record({"A": [59], "B": [60]}, applicants=firms, cut=cut_at(60, CutOn.TOTAL)))

    assert ranks(made) == {"A": 1, "B": None}


def test_deductions_are_capped_and_may_leave_less_than_nothing() -> None:
    firms = [applicant("A", deductions=[4, 4]), applicant("B")]

    made = decided(record({"A": [2], "B": [1]}, applicants=firms))

    assert made.ranking.standings["A"].total == -3
    assert ranks(made) == {"A": 2, "B": 1}


def test_a_rounded_value_is_never_fed_into_a_sum() -> None:
    """Four stages of 70.004 print 70.00 each; with a thousandth of bonus the total is half a hundredth above."""
    stages = tuple(Stage(key, Fraction("0.25"), (Criterion("business", 100),)) for key in ("a", "b", "c", "d"))
    given = [sheet for stage in stages for sheet in sheets({"A": ["70.004"]}, stage.key)]

    made = decided(record(applicants=[applicant("A", bonus=["0.001"])], more=given, stages=stages))

    total = made.ranking.standings["A"].total
    assert total is not None
    assert printed(total) == "70.01"


def two_staged(first: list[Points], **given: Any) -> SelectionRecord:
    """Firms F0, F1, … with these scores in the first stage and 80 in the second."""
    ids = [f"F{n}" for n in range(len(first))]
    earlier = sheets({id_: [points] for id_, points in zip(ids, first, strict=True)}, "documents")
    return record({id_: [80] for id_ in ids}, more=earlier, **{"stages": TWO_STAGES, **given})


def test_s12_seven_places_times_one_and_a_half_are_eleven() -> None:
    units = [unit(str(code)) for code in range(301, 308)]

    shortlist = decided(
        two_staged(list(range(90, 77, -1)), units=units, shortlist_factor=Fraction("1.5"))
    ).ranking.shortlist

    assert shortlist is not None
    assert shortlist.applicants == tuple(f"F{n}" for n in range(11))
    assert shortlist.places == 11
    assert shortlist.line == 80


def test_s12_a_tie_across_the_line_admits_all_who_are_tied() -> None:
    units = [unit(str(code)) for code in range(301, 308)]
    first: list[Points] = [*range(90, 80, -1), "80.004", "79.996", "79.99"]

    made = decided(two_staged(first, units=units, shortlist_factor=Fraction("1.5")))

    assert made.ranking.shortlist is not None
    assert len(made.ranking.shortlist.applicants) == 12
    left_out = made.ranking.standings["F12"]
    assert (left_out.fate, left_out.base, left_out.total, left_out.rank) == (Fate.NOT_SHORTLISTED, None, None, None)
    assert list(left_out.stages) == ["documents"]


def test_the_line_of_the_shortlist_is_exact() -> None:
    """10 × 1.1 is 11, in binary floats a little more."""
    units = [unit(str(code)) for code in range(301, 311)]

    shortlist = decided(
        two_staged(list(range(90, 77, -1)), units=units, shortlist_factor=Fraction("1.1"))
    ).ranking.shortlist

    assert shortlist is not None
    assert shortlist.places == 11


def test_a_shortlist_is_in_the_order_of_printed_scores_and_then_of_the_file() -> None:
    shortlist = decided(two_staged(["70.001", "80", "70.004"])).ranking.shortlist

    assert shortlist is not None
    assert shortlist.applicants == ("F1", "F0", "F2")


def test_with_one_stage_there_is_no_shortlist() -> None:
    assert decided(record({"A": [90]}, shortlist_factor=Fraction(1), units=[unit("301")])).ranking.shortlist is None


def test_sheets_of_a_stage_that_was_not_reached_change_nothing() -> None:
    made = decided(two_staged([90, 80, 70], units=[unit("301")], shortlist_factor=Fraction(1)))

    assert ranks(made) == {"F0": 1, "F1": None, "F2": None}
    assert made.ranking.finalists == ["F0"]


def test_who_is_not_shortlisted_needs_no_sheets_in_the_next_stage_and_does_not_count_for_trimming() -> None:
    earlier = sheets({"A": [90], "B": [80], "C": [10]}, "documents")
    made = record(
        {"A": [90, 80, 70, 60, 50], "B": [90, 80, 70, 60, 50]},
        applicants=[applicant(id_) for id_ in "ABC"],
        more=earlier,
        units=[unit("301")],
        stages=TWO_STAGES,
        shortlist_factor=Fraction(2),
    )

    assert decided(made).ranking.stages[1].k == 1


def test_who_is_shortlisted_needs_sheets_in_the_next_stage() -> None:
    earlier = sheets({"A": [90], "B": [80]}, "documents")

    with pytest.raises(RecordRefusedError, match="interview"):
        decided(record({"A": [90]}, applicants=[applicant("A"), applicant("B")], more=earlier, stages=TWO_STAGES))


@pytest.mark.parametrize(
    ("given", "by"),
    [
        ({}, "stage:documents"),
        ({"ties": ("stage:interview",)}, "stage:interview"),
        ({"ties": ("criterion:documents/business",)}, "criterion:documents/business"),
        ({"ties": ("older", "lot")}, "older"),
        ({"ties": ("lot", "older")}, "lot"),
    ],
)
def test_ties_are_broken_in_the_announced_order(given: dict[str, Any], by: str) -> None:
    """A and B have 82 each; in documents A is better, in the interview B; B is older, A drew the smaller lot."""
    firms = [
        applicant("A", founded_on=date(2013, 1, 1), lot=1),
        applicant("B", founded_on=date(2012, 1, 1), lot=2),
    ]
    earlier = sheets({"A": [85], "B": [79]}, "documents")
    made = decided(
        record(
            {"A": [80], "B": [84]}, applicants=firms, more=earlier, **{"stages": TWO_STAGES, "ties": ALL_TIES, **given}
        )
    )

    assert [tie.by for tie in made.ranking.ties] == [by]
    assert made.ranking.order[0] == ("B" if by in ("stage:interview", "older") else "A")


def test_scores_that_print_alike_are_tied() -> None:
    made = decided(record({"A": ["80.001"], "B": ["80.004"]}, ties=("stage:interview",)))

    assert ranks(made) == {"A": 1, "B": 1}


def test_a_tie_of_a_criterion_looks_at_trimmed_sheets_too() -> None:
    stage = Stage("interview", Fraction(1), (Criterion("business", 50), Criterion("community", 50)))
    rows = {
        "A": [(40, 0), (20, 20), (20, 20), (20, 20), (0, 10)],
        "B": [(20, 20), (20, 20), (20, 20), (21, 29), (0, 10)],
    }
    given = [
        Sheet("interview", f"R{n}", id_, {"business": Fraction(business), "community": Fraction(community)})
        for id_, row in rows.items()
        for n, (business, community) in enumerate(row)
    ]
    made = decided(
        record(
            applicants=[applicant("B"), applicant("A")],
            more=given,
            stages=(stage,),
            ties=("criterion:interview/business",),
        )
    )

    assert made.ranking.order == ("A", "B")
    assert made.ranking.ties[0].values == (20, Fraction("16.2"))


def test_equal_after_all_shares_the_rank_and_the_next_one_skips() -> None:
    made = decided(record({"C": [70], "A": [80], "B": [80], "D": [60]}, ties=("older", "lot")))

    assert ranks(made) == {"A": 1, "B": 1, "C": 3, "D": 4}
    assert made.ranking.order == ("A", "B", "C", "D")


def test_who_has_no_day_or_lot_comes_last_among_the_tied() -> None:
    firms = [applicant("A"), applicant("B", founded_on=date(2020, 1, 1)), applicant("C", lot=9)]

    made = decided(record({id_: [80] for id_ in "ABC"}, applicants=firms, ties=("older", "lot")))

    assert made.ranking.order == ("B", "C", "A")
    assert ranks(made) == {"A": 3, "B": 1, "C": 2}
