"""What the letters of booking say. Rendered once by the worker, in the booking's language.

User text never becomes a link; it stands as plain text in both parts. Only a booking that was confirmed speaks to
calendars. Source: docs/rules/booking.md, "Letters"
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import current_app, render_template

from center.bookings.ical import Entry, calendar_of
from center.bookings.links import base_url, manage_address, token_of
from center.bookings.rules.refusals import RIVAL_APPROVED, RIVAL_OF_CHANGE_APPROVED
from center.bookings.rules.states import MOVES, WORDS, State
from center.core.text import Text, _, month_name
from center.core.time import Period
from center.mail.content import Content, Invitation, Renderer, unlinked
from center.web.i18n import language, say

UIDS_OF = "rooms.center.invalid"
"""What makes our marks in calendars unique; not the site's own name, which may change while a booking lasts."""
Facts = Mapping[str, Any]
Rows = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Door:
    """The link that opens a booking, in the words of `title`."""

    href: str
    key: str
    title: str


def _content(
    subject: Text, lines: list[str], rows: Rows, *, code: str = "", doors: list[Door], invitation: Invitation | None
) -> Content:
    """A letter of sentences, a code perhaps, the facts of the booking and the way to it."""
    letter: dict[str, Any] = {"subject": say(subject), "lines": lines, "rows": rows, "code": code, "doors": doors}
    letter["otherwise"] = say(_("눌러도 예약이 보이지 않으면 열린 화면에 이 열쇠를 붙여 넣으세요."))
    letter["phone"] = current_app.extensions["center_settings"].phone
    return Content(
        subject=say(subject),
        text=render_template("mails/letter.txt", **letter),
        html=render_template("mails/letter.html", language=language(), **letter),
        invitation=invitation,
    )


def _letter(subject: Text, lines: list[Text], facts: Facts, *, method: str = "") -> Content:
    """A letter about one booking with its link; with a method it tells calendars too."""
    return _content(
        subject,
        [say(line) for line in lines],
        _rows(facts),
        doors=[_door(facts)],
        invitation=Invitation(method, calendar_of(entry_of(facts, method))) if method else None,
    )


def _rooms(facts: Facts) -> str:
    name = 2 if language() == "en" else 1
    return " · ".join(f"{room[0]} {room[name]}" for room in facts["rooms"])


def _period(facts: Facts) -> Period:
    return _period_of((facts["start"], facts["end"]))


def _period_of(instants: tuple[str, str] | list[str]) -> Period:
    start, end = instants
    return Period(datetime.fromisoformat(start), datetime.fromisoformat(end))


def _rows(facts: Facts) -> Rows:
    return [
        (say(_("예약번호")), facts["reference"]),
        (say(_("공간")), _rooms(facts)),
        (say(_("시간")), say(_("%(period)s", period=_period(facts)))),
        (say(_("이용 목적")), unlinked(facts["purpose"])),
        (say(_("인원")), say(_("%(n)s명", n=facts["headcount"]))),
        *([(say(_("단체")), unlinked(facts["organisation"]))] if facts.get("organisation") else []),
    ]


def _door(facts: Facts, title: str = "") -> Door:
    reference, nonce = facts["reference"], facts["nonce"]
    may_act = facts["state"] in MOVES
    usual = say(_("내 예약 보기, 바꾸기, 취소하기")) if may_act else say(_("내 예약 보기"))
    return Door(manage_address(reference, nonce), token_of(reference, nonce), title or usual)


def entry_of(facts: Facts, method: str) -> Entry:
    """The booking for a calendar, from the facts of a letter, in the language that is being spoken."""
    reference, rooms = facts["reference"], _rooms(facts)
    address = f"{base_url()}/bookings/{reference}"
    return Entry(
        method=method,
        uid=f"{reference.lower()}@{UIDS_OF}",
        sequence=facts["sequence"],
        changed_at=datetime.fromisoformat(facts["changed_at"]),
        period=_period(facts),
        summary=say(_("%(rooms)s: %(purpose)s", rooms=rooms, purpose=unlinked(facts["purpose"]))),
        rooms=rooms,
        description=say(
            _("예약번호 %(reference)s. 바꾸거나 취소하려면 메일에 있는 링크를 여세요.", reference=reference)
        ),
        organiser=current_app.extensions["center_post_office"].sender,
        attendee=facts["email"],
        url=address,
        language=language(),
        is_confirmed=facts["state"] == "confirmed",
    )


