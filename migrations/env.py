"""How migrations run: on the app's own engine, in one transaction, foreign keys off while SQLite rebuilds tables.

Whoever hands a connection in `config.attributes` has them in its own transaction, which it commits itself.
"""

from typing import Any, Literal

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from center.core.audit_guard import guard
from center.core.db import UTCDateTime, writing_options

database = current_app.extensions["migrate"].db


def render_item(kind: str, value: Any, _context: Any) -> str | Literal[False]:
    """Write our instants into migrations as the plain type they are stored in."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(value, UTCDateTime) else False


def run(connection: Connection) -> None:
    """Run the migrations on a connection; afterwards the audit log is guarded again, whatever they did to it."""
    context.configure(
        connection=connection,
        target_metadata=database.metadata,
        render_as_batch=True,
        render_item=render_item,
        compare_type=True,
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        context.run_migrations()
        guard(connection)


def keep_foreign_keys(connection: Connection, *, kept: bool) -> None:
    """On SQLite, on the driver's connection itself: inside a begun transaction the pragma is ignored."""
    if connection.dialect.name == "sqlite":
        driver: Any = connection.connection.driver_connection
        driver.execute(f"PRAGMA foreign_keys={'ON' if kept else 'OFF'}")


def run_in_own_transaction() -> None:
    """Run the migrations and commit them."""
    with database.engine.connect().execution_options(**writing_options(database.engine)) as connection:
        keep_foreign_keys(connection, kept=False)
        try:
            run(connection)
            connection.commit()
        finally:
            keep_foreign_keys(connection, kept=True)


given: Connection | None = context.config.attributes.get("connection")
if given is None:
    run_in_own_transaction()
else:
    run(given)
