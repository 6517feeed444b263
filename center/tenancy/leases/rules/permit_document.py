"""What a permit (사용허가서) says, and a row of the register of permits (사용허가부). Pure.

Source: docs/rules/leases.md, "What the permit shows"; 공유재산 조례 제19조
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from center.core.text import Text, _
from center.tenancy.leases.rules.amounts import Amount, won
from center.tenancy.leases.rules.basis import LegalBasis
from center.tenancy.leases.rules.instalments import Instalment


class Clause(StrEnum):
    """What every permit has to say."""

    PURPOSE = "purpose"
    PERIOD = "period"
    FEE = "fee"
    PAYMENT = "payment"
    CARE = "care"
    CHARGES = "charges"
    CONDITIONS = "conditions"


class Column(StrEnum):
    """The columns of the register of permits."""

    PROPERTY = "property"
    CONTRACTED_ON = "contracted_on"
    HOLDER = "holder"
    PERIOD = "period"
    VALUE = "value"
    RATE = "rate"
    FEE = "fee"
    DUE_ON = "due_on"
    RENEWALS = "renewals"
    OTHER = "other"


CLAUSE_WORDS: Mapping[Clause, Text] = {
    Clause.PURPOSE: _("사용 목적"),
    Clause.PERIOD: _("사용 기간"),
    Clause.FEE: _("사용료"),
    Clause.PAYMENT: _("내는 방법"),
    Clause.CARE: _("보존 의무"),
    Clause.CHARGES: _("부담할 비용"),
    Clause.CONDITIONS: _("허가 조건"),
}
"""In the order in which the ordinance names them."""
COLUMN_WORDS: Mapping[Column, Text] = {
    Column.PROPERTY: _("재산 표시"),
    Column.CONTRACTED_ON: _("계약일"),
    Column.HOLDER: _("사용자와 주소"),
    Column.PERIOD: _("사용 기간"),
    Column.VALUE: _("재산평정가격"),
    Column.RATE: _("사용요율"),
    Column.FEE: _("사용료"),
    Column.DUE_ON: _("낼 날"),
    Column.RENEWALS: _("연장"),
    Column.OTHER: _("그 밖의 사항"),
}
"""In the order of the register's form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Permit:
    """The facts of a permit. Days are [first_on, until_on); `rates` are those of its first year, as thousandths."""

    unit: str
    area_m2: str
    address: str
    holder: str
    holder_address: str
    purpose: str
    basis: LegalBasis
    contracted_on: date
    first_on: date
    until_on: date
    value_krw: int
    rates: tuple[str, ...]
    fee: Amount
    vat: Amount
    deposit: Amount
    due_on: date
    plan: tuple[Instalment, ...] = ()
    extended_on: tuple[date, ...] = ()
    conditions: tuple[Text, ...] = ()
    notes: tuple[Text, ...] = ()

    @property
    def last_on(self) -> date:
        """The last day of use."""
        return self.until_on - timedelta(days=1)


def clauses_of(permit: Permit) -> dict[Clause, list[Text]]:
    """The seven clauses of a permit, each in sentences, in their order."""
    return {
        Clause.PURPOSE: [_("%(unit)s호를 이 목적으로 씁니다: %(purpose)s", purpose=permit.purpose, unit=permit.unit)],
        Clause.PERIOD: [_period(permit)],
        Clause.FEE: _fee(permit),
        Clause.PAYMENT: _payment(permit),
        Clause.CARE: [
            _("선량한 관리자의 주의로 공간을 쓰고 보존합니다."),
            _("센터의 승인 없이 시설을 바꾸거나 다른 사람에게 쓰게 할 수 없습니다."),
        ],
        Clause.CHARGES: [_("전기·수도·냉난방처럼 함께 쓰는 비용은 면적에 따라 나누어 냅니다.")],
        Clause.CONDITIONS: [permit.basis.told, *permit.conditions],
    }


def _period(permit: Permit) -> Text:
    return _("%(first)s부터 %(last)s까지", first=permit.first_on, last=permit.last_on)


def _fee(permit: Permit) -> list[Text]:
    told = [_("첫해 사용료 %(krw)s원", krw=won(permit.fee.krw))]
    if permit.vat.krw:
        told.append(_("부가가치세 %(krw)s원은 따로 냅니다.", krw=won(permit.vat.krw)))
    if permit.deposit.krw:
        told.append(_("보증금 %(krw)s원", krw=won(permit.deposit.krw)))
    return told


def _payment(permit: Permit) -> list[Text]:
    if not permit.plan:
        return [_("%(day)s까지 한 번에 냅니다.", day=permit.due_on)]
    return [
        _(
            "%(number)s회 %(krw)s원은 %(day)s까지 냅니다.",
            number=instalment.number,
            krw=won(instalment.amount.krw),
            day=instalment.due_on,
        )
        for instalment in permit.plan
    ]


def register_row(permit: Permit) -> dict[Column, list[Text]]:
    """A permit as a row of the register, in the order of its columns."""
    return {
        Column.PROPERTY: [
            _("%(address)s %(unit)s호 %(area)s㎡", address=permit.address, unit=permit.unit, area=permit.area_m2)
        ],
        Column.CONTRACTED_ON: [_("%(day)s", day=permit.contracted_on)],
        Column.HOLDER: [_("%(holder)s, %(address)s", holder=permit.holder, address=permit.holder_address)],
        Column.PERIOD: [_period(permit)],
        Column.VALUE: [_("%(n)s원", n=won(permit.value_krw))],
        Column.RATE: [_("%(rate)s/1000", rate=rate) for rate in permit.rates],
        Column.FEE: [_("%(n)s원", n=won(permit.fee.krw))],
        Column.DUE_ON: _due_days(permit),
        Column.RENEWALS: [_("%(day)s에 연장", day=day) for day in permit.extended_on],
        Column.OTHER: list(permit.notes),
    }


def _due_days(permit: Permit) -> list[Text]:
    days: Sequence[date] = [one.due_on for one in permit.plan] or [permit.due_on]
    return [_("%(day)s", day=day) for day in days]
