"""The staff's pages of rules: all of them in sentences, and one with its past and its future."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import url_for

from center.bookings import queries
from center.bookings.pages.rule_words import ABOUT, TITLES, in_words
from center.bookings.pages.words import Link, room_title
from center.bookings.rule_forms import form_of
from center.bookings.rule_forms.base import RuleForm
from center.bookings.rules.rulebook import DatedValue, Rulebook
from center.bookings.rules.values import CENTER, ROOM_KEYS, ROOMS_ALONE, SHAPES, TEXTS, Value
from center.bookings.service.ruling import contradictions_ahead, ensure_scope, known_rooms
from center.core.text import Text, _
from center.spaces.models import Space
from center.spaces.queries import rooms_ever
from center.web.i18n import say

GROUPS: tuple[tuple[str, Text, tuple[str, ...]], ...] = (
    ("time", _("시간"), ("opening_hours", "length", "turnaround", "notice", "window")),
    ("people", _("사람과 횟수"), ("capacity", "quota", "decision", "refused_uses")),
    ("after", _("예약한 뒤"), ("verifying", "series", "reminder", "cancelling", "retention")),
    ("texts", _("글과 동의"), ("terms", "privacy", "news", "staff_reasons", "cancel_reasons")),
)
SEEN_ON: Mapping[str, tuple[Text, str]] = {
    "opening_hours": (_("달력에서 보기"), "bookings.calendar"),
    "capacity": (_("공간 소개에서 보기"), "bookings.rooms"),
    "terms": (_("이용 약관에서 보기"), "reports.terms"),
    "privacy": (_("개인정보 처리방침에서 보기"), "reports.privacy"),
    "news": (_("개인정보 처리방침에서 보기"), "reports.privacy"),
}
"""Where people see a rule."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What holds for the center or a room, and what comes."""

    who: str
    lines: list[str]
    since: str
    coming: list[str]
    change: Link


@dataclass(frozen=True, slots=True)
class RuleOfList:
    """A rule in the list; `more` leads to rooms that have nothing of their own."""

    key: str
    title: str
    standings: list[Standing]
    more: list[Link]


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """Rules that belong together."""

    mark: str
    title: str
    rules: list[RuleOfList]


