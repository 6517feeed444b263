"""The pages of somebody who has booked: see, change the words, cancel; each says before what will happen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for

from center.bookings import queries
from center.bookings.forms import PURPOSE_KINDS
from center.bookings.models import Booking
from center.bookings.pages.words import (
    length,
    masked_name,
    masked_phone,
    period_text,
    rooms_title,
)
from center.bookings.rules.managing import until_when
from center.bookings.rules.refusals import (
    RIVAL_APPROVED,
)
from center.bookings.rules.states import MOVES, WORDS, State
from center.bookings.service.managing import cancel_hours
from center.core.errors import ChangedMeanwhileError, DomainError
from center.core.text import Text, _, show_hours
from center.core.time import Period
from center.web.i18n import say

TONES = {State.CONFIRMED: "ok", State.REQUESTED: "wait", State.VERIFYING: "wait", State.REFUSED: "bad"}
ENDED: dict[State, Text] = {
    State.CANCELLED: _("이 예약은 취소되었습니다."),
    State.LAPSED: _("결정하지 못한 채 시간이 되어 신청이 끝났습니다. 죄송합니다."),
    State.EXPIRED: _("확인 번호를 제때 입력하지 않아 예약되지 않았습니다."),
}


Remark = tuple[str, ...]
"""A sentence and what it comes to; nothing where there is nothing to say."""


@dataclass(frozen=True, slots=True)
class ShowPage:
    """A booking as its booker sees it; where something cannot be done any more, the sentence says why."""

    title: str
    state: str
    tone: str
    when: tuple[str, str]
    where: str
    reference: str
    facts: list[tuple[str, str]]
    news: Remark
    pending: Remark
    withdraw_action: str
    time_href: str
    words_href: str
    calendar_href: str
    again_href: str
    cancel_href: str
    cancel_heading: str
    cancel_button: str
    cancel_sentence: str
    late: Remark
    link_action: str


def show_page(booking: Booking, now: datetime) -> ShowPage:
    """The booking with what its booker may do now."""
    state, change, occurrence = booking.state_at(now), booking.change_at(now), booking.occurrence
    period, until = occurrence.period, until_when(state, occurrence.start_at, cancel_hours(booking))
    is_alive = state in MOVES and now < period.start
    may_move = is_alive and now <= until
    to = _addresses(booking)
    return ShowPage(
        title=say(_("내 예약 %(reference)s", reference=booking.reference)),
        state=_state_word(booking, now),
        tone=TONES.get(state, "off"),
        when=(say(_("%(day)s", day=period.day)), show_hours(period)),
        where=_where(booking),
        reference=booking.reference,
        facts=_facts(booking),
        news=_news(booking, state),
        pending=_pending(booking, change),
        withdraw_action=to["withdraw_change"] if change else "",
        time_href=to["choose_time"] if may_move else "",
        words_href=to["words"] if is_alive else "",
        calendar_href=to["calendar_file"] if state == State.CONFIRMED and now < period.end else "",
        again_href="" if is_alive else url_for("bookings.calendar"),
        cancel_href=to["cancel"] if may_move else "",
        cancel_heading=say(_("예약 취소")) if state == State.CONFIRMED else say(_("신청 취소")),
        cancel_button=_cancel_button(state),
        cancel_sentence=_cancel_sentence(state, until),
        late=_late(until) if is_alive and not may_move else (),
        link_action=to["renew_link"] if is_alive else "",
    )


def _state_word(booking: Booking, now: datetime) -> str:
    state = booking.state_at(now)
    is_over = state == State.CONFIRMED and now >= booking.occurrence.end_at
    return say(_("이용 마침")) if is_over else say(WORDS[state])


def _addresses(booking: Booking) -> dict[str, str]:
    views = ("show", "choose_time", "words", "cancel", "withdraw_change", "calendar_file", "renew_link")
    return {view: url_for(f"manage.{view}", reference=booking.reference) for view in views}


def _where(booking: Booking) -> str:
    spaces = booking.occurrence.spaces
    return say(_("%(rooms)s, %(floor)s층", rooms=rooms_title(spaces), floor=spaces[0].floor_number))


def _facts(booking: Booking) -> list[tuple[str, str]]:
    minutes = int(booking.occurrence.period.length.total_seconds()) // 60
    rows = [
        (_("예약번호"), booking.reference),
        (_("길이"), length(minutes)),
        *_words_of(booking),
        (_("예약한 분"), masked_name(booking.name)),
        (_("연락처"), masked_phone(booking.phone)),
    ]
    return [(say(term), value) for term, value in rows if value]


def _words_of(booking: Booking) -> list[tuple[Text, str]]:
    kinds = {choice.value: str(choice.label) for choice in PURPOSE_KINDS}
    return [
        (_("이용 목적"), booking.purpose),
        (_("이용 종류"), kinds[booking.purpose_kind]),
        (_("인원"), say(_("%(n)s명", n=booking.headcount))),
        (_("단체"), booking.organisation or ""),
    ]


def _news(booking: Booking, state: State) -> Remark:
    """What one waits for, or how it ended."""
    if state == State.REQUESTED:
        by = _("직원이 %(day)s까지 확인하고 메일로 알려 드립니다.", day=booking.decide_by_on)
        return say(by), say(_("그때까지는 확정이 아닙니다."))
    if state == State.REFUSED:
        why = _("까닭: %(reason)s", reason=booking.reason or RIVAL_APPROVED)
        return say(_("이 신청은 받아들여지지 않았습니다.")), say(why)
    return (say(ENDED[state]),) if state in ENDED else ()


def _pending(booking: Booking, change: Period | None) -> Remark:
    if change is None:
        return ()
    by = _(
        "직원이 %(day)s까지 확인합니다. 그때까지 예약은 지금 시간 그대로입니다.",
        day=booking.change_decide_by_on,
    )
    return say(_("시간 변경을 신청했습니다: %(wanted)s", wanted=change)), say(by)


def _cancel_button(state: State) -> str:
    return say(_("예약 취소하기")) if state == State.CONFIRMED else say(_("신청 취소하기"))


def _cancel_sentence(state: State, until: datetime) -> str:
    if state == State.CONFIRMED:
        return say(
            _("%(until)s까지 이 화면에서 취소할 수 있고, 그 뒤에는 전화로만 됩니다. 되돌릴 수 없습니다.", until=until)
        )
    return say(_("직원이 결정하기 전에는 언제든 취소할 수 있습니다. 되돌릴 수 없습니다."))


def _late(until: datetime) -> Remark:
    was = _("%(until)s까지 시간을 바꾸거나 취소할 수 있었습니다.", until=until)
    return say(was), say(_("지금은 전화로 말씀해 주세요."))


def now_sentence(booking: Booking) -> str:
    """When and where it is as yet."""
    return say(
        _(
            "지금 예약: %(period)s, %(rooms)s",
            period=booking.occurrence.period,
            rooms=rooms_title(booking.occurrence.spaces),
        )
    )


@dataclass(frozen=True, slots=True)
class CancelPage:
    """The last question before a booking is given up."""

    title: str
    when: str
    where: str
    consequences: list[str]
    button: str
    action: str
    back_href: str


def cancel_page(booking: Booking) -> CancelPage:
    """What cancelling comes to."""
    is_confirmed = booking.state == State.CONFIRMED
    told = (
        _("취소 메일을 보내고, 달력 앱에 넣은 일정도 지워지게 알립니다.")
        if is_confirmed
        else _("메일로 알려 드립니다.")
    )
    freed = (
        _("이 시간은 바로 다른 분이 예약할 수 있게 됩니다.")
        if is_confirmed
        else _("신청을 거두고, 직원이 더 보지 않습니다.")
    )
    return CancelPage(
        title=say(_("이 예약을 취소할까요?")) if is_confirmed else say(_("이 신청을 취소할까요?")),
        when=period_text(booking.occurrence.period),
        where=rooms_title(booking.occurrence.spaces),
        consequences=[say(freed), say(told), say(_("되돌릴 수 없습니다. 다시 쓰려면 새로 예약해야 합니다."))],
        button=_cancel_button(State(booking.state)),
        action=url_for("manage.cancel", reference=booking.reference),
        back_href=url_for("manage.show", reference=booking.reference),
    )


@dataclass(frozen=True, slots=True)
class WordsPage:
    """The form of what may be changed besides the time."""

    now_sentence: str
    consequence: Remark
    headcount_hint: str
    action: str
    version: int
    back_href: str
    problem: str
    stored: list[tuple[str, str]]


def words_page(booking: Booking, refusal: DomainError | None = None) -> WordsPage:
    """What changing the words comes to; when they were changed meanwhile, how they are now."""
    is_changed = isinstance(refusal, ChangedMeanwhileError)
    spaces, day = booking.occurrence.spaces, booking.occurrence.period.day
    most = sum(room.most for room in queries.capacity_of(queries.rulebook(), spaces, day).values())
    return WordsPage(
        now_sentence=now_sentence(booking),
        consequence=(say(_("누르면 바로 바뀝니다.")), say(_("바뀐 내용을 메일로 보냅니다. 시간은 그대로입니다."))),
        headcount_hint=say(_("%(most)s명까지 쓸 수 있습니다.", most=most)),
        action=url_for("manage.words", reference=booking.reference),
        version=booking.version,
        back_href=url_for("manage.show", reference=booking.reference),
        problem=say(refusal.text) if refusal else "",
        stored=[(say(term), value) for term, value in _words_of(booking) if value] if is_changed else [],
    )


def my_links(bookings: Sequence[Booking], now: datetime) -> list[dict[str, Any]]:
    """The bookings this browser knows, each as a link with its state."""
    return [
        {
            "href": url_for("manage.show", reference=booking.reference),
            "when": period_text(booking.occurrence.period),
            "where": rooms_title(booking.occurrence.spaces),
            "state": _state_word(booking, now),
            "tone": TONES.get(State(booking.state), "off"),
        }
        for booking in bookings
    ]
