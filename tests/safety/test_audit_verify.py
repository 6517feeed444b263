"""The audit log only grows: the database refuses to change it, and reading it again finds what was changed anyway."""

import re
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import DBAPIError

from center.bookings.service.managing import cancel_booking
from center.checks import run_checks
from center.core import time
from center.core.audit import Act, AuditEntry, AuditHead, hash_of
from center.core.audit_chain import NOTHING_YET, Head, read_chain
from center.core.audit_guard import guard, is_guarded, unguard
from center.core.db import db
from center.settings import Settings
from tests.bookings.factories import a_booking
from tests.commands import center, inside

Damage = Callable[[Connection], None]
LINE = "the audit log only grows"


def some_acts(settings: Settings) -> None:
    """Let people book and think better of it, and nobody hold the database open afterwards."""
    with inside(settings):
        for _ in range(3):
            booking = a_booking()
            cancel_booking(booking.reference, now=time.now())


def damage(settings: Settings, how: Damage) -> None:
    """Change the log as somebody who owns the database can: the triggers taken away and put back."""
    with inside(settings), db.engine.begin() as connection:
        unguard(connection)
        how(connection)
        guard(connection)


def change(connection: Connection) -> None:
    connection.execute(update(AuditEntry).where(AuditEntry.number == 20).values(actor="user 1"))


def change_all(connection: Connection) -> None:
    connection.execute(update(AuditEntry).values(actor="user 1"))


def take_out(connection: Connection) -> None:
    connection.execute(delete(AuditEntry).where(AuditEntry.number == 20))


def reorder(connection: Connection) -> None:
    for before, after in ((20, 1000), (21, 20), (1000, 21)):
        connection.execute(update(AuditEntry).where(AuditEntry.number == before).values(number=after))


def cut(connection: Connection) -> None:
    connection.execute(delete(AuditEntry).where(AuditEntry.number > 20))


def cut_with_head(connection: Connection) -> None:
    cut(connection)
    hashed = connection.scalar(select(AuditEntry.hash).where(AuditEntry.number == 20))
    connection.execute(update(AuditHead).values(number=20, hash=hashed))


def insert_one(connection: Connection) -> None:
    later = select(AuditEntry.__table__).where(AuditEntry.number >= 20).order_by(AuditEntry.number)
    rows = connection.execute(later).all()
    for row in reversed(rows):
        connection.execute(update(AuditEntry).where(AuditEntry.number == row.number).values(number=row.number + 1))
    connection.execute(insert(AuditEntry).values(rows[0]._asdict()))


def lose_head(connection: Connection) -> None:
    connection.execute(delete(AuditHead))


def rewrite(connection: Connection) -> None:
    """A whole new chain, as it would be without one act, in which every hash is right."""
    rows = connection.execute(select(AuditEntry.__table__).order_by(AuditEntry.number)).all()
    connection.execute(delete(AuditEntry))
    number, previous = 0, "0" * 64
    for row in (*rows[:19], *rows[20:]):
        act = Act(row.at, row.actor, row.action, row.subject, row.facts)
        number, before = number + 1, previous
        previous = hash_of(number, act, before)
        written = {**row._asdict(), "number": number, "previous": before, "hash": previous}
        connection.execute(insert(AuditEntry).values(written))
    connection.execute(update(AuditHead).values(number=number, hash=previous))


def told(settings: Settings, *more: str) -> Result:
    return center(settings, "audit", "verify", *more)


def head_of(result: Result) -> str:
    found = re.search(r"(\d+) entries, head (\d+:[0-9a-f]{64})\n$", result.output)
    assert found, result.output
    return found[2]


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        (change, "entry 20 was changed"),
        (take_out, "between entry 19 and entry 21 some are missing"),
        (reorder, "entry 20 was changed"),
        (cut, "the log ends with entry 20"),
        (insert_one, "entry 21 was changed"),
        (lose_head, "the head of the log is missing"),
    ],
)
def test_audit_verify_finds_a_change_a_gap_a_cut(settings: Settings, clock: object, how: Damage, sentence: str) -> None:
    some_acts(settings)
    whole = told(settings)
    damage(settings, how)

    broken = told(settings)

    assert (whole.exit_code, broken.exit_code) == (0, 1)
    assert "BROKEN" not in whole.output
    assert f"BROKEN  {sentence}" in broken.output
    assert f"BROKEN  {LINE}: " in center(settings, "check").output


@pytest.mark.parametrize("how", [rewrite, cut_with_head])
def test_a_log_that_was_written_anew_is_found_by_an_earlier_printed_head(
    settings: Settings, clock: object, how: Damage
) -> None:
    some_acts(settings)
    printed = head_of(told(settings))
    some_acts(settings)
    assert told(settings, "--head", printed).exit_code == 0
    damage(settings, how)

    assert told(settings).exit_code == 0
    assert told(settings, "--head", printed).exit_code == 1


