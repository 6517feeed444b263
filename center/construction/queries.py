"""Reading projects. What pages list is read as plain values, a few queries however many milestones there are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from center.accounts.models import OperatorContract, RoleGrant, User
from center.accounts.queries.grants import is_live_grant
from center.bookings.queries import RULES
from center.construction.models import (
    WORKS,
    BudgetLine,
    ClosedYear,
    Milestone,
    MilestonePlan,
    MilestoneWait,
    Project,
    ProjectClosure,
    ProjectFile,
    SpaceChange,
)
from center.construction.rules.plan import Revised, Step, Wait
from center.construction.rules.spans import Span
from center.core.actor import Role
from center.core.db import db
from center.core.errors import NotFoundError
from center.core.revision import tokens_of
from center.core.text import Text, named
from center.core.time import seoul_day
from center.spaces.models import SPACES, Space


def all_projects() -> Sequence[Project]:
    """Every project, in the order in which they were made."""
    return db.session.scalars(select(Project).order_by(Project.id)).all()


def public_projects() -> Sequence[Project]:
    """Those that the public reads."""
    return db.session.scalars(select(Project).where(Project.is_public).order_by(Project.id)).all()


def get_project(key: str) -> Project:
    """A project by its part of the address.

    Raises:
        NotFoundError
    """
    found = db.session.scalar(select(Project).where(Project.key == key))
    if found is None:
        raise NotFoundError
    return found


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan that took the place of another, as pages tell it."""

    span: Span
    decided_on: date
    reason: Text
    basis: str
    made_at: datetime


@dataclass(slots=True)
class Known:
    """A milestone as pages show it; `step` is how it is counted."""

    id: int
    project_id: int
    name: Text
    detail: Text
    basis: str
    responsible: str
    person: str
    note: str
    plans: list[Plan] = field(default_factory=list)
    waits: list[Wait] = field(default_factory=list)
    step: Step = field(init=False)


COLUMNS = (
    Milestone.id,
    Milestone.project_id,
    Milestone.title,
    Milestone.title_en,
    Milestone.detail,
    Milestone.detail_en,
    Milestone.basis,
    Milestone.responsible,
    Milestone.note,
    Milestone.first_on,
    Milestone.last_on,
    Milestone.written,
    Milestone.began_on,
    Milestone.ended_on,
    Milestone.is_goal,
    User.name.label("person"),
)


def milestones_of(project_ids: Sequence[int]) -> dict[int, list[Known]]:
    """The milestones of projects with their plans and what they wait for, by project in order. Three queries."""
    rows = db.session.execute(
        select(*COLUMNS)
        .outerjoin(User, User.id == Milestone.responsible_id)
        .where(Milestone.project_id.in_(project_ids))
        .order_by(Milestone.position, Milestone.id)
    ).all()
    known = {row.id: _known(row) for row in rows}
    _add_plans(known, project_ids)
    _add_waits(known, project_ids)
    found: dict[int, list[Known]] = {number: [] for number in project_ids}
    for row in rows:
        one = known[row.id]
        one.step = _step(row, one)
        found[row.project_id].append(one)
    return found


def _known(row: Any) -> Known:
    return Known(
        id=row.id,
        project_id=row.project_id,
        name=named(row.title, row.title_en or row.title),
        detail=named(row.detail, row.detail_en or row.detail),
        basis=row.basis,
        responsible=row.responsible,
        person=row.person or "",
        note=row.note,
    )


def _add_plans(known: Mapping[int, Known], project_ids: Sequence[int]) -> None:
    of = MilestonePlan
    columns = (of.milestone_id, of.first_on, of.last_on, of.written, of.decided_on, of.reason, of.reason_en, of.basis)
    query = select(*columns, of.made_at).join(Milestone, Milestone.id == of.milestone_id)
    for row in db.session.execute(query.where(Milestone.project_id.in_(project_ids)).order_by(of.milestone_id, of.n)):
        number, first, last, written, decided_on, reason, reason_en, basis, made_at = row
        plan = Plan(Span(first, last, written), decided_on, named(reason, reason_en or reason), basis, made_at)
        known[number].plans.append(plan)


def _add_waits(known: Mapping[int, Known], project_ids: Sequence[int]) -> None:
    of = MilestoneWait
    query = select(of.milestone_id, of.after_id, of.overlap).join(Milestone, Milestone.id == of.milestone_id)
    for number, after, overlap in db.session.execute(
        query.where(Milestone.project_id.in_(project_ids)).order_by(of.id)
    ):
        known[number].waits.append(Wait(after, overlap))


def _step(row: Any, one: Known) -> Step:
    return Step(
        key=one.id,
        baseline=Span(row.first_on, row.last_on, row.written),
        revisions=tuple(Revised(plan.span, plan.decided_on) for plan in one.plans),
        began_on=row.began_on,
        ended_on=row.ended_on,
        waits=tuple(one.waits),
        is_goal=row.is_goal,
    )


def steps_of(project_id: int) -> list[Step]:
    """The milestones of a project as they are counted."""
    return [one.step for one in milestones_of([project_id])[project_id]]


