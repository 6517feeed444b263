"""The receipt (접수증): what was received from whom, when to the second, and how anybody can prove it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from center.core.text import Text, _
from center.core.time import seoul_day
from center.papers.frame import framed, rows, said, say
from center.papers.submitted import Submitted, call_line, file_facts, receipt_rows
from center.papers.typesetting import Paper, render


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A submission and what comes next, in order."""

    submitted: Submitted
    next_steps: Sequence[Text]


def receipt_paper(receipt: Receipt) -> Paper:
    """The receipt as a PDF.

    Raises:
        PaperError
    """
    facts = receipt_facts(receipt)
    return Paper(f"{facts['title']} {receipt.submitted.number}", render("receipt", facts))


def receipt_facts(receipt: Receipt) -> dict[str, Any]:
    """What the receipt says."""
    submitted = receipt.submitted
    return {
        **framed(_("신청서 접수증"), issued_on=seoul_day(submitted.at)),
        "rows": [
            *receipt_rows(submitted),
            *rows(
                (_("공고"), call_line(submitted.call_number, submitted.call_title)),
                (_("신청 기업"), submitted.firm),
                (_("대표자"), submitted.representative),
                (_("사업자등록번호"), submitted.business_number),
            ),
        ],
        "confirms": say(_("위와 같이 신청서를 접수했음을 확인합니다.")),
        "seal_title": say(_("낸 내용의 지문(SHA-256)")),
        "sha256": submitted.sha256,
        "seal_hint": say(_("낸 내용이 한 글자라도 바뀌면 이 지문이 달라집니다.")),
        "files_title": say(_("함께 낸 파일")),
        **file_facts(submitted),
        "next_title": say(_("앞으로 이렇게 됩니다")),
        "next_steps": said(receipt.next_steps),
    }
