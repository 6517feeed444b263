"""What must always be true of projects. `center check` prints a line for each.

Source: docs/rules/construction.md
"""

from collections.abc import Callable, Iterator
from datetime import datetime

from sqlalchemy import select

from center.construction import queries
from center.construction.models import ProjectClosure, SpaceChange
from center.construction.rules.budget import UncoveredError, ensure_covered
from center.construction.rules.plan import find_circle
from center.core.db import db
from center.core.time import at
from center.spaces.models import Closure, Space

Faults = Iterator[str]


def _circles(_now: datetime) -> Faults:
    """No milestones wait for each other, and each project has at most one goal."""
    keys = {project.id: project.key for project in queries.all_projects()}
    for number, known in queries.milestones_of(list(keys)).items():
        if circle := find_circle((one.id, wait.after) for one in known for wait in one.waits):
            yield f"project {keys[number]}: milestones wait in a circle {circle}"
        if sum(one.step.is_goal for one in known) > 1:
            yield f"project {keys[number]} has several goals"


def _plans(_now: datetime) -> Faults:
    """Revisions follow each other in time."""
    keys = [project.id for project in queries.all_projects()]
    for one in (one for known in queries.milestones_of(keys).values() for one in known):
        days = [plan.decided_on for plan in one.plans]
        if days != sorted(days):
            yield f"milestone {one.id}: its plans are out of order"


def _money(_now: datetime) -> Faults:
    """Every payment is covered on its day by its line."""
    keys = [project.id for project in queries.all_projects()]
    for line in (line for lines in queries.lines_of(keys).values() for line in lines):
        try:
            ensure_covered(line.allotments, line.paid)
        except UncoveredError as uncovered:
            yield f"budget line {line.id}: {uncovered}"


def _closures(now: datetime) -> Faults:
    """What staff confirmed that a project closes is closed, as long as it goes on."""
    found: dict[str | None, list[Closure]] = {}
    for closure in db.session.scalars(select(Closure).where(Closure.series.is_not(None))):
        found.setdefault(closure.series, []).append(closure)
    for one in db.session.scalars(select(ProjectClosure).where(ProjectClosure.until_on.is_not(None))):
        ends_at = at(one.until_on, 0) if one.until_on else now
        if ends_at > now and not any(closure.end_at == ends_at for closure in found.get(one.series, ())):
            yield f"project closure {one.id}: space {one.space_code} is not closed until {one.until_on}"


def _spaces(_now: datetime) -> Faults:
    """Spaces begin and end on the days that projects say."""
    for change, space in db.session.execute(
        select(SpaceChange, Space).join(Space, Space.id == SpaceChange.space_id).order_by(SpaceChange.id)
    ):
        day = space.until_on if change.kind == "ends" else space.first_on
        if day != change.on_day:
            yield f"space {space.code}: {change.kind} on {day}, its project says {change.on_day}"


CHECKS: dict[str, Callable[[datetime], Faults]] = {
    "milestones wait in no circle for one goal": _circles,
    "plans of milestones follow each other": _plans,
    "payments of projects are covered": _money,
    "what projects close is closed": _closures,
    "spaces begin and end as projects say": _spaces,
}
