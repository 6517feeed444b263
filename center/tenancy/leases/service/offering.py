"""How a unit is offered to a firm, and to whom it goes when it becomes free again."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from center.core.db import db
from center.core.errors import ConflictError
from center.core.text import Language, _
from center.core.time import at, seoul_day
from center.enterprises.models import Enterprise
from center.spaces.queries import term_within
from center.spaces.terms import UnitTakenError
from center.tenancy.applications.models import Application
from center.tenancy.leases import queries
from center.tenancy.leases.models import Assignment, Lease
from center.tenancy.leases.rules import clocks
from center.tenancy.leases.rules.offers import are_reserves_valid, call_next
from center.tenancy.leases.rules.states import State
from center.tenancy.leases.service.letters import tell
from center.tenancy.leases.service.moving import By, move, note
from center.tenancy.review.queries import get_review, rules_of

PURPOSE = "사회적경제기업의 사무와 사업"
"""What a unit of a call is used for, as the permit names it first."""
MIDNIGHT = 24 * 60
RANKING = "ranking"
"""Who moves a firm to a better unit that became free."""


class UnitOfferedError(ConflictError):
    """The unit is offered to somebody else, or somebody has a permit for it."""

    kind = "unit-offered"

    def __init__(self, other: Lease) -> None:
        super().__init__(
            _(
                "%(unit)s호는 %(first)s부터 %(last)s까지 사용허가 %(number)s에 잡혀 있습니다. 그 허가를 먼저 정리해 주세요.",
                unit=other.unit_code,
                first=other.first_on,
                last=other.until_on - timedelta(days=1),
                number=other.number,
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A unit for a firm on the days [first_on, until_on), by a call's assignment or by a number of the decree."""

    unit_code: str
    firm: Enterprise
    first_on: date
    until_on: date
    purpose: str
    email: str
    language: Language
    assignment: Assignment | None = None
    application: Application | None = None
    basis_number: int | None = None
    gives_up: str | None = None


def make_offer(offer: Offer, *, by: By, now: datetime, leaving: Collection[int] = ()) -> Lease:
    """Offer a unit. Side effects: a letter with the last day to accept, not sent after it.

    `leaving` are firms that leave what they have by offers made at the same time.

    Raises:
        UnitOfferedError, UnitTakenError: it is somebody else's on one of the days.
    """
    on = seoul_day(now)
    ensure_free(offer.unit_code, offer.first_on, offer.until_on, leaving=leaving)
    lease = Lease(
        year=on.year,
        position=_next_position(on.year),
        assignment_id=offer.assignment.id if offer.assignment else None,
        application_id=offer.application.id if offer.application else None,
        basis_number=offer.basis_number,
        enterprise_id=offer.firm.id,
        representative=offer.firm.representative,
        unit_code=offer.unit_code,
        gives_up=offer.gives_up,
        purpose=offer.purpose,
        email=offer.email,
        language=offer.language,
        state=State.OFFERED,
        version=0,
        first_on=offer.first_on,
        until_on=offer.until_on,
        offered_at=now,
        offer_until=clocks.offer_until(on, queries.clocks_on(on), queries.days_off_around(on)),
    )
    lease.enterprise, lease.application, lease.assignment = offer.firm, offer.application, offer.assignment
    db.session.add(lease)
    db.session.flush()
    note(lease, State.OFFERED, by=by, now=now, offer_until_on=lease.offer_until.isoformat())
    tell(lease, "offered", send_before=at(lease.offer_until, MIDNIGHT), due_on=lease.offer_until.isoformat())
    return lease


def _next_position(year: int) -> int:
    return (db.session.scalar(select(func.max(Lease.position)).where(Lease.year == year)) or 0) + 1


def ensure_free(
    unit_code: str, first_on: date, until_on: date, *, but: Lease | None = None, leaving: Collection[int] = ()
) -> None:
    """Raises: UnitOfferedError, UnitTakenError, where somebody else is to have the unit on one of the days."""
    for other in queries.holders_of(unit_code, first_on, until_on):
        if other is not but and other.enterprise_id not in leaving:
            raise UnitOfferedError(other)
    taken = term_within(unit_code, first_on, until_on, without=but.term_id if but else None)
    if taken is not None and taken.holder_id not in {*leaving, *queries.who_leaves(unit_code)}:
        raise UnitTakenError(taken)


def offer_of(assignment: Assignment, firm: str, unit_code: str, now: datetime) -> Offer:
    """The offer of a unit to a firm of a call, from the day of moving in or, later, the day after the last to sign."""
    on = seoul_day(now)
    application = queries.applications_of(assignment.call_id)[firm]
    clock, off = queries.clocks_on(on), queries.days_off_around(on)
    first_on = rules_of(get_review(assignment.call_id)).schedule.move_in_on
    if first_on <= on:
        latest = clocks.contract_until(clocks.offer_until(on, clock, off), clock, off)
        first_on = latest + timedelta(days=1)
    sitting = next(one.sitting_in for one in queries.decided(assignment).record.applicants if one.id == firm)
    return Offer(
        unit_code=unit_code,
        firm=application.enterprise,
        first_on=first_on,
        until_on=clocks.term_until(first_on, clock),
        purpose=PURPOSE,
        email=application.written.email,
        language=application.language,
        assignment=assignment,
        application=application,
        gives_up=sitting if sitting != unit_code else None,
    )


def call_reserves(freed: Lease, *, by: By, now: datetime) -> list[Lease]:
    """Offer a freed unit down the ranking and what each move frees in turn, then to the reserves; the new offers.

    Nobody who signed is moved. A permit without a call has no reserves.
    """
    if freed.assignment is None:
        return []
    assignment = queries.get_assignment(freed.assignment.call_id)
    units = queries.units_of(assignment)
    unit = next(one for one in units if one.code == freed.unit_code)
    with_reserves = are_reserves_valid(assignment.reserves_until, seoul_day(now))
    moves = call_next(queries.standing_of(assignment), unit, units, with_reserves=with_reserves)
    newest = queries.newest_leases(assignment)
    for one in moves:
        if one.gives_up and one.firm in newest:
            move(newest[one.firm], State.CANCELLED, by=RANKING, now=now, moved_to=one.to)
    return [make_offer(offer_of(assignment, one.firm, one.to, now), by=by, now=now) for one in moves]
