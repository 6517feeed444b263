"""One firm is one firm: whatever name is typed, whoever of it asks twice, and when it is forgotten."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from center.bookings import queries
from center.bookings.models import Booking
from center.bookings.rules.refusals import QuotaExceededError
from center.bookings.rules.series import Pattern, SeriesChangedError, fingerprint
from center.bookings.service.booking import Wish, book_rooms
from center.bookings.service.managing import cancel_booking
from center.bookings.service.retention import erase_overdue
from center.bookings.service.series import answers_to, book_series
from center.bookings.service.upkeep import set_rule
from center.core import time
from center.core.actor import Role
from center.core.audit import AuditEntry
from center.core.db import db, transaction
from center.core.names import organisation_key
from center.enterprises.models import Enterprise
from center.enterprises.rules.kinds import FirmState
from tests.bookings.factories import WEDNESDAY, a_booking, a_wish, hours
from tests.conftest import Browser, Clock
from tests.enterprises.factories import a_firm
from tests.people import a_firm_user, acts_for_firm, is_in, somebody
from tests.web.test_pages import details

PASSWORD = "a-long-enough-passphrase"
DETAILS = "/rooms/book/details?space=202&start=2026-12-23T14:00%2B09:00&end=2026-12-23T16:00%2B09:00"
PATTERN = Pattern(WEDNESDAY, weeks=1, n=4)
LOBBY = {"rooms": ("203",)}


@pytest.fixture
def firm(app: Flask) -> Enterprise:
    """A firm that works."""
    return a_firm("YD-7", name="새벽밥상 협동조합")


@pytest.fixture
def jisoo(client: Browser, firm: Enterprise) -> Browser:
    """A browser in which somebody of the firm has signed in."""
    user = a_firm_user("jisoo@example.kr", PASSWORD)
    acts_for_firm(user, firm)
    is_in(client, user)
    return client


def of_firm(firm: Enterprise, day: int) -> Booking:
    period = hours(14, 16, WEDNESDAY.replace(day=day))
    return book_rooms(a_wish(period, enterprise_id=firm.id), now=time.now())


def typed(name: str, day: int) -> Booking:
    return a_booking(hours(14, 16, WEDNESDAY.replace(day=day)), organisation=name)


def is_now(firm: Enterprise, **values: Any) -> None:
    with transaction():
        db.session.execute(update(Enterprise).where(Enterprise.id == firm.id).values(**values))


def series_wish(firm: Enterprise, **given: Any) -> Wish:
    return a_wish(hours(14, 16), enterprise_id=firm.id, **given)


def told(wish: Wish) -> list[str]:
    answers = answers_to(wish, PATTERN, now=time.now())
    return [answer.refusal.kind if answer.refusal else str(answer.decision) for answer in answers]


def test_typing_the_name_of_what_a_merged_record_went_into_frees_no_quota(app: Flask) -> None:
    kept, gone = a_firm(name="한강나루"), a_firm(name="나루한강")
    for day in (16, 17, 18, 21):
        of_firm(gone, day)
    is_now(gone, merged_into_id=kept.id)

    for name in ("한강나루", "㈜ 나루한강"):
        with pytest.raises(QuotaExceededError):
            typed(name, 22)


def test_typing_the_name_that_a_firm_has_by_now_frees_no_quota(app: Flask, firm: Enterprise) -> None:
    for day in (16, 17, 18, 21):
        of_firm(firm, day)
    is_now(firm, name="아침밥상", name_key=organisation_key("아침밥상"))

    for name in ("아침밥상", "새벽밥상 협동조합"):
        with pytest.raises(QuotaExceededError):
            typed(name, 22)


def test_what_was_typed_under_a_merged_records_name_counts_for_the_firm(app: Flask) -> None:
    kept, gone = a_firm(name="한강나루"), a_firm(name="나루한강")
    for day in (16, 17, 18, 21):
        typed("나루한강", day)
    is_now(gone, merged_into_id=kept.id)

    with pytest.raises(QuotaExceededError):
        of_firm(kept, 22)


def test_two_colleagues_who_ask_staff_for_the_same_dates_ask_once(app: Flask, firm: Enterprise) -> None:
    one, other = series_wish(firm, **LOBBY), series_wish(firm, **LOBBY)
    shown = fingerprint(answers_to(one, PATTERN, now=time.now()))
    book_series(one, PATTERN, shown=shown, now=time.now())

    with pytest.raises(SeriesChangedError):
        book_series(other, PATTERN, shown=shown, now=time.now())

    assert db.session.scalar(select(func.count(Booking.id))) == 4
    assert told(other) == ["already-yours"] * 4
    assert told(series_wish(a_firm(), **LOBBY)) == ["staff"] * 4


def test_a_date_that_was_given_up_may_be_asked_for_again(app: Flask, firm: Enterprise) -> None:
    first = book_rooms(series_wish(firm, **LOBBY), now=time.now())
    before = told(series_wish(firm, **LOBBY))

    cancel_booking(first.reference, now=time.now())

    assert before == ["already-yours", *["staff"] * 3]
    assert told(series_wish(firm, **LOBBY)) == ["staff"] * 4


def test_the_preview_says_which_dates_staff_decide_and_binds_that_too(jisoo: Browser, firm: Enterprise) -> None:
    wish = series_wish(firm)
    shown = fingerprint(answers_to(wish, PATTERN, now=time.now()))
    staff_decide = {"usual": "staff", "cases": [], "within_working_days": 3}
    set_rule("decision", staff_decide, from_on=time.today(), scope="202")

    with pytest.raises(SeriesChangedError):
        book_series(wish, PATTERN, shown=shown, now=time.now())
    form = {"rooms": "203", "day": "2026-12-23", "start": "14:00", "end": "16:00", "weeks": "1", "n": "3"}
    page = jisoo.post("/rooms/series", data={**details(), **form, "act": "look"}).text

    assert "직원이 확인하고 날마다 메일로 알려 드립니다." in page


def test_erasing_the_dates_of_a_series_leaves_no_way_to_the_firm(app: Flask, firm: Enterprise, clock: Clock) -> None:
    wish = series_wish(firm)
    shown = fingerprint(answers_to(wish, PATTERN, now=time.now()))
    book_series(wish, PATTERN, shown=shown, now=time.now())

    clock.move(timedelta(days=500))
    erase_overdue(time.now())

    db.session.expire_all()
    erased = db.session.scalars(select(Booking)).all()
    assert {(one.enterprise_id, one.series_id) for one in erased} == {(None, None)}


def test_the_log_says_who_of_the_firm_booked(jisoo: Browser, firm: Enterprise) -> None:
    jisoo.post(DETAILS, data=details())

    booking = db.session.scalars(select(Booking)).one()
    actors = db.session.scalars(
        select(AuditEntry.actor).where(AuditEntry.subject == f"booking {booking.reference}")
    ).all()
    assert booking.enterprise_id == firm.id
    assert len(actors) == 2
    assert all(actor.startswith("user ") for actor in actors)


def test_a_firm_that_does_not_work_is_told_what_holds_for_a_person(jisoo: Browser, firm: Enterprise) -> None:
    case = {"weekdays": [*range(7)], "start": 0, "end": 1440, "bookers": ["organisation"], "decision": "staff"}
    value = {"usual": "instant", "cases": [case], "within_working_days": 3}
    set_rule("decision", value, from_on=time.today(), scope="202")
    for_firm = jisoo.get(DETAILS).text
    is_now(firm, state=FirmState.CLOSED)

    for_person = jisoo.get(DETAILS).text

    assert "근무일 안에 메일로 알려 드립니다" in for_firm
    assert "근무일 안에 메일로 알려 드립니다" not in for_person


def test_the_list_of_found_bookings_leads_to_the_firm(client: Browser, firm: Enterprise) -> None:
    is_in(client, somebody("yuna@example.kr", PASSWORD, Role.STAFF))
    of_firm(firm, 16)

    assert 'href="/enterprises/YD-7"' in client.get("/staff/bookings/search").text
    assert queries.find_booking("YD-AAAA-AAAA") is None
