"""Closing rooms: what is closed and to be closed, and the bookings that a new closure hits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from flask import url_for

from center.bookings import queries
from center.bookings.models import Booking
from center.bookings.pages.behalf import value_of
from center.bookings.pages.words import room_title, rooms_title
from center.bookings.rules.closing import is_hit
from center.bookings.rules.refusals import Alternative
from center.bookings.service.closing import Way
from center.core.text import Text, _, named, show_clock, show_hours
from center.core.time import Period, at
from center.spaces.models import Closure, Space
from center.spaces.queries import closures_ahead
from center.spaces.rules import ClosureKind
from center.web.i18n import say

KINDS: Mapping[str, Text] = {ClosureKind.CLOSED: _("휴관"), ClosureKind.WORKS: _("공사")}


@dataclass(frozen=True, slots=True)
class ClosureRow:
    """A closure, with what ends it."""

    when: str
    rooms: str
    reason: str
    kind: str
    state: str
    end_href: str
    end_name: str


@dataclass(frozen=True, slots=True)
class ClosureGroup:
    """Closures of one series, or one alone."""

    title: str
    rows: list[ClosureRow]
    end_all_href: str


@dataclass(frozen=True, slots=True)
class ClosuresPage:
    """All that goes on or is to come."""

    lead: str
    groups: list[ClosureGroup]


def closures_page(now: datetime) -> ClosuresPage:
    """The list, the nearest first; what repeats stands together."""
    closures = closures_ahead(now)
    first_of = {closure.series or str(closure.id): closure for closure in reversed(closures)}
    ordered = sorted(closures, key=lambda one: (first_of[_series(one)].start_at, _series(one)))
    groups = [_group(list(some), now) for _series_key, some in groupby(ordered, key=_series)]
    lead = _("닫았거나 닫을 시간이 %(n)s번 있습니다.", n=len(closures))
    return ClosuresPage(say(lead) if closures else say(_("닫은 공간이 없습니다.")), groups)


def _series(closure: Closure) -> str:
    return closure.series or str(closure.id)


def _group(closures: Sequence[Closure], now: datetime) -> ClosureGroup:
    first = closures[0]
    is_many = len(closures) > 1
    return ClosureGroup(
        title=say(_("%(reason)s, %(n)s번", reason=reason_words(first), n=len(closures)))
        if is_many
        else reason_words(first),
        rows=[_row(closure, now) for closure in closures],
        end_all_href=url_for("closing.ask", closure_id=first.id, later="yes") if is_many else "",
    )


def reason_words(closure: Closure) -> str:
    """Why it is closed."""
    return say(named(closure.reason, closure.reason_en))


def _row(closure: Closure, now: datetime) -> ClosureRow:
    when = period_words(Period(closure.start_at, closure.end_at))
    return ClosureRow(
        when=when,
        rooms=room_title(closure.space),
        reason=reason_words(closure),
        kind=say(KINDS[closure.kind]),
        state=say(_("지금 닫혀 있음")) if closure.start_at <= now else "",
        end_href=url_for("closing.ask", closure_id=closure.id),
        end_name=say(_("%(when)s %(room)s 다시 열기", when=when, room=room_title(closure.space))),
    )


def period_words(period: Period) -> str:
    """A time that may last for days: 12월 21일(월) 13:00~18:00, 12월 21일(월) 13:00부터 12월 23일(수) 18:00까지."""
    if period.end <= at(period.day, 1440):
        return say(_("%(day)s %(hours)s", day=period.day, hours=show_hours(period)))
    return say(
        _(
            "%(first)s %(start)s부터 %(last)s까지",
            first=period.day,
            start=show_clock(period.start),
            last=period.end,
        )
    )


@dataclass(frozen=True, slots=True)
class WayOut:
    """Something that may become of a booking that is hit, as a choice."""

    value: str
    text: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """A booking that a closure hits, with what may become of it."""

    reference: str
    version: int
    title: str
    who: str
    contact: str
    field: str
    ways: list[WayOut]


@dataclass(frozen=True, slots=True)
class HitsPart:
    """The bookings that are hit; the form is sent once more with a choice for each."""

    title: str
    times: str
    hits: list[Hit]
    waiting: str


def hits_part(
    hits: Sequence[Booking],
    others: Mapping[str, Sequence[Alternative]],
    *,
    times: Sequence[Period],
    chosen: Mapping[str, str],
    rooms: Sequence[str],
) -> HitsPart:
    """What is hit, each with its choices; what was chosen before stays chosen."""
    titles = queries.rooms_on(times[0].day)
    n_asks = sum(
        bool(set(ask.booking.occurrence.codes) & set(rooms)) and is_hit(ask.period, times)
        for ask in queries.waiting_asks()
    )
    title = _("걸리는 예약이 %(n)s건 있습니다. 예약마다 어떻게 할지 고르세요.", n=len(hits))
    waiting = _("이 시간을 기다리는 신청도 %(n)s건 있습니다. 닫은 뒤에는 승인할 수 없으니 거절해 주세요.", n=n_asks)
    return HitsPart(
        title=say(title) if hits else say(_("걸리는 예약이 없습니다.")),
        times=_times_text(times),
        hits=[_hit(hit, others[hit.reference], chosen.get(hit.reference, ""), titles) for hit in hits],
        waiting=say(waiting) if n_asks else "",
    )


def _times_text(times: Sequence[Period]) -> str:
    first = period_words(times[0])
    if len(times) == 1:
        return first
    return say(_("%(first)s부터 %(last)s까지 %(n)s번", first=first, last=times[-1].day, n=len(times)))


def _hit(booking: Booking, others: Sequence[Alternative], chosen: str, rooms: Sequence[Space]) -> Hit:
    offered = [(f"{Way.MOVE}:{value_of(near)}", _move_text(near, rooms)) for near in others]
    usual = [
        (str(Way.LATER), say(_("나중에 정하기 (정할 예약에 올립니다)"))),
        (
            str(Way.CANCEL),
            say(_("취소하고 까닭을 알리기")) if booking.email else say(_("취소하기 (전화로 알려야 합니다)")),
        ),
        (str(Way.KEEP), say(_("그대로 두기 (닫힌 시간에도 쓰게 합니다)"))),
    ]
    values = [value for value, _text in [*usual, *offered]]
    picked = chosen if chosen in values else str(Way.LATER)
    return Hit(
        reference=booking.reference,
        version=booking.version,
        title=f"{period_words(booking.occurrence.period)} · {rooms_title(booking.occurrence.spaces)}",
        who=say(_("%(who)s, %(n)s명", who=booking.organisation or booking.name, n=booking.headcount)),
        contact=" ".join(part for part in (booking.name, booking.phone) if part),
        field=f"way-{booking.reference}",
        ways=[WayOut(value, text, value == picked) for value, text in [*usual, *offered]],
    )


def _move_text(near: Alternative, rooms: Sequence[Space]) -> str:
    names = rooms_title([room for room in rooms if room.code in near.rooms])
    return say(_("옮기기: %(period)s %(rooms)s", period=near.period, rooms=names))
