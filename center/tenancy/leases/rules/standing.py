"""What rate a firm has on each day: by the statuses that are valid then. Pure.

Source: docs/rules/leases.md, "Yearly fee"
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import groupby

from center.core.time import days_between
from center.enterprises.rules.kinds import KindTerm, kinds_on
from center.tenancy.calls.rules.fees import OTHER, value_on
from center.tenancy.leases.rules.rulebook import FeeRules, NoRuleError, RateRule, RatioRule


@dataclass(frozen=True, slots=True)
class EmploymentProof:
    """취약계층 고용비율 확인서: issued on a day, for a share of vulnerable employees in percent."""

    issued_on: date
    percent: Fraction
    certificate: str = ""

    def meets(self, rule: RatioRule, day: date) -> bool:
        """Whether it shows enough on that day; it is valid so many days after the one on which it was issued."""
        last_on = self.issued_on + timedelta(days=rule.valid_days)
        return self.issued_on <= day <= last_on and self.percent >= rule.least_percent


@dataclass(frozen=True, slots=True)
class Charge:
    """The rate of a day with the rule behind it, and the cut for who meets the ratio."""

    rate: RateRule
    ratio: RatioRule | None = None

    @property
    def per_mille(self) -> Fraction:
        """What is charged, in thousandths of the value."""
        cut = self.ratio.cut_percent if self.ratio else 0
        return Fraction(self.rate.per_mille * (100 - cut), 100)


@dataclass(frozen=True, slots=True)
class Run:
    """The days [first_on, until_on) of one rate."""

    first_on: date
    until_on: date
    charge: Charge

    @property
    def n_days(self) -> int:
        """How many days it has."""
        return (self.until_on - self.first_on).days


def rate_on(standing: str, rules: FeeRules, day: date) -> RateRule:
    """The rate of a standing on a day; one without its own has that of all others.

    Raises:
        NoRuleError: not even that one holds.
    """
    own = value_on([rate for rate in rules.rates if rate.standing == standing], day)
    rate = own or value_on([rate for rate in rules.rates if rate.standing == OTHER], day)
    if rate is None:
        raise NoRuleError(day)
    return rate


def charge_on(kinds: Sequence[KindTerm], proofs: Sequence[EmploymentProof], rules: FeeRules, day: date) -> Charge:
    """What a firm is charged on a day: of all that it is, the lowest.

    Raises:
        NoRuleError: no rate holds.
    """
    ratio = value_on(rules.ratio, day)
    is_met = ratio is not None and any(proof.meets(ratio, day) for proof in proofs)
    charges = [
        Charge(rate_on(kind, rules, day), ratio if ratio and is_met and kind in ratio.kinds else None)
        for kind in kinds_on(kinds, day)
    ]
    return min(charges, key=lambda charge: charge.per_mille, default=Charge(rate_on(OTHER, rules, day)))


def runs_of(
    kinds: Sequence[KindTerm], proofs: Sequence[EmploymentProof], rules: FeeRules, first_on: date, until_on: date
) -> list[Run]:
    """The days [first_on, until_on) by what is charged, in order and without a gap."""
    days = days_between(first_on, until_on)
    grouped = groupby(days, key=lambda day: charge_on(kinds, proofs, rules, day))
    found = [(charge, list(group)) for charge, group in grouped]
    return [Run(group[0], group[-1] + timedelta(days=1), charge) for charge, group in found]
