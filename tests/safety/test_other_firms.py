"""Nothing of a firm is reached by people of another firm, nor by strangers: every route that carries something of it."""

from collections.abc import Iterator, Mapping

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from center.accounts.models import Correction, Membership, OneTimeLink
from center.accounts.service.membership import end_membership
from center.core import time
from center.core.audit import OPERATOR
from center.core.db import db
from tests.accounts.conftest import Browser
from tests.accounts.firms import PASSWORD, People, a_correction, a_firm_with_people, an_invitation
from tests.enterprises.factories import a_firm
from tests.people import a_firm_user, acts_for_firm, is_in

CARRIED = ("registry_id", "membership_id", "mark", "correction_id", "support_id")
"""The parts of addresses that name something of a firm."""
TYPED = {"reason": "x", "version": "1", "name": "x", "email": "x@example.kr", "phone": "1", "note": "x"}


@pytest.fixture
def people(app: Flask) -> People:
    return a_firm_with_people()


@pytest.fixture
def of(people: People) -> Mapping[str, object]:
    """What an address may name of the firm."""
    _key, mark = an_invitation(people)
    asked = a_correction(people.firm, people.minho)
    return {
        "registry_id": people.firm.registry_id,
        "membership_id": people.of_minho,
        "mark": mark,
        "correction_id": asked.id,
        "support_id": 1,
    }


def addresses(app: Flask, of: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Every method and address of a route for people that carries something of a firm."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if rule.arguments & set(CARRIED) and rule.rule.startswith(("/firm", "/enterprises", "/staff")):
            path = adapter.build(rule.endpoint, {name: of[name] for name in rule.arguments})
            yield from ((method, path) for method in (rule.methods or set()) - {"HEAD", "OPTIONS"})


def an_outsider(app: Flask, kind: str, people: People) -> FlaskClient:
    """Somebody who has nothing to do with the firm, or nothing any more."""
    browser = Browser(app)
    if kind == "stranger":
        return browser
    if kind == "former":
        end_membership(people.of_minho, reason="퇴사", now=time.now(), by=OPERATOR)
        acts_for_firm(people.minho, a_firm(name="새날 마을기업"))
        is_in(browser, people.minho)
        return browser
    sua = a_firm_user("sua@saenal.example", PASSWORD, "한수아")
    acts_for_firm(sua, a_firm(name="새날 마을기업"))
    is_in(browser, sua)
    return browser


def state_of() -> tuple[object, ...]:
    """What the database has of firms' people and proposals."""
    db.session.rollback()
    db.session.expire_all()
    members = [(one.id, one.is_representative, one.ended_at) for one in db.session.scalars(select(Membership))]
    links = [(one.key_hash, one.used_at) for one in db.session.scalars(select(OneTimeLink))]
    return members, links, [(one.id, one.state) for one in db.session.scalars(select(Correction))]


@pytest.mark.parametrize("kind", ["another firm", "former", "stranger"])
def test_who_is_not_of_the_firm_reaches_nothing_of_it(
    app: Flask, people: People, of: Mapping[str, object], kind: str
) -> None:
    browser, words = an_outsider(app, kind, people), (people.firm.name, "정지수", "02-1111-2222")
    walked, before = sorted(addresses(app, of)), state_of()

    answers = {each: browser.open(each[1], method=each[0], data=TYPED) for each in walked}

    assert {path.split("/")[1] for _method, path in walked} == {"firm", "enterprises", "staff"}
    for (method, path), answer in answers.items():
        led_away = kind == "stranger" and answer.headers.get("Location", "").startswith("/sign-in")
        assert led_away or answer.status_code in {403, 404}, (method, path)
        assert not any(word in answer.text for word in words), (method, path)
    assert state_of() == before


@pytest.mark.parametrize("kind", ["another firm", "former"])
def test_own_pages_show_nothing_of_another_firm(
    app: Flask, people: People, of: Mapping[str, object], kind: str
) -> None:
    browser = an_outsider(app, kind, people)
    pages = ("/firm", "/firm/members", "/firm/corrections", "/firm/corrections/new", "/firm/looks", "/firm/choose")

    texts = [browser.get(page, follow_redirects=True).text for page in pages]

    assert all("새날 마을기업" in text or "조합" not in text for text in texts)
    assert not any(people.firm.name in text or "정지수" in text for text in texts)
    assert browser.post("/firm/choose", data={"firm": people.firm.registry_id}).status_code == 404
