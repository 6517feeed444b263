"""Admins see who has an account, invite, give and take roles, close accounts, and enter contracts."""

import json
import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from center.accounts.models import AccessRecord, OneTimeLink, OperatorContract, User
from center.accounts.queries import find_user, grants_of, roles_of
from center.accounts.service import create_user
from center.core import time
from center.core.actor import Role
from center.core.db import db
from center.mail.models import OutboxMail
from center.mail.service import deliver_due
from tests.accounts.conftest import EMAIL, PASSWORD, Browser
from tests.conftest import Clock
from tests.people import session_of
from tests.web.test_pages import n_queries

ADMIN = "jiwon@example.kr"
NEW = {"name": "박민호", "email": "minho@example.kr", "role": "reviewer", "contract": "", "first": "2026-12-15"}
NEW |= {"last": "2027-03-31", "reason": "2027년 심사위원 위촉"}
CHOSEN = "바람 부는 선유도 공원"


@pytest.fixture
def admin(client: Browser, clock: Clock) -> User:
    """An admin who is signed in."""
    made = create_user(email=ADMIN, name="이지원", password=PASSWORD, role=Role.ADMIN, now=clock.now)
    client.sign_in(ADMIN)
    return made


def mailed_key() -> str:
    """The key of the newest mail."""
    db.session.rollback()
    newest = select(OutboxMail.facts).order_by(OutboxMail.id.desc()).limit(1)
    facts = db.session.scalars(newest).one()
    assert facts
    return str(facts["key"])


def invited(client: Browser) -> User:
    assert client.post("/staff/people/new", data=NEW).status_code == 303
    db.session.rollback()
    found = find_user(NEW["email"])
    assert found
    return found


def test_an_invited_person_chooses_a_password_by_the_mailed_link_and_signs_in(
    app: Flask, client: Browser, admin: User
) -> None:
    user = invited(client)
    key = mailed_key()
    client.post("/sign-out")

    answer = client.post("/account/invitation", data={"key": key, "password": CHOSEN, "again": CHOSEN})

    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in")
    assert session_of(NEW["email"], CHOSEN)
    assert roles_of(user.id, time.today()) == {Role.REVIEWER}
    assert roles_of(user.id, time.today() + timedelta(days=107)) == frozenset()


def test_a_link_works_once_for_its_purpose_and_not_too_late(client: Browser, admin: User, clock: Clock) -> None:
    invited(client)
    key = mailed_key()
    typed = {"key": key, "password": CHOSEN, "again": CHOSEN}

    elsewhere = client.post("/account/reset", data=typed)
    client.post("/account/invitation", data=typed)
    again = client.post("/account/invitation", data=typed)

    assert (elsewhere.status_code, again.status_code) == (422, 422)
    assert "이 링크는 더 쓸 수 없습니다" in again.text
    client.post("/staff/people/new", data={**NEW, "email": "late@example.kr"})
    key = mailed_key()
    clock.move(timedelta(days=7))
    assert "더 쓸 수 없습니다" in client.post("/account/invitation", data={**typed, "key": key}).text


def test_looking_at_a_link_uses_nothing_up(client: Browser, admin: User) -> None:
    invited(client)

    for method in ("GET", "HEAD"):
        assert client.open("/account/invitation", method=method).status_code == 200

    typed = {"key": mailed_key(), "password": CHOSEN, "again": CHOSEN}
    assert client.post(
        "/account/invitation", data={**typed, "password": "1234567890", "again": "1234567890"}
    ).status_code
    assert client.post("/account/invitation", data=typed).status_code == 303


def test_who_reads_the_database_finds_no_key(app: Flask, client: Browser, admin: User) -> None:
    invited(client)
    key = mailed_key()

    deliver_due(app.extensions["center_post_office"], time.now())

    db.session.rollback()
    assert db.session.scalars(select(OneTimeLink.key_hash)).one() != key
    assert db.session.scalars(select(OutboxMail.facts)).one() is None


def test_a_new_invitation_ends_the_one_before(client: Browser, admin: User) -> None:
    user = invited(client)
    key = mailed_key()

    client.post(f"/staff/people/{user.id}/invitation")

    typed = {"password": CHOSEN, "again": CHOSEN}
    assert client.post("/account/invitation", data={**typed, "key": key}).status_code == 422
    assert client.post("/account/invitation", data={**typed, "key": mailed_key()}).status_code == 303
    assert client.post(f"/staff/people/{user.id}/invitation").status_code == 409


def test_an_invited_person_cannot_sign_in_before_a_password_is_chosen(client: Browser, admin: User) -> None:
    invited(client)
    client.post("/sign-out")

    assert client.sign_in(NEW["email"], "").status_code == 422
    assert client.sign_in(NEW["email"], CHOSEN).status_code == 422


def test_the_list_masks_addresses_and_the_account_shows_them(client: Browser, admin: User, yuna: User) -> None:
    listed = client.get("/staff/people").text
    shown = client.get(f"/staff/people/{yuna.id}").text

    assert EMAIL not in listed
    assert "yu•••@example.kr" in listed
    assert EMAIL in shown
    db.session.rollback()
    looks = [
        (row.action, row.subject) for row in db.session.query(AccessRecord).filter(AccessRecord.action != "signed-in")
    ]
    assert looks == [("accounts.listed", "accounts"), ("account.shown", f"user {yuna.id}")]


