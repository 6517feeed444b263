"""Commands on sheets: kept as they are typed, submitted and locked by their member, reopened by the chair.

A member writes their own sheets only; any other's does not exist for them.
Source: docs/rules/scoring.md, "The committee"
"""

from datetime import datetime

from sqlalchemy import select

from center.core.actor import Actor
from center.core.audit import record
from center.core.db import db, transaction
from center.core.errors import ChangedMeanwhileError, NotFoundError
from center.core.text import _
from center.tenancy.applications.models import Application, State
from center.tenancy.calls.models import Call
from center.tenancy.calls.queries import get_call
from center.tenancy.calls.rules.content import Criterion, Stage
from center.tenancy.review.models import Review, ReviewStage, Seat, Sheet, SheetState, SheetSubmission
from center.tenancy.review.queries import (
    clear_for,
    get_own_seat,
    get_review,
    get_stage,
    rules_of,
    shortlisted,
    taking_part,
    to_score,
)
from center.tenancy.review.rules.committee import CommitteeError
from center.tenancy.review.rules.points import Scores, drafted, submitted
from center.tenancy.review.service.locking import ReviewClosedError, ensure_list_frozen, shared_stage
from center.tenancy.review.service.stages import ensure_chair, stage_subject


class SheetLockedError(ReviewClosedError):
    """The sheet was submitted; only the chair reopens it."""

    kind = "sheet-locked"

    def __init__(self) -> None:
        super().__init__(_("이미 제출해 잠긴 채점표입니다. 고치려면 위원장에게 다시 열어 달라고 하세요."))


def own_application(call_id: int, key: str, application_id: int, *, by: Actor) -> tuple[Seat, Application]:
    """What somebody scores in a stage that was opened; anything else is none.

    Raises:
        NotFoundError: no seat there, an application that takes no part, or from which they are excluded.
    """
    seat, stage = get_own_seat(call_id, by.user_id), get_stage(call_id, key)
    found = db.session.get(Application, application_id)
    if found is None or not _is_in(found, stage) or found.id not in clear_for(seat):
        raise NotFoundError
    return seat, found


def _is_in(application: Application, stage: ReviewStage) -> bool:
    """Whether an application takes part in a stage."""
    if application.call_id != stage.call_id or application.state != State.ELIGIBLE:
        return False
    if stage.position == 0 or application.id in stage.applicants:
        return True
    return stage.is_open and application.id in shortlisted(get_call(stage.call_id), get_review(stage.call_id))


def criteria_of(review: Review, key: str) -> tuple[Criterion, ...]:
    """The criteria of a stage under the rule set of its review."""
    return _stage_of(review, key).criteria


def _stage_of(review: Review, key: str) -> Stage:
    return next(one for one in rules_of(review).stages if one.key == key)


def save(
    call_id: int, key: str, application_id: int, scores: Scores, *, version: int, by: Actor, now: datetime
) -> Sheet:
    """Keep what was typed into a sheet, wrong points too. `version` is 0 for a sheet that was not there yet.

    Raises:
        NotFoundError: see `own_application`.
        SheetLockedError, ReviewClosedError
        ChangedMeanwhileError: it was typed into in another window meanwhile.
    """
    with transaction():
        sheet = _writable(call_id, key, application_id, version, by=by, now=now)
        sheet.scores = drafted(scores, criteria_of(get_review(call_id), key))
        sheet.version, sheet.saved_at = sheet.version + 1, now
    return sheet


def _writable(call_id: int, key: str, application_id: int, version: int, *, by: Actor, now: datetime) -> Sheet:
    """The sheet as it is now, locked; one that was not there yet is made."""
    stage = shared_stage(get_stage(call_id, key).id)
    ensure_list_frozen(call_id)
    seat, application = own_application(call_id, key, application_id, by=by)
    found = _locked(stage, seat, application) or _new(stage, seat, application, now)
    if found.state == SheetState.SUBMITTED:
        raise SheetLockedError
    if found.version != max(version, 1):
        raise ChangedMeanwhileError(_("다른 창에서 이 채점표를 고쳤습니다."))
    return found


def _locked(stage: ReviewStage, seat: Seat, application: Application) -> Sheet | None:
    theirs = (Sheet.stage_id == stage.id, Sheet.seat_id == seat.id, Sheet.application_id == application.id)
    row = select(Sheet).where(*theirs).with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(row)


