"""What was handed in, by whom and when, as receipt and application tell it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from center.core.text import Text, _
from center.papers.frame import Row, rows, say, second_text


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedIn:
    """A file that was handed in: as which of the papers asked for, under what name, and its SHA-256."""

    title: Text
    name: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted:
    """A submission; `number` is its receipt number, `sha256` the hash over all of it.

    What came on paper was received `at` the center and entered by staff at `entered_at`.
    """

    call_number: str
    call_title: Text
    firm: str
    representative: str
    business_number: str
    number: str
    at: datetime
    entered_at: datetime | None
    sha256: str
    files: Sequence[HandedIn]


def call_line(number: str, title: Text) -> str:
    """A call with its number."""
    return f"{say(title)} ({number})"


def receipt_rows(submitted: Submitted) -> list[Row]:
    """When it came; of what came on paper also when it was entered."""
    came = rows((_("접수 번호"), submitted.number), (_("접수한 때"), second_text(submitted.at)))
    if submitted.entered_at is None:
        return came
    return [*came, *rows((_("종이로 받아 옮겨 적은 때"), second_text(submitted.entered_at)))]


def file_facts(submitted: Submitted) -> dict[str, Any]:
    """The table of what lies with it."""
    return {
        "headings": [say(_("번호")), say(_("서류")), say(_("파일 지문(SHA-256)"))],
        "files": [{"title": say(one.title), "name": one.name, "sha256": one.sha256} for one in submitted.files],
        "no_files": say(_("낸 파일이 없습니다.")),
    }
