"""Whatever is typed into whatever field is text, on every page, in every mail, calendar and answer of the API."""

import json
import re
from datetime import date
from email.message import EmailMessage
from io import BytesIO
from typing import Any
from uuid import uuid4

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from center.accounts.service import create_user
from center.bookings import queries
from center.bookings.models import Booking
from center.bookings.service.managing import cancel_booking
from center.bookings.service.upkeep import set_rule
from center.checks import run_checks
from center.core import time
from center.core.actor import Role
from center.core.db import db
from tests.api.calls import a_body, code_of, post_raw
from tests.bookings.factories import mailed_code
from tests.bookings.postbag import event_of, property_names, sent_now
from tests.conftest import Clock
from tests.mail.carriers import parsed
from tests.people import signs_in
from tests.safety.payloads import AUTOLINKED, EVIL, GROUPS, PAYLOADS, ensure_dead, urlencoded
from tests.web.mine import opened, version, words
from tests.web.test_desk import typed
from tests.web.test_pages import BOOK, PUBLIC_PAGES, details

PASSWORD = "five long words here"
FORM = "application/x-www-form-urlencoded"
FIELDS = ("purpose", "purpose_kind", "headcount", "name", "email", "phone", "organisation", "once", "confirm_few")
on_both = pytest.mark.parametrize("group", GROUPS, ids=["first", "second", "third"])
LONG_AGO = date(2015, 3, 1)


def on_one(test: Any) -> Any:
    """What is never stored is tried on one of the databases."""
    return pytest.mark.parametrize("settings", ["sqlite"], indirect=True)(on_both(test))


@pytest.fixture
def app(app: Flask) -> Flask:
    """A center that lets one visitor book over and over."""
    rule = {"minutes": 10, "tries": 90, "sendings": 3, "holds_an_address": 900, "holds_a_block": 900}
    set_rule("verifying", rule, from_on=LONG_AGO)
    set_rule("quota", {"person": 900, "organisation": 900}, from_on=LONG_AGO)
    set_rule("length", {"shortest": 60, "longest_a_day": 1440}, from_on=LONG_AGO)
    set_rule("opening_hours", {"weekdays": [[[0, 1440]]] * 7}, from_on=LONG_AGO)
    return app


def send(browser: FlaskClient, path: str, form: dict[str, str]) -> TestResponse:
    """Post a form, half surrogates included; the answer is a page that is sound, whatever it says."""
    answer = browser.post(path, data=urlencoded(form), content_type=FORM)
    return sound(answer)


def sound(answer: TestResponse) -> TestResponse:
    """An answer that is no fault of ours and in which nothing lives that was typed."""
    where = f"{answer.request.method} {answer.request.path}"
    assert answer.status_code < 500, where
    for name, value in answer.headers.items():
        assert not re.search(r"[\r\n\x00]", value), (where, name)
        assert name.casefold() not in {"bcc", "x"}, where
    if answer.mimetype == "text/html":
        ensure_dead(answer.text, where)
    return answer


def staff(app: Flask) -> FlaskClient:
    """A browser in which staff have signed in."""
    browser: FlaskClient = app.test_client()
    create_user(email="yuna@example.kr", name="김유나", password=PASSWORD, role=Role.STAFF, now=time.now())
    assert signs_in(browser, "yuna@example.kr", PASSWORD).status_code == 303
    return browser


@on_both
def test_any_text_in_a_booking_is_text_wherever_it_is_shown(app: Flask, clock: Clock, group: list[str]) -> None:
    for payload in group:
        booking, browser = _book(app, payload)
        for suffix in ("", "/done", "/words", "/cancel", "/booking.ics"):
            sound(browser.get(f"/bookings/{booking.reference}{suffix}"))
        _read_calendar(browser, booking)
        if payload != group[-1]:
            sound(browser.post(f"/bookings/{booking.reference}/cancel"))
        _read_letters(app)

    for address in (*PUBLIC_PAGES, "/bookings", f"{BOOK}&again={booking.reference}", "/api/v1/spaces"):
        sound(browser.get(address))
    assert EVIL not in sound(browser.get("/rooms/202/calendar.ics")).text
    assert not [result.line() for result in run_checks(time.now()) if result.faults]


