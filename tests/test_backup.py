"""Copies of the whole center: one file, private and verified; restored whole or not at all."""

import io
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy import func, inspect, select

from center.backup.archive import Archive, ArchiveError, Contents, ensure_whole, new_archive, open_archive
from center.backup.target import MADE_BY_INIT, NAMELESS
from center.bookings.models import Booking, Occurrence
from center.checks import CHECKS
from center.core.db import db
from center.files.rules.kinds import DOCUMENTS
from center.files.service import store_file
from center.files.serving import the_store
from center.server import ROOT
from center.settings import Settings
from center.web.schema import newest_revision
from tests.bookings.factories import a_booking, hours
from tests.commands import center, ended, inside, started
from tests.conftest import Clock, settings_for
from tests.copies import fill, rows_of, run_sql
from tests.files.samples import a_pdf
from tests.postgresql import Postgres

Damage = Callable[[bytes], bytes]
ONE_MORE = "9999"
"""The revision of a program that is newer than this one."""


@pytest.fixture
def copy(settings: Settings, clock: Clock, tmp_path: Path) -> Path:
    """A copy of a center with people."""
    fill(settings, clock.now)
    file = tmp_path / "copies" / "one.zip"
    file.parent.mkdir()
    made = center(settings, "backup", file)
    assert made.exit_code == 0, made.output
    return file


def test_a_restored_copy_equals_its_source_row_for_row(settings: Settings, copy: Path, elsewhere: Settings) -> None:
    restored = center(elsewhere, "restore", copy)

    assert restored.exit_code == 0, restored.output
    assert restored.output.count("\nok ") == len(CHECKS)
    assert rows_of(elsewhere) == rows_of(settings)
    assert len(rows_of(elsewhere)["booking"]) == 3


def test_a_copy_is_private_and_nothing_is_left_beside_it(copy: Path) -> None:
    assert copy.stat().st_mode & 0o777 == 0o600
    assert list(copy.parent.iterdir()) == [copy]


def test_a_file_that_is_there_stays(settings: Settings, copy: Path) -> None:
    before = copy.read_bytes()

    again = center(settings, "backup", copy)

    assert again.exit_code == 1
    assert again.output == f"Error: {copy} is there already and stays as it is. Name a new file.\n"
    assert copy.read_bytes() == before


@pytest.mark.parametrize("folder", ["missing", "file", "/proc"])
def test_a_folder_that_cannot_be_written_is_told_in_a_sentence(settings: Settings, tmp_path: Path, folder: str) -> None:
    (tmp_path / "file").touch()

    refused = center(settings, "backup", tmp_path / folder / "one.zip")

    assert refused.exit_code == 1
    assert refused.output.startswith("Error: The copy was not made: ")
    assert refused.output.count("\n") == 1


def test_a_database_without_the_center_is_not_copied(elsewhere: Settings, tmp_path: Path) -> None:
    refused = center(elsewhere, "backup", tmp_path / "one.zip")

    assert refused.exit_code == 1
    assert "center migrate" in refused.output or "CENTER_INSTANCE" in refused.output
    assert not (tmp_path / "one.zip").exists()


def test_people_are_replaced_only_by_force(settings: Settings, copy: Path, clock: Clock) -> None:
    before = rows_of(settings)
    with inside(settings):
        a_booking(hours(18, 19))
    changed = rows_of(settings)

    refused = center(settings, "restore", copy)
    assert refused.exit_code == 2
    assert "booking (4)" in refused.output
    assert "--force" in refused.output
    assert rows_of(settings) == changed

    forced = center(settings, "restore", copy, "--force")
    assert forced.exit_code == 0, forced.output
    assert rows_of(settings) == before


def test_a_center_without_people_is_replaced_without_force(copy: Path, elsewhere: Settings) -> None:
    assert center(elsewhere, "migrate").exit_code == center(elsewhere, "init").exit_code == 0

    restored = center(elsewhere, "restore", copy)

    assert restored.exit_code == 0, restored.output
    assert len(rows_of(elsewhere)["booking"]) == 3


def test_every_table_counts_as_people_but_those_of_the_center_itself(elsewhere: Settings) -> None:
    assert center(elsewhere, "migrate").exit_code == center(elsewhere, "init").exit_code == 0

    holding = {name for name, rows in rows_of(elsewhere).items() if rows}

    assert holding | {"closure", "exceptional_opening", "alembic_version"} == MADE_BY_INIT
    assert set(db.metadata.tables) > NAMELESS


