"""What firms propose to correct, as they themselves and staff see it."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from center.accounts import queries
from center.accounts.models import Correction
from center.accounts.pages.words import instant_words, number_of, who_words
from center.accounts.queries.corrections import MOST_ON_A_PAGE
from center.accounts.rules.corrections import CORRECTION_WORDS, PROPOSABLE, CorrectionState
from center.core.text import _
from center.enterprises.models import Enterprise
from center.enterprises.pages.record import owner_word
from center.enterprises.pages.words import value_text
from center.enterprises.queries import find_by_id
from center.enterprises.rules.profile import FIELD_WORDS
from center.web.i18n import say


@dataclass(frozen=True, slots=True)
class ProposedField:
    """A field: what the record said when it was proposed, and what it should say."""

    word: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal as the firm sees it."""

    firm: str
    who: str
    asked: str
    state: str
    tone: str
    fields: list[ProposedField]
    note: str
    told: str
    withdraw_action: str


@dataclass(frozen=True, slots=True)
class ProposalsPage:
    """A page of what a firm proposed."""

    firm: str
    rows: list[Proposal]
    number: int
    n_pages: int


def proposals_page(firm: Enterprise, found: Sequence[Correction], n_all: int, number: int) -> ProposalsPage:
    """What a firm proposed, the latest first."""
    return ProposalsPage(firm.name, [proposal(asked) for asked in found], number, _n_pages(n_all))


def _n_pages(n_all: int) -> int:
    return max(1, -(-n_all // MOST_ON_A_PAGE))


def proposal(asked: Correction) -> Proposal:
    """A proposal with what came of it."""
    word, tone = CORRECTION_WORDS[CorrectionState(asked.state)]
    is_open = asked.state == CorrectionState.ASKED
    return Proposal(
        firm=asked.enterprise.name,
        who=asked.user.name,
        asked=instant_words(asked.asked_at),
        state=say(word),
        tone=tone,
        fields=_fields(asked),
        note=asked.note,
        told=say(_("이유: %(reason)s", reason=asked.reason)) if asked.reason else "",
        withdraw_action=url_for("proposals.withdraw", correction_id=asked.id) if is_open else "",
    )


def _fields(asked: Correction) -> list[ProposedField]:
    return [
        ProposedField(say(FIELD_WORDS[name]), value_text(name, before), value_text(name, after))
        for name, (before, after) in _in_order(asked)
    ]


def _in_order(asked: Correction) -> list[tuple[str, list[str]]]:
    return [(name, asked.changes[name]) for name in PROPOSABLE if name in asked.changes]


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A proposal of the list for staff."""

    href: str
    asked: str
    firm: str
    who: str
    fields: str


@dataclass(frozen=True, slots=True)
class WaitingPage:
    """A page of the proposals that wait."""

    rows: list[WaitingRow]
    number: int
    n_pages: int


def waiting_page(found: Sequence[Correction], n_all: int, number: int) -> WaitingPage:
    """What waits, the oldest first."""
    rows = [
        WaitingRow(
            url_for("corrections.show", correction_id=asked.id),
            instant_words(asked.asked_at),
            asked.enterprise.name,
            asked.user.name,
            ", ".join(say(FIELD_WORDS[name]) for name, _pair in _in_order(asked)),
        )
        for asked in found
    ]
    return WaitingPage(rows, number, _n_pages(n_all))


@dataclass(frozen=True, slots=True)
class Compared:
    """A field: what the record says now, what it said when it was proposed, what it should say."""

    word: str
    owner: str
    now: str
    then: str
    proposed: str
    has_moved: bool


@dataclass(frozen=True, slots=True)
class DeskPage:
    """A proposal beside the record as it is now."""

    id: int
    version: int
    lead: str
    state: str
    tone: str
    is_open: bool
    compared: list[Compared]
    has_moved: bool
    is_registrys: bool
    note: str
    told: list[str]
    firm_href: str


def desk_page(asked: Correction) -> DeskPage:
    """Everything staff need to decide a proposal."""
    firm = find_by_id(asked.enterprise_id) or asked.enterprise
    word, tone = CORRECTION_WORDS[CorrectionState(asked.state)]
    when = instant_words(asked.asked_at)
    is_open, compared = asked.state == CorrectionState.ASKED, _compared(asked, firm)
    return DeskPage(
        id=asked.id,
        version=firm.version,
        lead=say(_("%(firm)s의 %(name)s님이 %(when)s에 요청", firm=firm.name, name=asked.user.name, when=when)),
        state=say(word),
        tone=tone,
        is_open=is_open,
        compared=compared,
        has_moved=is_open and any(row.has_moved for row in compared),
        is_registrys=is_open and firm.is_named_by_registry,
        note=asked.note,
        told=_told(asked),
        firm_href=url_for("reports.firm", registry_id=firm.registry_id),
    )


def _compared(asked: Correction, firm: Enterprise) -> list[Compared]:
    return [
        Compared(
            say(FIELD_WORDS[name]),
            owner_word(firm, name),
            value_text(name, getattr(firm, name)),
            value_text(name, before),
            value_text(name, after),
            getattr(firm, name) not in {before, after},
        )
        for name, (before, after) in _in_order(asked)
    ]


def _told(asked: Correction) -> list[str]:
    if not asked.decided_at or not asked.decided_by:
        return []
    number = number_of(asked.decided_by)
    names = queries.names_of([number] if number else [])
    decided = f"{instant_words(asked.decided_at)} {who_words(asked.decided_by, names)}"
    return [decided, *([say(_("이유: %(reason)s", reason=asked.reason))] if asked.reason else [])]
