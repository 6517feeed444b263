"""The very files in which a center keeps what it knows."""

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import text

from center.core.db import db
from center.settings import Settings


def files_of(settings: Settings) -> Iterator[Path]:
    """The database's own files, whatever lies beside them, and the mails; nothing waits in memory."""
    db.session.rollback()
    if db.engine.dialect.name == "postgresql":
        yield from _relations()
    yield from (file for file in settings.instance.rglob("*") if file.is_file())


def _relations() -> Iterator[Path]:
    """The files of all tables, indexes and statistics of this database, after everything was written into them."""
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CHECKPOINT"))
        folder = connection.scalar(text("SHOW data_directory"))
        base = connection.scalar(text("SELECT oid FROM pg_database WHERE datname = current_database()"))
    yield from (file for file in (Path(str(folder)) / "base" / str(base)).iterdir() if file.is_file())


def files_with(settings: Settings, *marks: str) -> set[str]:
    """Which of these words stand in which files."""
    found = set()
    for file in files_of(settings):
        content = file.read_bytes()
        found |= {f"{mark} in {file.name}" for mark in marks if mark.encode() in content}
    return found
