"""Instants, Seoul days and half-open periods. The only module that reads the clock."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

SEOUL = ZoneInfo("Asia/Seoul")
HALF_HOUR = timedelta(minutes=30)
HALF_HOURS_A_DAY = 48
MINUTES_A_DAY = 1440
YEARS = range(2000, 2100)
"""The years that people and programs may name."""

read_clock: Callable[[], datetime] = lambda: datetime.now(UTC)  # noqa: E731, TID251 (tests set another clock here)


def now() -> datetime:
    """The present instant, in UTC."""
    return read_clock()


def today() -> date:
    """The present Seoul day."""
    return seoul_day(now())


def seoul_day(instant: datetime) -> date:
    """The Seoul day in which an instant lies."""
    return instant.astimezone(SEOUL).date()


def minute_of_day(instant: datetime) -> int:
    """Minutes since midnight in Seoul, 0–1439."""
    local = instant.astimezone(SEOUL)
    return local.hour * 60 + local.minute


def at(day: date, minute: int) -> datetime:
    """The instant of a minute (0–1440) of a Seoul day, in UTC; 1440 is the midnight that ends it."""
    days, rest = divmod(minute, MINUTES_A_DAY)
    midnight = datetime(day.year, day.month, day.day, tzinfo=SEOUL) + timedelta(days=days)
    return (midnight + timedelta(minutes=rest)).astimezone(UTC)


def next_half_hour(instant: datetime) -> datetime:
    """The first half hour of the raster that is not before an instant, in UTC."""
    utc = instant.astimezone(UTC)
    passed = timedelta(minutes=utc.minute % 30, seconds=utc.second, microseconds=utc.microsecond)
    return utc if not passed else utc - passed + HALF_HOUR


def clock_text(minute: int) -> str:
    """A minute of the day as people write it: 540 → 09:00, 1440 → 24:00."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def days_between(first: date, end: date) -> list[date]:
    """The days of [first, end)."""
    return [first + timedelta(days=n) for n in range((end - first).days)]


def month_start(day: date, months: int = 0) -> date:
    """The first day of the month that lies `months` after the day's own."""
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def months_after(day: date, months: int) -> date:
    """The same day some months later or, below zero, earlier; the month's last where it has no such day."""
    first = month_start(day, months)
    last = month_start(first, 1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))


def months_before(instant: datetime, months: int) -> datetime:
    """The Seoul midnight that begins the same day some months earlier."""
    return at(months_after(seoul_day(instant), -months), 0)


@dataclass(frozen=True, order=True, slots=True)
class Period:
    """A half-open stretch of time [start, end) between two aware instants.

    Raises:
        ValueError: an instant without a zone, or an end that is not after the start.
    """

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError("a period lies between aware instants")
        if self.end <= self.start:
            raise ValueError("a period ends after it starts")

    @classmethod
    def on(cls, day: date, start: int, end: int) -> "Period":
        """The minutes [start, end) of a Seoul day."""
        return cls(at(day, start), at(day, end))

    @property
    def day(self) -> date:
        """The Seoul day in which it starts."""
        return seoul_day(self.start)

    @property
    def length(self) -> timedelta:
        """How long it lasts."""
        return self.end - self.start

    def overlaps(self, other: "Period") -> bool:
        """Whether both share a moment; touching ends share none."""
        return self.start < other.end and other.start < self.end


def read_day(text: str | None) -> date | None:
    """A day as addresses write it, 2026-12-23; None for anything else, also for another century."""
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if day.year in YEARS else None
