"""XLSX: the first sheet that is shown, its values as a workbook last computed them."""

import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

import openpyxl
from openpyxl.utils import range_boundaries

from center.core.text import Text, _
from center.enterprises.rules.sheets import MOST_COLUMNS, MOST_ROWS, Format, Sheet, SheetRow, UnreadableFileError
from center.enterprises.sync.cleaning import (
    HEADER_WITHIN,
    ensure_few_columns,
    ensure_few_rows,
    find_header,
    text_of,
    unique_headings,
)

MOST_PARTS = 1_000
MOST_OF_A_PART = 64 * 1024 * 1024
MOST_OF_ALL = 128 * 1024 * 1024
FARTHEST_ROW = 50_000
"""Rows that hold nothing are read too, until something comes or nothing does for so long."""
MOST_FILLED = 200_000
"""Cells that merged ones cover."""
TOO_LARGE = _("풀면 지나치게 커지는 파일입니다. 필요한 시트만 남겨 다시 저장해 주세요.")
MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s+ref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')
NOT_COMPUTED = _("수식의 값이 저장되어 있지 않습니다. 엑셀에서 열어 저장한 뒤 다시 올려 주세요.")
IS_AN_ERROR = _("수식이 잘못되어 값이 없습니다.")
Row = list[str]
Faults = dict[tuple[int, int], Text]
"""By row and column of the sheet, both from 0, why a cell has no value."""


def read_xlsx(content: bytes) -> Sheet:
    """The sheet of a workbook.

    Raises:
        UnreadableFileError
    """
    _ensure_harmless(content)
    try:
        rows, formulas = _read(content, data_only=False)
        if formulas:
            rows, faults = _read(content, data_only=True)
            faults |= {
                at: NOT_COMPUTED for at in formulas if at not in faults and not any(rows[at[0]][at[1] : at[1] + 1])
            }
        else:
            faults = {}
        _fill_merged(rows, _merged_of(content))
    except UnreadableFileError:
        raise
    except Exception as error:  # openpyxl meets damage with whatever its reading stumbles over
        raise UnreadableFileError(_("엑셀 파일이 상했거나 중간에서 끊겼습니다. 다시 저장해 주세요.")) from error
    return _sheet(rows, faults)


def _ensure_harmless(content: bytes) -> None:
    """Raises: UnreadableFileError, for what is no workbook or grows too large."""
    try:
        with ZipFile(BytesIO(content)) as file:
            parts = file.infolist()
            if not any(part.filename.lstrip("/") == "[Content_Types].xml" for part in parts):
                raise UnreadableFileError(_("엑셀 파일이 아닙니다. 압축 파일이라면 풀어서 안의 파일을 올려 주세요."))
            sizes = [part.file_size for part in parts]
            if len(parts) > MOST_PARTS or max(sizes) > MOST_OF_A_PART or sum(sizes) > MOST_OF_ALL:
                raise UnreadableFileError(TOO_LARGE)
    except (BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise UnreadableFileError(_("엑셀 파일이 상했거나 중간에서 끊겼습니다. 다시 저장해 주세요.")) from error


def _merged_of(content: bytes) -> list[bytes]:
    """The merged ranges of the sheet that is read; the streaming reader does not tell them."""
    book = openpyxl.load_workbook(BytesIO(content), read_only=True, keep_links=False)
    try:
        path = str(_shown(book)._worksheet_path).lstrip("/")
    finally:
        book.close()
    with ZipFile(BytesIO(content)) as file:
        return MERGED.findall(file.read(path))


def _shown(book: Any) -> Any:
    """The first sheet that people see."""
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if not sheets:
        raise UnreadableFileError(_("보이는 시트가 없는 파일입니다."))
    return sheets[0]


def _read(content: bytes, *, data_only: bool) -> tuple[list[Row], Faults]:
    """Rows as texts; and where values are wanted what has none, else where there are formulas.

    Raises:
        UnreadableFileError: too many rows or columns.
    """
    book = openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=data_only, keep_links=False)
    rows: list[Row] = []
    marked: Faults = {}
    n_filled = 0
    try:
        sheet = _shown(book)
        sheet.reset_dimensions()
        for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS + 1, max_row=FARTHEST_ROW + 1)):
            if number >= FARTHEST_ROW:
                raise UnreadableFileError(_("빈 줄이 너무 많은 파일입니다. 내용 아래의 줄을 모두 지워 주세요."))
            rows.append(_row(cells, marked, number))
            n_filled += bool(rows[-1])
            ensure_few_rows(n_filled - HEADER_WITHIN if n_filled > MOST_ROWS + HEADER_WITHIN else 0)
    finally:
        book.close()
    return rows, marked


def _row(cells: Sequence[Any], marked: Faults, number: int) -> Row:
    """The texts of a row; none at all of an empty one.

    Raises:
        UnreadableFileError: too many columns.
    """
    if all(cell.value is None for cell in cells):
        return []
    row = [_text(cell, marked, (number, at)) for at, cell in enumerate(cells)]
    if any(row[MOST_COLUMNS:]):
        ensure_few_columns(len(row))
    return row


def _text(cell: Any, marked: Faults, at: tuple[int, int]) -> str:
    if cell.value is None:
        return ""
    if cell.data_type == "f":
        marked[at] = NOT_COMPUTED
        return "="
    if cell.data_type == "e":
        marked[at] = IS_AN_ERROR
    return text_of(cell.value)


def _fill_merged(rows: list[Row], merged: list[bytes]) -> None:
    """What stands in a merged cell stands in each row of it that holds something."""
    n_filled = 0
    for reference in merged:
        column, first, _last_column, last = (int(n or 0) for n in range_boundaries(reference.decode()))
        source = "".join(rows[first - 1][column - 1 : column]) if first <= len(rows) else ""
        below = rows[first : min(last, len(rows))] if source else []
        n_filled += len(below)
        if n_filled > MOST_FILLED:
            raise UnreadableFileError(TOO_LARGE)
        for row in below:
            if column <= len(row) and not row[column - 1]:
                row[column - 1] = source


def _sheet(rows: list[Row], faults: Faults) -> Sheet:
    at = find_header([row[:MOST_COLUMNS] for row in rows])
    header = rows[at][:MOST_COLUMNS]
    while header and not header[-1]:
        header = header[:-1]
    by_row: dict[int, dict[int, Text]] = {}
    for (number, column), reason in faults.items():
        by_row.setdefault(number, {})[column] = reason
    body = tuple(_rows(rows, at + 1, len(header), by_row))
    ensure_few_rows(len(body))
    return Sheet(Format.XLSX, unique_headings(header), body)


def _rows(rows: list[Row], begin: int, n_columns: int, faults: dict[int, dict[int, Text]]) -> Iterator[SheetRow]:
    for at in range(begin, len(rows)):
        row = rows[at]
        while len(row) > n_columns and not row[-1]:
            row = row[:-1]
        if any(row) or at in faults:
            yield SheetRow(at + 1, (*row, *[""] * (n_columns - len(row))), faults.get(at, {}))
