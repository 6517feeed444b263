"""Rules are data: typed values, each in force from a day on, for the whole center or one room.

The shapes below are also those of the stored JSON. Times of day are minutes 0–1440, lengths are minutes.
Source: docs/rules/booking.md, "Rules and first values"
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from center.bookings.rules.retention import SHORTEST_MONTHS
from center.core.text import Language

CENTER = "center"
ROOM_KEYS = ("opening_hours", "length", "turnaround", "notice", "window", "capacity", "decision", "cancelling")
"""The rules that a room may have of its own; all others are the center's alone."""
ROOMS_ALONE = ("capacity", "decision")
"""The rules that only rooms have."""
TEXTS = ("terms", "privacy", "news", "staff_reasons", "cancel_reasons", "refused_uses")
"""The rules that are sentences."""
RASTER_MINUTES = 30
MINUTES_A_DAY = 1440


class InvalidRuleError(ValueError):
    """A stored rule does not have the shape or the limits of its kind."""


class Decision(StrEnum):
    """Who decides over a booking. The stricter one is STAFF."""

    INSTANT = "instant"
    STAFF = "staff"


class BookerKind(StrEnum):
    """As whom somebody books."""

    PERSON = "person"
    ORGANISATION = "organisation"


def _ensure(condition: bool, what: str) -> None:
    if not condition:
        raise InvalidRuleError(what)


def _on_raster(*minutes: int) -> bool:
    return all(minute % RASTER_MINUTES == 0 for minute in minutes)


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """For each weekday (Monday first) the periods [opens, closes); none: closed that weekday.

    A lunch break is the gap between two periods.
    """

    weekdays: tuple[tuple[tuple[int, int], ...], ...]

    @classmethod
    def of(cls, value: Mapping[str, Any]) -> "OpeningHours":
        """From the stored shape {"weekdays": [[[540, 1260]], …]}."""
        _ensure(len(value["weekdays"]) == 7, "seven weekdays")
        return cls(tuple(ordered_periods(day) for day in value["weekdays"]))


def ordered_periods(periods: Sequence[Sequence[int]]) -> tuple[tuple[int, int], ...]:
    """The opening periods of a day, checked: on the raster, within the day, in order, apart.

    Raises:
        InvalidRuleError: they are not.
    """
    end = -1
    for opens, closes in periods:
        _ensure(_on_raster(opens, closes), "opening hours lie on the half hour")
        _ensure(end < opens < closes <= MINUTES_A_DAY and opens >= 0, "opening periods are in order and apart")
        end = closes
    return tuple((opens, closes) for opens, closes in periods)


@dataclass(frozen=True, slots=True)
class Length:
    """The shortest and the longest use in minutes; the longest is also the sum of a person's day."""

    shortest: int
    longest_a_day: int

    @classmethod
    def of(cls, value: Mapping[str, Any]) -> "Length":
        """From {"shortest": 60, "longest_a_day": 240}."""
        length = cls(value["shortest"], value["longest_a_day"])
        _ensure(_on_raster(length.shortest, length.longest_a_day), "lengths are multiples of the raster")
        _ensure(0 < length.shortest <= length.longest_a_day, "the shortest is at most the longest")
        return length


@dataclass(frozen=True, slots=True)
class Turnaround:
    """Minutes kept free after a use."""

    minutes: int

    @classmethod
    def of(cls, value: Mapping[str, Any]) -> "Turnaround":
        """From {"minutes": 30}."""
        _ensure(_on_raster(value["minutes"]) and 0 <= value["minutes"] <= 360, "turnaround within 0 to 6 hours")
        return cls(value["minutes"])


@dataclass(frozen=True, slots=True)
class Notice:
    """Hours before the start below which a booking is refused."""

    hours: int

    @classmethod
    def of(cls, value: Mapping[str, Any]) -> "Notice":
        """From {"hours": 24}."""
        _ensure(value["hours"] >= 0, "notice is not negative")
        return cls(value["hours"])


