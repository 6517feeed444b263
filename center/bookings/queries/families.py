"""Under which records and names a firm of the registry has booked: its own, and those of what was merged into it.

Source: docs/rules/booking.md, "Firms"
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from center.core.db import db
from center.enterprises.models import Enterprise
from center.enterprises.queries import family_of, surviving_id


@dataclass(frozen=True, slots=True)
class Family:
    """The records of one firm, or of all of one name, and every name that they have, in one form."""

    records: Sequence[int]
    names: Sequence[str]


def family_of_firm(enterprise_id: int, name: str | None) -> Family:
    """All records of a firm, with their names and the one under which somebody books."""
    return _with_names(family_of(surviving_id(enterprise_id)), name)


def family_of_name(name: str) -> Family:
    """All records of the firms that have that name, with all their names; of none that name alone."""
    named = db.session.scalars(select(Enterprise.id).where(Enterprise.name_key == name)).all()
    roots = {surviving_id(number) for number in named}
    return _with_names([number for root in sorted(roots) for number in family_of(root)], name)


def _with_names(records: Sequence[int], name: str | None) -> Family:
    found = db.session.scalars(select(Enterprise.name_key).where(Enterprise.id.in_(records))) if records else ()
    return Family(records, sorted({*found, *([name] if name else [])}))


def registry_ids(records: Collection[int]) -> Mapping[int, str]:
    """The registry's keys of some records."""
    if not records:
        return {}
    rows = db.session.execute(select(Enterprise.id, Enterprise.registry_id).where(Enterprise.id.in_(records)))
    return {row.id: row.registry_id for row in rows}