def test_a_new_booking_gets_a_new_number_after_a_restore(copy: Path, elsewhere: Settings) -> None:
    assert center(elsewhere, "restore", copy).exit_code == 0

    with inside(elsewhere):
        before = [db.session.scalar(select(func.max(model.id))) or 0 for model in (Booking, Occurrence)]
        booking = a_booking(hours(18, 19))

        assert [booking.id, booking.occurrence.id] == [number + 1 for number in before]
    assert center(elsewhere, "check").exit_code == 0


def test_files_that_were_handed_in_are_in_the_copy_and_put_back(
    settings: Settings, elsewhere: Settings, tmp_path: Path
) -> None:
    fill(settings, Clock().now)
    with inside(settings):
        accepted = the_store().take_in(io.BytesIO(a_pdf()), "계획서.pdf", allowed=DOCUMENTS, most_bytes=1_000_000)
        store_file(accepted, by="user 1", now=Clock().now)
    assert center(settings, "backup", tmp_path / "one.zip").exit_code == 0

    assert center(elsewhere, "restore", tmp_path / "one.zip").exit_code == 0

    with inside(elsewhere):
        assert the_store().storage.path(accepted.sha256).read_bytes() == a_pdf()
    assert center(elsewhere, "check", "--files").exit_code == 0
    (elsewhere.files / accepted.sha256[:2] / accepted.sha256).write_bytes(b"changed")
    assert "BROKEN  every file is what was handed in" in center(elsewhere, "check", "--files").output


def test_a_broken_check_is_told_after_the_restore(settings: Settings, elsewhere: Settings, tmp_path: Path) -> None:
    fill(settings, Clock().now)
    run_sql(settings, "DELETE FROM occupancy")
    assert center(settings, "backup", tmp_path / "one.zip").exit_code == 0

    restored = center(elsewhere, "restore", tmp_path / "one.zip")

    assert restored.exit_code == 1
    assert "BROKEN  occupancy is exactly what holds" in restored.output
    assert rows_of(elsewhere) == rows_of(settings)


