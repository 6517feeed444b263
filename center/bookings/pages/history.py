"""What happened to a booking, told from the audit log, and what became of its letters."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from center.bookings.pages.words import instant_text, period_text
from center.bookings.rules.refusals import (
    ClosedError,
    NotOpenYetError,
    OutsideHoursError,
    QuotaExceededError,
    TooLongError,
    TooManyPeopleError,
    TooShortError,
    TooSoonError,
)
from center.core.audit import CLOCK, AuditEntry
from center.core.text import Text, _
from center.core.time import Period
from center.mail.models import OutboxMail
from center.web.i18n import say

ACTS: Mapping[str, Text] = {
    "booked": _("예약을 넣음"),
    "booked-for": _("대신 예약을 넣음"),
    "confirmed": _("본인 확인을 마치고 확정됨"),
    "requested": _("본인 확인을 마치고 신청됨"),
    "replaced": _("새로 고른 시간으로 바꾸어 놓아줌"),
    "expired": _("확인 번호를 제때 입력하지 않아 끝남"),
    "lapsed": _("결정하지 못한 채 시간이 됨"),
    "approved": _("승인함"),
    "refused": _("거절함"),
    "moved": _("시간을 바꿈"),
    "moved-for": _("시간이나 공간을 옮김"),
    "approved-elsewhere": _("옮겨서 승인함"),
    "words-changed": _("내용을 고침"),
    "change-asked": _("시간 변경을 신청함"),
    "change-approved": _("시간 변경을 승인함"),
    "change-refused": _("시간 변경을 거절함"),
    "change-withdrawn": _("시간 변경 신청을 거둠"),
    "change-lapsed": _("시간 변경을 결정하지 못하고 끝남"),
    "cancelled": _("취소함"),
    "kept": _("그대로 두기로 함"),
    "link-renewed": _("링크를 새로 보냄"),
    "erased": _("개인정보를 지움"),
}
RULES: Mapping[str, Text] = {
    TooShortError.kind: _("가장 짧은 시간"),
    TooLongError.kind: _("가장 긴 시간"),
    TooSoonError.kind: _("신청 마감"),
    NotOpenYetError.kind: _("신청 시작"),
    OutsideHoursError.kind: _("운영시간"),
    ClosedError.kind: _("휴관"),
    QuotaExceededError.kind: _("한 달 횟수"),
    TooManyPeopleError.kind: _("정원"),
    "works": _("공사"),
}
FIELDS: Mapping[str, Text] = {
    "purpose": _("목적"),
    "purpose_kind": _("이용 종류"),
    "headcount": _("인원"),
    "organisation": _("단체"),
    "name": _("이름"),
    "email": _("메일 주소"),
    "phone": _("전화번호"),
    "language": _("메일 언어"),
    "staff_note": _("직원 메모"),
}
LETTERS: Mapping[str, Text] = {
    "booking_code": _("확인 번호"),
    "booking_confirmed": _("예약 확정"),
    "booking_requested": _("신청 접수"),
    "booking_refused": _("신청 거절"),
    "booking_lapsed": _("신청 종료"),
    "booking_moved": _("시간 변경"),
    "booking_changed": _("내용 변경"),
    "booking_change_requested": _("시간 변경 신청 접수"),
    "booking_change_refused": _("시간 변경 거절"),
    "booking_change_lapsed": _("시간 변경 신청 종료"),
    "booking_cancelled": _("취소"),
    "booking_cancelled_by_staff": _("취소"),
    "booking_withdrawn": _("신청 취소"),
    "booking_reminder": _("알림"),
    "booking_link_renewed": _("새 링크"),
}
MAIL_STATES: Mapping[str, Text] = {
    "waiting": _("보내는 중"),
    "sent": _("보냄"),
    "failed": _("보내지 못함"),
    "dropped": _("보내지 않음"),
}
MAIL_TONES = {"waiting": "wait", "sent": "ok", "failed": "bad", "dropped": "off"}


@dataclass(frozen=True, slots=True)
class Step:
    """Something that was done: when, by whom, what, and the figures of it."""

    at: str
    who: str
    what: str
    detail: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail to the booker: which, when it was written, what became of it."""

    at: str
    what: str
    state: str
    tone: str


def steps_of(entries: Sequence[AuditEntry], names: Mapping[int, str]) -> list[Step]:
    """The history, oldest first; `names` are those of the accounts that acted."""
    return [_step(entry, names) for entry in entries]


def _step(entry: AuditEntry, names: Mapping[int, str]) -> Step:
    action, facts = entry.action.removeprefix("booking."), json.loads(entry.facts)
    return Step(
        at=instant_text(entry.at),
        who=say(_who(entry.actor, names)),
        what=say(ACTS.get(action, _("%(action)s", action=action))),
        detail=" · ".join(say(part) for part in _details(facts)),
    )


def _who(actor: str, names: Mapping[int, str]) -> Text:
    kind, _blank, number = actor.partition(" ")
    if kind == "user" and number.isdigit():
        return _("%(name)s", name=names.get(int(number), number))
    if kind == "token":
        return _("프로그램 %(number)s", number=number)
    return _("시간이 되어") if actor == CLOCK else _("예약자 본인")


def _details(facts: Mapping[str, Any]) -> list[Text]:
    """The figures of an act that a reader wants to see."""
    found: list[Text] = []
    if "before" in facts:
        found += [_("전: %(before)s, 후: %(after)s", before=_time(facts["before"]), after=_time(facts))]
    elif "start" in facts:
        found += [_("%(time)s", time=_time(facts))]
    if "wanted" in facts:
        found += [_("바라는 시간: %(time)s", time=_time(facts["wanted"]))]
    if facts.get("passed"):
        found += [_("규칙과 다르게: %(rules)s", rules=[RULES.get(kind, kind) for kind in facts["passed"]])]
    if facts.get("fields"):
        found += [_("%(fields)s", fields=[FIELDS.get(name, name) for name in facts["fields"]])]
    if facts.get("for_rival"):
        found += [_("겹치는 다른 신청을 승인하면서")]
    if "side" in facts:
        found += [_("센터 사정") if facts["side"] == "center" else _("예약한 분 사정")]
    if facts.get("is_late"):
        found += [_("기한 뒤라 횟수에 들어감")]
    return found


def _time(facts: Mapping[str, Any]) -> str:
    period = Period(datetime.fromisoformat(facts["start"]), datetime.fromisoformat(facts["end"]))
    rooms = "·".join(facts.get("rooms", []))
    return f"{period_text(period)} {rooms}".strip()


def letters_of(mails: Sequence[OutboxMail]) -> list[Letter]:
    """The letters of a booking, oldest first."""
    return [
        Letter(
            at=instant_text(mail.sent_at or mail.created_at),
            what=say(LETTERS.get(mail.kind, _("%(kind)s", kind=mail.kind))),
            state=say(MAIL_STATES[mail.state]),
            tone=MAIL_TONES[mail.state],
        )
        for mail in mails
    ]
