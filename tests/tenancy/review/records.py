"""Selection records with plain defaults."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from center.tenancy.calls.rules.content import Combine, CutOn
from center.tenancy.review.rules.deciding import Decision, decided
from center.tenancy.review.rules.record import (
    Applicant,
    Assignment,
    Criterion,
    Cut,
    Exclusion,
    OfferedUnit,
    RuleSet,
    SelectionRecord,
    Sheet,
    Stage,
)

Points = int | str | Fraction
ONE_STAGE = (Stage("interview", Fraction(1), (Criterion("business", 100),)),)
TWO_STAGES = (
    Stage("documents", Fraction("0.4"), (Criterion("business", 100),)),
    Stage("interview", Fraction("0.6"), (Criterion("business", 100),)),
)


def rules(**given: Any) -> RuleSet:
    """Rules that trim from five sheets on, without a cut and without ties, for one stage of 100 points."""
    usual: dict[str, Any] = {
        "stages": ONE_STAGE,
        "combine": Combine.TRIMMED,
        "trim_from": 5,
        "min_sheets": 1,
        "bonus_cap": Fraction(5),
        "deduction_cap": Fraction(5),
        "cut": None,
        "ties": (),
        "shortlist_factor": None,
        "assignment": Assignment.SERIAL,
    }
    return RuleSet(**{**usual, **given})


def cut_at(score: Points, on: CutOn = CutOn.BASE) -> Cut:
    """A cut."""
    return Cut(Fraction(score), on)


def applicant(id_: str, **given: Any) -> Applicant:
    """A cooperative of which nothing else is known; choices stand in one text: `304>301`."""
    usual: dict[str, Any] = {
        "kind": "cooperative",
        "founded_on": None,
        "need_m2": Fraction(0),
        "choices": (),
        "bonus": (),
        "deductions": (),
        "sitting_in": None,
        "lot": None,
    }
    if isinstance(choices := given.get("choices"), str):
        given["choices"] = tuple(choices.split(">"))
    for name in ("bonus", "deductions"):
        given[name] = tuple(Fraction(points) for points in given.get(name, ()))
    if "need_m2" in given:
        given["need_m2"] = Fraction(given["need_m2"])
    return Applicant(**{"id": id_, **usual, **given})


def unit(code: str, area_m2: Points = 30, *, reserved_for: str | None = None) -> OfferedUnit:
    """A unit of 30 ㎡."""
    return OfferedUnit(code, Fraction(area_m2), reserved_for)


def sheets(scores: Mapping[str, Sequence[Points | None]], stage: str = "interview") -> tuple[Sheet, ...]:
    """The sheets of members R1, R2, … of a stage with one criterion, by applicant; None where there is none."""
    return tuple(
        Sheet(stage, f"R{n}", id_, {"business": Fraction(points)})
        for id_, row in scores.items()
        for n, points in enumerate(row, start=1)
        if points is not None
    )


def record(
    scores: Mapping[str, Sequence[Points | None]] | None = None,
    *,
    applicants: Sequence[Applicant] | None = None,
    units: Sequence[OfferedUnit] = (),
    more: Sequence[Sheet] = (),
    excluded: Sequence[tuple[str, str]] = (),
    **given: Any,
) -> SelectionRecord:
    """A record of one stage with these scores; `more` sheets of other stages, `excluded` pairs, `given` rules."""
    return SelectionRecord(
        number="2014-1",
        notice_on=date(2014, 12, 10),
        rules=rules(**given),
        units=tuple(units),
        applicants=tuple(applicants if applicants is not None else [applicant(id_) for id_ in scores or {}]),
        sheets=(*sheets(scores or {}), *more),
        excluded=tuple(Exclusion(member, id_) for member, id_ in excluded),
    )


def exact(**numbers: Points) -> dict[str, Fraction]:
    """Exact numbers by name."""
    return {name: Fraction(number) for name, number in numbers.items()}


def in_order(*firms: Applicant, units: Sequence[OfferedUnit], **given: Any) -> SelectionRecord:
    """A record in which these firms are ranked as they stand here, one member having judged them."""
    scores = {firm.id: [90 - n] for n, firm in enumerate(firms)}
    return record(scores, applicants=firms, units=units, **given)


def bases(made: SelectionRecord, stage: str = "interview") -> dict[str, Fraction]:
    """The exact score of everybody in a stage."""
    results = {one.stage.key: one for one in decided(made).ranking.stages}
    return {id_: score.base for id_, score in results[stage].scores.items()}


def ranks(decision: Decision) -> dict[str, int | None]:
    """The rank of everybody."""
    return {id_: standing.rank for id_, standing in decision.ranking.standings.items()}


def units_of(decision: Decision) -> dict[str, str | None]:
    """What everybody got."""
    return {id_: decision.allotment.unit_of(id_) for id_ in decision.ranking.standings}
