"""Day and week: rows are days, a lane a room, time to the right; on phones a list of days.

What counts as free is what can be booked. Source: docs/rules/booking.md, "What a person meets"
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import Literal, NamedTuple
from urllib.parse import urlencode

from flask import current_app
from markupsafe import Markup

from center.bookings.pages.picker import Aim, Choice, Picker, make_picker
from center.bookings.pages.words import (
    WEEKDAYS,
    WORDS,
    closed_text,
    day_text,
    hours,
    joined,
    length,
    room_name,
    shut_reason,
)
from center.bookings.rules.day import Kind, RoomDay, Seen, Segment, Shape, free_runs, shown_segments
from center.core.text import Language, Text, _
from center.core.time import HALF_HOURS_A_DAY, clock_text
from center.spaces.models import Space
from center.web.i18n import language, say

View = Literal["day", "week", "month"]
PARTS_OF_DAY = ((_("오전"), 0, 24), (_("오후"), 24, 36), (_("저녁"), 36, 48))
"""오전 until 12:00, 오후 until 18:00, 저녁 after."""
CELLS = "bookings/_calendar_cells.html"
LANES_KEPT = 512
"""Some weeks in both languages, some kilobytes each: a page that is made anew writes anew what has changed."""
SHOWN_FROM, SHOWN_TO = 18, 42
"""The half hours a day shows at least: 09:00–21:00."""
CSS_KINDS = {
    Kind.BOOKED: "taken",
    Kind.OUTSIDE: "outside",
    Kind.NOT_OPEN: "not_open",
}
LEGEND = (
    ("free", _("예약 가능: 눌러서 고릅니다")),
    ("taken", _("예약됨")),
    ("turnaround", _("정리 시간: 앞뒤 이용자를 위해 비워 둡니다")),
    ("closed", _("휴관")),
    ("works", _("공사로 휴관")),
)
PAST = _("지난 시간")
PARTS_NOTE = _("오전은 12시까지, 오후는 18시까지, 저녁은 그 뒤입니다. 예약 앞뒤는 정리 시간으로 비워 둡니다.")


@dataclass(frozen=True, slots=True)
class Cell:
    """A stretch of a room's day; `span` is its half hours."""

    start: str
    end: str
    span: int
    kind: str
    word: str
    detail: str
    href: str | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Lane:
    """A room on a day; `cells` are written as the table shows them, `rows` as a phone lists those of the chosen day."""

    code: str
    name: str
    cells: Markup
    rows: Markup
    summary: str
    summary_kind: str


class Look(NamedTuple):
    """All that decides over how a room's day looks: the same look, the same lane.

    `shown` are the half hours [from, to) of the page, `chosen` those that are chosen.
    """

    seen: Seen
    name: str
    day_text: str
    shown: tuple[int, int]
    chosen: tuple[int, int] | None
    has_rows: bool
    choose: str
    language: Language

    @property
    def where(self) -> str:
        """The day and the room, as the names of links begin."""
        return f"{self.day_text} {self.seen.room} {self.name}"


@dataclass(frozen=True, slots=True)
class DayRow:
    """A day; `closed` says why the whole center is closed, else it is empty."""

    iso: str
    number: str
    weekday: str
    date: str
    is_today: bool
    is_chosen: bool
    is_past: bool
    closed: str
    all_rooms: str
    href: str
    name: str
    lanes: list[Lane] = field(default_factory=list)


@dataclass(frozen=True)
class Board:
    """What the page looks at: the rooms with their days, and what is chosen."""

    view: View
    path: str
    rooms: Sequence[Space]
    days: Mapping[date, Mapping[str, RoomDay]]
    choice: Choice
    today: date
    aim: Aim | None = None

    def address(self, *, view: str | None = None, day: date | None = None, **more: str) -> str:
        """This page with another view, day or choice."""
        page = f"{self.path}?view={view or self.view}&date={(day or self.choice.day).isoformat()}"
        return f"{page}&{urlencode(more)}" if more else page

    def rooms_to_choose(self, room: Space) -> str:
        """The rooms that pressing a free time of a room chooses: that one, or all that go together."""
        return ",".join(self.aim.choices[0]) if self.aim else room.code

    @cached_property
    def shown(self) -> tuple[int, int]:
        """The half hours [from, to) that all days show, on whole hours."""
        edges = [room.edges for rooms in self.days.values() for room in rooms.values() if room.opening]
        first = min([SHOWN_FROM, *(start for start, _ in edges)])
        last = max([SHOWN_TO, *(end for _, end in edges)])
        return first - first % 2, last + last % 2


@dataclass(frozen=True, slots=True)
class CalendarGrid:
    """The picture of the days."""

    hours: list[str]
    n_half_hours: int
    days: list[DayRow]
    picker: Picker | None
    legend: list[tuple[str, str]]
    notes: list[str]


def make_grid(board: Board) -> CalendarGrid:
    """The days of the board as the pages show them."""
    first, last = board.shown
    return CalendarGrid(
        hours=[say(_("%(hour)s시", hour=f"{half // 2:02d}")) for half in range(first, last, 2)],
        n_half_hours=last - first,
        days=[_day_row(board, day, rooms) for day, rooms in board.days.items()],
        picker=make_picker(board.rooms, board.days, board.choice, path=board.path, view=board.view, aim=board.aim),
        legend=[(kind, say(text)) for kind, text in LEGEND],
        notes=[say(PARTS_NOTE)],
    )


