"""Requests to be registered for a firm: one's own, and those that staff look at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import url_for

from center.accounts import queries
from center.accounts.models import Joining, Membership
from center.accounts.pages.words import instant_words, number_of, who_words
from center.accounts.queries.joining import MOST_ON_A_PAGE, Waiting, members_of
from center.accounts.rules.joining import REPLACED, STATE_WORDS, JoiningState
from center.accounts.rules.links import masked_email
from center.accounts.rules.members import LEFT
from center.core.text import Text, _
from center.enterprises.models import Enterprise
from center.enterprises.queries import find_by_number
from center.enterprises.rules.numbers import show_business_number
from center.enterprises.rules.profile import FIELD_WORDS
from center.web.i18n import say

STEPS = (_("기업과 메일 주소"), _("비밀번호"), _("사업자등록증"))
RECORD = ("name", "representative", "address", "phone")
"""What of the registry stands on a certificate too, and how to call the firm."""
END_REASONS: Mapping[str, Text] = {REPLACED: _("새 대표 담당자가 등록됨"), LEFT: _("스스로 그만둠")}
"""What the program itself gives as a reason."""


@dataclass(frozen=True, slots=True)
class OwnRequest:
    """A request as its owner sees it."""

    number: str
    asked: str
    state: str
    tone: str
    told: str
    proof_href: str
    withdraw_action: str


@dataclass(frozen=True, slots=True)
class OwnFirm:
    """A firm for which somebody acts or acted."""

    name: str
    role: str
    days: str
    state: str
    tone: str
    told: str


def steps() -> list[str]:
    """The way from the form to the request."""
    return [say(step) for step in STEPS]


def own_request(asked: Joining) -> OwnRequest:
    """A request with what came of it."""
    state = JoiningState(asked.state)
    word, tone = STATE_WORDS[state]
    is_open = state == JoiningState.ASKED
    return OwnRequest(
        number=show_business_number(asked.business_number),
        asked=instant_words(asked.asked_at),
        state=say(word),
        tone=tone,
        told=say(_("이유: %(reason)s", reason=asked.reason)) if asked.reason else "",
        proof_href=url_for("joining.own_proof", joining_id=asked.id) if asked.file_id else "",
        withdraw_action=url_for("joining.withdraw", joining_id=asked.id) if is_open else "",
    )


def own_firm(member: Membership) -> OwnFirm:
    """For which firm, since when and until when."""
    role = _("대표 담당자") if member.is_representative else _("담당자")
    since, reason = instant_words(member.since), member.end_reason or ""
    if member.ended_at is None:
        days, state, tone = say(_("%(first)s부터", first=since)), say(_("있음")), "ok"
    else:
        days, state, tone = f"{since} ~ {instant_words(member.ended_at)}", say(_("끝남")), "off"
    told = say(_("이유: %(reason)s", reason=END_REASONS.get(reason, reason))) if reason else ""
    return OwnFirm(member.enterprise.name, say(role), days, state, tone, told)


@dataclass(frozen=True, slots=True)
class Row:
    """A request of the list for staff."""

    name: str
    href: str
    email: str
    firm: str
    number: str
    asked: str
    note: str


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page of the requests that wait."""

    rows: list[Row]
    n_all: int
    number: int
    n_pages: int


def list_page(found: Sequence[Waiting], n_all: int, number: int) -> ListPage:
    """The list, the oldest first."""
    return ListPage([_row(one) for one in found], n_all, number, max(1, -(-n_all // MOST_ON_A_PAGE)))


def _row(one: Waiting) -> Row:
    return Row(
        name=one.name,
        href=url_for("joinings.show", joining_id=one.id),
        email=masked_email(one.email),
        firm=one.firm or say(_("명부에 없는 기업")),
        number=show_business_number(one.business_number),
        asked=instant_words(one.asked_at),
        note=say(_("대표 담당자가 바뀜")) if one.is_former_gone else "",
    )


@dataclass(frozen=True, slots=True)
class Compared:
    """Something that was claimed beside what the registry has; `differs` where staff should look."""

    word: str
    claimed: str
    registered: str
    differs: bool


@dataclass(frozen=True, slots=True)
class ShowPage:
    """A request with the registry's record beside it."""

    id: int
    lead: str
    state: str
    tone: str
    is_open: bool
    compared: list[Compared]
    registry_id: str
    record: list[tuple[str, str]]
    firm_href: str
    new_firm_href: str
    members: list[str]
    is_former_gone: bool
    proof_name: str
    proof_href: str
    told: list[str]


def show_page(asked: Joining) -> ShowPage:
    """Everything staff need to decide a request."""
    firm, state = find_by_number(asked.business_number), JoiningState(asked.state)
    word, tone = STATE_WORDS[state]
    return ShowPage(
        id=asked.id,
        lead=say(_("%(name)s님이 %(when)s에 신청", name=asked.user.name, when=instant_words(asked.asked_at))),
        state=say(word),
        tone=tone,
        is_open=state == JoiningState.ASKED,
        compared=_compared(asked, firm),
        registry_id=firm.registry_id if firm else "",
        record=[(say(FIELD_WORDS[name]), getattr(firm, name) or "–") for name in RECORD] if firm else [],
        firm_href=url_for("reports.firm", registry_id=firm.registry_id) if firm else "",
        new_firm_href="" if firm else url_for("enterprises.new"),
        members=_members(firm),
        is_former_gone=asked.is_former_gone,
        proof_name=asked.proof.name if asked.proof else "",
        proof_href=url_for("joinings.proof", joining_id=asked.id) if asked.proof else "",
        told=_told(asked),
    )


def _compared(asked: Joining, firm: Enterprise | None) -> list[Compared]:
    """What differs is no fault: the person who registers may be another than the firm's head."""
    known = (firm.business_number, firm.representative, firm.email) if firm else ("", "", "")
    words = (_("사업자등록번호"), _("신청한 분과 대표자"), _("메일 주소"))
    claimed = (asked.business_number, asked.user.name, asked.user.email)
    return [
        Compared(say(word), _shown(mine), _shown(theirs), mine.casefold() != theirs.casefold())
        for word, mine, theirs in zip(words, claimed, known, strict=True)
    ]


def _shown(value: str) -> str:
    return show_business_number(value) if value.isdigit() else value or "–"


def _members(firm: Enterprise | None) -> list[str]:
    return [
        " · ".join(
            (
                member.user.name,
                say(_("대표 담당자") if member.is_representative else _("담당자")),
                say(_("%(first)s부터", first=instant_words(member.since))),
            )
        )
        for member in (members_of(firm) if firm else ())
    ]


def _told(asked: Joining) -> list[str]:
    if not asked.decided_at or not asked.decided_by:
        return []
    number = number_of(asked.decided_by)
    names = queries.names_of([number] if number else [])
    decided = f"{instant_words(asked.decided_at)} {who_words(asked.decided_by, names)}"
    return [decided, *([say(_("이유: %(reason)s", reason=asked.reason))] if asked.reason else [])]
