"""Words that pages of construction share."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from center.construction.rules.budget import thousands
from center.construction.rules.forecast import Forecast
from center.construction.rules.plan import Basis, Course, Step, days_late
from center.construction.rules.spans import Span
from center.core.text import MONTHS_EN, Text, _, named
from center.enterprises.pages.words import day_text
from center.web.i18n import language, say

NOTHING, UNBROKEN = "–", "\N{NO-BREAK SPACE}"
BASIS_WORDS: Mapping[str, Text] = {
    Basis.STATED: _("업무보고"),
    Basis.PUBLISHED: _("보도"),
    Basis.KEPT: _("센터 기록"),
    Basis.ASSUMED: _("예시"),
}
COURSE_WORDS: Mapping[Course, tuple[Text, str]] = {
    Course.DONE: (_("마침"), "ok"),
    Course.RUNNING: (_("진행 중"), "wait"),
    Course.OVERDUE: (_("실적 없음"), "bad"),
    Course.PLANNED: (_("예정"), "line"),
}


@dataclass(frozen=True, slots=True)
class Link:
    """A link in the reader's words."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class State:
    """Where a milestone is, in words: a word, its tone, and what days say of it."""

    word: str
    tone: str
    days: str


def span_text(span: Span) -> str:
    """Planned days as tables write them, no day broken in two: 2014. 9. 1. ~ 2014. 12. 31."""
    first, last = (day_text(day).replace(" ", UNBROKEN) for day in (span.first, span.last))
    return first if span.first == span.last else f"{first} ~ {last}"


def written_text(span: Span) -> str:
    """How a vague time was put, for readers of Korean; those of English have its days."""
    return span.written if language() == "ko" else ""


def course_text(step: Step) -> str:
    """The real days: 2014. 10. 17. ~ 진행 중."""
    if step.began_on is None:
        return NOTHING
    if step.ended_on is None:
        return f"{span_text(Span(step.began_on, step.began_on))} ~ {say(_('진행 중'))}"
    return span_text(Span(step.began_on, step.ended_on))


def state_of(step: Step, expected: Forecast, day: date) -> State:
    """Where a milestone is on a day, with its days late or to spare."""
    course = step.course(day)
    word, tone = COURSE_WORDS[course]
    if course == Course.OVERDUE and step.began_on:
        word, tone = COURSE_WORDS[Course.RUNNING]
    days = _days_text(step, expected, course, day)
    return State(say(word), tone, say(days) if days else "")


def _days_text(step: Step, expected: Forecast, course: Course, day: date) -> Text | None:
    if course == Course.DONE:
        return _late_text(expected.late)
    if course == Course.OVERDUE:
        return _("기한 %(n)s일 지남", n=(day - step.plan.last).days)
    if expected.late > 0:
        return _("%(n)s일 늦을 예정", n=expected.late)
    if days_late(step.plan.last, step.baseline) < 0:
        return _("%(n)s일 당김", n=-days_late(step.plan.last, step.baseline))
    return _("여유 %(n)s일", n=expected.slack) if expected.slack else None


def _late_text(late: int) -> Text | None:
    if late > 0:
        return _("%(n)s일 늦음", n=late)
    return _("%(n)s일 이름", n=-late) if late < 0 else None


def month_text(day: date) -> str:
    """2014년 1월, Jan 2014."""
    ko, en = f"{day.year}년 {day.month}월", f"{MONTHS_EN[day.month - 1]} {day.year}"
    return say(named(ko, en))


def short_month(day: date) -> str:
    """4월, Apr; January with its year."""
    return month_text(day) if day.month == 1 else say(named(f"{day.month}월", MONTHS_EN[day.month - 1]))


def goal_text(expected: Forecast, *, is_vague: bool) -> str:
    """When the goal is expected: a month where that is all that is known, else its last day."""
    if is_vague and month_text(expected.first) == month_text(expected.last):
        return month_text(expected.last)
    return day_text(expected.last)


def thousands_text(amount_krw: int) -> str:
    """1,000,000천원, as the report prints money."""
    return say(_("%(n)s천원", n=thousands(amount_krw)))
