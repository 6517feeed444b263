"""Commands on projects and their milestones: begun, put in words, planned anew, done.

Source: docs/rules/construction.md, "Milestones"
"""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime

from sqlalchemy import func, select, update

from center.construction import queries
from center.construction.models import Milestone, MilestonePlan, MilestoneWait, Project
from center.construction.rules.forecast import Move, Outlook, forecast, moves_behind
from center.construction.rules.plan import (
    Basis,
    CircleError,
    NoChangeError,
    Revised,
    Step,
    ensure_course,
    find_circle,
    overlap_of,
)
from center.construction.rules.spans import Span
from center.construction.service.common import opened, subject
from center.core.actor import Actor
from center.core.audit import record
from center.core.db import db, transaction
from center.core.errors import ConflictError, NotFoundError, RuleError
from center.core.text import _
from center.core.time import seoul_day

CARRIED, CARRIED_EN = "‘{}’ 일정이 옮겨져 함께 옮김", "Moved on with “{}”"


class KeyTakenError(ConflictError):
    """Another project has that part of the address."""

    kind = "project-key-taken"

    def __init__(self, key: str) -> None:
        super().__init__(_("주소 이름 %(key)s은(는) 다른 사업이 씁니다. 다른 이름을 적어 주세요.", key=key))


class RevisedTooEarlyError(RuleError):
    """A plan would be decided before the one that it replaces, or in days to come."""

    kind = "revised-too-early"

    def __init__(self) -> None:
        super().__init__(_("계획을 바꾼 날은 앞서 바꾼 날과 같거나 뒤이고 오늘까지여야 합니다."))


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectWords:
    """What a project says of itself."""

    title: str
    title_en: str = ""
    lead: str = ""
    lead_en: str = ""
    note: str = ""
    note_en: str = ""
    decimals: int = 1
    is_public: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneWords:
    """What a milestone says of itself, and who is responsible for it."""

    title: str
    title_en: str = ""
    detail: str = ""
    detail_en: str = ""
    responsible: str = ""
    responsible_id: int | None = None
    note: str = ""
    is_goal: bool = False


def begin_project(key: str, words: ProjectWords, *, by: Actor | str, now: datetime) -> Project:
    """A new project without milestones.

    Raises:
        KeyTakenError
    """
    with transaction() as session:
        if session.scalar(select(Project.id).where(Project.key == key)) is not None:
            raise KeyTakenError(key)
        project = Project(key=key, made_at=now, **asdict(words))
        session.add(project)
        session.flush()
        record("project.begun", subject(project), by=by, is_public=words.is_public)
    return project


def change_project(project: Project, words: ProjectWords, *, version: int, by: Actor) -> None:
    """Put a project in other words, or let the public read it.

    Raises:
        ChangedMeanwhileError
    """
    with transaction():
        present = opened(project, version)
        for name, value in asdict(words).items():
            setattr(present, name, value)
        record("project.changed", subject(present), by=by, is_public=words.is_public)


def add_milestone(
    project: Project,
    words: MilestoneWords,
    baseline: Span,
    *,
    waits: Collection[int] = (),
    basis: Basis = Basis.KEPT,
    version: int,
    by: Actor | str,
) -> Milestone:
    """A new milestone with its first plan, behind all others; of several goals the newest stands.

    Raises:
        ChangedMeanwhileError
    """
    with transaction() as session:
        present = opened(project, version)
        last = session.scalar(select(func.max(Milestone.position)).where(Milestone.project_id == present.id)) or 0
        one = Milestone(
            project_id=present.id,
            position=last + 1,
            first_on=baseline.first,
            last_on=baseline.last,
            written=baseline.written,
            basis=basis,
            **asdict(words),
        )
        session.add(one)
        session.flush()
        _keep_one_goal(one)
        _set_waits(one, waits)
        plan = {"first_on": str(baseline.first), "last_on": str(baseline.last)}
        record("milestone.added", subject(present), by=by, milestone=one.id, **plan)
    return one


def _keep_one_goal(one: Milestone) -> None:
    if one.is_goal:
        others = update(Milestone).where(Milestone.project_id == one.project_id, Milestone.id != one.id)
        db.session.execute(others.values(is_goal=False))


def _set_waits(one: Milestone, waits: Collection[int]) -> None:
    """Let a milestone wait for others of its project; those that stay keep the overlap that they had.

    Raises:
        NotFoundError: one is of another project.
        CircleError
    """
    steps = {step.key: step for step in queries.steps_of(one.project_id)}
    if set(waits) - set(steps):
        raise NotFoundError
    known = {wait.after_id: wait for wait in one.waits}
    one.waits = [known.get(after) or _wait(steps[one.id], steps[after]) for after in sorted(waits)]
    pairs = [(step.key, wait.after) for step in steps.values() if step.key != one.id for wait in step.waits]
    if circle := find_circle([*pairs, *((one.id, after) for after in waits)]):
        raise CircleError([_name_of(number) for number in circle])
    db.session.flush()


