"""The second factor: staff, admins and reviewers get nowhere without it; its codes work once."""

import re
from datetime import timedelta

import pyotp
import pytest
from flask import Flask
from sqlalchemy import func, select, update

from center.accounts.models import RecoveryCode, SecondFactor, SignIn, User
from center.accounts.queries import find_user
from center.accounts.rules.codes import find_step, recovery_hash, secret_of
from center.accounts.service import create_user
from center.accounts.service.second_factor import BY_CODE, keep_factor, reset_factor
from center.core import time
from center.core.actor import Role
from center.core.audit import entries_about
from center.core.db import db, transaction
from center.core.vault import Vault
from center.mail.models import OutboxMail
from tests.accounts.conftest import COOKIE, EMAIL, PASSWORD, STAFF_PAGE, Browser
from tests.conftest import NOON, Clock
from tests.enterprises.factories import a_firm
from tests.people import SECRET, VAULT, a_firm_user, acts_for_firm, app_code, give_factor

HALF_MINUTE = timedelta(seconds=30)


def password_only(client: Browser, email: str = EMAIL) -> str:
    """Where somebody is led whose password was right."""
    answer = client.post("/sign-in", data={"email": email, "password": PASSWORD, "next": STAFF_PAGE})
    assert answer.status_code == 303
    return answer.headers["Location"]


def send_code(client: Browser, code: str) -> int:
    return client.post("/sign-in/code", data={"code": code}).status_code


def offered_secret(client: Browser) -> str:
    found = re.search(r'<p class="factor-letters">([A-Z2-7 ]+)</p>', client.get("/sign-in/factor").text)
    assert found
    return found[1].replace(" ", "")


def recovery_codes(email: str = EMAIL) -> list[str]:
    user = find_user(email)
    assert user
    return keep_factor(user.id, SECRET, vault=VAULT, now=time.now())


@pytest.mark.parametrize("role", [Role.STAFF, Role.ADMIN, Role.REVIEWER])
def test_who_has_none_is_led_to_set_it_up_and_gets_nowhere_else(client: Browser, clock: Clock, role: Role) -> None:
    create_user(email=EMAIL, name="김유나", password=PASSWORD, role=role, now=clock.now)

    assert password_only(client) == "/sign-in/code"
    assert client.get("/sign-in/code").headers["Location"] == "/sign-in/factor"
    assert client.get(STAFF_PAGE).headers["Location"].startswith("/sign-in?next=")
    assert client.get("/sign-in").headers["Location"] == "/sign-in/code"
    assert client.post("/session/extend").status_code == 403
    assert "김유나" not in client.get("/").text


def test_setting_it_up_shows_ten_recovery_codes_once_and_lets_in(client: Browser, yuna: User) -> None:
    password_only(client)
    secret = offered_secret(client)

    page = client.post("/sign-in/factor", data={"code": app_code(secret)})

    assert page.status_code == 200
    codes = re.findall(r"<li>(\w{4}-\w{4}-\w{4})</li>", page.text)
    assert len(set(codes)) == 10
    assert f'href="{STAFF_PAGE}"' in page.text
    assert client.is_signed_in()
    assert client.get("/sign-in/factor").headers["Location"] == "/sign-in"
    kept = set(db.session.scalars(select(RecoveryCode.code_hash)))
    assert kept == {recovery_hash(yuna.id, code) for code in codes}


def test_a_wrong_code_sets_nothing_up_and_offers_the_same_secret(client: Browser, yuna: User) -> None:
    password_only(client)
    secret = offered_secret(client)

    answer = client.post("/sign-in/factor", data={"code": "000000"})

    assert answer.status_code == 422
    assert offered_secret(client) == secret
    assert db.session.scalar(select(func.count()).select_from(SecondFactor)) == 0


def test_who_owes_nothing_is_asked_for_nothing(client: Browser, clock: Clock) -> None:
    acts_for_firm(a_firm_user("firm@example.kr", PASSWORD), a_firm())

    assert password_only(client, "firm@example.kr") == STAFF_PAGE
    assert "정지수" in client.get("/").text


def test_a_role_that_needs_a_second_factor_is_not_there_in_a_session_without_one(client: Browser, clock: Clock) -> None:
    create_user(email=EMAIL, name="정지수", password=PASSWORD, role=Role.STAFF, now=clock.now)
    client.sign_in()
    assert client.get(STAFF_PAGE).status_code == 200

    with transaction() as session:
        session.execute(update(SignIn).values(factor_at=None))

    assert client.get(STAFF_PAGE).status_code == 403


def test_the_code_of_the_app_lets_in_with_a_new_session_id(client: Browser, yuna: User) -> None:
    give_factor(EMAIL)
    password_only(client)
    before = client.cookie()

    answer = client.post("/sign-in/code", data={"code": app_code()})

    assert (answer.status_code, answer.headers["Location"]) == (303, STAFF_PAGE)
    assert client.is_signed_in()
    client.set_cookie(COOKIE, before, secure=True)
    assert not client.is_signed_in()
    assert client.get("/sign-in/code").headers["Location"] == "/sign-in"


def test_a_code_works_once(client: Browser, yuna: User, clock: Clock) -> None:
    give_factor(EMAIL)
    password_only(client)
    code = app_code()
    assert send_code(client, code) == 303
    client.post("/sign-out")
    password_only(client)

    assert send_code(client, code) == 422
    clock.move(HALF_MINUTE)
    assert send_code(client, app_code()) == 303


