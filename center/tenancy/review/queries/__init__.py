"""Reading reviews."""

from center.tenancy.review.queries.committee import (
    challenges_of,
    declarations_of,
    excluded_from,
    exclusions_of,
    find_own_seat,
    get_challenge,
    get_own_seat,
    get_seat,
    own_seats,
    scoring_seats,
    seats_of,
)
from center.tenancy.review.queries.desk import Desk, handed_in_at, read_desk
from center.tenancy.review.queries.effects import Effect, Effects, effects_of
from center.tenancy.review.queries.record import record_of
from center.tenancy.review.queries.stages import (
    admitted,
    find_review,
    find_stage,
    get_review,
    get_stage,
    is_over,
    own_sheets,
    rules_of,
    sheets_of,
    to_score,
)
from center.tenancy.review.queries.taking_part import scoring_of, taking_part

__all__ = [
    "Desk",
    "Effect",
    "Effects",
    "admitted",
    "challenges_of",
    "declarations_of",
    "effects_of",
    "excluded_from",
    "exclusions_of",
    "find_own_seat",
    "find_review",
    "find_stage",
    "get_challenge",
    "get_own_seat",
    "get_review",
    "get_seat",
    "get_stage",
    "handed_in_at",
    "is_over",
    "own_seats",
    "own_sheets",
    "read_desk",
    "record_of",
    "rules_of",
    "scoring_of",
    "scoring_seats",
    "seats_of",
    "sheets_of",
    "taking_part",
    "to_score",
]
