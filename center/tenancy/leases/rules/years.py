"""The years of a fee: each begins on the permit's first day or its anniversary. Pure.

A permit that begins on 29 February has its anniversary on 1 March where the year has no such day.
Source: docs/rules/leases.md, "Fee years"; Civil Act (민법), article 160
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class FeeYear:
    """The n-th year of a permit, from 0, on the days [first_on, until_on)."""

    number: int
    first_on: date
    until_on: date

    @property
    def n_days(self) -> int:
        """365 or, with a leap day, 366: what a year's fee is divided by."""
        return (self.until_on - self.first_on).days


@dataclass(frozen=True, slots=True)
class Stretch:
    """The days [first_on, until_on) of one fee year."""

    year: FeeYear
    first_on: date
    until_on: date

    @property
    def n_days(self) -> int:
        """How many days it has."""
        return (self.until_on - self.first_on).days


def anniversary(first_on: date, n: int) -> date:
    """The day on which the n-th year after the first begins; n may be 0."""
    try:
        return first_on.replace(year=first_on.year + n)
    except ValueError:
        return date(first_on.year + n, 3, 1)


def fee_year(first_on: date, n: int) -> FeeYear:
    """The n-th year of a permit, from 0."""
    return FeeYear(n, anniversary(first_on, n), anniversary(first_on, n + 1))


def year_of(first_on: date, day: date) -> FeeYear:
    """The fee year in which a day lies, for days from the first one on."""
    n = day.year - first_on.year
    return fee_year(first_on, n if anniversary(first_on, n) <= day else n - 1)


def stretches(permit_first_on: date, first_on: date, until_on: date) -> list[Stretch]:
    """The days [first_on, until_on), fee year by fee year of a permit that began on `permit_first_on`."""
    found = []
    while first_on < until_on:
        year = year_of(permit_first_on, first_on)
        end = min(until_on, year.until_on)
        found.append(Stretch(year, first_on, end))
        first_on = end
    return found