def code_letter(facts: Facts) -> Content:
    """The code, until when it holds, and what it is for. No link: who reads it has not shown yet that they booked."""
    until = datetime.fromisoformat(facts["until"])
    is_held = facts["decision"] == "instant"
    lines = [
        say(_("아래 번호를 예약 화면에 입력하면 됩니다. 번호는 %(until)s까지 쓸 수 있습니다.", until=until)),
        say(_("그때까지 자리를 맡아 둡니다.")) if is_held else say(_("번호를 입력하면 신청이 직원에게 갑니다.")),
        say(_("예약하신 적이 없다면 이 메일을 지우세요. 번호를 입력하지 않으면 예약되지 않습니다.")),
    ]
    subject = _("확인 번호 %(code)s", code=facts["code"])
    return _content(subject, lines, _rows(facts), code=facts["code"], doors=[], invitation=None)


def confirmed_letter(facts: Facts) -> Content:
    """The booking stands."""
    lines = [
        _("예약이 확정되었습니다. 시간에 맞춰 오시면 됩니다."),
        _("준비와 정리도 예약한 시간 안에 마쳐 주세요."),
    ]
    return _letter(_("예약 확정: %(period)s", period=_period(facts)), lines, facts, method="REQUEST")


def requested_letter(facts: Facts) -> Content:
    """Staff will answer, and until when."""
    by = date.fromisoformat(facts["decide_by"])
    lines = [
        _("예약 신청을 접수했습니다. 직원이 %(day)s까지 확인하고 메일로 알려 드립니다.", day=by),
        _("같은 시간을 여러 분이 신청했을 수 있습니다. 확정 메일을 받으면 쓰실 수 있습니다."),
    ]
    return _letter(_("예약 신청 접수: %(period)s", period=_period(facts)), lines, facts)


def refused_letter(facts: Facts) -> Content:
    """Staff refuse, with their reason, or because a rival was approved."""
    reason = facts["reason"] or say(RIVAL_APPROVED)
    lines = [
        _("신청하신 예약을 받을 수 없게 되었습니다."),
        _("까닭: %(reason)s", reason=reason),
        _("다른 시간을 골라 다시 신청하실 수 있습니다. 궁금한 점은 전화해 주세요."),
    ]
    return _letter(_("예약 신청 결과: %(period)s", period=_period(facts)), lines, facts)


def lapsed_letter(facts: Facts) -> Content:
    """Nobody decided in time."""
    lines = [
        _("신청하신 시간이 될 때까지 결정하지 못해 신청이 끝났습니다. 죄송합니다."),
        _("다른 시간을 골라 다시 신청하실 수 있습니다. 급하면 전화해 주세요."),
    ]
    return _letter(_("예약 신청 종료: %(period)s", period=_period(facts)), lines, facts)


def moved_letter(facts: Facts) -> Content:
    """The booking stands at another time or in other rooms; staff may have confirmed a request there."""
    before, rooms = _period_of(facts["before"]), _rooms_before(facts)
    is_other_time = before != _period(facts)
    lines = [
        _("신청하신 예약을 다른 시간이나 공간으로 확정했습니다. 아래를 꼭 확인해 주세요.")
        if not facts.get("was_confirmed", True)
        else _("예약 시간이 바뀌었습니다. 바뀐 시간에 맞춰 오시면 됩니다.")
        if is_other_time
        else _("예약한 공간이 바뀌었습니다. 바뀐 공간으로 오시면 됩니다."),
        *(
            [_("바꾸기 전 시간: %(before)s. 그 시간은 이제 다른 분이 예약할 수 있습니다.", before=before)]
            if is_other_time
            else []
        ),
        *([_("바꾸기 전 공간: %(rooms)s호", rooms=rooms)] if rooms else []),
    ]
    period = _period(facts)
    subject = _("예약 시간 변경: %(period)s", period=period)
    if not is_other_time:
        subject = _("예약 공간 변경: %(period)s", period=period)
    return _letter(subject, lines, facts, method="REQUEST")


