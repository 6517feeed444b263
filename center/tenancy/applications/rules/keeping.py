"""How long what was written and never judged is kept. Pure.

Source: docs/rules/calls.md, "How long it is kept"
"""

from datetime import datetime, timedelta

DRAFT_KEPT = timedelta(days=90)
"""Since the deadline, or since the call was called off: long enough to take the words over into another application."""
WITHDRAWN_KEPT = timedelta(days=30)
"""Since it was withdrawn: long enough for who did not withdraw it to say so."""


def unjudged_until(closes_at: datetime, called_off_at: datetime | None) -> datetime:
    """Until when is kept what was never handed in, and what was handed in for a call that was called off."""
    return (called_off_at or closes_at) + DRAFT_KEPT


def withdrawn_until(withdrawn_at: datetime) -> datetime:
    """Until when the words and papers of a withdrawn application are kept."""
    return withdrawn_at + WITHDRAWN_KEPT
