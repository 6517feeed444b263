"""Words and addresses that the pages of booking share."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from flask import url_for

from center.bookings.rules.bookable import reason_text, shut_text
from center.bookings.rules.day import Kind, Reason, Shut
from center.bookings.rules.people import phone_key
from center.bookings.rules.refusals import Alternative, length_text
from center.core.text import Text, _, show_day, show_hours
from center.core.time import SEOUL, Period, clock_text
from center.spaces.models import Space
from center.web.i18n import language, say

WORDS: dict[Kind, Text] = {
    Kind.FREE: _("예약 가능"),
    Kind.BOOKED: _("예약됨"),
    Kind.HELD: _("예약 중"),
    Kind.TURNAROUND: _("정리 시간"),
    Kind.CLOSED: _("휴관"),
    Kind.WORKS: _("휴관 · 공사"),
    Kind.OUTSIDE: _("운영시간 아님"),
    Kind.TOO_SOON: _("신청 마감"),
    Kind.NOT_OPEN: _("아직 신청 전"),
    Kind.TOO_SHORT: _("예약 불가"),
}
WEEKDAYS = (_("월요일"), _("화요일"), _("수요일"), _("목요일"), _("금요일"), _("토요일"), _("일요일"))


@dataclass(frozen=True, slots=True)
class Link:
    """A link in the reader's words; `name` is its full accessible name where its text alone says too little.

    `form_href` is where a form that is filled in already may be sent instead of following the link.
    """

    text: str
    href: str
    is_current: bool = False
    name: str = ""
    form_href: str = ""


@dataclass(frozen=True, slots=True)
class Spoken:
    """Words of somebody in a language that is known."""

    words: str
    lang: str

    def __str__(self) -> str:
        return self.words


def room_name(room: Space) -> str:
    """다목적회의실, Multipurpose room."""
    return room.name_en if language() == "en" else room.name


def room_title(room: Space) -> str:
    """202 다목적회의실."""
    return f"{room.code} {room_name(room)}"


def rooms_title(rooms: Sequence[Space]) -> str:
    """202 다목적회의실 · 203 로비."""
    return " · ".join(room_title(room) for room in rooms)


def masked_name(name: str) -> str:
    """A name of which somebody who looks over a shoulder learns little: 홍*동, J*** D**."""
    return " ".join(_masked(part) for part in name.split(" "))


def _masked(word: str) -> str:
    if len(word) <= 2:
        return word[:1] + "*" * (len(word) - 1)
    return word[0] + "*" * (len(word) - 2) + word[-1]


def masked_phone(phone: str) -> str:
    """A telephone number without its middle: 010-****-5678."""
    digits = phone_key(phone)
    area = digits[:2] if digits.startswith("02") else digits[:3]
    return f"{area}-****-{digits[-4:]}"


def hours(start: int, end: int) -> str:
    """Half hours as people read them: 14:00~16:00."""
    return f"{clock_text(start * 30)}~{clock_text(end * 30)}"


def day_text(day: date) -> str:
    """12월 23일(수)."""
    return show_day(day, language())


def period_text(period: Period) -> str:
    """12월 23일(수) 14:00~16:00."""
    return f"{day_text(period.day)} {show_hours(period)}"


def instant_text(instant: datetime) -> str:
    """12월 15일(화) 14:27."""
    return say(_("%(instant)s", instant=instant))


def length(minutes: int) -> str:
    """2시간."""
    return say(length_text(minutes))


def joined(texts: Sequence[Text]) -> str:
    """Words in a row: 오전·저녁; in English with room to break the line."""
    return ("·" if language() == "ko" else ", ").join(say(text) for text in texts)


def closed_text(reason: Reason, day: date) -> str:
    """휴관 · 성탄절."""
    return say(_("휴관 · %(reason)s", reason=reason_text(reason, day)))


def shut_reason(kind: Kind, reason: Reason) -> str:
    """Why a room is shut for a while."""
    return say(shut_text(Shut(0, 1, kind, reason)))


def book_address(*, screen: str = "book", people: int | None = None) -> Callable[[Sequence[str], Period], str]:
    """A function that addresses a booking screen, the first if no other is named, made once for many links.

    `people` is how many were asked for, so that nobody has to type it twice.
    """
    base, more = url_for(f"bookings.{screen}"), [("people", str(people))] if people else []

    def address(rooms: Sequence[str], period: Period) -> str:
        return f"{base}?{urlencode([*wish_query(rooms, period), *more])}"

    return address


def wish_query(rooms: Sequence[str], period: Period) -> list[tuple[str, str]]:
    """A wish as the query of an address, times with Seoul's offset."""
    times = [("start", seoul_iso(period.start)), ("end", seoul_iso(period.end))]
    return [("space", code) for code in rooms] + times


def seoul_iso(instant: datetime) -> str:
    """An instant as Seoul writes it, to the minute."""
    return instant.astimezone(SEOUL).isoformat(timespec="minutes")


Address = Callable[[Sequence[str], Period], str]


def alternative_links(
    alternatives: Sequence[Alternative],
    rooms: Sequence[Space],
    address: Address | None = None,
    *,
    form_address: Address | None = None,
) -> list[Link]:
    """The nearest free times as links that book them, or that lead where `address` says.

    With `form_address` each also says where a form that is filled in already is sent for that time.
    """
    lead, titles = address or book_address(), {room.code: room_title(room) for room in rooms}
    return [
        Link(
            f"{period_text(near.period)} · {title}",
            lead(near.rooms, near.period),
            name=say(_("%(period)s %(rooms)s 예약하기", period=near.period, rooms=title)),
            form_href=form_address(near.rooms, near.period) if form_address else "",
        )
        for near in alternatives
        for title in [" · ".join(titles.get(code, code) for code in near.rooms)]
    ]
