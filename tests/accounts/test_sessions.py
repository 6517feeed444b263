"""Sessions live and end on the server."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select, text, update

from center.accounts.models import SignIn, User
from center.accounts.queries import find_signed_in, token_hash
from center.accounts.service import disable_user, sign_out, use_session
from center.core.db import db, transaction
from tests.accounts.conftest import COOKIE, EMAIL, PASSWORD, STAFF_PAGE, Browser
from tests.conftest import Clock
from tests.people import session_of

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


def begin(clock: Clock) -> str:
    return session_of(EMAIL, PASSWORD)


def last_used_at() -> datetime:
    db.session.rollback()
    return db.session.scalars(select(SignIn.last_used_at)).one()


@contextmanager
def statements(app: Flask, word: str) -> Iterator[list[str]]:
    """The statements sent meanwhile that name the word."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if word in statement:
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    event.remove(db.engine, "before_cursor_execute", note)


def test_signing_out_ends_the_session_on_the_server(client: Browser, yuna: User) -> None:
    client.sign_in()
    copy = client.cookie()

    answer = client.post("/sign-out")

    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert not client.is_signed_in()
    client.set_cookie(COOKIE, copy, secure=True)
    assert not client.is_signed_in()


def test_signing_out_in_one_browser_leaves_the_other_signed_in(client: Browser, yuna: User, clock: Clock) -> None:
    other = begin(clock)
    client.sign_in()

    client.post("/sign-out")

    assert find_signed_in(other, clock.now)


def test_who_reads_the_database_finds_no_token(app: Flask, yuna: User, clock: Clock) -> None:
    token = begin(clock)

    kept = db.session.scalars(select(SignIn.token_hash)).one()
    assert kept == token_hash(token) != token
    assert find_signed_in(kept, clock.now) is None
    assert len(token) >= 43


def test_every_session_has_a_token_of_its_own(app: Flask, yuna: User, clock: Clock) -> None:
    assert len({begin(clock) for _ in range(3)}) == 3


def test_a_session_unused_for_half_an_hour_is_over(client: Browser, yuna: User, clock: Clock) -> None:
    client.sign_in()

    clock.move(30 * MINUTE - SECOND)
    assert client.is_signed_in()
    clock.move(30 * MINUTE)
    assert not client.is_signed_in()


def test_a_session_lasts_twelve_hours_however_much_it_is_used(client: Browser, yuna: User, clock: Clock) -> None:
    client.sign_in()
    for _ in range(24):
        clock.move(29 * MINUTE)
        assert client.is_signed_in()

    clock.move(24 * MINUTE - SECOND)
    assert client.is_signed_in()
    clock.move(SECOND)
    assert not client.is_signed_in()


def test_extending_begins_the_half_hour_anew_and_returns_to_the_page(client: Browser, yuna: User, clock: Clock) -> None:
    client.sign_in()
    clock.move(29 * MINUTE)

    answer = client.post("/session/extend", data={"next": "/floors?floor=3"})

    assert (answer.status_code, answer.headers["Location"]) == (303, "/floors?floor=3")
    clock.move(29 * MINUTE)
    assert client.is_signed_in()


def test_extending_leads_to_no_other_site(client: Browser, yuna: User) -> None:
    client.sign_in()

    answer = client.post("/session/extend", data={"next": "//evil.example"})

    assert answer.headers["Location"] == "/"


def test_extending_revives_no_session_that_is_over(client: Browser, yuna: User, clock: Clock) -> None:
    token = begin(clock)
    client.sign_in()
    clock.move(30 * MINUTE)

    assert client.post("/session/extend").status_code == 403
    use_session(token, now=clock.now)

    assert find_signed_in(token, clock.now) is None


def test_a_session_that_was_signed_out_stays_ended(app: Flask, yuna: User, clock: Clock) -> None:
    token = begin(clock)
    sign_out(token, now=clock.now)

    use_session(token, now=clock.now + MINUTE)
    sign_out(token, now=clock.now + MINUTE)

    assert find_signed_in(token, clock.now) is None
    assert db.session.scalars(select(SignIn.ended_at)).one() == clock.now


def test_closing_an_account_ends_its_sessions_at_once(client: Browser, yuna: User, clock: Clock) -> None:
    client.sign_in()

    disable_user(yuna, now=clock.now)

    assert not client.is_signed_in()


def test_a_closed_account_has_no_session_even_if_one_was_left_open(client: Browser, yuna: User, clock: Clock) -> None:
    client.sign_in()

    with transaction() as session:
        session.execute(update(User).values(disabled_at=clock.now))

    assert not client.is_signed_in()


