"""An application of a closed call of which staff ask for papers, made without any page."""

import io
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from center.core import time
from center.core.actor import ANYONE, Actor
from center.core.db import db
from center.core.time import SEOUL
from center.enterprises.models import Enterprise
from center.files.rules.kinds import DOCUMENTS
from center.files.serving import the_store
from center.mail.models import OutboxMail
from center.tenancy.applications import queries
from center.tenancy.applications.models import Application, Supplement
from center.tenancy.applications.service import answering, supplements
from center.tenancy.calls.models import Call
from tests.conftest import Clock
from tests.files.samples import a_pdf
from tests.tenancy.applying import handed_in

MONDAY = datetime(2027, 2, 1, 10, 0, tzinfo=SEOUL)
"""The call of the tests closed on Tuesday 26 January 2027."""
DUE = date(2027, 2, 11)
"""A Thursday, ten days later."""
WORDS = {"certificate": "등기부가 세 달이 지났습니다."}


def on(day: date, hour: int = 10, minute: int = 0, second: int = 0, microsecond: int = 0) -> datetime:
    """A moment of a Seoul day."""
    return datetime(day.year, day.month, day.day, hour, minute, second, microsecond, tzinfo=SEOUL)


def fresh(application: Application) -> Application:
    """The application as it is now."""
    db.session.expire_all()
    return queries.get_handed_in(application.id)


def asked(application: Application, yuna: Actor, papers: Mapping[str, str] = WORDS, *, days: int = 10) -> Supplement:
    """Staff ask for papers."""
    present = fresh(application)
    return supplements.ask(present, papers, days=days, version=present.version, by=yuna, now=time.now())


def asked_on_monday(call: Call, firm: Enterprise, yuna: Actor, clock: Clock, **more: Any) -> Application:
    """An application that was handed in, and of which staff asked for papers on Monday 1 February."""
    application = handed_in(call, firm)
    clock.set(MONDAY)
    asked(application, yuna, **more)
    return fresh(application)


def extended(application: Application, yuna: Actor, days: int = 5) -> None:
    """Staff give more time."""
    present = fresh(application)
    supplements.extend(present, days=days, version=present.version, by=yuna, now=time.now())


def demanded_again(application: Application, yuna: Actor) -> None:
    """Staff demand it once more."""
    present = fresh(application)
    supplements.demand_again(present, version=present.version, by=yuna, now=time.now())


def returned(application: Application, yuna: Actor, reason: str = "두 번 요구했으나 내지 않았습니다.") -> None:
    """Staff return it."""
    present = fresh(application)
    supplements.return_application(present, reason=reason, version=present.version, by=yuna, now=time.now())


def taken_back(application: Application, yuna: Actor) -> None:
    """Staff ask no longer."""
    present = fresh(application)
    supplements.take_back(present, reason="이미 들어 있었습니다.", version=present.version, by=yuna, now=time.now())


def uploads(
    application: Application, key: str = "certificate", content: bytes = b"", name: str = "새 등기부.pdf"
) -> None:
    """The firm uploads a file for a paper."""
    stream = io.BytesIO(content or a_pdf() + f"\n% anew {key} {application.id}".encode())
    taken = the_store().take_in(stream, name, allowed=DOCUMENTS, most_bytes=1_000_000)
    answering.add_paper(fresh(application), key, taken, by=ANYONE, now=time.now())


def answers(application: Application) -> Supplement:
    """The firm hands in what lies there."""
    return answering.answer(fresh(application), language="ko", by=ANYONE, now=time.now())


def after(day: date) -> datetime:
    """The first moment after a day."""
    return on(day + timedelta(days=1), 0)


def letters() -> list[dict[str, Any]]:
    """What applicants were told about supplements, the oldest first."""
    rows = db.session.scalars(select(OutboxMail).where(OutboxMail.kind == "application_told").order_by(OutboxMail.id))
    return [one.facts or {} for one in rows if (one.facts or {})["what"].startswith(("supplement", "returned"))]
