"""Firms of the registry book as organisations: under the registry's name, with one quota, without a code."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from center.accounts.queries import find_user
from center.accounts.service.membership import end_membership
from center.bookings import queries
from center.bookings.models import Booking
from center.bookings.rules.managing import Change
from center.bookings.rules.refusals import FirmNameError, FirmNotActiveError, QuotaExceededError
from center.bookings.rules.states import State
from center.bookings.service.booking import book_rooms
from center.bookings.service.managing import change_booking
from center.bookings.service.retention import erase_overdue
from center.core import time
from center.core.actor import Role
from center.core.audit import OPERATOR, entries_about
from center.core.db import db
from center.enterprises.models import Enterprise
from center.enterprises.rules.kinds import FirmState
from center.enterprises.rules.numbers import show_business_number
from center.enterprises.service import change_firm, merge_firms
from center.mail.models import OutboxMail
from tests.bookings.factories import THURSDAY, WEDNESDAY, a_booking, a_wish, hours
from tests.conftest import Clock
from tests.enterprises.factories import WHY, a_firm, a_profile
from tests.people import a_firm_user, acts_for_firm, is_in, somebody
from tests.web.test_pages import counted_queries

FORM = "/rooms/book/details?space=202&start=2026-12-23T14:00%2B09:00&end=2026-12-23T16:00%2B09:00"
OK, DONE, GONE, REFUSED = 200, 303, 404, 422
TYPED = {
    "purpose": "조합 총회",
    "purpose_kind": "meeting",
    "headcount": "12",
    "name": "정지수",
    "phone": "010-1234-5678",
    "consent_privacy": "y",
    "consent_terms": "y",
}
QUOTA = 4
"""Uses a month of an organisation, by the rules the center begins with."""


@pytest.fixture
def firm(app: Flask) -> Enterprise:
    """A firm that works."""
    return a_firm("YD-7", name="새벽밥상 협동조합", phone="02-2670-1234")


@pytest.fixture
def jisoo(client: FlaskClient, firm: Enterprise) -> FlaskClient:
    """A browser in which somebody of the firm has signed in."""
    user = a_firm_user("jisoo@example.kr", "a-long-enough-passphrase")
    acts_for_firm(user, firm)
    is_in(client, user)
    return client


def typed(page: str, **given: str) -> dict[str, str]:
    """The form as a person fills it in, with its own key."""
    once = re.search(r'name="once" type="hidden" value="([^"]+)"', page)
    assert once
    return {**TYPED, "once": once[1], **given}


def of_firm(firm: Enterprise, **given: Any) -> Booking:
    """A booking made for the firm."""
    return book_rooms(a_wish(enterprise_id=firm.id, **given), now=time.now())


def uses_of(firm: Enterprise, n: int) -> list[Booking]:
    """So many uses of one month."""
    return [of_firm(firm, period=hours(9 + 3 * k, 10 + 3 * k, WEDNESDAY)) for k in range(n)]


def test_somebody_of_a_firm_books_at_once_without_a_code_under_the_registrys_name(
    jisoo: FlaskClient, firm: Enterprise
) -> None:
    page = jisoo.get(FORM).text
    assert "새벽밥상 협동조합" in page
    assert "jisoo@example.kr" in page
    assert 'value="02-2670-1234"' in page
    assert 'name="email"' not in page

    answer = jisoo.post(FORM, data=typed(page, organisation="다른 단체", email="other@example.kr"))

    assert answer.status_code == DONE
    booking = db.session.scalars(select(Booking)).one()
    assert answer.headers["Location"] == f"/bookings/{booking.reference}/done"
    assert (booking.state, booking.organisation, booking.email) == (
        State.CONFIRMED,
        "새벽밥상 협동조합",
        "jisoo@example.kr",
    )
    assert (booking.enterprise_id, booking.booker_kind) == (firm.id, "organisation")
    assert [mail.kind for mail in db.session.scalars(select(OutboxMail))] == ["booking_confirmed"]
    assert "예약이 확정되었습니다" in jisoo.get(answer.headers["Location"]).text


def test_who_acts_for_several_firms_is_asked_for_which(client: FlaskClient, firm: Enterprise) -> None:
    user = a_firm_user("jisoo@example.kr", "a-long-enough-passphrase")
    acts_for_firm(user, firm)
    acts_for_firm(user, a_firm("YD-8", name="도란"))
    is_in(client, user)

    page = client.get(FORM).text

    assert "기업으로 예약하려면 먼저 기업을 골라 주세요." in page
    assert 'href="/firm/choose?next=' in page
    assert client.get("/firm/bookings").headers["Location"].startswith("/firm/choose?next=")


def test_the_same_form_sent_twice_is_one_booking(jisoo: FlaskClient) -> None:
    form = typed(jisoo.get(FORM).text)

    answers = [jisoo.post(FORM, data=form).headers["Location"] for _ in range(2)]

    assert answers[0] == answers[1]


def test_what_is_wrong_is_said_and_what_was_typed_is_kept(jisoo: FlaskClient) -> None:
    answer = jisoo.post(FORM, data=typed(jisoo.get(FORM).text, headcount="많이", purpose="조합 총회"))

    assert answer.status_code == REFUSED
    assert 'value="조합 총회"' in answer.text
    assert "새벽밥상 협동조합" in answer.text


def test_a_firm_and_who_types_its_name_share_one_quota(app: Flask, firm: Enterprise) -> None:
    of_firm(firm, period=hours(9, 10))
    a_booking(hours(11, 12), organisation="새벽밥상협동조합")
    of_firm(firm, period=hours(13, 14))
    a_booking(hours(15, 16), organisation="새벽밥상 협동조합")

    with pytest.raises(QuotaExceededError):
        of_firm(firm, period=hours(17, 18))
    with pytest.raises(QuotaExceededError):
        a_booking(hours(17, 18), organisation="새벽밥상 협동조합")


def test_a_firm_of_another_name_has_a_quota_of_its_own(app: Flask, firm: Enterprise) -> None:
    uses_of(firm, QUOTA)

    assert of_firm(a_firm("YD-8", name="도란"), period=hours(9, 10, THURSDAY)).state == State.CONFIRMED


def test_what_somebody_books_for_a_firm_uses_none_of_their_own_share(app: Flask, firm: Enterprise) -> None:
    person = {"email": "jisoo@example.kr", "phone": "01012345678"}
    for booking in range(QUOTA):
        of_firm(firm, period=hours(9 + 3 * booking, 10 + 3 * booking), **person)

    own = a_booking(hours(9, 10, THURSDAY), **person)

    assert own.booker_kind == "person"


def test_the_log_says_who_of_the_firm_cancelled(jisoo: FlaskClient, firm: Enterprise) -> None:
    booking = of_firm(firm)

    jisoo.post(f"/bookings/{booking.reference}/cancel")

    user = find_user("jisoo@example.kr")
    assert user
    acts = {entry.action: entry.actor for entry in entries_about(f"booking {booking.reference}")}
    assert acts["booking.cancelled"] == f"user {user.id}"


def test_another_name_in_the_registry_frees_no_quota(app: Flask, firm: Enterprise) -> None:
    uses_of(firm, QUOTA)
    renamed = a_profile(name="저녁밥상 협동조합", business_number=firm.business_number)
    change_firm(firm, renamed, version=firm.version, why=WHY, now=time.now())

    with pytest.raises(QuotaExceededError):
        of_firm(firm, period=hours(9, 10, THURSDAY))


def test_what_a_merged_record_booked_counts_for_the_one_that_stands(app: Flask, firm: Enterprise) -> None:
    gone = a_firm("YD-8", name="새벽 밥상")
    uses_of(gone, QUOTA)
    merge_firms(firm, gone, firm.profile, version=firm.version, why=WHY, now=time.now())

    for number in (firm.id, gone.id):
        with pytest.raises(QuotaExceededError):
            book_rooms(a_wish(hours(9, 10, THURSDAY), enterprise_id=number), now=time.now())
    assert queries.bookings_of_firm(firm.id, page=1)[1] == QUOTA


@pytest.mark.parametrize("state", [FirmState.SUSPENDED, FirmState.CLOSED])
def test_the_registry_decides_whether_a_firm_may_book(jisoo: FlaskClient, firm: Enterprise, state: FirmState) -> None:
    stopped = a_profile(name=firm.name, business_number=firm.business_number, state=state)
    change_firm(firm, stopped, version=firm.version, why=WHY, now=time.now())

    with pytest.raises(FirmNotActiveError):
        of_firm(firm)
    page = jisoo.get(FORM).text
    assert "휴업이나 폐업으로 되어 있어 기업으로 예약할 수 없습니다." in page
    answer = jisoo.post(FORM, data=typed(page, email="jisoo@example.kr"))
    assert answer.headers["Location"].endswith("/code")
    assert db.session.scalars(select(Booking)).one().enterprise_id is None


def test_everybody_of_the_firm_manages_its_bookings_and_nobody_else(app: Flask, firm: Enterprise) -> None:
    booking = of_firm(firm)
    colleague, stranger = a_firm_user("a@example.kr", "x" * 12), a_firm_user("b@example.kr", "x" * 12)
    membership = acts_for_firm(colleague, firm, is_representative=False)
    acts_for_firm(stranger, a_firm("YD-8", name="도란"))
    ours, theirs = app.test_client(), app.test_client()
    is_in(ours, colleague)
    is_in(theirs, stranger)
    where = f"/bookings/{booking.reference}"

    assert ours.get(where).status_code == OK
    assert theirs.get(where).status_code == GONE
    assert theirs.post(f"{where}/cancel").status_code == GONE
    assert booking.reference in ours.get("/firm/bookings").text
    assert booking.reference not in theirs.get("/firm/bookings").text

    end_membership(membership.id, reason="그만둠", now=time.now(), by=OPERATOR)
    assert ours.get(where).status_code == GONE
    assert ours.post(f"{where}/cancel").status_code == GONE


def test_a_colleague_cancels(jisoo: FlaskClient, firm: Enterprise) -> None:
    booking = of_firm(firm, email="someone@example.kr")

    assert jisoo.post(f"/bookings/{booking.reference}/cancel").status_code == DONE

    db.session.expire_all()
    assert queries.get_booking(booking.reference).state == State.CANCELLED


def test_the_name_of_a_firms_booking_follows_the_registry(jisoo: FlaskClient, firm: Enterprise) -> None:
    booking = of_firm(firm)
    page = jisoo.get(f"/bookings/{booking.reference}/words").text
    assert 'name="organisation"' not in page

    with pytest.raises(FirmNameError):
        change_booking(booking.reference, Change(words={"organisation": "다른 단체"}), now=time.now())
    answer = jisoo.post(
        f"/bookings/{booking.reference}/words",
        data={"purpose": "이사회", "purpose_kind": "meeting", "headcount": "10", "version": str(booking.version)},
    )

    assert answer.status_code == DONE
    db.session.expire_all()
    changed = queries.get_booking(booking.reference)
    assert (changed.purpose, changed.organisation) == ("이사회", "새벽밥상 협동조합")


def test_the_list_costs_the_same_for_three_as_for_thirty(jisoo: FlaskClient, firm: Enterprise) -> None:
    uses_of(firm, 1)
    with counted_queries() as few:
        jisoo.get("/firm/bookings")
    for week in range(3):
        of_firm(firm, period=hours(9 + week * 3, 10 + week * 3, THURSDAY))
    with counted_queries() as more:
        jisoo.get("/firm/bookings")

    assert len(more) == len(few)


def test_erasing_a_booking_leaves_no_trace_of_the_firm(app: Flask, firm: Enterprise, clock: Clock) -> None:
    booking = of_firm(firm)
    clock.move(timedelta(days=400))
    erase_overdue(clock.now)

    db.session.expire_all()
    erased = db.session.get_one(Booking, booking.id)
    assert (erased.enterprise_id, erased.organisation) == (None, None)


FOR_CALLER = {
    "rooms": "202",
    "day": "2026-12-23",
    "start": "14:00",
    "end": "16:00",
    "name": "정지수",
    "phone": "010-1234-5678",
    "purpose": "조합 총회",
    "purpose_kind": "meeting",
    "headcount": "12",
    "language": "ko",
    "channel": "phone",
    "consent": "y",
    "once": "a" * 32,
}


@pytest.fixture
def desk(client: FlaskClient) -> FlaskClient:
    """A browser of the staff."""
    is_in(client, somebody("desk@example.kr", "a-long-enough-passphrase", Role.STAFF))
    return client


def test_staff_book_for_a_firm_by_its_business_number(desk: FlaskClient, firm: Enterprise) -> None:
    number = show_business_number(firm.business_number)

    answer = desk.post("/staff/bookings/new", data={**FOR_CALLER, "firm": number, "organisation": "아무 이름"})

    booking = db.session.scalars(select(Booking)).one()
    assert answer.status_code == DONE
    assert (booking.enterprise_id, booking.organisation) == (firm.id, "새벽밥상 협동조합")
    page = desk.get(f"/staff/bookings/{booking.reference}").text
    assert 'href="/enterprises/YD-7"' in page
    assert booking.reference in desk.get("/enterprises/YD-7").text


@pytest.mark.parametrize(
    ("number", "sentence"),
    [("123-45-67890", "사업자등록번호"), ("9990999996", "명부에 그런 사업자등록번호가 없습니다.")],
)
def test_a_number_of_no_firm_is_told_and_kept(desk: FlaskClient, number: str, sentence: str) -> None:
    answer = desk.post("/staff/bookings/new", data={**FOR_CALLER, "firm": number})

    assert answer.status_code == REFUSED
    assert sentence in answer.text
    assert f'value="{number}"' in answer.text


def test_staff_are_told_of_a_firm_that_may_not_book(desk: FlaskClient, firm: Enterprise) -> None:
    stopped = a_profile(name=firm.name, business_number=firm.business_number, state=FirmState.CLOSED)
    change_firm(firm, stopped, version=firm.version, why=WHY, now=time.now())

    answer = desk.post("/staff/bookings/new", data={**FOR_CALLER, "firm": firm.business_number})

    assert answer.status_code == REFUSED
    assert "명부에 휴업이나 폐업으로 되어 있는 기업입니다." in answer.text


def test_staff_do_not_rename_a_firms_booking(desk: FlaskClient, firm: Enterprise) -> None:
    booking = of_firm(firm)
    words = {"purpose": "총회", "purpose_kind": "meeting", "headcount": "9", "name": "정지수", "phone": "01012345678"}
    sent = {**words, "organisation": "다른 단체", "language": "ko", "version": str(booking.version)}

    answer = desk.post(f"/staff/bookings/{booking.reference}/edit", data=sent)

    assert answer.status_code == REFUSED
    assert "명부를 따라 바꿀 수 없습니다." in answer.text
    db.session.expire_all()
    assert queries.get_booking(booking.reference).organisation == "새벽밥상 협동조합"
