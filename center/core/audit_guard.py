"""What makes the database itself refuse to change the audit log: triggers, on both databases.

Whoever owns the database can remove them; the chain (`core.audit_chain`) and a printed head stand against that.
Source: docs/rules/safety.md, "Audit"; docs/decisions/0014-audit-chain.md
"""

from typing import Any

from sqlalchemy import Connection, inspect, text

from center.core.audit import AuditEntry

SENTENCE = "the audit log only grows"
TABLE = AuditEntry.__tablename__
SQLITE_MOMENTS = {
    "no_update": "UPDATE ON audit_entry",
    "no_delete": "DELETE ON audit_entry",
    "no_replace": "INSERT ON audit_entry WHEN EXISTS (SELECT 1 FROM audit_entry WHERE number = NEW.number)",
}
SQLITE_TRIGGERS = {
    f"{TABLE}_{name}": f"CREATE TRIGGER {TABLE}_{name} BEFORE {moment} BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
    for name, moment in SQLITE_MOMENTS.items()
}
"""The last one is for INSERT OR REPLACE, which deletes without asking the trigger of DELETE."""
POSTGRESQL_TRIGGER = f"{TABLE}_grows"
POSTGRESQL_FUNCTION = f"refuse_change_of_{TABLE}"
POSTGRESQL_MOMENT = f"BEFORE UPDATE OR DELETE OR TRUNCATE ON {TABLE} FOR EACH STATEMENT"
POSTGRESQL_BODY = f"BEGIN RAISE EXCEPTION '{SENTENCE}'; END"
BEFORE_UPDATE_DELETE_TRUNCATE = 2 + 8 + 16 + 32
"""The bits of `pg_trigger.tgtype`, for each statement, also one that would change no row."""


def guard(connection: Connection) -> None:
    """Make the triggers anew, in the transaction that is open; nothing where there is no log yet.

    Called after every migration and every restore: both may have made the table anew.
    """
    if inspect(connection).has_table(TABLE):
        for statement in guarding(connection.dialect.name):
            connection.exec_driver_sql(statement)


def unguard(connection: Connection) -> None:
    """Take the triggers away, for a restore that fills the empty table."""
    for statement in _removing(connection.dialect.name):
        connection.exec_driver_sql(statement)


def _removing(dialect: str) -> list[str]:
    if dialect == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {name}" for name in SQLITE_TRIGGERS]
    return [f"DROP TRIGGER IF EXISTS {POSTGRESQL_TRIGGER} ON {TABLE}"]


def guarding(dialect: str) -> list[str]:
    """The statements that make the triggers anew."""
    if dialect == "sqlite":
        return [*_removing(dialect), *SQLITE_TRIGGERS.values()]
    return [
        *_removing(dialect),
        f"CREATE OR REPLACE FUNCTION {POSTGRESQL_FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $_${POSTGRESQL_BODY}$_$",
        f"CREATE TRIGGER {POSTGRESQL_TRIGGER} {POSTGRESQL_MOMENT} EXECUTE FUNCTION {POSTGRESQL_FUNCTION}()",
        f"ALTER TABLE {TABLE} ENABLE ALWAYS TRIGGER {POSTGRESQL_TRIGGER}",
    ]


def is_guarded(connection: Connection) -> bool:
    """Whether the triggers are there, do what we wrote, and are switched on."""
    if connection.dialect.name == "sqlite":
        found = connection.execute(
            text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table"), {"table": TABLE}
        )
        return SQLITE_TRIGGERS.items() <= {row.name: row.sql for row in found}.items()
    return _postgresql_trigger(connection) == (BEFORE_UPDATE_DELETE_TRUNCATE, "A", POSTGRESQL_BODY)


def _postgresql_trigger(connection: Connection) -> tuple[Any, ...] | None:
    row = connection.execute(
        text(
            "SELECT tgtype, tgenabled, prosrc FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid"
            " WHERE tgrelid = to_regclass(:table) AND tgname = :trigger AND tgqual IS NULL"
        ),
        {"table": TABLE, "trigger": POSTGRESQL_TRIGGER},
    ).one_or_none()
    return None if row is None else (int(row.tgtype), str(row.tgenabled), str(row.prosrc))
