"""The room cards of the first page: the next free time of each room at a glance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from flask import url_for

from center.bookings import queries
from center.bookings.pages.words import book_address, day_text, hours, room_name
from center.bookings.rules.day import Kind, RoomDay, free_runs, period_of, shown_segments
from center.bookings.rules.values import Wording
from center.core.text import Text, _
from center.core.time import seoul_day
from center.spaces.models import Space
from center.spaces.rules import show_area
from center.web.i18n import language, say

DAYS_LOOKED = timedelta(days=62)
USUAL_LENGTH = 4
N_MORE = 2
STRIP_KINDS = {Kind.FREE: "free", Kind.BOOKED: "taken", Kind.HELD: "taken"}


@dataclass(frozen=True, slots=True)
class NextFree:
    """The next free time and a strip of its day; the strip only decorates."""

    day: str
    time: str
    strip: list[tuple[str, int]]
    strip_hours: list[str]


@dataclass(frozen=True, slots=True)
class MoreFree:
    """A further free time as a link; `name` says it in full."""

    day: str
    time: str
    href: str
    name: str


@dataclass(frozen=True, slots=True)
class RoomCard:
    """A room; `empty` says so where nothing is free."""

    code: str
    title: str
    facts: str
    next: NextFree | None
    book_href: str
    calendar_href: str
    more: list[MoreFree]
    empty: str


@dataclass(frozen=True, slots=True)
class RoomsPage:
    """Both rooms, and the rules in short."""

    title: str
    lead: str
    rooms: list[RoomCard]
    rules: list[str] = field(default_factory=list)


Run = tuple[RoomDay, int, int]


def rooms_page(now: datetime) -> RoomsPage:
    """The rooms as the public meets them."""
    terms = queries.rulebook().get(Wording, "terms", seoul_day(now))
    return RoomsPage(
        title=say(_("공간 소개")),
        lead=say(_("누구나 가입 없이 예약할 수 있는 공간입니다.")),
        rooms=room_cards(now),
        rules=list(terms.sentences[language()]),
    )


def room_cards(now: datetime) -> list[RoomCard]:
    """A card a room with its next free times."""
    today = seoul_day(now)
    rooms = queries.rooms_on(today)
    days = queries.room_days(rooms, today, today + DAYS_LOOKED, now=now)
    capacities = queries.capacity_of(queries.rulebook(), rooms, today)
    return [_card(room, days, capacities[room.code].most, today) for room in rooms]


def _card(room: Space, days: Mapping[date, Mapping[str, RoomDay]], most: int, today: date) -> RoomCard:
    runs = _first_runs([by_room[room.code] for by_room in days.values()])
    use = room.use_en if language() == "en" else room.use
    facts = say(_("%(area)s㎡ · 최대 %(most)s명 · %(use)s", area=show_area(room.area_m2), most=most, use=use))
    return RoomCard(
        code=room.code,
        title=room_name(room),
        facts=facts,
        next=_next(runs[0], today) if runs else None,
        book_href=_href(room, runs[0]) if runs else url_for("bookings.room_calendar", code=room.code),
        calendar_href=url_for("bookings.room_calendar", code=room.code),
        more=[_more(room, run) for run in runs[1:]],
        empty="" if runs else say(_("지금 열린 달에는 빈 시간이 없습니다. 다음 달은 매월 1일에 열립니다.")),
    )


def _first_runs(days: Sequence[RoomDay]) -> list[Run]:
    runs = ((day, start, end) for day in days for start, end in free_runs(day.shape))
    return [run for run, _ in zip(runs, range(1 + N_MORE), strict=False)]


def _next(run: Run, today: date) -> NextFree:
    day, start, end = run
    opening = day.opening
    first, last = opening[0][0], opening[-1][1]
    strip = [
        (STRIP_KINDS.get(part.kind, "turnaround"), min(part.end, last) - max(part.start, first))
        for part in shown_segments(day.shape)
        if part.start < last and part.end > first
    ]
    return NextFree(
        day=_near_day(day.day, today),
        time=hours(start, end),
        strip=strip,
        strip_hours=[say(_("%(hour)s시", hour=f"{half // 2:02d}")) for half in _five(first, last)],
    )


def _five(first: int, last: int) -> list[int]:
    """Five half hours evenly over the strip."""
    return [first + (last - first) * n // 4 for n in range(5)]


def _near_day(day: date, today: date) -> str:
    near: dict[int, Text] = {0: _("오늘 %(day)s", day=day), 1: _("내일 %(day)s", day=day)}
    text = near.get((day - today).days)
    return say(text) if text else day_text(day)


def _href(room: Space, run: Run) -> str:
    day, start, end = run
    return book_address()([room.code], period_of(day.day, start, min(end, start + USUAL_LENGTH)))


def _more(room: Space, run: Run) -> MoreFree:
    day, start, end = run
    times, where = hours(start, end), f"{room.code} {room_name(room)}"
    return MoreFree(
        day=day_text(day.day),
        time=times,
        href=_href(room, run),
        name=say(_("%(day)s %(times)s %(room)s 예약하기", day=day.day, times=times, room=where)),
    )
