"""What follows from the frozen stages of a review: read only once the last one is frozen.

Source: docs/rules/scoring.md, "The committee" and "What the committee and staff read"
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from center.core.db import db
from center.core.errors import ConflictError, NotFoundError
from center.core.text import _
from center.tenancy.applications.models import Application
from center.tenancy.calls.models import Call
from center.tenancy.review.models import Declaration, Review, Seat, Sheet, SheetSubmission
from center.tenancy.review.queries.committee import excluded_from
from center.tenancy.review.queries.kept import Kept, kept_of
from center.tenancy.review.queries.record import record_of
from center.tenancy.review.queries.results import find_result
from center.tenancy.review.queries.stages import is_over, rules_of
from center.tenancy.review.rules.deciding import Decision
from center.tenancy.review.rules.record import RecordRefusedError
from center.tenancy.review.rules.writing import written


def ensure_over(review: Review) -> None:
    """Raises: NotFoundError, before the last stage is frozen."""
    if not is_over(review, rules_of(review)):
        raise NotFoundError


class TooFewSheetsError(ConflictError):
    """After the last stage was frozen so many sheets were voided that an applicant has too few."""

    kind = "too-few-sheets"

    def __init__(self) -> None:
        super().__init__(
            _(
                "확정한 뒤 무효가 된 채점표가 있어 결과를 계산할 만큼 채점표가 남지 않았습니다. 위원장이 단계를 다시 열어 채점표를 더 받아 주세요."
            )
        )


def get_decided(call: Call, review: Review) -> Decision:
    """The ranking, the units and the advisory figures of a review.

    Raises:
        NotFoundError, TooFewSheetsError: see `get_kept`.
    """
    return get_kept(call, review).decision


def get_kept(call: Call, review: Review) -> Kept:
    """The same with its figures as they are printed.

    Raises:
        NotFoundError: the last stage is not frozen.
        TooFewSheetsError
    """
    ensure_over(review)
    try:
        return kept_of(written(record_of(call, review)))
    except RecordRefusedError as refusal:
        raise TooFewSheetsError from refusal


def ensure_reads(seat: Seat, applications: Sequence[Application]) -> None:
    """Raises: NotFoundError, where somebody does not score, has not signed, or has not declared of every firm."""
    declared = set(db.session.scalars(select(Declaration.application_id).where(Declaration.seat_id == seat.id)))
    if not seat.scores or seat.pledged_at is None or any(one.id not in declared for one in applications):
        raise NotFoundError


def hidden_from(seat: Seat, now: datetime) -> bool:
    """Whether the ranking is withheld from a member: from whoever is excluded from a firm in it, until it is public."""
    return bool(excluded_from(seat)) and find_result(seat.call_id, now) is None


def reopened_sheets(call_id: int) -> Sequence[tuple[Sheet, SheetSubmission]]:
    """The submitted sheets of a call that the chair reopened, the first reopening first."""
    rows = (
        select(Sheet, SheetSubmission)
        .join(SheetSubmission, SheetSubmission.sheet_id == Sheet.id)
        .join(Seat, Seat.id == Sheet.seat_id)
        .where(Seat.call_id == call_id, SheetSubmission.reopened_at.is_not(None))
    )
    return [(sheet, one) for sheet, one in db.session.execute(rows.order_by(SheetSubmission.reopened_at))]
