"""What letters to a committee say. Rendered once by the worker, in the member's language."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import current_app, render_template

from center.core.text import Text, _, restored
from center.mail.content import Content, Renderer, unlinked
from center.tenancy.calls.pages.calls import instant_text
from center.tenancy.review.service.letters import Told
from center.web.i18n import language, say

TOLD: Mapping[Told, tuple[Text, Text]] = {
    Told.INVITED: (
        _("심사위원회에 위촉했습니다"),
        _(
            "입주기업 심사위원회에 모십니다. 로그인해 비밀 유지 서약에 서명하고, 기업마다 이해관계가 있는지 밝혀 주세요."
        ),
    ),
    Told.STAGE_OPENED: (
        _("심사를 시작했습니다: %(stage)s"),
        _("이제 채점할 수 있습니다. 쓰던 채점표는 저장되고, 제출하면 잠깁니다."),
    ),
    Told.REMINDED: (
        _("채점표를 기다립니다: %(stage)s"),
        _("아직 제출하지 않은 채점표가 있습니다. 이미 다 냈다면 이 메일은 넘기셔도 됩니다."),
    ),
}
SECRETARY = _("심사위원회 간사를 맡았습니다. 위원회와 심사 진행을 보고 도와주세요. 점수는 보이지 않습니다.")


def told_letter(facts: Mapping[str, Any]) -> Content:
    """What is told to somebody of a committee."""
    subject, line = TOLD[Told(facts["what"])]
    stage = restored(facts["stage"]) if facts["stage"] else ""
    heading = say(Text(subject.msgid, {"stage": stage} if stage else {}))
    settings = current_app.extensions["center_settings"]
    letter = {
        "subject": heading,
        "lines": [say(SECRETARY if facts["desk"] else line)],
        "rows": _rows(facts),
        "code": "",
        "doors": [_door(settings.base_url, facts["desk"])],
        "otherwise": "",
        "phone": settings.phone,
    }
    return Content(
        subject=heading,
        text=render_template("mails/letter.txt", **letter),
        html=render_template("mails/letter.html", language=language(), **letter),
        invitation=None,
    )


def _door(base_url: str, desk: int | None) -> dict[str, str]:
    if desk:
        return {"href": f"{base_url}/staff/calls/{desk}/committee", "key": "", "title": say(_("심사위원회 보기"))}
    return {"href": f"{base_url}/review", "key": "", "title": say(_("심사하러 가기"))}


def _rows(facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    rows = [
        (say(_("공고")), unlinked(say(restored(facts["title"])))),
        (say(_("맡은 일")), say(restored(facts["role"]))),
    ]
    if facts["stage"]:
        rows.append((say(_("단계")), unlinked(say(restored(facts["stage"])))))
    return rows


def frozen_letter(facts: Mapping[str, Any]) -> Content:
    """That a stage is frozen, with the number of its seal."""
    stage = restored(facts["stage"])
    heading = say(_("%(stage)s 점수를 확정했습니다", stage=stage))
    settings = current_app.extensions["center_settings"]
    letter = {
        "subject": heading,
        "lines": [
            say(_("위원장이 점수를 확정해 봉인했습니다. 이제 아무도 점수를 고칠 수 없습니다.")),
            say(_("이 메일을 보관해 주세요. 나중에 점수가 하나라도 바뀌면 아래 봉인번호와 맞지 않아 드러납니다.")),
        ],
        "rows": [
            (say(_("공고")), unlinked(say(restored(facts["title"])))),
            (say(_("심사 단계")), unlinked(say(stage))),
            (say(_("확정한 때")), instant_text(datetime.fromisoformat(facts["at"]).replace(microsecond=0))),
            (say(_("봉인번호")), facts["root"]),
        ],
        "code": "",
        "doors": [{"href": f"{settings.base_url}/review/{facts['call_id']}", "key": "", "title": say(_("심사 보기"))}],
        "otherwise": "",
        "phone": settings.phone,
    }
    return Content(
        subject=heading,
        text=render_template("mails/letter.txt", **letter),
        html=render_template("mails/letter.html", language=language(), **letter),
        invitation=None,
    )


RENDERERS: Mapping[str, Renderer] = {"committee_told": told_letter, "stage_frozen": frozen_letter}