def _wait(step: Step, before: Step) -> MilestoneWait:
    """Plans that overlap when one begins to wait for the other may go on to."""
    return MilestoneWait(after_id=before.key, overlap=overlap_of(before.plan, step.plan))


def _name_of(milestone_id: int) -> object:
    return db.session.get_one(Milestone, milestone_id).name


def change_milestone(
    project: Project, one: Milestone, words: MilestoneWords, *, waits: Collection[int], version: int, by: Actor
) -> None:
    """Put a milestone in other words, give it to somebody else, let it wait for others. Its plans stay.

    Raises:
        ChangedMeanwhileError, CircleError
    """
    with transaction(), db.session.no_autoflush:
        present = opened(project, version)
        for name, value in asdict(words).items():
            setattr(one, name, value)
        _set_waits(one, waits)
        _keep_one_goal(one)
        record("milestone.changed", subject(present), by=by, milestone=one.id, waits=sorted(waits))


def set_course(
    project: Project,
    one: Milestone,
    began_on: date | None,
    ended_on: date | None,
    *,
    version: int,
    by: Actor | str,
    today: date,
) -> None:
    """Keep when a milestone really began and ended.

    Raises:
        WrongCourseError: days that have not been, or in the wrong order.
        ChangedMeanwhileError
    """
    ensure_course(began_on, ended_on, today)
    with transaction():
        present = opened(project, version)
        one.began_on, one.ended_on = began_on, ended_on
        days = {"began_on": str(began_on or ""), "ended_on": str(ended_on or "")}
        record("milestone.course", subject(present), by=by, milestone=one.id, **days)


@dataclass(frozen=True, slots=True)
class Preview:
    """What moving a milestone would do: the plans that move with it, and the outlook before and after."""

    moves: list[Move]
    before: Outlook
    after: Outlook


def preview_move(project: Project, one: Milestone, span: Span, *, with_behind: bool, today: date) -> Preview:
    """What moves behind a milestone, and what becomes of the goal. Nothing moves.

    Raises:
        NoChangeError: the plan is the one that holds.
    """
    steps = queries.steps_of(project.id)
    own = next(step for step in steps if step.key == one.id)
    if own.plan == span:
        raise NoChangeError
    moves = moves_behind(steps, one.id, span)
    moves = moves if with_behind else moves[:1]
    return Preview(moves, forecast(steps, today), forecast(moved(steps, moves, today), today))


def moved(steps: Sequence[Step], moves: Sequence[Move], today: date) -> list[Step]:
    """The milestones with their plans moved."""
    after = {move.key: Revised(move.after, today) for move in moves}
    return [
        replace(step, revisions=(*step.revisions, after[step.key])) if step.key in after else step for step in steps
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """Another plan for a milestone, decided on a day for a reason; `with_behind` carries on what it pushes."""

    span: Span
    decided_on: date
    reason: str
    reason_en: str = ""
    basis: Basis = Basis.KEPT
    with_behind: bool = True


def revise(
    project: Project, one: Milestone, wanted: Revision, *, version: int, by: Actor | str, now: datetime
) -> list[Move]:
    """Let another plan take the place of the one that holds, and carry on what it pushes; the first plan stays.

    Raises:
        NoChangeError, RevisedTooEarlyError, ChangedMeanwhileError
    """
    with transaction():
        present = opened(project, version)
        preview = preview_move(present, one, wanted.span, with_behind=wanted.with_behind, today=seoul_day(now))
        carried = replace(wanted, reason=CARRIED.format(one.title), reason_en=CARRIED_EN.format(one.title_en))
        for move in preview.moves:
            _add_plan(move, wanted if move.key == one.id else carried, now=now)
        days = {"first_on": str(wanted.span.first), "last_on": str(wanted.span.last)}
        facts = {"milestone": one.id, "n_moved": len(preview.moves), "decided_on": str(wanted.decided_on), **days}
        record("milestone.revised", subject(present), by=by, **facts)
    return preview.moves


def _add_plan(move: Move, why: Revision, *, now: datetime) -> None:
    one = db.session.get_one(Milestone, move.key)
    before = one.plans[-1].decided_on if one.plans else date.min
    if why.decided_on < before or why.decided_on > seoul_day(now):
        raise RevisedTooEarlyError
    one.plans.append(
        MilestonePlan(
            n=len(one.plans) + 1,
            first_on=move.after.first,
            last_on=move.after.last,
            written=move.after.written,
            decided_on=why.decided_on,
            reason=why.reason,
            reason_en=why.reason_en,
            basis=why.basis,
            made_at=now,
        )
    )
    db.session.flush()
