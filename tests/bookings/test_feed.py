"""The public feed of a room, read back by a real library: busy times and nothing else."""

import icalendar
from flask.testing import FlaskClient

from center.core.time import at
from tests.bookings.factories import THURSDAY, WEDNESDAY, a_booking, a_held_booking, a_request, hours


def entries(client: FlaskClient, room: str) -> list[icalendar.Event]:
    """What a calendar program finds in the feed."""
    answer = client.get(f"/rooms/{room}/calendar.ics")
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
