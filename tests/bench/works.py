"""Projects of few and of many milestones: the public page with its timeline, its table and its forecast."""

from datetime import date, timedelta
from itertools import pairwise

from center.construction.models import Milestone, MilestonePlan, MilestoneWait
from center.construction.service.projects import ProjectWords, begin_project
from center.core import time
from center.core.audit import OPERATOR
from center.core.db import transaction
from tests.bench.clients import Request

FEW_MILESTONES, MANY_MILESTONES = 20, 200
N_ASKED = 12


def add_works() -> None:
    """A project of each size: a chain of which every third milestone was moved and the first third is done."""
    for n in (FEW_MILESTONES, MANY_MILESTONES):
        with transaction() as session:
            words = ProjectWords(title=f"일정 {n}개 공사", title_en=f"Works of {n} milestones")
            project = begin_project(f"works-{n}", words, by=OPERATOR, now=time.now())
            made = [_milestone(project.id, number, n) for number in range(n)]
            session.add_all(made)
            session.flush()
            session.add_all(
                MilestoneWait(milestone_id=one.id, after_id=before.id, overlap=2) for before, one in pairwise(made)
            )
            session.add_all(_plan(one) for one in made[::3])


def _milestone(project_id: int, number: int, n: int) -> Milestone:
    first = time.today() - timedelta(days=2 * (n // 3)) + timedelta(days=2 * number)
    done = number < n // 3
    texts = {"title_en": "", "detail": "", "detail_en": "", "written": "", "responsible": "", "note": ""}
    return Milestone(
        project_id=project_id,
        position=number,
        title=f"일정 {number}",
        first_on=first,
        last_on=first + timedelta(days=3),
        basis="kept",
        began_on=first if done else None,
        ended_on=first + timedelta(days=3) if done else None,
        is_goal=number == n - 1,
        **texts,
    )


def _plan(one: Milestone) -> MilestonePlan:
    return MilestonePlan(
        milestone_id=one.id,
        n=1,
        first_on=one.first_on,
        last_on=one.last_on + timedelta(days=1),
        written="",
        decided_on=date(2026, 1, 1),
        reason="자재가 늦음",
        reason_en="Material is late",
        basis="kept",
        made_at=time.now(),
    )


def timeline(n: int) -> list[Request]:
    """The public page of a project of so many milestones."""
    return [Request(f"/construction/works-{n}?date={time.today()}")] * N_ASKED
