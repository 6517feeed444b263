"""Deciding at the desk: what is left, what becomes of it, what the pages promise."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from center.bookings.mails import RENDERERS
from center.bookings.models import Booking
from center.bookings.rules.managing import Change
from center.bookings.rules.states import State
from center.bookings.service.managing import change_booking
from center.core import time
from center.core.db import db
from center.mail.models import OutboxMail
from center.web.i18n import LANGUAGE_COOKIE, speaking
from tests.bookings.factories import WEDNESDAY, a_booking, a_held_booking, a_request, hours
from tests.conftest import Clock
from tests.web.test_desk import NEW, closing, fresh, shown_in, typed
from tests.web.test_pages import PASSWORD, n_queries


def close_over(desk: FlaskClient) -> None:
    """Close 202 on Wednesday; what is hit is to be decided later."""
    first = desk.post("/staff/closures/new", data=closing())
    shown = {"shown": shown_in(first.text)} if "shown" in first.text else {}
    desk.post("/staff/closures/new", data=closing(**shown))


def decide(desk: FlaskClient, booking: Booking, way: str) -> str:
    """Move or cancel a booking; the page that follows."""
    data = {"version": str(booking.version), "rooms": "203", "day": "2026-12-24", "start": "9", "end": "10"}
    data |= {"side": "center", "reason": "바닥 청소"}
    answer = desk.post(f"/staff/bookings/{booking.reference}/{way}", data=data)
    assert answer.status_code == 303
    return desk.get(answer.headers["Location"]).text


@pytest.mark.parametrize("way", ["move", "cancel"])
def test_after_deciding_one_of_several_how_many_are_left_is_said_with_the_way_back(desk: FlaskClient, way: str) -> None:
    one, other = a_booking(hours(9, 10)), a_booking(hours(11, 12))
    close_over(desk)

    first, last = decide(desk, fresh(one), way), decide(desk, fresh(other), "cancel")

    back = re.compile('<a href="/staff/unfit">([^<]*)</a></p>')
    assert back.findall(first) == ["정할 예약이 1건 남았습니다. 목록으로 돌아가기"]
    assert back.findall(last) == ["정할 예약을 모두 정했습니다. 목록 보기"]


@pytest.mark.parametrize("way", ["move", "cancel"])
def test_what_was_not_to_be_decided_leads_to_no_list(desk: FlaskClient, way: str) -> None:
    booking = a_booking(hours(9, 10))

    page = decide(desk, booking, way)

    assert "정할 예약이" not in page
    assert fresh(booking).state == (State.CANCELLED if way == "cancel" else State.CONFIRMED)


def the_end_of(desk: FlaskClient) -> str:
    """The page that asks before it opens again what is closed; /end after it does so."""
    found = re.search(r'href="(/staff/closures/\d+)"', desk.get("/staff/closures").text)
    assert found
    return found[1]


def test_before_a_room_is_opened_again_it_is_asked_and_said_what_becomes_of_it(desk: FlaskClient) -> None:
    kept, undecided, elsewhere = (a_booking(hours(9, 10)), a_booking(hours(11, 12)), a_request(hours(9, 10)))
    close_over(desk)
    desk.post(f"/staff/bookings/{kept.reference}/keep", data={"version": fresh(kept).version, "reason": "행사"})
    address = the_end_of(desk)

    page = desk.get(address).text

    assert "공간을 다시 열까요?" in page
    assert "12월 23일(수) 09:00부터 다시 예약을 받습니다." in page
    assert "닫힌 시간에 남아 있는 예약 2건은 그대로 둡니다." in page
    rows = re.findall(r'bookings/(YD-\w{4}-\w{4})">.*?state-\w+">([^<]*)<', page, re.S)
    assert rows == [(kept.reference, "그대로 두기로 함"), (undecided.reference, "정할 예약")]
    assert elsewhere.reference not in page
    assert "바닥 청소" in desk.get("/staff/closures").text, "looking opens nothing"
    desk.post(f"{address}/end")
    assert (fresh(kept).state, fresh(undecided).state) == (State.CONFIRMED, State.CONFIRMED)
    assert "지금은 정할 예약이 없습니다" in desk.get("/staff/unfit").text


def test_the_question_costs_as_many_queries_for_many_bookings_as_for_one(desk: FlaskClient) -> None:
    a_booking(hours(9, 10))
    close_over(desk)
    address = the_end_of(desk)
    few = n_queries(desk, address)
    desk.post(f"{address}/end")
    for start in (11, 13, 15):
        a_booking(hours(start, start + 1))
    close_over(desk)

    assert n_queries(desk, the_end_of(desk)) == few


def test_a_closure_that_goes_on_opens_at_the_next_half_hour(desk: FlaskClient, clock: Clock) -> None:
    desk.post("/staff/closures/new", data=closing())
    address = the_end_of(desk)

    clock.set(time.at(WEDNESDAY, 9 * 60 + 40))
    desk.post("/sign-in", data={"email": "yuna@example.kr", "password": PASSWORD})

    assert "12월 23일(수) 10:00부터 다시 예약을 받습니다." in desk.get(address).text


def test_what_is_open_again_already_is_said(desk: FlaskClient) -> None:
    desk.post("/staff/closures/new", data=closing())
    address = the_end_of(desk)
    desk.post(f"{address}/end")

    for answer in (desk.get(address), desk.post(f"{address}/end")):
        assert answer.headers["Location"] == "/staff/closures"
    assert "이미 끝났거나 다시 연 공간입니다." in desk.get("/staff/closures").text


def test_a_request_alone_needs_no_letter(desk: FlaskClient) -> None:
    request = a_request(hours(14, 16))

    page = desk.get(f"/staff/bookings/{request.reference}/request").text

    assert "rival-letter" not in page
    assert re.findall(r"<button[^>]*krds-btn[^>]*>([^<]*)<", page) == ["승인하기", "거절하기"]
    assert "<summary>거절하는 까닭 적기</summary>" in page


def test_requests_for_the_same_time_have_letters(desk: FlaskClient) -> None:
    one, _other = a_request(hours(14, 16)), a_request(hours(15, 17))

    page = desk.get(f"/staff/bookings/{one.reference}/request").text

    assert re.findall(r'rival-letter">([^<]*)<', page) == ["가", "나"]
    assert "가 승인하기" in page
    assert "나: 202 다목적회의실로 옮겨 승인하기" in page


@pytest.mark.parametrize(
    ("days", "words"), [(0, "12월 17일(목)까지"), (2, "오늘까지"), (3, "기한 지남")], ids=["ahead", "today", "past"]
)
def test_the_deadline_stands_where_it_is_decided(desk: FlaskClient, clock: Clock, days: int, words: str) -> None:
    request = a_request(hours(14, 16))
    clock.move(timedelta(days=days))
    desk.post("/sign-in", data={"email": "yuna@example.kr", "password": PASSWORD})

    page = desk.get(f"/staff/bookings/{request.reference}/request").text

    assert re.findall(r"<dt>결정 기한</dt>\s*<dd>([^<]*)</dd>", page) == [words]


def test_a_request_alone_whose_room_cannot_be_had_is_granted_in_another(desk: FlaskClient) -> None:
    request = a_request(hours(14, 16))
    address = f"/staff/bookings/{request.reference}/request"
    free = desk.get(address).text
    desk.post("/staff/closures/new", data=closing(rooms=["203"]))

    page = desk.get(address).text

    assert "옮겨 승인하기</button>" not in free, "its own room can be had"
    assert "202 다목적회의실로 옮겨 승인하기</button>" in page
    fields = dict(re.findall(r'name="(rooms|day|start|end|version)" value="([^"]*)"', page))
    desk.post(f"/staff/bookings/{request.reference}/move", data=fields)
    assert (fresh(request).state, fresh(request).occurrence.codes) == (State.CONFIRMED, ("202",))


def test_a_request_leads_to_where_it_is_moved_and_that_says_it_confirms(desk: FlaskClient) -> None:
    request, booking = a_request(hours(14, 16)), a_booking(hours(9, 10))
    address = f"/staff/bookings/{request.reference}/move"

    page = desk.get(f"/staff/bookings/{request.reference}/request").text

    assert f'<a href="{address}">다른 시간이나 공간으로 옮겨 승인하기</a>' in page
    assert "옮기면 바로 확정되고" in desk.get(address).text
    assert "옮기면 바로 확정되고" not in desk.get(f"/staff/bookings/{booking.reference}/move").text


def late_letter(booking: Booking) -> bool:
    """Whether the mail of the cancellation says that it counts."""
    with speaking("ko"):
        [mail] = db.session.scalars(select(OutboxMail).where(OutboxMail.kind == "booking_cancelled_by_staff"))
        assert (mail.facts or {})["reference"] == booking.reference
        return "취소 기한이 지난 뒤여서 12월 이용 횟수에 들어갑니다." in RENDERERS[mail.kind](mail.facts or {}).text


def test_cancelling_after_the_limit_says_what_it_means_before_and_in_the_mail(desk: FlaskClient, clock: Clock) -> None:
    booking = a_booking(hours(14, 16))
    address = f"/staff/bookings/{booking.reference}/cancel"
    early = desk.get(address).text
    clock.set(time.at(WEDNESDAY, 9 * 60))
    desk.post("/sign-in", data={"email": "yuna@example.kr", "password": PASSWORD})

    late = desk.get(address).text
    desk.post(address, data={"version": str(booking.version), "side": "booker"})

    assert "지금 취소하면 횟수에 들어가지 않습니다." in early
    assert "기한(12월 22일(화) 14:00)이 지났습니다. 예약한 분 사정으로 취소하면 12월 횟수에 들어갑니다." in late
    assert "지금 취소하면 횟수에 들어가지 않습니다." not in late
    assert late_letter(booking)


@pytest.mark.parametrize("side", ["booker", "center"])
def test_who_cancels_in_time_or_for_the_center_is_not_told_that_it_counts(
    desk: FlaskClient, clock: Clock, side: str
) -> None:
    booking = a_booking(hours(14, 16))
    if side == "center":
        clock.set(time.at(WEDNESDAY, 9 * 60))
        desk.post("/sign-in", data={"email": "yuna@example.kr", "password": PASSWORD})

    desk.post(
        f"/staff/bookings/{booking.reference}/cancel",
        data={"version": str(booking.version), "side": side, "reason": "누수"},
    )

    assert not late_letter(booking)


@pytest.mark.parametrize("way", ["move", "edit", "cancel"])
def test_with_what_has_ended_nothing_is_offered(desk: FlaskClient, clock: Clock, way: str) -> None:
    over, gone = a_booking(hours(14, 16)), a_booking(hours(9, 10))
    decide(desk, gone, "cancel")

    cancelled = desk.get(f"/staff/bookings/{gone.reference}/{way}")
    sent = desk.post(f"/staff/bookings/{gone.reference}/{way}", data={"version": "1"})
    said = desk.get(f"/staff/bookings/{gone.reference}").text
    clock.set(time.at(WEDNESDAY, 16 * 60))
    desk.post("/sign-in", data={"email": "yuna@example.kr", "password": PASSWORD})
    past = desk.get(f"/staff/bookings/{over.reference}/{way}")

    assert [answer.status_code for answer in (cancelled, sent, past)] == [303, 303, 303]
    assert cancelled.headers["Location"] == f"/staff/bookings/{gone.reference}"
    assert "이미 끝난 예약이라 옮기거나 고치거나 취소할 수 없습니다. 지금 상태: 취소됨." in said
    assert "이용 시간이 지난 예약이라" in desk.get(past.headers["Location"]).text


def test_cancelling_has_usual_reasons_of_its_own_sent_in_the_bookers_language(desk: FlaskClient) -> None:
    booking, request = a_booking(hours(14, 16), language="en"), a_request()
    address = f"/staff/bookings/{booking.reference}/cancel"
    page, refusing = desk.get(address).text, desk.get(f"/staff/bookings/{request.reference}/request").text
    chosen = re.search(r'<option value="([^"]+)">그날 센터가 문을 닫게', page)
    assert chosen

    desk.post(address, data={"version": str(booking.version), "side": "center", "template": chosen[1]})

    assert fresh(booking).reason == "The center is closed on that day."
    assert "같은 시간에 먼저 확정된" not in page
    assert "같은 시간에 먼저 확정된" in refusing
    assert "그날 센터가 문을 닫게" not in refusing


@pytest.mark.parametrize("way", ["move", "approve"])
def test_the_history_tells_the_old_time_and_the_new_one(desk: FlaskClient, way: str) -> None:
    booking = a_booking(hours(14, 16), rooms=("202",) if way == "move" else ("203",))
    if way == "move":
        goal = {"rooms": "203", "day": "2026-12-24", "start": "9", "end": "11", "version": str(booking.version)}
        desk.post(f"/staff/bookings/{booking.reference}/move", data=goal)
        told = "전: 12월 23일(수) 14:00~16:00 202, 후: 12월 24일(목) 09:00~11:00 203"
    else:
        change_booking(booking.reference, Change(period=hours(9, 11)), version=booking.version, now=time.now())
        sent = {"version": str(fresh(booking).version)}
        desk.post(f"/staff/bookings/{booking.reference}/change/approve", data=sent)
        told = "전: 12월 23일(수) 14:00~16:00, 후: 12월 23일(수) 09:00~11:00 203"

    assert told in desk.get(f"/staff/bookings/{booking.reference}").text


def test_how_the_reason_of_a_refusal_is_told_is_said_as_it_is(desk: FlaskClient) -> None:
    mailed, called = a_request(hours(9, 10)), a_request(hours(14, 16))
    words = {name: str(getattr(called, name)) for name in ("purpose", "purpose_kind", "headcount", "name", "phone")}
    desk.post(f"/staff/bookings/{called.reference}/edit", data=words | {"language": "ko", "version": called.version})

    pages = []
    for request in (mailed, called):
        sent = {"version": str(fresh(request).version), "template": "0", "reason": ""}
        desk.post(f"/staff/bookings/{request.reference}/refuse", data=sent)
        pages.append(desk.get("/staff/bookings").text)

    assert "거절했습니다. 까닭을 메일로 보냅니다." in pages[0]
    assert "거절했습니다. 메일 주소가 없으니 까닭을 전화로 알려 주세요." in pages[1]


def test_whether_a_cancellation_is_mailed_is_said_as_it_is(desk: FlaskClient) -> None:
    mailed, waiting = a_booking(hours(9, 10)), a_held_booking(hours(11, 12))
    desk.post(NEW, data=typed())
    called = db.session.scalars(select(Booking).where(Booking.email == "")).one()

    pages = [decide(desk, booking, "cancel") for booking in (mailed, waiting, called)]

    told = ["취소했습니다. 예약한 분에게 메일이 갑니다.", "취소했습니다.<", "취소했습니다. 메일 주소가 없으니 전화로"]
    assert [sentence in page for sentence, page in zip(told, pages, strict=True)] == [True] * 3


def test_a_day_that_is_over_lists_no_free_times(desk: FlaskClient) -> None:
    past = desk.get(f"{NEW}?day=2026-12-14").text
    looked = desk.post(NEW, data=typed(day="2026-12-14", look="yes")).text

    for page in (past, looked):
        assert "12월 14일(월)은 이미 지난 날입니다." in page
        assert "09:00~21:00" not in page[page.index('class="desk-free"') : page.index("desk-hint")]


def test_of_today_only_what_is_ahead_is_free(desk: FlaskClient, clock: Clock) -> None:
    clock.move(timedelta(minutes=20))

    page = desk.get(f"{NEW}?day=2026-12-15").text

    assert "<dd>12:00~21:00</dd>" in page


@pytest.mark.parametrize("language", ["ko", "en"])
def test_what_the_booker_reads_is_marked_with_their_language(desk: FlaskClient, language: str) -> None:
    request, booking = a_request(language=language), a_booking(hours(9, 10), language=language)
    desk.set_cookie(LANGUAGE_COOKIE, "en")

    refusing = desk.get(f"/staff/bookings/{request.reference}/request").text
    cancelling = desk.get(f"/staff/bookings/{booking.reference}/cancel").text
    record = decide(desk, booking, "cancel")

    for page in (refusing, cancelling):
        assert f'lang="{language}"' in re.findall(r'<textarea[^>]*name="reason"[^>]*>', page)[0]
    assert f'<dd lang="{language}">바닥 청소</dd>' in record


@pytest.mark.parametrize(
    ("address", "fields"),
    [
        ("/staff/closures/new", {"reason": "ko", "reason_en": "en"}),
        ("/staff/days/exception", {"reason": "ko", "reason_en": "en"}),
        ("/staff/days/holiday", {"name": "ko", "name_en": "en"}),
        ("/staff/rules/staff_reasons?scope=center", {"ko": "ko", "en": "en"}),
    ],
)
def test_fields_for_both_languages_say_which_is_which(desk: FlaskClient, address: str, fields: dict[str, str]) -> None:
    desk.set_cookie(LANGUAGE_COOKIE, "en")

    page = desk.get(address).text

    controls = {name: re.findall(rf'<(?:input|textarea)[^>]* name="{name}"[^>]*>', page)[0] for name in fields}
    assert {name: re.findall(r' lang="(\w+)"', control)[0] for name, control in controls.items()} == fields
