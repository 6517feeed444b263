"""The public feed of a room, read back by a real library: busy times and nothing else."""

import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import Context
from datetime import timedelta

import icalendar
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import QueuePool, String, select, update
from werkzeug.test import EnvironBuilder, run_wsgi_app

from center.bookings.models import Booking, LeftUse, owning
from center.bookings.rules.managing import Change
from center.bookings.service.deciding import approve, approve_change
from center.bookings.service.desk import Move, move_for
from center.bookings.service.managing import cancel_booking, change_booking
from center.bookings.service.upkeep import tidy
from center.core import time
from center.core.actor import Actor, Role
from center.core.db import db, transaction
from center.core.time import at
from tests.bookings.factories import THURSDAY, WEDNESDAY, a_booking, a_held_booking, a_request, hours
from tests.bookings.many import fill
from tests.conftest import Clock
from tests.web.test_pages import counted_queries

YUNA = Actor(name="김유나", roles=frozenset({Role.STAFF}))
FEED = "/rooms/202/calendar.ics"
DAYS = "?from=2026-12-01&to=2027-01-01"
ALL_DAYS = "from=2020-01-01&to=2027-01-01"
MANY = 8_000


def entries(client: FlaskClient, room: str, query: str = "") -> list[icalendar.Event]:
    """What a calendar program finds in the feed."""
    answer = client.get(f"/rooms/{room}/calendar.ics{query}")
    assert answer.mimetype == "text/calendar"
    calendar = icalendar.Calendar.from_ical(answer.text)
    assert not calendar.errors
    return list(calendar.events)


def test_the_feed_tells_the_busy_times_of_its_room(client: FlaskClient) -> None:
    a_booking(hours(14, 16))
    a_booking(hours(9, 10.5, THURSDAY))

    found = [(event.start, event.end) for event in entries(client, "202")]

    assert found == [
        (at(WEDNESDAY, 14 * 60), at(WEDNESDAY, 16 * 60)),
        (at(THURSDAY, 9 * 60), at(THURSDAY, 10 * 60 + 30)),
    ]


def test_only_confirmed_uses_are_told(client: FlaskClient) -> None:
    a_held_booking(hours(14, 16))
    a_request(hours(14, 16))

    assert entries(client, "202") == entries(client, "203") == []


def test_every_entry_has_the_same_mark_each_time_and_says_only_that_it_is_taken(client: FlaskClient) -> None:
    booking = a_booking(hours(14, 16), name="김무궁화", purpose="무궁화 모임", organisation="무궁화 조합")

    first, again = entries(client, "202"), entries(client, "202")

    assert [event.uid for event in first] == [event.uid for event in again]
    assert str(first[0]["SUMMARY"]) == "예약됨"
    text = client.get("/rooms/202/calendar.ics").text
    assert "무궁화" not in text
    assert booking.reference not in text


def test_lines_end_as_the_standard_wants(client: FlaskClient) -> None:
    a_booking(hours(14, 16))
    text = client.get("/rooms/202/calendar.ics").get_data().decode()

    assert text.endswith("\r\n")
    assert text.count("\n") == text.count("\r\n")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


def tag_of(client: FlaskClient, address: str = FEED) -> str:
    """What tells the feed apart from an earlier one."""
    return client.get(address).headers["ETag"]


def test_a_feed_that_has_not_changed_is_not_sent_again(client: FlaskClient) -> None:
    a_booking(hours(14, 16))
    tag = tag_of(client)

    for known in (tag, f"W/{tag}", f'"other", W/{tag}', "*"):
        with counted_queries() as sent:
            answer = client.get(FEED, headers={"If-None-Match": known})
        assert (answer.status_code, answer.data, answer.headers["ETag"]) == (304, b"", tag), known
        assert not [statement for statement in sent if "occurrence" in statement.lower()]

    assert client.get(FEED, headers={"If-None-Match": '"other"'}).status_code == 200
    assert tag_of(client) == tag


def test_every_change_that_the_feed_shows_gives_it_another_tag(client: FlaskClient, clock: Clock) -> None:
    tags = [tag_of(client)]
    booking = a_booking(hours(14, 16))
    tags.append(tag_of(client))
    change_booking(booking.reference, Change(hours(9, 11)), now=clock.now)
    tags.append(tag_of(client))
    cancel_booking(booking.reference, now=clock.now)
    tags.append(tag_of(client))
    clock.move(timedelta(days=1))
    tags.append(tag_of(client))

    assert len(set(tags)) == len(tags)


