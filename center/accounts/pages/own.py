"""What is kept about a person, for that person: on a page, and to take along as JSON or XLSX."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from io import BytesIO

import xlsxwriter

from center.accounts import queries
from center.accounts.models import User
from center.accounts.pages.corrections import Proposal, proposal
from center.accounts.pages.joining import OwnFirm, OwnRequest, own_firm, own_request
from center.accounts.pages.people import Held, held_of, session_words
from center.accounts.pages.words import Step, instant_words, number_of, steps_of
from center.accounts.queries import Access
from center.accounts.queries.corrections import proposed_by
from center.accounts.queries.joining import joinings_of, memberships_of
from center.accounts.queries.listing import Session, mark_of, n_recovery_codes
from center.accounts.rules.codes import NEED_FACTOR
from center.core.audit import entries_about
from center.core.text import Text, _
from center.core.time import seoul_day
from center.web.i18n import say

MOST_LOOKS = 100
LOOKS: Mapping[str, Text] = {
    "signed-in": _("로그인"),
    "account.shown": _("계정을 봄"),
    "account.exported": _("개인정보를 내려받음"),
    "joining.shown": _("담당자 등록 신청을 봄"),
    "joining.proof": _("사업자등록증을 내려받음"),
}


@dataclass(frozen=True, slots=True)
class OwnSession:
    """A device on which one is signed in."""

    mark: str
    words: str
    address: str
    is_this: bool


@dataclass(frozen=True, slots=True)
class Look:
    """That somebody looked at one's account."""

    at: str
    who: str
    what: str


@dataclass(frozen=True, slots=True)
class OwnPage:
    """Everything that is kept about a person."""

    name: str
    email: str
    facts: list[tuple[str, str]]
    grants: list[Held]
    firms: list[OwnFirm]
    requests: list[OwnRequest]
    proposals: list[Proposal]
    sessions: list[OwnSession]
    looks: list[Look]
    steps: list[Step]
    has_factor: bool
    may_give_up: bool
    has_others: bool
    deletion_asked: str


def own_page(user: User, sessions: Sequence[Session], token: str, factor_at: datetime | None, now: datetime) -> OwnPage:
    """The page of who acts with that token."""
    grants, entries = queries.grants_of(user.id), entries_about(f"user {user.id}")
    actors = [entry.actor for entry in entries] + [
        key for one in grants for key in (one.granted_by, one.revoked_by or "")
    ]
    names = queries.names_of([number for actor in actors if (number := number_of(actor)) is not None])
    own = mark_of(queries.token_hash(token))
    return OwnPage(
        name=user.name,
        email=user.email,
        facts=_facts(user, factor_at),
        grants=[held_of(grant, names, seoul_day(now)) for grant in grants],
        firms=[own_firm(member) for member in memberships_of(user.id)],
        requests=[own_request(asked) for asked in joinings_of(user.id)],
        proposals=[proposal(asked) for asked in proposed_by(user.id)],
        sessions=[OwnSession(one.mark, session_words(one), one.address, one.mark == own) for one in sessions],
        looks=[look_of(one) for one in queries.access_to(f"user {user.id}", most=MOST_LOOKS)],
        steps=steps_of(entries, names),
        has_factor=factor_at is not None,
        may_give_up=factor_at is not None and not queries.roles_of(user.id, seoul_day(now)) & NEED_FACTOR,
        has_others=len(sessions) > 1,
        deletion_asked=instant_words(user.deletion_asked_at) if user.deletion_asked_at else "",
    )


def _facts(user: User, factor_at: datetime | None) -> list[tuple[str, str]]:
    left = n_recovery_codes(user.id)
    factor = (
        _("%(when)s 설정, 남은 복구 번호 %(n)s개", when=instant_words(factor_at), n=left)
        if factor_at
        else _("설정하지 않음")
    )
    return [
        (say(_("이름")), user.name),
        (say(_("메일 주소")), user.email),
        (say(_("비밀번호")), say(_("정해 둠") if user.password_hash else _("정하지 않음"))),
        (say(_("2단계 인증")), say(factor)),
        (say(_("계정을 만든 때")), instant_words(user.created_at)),
    ]


def look_of(access: Access) -> Look:
    """Who looked, when, and at what."""
    return Look(instant_words(access.at), access.name, say(LOOKS.get(access.action, _("정보를 봄"))))


def own_json(page: OwnPage) -> str:
    """All of the page for programs; nothing that opens a session."""
    kept = {
        "name": page.name,
        "email": page.email,
        "facts": [{"name": name, "value": value} for name, value in page.facts],
        "roles": [{"role": one.role, "days": one.days, "state": one.state, "told": one.told} for one in page.grants],
        "firms": [{"firm": one.name, "as": one.role, "days": one.days, "told": one.told} for one in page.firms],
        "joining_requests": [
            {"business_number": one.number, "asked": one.asked, "state": one.state, "told": one.told}
            for one in page.requests
        ],
        "proposed_corrections": [
            {"firm": one.firm, "asked": one.asked, "state": one.state, "fields": [asdict(row) for row in one.fields]}
            | {"note": one.note, "told": one.told}
            for one in page.proposals
        ],
        "sessions": [{"session": one.words, "address": one.address} for one in page.sessions],
        "history": [asdict(step) for step in page.steps],
        "looked_at_by": [asdict(look) for look in page.looks],
    }
    return json.dumps(kept, ensure_ascii=False, indent=2)


def own_xlsx(page: OwnPage) -> bytes:
    """All of the page as sheets; every text is written as text, so that none of it is ever a formula."""
    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    sheets: list[tuple[Text, list[list[str]]]] = [
        (_("내 정보"), [list(pair) for pair in page.facts]),
        (_("역할"), [[one.role, one.days, one.state, *one.told] for one in page.grants]),
        (_("기업"), [[one.name, one.role, one.days, one.state, one.told] for one in page.firms]),
        (_("담당자 등록 신청"), [[one.number, one.asked, one.state, one.told] for one in page.requests]),
        (_("수정 요청"), [_proposed(one) for one in page.proposals]),
        (_("로그인한 기기"), [[one.words, one.address] for one in page.sessions]),
        (_("있었던 일"), [[step.at, step.who, step.what, step.detail] for step in page.steps]),
        (_("본 사람"), [[look.at, look.who, look.what] for look in page.looks]),
    ]
    for name, rows in sheets:
        sheet = book.add_worksheet(say(name))
        sheet.set_column(0, 3, 28)
        for at, row in enumerate(rows):
            for column, text in enumerate(row):
                sheet.write_string(at, column, text)
    book.close()
    return file.getvalue()


def _proposed(one: Proposal) -> list[str]:
    fields = (f"{row.word}: {row.before} → {row.after}" for row in one.fields)
    return [one.firm, one.asked, one.state, one.note, one.told, *fields]
