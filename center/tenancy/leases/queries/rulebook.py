"""The rules of fees and clocks as they are kept, and the days off that matter for them."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from center.core.db import db
from center.spaces.queries import days_off_between
from center.tenancy.calls.queries import all_rates
from center.tenancy.leases.models import FeeRule
from center.tenancy.leases.rules.rulebook import ClockRule, FeeRules, RateRule, Ruled, rule_on
from center.tenancy.leases.rules.written_rules import SORTS, read_rule

AROUND = timedelta(days=430)
"""How far around a day days off are looked up: further than any period of a permit reaches."""


def fee_rules() -> FeeRules:
    """Every rule there is. Two queries."""
    kept: dict[str, list[Ruled]] = {sort: [] for sort in SORTS}
    for row in db.session.scalars(select(FeeRule).order_by(FeeRule.first_on)):
        rule = read_rule(row.sort, row.value, first_on=row.first_on, article=row.article, is_assumed=row.is_assumed)
        kept[row.sort].append(rule)
    by_sort: dict[str, Any] = {sort: tuple(rules) for sort, rules in kept.items()}
    return FeeRules(rates=_rates(), **by_sort)


def _rates() -> tuple[RateRule, ...]:
    return tuple(
        RateRule(
            first_on=rate.first_on,
            article=rate.basis,
            is_assumed=rate.is_assumed,
            standing=rate.standing,
            per_mille=rate.per_mille,
        )
        for rate in all_rates()
    )


def clocks_on(day: date) -> ClockRule:
    """The periods that hold on a day.

    Raises:
        NoRuleError
    """
    return rule_on(fee_rules().clocks, day)


def days_off_around(day: date) -> set[date]:
    """The days off that may matter for a period that begins or ends on a day."""
    return days_off_between(day - AROUND, day + AROUND)
