"""Units, who has them and what they cost."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from center.core.db import db
from center.core.errors import NotFoundError, RuleError
from center.core.names import organisation_key
from center.core.text import Text, _
from center.enterprises import queries as enterprises
from center.enterprises.models import Enterprise
from center.enterprises.rules.numbers import WrongBusinessNumberError, read_business_number
from center.spaces.models import Space, UnitTerm
from center.spaces.queries import spaces_on, units_on
from center.spaces.rules import SpaceKind
from center.tenancy.calls.models import Appraisal, FeeRate
from center.tenancy.calls.rules.fees import OTHER, STANDINGS, Areas, by_rate, value_on, yearly_fee

MOST_NAMED = 3


class HolderUnclearError(RuleError):
    """What was typed names no firm, or several."""

    kind = "holder-unclear"


@dataclass(frozen=True, slots=True)
class Holder:
    """A firm that has, or is to have, a unit: the number and the name of its record."""

    id: int
    name: str


def find_holder(typed: str) -> Holder:
    """The firm with that business number, registration number or whole name.

    Raises:
        HolderUnclearError: there is none, or several firms bear the name.
    """
    found = _by_number(typed) or enterprises.find_firm(typed)
    if found is not None:
        return Holder(found.id, found.name)
    key = organisation_key(typed)
    alike = db.session.scalars(enterprises.live().where(Enterprise.name_key == key)).all() if key else []
    if len(alike) == 1:
        return Holder(alike[0].id, alike[0].name)
    raise HolderUnclearError(
        _several(alike) if alike else _("명부에 그런 기업이 없습니다. 번호나 이름을 다시 확인해 주세요.")
    )


def _several(alike: Sequence[Enterprise]) -> Text:
    numbers = [firm.registry_id for firm in alike[:MOST_NAMED]]
    return _("같은 이름의 기업이 여럿입니다(%(numbers)s). 등록 번호로 적어 주세요.", numbers=numbers)


def _by_number(typed: str) -> Enterprise | None:
    try:
        return enterprises.find_by_number(read_business_number(typed))
    except WrongBusinessNumberError:
        return None


def registry_keys(holders: Collection[int]) -> Mapping[int, str]:
    """The registration number of each of these records, also of one that was merged: its address leads on."""
    rows = db.session.execute(select(Enterprise.id, Enterprise.registry_id).where(Enterprise.id.in_(holders)))
    return {row.id: row.registry_id for row in rows}


def units_held(enterprise_id: int) -> Sequence[UnitTerm]:
    """The terms of a firm and of the records that were merged into it, the latest first."""
    terms = select(UnitTerm).where(UnitTerm.holder_id.in_(enterprises.family_of(enterprise_id)))
    return db.session.scalars(terms.order_by(UnitTerm.first_on.desc(), UnitTerm.unit_code)).all()


@dataclass(frozen=True, slots=True)
class Fees:
    """What units cost on a day: the rates in force by standing, each unit's value and its part of it."""

    rates: Mapping[str, FeeRate]
    building: Appraisal | None
    units: Mapping[str, Appraisal]
    areas: Areas

    @property
    def per_mille(self) -> dict[str, int]:
        """The rate of each standing, in thousandths."""
        return {standing: rate.per_mille for standing, rate in self.rates.items()}

    def of(self, unit: Space, per_mille: int) -> int | None:
        """A unit's fee of a year at a rate in won: by its own value, else by its part of the building's."""
        if own := self.units.get(unit.code):
            return yearly_fee(own.value_krw, per_mille)
        if self.building is None:
            return None
        return yearly_fee(self.building.value_krw, per_mille, self.areas.share(unit.area_m2))

    def at_each_rate(self, unit: Space) -> list[tuple[list[str], int, int]]:
        """Each rate: whom it is for, the rate in thousandths, the fee in won."""
        found = ((standings, rate, self.of(unit, rate)) for rate, standings in by_rate(self.per_mille))
        return [(standings, rate, fee) for standings, rate, fee in found if fee is not None]


def fees_on(day: date) -> Fees:
    """What units cost on a day. Three queries, however many values there are."""
    rates = db.session.scalars(select(FeeRate).where(FeeRate.first_on <= day)).all()
    values = db.session.scalars(select(Appraisal).where(Appraisal.first_on <= day)).all()
    held = {unit: value_on([v for v in values if v.unit_code == unit], day) for unit in {v.unit_code for v in values}}
    building = held.pop("", None)
    return Fees(
        rates=_rates_of(rates, day),
        building=building,
        units={unit: value for unit, value in held.items() if value is not None},
        areas=_areas_on(day, building),
    )


def _rates_of(rates: Sequence[FeeRate], day: date) -> dict[str, FeeRate]:
    """The rate of each standing; one without its own has that of all others."""
    own = {standing: value_on([rate for rate in rates if rate.standing == standing], day) for standing in STANDINGS}
    found = {standing: own[standing] or own[OTHER] for standing in STANDINGS}
    return {standing: rate for standing, rate in found.items() if rate is not None}


def _areas_on(day: date, building: Appraisal | None) -> Areas:
    spaces = spaces_on(day)
    units = sum(space.area_m2 for space in spaces if space.kind == SpaceKind.UNIT)
    return Areas(
        gross=sum(space.area_m2 for space in spaces), units=units, common=building.common_area if building else 0
    )


def values_of(unit_code: str) -> Sequence[Appraisal]:
    """All values of a unit, or ("") of the building, the latest first."""
    values = select(Appraisal).where(Appraisal.unit_code == unit_code)
    return db.session.scalars(values.order_by(Appraisal.first_on.desc())).all()


def all_rates() -> Sequence[FeeRate]:
    """All rates there were, are and will be, the latest first."""
    return db.session.scalars(select(FeeRate).order_by(FeeRate.first_on.desc(), FeeRate.per_mille, FeeRate.id)).all()


def get_unit(code: str, day: date) -> Space:
    """A unit as it is on a day.

    Raises:
        NotFoundError
    """
    found = next((unit for unit in units_on(day) if unit.code == code), None)
    if found is None:
        raise NotFoundError
    return found
