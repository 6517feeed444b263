"""The timeline of a project: pure geometry, no page and no database.

A wide drawing with a row for each milestone, and for phones a small one of each on the same axis. Days lie evenly on it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple
from unicodedata import east_asian_width

from center.construction.rules.forecast import Forecast
from center.construction.rules.plan import Step
from center.core.time import month_start

WIDTH, HEAD, ROW, FOOT = 1200, 44, 62, 30
LEFT, RIGHT = 250, 960
"""Where the axis begins and ends; the words stand left and right of it."""
PLAN_TOP, PLAN_HEIGHT, BAR_TOP, BAR_HEIGHT = 9, 13, 30, 20
SMALL_WIDTH, SMALL_HEIGHT = 1000, 40
"""The small drawing's units across are thousandths of its width, whatever that is."""
POINT_DAYS = 3
"""What takes no longer is drawn as a point."""
RADIUS = 8
KINDS = ("first", "plan", "core", "expected", "real")
STEPS = (1, 3, 6, 12, 24, 60, 120)
MOST_TICKS = 13


class Bar(NamedTuple):
    """A part of a row: `kind` says what it is."""

    kind: str
    x: float
    y: int
    width: float
    height: int

    @property
    def path(self) -> str:
        """Its outline."""
        return f"M{self.x:g} {self.y}h{self.width:g}v{self.height}h-{self.width:g}z"


class Tick(NamedTuple):
    """A line across the rows at the beginning of a month."""

    x: float
    month: date


@dataclass(frozen=True, slots=True)
class Timeline:
    """What the wide drawing shows, and the small ones by place.

    Bars of a kind are one outline: a page of hundreds of milestones stays small. `points` are what took no longer than a
    few days, as places (x, y).
    """

    height: int
    ticks: list[Tick]
    day_x: float | None
    tops: list[int]
    shapes: list[tuple[str, str]]
    points: list[tuple[float, int]]
    arrows: str
    small: list[list[tuple[str, str]]]
    small_day: float | None

    @property
    def view_box(self) -> str:
        """The value of the `viewBox` attribute."""
        return f"0 0 {WIDTH} {self.height}"

    @property
    def bottom(self) -> int:
        """Where the rows end."""
        return self.height - FOOT


@dataclass(frozen=True, slots=True)
class Axis:
    """The days [first, end) from `left` to `right`."""

    first: date
    end: date
    left: float
    right: float

    def x(self, day: date) -> float:
        """Where a day begins; days beyond the axis lie on its ends."""
        share = (min(max(day, self.first), self.end) - self.first) / (self.end - self.first)
        return round(self.left + share * (self.right - self.left), 1)


def fit(text: str, width: int, size: int) -> str:
    """As much of a text as stands in so many units when it is set in that size, with … where some is left out."""
    room = float(width)
    for place, letter in enumerate(text):
        room -= size * (1.0 if east_asian_width(letter) in "WF" else 0.6)
        if room < 0:
            return f"{text[: place - 1].rstrip()}…"
    return text


def draw(steps: Sequence[Step], expected: dict[int, Forecast], day: date) -> Timeline:
    """The timeline of milestones as they are known on a day, in their order."""
    first, end = _extent(steps, expected, day)
    wide, small = Axis(first, end, LEFT, RIGHT), Axis(first, end, 0, SMALL_WIDTH)
    tops = {step.key: HEAD + place * ROW for place, step in enumerate(steps)}
    points = {step.key for step in steps if _is_point(step, expected[step.key])}
    bars = [bar for step in steps for bar in _bars(step, expected[step.key], day, wide, tops[step.key])]
    is_within = first <= day < end
    return Timeline(
        height=HEAD + len(steps) * ROW + FOOT,
        ticks=[Tick(wide.x(month), month) for month in _months(first, end)],
        day_x=wide.x(day) if is_within else None,
        tops=list(tops.values()),
        shapes=_shapes(bars),
        points=[(wide.x(expected[key].last), tops[key] + BAR_TOP + RADIUS) for key in tops if key in points],
        arrows="".join(_arrows(steps, expected, tops, wide)),
        small=[_shapes(_bars(step, expected[step.key], day, small, 0)) for step in steps],
        small_day=small.x(day) if is_within else None,
    )