def _rooms_before(facts: Facts) -> list[str]:
    """Which rooms it was, where staff gave it others; letters written before that was possible do not say."""
    before: list[str] = facts.get("rooms_before") or []
    return [] if before == [room[0] for room in facts["rooms"]] else before


def changed_letter(facts: Facts) -> Content:
    """Other words; the time stays. Calendars are told where it stands in them."""
    lines = [_("예약 내용을 바꾸었습니다. 시간은 그대로입니다.")]
    method = "REQUEST" if facts["state"] == "confirmed" else ""
    return _letter(_("예약 내용 변경: %(period)s", period=_period(facts)), lines, facts, method=method)


def change_requested_letter(facts: Facts) -> Content:
    """Staff will decide over another time; until then the old one stays."""
    by, wanted = date.fromisoformat(facts["decide_by"]), _period_of(facts["change"])
    lines = [
        _("시간 변경을 신청하셨습니다: %(wanted)s. 직원이 %(day)s까지 알려 드립니다.", wanted=wanted, day=by),
        _("그때까지 예약은 지금 시간 그대로입니다."),
    ]
    return _letter(_("시간 변경 신청 접수: %(period)s", period=wanted), lines, facts)


def change_refused_letter(facts: Facts) -> Content:
    """Staff refuse another time, with their reason, or because a rival was approved; the old time stays."""
    lines = [
        _(
            "신청하신 시간으로 바꿀 수 없게 되었습니다: %(wanted)s. 예약은 지금 시간 그대로입니다.",
            wanted=_period_of(facts["change"]),
        ),
        _("까닭: %(reason)s", reason=facts["reason"] or say(RIVAL_OF_CHANGE_APPROVED)),
    ]
    return _letter(_("시간 변경 결과: %(period)s", period=_period(facts)), lines, facts)


def change_lapsed_letter(facts: Facts) -> Content:
    """Nobody decided over another time before it, or the old one, came."""
    lines = [
        _(
            "시간 변경을 제때 결정하지 못해 신청이 끝났습니다: %(wanted)s. 예약은 지금 시간 그대로입니다. 죄송합니다.",
            wanted=_period_of(facts["change"]),
        )
    ]
    return _letter(_("시간 변경 신청 종료: %(period)s", period=_period(facts)), lines, facts)


def cancelled_letter(facts: Facts) -> Content:
    """The booking is given up; calendars take it out."""
    lines = [
        _("예약을 취소했습니다. 그 시간은 이제 다른 분이 예약할 수 있습니다."),
        _("다시 쓰시려면 새로 예약해 주세요."),
    ]
    return _letter(_("예약 취소: %(period)s", period=_period(facts)), lines, facts, method="CANCEL")


def cancelled_by_staff_letter(facts: Facts) -> Content:
    """Staff give it up: at the booker's wish, or because the center cannot let the rooms."""
    by_center = facts["side"] == "center"
    lines = [
        _("센터 사정으로 예약을 취소하게 되었습니다. 죄송합니다.")
        if by_center
        else _("요청하신 대로 예약을 취소했습니다. 그 시간은 이제 다른 분이 예약할 수 있습니다."),
        *([_("까닭: %(reason)s", reason=facts["reason"])] if by_center and facts["reason"] else []),
        *([_late(facts)] if facts.get("is_late") else []),
        _("다시 쓰시려면 새로 예약해 주세요. 궁금한 점은 전화해 주세요."),
    ]
    method = "CANCEL" if facts["was_confirmed"] else ""
    return _letter(_("예약 취소: %(period)s", period=_period(facts)), lines, facts, method=method)


def _late(facts: Facts) -> Text:
    month = month_name(_period(facts).day.month)
    return _("취소 기한이 지난 뒤여서 %(month)s월 이용 횟수에 들어갑니다.", month=month)


def withdrawn_letter(facts: Facts) -> Content:
    """The request is taken back; no calendar knew of it."""
    lines = [_("예약 신청을 거두었습니다. 직원이 더 보지 않습니다."), _("다시 쓰시려면 새로 신청해 주세요.")]
    return _letter(_("예약 신청 취소: %(period)s", period=_period(facts)), lines, facts)