def test_what_staff_approve_gives_another_tag(client: FlaskClient, clock: Clock) -> None:
    address, request = "/rooms/203/calendar.ics", a_request(hours(14, 16))
    tags = [tag_of(client, address)]
    approve(request.reference, version=request.version, by=YUNA, now=clock.now)
    tags.append(tag_of(client, address))
    booking = change_booking(request.reference, Change(hours(9, 11)), now=clock.now)
    assert tag_of(client, address) == tags[-1]
    approve_change(booking.reference, version=booking.version, by=YUNA, now=clock.now)
    tags.append(tag_of(client, address))

    assert len(set(tags)) == len(tags)


def test_a_hold_a_request_and_its_end_leave_the_feed_as_it_was(client: FlaskClient, clock: Clock) -> None:
    a_booking(hours(9, 11))
    before = client.get(FEED)

    a_held_booking(hours(14, 16))
    request = a_request(hours(17, 19), rooms=("202", "203"))
    cancel_booking(request.reference, now=clock.now)

    after = client.get(FEED)
    assert (after.data, after.headers["ETag"]) == (before.data, before.headers["ETag"])
    assert entries(client, "203") == []


def test_other_languages_other_days_and_other_rooms_have_other_tags(client: FlaskClient) -> None:
    days = f"{FEED}?from=2026-12-01&to=2026-12-24"
    addresses = [FEED, f"{FEED}?language=en", days, days.replace("24", "25"), f"{days}&language=en"]
    addresses.append("/rooms/203/calendar.ics")

    assert len({tag_of(client, address) for address in addresses}) == len(addresses)


def test_days_from_and_to_bound_the_feed(client: FlaskClient) -> None:
    a_booking(hours(14, 16))
    a_booking(hours(9, 11, THURSDAY))

    found = entries(client, "202", "?from=2026-12-23&to=2026-12-24")

    assert [event.start for event in found] == [at(WEDNESDAY, 14 * 60)]


@pytest.mark.parametrize(
    "days",
    [
        "from=2026-12-24&to=2026-12-24",
        "from=2026-12-25&to=2026-12-24",
        "from=tomorrow",
        "to=2026-13-01",
        "from=",
        "from=1026-12-24",
    ],
)
def test_days_that_are_none_are_refused_with_a_sentence(client: FlaskClient, days: str) -> None:
    answer = client.get(f"{FEED}?{days}")

    assert answer.status_code == 422
    assert "from=2026-12-01&amp;to=2026-12-31처럼" in answer.text


def test_the_feed_in_english_says_so_in_english(client: FlaskClient, clock: Clock) -> None:
    a_booking(hours(14, 16))
    cancelled = a_booking(hours(9, 11))
    cancel_booking(cancelled.reference, now=clock.now)

    assert [str(event["SUMMARY"]) for event in entries(client, "202", "?language=en")] == ["Cancelled", "Taken"]
    assert [str(event["SUMMARY"]) for event in entries(client, "202")] == ["취소됨", "예약됨"]


def test_a_moved_use_keeps_its_mark_with_a_higher_number(client: FlaskClient, clock: Clock) -> None:
    booking = a_booking(hours(14, 16))
    [before] = entries(client, "202")
    clock.move(timedelta(hours=1))
    change_booking(booking.reference, Change(hours(9, 11, THURSDAY)), now=clock.now)

    [after] = entries(client, "202")

    assert after["UID"] == before["UID"]
    assert after.sequence > before.sequence
    assert after.start == at(THURSDAY, 9 * 60)
    assert after.LAST_MODIFIED == clock.now > before.LAST_MODIFIED


def test_a_use_of_both_rooms_has_a_mark_of_its_own_in_each(client: FlaskClient, clock: Clock) -> None:
    request = a_request(hours(14, 16), rooms=("202", "203"))
    approve(request.reference, version=request.version, by=YUNA, now=clock.now)

    [one], [other] = entries(client, "202"), entries(client, "203")

    assert one["UID"] != other["UID"]
    assert (one.start, one.end) == (other.start, other.end)


