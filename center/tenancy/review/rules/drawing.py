"""The ways in which a ranking becomes units: by turns, by priority, and as a comparison the fullest. Pure.

Each takes the wishes of those in the draw: the units each would take, the best first. Each gives what everybody gets.
Source: docs/rules/scoring.md, "The assignment"
"""

from collections.abc import Callable, Mapping, Sequence

Wishes = Mapping[str, Sequence[str]]
Drawn = dict[str, str | None]


def by_turns(order: Sequence[str], wishes: Wishes, tenants: Mapping[str, str]) -> Drawn:
    """Down the order, each takes the best that is left (serial dictatorship).

    `tenants` are those who sit in units, by unit. Whoever asks for the unit of a tenant that has not had its turn gives it
    the turn first; tenants that ask for each other's units in a ring exchange them.
    Source: A. Abdulkadiroğlu and T. Sönmez, House Allocation with Existing Tenants (1999)
    """
    got: Drawn = {}

    def wish(one: str) -> str | None:
        return next((unit for unit in wishes[one] if unit not in got.values()), None)

    while waiting := [one for one in order if one not in got]:
        asking = [waiting[0]]
        asked = tenants.get(wish(asking[-1]) or "")
        while asked is not None and asked not in got and asked not in asking:
            asking.append(asked)
            asked = tenants.get(wish(asked) or "")
        served = asking[asking.index(asked) :] if asked in asking else asking[-1:]
        got |= {one: wish(one) for one in served}
    return got


def by_priority(order: Sequence[str], wishes: Wishes, priority: Callable[[str, str], int]) -> Drawn:
    """Each asks down its wishes; a unit keeps the best who asked so far (deferred acceptance).

    `priority` of an applicant for a unit, the smaller first; among equals the order decides.
    Source: D. Gale and L. Shapley, College Admissions and the Stability of Marriage (1962)
    """
    held: dict[str, str] = {}
    left = {one: list(wishes[one]) for one in order}
    asking = list(order)
    while asking:
        one = asking.pop(0)
        if not left[one]:
            continue
        unit = left[one].pop(0)
        before = held.get(unit)
        claims = sorted(
            [one] if before is None else [one, before], key=lambda who: (priority(who, unit), order.index(who))
        )
        held[unit] = claims[0]
        asking += claims[1:]
    holders = {one: unit for unit, one in held.items()}
    return {one: holders.get(one) for one in order}


def fullest(official: Mapping[str, str | None], wishes: Wishes) -> Drawn:
    """As many units as can be filled, beginning from the official draw: nobody who has a unit there is left without.

    Down the official order, whoever has none gets one if others can move along, the fewest that do.
    """
    got = dict(official)
    for one in official:
        if got[one] is None:
            got |= _moved_along(one, got, wishes)
    return got


def _moved_along(first: str, got: Mapping[str, str | None], wishes: Wishes) -> Drawn:
    """The shortest row of moves that ends at a free unit, or none."""
    holders = {unit: one for one, unit in got.items() if unit is not None}
    rows: list[list[tuple[str, str]]] = [[(first, unit)] for unit in wishes[first]]
    seen = set(wishes[first])
    while rows:
        row = rows.pop(0)
        holder = holders.get(row[-1][1])
        if holder is None:
            return dict(row)
        rows += [[*row, (holder, unit)] for unit in wishes[holder] if unit not in seen]
        seen |= set(wishes[holder])
    return {}
