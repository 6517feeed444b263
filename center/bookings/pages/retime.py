"""The pages on which somebody gives their booking another time: the calendar, then what the new time comes to."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from urllib.parse import urlencode

from flask import url_for
from werkzeug.datastructures import MultiDict

from center.bookings import queries
from center.bookings.models import Booking
from center.bookings.pages.board import chosen_hours, grid_of, heading_of, step
from center.bookings.pages.calendar import Board, DayRow, days_of_view
from center.bookings.pages.flow import Problem
from center.bookings.pages.manage import Remark, now_sentence
from center.bookings.pages.picker import Aim, Choice, Picker
from center.bookings.pages.words import (
    Link,
    alternative_links,
    period_text,
    rooms_title,
    seoul_iso,
)
from center.bookings.rules.bookable import use_of
from center.bookings.rules.managing import Outcome
from center.bookings.rules.refusals import (
    AlreadyDecidedError,
    BookingRefusedError,
    RoomTakenError,
    TooLateToChangeError,
)
from center.core.errors import DomainError
from center.core.text import Text, _
from center.core.time import Period, read_day, seoul_day
from center.web.i18n import say


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
        now_sentence=now_sentence(booking),
        back_href=url_for("manage.show", reference=booking.reference),
        **grid_of(board),
    )


def _half_hours(period: Period) -> tuple[int, int]:
    use = use_of(period)
    return use.start, use.end


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
