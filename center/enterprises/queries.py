"""Reading firms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, tuple_
from sqlalchemy.orm import selectinload

from center.core.db import db
from center.core.errors import NotFoundError
from center.core.names import organisation_key
from center.enterprises.models import Enterprise, EnterpriseChange, EnterpriseKind, FormerKey
from center.enterprises.rules.kinds import CountingKind, FirmState, Kind

PAGE = 50


def whole() -> Select[Enterprise]:
    """Firms with their kinds and the support they had, to be narrowed down."""
    return select(Enterprise).options(selectinload(Enterprise.kinds), selectinload(Enterprise.supports))


def live() -> Select[Enterprise]:
    """The same, without records that were merged into others."""
    return whole().where(Enterprise.merged_into_id.is_(None))


def find_firm(registry_id: str) -> Enterprise | None:
    """The firm of that key, also of a key it had before; one that was merged is the record it went into."""
    found = db.session.scalar(whole().where(Enterprise.registry_id == registry_id))
    if found is None:
        former = select(FormerKey.enterprise_id).where(FormerKey.key == registry_id).scalar_subquery()
        found = db.session.scalar(whole().where(Enterprise.id == former))
    return present(found)


def get_firm(registry_id: str) -> Enterprise:
    """The same.

    Raises:
        NotFoundError
    """
    found = find_firm(registry_id)
    if found is None:
        raise NotFoundError
    return found


def find_by_id(enterprise_id: int) -> Enterprise | None:
    """The firm of that number of ours; one that was merged is the record it went into."""
    return present(db.session.scalar(whole().where(Enterprise.id == enterprise_id)))


def find_by_number(business_number: str) -> Enterprise | None:
    """The firm with that business number, ten digits."""
    return present(db.session.scalar(whole().where(Enterprise.business_number == business_number)))


def present(firm: Enterprise | None) -> Enterprise | None:
    """The record that stands for a firm now."""
    while firm is not None and firm.merged_into_id is not None:
        firm = db.session.scalar(whole().where(Enterprise.id == firm.merged_into_id))
    return firm


def surviving_id(enterprise_id: int) -> int:
    """The number of the record that stands for a firm now."""
    merged_into: int | None = enterprise_id
    while merged_into is not None:
        enterprise_id = merged_into
        merged_into = db.session.scalar(select(Enterprise.merged_into_id).where(Enterprise.id == enterprise_id))
    return enterprise_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What is looked for: part of a name, a number or a person; the rest narrows down. `on` is the day kinds hold."""

    text: str = ""
    counting_kind: CountingKind | None = None
    kind: Kind | None = None
    state: FirmState | None = None
    in_district: bool | None = None
    on: date | None = None


def search_firms(wanted: Filter, *, page: int, size: int = PAGE) -> tuple[list[Enterprise], int]:
    """A page (from 1) of the firms that are looked for, by name; and how many there are in all."""
    conditions = _conditions(wanted)
    n = db.session.scalar(select(func.count(Enterprise.id)).where(*conditions)) or 0
    rows = live().where(*conditions).order_by(Enterprise.name_key, Enterprise.id).limit(size).offset((page - 1) * size)
    return list(db.session.scalars(rows)), n


def all_found(wanted: Filter) -> list[Enterprise]:
    """All firms that are looked for, by name."""
    rows = live().where(*_conditions(wanted)).order_by(Enterprise.name_key, Enterprise.id)
    return list(db.session.scalars(rows))