def test_a_cancelled_use_says_so_for_two_weeks_and_is_then_gone(client: FlaskClient, clock: Clock) -> None:
    booking = a_booking(hours(14, 16))
    [before] = entries(client, "202")
    cancel_booking(booking.reference, now=clock.now)

    [after] = entries(client, "202", DAYS)
    tag = tag_of(client, FEED + DAYS)
    clock.move(timedelta(days=14))
    [last] = entries(client, "202", DAYS)
    clock.move(timedelta(days=1))

    assert (after["STATUS"], after["TRANSP"], after["UID"]) == ("CANCELLED", "TRANSPARENT", before["UID"])
    assert after.sequence > before.sequence
    assert last == after
    assert entries(client, "202", DAYS) == []
    assert tag_of(client, FEED + DAYS) != tag


def test_a_use_moved_to_another_room_is_given_up_in_the_old_ones_feed_for_two_weeks(
    client: FlaskClient, clock: Clock, yuna: Actor
) -> None:
    booking = a_booking(hours(14, 16))
    [before] = entries(client, "202")
    tag = tag_of(client)
    clock.move(timedelta(hours=1))
    staff_move(booking, Move(("203",), hours(9, 11)), yuna)

    [left], [new] = entries(client, "202", DAYS), entries(client, "203", DAYS)

    assert (left["STATUS"], left["TRANSP"], left["UID"]) == ("CANCELLED", "TRANSPARENT", before["UID"])
    assert (left.start, left.LAST_MODIFIED) == (at(WEDNESDAY, 14 * 60), clock.now)
    assert (new["STATUS"], new.start) == ("CONFIRMED", at(WEDNESDAY, 9 * 60))
    assert before.sequence < left.sequence <= new.sequence
    assert tag_of(client) != tag
    clock.move(timedelta(days=14))
    tidy(clock.now)
    assert entries(client, "202", DAYS) == [left]
    clock.move(timedelta(days=1))
    assert entries(client, "202", DAYS) == []
    tidy(clock.now)
    assert db.session.scalars(select(LeftUse)).all() == []


def test_what_becomes_of_a_moved_use_later_leaves_the_old_rooms_feed_as_it_was(
    client: FlaskClient, clock: Clock, yuna: Actor
) -> None:
    booking = staff_move(a_booking(hours(14, 16)), Move(("203",), hours(14, 16)), yuna)
    left = entries(client, "202")
    asked = change_booking(booking.reference, Change(hours(9, 11)), now=clock.now)
    approve_change(booking.reference, version=asked.version, by=YUNA, now=clock.now)
    moved = entries(client, "202")
    cancel_booking(booking.reference, now=clock.now)

    assert moved == entries(client, "202") == left
    assert [str(event["STATUS"]) for event in entries(client, "203")] == ["CANCELLED"]


def test_a_use_that_comes_back_stands_in_the_first_rooms_feed_once(
    client: FlaskClient, clock: Clock, yuna: Actor
) -> None:
    booking = a_booking(hours(14, 16))
    [first] = entries(client, "202")
    for rooms in (("203",), ("202",)):
        booking = staff_move(booking, Move(rooms, hours(14, 16)), yuna)

    [back], [left] = entries(client, "202"), entries(client, "203")

    assert (back["UID"], back["STATUS"]) == (first["UID"], "CONFIRMED")
    assert left["STATUS"] == "CANCELLED"
    assert first.sequence < left.sequence == back.sequence


def test_of_several_rooms_only_the_one_that_was_left_tells_its_end(client: FlaskClient, yuna: Actor) -> None:
    booking = a_booking(hours(14, 16))
    booking = staff_move(booking, Move(("202", "203"), hours(14, 16)), yuna)
    assert entries(client, "203")[0]["STATUS"] == entries(client, "202")[0]["STATUS"] == "CONFIRMED"

    staff_move(booking, Move(("203",), hours(14, 16)), yuna)

    assert [str(event["STATUS"]) for room in ("202", "203") for event in entries(client, room)] == [
        "CANCELLED",
        "CONFIRMED",
    ]


def test_whoever_puts_both_rooms_into_one_calendar_keeps_a_moved_use(client: FlaskClient, yuna: Actor) -> None:
    """A calendar knows an entry by its UID alone, and takes the last or the highest of those that share one."""
    booking = a_booking(hours(14, 16))
    staff_move(booking, Move(("203",), hours(9, 11)), yuna)
    feeds = [entries(client, room) for room in ("202", "203")]

    for order in (feeds, feeds[::-1]):
        calendar = {event.uid: event for feed in order for event in feed}
        stands = [event.start for event in calendar.values() if event["STATUS"] == "CONFIRMED"]
        assert stands == [at(WEDNESDAY, 9 * 60)]