def _day_row(board: Board, day: date, rooms: Mapping[str, RoomDay]) -> DayRow:
    reasons = [room.closed for room in rooms.values()]
    closed = closed_text(reasons[0], day) if reasons[0] and all(reason == reasons[0] for reason in reasons) else ""
    text = day_text(day)
    return DayRow(
        iso=day.isoformat(),
        number=str(day.day),
        weekday=say(WEEKDAYS[day.weekday()]),
        date=text,
        is_today=day == board.today,
        is_chosen=day == board.choice.day,
        is_past=day < board.today,
        closed=closed,
        all_rooms=say(_("모든 공간")),
        href="" if closed else board.address(day=day),
        name=say(_("%(day)s 빈 시간 보기", day=text)),
        lanes=[] if closed else [_lane(board, room, rooms[room.code]) for room in board.rooms],
    )


def _lane(board: Board, room: Space, room_day: RoomDay) -> Lane:
    use = board.choice.use_in(room_day.day, room.code)
    look = Look(
        seen=room_day.seen,
        name=room_name(room),
        day_text=day_text(room_day.day),
        shown=board.shown,
        chosen=(use.start, use.end) if use else None,
        has_rows=room_day.day == board.choice.day,
        choose=board.address(day=room_day.day, rooms=board.rooms_to_choose(room)),
        language=language(),
    )
    return _drawn(look)


@lru_cache(LANES_KEPT)
def _drawn(look: Look) -> Lane:
    parts = [part for segment in shown_segments(look.seen.shape) for part in _cut(segment, *look.shown)]
    cells = [_cell(part, look) for part in _with_choice(parts, look.chosen)]
    rows = [cell for cell in cells if cell.kind not in {"outside", "turnaround"}] if look.has_rows else []
    summary, written = _summary(look.seen.shape), current_app.jinja_env.get_template(CELLS).module
    return Lane(
        code=look.seen.room,
        name=look.name,
        cells=written.blocks(cells),  # type: ignore[attr-defined]
        rows=written.times(rows),  # type: ignore[attr-defined]
        summary=summary or _nothing_free(look),
        summary_kind="free" if summary else "none",
    )


def _cut(segment: Segment, first: int, last: int) -> list[Segment]:
    """The part of a segment that the page shows."""
    start, end = max(segment.start, first), min(segment.end, last)
    return [Segment(start, end, segment.kind, segment.reason)] if start < end else []


def _with_choice(parts: Sequence[Segment], chosen: tuple[int, int] | None) -> Iterator[Segment | tuple[int, int]]:
    """The segments with the chosen time cut out of the free one it lies in, as a bare pair."""
    for part in parts:
        if chosen and part.kind == Kind.FREE and part.start <= chosen[0] and chosen[1] <= part.end:
            yield from _cut(part, part.start, chosen[0])
            yield chosen
            yield from _cut(part, chosen[1], part.end)
        else:
            yield part


def _cell(part: Segment | tuple[int, int], look: Look) -> Cell:
    if not isinstance(part, Segment):
        return _chosen_cell(part, look)
    return _free_cell(part, look) if part.kind == Kind.FREE else _plain_cell(part, look)


def _chosen_cell(part: tuple[int, int], look: Look) -> Cell:
    start, end = part
    word, times = say(_("선택한 시간")), hours(start, end)
    href = f"{look.choose}&from={_half(start)}&to={_half(end)}#picker"
    return Cell(_half(start), _half(end), end - start, "chosen", word, times, href, f"{look.where} {times} {word}")


def _free_cell(part: Segment, look: Look) -> Cell:
    times = hours(part.start, part.end)
    end = min(part.end, part.start + max(look.seen.shape.shortest, min(4, look.seen.longest)))
    name = say(_("%(where)s %(times)s 예약 가능, 이 시간 고르기", where=look.where, times=times))
    href = f"{look.choose}&from={_half(part.start)}&to={_half(end)}#picker"
    return Cell(
        _half(part.start), _half(part.end), part.end - part.start, "free", say(WORDS[Kind.FREE]), times, href, name
    )


def _plain_cell(part: Segment, look: Look) -> Cell:
    times = hours(part.start, part.end)
    word, detail = say(WORDS[part.kind]), times
    if part.kind == Kind.TURNAROUND:
        detail = ""
    elif part.kind == Kind.TOO_SOON and part.end <= look.seen.passed:
        word = say(PAST)
    elif part.kind == Kind.TOO_SHORT:
        detail = say(_("%(length)s 미만", length=length(look.seen.shape.shortest * 30)))
    elif part.reason and part.reason.ko:
        word, detail = shut_reason(part.kind, part.reason), times
    return Cell(
        _half(part.start), _half(part.end), part.end - part.start, CSS_KINDS.get(part.kind, part.kind), word, detail
    )


def _half(half_hour: int) -> str:
    return clock_text(half_hour * 30)


def _summary(shape: Shape) -> str:
    """The parts of the day in which an hour and more is free: 오전·저녁, or 종일."""
    runs = free_runs(shape)
    if runs and runs == shape.opening:
        return say(_("종일"))
    return joined(parts_free(shape, runs))


def parts_free(shape: Shape, runs: Sequence[tuple[int, int]]) -> list[Text]:
    """The parts of the day in which the shortest use fits."""
    return [
        text
        for text, start, end in PARTS_OF_DAY
        if any(min(last, end) - max(first, start) >= shape.shortest for first, last in runs)
    ]


def _nothing_free(look: Look) -> str:
    """Why nothing is free, in a word."""
    if look.seen.shape.closed:
        return closed_text(look.seen.shape.closed, look.seen.day)
    if not look.seen.shape.is_window_open:
        return say(WORDS[Kind.NOT_OPEN])
    if look.seen.passed == HALF_HOURS_A_DAY:
        return say(_("지난 날"))
    return say(_("마감"))


def days_of_view(view: View, day: date) -> tuple[date, date]:
    """The days [first, end) that a view of a day shows; weeks begin on Monday."""
    if view == "day":
        return day, day + timedelta(days=1)
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=7)
