"""Planned days as people write them, kept as written and as days: "9~12월", "2015년 3월", "2014-09-01 ~ 2014-10-16".

Source: docs/rules/construction.md, "Milestones"
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from center.core.errors import RuleError
from center.core.text import _
from center.core.time import YEARS, month_start

LONGEST_WRITTEN = 40
DAY = re.compile(r"(\d{4})\s*[-./년]\s*(\d{1,2})\s*[-./월]\s*(\d{1,2})\s*[.일]?")
MONTHS = re.compile(
    r"(?:(?P<year>\d{4})\s*[년.\-]|['’](?P<short>\d{2})\.)?\s*(?P<first>\d{1,2})\s*[월.]?\s*"
    r"(?:[~–-]\s*(?:(?P<end_year>\d{4})\s*[년.\-]\s*)?(?P<last>\d{1,2})\s*[월.]?)?"
)
TO = re.compile(r"\s*[~–]\s*")


class WrongSpanError(RuleError):
    """What was typed is no time that can be planned."""

    kind = "wrong-span"


@dataclass(frozen=True, order=True, slots=True)
class Span:
    """Planned days, both included; `written` is how a vague time was put, "" where the days themselves are the plan."""

    first: date
    last: date
    written: str = ""

    @property
    def n_days(self) -> int:
        """How many days it takes, the last one too."""
        return (self.last - self.first).days + 1

    @property
    def is_vague(self) -> bool:
        """Whether it says only between which days something is done."""
        return bool(self.written)

    def moved(self, days: int) -> "Span":
        """The same so many days later; what was written no longer says it."""
        shift = timedelta(days=days)
        return self if days == 0 else Span(self.first + shift, self.last + shift)


def read_span(typed: str, year: int) -> Span:
    """A day, two days, a month or months; a month without a year lies in `year`.

    Raises:
        WrongSpanError: it cannot be read, or ends before it begins.
    """
    text = " ".join(typed.split())
    span = _of_days(text) or _of_months(text, year)
    if span is None or len(text) > LONGEST_WRITTEN or {span.first.year, span.last.year} - set(YEARS):
        raise WrongSpanError(_("때를 읽을 수 없습니다. 2026-09-01 ~ 2026-12-31이나 2026년 9~12월처럼 적어 주세요."))
    if span.last < span.first:
        raise WrongSpanError(_("마지막 날이 첫날보다 앞섭니다. 때를 다시 확인해 주세요."))
    return span


def _of_days(text: str) -> Span | None:
    parts = TO.split(text)
    found = [DAY.fullmatch(part) for part in parts]
    days = [_day(*map(int, match.groups())) for match in found if match]
    if len(days) != len(parts) or len(parts) > 2 or None in days:
        return None
    known = [day for day in days if day is not None]
    return Span(known[0], known[-1])


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _of_months(text: str, year: int) -> Span | None:
    match = MONTHS.fullmatch(text)
    if match is None or not any(sign in text for sign in "월.년"):
        return None
    begins = int(match["year"] or (f"20{match['short']}" if match["short"] else year))
    first, last = int(match["first"]), int(match["last"] or match["first"])
    start, end = _day(begins, first, 1), _day(int(match["end_year"] or begins), last, 1)
    if start is None or end is None:
        return None
    return Span(start, month_start(end, 1) - timedelta(days=1), text)
