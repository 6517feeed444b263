"""A letter with reasons: a decision against its addressee, its grounds, and what can be done against it.

Source: Administrative Procedures Act (행정절차법), articles 23 and 26
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from center.core.text import Text, _, named
from center.papers.frame import framed, person_line, rows, said, say
from center.papers.submitted import call_line
from center.papers.typesetting import Paper, render

ENDING = named("끝.", "")
"""How Korean letters of public offices end; English ones just do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """A rule that speaks against, what is known of it, the reason that was written, and where the rule stands."""

    rule: Text
    told: Text
    reason: str
    source: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonsLetter:
    """A letter to a firm. Without a day it is a draft; `seal` is what stands where a seal is set, if anything does."""

    title: Text
    firm: str
    representative: str
    call_number: str
    call_title: Text
    receipt_number: str
    decision: Text
    grounds: Sequence[Ground]
    ways: Sequence[Text]
    issued_on: date | None
    seal: Text | None = None


def reasons_paper(letter: ReasonsLetter) -> Paper:
    """The letter as a PDF.

    Raises:
        PaperError
    """
    facts = reasons_facts(letter)
    return Paper(f"{facts['title']} {letter.receipt_number}", render("reasons", facts))


def reasons_facts(letter: ReasonsLetter) -> dict[str, Any]:
    """What the letter says."""
    return {
        **framed(letter.title, issued_on=letter.issued_on),
        "rows": rows(
            (_("받는 곳"), say(_("%(who)s 귀하", who=person_line(letter.firm, letter.representative)))),
            (_("공고"), call_line(letter.call_number, letter.call_title)),
            (_("접수 번호"), letter.receipt_number),
        ),
        "decision_title": say(_("결정")),
        "decision": say(letter.decision),
        "grounds_title": say(_("까닭")),
        "headings": [say(_("번호")), say(_("확인한 것")), say(_("까닭")), say(_("근거"))],
        "grounds": [_ground(ground) for ground in letter.grounds],
        "ways_title": say(_("이의가 있으면")),
        "ways": said(letter.ways),
        "ending": say(ENDING),
        "seal": say(letter.seal) if letter.seal else None,
    }


def _ground(ground: Ground) -> dict[str, str]:
    return {
        "rule": say(ground.rule),
        "told": say(ground.told),
        "reason": ground.reason,
        "source": say(ground.source),
    }
