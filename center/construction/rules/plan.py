"""A milestone's plan and its course: the first plan, revisions, what really was, and how late it is.

The first plan is never written over. Every question is asked of a day: what was planned, known and late on it.
Source: docs/rules/construction.md, "Milestones"
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from center.construction.rules.spans import Span
from center.core.errors import RuleError
from center.core.text import Text, _


class Basis(StrEnum):
    """Where a figure comes from: the district's report, newspapers, the center's staff, or an example of ours."""

    STATED = "stated"
    PUBLISHED = "published"
    KEPT = "kept"
    ASSUMED = "assumed"


class Course(StrEnum):
    """Where a milestone is on a day."""

    PLANNED = "planned"
    RUNNING = "running"
    OVERDUE = "overdue"
    DONE = "done"


class WrongCourseError(RuleError):
    """The real days of a milestone cannot be."""

    kind = "wrong-course"


class NoChangeError(RuleError):
    """A revision says the same as the plan before."""

    kind = "same-plan"

    def __init__(self) -> None:
        super().__init__(_("지금 계획과 같습니다. 바뀐 때를 적어 주세요."))


@dataclass(frozen=True, slots=True)
class Revised:
    """A plan that took the place of the one before, on a day."""

    span: Span
    decided_on: date


@dataclass(frozen=True, slots=True)
class Wait:
    """That a milestone begins after another one has ended; so many of its last days may overlap with it."""

    after: int
    overlap: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """A milestone as it is counted; `key` names it, `is_goal` is the one that all lead to."""

    key: int
    baseline: Span
    revisions: tuple[Revised, ...] = ()
    began_on: date | None = None
    ended_on: date | None = None
    waits: tuple[Wait, ...] = ()
    is_goal: bool = False

    @property
    def plan(self) -> Span:
        """The newest plan."""
        return self.revisions[-1].span if self.revisions else self.baseline

    @property
    def is_done(self) -> bool:
        """Whether it is over."""
        return self.ended_on is not None

    def known_on(self, day: date) -> "Step":
        """The milestone as it was known on a day."""
        return replace(
            self,
            revisions=tuple(one for one in self.revisions if one.decided_on <= day),
            began_on=self.began_on if self.began_on and self.began_on <= day else None,
            ended_on=self.ended_on if self.ended_on and self.ended_on <= day else None,
        )

    def course(self, day: date) -> Course:
        """Where it is on a day."""
        if self.is_done:
            return Course.DONE
        if self.plan.last < day:
            return Course.OVERDUE
        return Course.RUNNING if self.began_on else Course.PLANNED


def days_late(last: date, planned: Span) -> int:
    """By how many days something ends after its plan; negative where it is early."""
    return (last - planned.last).days


def ensure_course(began_on: date | None, ended_on: date | None, today: date) -> None:
    """Let real days stand that have been, in their order.

    Raises:
        WrongCourseError
    """
    if ended_on and not began_on:
        raise WrongCourseError(_("끝난 날이 있으면 시작한 날도 적어 주세요. 하루에 끝났으면 같은 날입니다."))
    if began_on and ended_on and ended_on < began_on:
        raise WrongCourseError(_("끝난 날이 시작한 날보다 앞섭니다. 날짜를 다시 확인해 주세요."))
    if any(day > today for day in (began_on, ended_on) if day):
        raise WrongCourseError(_("실적은 오늘까지의 날만 적을 수 있습니다. 앞날은 계획을 바꿔 적어 주세요."))


def overlap_of(before: Span, after: Span) -> int:
    """How many days two plans have in common, so that what waits may begin before the other has ended."""
    return max(0, (before.last - after.first).days + 1)


class CircleError(RuleError):
    """Milestones would wait for each other."""

    kind = "milestones-in-a-circle"

    def __init__(self, names: Sequence[object]) -> None:
        super().__init__(
            _(
                "일정이 서로 기다리게 됩니다: %(names)s. 이 가운데 하나를 앞선 일정에서 빼 주세요.",
                names=_chain(names),
            )
        )


def _chain(names: Sequence[object]) -> Text:
    text: Text = names[0] if isinstance(names[0], Text) else Text(str(names[0]))
    for name in names[1:]:
        text = _("%(one)s → %(next)s", one=text, next=name)
    return text


def find_circle(waits: Iterable[tuple[int, int]]) -> list[int]:
    """Milestones that wait for each other in turn, the first one again at the end; none where there is no circle.

    Takes pairs of a milestone and the one that it waits for.
    """
    after: dict[int, list[int]] = {}
    for key, before in waits:
        after.setdefault(key, []).append(before)
    done: set[int] = set()
    for start in after:
        path: list[int] = []
        if circle := _walk(start, after, path, done):
            return circle
    return []


def _walk(start: int, after: dict[int, list[int]], path: list[int], done: set[int]) -> list[int]:
    """Depth first without recursion, for chains as long as a project."""
    stack = [(start, iter(after.get(start, ())))]
    path.append(start)
    while stack:
        key, rest = stack[-1]
        following = next(rest, None)
        if following is None:
            done.add(key)
            stack.pop()
            path.pop()
        elif following in path:
            return [*path[path.index(following) :], following]
        elif following not in done:
            stack.append((following, iter(after.get(following, ()))))
            path.append(following)
    return []
