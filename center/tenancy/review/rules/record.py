"""The selection record: all that decided a call, as one value. Numbers are exact.

Source: docs/rules/scoring.md, "The selection record"
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from center.core.errors import RuleError
from center.core.text import Text, _
from center.tenancy.calls.rules.content import LOT, OLDER, Combine, CutOn

FORMAT = "center-selection/1"


class Assignment(StrEnum):
    """How the ranking becomes units."""

    SERIAL = "serial"
    RESERVED = "reserved"


@dataclass(frozen=True, slots=True)
class Criterion:
    """What members give points for, from 0 to `points`."""

    key: str
    points: int


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of the review; the shares of all stages sum to 1."""

    key: str
    share: Fraction
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class Cut:
    """The least score that passes, and whether bonus and deductions count for it."""

    score: Fraction
    on: CutOn


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The announced rules. With `shortlist_factor` None everyone goes on after the first stage."""

    stages: tuple[Stage, ...]
    combine: Combine
    trim_from: int
    min_sheets: int
    bonus_cap: Fraction
    deduction_cap: Fraction
    cut: Cut | None
    ties: tuple[str, ...]
    shortlist_factor: Fraction | None
    assignment: Assignment

    def ties_known(self) -> Iterator[str]:
        """Every way in which a tie may be broken under these rules."""
        for stage in self.stages:
            yield stage_tie(stage.key)
            yield from (criterion_tie(stage.key, criterion.key) for criterion in stage.criteria)
        yield from (OLDER, LOT)


@dataclass(frozen=True, slots=True)
class OfferedUnit:
    """A unit on offer; with the assignment `reserved`, firms of the kind `reserved_for` come first."""

    code: str
    area_m2: Fraction
    reserved_for: str | None


@dataclass(frozen=True, slots=True)
class Applicant:
    """A firm with what the ranking and the assignment need of it; `choices` are unit codes, the best first.

    `sitting_in` is the unit that it has already and keeps until it gets a better one.
    """

    id: str
    kind: str
    founded_on: date | None
    need_m2: Fraction
    choices: tuple[str, ...]
    bonus: tuple[Fraction, ...]
    deductions: tuple[Fraction, ...]
    sitting_in: str | None
    lot: int | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """The points of one member for one applicant in one stage, by criterion; a submitted one."""

    stage: str
    member: str
    applicant: str
    scores: Mapping[str, Fraction]

    @property
    def total(self) -> Fraction:
        """The sum of its points."""
        return sum(self.scores.values(), Fraction(0))


@dataclass(frozen=True, slots=True)
class Exclusion:
    """That a member may not judge an applicant: sheets of the two are ignored."""

    member: str
    applicant: str


@dataclass(frozen=True, slots=True)
class SelectionRecord:
    """One call with its rules, units, applicants and sheets, each in the order of the file."""

    number: str
    notice_on: date
    rules: RuleSet
    units: tuple[OfferedUnit, ...]
    applicants: tuple[Applicant, ...]
    sheets: tuple[Sheet, ...]
    excluded: tuple[Exclusion, ...]


class RecordRefusedError(RuleError):
    """A selection record does not say what such a record must say.

    `place` is the path to it, such as `sheets[3].scores.business`.
    """

    kind = "record-refused"

    def __init__(self, place: str, reason: Text) -> None:
        super().__init__(_("%(place)s: %(reason)s", place=place, reason=reason))
        self.place = place
        self.reason = reason


def stage_tie(stage: str) -> str:
    """The way to break a tie by the score of a stage."""
    return f"stage:{stage}"


def criterion_tie(stage: str, criterion: str) -> str:
    """The way to break a tie by one criterion of a stage."""
    return f"criterion:{stage}/{criterion}"
