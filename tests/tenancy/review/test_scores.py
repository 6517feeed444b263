"""From sheets to the score of a stage. Source: docs/rules/scoring.md, "The arithmetic" """

from fractions import Fraction

import pytest

from center.tenancy.calls.rules.content import Combine
from center.tenancy.review.rules.deciding import decided
from center.tenancy.review.rules.record import Criterion, RecordRefusedError, Sheet, Stage
from center.tenancy.review.rules.scores import Trim, printed, rounded
from tests.tenancy.review.records import Points, applicant, bases, exact, record

SHEETS_OF_S6 = [(50, 20), (40, 35), (45, 30), (30, 45), (48, 28)]


def test_s3_a_half_is_rounded_up() -> None:
    base = bases(record({"A": [70, 78, 78, 78, "78.5", 90]}))["A"]

    assert base == Fraction("312.5") / 4
    assert printed(base) == "78.13"


@pytest.mark.parametrize(
    ("totals", "shown"),
    [((92, 88, 85, 84, 80, 79, 60), "83.20"), ((88, 85, 84, 80, 79), "83.00"), ((88, 85, 84, 80), "84.25")],
)
def test_s4_sheets_that_are_missing_change_what_is_trimmed(totals: tuple[int, ...], shown: str) -> None:
    assert printed(bases(record({"A": totals}))["A"]) == shown


def test_s6_totals_are_trimmed_and_not_criteria() -> None:
    stage = Stage("interview", Fraction(1), (Criterion("business", 50), Criterion("community", 50)))
    given = [
        Sheet("interview", f"R{n}", "A", {"business": Fraction(business), "community": Fraction(community)})
        for n, (business, community) in enumerate(SHEETS_OF_S6)
    ]

    made = record(applicants=[applicant("A")], more=given, stages=(stage,))

    assert printed(bases(made)["A"]) == "75.00"


def test_nobody_is_trimmed_where_somebody_has_too_few_sheets() -> None:
    made = record({"A": [90, 80, 80, 80, 10], "B": [50, 60, 70, 80, None]})

    assert bases(made) == exact(A=68, B=65)
    assert decided(made).ranking.stages[0].k == 0


def test_a_mean_trims_nothing() -> None:
    assert bases(record({"A": [90, 80, 80, 80, 10]}, combine=Combine.MEAN)) == exact(A=68)


def test_of_nine_sheets_one_at_each_end_is_trimmed() -> None:
    assert bases(record({"A": [0, 50, 50, 50, 50, 50, 50, 50, 100]})) == exact(A=50)


@pytest.mark.parametrize("trim_from", [-1, 0, 1, 2])
def test_of_one_or_two_sheets_something_is_left_whatever_the_rules_say(trim_from: int) -> None:
    assert bases(record({"A": [70, 80], "B": [60, 60]}, trim_from=trim_from)) == exact(A=75, B=60)


def test_sheets_of_an_excluded_pair_are_ignored_and_never_count_as_0() -> None:
    made = record({"A": [90, 80, 100], "B": [90, 80, 100]}, excluded=[("R3", "A"), ("R9", "B")])

    assert bases(made) == exact(A=85, B=90)
    assert {one.applicant.id: one.stages["interview"].n for one in decided(made).ranking.standings.values()} == {
        "A": 2,
        "B": 3,
    }


@pytest.mark.parametrize(
    ("totals", "lowest", "highest"),
    [
        ([60, 70, 80, 90, 95], "R1", "R5"),
        ([95, 60, 80, 60, 95], "R2", "R1"),
        ([70, 70, 70, 70, 70], "R1", "R2"),
        ([80, 80, 80, 80, 70], "R5", "R1"),
        ([80, 80, 80, 80, 90], "R1", "R5"),
    ],
)
def test_equal_extremes_lose_one_each_of_the_member_whose_code_sorts_first(
    totals: list[Points], lowest: str, highest: str
) -> None:
    sheets = decided(record({"A": totals})).ranking.stages[0].scores["A"].sheets

    assert {one.sheet.member: one.trimmed for one in sheets if one.trimmed} == {
        lowest: Trim.LOWEST,
        highest: Trim.HIGHEST,
    }


def test_fewer_sheets_than_the_rules_ask_for_are_refused_with_the_firm() -> None:
    made = record({"A": [90, 80, 70], "B": [90, 80, 70]}, excluded=[("R3", "B")], min_sheets=3)

    with pytest.raises(RecordRefusedError, match="2장") as refusal:
        decided(made)
    assert refusal.value.place == "applicants[1]"


def test_nobody_is_scored_without_a_sheet_even_where_none_is_asked_for() -> None:
    with pytest.raises(RecordRefusedError):
        decided(record({"A": [90], "B": [None]}, min_sheets=0))


@pytest.mark.parametrize(
    ("number", "two", "four"),
    [
        ("78.125", "78.13", "78.1250"),
        ("2.675", "2.68", "2.6750"),
        ("0.005", "0.01", "0.0050"),
        ("59.995", "60.00", "59.9950"),
        ("-0.005", "-0.01", "-0.0050"),
        ("-0.00004", "0.00", "0.0000"),
        ("-0.00005", "0.00", "-0.0001"),
        ("0", "0.00", "0.0000"),
        ("100", "100.00", "100.0000"),
    ],
)
def test_a_half_goes_away_from_zero_and_nothing_prints_minus_zero(number: str, two: str, four: str) -> None:
    assert (printed(Fraction(number)), printed(Fraction(number), 4)) == (two, four)
    assert rounded(Fraction(number)) == Fraction(two)


def test_a_score_without_an_end_is_kept_exact() -> None:
    assert bases(record({"A": [70, 70, 71]})) == exact(A="211/3")
