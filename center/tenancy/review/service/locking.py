"""What serialises the acts of a review: the row of its call for those that decide, that of a stage for those that write."""

from sqlalchemy import select

from center.core.db import db
from center.core.errors import ConflictError, NotFoundError
from center.core.text import _
from center.tenancy.applications.queries import frozen_list
from center.tenancy.calls.models import Call
from center.tenancy.calls.queries import get_published
from center.tenancy.review.models import ReviewStage


class ReviewClosedError(ConflictError):
    """It is not the time to do this in the review, or no longer."""

    kind = "review-closed"


def locked_call(call_id: int) -> Call:
    """A call, its row locked.

    Raises:
        NotFoundError: there is none that was published.
        ReviewClosedError: it was called off.
    """
    db.session.get(Call, call_id, populate_existing=True, with_for_update=True)
    call, _version = get_published(call_id)
    if call.called_off_at is not None:
        raise ReviewClosedError(_("취소한 공고입니다."))
    return call


def ensure_list_frozen(call_id: int) -> None:
    """Raises: ReviewClosedError, while it is not decided who is admitted."""
    if frozen_list(call_id) is None:
        raise ReviewClosedError(_("적격 명단을 확정한 뒤에 할 수 있습니다."))


def shared_stage(stage_id: int) -> ReviewStage:
    """A stage that nobody freezes or reopens meanwhile, though others may write their sheets.

    Raises:
        ReviewClosedError: it is frozen.
    """
    row = select(ReviewStage).where(ReviewStage.id == stage_id).with_for_update(read=True)
    stage = db.session.scalar(row.execution_options(populate_existing=True))
    if stage is None:
        raise NotFoundError
    if not stage.is_open:
        raise ReviewClosedError(_("위원장이 이 단계를 확정해 더 고칠 수 없습니다."))
    return stage