def _conditions(wanted: Filter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [Enterprise.merged_into_id.is_(None)]
    for column, value in (
        (Enterprise.counting_kind, wanted.counting_kind),
        (Enterprise.state, wanted.state),
        (Enterprise.in_district, wanted.in_district),
    ):
        if value is not None:
            conditions.append(column == value)
    if wanted.kind is not None:
        conditions.append(Enterprise.kinds.any(_of_kind(wanted.kind, wanted.on)))
    if text := wanted.text.strip():
        conditions.append(_has_text(text))
    return conditions


def _of_kind(kind: Kind, on: date | None) -> ColumnElement[bool]:
    if on is None:
        return EnterpriseKind.kind == kind
    return and_(
        EnterpriseKind.kind == kind,
        or_(EnterpriseKind.from_on.is_(None), EnterpriseKind.from_on <= on),
        or_(EnterpriseKind.to_on.is_(None), EnterpriseKind.to_on >= on),
    )


def _has_text(text: str) -> ColumnElement[bool]:
    """In its name, key, number or representative, or at the beginning of a certificate."""
    found = [
        Enterprise.registry_id == text,
        Enterprise.representative.contains(text, autoescape=True),
        Enterprise.kinds.any(EnterpriseKind.certificate.startswith(text, autoescape=True)),
    ]
    if key := organisation_key(text):
        found.append(Enterprise.name_key.contains(key, autoescape=True))
    if digits := "".join(letter for letter in text if letter.isascii() and letter.isdigit()):
        found.append(Enterprise.business_number.startswith(digits))
    return or_(*found)


def counts_by_kind() -> Mapping[CountingKind, int]:
    """How many firms are counted under each kind, closed ones left out, as the district's report prints them."""
    rows = db.session.execute(
        select(Enterprise.counting_kind, func.count())
        .where(
            Enterprise.merged_into_id.is_(None),
            Enterprise.counting_kind.is_not(None),
            Enterprise.state != FirmState.CLOSED,
        )
        .group_by(Enterprise.counting_kind)
    )
    counted = dict(rows.all())
    return {kind: counted.get(kind, 0) for kind in CountingKind}


def changes_since(since: datetime | None, after: tuple[datetime, int] | None, *, size: int) -> list[Enterprise]:
    """Firms in the order of their last change, from an instant on, after a place in that order."""
    place = (Enterprise.updated_at, Enterprise.id)
    rows = live().order_by(*place).limit(size)
    if since is not None:
        rows = rows.where(Enterprise.updated_at >= since)
    if after is not None:
        rows = rows.where(tuple_(*place) > tuple_(*after))
    return list(db.session.scalars(rows))


def history_of(firm: Enterprise) -> Sequence[EnterpriseChange]:
    """What was changed of a firm and of all records that were merged into it, the newest first."""
    ids = records_of(firm)
    return db.session.scalars(
        select(EnterpriseChange)
        .where(EnterpriseChange.enterprise_id.in_(ids))
        .order_by(EnterpriseChange.at.desc(), EnterpriseChange.id.desc())
    ).all()


def keys_of(firm: Enterprise) -> list[str]:
    """Every key under which a firm is or was known, those of the records that were merged into it included."""
    ids = records_of(firm)
    own = select(Enterprise.registry_id).where(Enterprise.id.in_(ids))
    former = select(FormerKey.key).where(FormerKey.enterprise_id.in_(ids))
    return list(db.session.scalars(own.union(former)))


def records_of(firm: Enterprise) -> list[int]:
    """The numbers of a firm's record and of all that went into it, over however many steps."""
    return family_of(firm.id)


def family_of(enterprise_id: int) -> list[int]:
    """The number of a record and of all that were merged into it, over however many steps."""
    found, level = [enterprise_id], [enterprise_id]
    while level:
        level = list(db.session.scalars(select(Enterprise.id).where(Enterprise.merged_into_id.in_(level))))
        found += level
    return found


def alike(firm_name: str, representative: str, phone: str, *, without: int | None = None) -> list[Enterprise]:
    """Firms that are likely the same: of the same name in one form, or the same representative and telephone."""
    key = organisation_key(firm_name) or ""
    same_person = and_(
        Enterprise.representative == representative, Enterprise.phone == phone, Enterprise.representative != ""
    )
    rows = live().where(or_(Enterprise.name_key == key, and_(same_person, Enterprise.phone != "")))
    if without is not None:
        rows = rows.where(Enterprise.id != without)
    return list(db.session.scalars(rows.order_by(Enterprise.id)))
