"""CSV: UTF-8, with or without its mark, or the code page of Korean Windows."""

import csv
import sys
from io import StringIO

from center.core.text import _
from center.enterprises.rules.sheets import MOST_COLUMNS, MOST_ROWS, Format, Sheet, SheetRow, UnreadableFileError
from center.enterprises.sync.cleaning import (
    HEADER_WITHIN,
    clean_cell,
    ensure_few_columns,
    ensure_few_rows,
    find_header,
    unique_headings,
)

UTF_8_MARK = b"\xef\xbb\xbf"
UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
LOOKED_AT = 4096


def read_csv(content: bytes) -> Sheet:
    """The sheet of a CSV file.

    Raises:
        UnreadableFileError
    """
    text = decode(content)
    rows = _records(text)
    at = find_header(rows)
    header = rows[at]
    while header and not header[-1]:
        header = header[:-1]
    body = [(number, row) for number, row in enumerate(rows[at + 1 :], start=at + 2) if any(row)]
    ensure_few_rows(len(body))
    if body and len(body[-1][1]) < len(header) and body[-1][0] == len(rows) and not text.endswith(("\n", "\r")):
        raise UnreadableFileError(_("파일이 중간에서 끊겼습니다. 처음부터 다시 받아 주세요."))
    return Sheet(Format.CSV, unique_headings(header), tuple(_row(number, row, len(header)) for number, row in body))


def decode(content: bytes) -> str:
    """The text of the bytes.

    Raises:
        UnreadableFileError
    """
    if content.startswith(UTF_16_MARKS) or b"\0" in content[:LOOKED_AT]:
        raise UnreadableFileError(_("UTF-16이거나 글자 파일이 아닙니다. ‘CSV UTF-8’로 다시 저장해 주세요."))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        is_cut = error.reason == "unexpected end of data" and b"\n" in content
        if content.startswith(UTF_8_MARK) or (is_cut and not _is_cp949(content)):
            raise UnreadableFileError(_("파일이 상했거나 중간에서 끊겼습니다. 처음부터 다시 받아 주세요.")) from error
    try:
        return content.decode("cp949")
    except UnicodeDecodeError as error:
        raise UnreadableFileError(_("글자를 읽을 수 없습니다. ‘CSV UTF-8’로 다시 저장해 주세요.")) from error


def _is_cp949(content: bytes) -> bool:
    try:
        content.decode("cp949")
    except UnicodeDecodeError:
        return False
    return True


def _records(text: str) -> list[list[str]]:
    """All rows, cells clean.

    Raises:
        UnreadableFileError: a quote that is never closed, or too many rows or columns.
    """
    csv.field_size_limit(min(sys.maxsize, len(text) + 1))
    rows: list[list[str]] = []
    try:
        for row in csv.reader(StringIO(text, newline=""), strict=True):
            if len(row) > MOST_COLUMNS and any(row[MOST_COLUMNS:]):
                ensure_few_columns(len(row))
            rows.append([clean_cell(cell) for cell in row[: MOST_COLUMNS + 1]])
            ensure_few_rows(len(rows) - HEADER_WITHIN if len(rows) > MOST_ROWS + HEADER_WITHIN else 0)
    except csv.Error as error:
        raise UnreadableFileError(
            _("%(n)s번째 줄 뒤를 읽을 수 없습니다. 따옴표가 닫히지 않았거나 파일이 끊겼습니다.", n=len(rows))
        ) from error
    return rows


def _row(number: int, cells: list[str], n_columns: int) -> SheetRow:
    """A row; where it ends before the header does, it says nothing of what follows."""
    missing: list[str | None] = [None] * (n_columns - len(cells))
    return SheetRow(number, (*cells, *missing))
