"""Units as staff see them: who has which until when, what each costs, and everybody who had one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import url_for

from center.core.text import Text, _
from center.enterprises.pages.words import day_text, won
from center.spaces.models import Space, UnitTerm
from center.spaces.queries import terms_from, terms_of, units_on
from center.spaces.rules import show_area
from center.tenancy.calls import queries
from center.tenancy.calls.models import Appraisal, FeeRate
from center.tenancy.calls.queries import Fees
from center.tenancy.calls.rules.fees import STANDING_WORDS
from center.web.i18n import say

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Way:
    """A link of the page."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit on a day."""

    name: str
    href: str
    area: str
    state: str
    tone: str
    holder: Way | None
    until: str
    coming: str
    fees: list[str]


@dataclass(frozen=True, slots=True)
class UnitsPage:
    """All units on a day."""

    title: str
    lead: str
    day: date
    rows: list[UnitRow]
    assumed: str


def units_page(day: date) -> UnitsPage:
    """Who has which unit on a day, who comes next, and what each costs then."""
    units, terms, fees = units_on(day), terms_from(day), queries.fees_on(day)
    keys = queries.registry_keys({term.holder_id for found in terms.values() for term in found})
    rows = [_row(unit, terms.get(unit.code, []), fees, keys, day) for unit in units]
    n_free = sum(1 for row in rows if row.holder is None)
    return UnitsPage(
        title=say(_("입주 공간 %(n)s곳이 비어 있습니다", n=n_free) if n_free else _("빈 입주 공간이 없습니다")),
        lead=say(_("3층의 입주 공간 %(n)s곳과 쓰는 기업, 1년 사용료입니다.", n=len(rows))),
        day=day,
        rows=rows,
        assumed=_assumed(fees),
    )


def _row(unit: Space, terms: Sequence[UnitTerm], fees: Fees, keys: Mapping[int, str], day: date) -> UnitRow:
    now = next((term for term in terms if term.first_on <= day), None)
    coming = next((term for term in terms if term.first_on > day), None)
    return UnitRow(
        name=unit_name(unit.code),
        href=url_for("units.unit", code=unit.code),
        area=f"{show_area(unit.area_m2)}㎡",
        state=say(_("입주 중") if now else _("비어 있음")),
        tone="off" if now else "open",
        holder=_firm(now, keys) if now else None,
        until=say(_("%(day)s까지", day=day_text(now.last_on))) if now else "",
        coming=_coming(coming) if coming else "",
        fees=fee_lines(unit, fees),
    )


def unit_name(code: str) -> str:
    """A unit as people call it: 304호."""
    return say(_("%(code)s호", code=code))


def _firm(term: UnitTerm, keys: Mapping[int, str]) -> Way:
    return Way(term.holder_name, url_for("reports.firm", registry_id=keys[term.holder_id]))


def _coming(term: UnitTerm) -> str:
    return say(_("%(day)s부터 %(holder)s", day=day_text(term.first_on), holder=term.holder_name))


def fee_lines(unit: Space, fees: Fees) -> list[str]:
    """What a unit costs a year at each rate: 1% 2,110,250원."""
    return [f"{percent(rate)} {won(fee)}" for _standings, rate, fee in fees.at_each_rate(unit)]


def percent(per_mille: int) -> str:
    """A rate in thousandths as people write it: 1%, 2.5%."""
    whole, rest = divmod(per_mille, 10)
    return f"{whole}.{rest}%" if rest else f"{whole}%"


def _assumed(fees: Fees) -> str:
    """Which values are our own assumption until staff enter the real ones."""
    units = sorted(code for code, value in fees.units.items() if value.is_assumed)
    if fees.building is not None and fees.building.is_assumed:
        return say(_("재산평정가격은 공개된 사용료에서 되짚은 값입니다. 실제 값을 받으면 넣어 주세요."))
    return say(_("%(units)s호의 재산평정가격은 되짚은 값입니다.", units=units)) if units else ""


@dataclass(frozen=True, slots=True)
class TermRow:
    """A term in a unit's past and future."""

    days: str
    holder: Way
    basis: str
    state: str
    tone: str
    edit: Way
    remove: Way


@dataclass(frozen=True, slots=True)
class ValueRow:
    """A dated value: from when, what, by what, and a button to take it out if it has not begun."""

    first_on: str
    what: str
    value: str
    basis: str
    drop_action: str


@dataclass(frozen=True, slots=True)
class UnitPage:
    """A unit."""

    title: str
    lead: str
    terms: list[TermRow]
    fees: list[tuple[str, str]]
    how: str
    values: list[ValueRow]
    new_term_href: str
    new_value_href: str


