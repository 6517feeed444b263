"""The registry as files: machine exports that are read back without a change, and one for people.

Source: docs/rules/enterprises.md, "Files"; docs/rules/safety.md, promise 19
"""

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from io import BytesIO, StringIO
from pathlib import PurePath
from typing import Any

import xlsxwriter

from center.core.text import Text, _
from center.core.time import SEOUL
from center.enterprises.models import Enterprise, RegistryImport
from center.enterprises.rules.cells import write_extra, write_kinds
from center.enterprises.rules.columns import PLACE_WORDS
from center.enterprises.rules.kinds import COUNTING_WORDS, STATE_WORDS, CountingKind, FirmState
from center.enterprises.rules.numbers import show_business_number
from center.enterprises.rules.profile import FIELDS, plain
from center.enterprises.rules.sheets import Format

MIME: Mapping[Format, str] = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.JSON: "application/json",
}
COLUMNS = ("registry_id", *FIELDS, "extra")
FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
"""With one of these a program may take a text for a formula."""
INSIDE: Mapping[bool, Text] = {True: _("관내"), False: _("관외")}
REFUSED_COLUMNS: Mapping[str, str] = {"row": "행", "column": "칸", "reason": "까닭"}
"""Added to refused rows; a file that has them is read as if it had not."""
WIDTH = 18


def enterprise(firm: Enterprise) -> dict[str, Any]:
    """A firm as programs see it: E of the API."""
    profile = firm.profile
    fields = {name: plain(getattr(profile, name)) for name in FIELDS}
    return {
        "registry_id": firm.registry_id,
        **fields,
        "updated_at": firm.updated_at.astimezone(SEOUL).isoformat(),
    }


def export(firms: Sequence[Enterprise], kind: Format, *, for_people: bool = False) -> bytes:
    """The firms as a file; `for_people` marks texts of a CSV that a table program might take for formulas."""
    if kind == Format.JSON:
        return _json({"enterprises": [{**enterprise(firm), "extra": firm.extra} for firm in firms]})
    rows = [[str(PLACE_WORDS[name]) for name in COLUMNS], *(_row(firm) for firm in firms)]
    return _xlsx(rows) if kind == Format.XLSX else _csv(rows, for_people=for_people)


def _row(firm: Enterprise) -> list[str]:
    profile = firm.profile
    written: dict[str, str] = {
        "registry_id": firm.registry_id,
        "business_number": show_business_number(profile.business_number),
        "counting_kind": str(COUNTING_WORDS[CountingKind(profile.counting_kind)]) if profile.counting_kind else "",
        "kinds": write_kinds(profile.kinds),
        "founded_on": profile.founded_on.isoformat() if profile.founded_on else "",
        "in_district": str(INSIDE[profile.in_district]),
        "state": str(STATE_WORDS[FirmState(profile.state)]),
        "extra": write_extra(firm.extra),
    }
    return [written[name] if name in written else str(getattr(profile, name)) for name in COLUMNS]


def refused_file(run: RegistryImport, kind: Format) -> bytes:
    """The rows of a run that were not taken, with their place and why, in the format they came in."""
    return refused_rows(list(run.columns), run.refused, kind)


def refused_rows(header: Sequence[str], refused: Sequence[Mapping[str, Any]], kind: Format) -> bytes:
    """The same of rows that were not stored."""
    if kind == Format.JSON:
        return _json([{**row["cells"], **{name: row[name] for name in REFUSED_COLUMNS}} for row in refused])
    own = [heading for heading in header if heading not in REFUSED_COLUMNS.values()]
    rows = [[*own, *REFUSED_COLUMNS.values()]]
    for row in refused:
        rows.append([*(row["cells"].get(name, "") for name in own), *(str(row[name]) for name in REFUSED_COLUMNS)])
    return _xlsx(rows) if kind == Format.XLSX else _csv(rows, for_people=False)


def format_named(name: str) -> Format | None:
    """The format that a file's name asks for; None for one we do not write."""
    suffix = PurePath(name).suffix.casefold().removeprefix(".")
    return Format(suffix) if suffix in set(Format) else None


def file_name(what: str, kind: Format, now: datetime) -> str:
    """What a file is called: enterprises-20261215.csv."""
    return f"{what}-{now.astimezone(SEOUL):%Y%m%d}.{kind}"


def _json(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=2).encode()


def _csv(rows: Iterable[Sequence[str]], *, for_people: bool) -> bytes:
    file = StringIO(newline="")
    writer = csv.writer(file)
    for row in rows:
        writer.writerow([marked(cell) for cell in row] if for_people else row)
    return file.getvalue().encode("utf-8-sig")


def marked(cell: str) -> str:
    """A text that no table program takes for a formula."""
    return f"'{cell}" if cell.lstrip().startswith(FORMULA_STARTS) or cell.startswith(FORMULA_STARTS) else cell


def _xlsx(rows: Iterable[Sequence[str]]) -> bytes:
    """A sheet of texts, whatever they begin with."""
    content = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(content, options) as book:
        sheet, text = book.add_worksheet(), book.add_format({"num_format": "@"})
        for number, row in enumerate(rows):
            for at, cell in enumerate(row):
                if cell:
                    sheet.write_string(number, at, cell, text)
        sheet.set_column(0, len(COLUMNS), WIDTH)
        sheet.freeze_panes(1, 0)
    return content.getvalue()
