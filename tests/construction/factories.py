"""Projects with plain defaults. The tests' today is Tuesday 15 December 2026."""

from datetime import date
from typing import Any

from center.construction import queries
from center.construction.models import BudgetLine, Milestone, Project
from center.construction.rules.budget import Source
from center.construction.rules.spans import Span
from center.construction.service.budget import Allotment, Bill, add_line
from center.construction.service.projects import MilestoneWords, ProjectWords, add_milestone, begin_project
from center.core import time
from center.core.audit import OPERATOR
from center.core.db import db

TODAY = date(2026, 12, 15)


def a_project(key: str = "lobby", **words: Any) -> Project:
    """A renovation of the lobby."""
    given = {"title": "로비 새단장", "title_en": "Renewing the lobby", **words}
    return begin_project(key, ProjectWords(**given), by=OPERATOR, now=time.now())


def a_milestone(project: Project, first: date, last: date, title: str = "공사", **given: Any) -> Milestone:
    """A milestone of it, planned for these days."""
    waits, words = given.pop("waits", ()), {"title": title, "title_en": "Works", **given}
    span = Span(first, last)
    return add_milestone(
        project, MilestoneWords(**words), span, waits=waits, version=now_of(project).version, by=OPERATOR
    )


def now_of(project: Project) -> Project:
    """The project as it is now."""
    db.session.expire_all()
    return queries.get_project(project.key)


def a_line(project: Project, amount_krw: int = 1_000_000, on: date = date(2026, 1, 1)) -> BudgetLine:
    """A line of the district's money."""
    first = Allotment(on=on, amount_krw=amount_krw, reason="본예산")
    return add_line(project, Source.DISTRICT, "공사비", first, version=now_of(project).version, by=OPERATOR)


def a_bill(amount_krw: int = 400_000, evidence: str = "지출 2026-1", **given: Any) -> Bill:
    """What is paid to a builder."""
    words = {"on": date(2026, 11, 2), "payee": "튼튼건설", "purpose": "선금", **given}
    return Bill(amount_krw=amount_krw, evidence=evidence, **words)
