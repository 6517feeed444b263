"""Whether a committee can begin to score a stage, and all that keeps it from it.

Source: docs/rules/scoring.md, "The committee"
"""

from collections.abc import Callable, Sequence
from functools import partial

from center.core.errors import DomainError
from center.core.text import _
from center.tenancy.applications.models import Application
from center.tenancy.calls.rules.content import Content
from center.tenancy.review.models import Seat
from center.tenancy.review.queries import declarations_of, scoring_of, scoring_seats
from center.tenancy.review.rules.committee import CommitteeError, SeatRole, ensure_enough, ensure_size
from center.tenancy.review.service.locking import ReviewClosedError


def ensure_ready(call_id: int, applications: Sequence[Application], content: Content) -> None:
    """Raises: CommitteeError or ReviewClosedError, where the committee cannot begin to score these applications."""
    for hindrance in hindrances(call_id, applications, content):
        raise hindrance


def hindrances(call_id: int, applications: Sequence[Application], content: Content) -> list[DomainError]:
    """Everything that keeps the committee from scoring these applications, as the refusals that it would be."""
    if not applications:
        return [ReviewClosedError(_("이 단계에서 심사할 신청이 없습니다."))]
    seats = scoring_seats(call_id)
    found = (
        _refusal(partial(ensure_size, len(seats))),
        _refusal(partial(_ensure_chair_taken, seats)),
        _refusal(partial(_ensure_signed, seats)),
        _refusal(partial(_ensure_declared, seats, applications)),
        _refusal(partial(ensure_enough, scoring_of(call_id, applications), content.selection.min_sheets)),
    )
    return [one for one in found if one is not None]


def _refusal(ensure: Callable[[], None]) -> DomainError | None:
    try:
        ensure()
    except DomainError as refusal:
        return refusal
    return None


def _ensure_chair_taken(seats: Sequence[Seat]) -> None:
    if not any(seat.role == SeatRole.CHAIR for seat in seats):
        raise CommitteeError(_("위원장이 없습니다. 위원장을 정해 주세요."))


def _ensure_signed(seats: Sequence[Seat]) -> None:
    if unsigned := [seat.code for seat in seats if seat.pledged_at is None]:
        raise CommitteeError(_("서약하지 않은 위원이 있습니다: %(codes)s", codes=unsigned))


def _ensure_declared(seats: Sequence[Seat], applications: Sequence[Application]) -> None:
    declared = declarations_of(seats[0].call_id) if seats else {}
    if silent := [s.code for s in seats if any((s.id, one.id) not in declared for one in applications)]:
        raise CommitteeError(_("이해관계를 모두 밝히지 않은 위원이 있습니다: %(codes)s", codes=silent))
