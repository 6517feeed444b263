"""A call of the running demo that has closed, with applications of which staff ask for papers: made by its services."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from center.app import create_app
from center.core.actor import ANYONE
from center.core.audit import OPERATOR
from center.core.db import db
from center.core.time import at, now, seoul_day
from center.demo_firms import sample_number
from center.enterprises.models import Enterprise
from center.enterprises.queries import find_by_number
from center.files.rules.kinds import DOCUMENTS
from center.files.serving import the_store
from center.settings import load_settings
from center.tenancy.applications import queries, service
from center.tenancy.applications.rules.written import Written
from center.tenancy.applications.service import supplements
from center.tenancy.calls.first_calls import SECOND
from center.tenancy.calls.models import Call
from center.tenancy.calls.queries import get_call
from center.tenancy.calls.rules.content import Content
from center.tenancy.calls.service import begin_call, publish, write
from tests.files.samples import a_pdf

FIRMS = (0, 3, 4)
"""The sample firm that has a colleague with an account, and two others."""
BEGAN, CLOSED = timedelta(days=40), timedelta(days=20)
WORDS = {"certificate": "등기부가 세 달이 지났습니다. 최근 것을 올려 주세요.", "profile": "2쪽이 빠져 있습니다."}


@dataclass(frozen=True)
class Asked:
    """The call, and its applications: one is waited for, one is overdue for good, of one nothing was asked."""

    call_id: int
    waiting: int
    overdue: int
    unasked: int


@contextmanager
def inside(instance: Path) -> Iterator[None]:
    """The application of a running demo."""
    app = create_app(load_settings({"CENTER_INSTANCE": str(instance)}))
    with app.app_context():
        yield
        db.session.remove()
        db.engine.dispose()


def ask_for_papers(instance: Path) -> Asked:
    """Make them in the database of a running demo."""
    with inside(instance):
        present = now()
        call = a_closed_call(present)
        firms = [firm for n in FIRMS if (firm := find_by_number(sample_number(n))) is not None]
        waiting, overdue, unasked = (applied(call, firm, present - CLOSED - timedelta(days=1)) for firm in firms)
        _ask(waiting, days=5, asked_at=present)
        _ask(overdue, days=1, asked_at=present - CLOSED + timedelta(days=1))
        return Asked(call.id, waiting, overdue, unasked)


def a_closed_call(present: datetime) -> Call:
    """A call that closed some weeks ago and whose interviews are ahead."""
    began = present - BEGAN
    call = begin_call(SECOND, seoul_day(began), by=OPERATOR, now=began)
    write(call, lambda content: _sample(content, present), version=call.version, by=OPERATOR)
    publish(call, version=call.version, reason="", by=OPERATOR, now=began)
    return get_call(call.id)


def _sample(content: Content, present: datetime) -> Content:
    today = seoul_day(present)
    schedule = replace(
        content.schedule,
        opens_at=at(seoul_day(present - BEGAN), 9 * 60),
        closes_at=at(seoul_day(present - CLOSED), 18 * 60),
        interview_on=today + timedelta(days=30),
        result_on=today + timedelta(days=35),
        move_in_on=today + timedelta(days=60),
    )
    anyone = replace(content.eligibility, most_years=None, in_district=False)
    return replace(content, schedule=schedule, eligibility=anyone, units=("304", "305", "310"))


def applied(call: Call, firm: Enterprise, when: datetime) -> int:
    """A firm hands in an application."""
    content = call.versions[-1].says
    begun = service.begin(call.id, firm, Written(), language="ko", by=ANYONE, now=when)
    written = Written(
        contact="정지수",
        phone="02-2670-0000",
        email="jisoo@example.kr",
        need_m2=1500,
        people=3,
        choices=("305", "304"),
        parts={part.key: f"{part.name}에 대해 적었습니다. (예시)" for part in content.parts},
        declared=tuple(one.key for one in content.eligibility.declarations),
    )
    service.save(begun, written, version=begun.version, now=when)
    for one in content.documents:
        stream = io.BytesIO(a_pdf() + f"\n% {one.key} {begun.id}".encode())
        taken = the_store().take_in(stream, f"{one.name}.pdf", allowed=DOCUMENTS, most_bytes=1_000_000)
        service.add_file(queries.get_own(call.id, firm.id), one.key, taken, by=ANYONE, now=when)
    present = queries.get_own(call.id, firm.id)
    service.submit(present, version=present.version, language="ko", by=ANYONE, now=when)
    return present.id


def _ask(application_id: int, *, days: int, asked_at: datetime) -> None:
    found = queries.get_handed_in(application_id)
    supplements.ask(found, WORDS, days=days, version=found.version, by=ANYONE, now=asked_at)
