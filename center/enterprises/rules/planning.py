"""What becomes of a file's rows, decided before anything is stored: new, changed, the same, or refused with reasons.

Source: docs/rules/enterprises.md, "Files"
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

from center.core.names import organisation_key
from center.core.text import Text, _
from center.enterprises.rules.cells import CellError
from center.enterprises.rules.columns import KEEP, PLACE_WORDS
from center.enterprises.rules.keys import is_own_key
from center.enterprises.rules.profile import DISTRICT, FIELDS, Differences, Profile, differences
from center.enterprises.rules.rows import Faults, Stated, read_row, with_extra, with_kinds
from center.enterprises.rules.sheets import Sheet, SheetRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A firm on record. `merged_into` is the key of the record that stands for it, if it is not this one."""

    id: int
    key: str
    version: int
    profile: Profile
    extra: Mapping[str, str] = field(default_factory=dict)
    merged_into: str = ""


class Registry:
    """All firms on record, found by key, number, name, or person and telephone."""

    def __init__(self, records: Iterable[Record], former: Iterable[tuple[str, int]] = ()) -> None:
        """`former` are pairs of a key that was replaced and the number of the record it leads to."""
        by_id = {record.id: record for record in records}
        self.by_key = {key: by_id[number] for key, number in former} | {record.key: record for record in by_id.values()}
        self.by_number = {record.profile.business_number: record for record in by_id.values()}
        self._alike: dict[tuple[str, ...], list[Record]] = {}
        for record in by_id.values():
            for trait in _traits(record.profile) if not record.merged_into else []:
                self._alike.setdefault(trait, []).append(record)

    def alike(self, profile: Profile) -> tuple[Record, ...]:
        """Firms that are likely the same one: of its name in one form, or of its representative and telephone."""
        found = {record.id: record for trait in _traits(profile) for record in self._alike.get(trait, ())}
        return tuple(found.values())


def _traits(profile: Profile) -> list[tuple[str, ...]]:
    named = [("name", key)] if (key := organisation_key(profile.name)) else []
    by_person = [("person", profile.representative, profile.phone)] if profile.representative and profile.phone else []
    return [*named, *by_person]


