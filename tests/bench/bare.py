"""The least a database costs: one indexed query, or one safe insert, by the driver alone.

Both write as durably as the center does. BENCH_DATABASE names a SQLite file or a PostgreSQL address.
"""

import os
import sqlite3
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any
from urllib.parse import parse_qs

import psycopg

from center.core.db import POSTGRESQL_OPTIONS, SQLITE_PRAGMAS

DATABASE = os.environ.get("BENCH_DATABASE", "")
QUERY = "SELECT id FROM occurrence WHERE start_at = ?"
TABLE = "CREATE TABLE bench_insert (id INTEGER PRIMARY KEY, place INTEGER NOT NULL UNIQUE)"
LOOK = "SELECT 1 FROM bench_insert WHERE place = ?"
INSERT = "INSERT INTO bench_insert (id, place) VALUES (?, ?)"
LOCK = "SELECT id FROM space WHERE is_bookable ORDER BY code FOR UPDATE"
INSTANT = "2026-12-23 05:00:00"


def connect(database: str) -> Any:
    """A connection that is told itself when to begin and to commit."""
    if database.startswith("postgresql"):
        return psycopg.connect(database, autocommit=True, options=POSTGRESQL_OPTIONS)
    connection = sqlite3.connect(database, isolation_level=None)
    for pragma in SQLITE_PRAGMAS:
        connection.execute(pragma)
    return connection


@cache
def _connection() -> Any:
    return connect(DATABASE)


def _run(statement: str, *values: object) -> Any:
    """Send a statement; PostgreSQL's driver writes its places otherwise."""
    is_postgresql = DATABASE.startswith("postgresql")
    return _connection().execute(statement.replace("?", "%s") if is_postgresql else statement, values)


def _insert(place: int) -> None:
    """Look whether a place is free and take it, with nobody between."""
    is_postgresql = DATABASE.startswith("postgresql")
    _run("BEGIN" if is_postgresql else "BEGIN IMMEDIATE")
    if is_postgresql:
        _run(LOCK)
    if _run(LOOK, place).fetchone() is None:
        _run(INSERT, place, place)
    _run("COMMIT")


def app(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """A POST to ?place=7 takes that place; anything else looks up one instant."""
    if environ["REQUEST_METHOD"] == "POST":
        _insert(int(parse_qs(environ["QUERY_STRING"])["place"][0]))
    else:
        _run(QUERY, INSTANT).fetchall()
    start("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "2")])
    return [b"ok"]
