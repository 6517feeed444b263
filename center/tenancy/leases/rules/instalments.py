"""In how many instalments a yearly fee may be paid, and when each is due. Pure.

Source: docs/rules/leases.md, "Paying"
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from center.core.errors import RuleError
from center.core.text import _
from center.core.time import months_after
from center.tenancy.leases.rules.amounts import Amount, Step, StepKind, parted, won
from center.tenancy.leases.rules.clocks import on_working_day
from center.tenancy.leases.rules.rulebook import InstalmentRule, InstalmentTier


class InstalmentError(RuleError):
    """The fee cannot be paid in so many instalments."""

    kind = "instalments"


@dataclass(frozen=True, slots=True)
class Instalment:
    """One of the parts in which a fee is paid, numbered from 1."""

    number: int
    due_on: date
    amount: Amount


def most_instalments(fee_krw: int, rule: InstalmentRule) -> InstalmentTier | None:
    """In how many instalments within how many months the fee of a year may be paid; None where in none."""
    return next((tier for tier in reversed(rule.tiers) if fee_krw > tier.above_krw), None)


def plan_instalments(
    fee_krw: int, n: int, first_due_on: date, rule: InstalmentRule, days_off: Collection[date]
) -> list[Instalment]:
    """A fee in equal parts over the months allowed; what does not part goes to the first ones, won by won.

    The first is due as the whole would be, the others at even steps of whole months, each on a working day.

    Raises:
        InstalmentError: the fee is too small for instalments, or for so many.
    """
    tier = _allowed(fee_krw, n, rule)
    parts = parted(fee_krw, [1] * n)
    return [
        Instalment(k + 1, _due_on(k, n, tier, first_due_on, days_off), _amount(fee_krw, n, k + 1, krw, rule))
        for k, krw in enumerate(parts)
    ]


def _allowed(fee_krw: int, n: int, rule: InstalmentRule) -> InstalmentTier:
    tier = most_instalments(fee_krw, rule)
    if tier is None:
        raise InstalmentError(
            _("%(krw)s원을 넘는 사용료만 나누어 낼 수 있습니다. 한 번에 내 주세요.", krw=won(rule.tiers[0].above_krw))
        )
    if not 2 <= n <= tier.most:
        raise InstalmentError(
            _("이 사용료는 2번부터 %(most)s번까지 나눌 수 있습니다. 횟수를 다시 골라 주세요.", most=tier.most)
        )
    return tier


def _due_on(k: int, n: int, tier: InstalmentTier, first_due_on: date, days_off: Collection[date]) -> date:
    return on_working_day(months_after(first_due_on, k * tier.months // n), days_off)


def _amount(fee_krw: int, n: int, number: int, krw: int, rule: InstalmentRule) -> Amount:
    told = _(
        "%(fee)s원을 %(n)s번에 나눈 %(number)s회: %(krw)s원",
        fee=won(fee_krw),
        n=n,
        number=number,
        krw=won(krw),
    )
    return Amount(krw, (Step(StepKind.INSTALMENT, told, krw, rule.source),))


def vat_parts(vat_krw: int, plan: Sequence[Instalment]) -> list[int]:
    """The tax on a fee over its instalments, so that the parts sum to it."""
    return parted(vat_krw, [instalment.amount.krw for instalment in plan])
