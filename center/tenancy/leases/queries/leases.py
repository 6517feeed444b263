"""Reading permits: one with all that was done, those of a call, and how its ranking stands."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import selectinload

from center.core.db import db
from center.core.errors import NotFoundError
from center.enterprises.queries import family_of
from center.tenancy.applications.models import Application
from center.tenancy.applications.queries import handed_in
from center.tenancy.leases.models import Assignment, AssignmentException, Inspection, Lease, LeaseStep
from center.tenancy.leases.rules.offers import Candidate, FreeUnit, Standing
from center.tenancy.leases.rules.states import CALLS_RESERVE, HOLDS_UNIT, State
from center.tenancy.review.queries import decision_of
from center.tenancy.review.rules.assignment import order_of_turns, wishes_of
from center.tenancy.review.rules.deciding import Decision

WHOLE = (
    selectinload(Lease.enterprise),
    selectinload(Lease.application).selectinload(Application.call),
    selectinload(Lease.steps).selectinload(LeaseStep.file),
    selectinload(Lease.inspections).selectinload(Inspection.photos),
    selectinload(Lease.term),
    selectinload(Lease.assignment),
)
UNSIGNED = {State.OFFERED, State.ACCEPTED}
ANEW = {"populate_existing": True}
"""As the database has them now, also where the session read them before."""


def leases_where(*conditions: ColumnElement[bool]) -> Sequence[Lease]:
    """Permits with all that was done, the oldest first."""
    rows = select(Lease).where(*conditions).options(*WHOLE).order_by(Lease.id)
    return db.session.scalars(rows.execution_options(**ANEW)).all()


def get_lease(lease_id: int) -> Lease:
    """A permit.

    Raises:
        NotFoundError
    """
    found = leases_where(Lease.id == lease_id)
    if not found:
        raise NotFoundError
    return found[0]


def get_own_lease(lease_id: int, enterprise_id: int) -> Lease:
    """A firm's permit, or one of a record that was merged into it; another firm's is none.

    Raises:
        NotFoundError
    """
    lease = get_lease(lease_id)
    if lease.enterprise_id not in family_of(enterprise_id):
        raise NotFoundError
    return lease


def own_leases(enterprise_id: int) -> Sequence[Lease]:
    """A firm's permits and offers, with those of records that were merged into it."""
    return leases_where(Lease.enterprise_id.in_(family_of(enterprise_id)))


def leases_in(states: Collection[State]) -> Sequence[Lease]:
    """The permits in these states."""
    return leases_where(Lease.state.in_(states))


def find_assignment(call_id: int) -> Assignment | None:
    """The confirmed assignment of a call with its permits."""
    whole = selectinload(Assignment.leases).selectinload(Lease.application).selectinload(Application.call)
    rows = select(Assignment).where(Assignment.call_id == call_id).options(whole, selectinload(Assignment.result))
    return db.session.scalar(rows.execution_options(**ANEW))


def get_assignment(call_id: int) -> Assignment:
    """The same.

    Raises:
        NotFoundError: it was not confirmed.
    """
    found = find_assignment(call_id)
    if found is None:
        raise NotFoundError
    return found


def holders_of(unit_code: str, first_on: date, until_on: date) -> Sequence[Lease]:
    """Who is offered or has a unit on one of the days [first_on, until_on), but whoever leaves it for another one."""
    live = (Lease.unit_code == unit_code, Lease.first_on < until_on, Lease.until_on > first_on)
    found = leases_where(*live, Lease.state.in_(HOLDS_UNIT))
    leaving = who_leaves(unit_code)
    return [lease for lease in found if lease.enterprise_id not in leaving]


def who_leaves(unit_code: str) -> set[int]:
    """The firms that have another unit offered and leave this one for it."""
    rows = select(Lease.enterprise_id).where(Lease.gives_up == unit_code, Lease.state.in_(HOLDS_UNIT))
    return set(db.session.scalars(rows))


def applications_of(call_id: int) -> Mapping[str, Application]:
    """Who handed in, by receipt number."""
    return {one.receipt_number: one for one in handed_in(call_id)}


def newest_leases(assignment: Assignment) -> Mapping[str, Lease]:
    """The last permit of each firm that was offered one, by its receipt number."""
    return {lease.application.receipt_number: lease for lease in assignment.leases if lease.application}


def decided(assignment: Assignment) -> Decision:
    """What the result of an assignment decides."""
    return decision_of(assignment.result)


def standing_of(assignment: Assignment) -> Standing:
    """How the ranking of a call stands after everything that was offered, declined and signed.

    Whom the committee gave a unit by an exception is moved no more than who signed.
    """
    decision, newest = decision_of(assignment.result), newest_leases(assignment)
    sitting = {one.id: one.sitting_in for one in decision.record.applicants if one.sitting_in}
    shares = decision.allotment.shares
    kept = {firm: unit for firm, unit in sitting.items() if firm in shares and shares[firm].unit == unit}
    held = {firm: lease.unit_code for firm, lease in newest.items() if lease.state not in CALLS_RESERVE}
    excepted = select(AssignmentException.lease_id).where(AssignmentException.assignment_id == assignment.id)
    fixed = set(db.session.scalars(excepted))
    return Standing(
        ranking=_ranking(decision),
        assigned={**kept, **held},
        signed=frozenset(firm for firm in held if newest[firm].state not in UNSIGNED or newest[firm].id in fixed),
        out=frozenset(firm for firm, lease in newest.items() if lease.state in CALLS_RESERVE),
    )


def _ranking(decision: Decision) -> tuple[Candidate, ...]:
    applicants = {one.id: one for one in decision.record.applicants}
    turns = [applicants[firm] for firm in order_of_turns(decision.record, decision.ranking)]
    return tuple(
        Candidate(one.id, int(one.need_m2 * 100), wishes_of(one, decision.record.units), frozenset({one.kind}))
        for one in turns
    )


def units_of(assignment: Assignment) -> list[FreeUnit]:
    """The units of a call as they are offered."""
    units = decision_of(assignment.result).record.units
    return [FreeUnit(one.code, int(one.area_m2 * 100), one.reserved_for) for one in units]
