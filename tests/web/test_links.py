"""The link of a booking: who has its key may manage the booking, nobody else learns that there is one."""

import logging
import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from center.bookings import queries
from center.bookings.mails import RENDERERS
from center.bookings.models import Booking
from center.core.db import db
from center.mail.models import OutboxMail
from center.web.i18n import speaking
from tests.bookings.factories import a_booking, a_held_booking, a_request, hours, mail_kinds
from tests.conftest import Clock
from tests.web.mine import key_of, links, opened, version
from tests.web.test_pages import n_queries

NOBODYS = "YD-AAAA-AAAA"
SENT = "메일을 확인해 주세요"
PAGES = (
    "",
    "/done",
    "/time",
    "/time/new?start=2026-12-24T14:00&end=2026-12-24T16:00",
    "/words",
    "/cancel",
    "/booking.ics",
)


def mails_of_links() -> list[OutboxMail]:
    """What was mailed to who had lost a link."""
    found = select(OutboxMail).where(OutboxMail.kind == "booking_links").order_by(OutboxMail.id)
    return list(db.session.scalars(found))


def without_tokens(page: str) -> str:
    """A page without what differs each time: form tokens, the number of an error, the address it was asked under."""
    return re.sub(r'value="[\w.-]{60,}"|[0-9A-F]{8}|YD(-|%2D)\w{4}-\w{4}', "", page)


def test_the_key_opens_the_booking_in_any_browser(client: FlaskClient) -> None:
    booking = a_booking()

    answer = client.post(f"/bookings/{booking.reference}", data={"key": key_of(booking)}, follow_redirects=True)

    assert answer.status_code == 200
    assert booking.purpose in answer.text


@pytest.mark.parametrize("pasted", ["  {key} ", "{upper}", "https://localhost/bookings/YD#{key}", "{half}\n {rest}"])
def test_a_key_is_taken_as_people_paste_it(client: FlaskClient, pasted: str) -> None:
    booking = a_booking()
    key = key_of(booking)
    text = pasted.format(key=key, upper=key.upper(), half=key[:16], rest=key[16:])

    assert client.post(f"/bookings/{booking.reference}", data={"key": text}).status_code == 303


def test_a_wrong_key_an_unknown_number_and_an_ended_key_read_the_same(app: Flask) -> None:
    booking, ended = a_booking(), a_booking(hours(10, 12))
    old_key = key_of(ended)
    opened(app, ended).post(f"/bookings/{ended.reference}/link")
    tries = [(booking.reference, "a" * 32), (NOBODYS, key_of(booking)), (ended.reference, old_key)]

    answers = [app.test_client().post(f"/bookings/{reference}", data={"key": key}) for reference, key in tries]

    assert [answer.status_code for answer in answers] == [404] * 3
    assert len({without_tokens(answer.text) for answer in answers}) == 1
    assert "이 링크는 더 쓸 수 없습니다" in answers[0].text


@pytest.mark.parametrize("key", ["", " ", "x" * 201])
def test_what_can_be_no_key_is_told_at_its_field(client: FlaskClient, key: str) -> None:
    answer = client.post(f"/bookings/{a_booking().reference}", data={"key": key})

    assert answer.status_code == 422
    assert 'id="key-error"' in answer.text


@pytest.mark.parametrize("key", ["열쇠", "#", "é" * 32, "' OR 1=1 --"])
def test_strange_signs_open_nothing(client: FlaskClient, key: str) -> None:
    assert client.post(f"/bookings/{a_booking().reference}", data={"key": key}).status_code == 404


def test_a_number_alone_shows_nothing_on_any_page(client: FlaskClient) -> None:
    booking = a_booking(name="김무궁화", purpose="무궁화 모임", organisation="무궁화 조합")

    for page in PAGES:
        theirs, nobodys = (client.get(f"/bookings/{reference}{page}") for reference in (booking.reference, NOBODYS))
        assert theirs.status_code == nobodys.status_code == 404, page
        assert "무궁화" not in theirs.text, page
        assert without_tokens(theirs.text) == without_tokens(nobodys.text), page


