"""Copies of a SQLite database: the file as `VACUUM INTO` writes it, swapped in by a rename."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import flask_migrate
from flask import current_app
from sqlalchemy import URL

from center.app import create_app
from center.backup.archive import CHUNK, VERSION, Archive, ArchiveError, ArchiveWriter, Contents, Table
from center.backup.refusals import BUSY, CopyRefusedError
from center.backup.target import ensure_replaceable
from center.backup.workspace import create_private, publish, sync, workspace
from center.core.audit_guard import guarding
from center.core.db import LOCK_WAIT_SECONDS, db
from center.web.schema import newest_revision

MEMBER = "center.db"
BESIDE = ("-wal", "-shm", "-journal")
"""Files that belong to a database: left beside another one they would spoil it."""
UNREADABLE = {"what cannot be read": 1}


def write_copy(writer: ArchiveWriter, folder: Path) -> Contents:
    """Copy the database into the archive, while others write; the folder is for the copy on its way.

    Raises:
        CopyRefusedError: there is no database, or the copy of it is not sound.
    """
    copy = folder / MEMBER
    os.close(create_private(copy))
    with closing(_opened(_existing())) as source:
        source.execute("VACUUM INTO ?", (str(copy),))
    contents = _sound_contents(copy)
    writer.add(MEMBER, _blocks(copy))
    copy.unlink()
    return contents


def restore_copy(archive: Archive, *, force: bool) -> None:
    """Replace the database by the copy: built and verified beside it, then renamed.

    Raises:
        CopyRefusedError: another process has it open, it holds people, or the copy is not sound.
    """
    target = _file()
    with _sole_use(target) as held, workspace(beside=target) as folder:
        _ensure_replaceable(target, held, force=force)
        built = folder / MEMBER
        _build(archive, built)
        _give_to_owner(built, target)
        _remove_beside(target)
        publish(built, target)


def _file() -> Path:
    return Path(db.engine.url.database or "").resolve()


def _existing() -> Path:
    file = _file()
    if not file.is_file():
        raise CopyRefusedError(f"There is no database at {file}. Does CENTER_INSTANCE name the right folder?")
    return file


def _opened(file: Path, *, wait: float = LOCK_WAIT_SECONDS) -> sqlite3.Connection:
    return sqlite3.connect(file, timeout=wait, isolation_level=None)


def _blocks(file: Path) -> Iterator[bytes]:
    with open(file, "rb") as stream:
        while block := stream.read(CHUNK):
            yield block


def _sound_contents(file: Path) -> Contents:
    """What a database at rest holds.

    Raises:
        CopyRefusedError: it is damaged, or a row points nowhere.
    """
    with closing(_opened(file)) as connection:
        faults = [str(row[0]) for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
        faults += [f"a row of {row[0]} points nowhere" for row in connection.execute("PRAGMA foreign_key_check")]
        if faults:
            raise CopyRefusedError(f"The copied database is damaged: {faults[0]}. See docs/operations.md, Copies.")
        return Contents(_revision(connection), tuple(_tables(connection)))


def _revision(connection: sqlite3.Connection) -> str:
    if not any(name == VERSION for name in _names(connection)):
        raise CopyRefusedError("The database has no tables of the center. Run center migrate first.")
    [revision] = connection.execute("SELECT version_num FROM alembic_version").fetchone() or [""]
    return str(revision)


def _names(connection: sqlite3.Connection) -> list[str]:
    listed = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    return [name for (name,) in listed if not name.startswith("sqlite_")]


def _tables(connection: sqlite3.Connection) -> Iterator[Table]:
    """The tables; the schema's own revision stands in the manifest."""
    for name in _names(connection):
        if name == VERSION:
            continue
        quoted = _quoted(name)
        columns = tuple(row[1] for row in connection.execute(f"PRAGMA table_info({quoted})"))
        [n_rows] = connection.execute(f"SELECT count(*) FROM {quoted}").fetchone()  # noqa: S608 (a quoted name)
        yield Table(name, columns, n_rows)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


@contextmanager
def _sole_use(file: Path) -> Iterator[sqlite3.Connection | None]:
    """Keep every other process out of a database; None where there is none, or none that can be read.

    Leaving WAL needs the database for oneself, and whoever has it open in WAL holds a lock, so this fails where a
    server runs. It also writes everything into the one file and removes the files beside it.

    Raises:
        CopyRefusedError: another process has it open.
    """
    if not file.exists():
        yield None
        return
    with closing(_opened(file, wait=1)) as connection:
        yield connection if _is_taken(connection) else None


def _is_taken(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("PRAGMA journal_mode=DELETE").fetchall()
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        if "locked" not in str(error):
            raise
        raise CopyRefusedError(f"Nothing was changed: {BUSY}.") from error
    except sqlite3.DatabaseError:
        return False
    return True


def _ensure_replaceable(target: Path, held: sqlite3.Connection | None, *, force: bool) -> None:
    ensure_replaceable(str(target), _n_rows(held) if target.exists() else {}, force=force)


def _n_rows(held: sqlite3.Connection | None) -> dict[str, int]:
    """The rows of each table; what cannot be read counts as somebody's."""
    try:
        return {table.name: table.n_rows for table in _tables(held)} if held else UNREADABLE
    except sqlite3.DatabaseError:
        return UNREADABLE


def _build(archive: Archive, built: Path) -> None:
    """The database of the copy, verified and brought to the newest schema, in one file on the disk."""
    with open(create_private(built), "wb") as stream:
        for block in archive.blocks(MEMBER):
            stream.write(block)
    if _sound_contents(built) != archive.manifest.contents:
        raise ArchiveError("its database does not hold the rows that were copied")
    if archive.manifest.contents.revision != newest_revision():
        _migrate(built)
        _sound_contents(built)
    _guard(built)
    sync(built)


def _guard(file: Path) -> None:
    """The audit log only grows from here on, also where it did not in the database that was copied."""
    with closing(_opened(file)) as connection:
        for statement in guarding("sqlite"):
            connection.execute(statement)


def _migrate(file: Path) -> None:
    """Bring a database beside the application's own to the newest schema."""
    settings = current_app.extensions["center_settings"]
    url = URL.create("sqlite", database=str(file)).render_as_string()
    with create_app(replace(settings, database_url=url)).app_context():
        try:
            flask_migrate.upgrade()
        finally:
            db.session.remove()
            db.engine.dispose()
    with closing(_opened(file)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE").fetchall()


def _give_to_owner(built: Path, target: Path) -> None:
    """Who restores as root must not lock the service out."""
    if os.geteuid() == 0:
        owner = (target if target.exists() else target.parent).stat()
        os.chown(built, owner.st_uid, owner.st_gid)


def _remove_beside(target: Path) -> None:
    """Nothing is lost: what was in them is in the database by now, or belonged to one that cannot be read."""
    for suffix in BESIDE:
        target.with_name(target.name + suffix).unlink(missing_ok=True)
