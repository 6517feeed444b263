"""Where a call stands, by the clock alone: nothing has to be switched for it to open or to close.

Source: docs/rules/calls.md, "The call" and "Deadline"
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from center.core.text import Text, _
from center.tenancy.calls.rules.content import Schedule

ONE_SECOND = timedelta(seconds=1)


class Phase(StrEnum):
    """Where a call stands."""

    DRAFT = "draft"
    COMING = "coming"
    OPEN = "open"
    CLOSED = "closed"
    CALLED_OFF = "called_off"


PHASE_WORDS: Mapping[Phase, Text] = {
    Phase.DRAFT: _("쓰는 중"),
    Phase.COMING: _("곧 받음"),
    Phase.OPEN: _("모집 중"),
    Phase.CLOSED: _("마감"),
    Phase.CALLED_OFF: _("취소됨"),
}
PHASE_TONES: Mapping[Phase, str] = {
    Phase.DRAFT: "line",
    Phase.COMING: "wait",
    Phase.OPEN: "open",
    Phase.CLOSED: "off",
    Phase.CALLED_OFF: "bad",
}


def phase_of(schedule: Schedule, now: datetime) -> Phase:
    """Where a published call stands that was not called off."""
    if now < schedule.opens_at:
        return Phase.COMING
    return Phase.OPEN if in_time(schedule, now) else Phase.CLOSED


def in_time(schedule: Schedule, now: datetime) -> bool:
    """Whether what arrives now is in time: through the whole second that was announced, 18:00:00.999 and no later."""
    return now < schedule.closes_at.replace(microsecond=0) + ONE_SECOND
