"""Citizens race over HTTP against gunicorn with several workers: one wins, the others read what else is free."""

from collections import Counter

import pytest
from flask import Flask
from sqlalchemy import select

from center.bookings.models import Booking
from center.bookings.rules.states import State
from center.checks import run_checks
from center.core import time
from center.core.db import db
from center.settings import Settings
from tests.faults.visitors import all_at_once, let_many_wait, open_days, open_form, shifted
from tests.servers import gunicorn

CITIZENS = 16
ROUNDS = 3


@pytest.fixture
def clock() -> None:
    """Servers live by the real clock, and so does this test."""


def test_one_citizen_wins_and_the_others_are_offered_other_times(app: Flask, settings: Settings) -> None:
    let_many_wait(app)
    days = open_days(ROUNDS)
    db.session.remove()

    with gunicorn(settings, workers=4) as server:
        for round_, day in enumerate(days):
            numbers = range(round_ * CITIZENS, (round_ + 1) * CITIZENS)
            citizens = [open_form(server, n, shifted(day, n)) for n in numbers]
            replies = all_at_once(citizens)

            assert Counter(reply.status for reply in replies) == {303: 1, 409: CITIZENS - 1}
            for reply in replies:
                assert reply.status == 303 or reply.text.count("/rooms/book?space=") >= 3

    states = Counter(db.session.scalars(select(Booking.state)))
    assert states == {State.VERIFYING: ROUNDS}
    assert not [result.line() for result in run_checks(time.now()) if result.faults]


def test_the_same_form_sent_many_times_at_once_makes_one_booking(app: Flask, settings: Settings) -> None:
    let_many_wait(app)
    day = open_days(1)[0]
    db.session.remove()

    with gunicorn(settings, workers=4) as server:
        citizen = open_form(server, 1, shifted(day, 0))
        replies = all_at_once([citizen] * 8)

    assert {reply.status for reply in replies} == {303}
    assert len({reply.location for reply in replies}) == 1
    assert len(db.session.scalars(select(Booking.id)).all()) == 1
