"""Deciding at the desk: what is left, what becomes of it, what the pages promise."""

import re

import pytest
from flask.testing import FlaskClient

from center.bookings.models import Booking
from center.bookings.rules.states import State
from tests.bookings.factories import a_booking, hours
from tests.web.test_desk import closing, fresh, shown_in


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