def _book(app: Flask, payload: str) -> tuple[Booking, FlaskClient]:
    """A booking with a payload in every word, and the browser in which its words were changed."""
    client = app.test_client()
    sent = send(client, BOOK, details(purpose=payload[:100], name=payload[:50], organisation=payload[:100]))
    if sent.status_code == 422:
        again = {"purpose": f"모임 {payload}"[:100], "name": f"홍 {payload}"[:50], "organisation": payload[:100]}
        sent = send(client, BOOK, details(**again))
    assert sent.status_code == 303, payload
    booking = queries.get_booking(sent.headers["Location"].split("/")[2])
    send(client, sent.headers["Location"], {"code": payload})
    send(client, sent.headers["Location"], {"code": mailed_code(booking)})
    browser = opened(app, booking)
    changed = words(booking) | {"organisation": f"단체 {payload}"[:100]}
    send(browser, f"/bookings/{booking.reference}/words", changed)
    return booking, browser


def _read_calendar(browser: FlaskClient, booking: Booking) -> None:
    answer = sound(browser.get(f"/bookings/{booking.reference}/booking.ics"))
    assert str(event_of(answer.data)["SUMMARY"])
    assert not set(property_names(answer.text)) & {"ATTACH", "Bcc", "Content-Type", "X"}


def _read_letters(app: Flask) -> None:
    """Every letter is one whole mail to the one who booked, in which no address can be pressed but our own."""
    mails = sent_now(app)
    assert mails
    for mail in mails:
        message = parsed(mail)
        assert message["To"].addresses[0].domain == "example.kr"
        assert len(message["To"].addresses) == 1
        assert not [name for name in message if name.casefold() in {"bcc", "cc", "x"}]
        assert not message.defects
        _read_parts(message)


def _read_parts(message: EmailMessage) -> None:
    html, plain = message.get_body(("html",)), message.get_body(("plain",))
    assert isinstance(html, EmailMessage)
    assert isinstance(plain, EmailMessage)
    ensure_dead(html.get_content(), str(message["Subject"]))
    for line in plain.get_content().splitlines():
        if "https://localhost/" not in line:
            assert not AUTOLINKED.search(line), line


@on_one
def test_any_text_in_any_field_of_any_form_is_answered(app: Flask, clock: Clock, group: list[str]) -> None:
    for payload in group:
        _type_everywhere(app, payload)


def _type_everywhere(app: Flask, payload: str) -> None:
    client = app.test_client()
    for field in FIELDS:
        send(client, BOOK, details(**{field: payload}))
    made = client.post(BOOK, data=details()).headers["Location"]
    booking = queries.get_booking(made.split("/")[2])
    send(client, made, {"code": payload})
    send(client, f"/bookings/{booking.reference}", {"key": payload})
    send(client, "/bookings", {"email": payload})
    send(client, "/bookings", {"email": f"{payload[:20]}@example.kr"})
    send(client, "/sign-in", {"email": payload, "password": payload, "next": payload})
    client.post(made, data={"code": mailed_code(booking)})
    browser = opened(app, booking)
    for field in ("purpose", "purpose_kind", "headcount", "organisation", "version"):
        send(browser, f"/bookings/{booking.reference}/words", {**words(booking), field: payload})
    send(browser, f"/bookings/{booking.reference}/cancel", {"version": payload})
    db.session.rollback()
    assert queries.get_booking(booking.reference).state == "cancelled"


@on_one
def test_any_text_in_any_address_is_answered(client: FlaskClient, group: list[str]) -> None:
    for payload in group:
        _ask_for(client, payload)


def _ask_for(client: FlaskClient, payload: str) -> None:
    name = urlencoded({"x": payload}).decode()[2:]
    names = (
        "date",
        "view",
        "people",
        "from",
        "to",
        "length",
        "part",
        "rooms",
        "space",
        "start",
        "end",
        "again",
        "next",
    )
    pages = ("/rooms/calendar", "/rooms/202/calendar", "/rooms/202/calendar.ics", "/rooms/202/door", "/rooms/find")
    for page in (
        *pages,
        "/rooms/book",
        "/rooms/book/details",
        "/floors",
        "/preferences",
        "/sign-in",
        "/staff/bookings",
    ):
        sound(client.get(page + "?" + "&".join(f"{field}={name}" for field in (*names, "language", "contrast"))))
    for page in ("/rooms/X/calendar", "/rooms/X/calendar.ics", "/rooms/X/door", "/bookings/X", "/problems/X", "/X"):
        sound(client.get(page.replace("X", name.replace("+", "%20"))))
    sound(client.get(f"/api/v1/spaces/{name}/availability?from={name}&to={name}"))
    sound(client.get(f"/api/v1/spaces?{name}={name}"))