def _new(stage: ReviewStage, seat: Seat, application: Application, now: datetime) -> Sheet:
    sheet = Sheet(
        stage_id=stage.id,
        seat_id=seat.id,
        application_id=application.id,
        state=SheetState.DRAFT,
        version=1,
        scores={},
        saved_at=now,
        submissions=[],
    )
    db.session.add(sheet)
    db.session.flush()
    return sheet


def submit(
    call_id: int, key: str, application_id: int, scores: Scores, *, version: int, by: Actor, now: datetime
) -> Sheet:
    """Submit a sheet with what was typed: it is locked, and the version is kept for good.

    Raises:
        SheetError: points or comments are missing or wrong; nothing is changed.
        NotFoundError, SheetLockedError, ReviewClosedError, ChangedMeanwhileError: see `save`.
    """
    with transaction():
        sheet = _writable(call_id, key, application_id, version, by=by, now=now)
        _submit(sheet, scores, get_call(call_id), get_review(call_id), key, by, now)
    return sheet


def _submit(sheet: Sheet, scores: Scores, call: Call, review: Review, key: str, by: Actor, now: datetime) -> None:
    sheet.scores = submitted(scores, criteria_of(review, key))
    sheet.state, sheet.submitted_at, sheet.saved_at = SheetState.SUBMITTED, now, now
    sheet.version += 1
    sheet.submissions.append(SheetSubmission(n=len(sheet.submissions) + 1, scores=sheet.scores, at=now))
    record(
        "sheet.submitted",
        stage_subject(call, key),
        by=by,
        member=sheet.seat.code,
        applicant=sheet.application.receipt_number,
        n=len(sheet.submissions),
    )


def submit_all(call_id: int, key: str, *, by: Actor, now: datetime) -> list[Sheet]:
    """Submit all of one's sheets of a stage that are drafts, as they were kept; all or none.

    Raises:
        SheetError: one of them is not complete.
        NotFoundError, ReviewClosedError
    """
    with transaction() as session:
        stage = shared_stage(get_stage(call_id, key).id)
        ensure_list_frozen(call_id)
        seat, call, review = get_own_seat(call_id, by.user_id), get_call(call_id), get_review(call_id)
        mine = {one.id for one in to_score(seat, taking_part(call, review, key))}
        drafts = (Sheet.stage_id == stage.id, Sheet.seat_id == seat.id, Sheet.state == SheetState.DRAFT)
        rows = select(Sheet).where(*drafts, Sheet.voided_at.is_(None)).order_by(Sheet.id).with_for_update()
        sheets = [one for one in session.scalars(rows) if one.application_id in mine]
        for sheet in sheets:
            _submit(sheet, sheet.scores, call, review, key, by, now)
    return sheets


def reopen_sheet(
    call_id: int, key: str, seat_id: int, application_id: int, *, reason: str, by: Actor, now: datetime
) -> None:
    """Let a member write a submitted sheet once more, by the chair; what was submitted is kept.

    Raises:
        NotFoundError: who acts has no seat there, or there is no such sheet for them.
        CommitteeError: they are not the chair, or it was not submitted.
        ReviewClosedError: the stage is frozen.
    """
    with transaction():
        chair = ensure_chair(call_id, by)
        stage = shared_stage(get_stage(call_id, key).id)
        sheet = _of(stage, seat_id, application_id)
        own_application(call_id, key, application_id, by=by)
        if sheet.state != SheetState.SUBMITTED:
            raise CommitteeError(_("아직 제출하지 않은 채점표입니다."))
        last = sheet.submissions[-1]
        last.reopened_at, last.reopened_by_id, last.reopen_reason = now, chair.user_id, reason
        sheet.state, sheet.submitted_at = SheetState.DRAFT, None
        sheet.version += 1
        record(
            "sheet.reopened",
            stage_subject(get_call(call_id), key),
            by=by,
            member=sheet.seat.code,
            applicant=sheet.application.receipt_number,
            reason=reason,
        )


def _of(stage: ReviewStage, seat_id: int, application_id: int) -> Sheet:
    theirs = (Sheet.stage_id == stage.id, Sheet.seat_id == seat_id, Sheet.application_id == application_id)
    found = db.session.scalar(select(Sheet).where(*theirs, Sheet.voided_at.is_(None)).with_for_update())
    if found is None:
        raise NotFoundError
    return found
