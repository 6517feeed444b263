"""Files as offices send them."""

import csv
import json
from collections.abc import Sequence
from io import BytesIO, StringIO
from typing import Any

import openpyxl

from center.core import time
from center.enterprises.importing import File, apply_file, plan_of
from center.enterprises.models import RegistryImport
from center.enterprises.rules.planning import Plan
from center.enterprises.sync.reading import read_file
from tests.enterprises.factories import WHY, a_number

HEADER = ("등록 번호", "사업자등록번호", "기업 이름", "대표자", "구분", "설립일", "소재지")


def a_row(key: str = "R-1", **given: str) -> dict[str, str]:
    """A firm as a row says it."""
    said = {
        "등록 번호": key,
        "사업자등록번호": given.pop("number", "") or a_number(),
        "기업 이름": f"새날 협동조합 {key}",
        "대표자": "김지수",
        "구분": "협동조합",
        "설립일": "2014. 9. 1.",
        "소재지": "서울 영등포구 선유동1로 80",
    }
    return {**said, **given}


def csv_of(*rows: dict[str, str] | Sequence[str], encoding: str = "utf-8-sig") -> bytes:
    """A CSV file of rows; the first row's names are its header."""
    written = StringIO(newline="")
    writer = csv.writer(written)
    named = [row for row in rows if isinstance(row, dict)]
    header = list(dict.fromkeys(name for row in named for name in row))
    if header:
        writer.writerow(header)
    for row in rows:
        writer.writerow([row.get(name, "") for name in header] if isinstance(row, dict) else row)
    return written.getvalue().encode(encoding)


def xlsx_of(*rows: Sequence[Any], merged: Sequence[str] = ()) -> bytes:
    """A workbook with these cells."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    for reference in merged:
        sheet.merge_cells(reference)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def json_of(*firms: dict[str, Any]) -> bytes:
    """A list of E."""
    return json.dumps(firms, ensure_ascii=False).encode()


def opened(content: bytes, name: str = "registry.csv") -> File:
    """A file that was read."""
    return File.of(name, content, read_file(content, name))


def planned(content: bytes, name: str = "registry.csv") -> Plan:
    """What it would change."""
    return plan_of(opened(content, name))


def imported(content: bytes, name: str = "registry.csv") -> RegistryImport:
    """A file that was looked at and applied."""
    file = opened(content, name)
    return apply_file(file, shown=plan_of(file).mark(), why=WHY, now=time.now())


def counts(run: RegistryImport) -> tuple[int, int, int, int]:
    """New, changed, same, refused."""
    return run.n_new, run.n_changed, run.n_same, len(run.refused)