@dataclass(frozen=True, slots=True, kw_only=True)
class New:
    """A row of a firm that is not on record; `alike` are those that may be it."""

    row: int
    registry_id: str | None
    profile: Profile
    extra: dict[str, str]
    alike: tuple[Record, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A row that says something else than the record; `registry_id` is the key the registry gives it now, if any."""

    row: int
    record: Record
    registry_id: str | None
    profile: Profile
    extra: dict[str, str]
    differences: Differences


@dataclass(frozen=True, slots=True, kw_only=True)
class Same:
    """A row that says what is on record."""

    row: int
    record: Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A row that is not taken, and each reason with its column."""

    row: SheetRow
    faults: Faults


Outcome = New | Changed | Same | Refused


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of each row, and which columns are no fields and are kept as they are."""

    outcomes: tuple[Outcome, ...]
    kept_columns: tuple[str, ...]

    @property
    def new(self) -> list[New]:
        """Firms to be entered."""
        return [one for one in self.outcomes if isinstance(one, New)]

    @property
    def changed(self) -> list[Changed]:
        """Firms to be changed."""
        return [one for one in self.outcomes if isinstance(one, Changed)]

    @property
    def same(self) -> list[Same]:
        """Firms that stay."""
        return [one for one in self.outcomes if isinstance(one, Same)]

    @property
    def refused(self) -> list[Refused]:
        """Rows that are not taken."""
        return [one for one in self.outcomes if isinstance(one, Refused)]

    def mark(self) -> str:
        """What a plan is known by: another file, another reading of it or another state of the firms make another."""
        return sha256(json.dumps([_mark(one) for one in self.outcomes], sort_keys=True).encode()).hexdigest()


def _mark(outcome: Outcome) -> list[Any]:
    match outcome:
        case New():
            return [outcome.row, outcome.registry_id, repr(outcome.profile), outcome.extra]
        case Changed():
            return [outcome.row, outcome.record.id, outcome.record.version, outcome.registry_id, outcome.differences]
        case Same():
            return [outcome.row, outcome.record.id]
        case Refused():
            return [outcome.row.number, [(heading, str(reason)) for heading, reason in outcome.faults]]


def plan_sheet(sheet: Sheet, columns: Mapping[str, str], registry: Registry) -> Plan:
    """What becomes of a file's rows, in their order; a firm that comes again is refused."""
    taken: set[tuple[str, Any]] = set()
    outcomes = tuple(_outcome(row, sheet, columns, registry, taken) for row in sheet.rows)
    return Plan(outcomes, tuple(heading for heading in sheet.header if columns.get(heading, KEEP) == KEEP))


def _outcome(
    row: SheetRow, sheet: Sheet, columns: Mapping[str, str], registry: Registry, taken: set[tuple[str, Any]]
) -> Outcome:
    stated, faults = read_row(row, sheet, columns)
    if faults:
        return Refused(row=row, faults=faults)
    heading_of = {place: heading for heading, place in columns.items()}
    try:
        outcome = _judged(stated, registry)
        _take(outcome, taken)
    except RowError as wrong:
        return Refused(row=row, faults=[(heading_of.get(wrong.place, ""), wrong.reason)])
    except CellError as wrong:
        return Refused(row=row, faults=[("", wrong.reason)])
    return outcome


class RowError(CellError):
    """A row that reads well cannot be taken, because of what stands at `place`."""

    def __init__(self, place: str, reason: Text) -> None:
        super().__init__(reason)
        self.place = place


def _judged(stated: Stated, registry: Registry) -> New | Changed | Same:
    record = _record_meant(stated, registry)
    profile = _profile_after(record, stated)
    extra = with_extra(record.extra if record else {}, stated)
    key = None if is_own_key(stated.registry_id or "") else stated.registry_id
    if record is None:
        alike = registry.alike(profile)
        return New(row=stated.number, registry_id=key, profile=profile, extra=extra, alike=alike)
    key = key if key and is_own_key(record.key) else None
    changed = differences(record.profile, profile)
    changed |= {"registry_id": (record.key, key)} if key else {}
    changed |= {"extra": (dict(record.extra), extra)} if extra != record.extra else {}
    if not changed:
        return Same(row=stated.number, record=record)
    return Changed(row=stated.number, record=record, registry_id=key, profile=profile, extra=extra, differences=changed)


def _record_meant(stated: Stated, registry: Registry) -> Record | None:
    """The record a row speaks of: the one of its key, else the one of its number.

    Raises:
        RowError: key and number are of two firms, or the record was merged into another.
    """
    key, number = stated.registry_id or "", stated.business_number or ""
    by_key, by_number = registry.by_key.get(key), registry.by_number.get(number)
    if by_key and by_number and by_key.id != by_number.id:
        raise RowError("business_number", _("이 사업자등록번호는 다른 기업(%(id)s)의 것입니다.", id=by_number.key))
    if key and not is_own_key(key) and not by_key and by_number and not is_own_key(by_number.key):
        raise RowError("registry_id", _("이 사업자등록번호의 기업은 등록 번호가 %(id)s입니다.", id=by_number.key))
    found = by_key or by_number
    if found and found.merged_into:
        raise RowError("", _("이 기록은 %(id)s 기록에 합쳐졌습니다. 명부에서도 합쳐 주세요.", id=found.merged_into))
    return found


def _profile_after(record: Record | None, stated: Stated) -> Profile:
    """The profile after a row: what it says nothing of stays, or is unknown of a new firm.

    Raises:
        RowError: a new firm without name or number.
        CellError
    """
    said = {name: value for name, value in stated.values.items() if name in FIELDS}
    if record is not None:
        profile = replace(record.profile, **said)
    else:
        for place in ("business_number", "name"):
            if place not in said:
                raise RowError(place, _("새 기업인데 ‘%(what)s’이(가) 없습니다.", what=PLACE_WORDS[place]))
        profile = Profile(**{"in_district": DISTRICT in said.get("address", ""), **said})
    return replace(profile, kinds=with_kinds(profile.kinds, stated)).ordered()


def _take(outcome: New | Changed | Same, taken: set[tuple[str, Any]]) -> None:
    """Let each firm, each key and each number come once.

    Raises:
        RowError
    """
    names: set[tuple[str, Any]] = set()
    if not isinstance(outcome, New):
        names |= {("record", outcome.record.id), ("number", outcome.record.profile.business_number)}
    if not isinstance(outcome, Same):
        names |= {("number", outcome.profile.business_number)}
        names |= {("key", outcome.registry_id)} if outcome.registry_id else set()
    if names & taken:
        raise RowError("", _("이 파일의 앞줄에 같은 기업이 있습니다."))
    taken |= names
