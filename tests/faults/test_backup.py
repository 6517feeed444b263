"""Copies under fire: people book meanwhile, the disk is full, the command is killed."""

import signal
import subprocess
import threading
import time as wall
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from sqlalchemy import create_engine, text

from center.backup.workspace import PREFIX, workspace
from center.core.db import db
from center.core.time import Period
from center.settings import Settings
from tests.bookings.factories import a_booking, hours
from tests.commands import center, ended, inside, started
from tests.conftest import Clock
from tests.copies import fill, rows_of
from tests.faults.visitors import open_days

BOOKERS = 4
MOST_COPIES = 20
POLL_SECONDS = 0.005


class Crowd:
    """People who book one time after the other, until they are told to stop."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self.acknowledged: list[str] = []
        self.enough, self.stopped = threading.Event(), threading.Event()

    def book(self, periods: list[Period]) -> None:
        """One person's part."""
        for period in periods:
            if self.stopped.is_set():
                return
            with self._app.app_context():
                self.acknowledged.append(a_booking(period).reference)
            if len(self.acknowledged) > BOOKERS:
                self.enough.set()


def test_a_copy_made_while_people_book_holds_all_that_was_acknowledged_before(
    settings: Settings, clock: Clock, elsewhere: Settings, tmp_path: Path
) -> None:
    with inside(settings) as app, ThreadPoolExecutor(BOOKERS) as pool:
        periods = [hours(start, start + 1, day) for day in open_days(25) for start in (9, 11, 13, 15, 17, 19)]
        db.session.remove()
        crowd = Crowd(app)
        parts = [pool.submit(crowd.book, periods[n::BOOKERS]) for n in range(BOOKERS)]
        assert crowd.enough.wait(60)
        before, file = _copy_while_they_book(settings, crowd, tmp_path)
        crowd.stopped.set()
        for part in parts:
            part.result(60)

    restored = center(elsewhere, "restore", file)

    assert restored.exit_code == 0, restored.output
    stored = _references(elsewhere)
    assert before <= stored <= set(crowd.acknowledged) | _references(settings)
    assert center(elsewhere, "check").exit_code == 0


def _copy_while_they_book(settings: Settings, crowd: Crowd, folder: Path) -> tuple[set[str], Path]:
    """A copy during which somebody's booking was acknowledged, and what was acknowledged before it began."""
    for n in range(MOST_COPIES):
        before, file = set(crowd.acknowledged), folder / f"{n}.zip"
        made = center(settings, "backup", file)
        assert made.exit_code == 0, made.output
        if len(crowd.acknowledged) > len(before):
            return before, file
    raise AssertionError("nobody booked while copies were made")


def _references(settings: Settings) -> set[str]:
    engine = create_engine(settings.database_url)
    with engine.connect() as connection:
        found = set(connection.scalars(text("SELECT reference FROM booking")))
    engine.dispose()
    return found


def test_a_full_disk_is_told_in_a_sentence_and_leaves_nothing(settings: Settings, clock: Clock, tmp_path: Path) -> None:
    fill(settings, clock.now)
    folder = tmp_path / "copies"
    folder.mkdir()
    size = 100_000 if settings.database_url.startswith("sqlite") else 2_000

    code, told = ended(started(settings, "backup", folder / "one.zip", largest_file=size))

    assert code == 1
    assert told.startswith("Error: The copy was not made: ")
    assert told.count("\n") == 1
    assert list(folder.iterdir()) == []


def test_a_killed_backup_leaves_no_copy_and_the_next_one_tidies_up(
    settings: Settings, clock: Clock, tmp_path: Path
) -> None:
    folder = tmp_path / "copies"
    folder.mkdir()

    with _locked(settings):
        process = started(settings, "backup", folder / "one.zip")
        _wait_until(process, lambda: any(folder.iterdir()))
        process.kill()
        process.communicate(timeout=30)
    [left] = folder.iterdir()
    assert _leftovers(folder) == [left]
    assert center(settings, "backup", folder / "one.zip").exit_code == 0

    assert [file.name for file in folder.iterdir()] == ["one.zip"]


def test_a_backup_that_is_told_to_stop_leaves_nothing(settings: Settings, clock: Clock, tmp_path: Path) -> None:
    folder = tmp_path / "copies"
    folder.mkdir()

    with _locked(settings):
        process = started(settings, "backup", folder / "one.zip")
        _wait_until(process, lambda: any(folder.iterdir()))
        process.terminate()
    code, told = ended(process)

    assert (code, told) == (128 + signal.SIGTERM, "")
    assert list(folder.iterdir()) == []


def test_a_killed_restore_leaves_the_old_or_the_new_database_whole(
    settings: Settings, clock: Clock, tmp_path: Path
) -> None:
    fill(settings, clock.now)
    new, file = rows_of(settings), tmp_path / "one.zip"
    center(settings, "backup", file)
    with inside(settings):
        a_booking(hours(18, 19))
    old = rows_of(settings)

    process = started(settings, "restore", file, "--force")
    _wait_until(process, lambda: _is_restoring(settings))
    process.kill()
    process.communicate(timeout=30)

    assert rows_of(settings) in (old, new)
    assert center(settings, "restore", file, "--force").exit_code == 0
    assert rows_of(settings) == new
    assert not _leftovers(settings.instance)


@contextmanager
def _locked(settings: Settings) -> Iterator[None]:
    """Keep everybody from reading bookings, so that a copy has begun and cannot end."""
    engine = create_engine(settings.database_url)
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA journal_mode=DELETE")
            connection.exec_driver_sql("PRAGMA locking_mode=EXCLUSIVE")
            connection.exec_driver_sql("UPDATE space SET position = position")
        else:
            connection.exec_driver_sql("LOCK TABLE booking IN ACCESS EXCLUSIVE MODE")
        yield
        connection.rollback()
    engine.dispose()


def _wait_until(process: "subprocess.Popen[str]", is_time: Callable[[], bool]) -> None:
    while process.poll() is None and not is_time():
        wall.sleep(POLL_SECONDS)


def _is_restoring(settings: Settings) -> bool:
    if settings.database_url.startswith("sqlite"):
        return bool(_leftovers(settings.instance))
    engine = create_engine(settings.database_url)
    with engine.connect() as connection:
        writing = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND backend_xid IS NOT NULL"
        found = connection.scalar(text(writing))
    engine.dispose()
    return bool(found)


def _leftovers(folder: Path) -> list[Path]:
    return list(folder.glob(f"{PREFIX}*"))


def test_a_folder_of_a_living_command_is_left_alone(tmp_path: Path) -> None:
    dead = tmp_path / f"{PREFIX}dead"
    dead.mkdir()
    (dead / "center.db").touch()

    with workspace(beside=tmp_path / "one") as first, workspace(beside=tmp_path / "two") as second:
        assert set(tmp_path.iterdir()) == {first, second}

    assert list(tmp_path.iterdir()) == []
