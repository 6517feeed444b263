"""Cells and headings as every format gives them."""

import re
from collections.abc import Sequence
from datetime import datetime, time

from center.core.text import _
from center.enterprises.rules.columns import n_known
from center.enterprises.rules.sheets import MOST_COLUMNS, MOST_ROWS, UnreadableFileError
from center.web.forms import clean_lines

HEADER_WITHIN = 10
"""So many rows may stand before and with the header: titles, remarks, days."""
NO_LETTER = re.compile("[\ufffe\uffff]")
"""Written by no format that is read again."""


def clean_cell(text: str) -> str:
    """A cell's text: composed letters, nothing unseen, no blanks around it."""
    if text.isascii() and text.isprintable():
        return text.strip()
    return NO_LETTER.sub("", clean_lines(text)).strip()


def text_of(value: object) -> str:
    """What a typed cell says: a day as 2014-09-01, a number without what sheets add to it."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case datetime() if value.time() == time.min:
            return value.date().isoformat()
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return clean_cell(str(value))


def find_header(rows: Sequence[Sequence[str]]) -> int:
    """Which of the first rows is the header: the one with the most headings that are known, else the fullest one.

    Raises:
        UnreadableFileError: there is none.
    """
    first = list(rows[:HEADER_WITHIN])
    if not any(any(row) for row in first):
        raise UnreadableFileError(_("파일에 내용이 없습니다."))
    best = max(range(len(first)), key=lambda at: (n_known(first[at]), sum(map(bool, first[at])), -at))
    ensure_few_columns(len(first[best]))
    return best


def unique_headings(header: Sequence[str]) -> tuple[str, ...]:
    """Headings, each once: the second 비고 is 비고 (2), one without a name is 열 5."""
    found: list[str] = []
    for at, heading in enumerate(header, start=1):
        name = " ".join(heading.split()) or f"열 {at}"
        n = 2
        while name in found:
            name, n = f"{' '.join(heading.split()) or f'열 {at}'} ({n})", n + 1
        found.append(name)
    return tuple(found)


def ensure_few_columns(n: int) -> None:
    """Raises: UnreadableFileError, for more columns than a file may have."""
    if n > MOST_COLUMNS:
        raise UnreadableFileError(_("칸이 %(n)s개를 넘는 파일입니다. 필요 없는 칸을 빼 주세요.", n=MOST_COLUMNS))


def ensure_few_rows(n: int) -> None:
    """Raises: UnreadableFileError, for more rows than a file may have."""
    if n > MOST_ROWS:
        raise UnreadableFileError(_("줄이 %(n)s개를 넘는 파일입니다. 나누어 올려 주세요.", n=f"{MOST_ROWS:,}"))
