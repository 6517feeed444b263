"""What was typed when a session ended is there again after signing in, for the same person alone."""

import html
import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from center.accounts.models import KeptForm, User
from center.accounts.service import create_user, disable_user
from center.accounts.service.kept_forms import forget_forms
from center.core.actor import Role
from center.core.db import db
from tests.accounts.conftest import PASSWORD, Browser
from tests.conftest import Clock

CLOSURE = "/staff/closures/new"
TYPED = {
    "rooms": ["202", "203"],
    "reason": "바닥 <청소> & 소독",
    "first": "2026-12-23",
    "csrf_token": "x",
    "password": "y",
}


def sent_too_late(client: Browser, clock: Clock) -> str:
    """The page to which a form leads that is sent after the session was over."""
    client.sign_in()
    clock.move(timedelta(minutes=30))
    return client.post(CLOSURE + "?from=day", data=TYPED).headers.get("Location", "")


def hidden(page: str) -> list[tuple[str, str]]:
    form = page.partition("<main")[2]
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', form)
    return [(name, html.unescape(value)) for name, value in found if name != "csrf_token"]


def n_kept() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(KeptForm)) or 0


def test_what_was_typed_is_sent_on_after_signing_in_again(client: Browser, yuna: User, clock: Clock) -> None:
    assert sent_too_late(client, clock) == "/sign-in"
    assert "적은 내용을 이어서 보낼 수 있습니다" in client.get("/sign-in").text

    assert client.sign_in().headers["Location"] == "/session/kept"
    page = client.get("/session/kept").text

    assert f'action="{CLOSURE}?from=day"' in page
    kept = [("rooms", "202"), ("rooms", "203"), ("reason", "바닥 <청소> & 소독"), ("first", "2026-12-23")]
    assert hidden(page) == kept
    assert client.get("/session/kept").headers["Location"] == "/staff/day"


def test_somebody_else_at_the_same_browser_sees_nothing_of_it(client: Browser, yuna: User, clock: Clock) -> None:
    create_user(email="minho@example.kr", name="박민호", password=PASSWORD, role=Role.STAFF, now=clock.now)
    sent_too_late(client, clock)

    client.sign_in("minho@example.kr")

    assert client.get("/session/kept").headers["Location"] == "/staff/day"


def test_it_is_kept_sealed_and_for_half_an_hour(client: Browser, yuna: User, clock: Clock) -> None:
    sent_too_late(client, clock)

    assert "청소" not in db.session.scalars(select(KeptForm.sealed_fields)).one()
    forget_forms(clock.now)
    assert n_kept() == 1
    clock.move(timedelta(minutes=30))
    forget_forms(clock.now)
    assert n_kept() == 0


@pytest.mark.parametrize("way", ["signed out", "closed", "never"])
def test_nothing_is_kept_of_who_has_no_session_that_ended_by_time(
    app: Flask, client: Browser, yuna: User, clock: Clock, way: str
) -> None:
    if way == "signed out":
        client.sign_in()
        client.post("/sign-out")
    if way == "closed":
        client.sign_in()
        disable_user(yuna, now=clock.now)

    assert client.post(CLOSURE, data=TYPED).status_code == 403
    assert n_kept() == 0


def test_a_form_from_another_site_is_not_kept(app: Flask, client: Browser, yuna: User, clock: Clock) -> None:
    client.sign_in()
    clock.move(timedelta(minutes=30))
    app.config["WTF_CSRF_ENABLED"] = True

    assert client.post(CLOSURE, data=TYPED).status_code == 400
    assert n_kept() == 0
