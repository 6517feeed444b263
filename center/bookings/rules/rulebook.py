"""All rules with the days from which they hold.

Source: docs/rules/booking.md, "First values"; docs/decisions/0007-rules-are-dated-values.md
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from center.bookings.rules.values import AS_CENTER, CENTER, InvalidRuleError, Value, Wording
from center.core.text import Language

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
        chosen = self._in_force(key, day, room)
        if chosen is None or chosen.value == AS_CENTER:
            chosen = self._in_force(key, day, CENTER) or self._first(key, room)
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

    def sentences(self, key: str, day: date, language: Language) -> list[str]:
        """The sentences of a text in force on a day; none where the center has no such text yet."""
        text = self.get(Wording, key, day) if self._values.get((key, CENTER)) else None
        return list(text.sentences[language]) if text else []

    def exceptional_day(self, day: date, room: str) -> ExceptionalDay | None:
        """What is exceptional for a room on a day, if anything."""
        return self._exceptional.get((room, day)) or self._exceptional.get((CENTER, day))

    @property
    def values(self) -> list[DatedValue]:
        """Every value, those of one key and scope together and by day."""
        return [value for dated in self._values.values() for value in dated]

    @property
    def exceptional_days(self) -> list[ExceptionalDay]:
        """Every exceptional day, by day."""
        return sorted(self._exceptional.values(), key=lambda found: (found.day, found.scope))

    def history(self, key: str, scope: str) -> list[DatedValue]:
        """The values of the center or of one room alone, by day."""
        return list(self._values.get((key, scope), ()))

    def own(self, key: str, scope: str, day: date) -> DatedValue | None:
        """The value of the center or of one room alone that is in force on a day, if it has one."""
        begun = [value for value in self.history(key, scope) if value.from_on <= day]
        return begun[-1] if begun and begun[-1].value != AS_CENTER else None

    def with_value(self, value: DatedValue) -> "Rulebook":
        """The same rules with a value, in place of that of the same day."""
        others = self.without_value(value.key, value.scope, value.from_on)
        return Rulebook([*others.values, value], self.exceptional_days, self.holidays)

    def without_value(self, key: str, scope: str, from_on: date) -> "Rulebook":
        """The same rules without the value that begins on a day."""
        kept = [value for value in self.values if (value.key, value.scope, value.from_on) != (key, scope, from_on)]
        return Rulebook(kept, self.exceptional_days, self.holidays)

    def with_exceptional_day(self, day: ExceptionalDay) -> "Rulebook":
        """The same rules with an exceptional day, in place of another one of that day."""
        others = self.without_exceptional_day(day.scope, day.day)
        return Rulebook(self.values, [*others.exceptional_days, day], self.holidays)

    def without_exceptional_day(self, scope: str, day: date) -> "Rulebook":
        """The same rules without what is exceptional on a day."""
        kept = [found for found in self.exceptional_days if (found.scope, found.day) != (scope, day)]
        return Rulebook(self.values, kept, self.holidays)

    def with_holidays(self, holidays: Mapping[date, DayOff]) -> "Rulebook":
        """The same rules under other holidays."""
        return Rulebook(self.values, self.exceptional_days, holidays)