def test_another_browser_may_do_nothing(client: FlaskClient) -> None:
    booking = a_request()
    before = version(booking)

    for page in ("/time/new", "/words", "/cancel", "/change/withdraw", "/link"):
        assert client.post(f"/bookings/{booking.reference}{page}", data=before).status_code == 404, page

    assert version(booking) == before


def test_the_key_goes_to_nobody_but_the_mail(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    booking = a_booking()
    key, mine, browser = key_of(booking), f"/bookings/{booking.reference}", app.test_client()

    answers = [browser.post(mine, data={"key": key})]
    answers += [browser.get(f"{mine}{page}") for page in PAGES]
    answers += [browser.get("/bookings"), browser.post(f"{mine}/cancel")]

    for answer in answers:
        told = [answer.text, *(value for name, value in answer.headers if name != "Set-Cookie")]
        assert not any(key in text for text in told), answer.request.path
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert answer.headers["Cache-Control"] == "no-store"
    assert answers[0].headers["Location"] == mine
    assert key not in caplog.text


def test_the_calendar_file_holds_no_key(app: Flask) -> None:
    booking = a_booking()

    text = opened(app, booking).get(f"/bookings/{booking.reference}/booking.ics").text

    assert f"/bookings/{booking.reference}" in text
    assert key_of(booking) not in text.replace("\r\n ", "")


def test_a_new_link_ends_the_other_browser_the_old_key_and_the_old_token(app: Flask) -> None:
    booking = a_booking()
    mine, old_key = f"/bookings/{booking.reference}", key_of(booking)
    here, other = opened(app, booking), opened(app, booking)
    api, old_token = f"/api/v1{mine}", {"Authorization": f"Bearer {old_key}"}
    assert here.get(api, headers=old_token).status_code == 200

    here.post(f"{mine}/link")

    assert here.get(mine).status_code == 200
    assert other.get(mine).status_code == 404
    assert app.test_client().post(mine, data={"key": old_key}).status_code == 404
    assert app.test_client().post(mine, data={"key": key_of(booking)}).status_code == 303
    assert here.get(api, headers=old_token).status_code in {401, 404}
    assert mail_kinds(booking)[-1] == "booking_link_renewed"
    assert mails_of_links() == []


@pytest.mark.parametrize("end", ["held", "cancelled"])
def test_no_new_link_is_mailed_for_what_waits_for_its_code_or_has_ended(app: Flask, end: str) -> None:
    booking = a_held_booking() if end == "held" else a_booking()
    browser, mine = opened(app, booking), f"/bookings/{booking.reference}"
    if end == "cancelled":
        browser.post(f"{mine}/cancel")

    before = mail_kinds(booking)

    assert browser.post(f"{mine}/link").status_code == 409
    assert mail_kinds(booking) == before


def test_new_links_of_one_booking_are_limited(app: Flask) -> None:
    booking = a_booking()
    browser = opened(app, booking)

    answers = [browser.post(f"/bookings/{booking.reference}/link") for _ in range(4)]

    assert [answer.status_code for answer in answers] == [303, 303, 303, 429]
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_a_lost_link_is_answered_the_same_whether_there_is_a_booking_or_not(app: Flask) -> None:
    booking = a_booking()

    known, unknown = (
        app.test_client().post("/bookings", data={"email": email}) for email in (booking.email, "nobody@example.kr")
    )

    assert known.status_code == unknown.status_code == 200
    assert SENT in known.text
    assert without_tokens(known.text) == without_tokens(unknown.text)
    assert sorted(known.headers.keys()) == sorted(unknown.headers.keys())
    assert [mail.recipient for mail in mails_of_links()] == [booking.email]


def test_links_go_to_the_address_that_booked_however_it_is_asked_for(client: FlaskClient) -> None:
    a_booking(email="Jisoo+club@example.kr")

    client.post("/bookings", data={"email": "jisoo@example.kr"})

    assert [mail.recipient for mail in mails_of_links()] == ["Jisoo+club@example.kr"]


def test_all_links_come_in_one_mail_and_open(app: Flask, client: FlaskClient) -> None:
    ahead = [a_booking(hours(start, start + 1), email="jisoo@example.kr") for start in (10, 14)]
    a_held_booking(hours(17, 19), email="jisoo@example.kr")

    client.post("/bookings", data={"email": "jisoo@example.kr"})

    [mail] = mails_of_links()
    with speaking("ko"):
        letter = RENDERERS["booking_links"](mail.facts or {})
    found = re.findall(r"/bookings/(YD-\w{4}-\w{4})#([a-z2-7]{32})", letter.text)
    assert found == [(booking.reference, key_of(booking)) for booking in ahead]
    assert all(f"/bookings/{reference}#{key}" in letter.html for reference, key in found)


def test_what_is_over_or_was_given_up_needs_no_link_again(app: Flask, client: FlaskClient, clock: Clock) -> None:
    over, given_up = a_booking(email="jisoo@example.kr"), a_booking(hours(17, 19), email="jisoo@example.kr")
    opened(app, given_up).post(f"/bookings/{given_up.reference}/cancel")
    clock.set(over.occurrence.end_at)

    client.post("/bookings", data={"email": "jisoo@example.kr"})

    assert mails_of_links() == []


def test_lost_links_are_limited_for_an_address_and_again_after_an_hour(client: FlaskClient, clock: Clock) -> None:
    answers = [client.post("/bookings", data={"email": "jisoo@example.kr"}) for _ in range(4)]
    clock.move(timedelta(hours=1))
    later = client.post("/bookings", data={"email": "jisoo@example.kr"})

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[-1].headers["Retry-After"] == "3600"
    assert 'value="jisoo@example.kr"' in answers[-1].text
    assert later.status_code == 200


def test_lost_links_are_limited_for_a_network(client: FlaskClient) -> None:
    answers = [client.post("/bookings", data={"email": f"citizen{n}@example.kr"}) for n in range(21)]

    assert {answer.status_code for answer in answers[:20]} == {200}
    assert answers[20].status_code == 429


@pytest.mark.parametrize(
    "email", ["", "jisoo", "jisoo@", "a@example.kr, b@example.kr", "a@example.kr\nBcc: b@example.kr"]
)
def test_what_is_no_address_is_told_at_its_field(client: FlaskClient, email: str) -> None:
    answer = client.post("/bookings", data={"email": email})

    assert answer.status_code == 422
    assert 'id="email-error"' in answer.text
    assert mails_of_links() == []


def test_the_bookings_of_a_browser_are_listed_the_newest_first_and_end_with_their_link(app: Flask) -> None:
    browser, known = app.test_client(), [a_booking(hours(start, start + 1)) for start in (9, 11, 13)]
    for booking in known:
        browser.post(f"/bookings/{booking.reference}", data={"key": key_of(booking)})
    opened(app, known[1]).post(f"/bookings/{known[1].reference}/link")

    found = links(browser.get("/bookings").text)

    assert found == [f"/bookings/{known[n].reference}" for n in (2, 0)]


def test_a_browser_remembers_the_last_five_and_its_list_costs_as_much_for_five_as_for_one(app: Flask) -> None:
    browser = app.test_client()

    def open_one_more(start: int) -> Booking:
        booking = a_booking(hours(start, start + 1))
        browser.post(f"/bookings/{booking.reference}", data={"key": key_of(booking)})
        return booking

    forgotten = open_one_more(9)
    for_one = n_queries(browser, "/bookings")
    for start in (11, 13, 15, 17, 19):
        open_one_more(start)

    assert n_queries(browser, "/bookings") == for_one
    assert len(links(browser.get("/bookings").text)) == 5
    assert browser.get(f"/bookings/{forgotten.reference}").status_code == 404


def test_a_code_that_was_not_entered_yet_gives_no_key_away(client: FlaskClient) -> None:
    held = a_held_booking()
    [mail] = db.session.scalars(select(OutboxMail))
    with speaking("ko"):
        letter = RENDERERS["booking_code"](mail.facts or {})

    assert key_of(held) not in letter.text + letter.html
    assert queries.get_booking(held.reference).state == "verifying"
