"""What is given back when a permit ends before what was paid for, and of the deposit. Pure.

Source: docs/rules/leases.md, "Refunds and deposit"
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from center.core.text import _
from center.tenancy.leases.rules.amounts import NOTHING, Amount, Source, Step, StepKind, won
from center.tenancy.leases.rules.fees import YearFee
from center.tenancy.leases.rules.rulebook import FeeRules, rule_on


@dataclass(frozen=True, slots=True)
class YearSettlement:
    """A fee year that ended early: what was used, what goes back of what was paid, what is still owed."""

    used: Amount
    refund: Amount
    owed_krw: int


@dataclass(frozen=True, slots=True)
class Claim:
    """What is owed under a name."""

    name: str
    krw: int


@dataclass(frozen=True, slots=True)
class DepositSettlement:
    """A deposit at the end: what each claim takes of it, what goes back, what stays owed."""

    taken: tuple[tuple[str, int], ...]
    returned: Amount
    owed_krw: int


def settle_year(fee: YearFee, paid_krw: int, until_on: date, rules: FeeRules) -> YearSettlement:
    """A fee year whose use ended before a day. What was paid beyond what was used goes back, to the won.

    Raises:
        NoRuleError
    """
    source = rule_on(rules.refund, until_on).source
    used_krw = fee.used_until(until_on)
    n_days = min(max((until_on - fee.stretch.first_on).days, 0), fee.stretch.n_days)
    used = Amount(used_krw, fee.amount.steps).then(
        Step(
            StepKind.USED,
            _("%(n)s일 가운데 쓴 %(used)s일: %(krw)s원", n=fee.stretch.n_days, used=n_days, krw=won(used_krw)),
            used_krw,
            source,
        )
    )
    refund_krw = max(0, paid_krw - used_krw)
    return YearSettlement(used, _refund(used, paid_krw, refund_krw, source), max(0, used_krw - paid_krw))


def _refund(used: Amount, paid_krw: int, refund_krw: int, source: Source) -> Amount:
    if refund_krw == 0:
        return NOTHING
    told = _(
        "낸 %(paid)s원에서 쓴 %(used)s원을 뺀 돌려줄 돈: %(krw)s원",
        paid=won(paid_krw),
        used=won(used.krw),
        krw=won(refund_krw),
    )
    return used.then(Step(StepKind.REFUND, told, refund_krw, source))


def settle_deposit(held_krw: int, claims: Sequence[Claim], on: date, rules: FeeRules) -> DepositSettlement:
    """A deposit against what is owed, in the order in which it is settled; the rest goes back.

    Raises:
        NoRuleError
    """
    source = rule_on(rules.refund, on).source
    left = held_krw
    taken = []
    for claim in claims:
        part = min(left, claim.krw)
        if part > 0:
            taken.append((claim.name, part))
            left -= part
    owed_krw = sum(claim.krw for claim in claims) - (held_krw - left)
    told = _(
        "보증금 %(held)s원에서 밀린 %(taken)s원을 뺀 돌려줄 돈: %(krw)s원",
        held=won(held_krw),
        taken=won(held_krw - left),
        krw=won(left),
    )
    return DepositSettlement(tuple(taken), NOTHING.then(Step(StepKind.REFUND, told, left, source)), owed_krw)
