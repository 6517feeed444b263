"""Series: what each date would be, all or the free ones, each date by itself afterwards."""

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import icalendar
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from center.bookings import queries
from center.bookings.mails import series_letter
from center.bookings.models import Booking, Occupancy, Series
from center.bookings.rules.managing import Change
from center.bookings.rules.series import (
    NothingFreeError,
    Pattern,
    SeriesChangedError,
    SeriesTooLongError,
    fingerprint,
    opens_at,
)
from center.bookings.rules.states import State
from center.bookings.rules.values import SeriesRule
from center.bookings.service.booking import Wish
from center.bookings.service.deciding import approve
from center.bookings.service.managing import cancel_booking, change_booking
from center.bookings.service.series import answers_to, book_series, cancel_series
from center.bookings.service.upkeep import set_rule
from center.core import time
from center.core.actor import Actor, Role
from center.core.db import db
from center.core.time import Period, at
from center.enterprises.models import Enterprise
from center.mail.models import OutboxMail
from center.spaces.rules import ClosureKind
from center.spaces.service import close_space
from tests.bookings.factories import a_booking, a_wish, hours
from tests.conftest import Clock
from tests.enterprises.factories import a_firm
from tests.people import a_firm_user, acts_for_firm, is_in, somebody
from tests.web.test_pages import counted_queries

FIRST = date(2026, 12, 18)
"""A Friday; the one after it is Christmas, the next New Year's Day."""
WEEKLY = Pattern(FIRST, weeks=1, n=5)
RULE = SeriesRule(months=6, most=12)
OK, DONE, GONE, CONFLICT, REFUSED = 200, 303, 404, 409, 422


@pytest.fixture
def firm(app: Flask) -> Enterprise:
    """A firm that works."""
    return a_firm("YD-7", name="새벽밥상 협동조합", phone="02-2670-1234")


def wish_of(firm: Enterprise, **given: Any) -> Wish:
    return a_wish(hours(14, 16, FIRST), enterprise_id=firm.id, **given)


def told(firm: Enterprise, pattern: Pattern, **given: Any) -> list[str]:
    """The kind of each date's answer."""
    answers = answers_to(wish_of(firm, **given), pattern, now=time.now())
    return [answer.refusal.kind if answer.refusal else "free" for answer in answers]


def booked(firm: Enterprise, pattern: Pattern = WEEKLY, **given: Any) -> Series:
    """A series booked as it was shown."""
    wish = wish_of(firm, **given)
    shown = fingerprint(answers_to(wish, pattern, now=time.now()))
    return book_series(wish, pattern, shown=shown, now=time.now())


def dates_of(series: Series) -> list[Booking]:
    db.session.expire_all()
    return queries.bookings_of_series(series.id)


def cells(booking: Booking) -> list[tuple[Any, ...]]:
    """The half hours that a date holds."""
    held = select(Occupancy.space_id, Occupancy.day, Occupancy.half_hour)
    mine = held.where(Occupancy.occurrence_id == booking.occurrence.id).order_by(Occupancy.day, Occupancy.half_hour)
    return [tuple(row) for row in db.session.execute(mine)]


def test_each_date_tells_its_answer_with_the_reason(app: Flask, firm: Enterprise) -> None:
    assert told(firm, WEEKLY) == ["free", "closed", "closed", "free", "free"]
    answers = answers_to(wish_of(firm), WEEKLY, now=time.now())
    assert "성탄절" in str(answers[1].refusal and answers[1].refusal.text)


def test_a_taken_date_a_closed_room_and_works_are_told(app: Flask, firm: Enterprise) -> None:
    a_booking(hours(15, 17, date(2026, 12, 18)))
    room = queries.rooms_on(date(2027, 1, 8))[0]
    close_space(
        room, Period.on(date(2027, 1, 8), 540, 1260), kind=ClosureKind.WORKS, reason="바닥 공사", reason_en="Floor"
    )

    assert told(firm, WEEKLY) == ["space-taken", "closed", "closed", "closed", "free"]


