"""What follows from the frozen stages of a review: read only once the last one is frozen.

Source: docs/rules/scoring.md, "The committee" and "What the committee and staff read"
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import select

from center.core.db import db
from center.core.errors import ConflictError, NotFoundError
from center.core.text import _
from center.tenancy.applications.models import Application
from center.tenancy.calls.models import Call
from center.tenancy.review.models import Declaration, Review, Seat, Sheet, SheetSubmission
from center.tenancy.review.queries.committee import excluded_from
from center.tenancy.review.queries.record import record_of
from center.tenancy.review.queries.stages import is_over, rules_of
from center.tenancy.review.rules.deciding import Decision, decided
from center.tenancy.review.rules.printing import PrintedLine, printed_lines
from center.tenancy.review.rules.reading import read_record
from center.tenancy.review.rules.record import RecordRefusedError
from center.tenancy.review.rules.writing import written

KEPT = 8
"""Decisions a process keeps: those of the calls that are being talked about."""


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


@dataclass(frozen=True, slots=True)
class Kept:
    """A decision with its figures as printed, and the SHA-256 of the file of its record."""

    decision: Decision
    lines: Sequence[PrintedLine]
    sha256: str


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
        return _kept(written(record_of(call, review)))
    except RecordRefusedError as refusal:
        raise TooFewSheetsError from refusal


@lru_cache(maxsize=KEPT)
def _kept(text: str) -> Kept:
    """The decision of a record, which is read from its file as everybody reads it; the same text has the same one."""
    decision = decided(read_record(text))
    return Kept(decision, printed_lines(decision), hashlib.sha256(text.encode()).hexdigest())


def ensure_reads(seat: Seat, applications: Sequence[Application]) -> None:
    """Raises: NotFoundError, where somebody does not score, has not signed, or has not declared of every firm."""
    declared = set(db.session.scalars(select(Declaration.application_id).where(Declaration.seat_id == seat.id)))
    if not seat.scores or seat.pledged_at is None or any(one.id not in declared for one in applications):
        raise NotFoundError


def hidden_from(seat: Seat) -> bool:
    """Whether the ranking is withheld from a member: from whoever is excluded from a firm in it."""
    return bool(excluded_from(seat))


def reopened_sheets(call_id: int) -> Sequence[tuple[Sheet, SheetSubmission]]:
    """The submitted sheets of a call that the chair reopened, the first reopening first."""
    rows = (
        select(Sheet, SheetSubmission)
        .join(SheetSubmission, SheetSubmission.sheet_id == Sheet.id)
        .join(Seat, Seat.id == Sheet.seat_id)
        .where(Seat.call_id == call_id, SheetSubmission.reopened_at.is_not(None))
    )
    return [(sheet, one) for sheet, one in db.session.execute(rows.order_by(SheetSubmission.reopened_at))]
