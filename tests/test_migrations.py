"""Migrations build what the models declare, up, down and up again, also on filled copies."""

import flask_migrate
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import func, insert, inspect, select, update

from center.accounts.models import LinkWish, OneTimeLink, RoleGrant
from center.accounts.queries import grants_of, roles_of
from center.accounts.rules.links import Purpose
from center.accounts.service.links import Addressee, mail_link_to
from center.accounts.service.wishes import ask_to_register
from center.bookings.models import Booking, BookingRule, Occupancy
from center.checks import run_checks
from center.core import time
from center.core.actor import Role
from center.core.db import db
from center.mail.models import OutboxMail
from center.mail.service import deliver_due
from tests.bookings.factories import a_booking, a_request
from tests.conftest import Clock
from tests.people import a_firm_user, somebody

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


def test_who_had_the_role_of_a_firm_as_a_grant_has_it_no_more_and_the_grant_stays_on_record(
    app: Flask, clock: Clock
) -> None:
    user = a_firm_user("jisoo@example.kr", "a-long-enough-passphrase")
    staff = somebody("yuna@example.kr", "a-long-enough-passphrase", Role.STAFF)
    db.session.remove()
    flask_migrate.downgrade(revision="0013")
    with db.engine.begin() as connection:
        row = {"user_id": user.id, "role": "enterprise", "from_on": time.today(), "reason": "처음부터"}
        connection.execute(insert(RoleGrant).values(**row, granted_at=time.now(), granted_by="operator"))

    flask_migrate.upgrade()

    assert [(grant.role, grant.revoked_by) for grant in grants_of(user.id)] == [("enterprise", "operator")]
    assert not roles_of(user.id, time.today())
    assert roles_of(staff.id, time.today()) == {Role.STAFF}
    assert not [result.line() for result in run_checks(time.now()) if result.faults]


def test_links_to_who_has_no_account_go_where_the_schema_knows_none(app: Flask) -> None:
    mail_link_to(Addressee("jisoo@example.kr", "정지수"), Purpose.JOIN, now=time.now(), language="ko")
    ask_to_register("jisoo@example.kr", "정지수", "9990999996", language="ko", address="203.0.113.7", now=time.now())
    db.session.remove()

    flask_migrate.downgrade(revision="0013")
    flask_migrate.upgrade()

    assert db.session.scalar(select(func.count()).select_from(OneTimeLink)) == 0
    assert db.session.scalar(select(func.count()).select_from(LinkWish)) == 0
