"""The command with which staff remind members of their sheets. What is in a sheet plays no part in it.

Source: docs/rules/scoring.md, "The committee"
"""

from collections.abc import Sequence
from datetime import datetime

from center.core.actor import Actor
from center.core.audit import record
from center.core.db import transaction
from center.core.text import _
from center.core.time import seoul_day
from center.tenancy.review.models import Seat
from center.tenancy.review.queries import get_review, get_stage, rules_of
from center.tenancy.review.service.letters import Told, tell
from center.tenancy.review.service.locking import ReviewClosedError, locked_call
from center.tenancy.review.service.stages import missing_sheets, stage_subject


def remind(call_id: int, key: str, *, by: Actor, now: datetime) -> Sequence[Seat]:
    """Remind who has not submitted every sheet of a stage, each at most once a day; returns who was.

    Raises:
        NotFoundError: the stage was not opened.
        ReviewClosedError: it is frozen.
    """
    with transaction():
        call, stage, today = locked_call(call_id), get_stage(call_id, key), seoul_day(now)
        if not stage.is_open:
            raise ReviewClosedError(_("이미 확정한 단계입니다."))
        review = get_review(call_id)
        silent = {seat.id: seat for seat, _application in missing_sheets(call, review, stage)}
        reminded = [seat for seat in silent.values() if seat.reminded_on != today]
        for seat in reminded:
            seat.reminded_on = today
        title = next(one.title for one in rules_of(review).stages if one.key == key)
        tell(reminded, call, Told.REMINDED, stage=title)
        if codes := [seat.code for seat in reminded]:
            record("committee.reminded", stage_subject(call, key), by=by, members=codes)
    return reminded