@pytest.mark.parametrize(
    "damage",
    [
        lambda whole: _overwritten(whole, len(whole) // 3),
        lambda whole: _overwritten(whole, len(whole) // 2),
        lambda whole: whole[: len(whole) // 2],
        lambda whole: whole[:-1],
        lambda _whole: b"",
        lambda _whole: "id,name\n1,홍길동\n".encode(),
    ],
    ids=["overwritten early", "overwritten later", "half", "one byte short", "empty", "foreign"],
)
def test_a_damaged_copy_is_refused_and_changes_nothing(settings: Settings, copy: Path, damage: Damage) -> None:
    before = rows_of(settings)
    copy.write_bytes(damage(copy.read_bytes()))

    refused = center(settings, "restore", copy, "--force")

    assert refused.exit_code == 2
    assert refused.output.startswith("Error: This is no copy that can be restored: ")
    assert rows_of(settings) == before


def _overwritten(whole: bytes, place: int) -> bytes:
    """Some bytes in a row turned round: a single one may be of those that nobody reads."""
    part = bytes(byte ^ 0xFF for byte in whole[place : place + 64])
    return whole[:place] + part + whole[place + 64 :]


def _flipped(whole: bytes, place: int) -> bytes:
    return whole[:place] + bytes([whole[place] ^ 0x10]) + whole[place + 1 :]


def test_a_file_that_is_not_there_is_refused_in_a_sentence(settings: Settings, tmp_path: Path) -> None:
    refused = center(settings, "restore", tmp_path / "none.zip")

    assert refused.exit_code == 2
    assert refused.output.startswith("Error: Nothing was restored: No such file")


def test_another_zip_and_one_with_more_in_it_are_refused(settings: Settings, copy: Path, tmp_path: Path) -> None:
    with ZipFile(tmp_path / "other.zip", "w") as other:
        other.writestr("manifest.json", "[]")
    with ZipFile(copy, "a") as extended:
        extended.writestr("more", "than was copied")

    for file in (tmp_path / "other.zip", copy):
        assert center(settings, "restore", file, "--force").exit_code == 2


def test_no_flipped_byte_goes_unnoticed_in_what_is_restored(copy: Path, tmp_path: Path) -> None:
    """A byte that nobody reads, such as a date of the zip, may differ; what is restored may not."""
    whole, flipped = copy.read_bytes(), tmp_path / "flipped.zip"
    with open_archive(copy) as archive:
        manifest = archive.manifest
    noticed = 0
    for place in [*range(0, len(whole), 37), *range(len(whole) - 700, len(whole))]:
        flipped.write_bytes(_flipped(whole, place))
        try:
            with open_archive(flipped) as archive:
                ensure_whole(archive)
                assert archive.manifest == manifest
        except ArchiveError:
            noticed += 1

    assert noticed > len(whole) // 37 * 0.8


def test_rows_that_point_nowhere_are_refused_and_change_nothing(settings: Settings, copy: Path, tmp_path: Path) -> None:
    before, forged = rows_of(settings), tmp_path / "forged.zip"
    _forge(copy, forged, without="floor")

    refused = center(settings, "restore", forged, "--force")

    assert refused.exit_code == 2
    assert rows_of(settings) == before


def _forge(copy: Path, forged: Path, *, without: str) -> None:
    """A copy with right hashes that lacks rows which others refer to."""
    with open_archive(copy) as archive, new_archive(forged) as writer:
        contents = archive.manifest.contents
        for name in archive.manifest.members:
            writer.add(name, _forged_member(archive, name, without, forged.parent))
        tables = tuple(one if one.name != without else type(one)(one.name, one.columns, 0) for one in contents.tables)
        writer.finish(archive.manifest.database, Contents(contents.revision, tables), archive.manifest.made_at)


def _forged_member(archive: Archive, name: str, without: str, folder: Path) -> Iterator[bytes]:
    blocks = list(archive.blocks(name))
    if name == "center.db":
        (folder / name).write_bytes(b"".join(blocks))
        with closing(sqlite3.connect(folder / name, isolation_level=None)) as connection:
            connection.execute(f'DELETE FROM "{without}"')  # noqa: S608 (a name of this test)
        blocks = [(folder / name).read_bytes()]
    yield from [] if name == f"tables/{without}" else blocks


def test_a_copy_of_the_other_kind_of_database_is_refused(
    settings: Settings, copy: Path, postgres: Postgres, tmp_path: Path
) -> None:
    is_sqlite = settings.database_url.startswith("sqlite")
    other = settings_for(tmp_path / "other", postgres.create("other_kind") if is_sqlite else "")

    refused = center(other, "restore", copy)
    postgres.drop("other_kind")

    assert refused.exit_code == 2
    assert "it is of a " in refused.output


def test_older_schemas_are_migrated_and_newer_ones_refused(
    settings: Settings, copy: Path, elsewhere: Settings, tmp_path: Path
) -> None:
    before = rows_of(settings)
    newer = _program_with_one_more_migration(tmp_path / "program")

    told = ended(started(elsewhere, "restore", copy, program=newer))[1]

    assert "ok      the schema is the newest" in told, told
    assert rows_of(elsewhere) == before
    with inside(elsewhere):
        assert "remark" in {column["name"] for column in inspect(db.engine).get_columns("booking")}

    copied_by_it = ended(started(elsewhere, "backup", tmp_path / "newer.zip", program=newer))
    refused = center(settings, "restore", tmp_path / "newer.zip", "--force")

    assert copied_by_it[0] == 0, copied_by_it
    assert refused.exit_code == 2
    assert f"does not know its schema {ONE_MORE}" in refused.output
    assert rows_of(settings) == before


def _program_with_one_more_migration(folder: Path) -> Path:
    for part in ("center", "migrations"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "migrations" / "versions" / f"{ONE_MORE}_a_remark.py").write_text(
        "import sqlalchemy as sa\n"
        "from alembic import op\n"
        f'revision, down_revision = "{ONE_MORE}", "{newest_revision()}"\n'
        "def upgrade():\n"
        '    with op.batch_alter_table("booking") as table:\n'
        '        table.add_column(sa.Column("remark", sa.String(20), nullable=False, server_default="none"))\n'
    )
    return folder


@pytest.fixture
def embedded(sqlite_template: Path, clock: Clock, tmp_path: Path) -> Settings:
    """A center on SQLite, with people."""
    instance = tmp_path / "embedded"
    instance.mkdir()
    shutil.copy(sqlite_template, instance / "center.db")
    fill(settings_for(instance), clock.now)
    return settings_for(instance)


def test_a_database_that_another_process_has_open_is_not_replaced(embedded: Settings, tmp_path: Path) -> None:
    center(embedded, "backup", tmp_path / "one.zip")
    before = rows_of(embedded)

    with _reader(embedded) as reader:
        refused = center(embedded, "restore", tmp_path / "one.zip", "--force")
        reader.communicate("")
    assert refused.exit_code == 2
    assert "Stop center serve and center worker" in refused.output
    assert rows_of(embedded) == before

    assert center(embedded, "restore", tmp_path / "one.zip", "--force").exit_code == 0


def _reader(settings: Settings) -> "subprocess.Popen[str]":
    """A process that has read and is idle, with its connection open, until it is told to end."""
    program = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('PRAGMA journal_mode=WAL').fetchall();"
        "print(c.execute('SELECT count(*) FROM booking').fetchone(), flush=True); sys.stdin.read()"
    )
    file = settings.instance / "center.db"
    reader = subprocess.Popen(
        [sys.executable, "-c", program, file], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert reader.stdout
    reader.stdout.readline()
    return reader


def test_what_a_killed_server_left_beside_the_old_database_does_not_spoil_the_new(
    embedded: Settings, tmp_path: Path
) -> None:
    center(embedded, "backup", tmp_path / "one.zip")
    before, torn = rows_of(embedded), settings_for(tmp_path / "torn")
    torn.instance.mkdir()
    with inside(embedded):
        a_booking(hours(18, 19))
        for file in embedded.instance.glob("center.db*"):
            shutil.copy(file, torn.instance)
    assert (torn.instance / "center.db-wal").stat().st_size > 0

    refused = center(torn, "restore", tmp_path / "one.zip")
    forced = center(torn, "restore", tmp_path / "one.zip", "--force")

    assert "booking (4)" in refused.output
    assert forced.exit_code == 0, forced.output
    assert rows_of(torn) == before


def test_a_database_that_cannot_be_read_is_replaced_only_by_force(embedded: Settings, tmp_path: Path) -> None:
    center(embedded, "backup", tmp_path / "one.zip")
    spoilt = settings_for(tmp_path / "spoilt")
    spoilt.instance.mkdir()
    for name in ("center.db", "center.db-wal"):
        (spoilt.instance / name).write_bytes(b"no database " * 1000)

    refused = center(spoilt, "restore", tmp_path / "one.zip")
    forced = center(spoilt, "restore", tmp_path / "one.zip", "--force")

    assert refused.exit_code == 2
    assert "what cannot be read" in refused.output
    assert forced.exit_code == 0, forced.output
    assert rows_of(spoilt) == rows_of(embedded)
    assert (spoilt.instance / "center.db").stat().st_mode & 0o777 == 0o600


def test_the_restored_database_belongs_to_whom_the_folder_belongs(embedded: Settings, tmp_path: Path) -> None:
    """Root, who restores for the service, must not lock it out; anybody else can only restore for himself."""
    center(embedded, "backup", tmp_path / "one.zip")
    other = settings_for(tmp_path / "other")
    other.instance.mkdir()
    owner = 12345 if os.geteuid() == 0 else os.geteuid()
    os.chown(other.instance, owner, -1)

    assert center(other, "restore", tmp_path / "one.zip").exit_code == 0

    assert {file.stat().st_uid for file in other.instance.iterdir()} == {owner}


def test_a_full_disk_while_restoring_leaves_the_old_database(embedded: Settings, tmp_path: Path) -> None:
    """On PostgreSQL the disk is the server's, which rolls the transaction back."""
    center(embedded, "backup", tmp_path / "one.zip")
    before = rows_of(embedded)

    code, told = ended(started(embedded, "restore", tmp_path / "one.zip", "--force", largest_file=100_000))

    assert code == 2
    assert told.startswith("Error: Nothing was restored: ")
    assert told.count("\n") == 1
    assert rows_of(embedded) == before
    assert not [file for file in embedded.instance.iterdir() if file.is_dir()]
