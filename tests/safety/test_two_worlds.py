"""What somebody may not see shows nowhere: two worlds that differ only in that answer byte for byte the same."""

import re
from collections.abc import Iterator

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.test import TestResponse

from center.bookings.models import Booking, owning
from center.bookings.rules.codes import new_key
from center.core.db import transaction
from tests.api.calls import a_body
from tests.bookings.factories import WEDNESDAY, a_booking, a_held_booking, a_request, hours
from tests.conftest import Clock
from tests.web.mine import opened
from tests.web.test_pages import BOOK, PUBLIC_PAGES, details

HIDDEN_INPUT = re.compile(r'(name="(?:csrf_token|once)"[^>]*value=")[^"]*')
FAULT = re.compile(r"\b[0-9A-F]{8}\b")
NO_TOKEN = {"Authorization": "Bearer " + "a" * 32}
BODY = a_body(hours(14, 16), email="stranger@example.kr", phone="01099998888")


def asked_by(browser: FlaskClient, references: list[str]) -> Iterator[tuple[str, TestResponse]]:
    """Everything that somebody without rights can ask for, in both languages."""
    for language in ("ko", "en"):
        browser.get(f"/preferences?language={language}")
        for address in (*PUBLIC_PAGES, f"{BOOK}&again={references[0]}", "/bookings", "/rooms/203/door"):
            yield f"{language} {address}", browser.get(address)
    week = "from=2026-12-21T00:00:00%2B09:00&to=2026-12-28T00:00:00%2B09:00"
    for room in ("202", "203"):
        yield f"feed {room}", browser.get(f"/rooms/{room}/calendar.ics?from={WEDNESDAY}&to=2026-12-31")
        yield f"availability {room}", browser.get(f"/api/v1/spaces/{room}/availability?{week}")
    yield "spaces", browser.get("/api/v1/spaces")
    yield from _asked_of(browser, references)
    yield "taken", browser.post(BOOK, data=details(email="stranger@example.kr", phone="010-9999-8888"))
    yield "taken by program", browser.post("/api/v1/bookings", json=BODY, headers={"Idempotency-Key": "a" * 20})
    yield "lost link", browser.post("/bookings", data={"email": "jisoo@example.kr"})


def _asked_of(browser: FlaskClient, references: list[str]) -> Iterator[tuple[str, TestResponse]]:
    """Bookings of others, by their number alone and with a key that is none."""
    for reference in references:
        for suffix in ("", "/done", "/code", "/time", "/words", "/cancel", "/booking.ics"):
            yield f"{reference}{suffix}", browser.get(f"/bookings/{reference}{suffix}")
        yield f"key {reference}", browser.post(f"/bookings/{reference}", data={"key": "a" * 32})
        for method in ("GET", "PATCH", "DELETE"):
            path = f"/api/v1/bookings/{reference}"
            yield f"{method} {reference}", browser.open(path, method=method, json={"headcount": 3}, headers=NO_TOKEN)


def answers(browser: FlaskClient, references: list[str]) -> dict[str, tuple[int, str, str]]:
    """Status, type and body of all that; tokens of forms and numbers of faults apart, which are new each time."""
    return {
        what: (
            answer.status_code,
            answer.headers.get("Location", "") + answer.headers.get("ETag", ""),
            FAULT.sub("", HIDDEN_INPUT.sub(r"\1", answer.get_data(as_text=True))),
        )
        for what, answer in asked_by(browser, references)
    }


def make_another_world() -> None:
    """Other people with other purposes have booked; of requests, which hold nothing, one was never made."""
    with transaction() as session, owning(session):
        for booking in session.query(Booking).all():
            number = booking.id
            session.execute(
                update(Booking)
                .where(Booking.id == number)
                .values(
                    name=f"다른 사람 {number}",
                    email=f"other{number}@example.net",
                    email_key=f"other{number}@example.net",
                    phone=f"010-0000-000{number}",
                    phone_key=f"0100000000{number}",
                    organisation=f"다른 단체 {number}",
                    organisation_key=f"다른단체{number}",
                    booker_kind="organisation",
                    purpose="전혀 다른 모임",
                    purpose_kind="culture",
                    headcount=29,
                    channel="phone",
                    language="en",
                    staff_note="조심할 것",
                    override_reason="급함",
                    manage_nonce=new_key(),
                    form_key=new_key(),
                    news_version="2026-1",
                )
            )
        session.execute(update(Booking).where(Booking.state == "requested").values(state="refused", reason="비밀"))


def some_bookings() -> list[str]:
    """Confirmed ones, one that waits for its code, requests, all of others."""
    made = [
        a_booking(hours(14, 16), email="jisoo@example.kr", name="김무궁화", purpose="무궁화 모임"),
        a_booking(hours(9, 11), organisation="무궁화 조합"),
        a_held_booking(hours(17, 18)),
        a_request(hours(14, 16)),
    ]
    return [booking.reference for booking in made]


def test_nobody_learns_who_booked_or_what_for(app: Flask, clock: Clock) -> None:
    references = some_bookings()
    one = answers(app.test_client(), references)

    make_another_world()

    other = answers(app.test_client(), references)
    assert [what for what in one if one[what] != other[what]] == []
    assert len(one) > 70


def test_who_has_a_booking_learns_nothing_of_the_others(app: Flask, clock: Clock) -> None:
    references = some_bookings()
    mine = a_booking(hours(19, 20))
    browser = opened(app, mine)
    one = answers(browser, references)

    with transaction() as session, owning(session):
        session.execute(
            update(Booking).where(Booking.reference != mine.reference).values(name="다른 사람", purpose="다른 모임")
        )

    other = answers(browser, references)
    differing = {what for what in one if one[what] != other[what]}
    assert differing <= {"taken", "taken by program", "lost link"}
    assert {one[what][0] for what in differing} <= {200, 409, 429}


def test_these_tests_see_a_difference_that_may_be_seen(app: Flask, clock: Clock) -> None:
    references = some_bookings()
    one = answers(app.test_client(), references)

    with transaction() as session, owning(session):
        session.execute(update(Booking).where(Booking.reference == references[1]).values(state="cancelled"))

    other = answers(app.test_client(), references)
    assert "availability 202" in [what for what in one if one[what] != other[what]]