@dataclass(frozen=True, slots=True)
class RulesPage:
    """All rules; `faults` say where they contradict one another."""

    groups: list[RuleGroup]
    faults: list[str]
    days_href: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A value of the past, present or future."""

    when: str
    state: tuple[str, str]
    lines: list[str]
    withdraw: Link | None


@dataclass(frozen=True, slots=True)
class RulePage:
    """One rule of the center or a room, with its form."""

    key: str
    shape: str
    title: str
    about: str
    now: list[str]
    since: str
    history: list[Passage]
    others: list[Link]
    as_center: Link | None
    seen_on: Link | None
    action: str
    back_href: str


def who(scope: str) -> str:
    """The center, or a room by number and name."""
    room = _room(scope)
    return room_title(room) if room else say(_("센터 전체"))


def _room(scope: str) -> Space | None:
    return next((room for room in reversed(rooms_ever()) if room.code == scope), None)


def name_of(key: str, scope: str) -> str:
    """A rule with whose it is: 정리 시간, 정리 시간 (202 다목적회의실)."""
    title = say(TITLES[key])
    return title if scope == CENTER else f"{title} ({who(scope)})"


def rules_page(today: date) -> RulesPage:
    """All rules as they are, and what comes."""
    book = queries.rulebook()
    rooms = known_rooms(today)
    names = {CENTER: say(_("센터 전체"))} | {room.code: room_title(room) for room in rooms_ever()}
    groups = [
        RuleGroup(mark, say(title), [_rule(book, key, rooms, names, today) for key in keys])
        for mark, title, keys in GROUPS
    ]
    faults = [f"{say(TITLES[one.key])}: {say(one.text)}" for one in contradictions_ahead(book, today)]
    return RulesPage(groups, list(dict.fromkeys(faults)), url_for("rules.days"))


def _rule(book: Rulebook, key: str, rooms: Sequence[str], names: Mapping[str, str], today: date) -> RuleOfList:
    scopes = ([] if key in ROOMS_ALONE else [CENTER]) + (list(rooms) if key in ROOM_KEYS else [])
    shown = [scope for scope in scopes if scope == CENTER or _has_own(book, key, scope, today)]
    return RuleOfList(
        key=key,
        title=say(TITLES[key]),
        standings=[_standing(book, key, scope, names[scope], today) for scope in shown],
        more=[
            Link(say(_("%(room)s만 다르게", room=names[room])), _href(key, room))
            for room in scopes
            if room not in shown
        ],
    )


def _has_own(book: Rulebook, key: str, scope: str, today: date) -> bool:
    """Whether a room has something of its own, now or later."""
    coming = [value for value in book.history(key, scope) if value.from_on > today]
    return bool(book.own(key, scope, today) or coming)


def _standing(book: Rulebook, key: str, scope: str, name: str, today: date) -> Standing:
    own = book.own(key, scope, today)
    coming = [value for value in book.history(key, scope) if value.from_on > today]
    return Standing(
        who=name,
        lines=in_words(own.value) if own else [say(_("센터의 규칙을 따릅니다."))],
        since=say(_("%(day)s부터", day=own.from_on)) if own else "",
        coming=[
            say(_("%(day)s부터: %(value)s", day=one.from_on, value=" ".join(in_words(one.value)))) for one in coming
        ],
        change=Link(
            say(_("바꾸기")),
            _href(key, scope),
            name=say(_("%(rule)s 바꾸기, %(who)s", rule=TITLES[key], who=name)),
        ),
    )


def _href(key: str, scope: str, view: str = "rule", **more: Any) -> str:
    return url_for(f"rules.{view}", key=key, scope=scope, **more)


def new_form(key: str, scope: str, today: date) -> RuleForm:
    """The form of a rule with the value that holds, from tomorrow on.

    Raises:
        NotFoundError: there is no such rule for them.
    """
    ensure_scope(key, scope, today)
    value = value_of(queries.rulebook(), key, scope, today)
    form_class = form_of(value)
    form: RuleForm = form_class(data={"from_on": today + timedelta(days=1), **form_class.filled(value)})
    return form


def value_of(book: Rulebook, key: str, scope: str, day: date) -> Value:
    """The value that holds on a day, the room's own or the center's."""
    value: Value = book.get(SHAPES[key], key, day, scope)
    return value


def rule_page(key: str, scope: str, today: date) -> RulePage:
    """One rule with its past and its future."""
    book = queries.rulebook()
    own, name = book.own(key, scope, today), who(scope)
    return RulePage(
        key=key,
        shape=SHAPES[key].__name__,
        title=say(_("%(rule)s 바꾸기", rule=name_of(key, scope))),
        about=say(ABOUT[key]),
        now=in_words(value_of(book, key, scope, today)),
        since=_since(own, scope),
        history=[_passage(one, book, today) for one in reversed(book.history(key, scope))],
        others=_other_scopes(key, scope, today),
        as_center=_as_center(own, key, scope, name),
        seen_on=_seen_on(key),
        action=_href(key, scope),
        back_href=url_for("rules.rules"),
    )


def _since(own: DatedValue | None, scope: str) -> str:
    if own:
        return say(_("%(day)s부터", day=own.from_on))
    return say(_("센터의 규칙을 따릅니다.")) if scope != CENTER else ""


def _passage(one: DatedValue, book: Rulebook, today: date) -> Passage:
    key, scope = one.key, one.scope
    days = [value.from_on for value in book.history(key, scope) if value.from_on <= today]
    state = _state(one.from_on, days, today)
    withdraw = Link(
        say(_("거두기")),
        _href(key, scope, "withdrawal", day=one.from_on.isoformat()),
        name=say(_("%(day)s부터의 값 거두기", day=one.from_on)),
    )
    lines = in_words(one.value)
    if key in TEXTS and hasattr(one.value, "version"):
        lines = [say(_("%(version)s판", version=one.value.version)), *lines]
    when = say(_("%(day)s부터", day=one.from_on))
    return Passage(when, state, lines, withdraw if one.from_on > today else None)


def _state(day: date, begun: Sequence[date], today: date) -> tuple[str, str]:
    if day > today:
        return say(_("예정")), "open"
    return (say(_("지금")), "ok") if day == max(begun) else (say(_("지난 값")), "line")


def _other_scopes(key: str, scope: str, today: date) -> list[Link]:
    scopes = ([] if key in ROOMS_ALONE else [CENTER]) + (known_rooms(today) if key in ROOM_KEYS else [])
    return [Link(who(one), _href(key, one)) for one in scopes if one != scope]


def _as_center(own: DatedValue | None, key: str, scope: str, name: str) -> Link | None:
    if own is None or scope == CENTER or key in ROOMS_ALONE:
        return None
    return Link(say(_("%(room)s도 센터의 규칙을 따르게 하기", room=name)), _href(key, scope, "as_center"))


def _seen_on(key: str) -> Link | None:
    if key not in SEEN_ON:
        return None
    text, endpoint = SEEN_ON[key]
    return Link(say(text), url_for(endpoint))


def coming_after(book: Rulebook, key: str, scope: str, day: date) -> str:
    """What takes the place of a value that begins on a day, if that is settled already."""
    later = [value for value in book.history(key, scope) if value.from_on > day]
    if not later:
        return ""
    words = " ".join(in_words(later[0].value))
    return say(_("%(day)s부터는 정해 둔 대로 다시 바뀝니다: %(value)s", day=later[0].from_on, value=words))


def old_words(book: Rulebook, key: str, scope: str, day: date) -> list[str]:
    """What holds on a day for the center or a room, in sentences; of a room without its own what it follows."""
    own = book.own(key, scope, day)
    is_center = scope == CENTER or key in ROOMS_ALONE
    words = in_words(own.value if own else value_of(book, key, scope, day))
    return words if own or is_center else [say(_("센터의 규칙을 따릅니다.")), *words]
