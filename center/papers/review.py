"""A paper of the review committee: facts, then sections of text, facts and a table. In Korean, as the file is kept."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from center.core.text import Text, _
from center.papers.frame import Row, framed, say
from center.papers.submitted import call_line
from center.papers.typesetting import Paper, render
from center.web.i18n import speaking


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table; `weights` are how wide its columns are beside each other."""

    weights: Sequence[int]
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part with its title: texts, then facts, then a table."""

    title: str
    texts: Sequence[str] = ()
    facts: Sequence[Row] = ()
    table: Grid | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewPaper:
    """A paper about one call; `is_wide` lays it across. `signs` are who signs below, if anybody."""

    title: Text
    call_number: str
    call_title: Text
    issued_on: date
    facts: Sequence[Row] = ()
    sections: Sequence[Section] = field(default_factory=list)
    signs: Sequence[str] = ()
    is_wide: bool = False


def review_paper(paper: ReviewPaper) -> Paper:
    """The paper as a PDF.

    Raises:
        PaperError
    """
    with speaking("ko"):
        facts = review_facts(paper)
        return Paper(f"{facts['title']} {paper.call_number}", render("review", facts))


def review_facts(paper: ReviewPaper) -> dict[str, Any]:
    """What the paper says."""
    return {
        **framed(paper.title, issued_on=paper.issued_on),
        "is_wide": paper.is_wide,
        "rows": [(say(_("공고")), call_line(paper.call_number, paper.call_title)), *paper.facts],
        "parts": [_part(section) for section in paper.sections],
        "signs": list(paper.signs),
    }


def _part(section: Section) -> dict[str, Any]:
    table = section.table
    return {
        "title": section.title,
        "texts": list(section.texts),
        "rows": list(section.facts),
        "table": table and {"weights": table.weights, "headings": table.headings, "cells": table.rows},
    }
