"""A paper from a template and facts: a tagged PDF (PDF/UA-1), the same bytes for the same facts.

Facts reach a template as JSON and are never a part of its program: whatever somebody typed stands there as text. A
template reads nothing outside its folder. A process must not fork once it has made a paper: the typesetter's threads
would be missing in the child, which would wait for them. Source: docs/decisions/0028-papers-are-set-by-typst.md
"""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typst

from center.core.errors import UnavailableError
from center.core.text import _
from center.papers.fonts import the_fonts
from center.papers.signs import all_showable

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "papers"
log = logging.getLogger("center.papers")


class PaperError(UnavailableError):
    """A paper could not be made; the log says why."""

    kind = "paper-failed"

    def __init__(self) -> None:
        super().__init__(_("문서를 만들지 못했습니다. 잠시 뒤에 다시 시도하고, 그래도 안 되면 전화해 주세요."))


@dataclass(frozen=True, slots=True)
class Paper:
    """A finished paper, and the name under which it is saved."""

    name: str
    content: bytes


def render(template: str, facts: Mapping[str, Any], *, folder: Path = TEMPLATES) -> bytes:
    """The PDF that a template makes of facts: texts, figures, lists and maps of them.

    Raises:
        PaperError: template and facts do not fit.
    """
    try:
        return typst.compile(
            folder / f"{template}.typ",
            root=folder,
            font_paths=the_fonts(),
            ignore_system_fonts=True,
            sys_inputs={"facts": json.dumps(all_showable(facts))},
            format="pdf",
            pdf_standards=["ua-1"],
            timestamp=0,
        )
    except typst.TypstError as error:
        log.error("paper %s could not be made: %s", template, error.message)
        raise PaperError from error
