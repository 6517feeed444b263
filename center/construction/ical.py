"""The milestones of projects for people's own calendars, as they are expected now.

Source: RFC 5545; docs/rules/construction.md, "Picture"
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import icalendar

from center.construction import queries
from center.construction.models import Project
from center.construction.queries import Known
from center.construction.rules.forecast import forecast
from center.construction.rules.plan import Course
from center.core.text import Language, _
from center.core.time import seoul_day
from center.web.i18n import say, speaking

PRODUCT = "-//Social Economy Support Center//Construction//KO"
A_DAY = timedelta(days=1)


def calendar_of(projects: Sequence[Project], language: Language, *, host: str, now: datetime) -> bytes:
    """A calendar of whole days; a milestone that moves keeps its number and has the next sequence."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    known = queries.milestones_of([project.id for project in projects])
    with speaking(language):
        calendar.add("x-wr-calname", say(_("센터 공사 일정")))
        for project in projects:
            for event in _events(project, known[project.id], host, now):
                calendar.add_component(event)
    return bytes(calendar.to_ical())


def _events(project: Project, known: Sequence[Known], host: str, now: datetime) -> Iterator[icalendar.Event]:
    today = seoul_day(now)
    outlook = forecast([one.step for one in known], today)
    for one in known:
        expected, event = outlook.by_key[one.id], icalendar.Event()
        changed_at = one.plans[-1].made_at if one.plans else project.made_at
        event.add("uid", f"milestone-{one.id}@{host}")
        event.add("dtstamp", changed_at.astimezone(UTC))
        event.add("sequence", len(one.plans))
        event.add("dtstart", expected.first)
        event.add("dtend", expected.last + A_DAY)
        event.add("summary", f"{say(project.name)}: {say(one.name)}")
        event.add("status", "CONFIRMED" if one.step.course(today) == Course.DONE else "TENTATIVE")
        event.add("transp", "TRANSPARENT")
        yield event