def test_the_quota_counts_each_date_in_its_month_and_those_of_the_series_before_it(
    app: Flask, firm: Enterprise
) -> None:
    every_week = Pattern(date(2027, 3, 3), weeks=1, n=6)

    assert told(firm, every_week) == ["free", "free", "free", "free", "quota-exceeded", "free"]


def test_what_is_too_far_ahead_is_not_open_yet_and_within_six_months_it_is(app: Flask, firm: Enterprise) -> None:
    late = Pattern(date(2027, 6, 2), weeks=2, n=3)

    assert told(firm, late) == ["free", "not-open-yet", "not-open-yet"]
    assert opens_at(date(2027, 6, 16), RULE) == at(date(2026, 12, 16), 0)


def test_too_soon_and_too_long_are_told_like_for_a_single_date(app: Flask, firm: Enterprise) -> None:
    tomorrow = Pattern(date(2026, 12, 16), weeks=1, n=2)
    wish = replace(wish_of(firm), period=hours(9, 11, date(2026, 12, 16)))

    kinds = [answer.refusal and answer.refusal.kind for answer in answers_to(wish, tomorrow, now=time.now())]
    assert kinds == ["too-soon", None]


@pytest.mark.parametrize(("weeks", "n"), [(1, 1), (1, 13), (3, 4)])
def test_a_series_has_two_to_twelve_dates_every_week_or_second_week(
    app: Flask, firm: Enterprise, weeks: int, n: int
) -> None:
    with pytest.raises(SeriesTooLongError):
        told(firm, Pattern(FIRST, weeks, n))


def test_the_rule_may_be_changed(app: Flask, firm: Enterprise) -> None:
    set_rule("series", {"months": 1, "most": 3}, from_on=date(2026, 1, 1))

    with pytest.raises(SeriesTooLongError):
        told(firm, WEEKLY)
    assert told(firm, Pattern(date(2027, 2, 3), 1, 2)) == ["not-open-yet", "not-open-yet"]


def test_the_free_dates_are_booked_at_once_with_one_letter_for_all(app: Flask, firm: Enterprise) -> None:
    series = booked(firm)

    bookings = dates_of(series)
    assert [one.occurrence.period.day.isoformat() for one in bookings] == ["2026-12-18", "2027-01-08", "2027-01-15"]
    assert {one.state for one in bookings} == {State.CONFIRMED}
    assert {one.organisation for one in bookings} == {"새벽밥상 협동조합"}
    assert [mail.kind for mail in db.session.scalars(select(OutboxMail))] == ["series_booked"]
    assert all(cells(one) for one in bookings)


def test_the_letter_tells_each_date_and_puts_all_into_the_calendar(app: Flask, firm: Enterprise) -> None:
    booked(firm)
    mail = db.session.scalars(select(OutboxMail)).one()

    with app.test_request_context():
        letter = series_letter(mail.facts or {})

    assert letter.subject.startswith("연속 예약 3번")
    assert letter.invitation
    events = icalendar.Calendar.from_ical(letter.invitation.calendar).walk("VEVENT")
    assert len(events) == 3
    assert "12월 18일(금) 14:00~16:00 · 확정" in letter.text


def test_a_date_taken_between_looking_and_booking_books_nothing(app: Flask, firm: Enterprise) -> None:
    wish = wish_of(firm)
    shown = fingerprint(answers_to(wish, WEEKLY, now=time.now()))
    a_booking(hours(15, 17, date(2027, 1, 8)))

    with pytest.raises(SeriesChangedError):
        book_series(wish, WEEKLY, shown=shown, now=time.now())

    assert db.session.scalar(select(func.count(Series.id))) == 0
    assert db.session.scalar(select(func.count(Booking.id))) == 1


def test_the_same_form_twice_is_one_series(app: Flask, firm: Enterprise) -> None:
    wish = wish_of(firm)
    shown = fingerprint(answers_to(wish, WEEKLY, now=time.now()))

    made = {book_series(wish, WEEKLY, shown=shown, now=time.now()).reference for _ in range(2)}

    assert len(made) == 1
    assert db.session.scalar(select(func.count(Booking.id))) == 3


