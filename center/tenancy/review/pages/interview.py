"""What staff see in the interview room: the order, who presents until when, who did not come."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from center.core.text import Text, _, show_clock
from center.tenancy.applications.models import Application
from center.tenancy.review.models import ReviewStage
from center.tenancy.review.queries import Desk
from center.web.i18n import say

SECONDS = 60


@dataclass(frozen=True, slots=True)
class Turn:
    """A firm in its turn."""

    number: str
    firm: str
    place: str
    is_speaking: bool
    is_absent: bool
    reason: str


@dataclass(frozen=True, slots=True)
class InterviewPage:
    """The interview as it is now."""

    key: str
    name: str
    heading: Text
    clock: str
    is_open: bool
    is_drawn: bool
    is_speaking: bool
    turns: list[Turn]


def interview_page(desk: Desk, stage: ReviewStage, now: datetime) -> InterviewPage:
    """Who presents, and the others in the order that was drawn; who joined after it comes last."""
    turns = [_turn(stage, one) for one in _in_order(stage, desk.part(stage.key))]
    speaking = next((one.firm for one in turns if one.is_speaking), "")
    name = say(next(one.title for one in desk.content.stages if one.key == stage.key))
    return InterviewPage(
        key=stage.key,
        name=name,
        heading=_("지금 발표: %(firm)s", firm=speaking) if speaking else _("%(stage)s 발표", stage=name),
        clock=_clock(stage.clock_ends_at, now) if speaking else "",
        is_open=stage.is_open,
        is_drawn=bool(stage.presenting),
        is_speaking=bool(speaking),
        turns=turns,
    )


def _in_order(stage: ReviewStage, applications: Sequence[Application]) -> list[Application]:
    places = {number: place for place, number in enumerate(stage.presenting)}
    return sorted(applications, key=lambda one: (places.get(one.receipt_number, len(places)), one.number or 0))


def _turn(stage: ReviewStage, application: Application) -> Turn:
    number = application.receipt_number
    drawn = number in stage.presenting
    return Turn(
        number=number,
        firm=application.enterprise.name,
        place=say(_("%(n)s번째", n=stage.presenting.index(number) + 1)) if drawn else "–",
        is_speaking=stage.speaking == number and stage.is_open,
        is_absent=number in stage.absent,
        reason=stage.absent.get(number, ""),
    )


def _clock(ends_at: datetime | None, now: datetime) -> str:
    if ends_at is None:
        return ""
    left = math.ceil((ends_at - now).total_seconds() / SECONDS)
    if left <= 0:
        return say(_("%(clock)s에 시간이 끝났습니다.", clock=show_clock(ends_at)))
    return say(_("%(clock)s까지, %(n)s분 남았습니다.", clock=show_clock(ends_at), n=left))
