"""What a call (모집공고) says: its text, days, units, and the whole rule set by which it is decided.

A value that is kept as JSON. Once published it never changes; a change is the next version.
Source: docs/rules/calls.md, "Rule set"
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

import msgspec

from center.core.text import Text, named
from center.enterprises.rules.kinds import Kind
from center.files.rules.kinds import FileKind

OLDER, LOT = "older", "lot"
"""The last ways to break a tie: who was founded earlier, and a lot drawn before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Something with a short key that never changes and a name in both languages."""

    key: str
    name: str
    name_en: str = ""

    @property
    def title(self) -> Text:
        """The name for a reader of either language."""
        return named(self.name, self.name_en or self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document(Named):
    """A paper that is asked for; `most_mb` is the size of its file."""

    is_required: bool = True
    kinds: tuple[FileKind, ...] = tuple(FileKind)
    most_mb: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Part(Named):
    """A part of the business plan that is written on the page, of so many letters at most."""

    hint: str = ""
    hint_en: str = ""
    most_letters: int = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion(Named):
    """What members of the committee give points for."""

    points: int
    question: str = ""
    question_en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage(Named):
    """A stage of the review; `share` is its part of the whole in per cent."""

    share: int
    criteria: tuple[Criterion, ...] = ()

    @property
    def points(self) -> int:
        """The sum of its criteria."""
        return sum(criterion.points for criterion in self.criteria)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item(Named):
    """Points that are added or taken off for a fact."""

    points: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Eligibility:
    """Who may apply. `most_years` since incorporation on the day of the notice, that day itself included."""

    kinds: tuple[Kind, ...] = tuple(Kind)
    in_district: bool = True
    most_years: int | None = 5
    declarations: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """The days of a call. Applications are taken from `opens_at` through the whole second of `closes_at`."""

    notice_on: date
    opens_at: datetime
    closes_at: datetime
    briefing_at: datetime | None = None
    briefing_place: str = ""
    briefing_place_en: str = ""
    interview_on: date | None = None
    result_on: date
    move_in_on: date


class Combine(StrEnum):
    """How the sheets of one applicant become one figure."""

    MEAN = "mean"
    TRIMMED = "trimmed"


class CutOn(StrEnum):
    """What the cut is compared with: the figure before or after bonus and deductions."""

    BASE = "base"
    TOTAL = "total"


class Published(StrEnum):
    """What the announcement of the result shows of each applicant, by its receipt number."""

    SELECTED = "selected"
    RANKS = "ranks"
    SCORES = "scores"


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """How scores become a ranking, and the ranking units. Source: docs/rules/scoring.md"""

    combine: Combine = Combine.TRIMMED
    trim_from: int = 5
    min_sheets: int = 5
    bonus: tuple[Item, ...] = ()
    bonus_cap: Decimal = Decimal(0)
    deductions: tuple[Item, ...] = ()
    deduction_cap: Decimal = Decimal(0)
    cut: Decimal | None = Decimal(60)
    cut_on: CutOn = CutOn.BASE
    ties: tuple[str, ...] = (OLDER, LOT)
    shortlist_factor: Decimal | None = Decimal("1.5")
    reserve_months: int = 12
    published: Published = Published.SELECTED


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """All that a call says."""

    title: str = ""
    title_en: str = ""
    text: str = ""
    text_en: str = ""
    schedule: Schedule
    units: tuple[str, ...] = ()
    years: int = 2
    extension_years: int = 1
    eligibility: Eligibility = field(default_factory=Eligibility)
    documents: tuple[Document, ...] = ()
    parts: tuple[Part, ...] = ()
    stages: tuple[Stage, ...] = ()
    selection: Selection = field(default_factory=Selection)

    @property
    def heading(self) -> Text:
        """The title for a reader of either language."""
        return named(self.title, self.title_en or self.title)

    def ties_known(self) -> Iterator[str]:
        """Every way in which a tie may be broken here."""
        for stage in self.stages:
            yield f"stage:{stage.key}"
            yield from (f"criterion:{stage.key}/{criterion.key}" for criterion in stage.criteria)
        yield from (OLDER, LOT)


def to_plain(content: Content) -> dict[str, Any]:
    """The content as JSON keeps it."""
    plain: dict[str, Any] = msgspec.to_builtins(content)
    return plain


def from_plain(plain: Any) -> Content:
    """The content that was kept.

    Raises:
        msgspec.ValidationError: it is none.
    """
    return msgspec.convert(plain, Content)


def seal_of(plain: Mapping[str, Any]) -> str:
    """SHA-256 over a content as it is kept, in one way of writing: the same rules have the same hash, on any machine."""
    return hashlib.sha256(msgspec.json.encode(plain, order="sorted")).hexdigest()


def moved(content: Content, notice_on: date) -> Content:
    """The same call with its notice on another day and every other day as far from it as before."""
    shift, old = notice_on - content.schedule.notice_on, content.schedule
    schedule = replace(
        old,
        notice_on=notice_on,
        opens_at=old.opens_at + shift,
        closes_at=old.closes_at + shift,
        briefing_at=_later(old.briefing_at, shift),
        interview_on=old.interview_on + shift if old.interview_on else None,
        result_on=old.result_on + shift,
        move_in_on=old.move_in_on + shift,
    )
    return replace(content, schedule=schedule)


def _later(instant: datetime | None, shift: timedelta) -> datetime | None:
    return instant + shift if instant else None
