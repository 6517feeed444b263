"""What becomes of the bookings ahead when rules change: of each that is touched, one sentence for each way. Pure.

Nothing is cancelled by a changed rule. What does not fit any more goes on the work list; what is judged only when
somebody books stays as it is; limits that count back from the start move. Source: docs/rules/booking.md, "When rules change"
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from center.bookings.rules.bookable import Use, decide, ensure_open
from center.bookings.rules.day import RoomDay, window_opens_at
from center.bookings.rules.managing import deadline
from center.bookings.rules.misfits import misfits
from center.bookings.rules.refusals import (
    BookingRefusedError,
    ClosedError,
    OutsideHoursError,
    TooManyPeopleError,
    length_text,
)
from center.bookings.rules.rulebook import Rulebook
from center.bookings.rules.states import State
from center.bookings.rules.values import (
    BookerKind,
    Cancelling,
    Capacity,
    Decision,
    DecisionRule,
    Notice,
    Quota,
    Reminder,
    Retention,
    Verifying,
    Window,
)
from center.core.text import Text, _
from center.core.time import seoul_day


class Outcome(StrEnum):
    """What becomes of a booking; the order is that of their weight."""

    TO_DECIDE = "to_decide"
    """It goes on the work list."""
    REQUEST = "request"
    """What waits for staff cannot be granted as it is, or can again."""
    FITS_AGAIN = "fits_again"
    """It leaves the work list."""
    DEADLINE = "deadline"
    """The limit until which its booker may cancel or move it is another."""
    REMINDER = "reminder"
    """It is reminded of at another moment."""
    ERASURE = "erasure"
    """Its personal data are deleted at another time."""
    STAYS = "stays"
    """It would be judged otherwise now, and stays as it is."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What becomes of a booking, and the sentence that says so."""

    outcome: Outcome
    text: Text


@dataclass(frozen=True, slots=True)
class Standing:
    """A booking ahead as rules see it.

    `turnarounds` are the half hours kept for it after its end, by room; `granted` the kinds that staff let pass;
    `counts` how many uses its booker has in its month, itself included; `made_at` when it was asked for; `told_at`
    when its calendar entry changed last; `wish` the other time that waits for staff.
    """

    state: State
    use: Use
    rooms: tuple[str, ...]
    headcount: int
    booker: BookerKind
    decision: Decision
    turnarounds: Mapping[str, int]
    granted: Collection[str]
    counts: Mapping[BookerKind, int]
    made_at: datetime
    told_at: datetime
    was_reminded: bool
    wish: Use | None

    @property
    def stands(self) -> bool:
        """Whether it is confirmed, or will be without anybody's decision."""
        return self.state == State.CONFIRMED or (self.state == State.VERIFYING and self.decision == Decision.INSTANT)

    @property
    def start(self) -> datetime:
        """When it begins."""
        return self.use.period.start


@dataclass(frozen=True, slots=True)
class Under:
    """The rules, and the rooms' days under them, whoever holds the rooms."""

    book: Rulebook
    days: Mapping[tuple[str, date], RoomDay]

    def rooms_of(self, one: Standing, use: Use) -> list[RoomDay]:
        """The booking's rooms on the day of a use."""
        return [self.days[room, use.day] for room in one.rooms]

    def is_open(self, one: Standing, use: Use) -> bool:
        """Whether its rooms are open in that time."""
        try:
            for room in self.rooms_of(one, use):
                ensure_open(use, room)
        except BookingRefusedError:
            return False
        return True

    def capacity(self, one: Standing) -> list[Capacity]:
        """How many people each of its rooms holds."""
        return [self.book.get(Capacity, "capacity", one.use.day, room) for room in one.rooms]

    def cancel_hours(self, one: Standing) -> int:
        """How long before its start it may be given up; of several rooms the most."""
        return max(self.book.get(Cancelling, "cancelling", one.use.day, room).hours for room in one.rooms)


def effects_on(one: Standing, before: Under, after: Under, *, now: datetime) -> list[Effect]:
    """Everything that becomes of a booking when one set of rules takes the place of another; nothing: untouched."""
    found = (judge(one, before, after, now) for judge in JUDGES)
    return sorted((effect for effect in found if effect), key=lambda effect: ORDER.index(effect.outcome))


def _fit(one: Standing, before: Under, after: Under, _now: datetime) -> Effect | None:
    if not one.stands:
        return None
    then, now_unfit = _misfits(one, before), _misfits(one, after)
    if now_unfit and not then:
        return Effect(Outcome.TO_DECIDE, _why(one, now_unfit[0], after))
    if then and not now_unfit:
        return Effect(Outcome.FITS_AGAIN, _("다시 규칙에 맞습니다. 더 정할 것이 없습니다."))
    return None


