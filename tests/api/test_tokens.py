"""Keys of other programs: made, listed, revoked, counted; they replace the mailed code and nothing else."""

from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from center.accounts.models import ApiToken
from center.accounts.queries import token_hash
from center.accounts.tokens import tokens
from center.bookings import queries
from center.core import time
from center.core.db import db
from center.settings import Settings
from tests.api.calls import (
    a_body,
    a_token,
    bearer,
    booked,
    kinds,
    made,
    manage,
    n_bookings,
    post,
    problem,
)
from tests.api.test_bookings_api import RULES
from tests.bookings.factories import hours
from tests.commands import center
from tests.conftest import Clock


def created(settings: Settings, *more: str) -> str:
    """A token as the command line prints it."""
    told = center(settings, "token", "create", "--scope", "bookings:write", "--name", "kiosk", *more)
    assert told.exit_code == 0, told.output
    return told.output.splitlines()[-1]


def test_a_token_stands_alone_on_the_last_line_and_works(app: Flask, client: FlaskClient, settings: Settings) -> None:
    token = created(settings)

    assert token.startswith("ctr_")
    assert " " not in token
    assert post(client, token=token).status_code == 201


def test_only_the_hash_of_a_token_is_kept(app: Flask, settings: Settings) -> None:
    token = created(settings)

    row = db.session.scalars(select(ApiToken)).one()

    assert row.token_hash == token_hash(token)
    assert token not in str([getattr(row, column.key) for column in ApiToken.__table__.columns])


def test_a_scope_that_is_none_makes_no_token(app: Flask, settings: Settings) -> None:
    assert center(settings, "token", "create", "--scope", "everything").exit_code == 2
    assert center(settings, "token", "create").exit_code == 2
    assert center(settings, "token", "create", "--scope", "bookings:write", "--limit", "0").exit_code == 2
    assert tokens() == []


def test_the_list_tells_the_last_use_and_never_the_token(
    app: Flask, client: FlaskClient, settings: Settings, clock: Clock
) -> None:
    token = created(settings, "--limit", "7")
    before = center(settings, "token", "list").output
    clock.move(timedelta(minutes=5))
    post(client, token=token)

    after = center(settings, "token", "list").output

    assert "never" in before
    assert "last used 2026-12-15 12:05" in after
    assert all(word in after for word in ("live", "bookings:write", "7/min", "kiosk"))
    assert token not in before + after
    assert token_hash(token) not in after


def test_revoking_ends_a_token_at_once(app: Flask, client: FlaskClient, settings: Settings) -> None:
    token = created(settings)
    number = str(tokens()[0].id)

    told = [center(settings, "token", "revoke", number) for _ in range(2)]

    assert [one.exit_code for one in told] == [0, 0]
    assert problem(post(client, token=token)) == (401, "unauthorized")
    assert "revoked" in center(settings, "token", "list").output
    assert center(settings, "token", "revoke", "999").exit_code == 1


def test_who_shows_a_token_that_is_none_is_refused_and_not_taken_for_anybody(app: Flask, client: FlaskClient) -> None:
    real = a_token()
    for header in ("Bearer x", f"Bearer {real}x", f"Basic {real}", real, "Bearer", "", "Bearer é", f"Token {real}"):
        answer = client.post(
            "/api/v1/bookings", json=a_body(), headers={"Authorization": header, "Idempotency-Key": "k"}
        )
        assert problem(answer) == (401, "unauthorized"), header
        assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert n_bookings() == 0


def test_a_token_without_the_scope_may_not_book(app: Flask, client: FlaskClient) -> None:
    answer = post(client, token=a_token(scopes=()), Accept_Language="en")

    assert problem(answer) == (403, "forbidden")
    assert n_bookings() == 0


def test_a_token_opens_no_booking_and_a_manage_token_books_nothing(app: Flask, client: FlaskClient) -> None:
    token = a_token()
    one = made(client, token=token)

    for method in ("GET", "PATCH", "DELETE"):
        assert problem(manage(client, method, {**one, "manage_token": token}, {})) == (404, "not-found")
    assert problem(post(client, token=one["manage_token"])) == (401, "unauthorized")


