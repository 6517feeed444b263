"""Signing in."""

import re
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import func, select, update

from center.accounts.models import SignIn, User
from center.accounts.passwords import is_outdated, is_password
from center.accounts.queries import find_user, roles_of
from center.accounts.service import BY_NETWORK, KnownEmailError, create_user, disable_user
from center.core import time
from center.core.actor import Role
from center.core.db import db, transaction
from center.core.limits import hit
from center.core.net import address_block
from tests.accounts.conftest import EMAIL, PASSWORD, STAFF_PAGE, Browser
from tests.conftest import Clock

ELSEWHERE = [
    "https://evil.example/",
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    "javascript:alert(1)",
    "evil.example",
    "https:evil.example",
]


def n_sessions() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(SignIn)) or 0


def token_on(page: str) -> str:
    """The form's token against forgery."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found
    return found[1]


def without_tokens(page: str, email: str) -> str:
    """A page without what differs from request to request."""
    return re.sub(r'value="[^"]{60,}"', "", page).replace(email, "")


def test_staff_sign_in_with_address_and_password(client: Browser, yuna: User) -> None:
    answer = client.sign_in()

    assert (answer.status_code, answer.headers["Location"]) == (303, "/staff/day")
    assert client.is_signed_in()
    assert "김유나" in client.get("/").text


def test_nobody_is_signed_in_before(client: Browser, yuna: User) -> None:
    assert not client.is_signed_in()


def test_the_address_may_be_capitalised_and_surrounded_by_blanks(client: Browser, yuna: User) -> None:
    client.sign_in(" Yuna@Example.KR ")

    assert client.is_signed_in()


def test_blanks_belong_to_the_password(client: Browser, yuna: User) -> None:
    answer = client.sign_in(password=f" {PASSWORD}")

    assert answer.status_code == 422
    assert not client.is_signed_in()


def test_the_form_that_the_page_shows_signs_in(app: Flask, client: Browser, yuna: User) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    page = client.get("/sign-in", query_string={"next": "/floors"}).text
    assert 'value="/floors"' in page

    typed = {"email": EMAIL, "password": PASSWORD, "next": "/floors", "csrf_token": token_on(page)}
    answer = client.post("/sign-in", data=typed, headers={"Referer": "https://localhost/sign-in"})

    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in/code")


def test_a_form_from_another_site_signs_nobody_in(app: Flask, client: Browser, yuna: User) -> None:
    app.config["WTF_CSRF_ENABLED"] = True

    assert client.sign_in().status_code == 400
    assert n_sessions() == 0


def test_unknown_name_wrong_password_and_closed_account_read_the_same(
    client: Browser, yuna: User, clock: Clock
) -> None:
    closed = create_user(email="minho@example.kr", name="박민호", password=PASSWORD, role=Role.STAFF, now=clock.now)
    disable_user(closed, now=clock.now)

    unknown = client.sign_in("nobody@example.kr")
    wrong = client.sign_in(password="another password")
    disabled = client.sign_in("minho@example.kr")

    assert unknown.status_code == wrong.status_code == disabled.status_code == 422
    assert "메일 주소나 비밀번호가 맞지 않습니다." in unknown.text
    pages = {
        without_tokens(answer.text, email)
        for answer, email in ((unknown, "nobody@example.kr"), (wrong, EMAIL), (disabled, "minho@example.kr"))
    }
    assert len(pages) == 1
    assert n_sessions() == 0


def test_what_was_typed_stays_but_the_password(client: Browser, yuna: User) -> None:
    page = client.sign_in(password="another password", next="/floors").text

    assert f'value="{EMAIL}"' in page
    assert 'value="/floors"' in page
    assert "another password" not in page


@pytest.mark.parametrize("field", ["email", "password"])
def test_an_empty_field_is_named_in_the_summary(client: Browser, yuna: User, field: str) -> None:
    answer = client.sign_in(**{field: ""})

    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text


def test_a_new_session_begins_whatever_the_browser_brought(client: Browser, yuna: User) -> None:
    with client.session_transaction() as brought:
        brought["planted"] = "by somebody else"
    client.sign_in()
    first = client.cookie()

    client.sign_in()

    assert client.cookie() != first
    with client.session_transaction() as session:
        assert "planted" not in session
    assert n_sessions() == 2


def test_signing_in_again_ends_the_session_before(client: Browser, yuna: User) -> None:
    client.sign_in()
    before = client.cookie()
    client.sign_in()

    client.set_cookie("__Host-center", before, secure=True)

    assert not client.is_signed_in()


def test_nobody_is_led_to_another_site(client: Browser, yuna: User) -> None:
    for target in ELSEWHERE:
        answer = client.sign_in(next=target)
        assert answer.status_code == 303
        assert re.fullmatch(r"/(?![/\\]).*", answer.headers["Location"]), target

        assert client.get("/sign-in", query_string={"next": target}).headers["Location"] == "/", target


def test_one_goes_on_to_the_page_one_wanted(client: Browser, yuna: User) -> None:
    way = client.get(f"{STAFF_PAGE}/ABC?letter=가").headers["Location"]
    assert way.startswith("/sign-in?next=/staff/bookings/ABC")

    answer = client.sign_in(next=f"{STAFF_PAGE}/ABC?letter=가")

    assert answer.headers["Location"].startswith(f"{STAFF_PAGE}/ABC?letter=")


def test_who_is_signed_in_is_not_asked_again(client: Browser, yuna: User) -> None:
    client.sign_in()

    answer = client.get("/sign-in", query_string={"next": "/floors"})

    assert (answer.status_code, answer.headers["Location"]) == (302, "/floors")


def test_the_sixth_wrong_password_has_to_wait_and_the_right_one_too(client: Browser, yuna: User) -> None:
    for _ in range(5):
        assert client.sign_in(password="another password").status_code == 422

    refused = client.sign_in()

    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "60"
    assert "1분 뒤에 다시 해 주세요." in refused.text
    assert n_sessions() == 0


def test_after_the_wait_the_right_password_signs_in_and_the_count_begins_anew(
    client: Browser, yuna: User, clock: Clock
) -> None:
    for _ in range(5):
        client.sign_in(password="another password")
    clock.move(timedelta(minutes=1))

    client.sign_in()

    assert client.is_signed_in()
    for _ in range(5):
        assert client.sign_in(password="another password").status_code == 422


def test_an_unknown_name_has_to_wait_like_a_known_one(client: Browser, yuna: User) -> None:
    for _ in range(5):
        client.sign_in("nobody@example.kr")

    assert client.sign_in("nobody@example.kr").status_code == 429
    assert client.sign_in("Nobody@EXAMPLE.kr ").status_code == 429


def test_a_network_that_tries_many_names_has_to_wait(client: Browser, yuna: User, clock: Clock) -> None:
    for _ in range(BY_NETWORK.most):
        hit(BY_NETWORK, address_block("203.0.113.99"), now=clock.now)

    refused = client.sign_in()
    from_elsewhere = client.post(
        "/sign-in", data={"email": EMAIL, "password": PASSWORD}, environ_overrides={"REMOTE_ADDR": "198.51.100.4"}
    )

    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "900")
    assert from_elsewhere.status_code == 303


def test_a_header_does_not_make_another_network(client: Browser, yuna: User, clock: Clock) -> None:
    for _ in range(BY_NETWORK.most):
        hit(BY_NETWORK, address_block("203.0.113.99"), now=clock.now)

    typed = {"email": EMAIL, "password": PASSWORD}
    answer = client.post("/sign-in", data=typed, headers={"X-Forwarded-For": "198.51.100.4"})

    assert answer.status_code == 429


def test_an_outdated_hash_is_renewed_at_sign_in_and_a_present_one_is_kept(client: Browser, yuna: User) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash(PASSWORD)
    with transaction() as session:
        session.execute(update(User).values(password_hash=weak))

    client.sign_in(password="another password")
    assert kept_hash() == weak
    client.sign_in()
    renewed = kept_hash()
    client.sign_in()

    assert not is_outdated(renewed)
    assert is_password(renewed, PASSWORD)
    assert kept_hash() == renewed


def kept_hash() -> str:
    db.session.rollback()
    return db.session.scalars(select(User.password_hash)).one() or ""


@pytest.mark.parametrize("email", [EMAIL, "YUNA@example.kr ", "Yuna@Example.Kr"])
def test_an_address_has_one_account(app: Flask, yuna: User, clock: Clock, email: str) -> None:
    with pytest.raises(KnownEmailError):
        create_user(email=email, name="다른 유나", password=PASSWORD, role=Role.ADMIN, now=clock.now)

    found = find_user(EMAIL)
    assert found
    assert found.name == "김유나"


def test_what_is_typed_into_other_fields_changes_nothing(client: Browser, yuna: User) -> None:
    client.sign_in(role="admin", name="다른 이름", disabled_at="", id="99", user_id="99")

    db.session.rollback()
    user = db.session.scalars(select(User)).one()
    assert roles_of(user.id, time.today()) == {Role.STAFF}
    assert user.name == "김유나"
    assert client.is_signed_in()
