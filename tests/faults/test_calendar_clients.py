"""What real programs make of the feed of a real server, by the real clock: a subscriber's calendar, and who goes away."""

import socket
import time as wall
from collections.abc import Callable
from datetime import date, timedelta
from http.client import HTTPResponse
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import update

from center.bookings.models import Booking, Occurrence, owning
from center.bookings.queries import TAKEN
from center.bookings.rules.managing import Change
from center.bookings.service.managing import cancel_booking, change_booking
from center.core import time
from center.core.db import db, transaction
from center.core.revision import renew
from center.settings import Settings
from tests.bookings.factories import a_booking, hours
from tests.bookings.many import fill
from tests.faults.calendars import Subscriber
from tests.faults.visitors import open_days
from tests.servers import Server, gunicorn

FEED = "/rooms/202/calendar.ics"
ALL_DAYS = "from=2015-01-01&to=2060-01-01"
MANY = 20_000
SMALL = 4096
OPEN_READS = {
    "sqlite": "PRAGMA wal_checkpoint(PASSIVE)",  # pages written, pages that no reader holds up
    "postgresql": "SELECT count(*), 0 FROM pg_stat_activity"
    " WHERE datname = current_database() AND state LIKE 'idle in transaction%'",
}
FIND_OUT_WITHIN_SECONDS = 10


@pytest.fixture
def clock() -> None:
    """Servers live by the real clock, and so does this test."""


def move(booking: Booking, *, to: tuple[float, float], on: date) -> None:
    """Move a booking to other hours of a day."""
    change_booking(booking.reference, Change(hours(*to, on)), now=time.now())


def test_a_subscriber_sees_what_is_booked_moved_cancelled_and_gone(
    app: Flask, settings: Settings, tmp_path: Path
) -> None:
    """khal shows a use with STATUS:CANCELLED and marks it: its own list puts CANCELLED before the time.

    Other programs hide such a use, strike it through, or know nothing of the status. That is why its summary says
    취소됨 too, why it keeps nobody's time busy, and why it leaves the feed after two weeks.
    """
    one, other = open_days(2)
    a_booking(hours(18, 19, one))
    booking = a_booking(hours(14, 16.5, one))

    with gunicorn(settings, workers=1) as server:
        subscriber = Subscriber.of(server.url + FEED, tmp_path / "subscriber")
        subscriber.sync()
        assert subscriber.shown(one, other) == [f"{one} 14:00~16:30 예약됨", f"{one} 18:00~19:00 예약됨"]

        move(booking, to=(9, 10), on=other)
        subscriber.sync()
        assert subscriber.shown(one, other) == [f"{one} 18:00~19:00 예약됨", f"{other} 09:00~10:00 예약됨"]

        cancel_booking(booking.reference, now=time.now())
        subscriber.sync()
        assert subscriber.shown(other, other) == [f"{other} 09:00~10:00 취소됨CANCELLED"]
        assert subscriber.shown_as_usual(other, other)[1:] == ["CANCELLED 09:00-10:00 취소됨"]

        let_two_weeks_pass_since_it_was_cancelled(booking)
        subscriber.sync()
        assert subscriber.shown(one, other) == [f"{one} 18:00~19:00 예약됨"]


def let_two_weeks_pass_since_it_was_cancelled(booking: Booking) -> None:
    """As the clock cannot be moved, the moment is; a new day, which makes feeds be read anew, is a new token here."""
    long_ago = time.now() - timedelta(days=15)
    with transaction() as session, owning(session):
        session.execute(update(Occurrence).where(Occurrence.booking_id == booking.id).values(changed_at=long_ago))
        renew(TAKEN)


def test_who_goes_away_in_the_middle_of_a_feed_leaves_no_transaction_open(app: Flask, settings: Settings) -> None:
    fill(MANY)
    with gunicorn(settings, workers=1) as server:
        reader, first = begun(server)
        assert first.startswith(b"BEGIN:VCALENDAR")
        a_booking(hours(9, 10, open_days(1)[0]))
        assert stands_soon()

        reader.close()

        assert ends_soon()
        whole, first = begun(server)
        length = len(first) + sum(len(piece) for piece in iter(lambda: whole.read(1 << 16), b""))
        whole.close()
        assert length > MANY * 200


def begun(server: Server) -> tuple[HTTPResponse, bytes]:
    """A client that has read the beginning of the whole feed; the server waits until it reads on."""
    place = urlsplit(server.url)
    with socket.socket() as wire:
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL)
        wire.connect((place.hostname, place.port))
        wire.sendall(f"GET {FEED}?{ALL_DAYS} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        answer = HTTPResponse(wire)
        answer.begin()
    return answer, answer.read(SMALL)


def is_read_open() -> bool:
    """Whether anybody else is in the middle of reading the database."""
    db.session.rollback()
    connection = db.engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute(OPEN_READS[db.engine.dialect.name])
        row: tuple[int, ...] = cursor.fetchone() or ()
        return row[-2] > row[-1]
    finally:
        connection.close()


def stands_soon() -> bool:
    """Whether the server stands in the middle of that reading before long, once nobody takes what it has sent."""
    return _soon(is_read_open)


def ends_soon() -> bool:
    """Whether that reading ends before long."""
    return _soon(lambda: not is_read_open())


def _soon(holds: Callable[[], bool]) -> bool:
    deadline = wall.monotonic() + FIND_OUT_WITHIN_SECONDS
    while not holds():
        if wall.monotonic() > deadline:
            return False
        wall.sleep(0.1)
    return True
