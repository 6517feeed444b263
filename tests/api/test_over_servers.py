"""What holds over several workers and restarts: one answer a key, limits, revocation, silent logs. By the real clock."""

import threading
from collections import Counter
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from center.accounts.tokens import revoke_token, tokens
from center.checks import run_checks
from center.core import time
from center.core.db import db
from center.mail.models import OutboxMail
from center.settings import Settings
from tests.api.callers import book, send, together
from tests.api.calls import a_body, a_token, kinds, n_bookings
from tests.bookings.factories import hours
from tests.faults.visitors import let_many_wait, open_days
from tests.servers import gunicorn

KEY = "0d0c4f7a-6a8e-4d0e-9c2b-3c8f3e0a5b11"
ENOUGH = 5
"""Acknowledged bookings until the server is killed."""


@pytest.fixture
def clock() -> None:
    """Servers live by the real clock, and so do these tests."""


def test_many_same_calls_at_once_make_one_booking_and_one_mail_over_restarts(app: Flask, settings: Settings) -> None:
    let_many_wait(app)
    body = a_body(hours(14, 16, open_days(1)[0]))
    db.session.remove()

    with gunicorn(settings, workers=3) as server:
        told = together([lambda: book(server, body, key=KEY)] * 12)
    with gunicorn(settings, workers=1) as server:
        told.append(book(server, body, key=KEY))

    assert {answer.status for answer in told} == {201}
    assert len({answer.data for answer in told}) == 1
    assert n_bookings() == 1
    assert kinds(told[0].json["reference"]) == ["booking_code"]


def test_calls_repeated_after_the_server_was_killed_make_one_booking_each(app: Flask, settings: Settings) -> None:
    token = a_token()
    bodies = [a_body(hours(start, start + 1, day)) for day in open_days(5) for start in (9, 11, 13, 15, 17, 19)]
    calls = [(uuid4().hex, body) for body in bodies]
    db.session.remove()
    db.engine.dispose()

    acknowledged = _killed_in_the_middle(settings, calls, token)
    with gunicorn(settings, workers=2) as server:
        again = {key: book(server, body, key=key, token=token) for key, body in calls}

    assert {answer.status for answer in again.values()} == {201}
    assert all(again[key].data == first for key, first in acknowledged.items())
    assert n_bookings() == len(calls)
    assert len(db.session.scalars(select(OutboxMail)).all()) == len(calls)
    assert not [result.line() for result in run_checks(time.now()) if result.faults]


def _killed_in_the_middle(settings: Settings, calls: list[tuple[str, dict[str, Any]]], token: str) -> dict[str, bytes]:
    """Make all calls; after some were answered the server dies. Returns what it had answered, by key."""
    acknowledged: dict[str, bytes] = {}
    enough = threading.Event()

    with gunicorn(settings, workers=2) as server:

        def ask(key: str, body: dict[str, Any]) -> None:
            try:
                answer = book(server, body, key=key, token=token)
            except OSError:
                return
            if answer.status == 201:
                acknowledged[key] = answer.data
            if len(acknowledged) >= ENOUGH:
                enough.set()

        threads = [threading.Thread(target=ask, args=call) for call in calls]
        for thread in threads:
            thread.start()
        assert enough.wait(60)
        server.kill()
        for thread in threads:
            thread.join(60)
    return acknowledged


def test_a_limit_counts_and_a_revocation_holds_in_all_workers(app: Flask, settings: Settings) -> None:
    token, other = a_token(limit=5), a_token()
    number = tokens()[1].id
    bad = a_body(hours(14, 16, open_days(1)[0]), headcount=51)
    db.session.rollback()

    with gunicorn(settings, workers=3) as server:
        told: Counter[int] = Counter()
        while told[429] <= 10:  # a round may fall on the turn of a minute
            told = Counter(answer.status for answer in together([lambda: book(server, bad, token=token)] * 16))
            assert told[422] <= 10
            assert set(told) <= {422, 429}
        assert {book(server, bad, token=other).status for _ in range(6)} == {422}
        revoke_token(number, now=time.now())
        assert {book(server, bad, token=other).status for _ in range(12)} == {401}


def test_no_log_names_a_token_a_booking_a_person_or_a_code(
    app: Flask, settings: Settings, capfd: pytest.CaptureFixture[str]
) -> None:
    token = a_token()
    body = a_body(hours(14, 16, open_days(1)[0]))
    db.session.rollback()

    with gunicorn(settings, workers=1) as server:
        one = book(server, body, token=token).json
        where = f"/bookings/{one['reference']}"
        told = [
            send(server, "GET", where, token=one["manage_token"]),
            send(server, "PATCH", where, {"purpose": "비밀 회의"}, token=one["manage_token"]),
            send(server, "POST", f"{where}/verify", {"code": "987654"}),
            send(server, "GET", f"{where}?token={one['manage_token']}", token="wrong"),
            send(server, "DELETE", where, token=one["manage_token"]),
        ]
    out, err = capfd.readouterr()

    assert [answer.status for answer in told] == [200, 200, 422, 404, 200]
    for secret in (token, one["manage_token"], one["reference"], body["email"], body["phone"], "비밀", "987654"):
        assert secret not in out + err
