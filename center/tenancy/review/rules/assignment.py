"""Who gets which unit and why, who is a reserve, and beside it the fullest assignment. Pure.

Source: docs/rules/scoring.md, "The assignment"
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from center.tenancy.review.rules.drawing import Drawn, Wishes, by_priority, by_turns, fullest
from center.tenancy.review.rules.ranking import Ranking
from center.tenancy.review.rules.record import Applicant, Assignment, OfferedUnit, SelectionRecord


class PassedOver(StrEnum):
    """Why a choice was not given. `PRIORITY` and `TENANT`: somebody further down has it, as reserved or by sitting in a unit."""

    NOT_OFFERED = "not_offered"
    TOO_SMALL = "too_small"
    TAKEN = "taken"
    PRIORITY = "priority"
    TENANT = "tenant"


class UnitFate(StrEnum):
    """What became of a unit."""

    GIVEN = "given"
    NOBODY_PASSED = "nobody_passed"
    NOT_CHOSEN = "not_chosen"
    TOO_SMALL = "too_small"
    BETTER_ELSEWHERE = "better_elsewhere"


@dataclass(frozen=True, slots=True)
class LostChoice:
    """A choice that an applicant would have liked better than what it got; `holder` is who has the unit, if anybody."""

    unit: str
    why: PassedOver
    holder: str | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """What an applicant in the draw got.

    `choice` counts its choices from 1; None where it got nothing, or keeps a unit that it did not name.
    """

    applicant: str
    unit: str | None
    choice: int | None
    lost: tuple[LostChoice, ...]


@dataclass(frozen=True, slots=True)
class UnitResult:
    """Who got a unit, or why nobody did."""

    unit: str
    holder: str | None
    fate: UnitFate


@dataclass(frozen=True, slots=True)
class Move:
    """An applicant that would have something else under the fullest assignment."""

    applicant: str
    official: str | None
    instead: str | None


@dataclass(frozen=True, slots=True)
class Fullest:
    """The comparison: how many units could be filled at most, and who would have something else then."""

    n_filled: int
    n_official: int
    moves: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class Allotment:
    """The units of a call given out. `shares` are of those in the draw in its order, `reserves` in the order of ranks."""

    shares: Mapping[str, Share]
    units: tuple[UnitResult, ...]
    reserves: tuple[str, ...]
    fullest: Fullest

    def unit_of(self, applicant: str) -> str | None:
        """What an applicant got; None also where it was not in the draw."""
        return self.shares[applicant].unit if applicant in self.shares else None


def fits(need_m2: Fraction, unit: OfferedUnit) -> bool:
    """Whether a unit is large enough; a need of 0 fits everywhere."""
    return unit.area_m2 >= need_m2


def wishes_of(applicant: Applicant, units: Sequence[OfferedUnit]) -> tuple[str, ...]:
    """The choices that it would take. Its own unit always fits, and nothing after that is wished for."""
    offered = {unit.code: unit for unit in units}
    own = applicant.sitting_in
    wished: list[str] = []
    for code in applicant.choices:
        if code == own:
            break
        if code in offered and code not in wished and fits(applicant.need_m2, offered[code]):
            wished.append(code)
    return (*wished, own) if own is not None else tuple(wished)


def order_of_turns(record: SelectionRecord, ranking: Ranking) -> list[str]:
    """Who is in the draw: those who passed by rank, then sitting tenants that did not, as the file has them."""
    last = [one.id for one in record.applicants if one.sitting_in is not None and one.id not in ranking.order]
    return [*ranking.order, *last]


def allotted(record: SelectionRecord, ranking: Ranking) -> Allotment:
    """The units given out by the announced way."""
    applicants = {one.id: one for one in record.applicants}
    order = order_of_turns(record, ranking)
    wishes = {id_: wishes_of(applicants[id_], record.units) for id_ in order}
    drawn = _drawn(record, order, wishes)
    got = {id_: drawn[id_] for id_ in order}
    holders = {unit: id_ for id_, unit in got.items() if unit is not None}
    shares = {id_: _share(applicants[id_], got, wishes, record) for id_ in order}
    units = tuple(_unit_result(unit, holders, [applicants[id_] for id_ in order], wishes) for unit in record.units)
    reserves = tuple(id_ for id_ in ranking.order if got[id_] is None)
    return Allotment(shares, units, reserves, _compared(got, wishes))


def first_reserve(record: SelectionRecord, reserves: Sequence[str], unit: OfferedUnit) -> str | None:
    """Whom a freed unit is offered to: the first reserve that accepts it and whose need it meets.

    Who is passed over keeps its place: `reserves` are those who wait, in their order.
    """
    applicants = {one.id: one for one in record.applicants}
    return next((id_ for id_ in reserves if unit.code in wishes_of(applicants[id_], [unit])), None)


def _drawn(record: SelectionRecord, order: Sequence[str], wishes: Wishes) -> Drawn:
    if record.rules.assignment is Assignment.SERIAL:
        tenants = {one.sitting_in: one.id for one in record.applicants if one.sitting_in is not None}
        return by_turns(order, wishes, tenants)
    kinds = {one.id: one.kind for one in record.applicants}
    reserved = {unit.code: unit.reserved_for for unit in record.units}
    return by_priority(order, wishes, lambda one, unit: int(kinds[one] != reserved[unit]))


def _share(applicant: Applicant, got: Drawn, wishes: Wishes, record: SelectionRecord) -> Share:
    unit = got[applicant.id]
    choices = list(dict.fromkeys(applicant.choices))
    choice = choices.index(unit) + 1 if unit in choices else None
    better = choices[: choice - 1] if choice else choices
    lost = [_lost(code, applicant, got, wishes, record) for code in better if code != applicant.sitting_in]
    return Share(applicant.id, unit, choice, tuple(lost))


def _lost(code: str, applicant: Applicant, got: Drawn, wishes: Wishes, record: SelectionRecord) -> LostChoice:
    unit = next((one for one in record.units if one.code == code), None)
    if unit is None:
        return LostChoice(code, PassedOver.NOT_OFFERED)
    if code not in wishes[applicant.id]:
        return LostChoice(code, PassedOver.TOO_SMALL)
    order = list(got)
    holder = next(id_ for id_ in order if got[id_] == code)
    if order.index(holder) < order.index(applicant.id):
        return LostChoice(code, PassedOver.TAKEN, holder)
    is_reserved = record.rules.assignment is Assignment.RESERVED
    return LostChoice(code, PassedOver.PRIORITY if is_reserved else PassedOver.TENANT, holder)


def _unit_result(
    unit: OfferedUnit, holders: Mapping[str, str], drawn: Sequence[Applicant], wishes: Wishes
) -> UnitResult:
    if unit.code in holders:
        return UnitResult(unit.code, holders[unit.code], UnitFate.GIVEN)
    if not drawn:
        return UnitResult(unit.code, None, UnitFate.NOBODY_PASSED)
    if not any(unit.code in applicant.choices for applicant in drawn):
        return UnitResult(unit.code, None, UnitFate.NOT_CHOSEN)
    is_wished = any(unit.code in wishes[applicant.id] for applicant in drawn)
    return UnitResult(unit.code, None, UnitFate.BETTER_ELSEWHERE if is_wished else UnitFate.TOO_SMALL)


def _compared(got: Drawn, wishes: Wishes) -> Fullest:
    most = fullest(got, wishes)
    moves = [Move(id_, got[id_], unit) for id_, unit in most.items() if unit != got[id_]]
    filled = [sum(unit is not None for unit in drawn.values()) for drawn in (most, got)]
    return Fullest(filled[0], filled[1], tuple(moves))