def test_two_colleagues_who_send_the_same_wish_get_one_series_and_a_refusal(app: Flask, firm: Enterprise) -> None:
    first, second = wish_of(firm), wish_of(firm)
    shown = fingerprint(answers_to(first, WEEKLY, now=time.now()))
    book_series(first, WEEKLY, shown=shown, now=time.now())

    with pytest.raises(SeriesChangedError):
        book_series(second, WEEKLY, shown=shown, now=time.now())


def test_nothing_free_is_no_series(app: Flask, firm: Enterprise) -> None:
    sundays = Pattern(date(2026, 12, 20), weeks=1, n=3)

    with pytest.raises(NothingFreeError):
        booked(firm, sundays)


def test_cancelling_one_date_leaves_the_others_untouched_and_it_never_comes_back(app: Flask, firm: Enterprise) -> None:
    series = booked(firm)
    first, second, third = dates_of(series)
    before = [(one.version, one.occurrence.sequence, cells(one)) for one in (first, third)]

    cancel_booking(second.reference, now=time.now())

    first, second, third = dates_of(series)
    assert [(one.version, one.occurrence.sequence, cells(one)) for one in (first, third)] == before
    assert (second.state, cells(second)) == (State.CANCELLED, [])


def test_moving_one_date_leaves_the_others_untouched_and_keeps_the_series_window(app: Flask, firm: Enterprise) -> None:
    series = booked(firm, Pattern(date(2027, 5, 19), weeks=1, n=3))
    first, second, third = dates_of(series)
    before = [(one.version, cells(one)) for one in (first, third)]

    change_booking(second.reference, Change(hours(10, 12, date(2027, 5, 27))), now=time.now())

    moved = queries.get_booking(second.reference)
    assert moved.occurrence.period == hours(10, 12, date(2027, 5, 27))
    assert moved.series_id == series.id
    assert [(one.version, cells(one)) for one in (queries.get_booking(first.reference), third)] == before


def test_cancelling_all_leaves_what_was_used_and_what_is_too_late(app: Flask, firm: Enterprise, clock: Clock) -> None:
    series = booked(firm, Pattern(date(2027, 1, 6), weeks=1, n=4))
    clock.set(at(date(2027, 1, 12), 20 * 60))

    n, refused = cancel_series(series, now=clock.now)

    states = [one.state for one in dates_of(series)]
    assert (n, len(refused)) == (2, 1)
    assert states == [State.CONFIRMED, State.CONFIRMED, State.CANCELLED, State.CANCELLED]


def test_a_later_closure_touches_only_its_own_date(app: Flask, firm: Enterprise, yuna: Actor) -> None:
    series = booked(firm)
    room = queries.rooms_on(date(2027, 1, 8))[0]
    closed = Period.on(date(2027, 1, 8), 540, 1260)
    close_space(room, closed, kind=ClosureKind.CLOSED, reason="행사", reason_en="Event", by=yuna)

    unfit = [one.booking.occurrence.period.day for one in queries.unfit_bookings(time.now())]

    assert unfit == [date(2027, 1, 8)]
    assert len(dates_of(series)) == 3


def test_dates_that_staff_decide_hold_nothing_until_they_do(app: Flask, firm: Enterprise, yuna: Actor) -> None:
    series = booked(firm, rooms=("203",))
    first = dates_of(series)[0]
    assert ({one.state for one in dates_of(series)}, cells(first)) == ({State.REQUESTED}, [])

    approve(first.reference, version=first.version, by=yuna, now=time.now())

    assert [one.state for one in dates_of(series)] == [State.CONFIRMED, State.REQUESTED, State.REQUESTED]


FORM = "/rooms/book/details?space=202&start=2026-12-23T14:00%2B09:00&end=2026-12-23T16:00%2B09:00"
FIELDS = {
    "rooms": "202",
    "day": "2026-12-18",
    "start": "14:00",
    "end": "16:00",
    "weeks": "1",
    "n": "5",
    "purpose": "조합 이사회",
    "purpose_kind": "meeting",
    "headcount": "10",
    "name": "정지수",
    "phone": "010-1234-5678",
    "consent_privacy": "y",
    "consent_terms": "y",
}


