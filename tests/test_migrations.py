"""Migrations build what the models declare, up, down and up again, also on filled copies."""

import flask_migrate
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import func, inspect, select, update

from center.bookings.models import Booking, BookingRule, Occupancy
from center.checks import run_checks
from center.core import time
from center.core.db import db
from center.mail.models import OutboxMail
from center.mail.service import deliver_due
from tests.bookings.factories import a_booking, a_request

FACTS_BEFORE = {
    "rooms": [["202", "다목적회의실", "Multipurpose room"]],
    "start": "2026-12-23T05:00:00+00:00",
    "end": "2026-12-23T07:00:00+00:00",
    "purpose": "주민 독서모임",
    "headcount": 12,
    "decide_by": None,
    "reason": None,
    "code": "123456",
    "until": "2026-12-15T03:10:00+00:00",
    "decision": "instant",
}
"""What letters were made of before bookings had links."""


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


def test_letters_that_waited_before_bookings_had_links_are_sent_with_them(app: Flask) -> None:
    booking = a_booking()
    db.session.remove()
    flask_migrate.downgrade(revision="0001")
    with db.engine.begin() as connection:
        connection.execute(update(OutboxMail).values(facts=FACTS_BEFORE | {"reference": booking.reference}))

    flask_migrate.upgrade()
    deliver_due(app.extensions["center_post_office"], time.now())

    assert set(db.session.scalars(select(OutboxMail.state))) == {"sent"}
    assert not [result.line() for result in run_checks(time.now()) if result.faults]


def test_a_center_from_before_gets_the_usual_reasons_for_cancelling(app: Flask) -> None:
    def kept() -> list[str]:
        with db.engine.connect() as connection:
            rules = select(BookingRule.value).where(BookingRule.key == "cancel_reasons")
            return [value["ko"][0] for value in connection.scalars(rules)]

    before = kept()
    db.session.remove()

    flask_migrate.downgrade(revision="0006")
    without = kept()
    flask_migrate.upgrade()

    assert (without, kept()) == ([], before)
    assert before == ["급히 시설을 손보아야 해서 그 시간에 공간을 쓸 수 없습니다."]
    assert not [result.line() for result in run_checks(time.now()) if result.faults]
