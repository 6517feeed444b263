"""Commands on offers: accepted, declined, cancelled, expired. What becomes free goes down the ranking at once.

Source: docs/rules/leases.md, "Offers"
"""

from datetime import datetime

from sqlalchemy import ColumnElement, or_, select

from center.core.actor import Actor
from center.core.audit import CLOCK
from center.core.db import db, transaction
from center.core.time import at, seoul_day
from center.spaces.queries import lock_units
from center.tenancy.leases import queries
from center.tenancy.leases.models import Lease
from center.tenancy.leases.rules.clocks import contract_until, ensure_in_time
from center.tenancy.leases.rules.states import State
from center.tenancy.leases.service.letters import tell
from center.tenancy.leases.service.moving import move, present
from center.tenancy.leases.service.offering import MIDNIGHT, call_reserves

MOST_AT_ONCE = 100


def accept_offer(lease_id: int, *, version: int, by: Actor, now: datetime) -> Lease:
    """Accept an offer; the days to sign begin. Side effects: a letter with the last of them.

    Raises:
        ClockOverError: its last day is over.
        PermitStateError, ChangedMeanwhileError, NotFoundError
    """
    on = seoul_day(now)
    with transaction():
        lease = present(lease_id, version)
        ensure_in_time(lease.offer_until, on)
        last_on = contract_until(on, queries.clocks_on(on), queries.days_off_around(on))
        move(lease, State.ACCEPTED, by=by, now=now, contract_until_on=last_on.isoformat())
        lease.contract_until = last_on
        tell(lease, "accepted", send_before=at(last_on, MIDNIGHT), due_on=last_on.isoformat())
    return lease


def decline_offer(lease_id: int, *, reason: str, version: int, by: Actor, now: datetime) -> list[Lease]:
    """Decline what was offered or accepted; the new offers that follow. Side effects: letters.

    Raises:
        PermitStateError, ChangedMeanwhileError, NotFoundError
    """
    return _give_back(lease_id, State.DECLINED, reason=reason, version=version, by=by, now=now)


def cancel_offer(lease_id: int, *, reason: str, version: int, by: Actor, now: datetime) -> list[Lease]:
    """Cancel an offer or a contract before use; the new offers that follow. Side effects: letters with the reason.

    Raises:
        PermitStateError, ChangedMeanwhileError, NotFoundError
    """
    return _give_back(lease_id, State.CANCELLED, reason=reason, version=version, by=by, now=now)


def _give_back(lease_id: int, to: State, *, reason: str, version: int, by: Actor, now: datetime) -> list[Lease]:
    with transaction():
        lease = present(lease_id, version)
        move(lease, to, by=by, now=now, reason=reason)
        tell(lease, to, reason=reason)
        return call_reserves(lease, by=by, now=now)


def expire_offers(now: datetime) -> int:
    """End offers that nobody accepted and acceptances that nobody signed in time; how many.

    Those of one call in one transaction, all of them before what they free is offered: whose offer is over is offered
    nothing more. Side effects: letters.
    """
    due = select(Lease.id, Lease.assignment_id).where(_overdue(now)).order_by(Lease.id).limit(MOST_AT_ONCE)
    together: dict[int, list[int]] = {}
    for lease_id, assignment_id in db.session.execute(due).all():
        together.setdefault(assignment_id or -lease_id, []).append(lease_id)
    return sum(_expire(lease_ids, now) for lease_ids in together.values())


def _overdue(now: datetime) -> ColumnElement[bool]:
    on = seoul_day(now)
    offered = (Lease.state == State.OFFERED) & (Lease.offer_until < on)
    return or_(offered, (Lease.state == State.ACCEPTED) & (Lease.contract_until < on))


def _expire(lease_ids: list[int], now: datetime) -> int:
    with transaction():
        lock_units()
        expired = queries.leases_where(Lease.id.in_(lease_ids), _overdue(now))
        for lease in expired:
            move(lease, State.EXPIRED, by=CLOCK, now=now)
            tell(lease, State.EXPIRED)
        for lease in expired:
            call_reserves(lease, by=CLOCK, now=now)
    return len(expired)
