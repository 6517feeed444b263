"""The pages of somebody who has booked: see, change the time, cancel; each says before what will happen."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from flask import url_for
from werkzeug.datastructures import MultiDict

from center.bookings import queries
from center.bookings.forms import PURPOSE_KINDS
from center.bookings.models import Booking
from center.bookings.pages.board import chosen_hours, grid_of, heading_of, step
from center.bookings.pages.calendar import Board, DayRow, days_of_view
from center.bookings.pages.flow import Problem
from center.bookings.pages.picker import Aim, Choice, Picker
from center.bookings.pages.words import (
    Link,
    alternative_links,
    length,
    masked_name,
    masked_phone,
    period_text,
    rooms_title,
    seoul_iso,
)
from center.bookings.rules.bookable import use_of
from center.bookings.rules.managing import Outcome, until_when
from center.bookings.rules.refusals import (
    RIVAL_APPROVED,
    AlreadyDecidedError,
    BookingRefusedError,
    RoomTakenError,
    TooLateToChangeError,
)
from center.bookings.rules.states import MOVES, WORDS, State
from center.bookings.service.managing import cancel_hours
from center.bookings.wishes import read_day
from center.core.errors import ChangedMeanwhileError, DomainError
from center.core.text import Text, _, show_hours
from center.core.time import Period, seoul_day
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
    state, occurrence = State(booking.state), booking.occurrence
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
        news=_news(booking),
        pending=_pending(booking),
        withdraw_action=to["withdraw_change"] if booking.change else "",
        time_href=to["choose_time"] if may_move else "",
        words_href=to["words"] if is_alive else "",
        calendar_href=to["calendar_file"] if state == State.CONFIRMED else "",
        again_href="" if is_alive else url_for("bookings.calendar"),
        cancel_href=to["cancel"] if may_move else "",
        cancel_heading=say(_("예약 취소")) if state == State.CONFIRMED else say(_("신청 취소")),
        cancel_button=_cancel_button(state),
        cancel_sentence=_cancel_sentence(state, until),
        late=_late(until) if is_alive and not may_move else (),
        link_action=to["renew_link"] if is_alive else "",
    )


def _state_word(booking: Booking, now: datetime) -> str:
    is_over = booking.state == State.CONFIRMED and now >= booking.occurrence.end_at
    return say(_("이용 마침")) if is_over else say(WORDS[State(booking.state)])


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


def _news(booking: Booking) -> Remark:
    """What one waits for, or how it ended."""
    state = State(booking.state)
    if state == State.REQUESTED:
        by = _("직원이 %(day)s까지 확인하고 메일로 알려 드립니다.", day=booking.decide_by_on)
        return say(by), say(_("그때까지는 확정이 아닙니다."))
    if state == State.REFUSED:
        why = _("까닭: %(reason)s", reason=booking.reason or RIVAL_APPROVED)
        return say(_("이 신청은 받아들여지지 않았습니다.")), say(why)
    return (say(ENDED[state]),) if state in ENDED else ()


def _pending(booking: Booking) -> Remark:
    if booking.change is None:
        return ()
    by = _(
        "직원이 %(day)s까지 확인합니다. 그때까지 예약은 지금 시간 그대로입니다.",
        day=booking.change_decide_by_on,
    )
    return say(_("시간 변경을 신청했습니다: %(wanted)s", wanted=booking.change)), say(by)


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


@dataclass(frozen=True, slots=True)
class TimePage:
    """The calendar in which another time is chosen. The booking's own time counts as free in it."""

    view: str
    heading: str
    previous: Link | None
    next: Link | None
    now_sentence: str
    back_href: str
    hours: list[str]
    n_half_hours: int
    days: list[DayRow]
    picker: Picker | None
    legend: list[tuple[str, str]]
    notes: list[str]


def time_page(booking: Booking, args: MultiDict[str, str], now: datetime) -> TimePage:
    """The week of the asked day, at first of the booking's own."""
    occurrence, today = booking.occurrence, seoul_day(now)
    day = read_day(args.get("date")) or occurrence.period.day
    rooms, (first, end) = occurrence.spaces, days_of_view("week", day)
    hours = chosen_hours(args) if "date" in args else _half_hours(occurrence.period)
    board = Board(
        view="week",
        path=url_for("manage.choose_time", reference=booking.reference),
        rooms=rooms,
        days=queries.room_days(rooms, first, end, now=now, without=occurrence.id),
        choice=Choice(day, occurrence.codes, *hours),
        today=today,
        aim=Aim(
            url_for("manage.new_time", reference=booking.reference), say(_("이 시간으로 바꾸기")), [occurrence.codes]
        ),
    )
    return TimePage(
        view="week",
        heading=heading_of("week", first, end),
        previous=step(board, today, day - timedelta(days=7), _("이전")),
        next=step(board, today, day + timedelta(days=7), _("다음")),
        now_sentence=_now_sentence(booking),
        back_href=url_for("manage.show", reference=booking.reference),
        **grid_of(board),
    )


