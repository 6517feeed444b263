"""Who is offered a unit that became free. Pure.

The ranking's assignment stands; a decline, an expiry or a cancellation frees a unit. It goes down the ranking: the first
who has not signed, accepts it and would be better off moves to it and frees its own, then the reserves. Who is passed
over keeps its place. Source: docs/rules/scoring.md, "The assignment"; docs/rules/leases.md, "Offers"
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class FreeUnit:
    """A unit on offer; the area in hundredths of a ㎡. Firms of the kind it is reserved for go before all others."""

    code: str
    area_m2: int
    reserved_for: str | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """Who passed: the area it needs, and the units it accepts, the dearest first."""

    firm: str
    need_m2: int
    accepts: tuple[str, ...]
    kinds: frozenset[str] = frozenset()

    def takes(self, unit: FreeUnit) -> bool:
        """Whether it accepts the unit and the unit meets its need."""
        return unit.code in self.accepts and unit.area_m2 >= self.need_m2

    def prefers(self, unit: FreeUnit, to: str | None) -> bool:
        """Whether it takes the unit rather than the one it has; any rather than none."""
        if not self.takes(unit):
            return False
        return to is None or to not in self.accepts or self.accepts.index(unit.code) < self.accepts.index(to)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a ranking stands: all who passed in their order, who has which unit, who signed, who is out.

    Who declined, let an offer expire or was cancelled is out: it is offered nothing more.
    """

    ranking: tuple[Candidate, ...]
    assigned: Mapping[str, str]
    signed: frozenset[str] = frozenset()
    out: frozenset[str] = frozenset()

    @property
    def reserves(self) -> list[Candidate]:
        """Who got nothing and is still waiting, in order."""
        return [one for one in self.ranking if one.firm not in self.assigned and one.firm not in self.out]


@dataclass(frozen=True, slots=True)
class Move:
    """A firm is offered a unit, and gives up the one it was assigned, if any."""

    firm: str
    to: str
    gives_up: str | None


def next_reserve(standing: Standing, unit: FreeUnit) -> Candidate | None:
    """The first reserve that takes the unit; those before it keep their place."""
    return next((one for one in _in_order(standing.reserves, unit) if one.takes(unit)), None)


def _in_order(candidates: Sequence[Candidate], unit: FreeUnit) -> list[Candidate]:
    """In ranking order, those for whom the unit is reserved before all others."""
    return sorted(candidates, key=lambda one: unit.reserved_for is None or unit.reserved_for not in one.kinds)


def call_next(standing: Standing, freed: FreeUnit, units: Collection[FreeUnit], *, with_reserves: bool) -> list[Move]:
    """Who is offered what after a unit became free, in the order in which it follows; nobody who signed is moved.

    `units` are all units of the ranking. The firm that freed it has to be out already. After their year reserves are
    left out.
    """
    by_code = {unit.code: unit for unit in units}
    assigned = {firm: unit for firm, unit in standing.assigned.items() if firm not in standing.out}
    moves = []
    free: FreeUnit | None = freed
    while free is not None:
        one = _first_better_off(standing, assigned, free, with_reserves=with_reserves)
        if one is None:
            break
        gives_up = assigned.get(one.firm)
        assigned[one.firm] = free.code
        moves.append(Move(one.firm, free.code, gives_up))
        free = by_code[gives_up] if gives_up else None
    return moves


def _first_better_off(
    standing: Standing, assigned: Mapping[str, str], unit: FreeUnit, *, with_reserves: bool
) -> Candidate | None:
    gone = standing.signed | standing.out
    waiting = [
        one for one in standing.ranking if one.firm not in gone and (with_reserves or one.firm in standing.assigned)
    ]
    ordered = _in_order(waiting, unit)
    return next((one for one in ordered if one.prefers(unit, assigned.get(one.firm))), None)


def after(standing: Standing, moves: Sequence[Move]) -> Standing:
    """How the ranking stands when all moves were offered: each firm has what it was offered, those out have nothing."""
    assigned = {firm: unit for firm, unit in standing.assigned.items() if firm not in standing.out}
    assigned.update({move.firm: move.to for move in moves})
    return Standing(standing.ranking, assigned, standing.signed, standing.out)


def are_reserves_valid(valid_until: date, on: date) -> bool:
    """Whether reserves are still called on a day; the last one is in."""
    return on <= valid_until