def test_a_request_granted_elsewhere_was_in_no_feed_and_leaves_nothing(client: FlaskClient, yuna: Actor) -> None:
    staff_move(a_request(hours(14, 16)), Move(("202",), hours(14, 16)), yuna)

    assert entries(client, "203") == []


def staff_move(booking: Booking, move: Move, yuna: Actor) -> Booking:
    """Staff move it for whoever booked."""
    return move_for(booking.reference, move, version=booking.version, by=yuna, now=time.now())


def test_a_time_that_was_given_up_and_booked_again_is_told_as_both(client: FlaskClient, clock: Clock) -> None:
    cancel_booking(a_booking(hours(14, 16)).reference, now=clock.now)
    a_booking(hours(14, 16))

    assert sorted(str(event["STATUS"]) for event in entries(client, "202")) == ["CANCELLED", "CONFIRMED"]


def test_a_program_that_asks_only_for_the_head_gets_the_tag_and_no_body(app: Flask, client: FlaskClient) -> None:
    a_booking(hours(14, 16))
    tag = tag_of(client)

    with counted_queries() as sent:
        answer = client.head(FEED)

    assert (answer.status_code, answer.data, answer.headers["ETag"]) == (200, b"", tag)
    assert answer.mimetype == "text/calendar"
    assert not [statement for statement in sent if "occurrence" in statement.lower()]
    assert n_open(app) == 0


def test_feeds_of_two_centers_that_differ_only_in_people_are_the_same_byte_by_byte(client: FlaskClient) -> None:
    a_booking(hours(14, 16), purpose="주민 회의", name="홍길동", organisation="무궁화 조합")
    cancel_booking(a_booking(hours(9, 11)).reference, now=time.now())
    before = client.get(FEED)

    words = {"purpose": "비밀 모임", "name": "김태양", "organisation": None, "organisation_key": None}
    address = {"email": "taeyang@example.kr", "email_key": "taeyang@example.kr", "phone": "0109", "phone_key": "0109"}
    others = {"purpose_kind": "other", "headcount": 3, "language": "en", "version": 9, "network": "", "reason": "비밀"}
    with transaction() as session, owning(session):
        session.execute(update(Booking).values(reference="YD-" + Booking.form_key.cast(String(17))))
        session.execute(update(Booking).values(**words, **address, **others))

    after = client.get(FEED)
    assert (after.data, after.headers["ETag"]) == (before.data, before.headers["ETag"])
    assert len(entries(client, "202")) == 2


def n_open(app: Flask) -> int:
    """How many connections are in use, those of the test itself aside."""
    db.session.rollback()
    pool = db.engine.pool
    assert isinstance(pool, QueuePool)
    return pool.checkedout()


class Stream:
    """A request to the application as a server makes it, read piece by piece in a context of its own."""

    def __init__(self, app: Flask, address: str) -> None:
        self._app, self._context = app, Context()
        environ = EnvironBuilder(address, "https://localhost").get_environ()
        self._body = self._context.run(lambda: run_wsgi_app(app.wsgi_app, environ)[0])
        self._pieces = iter(self._body)

    def read(self) -> bytes:
        """The next piece; empty at the end."""
        return self._context.run(next, self._pieces, b"")

    def close(self) -> None:
        """Go away."""
        self._context.run(self._body.close)  # type: ignore[attr-defined]


def test_a_long_feed_is_read_bit_by_bit_and_in_one_query(app: Flask, client: FlaskClient) -> None:
    fill(MANY)
    client.get(FEED + DAYS)
    with counted_queries() as sent, memory_traced():
        stream = Stream(app, f"{FEED}?{ALL_DAYS}")
        length = sum(len(piece) for piece in iter(stream.read, b""))
        _, peak = tracemalloc.get_traced_memory()
        stream.close()

    assert length > MANY * 200
    assert peak < length / 2
    assert len([statement for statement in sent if "occurrence" in statement.lower()]) == 1
    assert n_open(app) == 0


@contextmanager
def memory_traced() -> Iterator[None]:
    """Let Python count the memory it takes while inside."""
    tracemalloc.start()
    try:
        yield
    finally:
        tracemalloc.stop()


def test_who_goes_away_in_the_middle_leaves_nothing_open(app: Flask) -> None:
    fill(2_000)
    stream = Stream(app, f"{FEED}?{ALL_DAYS}")
    assert stream.read().startswith(b"BEGIN:VCALENDAR")
    assert stream.read().startswith(b"BEGIN:VEVENT")
    assert n_open(app) == 1

    stream.close()

    assert n_open(app) == 0
