"""The worker reminds who is responsible for a milestone: a week before its planned end, and once it is past.

Source: docs/rules/construction.md, "Reminders"
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from sqlalchemy import select

from center.accounts.models import User
from center.construction import queries
from center.construction.models import MilestoneReminder, Project
from center.construction.rules.plan import Course, Step
from center.core.db import db, transaction
from center.core.time import seoul_day
from center.mail.service import post_mail

AHEAD = timedelta(days=7)
SOON, OVERDUE = "soon", "overdue"
LETTER = "milestone_reminder"


def remind(now: datetime) -> int:
    """Write once for each planned end to the account responsible, while it is open; how many letters."""
    today, n_written = seoul_day(now), 0
    for project, one, person, kind in list(_due(today)):
        with transaction() as session:
            for_on = one.step.plan.last
            session.add(MilestoneReminder(milestone_id=one.id, kind=kind, for_on=for_on, at=now))
            facts = {
                "what": kind,
                "project": project.key,
                "project_title": [project.title, project.title_en or project.title],
                "title": [one.name.msgid, one.name.en or one.name.msgid],
                "last_on": for_on.isoformat(),
            }
            post_mail(LETTER, to=person.email, language="en" if person.language == "en" else "ko", facts=facts)
            n_written += 1
    return n_written


def _due(today: date) -> Iterator[tuple[Project, queries.Known, User, str]]:
    """The milestones of which somebody is to be reminded and was not; nothing is said again for the same planned end."""
    projects = {project.id: project for project in queries.all_projects()}
    people = queries.people_responsible()
    told = {(one.milestone_id, one.kind, one.for_on) for one in db.session.scalars(select(MilestoneReminder))}
    for project_id, known in queries.milestones_of(list(projects)).items():
        for one in known:
            person, kind = people.get(one.id), _kind(one.step, today)
            if person and kind and (one.id, kind, one.step.plan.last) not in told:
                yield projects[project_id], one, person, kind


def _kind(step: Step, today: date) -> str:
    """Of what is to be reminded; nothing of what is done or far away."""
    course = step.course(today)
    if course == Course.OVERDUE:
        return OVERDUE
    return SOON if course != Course.DONE and step.plan.last - today <= AHEAD else ""
