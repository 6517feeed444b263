"""What a unit costs a year. Pure; money is whole won, cut and never rounded up.

Source: docs/rules/leases.md, "Yearly fee"
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Protocol, TypeVar

from center.core.text import Text, _
from center.enterprises.rules.kinds import KIND_WORDS, Kind

OTHER = "other"
"""The standing of a firm that is of no kind with a rate of its own on that day."""
STANDINGS: tuple[str, ...] = (*Kind, OTHER)
STANDING_WORDS: Mapping[str, Text] = {
    **{str(kind): word for kind, word in KIND_WORDS.items()},
    OTHER: _("그 밖의 기업"),
}
PER_MILLE = 1000


class Dated(Protocol):
    """A value that holds from a day on, until the next one begins."""

    @property
    def first_on(self) -> date: ...


D = TypeVar("D", bound=Dated)


@dataclass(frozen=True, slots=True)
class Areas:
    """The areas that part the building's fee, in hundredths of a ㎡: all of it, its units, what they have in common."""

    gross: int
    units: int
    common: int

    def chargeable(self, own: int) -> Fraction:
        """What a unit of that own area pays for: itself, and its part of what is common."""
        return own + Fraction(self.common * own, self.units)

    def share(self, own: int) -> Fraction:
        """Its part of the building."""
        return self.chargeable(own) / self.gross


def yearly_fee(value_krw: int, per_mille: int | Fraction, share: Fraction = Fraction(1)) -> int:
    """The fee of a year in won: value × rate × share. A unit's own value is charged whole."""
    return int(value_krw * Fraction(per_mille, PER_MILLE) * share)


def value_on(values: Sequence[D], day: date) -> D | None:
    """What holds on a day; None before the first."""
    begun = [value for value in values if value.first_on <= day]
    return max(begun, key=lambda value: value.first_on, default=None)


def lowest_rate(kinds: Collection[str], rates: Mapping[str, int]) -> int:
    """The rate of a firm of those kinds in thousandths: of several the lowest, of none that of all others.

    Raises:
        KeyError: there is no rate for all others.
    """
    return min([rates[kind] for kind in kinds if kind in rates], default=rates[OTHER])


def by_rate(rates: Mapping[str, int]) -> list[tuple[int, list[str]]]:
    """Each rate in thousandths with whom it is for, the lowest first."""
    found: dict[int, list[str]] = {}
    for standing in STANDINGS:
        if standing in rates:
            found.setdefault(rates[standing], []).append(standing)
    return sorted(found.items())
