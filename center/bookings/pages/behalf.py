"""The form in which staff book or move for somebody: what rules it breaks, what else is free."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from flask import url_for

from center.bookings import queries
from center.bookings.models import Booking
from center.bookings.pages.manage import TONES
from center.bookings.pages.words import closed_text, hours, period_text, room_title, rooms_title, seoul_iso
from center.bookings.rules.day import RoomDay, open_runs
from center.bookings.rules.letting import ReasonMissingError
from center.bookings.rules.managing import deadline
from center.bookings.rules.refusals import Alternative, BookingRefusedError, RoomTakenError, staff_text
from center.bookings.rules.states import MOVES, WORDS, State
from center.bookings.service.judging import Judged
from center.bookings.service.managing import cancel_hours
from center.core.errors import DomainError
from center.core.text import Text, _, month_name
from center.core.time import HALF_HOUR, at, clock_text, minute_of_day, seoul_day
from center.spaces.models import Space
from center.web.i18n import say

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class BrokenRule:
    """A rule that the wish breaks; staff may let it pass, or nobody may."""

    kind: str
    sentence: str
    may_pass: bool
    is_let: bool


@dataclass(frozen=True, slots=True)
class OtherTime:
    """A free time that is taken by pressing its button."""

    value: str
    text: str


@dataclass(frozen=True, slots=True)
class Holder:
    """A booking that holds a room then."""

    when: str
    who: str
    reference: str
    href: str
    state: str
    tone: str


@dataclass(frozen=True, slots=True)
class Objection:
    """Why the wish was not stored: the sentence, who holds the rooms, the rules it breaks, other times.

    `rules` are to be let pass; where that would not do, `beside` are those that the sentence does not tell.
    """

    title: str
    sentence: str = ""
    rules: list[BrokenRule] = field(default_factory=list)
    holders: list[Holder] = field(default_factory=list)
    beside: list[BrokenRule] = field(default_factory=list)
    others: list[OtherTime] = field(default_factory=list)
    asks_reason: bool = False


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
    if day < seoul_day(now):
        return TimePart(say(_("%(day)s은 이미 지난 날입니다.", day=day)), [], "", objection)
    rooms = queries.rooms_between(day, day + ONE_DAY)
    days = queries.room_days(rooms, day, day + ONE_DAY, now=now)[day]
    n_waiting = sum(ask.period.day == day for ask in queries.waiting_asks())
    return TimePart(
        free_title=say(_("%(day)s 빈 시간", day=day)),
        free=[_free_line(room, days[room.code], now) for room in rooms],
        waiting=say(_("이날을 기다리는 신청이 %(n)s건 있습니다.", n=n_waiting)) if n_waiting else "",
        objection=objection,
    )


def _free_line(room: Space, day: RoomDay, now: datetime) -> FreeLine:
    """What is open and untaken; of today the half hour that goes on and what follows."""
    begun = (now - at(day.day, 0)) // HALF_HOUR
    runs = [hours(max(start, begun), end) for start, end in open_runs(day.shape) if end > begun]
    closed = closed_text(day.closed, day.day) if day.closed else say(_("빈 시간 없음"))
    return FreeLine(room_title(room), ", ".join(runs) or closed)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What staff wanted and what is found of it: all rules, what is let pass, who holds the rooms.

    `booking` is the one that is to be moved.
    """

    judged: Judged | None
    let: frozenset[str]
    holders: Sequence[Booking]
    booking: Booking | None = None


def objection_of(refusal: DomainError, wanted: Wanted, rooms: Sequence[Space]) -> Objection:
    """Why it was not stored, with every rule at once so that staff are not led from one to the next."""
    rules = [_rule(broken, wanted.let) for broken in _broken(refusal, wanted.judged)]
    others = [_other(near, rooms) for near in getattr(refusal, "alternatives", ())]
    if not rules or wanted.holders or isinstance(refusal, RoomTakenError) or not all(rule.may_pass for rule in rules):
        return _impossible(refusal, wanted, rules, others)
    if isinstance(refusal, ReasonMissingError):
        return Objection(say(refusal.text), rules=rules, asks_reason=True)
    title = _("규칙과 다릅니다. 그래도 받으시겠어요?")
    return Objection(say(title), rules=rules, others=others, asks_reason=True)


def _broken(refusal: DomainError, judged: Judged | None) -> list[BookingRefusedError]:
    """All rules that are broken, where rules are what speaks against it."""
    is_of_rules = isinstance(refusal, BookingRefusedError | RoomTakenError | ReasonMissingError)
    return judged.broken if judged and is_of_rules else []


def _impossible(
    refusal: DomainError, wanted: Wanted, rules: Sequence[BrokenRule], others: list[OtherTime]
) -> Objection:
    """What nobody can let pass is said first, and everything else below it."""
    title = _("이대로는 옮길 수 없습니다") if wanted.booking else _("이대로는 넣을 수 없습니다")
    never = None if isinstance(refusal, RoomTakenError) else next((rule for rule in rules if not rule.may_pass), None)
    return Objection(
        say(title),
        never.sentence if never else say(staff_text(refusal)),
        holders=[_holder(booking) for booking in wanted.holders],
        beside=[rule for rule in rules if rule != never],
        others=others,
    )


def _holder(booking: Booking) -> Holder:
    state, occurrence = State(booking.state), booking.occurrence
    return Holder(
        when=f"{period_text(occurrence.period)} · {rooms_title(occurrence.spaces)}",
        who=booking.organisation or booking.name,
        reference=booking.reference,
        href=url_for("desk.show", reference=booking.reference),
        state=say(WORDS[state]),
        tone=TONES.get(state, "off"),
    )


def _rule(broken: BookingRefusedError, let: frozenset[str]) -> BrokenRule:
    return BrokenRule(broken.grant, say(staff_text(broken)), broken.may_pass, broken.grant in let)


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


def ended_text(state: State, *, is_over: bool) -> Text | None:
    """Why nothing can be done with a booking any more; None where something can."""
    if state not in MOVES:
        return _("이미 끝난 예약이라 옮기거나 고치거나 취소할 수 없습니다. 지금 상태: %(state)s.", state=WORDS[state])
    return _("이용 시간이 지난 예약이라 옮기거나 고치거나 취소할 수 없습니다.") if is_over else None


def late_text(booking: Booking, now: datetime) -> str:
    """What it means to cancel after the booker's limit; nothing before it, or where nothing is confirmed."""
    start = booking.occurrence.start_at
    until = deadline(start, cancel_hours(booking))
    if booking.state != State.CONFIRMED or now <= until:
        return ""
    return say(
        _(
            "예약한 분이 직접 취소할 수 있는 기한(%(until)s)이 지났습니다. 예약한 분 사정으로 취소하면 %(month)s월 횟수에 들어갑니다.",
            until=until,
            month=month_name(booking.occurrence.period.day.month),
        )
    )
