"""All rules with the days from which they hold.

Source: docs/rules/booking.md, "First values"; docs/decisions/0007-rules-are-dated-values.md
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from center.bookings.rules.values import CENTER, InvalidRuleError, Value

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A rule's value and the day from which it holds, for the center or one room."""

    key: str
    scope: str
    from_on: date
    value: Value


@dataclass(frozen=True, slots=True)
class ExceptionalDay:
    """A day whose opening periods win over the weekday and the holiday; none: closed."""

    scope: str
    day: date
    periods: tuple[tuple[int, int], ...]
    reason: str
    reason_en: str


@dataclass(frozen=True, slots=True)
class DayOff:
    """A public holiday by its names."""

    name: str
    name_en: str


class Rulebook:
    """All rules with their days. Asked for a day, it answers with what holds then."""

    def __init__(
        self,
        values: Sequence[DatedValue],
        exceptional_days: Sequence[ExceptionalDay],
        holidays: Mapping[date, DayOff],
    ) -> None:
        self._values: dict[tuple[str, str], list[DatedValue]] = {}
        for value in sorted(values, key=lambda dated: dated.from_on):
            self._values.setdefault((value.key, value.scope), []).append(value)
        self._exceptional = {(day.scope, day.day): day for day in exceptional_days}
        self.holidays = holidays

    def get(self, shape: type[V], key: str, day: date, room: str = CENTER) -> V:
        """The value in force on a day; the room's own wins over the center's, the first one reaches back.

        Raises:
            InvalidRuleError: there is no such rule.
        """
        chosen = self._in_force(key, day, room) or self._in_force(key, day, CENTER) or self._first(key, room)
        if chosen is None or not isinstance(chosen.value, shape):
            raise InvalidRuleError(f"no rule {key} for {room} on {day}")
        return chosen.value

    def _in_force(self, key: str, day: date, scope: str) -> DatedValue | None:
        for dated in reversed(self._values.get((key, scope), ())):
            if dated.from_on <= day:
                return dated
        return None

    def _first(self, key: str, room: str) -> DatedValue | None:
        return next((self._values[key, scope][0] for scope in (CENTER, room) if (key, scope) in self._values), None)

    def exceptional_day(self, day: date, room: str) -> ExceptionalDay | None:
        """What is exceptional for a room on a day, if anything."""
        return self._exceptional.get((room, day)) or self._exceptional.get((CENTER, day))
