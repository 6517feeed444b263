"""Links that are asked for without being signed in: they tell nobody who has an account, and work once."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from center.accounts.models import LinkWish, OneTimeLink, User
from center.accounts.queries import find_user
from center.accounts.service import create_user, disable_user
from center.accounts.service.wishes import BY_MAILBOX, answer_wishes
from center.core import time
from center.core.actor import Role
from center.core.db import db
from center.mail.models import OutboxMail
from tests.accounts.conftest import EMAIL, PASSWORD, STAFF_PAGE, Browser
from tests.accounts.test_people_pages import mailed_key
from tests.accounts.test_sessions import statements
from tests.conftest import Clock
from tests.enterprises.factories import a_firm
from tests.people import a_firm_user, acts_for_firm, app_code, give_factor, session_of

FIRM = "firm@example.kr"
CHOSEN = "바람 부는 선유도 공원"


@pytest.fixture
def jisoo(app: Flask, clock: Clock) -> User:
    """Somebody of an enterprise, who owes no second factor."""
    user = a_firm_user(FIRM, PASSWORD)
    acts_for_firm(user, a_firm())
    return user


def ask(client: Browser, email: str, **more: str) -> str:
    answer = client.post("/sign-in/mail", data={"email": email, **more})
    assert answer.status_code == 200
    return answer.text


def n_mails() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(OutboxMail)) or 0


def test_asking_for_a_link_tells_nobody_who_has_an_account(app: Flask, client: Browser, yuna: User) -> None:
    closed = create_user(email="minho@example.kr", name="박민호", password=PASSWORD, role=Role.STAFF, now=time.now())
    disable_user(closed, now=time.now())
    ask(client, "first@example.kr")
    pages, work = set(), []
    for email in (EMAIL, "nobody@example.kr", "minho@example.kr"):
        with statements(app, " ") as sent:
            page = ask(client, email)
        pages.add(re.sub(r'value="[^"]{60,}"', "", page))
        work.append(len(sent))

    assert len(pages) == 1
    assert len(set(work)) == 1, "the same work, and so the same time"
    assert n_mails() == 0, "who has an account is looked up afterwards"
    answer_wishes(time.now())
    assert n_mails() == 1
    assert db.session.scalar(select(func.count()).select_from(LinkWish)) == 0


def test_a_sign_in_link_signs_in_once(client: Browser, jisoo: User) -> None:
    ask(client, FIRM)
    answer_wishes(time.now())
    key = mailed_key()

    assert client.get("/account/link").status_code == 200
    answer = client.post("/account/link", data={"key": key})

    assert (answer.status_code, answer.headers["Location"]) == (303, "/firm")
    assert "정지수" in client.get("/me").text
    client.post("/sign-out")
    assert client.post("/account/link", data={"key": key}).status_code == 422


def test_a_sign_in_link_of_staff_leads_to_the_second_factor(client: Browser, yuna: User) -> None:
    give_factor(EMAIL)
    ask(client, EMAIL)
    answer_wishes(time.now())

    assert client.post("/account/link", data={"key": mailed_key()}).headers["Location"] == "/sign-in/code"
    assert not client.is_signed_in()
    client.post("/sign-in/code", data={"code": app_code()})
    assert client.is_signed_in()


def test_a_lost_password_is_chosen_anew_and_ends_all_sessions(client: Browser, yuna: User) -> None:
    client.sign_in()
    ask(client, EMAIL, purpose="reset")
    answer_wishes(time.now())

    typed = {"key": mailed_key(), "password": CHOSEN, "again": CHOSEN}
    assert client.post("/account/reset", data={**typed, "again": "another one"}).status_code == 422
    assert client.post("/account/reset", data=typed).status_code == 303

    assert not client.is_signed_in()
    assert session_of(EMAIL, CHOSEN)
    facts = [
        mail.facts["what"] for mail in db.session.scalars(select(OutboxMail)) if mail.facts and "what" in mail.facts
    ]
    assert facts == ["password"]


@pytest.mark.parametrize(("purpose", "path", "minutes"), [("reset", "/account/reset", 30), ("", "/account/link", 15)])
def test_a_link_that_is_too_old_opens_nothing(
    client: Browser, jisoo: User, clock: Clock, purpose: str, path: str, minutes: int
) -> None:
    ask(client, FIRM, purpose=purpose)
    answer_wishes(time.now())
    clock.move(timedelta(minutes=minutes))

    answer = client.post(path, data={"key": mailed_key(), "password": CHOSEN, "again": CHOSEN})

    assert answer.status_code == 422
    assert "더 쓸 수 없습니다" in answer.text


def test_a_newer_link_ends_the_older(client: Browser, jisoo: User) -> None:
    ask(client, FIRM)
    answer_wishes(time.now())
    first = mailed_key()
    ask(client, FIRM)
    answer_wishes(time.now())

    assert client.post("/account/link", data={"key": first}).status_code == 422
    assert client.post("/account/link", data={"key": mailed_key()}).status_code == 303


@pytest.mark.parametrize("email", [EMAIL, "nobody@example.kr"])
def test_a_mailbox_is_not_flooded(client: Browser, yuna: User, email: str) -> None:
    for _ in range(BY_MAILBOX.most):
        ask(client, email)

    refused = client.post("/sign-in/mail", data={"email": email})

    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0


def test_the_link_goes_in_the_language_that_was_read(client: Browser, jisoo: User) -> None:
    client.set_cookie("center_language", "en")
    ask(client, FIRM)
    answer_wishes(time.now())

    db.session.rollback()
    assert db.session.scalars(select(OutboxMail.language)).one() == "en"


def test_a_link_of_a_closed_account_opens_nothing(client: Browser, jisoo: User) -> None:
    ask(client, FIRM)
    answer_wishes(time.now())
    disable_user(jisoo, now=time.now())

    assert client.post("/account/link", data={"key": mailed_key()}).status_code == 422


def test_another_address_is_taken_by_the_link_that_went_there_and_the_old_one_is_told(
    client: Browser, yuna: User
) -> None:
    client.sign_in()
    give_factor(EMAIL)
    typed = {"present": PASSWORD, "code": app_code(), "email": "yuna.kim@example.kr"}

    assert client.post("/me/email", data={**typed, "present": "wrong"}).status_code == 422
    assert client.post("/me/email", data={**typed, "code": "000000"}).status_code == 422
    assert client.post("/me/email", data=typed).status_code == 303
    assert find_user("yuna.kim@example.kr") is None
    assert client.post("/account/email", data={"key": mailed_key()}).status_code == 303

    db.session.rollback()
    assert find_user(EMAIL) is None
    assert find_user("yuna.kim@example.kr")
    assert not client.is_signed_in()
    to = [(mail.recipient, mail.kind) for mail in db.session.scalars(select(OutboxMail).order_by(OutboxMail.id))]
    assert to == [("yuna.kim@example.kr", "account_link"), (EMAIL, "account_told")]


def test_an_address_that_somebody_else_has_is_not_taken_and_not_betrayed(
    client: Browser, yuna: User, jisoo: User
) -> None:
    client.sign_in()
    give_factor(EMAIL)

    sent = client.post("/me/email", data={"present": PASSWORD, "code": app_code(), "email": FIRM})
    taken = client.post("/account/email", data={"key": mailed_key()})

    assert (sent.status_code, taken.status_code) == (303, 422)
    db.session.rollback()
    assert find_user(EMAIL)
    assert db.session.scalar(select(func.count()).select_from(OneTimeLink).where(OneTimeLink.used_at.is_not(None))) == 0


def test_changing_the_password_asks_for_the_present_one_and_a_code(client: Browser, yuna: User) -> None:
    other = session_of(EMAIL, PASSWORD)
    client.sign_in()
    give_factor(EMAIL)
    typed = {"present": PASSWORD, "code": app_code(), "password": CHOSEN, "again": CHOSEN}

    assert client.post("/me/password", data={**typed, "present": ""}).status_code == 422
    assert client.post("/me/password", data={**typed, "code": ""}).status_code == 422
    assert client.post("/me/password", data=typed).status_code == 303

    assert client.get(STAFF_PAGE).status_code == 200, "this session goes on"
    from center.accounts.queries import find_signed_in

    assert find_signed_in(other, time.now()) is None
    assert session_of(EMAIL, CHOSEN)
