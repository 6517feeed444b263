"""Words for what happened to accounts."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from center.accounts.rules.roles import ROLE_WORDS, Term
from center.core.actor import Role
from center.core.audit import OPERATOR, AuditEntry
from center.core.text import Text, _, show_clock, show_day
from center.core.time import seoul_day
from center.web.i18n import language, say

ACTS: Mapping[str, Text] = {
    "user.created": _("계정을 만듦"),
    "user.invited-again": _("초대 메일을 다시 보냄"),
    "user.disabled": _("계정을 닫음"),
    "user.agreed": _("개인정보 수집에 동의함"),
    "user.password-set": _("명령으로 비밀번호를 바꿈"),
    "user.password-chosen": _("비밀번호를 정함"),
    "user.signed-in": _("로그인함"),
    "user.signed-out": _("로그아웃함"),
    "user.sign-in-refused": _("로그인하지 못함"),
    "user.name-changed": _("이름을 고침"),
    "user.email-changed": _("메일 주소를 바꿈"),
    "user.deletion-asked": _("개인정보 삭제를 부탁함"),
    "user.erased": _("개인정보를 지움"),
    "user.session-ended": _("다른 기기를 로그아웃함"),
    "factor.set": _("2단계 인증을 설정함"),
    "factor.reset": _("2단계 인증을 풂"),
    "factor.refused": _("인증 번호가 틀림"),
    "factor.recovery-used": _("복구 번호를 씀"),
    "factor.codes-renewed": _("복구 번호를 새로 받음"),
    "role.granted": _("역할을 받음"),
    "role.revoked": _("역할을 거둠"),
    "member.added": _("기업의 담당자가 됨"),
    "member.represents": _("기업의 대표 담당자가 됨"),
    "member.ended": _("기업의 담당자를 그만둠"),
}


MOST_STEPS = 100


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened to an account."""

    at: str
    who: str
    what: str
    detail: str


def instant_words(instant: datetime) -> str:
    """An instant as pages write it: 12월 23일(수) 14:30."""
    return f"{show_day(seoul_day(instant), language())} {show_clock(instant)}"


def day_words(day: date) -> str:
    """A day with its year, for what lasts for years."""
    return f"{day.year}. {day.month}. {day.day}."


def term_words(term: Term) -> str:
    """The days of a role or a contract, the last one the last on which it holds."""
    if term.last_on is None:
        return say(_("%(first)s부터", first=day_words(term.from_on)))
    return f"{day_words(term.from_on)} ~ {day_words(term.last_on)}"


def steps_of(entries: Sequence[AuditEntry], names: Mapping[int, str]) -> list[Step]:
    """The history of an account, the latest first, the last hundred; what has no words of its own is left out."""
    told = [entry for entry in reversed(entries) if entry.action in ACTS][:MOST_STEPS]
    return [Step(instant_words(e.at), who_words(e.actor, names), say(ACTS[e.action]), _detail(e)) for e in told]


def who_words(actor: str, names: Mapping[int, str]) -> str:
    """Who acted, by name."""
    number = number_of(actor)
    if number is not None:
        return names.get(number, actor)
    return say(_("운영자 명령")) if actor == OPERATOR else "–"


def number_of(actor: str) -> int | None:
    """The number of the account that the log names, if it names one."""
    word, _blank, number = actor.partition(" ")
    return int(number) if word == "user" and number.isdigit() else None


def _detail(entry: AuditEntry) -> str:
    role = json.loads(entry.facts).get("role")
    return say(ROLE_WORDS[Role(role)]) if role in set(Role) else ""
