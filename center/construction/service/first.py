"""The first project: the building of the center as the district stated it."""

from datetime import date, datetime

from sqlalchemy import select

from center.construction import first_values as first
from center.construction.models import Project, SpaceChange
from center.construction.rules.budget import Source
from center.construction.rules.plan import Basis
from center.construction.service.budget import Allotment, Bill, add_line, pay
from center.construction.service.projects import MilestoneWords, ProjectWords, add_milestone, begin_project, set_course
from center.core.audit import OPERATOR
from center.core.db import db, transaction
from center.core.time import seoul_day
from center.spaces.queries import spaces_on


def load_first_project(opened_on: date, now: datetime) -> None:
    """Make it unless there is any project; the spaces of the opening begin with it."""
    with transaction() as session:
        if session.scalar(select(Project.id).limit(1)) is not None:
            return
        words = ProjectWords(
            title=first.TITLE,
            title_en=first.TITLE_EN,
            lead=first.LEAD,
            lead_en=first.LEAD_EN,
            note=first.NOTE,
            note_en=first.NOTE_EN,
        )
        project = begin_project(first.KEY, words, by=OPERATOR, now=now)
        _add_milestones(project, seoul_day(now))
        _add_budget(project, seoul_day(now))
        _add_spaces(project, opened_on)


def _add_milestones(project: Project, today: date) -> None:
    numbers: list[int] = []
    for plan in first.MILESTONES:
        words = MilestoneWords(
            title=plan.title,
            title_en=plan.title_en,
            detail=plan.detail,
            detail_en=plan.detail_en,
            is_goal=plan.is_goal,
        )
        waits = [numbers[place] for place in plan.waits]
        made = add_milestone(
            project, words, plan.plan, waits=waits, basis=Basis.STATED, version=project.version, by=OPERATOR
        )
        numbers.append(made.id)
        if plan.began_on:
            days = (plan.began_on, plan.ended_on)
            set_course(project, made, *days, version=project.version, by=OPERATOR, today=today)


def _add_budget(project: Project, today: date) -> None:
    allotment = Allotment(
        on=first.BUDGET_ON,
        amount_krw=first.BUDGET_KRW,
        reason=first.BUDGET_REASON,
        reason_en=first.BUDGET_REASON_EN,
        basis=Basis.STATED,
    )
    line = add_line(
        project,
        Source.CITY,
        first.LINE,
        allotment,
        title_en=first.LINE_EN,
        version=project.version,
        by=OPERATOR,
    )
    bill = Bill(
        on=first.PAID_ON,
        amount_krw=first.PAID_KRW,
        payee=first.PAYEE,
        purpose=first.PURPOSE,
        evidence=first.EVIDENCE,
        basis=Basis.STATED,
    )
    pay(project, line, bill, version=project.version, by=OPERATOR, today=today)


def _add_spaces(project: Project, opened_on: date) -> None:
    for space in spaces_on(opened_on):
        change = {"kind": "begins", "on_day": opened_on, "basis": Basis.STATED}
        reason = {"reason": "처음 계획의 공간", "reason_en": "The spaces of the first plan"}
        db.session.add(SpaceChange(project_id=project.id, space_id=space.id, **change, **reason))
    db.session.flush()
