"""The staff's page that shows what a change of the rules would do, before it is done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from center.bookings import queries
from center.bookings.pages.rule_list import coming_after, name_of, old_words, who
from center.bookings.pages.touched import TouchedList, changing_and_staying, touched_list
from center.bookings.pages.words import Link, day_text
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
from center.bookings.rules.values import CENTER, TEXTS
from center.bookings.service.ruling import Foresight
from center.core.text import Text, _, named
from center.web.i18n import say


@dataclass(frozen=True, slots=True)
class RulingPage:
    """What was and what would be, and every booking that this touches."""

    title: str
    held: str
    when: str
    before: list[str]
    after: list[str]
    instead: str
    coming: str
    touched: TouchedList
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


def ruling_page(change: Change, foresight: Foresight, way: Way, *, page: int) -> RulingPage:
    """What a change would do, with one page of the bookings that it touches."""
    title, before, after = _words(change, foresight)
    return RulingPage(
        title=title,
        held=say(_("거두는 값") if isinstance(change, WithdrawnValue) else _("바꾸기 전")),
        when=_when(change),
        before=before,
        after=after,
        instead=_instead(change, foresight.after),
        coming=_coming(change, foresight.before),
        touched=touched_list(foresight.touched, page=page),
        summary=_summary(change, foresight),
        seen=foresight.seen,
        action=way.action,
        save_text=_save_text(change),
        typed=list(way.typed),
        back=way.back,
        day=way.day.isoformat() if way.day else "",
    )


def _summary(change: Change, foresight: Foresight) -> str:
    n = len(changing_and_staying(foresight.touched)[0])
    if n:
        return say(_("앞으로 있을 예약 가운데 %(n)s건이 달라집니다.", n=n))
    if isinstance(change, NewValue | WithdrawnValue) and change.key in TEXTS:
        return say(_("앞으로 있을 예약은 동의한 그때의 글을 지킵니다. 달라지는 예약은 없습니다."))
    return say(_("앞으로 있을 예약 가운데 달라지는 것은 없습니다."))


def _save_text(change: Change) -> str:
    match change:
        case WithdrawnValue():
            return say(_("이대로 거두기"))
        case RemovedDay() | RemovedHoliday():
            return say(_("이대로 지우기"))
        case _:
            return say(_("이대로 바꾸기"))


def _when(change: Change) -> str:
    match change:
        case WithdrawnValue():
            return say(_("거두면 %(day)s부터", day=change.from_on))
        case NewValue():
            return say(_("%(day)s부터", day=change.from_on))
        case _:
            return day_text(change.day)


def _instead(change: Change, after: Rulebook) -> str:
    """Where what would hold comes from when a value that has not begun is taken back."""
    if not isinstance(change, WithdrawnValue):
        return ""
    own = after.own(change.key, change.scope, change.from_on)
    if own:
        return say(_("%(day)s부터의 값이 그대로 이어집니다.", day=own.from_on))
    return "" if change.scope == CENTER else say(_("따로 정한 값이 없어 센터의 규칙을 따릅니다."))


def _coming(change: Change, book: Rulebook) -> str:
    if isinstance(change, NewValue | WithdrawnValue):
        return coming_after(book, change.key, change.scope, change.from_on)
    return ""


def _words(change: Change, foresight: Foresight) -> tuple[str, list[str], list[str]]:
    """The heading, what holds, what would hold."""
    old, new = foresight.before, foresight.after
    match change:
        case NewValue() | WithdrawnValue():
            title = _title(change)
            pair = [old_words(book, change.key, change.scope, change.from_on) for book in (old, new)]
        case ExceptionalDay() | RemovedDay():
            title = _("%(day)s, 이렇게 바뀝니다", day=change.day)
            pair = [day_words(book, change.day, change.scope) for book in (old, new)]
        case NewHoliday() | RemovedHoliday():
            title = _("%(day)s, 이렇게 바뀝니다", day=change.day)
            pair = [day_words(book, change.day, CENTER) for book in (old, new)]
    return say(title), pair[0], pair[1]


def _title(change: NewValue | WithdrawnValue) -> Text:
    rule = name_of(change.key, change.scope)
    if isinstance(change, WithdrawnValue):
        return _("%(rule)s, %(day)s부터의 값을 거둡니다", rule=rule, day=change.from_on)
    return _("%(rule)s, 이렇게 바뀝니다", rule=rule)


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


def known_day(scope: str, day: date) -> ExceptionalDay | None:
    """What is exceptional on a day for exactly the center or a room."""
    days = queries.rulebook().exceptional_days
    return next((found for found in days if (found.scope, found.day) == (scope, day)), None)
