"""Whether a wish may be booked. One refusal a time, the first that applies.

Source: docs/rules/booking.md, "Rules and first values", "Cases that must hold"
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from center.bookings.rules.day import NOT_THERE, ClosedFor, Kind, Reason, RoomDay, Shut, period_of
from center.bookings.rules.refusals import (
    BookingRefusedError,
    ClosedError,
    NotOpenYetError,
    OffRasterError,
    OutsideHoursError,
    QuotaExceededError,
    RoomTakenError,
    TooLongError,
    TooManyPeopleError,
    TooShortError,
    TooSoonError,
)
from center.bookings.rules.rulebook import Rulebook
from center.bookings.rules.values import BookerKind, Capacity, Decision, DecisionRule, Quota
from center.core.text import Text, _, named
from center.core.time import HALF_HOUR, HALF_HOURS_A_DAY, Period, at

WEEKDAY_NAMES = (
    _("월요일 정기휴관"),
    _("화요일 정기휴관"),
    _("수요일 정기휴관"),
    _("목요일 정기휴관"),
    _("금요일 정기휴관"),
    _("토요일 정기휴관"),
    _("일요일 정기휴관"),
)


@dataclass(frozen=True, slots=True)
class Use:
    """Half hours [start, end) of a Seoul day, as somebody wishes to use rooms."""

    day: date
    start: int
    end: int

    @property
    def period(self) -> Period:
        """The same as instants."""
        return period_of(self.day, self.start, self.end)

    @property
    def minutes(self) -> int:
        """How long it is."""
        return (self.end - self.start) * 30


def use_of(period: Period) -> Use:
    """A period on the raster.

    Raises:
        OffRasterError: an end off the half hour, or outside the Seoul day in which it starts.
    """
    midnight = at(period.day, 0)
    start, start_rest = divmod(period.start - midnight, HALF_HOUR)
    end, end_rest = divmod(period.end - midnight, HALF_HOUR)
    if start_rest or end_rest or end > HALF_HOURS_A_DAY:
        raise OffRasterError
    return Use(period.day, start, end)


def ensure_bookable(use: Use, rooms: Sequence[RoomDay]) -> None:
    """Let a use pass that the rules of the rooms allow and nobody else holds.

    What is told first is what calendars and `availability` say of that time.

    Raises:
        TooShortError, TooLongError, OutsideHoursError, ClosedError, RoomTakenError, TooSoonError, NotOpenYetError
    """
    for room in rooms:
        ensure_length(use, room)
    ensure_available(use, rooms)
    for room in rooms:
        ensure_timely(use, room)


def ensure_available(use: Use, rooms: Sequence[RoomDay]) -> None:
    """Let a use pass that lies in open, untaken time; what staff approve must pass this too.

    Raises:
        OutsideHoursError, ClosedError, RoomTakenError: names what is taken.
    """
    for room in rooms:
        ensure_open(use, room)
    if taken := [room.room for room in rooms if is_taken(use, room)]:
        raise RoomTakenError(taken)


def ensure_length(use: Use, room: RoomDay) -> None:
    """Raises: TooShortError, TooLongError."""
    if use.end - use.start < room.shortest:
        raise TooShortError(room.shortest * 30, wished_minutes=use.minutes)
    if use.end - use.start > room.longest:
        raise TooLongError(room.longest * 30, wished_minutes=use.minutes)


def ensure_timely(use: Use, room: RoomDay) -> None:
    """Raises: TooSoonError, NotOpenYetError; both limits count from their exact second."""
    if use.period.start < room.earliest:
        raise TooSoonError((room.earliest - room.now) // timedelta(hours=1))
    if not room.is_window_open:
        raise NotOpenYetError(use.day.month, room.opens_at)


def ensure_open(use: Use, room: RoomDay) -> None:
    """Raises: ClosedError, OutsideHoursError; the first of what closes the room then."""
    for refusal in open_faults(use, room):
        raise refusal


def open_faults(use: Use, room: RoomDay) -> Iterator[BookingRefusedError]:
    """Everything that closes the room at that time: the day, the hours, each closure."""
    if room.closed:
        yield ClosedError(use.day, reason_text(room.closed, use.day), may_pass=room.closed != NOT_THERE)
    elif not any(opens <= use.start and use.end <= closes for opens, closes in room.opening):
        yield OutsideHoursError(use.day, [period_of(use.day, *period) for period in room.opening])
    for shut in room.shut:
        if shut.start < use.end and use.start < shut.end:
            yield ClosedError(use.day, shut_text(shut), may_pass=shut.kind != Kind.WORKS)


def is_taken(use: Use, room: RoomDay) -> bool:
    """Whether the use or its turnaround touches what others hold with theirs."""
    occupied = room.occupied
    return any(cell in occupied for cell in range(use.start, use.end + room.turnaround))


def ensure_capacity(headcount: int, capacities: Sequence[Capacity]) -> None:
    """Raises: TooManyPeopleError; rooms booked together hold the sum."""
    most = sum(capacity.most for capacity in capacities)
    if headcount > most:
        raise TooManyPeopleError(most, headcount)


@dataclass(frozen=True, slots=True)
class Usage:
    """What somebody has already in a month (number of uses) and on a day (minutes)."""

    uses_this_month: int
    minutes_that_day: int


def ensure_quota(use: Use, quota: Quota, longest: int, usage: Mapping[BookerKind, Usage]) -> None:
    """Let a use pass that fits into what the person and the organisation may still have.

    `longest` is in minutes a day.

    Raises:
        QuotaExceededError, TooLongError
    """
    limits = {BookerKind.PERSON: quota.person, BookerKind.ORGANISATION: quota.organisation}
    for kind, used in usage.items():
        if used.uses_this_month >= limits[kind]:
            raise QuotaExceededError(use.day.month, limits[kind], by_organisation=kind == BookerKind.ORGANISATION)
        if used.minutes_that_day + use.minutes > longest:
            raise TooLongError(longest, wished_minutes=use.minutes, used_minutes=used.minutes_that_day)


def decide(rulebook: Rulebook, use: Use, rooms: Sequence[str], booker: BookerKind) -> Decision:
    """Who decides over a use; of several rooms the stricter one."""
    decisions = {_decision_of_room(rulebook, use, room, booker) for room in rooms}
    return Decision.STAFF if Decision.STAFF in decisions else Decision.INSTANT


def _decision_of_room(rulebook: Rulebook, use: Use, room: str, booker: BookerKind) -> Decision:
    rule = rulebook.get(DecisionRule, "decision", use.day, room)
    covering = (
        case.decision for case in rule.cases if case.covers(use.day.weekday(), use.start * 30, use.end * 30, booker)
    )
    return next(covering, rule.usual)


def reason_text(reason: Reason, day: date) -> Text:
    """A reason in the reader's language: a weekly closing day, or the two names that are kept."""
    if reason.why == ClosedFor.WEEKDAY:
        return WEEKDAY_NAMES[day.weekday()]
    return named(reason.ko, reason.en)


def shut_text(shut: Shut) -> Text:
    """Why a room is shut."""
    name = named(shut.reason.ko, shut.reason.en)
    return _("공사: %(name)s", name=name) if shut.kind == Kind.WORKS else name