def test_use_is_recorded_at_most_once_a_minute(client: Browser, yuna: User, clock: Clock) -> None:
    client.sign_in()
    began = clock.now

    clock.move(59 * SECOND)
    client.get(STAFF_PAGE)
    assert last_used_at() == began
    clock.move(SECOND)
    client.get(STAFF_PAGE)
    assert last_used_at() == began + MINUTE


def test_a_signed_in_request_asks_once_for_its_session(app: Flask, client: Browser, yuna: User) -> None:
    client.sign_in()

    with statements(app, "sign_in") as seen:
        assert client.get(STAFF_PAGE).status_code == 200

    assert len(seen) == 1
    assert "JOIN" in seen[0]


def test_an_anonymous_request_asks_for_no_session(app: Flask, client: Browser, yuna: User) -> None:
    with statements(app, "sign_in") as seen:
        assert client.get("/").status_code == 200

    assert seen == []


def test_files_ask_for_no_session(app: Flask, client: Browser, yuna: User) -> None:
    client.sign_in()

    with statements(app, "sign_in") as seen, client.get("/static/css/site.css") as answer:
        assert answer.status_code == 200

    assert seen == []


def test_pages_are_shown_though_their_use_cannot_be_recorded(client: Browser, yuna: User, clock: Clock) -> None:
    client.sign_in()
    make_read_only()
    clock.move(2 * MINUTE)

    answer = client.get(STAFF_PAGE)

    assert answer.status_code == 200
    assert "김유나" in answer.text


def make_read_only() -> None:
    """Let the database refuse every change from now on, as a full disk does."""
    if db.engine.dialect.name == "sqlite":
        event.listen(db.engine, "checkout", lambda driver, *_: driver.execute("PRAGMA query_only=ON"))
        return
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        name = db.engine.url.database
        connection.execute(text(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on'))
    db.session.remove()
    db.engine.dispose()


def test_every_page_says_how_long_the_session_lasts(client: Browser, yuna: User, clock: Clock) -> None:
    client.sign_in()
    assert 'data-seconds-left="1800"' in client.get("/floors").text

    clock.move(30 * SECOND)
    assert 'data-seconds-left="1770"' in client.get("/floors").text
    clock.move(29 * MINUTE)
    assert 'data-seconds-left="1800"' in client.get("/floors").text


def test_near_its_end_a_session_shows_what_is_left_of_the_twelve_hours(
    client: Browser, yuna: User, clock: Clock
) -> None:
    client.sign_in()
    with transaction() as session:
        session.execute(update(SignIn).values(created_at=clock.now - timedelta(hours=11, minutes=50)))

    page = client.get("/floors").text

    assert 'data-seconds-left="600"' in page
    assert "남은 시간 10분" in page


@pytest.mark.parametrize("path", ["/sign-out", "/session/extend"])
def test_only_a_form_ends_or_extends_a_session(client: Browser, yuna: User, clock: Clock, path: str) -> None:
    client.sign_in()

    for method in ("GET", "HEAD", "PUT", "PATCH", "DELETE"):
        assert client.open(path, method=method).status_code == 405
    assert client.is_signed_in()
    assert last_used_at() == clock.now


@pytest.mark.parametrize("path", ["/sign-out", "/session/extend"])
def test_a_form_from_another_site_changes_no_session(app: Flask, client: Browser, yuna: User, path: str) -> None:
    client.sign_in()
    app.config["WTF_CSRF_ENABLED"] = True

    assert client.post(path).status_code == 400
    assert client.is_signed_in()


def test_an_invented_token_opens_nothing(client: Browser, yuna: User) -> None:
    for invented in ("", "x", "가" * 50, "1", "0", "' OR 1=1 --"):
        with client.session_transaction() as session:
            session["_user_id"] = invented

        assert not client.is_signed_in()


def test_sessions_older_than_any_may_be_are_removed_at_a_sign_in(app: Flask, yuna: User, clock: Clock) -> None:
    begin(clock)
    clock.move(timedelta(hours=12))

    begin(clock)

    assert len(db.session.scalars(select(SignIn)).all()) == 1


def test_the_cookie_is_bound_to_the_site_and_hidden_from_scripts(client: Browser, yuna: User) -> None:
    sent = client.sign_in().headers["Set-Cookie"]

    assert sent.startswith("__Host-center=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(sent.split("; "))
    assert "Domain" not in sent
    assert "Expires" not in sent
