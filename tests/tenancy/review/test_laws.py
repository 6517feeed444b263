"""What holds for every record. Source: docs/rules/scoring.md, "What always holds" """

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from center.tenancy.calls.rules.content import Combine
from center.tenancy.review.rules.assignment import order_of_turns, wishes_of
from center.tenancy.review.rules.deciding import decided
from center.tenancy.review.rules.ranking import ranking_of
from center.tenancy.review.rules.record import Applicant, Assignment, Exclusion, OfferedUnit, SelectionRecord
from tests.tenancy.review.records import applicant, bases, in_order, ranks, record, unit, units_of

CODES = ("301", "302", "303")
KINDS = ("cooperative", "village_enterprise")
SOME = settings(max_examples=60, deadline=None)
POINTS = st.integers(0, 100).map(lambda halves: Fraction(halves, 2))


@st.composite
def panels(draw: st.DrawFn, *, is_complete: bool = False) -> SelectionRecord:
    """A record of one to five firms and members, some sheets missing unless it is complete."""
    n_members = draw(st.integers(1, 6))
    rows = st.lists(POINTS, min_size=n_members, max_size=n_members)
    scores = draw(st.dictionaries(st.sampled_from("ABCDE"), rows, min_size=1))
    pairs = st.tuples(st.sampled_from([f"R{n}" for n in range(2, 7)]), st.sampled_from(sorted(scores)))
    excluded = [] if is_complete else draw(st.lists(pairs, max_size=4))
    return record(
        scores,
        excluded=excluded,
        units=[unit("301")],
        combine=draw(st.sampled_from(Combine)),
        trim_from=draw(st.integers(3, 5)),
        ties=tuple(draw(st.permutations(["stage:interview", "older"]))),
    )


@st.composite
def draws(draw: st.DrawFn, assignment: Assignment) -> SelectionRecord:
    """Ranked firms and three units; by turns some firms may sit in a unit already."""
    units = [
        OfferedUnit(code, Fraction(draw(st.sampled_from([10, 20, 30]))), draw(st.none() | st.sampled_from(KINDS)))
        for code in CODES
    ]
    seats = draw(st.permutations([*CODES, None, None])) if assignment is Assignment.SERIAL else [None] * 5
    firms = [
        applicant(
            f"F{n}",
            kind=draw(st.sampled_from(KINDS)),
            need_m2=draw(st.sampled_from([0, 15, 25])),
            choices=tuple(draw(st.lists(st.sampled_from(CODES), unique=True))),
            sitting_in=seats[n] if draw(st.booleans()) else None,
        )
        for n in range(draw(st.integers(1, 5)))
    ]
    return in_order(*firms, units=units, assignment=assignment)


SERIAL, RESERVED = draws(Assignment.SERIAL), draws(Assignment.RESERVED)


def better_than(got: str | None, wishes: Sequence[str]) -> Sequence[str]:
    """What somebody would have liked better."""
    return wishes if got is None else wishes[: wishes.index(got)]


@SOME
@given(panels(is_complete=True), POINTS)
def test_a_constant_added_to_one_member_of_a_complete_panel_changes_no_order(
    made: SelectionRecord, more: Fraction
) -> None:
    made = replace(made, rules=replace(made.rules, combine=Combine.MEAN))
    sheets = tuple(
        replace(one, scores={"business": one.scores["business"] + more}) if one.member == "R1" else one
        for one in made.sheets
    )

    before, after = bases(made), bases(replace(made, sheets=sheets))

    for one, other in combinations(before, 2):
        assert (before[one] < before[other]) == (after[one] < after[other])
        assert (before[one] > before[other]) == (after[one] > after[other])


@SOME
@given(panels(), st.data())
def test_who_the_members_are_and_in_which_order_firms_stand_changes_no_score_and_no_rank(
    made: SelectionRecord, data: st.DataObject
) -> None:
    members = [f"R{n}" for n in range(1, 7)]
    named = dict(zip(members, data.draw(st.permutations(members)), strict=True))
    turned = replace(
        made,
        applicants=tuple(data.draw(st.permutations(made.applicants))),
        sheets=tuple(replace(one, member=named[one.member]) for one in data.draw(st.permutations(made.sheets))),
        excluded=tuple(Exclusion(named[one.member], one.applicant) for one in made.excluded),
    )

    assert bases(turned) == bases(made)
    assert ranks(decided(turned)) == ranks(decided(made))


