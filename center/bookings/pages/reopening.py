"""The last question before rooms are opened again: from when, and what becomes of the bookings there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from center.bookings import queries
from center.bookings.models import Booking
from center.bookings.pages.closures import period_words, reason_words
from center.bookings.pages.words import period_text, room_title, rooms_title
from center.bookings.rules.closing import is_hit
from center.core.text import _
from center.core.time import Period, next_half_hour
from center.spaces.models import Closure
from center.spaces.queries import closures_to_end
from center.web.i18n import say


@dataclass(frozen=True, slots=True)
class OpenedRow:
    """A closure that ends, and from when its room is open again."""

    when: str
    room: str
    opens: str


@dataclass(frozen=True, slots=True)
class StandingRow:
    """A booking in the closed time; it stays."""

    when: str
    who: str
    href: str
    state: str
    tone: str


@dataclass(frozen=True, slots=True)
class ReopeningPage:
    """What is opened again, and who is in it."""

    lead: str
    rows: list[OpenedRow]
    standing: list[StandingRow]
    standing_title: str
    action: str


def find_reopening_page(closure_id: int, *, with_later: bool, now: datetime) -> ReopeningPage | None:
    """What ending a closure does, with all later ones of its series if wanted; None where it is over."""
    closures = closures_to_end(closure_id, with_later=with_later, now=now)
    if not closures:
        return None
    standing = _standing(_bookings_in(closures, now), now)
    return ReopeningPage(
        lead=reason_words(closures[0]),
        rows=[_row(closure, now) for closure in closures],
        standing=standing,
        standing_title=say(_("닫힌 시간에 남아 있는 예약 %(n)s건은 그대로 둡니다.", n=len(standing)))
        if standing
        else "",
        action=url_for("closing.end", closure_id=closure_id, later="yes" if with_later else None),
    )


def _row(closure: Closure, now: datetime) -> OpenedRow:
    opens = closure.start_at if closure.start_at >= now else min(next_half_hour(now), closure.end_at)
    return OpenedRow(
        when=period_words(_period(closure)),
        room=room_title(closure.space),
        opens=say(_("%(at)s부터 다시 예약을 받습니다.", at=opens)),
    )


def _period(closure: Closure) -> Period:
    return Period(closure.start_at, closure.end_at)


def _bookings_in(closures: Sequence[Closure], now: datetime) -> list[Booking]:
    """The confirmed bookings that lie in the closed times of their rooms."""
    times = [(closure.space.code, _period(closure)) for closure in closures]
    return [
        booking
        for booking in queries.bookings_ahead(now)
        if is_hit(booking.occurrence.period, [time for code, time in times if code in booking.occurrence.codes])
    ]


def _standing(bookings: Sequence[Booking], now: datetime) -> list[StandingRow]:
    undecided = {unfit.booking.id for unfit in queries.unfit_among(bookings, queries.rulebook(), now=now)}
    return [_standing_row(booking, is_undecided=booking.id in undecided) for booking in bookings]


def _standing_row(booking: Booking, *, is_undecided: bool) -> StandingRow:
    return StandingRow(
        when=f"{period_text(booking.occurrence.period)} · {rooms_title(booking.occurrence.spaces)}",
        who=booking.organisation or booking.name,
        href=url_for("desk.show", reference=booking.reference),
        state=say(_("정할 예약") if is_undecided else _("그대로 두기로 함")),
        tone="wait" if is_undecided else "line",
    )