def _shapes(bars: Iterable[Bar]) -> list[tuple[str, str]]:
    """The outline of all bars of each kind, what lies above last."""
    paths: dict[str, str] = {}
    for bar in bars:
        paths[bar.kind] = paths.get(bar.kind, "") + bar.path
    return [(kind, paths[kind]) for kind in KINDS if kind in paths]


def _is_point(step: Step, expected: Forecast) -> bool:
    return step.is_done and (expected.last - expected.first).days < POINT_DAYS


def _extent(steps: Sequence[Step], expected: dict[int, Forecast], day: date) -> tuple[date, date]:
    """Whole months around everything; the day looked at only where it lies within or near."""
    days = [at for step in steps for at in (step.baseline.first, step.baseline.last, step.plan.first, step.plan.last)]
    days += [at for one in expected.values() for at in (one.first, one.last)]
    first, last = min(days, default=day), max(days, default=day)
    near = timedelta(days=92)
    if first - near <= day <= last + near:
        first, last = min(first, day), max(last, day)
    return month_start(first), month_start(last, 1)


def _months(first: date, end: date) -> Iterator[date]:
    """Beginnings of months, as many as there is room for: each, or those of quarters, halves, years."""
    n_months = (end.year - first.year) * 12 + end.month - first.month
    step = next((step for step in STEPS if n_months <= step * MOST_TICKS), STEPS[-1])
    month = first
    while month < end:
        if (month.year * 12 + month.month - 1) % step == 0:
            yield month
        month = month_start(month, 1)


def _bars(step: Step, expected: Forecast, day: date, axis: Axis, top: int) -> Iterator[Bar]:
    """The first plan above; below it what is planned now, what was, and what is expected beyond the plan."""
    plan, is_point = step.plan, bool(top) and _is_point(step, expected)
    if not (is_point and step.baseline.last == step.ended_on):
        yield _bar("first", step.baseline.first, step.baseline.last, axis, top + PLAN_TOP, PLAN_HEIGHT)
    if is_point:
        return
    low = top + BAR_TOP if top else PLAN_TOP + PLAN_HEIGHT
    height = BAR_HEIGHT if top else SMALL_HEIGHT - low - 2
    if not step.is_done:
        begins = step.began_on or plan.first
        yield _bar("core" if expected.is_core else "plan", begins, max(plan.last, begins), axis, low, height)
        if expected.last > plan.last:
            yield _bar("expected", max(plan.last + timedelta(days=1), begins), expected.last, axis, low, height)
    if step.began_on:
        yield _bar("real", step.began_on, step.ended_on or day, axis, low, height)


def _bar(kind: str, first: date, last: date, axis: Axis, top: int, height: int) -> Bar:
    """At least so wide that it can be seen."""
    x, end = axis.x(first), axis.x(last + timedelta(days=1))
    return Bar(kind, x, top, round(max(end - x, 4), 1), height)


def _arrows(steps: Sequence[Step], expected: dict[int, Forecast], tops: dict[int, int], axis: Axis) -> Iterator[str]:
    """From the end of each core milestone to the beginning of the core one that waits for it."""
    for step in steps:
        for wait in step.waits:
            if wait.after in tops and expected[step.key].is_core and expected[wait.after].is_core:
                x, y = axis.x(expected[wait.after].last + timedelta(days=1)), tops[wait.after] + BAR_TOP + BAR_HEIGHT
                to_x, to_y = axis.x(expected[step.key].first), tops[step.key] + BAR_TOP
                yield f"M{x - 3} {y}V{to_y - 9}H{max(to_x, x) + 4}V{to_y - 1}"
