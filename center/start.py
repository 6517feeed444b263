"""What is verified of the database before the center is served: a promise that it would break is told in a sentence.

Source: docs/rules/safety.md, promises 4, 14 and 21
"""

from collections.abc import Callable, Iterator, Mapping

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from center.core.audit_guard import is_guarded
from center.core.db import db

FULL, EXTRA = 2, 3
"""SQLite's values of `synchronous` at which a commit is on the disk."""


class UnsafeError(Exception):
    """The center must not be served like this; the sentence says what to do."""


def ensure_safe_to_serve() -> None:
    """Let a center be served whose commits survive a power cut and whose audit log only grows.

    Raises:
        UnsafeError
    """
    try:
        with db.engine.connect() as connection:
            fault = next(_faults(connection), None)
    except DBAPIError as error:
        raise UnsafeError("The database cannot be reached. Is it running, is CENTER_DATABASE_URL right?") from error
    if fault:
        raise UnsafeError(fault)


def _faults(connection: Connection) -> Iterator[str]:
    yield from DURABILITY[connection.dialect.name](connection)
    if not is_guarded(connection):
        yield "The database does not guard the audit log. Run: center migrate"


def _of_sqlite(connection: Connection) -> Iterator[str]:
    if connection.scalar(text("PRAGMA journal_mode")) != "wal":
        yield "The database has no write-ahead log: it must be a file on a local disk. See CENTER_DATABASE_URL."
    if connection.scalar(text("PRAGMA synchronous")) not in {FULL, EXTRA}:
        yield "The database would lose bookings in a power cut: SQLite must run with synchronous=FULL."


def _of_postgresql(connection: Connection) -> Iterator[str]:
    names = ("fsync", "full_page_writes", "synchronous_commit")
    yield from unsafe_settings({name: str(connection.scalar(text(f"SHOW {name}"))) for name in names})


def unsafe_settings(settings: Mapping[str, str]) -> Iterator[str]:
    """A sentence for each of PostgreSQL's settings with which a power cut loses what a page confirmed."""
    for name, value in settings.items():
        if value == "off":
            yield f"The database would lose bookings in a power cut: PostgreSQL must run with {name}=on."


DURABILITY: Mapping[str, Callable[[Connection], Iterator[str]]] = {"sqlite": _of_sqlite, "postgresql": _of_postgresql}
