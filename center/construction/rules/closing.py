"""Which days a project closes a space, and what is closed more than before. Pure.

Source: docs/rules/construction.md, "Spaces"
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from center.construction.rules.forecast import Forecast
from center.construction.rules.plan import Step
from center.core.time import Period, at

A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Days:
    """The days [first, until) on which a space is closed."""

    first: date
    until: date

    @property
    def last(self) -> date:
        """The last of them."""
        return self.until - A_DAY

    @property
    def period(self) -> Period:
        """From midnight to midnight."""
        return Period(at(self.first, 0), at(self.until, 0))


def wanted_days(begins: Step, ends: Step) -> Days:
    """From the first day of one milestone to the last of another, the real ones where they are known."""
    first, last = begins.began_on or begins.plan.first, ends.ended_on or ends.plan.last
    return Days(first, max(last, first) + A_DAY)


def expected_until(ends: int, by_key: Mapping[int, Forecast]) -> date:
    """The day from which on the space is expected to be open again."""
    return by_key[ends].last + A_DAY


def added(before: Days | None, after: Days) -> list[Days]:
    """The days that are closed after a change and were not before it."""
    if before is None or before.until <= after.first or after.until <= before.first:
        return [after]
    parts = (Days(after.first, min(before.first, after.until)), Days(max(before.until, after.first), after.until))
    return [part for part in parts if part.first < part.until]
