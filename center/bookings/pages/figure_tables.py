"""Tables of figures with typed cells: pages show them as text, files write them as numbers.

Source: docs/rules/figures.md, "What is published"
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from math import floor

from center.bookings.pages.figure_pictures import Picture
from center.bookings.rules.figures.publishing import LEAST_SHOWN, Hidden, hidden_of
from center.bookings.rules.figures.summary import Figures
from center.core.text import _, named
from center.web.i18n import say

NOTHING = "–"
SAME_AS_BELOW = _("같은 내용이 아래 표에 있습니다.")
FEW, COMPANION = _("%(n)s 미만", n=LEAST_SHOWN), _("비공개")
Number = int | Fraction


class Unit(StrEnum):
    """What a number counts."""

    TIMES = "times"
    PEOPLE = "people"
    BOOKERS = "bookers"
    HOURS = "hours"
    DAYS = "days"
    PERCENT = "percent"


UNIT_NAMES = {
    Unit.TIMES: named("건", "times"),
    Unit.PEOPLE: named("명", "people"),
    Unit.BOOKERS: named("곳", "bookers"),
    Unit.HOURS: named("시간", "hours"),
    Unit.DAYS: named("일", "days"),
    Unit.PERCENT: named("%", "%"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """A number with its unit; a percentage is kept as 0 to 1. With `words` it is not shown, and they say so."""

    value: Number | None
    unit: Unit
    words: str = ""

    @property
    def text(self) -> str:
        """As people read it."""
        if self.words or self.value is None:
            return self.words or NOTHING
        return percent_text(self.value) if self.unit == Unit.PERCENT else number_text(self.value)


@dataclass(frozen=True, slots=True)
class Column:
    """A column's heading; in a comparison it tells of another period."""

    text: str
    is_comparison: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """What a row tells of, and its cells; `first_on` where that is a day, or a month by its first one."""

    heading: str
    cells: list[Cell]
    is_total: bool = False
    first_on: date | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `sheet` names it in a workbook, `corner` what its rows are. A dense one stays a table on phones."""

    caption: str
    sheet: str
    corner: str
    columns: list[Column]
    rows: list[Row]
    is_dense: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A question with its answer in a sentence, pictures, and the same facts as tables."""

    key: str
    heading: str
    answer: str
    pictures: Sequence[Picture]
    tables: list[Table]
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Compared:
    """The figures of a period beside those of others; each named as people name it."""

    title: str
    now: Figures
    others: list[tuple[str, Figures]]
    room_names: Mapping[str, str]
    is_public: bool

    @property
    def all(self) -> list[tuple[str, Figures]]:
        """The period itself first."""
        return [(self.title, self.now), *self.others]

    def other_columns(self, what: str = "") -> list[Column]:
        """A column for each period that is compared with."""
        return [Column(f"{title} {what}".strip(), is_comparison=True) for title, _figures in self.others]

    def counts(self, counts: Sequence[int], unit: Unit = Unit.TIMES) -> list[Cell]:
        """Numbers with a known sum; in public without the small ones."""
        return self.along(counts, counts, unit)

    def along(self, counts: Sequence[int], values: Sequence[Number | None], unit: Unit) -> list[Cell]:
        """Values that belong to such numbers and are hidden with them."""
        hidden = hidden_of(counts) if self.is_public else [None] * len(counts)
        return [Cell(value, unit, hidden_words(one)) for value, one in zip(values, hidden, strict=True)]

    def alone(self, count: int, value: Number | None, unit: Unit) -> Cell:
        """A value by itself, hidden in public where what it tells of is too little."""
        return self.along([count], [value], unit)[0]


def hidden_words(hidden: Hidden | None) -> str:
    """What stands instead of a number that is not shown."""
    if hidden is None:
        return ""
    return say(FEW if hidden == Hidden.FEW else COMPANION)


def rounded(value: Number, digits: int = 0) -> Fraction:
    """Half is rounded up."""
    scale = 10**digits
    return Fraction(floor(value * scale + Fraction(1, 2)), scale)


def number_text(value: Number) -> str:
    """1,234 · 12.5; one figure after the point where it is not whole."""
    whole = rounded(value, 1)
    return f"{int(whole):,}" if whole.denominator == 1 else f"{float(whole):,.1f}"


def percent_text(share: Number | None, digits: int = 1) -> str:
    """34.2%, or 34% in a sentence."""
    if share is None:
        return NOTHING
    return f"{float(rounded(share * 100, digits)):.{digits}f}%"
