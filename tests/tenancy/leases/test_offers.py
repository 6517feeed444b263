"""Who is offered a unit that became free. Source: docs/rules/leases.md, "Offers" """

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from center.tenancy.leases.rules.clocks import reserves_until
from center.tenancy.leases.rules.offers import (
    Candidate,
    FreeUnit,
    Move,
    Standing,
    after,
    are_reserves_valid,
    call_next,
    next_reserve,
)
from tests.tenancy.leases.leasing import CLOCKS

AREAS = {"301": 28_22, "304": 31_02, "305": 17_17}
UNITS = {code: FreeUnit(code, area) for code, area in AREAS.items()}


def a_firm(firm: str, *accepts: str, need: int = 0, kinds: frozenset[str] = frozenset()) -> Candidate:
    return Candidate(firm, need, accepts, kinds)


A, B = a_firm("A", "304", "301", "305"), a_firm("B", "304", "301")
C, D = a_firm("C", "301", "304", "305"), a_firm("D", "305")
U1 = Standing((A, B, C, D), {"A": "304", "B": "301", "C": "305"})
"""The ranking of the example U1: D is the first reserve."""


def left(standing: Standing, firm: str, **given: frozenset[str]) -> Standing:
    return Standing(standing.ranking, standing.assigned, given.get("signed", standing.signed), frozenset({firm}))


def called(standing: Standing, unit: str) -> list[Move]:
    return call_next(standing, UNITS[unit], UNITS.values(), with_reserves=True)


def test_a_decline_cascades_down_the_ranking_to_the_first_reserve() -> None:
    assert called(left(U1, "A"), "304") == [Move("B", "304", "301"), Move("C", "301", "305"), Move("D", "305", None)]


def test_a_decline_cascades_only_among_those_who_have_not_signed() -> None:
    assert called(left(U1, "A", signed=frozenset({"B"})), "304") == [Move("C", "304", "305"), Move("D", "305", None)]
    assert called(left(U1, "A", signed=frozenset({"B", "C"})), "304") == []


def test_after_their_year_a_decline_calls_no_reserve() -> None:
    standing = left(U1, "A")

    moves = call_next(standing, UNITS["304"], UNITS.values(), with_reserves=False)

    assert moves == [Move("B", "304", "301"), Move("C", "301", "305")]


def test_after_the_moves_everybody_has_one_unit_and_who_is_out_none() -> None:
    standing = left(U1, "A")

    assert after(standing, called(standing, "304")).assigned == {"B": "304", "C": "301", "D": "305"}
    assert after(standing, []).assigned == {"B": "301", "C": "305"}


def test_one_whose_need_it_does_not_meet_is_passed_over_and_keeps_its_place() -> None:
    big, small = a_firm("big", "304", "305", need=30_00), a_firm("small", "305", need=17_17)
    standing = Standing((A, big, small), {"A": "305"}, out=frozenset({"A"}))

    assert next_reserve(standing, UNITS["305"]) == small
    assert [one.firm for one in standing.reserves] == ["big", "small"]
    assert called(standing, "305") == [Move("small", "305", None)]
    assert next_reserve(after(standing, called(standing, "305")), UNITS["304"]) == big


def test_one_that_does_not_accept_the_unit_is_passed_over_and_keeps_its_place() -> None:
    standing = Standing((D, B), {}, out=frozenset())

    assert next_reserve(standing, UNITS["301"]) == B
    assert next_reserve(standing, UNITS["305"]) == D


def test_who_declined_is_offered_nothing_more() -> None:
    standing = Standing((B, C), {}, out=frozenset({"B"}))

    assert called(standing, "304") == [Move("C", "304", None)]


def test_a_unit_reserved_for_a_kind_goes_to_the_first_of_that_kind() -> None:
    village = a_firm("M", "301", kinds=frozenset({"village_enterprise"}))
    reserved = FreeUnit("301", 28_22, "village_enterprise")
    standing = Standing((B, village), {})

    assert next_reserve(standing, reserved) == village
    assert next_reserve(Standing((B,), {}), reserved) == B


def test_who_sits_in_a_unit_it_no_longer_wants_takes_any_that_it_does() -> None:
    sitting = a_firm("T", "301")

    assert called(Standing((sitting,), {"T": "304"}), "301") == [Move("T", "301", "304")]
    assert called(Standing((sitting,), {"T": "301"}), "301") == []


def test_a_unit_nobody_wants_stays_free() -> None:
    assert next_reserve(Standing((D,), {}), UNITS["304"]) is None
    assert called(Standing((D,), {}), "304") == []


def test_reserves_are_called_through_the_last_day_of_their_year() -> None:
    until = reserves_until(date(2025, 7, 17), CLOCKS)

    assert are_reserves_valid(until, date(2026, 7, 17))
    assert not are_reserves_valid(until, date(2026, 7, 18))


def serial(ranking: tuple[Candidate, ...], out: frozenset[str] = frozenset()) -> dict[str, str]:
    """Down the ranking each takes the best still free: what the chain of moves has to come to."""
    taken: dict[str, str] = {}
    for one in ranking:
        free = [code for code in one.accepts if code not in taken.values() and one.takes(UNITS[code])]
        if free and one.firm not in out:
            taken[one.firm] = free[0]
    return taken


CHOICES = st.lists(st.sampled_from(sorted(UNITS)), unique=True, min_size=1, max_size=3)
RANKINGS = st.lists(st.tuples(CHOICES, st.sampled_from([0, 20_00, 30_00])), min_size=1, max_size=6)


def ranked(wishes: list[tuple[list[str], int]]) -> tuple[Candidate, ...]:
    return tuple(Candidate(f"F{n}", need, tuple(accepts)) for n, (accepts, need) in enumerate(wishes))


@given(wishes=RANKINGS, n=st.integers(0, 5))
def test_the_moves_come_to_what_the_ranking_would_give_without_who_declined(
    wishes: list[tuple[list[str], int]], n: int
) -> None:
    ranking = ranked(wishes)
    assigned = serial(ranking)
    firm = f"F{n}"
    standing = Standing(ranking, assigned, out=frozenset({firm}))
    if firm not in assigned:
        return

    moves = called(standing, assigned[firm])

    assert after(standing, moves).assigned == serial(ranking, frozenset({firm}))


@given(wishes=RANKINGS, signed=st.sets(st.integers(0, 5)), n=st.integers(0, 5))
def test_nobody_who_signed_is_moved_nobody_is_worse_off_and_no_unit_has_two(
    wishes: list[tuple[list[str], int]], signed: set[int], n: int
) -> None:
    ranking = ranked(wishes)
    assigned = serial(ranking)
    firm = f"F{n}"
    if firm not in assigned:
        return
    standing = Standing(ranking, assigned, frozenset(f"F{k}" for k in signed - {n}), frozenset({firm}))

    moves = called(standing, assigned[firm])

    found = after(standing, moves).assigned
    by_firm = {one.firm: one for one in ranking}
    assert not {move.firm for move in moves} & standing.signed
    assert len(set(found.values())) == len(found)
    assert all(by_firm[move.firm].prefers(UNITS[move.to], move.gives_up) for move in moves)
