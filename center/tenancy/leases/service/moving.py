"""How a permit is read to be changed, moved and noted on. Every command on permits takes the lock of the units first."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from center.core.actor import Actor
from center.core.audit import CLOCK, actor_key, record
from center.core.db import db
from center.core.errors import ChangedMeanwhileError
from center.core.text import _
from center.core.time import seoul_day
from center.files.models import StoredFile
from center.spaces.queries import lock_units
from center.tenancy.leases import queries
from center.tenancy.leases.models import Lease, LeaseStep
from center.tenancy.leases.rules.states import Mover, Paper, State, ensure_move, ensure_papers

By = Actor | str


def present(lease_id: int, version: int | None) -> Lease:
    """The permit as it is now, if nobody has changed it since that version; nobody else changes one meanwhile.

    Raises:
        NotFoundError, ChangedMeanwhileError
    """
    lock_units()
    lease = queries.get_lease(lease_id)
    if version is not None and lease.version != version:
        raise ChangedMeanwhileError(_("다른 담당자나 기업이 이 사용허가를 처리했습니다."))
    return lease


def mover_of(by: By) -> Mover:
    """As what somebody moves a permit."""
    if by == CLOCK:
        return Mover.CLOCK
    return Mover.STAFF if isinstance(by, str) or by.is_staff else Mover.FIRM


def move(lease: Lease, to: State, *, by: By, now: datetime, reason: str = "", **facts: Any) -> None:
    """Bring a permit to a state, with its step and its entry in the log.

    Raises:
        PermitStateError, PaperMissingError
    """
    ensure_move(State(lease.state), to, mover_of(by))
    ensure_papers(to, lease.papers_on(seoul_day(now)))
    lease.state = to
    note(lease, to, by=by, now=now, reason=reason, **facts)


def note(
    lease: Lease,
    what: str,
    *,
    by: By,
    now: datetime,
    reason: str = "",
    paper: Paper | None = None,
    file: StoredFile | None = None,
    **facts: Any,
) -> None:
    """Add a step. The reason and the facts stand with the permit, in the log only what is nobody's words."""
    step = LeaseStep(
        lease_id=lease.id,
        n=len(lease.steps) + 1,
        at=now,
        on=seoul_day(now),
        actor=by if isinstance(by, str) else actor_key(by),
        what=what,
        reason=reason,
        paper=paper or "",
        file_id=file.id if file else None,
        facts=dict(facts),
    )
    db.session.add(step)
    lease.steps.append(step)
    lease.version += 1
    db.session.flush()
    record(f"lease.{what.replace('_', '-')}", subject(lease), by=by, unit=lease.unit_code, **_loggable(facts))


def _loggable(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if isinstance(value, int) or name.endswith("_on")}


def subject(lease: Lease) -> str:
    """How the log names a permit."""
    return f"lease {lease.number}"
