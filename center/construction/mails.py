"""The letter that reminds of a milestone. Rendered once by the worker, in the reader's language."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import current_app, render_template

from center.core.text import Text, _, named
from center.mail.content import Content, Renderer, unlinked
from center.web.i18n import language, say

TOLD: Mapping[str, tuple[Text, Text]] = {
    "soon": (
        _("곧 끝나야 하는 일정: %(title)s"),
        _("맡으신 일정이 곧 끝나야 합니다. 늦어질 것 같으면 계획을 바꿔 주세요."),
    ),
    "overdue": (
        _("기한이 지난 일정: %(title)s"),
        _("맡으신 일정의 기한이 지났습니다. 끝났으면 실적을 넣고, 아니면 계획을 바꿔 주세요."),
    ),
}


def reminder_letter(facts: Mapping[str, Any]) -> Content:
    """That a milestone is due soon, or is past."""
    subject, line = TOLD[facts["what"]]
    title = unlinked(say(named(*facts["title"])))
    heading = say(Text(subject.msgid, {"title": title}))
    settings = current_app.extensions["center_settings"]
    href = f"{settings.base_url}/staff/construction/{facts['project']}"
    letter = {
        "subject": heading,
        "lines": [say(line)],
        "rows": [
            (say(_("공사")), unlinked(say(named(*facts["project_title"])))),
            (say(_("일정 이름")), title),
            (say(_("마지막 날")), say(_("%(day)s", day=date.fromisoformat(facts["last_on"])))),
        ],
        "code": "",
        "doors": [{"href": href, "key": "", "title": say(_("공사 일정 열기"))}],
        "otherwise": "",
        "phone": settings.phone,
    }
    return Content(
        subject=heading,
        text=render_template("mails/letter.txt", **letter),
        html=render_template("mails/letter.html", language=language(), **letter),
        invitation=None,
    )


RENDERERS: Mapping[str, Renderer] = {"milestone_reminder": reminder_letter}
