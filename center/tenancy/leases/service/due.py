"""What the worker does with permits when their days have come: ended, and before that holders reminded."""

from datetime import datetime, timedelta

from sqlalchemy import select

from center.core.audit import CLOCK
from center.core.db import db, transaction
from center.core.time import seoul_day
from center.tenancy.leases import queries
from center.tenancy.leases.models import Lease
from center.tenancy.leases.rules.states import IN_USE, State
from center.tenancy.leases.service.letters import tell
from center.tenancy.leases.service.moving import move, note, present

MOST_AT_ONCE = 100
REMINDED_BEFORE = (90, 60, 40)
"""So many days before the end its holder is reminded."""


def end_terms(now: datetime) -> int:
    """End the permits whose last day is over; how many. Each in a transaction of its own. Side effects: letters."""
    over = (Lease.state.in_(IN_USE), Lease.until_on <= seoul_day(now))
    due = select(Lease.id).where(*over).order_by(Lease.id).limit(MOST_AT_ONCE)
    return sum(_end_one(lease_id, now) for lease_id in db.session.scalars(due).all())


def _end_one(lease_id: int, now: datetime) -> bool:
    with transaction():
        lease = present(lease_id, None)
        if not lease.is_in_use or lease.until_on > seoul_day(now):
            return False
        move(lease, State.ENDED, by=CLOCK, now=now)
        tell(lease, "ended")
    return True


def remind_of_end(now: datetime) -> int:
    """Remind holders whose permit ends in 90, 60 or 40 days, once for each; how many. Side effects: letters.

    Each in a transaction of its own. Who was not reminded in time of one is reminded of the nearest only.
    """
    soon = seoul_day(now) + timedelta(days=max(REMINDED_BEFORE))
    due = select(Lease.id).where(Lease.state.in_(IN_USE), Lease.until_on <= soon).order_by(Lease.id)
    return sum(_remind_one(lease_id, now) for lease_id in db.session.scalars(due).all() if _mark(lease_id, now))


def _mark(lease_id: int, now: datetime) -> int | None:
    """Of how many days before the end a holder is to be reminded now, if it was not yet."""
    lease = queries.get_lease(lease_id)
    left = (lease.until_on - seoul_day(now)).days
    reached = min((days for days in REMINDED_BEFORE if left <= days), default=None)
    if reached is None or (lease.reminded_days is not None and lease.reminded_days <= reached):
        return None
    return reached


def _remind_one(lease_id: int, now: datetime) -> bool:
    with transaction():
        lease = present(lease_id, None)
        mark = _mark(lease_id, now)
        if mark is None or not lease.is_in_use:
            return False
        lease.reminded_days = mark
        note(lease, "ends_soon", by=CLOCK, now=now, days=mark)
        tell(lease, "ends_soon")
    return True
