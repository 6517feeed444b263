"""A bill of the building shared by area: parts in whole won that sum to the bill. Pure.

A unit's part is its area's; within it each holder pays for the days it had the unit, and the days nobody had it are
the center's. Source: docs/rules/leases.md, "Shared bills"
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from center.core.text import _
from center.spaces.rules import show_area
from center.tenancy.leases.rules.amounts import Amount, Source, Step, StepKind, parted, won
from center.tenancy.leases.rules.rulebook import FeeRules, rule_on


@dataclass(frozen=True, slots=True)
class Held:
    """That a holder has the unit on the days [first_on, until_on); the holder is a permit's number."""

    holder: str
    first_on: date
    until_on: date


@dataclass(frozen=True, slots=True)
class SharingUnit:
    """A unit with its area in hundredths of a ㎡, and who had it when; terms of one unit share no day."""

    code: str
    area_m2: int
    held: tuple[Held, ...] = ()


@dataclass(frozen=True, slots=True)
class BillPart:
    """What one holder, or the center (None), pays of a unit's part."""

    unit: str
    holder: str | None
    amount: Amount


def share_bill(
    krw: int, first_on: date, until_on: date, units: Sequence[SharingUnit], rules: FeeRules
) -> list[BillPart]:
    """A bill for the days [first_on, until_on) over the units, in their order.

    Raises:
        ValueError: there is no unit, or no day.
        NoRuleError
    """
    if until_on <= first_on:
        raise ValueError("a bill is for some days")
    source = rule_on(rules.sharing, first_on).source
    shares = parted(krw, [unit.area_m2 for unit in units])
    area_m2 = sum(unit.area_m2 for unit in units)
    bills = [
        (unit, Amount(share, (_area_step(krw, unit, area_m2, share, source),)))
        for unit, share in zip(units, shares, strict=True)
    ]
    return [part for unit, share in bills for part in _by_days(unit, share, first_on, until_on)]


def _area_step(krw: int, unit: SharingUnit, area_m2: int, share: int, source: Source) -> Step:
    told = _(
        "%(bill)s원 × %(own)s㎡ ÷ %(all)s㎡ = %(krw)s원",
        bill=won(krw),
        own=show_area(unit.area_m2),
        all=show_area(area_m2),
        krw=won(share),
    )
    return Step(StepKind.SHARED, told, share, source)


def _by_days(unit: SharingUnit, share: Amount, first_on: date, until_on: date) -> list[BillPart]:
    all_days = (until_on - first_on).days
    days = [(held.holder, _days_within(held, first_on, until_on)) for held in unit.held]
    vacant = all_days - sum(n for _holder, n in days)
    weights = [(holder, n) for holder, n in [*days, (None, vacant)] if n > 0]
    parts = parted(share.krw, [n for _holder, n in weights])
    return [
        BillPart(unit.code, holder, share if n == all_days else _for_days(share, n, all_days, krw))
        for (holder, n), krw in zip(weights, parts, strict=True)
    ]


def _days_within(held: Held, first_on: date, until_on: date) -> int:
    return max(timedelta(), min(held.until_on, until_on) - max(held.first_on, first_on)).days


def _for_days(share: Amount, n: int, all_days: int, krw: int) -> Amount:
    told = _("%(all)s일 가운데 %(n)s일: %(krw)s원", all=all_days, n=n, krw=won(krw))
    return share.then(Step(StepKind.SHARED, told, krw, share.steps[-1].source))


def centers_part(parts: Sequence[BillPart]) -> int:
    """What the center pays for days on which nobody had a unit."""
    return sum(part.amount.krw for part in parts if part.holder is None)
