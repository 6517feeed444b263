"""What staff may change of the rules, and the rulebook as it would be then. Pure.

Source: docs/rules/booking.md, "When rules change"
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from center.bookings.rules.rulebook import DatedValue, DayOff, ExceptionalDay, Rulebook
from center.bookings.rules.values import parse


@dataclass(frozen=True, slots=True)
class NewValue:
    """A rule holds from a day on, for the center or one room; `value` is its stored shape."""

    key: str
    scope: str
    from_on: date
    value: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class WithdrawnValue:
    """A value that has not begun is taken back."""

    key: str
    scope: str
    from_on: date


@dataclass(frozen=True, slots=True)
class RemovedDay:
    """A day is like any other again."""

    scope: str
    day: date


@dataclass(frozen=True, slots=True)
class NewHoliday:
    """A public holiday, or, with `is_off` false, one on which the center is open."""

    day: date
    name: str
    name_en: str
    is_off: bool


@dataclass(frozen=True, slots=True)
class RemovedHoliday:
    """A day is no holiday."""

    day: date


Change = NewValue | WithdrawnValue | ExceptionalDay | RemovedDay | NewHoliday | RemovedHoliday


def changed(book: Rulebook, change: Change) -> Rulebook:
    """The rulebook after a change.

    Raises:
        InvalidRuleError: a value that is not of its shape.
    """
    match change:
        case NewValue():
            value = parse(change.key, change.value)
            return book.with_value(DatedValue(change.key, change.scope, change.from_on, value))
        case WithdrawnValue():
            return book.without_value(change.key, change.scope, change.from_on)
        case ExceptionalDay():
            return book.with_exceptional_day(change)
        case RemovedDay():
            return book.without_exceptional_day(change.scope, change.day)
        case NewHoliday(is_off=True):
            return book.with_holidays({**book.holidays, change.day: DayOff(change.name, change.name_en)})
        case NewHoliday() | RemovedHoliday():
            return book.with_holidays({day: off for day, off in book.holidays.items() if day != change.day})
