"""A full or read-only disk, and a database that somebody else holds: told in a sentence, nothing lost, no repair."""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, event, func, select, text

from center.bookings.models import Booking
from center.checks import run_checks
from center.core import time
from center.core.db import db
from center.settings import Settings
from tests.bookings.factories import a_booking, hours
from tests.bookings.many import fill
from tests.faults.visitors import Citizen, let_many_wait, open_days, open_form
from tests.postgresql import Postgres
from tests.servers import Server, children, gunicorn
from tests.web.mine import opened
from tests.web.test_pages import BOOK, PUBLIC_PAGES, details

NO_ROOM, TOO_BUSY = "지금은 저장할 수 없습니다", "지금 이용하는 분이 많습니다"
on_sqlite = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
on_postgresql = pytest.mark.parametrize("settings", ["postgresql"], indirect=True)
PAGE, WAL_FILE = 8 * 1024, 16 * 1024 * 1024
"""PostgreSQL's unit of a table, and of its log, which is written into files of that size."""


@contextmanager
def full_disk(processes: Callable[[], list[int]], *, largest: int = 1) -> Iterator[None]:
    """No file of these processes grows beyond some bytes, as on a disk that is full; afterwards there is room again.

    Who was started meanwhile took after the others, and has room again too.
    """
    pids = processes()
    before = _largest_file_of(pids[0])
    for pid in pids:
        _limit_files(pid, str(largest))
    try:
        yield
    finally:
        for pid in processes():
            _limit_files(pid, before)


def _largest_file_of(pid: int) -> str:
    """How large a file of a process may be: bytes, or unlimited."""
    limits = Path(f"/proc/{pid}/limits").read_text().splitlines()
    return next(line.split()[3] for line in limits if line.startswith("Max file size"))


def _limit_files(pid: int, largest: str) -> None:
    """Only who a process belongs to may do that; PostgreSQL never runs as root."""
    owner = Path(f"/proc/{pid}").stat().st_uid
    subprocess.run(["prlimit", f"--pid={pid}", f"--fsize={largest}:"], user=owner, check=True)


def n_bookings(settings: Settings) -> int:
    engine = create_engine(settings.database_url)
    with engine.connect() as connection:
        n = connection.scalar(select(func.count()).select_from(Booking)) or 0
    engine.dispose()
    return n


def citizens_of(app: Flask, server: Server, n: int) -> list[Citizen]:
    with app.app_context():
        day = open_days(1)[0]
        db.session.remove()
        db.engine.dispose()
    return [open_form(server, number, hours(9 + 2 * number, 10 + 2 * number, day)) for number in range(n)]


class TestWithServers:
    """Over gunicorn, by the real clock."""

    @pytest.fixture
    def clock(self) -> None:
        """The clock of the machine."""

    @on_sqlite
    def test_a_full_disk_gives_a_clear_message_loses_nothing_needs_no_repair(
        self, app: Flask, settings: Settings
    ) -> None:
        let_many_wait(app)
        with gunicorn(settings, workers=2) as server:
            first, second, third = citizens_of(app, server, 3)
            before = first.send()
            with full_disk(lambda: [server.process.pid, *children(server.process.pid)]):
                refused = [second.send(), third.send()]
                read = [second.visitor.get(page).status for page in ("/", "/rooms/calendar", "/readyz")]
                n_while_full = n_bookings(settings)
            again = [second.send(), third.send()]

        assert before.status == 303
        assert [(reply.status, NO_ROOM in reply.text) for reply in refused] == [(503, True)] * 2
        assert (read, n_while_full) == ([200, 200, 200], 1)
        assert [reply.status for reply in again] == [303, 303]
        assert n_bookings(settings) == 3
        assert not [result.line() for result in run_checks(time.now()) if result.faults]

    @on_postgresql
    def test_a_full_disk_of_postgresql_gives_a_clear_message_loses_nothing_needs_no_repair(
        self, app: Flask, settings: Settings, postgres: Postgres
    ) -> None:
        let_many_wait(app)
        grow_beyond(app, WAL_FILE)
        known = faults(app)
        with gunicorn(settings, workers=2) as server:
            first, second, third = citizens_of(app, server, 3)
            for citizen in (second, third):
                citizen.form["purpose"] = "가" * 100
            before, n_before = first.send(), n_bookings(settings)
            with full_disk(lambda: [postgres.pid, *backends(postgres)], largest=WAL_FILE):
                refused = [second.send(), third.send()]
                read = [second.visitor.get(page).status for page in ("/", "/rooms/calendar", "/readyz")]
                n_while_full = n_bookings(settings)
            again = [second.send(), third.send()]

        assert before.status == 303
        assert [(reply.status, NO_ROOM in reply.text) for reply in refused] == [(503, True)] * 2
        assert (read, n_while_full) == ([200, 200, 200], n_before)
        assert [reply.status for reply in again] == [303, 303]
        assert n_bookings(settings) == n_before + 2
        assert faults(app) == known

    def test_who_waits_too_long_for_others_is_told_so_and_sends_the_same_form_again(
        self, app: Flask, settings: Settings
    ) -> None:
        let_many_wait(app)
        with gunicorn(settings, workers=1) as server:
            [citizen] = citizens_of(app, server, 1)
            with _held_by_another(settings):
                refused = citizen.send()
                while_held = n_bookings(settings)
            again = citizen.send()

        assert (refused.status, TOO_BUSY in refused.text, while_held) == (503, True, 0)
        assert (again.status, n_bookings(settings)) == (303, 1)
        assert not [result.line() for result in run_checks(time.now()) if result.faults]


