"""Closing rooms: the times that a closure has, once, over days or every week.

Source: docs/rules/booking.md, "Closing rooms"
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from center.core.errors import RuleError
from center.core.text import _
from center.core.time import Period, at, days_between

LONGEST = timedelta(days=732)
MOST_TIMES = 120


class WrongClosureError(RuleError):
    """A closure has no time, ends before it begins, or is longer than two years."""

    kind = "wrong-closure"


@dataclass(frozen=True, slots=True)
class ClosingPlan:
    """Days [first, last] and minutes of the day.

    Without weekdays one stretch from `start` on the first day to `end` on the last; with them every such day from
    `start` to `end`.
    """

    first: date
    last: date
    start: int
    end: int
    weekdays: Collection[int] = ()


def times_of(plan: ClosingPlan) -> list[Period]:
    """The periods that a closure takes, in order.

    Raises:
        WrongClosureError
    """
    if plan.last < plan.first or plan.last - plan.first > LONGEST:
        raise WrongClosureError(_("마지막 날은 첫날과 같거나 뒤여야 하고, 2년 안이어야 합니다."))
    if not plan.weekdays:
        return [_stretch(plan)]
    if plan.end <= plan.start:
        raise WrongClosureError(_("매주 닫는 시간은 끝이 시작보다 늦어야 합니다."))
    found = [
        Period.on(day, plan.start, plan.end)
        for day in days_between(plan.first, plan.last + timedelta(days=1))
        if day.weekday() in plan.weekdays
    ]
    if not found or len(found) > MOST_TIMES:
        raise WrongClosureError(
            _("고르신 기간에 그 요일이 1번에서 %(most)s번까지 있게 기간을 정해 주세요.", most=MOST_TIMES)
        )
    return found


def _stretch(plan: ClosingPlan) -> Period:
    start, end = at(plan.first, plan.start), at(plan.last, plan.end)
    if end <= start:
        raise WrongClosureError(_("닫는 끝이 시작보다 늦어야 합니다."))
    return Period(start, end)


def is_hit(period: Period, times: Sequence[Period]) -> bool:
    """Whether a use lies in a closure; its turnaround may."""
    return any(period.overlaps(closed) for closed in times)
