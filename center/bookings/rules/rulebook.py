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
        dated = [value for scope in (CENTER, room) for value in self._values.get((key, scope), [])]
        in_force = [value for value in dated if value.from_on <= day] or dated[:1]
        own = [value for value in in_force if value.scope == room]
        chosen = (own or in_force)[-1].value if in_force else None
        if not isinstance(chosen, shape):
            raise InvalidRuleError(f"no rule {key} for {room} on {day}")
        return chosen

    def exceptional_day(self, day: date, room: str) -> ExceptionalDay | None:
        """What is exceptional for a room on a day, if anything."""
        return self._exceptional.get((room, day)) or self._exceptional.get((CENTER, day))
