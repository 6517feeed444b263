"""By which seat somebody reads the review, and what is noted of those who ask for what is not theirs.

Source: docs/rules/safety.md, "Access"
"""

import logging

from flask import Blueprint, Response, request

from center.core.actor import ANYONE
from center.core.errors import DomainError, ForbiddenError, NotFoundError
from center.tenancy.review import queries
from center.tenancy.review.models import Seat
from center.tenancy.review.queries import OwnStage
from center.web.access import acting
from center.web.errors import answer_refusal

CALL = "/<int(max=2147483647):call_id>"
STAGE = f"{CALL}/stages/<key>"
log = logging.getLogger("center.review")


def own_seat(call_id: int) -> Seat:
    """The seat of who asks.

    Raises:
        NotFoundError: they have none in that committee.
        ForbiddenError: they work for the center by now.
    """
    if acting().is_staff:
        raise ForbiddenError
    return queries.get_own_seat(call_id, acting().user_id)


def own_stage(call_id: int, key: str) -> OwnStage:
    """A stage as who asks sees it.

    Raises:
        NotFoundError, ForbiddenError
    """
    return queries.own_stage(own_seat(call_id), key)


def log_guesses(bp: Blueprint) -> None:
    """Write a line where somebody who is signed in asks for what is not theirs or not there; the answer does not tell which."""
    for refusal in (NotFoundError, ForbiddenError):
        bp.register_error_handler(refusal, _refuse)


def _refuse(error: DomainError) -> Response:
    if acting() != ANYONE:
        log.warning("review page refused", extra={"path": request.path})
    return answer_refusal(error)
