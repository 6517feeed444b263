"""The database: one place that commits, one type for instants, names for every constraint.

Source: docs/decisions/0002-one-transaction-function.md
"""

import select
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import psycopg
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, DateTime, Dialect, Engine, MetaData, TypeDecorator, event
from sqlalchemy.exc import DBAPIError, DisconnectionError, IntegrityError, InternalError, OperationalError
from sqlalchemy.orm import DeclarativeBase, ORMExecuteState, Session

from center.core.errors import BusyError, DomainError, StorageError

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
LOCK_WAIT_SECONDS = 15
SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    f"PRAGMA busy_timeout={LOCK_WAIT_SECONDS * 1000}",
    "PRAGMA secure_delete=ON",
)
POSTGRESQL_OPTIONS = f"-c lock_timeout={LOCK_WAIT_SECONDS}s -c timezone=UTC -c random_page_cost=1.1"
_OPEN = "center_transaction"
_WRITE = "center_write"


class Base(DeclarativeBase):
    """The base of all tables; constraints get their names by convention."""

    metadata = MetaData(naming_convention=NAMES)


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})

if TYPE_CHECKING:

    class Model(Base):
        """A table's class, as the type checker sees it."""

        __abstract__ = True
else:
    Model = db.Model


class UTCDateTime(TypeDecorator[datetime]):
    """An aware instant, stored in UTC on both databases. Naive values are refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a naive datetime cannot be stored: {value!r}")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def result_processor(self, dialect: Dialect, _coltype: object) -> Callable[[Any], datetime | None]:
        """How the driver's value becomes an instant, in one step: calendars read hundreds."""
        return _read_text if dialect.name == "sqlite" else _read_instant


def _read_text(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(f"{value}Z")


def _read_instant(value: datetime | None) -> datetime | None:
    return None if value is None else value.astimezone(UTC)


class WriteOutsideTransactionError(RuntimeError):
    """Something was written outside `transaction()`: a defect of ours, never of a person."""


def init_db(app: Flask) -> None:
    """Connect the app to its database and prepare each connection."""
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)


def engine_options(url: str) -> dict[str, Any]:
    """What the engine of that database needs besides its address."""
    if url.startswith("postgresql"):
        return {"connect_args": {"options": POSTGRESQL_OPTIONS}, "isolation_level": "AUTOCOMMIT"}
    return {"connect_args": {"timeout": LOCK_WAIT_SECONDS}}


def prepare_engine(engine: Engine) -> None:
    """Let SQLite connections begin as we say, with our pragmas; never use one that PostgreSQL has ended."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "checkout", _ensure_alive)


def _ensure_alive(connection: psycopg.Connection[Any], _record: object, _proxy: object) -> None:
    """An idle server says nothing, unless it says goodbye; looking whether it did costs no way to it and back.

    Raises:
        DisconnectionError: the pool then connects anew.
    """
    news = select.poll()
    news.register(connection.fileno(), select.POLLIN)
    if news.poll(0):
        raise DisconnectionError


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    for pragma in SQLITE_PRAGMAS:
        connection.execute(pragma)


def _begin_sqlite(connection: Connection) -> None:
    """Reading begins by the driver itself: it waits for nothing, so nothing can be told of it."""
    if connection.get_execution_options().get(_WRITE):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        driver: Any = connection.connection.dbapi_connection
        driver.execute("BEGIN")


def begin_snapshot() -> Session:
    """A session whose next reading is all of one moment and may be read bit by bit.

    Plain reading on PostgreSQL is without transaction: each statement sees the newest, and none costs a way to the
    server and back to begin and to end it.
    """
    session = db.session()
    session.rollback()
    session.connection(execution_options=_in_transaction(session.get_bind()))
    return session


def writing_options(bind: Engine | Connection) -> dict[str, Any]:
    """What a connection is told before it writes: a transaction that is one, with SQLite's lock from the start."""
    return {_WRITE: True, **_in_transaction(bind)}


def _in_transaction(bind: Engine | Connection) -> dict[str, Any]:
    return {"isolation_level": "READ COMMITTED"} if bind.dialect.name == "postgresql" else {}


@contextmanager
def transaction() -> Iterator[Session]:
    """Run one command: lock, read, decide, write, commit; whatever is raised rolls everything back.

    The outermost command owns the transaction, nested ones join it. It ends the snapshot that reading
    began and takes SQLite's write lock at once; on PostgreSQL the command's first statement locks rows.

    Raises:
        BusyError: the lock was not to be had in time.
        StorageError: the disk is full or read-only.
    """
    session = db.session()
    if session.info.get(_OPEN):
        yield session
        return
    session.rollback()
    session.info[_OPEN] = True
    try:
        session.connection(execution_options=writing_options(session.get_bind()))
        yield session
        session.flush()
        session.commit()
    except (OperationalError, InternalError) as error:
        session.rollback()
        raise refusal_of(error) from error
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info[_OPEN] = False


CANNOT_STORE = ("full", "readonly", "read-only", "disk i/o", "no space", "unable to open", "could not extend file")
"""In the databases' own words: SQLite's, then PostgreSQL's, which cannot let a file grow for want of room or of a quota."""


def refusal_of(error: DBAPIError) -> DomainError | DBAPIError:
    """What an error of the database means to a person, or the error itself."""
    words = str(error.orig).lower()
    if any(sign in words for sign in ("locked", "busy", "lock timeout", "deadlock")):
        return BusyError()
    if any(sign in words for sign in CANNOT_STORE):
        return StorageError()
    return error


def violates(error: IntegrityError, constraint: str) -> bool:
    """Whether the named UNIQUE constraint was broken. SQLite tells its columns instead of its name."""
    name = getattr(getattr(error.orig, "diag", None), "constraint_name", None)
    if name is not None:
        return bool(name == constraint)
    columns = [part.split(".") for part in str(error.orig).removeprefix("UNIQUE constraint failed: ").split(", ")]
    return constraint == "_".join(["uq", columns[0][0], *(column[-1] for column in columns)])


@event.listens_for(db.session, "before_flush")
def _refuse_flush(session: Session, _context: object, _instances: object) -> None:
    if not session.info.get(_OPEN):
        raise WriteOutsideTransactionError("flush outside transaction()")


def written_table(state: ORMExecuteState) -> Any:
    """The table that a statement writes, if it writes one."""
    writes = state.is_insert or state.is_update or state.is_delete
    return getattr(state.statement, "table", None) if writes else None


@event.listens_for(db.session, "do_orm_execute")
def _refuse_statement(state: ORMExecuteState) -> None:
    if written_table(state) is not None and not state.session.info.get(_OPEN):
        raise WriteOutsideTransactionError("statement outside transaction()")
