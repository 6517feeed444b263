"""A decision as it is printed: the figures that pages, files and papers show, and the document of `center recompute`. Pure.

Source: docs/rules/scoring.md, "Output"
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from center.tenancy.review.rules.advisory import Advisory
from center.tenancy.review.rules.deciding import Decision
from center.tenancy.review.rules.ranking import Fate, Standing
from center.tenancy.review.rules.reasons import ADVISORY_DIGITS, why
from center.tenancy.review.rules.scores import StageScore, Trim, printed

ORDER_OF_FATES = (Fate.PASSED, Fate.BELOW_CUT, Fate.NOT_SHORTLISTED, Fate.NOT_JUDGED)


@dataclass(frozen=True, slots=True)
class PrintedSheet:
    """A sheet that counts: its points by criterion and their sum."""

    points: Mapping[str, str]
    total: str
    trimmed: Trim | None


@dataclass(frozen=True, slots=True)
class PrintedStage:
    """What an applicant got in a stage; `sheets` by member."""

    base: str
    n: int
    sheets: Mapping[str, PrintedSheet]


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """An applicant with every figure of it; what it did not come to is None."""

    applicant: str
    fate: Fate
    stages: Mapping[str, PrintedStage]
    base: str | None
    bonus: str
    deductions: str
    total: str | None
    rank: int | None
    unit: str | None


def printed_lines(decision: Decision) -> list[PrintedLine]:
    """Everybody with its figures: those who passed by rank, then the others by how far they came, as the file has them."""
    lines = {id_: _line(decision, one) for id_, one in decision.ranking.standings.items()}
    others = [line for id_, line in lines.items() if id_ not in decision.ranking.order]
    others.sort(key=lambda line: ORDER_OF_FATES.index(line.fate))
    return [*(lines[id_] for id_ in decision.ranking.order), *others]


def _line(decision: Decision, standing: Standing) -> PrintedLine:
    return PrintedLine(
        applicant=standing.applicant.id,
        fate=standing.fate,
        stages={key: _stage(score) for key, score in standing.stages.items()},
        base=_score(standing.base),
        bonus=printed(standing.bonus.counted),
        deductions=printed(standing.deductions.counted),
        total=_score(standing.total),
        rank=standing.rank,
        unit=decision.allotment.unit_of(standing.applicant.id),
    )


def _stage(score: StageScore) -> PrintedStage:
    return PrintedStage(printed(score.base), score.n, dict(_sheets(score)))


def _sheets(score: StageScore) -> Iterator[tuple[str, PrintedSheet]]:
    for one in score.sheets:
        points = {key: printed(given) for key, given in one.sheet.scores.items()}
        yield one.sheet.member, PrintedSheet(points, printed(one.sheet.total), one.trimmed)


def as_json(decision: Decision) -> str:
    """The document: scores with two decimals, advisory figures with four, all as strings."""
    return json.dumps(as_plain(decision), ensure_ascii=False, indent=1)


def as_plain(decision: Decision) -> dict[str, Any]:
    """The document before it is written; applicants in the order of the file."""
    shortlist = decision.ranking.shortlist
    standings = decision.ranking.standings
    return {
        "applicants": [_applicant(decision, one) for one in standings.values()],
        "shortlist": list(shortlist.applicants) if shortlist else None,
        "assignment": {id_: decision.allotment.unit_of(id_) for id_ in standings},
        "reserves": list(decision.allotment.reserves),
        "advisory": _advisory(decision.advisory),
    }


def _applicant(decision: Decision, standing: Standing) -> dict[str, Any]:
    line = _line(decision, standing)
    return {
        "id": line.applicant,
        "stages": {key: {"base": stage.base, "n": stage.n} for key, stage in line.stages.items()},
        "base": line.base,
        "total": line.total,
        "passed": standing.passed,
        "rank": line.rank,
        "why": " ".join(str(text) for text in why(decision, line.applicant)),
    }


def _score(number: Fraction | None) -> str | None:
    return None if number is None else printed(number)


def figure(number: Fraction | None) -> str | None:
    """An advisory figure, if there is one."""
    return None if number is None else printed(number, ADVISORY_DIGITS)


def _advisory(advisory: Advisory) -> dict[str, Any]:
    effects = advisory.effects
    return {
        "kendall_w": figure(advisory.kendall_w),
        "member_effects": _figures(effects.members) if effects else None,
        "adjusted": _figures(effects.applicants) if effects else None,
        "selected_probability": None if advisory.probability is None else _figures(advisory.probability),
        "leave_one_out": {member: list(ids) for member, ids in advisory.leave_one_out.items()},
        "survived_trimming": _figures(advisory.survived_trimming),
    }


def _figures(numbers: Mapping[str, Fraction]) -> dict[str, str]:
    return {key: printed(number, ADVISORY_DIGITS) for key, number in numbers.items()}
