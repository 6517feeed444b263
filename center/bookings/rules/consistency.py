"""Where rules that are well formed each contradict one another. Pure.

Source: docs/rules/booking.md, "When rules change"
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from center.bookings.rules.day import window_opens_at
from center.bookings.rules.refusals import length_text
from center.bookings.rules.rulebook import Rulebook
from center.bookings.rules.values import (
    AS_CENTER,
    CENTER,
    ROOM_KEYS,
    ROOMS_ALONE,
    SHAPES,
    Cancelling,
    InvalidRuleError,
    Length,
    Notice,
    OpeningHours,
    Reminder,
    Value,
    Window,
    Wording,
)
from center.core.text import Text, _
from center.core.time import at, month_start

MONTHS_LOOKED = 12


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A sentence that says which rule cannot stand, for whom, and from which day on."""

    key: str
    scope: str
    day: date
    text: Text

    @property
    def mark(self) -> tuple[str, str, str]:
        """What makes two of them the same, whenever they begin."""
        return self.key, self.scope, str(self.text)


def contradictions(book: Rulebook, rooms: Mapping[date, Sequence[str]]) -> list[Contradiction]:
    """All of them, each once and from its first day on; `rooms` are those that can be booked on the days looked at."""
    found: dict[tuple[str, str, str], Contradiction] = {}
    known = {CENTER, *(room for codes in rooms.values() for room in codes)}
    for one in [*_of_scopes(book, known), *_of_versions(book), *_of_days(book, rooms)]:
        found.setdefault(one.mark, one)
    return list(found.values())


def _of_scopes(book: Rulebook, known: set[str]) -> Iterator[Contradiction]:
    for value in book.values:
        if value.scope not in known:
            yield Contradiction(value.key, value.scope, value.from_on, _("예약할 수 없는 공간의 규칙입니다."))
        elif value.scope != CENTER and value.key not in ROOM_KEYS:
            yield Contradiction(value.key, value.scope, value.from_on, _("공간마다 다르게 정할 수 없는 규칙입니다."))
        elif value.value == AS_CENTER and not _has_center(book, value.key, value.from_on, value.scope):
            yield Contradiction(value.key, value.scope, value.from_on, _("센터가 정한 값이 없어 따를 수 없습니다."))


def _has_center(book: Rulebook, key: str, day: date, scope: str) -> bool:
    return scope != CENTER and key not in ROOMS_ALONE and book.own(key, CENTER, day) is not None


def _of_versions(book: Rulebook) -> Iterator[Contradiction]:
    """What people agreed to is found by its version, which therefore names one text for ever."""
    texts: dict[tuple[str, str], Wording] = {}
    for value in book.values:
        if isinstance(value.value, Wording):
            first = texts.setdefault((value.key, value.value.version), value.value)
            if first != value.value:
                sentence = _("%(version)s판이라는 이름이 서로 다른 두 글에 쓰였습니다.", version=first.version)
                yield Contradiction(value.key, value.scope, value.from_on, sentence)


def _of_days(book: Rulebook, rooms: Mapping[date, Sequence[str]]) -> Iterator[Contradiction]:
    for day, codes in rooms.items():
        for room in codes:
            try:
                yield from _of_room(book, room, day)
            except InvalidRuleError:
                yield from _missing(book, room, day)


def _missing(book: Rulebook, room: str, day: date) -> Iterator[Contradiction]:
    for key, shape in SHAPES.items():
        try:
            book.get(shape, key, day, room)
        except InvalidRuleError:
            yield Contradiction(key, room, day, _("%(room)s호에 쓸 값이 없습니다.", room=room))


def _of_room(book: Rulebook, room: str, day: date) -> Iterator[Contradiction]:
    """Raises: InvalidRuleError, where a rule is missing."""
    for key, shape in SHAPES.items():
        if key in ROOM_KEYS:
            book.get(shape, key, day, room)
    for look in (_too_long, _too_late_a_reminder, _too_late_a_window):
        yield from look(book, room, day)


def _too_long(book: Rulebook, room: str, day: date) -> Iterator[Contradiction]:
    weekdays = book.get(OpeningHours, "opening_hours", day, room).weekdays
    widest = max((closes - opens for periods in weekdays for opens, closes in periods), default=0)
    longest = book.get(Length, "length", day, room).longest_a_day
    if longest > widest:
        yield Contradiction(
            "length",
            room,
            day,
            _(
                "가장 긴 이용(%(longest)s)이 들어갈 만큼 이어서 여는 요일이 없습니다. 가장 길게 여는 때가 %(widest)s입니다.",
                longest=length_text(longest),
                widest=length_text(widest),
            ),
        )


def _too_late_a_reminder(book: Rulebook, room: str, day: date) -> Iterator[Contradiction]:
    ahead, limit = book.get(Reminder, "reminder", day).hours, book.get(Cancelling, "cancelling", day, room).hours
    if ahead <= limit:
        yield Contradiction(
            "reminder",
            room,
            day,
            _(
                "알림(%(ahead)s시간 전)은 취소할 수 있는 때가 끝나기(%(limit)s시간 전) 앞에 가야 합니다.",
                ahead=ahead,
                limit=limit,
            ),
        )


def _too_late_a_window(book: Rulebook, room: str, day: date) -> Iterator[Contradiction]:
    """Of the coming twelve months each must be open, and keep the notice, before it begins."""
    window, notice = book.get(Window, "window", day, room), book.get(Notice, "notice", day, room)
    for first in (month_start(day, months) for months in range(1, MONTHS_LOOKED + 1)):
        opens_at, begins_at = window_opens_at(window, first), at(first, 0)
        if opens_at > begins_at:
            yield Contradiction("window", room, day, _("그 달이 시작된 뒤에야 예약이 열립니다. 더 이르게 여세요."))
            return
        if opens_at + timedelta(hours=notice.hours) > begins_at:
            sentence = _(
                "예약이 열리고 %(hours)s시간이 지나면 그 달이 이미 시작됩니다. 더 이르게 열거나 마감을 줄이세요.",
                hours=notice.hours,
            )
            yield Contradiction("notice", room, day, sentence)
            return


def is_same(one: Value, other: Value) -> bool:
    """Whether two values say the same; of texts the words count, not the name of the version."""
    if isinstance(one, Wording) and isinstance(other, Wording):
        return one.sentences == other.sentences
    return one == other
