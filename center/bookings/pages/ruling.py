"""The staff's page that shows what a change of the rules would do, before it is done."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for

from center.bookings import queries
from center.bookings.pages.rule_list import coming_after, name_of, old_words, who
from center.bookings.pages.words import Link, day_text, period_text, rooms_title
from center.bookings.queries import Touched
from center.bookings.rules.changes import (
    Change,
    NewHoliday,
    NewValue,
    RemovedDay,
    RemovedHoliday,
    WithdrawnValue,
)
from center.bookings.rules.day import opening_of
from center.bookings.rules.effects import Outcome
from center.bookings.rules.hours_typed import show_periods
from center.bookings.rules.rulebook import ExceptionalDay, Rulebook
from center.bookings.rules.states import WORDS, State
from center.bookings.rules.values import CENTER, TEXTS
from center.bookings.service.ruling import Foresight
from center.core.text import Text, _, named
from center.web.i18n import say

BOOKING = "desk.show"
"""The page of a booking."""
OUTCOMES: dict[Outcome, tuple[str, Text, Text]] = {
    Outcome.TO_DECIDE: ("wait", _("정할 예약"), _("‘정할 예약’에 오르는 예약")),
    Outcome.REQUEST: ("wait", _("신청"), _("승인이 달라지는 신청")),
    Outcome.FITS_AGAIN: ("ok", _("다시 맞음"), _("‘정할 예약’에서 내려가는 예약")),
    Outcome.DEADLINE: ("open", _("기한 바뀜"), _("취소와 변경 기한이 바뀌는 예약")),
    Outcome.REMINDER: ("open", _("알림 바뀜"), _("알림 메일이 바뀌는 예약")),
    Outcome.ERASURE: ("open", _("보관 바뀜"), _("개인정보를 지우는 때가 바뀌는 예약")),
    Outcome.STAYS: ("line", _("그대로"), _("새 규칙과 다르지만 그대로 두는 예약")),
}


@dataclass(frozen=True, slots=True)
class TouchedRow:
    """A booking and what becomes of it."""

    when: str
    href: str
    where: str
    who: str
    effects: list[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class RulingPage:
    """What was and what would be, and every booking that this touches."""

    title: str
    when: str
    before: list[str]
    after: list[str]
    coming: str
    totals: list[tuple[str, int]]
    rows: list[TouchedRow]
    summary: str
    seen: str
    action: str
    save_text: str
    typed: list[tuple[str, str]]
    back: Link | None
    day: str


@dataclass(frozen=True, slots=True)
class Way:
    """How the page goes on: where its form is sent, what was typed before, or the link back.

    `day` is given where it may be chosen on the page itself.
    """

    action: str
    typed: Sequence[tuple[str, str]] = ()
    back: Link | None = None
    day: date | None = None


def ruling_page(change: Change, foresight: Foresight, way: Way) -> RulingPage:
    """What a change would do."""
    title, before, after = _words(change, foresight)
    totals = Counter(effect.outcome for one in foresight.touched for effect in one.effects)
    return RulingPage(
        title=title,
        when=_when(change),
        before=before,
        after=after,
        coming=_coming(change, foresight.before),
        totals=[(say(OUTCOMES[outcome][2]), totals[outcome]) for outcome in Outcome if totals[outcome]],
        rows=[_row(one) for one in foresight.touched],
        summary=_summary(change, foresight),
        seen=foresight.seen,
        action=way.action,
        save_text=say(_("이대로 지우기") if isinstance(change, RemovedDay | RemovedHoliday) else _("이대로 바꾸기")),
        typed=list(way.typed),
        back=way.back,
        day=way.day.isoformat() if way.day else "",
    )


def _row(one: Touched) -> TouchedRow:
    booking = one.booking
    state = say(WORDS[State(booking.state)])
    return TouchedRow(
        when=period_text(booking.occurrence.period),
        href=url_for(BOOKING, reference=booking.reference),
        where=rooms_title(booking.occurrence.spaces),
        who=f"{booking.organisation or booking.name} · {state}",
        effects=[(OUTCOMES[one.outcome][0], say(OUTCOMES[one.outcome][1]), say(one.text)) for one in one.effects],
    )


def _summary(change: Change, foresight: Foresight) -> str:
    n = len(foresight.touched)
    if n:
        return say(_("앞으로 있을 예약 가운데 %(n)s건이 달라지거나 새 규칙과 다릅니다.", n=n))
    if isinstance(change, NewValue | WithdrawnValue) and change.key in TEXTS:
        return say(_("앞으로 있을 예약은 동의한 그때의 글을 지킵니다. 달라지는 예약은 없습니다."))
    return say(_("앞으로 있을 예약 가운데 달라지는 것은 없습니다."))


def _when(change: Change) -> str:
    match change:
        case NewValue() | WithdrawnValue():
            return say(_("%(day)s부터", day=change.from_on))
        case _:
            return day_text(change.day)


def _coming(change: Change, book: Rulebook) -> str:
    if isinstance(change, NewValue):
        return coming_after(book, change.key, change.scope, change.from_on)
    return ""


def _words(change: Change, foresight: Foresight) -> tuple[str, list[str], list[str]]:
    """The heading, what holds, what would hold."""
    old, new = foresight.before, foresight.after
    match change:
        case NewValue() | WithdrawnValue():
            title = _("%(rule)s, 이렇게 바뀝니다", rule=name_of(change.key, change.scope))
            pair = [old_words(book, change.key, change.scope, change.from_on) for book in (old, new)]
        case ExceptionalDay() | RemovedDay():
            title = _("%(day)s, 이렇게 바뀝니다", day=change.day)
            pair = [day_words(book, change.day, change.scope) for book in (old, new)]
        case NewHoliday() | RemovedHoliday():
            title = _("%(day)s, 이렇게 바뀝니다", day=change.day)
            pair = [day_words(book, change.day, CENTER) for book in (old, new)]
    return say(title), pair[0], pair[1]


def day_words(book: Rulebook, day: date, scope: str) -> list[str]:
    """What is open on a day and why, in sentences, for the center or a room."""
    opening, _reason = opening_of(book, scope, day)
    hours = show_periods(tuple((opens * 30, closes * 30) for opens, closes in opening)) or say(_("휴관"))
    lines = [hours if scope == CENTER else f"{who(scope)}: {hours}"]
    if exceptional := book.exceptional_day(day, scope):
        lines.append(say(_("정해 둔 날: %(name)s", name=named(exceptional.reason, exceptional.reason_en))))
    if holiday := book.holidays.get(day):
        lines.append(say(_("공휴일: %(name)s", name=named(holiday.name, holiday.name_en))))
    return lines


def n_to_decide(foresight: Foresight) -> int:
    """How many bookings go on the work list."""
    return sum(one.effects[0].outcome == Outcome.TO_DECIDE for one in foresight.touched)


def n_people(foresight: Foresight) -> int:
    """How many bookings are shown with who booked."""
    return len(foresight.touched)


def known_day(scope: str, day: date) -> ExceptionalDay | None:
    """What is exceptional on a day for exactly the center or a room."""
    days = queries.rulebook().exceptional_days
    return next((found for found in days if (found.scope, found.day) == (scope, day)), None)