@dataclass(frozen=True, slots=True)
class Window:
    """A month opens `months_ahead` before, on a day of that month at a minute of the day."""

    months_ahead: int
    day: int
    minute: int

    @classmethod
    def of(cls, value: Mapping[str, Any]) -> "Window":
        """From {"months_ahead": 1, "day": 1, "minute": 600}."""
        window = cls(value["months_ahead"], value["day"], value["minute"])
        _ensure(window.months_ahead >= 0 and 1 <= window.day <= 28, "the window opens on a day every month has")
        _ensure(0 <= window.minute < MINUTES_A_DAY, "the window opens at a minute of the day")
        return window


@dataclass(frozen=True, slots=True)
class Capacity:
    """The most people of a room, and the number below which the page asks once more."""

    most: int
    ask_below: int

    @classmethod
    def of(cls, value: Mapping[str, Any]) -> "Capacity":
        """From {"most": 50, "ask_below": 3}."""
        _ensure(value["most"] > 0 and 0 <= value["ask_below"] <= value["most"], "capacity is positive")
        return cls(value["most"], value["ask_below"])


@dataclass(frozen=True, slots=True)
class Quota:
    """The most uses a month of a person and of an organisation."""

    person: int
    organisation: int

    @classmethod
    def of(cls, value: Mapping[str, Any]) -> "Quota":
        """From {"person": 4, "organisation": 4}."""
        _ensure(value["person"] > 0 and value["organisation"] > 0, "quotas are positive")
        return cls(value["person"], value["organisation"])


@dataclass(frozen=True, slots=True)
class DecisionCase:
    """A use on one of these weekdays, touching the minutes [start, end), by such a booker."""

    weekdays: frozenset[int]
    start: int
    end: int
    bookers: frozenset[BookerKind]
    decision: Decision

    @classmethod
    def of(cls, value: Mapping[str, Any]) -> "DecisionCase":
        """From {"weekdays": [5], "start": 0, "end": 1440, "bookers": ["person"], "decision": "staff"}."""
        _ensure(bool(value["weekdays"]) and set(value["weekdays"]) <= set(range(7)), "a case has its weekdays")
        _ensure(0 <= value["start"] < value["end"] <= MINUTES_A_DAY, "a case has its hours")
        _ensure(bool(value["bookers"]), "a case is about somebody")
        return cls(
            frozenset(value["weekdays"]),
            value["start"],
            value["end"],
            frozenset(BookerKind(kind) for kind in value["bookers"]),
            Decision(value["decision"]),
        )

    def covers(self, weekday: int, start: int, end: int, booker: BookerKind) -> bool:
        """Whether this case is about such a use."""
        return weekday in self.weekdays and start < self.end and self.start < end and booker in self.bookers


@dataclass(frozen=True, slots=True)
class DecisionRule:
    """Who decides: the first case that covers the use, else the usual way; staff within some working days."""

    usual: Decision
    cases: tuple[DecisionCase, ...]
    within_working_days: int

    @classmethod
    def of(cls, value: Mapping[str, Any]) -> "DecisionRule":
        """From {"usual": "instant", "cases": […], "within_working_days": 2}."""
        _ensure(value["within_working_days"] > 0, "staff have at least a working day")
        cases = tuple(DecisionCase.of(case) for case in value["cases"])
        return cls(Decision(value["usual"]), cases, value["within_working_days"])


@dataclass(frozen=True, slots=True)
class Cancelling:
    """Hours before the start until which the booker may cancel."""

    hours: int

    @classmethod
    def of(cls, value: Mapping[str, Any]) -> "Cancelling":
        """From {"hours": 24}."""
        _ensure(value["hours"] >= 0, "the limit is not negative")
        return cls(value["hours"])


@dataclass(frozen=True, slots=True)
class Reminder:
    """Hours before the start at which the booker is reminded."""

    hours: int

    @classmethod
    def of(cls, value: Mapping[str, Any]) -> "Reminder":
        """From {"hours": 26}."""
        _ensure(0 < value["hours"] <= 336, "a reminder comes before the start, two weeks at most")
        return cls(value["hours"])


