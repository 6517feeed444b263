"""What both pages of a result have in common: when it was frozen, tabs, files, papers."""

from dataclasses import dataclass

from flask import url_for

from center.core.text import Text, _
from center.tenancy.review.pages.result import Result
from center.web.i18n import say

PAPERS: tuple[tuple[str, Text], ...] = (
    ("sheets", _("개인별 심사표")),
    ("totals", _("집계표")),
    ("ranking", _("순위표")),
    ("minutes", _("회의록")),
    ("pledges", _("서약서")),
)
"""What is given on paper, by its part of the address."""


@dataclass(frozen=True, slots=True)
class Way:
    """A link."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What both pages of a result have: whose desk it is, when it was frozen, its tabs and files."""

    lead: str
    call: str
    back_href: str
    tabs: list[Way]
    files: list[Way]
    papers: list[Way]


def frame_of(result: Result, *, is_staff: bool, may_print: bool) -> Frame:
    """The frame for staff, or for a member of the committee."""
    own, call_id = "" if is_staff else "own_", result.call.id
    papers = [Way(say(word), url_for(f"ranking.{own}paper", call_id=call_id, paper=key)) for key, word in PAPERS]
    heading = say(result.content.heading)
    return Frame(
        lead=say(_("%(at)s에 확정했습니다. 점수와 순위는 누구도 고칠 수 없습니다.", at=result.frozen_at)),
        call=heading,
        back_href=url_for("call_desk.call", call_id=call_id) if is_staff else "",
        tabs=[
            Way(say(_("공식 결과")), url_for(f"ranking.{own}show", call_id=call_id)),
            Way(say(_("참고 분석")), url_for(f"ranking.{own}advisory", call_id=call_id)),
        ],
        files=[
            *(
                [Way(say(_("결과 발표와 이의신청")), url_for("result_desk.results", call_id=call_id))]
                if is_staff
                else []
            ),
            Way(say(_("엑셀 파일(XLSX) 받기")), url_for(f"ranking.{own}workbook", call_id=call_id)),
            Way(say(_("심사 기록(JSON) 받기")), url_for(f"ranking.{own}record", call_id=call_id)),
        ],
        papers=papers if may_print else [],
    )
