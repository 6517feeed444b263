"""A month: each day says which part of it is free, or why nothing is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from flask import current_app
from markupsafe import Markup

from center.bookings.pages.calendar import Board, parts_free
from center.bookings.pages.words import WEEKDAYS, Link, closed_text, day_text, joined, room_title
from center.bookings.rules.day import ClosedFor, Reason, RoomDay, Seen, Shape, free_runs
from center.core.text import Language, Text, _
from center.core.time import month_start
from center.web.i18n import language, say

PHONE_WORDS = (
    (_("종일"), _("하루 내내 빈 시간이 있음")),
    (_("일부"), _("빈 시간이 일부 있음")),
    (_("마감"), _("빈 시간이 없음")),
    (_("휴관"), _("일요일·공휴일·공사")),
    (_("아직"), _("아직 신청을 받지 않음")),
)
ALL_DAY, PARTLY, FULL, CLOSED, NOT_YET, PAST = (
    _("종일"),
    _("일부"),
    _("마감"),
    _("휴관"),
    _("아직"),
    _("지남"),
)
NOTE = _("오전은 12시까지, 오후는 18시까지, 저녁은 그 뒤입니다. 한 시간 넘게 빈 때를 적었습니다.")


CELLS_KEPT = 512
"""Some months in both languages, half a kilobyte each."""


@dataclass(frozen=True, slots=True)
class MonthCell:
    """A day of the month; `lines` are room code, words and whether something is free."""

    iso: str
    number: str
    kind: str
    is_today: bool = False
    href: str | None = None
    name: str = ""
    note: str = ""
    lines: list[tuple[str, str, str]] = field(default_factory=list)
    phone_word: str = ""
    phone_kind: str = "none"


class MonthLook(NamedTuple):
    """All that decides over how a day of the month looks: the same look, the same cell."""

    rooms: tuple[Seen, ...]
    day: date
    day_text: str
    is_today: bool
    is_past: bool
    phone_room: str
    href: str
    language: Language


@dataclass(frozen=True, slots=True)
class MonthGrid:
    """The picture of a month."""

    weekdays: list[str]
    weeks: list[list[Markup]]
    phone_rooms: list[Link]
    phone_words: list[tuple[str, str]]
    notes: list[str]


def days_of_month(day: date) -> tuple[date, date]:
    """The days [first, end) of the month of a day."""
    return month_start(day), month_start(day, 1)


def make_month(board: Board, phone_room: str) -> MonthGrid:
    """The month of the board; phones show one room of it."""
    cells = [_drawn(_look(board, day, rooms, phone_room)) for day, rooms in board.days.items()]
    blank, first = Markup('<td class="month-blank"></td>'), next(iter(board.days))
    blanks = [blank] * first.weekday()
    padded = blanks + cells + [blank] * (-(len(blanks) + len(cells)) % 7)
    return MonthGrid(
        weekdays=[say(weekday) for weekday in WEEKDAYS],
        weeks=[padded[n : n + 7] for n in range(0, len(padded), 7)],
        phone_rooms=[
            Link(room_title(room), board.address(rooms=room.code), is_current=room.code == phone_room)
            for room in board.rooms
        ],
        phone_words=[(say(word), say(meaning)) for word, meaning in PHONE_WORDS],
        notes=[say(NOTE)],
    )


def _look(board: Board, day: date, rooms: Mapping[str, RoomDay], phone_room: str) -> MonthLook:
    return MonthLook(
        rooms=tuple(room.seen for room in rooms.values()),
        day=day,
        day_text=day_text(day),
        is_today=day == board.today,
        is_past=day < board.today,
        phone_room=phone_room,
        href=board.address(view="week", day=day),
        language=language(),
    )


@lru_cache(CELLS_KEPT)
def _drawn(look: MonthLook) -> Markup:
    """The cell as the table has it."""
    written = current_app.jinja_env.get_template("bookings/_calendar_month_cell.html").module
    cell: Markup = written.month_cell(_cell(look))  # type: ignore[attr-defined]
    return cell


def _cell(look: MonthLook) -> MonthCell:
    number, iso = str(look.day.day), look.day.isoformat()
    if look.is_past:
        return MonthCell(iso, number, "past", note=say(_("지난 날")), phone_word=say(PAST))
    shapes = [room.shape for room in look.rooms]
    reason = shapes[0].closed
    if reason and all(shape.closed for shape in shapes):
        why = _why_closed(reason, look.day)
        return MonthCell(iso, number, "closed", look.is_today, note=why, phone_word=say(CLOSED), phone_kind="closed")
    if not any(shape.is_window_open for shape in shapes):
        return MonthCell(iso, number, "not_open", look.is_today, note=say(_("아직 신청 전")), phone_word=say(NOT_YET))
    return _open_cell(look)


def _why_closed(reason: Reason, day: date) -> str:
    """The holiday's name; a weekly closing day needs no name in its column."""
    return say(CLOSED) if reason.why == ClosedFor.WEEKDAY else closed_text(reason, day)


def _open_cell(look: MonthLook) -> MonthCell:
    texts = {room.room: _parts(room.shape) for room in look.rooms}
    lines = [(code, joined(parts), kind) for code, (parts, kind) in texts.items()]
    phone_parts, phone_kind = texts[look.phone_room]
    is_free = any(kind == "free" for _, kind in texts.values())
    summary = ", ".join(f"{code} {text}" for code, text, _ in lines)
    return MonthCell(
        iso=look.day.isoformat(),
        number=str(look.day.day),
        kind="open" if is_free else "full",
        is_today=look.is_today,
        href=look.href,
        name=f"{look.day_text} {summary}",
        lines=lines,
        phone_word=say(phone_parts[0] if phone_parts[0] in (ALL_DAY, FULL) else PARTLY),
        phone_kind=phone_kind,
    )


def _parts(shape: Shape) -> tuple[list[Text], str]:
    runs = free_runs(shape)
    if runs and runs == shape.opening:
        return [ALL_DAY], "free"
    parts = parts_free(shape, runs)
    return (parts, "free") if parts else ([FULL], "none")