def _misfits(one: Standing, under: Under) -> list[BookingRefusedError]:
    rooms = under.rooms_of(one, one.use)
    return misfits(
        one.use, rooms, headcount=one.headcount, capacities=under.capacity(one), granted=frozenset(one.granted)
    )


def _why(one: Standing, refusal: BookingRefusedError, after: Under) -> Text:
    if refusal.kind == ClosedError.kind:
        return _("그날은 문을 열지 않습니다.")
    if refusal.kind == OutsideHoursError.kind:
        return _("여는 시간 밖입니다.")
    most = sum(capacity.most for capacity in after.capacity(one))
    return _("%(n)s명이 정원 %(most)s명을 넘습니다.", n=one.headcount, most=most)


def _request(one: Standing, before: Under, after: Under, _now: datetime) -> Effect | None:
    """A request is judged by hours when staff grant it; its people they weigh themselves."""
    if one.stands:
        return None
    was_open, is_open = before.is_open(one, one.use), after.is_open(one, one.use)
    if was_open != is_open:
        closed = _("여는 시간에 들지 않아 승인할 수 없게 됩니다. 거절하거나 다른 시간을 권해 주세요.")
        return Effect(Outcome.REQUEST, _("다시 승인할 수 있게 됩니다.") if is_open else closed)
    were_many, are_many = _is_too_many(one, before), _is_too_many(one, after)
    if are_many and not were_many:
        return Effect(Outcome.REQUEST, _("정원을 넘는 신청이 됩니다. 직원이 정합니다."))
    return None


def _is_too_many(one: Standing, under: Under) -> bool:
    return one.headcount > sum(capacity.most for capacity in under.capacity(one)) and (
        TooManyPeopleError.kind not in one.granted
    )


def _wish(one: Standing, before: Under, after: Under, _now: datetime) -> Effect | None:
    if one.wish is None:
        return None
    was_open, is_open = before.is_open(one, one.wish), after.is_open(one, one.wish)
    if was_open and not is_open:
        return Effect(Outcome.REQUEST, _("바꾸고 싶어 한 시간이 여는 시간에 들지 않아 승인할 수 없게 됩니다."))
    return Effect(Outcome.REQUEST, _("바꾸고 싶어 한 시간을 승인할 수 있게 됩니다.")) if is_open > was_open else None


def _length(one: Standing, before: Under, after: Under, _now: datetime) -> Effect | None:
    if _is_length_right(one, after) or not _is_length_right(one, before):
        return None
    return Effect(Outcome.STAYS, _("길이는 %(length)s 그대로입니다.", length=length_text(one.use.minutes)))


def _is_length_right(one: Standing, under: Under) -> bool:
    n = one.use.end - one.use.start
    return all(room.shortest <= n <= room.longest for room in under.rooms_of(one, one.use))


def _turnaround(one: Standing, before: Under, after: Under, _now: datetime) -> Effect | None:
    """It keeps the turnaround that it was given."""
    rooms = zip(before.rooms_of(one, one.use), after.rooms_of(one, one.use), strict=True)
    kept = [
        one.turnarounds[new.room] for old, new in rooms if old.turnaround != new.turnaround != one.turnarounds[new.room]
    ]
    if not kept:
        return None
    if not max(kept):
        return Effect(Outcome.STAYS, _("전처럼 끝난 뒤에 비워 두지 않습니다."))
    return Effect(Outcome.STAYS, _("정리 시간은 %(length)s 그대로입니다.", length=length_text(max(kept) * 30)))


def _notice(one: Standing, before: Under, after: Under, _now: datetime) -> Effect | None:
    if _kept_notice(one, before) and not _kept_notice(one, after):
        return Effect(Outcome.STAYS, _("이미 받은 예약이라 그대로입니다."))
    return None


def _kept_notice(one: Standing, under: Under) -> bool:
    hours = max(under.book.get(Notice, "notice", one.use.day, room).hours for room in one.rooms)
    return one.start - one.made_at >= timedelta(hours=hours)


def _window(one: Standing, before: Under, after: Under, _now: datetime) -> Effect | None:
    if _kept_window(one, before) and not _kept_window(one, after):
        return Effect(Outcome.STAYS, _("예약이 열리는 때보다 먼저 받은 예약이 되지만 그대로입니다."))
    return None


def _kept_window(one: Standing, under: Under) -> bool:
    windows = [under.book.get(Window, "window", one.use.day, room) for room in one.rooms]
    return all(one.made_at >= window_opens_at(window, one.use.day) for window in windows)


def _quota(one: Standing, before: Under, after: Under, _now: datetime) -> Effect | None:
    old, new = _limits(before, one.use.day), _limits(after, one.use.day)
    over = [kind for kind, n in one.counts.items() if old[kind] >= n > new[kind]]
    if not over:
        return None
    return Effect(Outcome.STAYS, _("그달에 %(n)s번 예약한 분이지만 그대로입니다.", n=one.counts[over[0]]))


