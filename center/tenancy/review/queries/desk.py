"""What staff read of a review: who sits there and who is done. No point and no comment is read for it.

Source: docs/rules/scoring.md, "The committee"
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from center.accounts.queries import names_of
from center.core.db import db
from center.tenancy.applications.models import Application
from center.tenancy.applications.queries import frozen_list
from center.tenancy.calls.models import Call
from center.tenancy.calls.queries import get_published
from center.tenancy.calls.rules.content import Content
from center.tenancy.review.models import Declaration, Exclusion, Review, ReviewStage, Seat, Sheet, SheetState
from center.tenancy.review.queries.committee import Pair, declarations_of, exclusions_of, seats_of
from center.tenancy.review.queries.stages import admitted, find_review, find_stage, is_over, rules_of
from center.tenancy.review.queries.taking_part import taking_part


@dataclass(frozen=True, slots=True)
class Desk:
    """A review as staff know it. `content` is the rule set by which it goes on; `review` is None before it began."""

    call: Call
    content: Content
    review: Review | None
    is_list_frozen: bool
    seats: Sequence[Seat]
    names: Mapping[int, str]
    applications: Sequence[Application]
    declared: Mapping[Pair, Declaration]
    excluded: Mapping[Pair, Exclusion]

    @property
    def scoring(self) -> list[Seat]:
        """Who is to score now."""
        return [seat for seat in self.seats if seat.scores]

    @property
    def is_over(self) -> bool:
        """Whether the last stage is frozen, so that staff may see scores."""
        return self.review is not None and is_over(self.review, self.content)

    def name(self, seat: Seat) -> str:
        """Who sits there."""
        return self.names[seat.user_id]

    def stage(self, key: str) -> ReviewStage | None:
        """A stage that was opened."""
        return find_stage(self.review, key)

    def part(self, key: str) -> list[Application]:
        """Who takes part in a stage; before the review began everybody in the first one."""
        if self.review is None:
            return list(self.applications) if key == self.content.stages[0].key else []
        return taking_part(self.call, self.review, key)


def read_desk(call_id: int) -> Desk:
    """The review of a call that was published.

    Raises:
        NotFoundError
    """
    call, version = get_published(call_id)
    review, seats = find_review(call_id), seats_of(call_id)
    return Desk(
        call=call,
        content=rules_of(review) if review else version.says,
        review=review,
        is_list_frozen=frozen_list(call_id) is not None,
        seats=seats,
        names=names_of([seat.user_id for seat in seats]),
        applications=admitted(call_id),
        declared=declarations_of(call_id),
        excluded=exclusions_of(call_id),
    )


def handed_in_at(stage: ReviewStage) -> set[Pair]:
    """Whose sheet of whom counts in a stage: submitted and not voided."""
    counting = (Sheet.stage_id == stage.id, Sheet.state == SheetState.SUBMITTED, Sheet.voided_at.is_(None))
    rows = db.session.execute(select(Sheet.seat_id, Sheet.application_id).where(*counting))
    return {(row.seat_id, row.application_id) for row in rows}
