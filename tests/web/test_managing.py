"""Somebody manages their booking: what the pages offer, what the server decides, what is kept when it refuses."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from center.bookings import queries
from center.bookings.models import Booking, Occurrence
from center.bookings.rules.states import State
from center.bookings.service.deciding import approve, refuse
from center.bookings.service.managing import CHANGES
from center.core import time
from center.core.actor import Actor, Role
from center.core.time import Period
from tests.bookings.factories import (
    CHRISTMAS,
    THURSDAY,
    WEDNESDAY,
    a_booking,
    a_held_booking,
    a_request,
    hours,
    mail_kinds,
)
from tests.conftest import Clock
from tests.web.mine import key_of, links, new_time, opened, version, words
from tests.web.test_pages import n_queries

YUNA = Actor(name="김유나", roles=frozenset({Role.STAFF}))
LATER = hours(17, 19)
ENDED = "이미 처리된 예약입니다"


def mine(booking: Booking, page: str = "") -> str:
    """The address of a page of a booking."""
    return f"/bookings/{booking.reference}{page}"


def now_of(booking: Booking) -> Booking:
    """The booking as it is stored now."""
    return queries.get_booking(booking.reference)


def everything_of(booking: Booking) -> dict[str, Any]:
    """Every column of a booking and its use."""
    found = now_of(booking)
    return {
        f"{table.__tablename__}.{column.name}": getattr(row, column.name)
        for table, row in ((Booking, found), (Occurrence, found.occurrence))
        for column in table.__table__.columns
    }


# Time.


def test_where_nobody_decides_the_time_moves_at_once(app: Flask) -> None:
    booking = a_booking()
    browser, address = opened(app, booking), new_time(booking, LATER)

    before = browser.get(address)
    done = browser.post(address, data=version(booking), follow_redirects=True)

    assert "누르면 바로 바뀝니다" in before.text
    assert "시간을 바꾸었습니다" in done.text
    assert now_of(booking).occurrence.period == LATER
    assert mail_kinds(booking)[-1] == "booking_moved"


def test_looking_at_another_time_changes_nothing(app: Flask) -> None:
    booking = a_booking()
    browser, before = opened(app, booking), everything_of(booking)

    for method in ("GET", "HEAD"):
        assert browser.open(new_time(booking, LATER), method=method).status_code == 200

    assert everything_of(booking) == before


def test_where_staff_decide_the_old_time_stays_and_the_page_says_until_when(app: Flask) -> None:
    booking = a_request()
    browser, address = opened(app, booking), new_time(booking, LATER)

    before = browser.get(address)
    done = browser.post(address, data=version(booking), follow_redirects=True)

    assert "직원이 결정하고 메일로 알려 드립니다" in before.text
    assert "시간 변경을 신청했습니다: 12월 23일(수) 17:00~19:00" in done.text
    assert "12월 17일(목)까지 확인합니다" in done.text
    assert now_of(booking).occurrence.period == hours(14, 16)
    assert now_of(booking).change == LATER


@pytest.mark.parametrize("by", ["its own time", "the button"])
def test_a_wish_for_another_time_is_taken_back(app: Flask, by: str) -> None:
    booking = a_request()
    browser = opened(app, booking)
    browser.post(new_time(booking, LATER), data=version(booking))
    ways = {"its own time": new_time(booking, hours(14, 16)), "the button": mine(booking, "/change/withdraw")}

    done = browser.post(ways[by], data=version(booking), follow_redirects=True)

    assert "시간 변경 신청을 거두었습니다" in done.text
    assert now_of(booking).change is None


def test_taking_back_what_no_longer_waits_is_told_on_the_page_of_the_booking(app: Flask) -> None:
    booking = a_request()

    answer = opened(app, booking).post(mine(booking, "/change/withdraw"))

    assert answer.status_code == 409
    assert "기다리는 시간 변경이 없습니다" in answer.text
    assert booking.purpose in answer.text


def test_its_own_time_changes_nothing_and_mails_nothing(app: Flask) -> None:
    booking = a_booking()
    browser, before = opened(app, booking), mail_kinds(booking)

    done = browser.post(new_time(booking, hours(14, 16)), data=version(booking), follow_redirects=True)

    assert "바뀐 것이 없습니다" in done.text
    assert mail_kinds(booking) == before


def test_a_time_may_overlap_the_bookings_own(app: Flask) -> None:
    booking = a_booking()

    opened(app, booking).post(new_time(booking, hours(15, 18)), data=version(booking))

    assert now_of(booking).occurrence.period == hours(15, 18)


REFUSED: dict[str, tuple[Period, str]] = {
    "off the raster": (hours(14 + 1 / 6, 16), "30분 단위"),
    "too long": (hours(9, 14), "4시간"),
    "too short": (hours(9, 9.5), "1시간"),
    "a holiday": (hours(14, 16, CHRISTMAS), "성탄절"),
    "outside the hours": (hours(6, 8), "운영시간"),
    "too soon": (hours(14, 16, date(2026, 12, 15)), "24시간"),
    "not open yet": (hours(14, 16, date(2027, 2, 3)), "10:00"),
    "taken": (hours(10, 12, THURSDAY), "예약"),
}


@pytest.mark.parametrize("why", REFUSED)
def test_a_time_that_cannot_be_is_refused_with_three_others_that_lead_on(app: Flask, why: str) -> None:
    booking, (period, word) = a_booking(), REFUSED[why]
    a_booking(hours(10, 12, THURSDAY))
    browser, before = opened(app, booking), everything_of(booking)

    seen, sent = browser.get(new_time(booking, period)), browser.post(new_time(booking, period), data=version(booking))

    for answer in (seen, sent):
        assert answer.status_code == (409 if why == "taken" else 422)
        assert word in answer.text
        others = links(answer.text, "/time/new?")
        assert len(others) == 3
        assert all("누르면 바로 바뀝니다" in browser.get(other).text for other in others)
    assert everything_of(booking) == before


@pytest.mark.parametrize(
    "query",
    ["", "start=x&end=y", "start=2026-12-23T16:00&end=2026-12-23T14:00", "start=0001-01-01T00:00&end=9999-12-31T00:00"],
)
def test_an_address_that_names_no_time_leads_back_to_the_calendar(app: Flask, query: str) -> None:
    booking = a_booking()
    browser = opened(app, booking)

    for answer in (browser.get(mine(booking, f"/time/new?{query}")), browser.post(mine(booking, f"/time/new?{query}"))):
        assert answer.status_code == 422
        assert "30분 단위" in answer.text
        assert 'id="picker-from"' in answer.text


def test_a_time_across_midnight_is_refused(app: Flask) -> None:
    booking = a_booking()
    across = Period(hours(23, 24).start, hours(0, 1, THURSDAY).end)

    assert opened(app, booking).post(new_time(booking, across), data=version(booking)).status_code == 422


def test_both_rooms_move_together_or_not_at_all(app: Flask) -> None:
    booking, lobby = a_request(hours(9, 11), rooms=("202", "203")), a_request(hours(13, 15, THURSDAY))
    approve(lobby.reference, version=lobby.version, by=YUNA, now=time.now())
    browser = opened(app, booking)

    refused = browser.post(new_time(booking, hours(13, 15, THURSDAY)), data=version(booking))
    asked = browser.post(new_time(booking, hours(17, 19, THURSDAY)), data=version(booking))

    assert refused.status_code == 409
    assert "203" in refused.text
    assert asked.status_code == 303
    assert "202 다목적회의실 · 203 로비" in browser.get(mine(booking)).text
    assert now_of(booking).change == hours(17, 19, THURSDAY)


def test_the_calendar_of_a_change_offers_the_bookings_own_rooms_only(app: Flask) -> None:
    booking = a_booking()

    page = opened(app, booking).get(mine(booking, "/time")).text

    assert "203" not in page.partition("<main")[2].partition("<footer")[0]


def test_an_older_form_of_the_time_is_refused_and_may_be_sent_again(app: Flask) -> None:
    booking = a_booking()
    browser, older = opened(app, booking), version(booking)
    browser.post(new_time(booking, hours(9, 11)), data=older)

    refused = browser.post(new_time(booking, LATER), data=older)
    again = browser.post(new_time(booking, LATER), data=version(booking))

    assert refused.status_code == 409
    assert "화면을 여신 뒤에 내용이 바뀌었습니다" in refused.text
    assert "12월 23일(수) 09:00~11:00" in refused.text
    assert "시간 바꾸기" in refused.text
    assert again.status_code == 303


@pytest.mark.parametrize("sent", [{}, {"version": "x"}, {"version": "0"}, {"version": "99"}])
def test_a_form_without_its_version_changes_nothing(app: Flask, sent: dict[str, str]) -> None:
    booking = a_booking()
    browser, before = opened(app, booking), everything_of(booking)

    answers = [
        browser.post(new_time(booking, LATER), data=sent),
        browser.post(mine(booking, "/words"), data={**words(booking, purpose="다른 모임"), "version": "", **sent}),
    ]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert everything_of(booking) == before


def test_changes_of_a_day_are_limited_and_it_is_said_when_to_try_again(app: Flask) -> None:
    booking = a_booking()
    browser = opened(app, booking)

    for _ in range(CHANGES.most):
        browser.post(new_time(booking, hours(14, 16)), data=version(booking))
    answer = browser.post(new_time(booking, LATER), data=version(booking))

    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert "아직 바꾸지 않았습니다" in answer.text


# Deadlines.


def test_until_the_very_second_the_booking_can_be_moved_and_cancelled(app: Flask, clock: Clock) -> None:
    booking = a_booking()
    browser = opened(app, booking)
    clock.set(booking.occurrence.start_at - timedelta(hours=24))

    page = browser.get(mine(booking)).text
    moved = browser.post(new_time(booking, hours(10, 12, date(2026, 12, 28))), data=version(booking))

    assert "시간 변경하기" in page
    assert "예약 취소하기" in page
    assert moved.status_code == 303


def test_until_the_very_second_the_booking_can_be_cancelled(app: Flask, clock: Clock) -> None:
    booking = a_booking()
    browser = opened(app, booking)
    clock.set(booking.occurrence.start_at - timedelta(hours=24))

    browser.post(mine(booking, "/cancel"))

    assert now_of(booking).state == State.CANCELLED


def test_a_second_later_no_button_is_offered_and_a_forged_form_is_refused(app: Flask, clock: Clock) -> None:
    booking = a_booking()
    browser = opened(app, booking)
    clock.set(booking.occurrence.start_at - timedelta(hours=24, seconds=-1))
    before = everything_of(booking)

    page = browser.get(mine(booking)).text
    cancelled = browser.post(mine(booking, "/cancel"))
    moved = browser.post(new_time(booking, hours(14, 16, date(2026, 12, 28))), data=version(booking))

    assert "12월 22일(화) 14:00까지 시간을 바꾸거나 취소할 수 있었습니다." in page
    assert mine(booking, "/time") not in links(page)
    assert mine(booking, "/cancel") not in links(page)
    for question in ("/time", "/cancel"):
        assert browser.get(mine(booking, question)).headers["Location"] == mine(booking)
    assert cancelled.status_code == 409
    assert "12월 22일(화) 14:00까지 직접 취소할 수 있었습니다." in cancelled.text
    assert moved.status_code == 422
    assert "12월 22일(화) 14:00까지 직접 바꿀 수 있었습니다." in moved.text
    assert everything_of(booking) == before


def test_words_may_change_until_the_use_begins_and_not_then(app: Flask, clock: Clock) -> None:
    booking = a_booking()
    browser, start = opened(app, booking), booking.occurrence.start_at

    clock.set(start - timedelta(seconds=1))
    in_time = browser.post(mine(booking, "/words"), data=words(booking, purpose="새 모임"))
    clock.set(start)
    late = browser.post(mine(booking, "/words"), data=words(booking, purpose="더 새 모임"))

    assert in_time.status_code == 303
    assert late.status_code == 422
    assert browser.get(mine(booking, "/words")).headers["Location"] == mine(booking)
    assert now_of(booking).purpose == "새 모임"


def test_a_request_can_be_given_up_until_it_would_begin(app: Flask, clock: Clock) -> None:
    booking = a_request()
    browser = opened(app, booking)
    clock.set(booking.occurrence.start_at - timedelta(seconds=1))

    done = browser.post(mine(booking, "/cancel"), follow_redirects=True)

    assert "취소했습니다" in done.text
    assert now_of(booking).state == State.CANCELLED


# Cancelling.


def test_cancelling_asks_once_and_frees_the_time(app: Flask, client: FlaskClient) -> None:
    booking = a_booking()
    browser, calendar = opened(app, booking), "/rooms/202/calendar?view=day&date=2026-12-23"
    assert "cal-block cal-taken" in client.get(calendar).text

    question = browser.get(mine(booking, "/cancel"))
    done = browser.post(mine(booking, "/cancel"), follow_redirects=True)

    assert "이 예약을 취소할까요?" in question.text
    assert "이 예약은 취소되었습니다" in done.text
    assert mail_kinds(booking)[-1] == "booking_cancelled"
    assert "cal-block cal-taken" not in client.get(calendar).text


def test_get_and_head_cancel_take_back_and_replace_nothing(app: Flask) -> None:
    booking = a_request()
    browser = opened(app, booking)
    browser.post(new_time(booking, LATER), data=version(booking))
    before = everything_of(booking)

    found = {
        (method, page): browser.open(mine(booking, page), method=method).status_code
        for method in ("GET", "HEAD")
        for page in ("/cancel", "/change/withdraw", "/link")
    }

    assert found == {(method, page): 200 if page == "/cancel" else 405 for method, page in found}
    assert everything_of(booking) == before


def test_cancelling_twice_mails_once(app: Flask) -> None:
    booking = a_booking()
    browser = opened(app, booking)

    for _ in range(2):
        assert browser.post(mine(booking, "/cancel")).status_code == 303

    assert mail_kinds(booking).count("booking_cancelled") == 1


# Words.


def test_words_are_changed_and_stand_on_the_page(app: Flask) -> None:
    booking = a_booking()
    typed = words(booking, purpose="마을 영화 모임", headcount="20", organisation="느린우체국", purpose_kind="culture")

    done = opened(app, booking).post(mine(booking, "/words"), data=typed, follow_redirects=True)

    for word in ("예약 내용을 바꾸었습니다", "마을 영화 모임", "20명", "느린우체국", "전시·문화 행사"):
        assert word in done.text
    assert now_of(booking).occurrence.period == hours(14, 16)
    assert mail_kinds(booking)[-1] == "booking_changed"


def test_faults_are_told_at_their_fields_and_what_was_typed_is_kept(app: Flask) -> None:
    booking = a_booking()
    typed = words(booking, purpose="", headcount="스무 명", organisation="느린우체국")

    answer = opened(app, booking).post(mine(booking, "/words"), data=typed)

    assert answer.status_code == 422
    assert 'id="purpose-error"' in answer.text
    assert 'id="headcount-error"' in answer.text
    assert 'value="느린우체국"' in answer.text


def test_more_people_than_the_room_holds_are_refused_at_the_field(app: Flask) -> None:
    booking = a_booking()
    browser = opened(app, booking)

    fifty_one = browser.post(mine(booking, "/words"), data=words(booking, headcount="51", purpose="새 모임"))
    fifty = browser.post(mine(booking, "/words"), data=words(booking, headcount="50"))

    assert fifty_one.status_code == 422
    assert 'id="headcount-error"' in fifty_one.text
    assert 'value="새 모임"' in fifty_one.text
    assert fifty.status_code == 303
    assert (now_of(booking).headcount, now_of(booking).purpose) == (50, booking.purpose)


def test_an_organisation_whose_share_is_used_up_cannot_be_put_in(app: Flask) -> None:
    for start in (9, 11, 13, 15):
        a_booking(hours(start, start + 1, THURSDAY), organisation="느린우체국")
    booking = a_booking()

    answer = opened(app, booking).post(mine(booking, "/words"), data=words(booking, organisation="(주) 느린 우체국"))

    assert answer.status_code == 422
    assert "이대로는 바꿀 수 없습니다" in answer.text
    assert 'value="(주) 느린 우체국"' in answer.text
    assert now_of(booking).organisation is None


def test_an_older_form_of_the_words_is_refused_with_how_they_are_now_and_what_was_typed(app: Flask) -> None:
    booking = a_booking()
    browser, typed = opened(app, booking), words(booking, purpose="나중 모임")
    browser.post(mine(booking, "/words"), data=words(booking, purpose="먼저 모임"))

    refused = browser.post(mine(booking, "/words"), data=typed)
    again = browser.post(mine(booking, "/words"), data={**typed, **version(booking)})

    assert refused.status_code == 409
    assert "<dd>먼저 모임</dd>" in refused.text
    assert 'value="나중 모임"' in refused.text
    assert again.status_code == 303
    assert now_of(booking).purpose == "나중 모임"


def test_no_extra_field_reaches_a_column(app: Flask) -> None:
    booking = a_booking()
    browser, before = opened(app, booking), everything_of(booking)
    forged = {name.partition(".")[2]: "cancelled" for name in before}
    forged |= {
        "state": "cancelled",
        "decision": "staff",
        "start_at": "2026-12-24T10:00",
        "rooms": "203",
        "space": "203",
    }

    browser.post(mine(booking, "/words"), data={**forged, **words(booking, purpose="새 모임")})

    after = everything_of(booking)
    changed = {name for name in before if before[name] != after[name]}
    assert after["booking.purpose"] == "새 모임"
    assert changed == {"booking.purpose", "booking.version", "occurrence.sequence"}


def test_a_change_of_time_takes_no_other_room_nor_decision_with_it(app: Flask) -> None:
    booking = a_request()
    forged = {"space": "202", "rooms": "202", "decision": "instant", "state": "confirmed", "purpose": "다른 모임"}

    opened(app, booking).post(f"{new_time(booking, LATER)}&space=202", data={**forged, **version(booking)})

    found = now_of(booking)
    assert (found.state, found.decision, found.purpose) == (State.REQUESTED, "staff", booking.purpose)
    assert found.occurrence.codes == ("203",)


# What has ended.


def test_a_use_that_is_over_offers_nothing_but_another_booking(app: Flask, clock: Clock) -> None:
    booking = a_booking()
    browser = opened(app, booking)
    clock.set(booking.occurrence.end_at)

    page = browser.get(mine(booking)).text

    assert "이용 마침" in page
    assert "이용 마침" in browser.get("/bookings").text
    assert "다른 시간 예약하기" in page
    assert links(page) == []


@pytest.mark.parametrize("why", ["", "그날은 로비 바닥을 손봅니다."])
def test_a_refused_request_tells_why_and_takes_no_form_any_more(app: Flask, why: str) -> None:
    booking, rival = a_request(), a_request()
    browser = opened(app, booking)
    if why:
        refuse(booking.reference, version=booking.version, reason=why, by=YUNA, now=time.now())
    else:
        approve(rival.reference, version=rival.version, by=YUNA, now=time.now())

    page = browser.get(mine(booking)).text
    forged = [
        browser.post(mine(booking, "/cancel")),
        browser.post(mine(booking, "/words"), data=words(booking, purpose="새 모임")),
        browser.post(new_time(booking, LATER), data=version(booking)),
    ]

    assert "이 신청은 받아들여지지 않았습니다." in page
    assert f"까닭: {why or '같은 시간에 다른 신청이 승인되어'}" in page
    assert links(page) == []
    assert [answer.status_code for answer in forged] == [409] * 3
    assert all(ENDED in answer.text for answer in forged)
    assert now_of(booking).state == State.REFUSED


def test_what_is_not_confirmed_has_no_calendar_file(app: Flask) -> None:
    booking = a_request()

    assert opened(app, booking).get(mine(booking, "/booking.ics")).status_code == 404


def test_a_booking_that_waits_for_its_code_leads_to_the_code(app: Flask) -> None:
    held = a_held_booking()

    assert opened(app, held).get(mine(held)).headers["Location"] == mine(held, "/code")


# Cost.


@pytest.mark.parametrize(
    "page", ["", "/time", "/time/new?start=2026-12-24T12:00&end=2026-12-24T14:00", "/words", "/cancel"]
)
def test_a_page_costs_as_many_queries_for_many_bookings_as_for_few(app: Flask, page: str) -> None:
    booking = a_booking()
    browser = opened(app, booking)
    n_queries(browser, mine(booking, page))
    few = n_queries(browser, mine(booking, page))
    for day in (WEDNESDAY, date(2026, 12, 28), date(2026, 12, 29)):
        for start in (9, 11, 17, 19):
            a_booking(hours(start, start + 1, day))

    assert n_queries(browser, mine(booking, page)) == few


def test_all_pages_of_a_booking_are_kept_by_no_cache(app: Flask) -> None:
    booking = a_booking()
    browser = opened(app, booking)

    for page in ("", "/done", "/time", "/words", "/cancel", "/booking.ics"):
        assert browser.get(mine(booking, page)).headers["Cache-Control"] == "no-store", page
    assert key_of(booking) not in browser.get(mine(booking)).text


def test_a_browser_that_others_use_too_forgets_the_bookings_and_changes_none(app: Flask) -> None:
    booking = a_booking()
    browser, before = opened(app, booking), everything_of(booking)
    assert mine(booking) in browser.get("/bookings").text

    told = browser.post("/bookings/browser/forget", follow_redirects=True)

    assert "이 기기에서 지웠습니다" in told.text
    assert mine(booking) not in told.text
    assert browser.get(mine(booking)).status_code == 404
    assert everything_of(booking) == before
