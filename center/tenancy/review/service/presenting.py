"""Commands in the interview room, by staff: the order of presentations drawn by lot, who speaks until when, who is absent.

Who does not come is scored by what was handed in, never as 0. Source: docs/rules/scoring.md, "The committee"
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from center.core.actor import Actor
from center.core.audit import record
from center.core.db import transaction
from center.core.errors import NotFoundError
from center.core.text import _
from center.tenancy.calls.models import Call
from center.tenancy.review.models import ReviewStage
from center.tenancy.review.queries import get_review, get_stage, taking_part
from center.tenancy.review.service.locking import ReviewClosedError, locked_call
from center.tenancy.review.service.stages import LOTS, stage_subject


def draw_order(call_id: int, key: str, *, by: Actor) -> Sequence[str]:
    """Draw by lot in which order the applicants of a stage present. Once more changes nothing.

    Raises:
        NotFoundError: it was not opened.
        ReviewClosedError: it is frozen.
    """
    with transaction():
        call, stage = _open(call_id, key)
        if not stage.presenting:
            numbers = _numbers(call, key)
            LOTS.shuffle(numbers)
            stage.presenting = numbers
            record("review.order-drawn", stage_subject(call, key), by=by, order=numbers)
    return stage.presenting


def _open(call_id: int, key: str) -> tuple[Call, ReviewStage]:
    call = locked_call(call_id)
    stage = get_stage(call_id, key)
    if not stage.is_open:
        raise ReviewClosedError(_("이미 확정한 단계입니다."))
    return call, stage


def _numbers(call: Call, key: str) -> list[str]:
    return [one.receipt_number for one in taking_part(call, get_review(call.id), key)]


def _ensure_there(call: Call, key: str, number: str) -> None:
    if number not in _numbers(call, key):
        raise NotFoundError


def call_in(call_id: int, key: str, number: str, *, minutes: int, by: Actor, now: datetime) -> None:
    """Let an applicant present from now on for some minutes: members see who speaks and the clock.

    Raises:
        NotFoundError: no such stage, or none of its applicants.
        ReviewClosedError
    """
    with transaction():
        call, stage = _open(call_id, key)
        _ensure_there(call, key, number)
        stage.speaking, stage.clock_ends_at = number, now + timedelta(minutes=minutes)
        record("review.called-in", stage_subject(call, key), by=by, applicant=number, minutes=minutes)


def end_speaking(call_id: int, key: str) -> None:
    """Nobody presents now.

    Raises:
        NotFoundError, ReviewClosedError
    """
    with transaction():
        _call, stage = _open(call_id, key)
        stage.speaking = stage.clock_ends_at = None


def mark_absent(call_id: int, key: str, number: str, *, reason: str, by: Actor) -> None:
    """Note that an applicant did not come, and why if it was said.

    Raises:
        NotFoundError, ReviewClosedError
    """
    with transaction():
        call, stage = _open(call_id, key)
        _ensure_there(call, key, number)
        stage.absent = {**stage.absent, number: reason}
        record("review.marked-absent", stage_subject(call, key), by=by, applicant=number, reason=reason)


def mark_present(call_id: int, key: str, number: str, *, by: Actor) -> None:
    """Take that back: they came after all.

    Raises:
        NotFoundError, ReviewClosedError
    """
    with transaction():
        call, stage = _open(call_id, key)
        stage.absent = {one: why for one, why in stage.absent.items() if one != number}
        record("review.marked-present", stage_subject(call, key), by=by, applicant=number)
