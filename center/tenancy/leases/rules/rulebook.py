"""The dated rules of fees and clocks: each value holds from a day on and names its article. Pure.

Source: docs/rules/leases.md; docs/decisions/0035-an-amount-keeps-how-it-came-about.md
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from center.core.errors import RuleError
from center.core.text import _
from center.tenancy.calls.rules.fees import value_on
from center.tenancy.leases.rules.amounts import Source


class NoRuleError(RuleError):
    """No rule of that sort holds on the day."""

    kind = "no-fee-rule"

    def __init__(self, day: date) -> None:
        super().__init__(_("%(day)s에 적용할 기준이 없습니다. 사용료 기준을 먼저 넣어 주세요.", day=day))
        self.day = day


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled:
    """A value that holds from a day on, with the article it rests on."""

    first_on: date
    article: str
    is_assumed: bool = False

    @property
    def source(self) -> Source:
        """The rule and its version, as an amount names it."""
        return Source(self.article, self.first_on, self.is_assumed)


@dataclass(frozen=True, slots=True, kw_only=True)
class RateRule(Ruled):
    """The yearly rate of a standing, in thousandths of the value."""

    standing: str
    per_mille: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RatioRule(Ruled):
    """The cut for firms of these kinds that employ enough vulnerable people, by a proof that is valid so many days."""

    kinds: frozenset[str]
    least_percent: int
    cut_percent: int
    valid_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RiseRule(Ruled):
    """Of a rise, the part above `free_percent` of last year is cut by `cut_percent`."""

    free_percent: int
    cut_percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VatRule(Ruled):
    """Value added tax on top of a fee; 0 where none applies."""

    percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DepositRule(Ruled):
    """The deposit as a part of the yearly fee; some ask it only of who pays in instalments."""

    percent: int
    only_for_instalments: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DueRule(Ruled):
    """Within how many days of the permit a fee is due."""

    within_days: int


@dataclass(frozen=True, slots=True)
class InstalmentTier:
    """A yearly fee above so many won may be paid in at most so many instalments within so many months."""

    above_krw: int
    most: int
    months: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalmentRule(Ruled):
    """Which fees may be paid in instalments; the tiers from the lowest."""

    tiers: tuple[InstalmentTier, ...]


@dataclass(frozen=True, slots=True)
class LateTier:
    """The yearly interest in percent from so many whole months of delay on."""

    from_months: int
    percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LateRule(Ruled):
    """Interest on what is paid late; the tiers from the lowest, the first from no month at all."""

    tiers: tuple[LateTier, ...]
    most_months: int
    days_a_year: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OverstayRule(Ruled):
    """What staying on without a permit costs, in percent of the daily fee."""

    percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundRule(Ruled):
    """That what was paid beyond what was used goes back, day by day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SharingRule(Ruled):
    """That the building's bills are shared by area and days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRule(Ruled):
    """The periods of a permit; days are calendar days."""

    term_years: int
    extension_years: int
    most_extensions: int
    offer_days: int
    contract_days: int
    put_off_months: int
    extension_before_days: int
    decision_days: int
    hearing_days: int
    objection_days: int
    own_notice_days: int
    reserve_months: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeRules:
    """Every dated rule there is; which one holds is asked by day."""

    rates: tuple[RateRule, ...]
    ratio: tuple[RatioRule, ...] = ()
    rise: tuple[RiseRule, ...] = ()
    vat: tuple[VatRule, ...] = ()
    deposit: tuple[DepositRule, ...] = ()
    due: tuple[DueRule, ...] = ()
    instalments: tuple[InstalmentRule, ...] = ()
    late: tuple[LateRule, ...] = ()
    overstay: tuple[OverstayRule, ...] = ()
    refund: tuple[RefundRule, ...] = ()
    sharing: tuple[SharingRule, ...] = ()
    clocks: tuple[ClockRule, ...] = ()


R = TypeVar("R", bound=Ruled)


def rule_on(rules: Sequence[R], day: date) -> R:
    """The rule that holds on a day.

    Raises:
        NoRuleError: there was none yet.
    """
    rule = value_on(rules, day)
    if rule is None:
        raise NoRuleError(day)
    return rule