@pytest.mark.parametrize(("words", "n"), [("유나", 1), ("YUNA@", 1), ("%", 0), ("_", 0), ("없는 사람", 0), ("", 2)])
def test_people_are_found_by_a_part_of_name_or_address(
    client: Browser, admin: User, yuna: User, words: str, n: int
) -> None:
    page = client.get("/staff/people", query_string={"q": words}).text

    assert len(re.findall(r'<th scope="row"', page)) == n


def test_the_list_costs_as_many_queries_for_many_as_for_few(client: Browser, admin: User, clock: Clock) -> None:
    client.get("/staff/people")
    few = n_queries(client, "/staff/people")
    for n in range(9):
        create_user(email=f"p{n}@example.kr", name=f"사람 {n}", password=PASSWORD, role=Role.REVIEWER, now=clock.now)

    assert n_queries(client, "/staff/people") == few


def test_a_role_is_given_and_taken_back_on_the_page(client: Browser, admin: User, yuna: User) -> None:
    given = {"role": "reviewer", "contract": "", "first": "2026-12-20", "last": "", "reason": "위촉"}

    assert client.post(f"/staff/people/{yuna.id}/grant", data=given).status_code == 303
    grant = grants_of(yuna.id)[0]
    page = f"/staff/people/{yuna.id}/grants/{grant.id}/revocation"
    assert client.post(page, data={"reason": ""}).status_code == 422
    assert client.post(page, data={"reason": "해촉"}).status_code == 303

    shown = client.get(f"/staff/people/{yuna.id}").text
    assert "위촉" in shown
    assert "해촉" in shown
    assert "이지원" in shown
    assert client.post(page, data={"reason": "다시"}).status_code == 409


def test_a_grant_of_somebody_else_is_not_found_under_this_account(client: Browser, admin: User, yuna: User) -> None:
    grant = grants_of(admin.id)[0]

    assert client.get(f"/staff/people/{yuna.id}/grants/{grant.id}/revocation").status_code == 404
    assert client.post(f"/staff/people/{yuna.id}/grants/{grant.id}/revocation", data={"reason": "x"}).status_code == 404


def test_the_last_admin_is_told_why_it_cannot_be(client: Browser, admin: User) -> None:
    grant = grants_of(admin.id)[0]

    answer = client.post(f"/staff/people/{admin.id}/grants/{grant.id}/revocation", data={"reason": "퇴사"})
    closing = client.post(f"/staff/people/{admin.id}/closing", data={"reason": "퇴사"})

    assert answer.status_code == closing.status_code == 409
    assert "기한 없는 관리자가 한 사람은 남아야 합니다" in answer.text


@pytest.mark.parametrize(
    "typed", [{"first": "9999-12-31"}, {"first": "x"}, {"last": "2026-12-14"}, {"role": "enterprise"}]
)
def test_a_role_that_cannot_be_is_refused_on_the_form(
    client: Browser, admin: User, yuna: User, typed: dict[str, str]
) -> None:
    given = {"role": "reviewer", "contract": "", "first": "2026-12-20", "last": "", "reason": "위촉"} | typed

    assert client.post(f"/staff/people/{yuna.id}/grant", data=given).status_code == 422
    assert len(grants_of(yuna.id)) == 1


def test_a_closed_account_is_out_and_its_page_says_why(client: Browser, admin: User, yuna: User) -> None:
    assert client.post(f"/staff/people/{yuna.id}/closing", data={"reason": "육아 휴직"}).status_code == 303
    assert "육아 휴직" in client.get(f"/staff/people/{yuna.id}").text

    client.post("/sign-out")
    assert client.sign_in().status_code == 422


def test_a_contract_lets_its_people_in_and_an_older_form_is_refused(client: Browser, admin: User, yuna: User) -> None:
    typed = {"organisation": "예시 운영 법인", "first": "2026-12-01", "last": "2026-12-31", "reason": "위탁"}
    assert client.post("/staff/people/contracts/new", data=typed).status_code == 303
    contract = db.session.scalars(select(OperatorContract)).one()

    page = f"/staff/people/contracts/{contract.id}"
    form = {"version": "1", "first": "2026-12-01", "last": "2027-12-31", "reason": "연장"}
    assert client.post(page, data=form).status_code == 303
    assert client.post(page, data=form).status_code == 409

    db.session.rollback()
    assert db.session.scalars(select(OperatorContract.until_on)).one().isoformat() == "2028-01-01"
    assert "예시 운영 법인" in client.get("/staff/people/contracts").text
    assert client.get(page).status_code == 200


def test_only_admins_see_the_place_in_the_menu(client: Browser, admin: User, yuna: User) -> None:
    assert 'href="/staff/people"' in client.get("/staff/day").text
    client.post("/sign-out")
    client.sign_in()

    assert 'href="/staff/people"' not in client.get("/staff/day").text


def test_nothing_typed_about_a_person_is_in_the_log(client: Browser, admin: User) -> None:
    from center.core.audit import AuditEntry

    invited(client)

    facts = [json.loads(entry.facts) for entry in db.session.scalars(select(AuditEntry))]
    assert "위촉" not in str(facts)
    assert "minho" not in str(facts)
