"""What the days known so far make of the plan: the forecast, the slack of each milestone and the core chain.

A milestone that waits begins no earlier than the day after those it waits for have ended, but for the days by which
their plans overlap. What has begun late takes as long as was planned; a vague time ("9~12월") only says by when.
Source: docs/rules/construction.md, "Dependencies and forecast"
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from center.construction.rules.plan import Step, Wait
from center.construction.rules.spans import Span

A_DAY = timedelta(days=1)
NO_LIMIT = date.max


@dataclass(frozen=True, slots=True)
class Forecast:
    """When a milestone is expected, or was, and what that means.

    `late` is by how many days it ends after its first plan; `slack` by how many it may still slip before the goal
    moves, None where it does not lead to the goal; `is_core` says that a day more moves the goal by a day.
    """

    first: date
    last: date
    late: int
    slack: int | None
    is_core: bool
    held_by: int | None


@dataclass(frozen=True, slots=True)
class Outlook:
    """The forecast of all milestones, and which of them moves the goal by how many days."""

    by_key: Mapping[int, Forecast]
    goal: int | None
    mover: int | None

    @property
    def goal_late(self) -> int:
        """By how many days the goal is later than first planned; never below zero."""
        return max(0, self.by_key[self.goal].late) if self.goal is not None else 0

    @property
    def core(self) -> list[int]:
        """The chain of milestones that moves the goal, in the order of their days."""
        keys = [key for key, one in self.by_key.items() if one.is_core]
        return sorted(keys, key=lambda key: (self.by_key[key].first, self.by_key[key].last, key))


@dataclass(slots=True)
class _Days:
    first: date
    last: date
    held_by: int | None = None


def ordered(steps: Sequence[Step]) -> list[Step]:
    """Each after those it waits for; what waits for nothing keeps its place. Expects no circle."""
    by_key = {step.key: step for step in steps}
    n_open = {step.key: sum(wait.after in by_key for wait in step.waits) for step in steps}
    behind = _behind(steps)
    ready = [step for step in steps if n_open[step.key] == 0]
    found: list[Step] = []
    for step in ready:
        found.append(step)
        for key, _wait in behind.get(step.key, ()):
            n_open[key] -= 1
            if n_open[key] == 0:
                ready.append(by_key[key])
    return found


def _behind(steps: Sequence[Step]) -> dict[int, list[tuple[int, Wait]]]:
    """By milestone those that wait for it."""
    found: dict[int, list[tuple[int, Wait]]] = {}
    for step in steps:
        for wait in step.waits:
            found.setdefault(wait.after, []).append((step.key, wait))
    return found


def forecast(steps: Sequence[Step], today: date) -> Outlook:
    """What is expected as of a day, of milestones as they are known on it."""
    in_order, days = ordered(steps), dict[int, _Days]()
    for step in in_order:
        days[step.key] = _expected(step, days, today)
    goal = next((step.key for step in steps if step.is_goal), None)
    slacks = _slacks(in_order, days, goal)
    by_key = {step.key: _forecast(step, days[step.key], slacks.get(step.key)) for step in steps}
    return Outlook(by_key, goal, _mover(days, goal, {step.key: step for step in steps}))


def _forecast(step: Step, days: _Days, slack: int | None) -> Forecast:
    late = (days.last - step.baseline.last).days
    is_core = slack is not None and slack <= 0 and not step.is_done
    return Forecast(days.first, days.last, late, slack, is_core, days.held_by)


def _expected(step: Step, days: Mapping[int, _Days], today: date) -> _Days:
    plan = step.plan
    if step.began_on and step.ended_on:
        return _Days(step.began_on, step.ended_on)
    if step.began_on:
        begun_late = timedelta(0) if plan.is_vague else max(timedelta(0), step.began_on - plan.first)
        return _Days(step.began_on, max(plan.last + begun_late, today))
    first, held_by = plan.first, None
    for wait in step.waits:
        if wait.after in days and (earliest := _after(days[wait.after].last, wait)) > first:
            first, held_by = earliest, wait.after
    if not plan.is_vague and first < today:
        first, held_by = today, None
    last = max(plan.last + (first - plan.first), today)
    return _Days(max(first, today) if plan.last < today else first, last, held_by)


def _after(last: date, wait: Wait) -> date:
    """The first day on which what waits can begin."""
    return last + A_DAY - timedelta(days=wait.overlap)


def _slacks(in_order: Sequence[Step], days: Mapping[int, _Days], goal: int | None) -> dict[int, int]:
    """By how many days each milestone that leads to the goal may slip before the goal does."""
    if goal is None:
        return {}
    latest: dict[int, date] = {goal: days[goal].last}
    behind = _behind(in_order)
    by_key = {step.key: step for step in in_order}
    for step in reversed(in_order):
        for key, wait in behind.get(step.key, ()):
            follower = by_key[key]
            if key not in latest or follower.began_on:
                continue
            spare = latest[key] - days[key].last
            limit = days[key].first + spare - A_DAY + timedelta(days=wait.overlap)
            latest[step.key] = min(latest.get(step.key, NO_LIMIT), limit)
    return {key: (last - days[key].last).days for key, last in latest.items()}


def _mover(days: Mapping[int, _Days], goal: int | None, by_key: Mapping[int, Step]) -> int | None:
    """The milestone from which the goal's delay comes: back from the goal, each time what holds the first plan up most."""
    if goal is None or days[goal].last <= by_key[goal].baseline.last:
        return None
    key: int | None = goal
    found = goal
    while key is not None:
        found, key = key, _holding_up(by_key[key], days)
    return found


def _holding_up(step: Step, days: Mapping[int, _Days]) -> int | None:
    """What a milestone waits for longest beyond its first plan; nothing where it has begun."""
    earliest = [(_after(days[wait.after].last, wait), wait.after) for wait in step.waits if wait.after in days]
    first, key = max(earliest, default=(step.baseline.first, None))
    return key if first > step.baseline.first and not step.began_on else None


@dataclass(frozen=True, slots=True)
class Move:
    """A plan that changes with another: what it was and what it becomes."""

    key: int
    before: Span
    after: Span


def moves_behind(steps: Sequence[Step], key: int, span: Span) -> list[Move]:
    """The milestone's own move, then of those behind it the ones whose plans it pushes on, as far as it does.

    What has begun or is over stays where it is.
    """
    plans = {step.key: step.plan for step in steps} | {key: span}
    own = next(step for step in steps if step.key == key)
    moves = [Move(key, own.plan, span)]
    for step in ordered(steps):
        if step.key == key or step.began_on or step.ended_on:
            continue
        plan = plans[step.key]
        needed = max((_after(plans[wait.after].last, wait) for wait in step.waits), default=plan.first)
        pushed = max(0, (needed - plan.first).days)
        if pushed and any(wait.after in {move.key for move in moves} for wait in step.waits):
            plans[step.key] = plan.moved(pushed)
            moves.append(Move(step.key, plan, plans[step.key]))
    return moves
