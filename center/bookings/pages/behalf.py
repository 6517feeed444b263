"""The form in which staff book or move for somebody: what rules it breaks, what else is free."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from center.bookings import queries
from center.bookings.models import Booking
from center.bookings.pages.history import RULES
from center.bookings.pages.words import closed_text, period_text, room_title, rooms_title, seoul_iso
from center.bookings.rules.day import RoomDay, open_runs
from center.bookings.rules.letting import ReasonMissingError
from center.bookings.rules.refusals import Alternative, BookingRefusedError, staff_text
from center.bookings.service.judging import Judged
from center.core.errors import DomainError
from center.core.text import _
from center.core.time import clock_text, minute_of_day
from center.spaces.models import Space
from center.web.i18n import say

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class BrokenRule:
    """A rule that the wish breaks; staff may let it pass, or nobody may."""

    kind: str
    sentence: str
    word: str
    may_pass: bool
    is_let: bool


@dataclass(frozen=True, slots=True)
class OtherTime:
    """A free time that is taken by pressing its button."""

    value: str
    text: str


@dataclass(frozen=True, slots=True)
class Objection:
    """Why the wish was not stored: the sentence, the rules it breaks, other times."""

    title: str
    sentence: str
    rules: list[BrokenRule]
    others: list[OtherTime]
    asks_reason: bool


@dataclass(frozen=True, slots=True)
class FreeLine:
    """What is free in a room on the day of the form."""

    room: str
    text: str


@dataclass(frozen=True, slots=True)
class TimePart:
    """The part of the form that is about rooms and time."""

    free_title: str
    free: list[FreeLine]
    waiting: str
    objection: Objection | None = field(default=None)


def time_part(day: date | None, now: datetime, objection: Objection | None = None) -> TimePart:
    """What is free on a day, and who waits for it."""
    if day is None:
        return TimePart("", [], "", objection)
    rooms = queries.rooms_between(day, day + ONE_DAY)
    days = queries.room_days(rooms, day, day + ONE_DAY, now=now)[day]
    n_waiting = sum(ask.period.day == day for ask in queries.waiting_asks())
    return TimePart(
        free_title=say(_("%(day)s 빈 시간", day=day)),
        free=[_free_line(room, days[room.code]) for room in rooms],
        waiting=say(_("이날을 기다리는 신청이 %(n)s건 있습니다.", n=n_waiting)) if n_waiting else "",
        objection=objection,
    )


def _free_line(room: Space, day: RoomDay) -> FreeLine:
    runs = [f"{clock_text(start * 30)}~{clock_text(end * 30)}" for start, end in open_runs(day.shape)]
    closed = closed_text(day.closed, day.day) if day.closed else say(_("빈 시간 없음"))
    return FreeLine(room_title(room), ", ".join(runs) or closed)


def objection_of(refusal: DomainError, judged: Judged | None, let: frozenset[str], rooms: Sequence[Space]) -> Objection:
    """Why it was not stored, with every rule at once so that staff are not led from one to the next."""
    rules = [_rule(broken, let) for broken in judged.broken] if judged else []
    alternatives: Sequence[Alternative] = getattr(refusal, "alternatives", ())
    may_be_let = bool(rules) and all(rule.may_pass for rule in rules) and not (judged and judged.taken)
    if may_be_let and isinstance(refusal, ReasonMissingError):
        return Objection(say(refusal.text), "", rules, [], asks_reason=True)
    return Objection(
        title=say(_("규칙과 다릅니다. 그래도 받으시겠어요?") if may_be_let else _("이대로는 넣을 수 없습니다")),
        sentence="" if may_be_let else say(staff_text(refusal)),
        rules=rules if may_be_let else [],
        others=[_other(near, rooms) for near in alternatives],
        asks_reason=may_be_let,
    )


def _rule(broken: BookingRefusedError, let: frozenset[str]) -> BrokenRule:
    word = say(RULES.get(broken.grant, _("규칙")))
    return BrokenRule(broken.grant, say(staff_text(broken)), word, broken.may_pass, broken.grant in let)


def _other(near: Alternative, rooms: Sequence[Space]) -> OtherTime:
    chosen = [room for room in rooms if room.code in near.rooms]
    return OtherTime(value_of(near), f"{period_text(near.period)} · {rooms_title(chosen)}")


def value_of(near: Alternative) -> str:
    """A free time as a button's value: rooms, start and end."""
    return "|".join([",".join(near.rooms), seoul_iso(near.period.start), seoul_iso(near.period.end)])


def fields_of(near: Alternative) -> dict[str, str]:
    """A free time as the fields of the form."""
    length = int(near.period.length.total_seconds()) // 60
    start = minute_of_day(near.period.start)
    return {
        "rooms": ",".join(near.rooms),
        "day": near.period.day.isoformat(),
        "start": clock_text(start),
        "end": clock_text(start + length),
    }


def move_title(booking: Booking) -> str:
    """What is to be moved."""
    return f"{period_text(booking.occurrence.period)} · {rooms_title(booking.occurrence.spaces)}"
