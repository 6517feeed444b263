"""Who knows nothing but the document can see, book, verify, move and cancel, over a real server."""

from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from center.checks import run_checks
from center.core import time
from center.core.db import db
from center.settings import Settings
from tests.api.calls import a_token, code_of, instant, kinds
from tests.api.reader import Reader
from tests.bookings.factories import hours
from tests.faults.visitors import open_days
from tests.servers import gunicorn


@pytest.fixture
def clock() -> None:
    """Servers live by the real clock, and so does this test."""


def test_a_client_made_of_the_document_alone_does_all_that_is_promised(app: Flask, settings: Settings) -> None:
    day = open_days(1)[0]
    token = a_token()
    db.session.remove()

    with gunicorn(settings, workers=2) as server:
        client = Reader(f"{server.url}/api/v1/openapi.json")
        room = next(space for space in client.call("listSpaces").body["spaces"] if space["bookable"])
        from_, to = instant(hours(0, 24, day))
        free = client.call("getAvailability", code=room["code"], from_=from_, to=to).body["free"]
        start, end = instant(hours(14, 16, day))
        assert any(period["start"] <= start and end <= period["end"] for period in free)

        wish = client.filled("BookingRequest", spaces=[room["code"]], start=start, end=end)
        made = client.call("createBooking", body=wish, idempotency_key=uuid4().hex)
        assert made.status == 201
        mine: dict[str, Any] = {"reference": made.body["reference"], "token": made.body["manage_token"]}
        wrong = client.call("verifyBooking", reference=mine["reference"], body={"code": "x"})
        assert (wrong.status, wrong.body["type"], wrong.body["tries_left"]) == (422, "/problems/code-wrong", 4)
        right = client.call("verifyBooking", reference=mine["reference"], body={"code": code_of(mine["reference"])})
        assert right.body["status"] == "confirmed"

        rival = {**wish, "email": "kim@example.kr", "phone": "010-9999-8888"}
        taken = client.call("createBooking", token=token, body=rival, idempotency_key=uuid4().hex)
        assert (taken.status, taken.body["type"]) == (409, "/problems/space-taken")
        other = client.call(
            "createBooking", token=token, body={**rival, **taken.body["alternatives"][0]}, idempotency_key=uuid4().hex
        )
        assert other.status == 201
        assert other.body["status"] in {"confirmed", "requested"}

        late, later = instant(hours(19, 21, day))
        moved = client.call("changeBooking", **mine, body={"start": late, "end": later, "purpose": "총회"})
        assert (moved.body["start"], moved.body["purpose"]) == (late, "총회")
        assert client.call("getBooking", **mine).body == moved.body
        for _ in range(2):
            assert client.call("cancelBooking", **mine).body["status"] == "cancelled"
        assert client.call("changeBooking", **mine, body={}).status == 409
        assert client.call("getBooking", reference=mine["reference"], token="a" * 32).status == 404

    assert kinds(mine["reference"]) == ["booking_code", "booking_confirmed", "booking_moved", "booking_cancelled"]
    assert not [result.line() for result in run_checks(time.now()) if result.faults]
