"""Pages as such: headers, errors, cost in queries, bad input, what a browser may be tricked into."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import html5lib
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from center.bookings import queries
from center.bookings.rules.codes import new_key
from center.core.actor import Role
from center.core.db import db
from center.web.views import local_path
from tests.bookings.factories import WEDNESDAY, a_booking, a_request, hours, mailed_code
from tests.conftest import Clock
from tests.people import is_in, somebody

STATIC = Path(__file__).resolve().parents[2] / "static"
BOOK = "/rooms/book/details?space=202&start=2026-12-23T14:00%2B09:00&end=2026-12-23T16:00%2B09:00"
PUBLIC_PAGES = (
    "/",
    "/rooms",
    "/rooms/calendar?date=2026-12-23",
    "/rooms/calendar?view=day&date=2026-12-23",
    "/rooms/calendar?view=month&date=2026-12-23",
    "/rooms/202/calendar?date=2026-12-23",
    "/rooms/202/door",
    "/rooms/find?people=20&from=2026-12-21&to=2026-12-27",
    BOOK.replace("/details", ""),
    BOOK,
    "/floors",
    "/construction",
    "/figures",
    "/privacy",
    "/terms",
    "/problems/space-taken",
    "/accessibility",
    "/sign-in",
    "/sign-in/mail",
    "/join",
    "/join/account",
    "/firm/invitation",
    "/account/invitation",
    "/account/reset",
    "/account/link",
    "/account/email",
    "/nowhere",
)
PASSWORD = "a-long-enough-passphrase"


def details(**given: str) -> dict[str, str]:
    """The booking form as a person fills it in."""
    form = {
        "once": new_key(),
        "purpose": "주민 독서모임",
        "purpose_kind": "meeting",
        "headcount": "12",
        "name": "홍길동",
        "email": "hong@example.kr",
        "phone": "010-1234-5678",
        "organisation": "",
        "consent_privacy": "y",
        "consent_terms": "y",
    }
    return {**form, **given}


@contextmanager
def counted_queries() -> Iterator[list[str]]:
    """Every statement sent while inside."""
    sent: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def n_queries(client: FlaskClient, address: str) -> int:
    with counted_queries() as sent:
        assert client.get(address).status_code in {200, 404}
    return len(sent)


@pytest.mark.parametrize("address", [*PUBLIC_PAGES, "/api/v1/spaces", "/rooms/202/calendar.ics"])
def test_a_page_costs_as_many_queries_for_many_bookings_as_for_few(client: FlaskClient, address: str) -> None:
    a_booking(hours(9, 10))
    client.get(address)
    a_booking(hours(11, 12))
    few = n_queries(client, address)
    for day in (16, 17, 18, 21, 22, 24, 28, 29, 30):
        for start in (9, 11, 13, 15, 17, 19):
            if day > 16:
                a_booking(hours(start, start + 1, date(2026, 12, day)))

    assert n_queries(client, address) == few


def test_the_inbox_costs_as_many_queries_for_many_requests_as_for_few(app: Flask, client: FlaskClient) -> None:
    staff_signs_in(client)
    one = a_request()
    addresses = ["/staff/bookings", f"/staff/bookings/{one.reference}/request"]
    few = [n_queries(client, address) for address in addresses]
    for start in range(9, 19):
        a_request(hours(start, start + 2))

    assert n_queries(client, addresses[0]) == few[0]
    assert n_queries(client, addresses[1]) <= few[1] + 3 * 9, "a column a request, at most four of them"


def staff_signs_in(client: FlaskClient) -> None:
    """Let yuna be in."""
    is_in(client, somebody("yuna@example.kr", PASSWORD, Role.STAFF))


@pytest.mark.parametrize("address", PUBLIC_PAGES)
def test_every_page_is_well_formed_has_one_heading_and_unique_ids(client: FlaskClient, address: str) -> None:
    text = client.get(address).text

    html5lib.HTMLParser(strict=True).parse(text)
    ids = re.findall(r'\sid="([^"]*)"', text)
    assert len(ids) == len(set(ids))
    assert text.count("<h1") == 1
    assert not re.search(r'\sstyle="|\son[a-z]+="|<script(?![^>]*src=)', text)


def test_titles_are_unique(client: FlaskClient) -> None:
    titles = [re.search(r"<title>(.*?)</title>", client.get(address).text, re.S) for address in PUBLIC_PAGES]
    words = [title.group(1).strip() for title in titles if title]

    assert len(words) == len(set(words)) == len(PUBLIC_PAGES)


@pytest.mark.parametrize("address", PUBLIC_PAGES)
def test_every_answer_carries_the_security_headers(client: FlaskClient, address: str) -> None:
    headers = client.get(address).headers

    assert headers["Content-Security-Policy"].startswith("default-src 'self'")
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "max-age" in headers["Strict-Transport-Security"]
    assert headers["Cache-Control"] == (
        "private, no-cache" if "/calendar" in address or "/construction" in address else "no-store"
    )


def test_the_cookie_is_bound_to_the_host_and_out_of_scripts_reach(client: FlaskClient) -> None:
    client.post(BOOK, data=details())
    cookie = next(
        value for value in client.post(BOOK, data=details(email="a@example.kr")).headers.getlist("Set-Cookie")
    )

    assert cookie.startswith("__Host-center=")
    assert all(word in cookie for word in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"))
    assert "Domain" not in cookie


def test_a_foreign_host_header_is_refused(client: FlaskClient) -> None:
    assert client.get("/", base_url="https://evil.example").status_code == 400


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil", "javascript:alert(1)", ""]
)
def test_the_way_on_stays_within_the_site(client: FlaskClient, target: str) -> None:
    assert local_path(target) == "/"
    assert client.get("/preferences", query_string={"language": "en", "next": target}).headers["Location"] == "/"


def test_a_form_without_its_token_is_refused(app: Flask, client: FlaskClient) -> None:
    app.config["WTF_CSRF_ENABLED"] = True

    answer = client.post(BOOK, data=details())

    assert answer.status_code == 400
    assert "오래되어" in answer.text


def test_a_fault_of_ours_shows_a_number_and_no_trace(app: Flask, client: FlaskClient) -> None:
    def broken() -> str:
        raise RuntimeError("secret")

    broken.allowed_roles = frozenset()  # type: ignore[attr-defined]
    app.view_functions["reports.home"] = broken

    answer = client.get("/")

    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert re.search(r"[0-9A-F]{8}", answer.text)


def test_the_api_answers_problems_not_pages(client: FlaskClient) -> None:
    answer = client.get("/api/v1/nowhere")

    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"
    assert set(answer.get_json()) >= {"type", "title", "status", "detail"}


def test_spaces_are_told_as_promised(client: FlaskClient) -> None:
    spaces = client.get("/api/v1/spaces").get_json()["spaces"]

    assert [space["code"] for space in spaces] == ["201", "202", "203", *(str(code) for code in range(301, 312))]
    room = spaces[1]
    assert room == {
        "code": "202",
        "name": "다목적회의실",
        "floor": 2,
        "kind": "meeting",
        "area_m2": 87,
        "capacity": 50,
        "bookable": True,
    }
    assert sum(round(space["area_m2"] * 100) for space in spaces) == 59400
    assert {space["kind"] for space in spaces} == {"office", "meeting", "lobby", "unit", "operator"}


@pytest.mark.parametrize(
    "query",
    [
        "date=nonsense",
        "date=9999-12-31",
        "date=0001-01-01",
        "view=year",
        "from=99:99&to=",
        "rooms=999",
        "date=2026-12-23&from=10:00&to=09:00",
        "date=2026-12-23&rooms=202&from=24:00&to=48:00",
        "date=%00&rooms=%F0%9F%98%80",
    ],
)
def test_calendars_take_any_address(client: FlaskClient, query: str) -> None:
    for path in ("/rooms/calendar", "/rooms/203/calendar"):
        for view in ("", "&view=month", "&view=day"):
            assert client.get(f"{path}?{query}{view}").status_code == 200


def test_a_day_that_cannot_be_read_is_told_so(client: FlaskClient) -> None:
    assert "오늘을 보여 드립니다" in client.get("/rooms/calendar?date=nonsense").text


@pytest.mark.parametrize(
    "query",
    [
        "",
        "space=202",
        "space=202&start=x&end=y",
        "space=202&start=2026-12-23T14:00&end=2026-12-23T13:00",
        "space=202&start=2026-12-23T14:10&end=2026-12-23T15:00",
        "space=202&date=2026-12-23&from=14:00&to=",
        "space=202&start=0001-01-01T00:00&end=9999-12-31T00:00",
    ],
)
def test_a_wish_that_cannot_be_read_gets_a_sentence(client: FlaskClient, query: str) -> None:
    for path in ("/rooms/book", "/rooms/book/details"):
        answer = client.get(f"{path}?{query}")
        assert answer.status_code == 422
        assert "30분 단위" in answer.text


def test_an_unknown_room_is_not_found(client: FlaskClient) -> None:
    for address in ("/rooms/999/calendar", "/rooms/301/calendar.ics", BOOK.replace("space=202", "space=301")):
        assert client.get(address).status_code == 404


def test_a_citizen_books_and_finds_the_time_taken(client: FlaskClient) -> None:
    sent = client.post(BOOK, data=details())
    reference = sent.headers["Location"].split("/")[2]
    code = mailed_code(queries.get_booking(reference))

    done = client.post(sent.headers["Location"], data={"code": code}, follow_redirects=True)

    assert reference in done.text
    assert "예약이 확정되었습니다" in done.text
    assert "예약됨" in client.get("/rooms/202/calendar?date=2026-12-23").text


def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_is_kept(client: FlaskClient) -> None:
    typed = details(headcount="60", email="hong.example.kr", consent_privacy="")

    answer = client.post(BOOK, data={name: value for name, value in typed.items() if value})

    assert answer.status_code == 422
    assert "메일 주소에 @가 빠졌습니다" in answer.text
    assert "주민 독서모임" in answer.text
    assert 'value="hong.example.kr"' in answer.text
    assert answer.text.count("예약하려면 개인정보 수집·이용에 동의해야 합니다.") >= 2


def test_too_many_people_are_told_at_the_field(client: FlaskClient) -> None:
    answer = client.post(BOOK, data=details(headcount="60"))

    assert answer.status_code == 422
    assert "지금 입력한 인원은 60명입니다" in answer.text


def test_a_refusal_offers_links_that_book(client: FlaskClient) -> None:
    a_booking(hours(14, 16))

    answer = client.post(BOOK, data=details())

    assert answer.status_code == 409
    links = re.findall(r'href="(/rooms/book\?space=[^"]+)"', answer.text)
    assert len(links) >= 3
    for link in links[:3]:
        assert client.get(link.replace("&amp;", "&")).status_code == 200
    assert "주민 독서모임" in answer.text


def test_another_time_is_booked_with_what_was_typed(client: FlaskClient) -> None:
    a_booking(hours(14, 16))
    typed = details()

    refused = client.post(BOOK, data=typed)
    other = re.findall(r'formaction="(/rooms/book/details[^"]+)"', refused.text)[0].replace("&amp;", "&")

    assert "/code" in client.post(other, data=typed).headers["Location"]


def test_who_goes_back_to_mend_an_address_is_not_kept_out_by_their_own_hold(client: FlaskClient) -> None:
    first = client.post(BOOK, data=details(email="hong@exmaple.kr")).headers["Location"]

    second = client.post(BOOK, data=details(email="hong@example.kr")).headers["Location"]

    assert second != first
    assert queries.get_booking(first.split("/")[2]).state == "cancelled"


def test_the_fifth_wrong_code_is_not_told_as_a_late_one(client: FlaskClient) -> None:
    code_page = client.post(BOOK, data=details()).headers["Location"]
    for _ in range(5):
        answer = client.post(code_page, data={"code": "000 000"})

    assert "여러 번 잘못 입력해" in answer.text
    assert "시간이 지났습니다" not in answer.text


def test_how_many_people_were_looked_for_need_not_be_typed_again(client: FlaskClient) -> None:
    found = re.findall(r'href="(/rooms/book[^"]+people=20[^"]*)"', client.get("/rooms/find?people=20").text)

    first = client.get(found[0].replace("&amp;", "&")).text
    onward = re.findall(r'href="(/rooms/book/details[^"]+)"', first)[0].replace("&amp;", "&")

    assert re.search(r'<input[^>]*id="headcount"[^>]*value="20"', client.get(onward).text)


def test_very_few_people_are_asked_once_more(client: FlaskClient) -> None:
    form = details(headcount="2")

    asked = client.post(BOOK, data=form)
    agreed = client.post(BOOK, data={**form, "confirm_few": "y"})

    assert asked.status_code == 422
    assert agreed.status_code == 303


def test_going_back_to_correct_the_mail_address_takes_the_place_of_the_first_booking(client: FlaskClient) -> None:
    form = details(email="hong@exmaple.kr")
    first = client.post(BOOK, data=form).headers["Location"].split("/")[2]

    page = client.get(f"{BOOK}&again={first}").text
    second = client.post(BOOK, data={**form, "email": "hong@example.kr"})

    assert 'value="hong@exmaple.kr"' in page
    assert second.status_code == 303
    assert queries.get_booking(first).state == "cancelled"


def test_a_late_code_shows_other_times_and_keeps_the_form(client: FlaskClient, clock: Clock) -> None:
    sent = client.post(BOOK, data=details()).headers["Location"]
    clock.move(timedelta(minutes=11))

    answer = client.get(sent)

    assert "확인 시간이 지났습니다" in answer.text
    assert "again=" in answer.text


def test_nobodys_name_or_purpose_is_public(client: FlaskClient) -> None:
    a_booking(hours(14, 16), name="김무궁화", purpose="무궁화 모임", organisation="무궁화 조합")

    for address in (*PUBLIC_PAGES, "/rooms/202/calendar.ics"):
        text = client.get(address).text
        assert "무궁화" not in text


def test_staff_see_rivals_approve_one_and_the_other_is_refused(client: FlaskClient) -> None:
    staff_signs_in(client)
    chosen, rival = a_request(hours(14, 16), purpose="가나다 모임"), a_request(hours(15, 17), purpose="라마바 모임")

    page = client.get(f"/staff/bookings/{chosen.reference}/request").text
    client.post(f"/staff/bookings/{chosen.reference}/approve", data={"version": str(chosen.version)})

    assert "가나다 모임" in page
    assert "라마바 모임" in page
    assert queries.get_booking(chosen.reference).state == "confirmed"
    assert queries.get_booking(rival.reference).state == "refused"


def test_staff_refuse_only_with_a_reason(client: FlaskClient) -> None:
    staff_signs_in(client)
    request = a_request()
    address = f"/staff/bookings/{request.reference}/refuse"

    empty = client.post(address, data={"version": str(request.version), "reason": " "})
    given = client.post(address, data={"version": str(request.version), "reason": "영리 목적"})

    assert empty.status_code == 422
    assert "까닭을 적어 주세요" in empty.text
    assert given.status_code == 303


def test_the_switches_are_remembered(client: FlaskClient) -> None:
    client.get("/preferences?language=en&next=/floors")
    client.get("/preferences?contrast=high&next=/floors")

    page = client.get("/floors").text

    assert '<html lang="en"' in page
    assert 'data-krds-mode="high-contrast"' in page


def test_every_address_in_our_styles_leads_to_a_file() -> None:
    for sheet in STATIC.rglob("*.css"):
        for found in re.findall(r"url\(\s*[\"']?([^\"')]+)", sheet.read_text("utf-8")):
            if not found.startswith(("data:", "#")):
                assert (sheet.parent / found.split("?")[0].split("#")[0]).resolve().is_file(), f"{sheet}: {found}"


def test_a_body_too_large_is_refused(client: FlaskClient) -> None:
    assert client.post(BOOK, data=details(purpose="가" * 400_000)).status_code == 413


def test_no_column_can_be_set_that_the_form_does_not_ask_for(client: FlaskClient) -> None:
    extra = {"state": "confirmed", "decision": "instant", "reference": "YD-MINE-MINE", "id": "99", "version": "7"}

    sent = client.post(BOOK.replace("space=202", "space=203"), data=details(**extra))

    booking = queries.get_booking(sent.headers["Location"].split("/")[2])
    assert (booking.state, booking.decision, booking.version) == ("verifying", "staff", 1)
    assert booking.occurrence.period.day == WEDNESDAY


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "'; DROP TABLE booking; --",
        "%_%s%(x)s{{ 7*7 }}",
        "=HYPERLINK(1)",
        "줄\r\nBcc: x@example.kr",
        "\u202egnp.exe",
        "널\x00문자",
        "😀" * 50,
    ],
)
def test_any_text_is_stored_and_shown_as_text(client: FlaskClient, text: str) -> None:
    sent = client.post(BOOK, data=details(purpose=text, name=text[:50], organisation=text))
    reference = sent.headers["Location"].split("/")[2]
    code = mailed_code(queries.get_booking(reference))

    done = client.post(sent.headers["Location"], data={"code": code}, follow_redirects=True)

    assert done.status_code == 200
    assert "<script>alert" not in done.text
    assert "49" not in queries.get_booking(reference).purpose
