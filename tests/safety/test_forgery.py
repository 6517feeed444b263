"""Nothing is changed from another site, by another method, or in a column that no form asks for."""

import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from center.accounts.service import create_user
from center.bookings import queries
from center.bookings.models import Booking
from center.core import time
from center.core.actor import Role
from center.core.db import db
from center.settings import Settings
from tests.api.calls import a_body, booked, post
from tests.bookings.factories import a_booking, a_request, hours, mailed_code
from tests.conftest import Clock
from tests.copies import rows_of
from tests.people import signs_in
from tests.servers import hidden
from tests.web.mine import new_time, opened, words
from tests.web.test_access import MATRIX, address
from tests.web.test_pages import BOOK, details

PASSWORD = "five long words here"
UNSAFE = sorted(rule for method, rule in MATRIX if method == "POST" and not rule.startswith("/api/"))
OVERRIDES: list[tuple[dict[str, str], dict[str, str]]] = [
    ({"_method": "DELETE"}, {}),
    ({"_method": "POST"}, {}),
    ({}, {"X-HTTP-Method-Override": "POST"}),
    ({}, {"X-HTTP-Method": "DELETE"}),
    ({}, {"X-Method-Override": "PUT"}),
]
KEEPS_TRACK = {"revision", "limit_hit", "access_record", "sign_in", "second_factor"}
"""What looking itself writes: who looked, and that a session is used."""
COLUMNS = sorted({column.name for table in db.metadata.tables.values() for column in table.columns})


def staff_in(browser: FlaskClient) -> None:
    """Sign staff in, in a browser."""
    create_user(email="yuna@example.kr", name="김유나", password=PASSWORD, role=Role.STAFF, now=time.now())
    assert signs_in(browser, "yuna@example.kr", PASSWORD).status_code == 303


@pytest.fixture
def everybody(app: Flask, clock: Clock) -> tuple[FlaskClient, Booking, Booking]:
    """One browser that may do everything: staff, with a booking of its own open; and what it could act on."""
    booking, request = a_booking(hours(9, 10)), a_request()
    browser = opened(app, booking)
    staff_in(browser)
    return browser, booking, request


def state_of(settings: Settings) -> dict[str, list[str]]:
    """All that is stored; when a session was last used apart."""
    db.session.rollback()
    return {name: rows for name, rows in rows_of(settings).items() if name not in KEEPS_TRACK}


def test_a_form_from_another_site_changes_nothing(
    app: Flask, settings: Settings, everybody: tuple[FlaskClient, Booking, Booking]
) -> None:
    browser, booking, request = everybody
    app.config["WTF_CSRF_ENABLED"] = True
    before = state_of(settings)

    for rule in UNSAFE:
        path = address(rule, (request if rule.startswith("/staff") else booking).reference)
        forged = [
            browser.post(path, data={**details(), "version": "1", "reason": "영리", "email": "a@example.kr"}),
            browser.post(path, data={"csrf_token": "forged"}, headers={"Referer": "https://evil.example/"}),
            browser.post(path, json={"version": 1}),
            browser.post(path, data=b"{}", content_type="text/plain"),
        ]
        assert [answer.status_code for answer in forged] == [400] * 4, path
    assert state_of(settings) == before


def test_a_token_of_another_visitor_is_worth_nothing(app: Flask, settings: Settings) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    mine, other = app.test_client(), app.test_client()
    token = hidden(other.get(BOOK).text, "csrf_token")
    mine.get(BOOK)
    before = state_of(settings)

    answer = mine.post(BOOK, data=details(csrf_token=token))

    assert answer.status_code == 400
    assert state_of(settings) == before


def test_get_and_head_of_anything_change_nothing(
    settings: Settings, everybody: tuple[FlaskClient, Booking, Booking]
) -> None:
    browser, booking, request = everybody
    before = state_of(settings)

    for _method, rule in MATRIX:
        path = address(rule, (request if rule.startswith("/staff") else booking).reference)
        for method in ("GET", "HEAD", "OPTIONS"):
            answer = browser.open(path, method=method)
            assert answer.status_code in {200, 302, 303, 401, 403, 404, 405, 409, 422}, (method, path)
            assert method != "GET" or ("GET", rule) in MATRIX or answer.status_code == 405, path

    assert state_of(settings) == before


@pytest.mark.parametrize(("form", "headers"), OVERRIDES)
def test_no_field_or_header_makes_another_method(
    settings: Settings,
    everybody: tuple[FlaskClient, Booking, Booking],
    form: dict[str, str],
    headers: dict[str, str],
) -> None:
    browser, booking, _request = everybody
    before = state_of(settings)

    for path in (f"/bookings/{booking.reference}/cancel", f"/bookings/{booking.reference}/time/new", "/sign-out"):
        browser.get(path, query_string=form, headers=headers)
        assert browser.open(path, method="DELETE", data=form, headers=headers).status_code == 405
    made = browser.post(f"/api/v1/bookings/{booking.reference}", data=form, headers=headers)

    assert made.status_code == 405
    assert state_of(settings) == before


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND", "PUT"])
def test_other_methods_are_refused(client: FlaskClient, method: str) -> None:
    for path in ("/", "/rooms/calendar", "/api/v1/spaces", "/sign-in"):
        assert client.open(path, method=method).status_code in {400, 405, 501}, (method, path)


def every_column(**values: str) -> dict[str, str]:
    """A form that names every column of every table, and what people try besides."""
    tried = {**dict.fromkeys(COLUMNS, "1"), "is_admin": "1", "role": "admin", "roles": "admin", "_csrf": "1"}
    return {**tried, **values}


