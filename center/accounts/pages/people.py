"""The list of people, one account, the operators' contracts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import url_for

from center.accounts import queries
from center.accounts.models import OperatorContract, RoleGrant, User
from center.accounts.pages.words import Step, instant_words, number_of, steps_of, term_words, who_words
from center.accounts.queries.grants import held_term
from center.accounts.queries.listing import MOST_ON_A_PAGE, Listed, Session
from center.accounts.rules.links import masked_email
from center.accounts.rules.roles import ROLE_WORDS
from center.accounts.service.accounts import FROM_COMMAND, HAD_BEFORE
from center.core.actor import Role
from center.core.audit import entries_about
from center.core.text import Text, _
from center.web.i18n import say


@dataclass(frozen=True, slots=True)
class Row:
    """A person of the list."""

    name: str
    href: str
    email: str
    roles: list[str]
    last_seen: str
    state: str
    tone: str


@dataclass(frozen=True, slots=True)
class Held:
    """A role that somebody has, had or will have."""

    role: str
    days: str
    state: str
    tone: str
    told: list[str]
    revoke_href: str


@dataclass(frozen=True, slots=True)
class PersonPage:
    """An account as admins see it."""

    name: str
    lead: str
    state: str
    tone: str
    facts: list[tuple[str, str]]
    grants: list[Held]
    sessions: list[str]
    steps: list[Step]
    readers: list[str]
    is_open: bool
    is_invited: bool
    has_factor: bool


def rows_of(found: Sequence[Listed]) -> list[Row]:
    """The people of a page of the list."""
    return [
        Row(
            one.name,
            url_for("people.person", user_id=one.id),
            masked_email(one.email),
            [say(ROLE_WORDS[role]) for role in one.roles],
            instant_words(one.seen_at) if one.seen_at else "–",
            *_state(is_closed=one.is_closed, is_invited=one.is_invited, has_role=bool(one.roles)),
        )
        for one in found
    ]


def _state(*, is_closed: bool, is_invited: bool, has_role: bool) -> tuple[str, str]:
    if is_closed:
        return say(_("닫힘")), "off"
    if is_invited:
        return say(_("초대함")), "wait"
    return (say(_("사용 중")), "ok") if has_role else (say(_("역할 없음")), "line")


def n_pages(n_people: int) -> int:
    """How many pages a list of so many people has."""
    return max(1, -(-n_people // MOST_ON_A_PAGE))


def person_page(user: User, sessions: Sequence[Session], factor_at: datetime | None, today: date) -> PersonPage:
    """Everything about an account but what it did elsewhere."""
    grants, entries = queries.grants_of(user.id), entries_about(f"user {user.id}")
    actors = [entry.actor for entry in entries] + [key for grant in grants for key in _keys(grant)]
    names = queries.names_of([number for actor in actors if (number := number_of(actor)) is not None])
    held = [held_of(grant, names, today) for grant in grants]
    has_role = any(one.tone == "ok" for one in held)
    is_invited, is_open = user.password_hash is None, user.disabled_at is None
    state, tone = _state(is_closed=not is_open, is_invited=is_invited, has_role=has_role)
    return PersonPage(
        name=user.name,
        lead=say(_("계정 번호 %(n)s", n=user.id)),
        state=state,
        tone=tone,
        facts=_facts(user, factor_at),
        grants=held,
        sessions=[session_words(session) for session in sessions],
        steps=steps_of(entries, names),
        readers=[f"{instant_words(one.at)} {one.name}" for one in queries.access_to(f"user {user.id}")],
        is_open=is_open,
        is_invited=is_invited,
        has_factor=factor_at is not None,
    )


def _facts(user: User, factor_at: datetime | None) -> list[tuple[str, str]]:
    facts = [(say(_("메일 주소")), user.email), (say(_("만든 날")), instant_words(user.created_at))]
    facts.append((say(_("2단계 인증")), instant_words(factor_at) if factor_at else say(_("설정하지 않음"))))
    if user.deletion_asked_at:
        asked = _(
            "%(when)s에 부탁함. 역할을 모두 거두면 저절로 지워집니다.", when=instant_words(user.deletion_asked_at)
        )
        facts.append((say(_("개인정보 삭제")), say(asked)))
    if user.disabled_at:
        why = _("%(when)s: %(why)s", when=instant_words(user.disabled_at), why=user.close_reason or "–")
        facts.append((say(_("닫은 날과 이유")), say(why)))
    return facts


def _keys(grant: RoleGrant) -> list[str]:
    return [key for key in (grant.granted_by, grant.revoked_by) if key]


def session_words(session: Session) -> str:
    """Since when and until when a session was used, and with what."""
    since, used = instant_words(session.created_at), instant_words(session.last_used_at)
    browser = session.browser or say(_("알 수 없는 브라우저"))
    return say(_("%(browser)s: %(since)s 로그인, 마지막 사용 %(used)s", browser=browser, since=since, used=used))


def held_of(grant: RoleGrant, names: Mapping[int, str], today: date) -> Held:
    """A role with its days, how it stands today, and who gave and took it why."""
    state, tone = _standing(grant, today)
    gave = say(
        _(
            "%(when)s %(who)s: %(why)s",
            when=_when(grant.granted_at),
            who=who_words(grant.granted_by, names),
            why=REASONS.get(grant.reason, grant.reason),
        )
    )
    told = [say(_("수탁기관 %(name)s", name=grant.contract.organisation))] if grant.contract else []
    told += [gave]
    if grant.revoked_at and grant.revoked_by:
        who, why = who_words(grant.revoked_by, names), grant.revoke_reason or ""
        told += [say(_("%(when)s %(who)s이(가) 거둠: %(why)s", when=_when(grant.revoked_at), who=who, why=why))]
    may_revoke = tone in {"ok", "wait"}
    href = url_for("people.revocation", user_id=grant.user_id, grant_id=grant.id) if may_revoke else ""
    return Held(say(ROLE_WORDS[Role(grant.role)]), term_words(held_term(grant)), state, tone, told, href)


def _when(instant: datetime) -> str:
    return instant_words(instant)


def _standing(grant: RoleGrant, today: date) -> tuple[str, str]:
    if grant.revoked_at:
        return say(_("거둠")), "off"
    term = held_term(grant)
    if term.has(today):
        return say(_("있음")), "ok"
    return (say(_("아직 아님")), "wait") if today < term.from_on else (say(_("지남")), "off")


@dataclass(frozen=True, slots=True)
class ContractRow:
    """A contract of the list."""

    organisation: str
    href: str
    days: str
    state: str
    tone: str
    note: str


def contract_rows(contracts: Sequence[OperatorContract], today: date) -> list[ContractRow]:
    """All contracts, how they stand today."""
    return [
        ContractRow(
            one.organisation,
            url_for("people.contract", contract_id=one.id),
            term_words(one.term),
            *_contract_state(one, today),
            one.note,
        )
        for one in contracts
    ]


def _contract_state(contract: OperatorContract, today: date) -> tuple[str, str]:
    if contract.term.has(today):
        return say(_("계약 중")), "ok"
    return (say(_("아직 아님")), "wait") if today < contract.from_on else (say(_("끝남")), "off")


REASONS: Mapping[str, Text] = {
    FROM_COMMAND: _("운영자가 명령으로 만듦"),
    HAD_BEFORE: _("전부터 있던 역할"),
}
"""What the program itself gives as a reason."""
OF_THE_CENTER: Text = _("센터·구청")
