"""Migrations build what the models declare, up, down and up again, also on filled copies."""

import flask_migrate
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import func, inspect, select

from center.bookings.models import Booking, Occupancy
from center.checks import run_checks
from center.core import time
from center.core.db import db
from tests.bookings.factories import a_booking, a_request


def differences() -> list[object]:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found: list[object] = compare_metadata(context, db.metadata)
        return found


def test_migrations_build_exactly_what_the_models_declare(app: Flask) -> None:
    assert differences() == []
    names = {name for table in db.metadata.tables for name in _unique_names(table)}
    declared = {
        constraint.name
        for table in db.metadata.tables.values()
        for constraint in table.constraints
        if constraint.__class__.__name__ == "UniqueConstraint"
    }
    assert names == declared


def _unique_names(table: str) -> set[str | None]:
    return {constraint["name"] for constraint in inspect(db.engine).get_unique_constraints(table)}


def test_every_constraint_has_a_name(app: Flask) -> None:
    for table in db.metadata.tables.values():
        assert all(constraint.name for constraint in table.constraints), table.name


def test_down_and_up_again(app: Flask) -> None:
    db.session.remove()

    flask_migrate.downgrade(revision="base")
    assert set(inspect(db.engine).get_table_names()) == {"alembic_version"}
    flask_migrate.upgrade()

    assert differences() == []


def test_migrating_a_filled_copy_loses_nothing(app: Flask) -> None:
    a_booking()
    a_request()
    counts = _counts()
    db.session.remove()

    flask_migrate.upgrade()

    assert _counts() == counts
    assert not [result.line() for result in run_checks(time.now()) if result.faults]


def _counts() -> list[int]:
    return [db.session.scalar(select(func.count()).select_from(model)) or 0 for model in (Booking, Occupancy)]
