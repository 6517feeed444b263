"""However often a call comes, it makes one booking and gets one answer."""

import json
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from center.bookings.models import Booking, KeptAnswer
from center.bookings.service import booking as service
from center.bookings.service import managing, once
from center.bookings.service.managing import renew_link
from center.bookings.service.upkeep import tidy
from center.core import time
from center.core.db import db
from center.core.errors import BusyError
from center.mail.models import OutboxMail
from tests.api.calls import (
    a_body,
    a_token,
    booked,
    code_of,
    kinds,
    made,
    manage,
    n_bookings,
    post,
    problem,
    verify,
)
from tests.bookings.factories import a_booking, hours
from tests.conftest import Clock

KEY = "0d0c4f7a-6a8e-4d0e-9c2b-3c8f3e0a5b11"


@pytest.mark.parametrize("key", [None, "", " ", "x" * 201, "열쇠".encode().decode("latin-1"), "a b"])
def test_without_a_key_nothing_is_booked(app: Flask, client: FlaskClient, key: str | None) -> None:
    headers = {} if key is None else {"Idempotency-Key": key}

    answer = client.post("/api/v1/bookings", json=a_body(), headers=headers)

    assert problem(answer) == (400, "idempotency-key-missing")
    assert n_bookings() == 0


@pytest.mark.parametrize("key", ["1", "x" * 200, "~!@#$%^&*()_+{}|:<>?", "'; DROP TABLE booking; --".replace(" ", "")])
def test_any_visible_ascii_is_a_key(app: Flask, client: FlaskClient, key: str) -> None:
    body = a_body()

    assert post(client, body, key=key).status_code == post(client, body, key=key).status_code == 201
    assert n_bookings() == 1


def test_the_same_call_gets_the_same_bytes_whatever_became_of_the_booking(
    app: Flask, client: FlaskClient, clock: Clock
) -> None:
    body = a_body()
    first = post(client, body, key=KEY)
    told = first.json or {}

    def again() -> bytes:
        answer = post(client, body, key=KEY)
        assert answer.status_code == 201
        assert answer.headers["Location"] == first.headers["Location"]
        return bytes(answer.data)

    assert again() == first.data
    verify(client, told["reference"], code_of(told["reference"]))
    assert again() == first.data
    manage(client, "PATCH", told, {"purpose": "총회"})
    renew_link(told["reference"], now=time.now())
    managing.cancel_booking(told["reference"], now=time.now())
    clock.move(timedelta(hours=24) - timedelta(seconds=1))
    assert again() == first.data
    assert n_bookings() == 1
    assert kinds(told["reference"]).count("booking_code") == 1


def test_the_order_of_fields_and_the_way_of_writing_do_not_matter(app: Flask, client: FlaskClient) -> None:
    body = a_body()
    first = post(client, body, key=KEY)
    turned = json.dumps(dict(reversed(body.items())), indent=4, ensure_ascii=False).encode()

    again = client.post(
        "/api/v1/bookings", data=turned, content_type="application/json", headers={"Idempotency-Key": KEY}
    )

    assert (again.status_code, again.data) == (201, first.data)


def test_another_body_with_the_same_key_is_refused(app: Flask, client: FlaskClient) -> None:
    body = a_body()
    post(client, body, key=KEY)

    for other in ({"headcount": 13}, {"purpose": "총회"}, {"end": "2026-12-23T17:00:00+09:00"}, {"language": "ko"}):
        assert problem(post(client, {**body, **other}, key=KEY)) == (422, "idempotency-key-reused")
    assert n_bookings() == 1


def test_callers_share_no_keys(app: Flask, client: FlaskClient) -> None:
    one, other = a_token("kiosk"), a_token("portal")
    told = [
        post(client, a_body(hours(9, 10), email="hong@example.kr"), key=KEY),
        post(client, a_body(hours(11, 12), email="kim@example.kr"), key=KEY),
        post(client, a_body(hours(14, 15), email="hong@example.kr"), key=KEY, token=one),
        post(client, a_body(hours(16, 17), email="lee@example.kr"), key=KEY, token=other),
    ]

    assert [answer.status_code for answer in told] == [201] * 4
    assert n_bookings() == 4


