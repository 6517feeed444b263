"""Commands that give units: a whole assignment at once, an exception of the committee, a permit without a call.

Source: docs/rules/leases.md, "Offers" and "Life"
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from center.core.actor import Actor
from center.core.audit import record
from center.core.db import transaction
from center.core.errors import ChangedMeanwhileError, ConflictError, NotFoundError, RuleError
from center.core.text import Language, _
from center.core.time import seoul_day
from center.enterprises.models import Enterprise
from center.enterprises.rules.kinds import kinds_on
from center.files.service import Accepted, store_file
from center.spaces.queries import lettable_on, lock_units
from center.tenancy.leases import queries
from center.tenancy.leases.models import Assignment, AssignmentException, Lease
from center.tenancy.leases.rules.basis import LegalBasis, ensure_basis
from center.tenancy.leases.rules.clocks import reserves_until, term_until
from center.tenancy.leases.rules.states import CALLS_RESERVE, State
from center.tenancy.leases.service.moving import move
from center.tenancy.leases.service.offering import Offer, call_reserves, make_offer, offer_of
from center.tenancy.review.queries import get_result
from center.tenancy.review.service.locking import locked_call


class AlreadyConfirmedError(ConflictError):
    """The assignment of the call was confirmed before."""

    kind = "assignment-confirmed"

    def __init__(self) -> None:
        super().__init__(_("이미 배정을 확정했습니다. 화면을 새로 열어 확인해 주세요."))


class AssignmentExceptionError(RuleError):
    """The committee's decision cannot be carried out so."""

    kind = "assignment-exception"


def confirm_assignment(call_id: int, *, n: int, by: Actor, now: datetime) -> Assignment:
    """Give out the units of a call as its n-th result says: every one of them, in one step. Side effects: offers by mail.

    Who keeps the unit it sits in is offered nothing.

    Raises:
        NotFoundError: no result was announced.
        ChangedMeanwhileError: another result holds by now.
        AlreadyConfirmedError
        UnitOfferedError, UnitTakenError: a unit is somebody else's.
    """
    with transaction() as session:
        locked_call(call_id)
        lock_units()
        result = get_result(call_id, now)
        if queries.find_assignment(call_id) is not None:
            raise AlreadyConfirmedError
        if result.n != n:
            raise ChangedMeanwhileError(_("결과를 바로잡았습니다."))
        announced_on = seoul_day(result.announce_at)
        assignment = Assignment(
            call_id=call_id,
            result_id=result.id,
            result=result,
            confirmed_at=now,
            confirmed_by_id=by.user_id,
            reserves_until=reserves_until(announced_on, queries.clocks_on(announced_on)),
        )
        session.add(assignment)
        session.flush()
        offers = [offer_of(assignment, firm, unit, now) for firm, unit in _given(assignment)]
        leaving = {offer.firm.id for offer in offers if offer.gives_up}
        for offer in offers:
            make_offer(offer, by=by, now=now, leaving=leaving)
        facts = {"result": result.n, "sha256": result.sha256, "offers": len(offers)}
        record("assignment.confirmed", f"assignment {result.call_id}", by=by, **facts)
    return assignment


def _given(assignment: Assignment) -> list[tuple[str, str]]:
    """Which firm gets which unit that it does not sit in already."""
    decision = queries.decided(assignment)
    sitting = {one.id: one.sitting_in for one in decision.record.applicants}
    shares = decision.allotment.shares.values()
    return [(one.applicant, one.unit) for one in shares if one.unit and one.unit != sitting[one.applicant]]


@dataclass(frozen=True, slots=True)
class Decided:
    """What the committee decided against the ranking: when, why, and the paper that says so."""

    on: date
    reason: str
    paper: Accepted


def record_exception(
    call_id: int, firm: str, unit_code: str, decided: Decided, *, by: Actor, now: datetime
) -> AssignmentException:
    """Offer a unit of a confirmed assignment to a firm, by its receipt number, as the committee decided.

    An offer that the firm has and did not sign is cancelled for it; what that frees goes down the ranking.

    Raises:
        NotFoundError: no assignment was confirmed, or the firm is not in it.
        AssignmentExceptionError: there is no reason, the unit is none of the call, or the firm signed already.
        UnitOfferedError, UnitTakenError
    """
    with transaction() as session:
        lock_units()
        assignment = queries.get_assignment(call_id)
        _ensure_exceptional(assignment, firm, unit_code, decided)
        before = queries.newest_leases(assignment).get(firm)
        is_moved = before is not None and before.state not in CALLS_RESERVE
        if before is not None and is_moved:
            move(before, State.CANCELLED, by=by, now=now, reason=decided.reason)
        lease = make_offer(offer_of(assignment, firm, unit_code, now), by=by, now=now)
        exception = AssignmentException(
            assignment_id=assignment.id,
            lease_id=lease.id,
            decided_on=decided.on,
            reason=decided.reason,
            at=now,
            by_id=by.user_id,
            file_id=store_file(decided.paper, by=by, now=now).id,
        )
        session.add(exception)
        session.flush()
        record("assignment.exception", f"assignment {call_id}", by=by, lease=lease.number, unit=unit_code)
        if before is not None and is_moved:
            call_reserves(before, by=by, now=now)
    return exception


def _ensure_exceptional(assignment: Assignment, firm: str, unit_code: str, decided: Decided) -> None:
    if firm not in queries.applications_of(assignment.call_id):
        raise NotFoundError
    if not decided.reason.strip():
        raise AssignmentExceptionError(_("위원회가 다르게 정한 까닭을 적어 주세요."))
    if unit_code not in {unit.code for unit in queries.units_of(assignment)}:
        raise AssignmentExceptionError(_("이 모집 공고의 공간이 아닙니다. 공고에 있는 공간을 골라 주세요."))
    if firm in queries.standing_of(assignment).signed:
        raise AssignmentExceptionError(_("이미 계약한 기업은 옮길 수 없습니다. 계약을 먼저 정리해 주세요."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Award:
    """A permit without a call, by the number of 시행령 §13③; two years where no last day is given."""

    unit_code: str
    number: int
    first_on: date
    until_on: date | None = None
    purpose: str
    email: str = ""
    language: Language = "ko"


def award_directly(enterprise_id: int, award: Award, *, by: Actor, now: datetime) -> Lease:
    """Offer a unit, or the office of the networks, to a firm without a call.

    Raises:
        NotFoundError: there is no such firm or space.
        NoDirectAwardError: firms of its kinds have no direct award.
        UnitOfferedError, UnitTakenError
    """
    with transaction() as session:
        lock_units()
        firm = session.scalar(select(Enterprise).where(Enterprise.id == enterprise_id))
        if firm is None or award.unit_code not in {space.code for space in lettable_on(award.first_on)}:
            raise NotFoundError
        on = seoul_day(now)
        ensure_basis(LegalBasis(number=award.number), kinds_on([row.term for row in firm.kinds], on))
        offer = Offer(
            unit_code=award.unit_code,
            firm=firm,
            first_on=award.first_on,
            until_on=award.until_on or term_until(award.first_on, queries.clocks_on(on)),
            purpose=award.purpose,
            email=award.email or firm.email,
            language=award.language,
            basis_number=award.number,
        )
        return make_offer(offer, by=by, now=now)
