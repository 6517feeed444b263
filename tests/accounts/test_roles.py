"""Roles are given for a time, kept on record, and taken back; somebody always remains who can give them."""

import multiprocessing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import select, text

from center.accounts.models import RoleGrant, User
from center.accounts.queries import find_signed_in, grants_of, roles_of
from center.accounts.rules.roles import LastAdminError, RoleHeldError, Term, TermError
from center.accounts.service import create_user, disable_user, grant_role, revoke_role
from center.accounts.service.grants import RevokedMeanwhileError, add_contract, change_contract
from center.app import create_app
from center.core import time
from center.core.actor import Role
from center.core.audit import entries_about
from center.core.db import db
from center.core.errors import ChangedMeanwhileError, NotFoundError
from center.settings import Settings
from tests.accounts.conftest import EMAIL, PASSWORD, Browser
from tests.conftest import NOON, Clock, settings_for
from tests.enterprises.factories import a_firm
from tests.people import acts_for_firm, session_of

TODAY = date(2026, 12, 15)
DAY = timedelta(days=1)
BY = "user 77"


def an_admin(n: int) -> User:
    return create_user(
        email=f"admin{n}@example.kr", name=f"관리 {n}", password=PASSWORD, role=Role.ADMIN, now=time.now()
    )


def give(user: User, role: Role, *, until: date | None = None, contract_id: int | None = None) -> RoleGrant:
    term = Term(TODAY, until)
    return grant_role(user.id, role, reason="심사 위촉", now=time.now(), by=BY, term=term, contract_id=contract_id)


def grant_id(user: User) -> int:
    return grants_of(user.id)[0].id


def test_a_person_may_hold_several_roles(app: Flask, yuna: User) -> None:
    give(yuna, Role.REVIEWER)
    acts_for_firm(yuna, a_firm())

    assert roles_of(yuna.id, TODAY) == {Role.STAFF, Role.REVIEWER, Role.ENTERPRISE}


def test_a_role_holds_from_its_first_to_its_last_day(app: Flask, yuna: User) -> None:
    term = Term(TODAY + 2 * DAY, TODAY + 5 * DAY)
    grant_role(yuna.id, Role.REVIEWER, reason="위촉", now=time.now(), by=BY, term=term)

    held = [Role.REVIEWER in roles_of(yuna.id, TODAY + n * DAY) for n in range(7)]

    assert held == [False, False, True, True, True, False, False]


def test_a_role_that_is_taken_back_stays_on_record_with_who_when_and_why(app: Flask, yuna: User, clock: Clock) -> None:
    revoke_role(grant_id(yuna), reason="퇴사", now=clock.now, by=BY)

    kept = grants_of(yuna.id)[0]
    assert (kept.granted_by, kept.reason) == ("operator", "made at the command line")
    assert (kept.revoked_at, kept.revoked_by, kept.revoke_reason) == (clock.now, BY, "퇴사")
    assert roles_of(yuna.id, TODAY) == frozenset()
    assert [entry.action for entry in entries_about(f"user {yuna.id}")] == [
        "user.created",
        "role.granted",
        "role.revoked",
    ]


def test_a_role_is_taken_back_once(app: Flask, yuna: User) -> None:
    revoke_role(grant_id(yuna), reason="퇴사", now=time.now(), by=BY)

    with pytest.raises(RevokedMeanwhileError):
        revoke_role(grant_id(yuna), reason="다시", now=time.now(), by=BY)

    assert grants_of(yuna.id)[0].revoke_reason == "퇴사"


def test_nobody_holds_a_role_twice_on_a_day(app: Flask, yuna: User) -> None:
    give(yuna, Role.REVIEWER, until=TODAY + 10 * DAY)

    with pytest.raises(RoleHeldError):
        grant_role(
            yuna.id, Role.REVIEWER, reason="다시", now=time.now(), by=BY, term=Term(TODAY + 9 * DAY, TODAY + 12 * DAY)
        )
    later = grant_role(yuna.id, Role.REVIEWER, reason="연임", now=time.now(), by=BY, term=Term(TODAY + 10 * DAY))

    assert later.from_on == TODAY + 10 * DAY


@pytest.mark.parametrize("term", [Term(TODAY, TODAY), Term(TODAY - 9 * DAY, TODAY), Term(TODAY + DAY, TODAY)])
def test_a_term_without_a_day_to_come_is_refused(app: Flask, yuna: User, term: Term) -> None:
    with pytest.raises(TermError):
        grant_role(yuna.id, Role.REVIEWER, reason="위촉", now=time.now(), by=BY, term=term)


def test_changing_roles_ends_the_sessions_of_the_person(client: Browser, yuna: User, clock: Clock) -> None:
    token = session_of(EMAIL, PASSWORD)

    give(yuna, Role.REVIEWER)

    assert find_signed_in(token, clock.now) is None


def test_a_session_has_the_roles_of_the_day(app: Flask, yuna: User, clock: Clock) -> None:
    give(yuna, Role.REVIEWER, until=TODAY + DAY)
    clock.set(time.at(TODAY, 24 * 60 - 10))
    token = session_of(EMAIL, PASSWORD)

    before = find_signed_in(token, clock.now)
    after = find_signed_in(token, clock.now + timedelta(minutes=10))

    assert before
    assert after
    assert before.actor.roles == {Role.STAFF, Role.REVIEWER}
    assert after.actor.roles == {Role.STAFF}


