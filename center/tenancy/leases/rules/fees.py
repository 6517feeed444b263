"""What a permit costs in each of its years, day by day by the status of its holder, and what is added. Pure.

The value is that of the first day of the fee year, the rate that of each day. The days of one rate cost their part of
the yearly fee; what the days have come to together is cut to the won, so that the parts sum to the whole.
Source: docs/rules/leases.md, "Fees"
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from center.core.errors import RuleError
from center.core.text import _
from center.enterprises.rules.kinds import KindTerm
from center.spaces.rules import show_area
from center.tenancy.calls.rules.fees import STANDING_WORDS, Areas, value_on, yearly_fee
from center.tenancy.leases.rules.amounts import NOTHING, Amount, Source, Step, StepKind, won
from center.tenancy.leases.rules.rulebook import FeeRules, RiseRule
from center.tenancy.leases.rules.standing import Charge, EmploymentProof, Run, charge_on, rate_on, runs_of
from center.tenancy.leases.rules.years import FeeYear, Stretch, fee_year, stretches


class NoValueError(RuleError):
    """The unit has no appraised value on the day."""

    kind = "no-appraisal"

    def __init__(self, day: date) -> None:
        super().__init__(_("%(day)s의 재산평정가격이 없습니다. 평정가격을 먼저 넣어 주세요.", day=day))
        self.day = day


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitValue:
    """An appraised value that holds from a day on: a unit's own, or with `areas` the building's, of which it has a part.

    `own_m2` is the unit's own area in hundredths of a ㎡.
    """

    first_on: date
    krw: int
    basis: str
    areas: Areas | None = None
    own_m2: int = 0
    is_assumed: bool = False

    @property
    def share(self) -> Fraction:
        """The part of the value that is the unit's."""
        return Fraction(1) if self.areas is None else self.areas.share(self.own_m2)

    @property
    def source(self) -> Source:
        """Where the value is from, and since when it holds."""
        return Source(self.basis, self.first_on, self.is_assumed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenancy:
    """What a permit's fees rest on: its days [first_on, until_on), the unit's values, the statuses of its holder."""

    first_on: date
    until_on: date
    values: tuple[UnitValue, ...]
    kinds: tuple[KindTerm, ...] = ()
    proofs: tuple[EmploymentProof, ...] = ()


@dataclass(frozen=True, slots=True)
class FeePart:
    """The days of one rate: the yearly fee at it, and their part of it in won."""

    run: Run
    yearly: Amount
    krw: int


@dataclass(frozen=True, slots=True)
class YearFee:
    """What the days of one fee year cost, with the days of each rate."""

    stretch: Stretch
    parts: tuple[FeePart, ...]
    amount: Amount

    def used_until(self, day: date) -> int:
        """What the days before that day cost, in won; all of it from the last day on."""
        return int(sum(_exact(part, self.stretch.year, day) for part in self.parts))


def _exact(part: FeePart, year: FeeYear, until_on: date) -> Fraction:
    """What the days of a part before a day cost, to the fraction."""
    n_days = max(0, (min(until_on, part.run.until_on) - part.run.first_on).days)
    return Fraction(part.yearly.krw * n_days, year.n_days)


def yearly_at(value: UnitValue, charge: Charge) -> Amount:
    """The fee of a whole year at a rate, before any cut of its rise."""
    krw = yearly_fee(value.krw, charge.per_mille, value.share)
    told = _("%(basis)s: 재산평정가격 %(krw)s원", basis=value.basis, krw=won(value.krw))
    steps = [Step(StepKind.VALUE, told, value.krw, value.source)]
    if value.areas is not None:
        steps.append(_share_step(value, value.areas))
    plain = yearly_fee(value.krw, charge.rate.per_mille, value.share)
    steps.append(_rate_step(charge, plain))
    if charge.ratio is not None:
        told = _(
            "취약계층 고용비율을 채워 %(percent)s%% 감면: %(krw)s원", percent=charge.ratio.cut_percent, krw=won(krw)
        )
        steps.append(Step(StepKind.RATIO, told, krw, charge.ratio.source))
    return Amount(krw, tuple(steps))


def _share_step(value: UnitValue, areas: Areas) -> Step:
    part = int(value.krw * value.share)
    told = _(
        "연면적 %(gross)s㎡ 가운데 %(chargeable)s㎡(전용 %(own)s㎡와 공용 면적의 몫): %(krw)s원",
        gross=show_area(areas.gross),
        chargeable=show_area(int(areas.chargeable(value.own_m2))),
        own=show_area(value.own_m2),
        krw=won(part),
    )
    return Step(StepKind.SHARE, told, part, value.source)


def _rate_step(charge: Charge, krw: int) -> Step:
    told = _(
        "%(standing)s 사용요율 %(rate)s/1000: 한 해 %(krw)s원",
        standing=STANDING_WORDS[charge.rate.standing],
        rate=charge.rate.per_mille,
        krw=won(krw),
    )
    return Step(StepKind.RATE, told, krw, charge.rate.source)


def capped(yearly: Amount, last_krw: int, rule: RiseRule) -> Amount:
    """A yearly fee whose rise above the free part of last year's is cut."""
    free = Fraction(last_krw * (100 + rule.free_percent), 100)
    above = yearly.krw - free
    if above <= 0:
        return yearly
    krw = int(free + above * (100 - rule.cut_percent) / 100)
    told = _(
        "같은 유형의 지난해 사용료 %(last)s원보다 %(free)s%% 넘게 오른 %(above)s원의 %(cut)s%%를 뺌: 한 해 %(krw)s원",
        last=won(last_krw),
        free=rule.free_percent,
        above=won(above),
        cut=rule.cut_percent,
        krw=won(krw),
    )
    return yearly.then(Step(StepKind.RISE, told, krw, rule.source))


def yearly_of(tenancy: Tenancy, n: int, charge: Charge, rules: FeeRules) -> Amount:
    """The fee of the whole n-th year at what a day is charged.

    A rise is measured against what the year before cost at the same standing, as it was cut then: whoever loses a
    status pays the other rate in full.

    Raises:
        NoValueError: the unit had no value on the year's first day.
        NoRuleError
    """
    year = fee_year(tenancy.first_on, n)
    value = value_on(tenancy.values, year.first_on)
    if value is None:
        raise NoValueError(year.first_on)
    yearly = yearly_at(value, charge)
    rise = value_on(rules.rise, year.first_on)
    if n == 0 or rise is None:
        return yearly
    before_on = fee_year(tenancy.first_on, n - 1).first_on
    before = Charge(rate_on(charge.rate.standing, rules, before_on), charge.ratio)
    return capped(yearly, yearly_of(tenancy, n - 1, before, rules).krw, rise)


def fees_of(tenancy: Tenancy, rules: FeeRules) -> list[YearFee]:
    """What each fee year of a permit costs, the last one perhaps cut short.

    Raises:
        NoValueError, NoRuleError
    """
    return [
        _fee_of(tenancy, stretch, rules) for stretch in stretches(tenancy.first_on, tenancy.first_on, tenancy.until_on)
    ]


def _fee_of(tenancy: Tenancy, stretch: Stretch, rules: FeeRules) -> YearFee:
    parts: list[FeePart] = []
    steps: list[Step] = []
    exact, before = Fraction(0), 0
    for run in runs_of(tenancy.kinds, tenancy.proofs, rules, stretch.first_on, stretch.until_on):
        yearly = yearly_of(tenancy, stretch.year.number, run.charge, rules)
        exact += Fraction(yearly.krw * run.n_days, stretch.year.n_days)
        krw, before = int(exact) - before, int(exact)
        parts.append(FeePart(run, yearly, krw))
        steps += [*yearly.steps, _days_step(run, stretch, yearly.krw, krw)]
    return YearFee(stretch, tuple(parts), Amount(before, tuple(steps)))


def _days_step(run: Run, stretch: Stretch, yearly_krw: int, krw: int) -> Step:
    told = _(
        "%(first)s부터 %(last)s까지 %(n)s일: 한 해 %(yearly)s원 × %(n)s ÷ %(days)s = %(krw)s원",
        first=run.first_on,
        last=run.until_on - timedelta(days=1),
        n=run.n_days,
        yearly=won(yearly_krw),
        days=stretch.year.n_days,
        krw=won(krw),
    )
    return Step(StepKind.DAYS, told, krw, run.charge.rate.source)


def vat_of(net_krw: int, on: date, rules: FeeRules) -> Amount:
    """Value added tax on an amount: a line of its own, nothing where none applies on that day."""
    rule = value_on(rules.vat, on)
    if rule is None or rule.percent == 0:
        return NOTHING
    krw = net_krw * rule.percent // 100
    told = _("부가가치세 %(percent)s%%: %(krw)s원", percent=rule.percent, krw=won(krw))
    return NOTHING.then(Step(StepKind.VAT, told, krw, rule.source))


def deposit_of(yearly_krw: int, on: date, rules: FeeRules, *, in_instalments: bool) -> Amount:
    """The deposit by the rule of that day, nothing where none is asked."""
    rule = value_on(rules.deposit, on)
    if rule is None or (rule.only_for_instalments and not in_instalments):
        return NOTHING
    krw = yearly_krw * rule.percent // 100
    told = _(
        "보증금: 한 해 사용료 %(yearly)s원의 %(percent)s%% = %(krw)s원",
        yearly=won(yearly_krw),
        percent=rule.percent,
        krw=won(krw),
    )
    return NOTHING.then(Step(StepKind.DEPOSIT, told, krw, rule.source))


def first_yearly(tenancy: Tenancy, rules: FeeRules) -> Amount:
    """The fee of the first whole year by what its first day is charged: the measure of deposit and instalments."""
    return yearly_of(tenancy, 0, charge_on(tenancy.kinds, tenancy.proofs, rules, tenancy.first_on), rules)


def total_krw(fees: Sequence[YearFee]) -> int:
    """What all years cost together."""
    return sum(fee.amount.krw for fee in fees)