def test_a_head_that_is_none_is_refused_with_a_sentence(settings: Settings) -> None:
    for wrong in ("12", "12:abc", "x:" + "0" * 64, ""):
        result = told(settings, "--head", wrong)

        assert (result.exit_code, "Traceback" in result.output) == ((2 if wrong else 0), False)


def test_the_database_refuses_to_change_the_audit_log(app: Flask) -> None:
    a_booking()
    db.session.rollback()
    refused = [
        "UPDATE audit_entry SET actor = 'user 1'",
        "UPDATE audit_entry SET actor = 'user 1' WHERE number = 1",
        "DELETE FROM audit_entry",
        "DELETE FROM audit_entry WHERE number = 3",
    ]
    columns = "number, at, actor, action, subject, facts, previous, hash"
    first = f"SELECT {columns} FROM audit_entry WHERE number = 1"  # noqa: S608 (our own words)
    if db.engine.dialect.name == "sqlite":
        refused.append(f"INSERT OR REPLACE INTO audit_entry ({columns}) {first}")
        refused.append(f"REPLACE INTO audit_entry ({columns}) {first}")
    else:
        refused.append("TRUNCATE audit_entry")
        refused.append("TRUNCATE audit_entry CASCADE")
        refused.append(f"INSERT INTO audit_entry ({columns}) {first} ON CONFLICT (number) DO UPDATE SET actor = 'x'")
        refused.append("SET session_replication_role = replica; DELETE FROM audit_entry")
    before = read_chain()

    for statement in refused:
        with pytest.raises(DBAPIError, match=LINE), db.engine.begin() as connection:
            connection.exec_driver_sql(statement)

    assert read_chain() == before
    assert before.faults == []


@pytest.mark.parametrize("taken_away", ["DROP", "weakened"])
def test_a_center_whose_log_may_be_changed_is_not_ready(app: Flask, client: FlaskClient, taken_away: str) -> None:
    assert client.get("/readyz").json == {"status": "ready"}
    with db.engine.begin() as connection:
        if taken_away == "DROP":
            unguard(connection)
        elif connection.dialect.name == "sqlite":
            unguard(connection)
            connection.exec_driver_sql(
                "CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry BEGIN SELECT 1; END"
            )
        else:
            connection.exec_driver_sql("ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_grows")

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json) == (503, {"status": "audit log not guarded"})
    assert [result.name for result in run_checks(time.now()) if result.faults] == [LINE]


def test_migrating_and_restoring_put_the_triggers_back(settings: Settings, elsewhere: Settings, tmp_path: Path) -> None:
    with inside(settings), db.engine.begin() as connection:
        unguard(connection)
    copy = tmp_path / "copy.zip"
    assert center(settings, "backup", copy).exit_code == 0

    restored = center(elsewhere, "restore", copy)
    migrated = center(settings, "migrate")

    assert (restored.exit_code, migrated.exit_code) == (0, 0), restored.output
    for place in (elsewhere, settings):
        with inside(place), db.engine.connect() as connection:
            assert is_guarded(connection)
            assert read_chain().n_entries > 10


def test_a_copy_of_a_changed_log_is_restored_and_told_of(
    settings: Settings, clock: object, elsewhere: Settings, tmp_path: Path
) -> None:
    some_acts(settings)
    damage(settings, take_out)
    copy = tmp_path / "copy.zip"
    center(settings, "backup", copy)

    restored = center(elsewhere, "restore", copy)

    assert restored.exit_code == 1, restored.output
    assert f"BROKEN  {LINE}: between entry 19 and entry 21 some are missing" in restored.output


def test_a_long_log_is_read_with_little_memory(app: Flask) -> None:
    start, n_more = read_chain().head, 20_000
    number, previous, rows = start.number, start.hash, []
    for _ in range(n_more):
        number += 1
        act = Act(time.now(), "public", "booking.booked", "booking YD-AAAA-AAAA", '{"rooms":["202"]}')
        hashed = hash_of(number, act, previous)
        rows.append({"number": number, "at": act.at, "actor": act.actor, "action": act.action, "subject": act.subject})
        rows[-1] |= {"facts": act.facts, "previous": previous, "hash": hashed}
        previous = hashed
    with db.engine.begin() as connection:
        connection.execute(insert(AuditEntry), rows)
        connection.execute(update(AuditHead).values(number=number, hash=previous))
    del rows

    tracemalloc.start()
    reading = read_chain()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert (reading.faults, reading.head.number) == ([], start.number + n_more)
    assert most < 8_000_000


def test_many_faults_are_counted_and_the_first_ones_told(settings: Settings, clock: object) -> None:
    some_acts(settings)
    damage(settings, change_all)

    result = told(settings)

    with inside(settings):
        reading = read_chain()
    assert (len(reading.faults), reading.n_faults) == (min(20, reading.n_entries), reading.n_entries)
    assert result.exit_code == 1


def test_an_empty_log_ends_where_it_begins(app: Flask) -> None:
    assert Head.read(str(NOTHING_YET)) == NOTHING_YET
    assert read_chain(NOTHING_YET).faults == []