def unit_page(unit: Space, day: date) -> UnitPage:
    """A unit with everybody who had, has or will have it, and its values."""
    terms, fees = terms_of(unit.code), queries.fees_on(day)
    keys = queries.registry_keys({term.holder_id for term in terms})
    holder = next((term for term in terms if term.first_on <= day < term.until_on), None)
    return UnitPage(
        title=_unit_title(unit, holder),
        lead=f"{show_area(unit.area_m2)}㎡",
        terms=[_term_row(unit, term, keys, day) for term in terms],
        fees=[(standing_names(names), f"{percent(rate)} · {won(fee)}") for names, rate, fee in fees.at_each_rate(unit)],
        how=_how(unit, fees),
        values=value_rows(queries.values_of(unit.code), day),
        new_term_href=url_for("units.new_term", code=unit.code),
        new_value_href=url_for("fees.new_value", code=unit.code),
    )


def _unit_title(unit: Space, holder: UnitTerm | None) -> str:
    name = unit_name(unit.code)
    if holder is None:
        return say(_("%(unit)s는 비어 있습니다", unit=name))
    return say(_("%(unit)s는 %(holder)s에서 씁니다", unit=name, holder=holder.holder_name))


def standing_names(standings: Sequence[str]) -> str:
    """Whom a rate is for."""
    return ", ".join(say(STANDING_WORDS[standing]) for standing in standings)


def _how(unit: Space, fees: Fees) -> str:
    """From what the fee is computed, in words."""
    if own := fees.units.get(unit.code):
        return say(_("이 공간의 재산평정가격 %(value)s에 요율을 곱합니다.", value=won(own.value_krw)))
    if fees.building is None:
        return say(_("재산평정가격이 없어 사용료를 계산할 수 없습니다."))
    area = show_area(round(fees.areas.chargeable(unit.area_m2)))
    return say(
        _(
            "건물의 재산평정가격 %(value)s × 요율 × 면적 비율입니다. 함께 쓰는 면적을 나누어 더하면 %(area)s㎡이고, 건물 전체는 %(gross)s㎡입니다.",
            value=won(fees.building.value_krw),
            area=area,
            gross=show_area(fees.areas.gross),
        )
    )


def _term_row(unit: Space, term: UnitTerm, keys: Mapping[int, str], day: date) -> TermRow:
    state, tone = _term_state(term, day)
    return TermRow(
        days=f"{day_text(term.first_on)} ~ {day_text(term.last_on)}",
        holder=_firm(term, keys),
        basis=term.basis,
        state=say(state),
        tone=tone,
        edit=Way(say(_("기간 고치기")), url_for("units.edit_term", code=unit.code, term_id=term.id)),
        remove=Way(say(_("빼기")), url_for("units.removing_term", code=unit.code, term_id=term.id)),
    )


def _term_state(term: UnitTerm, day: date) -> tuple[Text, str]:
    if term.until_on <= day:
        return _("끝남"), "line"
    return (_("앞으로"), "wait") if term.first_on > day else (_("입주 중"), "off")


def value_rows(values: Sequence[Appraisal], day: date) -> list[ValueRow]:
    """Values, the latest first; one that has not begun can be taken out."""
    return [
        ValueRow(
            first_on=day_text(value.first_on),
            what="",
            value=_value_text(value),
            basis=_basis_text(value),
            drop_action=url_for("fees.drop_value", value_id=value.id) if value.first_on > day else "",
        )
        for value in values
    ]


def _value_text(value: Appraisal) -> str:
    if not value.common_area:
        return won(value.value_krw)
    shared = say(_("함께 쓰는 면적 %(area)s㎡", area=show_area(value.common_area)))
    return f"{won(value.value_krw)} · {shared}"


def _basis_text(value: FeeRate | Appraisal) -> str:
    return say(_("%(basis)s (되짚은 값)", basis=value.basis)) if value.is_assumed else value.basis


@dataclass(frozen=True, slots=True)
class FeesPage:
    """The rates and the building's values."""

    title: str
    lead: str
    now: list[tuple[str, str]]
    rates: list[ValueRow]
    values: list[ValueRow]


def fees_page(day: date) -> FeesPage:
    """The rates in force, all rates there were and will be, the values of the building."""
    fees = queries.fees_on(day)
    return FeesPage(
        title=say(_("사용료 요율과 재산평정가격")),
        lead=say(
            _("1년 사용료 = 재산평정가격 × 요율 × 면적 비율. 값은 정한 날부터 적용되고, 지난 값은 그대로 남습니다.")
        ),
        now=[(standing_names([standing]), percent(rate.per_mille)) for standing, rate in fees.rates.items()],
        rates=[_rate_row(rate, day) for rate in queries.all_rates()],
        values=value_rows(queries.values_of(""), day),
    )


def _rate_row(rate: FeeRate, day: date) -> ValueRow:
    return ValueRow(
        first_on=day_text(rate.first_on),
        what=standing_names([rate.standing]),
        value=percent(rate.per_mille),
        basis=_basis_text(rate),
        drop_action=url_for("fees.drop_rate", rate_id=rate.id) if rate.first_on > day else "",
    )