def _limits(under: Under, day: date) -> dict[BookerKind, int]:
    quota = under.book.get(Quota, "quota", day)
    return {BookerKind.PERSON: quota.person, BookerKind.ORGANISATION: quota.organisation}


def _decision(one: Standing, before: Under, after: Under, _now: datetime) -> Effect | None:
    """Who decides over it was settled when it was asked for."""
    old, new = (decide(under.book, one.use, one.rooms, one.booker) for under in (before, after))
    if new in (old, one.decision):
        return None
    if one.decision == Decision.STAFF and one.state != State.CONFIRMED:
        return Effect(Outcome.STAYS, _("이미 낸 신청은 그대로 직원이 정합니다."))
    if one.state == State.VERIFYING:
        return Effect(Outcome.STAYS, _("확인 번호를 넣으면 안내한 대로 바로 확정됩니다."))
    if new == Decision.STAFF:
        return Effect(Outcome.STAYS, _("확정된 그대로입니다. 시간을 바꾸려면 그때는 직원이 정합니다."))
    return None


def _answer_day(one: Standing, before: Under, after: Under, _now: datetime) -> Effect | None:
    """Until when staff answer was told when it was asked for."""
    rules = [under.book.get(DecisionRule, "decision", one.use.day, one.rooms[0]) for under in (before, after)]
    if one.state != State.REQUESTED or rules[0].within_working_days == rules[1].within_working_days:
        return None
    return Effect(Outcome.STAYS, _("알려 드린 결정 기한은 그대로입니다."))


def _code(one: Standing, before: Under, after: Under, now: datetime) -> Effect | None:
    old, new = (under.book.get(Verifying, "verifying", seoul_day(now)) for under in (before, after))
    if one.state != State.VERIFYING or old == new:
        return None
    return Effect(Outcome.STAYS, _("확인 번호가 끝나는 시각은 그대로이고, 넣어 볼 횟수는 새 규칙을 따릅니다."))


def _deadline(one: Standing, before: Under, after: Under, now: datetime) -> Effect | None:
    old, new = (deadline(one.start, under.cancel_hours(one)) for under in (before, after))
    if not one.stands or old == new or max(old, new) < now:
        return None
    if new < now:
        text = _("링크로 취소하거나 옮길 수 있는 때가 바로 끝납니다. 전에는 %(before)s까지였습니다.", before=old)
    elif old < now:
        text = _("끝났던 링크 취소와 변경이 %(after)s까지 다시 열립니다.", after=new)
    else:
        text = _("취소 기한이 %(before)s에서 %(after)s까지로 바뀝니다.", before=old, after=new)
    return Effect(Outcome.DEADLINE, text)


def _reminder(one: Standing, before: Under, after: Under, now: datetime) -> Effect | None:
    """Who was told of the booking after the moment is not reminded, as the worker has it."""
    old, new = _reminder_at(one, before), _reminder_at(one, after)
    if not one.stands or one.was_reminded or old == new or old <= now:
        return None
    if new < one.told_at:
        return Effect(Outcome.REMINDER, _("예약한 지 얼마 되지 않아 알림 메일이 따로 가지 않습니다."))
    if new <= now:
        return Effect(Outcome.REMINDER, _("알림 메일이 바로 갑니다."))
    if old < one.told_at:
        return Effect(Outcome.REMINDER, _("알림 메일이 %(after)s에 갑니다.", after=new))
    return Effect(Outcome.REMINDER, _("알림 메일이 %(before)s 대신 %(after)s에 갑니다.", before=old, after=new))


def _reminder_at(one: Standing, under: Under) -> datetime:
    return one.start - timedelta(hours=under.book.get(Reminder, "reminder", one.use.day).hours)


def _erasure(one: Standing, before: Under, after: Under, _now: datetime) -> Effect | None:
    """How long personal data are kept is what holds on the day of use."""
    old, new = (under.book.get(Retention, "retention", one.use.day).months for under in (before, after))
    if old == new:
        return None
    text = _("개인정보를 이용한 날에서 %(before)s개월이 아니라 %(after)s개월 뒤에 지웁니다.", before=old, after=new)
    return Effect(Outcome.ERASURE, text)


ORDER = list(Outcome)
JUDGES: tuple[Callable[[Standing, Under, Under, datetime], Effect | None], ...] = (
    _fit,
    _request,
    _wish,
    _length,
    _turnaround,
    _notice,
    _window,
    _quota,
    _decision,
    _answer_day,
    _code,
    _deadline,
    _reminder,
    _erasure,
)
