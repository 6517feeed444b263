"""What staff have still to decide over: bookings that do not fit any more."""

from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from center.bookings import queries
from center.bookings.pages.words import Link, period_text, rooms_title
from center.bookings.queries import Unfit
from center.bookings.rules.refusals import staff_text
from center.core.text import _
from center.web.i18n import say


@dataclass(frozen=True, slots=True)
class UnfitRow:
    """A booking, why it does not fit, and the way to each decision."""

    when: str
    who: str
    contact: str
    reasons: list[str]
    show_href: str
    move_href: str
    cancel_href: str


@dataclass(frozen=True, slots=True)
class UnfitPage:
    """All of them, the nearest first."""

    title: str
    lead: str
    rows: list[UnfitRow]


def unfit_page(now: datetime) -> UnfitPage:
    """The list of what is to be decided."""
    rows = [_row(unfit) for unfit in queries.unfit_bookings(now)]
    lead = _("바뀐 운영시간, 휴관, 정원에 맞지 않는 예약이 %(n)s건 있습니다. 하나씩 정해 주세요.", n=len(rows))
    return UnfitPage(say(_("정할 예약")), say(lead) if rows else say(_("지금은 정할 예약이 없습니다.")), rows)


def left_to_decide(now: datetime) -> Link:
    """How many are left, after one was decided, with the way back to the list."""
    n_left = len(queries.unfit_bookings(now))
    text = _("정할 예약이 %(n)s건 남았습니다. 목록으로 돌아가기", n=n_left)
    return Link(say(text if n_left else _("정할 예약을 모두 정했습니다. 목록 보기")), url_for("desk.unfit"))


def _row(unfit: Unfit) -> UnfitRow:
    booking = unfit.booking
    to = {name: url_for(f"desk.{name}", reference=booking.reference) for name in ("show", "move", "cancel")}
    return UnfitRow(
        when=f"{period_text(booking.occurrence.period)} · {rooms_title(booking.occurrence.spaces)}",
        who=say(_("%(who)s, %(n)s명", who=booking.organisation or booking.name, n=booking.headcount)),
        contact=" ".join(part for part in (booking.name, booking.phone) if part),
        reasons=[say(staff_text(refusal)) for refusal in unfit.refusals],
        show_href=to["show"],
        move_href=to["move"],
        cancel_href=to["cancel"],
    )
