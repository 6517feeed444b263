"""Leaving nothing of what was deleted in the database's own files.

Databases free the room of a deleted or changed row and let its bytes lie there. SQLite's `secure_delete` overwrites
most of them, not those that moved within a page or wait in the log beside the file; PostgreSQL overwrites none. So the
tables are written anew. Source: docs/rules/safety.md, promise 20; docs/decisions/0016-personal-data-end.md
"""

import sqlite3
from collections.abc import Sequence
from contextlib import closing

from sqlalchemy.exc import DBAPIError

from center.core.db import db, refusal_of
from center.core.errors import BusyError

WAIT_SECONDS = 1
"""How long a sweep waits for whoever uses the database; it is tried again, and everybody else waits behind it."""


def sweep(tables: Sequence[str]) -> bool:
    """Write the tables anew (on SQLite the whole file); False where somebody used them, and it has to be repeated.

    Called outside any transaction. Takes as long as copying them does, and nobody can write meanwhile.
    """
    db.session.rollback()
    try:
        return _sweep_sqlite() if db.engine.dialect.name == "sqlite" else _sweep_postgresql(tables)
    except (DBAPIError, sqlite3.OperationalError) as error:
        if isinstance(error, DBAPIError) and not isinstance(refusal_of(error), BusyError):
            raise
        if isinstance(error, sqlite3.OperationalError) and "locked" not in str(error):
            raise
        return False


def _sweep_sqlite() -> bool:
    """One compact file, and an empty log beside it: a log that cannot be emptied still holds the old pages."""
    with closing(sqlite3.connect(db.engine.url.database or "", timeout=WAIT_SECONDS, isolation_level=None)) as own:
        own.execute("PRAGMA secure_delete=ON")
        own.execute("VACUUM")
        is_busy, _n_pages, _n_written = own.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not is_busy


def _sweep_postgresql(tables: Sequence[str]) -> bool:
    """New files for tables and indexes; the old ones are removed from the disk.

    What is frequent in a column stands in the statistics too, so they are made anew and swept as well.
    """
    quote = db.engine.dialect.identifier_preparer.quote
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(f"SET lock_timeout = '{WAIT_SECONDS}s'")
        try:
            for table in tables:
                connection.exec_driver_sql(f"VACUUM (FULL, ANALYZE) {quote(table)}")
            connection.exec_driver_sql("VACUUM (FULL) pg_catalog.pg_statistic")
        finally:
            connection.invalidate()
    return True
