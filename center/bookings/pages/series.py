"""A series as people of a firm see it before and after it is booked, and as staff see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from center.bookings.models import Booking, Series
from center.bookings.pages.manage import TONES
from center.bookings.pages.words import Link, period_text, rooms_title
from center.bookings.rules.refusals import RoomTakenError, staff_text
from center.bookings.rules.series import Answer, fingerprint
from center.bookings.rules.states import COUNTING, WORDS, State
from center.bookings.rules.values import Decision
from center.core.text import _
from center.web.i18n import say


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """A date with its answer."""

    when: str
    answer: str
    tone: str
    reason: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What each date would be, and the button that books what is free."""

    title: str
    rows: list[AnswerRow]
    button: str
    shown: str


def preview_of(answers: Sequence[Answer]) -> Preview:
    """The dates in order, and how many of them can be booked."""
    n_free = sum(answer.is_free for answer in answers)
    if n_free == len(answers):
        title, button = _("%(n)s번 모두 예약할 수 있습니다", n=n_free), _("%(n)s번 모두 예약하기", n=n_free)
    elif n_free:
        title = _("%(all)s번 가운데 %(n)s번을 예약할 수 있습니다", all=len(answers), n=n_free)
        button = _("비어 있는 %(n)s번만 예약하기", n=n_free)
    else:
        title, button = _("예약할 수 있는 날이 없습니다"), None
    return Preview(
        say(title), [_answer_row(answer) for answer in answers], say(button) if button else "", fingerprint(answers)
    )


def _answer_row(answer: Answer) -> AnswerRow:
    when, refusal = period_text(answer.use.period), answer.refusal
    if refusal is None and answer.decision == Decision.STAFF:
        return AnswerRow(when, say(_("신청 가능")), "wait", say(_("직원이 확인하고 날마다 메일로 알려 드립니다.")))
    if refusal is None:
        return AnswerRow(when, say(_("예약 가능")), "open", "")
    if isinstance(refusal, RoomTakenError):
        return AnswerRow(when, say(_("예약됨")), "off", say(_("다른 예약이나 그 정리시간과 겹칩니다.")))
    return AnswerRow(when, say(_("예약할 수 없음")), "off", say(staff_text(refusal)))


@dataclass(frozen=True, slots=True)
class DateRow:
    """A date of a series with its state."""

    when: str
    rooms: str
    state: str
    tone: str
    link: Link


@dataclass(frozen=True, slots=True)
class SeriesPage:
    """A series."""

    title: str
    lead: str
    rows: list[DateRow]
    n_ahead: int
    n_waiting: int
    shown: str


def series_page(series: Series, bookings: Sequence[Booking], now: datetime, *, for_staff: bool = False) -> SeriesPage:
    """A series with each of its dates; it is over when none of them stands ahead."""
    ahead = [one for one in bookings if one.state_at(now) in COUNTING and one.occurrence.start_at > now]
    every = _("매주") if series.weeks == 1 else _("2주마다")
    title = _("연속 예약이 %(n)s번 남았습니다", n=len(ahead)) if ahead else _("연속 예약이 끝났습니다")
    purpose = bookings[0].purpose if bookings else ""
    return SeriesPage(
        title=say(title),
        lead=" · ".join(filter(None, (say(every), purpose, series.reference))),
        rows=[_date_row(booking, now, for_staff=for_staff) for booking in bookings],
        n_ahead=len(ahead),
        n_waiting=sum(one.state_at(now) == State.REQUESTED for one in bookings),
        shown=",".join(f"{one.reference}:{one.version}" for one in bookings),
    )


def _date_row(booking: Booking, now: datetime, *, for_staff: bool) -> DateRow:
    state = booking.state_at(now)
    endpoint = "desk.show" if for_staff else "manage.show"
    when = period_text(booking.occurrence.period)
    return DateRow(
        when=when,
        rooms=rooms_title(booking.occurrence.spaces),
        state=say(WORDS[state]),
        tone=TONES.get(state, "off"),
        link=Link(when, url_for(endpoint, reference=booking.reference)),
    )


def place_in_series(booking: Booking, bookings: Sequence[Booking], href: str) -> Link:
    """Which date of its series a booking is, with the way to all of them: 연속 예약 3/12."""
    place = [one.id for one in bookings].index(booking.id) + 1
    return Link(say(_("연속 예약 %(place)s/%(all)s", place=place, all=len(bookings))), href)
