"""Commands that put papers and inspections on a permit's file. Files are taken in before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from center.core.actor import Actor
from center.core.db import transaction
from center.core.errors import ConflictError, RuleError
from center.core.text import _
from center.files.service import Accepted, store_file
from center.tenancy.leases.models import Inspection, InspectionPhoto, Lease
from center.tenancy.leases.rules.states import IN_USE, Paper, State
from center.tenancy.leases.service.moving import move, note, present

Sort = Literal[Paper.MOVE_IN_INSPECTION, Paper.MOVE_OUT_INSPECTION]
INSPECTED_IN = {
    Paper.MOVE_IN_INSPECTION: frozenset({State.SIGNED}),
    Paper.MOVE_OUT_INSPECTION: IN_USE | {State.ENDED, State.REVOKED},
}


class InspectedError(ConflictError):
    """It was inspected before, or is not to be inspected now."""

    kind = "lease-inspected"

    def __init__(self) -> None:
        super().__init__(_("지금은 이 점검을 적을 수 없거나 이미 적었습니다. 화면을 새로 열어 확인해 주세요."))


class NoPhotoError(RuleError):
    """An inspection shows nothing."""

    kind = "inspection-photos"

    def __init__(self) -> None:
        super().__init__(_("점검한 공간의 사진을 한 장 이상 올려 주세요."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What an inspection found: keys handed over or back, the readings of meters by their name, a note, photos."""

    on: date
    n_keys: int
    readings: Mapping[str, str]
    photos: Sequence[Accepted]
    note: str = ""


def add_paper(lease_id: int, paper: Paper, accepted: Accepted, *, version: int, by: Actor, now: datetime) -> Lease:
    """Put a paper on a permit's file; one of the same sort that was there stays in its past.

    Raises:
        ChangedMeanwhileError, NotFoundError
    """
    with transaction():
        lease = present(lease_id, version)
        note(lease, "paper", by=by, now=now, paper=paper, file=store_file(accepted, by=by, now=now))
    return lease


def inspect(lease_id: int, sort: Sort, found: Found, *, version: int, by: Actor, now: datetime) -> Lease:
    """Keep what an inspection found. After the end the one of moving out brings the permit to its next state.

    Raises:
        InspectedError: it was inspected so before, or is not in a state for it.
        NoPhotoError, ChangedMeanwhileError, NotFoundError
    """
    with transaction() as session:
        lease = present(lease_id, version)
        if lease.state not in INSPECTED_IN[sort] or any(one.sort == sort for one in lease.inspections):
            raise InspectedError
        if not found.photos:
            raise NoPhotoError
        inspection = Inspection(
            lease_id=lease.id,
            sort=sort,
            on=found.on,
            n_keys=found.n_keys,
            readings=dict(found.readings),
            note=found.note,
            at=now,
            by_id=by.user_id,
            photos=[InspectionPhoto(file_id=store_file(one, by=by, now=now).id) for one in found.photos],
        )
        session.add(inspection)
        lease.inspections.append(inspection)
        note(lease, "inspection", by=by, now=now, paper=sort, inspected_on=str(found.on), n_keys=found.n_keys)
        if lease.state in {State.ENDED, State.REVOKED}:
            move(lease, State.INSPECTED, by=by, now=now)
    return lease
