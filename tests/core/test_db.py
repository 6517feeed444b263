"""The one place that commits."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, OperationalError, StatementError

from center.bookings.models import Occupancy
from center.core.db import db, refusal_of, transaction, violates
from center.core.errors import BusyError, StorageError
from center.core.revision import Revision, renew, revision_of
from center.mail.models import OutboxMail

pytestmark = pytest.mark.usefixtures("app")


def test_what_raises_is_rolled_back() -> None:
    with pytest.raises(RuntimeError), transaction() as session:
        session.add(Revision(name="x", token="1"))
        session.flush()
        raise RuntimeError

    assert db.session.get(Revision, "x") is None


def test_nested_commands_join_the_outermost() -> None:
    with pytest.raises(RuntimeError), transaction():
        renew("inner")
        raise RuntimeError

    assert revision_of("inner") == ""


def test_naive_instants_are_refused() -> None:
    with pytest.raises(StatementError, match="naive"):
        db.session.execute(select(OutboxMail).where(OutboxMail.sent_at == datetime(2026, 12, 1))).all()  # noqa: DTZ001
    db.session.rollback()


def test_instants_come_back_in_utc(app: Flask) -> None:
    found = db.session.execute(
        select(db.literal(datetime(2026, 12, 1, 12, tzinfo=UTC), OutboxMail.created_at.type))
    ).scalar_one()

    assert found == datetime(2026, 12, 1, 12, tzinfo=UTC)
    assert found.tzinfo is UTC


def test_a_broken_unique_constraint_is_known_by_its_name_on_both_databases() -> None:
    with pytest.raises(IntegrityError) as caught, transaction() as session:
        for token in "12":
            session.execute(text("INSERT INTO revision (name, token) VALUES ('x', :token)"), {"token": token})
    assert not violates(caught.value, "uq_occupancy_space_id_day_half_hour")


def test_occupancy_has_its_named_constraint() -> None:
    names = {constraint.name for constraint in Occupancy.__table__.constraints}  # type: ignore[attr-defined]
    assert "uq_occupancy_space_id_day_half_hour" in names


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        ("database is locked", BusyError),
        ("canceling statement due to lock timeout", BusyError),
        ("database or disk is full", StorageError),
        ("attempt to write a readonly database", StorageError),
        ("could not extend file: No space left on device", StorageError),
    ],
)
def test_faults_of_the_database_become_sentences(words: str, refusal: type[Exception]) -> None:
    error = OperationalError("statement", {}, Exception(words))

    assert isinstance(refusal_of(error), refusal)