def reminder_letter(facts: Facts) -> Content:
    """The use comes soon."""
    until = facts["cancel_until"] and datetime.fromisoformat(facts["cancel_until"])
    lines = [
        _("곧 쓰실 시간입니다. %(period)s에 뵙겠습니다.", period=_period(facts)),
        _("못 오시면 다른 분이 쓸 수 있게 취소해 주세요. %(until)s까지 링크에서 취소할 수 있습니다.", until=until)
        if until
        else _("못 오시면 전화로 알려 주세요: %(phone)s. 링크에서 취소할 수 있는 시간은 지났습니다.", phone=_phone()),
        _("준비와 정리도 예약한 시간 안에 마쳐 주세요."),
    ]
    return _letter(_("예약 알림: %(period)s", period=_period(facts)), lines, facts)


def _phone() -> str:
    phone: str = current_app.extensions["center_settings"].phone
    return phone


def link_renewed_letter(facts: Facts) -> Content:
    """The links of earlier letters have ended; here is the one that opens the booking."""
    lines = [
        _("예약을 여는 링크를 바꾸었습니다. 전에 받은 메일의 링크는 이제 열리지 않습니다."),
        _("바꾸신 적이 없다면 이 링크로 예약을 확인하고 전화해 주세요."),
    ]
    return _letter(_("예약 링크를 바꾸었습니다: %(period)s", period=_period(facts)), lines, facts)


def links_letter(facts: Facts) -> Content:
    """The links of everything somebody has ahead."""
    doors = [
        _door(one, say(_("%(period)s, %(rooms)s", period=_period(one), rooms=_rooms(one)))) for one in facts["bookings"]
    ]
    lines = [
        say(_("부탁하신 예약 링크입니다. 여기에서 예약을 보고, 바꾸고, 취소할 수 있습니다.")),
        say(_("부탁하신 적이 없다면 이 메일을 지우세요. 아무것도 바뀌지 않았습니다.")),
    ]
    return _content(_("내 예약 링크"), lines, [], doors=doors, invitation=None)


def series_letter(facts: Facts) -> Content:
    """All dates of a series, those that stand for calendars too."""
    dates: list[Facts] = facts["bookings"]
    standing = [one for one in dates if one["state"] == "confirmed"]
    lines = [_("연속 예약을 접수했습니다. 모두 %(n)s번입니다.", n=len(dates))]
    if len(standing) < len(dates):
        lines.append(_("직원이 확인할 날은 결정되는 대로 메일로 알려 드립니다."))
    lines.append(_("하루씩 바꾸거나 취소할 수 있고, 다른 날은 그대로입니다."))
    doors = [
        _door(one, say(_("%(period)s · %(state)s", period=_period(one), state=WORDS[State(one["state"])])))
        for one in dates
    ]
    text = calendar_of(*(entry_of(one, "PUBLISH") for one in standing)) if standing else b""
    return _content(
        _("연속 예약 %(n)s번: %(period)s부터", n=len(dates), period=_period(dates[0])),
        [say(line) for line in lines],
        [row for row in _rows(dates[0]) if row[0] not in {say(_("예약번호")), say(_("시간"))}],
        doors=doors,
        invitation=Invitation("PUBLISH", text) if text else None,
    )


RENDERERS: Mapping[str, Renderer] = {
    "booking_code": code_letter,
    "booking_confirmed": confirmed_letter,
    "booking_requested": requested_letter,
    "booking_refused": refused_letter,
    "booking_lapsed": lapsed_letter,
    "booking_moved": moved_letter,
    "booking_changed": changed_letter,
    "booking_change_requested": change_requested_letter,
    "booking_change_refused": change_refused_letter,
    "booking_change_lapsed": change_lapsed_letter,
    "booking_cancelled": cancelled_letter,
    "booking_cancelled_by_staff": cancelled_by_staff_letter,
    "booking_withdrawn": withdrawn_letter,
    "booking_reminder": reminder_letter,
    "booking_link_renewed": link_renewed_letter,
    "booking_links": links_letter,
    "series_booked": series_letter,
}
