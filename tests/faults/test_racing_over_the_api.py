"""Programs and staff race for rooms over the API: one wins, the others are told, and everything stays in order."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import Any

import pytest
from flask import Flask

from center.bookings import queries
from center.bookings.service.deciding import approve, approve_change
from center.checks import run_checks
from center.core import time
from center.core.actor import Actor, Role
from center.core.db import db
from center.core.errors import DomainError
from center.settings import Settings
from tests.api.callers import Answer, book, send, together
from tests.api.calls import a_body, a_token, instant, kinds
from tests.bookings.factories import hours
from tests.faults.visitors import open_days, shifted
from tests.servers import Server, gunicorn

RUNNERS = 8
ROUNDS = 2
YUNA = Actor(name="김유나", roles=frozenset({Role.STAFF}))


@pytest.fixture
def clock() -> None:
    """Servers live by the real clock, and so do these tests."""


@pytest.fixture
def days(app: Flask) -> list[date]:
    """Days on which everything is free."""
    return open_days(ROUNDS)


@pytest.fixture
def token(app: Flask) -> str:
    """A program's key."""
    return a_token()


@pytest.fixture
def server(settings: Settings, days: list[date], token: str) -> Iterator[Server]:
    """Three workers on the test's database; afterwards every invariant holds."""
    db.session.remove()
    with gunicorn(settings, workers=3) as running:
        yield running
    assert not [result.line() for result in run_checks(time.now()) if result.faults]


def a_booking_of(server: Server, token: str, start: float, end: float, day: date, room: str = "202") -> dict[str, Any]:
    """A booking that a program has made, with its manage token."""
    answer = book(server, a_body(hours(start, end, day), spaces=[room]), token=token)
    assert answer.status == 201, answer.data
    return answer.json


def move(server: Server, one: dict[str, Any], start: float, end: float, day: date) -> Answer:
    """Ask for another time."""
    wanted = dict(zip(("start", "end"), instant(hours(start, end, day)), strict=True))
    return send(server, "PATCH", f"/bookings/{one['reference']}", wanted, token=one["manage_token"])


def cancel(server: Server, one: dict[str, Any]) -> Answer:
    """Give it up."""
    return send(server, "DELETE", f"/bookings/{one['reference']}", token=one["manage_token"])


def shown(server: Server, one: dict[str, Any]) -> dict[str, Any]:
    """What is told of it now."""
    return send(server, "GET", f"/bookings/{one['reference']}", token=one["manage_token"]).json


def kind(answer: Answer) -> str:
    """The answer in a word."""
    assert answer.status < 500, answer.data
    return "done" if answer.status < 300 else str(answer.json["type"]).removeprefix("/problems/")


def decided(app: Flask, decide: Callable[[], object]) -> str:
    """Let somebody of the staff decide; what they are told."""
    with app.app_context():
        try:
            decide()
        except DomainError as refusal:
            return refusal.kind
        finally:
            db.session.remove()
    return "done"


def test_one_program_wins_and_the_others_are_offered_other_times(server: Server, token: str, days: list[date]) -> None:
    for day in days:
        bodies = [a_body(shifted(day, n)) for n in range(RUNNERS)]

        answers = together([partial(book, server, body, token=token) for body in bodies])

        assert Counter(answer.status for answer in answers) == {201: 1, 409: RUNNERS - 1}
        for answer in answers:
            if answer.status == 409:
                assert answer.json["type"] == "/problems/space-taken"
                assert len(answer.json["alternatives"]) == 3


def test_a_move_and_a_booking_for_one_time_give_it_to_one(server: Server, token: str, days: list[date]) -> None:
    for day in days:
        one = a_booking_of(server, token, 9, 10, day)
        body = a_body(hours(14, 16, day))

        moved, booked = together([partial(move, server, one, 13, 15, day), partial(book, server, body, token=token)])

        assert sorted([kind(moved), kind(booked)]) == ["done", "space-taken"]
        expected = 13 if kind(moved) == "done" else 9
        assert shown(server, one)["start"] == instant(hours(expected, 20, day))[0]


def test_moves_into_each_others_time_never_lose_a_booking(server: Server, token: str, days: list[date]) -> None:
    for day in days:
        one, other = a_booking_of(server, token, 9, 11, day), a_booking_of(server, token, 14, 16, day)

        answers = together(
            [partial(move, server, one, 14, 16, day), partial(move, server, other, 9, 11, day)] * (RUNNERS // 2)
        )

        assert {kind(answer) for answer in answers} == {"space-taken"}
        assert [shown(server, each)["start"] for each in (one, other)] == [one["start"], other["start"]]


def test_moves_of_two_bookings_to_one_time_give_it_to_one(server: Server, token: str, days: list[date]) -> None:
    for day in days:
        one, other = a_booking_of(server, token, 9, 10, day), a_booking_of(server, token, 11, 12, day)

        answers = together(
            [partial(move, server, one, 15, 16, day), partial(move, server, other, 15.5, 16.5, day)] * (RUNNERS // 2)
        )

        assert Counter(map(kind, answers)) == {"done": RUNNERS // 2, "space-taken": RUNNERS // 2}
        assert {kind(answer) for answer in answers[::2]} != {kind(answer) for answer in answers[1::2]}


def test_cancelled_many_times_at_once_it_is_cancelled_once(server: Server, token: str, days: list[date]) -> None:
    one = a_booking_of(server, token, 14, 16, days[0])

    answers = together([partial(cancel, server, one)] * RUNNERS)

    assert {answer.status for answer in answers} == {200}
    assert len({answer.data for answer in answers}) == 1
    assert kinds(one["reference"]).count("booking_cancelled") == 1


def test_a_request_approved_while_it_is_given_up_ends_cancelled(
    app: Flask, server: Server, token: str, days: list[date]
) -> None:
    for day in days:
        one = a_booking_of(server, token, 14, 16, day, "203")
        version = version_of(one)

        approving = partial(approve, one["reference"], version=version, by=YUNA, now=time.now())
        told, answer = together([partial(decided, app, approving), partial(cancel, server, one)])

        assert (told, kind(answer)) in {("done", "done"), ("already-decided", "done")}
        assert shown(server, one)["status"] == "cancelled"
        assert len(kinds(one["reference"])) == (3 if told == "done" else 2)


def test_a_change_approved_against_the_approval_of_a_rival_grants_one(
    app: Flask, server: Server, token: str, days: list[date]
) -> None:
    for day in days:
        one = a_booking_of(server, token, 9, 10, day, "203")
        rival = a_booking_of(server, token, 14, 16, day, "203")
        assert move(server, one, 15, 16, day).json["requested_change"]
        versions = [version_of(one), version_of(rival)]

        approvals = [
            partial(approve_change, one["reference"], version=versions[0], by=YUNA, now=time.now()),
            partial(approve, rival["reference"], version=versions[1], by=YUNA, now=time.now()),
        ]
        told = together([partial(decided, app, approval) for approval in approvals])

        assert told.count("done") == 1, told
        assert set(told) <= {"done", "already-decided", "changed-meanwhile"}
        after = [shown(server, each) for each in (one, rival)]
        granted = [after[0]["start"] == instant(hours(15, 16, day))[0], after[1]["status"] == "confirmed"]
        assert granted.count(True) == 1
        assert after[0]["requested_change"] is None


def version_of(one: dict[str, Any]) -> int:
    """The version that staff see."""
    db.session.rollback()
    version = queries.get_booking(one["reference"]).version
    db.session.rollback()
    return version
