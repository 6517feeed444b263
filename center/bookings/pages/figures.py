"""The page of figures: what a month or a year was like, for staff and, without anything that tells of a person, for all.

Source: docs/rules/figures.md
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from flask import url_for

from center.bookings import queries
from center.bookings.pages.figure_refusals import ending_section, refusal_section
from center.bookings.pages.figure_rooms import course_section, place_section, room_section
from center.bookings.pages.figure_tables import NOTHING, Compared, Section, Unit, percent_text, rounded
from center.bookings.pages.figure_uses import (
    booker_section,
    evenness_section,
    lead_section,
    people_section,
    purpose_section,
)
from center.bookings.pages.words import Link, room_title
from center.bookings.queries.figures import bookings_of, first_use_on, frozen_shares, open_days_of, refusals_of
from center.bookings.rules.figures.occupancy import RoomFigures
from center.bookings.rules.figures.publishing import LEAST_SHOWN
from center.bookings.rules.figures.span import Span, month_of, spans_around
from center.bookings.rules.figures.summary import Figures, figures_of
from center.core.errors import DomainError
from center.core.text import Text, _
from center.core.time import YEARS, seoul_day
from center.web.i18n import say

SECTIONS = (
    room_section,
    place_section,
    course_section,
    purpose_section,
    booker_section,
    people_section,
    lead_section,
    refusal_section,
    ending_section,
    evenness_section,
)
HOW_COUNTED = (
    _("이용은 확정되어 취소되지 않은 예약입니다. 시작하는 날이 있는 달에 셉니다."),
    _("이용률은 열린 시간 가운데 이용에 쓴 시간의 몫입니다. 휴일, 휴관, 공사로 닫은 시간은 열린 시간에서 뺍니다."),
    _("정리 시간은 이용이 아닙니다. 운영시간 밖의 이용은 따로 적고 이용률에 넣지 않습니다."),
    _("두 공간을 함께 쓴 예약은 한 건이고, 공간별 표에는 공간마다 들어갑니다."),
    _("거절은 거절된 날에, 나머지는 이용일에 따라 셉니다."),
)
HIDING = _(
    "누구인지 짐작할 수 없게 %(n)s보다 작은 수는 ‘%(n)s 미만’으로 적습니다. 빼서 알아낼 수 있는 수는 ‘비공개’로 적습니다.",
    n=LEAST_SHOWN,
)


@dataclass(frozen=True, slots=True)
class Choice:
    """An option of a list."""

    value: str
    text: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Chooser:
    """How to come to another period: two plain forms, and the ones next to this."""

    action: str
    months: list[Choice]
    years: list[Choice]
    before: Link | None = None
    after: Link | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure in large letters, and the same of other periods."""

    term: str
    value: str
    others: list[str]


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of a period in words, for pages and files."""

    span: Span
    title: str
    headline: str
    lead: str
    facts: list[Fact]
    sections: list[Section]
    notes: list[str]
    how_counted: list[str]


@dataclass(frozen=True, slots=True)
class FiguresPage:
    """The page; without a report it says in `error` why there is none."""

    title: str
    heading: str
    chooser: Chooser
    report: Report | None = None
    error: str = ""
    files: list[Link] = field(default_factory=list)


def figures_page(span: Span, now: datetime, *, is_public: bool) -> FiguresPage:
    """The figures of a period."""
    report = report_of(span, now, is_public=is_public)
    return FiguresPage(
        title=report.title,
        heading=report.headline,
        chooser=_chooser(span, seoul_day(now), is_public=is_public),
        report=report,
        files=_files(span, is_public=is_public),
    )


def refused_page(refusal: DomainError, today: date, *, is_public: bool) -> FiguresPage:
    """Why there are no figures, and the way to others."""
    heading = say(_("기간을 골라 주세요"))
    return FiguresPage(
        title=say(_title(heading, is_public=is_public)),
        heading=heading,
        chooser=_chooser(None, today, is_public=is_public),
        error=say(refusal.text),
    )


def report_of(span: Span, now: datetime, *, is_public: bool) -> Report:
    """The figures of a period beside those of the one before and of the year before, as far as there are any."""
    compared, today = _compared(span, now, is_public=is_public), seoul_day(now)
    is_there = bool(compared.now.rooms)
    return Report(
        span=span,
        title=say(_title(compared.title, is_public=is_public)),
        headline=say(_headline(compared)) if is_there else say(_("%(span)s: 기록이 없습니다", span=compared.title)),
        lead=say(_lead(compared)) if is_there and compared.others else "",
        facts=_facts(compared) if is_there else [],
        sections=[section(compared) for section in SECTIONS] if is_there else [],
        notes=[say(text) for text in _notes(span, today, is_public=is_public)],
        how_counted=[say(text) for text in HOW_COUNTED],
    )


def _title(span: str, *, is_public: bool) -> Text:
    return _("이용 현황: %(span)s", span=span) if is_public else _("이용 현황(직원): %(span)s", span=span)


def _compared(span: Span, now: datetime, *, is_public: bool) -> Compared:
    today, first = seoul_day(now), first_use_on()
    spans = [one for one in spans_around(span) if one == span or (first and one.end > first)]
    bookings, opened = bookings_of(spans, now=now), open_days_of(spans)
    refusals, frozen = refusals_of(spans), frozen_shares(spans)
    figures = {
        one: figures_of(one, opened[one], bookings[one], refusals=refusals[one], frozen=frozen.get(one))
        for one in spans
    }
    return Compared(
        title=say(span.title(today)),
        now=figures[span],
        others=[(say(one.title(today)), figures[one]) for one in spans[1:]],
        room_names={room.code: room_title(room) for room in queries.rooms_between(span.first, span.end)},
        is_public=is_public,
    )


def _headline(compared: Compared) -> Text:
    shares = [
        _("%(room)s %(share)s", room=compared.room_names[room.room], share=percent_text(room.used.share, 0))
        for room in compared.now.rooms
    ]
    return _("%(span)s에는 열린 시간 가운데 %(shares)s를 썼습니다", span=compared.title, shares=shares)


def _lead(compared: Compared) -> Text:
    """How the rooms' shares changed since the period before."""
    title, before = compared.others[0]
    changes = [
        _("%(room)s %(points)s%%p", room=compared.room_names[room.room], points=_points(room, before.room(room.room)))
        for room in compared.now.rooms
    ]
    return _("%(span)s과 견주면 %(changes)s입니다.", span=title, changes=changes)


