"""The calendar page as a whole: which days and rooms, the ways to others, what is chosen."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from flask import current_app, url_for
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from center.bookings import queries
from center.bookings.pages.calendar import Board, DayRow, View, days_of_view, make_grid
from center.bookings.pages.find import find_link
from center.bookings.pages.month import days_of_month, make_month
from center.bookings.pages.picker import Choice, Picker
from center.bookings.pages.words import Link, day_text, room_title
from center.bookings.rules.day import first_day_with_time
from center.bookings.rules.hours_typed import read_clock
from center.bookings.wishes import read_codes
from center.core.text import Text, _, month_name, show_days
from center.core.time import month_start, read_day, seoul_day
from center.spaces.models import Space
from center.web.i18n import language, say
from center.web.parts import kept_by

VIEWS: tuple[tuple[View, Text], ...] = (("day", _("일간")), ("week", _("주간")), ("month", _("월간")))
MAIN = "bookings/_calendar_main.html"
FAR = timedelta(days=800)
"""Calendars reach this far back and ahead; beyond there is nothing to see."""
Notice = tuple[str, str, str, Link | None]


@dataclass(frozen=True, slots=True)
class CalendarPage:
    """All that the calendar's template shows; a month has weeks, a day and a week have days."""

    title: str
    lead: str
    crumbs: list[Link]
    view: View
    views: list[Link]
    rooms: list[Link]
    find: Link
    heading: str
    previous: Link | None
    next: Link | None
    notices: Sequence[Notice]
    feed_links: list[Link]
    hours: list[str] = field(default_factory=list)
    n_half_hours: int = 0
    days: list[DayRow] = field(default_factory=list)
    picker: Picker | None = None
    legend: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    weekdays: list[str] = field(default_factory=list)
    weeks: list[list[Markup]] = field(default_factory=list)
    phone_rooms: list[Link] = field(default_factory=list)
    phone_words: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class CalendarPart:
    """The calendar without the page's frame, as text: the same for everybody who reads the same language."""

    title: str
    heading: str
    main: Markup
    has_picker: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for, and what is there to be shown of it."""

    code: str | None
    all_rooms: tuple[Space, ...]
    board: Board
    first: date
    end: date
    notices: tuple[Notice, ...]
    find: Link

    @property
    def shown(self) -> tuple[Hashable, ...]:
        """All that decides over what is written. Rooms are the same objects until one of them changes."""
        board = self.board
        days = tuple(room.seen for by_room in board.days.values() for room in by_room.values())
        return (board.path, board.view, board.choice, board.today, self.all_rooms, days, self.notices, self.find)


def calendar_part(args: MultiDict[str, str], code: str | None, now: datetime) -> CalendarPart:
    """What an address asks for, written; written before, where the days show nothing else than then.

    Raises:
        NotFoundError: no such room.
    """
    asked = _asked(args, code, now)
    return kept_by(asked.shown, lambda: _written(calendar_page(asked)))


def _written(page: CalendarPage) -> CalendarPart:
    main = Markup(current_app.jinja_env.get_template(MAIN).render(page=page))  # noqa: S704 (our own template, escaped)
    return CalendarPart(page.title, page.heading, main, page.picker is not None)


def _asked(args: MultiDict[str, str], code: str | None, now: datetime) -> Asked:
    today, view = seoul_day(now), _view(args.get("view"))
    day, notices = _day(args.get("date"), today)
    if "date" not in args:
        day = first_day_with_time(queries.rulebook(), now)
    first, end = days_of_month(day) if view == "month" else days_of_view(view, day)
    all_rooms = queries.rooms_on(day)
    rooms = queries.get_rooms([code], day) if code else all_rooms
    board = Board(
        view=view,
        path=url_for("bookings.room_calendar", code=code) if code else url_for("bookings.calendar"),
        rooms=rooms,
        days=queries.room_days(rooms, first, end, now=now),
        choice=Choice(day, read_codes(args), *chosen_hours(args)),
        today=today,
    )
    find = find_link(first, end - timedelta(days=1), now)
    return Asked(code, tuple(all_rooms), board, first, end, tuple(notices), find)


def calendar_page(asked: Asked) -> CalendarPage:
    """The calendar of all rooms, or of one."""
    board, view, day = asked.board, asked.board.view, asked.board.choice.day
    shown = _month(board) if view == "month" else _grid(board)
    return CalendarPage(
        title=room_title(board.rooms[0]) if asked.code else say(_("공간 예약")),
        crumbs=_crumbs(),
        view=view,
        views=[Link(say(text), board.address(view=name), name == view) for name, text in VIEWS],
        rooms=_room_links(board, asked.all_rooms, asked.code),
        find=asked.find,
        heading=heading_of(view, asked.first, asked.end),
        previous=step(board, board.today, _moved(view, day, -1), _("이전")),
        next=step(board, board.today, _moved(view, day, 1), _("다음")),
        notices=asked.notices,
        feed_links=_feeds(board.rooms),
        **shown,
    )


def _view(asked: str | None) -> View:
    return next((name for name, _ in VIEWS if name == asked), "week")


def _day(asked: str | None, today: date) -> tuple[date, list[Notice]]:
    """The day an address names, or today with a word about it."""
    day = read_day(asked)
    if day is not None and abs(day - today) <= FAR:
        return day, []
    if not asked:
        return today, []
    body = say(_("날짜는 2026-12-23처럼 적습니다. 2년 넘게 떨어진 날은 보여 드리지 않습니다."))
    return today, [("wait", say(_("그 날짜를 볼 수 없어 오늘을 보여 드립니다.")), body, None)]


def chosen_hours(args: MultiDict[str, str]) -> tuple[int | None, int | None]:
    """The chosen half hours; a start without an end after it still counts."""
    start, end = read_clock(args.get("from")), read_clock(args.get("to"))
    if start is None or start % 30:
        return None, None
    return start // 30, end // 30 if end is not None and end % 30 == 0 and end > start else None


def _grid(board: Board) -> dict[str, Any]:
    lead = say(_("공간과 시간을 직접 고르거나, 달력에서 빈 시간을 누르세요."))
    return {"lead": lead, **grid_of(board)}


def grid_of(board: Board) -> dict[str, Any]:
    """The days of a board with the form, as the calendar's templates show them."""
    grid = make_grid(board)
    return {
        "hours": grid.hours,
        "n_half_hours": grid.n_half_hours,
        "days": grid.days,
        "picker": grid.picker,
        "legend": grid.legend,
        "notes": grid.notes,
    }


