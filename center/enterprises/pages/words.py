"""A firm's values as people read them."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from center.core.text import Text, _
from center.enterprises.rules.kinds import COUNTING_WORDS, KIND_WORDS, STATE_WORDS, CountingKind, FirmState, Kind
from center.enterprises.rules.numbers import is_business_number, show_business_number
from center.web.i18n import say

NOTHING = "–"
STATE_TONES: Mapping[str, str] = {FirmState.ACTIVE: "ok", FirmState.SUSPENDED: "wait", FirmState.CLOSED: "off"}
READ_WORDS: Mapping[str, Text] = {
    "enterprise.read": _("프로그램이 이 기록을 읽음"),
    "enterprises.read": _("프로그램이 여러 기록을 함께 읽음"),
    "enterprises.exported": _("명부 전체를 파일로 받음"),
    "correction.shown": _("수정 요청을 봄"),
}
"""Ways of reading a firm's record beside its page."""
INSIDE: Mapping[bool, Text] = {True: _("관내"), False: _("관외")}


def won(amount: int) -> str:
    """Won with commas: 5,000,000원."""
    return say(_("%(n)s원", n=f"{amount:,}"))


def day_text(day: date | str | None) -> str:
    """A day as records write it: 2026. 3. 1.; nothing of nothing."""
    if not day:
        return ""
    known = date.fromisoformat(day) if isinstance(day, str) else day
    return f"{known.year}. {known.month}. {known.day}."


def term_text(term: Mapping[str, Any]) -> str:
    """A kind with its days and its certificate, from its plain values."""
    days = f"{day_text(term['from'])} ~ {day_text(term['to'])}".strip()
    parts = [say(KIND_WORDS[Kind(term["kind"])]), "" if days == "~" else days, term["certificate"], term["issuer"]]
    return " · ".join(part for part in parts if part)


def _number(value: str) -> str:
    return show_business_number(value) if is_business_number(value) else value


WRITERS: Mapping[str, Callable[[Any], str]] = {
    "kinds": lambda terms: " / ".join(term_text(term) for term in terms),
    "supports": lambda one: f"{one['programme']} · {one['year']} · {won(one['amount_krw'])}",
    "in_district": lambda value: say(INSIDE[value]),
    "founded_on": day_text,
    "business_number": _number,
    "extra": lambda columns: ", ".join(f"{column}: {text}" for column, text in columns.items()),
    "counting_kind": lambda value: say(COUNTING_WORDS[CountingKind(value)]),
    "state": lambda value: say(STATE_WORDS[FirmState(value)]),
}


def value_text(name: str, value: Any) -> str:
    """A field's plain value as people read it; a dash where there is none."""
    if value in (None, "", [], {}):
        return NOTHING
    return WRITERS.get(name, str)(value)


def counting_text(kind: CountingKind | None) -> str:
    """As what the firm is counted."""
    return say(COUNTING_WORDS[kind]) if kind else NOTHING