@pytest.mark.parametrize(("steps", "passes"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_that_is_half_a_minute_off_is_forgiven(steps: int, *, passes: bool) -> None:
    code = pyotp.TOTP(SECRET).at(NOON + steps * HALF_MINUTE)

    assert (find_step(SECRET, code, NOON, after=0) is not None) == passes


@pytest.mark.parametrize("typed", ["{0}", " {0} ", "{1} {2}", "{1}-{2}"])
def test_blanks_in_a_code_do_not_matter(typed: str) -> None:
    code = pyotp.TOTP(SECRET).at(NOON)

    assert find_step(SECRET, typed.format(code, code[:3], code[3:]), NOON, after=0)


def test_a_recovery_code_lets_in_once_and_the_person_is_told(client: Browser, yuna: User) -> None:
    code = recovery_codes()[3]
    password_only(client)

    assert send_code(client, code.upper().replace("-", " ")) == 303

    client.post("/sign-out")
    password_only(client)
    assert send_code(client, code) == 422
    assert db.session.scalar(select(func.count()).select_from(RecoveryCode)) == 9
    facts = [mail.facts for mail in db.session.scalars(select(OutboxMail))]
    assert [fact["what"] for fact in facts if fact] == ["recovery-used"]


def test_a_recovery_code_of_somebody_else_opens_nothing(client: Browser, yuna: User, clock: Clock) -> None:
    create_user(email="minho@example.kr", name="박민호", password=PASSWORD, role=Role.STAFF, now=clock.now)
    theirs = recovery_codes("minho@example.kr")[0]
    give_factor(EMAIL)
    password_only(client)

    assert send_code(client, theirs) == 422


def test_wrong_codes_have_to_wait_longer_and_longer(client: Browser, yuna: User, clock: Clock) -> None:
    give_factor(EMAIL)
    password_only(client)
    for _ in range(BY_CODE.most):
        assert send_code(client, "000000") == 422

    waits = []
    for _ in range(3):
        refused = client.post("/sign-in/code", data={"code": app_code()})
        assert refused.status_code == 429
        waits.append(int(refused.headers["Retry-After"]))
        clock.move(timedelta(seconds=waits[-1]))
        password_only(client)
        assert send_code(client, "000000") == 422

    assert waits == [60, 120, 240]


def test_the_password_alone_is_forgotten_after_ten_minutes(client: Browser, yuna: User, clock: Clock) -> None:
    give_factor(EMAIL)
    password_only(client)
    clock.move(timedelta(minutes=10))

    assert client.post("/sign-in/code", data={"code": app_code()}).headers["Location"] == "/sign-in"
    assert not client.is_signed_in()


def test_who_reads_the_database_finds_no_secret(app: Flask, yuna: User) -> None:
    give_factor(EMAIL)

    sealed = db.session.scalars(select(SecondFactor.sealed_secret)).one()

    assert SECRET not in sealed
    assert VAULT.find_opened(sealed) == SECRET
    assert Vault("another secret of an installation").find_opened(sealed) is None


def test_every_pending_session_is_offered_a_secret_of_its_own() -> None:
    offered = {secret_of(VAULT.derive(f"totp:{token}")) for token in ("a", "b", "c")}

    assert len(offered) == 3
    assert all(len(secret) == 32 for secret in offered)


def test_under_another_key_of_the_installation_recovery_codes_still_let_in(client: Browser, yuna: User) -> None:
    code = keep_factor(yuna.id, SECRET, vault=Vault("another secret of an installation"), now=time.now())[0]
    password_only(client)

    assert send_code(client, app_code()) == 422
    assert send_code(client, code) == 303


def test_an_admin_resets_it_with_a_reason_and_the_person_is_told(client: Browser, yuna: User, clock: Clock) -> None:
    give_factor(EMAIL)
    admin = create_user(email="jiwon@example.kr", name="이지원", password=PASSWORD, role=Role.ADMIN, now=clock.now)
    client.sign_in("jiwon@example.kr")

    assert client.post(f"/staff/people/{yuna.id}/factor", data={"reason": ""}).status_code == 422
    assert client.post(f"/staff/people/{yuna.id}/factor", data={"reason": "휴대전화 분실"}).status_code == 303
    assert client.post(f"/staff/people/{yuna.id}/factor", data={"reason": "다시"}).status_code == 409

    db.session.rollback()
    entry = entries_about(f"user {yuna.id}")[-1]
    assert (entry.action, entry.actor) == ("factor.reset", f"user {admin.id}")
    told = db.session.scalars(select(OutboxMail).order_by(OutboxMail.id.desc())).first()
    assert told
    assert told.recipient == EMAIL
    assert told.facts == {"what": "factor-reset", "name": "김유나", "reason": "휴대전화 분실"}
    client.post("/sign-out")
    password_only(client)
    assert client.get("/sign-in/code").headers["Location"] == "/sign-in/factor"


def test_a_reset_ends_the_sessions_and_the_recovery_codes(client: Browser, yuna: User) -> None:
    code = recovery_codes()[0]
    client.sign_in()

    reset_factor(yuna.id, reason="분실", now=time.now())

    assert not client.is_signed_in()
    password_only(client)
    assert client.post("/sign-in/factor", data={"code": code}).status_code == 422


def test_a_form_from_another_site_shows_no_code(app: Flask, client: Browser, yuna: User) -> None:
    give_factor(EMAIL)
    password_only(client)
    app.config["WTF_CSRF_ENABLED"] = True

    assert send_code(client, app_code()) == 400
