"""The last minute of a call: firms hand in during its last seconds, the more the nearer its end."""

import math
import time as wall
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import select

from center.accounts.queries import find_user
from center.accounts.service.sessions import add_session
from center.app import create_app
from center.core import time
from center.core.audit import OPERATOR
from center.core.db import db
from center.settings import Settings
from center.tenancy.applications.models import Application, Submission
from center.tenancy.applications.queries import handed_in
from center.tenancy.calls.queries import get_call, get_published
from center.tenancy.calls.service import publish, write
from tests.bench.clients import Answer, Client, Request
from tests.bench.measuring import answered, quantile
from tests.bench.servers import Server
from tests.people import AT
from tests.tenancy.rushing import a_call_until, firms_with_drafts, last_form

NAME = "rush"
N_FIRMS, SECONDS = 100, 10.0
ACCEPTED, REFUSED = 303, 409
N_LATE, TOO_LATE = 5, 1.2
"""So many firms come from so many seconds after the deadline on, when the announced second is over."""
PREPARING, MARGIN, A_SECOND = timedelta(seconds=8), timedelta(seconds=3), timedelta(seconds=1)
"""Beside a second for each firm until the deadline, and between the last preparation and the first who hands in."""


@dataclass(frozen=True)
class Rush:
    """What became of firms that handed in during the last seconds.

    `refused` were sent after the announced second, `cut_off` in time and arrived too late; `lost` were confirmed and
    are not there in time. Times of handing in stand beside those of safe inserts by the bare driver at the same moments.
    """

    n_firms: int
    accepted: int
    refused: int
    cut_off: int
    errors: int
    lost: int
    is_numbered: bool
    p50_ms: float
    p99_ms: float
    p99_x_insert: float


def prepare(settings: Settings, n: int) -> tuple[int, datetime, list[str]]:
    """An open call, its deadline, and the cookies of people with that many complete drafts.

    They are signed in already: so many sign-ins from one address are refused.
    """
    app = create_app(settings)
    with app.app_context():
        closes_at = time.now().replace(microsecond=0) + PREPARING + n * A_SECOND
        call = a_call_until(closes_at)
        found = call.id, closes_at, [_cookie(app, email) for email in firms_with_drafts(call, n)]
        db.session.remove()
        db.engine.dispose()
    return found


def _cookie(app: Flask, email: str) -> str:
    user, serializer = find_user(email), SecureCookieSessionInterface().get_signing_serializer(app)
    assert user
    assert serializer
    token = add_session(user.id, AT, now=time.now(), with_factor=True)
    return str(serializer.dumps({"_user_id": token, "_fresh": True}))


def open_last_pages(server: Server, call_id: int, cookies: Sequence[str]) -> list[tuple[Client, dict[str, str]]]:
    """Everybody looks at all of it once more."""
    clients = []
    for cookie in cookies:
        client = Client(server.port)
        client.remember("center", cookie)
        page = answered(client.send(Request(f"/apply/{call_id}/review")), 200)
        clients.append((client, last_form(page.text)))
    return clients


def set_deadline(settings: Settings, call_id: int, closes_at: datetime) -> None:
    """Move the deadline later, as staff do."""
    app = create_app(settings)
    with app.app_context():
        call = get_call(call_id)
        write(
            call,
            lambda content: replace(content, schedule=replace(content.schedule, closes_at=closes_at)),
            version=call.version,
            by=OPERATOR,
        )
        publish(call, version=call.version, reason="더 받습니다.", by=OPERATOR, now=time.now())
        db.session.remove()
        db.engine.dispose()


def rush(server: Server, bare: Server, settings: Settings, n: int = N_FIRMS, seconds: float = SECONDS) -> Rush:
    """All hand in at moments of the last seconds, a few too late; then as many safe inserts at the same moments."""
    call_id, closes_at, cookies = prepare(settings, n + N_LATE)
    clients = open_last_pages(server, call_id, cookies)
    if closes_at < (soon := time.now() + MARGIN + timedelta(seconds=seconds)):
        closes_at = (soon + A_SECOND).replace(microsecond=0)
        set_deadline(settings, call_id, closes_at)
    moments = [seconds * math.sqrt(k / n) for k in range(n)] + [seconds + TOO_LATE + k / 10 for k in range(N_LATE)]
    first = wall.monotonic() + (closes_at - time.now()).total_seconds() - seconds
    answers = _at(first, moments, [_handing_in(call_id, *client) for client in clients])
    inserts = _at(wall.monotonic() + 1, moments, [_inserting(bare.port, place) for place in range(len(moments))])
    return _told(settings, call_id, answers, [answered(insert, 200) for insert in inserts])


def _handing_in(call_id: int, client: Client, form: dict[str, str]) -> Callable[[], Answer]:
    return lambda: client.send(Request(f"/apply/{call_id}/submission", form=form))


def _inserting(port: int, place: int) -> Callable[[], Answer]:
    return lambda: Client(port).send(Request(f"/?place={place}", form={}))


def _at(first: float, moments: Sequence[float], sends: Sequence[Callable[[], Answer]]) -> list[Answer]:
    """Each sends at its moment after the first, whoever else is still waiting."""

    def run(part: tuple[float, Callable[[], Answer]]) -> Answer:
        wall.sleep(max(0.0, first + part[0] - wall.monotonic()))
        return part[1]()

    with ThreadPoolExecutor(len(sends)) as crowd:
        return list(crowd.map(run, zip(moments, sends, strict=True)))


def _told(settings: Settings, call_id: int, answers: Sequence[Answer], inserts: Sequence[Answer]) -> Rush:
    in_time, late = answers[:-N_LATE], answers[-N_LATE:]
    stored, numbers = _stored(settings, call_id)
    accepted = sum(answer.status == ACCEPTED for answer in answers)
    times, bare = [answer.ms for answer in in_time], [answer.ms for answer in inserts]
    return Rush(
        n_firms=len(in_time),
        accepted=accepted,
        refused=sum(answer.status == REFUSED for answer in late),
        cut_off=sum(answer.status == REFUSED for answer in in_time),
        errors=sum(answer.status not in {ACCEPTED, REFUSED} for answer in answers),
        lost=accepted - stored,
        is_numbered=numbers == list(range(1, stored + 1)),
        p50_ms=quantile(times, 0.5),
        p99_ms=quantile(times, 0.99),
        p99_x_insert=quantile(times, 0.99) / quantile(bare, 0.99),
    )


def _stored(settings: Settings, call_id: int) -> tuple[int, list[int]]:
    """How many were handed in no later than through the announced second, and all receipt numbers."""
    app = create_app(settings)
    with app.app_context():
        _call, version = get_published(call_id)
        in_time = Submission.at < version.says.schedule.closes_at + A_SECOND
        mine = select(Submission.id).join(Application, Application.id == Submission.application_id)
        n = len(db.session.scalars(mine.where(Application.call_id == call_id, in_time)).all())
        numbers = [one.number or 0 for one in handed_in(call_id)]
        db.session.remove()
        db.engine.dispose()
    return n, numbers
