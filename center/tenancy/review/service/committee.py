"""Commands on who sits in a committee: invited, called up, leaving, and the pledge that each signs.

Source: docs/rules/scoring.md, "The committee"
"""

from datetime import datetime

from sqlalchemy import func, select

from center.accounts.queries import names_of, roles_of
from center.core.actor import Actor, Role
from center.core.audit import record
from center.core.db import transaction
from center.core.errors import ConflictError
from center.core.text import _
from center.core.time import seoul_day
from center.tenancy.calls.models import Call
from center.tenancy.review.models import Seat
from center.tenancy.review.queries import get_own_seat, get_seat, seats_of
from center.tenancy.review.rules.committee import PLEDGE, CommitteeError, SeatRole
from center.tenancy.review.service.letters import Told, tell
from center.tenancy.review.service.locking import ReviewClosedError, locked_call

STAFF = frozenset({Role.STAFF, Role.ADMIN})


class SeatTakenError(ConflictError):
    """The person sits in this committee already, or the chair is taken."""

    kind = "seat-taken"


def seat_subject(seat: Seat, call: Call) -> str:
    """How the log names a seat."""
    return f"committee {call.number} {seat.code}"


def appoint(call_id: int, user_id: int, role: SeatRole, *, by: Actor, now: datetime) -> Seat:
    """Give somebody a seat in the committee of a call, and tell them by mail.

    Whoever scores has the role of a reviewer and is no staff; the secretary (간사) is staff.

    Raises:
        CommitteeError: the account is not of that kind.
        SeatTakenError: the person sits there already, or somebody else is in the chair.
        ReviewClosedError
    """
    with transaction() as session:
        call = locked_call(call_id)
        _ensure_of_kind(user_id, role, now)
        present = seats_of(call_id)
        if any(one.user_id == user_id for one in present):
            raise SeatTakenError(_("이미 이 위원회에 위촉한 적이 있는 사람입니다."))
        if role == SeatRole.CHAIR and any(one.is_chair for one in present):
            raise SeatTakenError(_("위원장은 한 명입니다. 지금 위원장을 먼저 해촉하세요."))
        last = session.scalar(select(func.max(Seat.position)).where(Seat.call_id == call_id)) or 0
        seat = Seat(call_id=call_id, user_id=user_id, position=last + 1, role=role, invited_at=now)
        session.add(seat)
        session.flush()
        record("committee.appointed", seat_subject(seat, call), by=by, role=role, user=user_id)
        tell([seat], call, Told.INVITED)
    return seat


def _ensure_of_kind(user_id: int, role: SeatRole, now: datetime) -> None:
    roles = roles_of(user_id, seoul_day(now))
    if not names_of([user_id]):
        raise CommitteeError(_("그런 사람이 없습니다. 목록에서 골라 주세요."))
    if role == SeatRole.SECRETARY and not roles & STAFF:
        raise CommitteeError(_("간사는 직원만 맡을 수 있습니다."))
    if role != SeatRole.SECRETARY and (Role.REVIEWER not in roles or roles & STAFF):
        raise CommitteeError(
            _("위원은 심사위원 권한이 있고 직원이 아니어야 합니다. 직원은 점수를 볼 수도 고칠 수도 없습니다.")
        )


def call_up(call_id: int, seat_id: int, *, by: Actor, now: datetime) -> None:
    """Let a spare score from now on. Once more changes nothing.

    Raises:
        CommitteeError: it is no spare, or they left.
        ReviewClosedError
    """
    with transaction():
        call = locked_call(call_id)
        seat = get_seat(call_id, seat_id)
        if seat.role != SeatRole.SPARE or not seat.is_here:
            raise CommitteeError(_("예비위원만 부를 수 있습니다."))
        if seat.called_up_at is None:
            seat.called_up_at = now
            record("committee.called-up", seat_subject(seat, call), by=by)


def dismiss(call_id: int, seat_id: int, *, reason: str, by: Actor, now: datetime) -> None:
    """End somebody's seat (해촉, 사임). Submitted sheets of frozen stages stay and count.

    While a stage is open the sheets that the person submitted in it stay too; what they did not submit is missing.

    Raises:
        ReviewClosedError: they left before.
    """
    with transaction():
        call = locked_call(call_id)
        seat = get_seat(call_id, seat_id)
        if not seat.is_here:
            raise ReviewClosedError(_("이미 위원회에서 나간 사람입니다."))
        seat.left_at, seat.left_reason = now, reason
        record("committee.left", seat_subject(seat, call), by=by, reason=reason)


def take_chair(call_id: int, seat_id: int, *, by: Actor) -> None:
    """Let a member chair the committee whose chair left.

    Raises:
        SeatTakenError: somebody is in the chair.
        CommitteeError: it is no member who scores.
    """
    with transaction():
        call = locked_call(call_id)
        seat = get_seat(call_id, seat_id)
        if any(one.is_chair for one in seats_of(call_id)):
            raise SeatTakenError(_("위원장은 한 명입니다. 지금 위원장을 먼저 해촉하세요."))
        if not seat.scores:
            raise CommitteeError(_("심사하는 위원만 위원장이 될 수 있습니다."))
        seat.role, seat.called_up_at = SeatRole.CHAIR, None
        record("committee.chaired", seat_subject(seat, call), by=by)


def pledge(call_id: int, *, by: Actor, now: datetime) -> None:
    """Sign the pledge of confidentiality, in the words that are shown now. Once more changes nothing.

    Raises:
        NotFoundError: no seat there.
    """
    with transaction():
        call = locked_call(call_id)
        seat = get_own_seat(call_id, by.user_id)
        if seat.pledged_at is None:
            seat.pledged_at, seat.pledge = now, PLEDGE
            record("committee.pledged", seat_subject(seat, call), by=by, pledge=PLEDGE)
