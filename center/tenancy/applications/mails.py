"""What letters about applications say. Rendered once by the worker, in the applicant's language.

The receipt names number, time to the second and hash. Source: docs/rules/calls.md, "The application"
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask import current_app, render_template

from center.core.text import Text, _, restored
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
    "amended": (
        _("신청하신 모집 공고가 바뀌었습니다"),
        _("쓰고 있거나 낸 신청서의 모집 공고를 고쳤습니다. 달라진 것을 확인하고 필요하면 신청서를 고쳐 주세요."),
    ),
    "admitted": (
        _("자격과 서류 확인을 통과했습니다: %(number)s"),
        _("자격과 서류 확인을 통과했습니다. 이제 심사위원이 심사합니다. 따로 하실 일은 없습니다."),
    ),
    "not_admitted": (
        _("심사 대상이 되지 않았습니다: %(number)s"),
        _(
            "신청을 심사 대상에 넣지 못했습니다. 까닭은 아래와 같고, 통지서와 이의신청 방법은 신청 상황에서 볼 수 있습니다."
        ),
    ),
    "supplement_asked": (
        _("서류를 보완해 주세요: %(number)s"),
        _(
            "아래 서류를 마지막 날까지 신청 상황에서 내 주세요. 그날 밤 12시까지 낸 것을 받습니다. 더 걸리면 그날까지 전화해 주세요."
        ),
    ),
    "supplement_extended": (
        _("보완할 기간을 늘렸습니다: %(number)s"),
        _("서류를 보완할 기간을 늘렸습니다. 새 마지막 날의 밤 12시까지 신청 상황에서 내 주세요."),
    ),
    "supplement_demanded_again": (
        _("서류를 한 번 더 요구합니다: %(number)s"),
        _(
            "보완할 기간이 지났는데 서류를 받지 못해 한 번 더 요구합니다. 이번에도 내지 않으면 신청을 심사하지 않고 되돌려 보냅니다."
        ),
    ),
    "supplement_reminded": (
        _("보완할 날이 얼마 남지 않았습니다: %(number)s"),
        _("아래 서류를 아직 받지 못했습니다. 마지막 날 밤 12시까지 신청 상황에서 내 주세요."),
    ),
    "supplement_answered": (
        _("보완 서류를 받았습니다: %(number)s"),
        _("보완 서류를 받았습니다. 처음에 낸 서류와 함께 확인합니다."),
    ),
    "supplement_taken_back": (
        _("보완하지 않으셔도 됩니다: %(number)s"),
        _("서류를 보완해 달라고 한 것을 거둡니다. 따로 하실 일은 없습니다."),
    ),
    "returned": (
        _("신청을 되돌려 보냅니다: %(number)s"),
        _(
            "두 번 요구한 서류를 받지 못해 신청을 심사하지 않고 되돌려 보냅니다. 까닭은 아래와 같고, 이의신청 방법은 신청 상황에서 볼 수 있습니다."
        ),
    ),
    "result": (
        _("심사 결과를 알려 드립니다: %(number)s"),
        _("심사 결과를 발표했습니다. 점수와 까닭, 이의신청 방법은 신청 상황에서 볼 수 있습니다."),
    ),
    "result_corrected": (
        _("바로잡은 심사 결과를 알려 드립니다: %(number)s"),
        _("발표한 심사 결과를 바로잡았습니다. 앞의 결과도 기록에 남아 있습니다."),
    ),
    "appeal_received": (
        _("이의신청을 받았습니다: %(number)s"),
        _("이의신청을 받았습니다. 아래 날까지 답합니다. 더 걸리면 까닭을 알려 드립니다."),
    ),
    "appeal_extended": (
        _("이의신청에 답할 날을 늘렸습니다: %(number)s"),
        _("이의신청을 살펴보는 데 시간이 더 걸립니다. 아래 날까지 답합니다."),
    ),
    "appeal_upheld": (
        _("이의신청을 받아들였습니다: %(number)s"),
        _("이의신청을 받아들였습니다. 답과 바로잡는 방법은 신청 상황에서 볼 수 있습니다."),
    ),
    "appeal_refused": (
        _("이의신청에 답했습니다: %(number)s"),
        _("이의신청을 받아들이지 않았습니다. 답과 까닭, 행정심판과 소송 방법은 신청 상황에서 볼 수 있습니다."),
    ),
    "called_off": (
        _("신청하신 모집 공고를 취소했습니다"),
        _("모집 공고를 취소했습니다. 신청서는 심사하지 않습니다. 불편을 드려 죄송합니다."),
    ),
}


def told_letter(facts: Mapping[str, Any]) -> Content:
    """What became of an application."""
    subject, line = TOLD[facts["what"]]
    heading = say(Text(subject.msgid, {"number": facts["number"]}))
    settings = current_app.extensions["center_settings"]
    door = {
        "href": f"{settings.base_url}/apply/{facts['call_id']}/status",
        "key": "",
        "title": say(_("신청 상황 보기")),
    }
    letter = {
        "subject": heading,
        "lines": [say(line), *(unlinked(say(restored(one))) for one in facts.get("words", ()))],
        "rows": _rows(facts),
        "code": "",
        "doors": [door],
        "otherwise": "",
        "phone": settings.phone,
    }
    return Content(
        subject=heading,
        text=render_template("mails/letter.txt", **letter),
        html=render_template("mails/letter.html", language=language(), **letter),
        invitation=None,
    )


def _rows(facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    title = restored(facts["title"])
    rows = [
        (say(_("공고")), unlinked(say(title))),
        (say(_("기업")), unlinked(facts["firm"])),
    ]
    if number := facts.get("number"):
        rows.append((say(_("접수 번호")), str(number)))
    if changes := facts.get("changes"):
        rows.append((say(_("달라진 것")), ", ".join(say(restored(one)) for one in changes)))
    if reason := facts.get("reason"):
        rows.append((say(_("까닭")), unlinked(str(reason))))
    for one in facts.get("reasons", ()):
        rows.append((say(restored(one["word"])), unlinked(one["note"])))
    if due_on := facts.get("due_on"):
        rows.append((say(_("마지막 날")), say(_("%(day)s", day=date.fromisoformat(due_on)))))
    if until := facts.get("until"):
        rows.append((say(_("이의신청")), say(_("%(day)s까지", day=date.fromisoformat(until)))))
    if at := facts.get("at"):
        rows.append((say(_("낸 때")), f"{datetime.fromisoformat(at).astimezone(SEOUL):%Y-%m-%d %H:%M:%S}"))
    if sha256 := facts.get("sha256"):
        rows.append((say(_("낸 내용의 지문(SHA-256)")), str(sha256)))
    return rows


RENDERERS: Mapping[str, Renderer] = {"application_told": told_letter}