def _points(room: RoomFigures, before: RoomFigures | None) -> str:
    """By how many points of a hundred a share changed: +3.1, −0.4."""
    if before is None or before.used.share is None or room.used.share is None:
        return NOTHING
    points = rounded((room.used.share - before.used.share) * 100, 1)
    return f"{float(points):+.1f}".replace("-", "−")


def _notes(span: Span, today: date, *, is_public: bool) -> list[Text]:
    notes = [HIDING] if is_public else []
    if not span.is_over(today):
        notes.append(_("아직 끝나지 않은 기간입니다. 지금까지 확정된 예약으로 셌으니 숫자가 달라질 수 있습니다."))
    return notes


def _facts(compared: Compared) -> list[Fact]:
    return [_fact(compared, term, values) for term, values in FACTS]


Counted = tuple[int, int | Fraction | None]
"""What decides whether a value is published, and the value."""


def _fact(compared: Compared, term: Text, of: Callable[[Figures], Counted]) -> Fact:
    value, *others = [(title, compared.alone(*of(figures), Unit.TIMES).text) for title, figures in compared.all]
    return Fact(say(term), value[1], [say(_("%(span)s: %(n)s", span=title, n=text)) for title, text in others])


def _bookers(figures: Figures) -> Counted:
    n = figures.evenness.n_bookers if figures.evenness else None
    return n or 0, n


FACTS: tuple[tuple[Text, Callable[[Figures], Counted]], ...] = (
    (_("이용 건수"), lambda figures: (figures.n_uses, figures.n_uses)),
    (_("이용 인원"), lambda figures: (figures.n_uses, figures.n_people)),
    (_("이용한 개인·단체"), _bookers),
    (_("받지 못한 예약 시도"), lambda figures: (figures.n_refusals, figures.n_refusals)),
)


def _chooser(span: Span | None, today: date, *, is_public: bool) -> Chooser:
    endpoint = "figures.published" if is_public else "figures.figures"
    last = month_of(today).before() if is_public else month_of(today)
    first = month_of(first_use_on() or today)
    months = [last]
    while months[-1] > first:
        months.append(months[-1].before())
    years = [Span(year) for year in range(today.year - is_public, first.year - 1, -1)]
    return Chooser(
        action=url_for(endpoint),
        months=[_choice(one, span, today) for one in months],
        years=[_choice(one, span, today) for one in years],
        before=_neighbour(span and span.before(), endpoint, today),
        after=_neighbour(span and span.after(), endpoint, today, is_public=is_public),
    )


def _choice(one: Span, chosen: Span | None, today: date) -> Choice:
    return Choice(one.key, say(one.title(today)), one == chosen)


def _neighbour(span: Span | None, endpoint: str, today: date, *, is_public: bool = False) -> Link | None:
    """A link to another period, if there may be figures of it."""
    if span is None or span.year not in YEARS or not (span.is_over(today) if is_public else span.has_begun(today)):
        return None
    return Link(say(span.title(today)), url_for(endpoint, **_query(span)))


def _query(span: Span) -> dict[str, Any]:
    return {"month" if span.is_month else "year": span.key}


def _files(span: Span, *, is_public: bool) -> list[Link]:
    if not is_public:
        return [Link(say(_("엑셀 파일(XLSX) 받기")), url_for("figures.staff_workbook", **_query(span)))]
    return [
        Link(say(_("엑셀 파일(XLSX) 받기")), url_for("figures.public_workbook", **_query(span))),
        Link(say(_("CSV 파일 받기")), url_for("figures.public_rows", **_query(span))),
    ]
