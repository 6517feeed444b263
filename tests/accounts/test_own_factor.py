"""The second factor by choice: set up, moved to another app, given up."""

import re

import pytest
from flask import Flask
from sqlalchemy import func, select

from center.accounts.models import RecoveryCode, SecondFactor, User
from center.accounts.service.second_factor import keep_factor
from center.core import time
from center.core.actor import Role
from center.core.db import db
from center.mail.models import OutboxMail
from center.web.i18n import LANGUAGE_COOKIE
from tests.accounts.conftest import PASSWORD, Browser
from tests.conftest import Clock
from tests.people import SECRET, VAULT, a_firm_user, app_code, give_factor, is_in, somebody

EMAIL = "firm@example.kr"
OK, DONE, UNPROCESSABLE, CONFLICT = 200, 303, 422, 409


@pytest.fixture
def jisoo(app: Flask) -> User:
    """Somebody who needs no second factor."""
    return a_firm_user(EMAIL, PASSWORD)


def offered(client: Browser) -> str:
    found = re.search(r'<p class="factor-letters">([A-Z2-7 ]+)</p>', client.get("/me/factor").text)
    assert found
    return found[1].replace(" ", "")


def secret_in_use(user: User) -> str:
    db.session.expire_all()
    factor = db.session.get_one(SecondFactor, user.id)
    return VAULT.find_opened(factor.sealed_secret) or ""


def told() -> list[str]:
    return [str((mail.facts or {}).get("what")) for mail in db.session.scalars(select(OutboxMail))]


def test_who_needs_none_may_set_one_up_and_is_asked_for_it_from_then_on(client: Browser, jisoo: User) -> None:
    is_in(client, jisoo)
    secret = offered(client)

    page = client.post("/me/factor", data={"new_code": app_code(secret), "present": PASSWORD})

    assert page.status_code == OK
    assert len(re.findall(r"<li>\w{4}-\w{4}-\w{4}</li>", page.text)) == 10
    assert secret_in_use(jisoo) == secret
    assert told() == ["factor-set"]
    assert client.get("/me").status_code == OK
    other = client.application.test_client()
    answer = other.post("/sign-in", data={"email": EMAIL, "password": PASSWORD})
    assert answer.headers["Location"] == "/sign-in/code"


def test_letters_go_in_the_language_of_the_last_sign_in(client: Browser, jisoo: User) -> None:
    client.set_cookie(LANGUAGE_COOKIE, "en")
    client.post("/sign-in", data={"email": EMAIL, "password": PASSWORD})

    client.post("/me/factor", data={"new_code": app_code(offered(client)), "present": PASSWORD})

    assert [mail.language for mail in db.session.scalars(select(OutboxMail))] == ["en"]


def test_the_page_never_shows_the_secret_in_use(client: Browser, jisoo: User) -> None:
    is_in(client, jisoo)
    secret = offered(client)
    client.post("/me/factor", data={"new_code": app_code(secret), "present": PASSWORD})

    assert offered(client) != secret


@pytest.mark.parametrize("wrong", ["new code", "password"])
def test_a_slip_changes_nothing_and_offers_the_same_secret(client: Browser, jisoo: User, wrong: str) -> None:
    is_in(client, jisoo)
    secret = offered(client)
    code, password = app_code(secret), PASSWORD
    if wrong == "new code":
        code = "000000"
    else:
        password = "another-passphrase"

    answer = client.post("/me/factor", data={"new_code": code, "present": password})

    assert answer.status_code == UNPROCESSABLE
    assert offered(client) == secret
    assert db.session.scalar(select(func.count()).select_from(SecondFactor)) == 0


def test_moving_to_another_app_needs_a_code_of_the_present_one_and_ends_other_sessions(
    client: Browser, app: Flask, clock: Clock
) -> None:
    yuna = somebody("yuna@example.kr", PASSWORD, Role.STAFF)
    give_factor("yuna@example.kr")
    is_in(client, yuna)
    other = app.test_client()
    is_in(other, yuna)
    secret = offered(client)
    typed = {"new_code": app_code(secret), "present": PASSWORD}

    assert client.post("/me/factor", data=typed).status_code == UNPROCESSABLE
    assert client.post("/me/factor", data={**typed, "code": app_code()}).status_code == OK

    assert secret_in_use(yuna) == secret != SECRET
    assert client.get("/staff/day").status_code == OK
    assert other.get("/staff/day").status_code != OK


def test_a_recovery_code_stands_for_an_app_that_is_gone_and_the_old_ones_end(client: Browser, app: Flask) -> None:
    yuna = somebody("yuna@example.kr", PASSWORD, Role.STAFF)
    codes = keep_factor(yuna.id, SECRET, vault=VAULT, now=time.now())
    is_in(client, yuna)
    typed = {"new_code": app_code(offered(client)), "present": PASSWORD, "code": codes[0]}

    assert client.post("/me/factor", data=typed).status_code == OK

    assert db.session.scalar(select(func.count()).select_from(RecoveryCode)) == 10
    again = {"new_code": app_code(offered(client)), "present": PASSWORD, "code": codes[1]}
    assert client.post("/me/factor", data=again).status_code == UNPROCESSABLE


def test_who_needs_none_gives_it_up_with_proof(client: Browser, jisoo: User) -> None:
    give_factor(EMAIL)
    is_in(client, jisoo)
    assert "2단계 인증 끄기" in client.get("/me").text

    assert client.post("/me/factor/removal", data={"present": PASSWORD, "code": "000000"}).status_code == UNPROCESSABLE
    assert client.post("/me/factor/removal", data={"present": PASSWORD, "code": app_code()}).status_code == DONE

    assert db.session.scalar(select(func.count()).select_from(SecondFactor)) == 0
    assert told() == ["factor-given-up"]


def test_who_needs_it_cannot_give_it_up(client: Browser, app: Flask) -> None:
    yuna = somebody("yuna@example.kr", PASSWORD, Role.STAFF)
    give_factor("yuna@example.kr")
    is_in(client, yuna)

    assert "2단계 인증 끄기" not in client.get("/me").text
    answer = client.post("/me/factor/removal", data={"present": PASSWORD, "code": app_code()})
    assert answer.status_code == CONFLICT
    assert db.session.scalar(select(func.count()).select_from(SecondFactor)) == 1
