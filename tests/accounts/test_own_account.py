"""One's own account: sessions, what is kept, who looked, what one may correct, take along, have deleted."""

import io
import json
from datetime import timedelta

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import select

from center.accounts.models import AccessRecord, SignIn, User
from center.accounts.queries import find_signed_in, find_user, grants_of, roles_of
from center.accounts.rules.browsers import browser_words
from center.accounts.service import record_access, revoke_role
from center.accounts.service.own import erase_asked
from center.core import time
from center.core.actor import Actor, Role
from center.core.db import db
from center.mail.models import OutboxMail
from tests.accounts.conftest import EMAIL, PASSWORD, STAFF_PAGE, Browser
from tests.conftest import Clock
from tests.enterprises.factories import a_firm
from tests.people import a_firm_user, acts_for_firm, app_code, give_factor, session_of
from tests.web.test_pages import n_queries

FIRM = "firm@example.kr"
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36"


@pytest.fixture
def jisoo(app: Flask, clock: Clock) -> User:
    """Somebody of an enterprise."""
    user = a_firm_user(FIRM, PASSWORD)
    acts_for_firm(user, a_firm())
    return user


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (CHROME, "Chrome · Windows"),
        (CHROME + " Edg/130.0", "Edge · Windows"),
        (CHROME + " Whale/3.0", "Whale · Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1", "Safari · iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0", "Firefox · Linux"),
        ("curl/8.0", ""),
        ("", ""),
    ],
)
def test_a_browser_is_named_in_plain_words(said: str, words: str) -> None:
    assert browser_words(said) == words


def test_one_sees_where_one_is_signed_in_and_ends_one_or_all_others(client: Browser, yuna: User, clock: Clock) -> None:
    first, second = session_of(EMAIL, PASSWORD), session_of(EMAIL, PASSWORD)
    client.sign_in()

    page = client.get("/me").text
    assert page.count("Firefox · Linux") >= 2
    assert "이 기기 로그아웃" in page
    marks = db.session.scalars(select(SignIn.token_hash)).all()
    from center.accounts.queries import token_hash

    client.post("/me/sessions/end", data={"mark": token_hash(first)[:16]})
    db.session.rollback()
    assert len(marks) == 3
    assert [find_signed_in(token, clock.now) is not None for token in (first, second)] == [False, True]
    client.post("/me/sessions/end")
    db.session.rollback()
    assert find_signed_in(second, clock.now) is None
    assert client.is_signed_in()


def test_nobody_ends_a_session_of_somebody_else(client: Browser, yuna: User, jisoo: User, clock: Clock) -> None:
    from center.accounts.queries import token_hash

    theirs = session_of(FIRM, PASSWORD)
    client.sign_in()

    client.post("/me/sessions/end", data={"mark": token_hash(theirs)[:16]})
    client.post("/me/sessions/end")

    db.session.rollback()
    assert find_signed_in(theirs, clock.now)


def test_who_sees_nobody_elses_data_may_be_idle_for_two_hours(client: Browser, jisoo: User, clock: Clock) -> None:
    client.post("/sign-in", data={"email": FIRM, "password": PASSWORD})

    clock.move(timedelta(hours=2) - timedelta(seconds=1))
    assert client.get("/me").status_code == 200
    clock.move(timedelta(hours=2))
    assert client.get("/me").status_code == 302


def test_without_script_a_page_says_until_when_and_prolongs(client: Browser, yuna: User, clock: Clock) -> None:
    client.sign_in()
    clock.move(timedelta(seconds=30))

    page = client.get("/session?next=/floors").text

    assert "12:30까지 로그인되어 있습니다" in page
    assert 'value="/floors"' in page
    clock.move(timedelta(minutes=29))
    told = client.post("/session/extend", headers={"Accept": "application/json"})
    assert told.get_json() == {"seconds_left": 1800}


def test_one_sees_who_looked_at_ones_data(client: Browser, yuna: User, jisoo: User, clock: Clock) -> None:
    looker = Actor(yuna.id, "김유나", frozenset({Role.STAFF}), "192.0.2.7")
    record_access("account.shown", f"user {jisoo.id}", by=looker, now=clock.now)
    client.post("/sign-in", data={"email": FIRM, "password": PASSWORD})

    page = client.get("/me").text

    assert "김유나" in page
    assert "계정을 봄" in page


