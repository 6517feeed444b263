"""What letters about use permits say. Rendered once by the worker, in the holder's language.

Source: docs/rules/leases.md, "Letters"
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from flask import current_app, render_template

from center.core.text import Text, _, restored
from center.mail.content import Content, Renderer, unlinked
from center.web.i18n import language, say

TOLD: Mapping[str, tuple[Text, Text]] = {
    "offered": (
        _("%(unit)s호에 입주하실 수 있습니다: 사용허가 %(number)s"),
        _("공간을 배정했습니다. 마지막 날까지 입주할지 알려 주세요. 그날이 지나면 다음 기업에 차례가 갑니다."),
    ),
    "accepted": (
        _("입주 수락을 받았습니다: 사용허가 %(number)s"),
        _("입주하시겠다는 답을 받았습니다. 마지막 날까지 센터에 오셔서 사용허가 조건에 서명해 주세요."),
    ),
    "declined": (
        _("입주 포기를 받았습니다: 사용허가 %(number)s"),
        _("입주하지 않으시겠다는 답을 받았습니다. 그런 적이 없다면 바로 전화해 주세요."),
    ),
    "expired": (
        _("입주 기한이 지났습니다: 사용허가 %(number)s"),
        _("마지막 날까지 답이나 서명을 받지 못해 배정을 거두었습니다. 사정이 있으면 센터에 전화해 주세요."),
    ),
    "cancelled": (
        _("배정을 취소했습니다: 사용허가 %(number)s"),
        _("공간 배정을 취소했습니다. 까닭은 아래와 같습니다."),
    ),
    "signed": (
        _("계약했습니다: 사용허가 %(number)s"),
        _("사용허가 조건에 서명하셨습니다. 입주 점검 날을 센터와 정해 주세요."),
    ),
    "put_off": (
        _("입주일을 미루었습니다: 사용허가 %(number)s"),
        _("입주일을 미루었습니다. 새 입주일은 아래와 같습니다."),
    ),
    "active": (
        _("입주를 환영합니다: 사용허가 %(number)s"),
        _("이제 공간을 쓰실 수 있습니다. 입주 점검 때 적은 것과 다른 점이 있으면 바로 알려 주세요."),
    ),
    "extension_asked": (
        _("연장 신청을 받았습니다: 사용허가 %(number)s"),
        _("한 해 더 쓰시겠다는 신청을 받았습니다. 위원회가 마지막 날까지 심사해 알려 드립니다."),
    ),
    "extended": (
        _("사용허가를 연장했습니다: 사용허가 %(number)s"),
        _("위원회 심사를 거쳐 사용허가를 한 해 연장했습니다."),
    ),
    "extension_refused": (
        _("사용허가를 연장하지 않습니다: 사용허가 %(number)s"),
        _("위원회가 연장하지 않기로 했습니다. 까닭은 아래와 같고, 사용허가는 처음 정한 날에 끝납니다."),
    ),
    "own_notice": (
        _("나가시겠다는 통지를 받았습니다: 사용허가 %(number)s"),
        _("사용허가는 아래 마지막 날에 끝납니다. 퇴거 점검 날을 센터와 정해 주세요."),
    ),
    "hearing": (
        _("청문을 알려 드립니다: 사용허가 %(number)s"),
        _("사용허가를 취소할지 정하기 전에 말씀을 듣습니다. 의견은 마지막 날까지 내 주세요."),
    ),
    "hearing_dropped": (
        _("청문을 마쳤습니다: 사용허가 %(number)s"),
        _("청문한 결과 사용허가를 취소하지 않습니다. 그대로 쓰시면 됩니다."),
    ),
    "revoked": (
        _("사용허가를 취소했습니다: 사용허가 %(number)s"),
        _("청문을 거쳐 사용허가를 취소했습니다. 까닭은 아래와 같습니다. 퇴거 점검 날을 센터와 정해 주세요."),
    ),
    "ended": (
        _("사용허가가 끝났습니다: 사용허가 %(number)s"),
        _("사용허가가 끝났습니다. 퇴거 점검 날을 센터와 정해 주세요."),
    ),
    "ends_soon": (
        _("사용허가가 곧 끝납니다: 사용허가 %(number)s"),
        _("사용허가가 끝나는 날이 다가옵니다. 연장하거나 나가는 일을 센터와 상의해 주세요."),
    ),
}


def told_letter(facts: Mapping[str, Any]) -> Content:
    """What became of a permit."""
    subject, line = TOLD[facts["what"]]
    heading = say(Text(subject.msgid, {"number": facts["number"], "unit": facts["unit"]}))
    letter = {
        "subject": heading,
        "lines": [say(line), *(unlinked(say(restored(one))) for one in facts["words"])],
        "rows": _rows(facts),
        "code": "",
        "doors": [],
        "otherwise": "",
        "phone": current_app.extensions["center_settings"].phone,
    }
    return Content(
        subject=heading,
        text=render_template("mails/letter.txt", **letter),
        html=render_template("mails/letter.html", language=language(), **letter),
        invitation=None,
    )


def _rows(facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    last_on = date.fromisoformat(facts["until_on"]) - timedelta(days=1)
    rows = [
        (say(_("기업")), unlinked(facts["firm"])),
        (say(_("공간")), say(_("%(unit)s호", unit=facts["unit"]))),
        (say(_("사용 기간")), f"{_day(facts['first_on'])} ~ {_day(last_on.isoformat())}"),
    ]
    if reason := facts.get("reason"):
        rows.append((say(_("까닭")), unlinked(str(reason))))
    if due_on := facts.get("due_on"):
        rows.append((say(_("마지막 날")), _day(due_on)))
    if held_from := facts.get("held_from"):
        rows.append((say(_("청문을 여는 날")), say(_("%(day)s부터", day=date.fromisoformat(held_from)))))
    return rows


def _day(plain: str) -> str:
    return say(_("%(day)s", day=date.fromisoformat(plain)))


RENDERERS: Mapping[str, Renderer] = {"lease_told": told_letter}