def declared(booking: Booking) -> dict[str, Any]:
    """What of a booking no form may set."""
    db.session.rollback()
    fresh = queries.get_booking(booking.reference)
    free = {"purpose", "purpose_kind", "headcount", "organisation", "organisation_key", "booker_kind", "version"}
    return {
        column.name: getattr(fresh, column.name) for column in Booking.__table__.columns if column.name not in free
    } | {"period": fresh.occurrence.period, "rooms": fresh.occurrence.codes, "uid": fresh.occurrence.uid}


def test_no_form_sets_a_column_that_it_does_not_ask_for(app: Flask, clock: Clock) -> None:
    client = app.test_client()
    plain = _made(client, details(email="one@example.kr", phone="010-1111-1111"), "space=203")
    client = app.test_client()
    clock.move(time.HALF_HOUR)
    greedy = _made(client, every_column(**details(email="two@example.kr", phone="010-2222-2222")), "space=203")
    client.post(f"/bookings/{greedy.reference}/code", data=every_column(code=mailed_code(greedy)))

    verified = declared(greedy)
    same = ("state", "decision", "channel", "overrides", "is_late", "staff_note", "token_id", "booked_by_id", "rooms")
    assert (verified["state"], verified["verified_at"]) == ("requested", clock.now)
    assert [verified[name] for name in same[1:]] == [declared(plain)[name] for name in same[1:]]
    assert verified["id"] not in {1, declared(plain)["id"]}
    assert (verified["reference"], verified["erased_at"]) == (greedy.reference, None)


def _made(client: FlaskClient, form: dict[str, str], room: str) -> Booking:
    answer = client.post(BOOK.replace("space=202", room), data=form)
    assert answer.status_code == 303, answer.text
    return queries.get_booking(answer.headers["Location"].split("/")[2])


def test_managing_forms_change_only_what_they_are_for(app: Flask, settings: Settings, clock: Clock) -> None:
    booking = a_booking()
    browser, before = opened(app, booking), declared(booking)

    browser.post(f"/bookings/{booking.reference}/words", data=every_column(**words(booking, purpose="다른 모임")))
    after_words = declared(booking)
    browser.post(f"/bookings/{booking.reference}/link", data=every_column())
    linked = declared(booking)
    browser = opened(app, booking)
    browser.post("/bookings", data=every_column(email="nobody@example.kr"))
    moved = browser.post(
        new_time(booking, hours(17, 18)), data=every_column(version=str(queries.get_booking(booking.reference).version))
    )

    told_of = {"reminded_at"}
    assert after_words == before
    assert {name for name in linked if linked[name] != before[name]} == {"manage_nonce"}
    assert moved.status_code == 303
    after_move = declared(booking)
    assert {name for name in after_move if after_move[name] != linked[name]} - told_of == {"period"}


def test_staff_forms_and_the_sign_in_change_only_what_they_are_for(app: Flask, clock: Clock) -> None:
    request, browser = a_request(), app.test_client()
    staff_in(browser)
    before = declared(request)
    version = str(queries.get_booking(request.reference).version)

    refused = browser.post(
        f"/staff/bookings/{request.reference}/refuse", data=every_column(version=version, reason="영리 목적")
    )
    browser.post("/sign-in", data=every_column(email="yuna@example.kr", password=PASSWORD))
    browser.post("/session/extend", data=every_column(next="/"))

    after = declared(request)
    assert refused.status_code == 303
    assert {name for name in after if after[name] != before[name]} == {"state", "reason", "decided_at", "decided_by_id"}
    with db.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT role FROM role_grant").scalars().all() == ["staff"]


def test_the_api_takes_no_field_that_it_does_not_name(app: Flask, client: FlaskClient, clock: Clock) -> None:
    known = set(a_body()) | {"purpose_kind", "organisation", "language"}
    made = booked(client, hours(17, 18))
    headers = {"Authorization": f"Bearer {made['manage_token']}"}
    path = f"/api/v1/bookings/{made['reference']}"
    booking = queries.get_booking(made["reference"])
    before = declared(booking)

    for name in sorted(set(COLUMNS) - known):
        created = post(client, {**a_body(), name: 1})
        changed = client.patch(path, json={"headcount": 9, name: 1}, headers=headers)
        assert (created.status_code, name in json.loads(created.data)["errors"]) == (422, True), name
        assert changed.status_code == 422, name
    client.delete(path + "?state=confirmed&version=1", json=every_column(), headers=headers)

    after = declared(booking)
    changed_columns = {name for name in after if after[name] != before[name]}
    assert changed_columns == {"state", "cancelled_at", "cancelled_for", "code_hash"}


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "localhost:443@evil.example", "127.0.0.1"])
def test_another_host_is_refused_also_where_an_answer_is_kept(client: FlaskClient, host: str) -> None:
    kept = (
        "/rooms/calendar",
        "/rooms/202/calendar",
        "/rooms/202/calendar.ics",
        "/",
        "/api/v1/spaces",
        "/static/css/site.css",
    )
    for page in kept:
        tag = [client.get(page).headers.get("ETag") for _ in range(3)][-1] or ""
        for headers in ({}, {"If-None-Match": tag}):
            answer = client.get(page, base_url="https://localhost", headers={"Host": host, **headers})
            assert answer.status_code == 400, (page, headers)
            assert "evil" not in answer.text