def test_what_is_kept_is_taken_along_without_anything_that_opens(client: Browser, yuna: User) -> None:
    client.sign_in()
    told = client.get("/me/data.json")
    sheets = openpyxl.load_workbook(io.BytesIO(client.get("/me/data.xlsx").data))

    kept = json.loads(told.data)
    assert (kept["name"], kept["email"], len(kept["roles"])) == ("김유나", EMAIL, 1)
    assert "attachment" in told.headers["Content-Disposition"]
    assert "hash" not in told.text
    assert sheets.sheetnames == [
        "내 정보",
        "역할",
        "기업",
        "담당자 등록 신청",
        "수정 요청",
        "로그인한 기기",
        "있었던 일",
        "본 사람",
    ]
    db.session.rollback()
    exports = db.session.scalars(select(AccessRecord.action).where(AccessRecord.action == "account.exported")).all()
    assert len(exports) == 2


def test_a_name_that_looks_like_a_formula_is_text_in_the_file(client: Browser, jisoo: User) -> None:
    client.post("/sign-in", data={"email": FIRM, "password": PASSWORD})
    client.post("/me/name", data={"name": "=HYPERLINK(1)"})

    sheet = openpyxl.load_workbook(io.BytesIO(client.get("/me/data.xlsx").data))["내 정보"]

    assert (sheet["B1"].value, sheet["B1"].data_type) == ("=HYPERLINK(1)", "s")


def test_one_corrects_ones_name_and_nothing_else(client: Browser, jisoo: User) -> None:
    client.post("/sign-in", data={"email": FIRM, "password": PASSWORD})

    client.post("/me/name", data={"name": "정지우", "email": "x@example.kr", "role": "admin", "id": "1"})

    db.session.expire_all()
    found = find_user(FIRM)
    assert found
    assert found.name == "정지우"
    assert not grants_of(jisoo.id)
    assert roles_of(jisoo.id, time.today()) == {Role.ENTERPRISE}


def test_who_has_no_role_for_the_center_is_deleted_at_once(client: Browser, jisoo: User) -> None:
    client.post("/sign-in", data={"email": FIRM, "password": PASSWORD})

    assert client.post("/me/deletion", data={"present": "wrong"}).status_code == 422
    assert client.post("/me/deletion", data={"present": PASSWORD}).status_code == 303

    db.session.rollback()
    kept = db.session.get_one(User, jisoo.id, populate_existing=True)
    assert (kept.name, kept.password_hash) == ("–", None)
    assert FIRM not in kept.email
    assert kept.erased_at
    assert client.get("/me").status_code == 302
    told = db.session.scalars(select(OutboxMail)).one()
    assert (told.recipient, told.facts) == (FIRM, {"what": "erased", "name": "정지수"})


def test_who_works_for_the_center_asks_and_is_deleted_when_the_role_has_ended(client: Browser, yuna: User) -> None:
    client.sign_in()
    give_factor(EMAIL)

    client.post("/me/deletion", data={"present": PASSWORD, "code": app_code()})
    erase_asked(time.now())
    assert client.get(STAFF_PAGE).status_code == 200
    assert "삭제를 부탁했습니다" in client.get("/me").text
    revoke_role(grants_of(yuna.id)[0].id, reason="퇴사", now=time.now(), by="operator")
    erase_asked(time.now())

    db.session.rollback()
    assert find_user(EMAIL) is None
    assert db.session.get_one(User, yuna.id, populate_existing=True).erased_at


def test_new_recovery_codes_end_the_old_ones(client: Browser, yuna: User) -> None:
    client.sign_in()
    give_factor(EMAIL)

    page = client.post("/me/recovery-codes", data={"present": PASSWORD, "code": app_code()}).text

    assert page.count("<li>") >= 10
    assert "복구 번호 열 개를 보관해 주세요" in page


def test_ones_page_costs_as_many_queries_after_many_sign_ins_as_after_few(client: Browser, yuna: User) -> None:
    client.sign_in()
    client.get("/me")
    few = n_queries(client, "/me")
    for _ in range(5):
        session_of(EMAIL, PASSWORD)

    assert n_queries(client, "/me") == few
