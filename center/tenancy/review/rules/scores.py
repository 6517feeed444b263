"""From sheets to the score of a stage: which sheets count, which are trimmed, what their mean is. Pure and exact.

Source: docs/rules/scoring.md, "The arithmetic"
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from center.core.text import _
from center.tenancy.calls.rules.content import Combine
from center.tenancy.review.rules.record import RecordRefusedError, RuleSet, SelectionRecord, Sheet, Stage

SCORE_DIGITS = 2
LEAST_TO_TRIM = 3
"""Of fewer sheets nothing would be left, whatever the rules say."""

Panel = Mapping[str, Sequence[Sheet]]
"""The counting sheets of each applicant of a stage, by member."""


class Trim(StrEnum):
    """Why a sheet was left out of the mean."""

    LOWEST = "lowest"
    HIGHEST = "highest"


@dataclass(frozen=True, slots=True)
class CountedSheet:
    """A sheet that counts, and whether it was trimmed."""

    sheet: Sheet
    trimmed: Trim | None


@dataclass(frozen=True, slots=True)
class StageScore:
    """What an applicant got in a stage: `base` is the mean of the sheets that were not trimmed."""

    sheets: tuple[CountedSheet, ...]
    base: Fraction

    @property
    def n(self) -> int:
        """How many sheets counted, trimmed ones too."""
        return len(self.sheets)


@dataclass(frozen=True, slots=True)
class StageResult:
    """A stage as it was scored; `k` sheets were trimmed at each end of everybody's."""

    stage: Stage
    k: int
    scores: Mapping[str, StageScore]


def rounded(number: Fraction, digits: int = SCORE_DIGITS) -> Fraction:
    """The nearest decimal, a half away from zero: what is printed and what is compared."""
    scaled = abs(number) * 10**digits
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Fraction(whole if number > 0 else -whole, 10**digits)


def printed(number: Fraction, digits: int = SCORE_DIGITS) -> str:
    """A number with that many decimals; what rounds to zero has no sign."""
    whole = rounded(number, digits) * 10**digits
    text = str(abs(whole.numerator)).rjust(digits + 1, "0")
    return f"{'-' if whole < 0 else ''}{text[:-digits]}.{text[-digits:]}"


def panel_of(record: SelectionRecord, stage: str, applicants: Iterable[str]) -> Panel:
    """The counting sheets of these applicants: those of excluded members are ignored. Nobody's may be none."""
    excluded = {(one.member, one.applicant) for one in record.excluded}
    found: dict[str, list[Sheet]] = {applicant: [] for applicant in applicants}
    for sheet in record.sheets:
        is_counted = sheet.stage == stage and (sheet.member, sheet.applicant) not in excluded
        if is_counted and sheet.applicant in found:
            found[sheet.applicant].append(sheet)
    return {applicant: sorted(sheets, key=lambda sheet: sheet.member) for applicant, sheets in found.items()}


def without(panel: Panel, member: str) -> Panel:
    """The same panel as if the member had not judged."""
    return {applicant: [one for one in sheets if one.member != member] for applicant, sheets in panel.items()}


def members_of(panel: Panel) -> list[str]:
    """Whose sheets count, by code."""
    return sorted({sheet.member for sheets in panel.values() for sheet in sheets})


def ensure_enough_sheets(record: SelectionRecord, stage: Stage, panel: Panel) -> None:
    """Nothing to do where everybody in the stage has as many sheets as the rules ask for.

    Raises:
        RecordRefusedError: at the first applicant that has fewer.
    """
    least = max(1, record.rules.min_sheets)
    for n, applicant in enumerate(record.applicants):
        if applicant.id in panel and (found := len(panel[applicant.id])) < least:
            text = _(
                "%(stage)s 단계의 심사표가 %(n)s장뿐입니다. %(least)s장 이상이어야 합니다.",
                stage=stage.key,
                n=found,
                least=least,
            )
            raise RecordRefusedError(f"applicants[{n}]", text)


def trim_count(rules: RuleSet, counts: Iterable[int]) -> int:
    """How many sheets are trimmed at each end: 1 only if every applicant of the stage has enough, else 0 for all."""
    if rules.combine is not Combine.TRIMMED:
        return 0
    return int(min(counts, default=0) >= max(rules.trim_from, LEAST_TO_TRIM))


def stage_result(rules: RuleSet, stage: Stage, panel: Panel) -> StageResult:
    """A stage scored. Who has no sheet counts for `k` and has no score."""
    k = trim_count(rules, [len(sheets) for sheets in panel.values()])
    return StageResult(stage, k, {one: _score(sheets, k) for one, sheets in panel.items() if sheets})


def _score(sheets: Sequence[Sheet], k: int) -> StageScore:
    marks = _marks(sheets) if k else {}
    counted = tuple(CountedSheet(sheet, marks.get(sheet.member)) for sheet in sheets)
    kept = [one.sheet.total for one in counted if one.trimmed is None]
    return StageScore(counted, sum(kept, Fraction(0)) / len(kept))


def _marks(sheets: Sequence[Sheet]) -> dict[str, Trim]:
    """Whose sheet is the lowest and whose the highest; among equal ones the member's whose code sorts first."""
    lowest = min(sheets, key=lambda sheet: (sheet.total, sheet.member))
    others = [sheet for sheet in sheets if sheet is not lowest]
    highest = min(others, key=lambda sheet: (-sheet.total, sheet.member))
    return {lowest.member: Trim.LOWEST, highest.member: Trim.HIGHEST}


def criterion_mean(sheets: Sequence[Sheet], criterion: str) -> Fraction:
    """The mean of one criterion over all counting sheets, trimmed ones too; there is at least one."""
    return sum((sheet.scores[criterion] for sheet in sheets), Fraction(0)) / len(sheets)
