"""A day in the rooms as staff need it at hand: who comes when, what is free, what is closed; also to print."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import url_for

from center.accounts.queries.corrections import n_corrections_waiting
from center.accounts.queries.joining import n_waiting
from center.bookings import queries
from center.bookings.models import Booking
from center.bookings.pages.manage import TONES
from center.bookings.pages.words import Link, closed_text, day_text, room_title, rooms_title, shut_reason
from center.bookings.rules.day import RoomDay, open_runs
from center.bookings.rules.states import WORDS, State
from center.core.text import _, show_hours
from center.core.time import clock_text
from center.spaces.models import Space
from center.web.i18n import say

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Line:
    """A use: when, who, for what, how many, how to reach them."""

    time: str
    rooms: str
    who: str
    detail: str
    contact: str
    note: str
    href: str
    state: str
    tone: str


@dataclass(frozen=True, slots=True)
class RoomLine:
    """A room on that day: what is closed, and the free times as links that enter a booking."""

    title: str
    closed: list[str]
    free: list[Link]


@dataclass(frozen=True, slots=True)
class Count:
    """A number of things that wait, and where they are dealt with."""

    n: int
    text: str
    href: str
    is_urgent: bool


@dataclass(frozen=True, slots=True)
class DayPage:
    """The sheet of a day."""

    title: str
    lead: str
    iso: str
    before: Link
    after: Link
    today: Link | None
    counts: list[Count]
    lines: list[Line]
    rooms: list[RoomLine]
    booking_href: str


def day_page(day: date, now: datetime, today: date) -> DayPage:
    """The sheet; on today's also what waits."""
    bookings = [booking for booking in queries.bookings_of_day(day) if booking.state_at(now) in TONES]
    rooms = queries.rooms_between(day, day + ONE_DAY)
    days = queries.room_days(rooms, day, day + ONE_DAY, now=now)[day]
    n_sure = sum(booking.state == State.CONFIRMED for booking in bookings)
    n_people = sum(booking.headcount for booking in bookings if booking.state == State.CONFIRMED)
    lead = _("확정 %(n)s건, 모두 %(people)s명이 옵니다.", n=n_sure, people=n_people)
    return DayPage(
        title=say(_("오늘 %(day)s", day=day)) if day == today else day_text(day),
        lead=say(lead) if n_sure else say(_("확정된 이용이 없습니다.")),
        iso=day.isoformat(),
        before=_day_link(day - ONE_DAY, say(_("전날"))),
        after=_day_link(day + ONE_DAY, say(_("다음 날"))),
        today=_day_link(today, say(_("오늘로 가기"))) if day != today else None,
        counts=_counts(now, today) if day == today else [],
        lines=[_line(booking, now) for booking in bookings],
        rooms=[_room_line(room, days[room.code]) for room in rooms],
        booking_href=url_for("desk.book", day=day.isoformat()),
    )


def _day_link(day: date, text: str) -> Link:
    return Link(text, url_for("desk.day", date=day.isoformat()), name=f"{text}, {day_text(day)}")


def _counts(now: datetime, today: date) -> list[Count]:
    waiting = queries.waiting_asks()
    n_due = sum(ask.decide_by_on <= today for ask in waiting)
    n_unfit = len(queries.unfit_bookings(now))
    inbox = url_for("staff.requests")
    return [
        Count(n_due, say(_("오늘까지 결정")), inbox, n_due > 0),
        Count(len(waiting), say(_("기다리는 신청")), inbox, is_urgent=False),
        Count(n_unfit, say(_("정할 예약")), url_for("desk.unfit"), n_unfit > 0),
        Count(n_waiting(), say(_("담당자 등록")), url_for("joinings.waiting"), is_urgent=False),
        Count(n_corrections_waiting(), say(_("수정 요청")), url_for("corrections.waiting"), is_urgent=False),
    ]


def _line(booking: Booking, now: datetime) -> Line:
    state, occurrence = booking.state_at(now), booking.occurrence
    return Line(
        time=show_hours(occurrence.period),
        rooms=rooms_title(occurrence.spaces),
        who=booking.organisation or booking.name or say(_("개인정보 지움")),
        detail=say(_("%(n)s명, %(purpose)s", n=booking.headcount, purpose=booking.purpose)),
        contact=" ".join(part for part in (booking.name, booking.phone) if part),
        note=booking.staff_note or "",
        href=url_for("desk.show", reference=booking.reference),
        state=say(WORDS[state]),
        tone=TONES[state],
    )


def _room_line(room: Space, day: RoomDay) -> RoomLine:
    closed = [closed_text(day.closed, day.day)] if day.closed else []
    shut = [
        f"{clock_text(part.start * 30)}~{clock_text(part.end * 30)} {shut_reason(part.kind, part.reason)}"
        for part in day.shut
    ]
    return RoomLine(title=room_title(room), closed=closed + shut, free=free_links(day, room.code))


def free_links(day: RoomDay, codes: str) -> list[Link]:
    """The free times of a room's day, whoever may have them; each leads to the form that enters a booking there."""
    return [
        Link(
            f"{clock_text(start * 30)}~{clock_text(end * 30)}",
            url_for("desk.book", day=day.day.isoformat(), rooms=codes, start=clock_text(start * 30)),
            name=say(
                _(
                    "%(room)s호 %(start)s부터 예약 넣기",
                    room=codes,
                    start=clock_text(start * 30),
                )
            ),
        )
        for start, end in open_runs(day.shape)
    ]