def _month(board: Board) -> dict[str, Any]:
    codes = [room.code for room in board.rooms]
    month = make_month(board, next((code for code in board.choice.rooms if code in codes), codes[0]))
    return {
        "lead": say(_("날짜를 누르면 그날의 빈 시간이 나옵니다.")),
        "weekdays": month.weekdays,
        "weeks": month.weeks,
        "phone_rooms": month.phone_rooms,
        "phone_words": month.phone_words,
        "notes": month.notes,
    }


def _crumbs() -> list[Link]:
    return [
        Link(say(_("첫 화면")), url_for("reports.home")),
        Link(say(_("공간 예약")), url_for("bookings.calendar"), True),
    ]


def _room_links(board: Board, rooms: Sequence[Space], code: str | None) -> list[Link]:
    query = f"?view={board.view}&date={board.choice.day.isoformat()}"
    together = Link(say(_("모두 함께")), url_for("bookings.calendar") + query, code is None)
    alone = [
        Link(room_title(room), url_for("bookings.room_calendar", code=room.code) + query, room.code == code)
        for room in rooms
    ]
    return [together, *alone]


def heading_of(view: View, first: date, end: date) -> str:
    """What a period of days is called."""
    if view == "month":
        return say(_("%(year)s년 %(month)s월", year=first.year, month=month_name(first.month)))
    if view == "day":
        return day_text(first)
    return show_days(first, end - timedelta(days=1), language())


def _moved(view: View, day: date, by: int) -> date:
    if view == "month":
        return month_start(day, by)
    return day + timedelta(days=by * (1 if view == "day" else 7))


def step(board: Board, today: date, day: date, text: Text) -> Link | None:
    """The way to another period, as far as there is something to see."""
    if abs(day - today) > FAR:
        return None
    return Link(say(text), board.address(day=day))


def _feeds(rooms: Sequence[Space]) -> list[Link]:
    return [
        Link(say(_("%(room)s 예약된 시간 (.ics)", room=room_title(room))), url_for("bookings.feed", code=room.code))
        for room in rooms
    ]
