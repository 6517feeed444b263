"""A firm as staff see it: its record with the master of each field, what it booked, what was done with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for

from center.accounts import queries as accounts
from center.accounts.queries.corrections import corrections_of
from center.bookings.models import Booking
from center.bookings.pages.words import instant_text, period_text, rooms_title
from center.bookings.queries import bookings_of_firm
from center.bookings.rules.states import WORDS, State
from center.core.audit import OPERATOR
from center.core.text import Text, _
from center.enterprises import queries
from center.enterprises.models import Enterprise, EnterpriseChange
from center.enterprises.pages.record import FieldRow, KindRow, field_rows, kind_rows
from center.enterprises.pages.words import NOTHING, READ_WORDS, STATE_TONES, counting_text, day_text, value_text, won
from center.enterprises.rules.keys import ALL
from center.enterprises.rules.kinds import KIND_WORDS, STATE_WORDS, FirmState, kinds_on
from center.enterprises.rules.profile import FIELD_WORDS
from center.enterprises.service import Source
from center.spaces.models import UnitTerm
from center.tenancy.calls.pages.units import unit_name
from center.tenancy.calls.queries import units_held
from center.web.i18n import say

SOURCES: dict[str, Text] = {
    Source.STAFF: _("직원 입력"),
    Source.FILE: _("명부 파일"),
    Source.API: _("다른 프로그램"),
    Source.SAMPLE: _("예시 자료"),
    Source.FIRM: _("기업의 수정 요청"),
}
ACTIONS: dict[str, Text] = {"created": _("명부에 올림"), "changed": _("고침"), "merged": _("기록을 합침")}
MERGED = _("%(gone)s 기록이 %(kept)s 기록에 합쳐짐")
MOST_ALIKE, MOST_BOOKINGS = 3, 5


@dataclass(frozen=True, slots=True)
class SupportRow:
    """Money that the firm received."""

    year: int
    programme: str
    amount: str
    drop_href: str


@dataclass(frozen=True, slots=True)
class Change:
    """What was done with the record: when, by whom, why, and field by field what it was and is."""

    at: str
    who: str
    what: str
    reason: str
    fields: list[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Way:
    """A link of the page."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit that the firm had, has or will have."""

    unit: str
    days: str
    href: str


@dataclass(frozen=True, slots=True)
class BookingRow:
    """A booking of the firm."""

    when: str
    rooms: str
    state: str
    href: str


@dataclass(frozen=True, slots=True)
class FirmPage:
    """A firm."""

    title: str
    lead: str
    state: str
    tone: str
    fields: list[FieldRow]
    kinds: list[KindRow]
    day: date
    on_that_day: str
    supports: list[SupportRow]
    support_total: str
    units: list[UnitRow]
    bookings: list[BookingRow]
    bookings_more: str
    note: str
    extra: list[tuple[str, str]]
    alike: list[Way]
    proposals: list[Way]
    changes: list[Change]
    readers: list[str]
    actions: list[Way]
    note_href: str
    support_href: str
    action: str


def _readers(firm: Enterprise) -> list[str]:
    """Who looked at the firm's record lately, by itself or with all others."""
    found = accounts.access_to(*queries.keys_of(firm), ALL, since=firm.created_at)
    words = (say(READ_WORDS[access.action]) if access.action in READ_WORDS else "" for access in found)
    return [
        " · ".join(filter(None, (instant_text(access.at), access.name, word)))
        for access, word in zip(found, words, strict=True)
    ]


