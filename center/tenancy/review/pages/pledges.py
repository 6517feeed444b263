"""The pledges as they were signed: in which words, by whom, when."""

from center.accounts.queries import names_of
from center.core.text import _
from center.papers.frame import second_text
from center.papers.review import Section
from center.tenancy.review.models import Seat
from center.tenancy.review.pages.result import NOTHING, Result
from center.tenancy.review.rules.committee import PLEDGES, SEAT_WORDS, SeatRole
from center.web.i18n import say, say_all


def named_seat(seat: Seat, names: dict[int, str]) -> str:
    """A member by code, role and name."""
    return say(
        _(
            "%(code)s %(role)s %(name)s",
            code=seat.code,
            role=SEAT_WORDS[SeatRole(seat.role)],
            name=names.get(seat.user_id, NOTHING),
        )
    )


def pledge_sections(result: Result) -> list[Section]:
    """The pledge of each who signed one."""
    names = names_of([seat.user_id for seat in result.seats])
    return [_pledge(seat, names) for seat in result.seats if seat.pledged_at is not None]


def _pledge(seat: Seat, names: dict[int, str]) -> Section:
    version = seat.pledge or 0
    signed_at = second_text(seat.pledged_at) if seat.pledged_at else ""
    return Section(
        title=named_seat(seat, names),
        texts=say_all(list(PLEDGES[version])),
        facts=[(say(_("서약문")), say(_("제%(n)s판", n=version))), (say(_("서명한 때")), signed_at)],
    )
