"""Commands on the dated rules of fees and clocks."""

from datetime import date, datetime

from sqlalchemy import select

from center.core.actor import Actor
from center.core.audit import OPERATOR, record
from center.core.db import transaction
from center.core.time import seoul_day
from center.spaces.queries import lock_units
from center.tenancy.calls.service.fees import PAST, TWICE, FeeValueError
from center.tenancy.leases.first_rules import first_rules
from center.tenancy.leases.models import FeeRule
from center.tenancy.leases.rules.rulebook import Ruled
from center.tenancy.leases.rules.written_rules import SORTS, all_of, plain_rule


def load_first_rules(first_on: date, now: datetime) -> None:
    """Enter the rules the center begins with, unless there are any."""
    with transaction() as session:
        if session.scalar(select(FeeRule.id).limit(1)) is not None:
            return
        session.add_all(_row(sort, rule, now) for sort, rule in all_of(first_rules(first_on)))
        record("fee-rules.loaded", "fee rules", by=OPERATOR)


def _row(sort: str, rule: Ruled, now: datetime) -> FeeRule:
    return FeeRule(
        sort=sort,
        first_on=rule.first_on,
        article=rule.article,
        is_assumed=rule.is_assumed,
        value=plain_rule(rule),
        added_at=now,
    )


def add_rule(rule: Ruled, *, reason: str = "", by: Actor, now: datetime) -> None:
    """Let a rule hold from a day on; one that is past needs a reason.

    Raises:
        FeeValueError: the day is past and no reason is given, or has a rule already.
    """
    sort = next(name for name, kind in SORTS.items() if isinstance(rule, kind))
    with transaction() as session:
        lock_units()
        if rule.first_on < seoul_day(now) and not reason.strip():
            raise FeeValueError(PAST)
        here = select(FeeRule.id).where(FeeRule.sort == sort, FeeRule.first_on == rule.first_on)
        if session.scalar(here) is not None:
            raise FeeValueError(TWICE)
        session.add(_row(sort, rule, now))
        facts = {"first_on": str(rule.first_on), "article": rule.article, "value": plain_rule(rule)}
        record("fee-rule.added", f"fee rule {sort}", by=by, **facts)
