"""What the letters of booking say. Rendered once by the worker, in the booking's language.

User text never becomes a link; it stands as plain text in both parts.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask import render_template

from center.bookings.rules.refusals import RIVAL_APPROVED
from center.core.text import Text, _
from center.core.time import Period
from center.mail.content import Content, Renderer
from center.web.i18n import language, say

Facts = Mapping[str, Any]
Rows = list[tuple[str, str]]


def _content(subject: Text, lines: list[str], rows: Rows, *, code: str = "") -> Content:
    """A letter of sentences, a code perhaps, and the facts of the booking."""
    letter: dict[str, Any] = {"subject": say(subject), "lines": lines, "rows": rows, "code": code}
    return Content(
        subject=say(subject),
        text=render_template("mails/letter.txt", **letter),
        html=render_template("mails/letter.html", language=language(), **letter),
    )


def _rooms(facts: Facts) -> str:
    name = 2 if language() == "en" else 1
    return " · ".join(f"{room[0]} {room[name]}" for room in facts["rooms"])


def _period(facts: Facts) -> Period:
    return Period(datetime.fromisoformat(facts["start"]), datetime.fromisoformat(facts["end"]))


def _rows(facts: Facts) -> Rows:
    return [
        (say(_("예약번호")), facts["reference"]),
        (say(_("공간")), _rooms(facts)),
        (say(_("시간")), say(_("%(period)s", period=_period(facts)))),
        (say(_("이용 목적")), facts["purpose"]),
        (say(_("인원")), say(_("%(n)s명", n=facts["headcount"]))),
    ]


def code_letter(facts: Facts) -> Content:
    """The code, until when it holds, and what it is for."""
    until = datetime.fromisoformat(facts["until"])
    is_held = facts["decision"] == "instant"
    lines = [
        say(_("아래 번호를 예약 화면에 입력하면 됩니다. 번호는 %(until)s까지 쓸 수 있습니다.", until=until)),
        say(_("그때까지 자리를 맡아 둡니다.")) if is_held else say(_("번호를 입력하면 신청이 직원에게 갑니다.")),
        say(_("예약하신 적이 없다면 이 메일을 지우세요. 번호를 입력하지 않으면 예약되지 않습니다.")),
    ]
    return _content(_("확인 번호 %(code)s", code=facts["code"]), lines, _rows(facts), code=facts["code"])


def confirmed_letter(facts: Facts) -> Content:
    """The booking stands."""
    lines = [
        say(_("예약이 확정되었습니다. 시간에 맞춰 오시면 됩니다.")),
        say(_("준비와 정리도 예약한 시간 안에 마쳐 주세요. 바꾸거나 취소하려면 전화해 주세요.")),
    ]
    return _content(_("예약 확정: %(period)s", period=_period(facts)), lines, _rows(facts))


def requested_letter(facts: Facts) -> Content:
    """Staff will answer, and until when."""
    by = date.fromisoformat(facts["decide_by"])
    lines = [
        say(_("예약 신청을 접수했습니다. 직원이 %(day)s까지 확인하고 메일로 알려 드립니다.", day=by)),
        say(_("같은 시간을 여러 분이 신청했을 수 있습니다. 확정 메일을 받으면 쓰실 수 있습니다.")),
    ]
    return _content(_("예약 신청 접수: %(period)s", period=_period(facts)), lines, _rows(facts))


def refused_letter(facts: Facts) -> Content:
    """Staff refuse, with their reason, or because a rival was approved."""
    reason = facts["reason"] or say(RIVAL_APPROVED)
    lines = [
        say(_("신청하신 예약을 받을 수 없게 되었습니다.")),
        say(_("까닭: %(reason)s", reason=reason)),
        say(_("다른 시간을 골라 다시 신청하실 수 있습니다. 궁금한 점은 전화해 주세요.")),
    ]
    return _content(_("예약 신청 결과: %(period)s", period=_period(facts)), lines, _rows(facts))


def lapsed_letter(facts: Facts) -> Content:
    """Nobody decided in time."""
    lines = [
        say(_("신청하신 시간이 될 때까지 결정하지 못해 신청이 끝났습니다. 죄송합니다.")),
        say(_("다른 시간을 골라 다시 신청하실 수 있습니다. 급하면 전화해 주세요.")),
    ]
    return _content(_("예약 신청 종료: %(period)s", period=_period(facts)), lines, _rows(facts))


RENDERERS: Mapping[str, Renderer] = {
    "booking_code": code_letter,
    "booking_confirmed": confirmed_letter,
    "booking_requested": requested_letter,
    "booking_refused": refused_letter,
    "booking_lapsed": lapsed_letter,
}
