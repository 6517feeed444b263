"""What staying on without a permit costs (변상금). Pure.

Source: docs/rules/leases.md, "Late interest and overstay"
"""

from datetime import date
from fractions import Fraction

from center.core.text import _
from center.tenancy.leases.rules.amounts import NOTHING, Amount, Step, StepKind, total, won
from center.tenancy.leases.rules.rulebook import FeeRules, rule_on
from center.tenancy.leases.rules.years import Stretch, stretches


def overstay(permit_first_on: date, until_on: date, left_on: date, yearly_krw: int, rules: FeeRules) -> Amount:
    """What the days [until_on, left_on) cost who had no permit for them, fee year by fee year; nothing where there are none.

    `yearly_krw` is what a year with a permit would cost.
    """
    if left_on <= until_on:
        return NOTHING
    return total(_of(stretch, yearly_krw, rules) for stretch in stretches(permit_first_on, until_on, left_on))


def _of(stretch: Stretch, yearly_krw: int, rules: FeeRules) -> Amount:
    rule = rule_on(rules.overstay, stretch.first_on)
    krw = int(Fraction(yearly_krw * stretch.n_days * rule.percent, stretch.year.n_days * 100))
    told = _(
        "허가 없이 쓴 %(n)s일: 한 해 %(yearly)s원 ÷ %(days)s × %(n)s의 %(percent)s%% = %(krw)s원",
        n=stretch.n_days,
        yearly=won(yearly_krw),
        days=stretch.year.n_days,
        percent=rule.percent,
        krw=won(krw),
    )
    return NOTHING.then(Step(StepKind.OVERSTAY, told, krw, rule.source))