def test_an_address_is_the_same_caller_however_it_is_written(app: Flask, client: FlaskClient) -> None:
    post(client, a_body(email="hong@example.kr"), key=KEY)

    for written in ("Hong@Example.KR", " hong@example.kr "):
        answer = post(client, a_body(email=written), key=KEY)
        assert problem(answer) == (422, "idempotency-key-reused")


def test_a_token_is_one_caller_whoever_it_books_for(app: Flask, client: FlaskClient) -> None:
    token = a_token()
    post(client, a_body(email="hong@example.kr"), key=KEY, token=token)

    answer = post(client, a_body(email="kim@example.kr"), key=KEY, token=token)

    assert problem(answer) == (422, "idempotency-key-reused")


def test_after_24_hours_the_same_call_is_a_new_booking(app: Flask, client: FlaskClient, clock: Clock) -> None:
    body = a_body(spaces=["203"])
    first = post(client, body, key=KEY).json or {}
    clock.move(timedelta(hours=24))

    second = post(client, body, key=KEY)

    assert second.status_code == 201
    assert (second.json or {})["reference"] != first["reference"]
    assert post(client, body, key=KEY).data == second.data


def test_a_refused_call_may_succeed_later_with_the_same_key(app: Flask, client: FlaskClient) -> None:
    taken = booked(client, hours(14, 16))
    body = a_body(hours(14, 16))
    assert problem(post(client, body, key=KEY)) == (409, "space-taken")
    assert problem(post(client, {**body, "headcount": 51}, key=KEY)) == (422, "over-capacity")
    manage(client, "DELETE", taken)

    assert post(client, body, key=KEY).status_code == 201


def test_a_call_that_failed_half_way_is_made_whole_by_a_second_one(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    body, whole = a_body(), service.make_booking

    def busy(*args: Any, **more: Any) -> Booking:
        whole(*args, **more)
        raise BusyError

    monkeypatch.setattr(once, "make_booking", busy)
    failed = post(client, body, key=KEY)
    monkeypatch.setattr(once, "make_booking", whole)

    assert problem(failed) == (503, "busy")
    assert int(failed.headers["Retry-After"]) > 0
    assert (n_bookings(), db.session.scalars(select(OutboxMail)).all()) == (0, [])
    assert post(client, body, key=KEY).status_code == 201
    assert n_bookings() == 1


def test_what_is_kept_names_nobody_and_opens_nothing(app: Flask, client: FlaskClient) -> None:
    body = a_body(organisation="바퀴살림")
    told = post(client, body, key=KEY).json or {}

    kept = db.session.scalars(select(KeptAnswer)).one()
    row = str([getattr(kept, column.key) for column in KeptAnswer.__table__.columns])

    for secret in (
        told["manage_token"],
        KEY,
        *(body[name] for name in ("name", "email", "phone", "purpose", "organisation")),
    ):
        assert secret not in row
    assert "manage_token" not in kept.answer


def test_no_table_holds_a_manage_token(app: Flask, client: FlaskClient) -> None:
    told = [made(client), booked(client, hours(18, 20))]

    for table in db.metadata.sorted_tables:
        rows = str(db.session.execute(select(table)).all())
        assert not any(one["manage_token"] in rows for one in told), table.name


def test_the_worker_removes_what_was_kept_after_24_hours(app: Flask, client: FlaskClient, clock: Clock) -> None:
    post(client, key=KEY)
    clock.move(timedelta(hours=24) - timedelta(seconds=1))
    tidy(clock.now)
    assert len(db.session.scalars(select(KeptAnswer)).all()) == 1

    clock.move(timedelta(seconds=1))
    tidy(clock.now)

    assert db.session.scalars(select(KeptAnswer)).all() == []
    assert n_bookings() == 1


def test_a_taken_time_is_not_kept_as_an_answer(app: Flask, client: FlaskClient) -> None:
    a_booking(hours(14, 16))
    post(client, a_body(hours(14, 16)), key=KEY)

    assert db.session.execute(text("SELECT count(*) FROM kept_answer")).scalar_one() == 0