@dataclass(frozen=True, slots=True)
class Retention:
    """Months after the day of use at which the personal data of a booking are deleted.

    A year at least, which the yearly figures need. The privacy text tells people the same length.
    """

    months: int

    @classmethod
    def of(cls, value: Mapping[str, Any]) -> "Retention":
        """From {"months": 12}."""
        _ensure(SHORTEST_MONTHS <= value["months"] <= 60, "personal data are kept for 12 to 60 months")
        return cls(value["months"])


@dataclass(frozen=True, slots=True)
class SeriesRule:
    """How far ahead firms may book a series, and of how many dates at most."""

    months: int
    most: int

    @classmethod
    def of(cls, value: Mapping[str, Any]) -> "SeriesRule":
        """From {"months": 6, "most": 12}."""
        rule = cls(value["months"], value["most"])
        _ensure(rule.months > 0 and rule.most > 1, "a series has dates ahead")
        return rule


@dataclass(frozen=True, slots=True)
class Verifying:
    """How long a mailed code holds, how often it may be tried or sent, how many such holds there may be."""

    minutes: int
    tries: int
    sendings: int
    holds_an_address: int
    holds_a_block: int

    @classmethod
    def of(cls, value: Mapping[str, Any]) -> "Verifying":
        """From {"minutes": 10, "tries": 5, "sendings": 3, "holds_an_address": 2, "holds_a_block": 5}."""
        verifying = cls(
            value["minutes"], value["tries"], value["sendings"], value["holds_an_address"], value["holds_a_block"]
        )
        _ensure(min(verifying.minutes, verifying.tries, verifying.sendings) > 0, "a code can be used")
        _ensure(min(verifying.holds_an_address, verifying.holds_a_block) > 0, "somebody may book")
        return verifying


@dataclass(frozen=True, slots=True)
class Wording:
    """Sentences people agree to or read, in each language, and the version that is kept with their consent."""

    version: str
    sentences: Mapping[Language, tuple[str, ...]]

    @classmethod
    def of(cls, value: Mapping[str, Any]) -> "Wording":
        """From {"version": "2026-1", "ko": […], "en": […]}."""
        _ensure(bool(value["version"] and value["ko"] and value["en"]), "texts in both languages, with a version")
        return cls(value["version"], {"ko": tuple(value["ko"]), "en": tuple(value["en"])})


@dataclass(frozen=True, slots=True)
class AsCenter:
    """A room has no value of its own any more from a day on: the center's holds. Stored as {"as_center": true}."""


AS_CENTER = AsCenter()
STORED_AS_CENTER: Mapping[str, Any] = {"as_center": True}

Value = (
    OpeningHours
    | Length
    | Turnaround
    | Notice
    | Window
    | Capacity
    | Quota
    | DecisionRule
    | Cancelling
    | Reminder
    | Retention
    | Verifying
    | SeriesRule
    | Wording
    | AsCenter
)
SHAPES: Mapping[str, type[Any]] = {
    "opening_hours": OpeningHours,
    "length": Length,
    "turnaround": Turnaround,
    "notice": Notice,
    "window": Window,
    "capacity": Capacity,
    "quota": Quota,
    "decision": DecisionRule,
    "cancelling": Cancelling,
    "reminder": Reminder,
    "retention": Retention,
    "verifying": Verifying,
    "series": SeriesRule,
    "terms": Wording,
    "privacy": Wording,
    "news": Wording,
    "staff_reasons": Wording,
    "cancel_reasons": Wording,
    "refused_uses": Wording,
}


def parse(key: str, value: Mapping[str, Any]) -> Value:
    """A stored rule as its typed value.

    Raises:
        InvalidRuleError: an unknown key, or a value that lacks something or passes a limit.
    """
    try:
        shape = SHAPES[key]
        parsed: Value = AS_CENTER if value == STORED_AS_CENTER else shape.of(value)
    except InvalidRuleError:
        raise
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidRuleError(f"{key}: {error!r}") from error
    return parsed
