"""What an operator does with accounts from the command line, and who looked at whose data."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from center.accounts.queries import access_to, find_signed_in, find_user
from center.accounts.service import WrongPasswordError, create_user, record_access
from center.core import time
from center.core.actor import ANYONE, Actor, Role
from center.core.audit import entries_about
from center.settings import Settings
from tests.commands import center, inside
from tests.conftest import Clock
from tests.people import session_of, signs_in

PASSWORD, ANOTHER = "five long words here", "another five long words"
YUNA = "yuna@example.kr"


def an_account(settings: Settings) -> str:
    """An account with a live session, whose token it gives."""
    with inside(settings):
        create_user(email=YUNA, name="김유나", password=PASSWORD, role=Role.STAFF, now=time.now())
        return session_of(YUNA, PASSWORD)


def actions(settings: Settings) -> list[str]:
    with inside(settings):
        user = find_user(YUNA)
        assert user
        return [entry.action for entry in entries_about(f"user {user.id}")]


def may_sign_in(settings: Settings, password: str) -> bool:
    with inside(settings):
        try:
            return bool(session_of(YUNA, password))
        except WrongPasswordError:
            return False


def is_signed_in(settings: Settings, token: str) -> bool:
    with inside(settings):
        return find_signed_in(token, time.now()) is not None


def test_a_closed_account_is_out_at_once(settings: Settings) -> None:
    token = an_account(settings)

    told = [center(settings, "user", "disable", "YUNA@example.kr").exit_code for _ in range(2)]

    assert told == [0, 0]
    assert not is_signed_in(settings, token)
    assert not may_sign_in(settings, PASSWORD)
    assert actions(settings).count("user.disabled") == 1


def test_another_password_ends_the_sessions_of_the_old_one(settings: Settings) -> None:
    token = an_account(settings)

    told = center(settings, "user", "password", YUNA, typed=f"{ANOTHER}\n{ANOTHER}\n")

    assert told.exit_code == 0, told.output
    assert ANOTHER not in told.output
    assert not is_signed_in(settings, token)
    assert [may_sign_in(settings, password) for password in (PASSWORD, ANOTHER)] == [False, True]
    assert actions(settings).count("user.password-set") == 1


@pytest.mark.parametrize(
    ("arguments", "typed"),
    [
        (("disable", "nobody@example.kr"), ""),
        (("password", "nobody@example.kr"), f"{ANOTHER}\n{ANOTHER}\n"),
        (("password", YUNA), "1234567890\n1234567890\n"),
    ],
)
def test_a_wrong_name_or_a_weak_password_changes_nothing(
    settings: Settings, arguments: tuple[str, ...], typed: str
) -> None:
    token = an_account(settings)

    told = center(settings, "user", *arguments, typed=typed)

    assert (told.exit_code, told.output.count("Error: ")) == (1, 1)
    assert is_signed_in(settings, token)
    assert may_sign_in(settings, PASSWORD)


def test_who_read_whose_data_is_on_record(app: Flask, clock: Clock) -> None:
    yuna = create_user(email=YUNA, name="김유나", password=PASSWORD, role=Role.STAFF, now=clock.now)
    actor = Actor(yuna.id, "김유나", frozenset({Role.STAFF}), "192.0.2.7")

    record_access("shown", "YD-AAAA-AAAA", by=actor, now=clock.now)
    record_access("shown", "YD-BBBB-BBBB", by=actor, now=clock.now)
    record_access("exported", "YD-AAAA-AAAA", by=actor, now=clock.now + timedelta(hours=1), n_records=3, reason="감사")
    record_access("shown", "YD-AAAA-AAAA", by=ANYONE, now=clock.now)

    found = [(one.name, one.action, one.reason) for one in access_to("YD-AAAA-AAAA")]
    assert found == [("김유나", "exported", "감사"), ("김유나", "shown", None)]


def test_a_sign_in_is_on_record_with_where_it_came_from(app: Flask, client: FlaskClient, clock: Clock) -> None:
    from center.accounts.models import AccessRecord
    from center.core.db import db

    create_user(email=YUNA, name="김유나", password=PASSWORD, role=Role.STAFF, now=clock.now)
    client.environ_base = {**client.environ_base, "REMOTE_ADDR": "192.0.2.9"}
    signs_in(client, YUNA, PASSWORD)

    [row] = db.session.query(AccessRecord).all()
    assert (row.action, row.address, row.n_records, row.at) == ("signed-in", "192.0.2.9", 0, clock.now)
