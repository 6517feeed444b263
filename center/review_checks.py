"""What must always be true of reviews. Registered in `center.checks`.

Source: docs/rules/scoring.md, "The committee"; docs/rules/safety.md, "Audit"
"""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from center.core.audit import AuditEntry
from center.core.db import db
from center.tenancy.calls.models import CallVersion
from center.tenancy.review.models import Exclusion, Review, ReviewStage, Sheet, SheetState
from center.tenancy.review.rules.points import POINTS, exact_points
from center.tenancy.review.rules.sealing import Scored, leaf_of, root_of

Faults = Iterator[str]
WITH_CALL = selectinload(ReviewStage.review).selectinload(Review.call)
SEALINGS = select(AuditEntry).where(AuditEntry.action.in_(["review.stage-frozen", "review.sealed-again"]))


def _stages() -> Iterator[ReviewStage]:
    yield from db.session.scalars(
        select(ReviewStage).options(selectinload(ReviewStage.seals), WITH_CALL).order_by(ReviewStage.id)
    )


def _sheets() -> Iterator[Sheet]:
    whole = (
        selectinload(Sheet.stage),
        selectinload(Sheet.seat),
        selectinload(Sheet.application),
        selectinload(Sheet.submissions),
    )
    yield from db.session.scalars(select(Sheet).options(*whole).order_by(Sheet.id))


def _seals(_now: datetime) -> Faults:
    """Every leaf is the hash of its score and its salt, and every root that of its leaves."""
    for stage in _stages():
        for seal in stage.seals:
            leaves = [leaf_of(one) for one in seal.leaves]
            if [leaf.hash for leaf in leaves] != [one["hash"] for one in seal.leaves]:
                yield f"seal {seal.n} of call {stage.call_id} {stage.key}: a leaf was changed"
            if root_of(stage.key, [leaf.hash for leaf in leaves]) != seal.root:
                yield f"seal {seal.n} of call {stage.call_id} {stage.key} does not fit its leaves"


def _sealed(_now: datetime) -> Faults:
    """The newest seal of a frozen stage holds every score that counts in it, and no other."""
    counting: dict[int, set[Scored]] = {}
    for sheet in _sheets():
        if sheet.counts:
            counting.setdefault(sheet.stage_id, set()).update(_scores_of(sheet))
    for stage in _stages():
        if stage.is_open:
            continue
        sealed = {leaf_of(one).scored for one in stage.seals[-1].leaves} if stage.seals else set()
        if sealed != counting.get(stage.id, set()):
            yield f"call {stage.call_id} {stage.key}: its newest seal is not over the sheets that count"


def _logged(_now: datetime) -> Faults:
    """The number of every seal stands in the audit log as it was sealed: who changed scores and seal alike is found."""
    written = {(entry.subject, json.loads(entry.facts).get("root")) for entry in db.session.scalars(SEALINGS)}
    for stage in _stages():
        for seal in stage.seals:
            if (f"review {stage.review.call.number} {stage.key}", seal.root) not in written:
                yield f"seal {seal.n} of call {stage.call_id} {stage.key} is not the one that was written down"


def _scores_of(sheet: Sheet) -> Iterator[Scored]:
    number = sheet.application.receipt_number
    for criterion, given in sheet.scores.items():
        yield Scored(sheet.stage.key, sheet.seat.code, number, criterion, given[POINTS])


def _points(_now: datetime) -> Faults:
    """Submitted sheets have points for exactly the criteria of their stage, each within its range."""
    most = _criteria()
    for sheet in _sheets():
        if sheet.counts and not _fits(sheet, most[sheet.stage.call_id][sheet.stage.key]):
            yield f"sheet {sheet.id}: points are missing or out of range"


def _criteria() -> Mapping[int, Mapping[str, Mapping[str, int]]]:
    """The most points by call, stage and criterion, under the rule sets by which calls are reviewed."""
    rows = select(CallVersion).join(Review, Review.call_id == CallVersion.call_id)
    return {
        version.call_id: {stage.key: {one.key: one.points for one in stage.criteria} for stage in version.says.stages}
        for version in db.session.scalars(rows.where(CallVersion.n == Review.call_version))
    }


def _fits(sheet: Sheet, most: Mapping[str, int]) -> bool:
    points = {key: exact_points(given[POINTS]) for key, given in sheet.scores.items()}
    is_whole = points.keys() == most.keys()
    return is_whole and all(one is not None and Decimal(0) <= one <= most[key] for key, one in points.items())


def _excluded(_now: datetime) -> Faults:
    """Nothing counts that an excluded member scored."""
    pairs = {(one.seat_id, one.application_id) for one in db.session.scalars(select(Exclusion))}
    for sheet in _sheets():
        if sheet.voided_at is None and (sheet.seat_id, sheet.application_id) in pairs:
            yield f"sheet {sheet.id} counts though its member is excluded"


def _submitted(_now: datetime) -> Faults:
    """A submitted sheet says what was submitted last, and that was not reopened."""
    for sheet in _sheets():
        if sheet.state != SheetState.SUBMITTED:
            continue
        last = sheet.submissions[-1] if sheet.submissions else None
        if last is None or last.scores != sheet.scores or last.reopened_at is not None:
            yield f"sheet {sheet.id} is not as it was submitted"


REVIEW_CHECKS: Mapping[str, Callable[[datetime], Faults]] = {
    "seals fit their scores": _seals,
    "frozen stages are sealed as they count": _sealed,
    "seals are those that were written down": _logged,
    "points are within their criteria": _points,
    "excluded members score nothing": _excluded,
    "sheets are as they were submitted": _submitted,
}


def sealing_faults(now: datetime) -> list[str]:
    """What `center audit verify` finds beside the log: scores, seals and sheets that are not what they were."""
    return [fault for check in (_seals, _sealed, _logged, _submitted) for fault in check(now)]
