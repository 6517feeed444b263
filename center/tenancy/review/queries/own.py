"""What one member sees of a review: of its applications those that they score, of its sheets their own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from center.core.db import db
from center.core.errors import NotFoundError
from center.tenancy.applications.models import Application
from center.tenancy.calls.queries import get_call
from center.tenancy.calls.rules.content import Content, Stage
from center.tenancy.review.models import Challenge, Declaration, Review, ReviewStage, Seat, Sheet
from center.tenancy.review.queries.committee import challenges_of, excluded_from, own_seats
from center.tenancy.review.queries.stages import (
    admitted,
    get_review,
    get_stage,
    is_over,
    own_sheets,
    rules_of,
    to_score,
)
from center.tenancy.review.queries.taking_part import taking_part


@dataclass(frozen=True, slots=True)
class OwnStage:
    """A stage as one member sees it: those of its applications that they score, and their own sheets by application."""

    seat: Seat
    review: Review
    stage: ReviewStage
    content: Content
    applications: Sequence[Application]
    sheets: Mapping[int, Sheet]

    @property
    def says(self) -> Stage:
        """The stage in the rule set."""
        return next(one for one in self.content.stages if one.key == self.stage.key)

    @property
    def n_submitted(self) -> int:
        """How many of their sheets are submitted."""
        return sum(sheet.counts for sheet in self.sheets.values())

    def sheet_of(self, application: Application) -> Sheet | None:
        """Their sheet of an application, if they began one."""
        return self.sheets.get(application.id)

    def one(self, number: int) -> Application:
        """The application with that running number, if they score it.

        Raises:
            NotFoundError
        """
        return _numbered(self.applications, number)


def _numbered(applications: Sequence[Application], number: int) -> Application:
    found = next((one for one in applications if one.number == number), None)
    if found is None:
        raise NotFoundError
    return found


def own_stage(seat: Seat, key: str) -> OwnStage:
    """A stage that was opened, as somebody sees it.

    Raises:
        NotFoundError: it was not opened, or they do not score.
    """
    if not seat.scores:
        raise NotFoundError
    stage, review = get_stage(seat.call_id, key), get_review(seat.call_id)
    applications = to_score(seat, taking_part(get_call(seat.call_id), review, key))
    seen = {one.id for one in applications}
    sheets = {id_: sheet for id_, sheet in own_sheets(stage, seat).items() if id_ in seen}
    return OwnStage(seat, review, stage, rules_of(review), applications, sheets)


def undeclared(seat: Seat) -> list[Application]:
    """The applicants of which somebody has not said yet whether there is a conflict."""
    said = set(db.session.scalars(select(Declaration.application_id).where(Declaration.seat_id == seat.id)))
    return [one for one in admitted(seat.call_id) if one.id not in said]


def own_declarations(seat: Seat) -> Mapping[int, Declaration]:
    """What somebody declared, by application."""
    rows = select(Declaration).where(Declaration.seat_id == seat.id)
    return {one.application_id: one for one in db.session.scalars(rows)}


def challenges_before(seat: Seat) -> list[Challenge]:
    """The challenges on which somebody votes, the first one first, those that are decided too.

    One against themselves, or by a firm of which they see nothing, is none for them.
    """
    if not seat.scores or seat.pledged_at is None:
        return []
    excluded = excluded_from(seat)
    return [one for one in challenges_of(seat.call_id) if one.seat_id != seat.id and one.application_id not in excluded]


@dataclass(frozen=True, slots=True)
class AllSheets:
    """Every sheet of a stage after the last one was frozen, of the applications that somebody scored."""

    own: OwnStage
    sheets: Mapping[int, Sequence[Sheet]]


def all_sheets(seat: Seat) -> list[AllSheets]:
    """Every stage of a review that is over with the sheets that count.

    Raises:
        NotFoundError: it is not over, or they do not score.
    """
    review = get_review(seat.call_id)
    if not is_over(review, rules_of(review)):
        raise NotFoundError
    return [_all_of(own_stage(seat, stage.key)) for stage in review.stages]


def _all_of(own: OwnStage) -> AllSheets:
    seen = {one.id: [] for one in own.applications}  # type: dict[int, list[Sheet]]
    rows = select(Sheet).where(Sheet.stage_id == own.stage.id, Sheet.application_id.in_(seen))
    for sheet in db.session.scalars(rows.join(Seat).order_by(Seat.position).options(selectinload(Sheet.seat))):
        if sheet.counts:
            seen[sheet.application_id].append(sheet)
    return AllSheets(own, seen)


@dataclass(frozen=True, slots=True)
class Committees:
    """The committees in which somebody sits, with their reviews by call."""

    seats: Sequence[Seat]
    reviews: Mapping[int, Review]


def own_committees(user_id: int | None) -> Committees:
    """The committees in which somebody sits, the newest call first."""
    seats = own_seats(user_id)
    calls = [seat.call_id for seat in seats]
    reviews = select(Review).where(Review.call_id.in_(calls)).options(selectinload(Review.stages))
    return Committees(seats, {one.call_id: one for one in db.session.scalars(reviews)})