def grow_beyond(app: Flask, n_bytes: int) -> None:
    """Let the table of bookings be larger than that, with no room for another long row in any of its pages.

    Files of the log are no larger, so that nothing but the growing of the table is refused.
    """
    with app.app_context():
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ALTER TABLE booking SET (fillfactor = 10)"))
            connection.execute(text("VACUUM FULL booking"))
        fill(4 * n_bytes // PAGE)
        assert (db.session.scalar(text("SELECT pg_relation_size('booking')")) or 0) > n_bytes
        db.session.remove()


def faults(app: Flask) -> list[str]:
    """What the checks find, as much of it as they print; bookings that were put in by the thousand hold nothing."""
    with app.app_context():
        found = [result.line() for result in run_checks(time.now()) if result.faults]
        db.session.remove()
    return found


def backends(postgres: Postgres) -> list[int]:
    """The processes that serve those who are connected, their own connection aside; new ones take after the server."""
    with psycopg.connect(postgres.url) as connection:
        found = "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid != pg_backend_pid()"
        return [pid for (pid,) in connection.execute(found)]


@contextmanager
def _held_by_another(settings: Settings) -> Iterator[None]:
    """Somebody else's change that is not finished."""
    engine = create_engine(settings.database_url)
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            driver = connection.connection.driver_connection
            assert driver
            driver.isolation_level = None
            driver.execute("BEGIN IMMEDIATE")
            yield
            driver.execute("ROLLBACK")
        else:
            connection.execute(text("SELECT id FROM space FOR UPDATE")).all()
            yield
            connection.rollback()
    engine.dispose()


def make_read_only() -> None:
    """Let the database refuse every change from now on, as on a disk that was mounted for reading."""
    if db.engine.dialect.name == "sqlite":
        event.listen(db.engine, "checkout", lambda driver, *_: driver.execute("PRAGMA query_only=ON"))
        return
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f'ALTER DATABASE "{db.engine.url.database}" SET default_transaction_read_only = on'))
    db.session.remove()
    db.engine.dispose()


def test_a_read_only_database_is_read_and_says_that_it_stores_nothing(app: Flask, client: FlaskClient) -> None:
    booking = a_booking(hours(9, 10))
    browser, reference = opened(app, booking), booking.reference
    make_read_only()

    for address in (*PUBLIC_PAGES, f"/bookings/{reference}", "/rooms/202/calendar.ics", "/api/v1/spaces"):
        assert browser.get(address).status_code in {200, 404}, address
    told = [
        client.post(BOOK, data=details()),
        browser.post(f"/bookings/{reference}/cancel"),
        browser.post(f"/bookings/{reference}/link"),
        client.post("/sign-in", data={"email": "yuna@example.kr", "password": "whatever else"}),
        client.post("/bookings", data={"email": "yuna@example.kr"}),
    ]

    for answer in told:
        assert (answer.status_code, NO_ROOM in answer.text) == (503, True), answer.request.path
        assert answer.headers["Retry-After"] == "60"
    assert db.session.scalar(select(Booking.state)) == "confirmed"
