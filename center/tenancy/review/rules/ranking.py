"""From the scores of stages to a ranking: shortlist, bonus and deductions, cut, ties. Pure and exact.

Whatever is compared is compared as it is printed. Source: docs/rules/scoring.md, "The arithmetic"
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from typing import Any

from center.tenancy.calls.rules.content import LOT, OLDER, CutOn
from center.tenancy.review.rules.record import Applicant, RuleSet, SelectionRecord, Sheet, criterion_tie, stage_tie
from center.tenancy.review.rules.scores import (
    StageResult,
    StageScore,
    criterion_mean,
    ensure_enough_sheets,
    panel_of,
    rounded,
    stage_result,
)


class Fate(StrEnum):
    """How far an applicant came."""

    NOT_JUDGED = "not_judged"
    NOT_SHORTLISTED = "not_shortlisted"
    BELOW_CUT = "below_cut"
    PASSED = "passed"


@dataclass(frozen=True, slots=True)
class Capped:
    """Bonus or deductions: what they sum to and what counts of it."""

    found: Fraction
    counted: Fraction


@dataclass(frozen=True, slots=True)
class Standing:
    """One applicant with all that led to its rank. `base` and `total` are exact, None for who did not come so far."""

    applicant: Applicant
    fate: Fate
    stages: Mapping[str, StageScore]
    bonus: Capped
    deductions: Capped
    base: Fraction | None = None
    total: Fraction | None = None
    rank: int | None = None

    @property
    def passed(self) -> bool:
        """Whether it may get a unit."""
        return self.fate is Fate.PASSED


@dataclass(frozen=True, slots=True)
class Shortlist:
    """Who went on after the first stage, in the order of their printed scores.

    `places` is None where everyone goes on; `line` is the least score that goes on, None where nobody was left out.
    """

    applicants: tuple[str, ...]
    places: int | None
    line: Fraction | None


@dataclass(frozen=True, slots=True)
class Tie:
    """Two neighbours of the ranking with the same printed total, and the way that parted them.

    `by` is None where none did: they share the rank, and the order of the file stands for an order.
    """

    above: str
    below: str
    by: str | None
    values: tuple[Fraction | date | int | None, Fraction | date | int | None] = (None, None)


@dataclass(frozen=True, slots=True)
class Ranking:
    """The ranking of a call. `standings` are in the order of the file, `order` holds those who passed, the first first."""

    stages: tuple[StageResult, ...]
    shortlist: Shortlist | None
    standings: Mapping[str, Standing]
    order: tuple[str, ...]
    ties: tuple[Tie, ...]

    @property
    def finalists(self) -> list[str]:
        """Who was judged in the last stage, in the order of the file."""
        return list(self.stages[-1].scores)


@dataclass(frozen=True, slots=True)
class Judged:
    """What ties look at: an applicant with its score of each stage and its counting sheets of each."""

    applicant: Applicant
    bases: Mapping[str, Fraction]
    sheets: Mapping[str, Sequence[Sheet]]


def ranking_of(record: SelectionRecord) -> Ranking:
    """The official ranking.

    Raises:
        RecordRefusedError: somebody has too few sheets in a stage.
    """
    stages, shortlist = _stages(record)
    standings = {one.id: _standing(one, record.rules, stages) for one in record.applicants}
    judged = {id_: judged_of(standing) for id_, standing in standings.items() if standing.passed}
    tied = record.rules.ties
    order = sorted(judged, key=lambda id_: (_compared(standings[id_]), *order_of(judged[id_], tied)))
    ties = tuple(
        _tie(judged[above], judged[below], tied)
        for above, below in pairwise(order)
        if _compared(standings[above]) == _compared(standings[below])
    )
    return Ranking(stages, shortlist, _ranked(standings, order, ties), tuple(order), ties)


def _stages(record: SelectionRecord) -> tuple[tuple[StageResult, ...], Shortlist | None]:
    going, shortlist, results = _judged_at_all(record), None, []
    for number, stage in enumerate(record.rules.stages):
        panel = panel_of(record, stage.key, going)
        ensure_enough_sheets(record, stage, panel)
        results.append(stage_result(record.rules, stage, panel))
        if number == 0 and len(record.rules.stages) > 1:
            shortlist = shortlist_of(results[0], record.rules.shortlist_factor, len(record.units))
            going = [one for one in going if one in shortlist.applicants]
    return tuple(results), shortlist


def _judged_at_all(record: SelectionRecord) -> list[str]:
    """Every applicant but sitting tenants of whom no sheet counts."""
    everybody = [one.id for one in record.applicants]
    panels = [panel_of(record, stage.key, everybody) for stage in record.rules.stages]
    return [one.id for one in record.applicants if one.sitting_in is None or any(panel[one.id] for panel in panels)]


def shortlist_of(first: StageResult, factor: Fraction | None, n_units: int) -> Shortlist:
    """Who goes on after the first stage: so many times the units, and all who are tied at the line."""
    scores = {id_: rounded(score.base) for id_, score in first.scores.items()}
    order = sorted(scores, key=lambda id_: -scores[id_])
    places = None if factor is None else math.ceil(factor * n_units)
    if places is None or places >= len(order):
        return Shortlist(tuple(order), places, None)
    if not places:
        return Shortlist((), 0, None)
    line = scores[order[places - 1]]
    return Shortlist(tuple(id_ for id_ in order if scores[id_] >= line), places, line)


def capped(points: Sequence[Fraction], cap: Fraction) -> Capped:
    """The sum of points, and what counts of it."""
    found = sum(points, Fraction(0))
    return Capped(found, min(cap, found))


def _standing(applicant: Applicant, rules: RuleSet, stages: Sequence[StageResult]) -> Standing:
    reached = {one.stage.key: one.scores[applicant.id] for one in stages if applicant.id in one.scores}
    bonus, deductions = (
        capped(applicant.bonus, rules.bonus_cap),
        capped(applicant.deductions, rules.deduction_cap),
    )
    if len(reached) < len(stages):
        fate = Fate.NOT_SHORTLISTED if reached else Fate.NOT_JUDGED
        return Standing(applicant, fate, reached, bonus, deductions)
    base = sum((one.stage.share * reached[one.stage.key].base for one in stages), Fraction(0))
    total = base + bonus.counted - deductions.counted
    fate = Fate.PASSED if _passes(rules, base, total) else Fate.BELOW_CUT
    return Standing(applicant, fate, reached, bonus, deductions, base, total)


def _passes(rules: RuleSet, base: Fraction, total: Fraction) -> bool:
    if rules.cut is None:
        return True
    return rounded(base if rules.cut.on is CutOn.BASE else total) >= rules.cut.score


def _compared(standing: Standing) -> Fraction:
    """Its place by its printed total, the smallest first."""
    return -rounded(standing.total or Fraction(0))


def judged_of(standing: Standing) -> Judged:
    """What ties look at for an official standing."""
    bases = {key: score.base for key, score in standing.stages.items()}
    sheets = {key: [one.sheet for one in score.sheets] for key, score in standing.stages.items()}
    return Judged(standing.applicant, bases, sheets)


def tie_value(judged: Judged, tie: str) -> Fraction | date | int | None:
    """What a way to break ties looks at; a score as it is printed."""
    if tie == OLDER:
        return judged.applicant.founded_on
    if tie == LOT:
        return judged.applicant.lot
    for key, base in judged.bases.items():
        if tie == stage_tie(key):
            return rounded(base)
        for criterion in judged.sheets[key][0].scores:
            if tie == criterion_tie(key, criterion):
                return rounded(criterion_mean(judged.sheets[key], criterion))
    raise KeyError(tie)


def order_of(judged: Judged, ties: Sequence[str]) -> list[Any]:
    """A key that sorts by the ways to break ties, the better first: high scores, early days, small lots, nothing last."""
    return [_place(tie_value(judged, tie)) for tie in ties]


def _place(value: Fraction | date | int | None) -> tuple[bool, Any]:
    if value is None:
        return (True, 0)
    return (False, -value if isinstance(value, Fraction) else value)


def _tie(above: Judged, below: Judged, ties: Sequence[str]) -> Tie:
    for tie in ties:
        values = tie_value(above, tie), tie_value(below, tie)
        if values[0] != values[1]:
            return Tie(above.applicant.id, below.applicant.id, tie, values)
    return Tie(above.applicant.id, below.applicant.id, None)


def _ranked(standings: Mapping[str, Standing], order: Sequence[str], ties: Sequence[Tie]) -> dict[str, Standing]:
    """The standings with their ranks: who is tied to the end shares the rank, and the next one skips."""
    shared = {(tie.above, tie.below) for tie in ties if tie.by is None}
    ranks: dict[str, int] = {}
    for number, id_ in enumerate(order, start=1):
        above = order[number - 2] if number > 1 else ""
        ranks[id_] = ranks[above] if (above, id_) in shared else number
    return {id_: replace(standing, rank=ranks.get(id_)) for id_, standing in standings.items()}