@pytest.fixture
def jisoo(client: FlaskClient, firm: Enterprise) -> FlaskClient:
    """A browser in which somebody of the firm has signed in."""
    user = a_firm_user("jisoo@example.kr", "a-long-enough-passphrase")
    acts_for_firm(user, firm)
    is_in(client, user)
    return client


def with_key(page: str, **given: str) -> dict[str, str]:
    once = re.search(r'name="once" type="hidden" value="([^"]+)"', page)
    shown = re.search(r'name="shown" type="hidden" value="([^"]+)"', page)
    assert once
    return {**FIELDS, "once": once[1], "shown": shown[1] if shown else "", **given}


def test_in_the_browser_the_dates_are_shown_first_and_then_booked(jisoo: FlaskClient, firm: Enterprise) -> None:
    preview = jisoo.post("/rooms/series", data=with_key(jisoo.get("/rooms/series").text, act="look"))
    assert preview.status_code == OK
    assert "5번 가운데 3번을 예약할 수 있습니다" in preview.text
    assert "비어 있는 3번만 예약하기" in preview.text
    assert db.session.scalar(select(func.count(Booking.id))) == 0

    answer = jisoo.post("/rooms/series", data=with_key(preview.text, act="book"))

    series = db.session.scalars(select(Series)).one()
    assert (answer.status_code, answer.headers["Location"]) == (DONE, f"/firm/series/{series.reference}")
    assert "연속 예약이 3번 남았습니다" in jisoo.get(answer.headers["Location"]).text
    assert "연속 예약" in jisoo.get("/firm/bookings").text


def test_what_changed_meanwhile_shows_the_dates_again(jisoo: FlaskClient) -> None:
    preview = jisoo.post("/rooms/series", data=with_key(jisoo.get("/rooms/series").text, act="look"))
    a_booking(hours(15, 17, date(2027, 1, 8)))

    answer = jisoo.post("/rooms/series", data=with_key(preview.text, act="book"))

    assert answer.status_code == CONFLICT
    assert "그사이 달라진 날이 있어 아직 예약하지 않았습니다." in answer.text
    assert "5번 가운데 2번을 예약할 수 있습니다" in answer.text
    assert jisoo.post("/rooms/series", data=with_key(answer.text, act="book")).status_code == DONE


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"n": "1"}, "두 번부터 적을 수 있습니다."),
        ({"n": "20"}, "연속 예약은 2번부터 12번까지 할 수 있습니다."),
        ({"end": "13:00"}, "끝은 시작보다 늦어야 합니다."),
        ({"start": "14:10"}, "30분 단위로"),
        ({"day": "어제"}, "날짜를"),
        ({"headcount": "99"}, "명까지"),
        ({"rooms": "999"}, "목록에서 골라 주세요."),
        ({"consent_terms": ""}, "이용 규칙에 동의해야 합니다."),
    ],
)
def test_what_cannot_be_is_told_and_what_was_typed_is_kept(
    jisoo: FlaskClient, typed: dict[str, str], sentence: str
) -> None:
    answer = jisoo.post("/rooms/series", data=with_key(jisoo.get("/rooms/series").text, act="look", **typed))

    assert answer.status_code == REFUSED
    assert sentence in answer.text
    assert 'value="조합 이사회"' in answer.text


def test_another_firms_series_is_not_found(app: Flask, firm: Enterprise) -> None:
    series = booked(firm)
    stranger, theirs = a_firm_user("b@example.kr", "x" * 12), app.test_client()
    acts_for_firm(stranger, a_firm("YD-8", name="도란"))
    is_in(theirs, stranger)

    for path in ("", "/cancel"):
        answer = theirs.get(f"/firm/series/{series.reference}{path}")
        assert answer.status_code == GONE
        assert "새벽밥상" not in answer.text
    assert theirs.post(f"/firm/series/{series.reference}/cancel").status_code == GONE
    assert {one.state for one in dates_of(series)} == {State.CONFIRMED}


