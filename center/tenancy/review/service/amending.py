"""The rule set of a review moves on to an amendment (정정공고), with a reason and with the sheets concerned reopened.

Until that is said the review goes on by the version under which it began.
Source: docs/rules/calls.md, "Rule set"
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from center.core.actor import Actor
from center.core.audit import record
from center.core.db import db, transaction
from center.core.text import _
from center.tenancy.calls.models import Call
from center.tenancy.calls.rules.content import Content, Criterion
from center.tenancy.review.models import Review, ReviewStage, Sheet, SheetState
from center.tenancy.review.queries import get_review, rules_of
from center.tenancy.review.rules.committee import CommitteeError
from center.tenancy.review.service.locking import locked_call


def concerned(before: Content, after: Content) -> list[str]:
    """The stages whose sheets an amendment touches: their criteria or points are others.

    Raises:
        CommitteeError: it has other stages, which a review that has begun cannot follow.
    """
    if [one.key for one in before.stages] != [one.key for one in after.stages]:
        raise CommitteeError(_("심사를 시작한 뒤에는 단계를 더하거나 빼거나 차례를 바꿀 수 없습니다."))
    pairs = zip(before.stages, after.stages, strict=True)
    return [new.key for old, new in pairs if _scored(old.criteria) != _scored(new.criteria)]


def _scored(criteria: Sequence[Criterion]) -> set[tuple[str, int]]:
    return {(one.key, one.points) for one in criteria}


def adopt_amendment(call_id: int, *, reason: str, by: Actor, now: datetime) -> list[str]:
    """Review by the newest version of the call from now on; returns the stages whose sheets were reopened.

    A frozen stage that is touched is open again and sealed anew when it is frozen. Once more changes nothing.

    Raises:
        NotFoundError: the review has not begun.
        CommitteeError: see `concerned`.
        ReviewClosedError
    """
    with transaction() as session:
        call = locked_call(call_id)
        review = get_review(call_id)
        newest = call.versions[-1]
        if newest.n == review.call_version:
            return []
        keys = concerned(rules_of(review), newest.says)
        for stage in review.stages:
            if stage.key in keys:
                _reopen(session.get_one(ReviewStage, stage.id, with_for_update=True), reason, by, now)
        facts = {"before": review.call_version, "after": newest.n, "stages": keys, "reason": reason}
        review.call_version = newest.n
        record("review.amended", f"review {call.number}", by=by, **facts)
    return keys


def _reopen(stage: ReviewStage, reason: str, by: Actor, now: datetime) -> None:
    stage.frozen_at = None
    locked = (Sheet.stage_id == stage.id, Sheet.state == SheetState.SUBMITTED, Sheet.voided_at.is_(None))
    for sheet in db.session.scalars(select(Sheet).where(*locked).with_for_update()):
        last = sheet.submissions[-1]
        last.reopened_at, last.reopened_by_id, last.reopen_reason = now, by.user_id, reason
        sheet.state, sheet.submitted_at = SheetState.DRAFT, None
        sheet.version += 1


def is_behind(call: Call, review: Review) -> bool:
    """Whether the call was amended since the review took up its rule set."""
    return call.versions[-1].n != review.call_version
