"""A firm's record field by field, as staff and the firm itself see it."""

from dataclasses import dataclass
from datetime import date

from center.enterprises.models import Enterprise
from center.enterprises.pages.words import term_text, value_text
from center.enterprises.rules.profile import FIELD_WORDS, FIELDS, OWNER_WORDS, OWNERS, Owner, plain
from center.web.i18n import say

SHOWN_ELSEWHERE = {"kinds", "name", "state"}


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field with its master."""

    word: str
    value: str
    owner: str


@dataclass(frozen=True, slots=True)
class KindRow:
    """A kind with its days; whether it holds on the day that is looked at."""

    text: str
    holds: bool


def field_rows(firm: Enterprise) -> list[FieldRow]:
    """The registry's fields, each with its master: until the registry names a firm, that is the center."""
    values = {"registry_id": firm.registry_id, **{name: plain(getattr(firm.profile, name)) for name in FIELDS}}
    return [
        FieldRow(say(FIELD_WORDS[name]), value_text(name, value), owner_word(firm, name))
        for name, value in values.items()
        if name not in SHOWN_ELSEWHERE
    ]


def owner_word(firm: Enterprise, name: str) -> str:
    """Who is master of a field of that firm."""
    is_registrys = OWNERS[name] == Owner.REGISTRY and firm.is_named_by_registry
    return say(OWNER_WORDS[Owner.REGISTRY if is_registrys else Owner.CENTER])


def kind_rows(firm: Enterprise, day: date) -> list[KindRow]:
    """The kinds of a firm, each with whether it holds on a day."""
    return [KindRow(term_text(plain(term)), term.holds_on(day)) for term in firm.profile.kinds]