@on_one
def test_any_text_in_headers_is_answered(client: FlaskClient, group: list[str]) -> None:
    for payload in group:
        _send_headers(client, payload)


def _send_headers(client: FlaskClient, payload: str) -> None:
    value = re.sub(r"[\r\n\x00]", " ", payload.encode("utf-8", "replace").decode("latin-1"))
    headers = ("Accept-Language", "If-None-Match", "Referer", "User-Agent", "Cookie", "X-Forwarded-For", "Range")
    for page in ("/", "/rooms/202/calendar.ics", "/api/v1/spaces", "/bookings"):
        sound(client.get(page, headers=dict.fromkeys((*headers, "Authorization", "X-Forwarded-Host"), value)))


@on_both
def test_staff_read_any_text_as_text_and_write_any(app: Flask, clock: Clock, group: list[str]) -> None:
    browser = staff(app)
    for payload in group:
        _decide(app, browser, payload)


def _decide(app: Flask, browser: FlaskClient, payload: str) -> None:
    client = app.test_client()
    form = details(purpose=f"모임 {payload}"[:100], name=f"홍 {payload}"[:50], organisation=f"단체 {payload}"[:100])
    made = send(client, BOOK.replace("space=202", "space=203"), form).headers["Location"]
    booking = queries.get_booking(made.split("/")[2])
    client.post(made, data={"code": mailed_code(booking)})
    address = f"/staff/bookings/{booking.reference}"
    asked = version(booking)

    for page in ("/staff/bookings", address, f"{address}/change"):
        sound(browser.get(page))
    send(browser, f"{address}/approve", {"version": payload})
    send(browser, f"{address}/refuse", {**asked, "reason": "가" * 401 + payload})
    send(browser, f"{address}/refuse", {**asked, "reason": f"죄송합니다. {payload.replace(EVIL, '')}"[:400]})
    sound(opened(app, booking).get(f"/bookings/{booking.reference}"))

    db.session.expire_all()
    assert queries.get_booking(booking.reference).state == "refused"
    for mail in sent_now(app):
        html = parsed(mail).get_body(("html",))
        assert isinstance(html, EmailMessage)
        ensure_dead(html.get_content(), "letter")


@on_one
def test_any_text_at_the_desk_is_text_on_its_pages_and_in_the_file(app: Flask, clock: Clock, group: list[str]) -> None:
    browser = staff(app)
    for payload in group:
        _run_the_desk(browser, payload)
    exported = browser.post("/staff/bookings/search", data={"purpose": "점검"})

    assert exported.status_code == 200
    sheet = openpyxl.load_workbook(BytesIO(exported.data)).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert len(cells) > len(group)
    assert [cell.value for cell in cells if cell.data_type == "f" or cell.hyperlink] == []


def _run_the_desk(browser: FlaskClient, payload: str) -> None:
    """Book for a caller, write a note, look for it, close a room; every field once with the payload."""
    form = typed(purpose=f"모임 {payload}"[:100], name=f"홍 {payload}"[:50], organisation=f"단 {payload}"[:100])
    made = send(browser, "/staff/bookings/new", {**form, "once": uuid4().hex})
    assert made.status_code == 303, payload
    address = made.headers["Location"]
    for field in (*form, "let", "let_reason", "email", "note"):
        send(browser, "/staff/bookings/new", {**form, "once": uuid4().hex, field: payload})
    for suffix, fields in (
        ("/edit", ("purpose", "name", "phone", "email", "organisation", "note", "staff_note", "headcount", "version")),
        ("/move", ("day", "start", "end", "reason", "let_reason", "version")),
        ("/keep", ("reason", "version")),
        ("/cancel", ("reason", "template", "side", "version")),
    ):
        for field in fields:
            send(browser, f"{address}{suffix}", {"version": "1", field: payload})
        sound(browser.get(f"{address}{suffix}"))
    for field in ("rooms", "kind", "first", "last", "start", "end", "reason", "reason_en", "shown"):
        send(browser, "/staff/closures/new", {**typed_closure(), field: payload})
    query = urlencoded({"q": payload}).decode()
    for page in (address, f"/staff/bookings/search?{query}", "/staff/day", "/staff/closures", "/staff/unfit"):
        sound(browser.get(page))
    sound(browser.get(f"/staff/day?date={query[2:]}"))
    cancel_booking(address.rpartition("/")[2], now=time.now())