def test_the_last_admin_stays(app: Flask) -> None:
    admin = an_admin(1)

    with pytest.raises(LastAdminError):
        revoke_role(grant_id(admin), reason="퇴사", now=time.now(), by=BY)
    with pytest.raises(LastAdminError):
        disable_user(admin, now=time.now())

    assert roles_of(admin.id, TODAY) == {Role.ADMIN}


def test_an_admin_whose_time_ends_or_whose_account_is_closed_is_no_admin_who_remains(app: Flask) -> None:
    one, two, three = an_admin(1), create_user_without_admin(), an_admin(3)
    give(two, Role.ADMIN, until=TODAY + 30 * DAY)
    disable_user(three, now=time.now())

    with pytest.raises(LastAdminError):
        revoke_role(grant_id(one), reason="퇴사", now=time.now(), by=BY)


def create_user_without_admin() -> User:
    return create_user(email="staff@example.kr", name="직원", password=PASSWORD, role=Role.STAFF, now=time.now())


def test_an_admin_goes_when_another_remains(app: Flask) -> None:
    one, _two = an_admin(1), an_admin(2)

    revoke_role(grant_id(one), reason="퇴사", now=time.now(), by=BY)

    assert roles_of(one.id, TODAY) == frozenset()


def _revoke(settings: tuple[str, str], grant: int, start: Any, told: Any) -> None:
    """One of two admins, in a process of their own, takes the other's role."""
    time.read_clock = lambda: NOON
    app = create_app(settings_for(Path(settings[0]), settings[1]))
    with app.app_context():
        start.wait(60)
        try:
            revoke_role(grant, reason="서로", now=NOON, by=BY)
        except LastAdminError:
            told.put("refused")
        else:
            told.put("revoked")


def test_of_two_admins_who_revoke_each_other_at_once_exactly_one_wins(app: Flask, settings: Settings) -> None:
    grants = [grant_id(an_admin(n)) for n in (1, 2)]
    db.session.remove()
    context = multiprocessing.get_context("spawn")
    start, told = context.Barrier(2), context.Queue()
    where = (str(settings.instance), settings.database_url)
    both = [context.Process(target=_revoke, args=(where, grant, start, told)) for grant in grants]

    for process in both:
        process.start()
    outcomes = sorted(told.get(timeout=60) for _ in both)
    for process in both:
        process.join(30)

    assert outcomes == ["refused", "revoked"]
    assert len(db.session.scalars(select(RoleGrant).where(RoleGrant.revoked_at.is_(None))).all()) == 1


def test_the_operators_people_are_staff_only_while_the_contract_lasts(app: Flask, yuna: User) -> None:
    revoke_role(grant_id(yuna), reason="소속 변경", now=time.now(), by=BY)
    contract = add_contract("예시 운영 법인", Term(TODAY, TODAY + 10 * DAY), note="위탁", now=time.now(), by=BY)

    give(yuna, Role.STAFF, contract_id=contract.id)

    held = [Role.STAFF in roles_of(yuna.id, TODAY + n * DAY) for n in (-1, 0, 9, 10)]
    assert held == [False, True, True, False]


def test_a_contract_that_ends_earlier_ends_the_access_and_one_that_is_prolonged_prolongs_it(
    app: Flask, yuna: User
) -> None:
    revoke_role(grant_id(yuna), reason="소속 변경", now=time.now(), by=BY)
    contract = add_contract("예시 운영 법인", Term(TODAY, TODAY + 10 * DAY), note="위탁", now=time.now(), by=BY)
    give(yuna, Role.STAFF, contract_id=contract.id)

    change_contract(contract.id, Term(TODAY, TODAY + 3 * DAY), version=1, note="해지", by=BY)
    assert roles_of(yuna.id, TODAY + 3 * DAY) == frozenset()
    change_contract(contract.id, Term(TODAY, TODAY + 20 * DAY), version=2, note="연장", by=BY)
    assert roles_of(yuna.id, TODAY + 19 * DAY) == {Role.STAFF}
    with pytest.raises(ChangedMeanwhileError):
        change_contract(contract.id, Term(TODAY, TODAY + 30 * DAY), version=2, note="연장", by=BY)


def test_the_operators_people_are_staff_and_nothing_more(app: Flask, yuna: User) -> None:
    contract = add_contract("예시 운영 법인", Term(TODAY, TODAY + 10 * DAY), note="위탁", now=time.now(), by=BY)

    with pytest.raises(TermError):
        give(yuna, Role.ADMIN, contract_id=contract.id)
    with pytest.raises(NotFoundError):
        give(yuna, Role.STAFF, contract_id=contract.id + 1)


def test_a_closed_account_gets_no_role(app: Flask, yuna: User) -> None:
    disable_user(yuna, now=time.now())

    with pytest.raises(NotFoundError):
        give(yuna, Role.REVIEWER)


def test_a_role_of_the_former_schema_becomes_a_grant_and_comes_back(app: Flask, yuna: User) -> None:
    an_admin(1)
    db.session.remove()

    flask_migrate.downgrade(revision="0010")
    with db.engine.connect() as connection:
        former = connection.execute(text('SELECT role FROM "user" ORDER BY id')).scalars().all()
    db.session.remove()
    flask_migrate.upgrade()

    assert former == ["staff", "admin"]
    assert [roles_of(user_id, TODAY) for user_id in (yuna.id, yuna.id + 1)] == [{Role.STAFF}, {Role.ADMIN}]
