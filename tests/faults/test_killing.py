"""The process is killed in the middle of a burst: what was acknowledged is there, nothing is half."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from center.bookings.models import Booking
from center.checks import run_checks
from center.core import time
from center.core.db import db
from center.settings import Settings
from tests.bookings.factories import hours
from tests.faults.visitors import Citizen, let_many_wait, open_days, open_form
from tests.servers import Server, gunicorn

KILL_AFTER = 6
"""Acknowledged bookings until the server is killed."""


@pytest.fixture
def clock() -> None:
    """Servers live by the real clock, and so does this test."""


@pytest.mark.parametrize("workers", [1, 3])
def test_what_the_page_confirmed_survives_a_killed_process(app: Flask, settings: Settings, workers: int) -> None:
    let_many_wait(app)
    periods = [hours(start, start + 1, day) for day in open_days(5) for start in (9, 11, 13, 15, 17, 19)]
    db.session.remove()
    db.engine.dispose()

    with gunicorn(settings, workers=workers) as server:
        citizens = [open_form(server, n, period) for n, period in enumerate(periods)]
        acknowledged = _burst(server, citizens)

    stored = set(db.session.scalars(select(Booking.reference)))
    assert len(acknowledged) >= KILL_AFTER
    assert acknowledged <= stored
    assert not [result.line() for result in run_checks(time.now()) if result.faults]


def test_a_form_sent_again_after_the_crash_gets_the_earlier_answer(app: Flask, settings: Settings) -> None:
    let_many_wait(app)
    period = hours(14, 16, open_days(1)[0])
    db.session.remove()
    db.engine.dispose()
    with gunicorn(settings, workers=1) as server:
        citizen = open_form(server, 1, period)
        first = citizen.send()
        server.kill()

    with gunicorn(settings, workers=1) as server:
        again = Citizen(citizen.visitor.moved_to(server.url), citizen.path, citizen.form).send()

    assert (again.status, again.location) == (303, first.location)
    assert len(db.session.scalars(select(Booking.id)).all()) == 1


def _burst(server: Server, citizens: list[Citizen]) -> set[str]:
    """Everybody books; after some were served the server dies. Returns the references that were acknowledged."""
    acknowledged: set[str] = set()
    enough = threading.Event()

    def send(citizen: Citizen) -> None:
        try:
            reply = citizen.send()
        except OSError:
            return
        assert reply.status in (303, 500, 502, 503)
        if reply.status == 303:
            acknowledged.add(reply.location.split("/")[2])
            if len(acknowledged) >= KILL_AFTER:
                enough.set()

    with ThreadPoolExecutor(8) as crowd:
        for citizen in citizens:
            crowd.submit(send, citizen)
        assert enough.wait(timedelta(seconds=60).total_seconds())
        server.kill()
    return acknowledged
