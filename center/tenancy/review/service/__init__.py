"""Commands on reviews."""

from center.tenancy.review.service.amending import adopt_amendment, concerned, is_behind
from center.tenancy.review.service.appeals import answer_appeal, appeal, extend_appeal, last_day_to_appeal
from center.tenancy.review.service.committee import SeatTakenError, appoint, call_up, dismiss, pledge, take_chair
from center.tenancy.review.service.conflicts import Said, challenge, decide, declare, exclude_late, vote, voters_on
from center.tenancy.review.service.keeping import forget_reviewed
from center.tenancy.review.service.locking import ReviewClosedError
from center.tenancy.review.service.presenting import call_in, draw_order, end_speaking, mark_absent, mark_present
from center.tenancy.review.service.readiness import ensure_ready, hindrances
from center.tenancy.review.service.reminding import remind
from center.tenancy.review.service.results import (
    SameResultError,
    make_result,
    take_back_result,
    tell_results,
)
from center.tenancy.review.service.sheets import (
    SheetLockedError,
    criteria_of,
    own_application,
    reopen_sheet,
    save,
    submit,
    submit_all,
)
from center.tenancy.review.service.stages import (
    freeze_stage,
    missing_sheets,
    open_stage,
    reopen_stage,
)

__all__ = [
    "ReviewClosedError",
    "Said",
    "SameResultError",
    "SeatTakenError",
    "SheetLockedError",
    "adopt_amendment",
    "answer_appeal",
    "appeal",
    "appoint",
    "call_in",
    "call_up",
    "challenge",
    "concerned",
    "criteria_of",
    "decide",
    "declare",
    "dismiss",
    "draw_order",
    "end_speaking",
    "ensure_ready",
    "exclude_late",
    "extend_appeal",
    "forget_reviewed",
    "freeze_stage",
    "hindrances",
    "is_behind",
    "last_day_to_appeal",
    "make_result",
    "mark_absent",
    "mark_present",
    "missing_sheets",
    "open_stage",
    "own_application",
    "pledge",
    "remind",
    "reopen_sheet",
    "reopen_stage",
    "save",
    "submit",
    "submit_all",
    "take_back_result",
    "take_chair",
    "tell_results",
    "vote",
    "voters_on",
]