def test_a_token_skips_the_code_and_the_mail_says_confirmed(app: Flask, client: FlaskClient) -> None:
    token = a_token()

    instant, by_staff = made(client, token=token), made(client, token=token, spaces=["203"])

    assert (instant["status"], by_staff["status"]) == ("confirmed", "requested")
    assert instant["hold_expires_at"] is by_staff["hold_expires_at"] is None
    assert kinds(instant["reference"]) == ["booking_confirmed"]
    assert kinds(by_staff["reference"]) == ["booking_requested"]
    assert manage(client, "DELETE", instant).status_code == 200


def test_a_booking_remembers_which_token_made_it(app: Flask, client: FlaskClient) -> None:
    a_token("portal")
    token = a_token("kiosk")

    one, other = made(client, token=token), booked(client, hours(18, 20))

    assert queries.get_booking(one["reference"]).token_id == tokens()[1].id
    assert queries.get_booking(other["reference"]).token_id is None


def test_a_token_skips_no_rule(app: Flask, client: FlaskClient) -> None:
    token = a_token()
    for wish, kind in RULES:
        assert problem(post(client, a_body(**wish), token=token)) == (422, kind), wish
    for consent in (False, None, "true"):
        assert problem(post(client, a_body(consent=consent), token=token)) == (422, "wrong-fields")
    assert problem(client.post("/api/v1/bookings", json=a_body(), headers=bearer(token)))[0] == 400
    made(client, hours(14, 16), token=token)
    for period in (hours(14, 16), hours(16, 17), hours(13, 14)):
        assert problem(post(client, a_body(period), token=token)) == (409, "space-taken")


def test_a_token_skips_no_quota(app: Flask, client: FlaskClient) -> None:
    token = a_token()
    made(client, hours(9, 12), token=token, email="hong@example.kr")
    assert problem(post(client, a_body(hours(14, 16), email="hong@example.kr"), token=token)) == (422, "too-long")
    for day in (21, 22, 24):
        made(client, hours(9, 10, time.seoul_day(time.now()).replace(day=day)), token=token, email="hong@example.kr")

    answer = post(client, a_body(hours(18, 19), email="hong+1@example.kr"), token=token)

    assert problem(answer) == (422, "quota-exceeded")


def test_many_may_book_at_one_kiosk(app: Flask, client: FlaskClient) -> None:
    token = a_token()

    for n in range(8):
        made(client, hours(14, 15), token=token, spaces=["203"], email=f"citizen{n}@example.kr")


def test_the_limit_of_a_token_counts_by_the_minute(app: Flask, client: FlaskClient, clock: Clock) -> None:
    token, other = a_token(limit=3), a_token(limit=3)
    clock.move(timedelta(seconds=20))
    bad = a_body(headcount=51)
    for _ in range(3):
        assert problem(post(client, bad, token=token))[0] == 422

    answer = post(client, bad, token=token)

    assert problem(answer) == (429, "too-many")
    assert 1 <= int(answer.headers["Retry-After"]) <= 41
    assert problem(post(client, bad, token=other))[0] == 422
    clock.move(timedelta(seconds=int(answer.headers["Retry-After"])))
    assert problem(post(client, bad, token=token))[0] == 422


def test_refused_calls_lengthen_no_wait(app: Flask, client: FlaskClient, clock: Clock) -> None:
    token = a_token(limit=1)
    for _ in range(5):
        post(client, token=token)

    clock.move(timedelta(minutes=1))

    assert post(client, a_body(hours(18, 20)), token=token).status_code == 201


def test_answers_send_no_address_on_to_others(app: Flask, client: FlaskClient) -> None:
    answer = manage(client, "GET", booked(client))

    assert answer.headers["Referrer-Policy"] in {"same-origin", "no-referrer"}
    assert answer.headers["Cache-Control"] == "no-store"
