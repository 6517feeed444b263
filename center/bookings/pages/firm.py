"""A firm's bookings as its people see them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from center.bookings import queries
from center.bookings.models import Booking
from center.bookings.pages.manage import TONES
from center.bookings.pages.words import Link, period_text, rooms_title
from center.bookings.rules.states import WORDS
from center.core.text import _
from center.web.i18n import say


@dataclass(frozen=True, slots=True)
class FirmRow:
    """A booking of the firm."""

    when: str
    rooms: str
    purpose: str
    who: str
    series: Link | None
    state: str
    tone: str
    href: str


@dataclass(frozen=True, slots=True)
class FirmBookings:
    """A page of the list."""

    title: str
    lead: str
    rows: list[FirmRow]
    before: Link | None
    after: Link | None


def firm_bookings(name: str, found: Sequence[Booking], n_all: int, page: int, now: datetime) -> FirmBookings:
    """The bookings of a firm, the latest use first."""
    series = queries.references_of_series({booking.series_id for booking in found if booking.series_id})
    n_pages = max(1, -(-n_all // queries.FIRM_PAGE))
    lead = _("%(name)s의 예약 %(n)s건", name=name, n=f"{n_all:,}") if n_all else _("아직 기업으로 한 예약이 없습니다.")
    return FirmBookings(
        title=say(_("우리 기업의 예약")),
        lead=say(lead),
        rows=[_row(booking, series, now) for booking in found],
        before=_way(page - 1, say(_("앞 쪽"))) if page > 1 else None,
        after=_way(page + 1, say(_("다음 쪽"))) if page < n_pages else None,
    )


def _way(page: int, text: str) -> Link:
    return Link(text, url_for("firm_bookings.bookings", page=page))


def _series(booking: Booking, series: Mapping[int, str]) -> Link | None:
    if booking.series_id is None:
        return None
    return Link(say(_("연속 예약")), url_for("series.show", reference=series[booking.series_id]))


def _row(booking: Booking, series: Mapping[int, str], now: datetime) -> FirmRow:
    state = booking.state_at(now)
    return FirmRow(
        when=period_text(booking.occurrence.period),
        rooms=rooms_title(booking.occurrence.spaces),
        purpose=booking.purpose,
        who=booking.name,
        series=_series(booking, series),
        state=say(WORDS[state]),
        tone=TONES.get(state, "off"),
        href=url_for("manage.show", reference=booking.reference),
    )
