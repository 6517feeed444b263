"""A series: the same hours every week or every second week. Pure.

Each date is a booking of its own: it counts in the quota of its month, is moved and cancelled by itself, and one that was
cancelled never comes back. Source: docs/rules/booking.md, "Series"; docs/decisions/0024
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from center.bookings.rules.bookable import Use
from center.bookings.rules.day import RoomDay
from center.bookings.rules.refusals import BookingRefusedError, RoomTakenError
from center.bookings.rules.values import Decision, SeriesRule
from center.core.errors import ConflictError, RuleError
from center.core.text import _
from center.core.time import at, months_after

ONE_WEEK = timedelta(weeks=1)
INTERVALS = (1, 2)
Refusal = BookingRefusedError | RoomTakenError


class SeriesTooLongError(RuleError):
    """More dates than a series may have."""

    kind = "series-too-long"

    def __init__(self, most: int) -> None:
        super().__init__(_("연속 예약은 2번부터 %(most)s번까지 할 수 있습니다.", most=most))


class SeriesChangedError(ConflictError):
    """What was shown is not what would be booked any more."""

    kind = "series-changed"

    def __init__(self) -> None:
        super().__init__(_("그사이 달라진 날이 있어 아직 예약하지 않았습니다. 아래를 다시 확인해 주세요."))


class AlreadyYoursError(BookingRefusedError):
    """The firm has the same rooms at that very time already, or asked for them."""

    kind = "already-yours"

    def __init__(self) -> None:
        super().__init__(_("이미 우리 기업이 예약하거나 신청한 시간입니다."))


class NothingFreeError(RuleError):
    """None of the dates can be booked."""

    kind = "nothing-free"

    def __init__(self) -> None:
        super().__init__(_("예약할 수 있는 날이 없습니다. 요일이나 시간을 바꾸어 보세요."))


@dataclass(frozen=True, slots=True)
class Pattern:
    """From a first day on, every so many weeks, so often."""

    first: date
    weeks: int
    n: int

    @property
    def dates(self) -> list[date]:
        """Its days, in order."""
        return [self.first + ONE_WEEK * self.weeks * k for k in range(self.n)]


def ensure_pattern(pattern: Pattern, rule: SeriesRule) -> None:
    """Raises: SeriesTooLongError, also for a single date and for intervals that there are not."""
    if not 1 < pattern.n <= rule.most or pattern.weeks not in INTERVALS:
        raise SeriesTooLongError(rule.most)


def opened_early(room: RoomDay, rule: SeriesRule) -> RoomDay:
    """A room's day as a series may have it: open from the series' own window on, if that begins earlier."""
    return replace(room, opens_at=min(room.opens_at, opens_at(room.day, rule)))


def opens_at(day: date, rule: SeriesRule) -> datetime:
    """From when on a series may have a day: the beginning of the same day so many months before."""
    return at(months_after(day, -rule.months), 0)


@dataclass(frozen=True, slots=True)
class Answer:
    """A date of a series, and why it cannot be had; nothing where it can. `decision` says who decides over it then."""

    use: Use
    refusal: Refusal | None
    decision: Decision

    @property
    def is_free(self) -> bool:
        """Whether it can be booked."""
        return self.refusal is None

    @property
    def kind(self) -> str:
        """The answer in a word."""
        return self.refusal.kind if self.refusal else str(self.decision)


def fingerprint(answers: Sequence[Answer]) -> str:
    """What was shown, in short: the same only for the same dates with the same answers."""
    shown = [(one.use.day.isoformat(), one.use.start, one.use.end, one.kind) for one in answers]
    return hashlib.sha256(repr(shown).encode()).hexdigest()
