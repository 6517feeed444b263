"""Commands on reviews."""

from center.tenancy.review.service.amending import adopt_amendment, concerned, is_behind
from center.tenancy.review.service.committee import SeatTakenError, appoint, call_up, dismiss, pledge, take_chair
from center.tenancy.review.service.conflicts import Said, challenge, decide, declare, exclude_late, vote, voters_on
from center.tenancy.review.service.locking import ReviewClosedError
from center.tenancy.review.service.presenting import call_in, draw_order, end_speaking, mark_absent, mark_present
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
    ensure_ready,
    freeze_stage,
    missing_sheets,
    open_stage,
    reopen_stage,
)

__all__ = [
    "ReviewClosedError",
    "Said",
    "SeatTakenError",
    "SheetLockedError",
    "adopt_amendment",
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
    "freeze_stage",
    "is_behind",
    "mark_absent",
    "mark_present",
    "missing_sheets",
    "open_stage",
    "own_application",
    "pledge",
    "reopen_sheet",
    "reopen_stage",
    "save",
    "submit",
    "submit_all",
    "take_chair",
    "vote",
    "voters_on",
]