def firm_page(firm: Enterprise, day: date) -> FirmPage:
    """A firm with its past; `day` is the one on which its kinds are looked at."""
    profile, key = firm.profile, firm.registry_id
    held = kinds_on(profile.kinds, day)
    booked, n_booked = bookings_of_firm(firm.id, page=1, size=MOST_BOOKINGS)
    total = sum(support.amount_krw for support in firm.supports)
    return FirmPage(
        title=firm.name,
        lead=" · ".join((counting_text(profile.counting_kind), key)),
        state=say(STATE_WORDS[FirmState(firm.state)]),
        tone=STATE_TONES[firm.state],
        fields=field_rows(firm),
        kinds=kind_rows(firm, day),
        day=day,
        on_that_day=", ".join(say(KIND_WORDS[kind]) for kind in held) or NOTHING,
        supports=[
            SupportRow(
                support.year,
                support.programme,
                won(support.amount_krw),
                url_for("enterprises.dropping_support", registry_id=key, support_id=support.id),
            )
            for support in firm.supports
        ],
        support_total=say(_("모두 %(won)s", won=won(total))) if total else "",
        units=[_unit_row(term) for term in units_held(firm.id)],
        bookings=[_booking_row(booking) for booking in booked],
        bookings_more=say(_("모두 %(n)s건", n=n_booked)) if n_booked > MOST_BOOKINGS else "",
        note=firm.note,
        extra=sorted(firm.extra.items()),
        alike=_alike(firm),
        proposals=_proposals(firm),
        changes=_changes(queries.history_of(firm)),
        readers=_readers(firm),
        actions=[
            Way(say(_("기록 고치기")), url_for("enterprises.edit", registry_id=key)),
            Way(say(_("다른 기록과 합치기")), url_for("enterprises.merging", registry_id=key)),
        ],
        note_href=url_for("enterprises.note", registry_id=key),
        support_href=url_for("enterprises.new_support", registry_id=key),
        action=url_for("reports.firm", registry_id=key),
    )


def _proposals(firm: Enterprise) -> list[Way]:
    """What the firm proposed to correct and nobody decided yet."""
    return [
        Way(
            f"{instant_text(asked.asked_at)} · {asked.user.name}",
            url_for("corrections.show", correction_id=asked.id),
        )
        for asked in corrections_of(firm, open_only=True)
    ]


def _unit_row(term: UnitTerm) -> UnitRow:
    days = f"{day_text(term.first_on)} ~ {day_text(term.last_on)}"
    return UnitRow(unit_name(term.unit_code), days, url_for("units.unit", code=term.unit_code))


def _booking_row(booking: Booking) -> BookingRow:
    return BookingRow(
        period_text(booking.occurrence.period),
        rooms_title(booking.occurrence.spaces),
        say(WORDS[State(booking.state)]),
        url_for("desk.show", reference=booking.reference),
    )


def _alike(firm: Enterprise) -> list[Way]:
    """Records that are likely the same firm, to be compared; the first few, and how many more there are."""
    key, found = firm.registry_id, queries.alike(firm.name, firm.representative, firm.phone, without=firm.id)
    ways = [
        Way(
            f"{other.name} ({other.registry_id})",
            url_for("enterprises.merging", registry_id=key, other=other.registry_id),
        )
        for other in found[:MOST_ALIKE]
    ]
    if len(found) > MOST_ALIKE:
        more = say(_("그 밖에 %(n)s곳 더 보기", n=len(found) - MOST_ALIKE))
        ways.append(Way(more, url_for("enterprises.merging", registry_id=key)))
    return ways


def _changes(history: Sequence[EnterpriseChange]) -> list[Change]:
    actors = [actor for change in history for actor in (change.actor, change.proposed_by or "")]
    numbers = {int(actor[5:]) for actor in actors if actor.startswith("user ")}
    names = accounts.names_of(numbers)
    return [_change(change, names) for change in history]


def _change(change: EnterpriseChange, names: dict[int, str]) -> Change:
    merged = change.changes.get("merged")
    what = MERGED if merged else ACTIONS[change.action]
    facts = {"gone": merged[0], "kept": merged[1]} if merged else {}
    return Change(
        at=instant_text(change.at),
        who=" · ".join(
            filter(None, (_who(change.actor, names), say(SOURCES[change.source]), _proposer(change, names)))
        ),
        what=say(Text(what.msgid, facts)),
        reason=change.reason,
        fields=[] if change.action == "created" else _pairs(change),
    )


def _proposer(change: EnterpriseChange, names: dict[int, str]) -> str:
    return say(_("%(name)s 요청", name=_who(change.proposed_by, names))) if change.proposed_by else ""


def _pairs(change: EnterpriseChange) -> list[tuple[str, str, str]]:
    return [
        (say(FIELD_WORDS.get(name, _("그 밖의 칸"))), value_text(name, before), value_text(name, after))
        for name, (before, after) in change.changes.items()
        if name != "merged"
    ]


def _who(actor: str, names: dict[int, str]) -> str:
    if actor.startswith("user "):
        return names.get(int(actor[5:]), actor)
    return say(_("운영자")) if actor == OPERATOR else actor
