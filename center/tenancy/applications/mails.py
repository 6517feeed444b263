"""What letters about applications say. Rendered once by the worker, in the applicant's language.

The receipt names number, time to the second and hash. Source: docs/rules/calls.md, "The application"
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import current_app, render_template

from center.core.text import Text, _, named
from center.core.time import SEOUL
from center.mail.content import Content, Renderer, unlinked
from center.web.i18n import language, say

TOLD: Mapping[str, tuple[Text, Text]] = {
    "received": (
        _("신청서를 접수했습니다: %(number)s"),
        _("신청서를 접수했습니다. 마감 전에는 고쳐서 다시 낼 수 있고, 마지막에 낸 것으로 심사합니다."),
    ),
    "withdrawn": (
        _("신청을 거두어들였습니다: %(number)s"),
        _("신청을 거두어들였습니다. 거두어들인 적이 없다면 바로 전화해 주세요."),
    ),
}


def told_letter(facts: Mapping[str, Any]) -> Content:
    """That an application was received or withdrawn."""
    subject, line = TOLD[facts["what"]]
    named_subject = Text(subject.msgid, {"number": facts["number"]})
    settings = current_app.extensions["center_settings"]
    door = {
        "href": f"{settings.base_url}/apply/{facts['call_id']}/status",
        "key": "",
        "title": say(_("신청 상황 보기")),
    }
    letter = {
        "subject": say(named_subject),
        "lines": [say(line)],
        "rows": _rows(facts),
        "code": "",
        "doors": [door],
        "otherwise": "",
        "phone": settings.phone,
    }
    return Content(
        subject=say(named_subject),
        text=render_template("mails/letter.txt", **letter),
        html=render_template("mails/letter.html", language=language(), **letter),
        invitation=None,
    )


def _rows(facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    title = named(*facts["title"])
    rows = [
        (say(_("공고")), unlinked(say(title))),
        (say(_("기업")), unlinked(facts["firm"])),
        (say(_("접수 번호")), str(facts["number"])),
    ]
    if at := facts.get("at"):
        rows.append((say(_("낸 때")), f"{datetime.fromisoformat(at).astimezone(SEOUL):%Y-%m-%d %H:%M:%S}"))
    if sha256 := facts.get("sha256"):
        rows.append((say(_("낸 내용의 지문(SHA-256)")), str(sha256)))
    return rows


RENDERERS: Mapping[str, Renderer] = {"application_told": told_letter}
