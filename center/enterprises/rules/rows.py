"""What a row of a file says of a firm.

Source: docs/rules/enterprises.md, "Files"
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from center.core.text import Text, _
from center.enterprises.rules.cells import (
    LONGEST,
    CellError,
    ensure_short_extra,
    one_line,
    read_counting,
    read_day,
    read_email,
    read_extra,
    read_in_district,
    read_key,
    read_kind_names,
    read_kinds,
    read_name,
    read_number,
    read_state,
    read_text,
    term_of,
)
from center.enterprises.rules.columns import IGNORE, KEEP, ONE_KIND, is_national_list
from center.enterprises.rules.kinds import Kind, KindTerm
from center.enterprises.rules.sheets import Sheet, SheetRow

NATIONAL_ISSUER = "고용노동부"
Faults = list[tuple[str, Text]]
"""Pairs of a heading and why its cell cannot be taken; no heading where it is the whole row."""
READERS: Mapping[str, Callable[[str], Any]] = {
    "registry_id": read_key,
    "business_number": read_number,
    "name": read_name,
    "counting_kind": read_counting,
    "kinds": read_kinds,
    "founded_on": read_day,
    "in_district": read_in_district,
    "email": read_email,
    "state": read_state,
    "extra": read_extra,
    "kind": read_kind_names,
    "kind_from": read_day,
    "kind_to": read_day,
}


@dataclass(frozen=True, slots=True)
class Stated:
    """What a row says: by field; of some kinds what it knows; columns nobody knows. What it says nothing of stays."""

    number: int
    values: Mapping[str, Any] = field(default_factory=dict)
    kinds: Sequence[Kind] = ()
    of_kind: Mapping[str, Any] = field(default_factory=dict)
    extra: Mapping[str, str] = field(default_factory=dict)

    @property
    def registry_id(self) -> str | None:
        """The key it names."""
        key: str | None = self.values.get("registry_id")
        return key

    @property
    def business_number(self) -> str | None:
        """The business number it names."""
        number: str | None = self.values.get("business_number")
        return number


def read_row(row: SheetRow, sheet: Sheet, columns: Mapping[str, str]) -> tuple[Stated, Faults]:
    """What a row says, and each cell that cannot be taken."""
    faults: Faults = [(sheet.header[at], reason) for at, reason in row.faults.items() if at < len(sheet.header)]
    if any(at >= len(sheet.header) for at in row.faults) or any(row.cells[len(sheet.header) :]):
        faults.append(("", _("머리줄보다 칸이 많은 줄입니다. 쉼표나 빈칸이 더 들어갔는지 확인해 주세요.")))
    said, extra, wrong = row.said(sheet.header), {}, {heading for heading, _reason in faults}
    values: dict[str, Any] = {}
    for heading, text in said.items():
        place = columns.get(heading, KEEP)
        if place == KEEP:
            extra[heading] = text
        elif place != IGNORE and heading not in wrong:
            _take(place, heading, text, values, faults)
    stated = _stated(row.number, values, extra, implied=is_national_list(sheet.header))
    return stated, faults + _faults_of_parts(stated)


def _take(place: str, heading: str, text: str, values: dict[str, Any], faults: Faults) -> None:
    reader = READERS.get(place)
    try:
        values[place] = reader(text) if reader else read_text(place, text) if place in LONGEST else one_line(text)
    except CellError as wrong:
        faults.append((heading, wrong.reason))


def _stated(number: int, values: dict[str, Any], extra: dict[str, str], *, implied: bool) -> Stated:
    of_kind = {name: values.pop(name) for name in ONE_KIND if name in values}
    kinds = of_kind.pop("kind", [])
    if implied:
        kinds, of_kind = [Kind.SOCIAL_ENTERPRISE], {"issuer": NATIONAL_ISSUER, **of_kind}
    extra = {**values.pop("extra", {}), **extra}
    return Stated(number, values, kinds, of_kind, extra)


def _faults_of_parts(stated: Stated) -> Faults:
    """What is wrong only when cells are seen together."""
    told = any(value for value in stated.of_kind.values())
    if told and not stated.kinds:
        return [("", _("인증이나 지정이 적혀 있는데 무슨 유형인지 없습니다. 유형을 적어 주세요."))]
    if told and len(stated.kinds) > 1:
        return [("", _("유형이 여럿인 줄에는 인증 번호와 날짜를 적을 수 없습니다. 유형마다 한 줄로 나눠 주세요."))]
    return []


def with_kinds(terms: tuple[KindTerm, ...], stated: Stated) -> tuple[KindTerm, ...]:
    """A firm's kinds after a row that tells of some: a term it knows is corrected, a new one added, others stay.

    Raises:
        CellError: a last day before its first.
    """
    for kind in stated.kinds:
        known = _term_meant(terms, kind, stated.of_kind.get("certificate", ""))
        terms = (*(term for term in terms if term is not known), _corrected(known or KindTerm(kind), stated.of_kind))
    return terms


def _term_meant(terms: tuple[KindTerm, ...], kind: Kind, certificate: str) -> KindTerm | None:
    """Which of a firm's terms a row speaks of: the one of its certificate, else the only one it may be."""
    of_kind = [term for term in terms if term.kind == kind]
    same = [term for term in of_kind if certificate and term.certificate == certificate]
    if same:
        return same[0]
    if len(of_kind) == 1 and (not certificate or not of_kind[0].certificate):
        return of_kind[0]
    return None


def _corrected(term: KindTerm, parts: Mapping[str, Any]) -> KindTerm:
    first: date | None = parts.get("kind_from", term.from_on)
    last: date | None = parts.get("kind_to", term.to_on)
    certificate, issuer = (parts.get(name, getattr(term, name)) for name in ("certificate", "issuer"))
    return term_of(term.kind, first, last, certificate, issuer)


def with_extra(known: Mapping[str, str], stated: Stated) -> dict[str, str]:
    """What is kept of columns nobody knows: those of the row as it has them, others as they were.

    Raises:
        CellError
    """
    extra = {name: text for name, text in {**known, **stated.extra}.items() if text}
    ensure_short_extra(extra)
    return extra
