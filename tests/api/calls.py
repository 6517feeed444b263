"""Calls of the JSON API as programs make them. The tests' today is Tuesday 15 December 2026."""

import json
from typing import Any
from uuid import uuid4

from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from center.accounts.tokens import Scope, create_token
from center.bookings.models import Booking
from center.bookings.rules.codes import manage_token
from center.core import time
from center.core.db import db
from center.core.time import SEOUL, Period
from center.mail.models import OutboxMail
from tests.bookings.factories import hours

SECRET = "a-secret-for-tests-that-is-long-enough"
MADE = {"reference", "status", "spaces", "start", "end", "hold_expires_at"}
WORDS = {"purpose", "purpose_kind", "headcount", "organisation", "language"}
SHOWN = MADE | WORDS | {"requested_change"}


def instant(period: Period) -> tuple[str, str]:
    """Start and end as Seoul writes them."""
    start, end = (each.astimezone(SEOUL).isoformat() for each in (period.start, period.end))
    return start, end


def a_body(period: Period | None = None, **given: Any) -> dict[str, Any]:
    """What somebody new sends for two hours of room 202."""
    who = uuid4().hex[:10]
    start, end = instant(period or hours(14, 16))
    return {
        "spaces": ["202"],
        "start": start,
        "end": end,
        "purpose": "주민 독서모임",
        "headcount": 12,
        "name": "홍길동",
        "email": f"{who}@example.kr",
        "phone": f"010{str(int(who, 16))[-8:].zfill(8)}",
        "consent": True,
        **given,
    }


def post(client: FlaskClient, body: Any = None, *, key: str = "", token: str = "", **headers: str) -> TestResponse:
    """Ask for a booking; a new key unless one is given."""
    sent = {"Idempotency-Key": key or uuid4().hex, **bearer(token), **named(headers)}
    return client.post("/api/v1/bookings", json=a_body() if body is None else body, headers=sent)


def post_raw(client: FlaskClient, body: bytes, *, content_type: str = "application/json") -> TestResponse:
    """Send bytes as they are."""
    return client.post(
        "/api/v1/bookings", data=body, content_type=content_type, headers={"Idempotency-Key": uuid4().hex}
    )


def bearer(token: str) -> dict[str, str]:
    """The header that shows a token, if there is one."""
    return {"Authorization": f"Bearer {token}"} if token else {}


def named(headers: dict[str, str]) -> dict[str, str]:
    """Accept_Language → Accept-Language."""
    return {name.replace("_", "-"): value for name, value in headers.items()}


def verify(client: FlaskClient, reference: str, code: str, **headers: str) -> TestResponse:
    """Enter a code."""
    return client.post(f"/api/v1/bookings/{reference}/verify", json={"code": code}, headers=named(headers))


def manage(
    client: FlaskClient, method: str, made: dict[str, Any], body: dict[str, Any] | None = None, **headers: str
) -> TestResponse:
    """GET, PATCH or DELETE a booking with its manage token."""
    sent = {**bearer(made["manage_token"]), **named(headers)}
    return client.open(f"/api/v1/bookings/{made['reference']}", method=method, json=body, headers=sent)


def made(client: FlaskClient, period: Period | None = None, *, token: str = "", **given: Any) -> dict[str, Any]:
    """The 201 of a booking."""
    answer = post(client, a_body(period, **given), token=token)
    assert answer.status_code == 201, answer.text
    return dict(answer.json or {})


def booked(client: FlaskClient, period: Period | None = None, **given: Any) -> dict[str, Any]:
    """A booking whose code was entered: what is shown of it, and its manage token."""
    held = made(client, period, **given)
    answer = verify(client, held["reference"], code_of(held["reference"]))
    assert answer.status_code == 200, answer.text
    return {**(answer.json or {}), "manage_token": held["manage_token"]}


def a_token(name: str = "kiosk", *, limit: int = 6_000, scopes: tuple[Scope, ...] = (Scope.BOOKINGS_WRITE,)) -> str:
    """A key of another program."""
    return create_token(name=name, scopes=list(scopes), limit=limit, now=time.now())


def code_of(reference: str) -> str:
    """The code in the newest mail about a booking."""
    found = [mail for mail in letters(reference) if mail.kind == "booking_code"]
    return str((found[-1].facts or {})["code"])


def wrong(code: str) -> str:
    """Another code."""
    return f"{(int(code) + 1) % 1_000_000:06d}"


def letters(reference: str) -> list[OutboxMail]:
    """The letters posted for a booking, in order, as they are now."""
    db.session.rollback()
    mails = db.session.scalars(select(OutboxMail).order_by(OutboxMail.id))
    return [mail for mail in mails if mail.facts and mail.facts.get("reference") == reference]


def kinds(reference: str) -> list[str]:
    """The kinds of those letters."""
    return [mail.kind for mail in letters(reference)]


def n_bookings() -> int:
    """How many bookings there are."""
    return db.session.scalar(select(func.count()).select_from(Booking)) or 0


def token_of(booking: Booking) -> str:
    """The manage token of a booking."""
    return manage_token(SECRET, booking.reference, booking.manage_nonce)


def problem(answer: TestResponse) -> tuple[int, str]:
    """Status and type of a refusal, whose form is checked."""
    told = json.loads(answer.data)
    assert answer.content_type == "application/problem+json", answer.content_type
    assert set(told) >= {"type", "title", "status", "detail", "instance"}
    assert told["status"] == answer.status_code
    return answer.status_code, told["type"].removeprefix("/problems/")
