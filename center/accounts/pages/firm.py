"""A firm as the people who act for it see it: its record, its people, who looked at it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for

from center.accounts.models import Membership, OneTimeLink
from center.accounts.pages.words import day_words, instant_words
from center.accounts.queries.joining import members_of
from center.accounts.queries.looks import LOOKS_ON_A_PAGE, Look
from center.accounts.queries.members import invitation_mark
from center.accounts.rules.links import masked_email
from center.accounts.rules.roles import ROLE_WORDS
from center.core.text import Text, _
from center.core.time import seoul_day
from center.enterprises.models import Enterprise
from center.enterprises.pages.record import FieldRow, KindRow, field_rows, kind_rows
from center.enterprises.pages.words import READ_WORDS, STATE_TONES, counting_text, won
from center.enterprises.rules.kinds import STATE_WORDS, FirmState
from center.enterprises.rules.numbers import show_business_number
from center.web.i18n import say


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who acts for the firm; what one may do with them."""

    name: str
    email: str
    since: str
    is_representative: bool
    is_self: bool
    end_href: str
    hand_over_href: str


@dataclass(frozen=True, slots=True)
class Invitation:
    """Somebody who is invited and has not answered."""

    name: str
    email: str
    until: str
    withdraw_action: str


@dataclass(frozen=True, slots=True)
class MembersPage:
    """Who acts for the firm; who represents it also sees who is invited."""

    firm: str
    has_lead: bool
    people: list[Person]
    invitations: list[Invitation]
    may_lead: bool


@dataclass(frozen=True, slots=True)
class RecordPage:
    """The firm's own record."""

    lead: str
    state: str
    tone: str
    fields: list[FieldRow]
    extra: list[tuple[str, str]]
    kinds: list[KindRow]
    supports: list[tuple[str, str, str]]
    support_total: str
    people: list[Person]


@dataclass(frozen=True, slots=True)
class FirmChoice:
    """A firm for which one may act."""

    name: str
    registry_id: str
    number: str
    is_chosen: bool


def choices(firms: Sequence[Enterprise], chosen: int | None) -> list[FirmChoice]:
    """The firms of somebody, that for which they act now marked."""
    return [
        FirmChoice(firm.name, firm.registry_id, show_business_number(firm.business_number), firm.id == chosen)
        for firm in firms
    ]


def record_page(firm: Enterprise, own_id: int | None, day: date) -> RecordPage:
    """The record, its kinds as they are on a day."""
    total = sum(support.amount_krw for support in firm.supports)
    return RecordPage(
        lead=" · ".join(
            (firm.name, counting_text(firm.profile.counting_kind), show_business_number(firm.business_number))
        ),
        state=say(STATE_WORDS[FirmState(firm.state)]),
        tone=STATE_TONES[firm.state],
        fields=field_rows(firm),
        extra=sorted(firm.extra.items()),
        kinds=kind_rows(firm, day),
        supports=[(str(one.year), one.programme, won(one.amount_krw)) for one in firm.supports],
        support_total=say(_("모두 %(won)s", won=won(total))) if total else "",
        people=_people(members_of(firm), own_id, may_lead=False),
    )


def members_page(
    firm: Enterprise, own_id: int | None, invited: Sequence[OneTimeLink], *, may_lead: bool
) -> MembersPage:
    """Who acts for the firm and who is invited."""
    people = _people(members_of(firm), own_id, may_lead=may_lead)
    has_lead = any(person.is_representative for person in people)
    return MembersPage(firm.name, has_lead, people, [_invitation(link) for link in invited], may_lead)


def _people(members: Sequence[Membership], own_id: int | None, *, may_lead: bool) -> list[Person]:
    return [_person(member, own_id, may_lead=may_lead and member.user_id != own_id) for member in members]


def _person(member: Membership, own_id: int | None, *, may_lead: bool) -> Person:
    return Person(
        name=member.user.name,
        email=masked_email(member.user.email),
        since=say(_("%(first)s부터", first=day_words(seoul_day(member.since)))),
        is_representative=member.is_representative,
        is_self=member.user_id == own_id,
        end_href=url_for("members.ending", membership_id=member.id) if may_lead else "",
        hand_over_href=url_for("members.handing", membership_id=member.id) if may_lead else "",
    )


def _invitation(link: OneTimeLink) -> Invitation:
    return Invitation(
        name=link.name or "",
        email=masked_email(link.email or ""),
        until=instant_words(link.expires_at),
        withdraw_action=url_for("members.withdraw", mark=invitation_mark(link)),
    )


OWN_PAGE = _("기록을 봄")
LOOK_WORDS: Mapping[str, Text] = {"enterprise.shown": OWN_PAGE, **READ_WORDS}


@dataclass(frozen=True, slots=True)
class LookRow:
    """That somebody looked at the record: when, as what, and what they did."""

    at: str
    who: str
    what: str


@dataclass(frozen=True, slots=True)
class LooksPage:
    """A page of who looked at the record."""

    firm: str
    rows: list[LookRow]
    number: int
    n_pages: int


def looks_page(firm: Enterprise, found: Sequence[Look], n_all: int, number: int) -> LooksPage:
    """Who looked at the record, the latest first."""
    rows = [LookRow(instant_words(one.at), _as_what(one), say(LOOK_WORDS.get(one.action, OWN_PAGE))) for one in found]
    return LooksPage(firm.name, rows, number, max(1, -(-n_all // LOOKS_ON_A_PAGE)))


def _as_what(look: Look) -> str:
    if look.is_program:
        return say(_("다른 프로그램"))
    return say(ROLE_WORDS[look.role]) if look.role else say(_("센터 직원"))
