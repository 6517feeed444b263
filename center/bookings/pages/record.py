"""A booking as staff see it: everything of it, what may be done, what happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from center.accounts import queries as accounts
from center.bookings import queries
from center.bookings.forms import PURPOSE_KINDS
from center.bookings.models import Booking
from center.bookings.pages.history import RULES, Letter, Step, letters_of, steps_of
from center.bookings.pages.manage import TONES
from center.bookings.pages.series import place_in_series
from center.bookings.pages.words import Link, Spoken, instant_text, period_text, rooms_title
from center.bookings.rules.refusals import staff_text
from center.bookings.rules.states import MOVES, WORDS, State
from center.bookings.service.log import CENTER, subject_of
from center.core.audit import entries_about
from center.core.text import Text, _
from center.enterprises.queries import find_by_id
from center.mail.queries import mails_about
from center.web.i18n import say

CHANNELS: dict[str, Text] = {
    "web": _("누리집"),
    "api": _("다른 프로그램"),
    "phone": _("전화"),
    "visit": _("방문"),
}


@dataclass(frozen=True, slots=True)
class RecordPage:
    """A booking with what staff may do now."""

    title: str
    lead: str
    state: str
    tone: str
    booker: list[tuple[str, str]]
    firm: Link | None
    series: Link | None
    use: list[tuple[str, str | Spoken]]
    note: str
    waiting: list[Link]
    unfit: list[str]
    keep_action: str
    actions: list[Link]
    version: int
    steps: list[Step]
    letters: list[Letter]
    readers: list[str]
    day: Link


def record_page(booking: Booking, now: datetime) -> RecordPage:
    """The booking with its history; what is over or ended can only be looked at."""
    state, occurrence = booking.state_at(now), booking.occurrence
    is_open = state in MOVES and occurrence.end_at > now
    entries = entries_about(subject_of(booking.reference))
    unfit = queries.unfit_among([booking], queries.rulebook(), now=now) if is_open and state == State.CONFIRMED else []
    return RecordPage(
        title=f"{period_text(occurrence.period)} · {rooms_title(occurrence.spaces)}",
        lead=say(_("예약번호 %(reference)s", reference=booking.reference)),
        state=say(WORDS[state]),
        tone=TONES.get(state, "off"),
        booker=_booker(booking),
        firm=_firm(booking),
        series=_series(booking),
        use=_use(booking),
        note=booking.staff_note or "",
        waiting=_waiting(booking, now),
        unfit=[say(staff_text(refusal)) for one in unfit for refusal in one.refusals],
        keep_action=url_for("desk.keep", reference=booking.reference) if unfit else "",
        actions=_actions(booking) if is_open else [],
        version=booking.version,
        steps=steps_of(entries, accounts.names_of(_numbers([entry.actor for entry in entries]))),
        letters=letters_of(mails_about(booking.reference)),
        readers=_readers(booking.reference),
        day=Link(
            say(_("%(day)s 이용 모두 보기", day=occurrence.period.day)),
            url_for("desk.day", date=occurrence.period.day.isoformat()),
        ),
    )


def _numbers(actors: Sequence[str]) -> set[int]:
    return {int(actor.removeprefix("user ")) for actor in actors if actor.startswith("user ")}


def _booker(booking: Booking) -> list[tuple[str, str]]:
    if booking.erased_at:
        return [(say(_("예약한 분")), say(_("보관 기간이 지나 %(at)s에 지웠습니다.", at=booking.erased_at)))]
    return [
        (say(_("이름")), booking.name),
        *([(say(_("단체")), booking.organisation)] if booking.organisation else []),
        (say(_("전화")), booking.phone),
        (say(_("메일")), booking.email or say(_("없음: 바뀌는 것은 전화로 알려 주세요."))),
        (say(_("메일 언어")), say(_("영어") if booking.language == "en" else _("한국어"))),
    ]


def _firm(booking: Booking) -> Link | None:
    """The record of the firm for which it was booked."""
    if booking.enterprise_id is None or (firm := find_by_id(booking.enterprise_id)) is None:
        return None
    text = say(_("%(name)s 기록 보기", name=firm.name))
    return Link(text, url_for("reports.firm", registry_id=firm.registry_id))


def _series(booking: Booking) -> Link | None:
    """The other dates of its series."""
    series = queries.series_of(booking)
    if series is None:
        return None
    href = url_for("desk_series.show", reference=series.reference)
    return place_in_series(booking, queries.bookings_of_series(series.id), href)


def _use(booking: Booking) -> list[tuple[str, str | Spoken]]:
    kinds = {str(kind.value): str(kind.label) for kind in PURPOSE_KINDS}
    passed = [RULES.get(kind, kind) for kind in booking.overrides]
    return [
        *([(say(_("목적")), booking.purpose)] if booking.purpose else []),
        (say(_("이용 종류")), kinds.get(booking.purpose_kind, booking.purpose_kind)),
        (say(_("인원")), say(_("%(n)s명", n=booking.headcount))),
        (say(_("받은 곳")), f"{say(CHANNELS[booking.channel])}, {instant_text(booking.created_at)}"),
        *([(say(_("바라는 시간")), period_text(booking.change))] if booking.change else []),
        *([(say(_("규칙과 다르게")), say(_("%(rules)s", rules=passed)))] if passed else []),
        *([(say(_("그 까닭")), booking.override_reason)] if booking.override_reason else []),
        *([(say(_("취소한 쪽")), _side(booking))] if booking.cancelled_for else []),
        *([(say(_("까닭")), Spoken(booking.reason, booking.language))] if booking.reason else []),
    ]


def _side(booking: Booking) -> str:
    return say(_("센터 사정") if booking.cancelled_for == CENTER else _("예약한 분 사정"))


def _waiting(booking: Booking, now: datetime) -> list[Link]:
    """What of it waits for a decision."""
    links = []
    if booking.state_at(now) == State.REQUESTED:
        address = url_for("staff.request_show", reference=booking.reference)
        links.append(Link(say(_("신청 결정하기")), address))
    if booking.change_at(now):
        address = url_for("staff.change_show", reference=booking.reference)
        links.append(Link(say(_("시간 변경 결정하기")), address))
    return links


def _actions(booking: Booking) -> list[Link]:
    reference = booking.reference
    return [
        Link(say(_("시간·공간 옮기기")), url_for("desk.move", reference=reference)),
        Link(say(_("내용 고치기")), url_for("desk.edit", reference=reference)),
        Link(say(_("취소하기")), url_for("desk.cancel", reference=reference)),
    ]


def _readers(reference: str) -> list[str]:
    """Who of the staff looked at it, the latest first."""
    return [f"{instant_text(access.at)} {access.name}" for access in accounts.access_to(reference)]