def typed_closure() -> dict[str, str]:
    """What staff type to close a room."""
    return {
        "rooms": "202",
        "kind": "closed",
        "first": "2027-03-23",
        "last": "2027-03-23",
        "start": "9",
        "end": "18",
        "reason": "바닥 청소",
        "reason_en": "Floor cleaning",
    }


@on_one
def test_any_text_in_any_field_of_the_api_is_answered_as_json(app: Flask, clock: Clock, group: list[str]) -> None:
    for payload in group:
        _call_with(app.test_client(), payload)


def _call_with(client: FlaskClient, payload: str) -> None:
    sound_body = a_body(purpose=f"모임 {payload}"[:100], name=f"홍 {payload}"[:50], organisation=f"단 {payload}"[:100])
    made = post_raw(client, json.dumps(sound_body).encode())
    for field in (*sound_body, "language", "state", payload):
        for value in (payload, [payload], {payload: payload}):
            answer = post_raw(client, json.dumps({**a_body(), field: value}).encode())
            assert answer.status_code < 500, (field, value)
            assert answer.mimetype in {"application/json", "application/problem+json"}
            json.loads(answer.data)

    assert made.status_code in {201, 422}, made.text
    if made.status_code == 201:
        _read_by_api(client, json.loads(made.data), payload)


def _read_by_api(client: FlaskClient, made: dict[str, str], payload: str) -> None:
    address, headers = f"/api/v1/bookings/{made['reference']}", {"Authorization": f"Bearer {made['manage_token']}"}
    client.post(f"{address}/verify", json={"code": code_of(made["reference"])})
    for body in ({"purpose": f"또 {payload}"[:100]}, {"headcount": payload}, {"start": payload}, {payload: payload}):
        told = client.patch(address, data=json.dumps(body).encode(), content_type="application/json", headers=headers)
        assert told.status_code < 500, body
        json.loads(told.data)
    shown = client.get(address, headers=headers)
    client.delete(address, headers=headers)
    kept = db.session.scalars(select(Booking.purpose)).all()
    assert json.loads(shown.data)["purpose"] in kept
    assert not [text for text in kept if re.search(r"[\x00-\x1f\x7f\u202a-\u202e\ud800-\udfff]", text)]


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
@pytest.mark.parametrize("n", [10_000, 250_000, 1_000_000, 5_000_000])
def test_a_text_of_any_length_is_refused_or_told_to_be_too_long(client: FlaskClient, n: int) -> None:
    for field in ("purpose", "name", "organisation", "email", "phone", "once", "headcount"):
        assert send(client, BOOK, details(**{field: "1" * n})).status_code in {413, 422}, field
    for path, field in (("/bookings", "email"), ("/sign-in", "password"), ("/sign-in", "email"), (BOOK, "x" * n)):
        assert send(client, path, {field: "1" * n}).status_code in {401, 413, 422, 429}, path
    answer = post_raw(client, json.dumps(a_body(purpose="가" * n)).encode())
    assert answer.status_code in {413, 422}


def test_the_corpus_is_dangerous_where_it_is_not_kept_apart() -> None:
    """That these tests can fail."""
    live = ("script", "svg", "closing", "anchor")
    for name in live:
        with pytest.raises(AssertionError):
            ensure_dead(f"<!doctype html><html lang=ko><title>x</title><p>{PAYLOADS[name]}</p>", name)
    assert [
        name for name in ("address", "wide-address", "markdown", "calendar") if not AUTOLINKED.search(PAYLOADS[name])
    ] == []
