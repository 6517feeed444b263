"""Interest on what is paid after its due day. Pure.

One rate for the whole delay, by how many whole months it lasted; by days of a year, and no longer than the rule says.
Each part that was paid bears interest for its own delay. The rule is that of the due day.
Source: docs/rules/leases.md, "Late interest and overstay"
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from center.core.text import _
from center.tenancy.leases.rules.amounts import NOTHING, Amount, Step, StepKind, total, won
from center.tenancy.leases.rules.clocks import last_of_months
from center.tenancy.leases.rules.rulebook import FeeRules, LateRule, rule_on


@dataclass(frozen=True, slots=True)
class Delay:
    """How many days are charged, and at how many percent a year."""

    n_days: int
    percent: int


@dataclass(frozen=True, slots=True)
class PaidPart:
    """What was paid of a claim on a day."""

    krw: int
    paid_on: date


def delay_of(due_on: date, paid_on: date, rule: LateRule) -> Delay | None:
    """The delay of what was paid on a day; None where it was in time. The day after the due day is its first."""
    if paid_on <= due_on:
        return None
    begins = due_on + timedelta(days=1)
    reached = [tier for tier in rule.tiers if _has_lasted(begins, tier.from_months, paid_on)]
    last_on = min(paid_on, last_of_months(begins, rule.most_months))
    return Delay((last_on - due_on).days, reached[-1].percent)


def _has_lasted(begins: date, months: int, day: date) -> bool:
    """Whether so many whole months are over with the day."""
    return months == 0 or day >= last_of_months(begins, months)


def late_interest(krw: int, due_on: date, paid_on: date, rules: FeeRules) -> Amount:
    """The interest on an amount that was due on a day and paid on another; nothing where that was in time.

    Raises:
        NoRuleError
    """
    rule = rule_on(rules.late, due_on)
    delay = delay_of(due_on, paid_on, rule)
    if delay is None or krw == 0:
        return NOTHING
    interest = krw * delay.percent * delay.n_days // (100 * rule.days_a_year)
    told = _(
        "%(principal)s원을 %(due)s까지 내지 않아 %(n)s일 늦음: 연 %(percent)s%% × %(n)s ÷ %(days)s = %(krw)s원",
        principal=won(krw),
        due=due_on,
        n=delay.n_days,
        percent=delay.percent,
        days=rule.days_a_year,
        krw=won(interest),
    )
    return NOTHING.then(Step(StepKind.INTEREST, told, interest, rule.source))


def interest_of_parts(parts: Sequence[PaidPart], due_on: date, rules: FeeRules) -> Amount:
    """The interest on a claim that was paid in parts, each for its own delay."""
    return total(late_interest(part.krw, due_on, part.paid_on, rules) for part in parts)