def test_everything_ahead_is_given_up_at_once(jisoo: FlaskClient, firm: Enterprise) -> None:
    series = booked(firm)

    assert "남은 3번을 모두 취소할까요?" in jisoo.get(f"/firm/series/{series.reference}/cancel").text
    assert jisoo.post(f"/firm/series/{series.reference}/cancel").status_code == DONE

    assert {one.state for one in dates_of(series)} == {State.CANCELLED}
    assert "연속 예약이 끝났습니다" in jisoo.get(f"/firm/series/{series.reference}").text


def test_staff_see_a_series_as_one_and_decide_what_waits_at_once(client: FlaskClient, firm: Enterprise) -> None:
    series = booked(firm, rooms=("203",))
    second = dates_of(series)[1]
    is_in(client, somebody("desk@example.kr", "a-long-enough-passphrase", Role.STAFF))
    assert "연속 예약 2/3" in client.get(f"/staff/bookings/{second.reference}").text
    other = a_booking(hours(14, 16, date(2027, 1, 8)), rooms=("203",))
    approve(other.reference, version=other.version, by=Actor(user_id=None), now=time.now())

    answer = client.post(
        f"/staff/series/{series.reference}/approve", data=shown_of(client, series), follow_redirects=True
    )

    assert "2번을 승인했습니다." in answer.text
    assert sorted(one.state for one in dates_of(series)) == [State.CONFIRMED, State.CONFIRMED, State.REFUSED]


def shown_of(client: FlaskClient, series: Series) -> dict[str, str]:
    """What the page of a series says was shown."""
    found = re.search(r'name="shown" value="([^"]+)"', client.get(f"/staff/series/{series.reference}").text)
    assert found
    return {"shown": found[1]}


def test_what_changed_since_it_was_shown_is_not_decided_unseen(client: FlaskClient, firm: Enterprise) -> None:
    series = booked(firm, rooms=("203",))
    is_in(client, somebody("desk@example.kr", "a-long-enough-passphrase", Role.STAFF))
    shown = shown_of(client, series)
    change_booking(dates_of(series)[0].reference, Change(words={"purpose": "다른 모임"}), now=time.now())

    answer = client.post(f"/staff/series/{series.reference}/approve", data=shown, follow_redirects=True)

    assert "화면을 여신 뒤에 내용이 바뀌었습니다." in answer.text
    assert [one.state for one in dates_of(series)] == [State.REQUESTED, State.CONFIRMED, State.CONFIRMED]


def test_the_form_of_a_series_begins_with_the_time_that_was_looked_at(jisoo: FlaskClient) -> None:
    page = jisoo.get(FORM).text
    address = re.search(r'href="(/rooms/series[^"]+)"', page)
    assert address

    form = jisoo.get(address[1].replace("&amp;", "&")).text

    assert 'value="2026-12-23"' in form
    assert 'value="14:00"' in form


def test_staff_refuse_what_waits_with_one_reason(client: FlaskClient, firm: Enterprise) -> None:
    series = booked(firm, rooms=("203",))
    is_in(client, somebody("desk@example.kr", "a-long-enough-passphrase", Role.STAFF))

    assert client.post(f"/staff/series/{series.reference}/refuse").status_code == REFUSED
    reason = {"reason": "그 요일은 행사가 있습니다."}
    client.post(f"/staff/series/{series.reference}/refuse", data={**reason, **shown_of(client, series)})

    assert {(one.state, one.reason) for one in dates_of(series)} == {(State.REFUSED, "그 요일은 행사가 있습니다.")}


def test_the_preview_costs_the_same_for_two_dates_as_for_twelve(app: Flask, firm: Enterprise) -> None:
    wish = wish_of(firm)
    answers_to(wish, Pattern(FIRST, 1, 2), now=time.now())
    with counted_queries() as few:
        answers_to(wish, Pattern(FIRST, 1, 2), now=time.now())
    with counted_queries() as more:
        answers_to(wish, Pattern(FIRST, 2, 12), now=time.now() + timedelta(0))

    assert len(more) == len(few)
