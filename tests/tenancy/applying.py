"""An open call and a firm that applies for it, made without any page."""

import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from center.core import time
from center.core.actor import ANYONE, Actor
from center.enterprises.models import Enterprise
from center.enterprises.rules.kinds import Kind, KindTerm
from center.files.rules.kinds import DOCUMENTS
from center.files.serving import the_store
from center.tenancy.applications import queries
from center.tenancy.applications.models import Application, Submission
from center.tenancy.applications.rules.written import Written
from center.tenancy.applications.service import add_file, begin, save, submit
from center.tenancy.calls.first_calls import SECOND
from center.tenancy.calls.models import Call
from center.tenancy.calls.queries import get_call
from center.tenancy.calls.rules.content import Content, moved
from center.tenancy.calls.service import begin_call, publish, write
from tests.conftest import Clock
from tests.enterprises.factories import a_firm
from tests.files.samples import a_pdf

NOTICE = date(2027, 1, 4)
CONTENT = moved(SECOND, NOTICE)
OPENS, CLOSES = CONTENT.schedule.opens_at, CONTENT.schedule.closes_at
"""The call is open from 09:00 on 24 January 2027 until 18:00:00 on the 26th."""
PAPERS = [one.key for one in CONTENT.documents if one.is_required]
WRITTEN = Written(
    contact="정지수",
    phone="02-2670-0000",
    email="jisoo@example.kr",
    need_m2=1500,
    people=3,
    choices=("305", "304"),
    parts={part.key: f"{part.name}에 대해 적었습니다." for part in CONTENT.parts},
    declared=tuple(one.key for one in CONTENT.eligibility.declarations),
)
YOUNG: Mapping[str, Any] = {
    "founded_on": date(2023, 3, 2),
    "kinds": (KindTerm(Kind.COOPERATIVE, date(2023, 3, 2)),),
}


def an_open_call(yuna: Actor, clock: Clock, content: Content = SECOND) -> Call:
    """A published call, an hour after it opened."""
    call = begin_call(content, NOTICE, by=yuna, now=time.now())
    publish(call, version=call.version, reason="", by=yuna, now=time.now())
    clock.set(OPENS + timedelta(hours=1))
    return get_call(call.id)


def puts_off(call: Call, days: int, yuna: Actor) -> None:
    """The deadline is amended to be later."""

    def later(content: Content) -> Content:
        schedule = content.schedule
        return replace(content, schedule=replace(schedule, closes_at=schedule.closes_at + timedelta(days=days)))

    present = get_call(call.id)
    write(present, later, version=present.version, by=yuna)
    present = get_call(call.id)
    publish(present, version=present.version, reason="더 받습니다.", by=yuna, now=time.now())


def a_young_firm(**given: Any) -> Enterprise:
    """A cooperative that may apply."""
    return a_firm(**{**YOUNG, **given})


def attach(application: Application, key: str, content: bytes = b"", name: str = "") -> None:
    """Put a paper to it."""
    stream = io.BytesIO(content or a_pdf() + f"\n% {key} {application.id}".encode())
    taken = the_store().take_in(stream, name or f"{key}.pdf", allowed=DOCUMENTS, most_bytes=1_000_000)
    add_file(application, key, taken, by=ANYONE, now=time.now())


def begun(call: Call, firm: Enterprise, **changes: Any) -> Application:
    """An application that lacks nothing and was not handed in."""
    application = begin(call.id, firm, Written(), language="ko", by=ANYONE, now=time.now())
    save(application, replace(WRITTEN, **changes), version=application.version, now=time.now())
    for key in PAPERS:
        attach(application, key)
    return of(call, firm)


def of(call: Call, firm: Enterprise) -> Application:
    """A firm's application as it is now."""
    return queries.get_own(call.id, firm.id)


def hand_in(application: Application) -> Submission:
    """Hand in what is written."""
    return submit(application, version=application.version, language="ko", by=ANYONE, now=time.now())


def handed_in(call: Call, firm: Enterprise, **changes: Any) -> Application:
    """An application that was handed in."""
    hand_in(begun(call, firm, **changes))
    return of(call, firm)