def get_milestone(project: Project, milestone_id: int) -> Milestone:
    """A milestone of a project with its plans and waits; another project's is none.

    Raises:
        NotFoundError
    """
    whole = select(Milestone).options(selectinload(Milestone.plans), selectinload(Milestone.waits))
    found = db.session.scalar(whole.where(Milestone.id == milestone_id, Milestone.project_id == project.id))
    if found is None:
        raise NotFoundError
    return found


def lines_of(project_ids: Sequence[int]) -> dict[int, list[BudgetLine]]:
    """The lines of projects with all their money, by project. Four queries."""
    whole = select(BudgetLine).options(
        selectinload(BudgetLine.changes), selectinload(BudgetLine.payments), selectinload(BudgetLine.planned)
    )
    found: dict[int, list[BudgetLine]] = {number: [] for number in project_ids}
    for line in db.session.scalars(whole.where(BudgetLine.project_id.in_(project_ids)).order_by(BudgetLine.id)):
        found[line.project_id].append(line)
    return found


def get_line(project: Project, line_id: int) -> BudgetLine:
    """A line of a project; another project's is none.

    Raises:
        NotFoundError
    """
    found = next((line for line in lines_of([project.id])[project.id] if line.id == line_id), None)
    if found is None:
        raise NotFoundError
    return found


def closed_years(project_id: int) -> list[int]:
    """The years whose accounts are closed."""
    years = select(ClosedYear.year).where(ClosedYear.project_id == project_id).order_by(ClosedYear.year)
    return list(db.session.scalars(years))


def closures_of(project_ids: Sequence[int]) -> dict[int, list[ProjectClosure]]:
    """What projects close, by project."""
    found: dict[int, list[ProjectClosure]] = {number: [] for number in project_ids}
    query = select(ProjectClosure).where(ProjectClosure.project_id.in_(project_ids)).order_by(ProjectClosure.id)
    for closure in db.session.scalars(query):
        found[closure.project_id].append(closure)
    return found


def get_closure(project: Project, closure_id: int) -> ProjectClosure:
    """A closure of a project; another project's is none.

    Raises:
        NotFoundError
    """
    found = db.session.get(ProjectClosure, closure_id)
    if found is None or found.project_id != project.id:
        raise NotFoundError
    return found


def space_changes_of(project_id: int) -> Sequence[SpaceChange]:
    """The spaces that began, ended or were made anew with a project, in order."""
    query = select(SpaceChange).join(SpaceChange.space).options(contains_eager(SpaceChange.space))
    return db.session.scalars(
        query.where(SpaceChange.project_id == project_id).order_by(SpaceChange.on_day, SpaceChange.id)
    ).all()


def floor_sums(days: Sequence[date]) -> dict[date, dict[int, int]]:
    """The area of each floor on some days, in hundredths of a ㎡. One query."""
    columns = (Space.floor_number, Space.area_m2, Space.first_on, Space.until_on)
    rows = db.session.execute(select(*columns)).all()
    found: dict[date, dict[int, int]] = {day: {} for day in days}
    for day, sums in found.items():
        for floor, area, first, until in rows:
            if first <= day and (until is None or day < until):
                sums[floor] = sums.get(floor, 0) + area
    return found


def files_of(project_id: int, *, public_only: bool) -> Sequence[ProjectFile]:
    """Documents and photos of a project, the newest first."""
    query = select(ProjectFile).options(joinedload(ProjectFile.file)).where(ProjectFile.project_id == project_id)
    if public_only:
        query = query.where(ProjectFile.is_public)
    return db.session.scalars(query.order_by(ProjectFile.id.desc())).all()


def get_file(project: Project, file_id: int, *, public_only: bool) -> ProjectFile:
    """A document of a project; one that the reader may not have is none.

    Raises:
        NotFoundError
    """
    found = db.session.get(ProjectFile, file_id)
    if found is None or found.project_id != project.id or (public_only and not found.is_public):
        raise NotFoundError
    return found


def people_responsible() -> dict[int, User]:
    """By milestone the open account that is responsible for it."""
    query = select(Milestone.id, User).join(User, User.id == Milestone.responsible_id)
    return {row[0]: row[1] for row in db.session.execute(query.where(User.disabled_at.is_(None)))}


def staff_people(today: date) -> dict[int, str]:
    """The names of those who work for the center, by the number of their account."""
    grants = (
        select(RoleGrant.user_id)
        .outerjoin(OperatorContract, RoleGrant.contract_id == OperatorContract.id)
        .where(RoleGrant.role.in_([Role.STAFF, Role.ADMIN]), is_live_grant(today))
    )
    query = select(User.id, User.name).where(User.id.in_(grants), User.disabled_at.is_(None))
    return {row.id: row.name for row in db.session.execute(query.order_by(User.name, User.id))}


def works_mark(connection: Connection, now: datetime) -> str:
    """The mark of pages of projects: what was written of them, of spaces and of the hours at their foot, and the day."""
    tokens = tokens_of(connection)
    return " ".join([*(str(tokens.get(name)) for name in (WORKS, SPACES, RULES)), str(seoul_day(now))])