def _half_hours(period: Period) -> tuple[int, int]:
    use = use_of(period)
    return use.start, use.end


def _now_sentence(booking: Booking) -> str:
    return say(
        _(
            "지금 예약: %(period)s, %(rooms)s",
            period=booking.occurrence.period,
            rooms=rooms_title(booking.occurrence.spaces),
        )
    )


@dataclass(frozen=True, slots=True)
class NewTimePage:
    """What the change comes to, before it is made; or why it cannot be, and what can."""

    title: str
    facts: list[tuple[str, str]]
    foreseen: Remark
    button: str
    action: str
    version: int
    back: Link
    problem: Problem | None = field(default=None)


BUTTONS: dict[Outcome, Text] = {
    Outcome.MOVED: _("시간 바꾸기"),
    Outcome.ASKED: _("시간 변경 신청하기"),
    Outcome.TAKEN_BACK: _("변경 신청 거두기"),
    Outcome.NOTHING: _("그대로 두기"),
}
FORESEEN: dict[Outcome, tuple[Text, ...]] = {
    Outcome.MOVED: (_("누르면 바로 바뀝니다."), _("지금 시간은 다른 분이 예약할 수 있게 됩니다.")),
    Outcome.ASKED: (
        _("직원이 결정하고 메일로 알려 드립니다."),
        _("그때까지 예약은 지금 시간 그대로이고, 새 시간은 맡아 두지 않습니다."),
    ),
    Outcome.TAKEN_BACK: (_("기다리던 시간 변경 신청을 거두고 지금 시간을 그대로 둡니다."),),
    Outcome.NOTHING: (_("지금 시간과 같아서 바뀌는 것이 없습니다."),),
}


def new_time_page(
    booking: Booking, period: Period, outcome: Outcome | None, refusal: DomainError | None
) -> NewTimePage:
    """The old time beside the new one; without an outcome it cannot be, with both it may be tried again."""
    is_over = isinstance(refusal, TooLateToChangeError | AlreadyDecidedError)
    return NewTimePage(
        title=_title_of(outcome, is_over=is_over),
        facts=[
            (say(_("지금 시간")), period_text(booking.occurrence.period)),
            (say(_("새 시간")), period_text(period)),
            (say(_("공간")), rooms_title(booking.occurrence.spaces)),
        ],
        foreseen=tuple(say(text) for text in FORESEEN[outcome]) if outcome else (),
        button=say(BUTTONS[outcome]) if outcome else "",
        action=url_for("manage.new_time", reference=booking.reference) + "?" + urlencode(_query(period)),
        version=booking.version,
        back=_way_back(booking, period, is_over=is_over),
        problem=_problem(booking, refusal, outcome, is_over=is_over) if refusal else None,
    )


def _title_of(outcome: Outcome | None, *, is_over: bool) -> str:
    if outcome:
        return say(_("시간을 이렇게 바꿀까요?"))
    return say(_("지금은 시간을 바꿀 수 없습니다")) if is_over else say(_("이 시간으로는 바꿀 수 없습니다"))


def _way_back(booking: Booking, period: Period, *, is_over: bool) -> Link:
    if is_over:
        return Link(say(_("내 예약으로 돌아가기")), url_for("manage.show", reference=booking.reference))
    again = url_for("manage.choose_time", reference=booking.reference, date=period.day.isoformat())
    return Link(say(_("시간 다시 고르기")), again)


def _query(period: Period) -> list[tuple[str, str]]:
    return [("start", seoul_iso(period.start)), ("end", seoul_iso(period.end))]


def _problem(booking: Booking, refusal: DomainError, outcome: Outcome | None, *, is_over: bool) -> Problem:
    """What forbids it, with times that lead on; a link is read as it is written, for it books nothing."""
    found = refusal.alternatives if isinstance(refusal, BookingRefusedError | RoomTakenError) else ()
    base = url_for("manage.new_time", reference=booking.reference)

    def address(_rooms: Sequence[str], period: Period) -> str:
        return f"{base}?{urlencode(_query(period))}"

    links = [replace(link, name="") for link in alternative_links(found, booking.occurrence.spaces, address)]
    if outcome:
        return Problem(say(_("아직 바꾸지 않았습니다")), say(refusal.text))
    if is_over:
        return Problem(say(_("까닭")), say(refusal.text))
    return Problem(say(_("다른 시간을 골라 주세요")), say(refusal.text), links)


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
        now_sentence=_now_sentence(booking),
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
