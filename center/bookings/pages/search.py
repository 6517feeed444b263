"""What staff found among the bookings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for

from center.bookings import queries
from center.bookings.models import Booking
from center.bookings.pages.manage import TONES
from center.bookings.pages.words import Link, period_text, rooms_title
from center.bookings.queries.families import registry_ids
from center.bookings.queries.searching import ROWS_A_PAGE
from center.bookings.rules.states import WORDS
from center.core.text import _
from center.web.i18n import say


@dataclass(frozen=True, slots=True)
class Row:
    """A booking in the list."""

    when: str
    rooms: str
    who: str
    firm_href: str
    contact: str
    people: str
    reference: str
    state: str
    tone: str
    href: str


@dataclass(frozen=True, slots=True)
class SearchPage:
    """A page of the list; the file takes all that was found."""

    lead: str
    rows: list[Row]
    before: Link | None
    after: Link | None
    n_all: int


def search_page(found: queries.Found, page: int, asked: dict[str, Any], now: datetime) -> SearchPage:
    """The list with the way to the pages around it."""
    n_pages = max(1, -(-found.n_all // ROWS_A_PAGE))
    lead = _("%(n)s건을 찾았습니다. 이용일이 늦은 것부터 보입니다.", n=f"{found.n_all:,}")
    return SearchPage(
        lead=say(lead) if found.n_all else say(_("찾는 예약이 없습니다. 낱말을 줄이거나 기간을 넓혀 보세요.")),
        rows=rows_of(found.bookings, now),
        before=_page_link(page - 1, say(_("앞 쪽")), asked) if page > 1 else None,
        after=_page_link(page + 1, say(_("다음 쪽")), asked) if page < n_pages else None,
        n_all=found.n_all,
    )


def _page_link(page: int, text: str, asked: dict[str, Any]) -> Link:
    return Link(text, url_for("desk.search", **asked, page=page))


def rows_of(bookings: Sequence[Booking], now: datetime) -> list[Row]:
    """Bookings as a list shows them."""
    keys = registry_ids({booking.enterprise_id for booking in bookings if booking.enterprise_id})
    return [_row(booking, keys.get(booking.enterprise_id or 0), now) for booking in bookings]


def _row(booking: Booking, firm: str | None, now: datetime) -> Row:
    state = booking.state_at(now)
    name = booking.name if booking.organisation else ""
    return Row(
        when=period_text(booking.occurrence.period),
        rooms=rooms_title(booking.occurrence.spaces),
        who=booking.organisation or booking.name or say(_("개인정보 지움")),
        firm_href=url_for("reports.firm", registry_id=firm) if firm else "",
        contact=" ".join(part for part in (name, booking.phone) if part),
        people=say(_("%(n)s명 이용", n=booking.headcount)),
        reference=booking.reference,
        state=say(WORDS[state]),
        tone=TONES.get(state, "off"),
        href=url_for("desk.show", reference=booking.reference),
    )
