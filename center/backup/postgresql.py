"""Copies of a PostgreSQL database: every table by `COPY`, in one snapshot out and in one transaction back.

Only the driver speaks COPY, so its connection is used here, inside transactions that SQLAlchemy opened.
"""

from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path
from typing import LiteralString, cast

import psycopg
from alembic import command
from flask import current_app
from psycopg import sql
from sqlalchemy import Connection, func, inspect, select, table, text

from center.backup.archive import VERSION, Archive, ArchiveError, ArchiveWriter, Contents, Table
from center.backup.refusals import CopyRefusedError
from center.backup.target import ensure_replaceable
from center.core.audit_guard import guard, unguard
from center.core.db import db, transaction
from center.web.schema import newest_revision

SNAPSHOT = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


def write_copy(writer: ArchiveWriter, _folder: Path) -> Contents:
    """Copy every table as it was at one moment into the archive, while others write.

    Raises:
        CopyRefusedError: the database holds no tables of the center.
    """
    with db.engine.connect().execution_options(**SNAPSHOT) as connection:
        _write_dates_plainly(connection)
        contents = Contents(_revision(connection), tuple(_tables(connection)))
        for copied in contents.tables:
            with closing(_rows(connection, copied)) as rows:
                writer.add(copied.member, rows)
        return contents


def restore_copy(archive: Archive, *, force: bool) -> None:
    """Replace all tables by those of the copy, in one transaction; whoever reads or writes meanwhile waits.

    Raises:
        CopyRefusedError: the database holds people, or the copy does not fit its schema.
    """
    contents = archive.manifest.contents
    with transaction() as session:
        connection = session.connection()
        _write_dates_plainly(connection)
        n_rows = {name: _count(connection, name) for name in inspect(connection).get_table_names()}
        ensure_replaceable(f"The database {db.engine.url.database}", n_rows, force=force)
        _drop(connection, list(n_rows))
        _migrate(connection, contents.revision)
        _fill(connection, archive)
        if contents.revision != newest_revision():
            _migrate(connection, newest_revision())


def _driver(connection: Connection) -> psycopg.Connection[tuple[object, ...]]:
    return cast("psycopg.Connection[tuple[object, ...]]", connection.connection.driver_connection)


def _write_dates_plainly(connection: Connection) -> None:
    """Whatever the server is set to, both ways of a copy write and read dates alike."""
    connection.exec_driver_sql("SET LOCAL datestyle TO 'ISO, YMD'")


def _revision(connection: Connection) -> str:
    if not inspect(connection).has_table(VERSION):
        raise CopyRefusedError("The database has no tables of the center. Run center migrate first.")
    return str(connection.scalar(text("SELECT version_num FROM alembic_version")) or "")


def _tables(connection: Connection) -> Iterator[Table]:
    """The tables, those that others refer to first; the schema's own revision stands in the manifest."""
    found = inspect(connection)
    for name, _keys in found.get_sorted_table_and_fkc_names():
        if name and name != VERSION:
            columns = tuple(column["name"] for column in found.get_columns(name))
            yield Table(name, columns, _count(connection, name))


def _count(connection: Connection, name: str) -> int:
    return connection.scalar(select(func.count()).select_from(table(name))) or 0


def _statement(words: LiteralString, copied: Table) -> sql.Composed:
    columns = sql.SQL(", ").join(map(sql.Identifier, copied.columns))
    return sql.SQL(words).format(sql.Identifier(copied.name), columns)


def _rows(connection: Connection, copied: Table) -> Generator[bytes, None, None]:
    statement = _statement("COPY {} ({}) TO STDOUT WITH (ENCODING 'UTF8')", copied)
    with _driver(connection).cursor() as cursor, cursor.copy(statement) as rows:
        yield from map(bytes, rows)


def _drop(connection: Connection, names: list[str]) -> None:
    """All in one statement, since they refer to each other; waits for who uses them, as every command does."""
    if names:
        quote = connection.dialect.identifier_preparer.quote
        connection.exec_driver_sql(f"DROP TABLE {', '.join(map(quote, names))}")


def _migrate(connection: Connection, revision: str) -> None:
    """Bring the schema to a revision, in the transaction that is open."""
    config = current_app.extensions["migrate"].migrate.get_config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def _fill(connection: Connection, archive: Archive) -> None:
    """Put the copy's rows into the empty tables of its schema, and let new rows be numbered after them."""
    tables = archive.manifest.contents.tables
    there = {found.name: set(found.columns) for found in _tables(connection)}
    if there != {copied.name: set(copied.columns) for copied in tables}:
        raise ArchiveError(f"its tables are not those of the schema {archive.manifest.contents.revision}")
    unguard(connection)
    _empty(connection, tables)
    for copied in tables:
        _load(connection, archive, copied)
        _number_onwards(connection, copied)
    guard(connection)


def _empty(connection: Connection, tables: tuple[Table, ...]) -> None:
    """A migration may have put first rows there."""
    names = sql.SQL(", ").join(sql.Identifier(one.name) for one in tables)
    _driver(connection).execute(sql.SQL("TRUNCATE {}").format(names))


def _load(connection: Connection, archive: Archive, copied: Table) -> None:
    statement = _statement("COPY {} ({}) FROM STDIN WITH (ENCODING 'UTF8')", copied)
    with _driver(connection).cursor() as cursor:
        with cursor.copy(statement) as rows:
            for block in archive.blocks(copied.member):
                rows.write(block)
        if cursor.rowcount != copied.n_rows:
            raise ArchiveError(f"{copied.name} has {cursor.rowcount} rows, {copied.n_rows} were copied")


def _number_onwards(connection: Connection, copied: Table) -> None:
    driver, sequence = _driver(connection), "SELECT pg_get_serial_sequence(quote_ident(%s), %s)"
    for column in copied.columns:
        [counter] = driver.execute(sequence, [copied.name, column]).fetchone() or [None]
        if counter:
            statement = sql.SQL("SELECT setval(%s, max({})) FROM {}")
            driver.execute(statement.format(sql.Identifier(column), sql.Identifier(copied.name)), [counter])