@SOME
@given(panels(), st.data())
def test_raising_one_point_never_lowers_that_firms_total(made: SelectionRecord, data: st.DataObject) -> None:
    raised = data.draw(st.sampled_from(made.sheets))
    higher = replace(raised, scores={"business": raised.scores["business"] + data.draw(POINTS)})

    after = bases(replace(made, sheets=tuple(higher if one is raised else one for one in made.sheets)))

    assert after[raised.applicant] >= bases(made)[raised.applicant]


@SOME
@given(panels())
def test_everybody_loses_as_many_sheets_as_everybody_else(made: SelectionRecord) -> None:
    (result,) = ranking_of(made).stages

    assert {sum(one.trimmed is not None for one in score.sheets) for score in result.scores.values()} == {2 * result.k}


@SOME
@given(panels())
def test_selection_probabilities_sum_to_the_places(made: SelectionRecord) -> None:
    probability = decided(made).advisory.probability

    assert probability is not None
    assert sum(probability.values()) == 1


@SOME
@given(SERIAL)
def test_by_turns_nobody_prefers_a_unit_that_a_firm_further_down_got(made: SelectionRecord) -> None:
    made = replace(made, applicants=tuple(replace(one, sitting_in=None) for one in made.applicants))
    got = units_of(decided(made))

    for above, below in combinations(made.applicants, 2):
        assert got[below.id] not in better_than(got[above.id], wishes_of(above, made.units))


@SOME
@given(SERIAL | RESERVED)
def test_a_unit_is_given_once_and_only_to_who_chose_it_and_fits(made: SelectionRecord) -> None:
    got = units_of(decided(made))

    given_out = [code for code in got.values() if code is not None]
    assert len(given_out) == len(set(given_out))
    assert all(got[one.id] in (*wishes_of(one, made.units), None) for one in made.applicants)


@SOME
@given(RESERVED)
def test_nobody_prefers_a_unit_held_by_a_firm_of_lower_priority_for_it(made: SelectionRecord) -> None:
    got = units_of(decided(made))
    holders = {got[one.id]: (number, one) for number, one in enumerate(made.applicants)}
    reserved = {one.code: one.reserved_for for one in made.units}

    def priority(number: int, one: Applicant, code: str) -> tuple[bool, int]:
        return (one.kind != reserved[code], number)

    for number, one in enumerate(made.applicants):
        for code in better_than(got[one.id], wishes_of(one, made.units)):
            assert code in holders
            assert priority(*holders[code], code) < priority(number, one, code)


@SOME
@given(SERIAL)
def test_a_sitting_tenant_never_ends_worse_and_is_never_a_reserve(made: SelectionRecord) -> None:
    decision = decided(made)

    for one in made.applicants:
        if one.sitting_in is not None:
            assert decision.allotment.unit_of(one.id) in wishes_of(one, made.units)
            assert one.id not in decision.allotment.reserves


@settings(max_examples=30, deadline=None)
@given(SERIAL | RESERVED, st.data())
def test_no_other_list_gets_a_firm_anything_better_than_its_true_one(
    made: SelectionRecord, data: st.DataObject
) -> None:
    firm = data.draw(st.sampled_from(made.applicants))
    wishes = wishes_of(firm, made.units)
    true = units_of(decided(made))[firm.id]

    for n in range(len(CODES) + 1):
        for choices in permutations(CODES, n):
            told = tuple(replace(one, choices=choices) if one is firm else one for one in made.applicants)
            got = units_of(decided(replace(made, applicants=told)))[firm.id]
            assert got not in better_than(true, wishes)


@SOME
@given(SERIAL | RESERVED)
def test_the_fullest_assignment_leaves_nobody_without_and_cannot_be_filled_further(made: SelectionRecord) -> None:
    decision = decided(made)
    fullest = decision.allotment.fullest
    order = order_of_turns(made, decision.ranking)
    wishes = {one.id: set(wishes_of(one, made.units)) for one in made.applicants if one.id in order}

    assert all(move.instead is not None and move.instead in wishes[move.applicant] for move in fullest.moves)
    assert fullest.n_filled == _most(list(wishes.values()), set(CODES))


def _most(wishes: list[set[str]], free: set[str]) -> int:
    """How many can be served, by trying everything."""
    if not wishes:
        return 0
    served = [1 + _most(wishes[1:], free - {code}) for code in wishes[0] & free]
    return max([_most(wishes[1:], free), *served])
