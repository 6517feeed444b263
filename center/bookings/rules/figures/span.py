"""The month or year that figures are of.

Source: docs/rules/figures.md, "Periods"
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from center.core.errors import DomainError, NotFoundError, RuleError
from center.core.text import MONTHS_EN, Text, _, named
from center.core.time import YEARS

MONTHS_A_YEAR = 12
KEY = re.compile(r"(\d{4})(?:-(\d{2}))?", re.ASCII)


class WrongSpanError(RuleError):
    """An address names no month and no year."""

    kind = "wrong-span"

    def __init__(self) -> None:
        super().__init__(_("기간은 month=2026-11이나 year=2026처럼 하나만 적어 주세요. 아래에서 골라도 됩니다."))


class NotBegunError(NotFoundError):
    """The month or year lies ahead."""

    kind = "not-begun"

    def __init__(self, span: Text) -> None:
        DomainError.__init__(self, _("%(span)s: 아직 시작하지 않은 기간입니다. 지난 기간을 골라 주세요.", span=span))


class NotOverError(NotFoundError):
    """The month or year is not over, so that its figures are not public yet."""

    kind = "not-over"

    def __init__(self, span: Text, *, is_month: bool) -> None:
        sentence = (
            _("%(span)s: 아직 끝나지 않은 달입니다. 다음 달 1일부터 볼 수 있습니다.", span=span)
            if is_month
            else _("%(span)s: 아직 끝나지 않은 해입니다. 다음 해 1월 1일부터 볼 수 있습니다.", span=span)
        )
        DomainError.__init__(self, sentence)


@dataclass(frozen=True, order=True, slots=True)
class Span:
    """A month of a year or, without a month, the whole year; its days are Seoul's."""

    year: int
    month: int = 0

    @property
    def is_month(self) -> bool:
        """Whether it is a month."""
        return self.month > 0

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.month or 1, 1)

    @property
    def end(self) -> date:
        """The day after its last."""
        return self.after().first

    @property
    def key(self) -> str:
        """As addresses and tables name it: 2026-11, 2026."""
        return f"{self.year:04d}-{self.month:02d}" if self.is_month else f"{self.year:04d}"

    @property
    def parts(self) -> range:
        """What its course is told by: the days of a month, the months of a year."""
        return range(1, (monthrange(self.year, self.month)[1] if self.is_month else MONTHS_A_YEAR) + 1)

    def part_of(self, day: date) -> int:
        """The part in which a day of it lies."""
        return day.day if self.is_month else day.month

    def after(self) -> "Span":
        """The next one."""
        return self._moved(1)

    def before(self) -> "Span":
        """The one before."""
        return self._moved(-1)

    def year_before(self) -> "Span":
        """The same one of the year before."""
        return Span(self.year - 1, self.month)

    def _moved(self, by: int) -> "Span":
        if not self.is_month:
            return Span(self.year + by)
        index = self.year * MONTHS_A_YEAR + self.month - 1 + by
        return Span(index // MONTHS_A_YEAR, index % MONTHS_A_YEAR + 1)

    def has_begun(self, today: date) -> bool:
        """Whether its first day has come."""
        return self.first <= today

    def is_over(self, today: date) -> bool:
        """Whether its last day has passed."""
        return self.end <= today

    def title(self, today: date) -> Text:
        """As people name it; a month of the present year without its year."""
        if not self.is_month:
            return named(f"{self.year}년", f"{self.year}")
        month = named(f"{self.month}월", MONTHS_EN[self.month - 1])
        if self.year == today.year:
            return month
        return named(f"{self.year}년 {self.month}월", f"{MONTHS_EN[self.month - 1]} {self.year}")


def month_of(day: date) -> Span:
    """The month in which a day lies."""
    return Span(day.year, day.month)


def read_span(month: str | None, year: str | None, today: date) -> Span:
    """The month or year that an address names; without either the month that ended last.

    Raises:
        WrongSpanError: both, or something else.
    """
    if month is None and year is None:
        return month_of(today).before()
    span = _read(month or year or "")
    if span is None or (month is not None and year is not None) or span.is_month != (month is not None):
        raise WrongSpanError
    return span


def _read(text: str) -> Span | None:
    found = KEY.fullmatch(text)
    if found is None:
        return None
    span = Span(int(found[1]), int(found[2] or 0))
    is_there = span.year in YEARS and (found[2] is None or 1 <= span.month <= MONTHS_A_YEAR)
    return span if is_there else None


def ensure_begun(span: Span, today: date) -> None:
    """Raises: NotBegunError."""
    if not span.has_begun(today):
        raise NotBegunError(span.title(today))


def ensure_over(span: Span, today: date) -> None:
    """Raises: NotBegunError, NotOverError."""
    ensure_begun(span, today)
    if not span.is_over(today):
        raise NotOverError(span.title(today), is_month=span.is_month)


def spans_around(span: Span) -> tuple[Span, ...]:
    """A period, the one before, and that of the year before: all that its figures are compared with."""
    return tuple(dict.fromkeys((span, span.before(), span.year_before())))
