"""Many processes want overlapping times of one room: exactly one gets it, on both databases.

The negative control shows that the race is real: without lock and constraint it does double-book.
"""

import multiprocessing
from collections import Counter, defaultdict
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text

from center.bookings.models import Occurrence
from center.checks import run_checks
from center.core import time
from center.core.db import db
from center.settings import Settings
from tests.faults.racers import Race, run

RUNNERS = 8
MONDAY = date(2026, 12, 21)
DAYS = tuple(MONDAY + timedelta(days=n) for n in (0, 1, 2, 3))


def race(settings: Settings, *, is_guarded: bool) -> dict[date, Counter[str]]:
    """Let the processes race on every day; what each told, by day."""
    context = multiprocessing.get_context("spawn")
    start, results = context.Barrier(RUNNERS), context.Queue()
    races = [Race(str(settings.instance), settings.database_url, runner, DAYS, is_guarded) for runner in range(RUNNERS)]
    processes = [context.Process(target=run, args=(one, start, results)) for one in races]
    for process in processes:
        process.start()
    told: dict[date, Counter[str]] = defaultdict(Counter)
    for _ in range(RUNNERS * len(DAYS)):
        day, outcome = results.get(timeout=40)
        told[day][outcome] += 1
    for process in processes:
        process.join(30)
    return told


def test_no_two_confirmed_uses_of_a_room_overlap(app: Flask, settings: Settings) -> None:
    told = race(settings, is_guarded=True)

    for day in DAYS:
        assert told[day] == {"won": 1, "taken with alternatives": RUNNERS - 1}
    assert not [result.line() for result in run_checks(time.now()) if result.faults]


def test_without_lock_and_constraint_the_same_race_double_books(app: Flask, settings: Settings) -> None:
    _drop_the_constraint()

    told = race(settings, is_guarded=False)

    assert any(told[day]["won"] > 1 for day in DAYS), told
    starts = db.session.scalars(select(Occurrence.start_at)).all()
    assert len(starts) > len(DAYS)
    assert any(result.faults for result in run_checks(time.now()) if result.name == "no two uses of a room overlap")


def _drop_the_constraint() -> None:
    """SQLite has no DROP CONSTRAINT: the table is made anew without it."""
    columns = "space_id INTEGER, day DATE, half_hour INTEGER, occurrence_id INTEGER, expires_at TIMESTAMP"
    with db.engine.connect().execution_options(center_write=True) as connection:
        if connection.dialect.name == "sqlite":
            connection.execute(text("DROP TABLE occupancy"))
            connection.execute(text(f"CREATE TABLE occupancy (id INTEGER PRIMARY KEY, {columns})"))
        else:
            connection.execute(text("ALTER TABLE occupancy DROP CONSTRAINT uq_occupancy_space_id_day_half_hour"))
        connection.commit()


@pytest.fixture(autouse=True)
def _nothing_is_open(app: Flask) -> None:
    """The parent holds no connection while its children race."""
    db.session.remove()
    db.engine.dispose()
