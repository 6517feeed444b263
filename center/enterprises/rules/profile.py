"""What the registry says of a firm: the fields, who owns each, and what differs between two profiles.

Source: docs/rules/enterprises.md, "Fields and owners"
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum
from typing import Any

from center.core.text import Text, _
from center.enterprises.rules.kinds import CountingKind, FirmState, KindTerm


class Owner(StrEnum):
    """Who is master of a field."""

    REGISTRY = "registry"
    CENTER = "center"


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A firm as the registry knows it. Texts that are not known are empty; `kinds` are in order."""

    business_number: str
    name: str
    representative: str = ""
    counting_kind: CountingKind | None = None
    kinds: tuple[KindTerm, ...] = ()
    founded_on: date | None = None
    address: str = ""
    in_district: bool = False
    sector: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    state: FirmState = FirmState.ACTIVE

    def ordered(self) -> "Profile":
        """The same with its kinds in order, so that the same firm is the same value."""
        return replace(self, kinds=tuple(sorted(set(self.kinds), key=_order)))


def _order(term: KindTerm) -> tuple[str, ...]:
    return (
        term.kind,
        term.from_on.isoformat() if term.from_on else "",
        term.to_on.isoformat() if term.to_on else "",
        term.certificate,
        term.issuer,
    )


FIELDS = tuple(field.name for field in fields(Profile))
"""The registry's fields, in the order in which they are shown."""
FIELD_WORDS: Mapping[str, Text] = {
    "registry_id": _("등록 번호"),
    "business_number": _("사업자등록번호"),
    "name": _("기업 이름"),
    "representative": _("대표자"),
    "counting_kind": _("구분"),
    "kinds": _("유형"),
    "founded_on": _("설립일"),
    "address": _("주소"),
    "in_district": _("관내 여부"),
    "sector": _("업종"),
    "phone": _("전화"),
    "email": _("메일"),
    "website": _("누리집"),
    "state": _("상태"),
    "supports": _("받은 지원"),
    "note": _("센터 메모"),
}
OWNERS: Mapping[str, Owner] = {
    **dict.fromkeys(("registry_id", *FIELDS), Owner.REGISTRY),
    **dict.fromkeys(("supports", "note"), Owner.CENTER),
}
OWNER_WORDS: Mapping[Owner, Text] = {Owner.REGISTRY: _("구청 명부"), Owner.CENTER: _("센터")}
DISTRICT = "영등포구"
Differences = dict[str, tuple[Any, Any]]
"""By field: what it was, what it is, as plain values of JSON."""


def plain(value: Any) -> Any:
    """A field's value as a plain value of JSON."""
    match value:
        case KindTerm():
            return {
                "kind": str(value.kind),
                "certificate": value.certificate,
                "issuer": value.issuer,
                "from": plain(value.from_on),
                "to": plain(value.to_on),
            }
        case tuple() | list():
            return [plain(one) for one in value]
        case date():
            return value.isoformat()
        case StrEnum():
            return str(value)
        case _:
            return value


def differences(before: Profile, after: Profile) -> Differences:
    """What changes between two profiles, field by field."""
    pairs = {name: (getattr(before.ordered(), name), getattr(after.ordered(), name)) for name in FIELDS}
    return {name: (plain(old), plain(new)) for name, (old, new) in pairs.items() if old != new}
