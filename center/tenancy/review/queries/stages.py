"""Reading the stages of a review, who takes part in them, and whose sheets there are.

A sheet is read by its own member only until the last stage is frozen.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from center.core.db import db
from center.core.errors import NotFoundError
from center.tenancy.applications.models import Application, State
from center.tenancy.applications.queries import frozen_list, handed_in
from center.tenancy.calls.models import CallVersion
from center.tenancy.calls.rules.content import Content
from center.tenancy.review.models import Declaration, Review, ReviewStage, Seat, Sheet
from center.tenancy.review.queries.committee import ANEW, excluded_from

SheetKey = tuple[int, int]
"""A seat and an application, by their ids."""


def find_review(call_id: int) -> Review | None:
    """The review of a call, once its first stage was opened."""
    whole = selectinload(Review.stages).selectinload(ReviewStage.seals)
    return db.session.scalar(select(Review).where(Review.call_id == call_id).options(whole).execution_options(**ANEW))


def get_review(call_id: int) -> Review:
    """The same.

    Raises:
        NotFoundError
    """
    found = find_review(call_id)
    if found is None:
        raise NotFoundError
    return found


def rules_of(review: Review) -> Content:
    """The rule set by which a call is reviewed."""
    version = select(CallVersion).where(CallVersion.call_id == review.call_id, CallVersion.n == review.call_version)
    return db.session.scalars(version).one().says


def find_stage(review: Review | None, key: str) -> ReviewStage | None:
    """A stage of a review that was opened."""
    return next((one for one in review.stages if one.key == key), None) if review else None


def get_stage(call_id: int, key: str) -> ReviewStage:
    """The same.

    Raises:
        NotFoundError: there is none, or it was not opened.
    """
    row = select(ReviewStage).where(ReviewStage.call_id == call_id, ReviewStage.key == key)
    found = db.session.scalar(row.execution_options(**ANEW))
    if found is None:
        raise NotFoundError
    return found


def is_over(review: Review, content: Content) -> bool:
    """Whether the last stage is frozen: from then on members see all sheets, and nothing is edited."""
    last = find_stage(review, content.stages[-1].key)
    return last is not None and not last.is_open


def admitted(call_id: int) -> list[Application]:
    """Who was admitted to the review, by receipt number; nobody while the list is not frozen."""
    if frozen_list(call_id) is None:
        return []
    return [one for one in handed_in(call_id) if one.state == State.ELIGIBLE]


def sheets_of(stage: ReviewStage) -> Mapping[SheetKey, Sheet]:
    """Every sheet of a stage: for counting who is done, and after freezing for the ranking."""
    rows = select(Sheet).where(Sheet.stage_id == stage.id).order_by(Sheet.id).execution_options(**ANEW)
    return {(one.seat_id, one.application_id): one for one in db.session.scalars(rows)}


def own_sheets(stage: ReviewStage, seat: Seat) -> Mapping[int, Sheet]:
    """Somebody's own sheets of a stage, by application; none of those that were voided."""
    rows = select(Sheet).where(Sheet.stage_id == stage.id, Sheet.seat_id == seat.id, Sheet.voided_at.is_(None))
    return {
        one.application_id: one
        for one in db.session.scalars(rows.options(selectinload(Sheet.submissions)).execution_options(**ANEW))
    }


def to_score(seat: Seat, taking_part: Sequence[Application]) -> list[Application]:
    """Those of the applications that somebody scores; the others do not exist for them.

    None before they signed the pledge, and none of which they have not declared that there is no conflict.
    """
    clear = clear_for(seat)
    return [one for one in taking_part if one.id in clear]


def clear_for(seat: Seat) -> set[int]:
    """The applications that somebody may score, whatever stage they are in."""
    if not seat.scores or seat.pledged_at is None:
        return set()
    declared = select(Declaration.application_id).where(Declaration.seat_id == seat.id, Declaration.ground.is_(None))
    return set(db.session.scalars(declared)) - excluded_from(seat)


def sheets_for(application: Application) -> Mapping[str, list[dict[str, dict[str, str]]]]:
    """What the counting sheets say of an applicant, by stage: for its firm, which is not told whose they are."""
    counting = (Sheet.application_id == application.id, Sheet.submitted_at.is_not(None), Sheet.voided_at.is_(None))
    rows = select(ReviewStage.key, Sheet.scores).join(ReviewStage, ReviewStage.id == Sheet.stage_id).where(*counting)
    found: dict[str, list[dict[str, dict[str, str]]]] = {}
    for key, scores in db.session.execute(rows.order_by(Sheet.id)):
        found.setdefault(key, []).append(scores)
    return found


def withdrawn_numbers(call_id: int) -> set[str]:
    """The receipt numbers of those who withdrew."""
    return {one.receipt_number for one in handed_in(call_id) if one.state == State.WITHDRAWN}
