"""Receipt, application and letter as PDFs: what was handed in, for its firm and for staff."""

from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import select

from center.accounts.models import User
from center.core import time
from center.core.actor import ANYONE, Actor, Role
from center.core.db import db
from center.enterprises.models import Enterprise
from center.tenancy.applications import service
from center.tenancy.applications.models import Application
from center.tenancy.calls.models import Call
from tests.conftest import Clock
from tests.people import a_firm_user, acts_for_firm, is_in, somebody
from tests.tenancy.applying import CLOSES, a_young_firm, an_open_call, begun, handed_in, of
from tests.tenancy.test_screening import TOO_OLD, screened

GONE = 404


@pytest.fixture
def call(app: Flask, yuna: Actor, clock: Clock) -> Call:
    """An open call."""
    return an_open_call(yuna, clock)


@pytest.fixture
def firm(app: Flask) -> Enterprise:
    """A cooperative that may apply."""
    return a_young_firm(name="바퀴살림 협동조합", representative="김바퀴")


@pytest.fixture
def browser(app: Flask, firm: Enterprise) -> FlaskClient:
    """A browser of somebody of the firm, who has signed in."""
    user = a_firm_user("jisoo@example.kr", "a-long-enough-passphrase")
    acts_for_firm(user, firm)
    client = app.test_client()
    is_in(client, user)
    return client


def text_of(browser: FlaskClient, address: str) -> str:
    with browser.get(address) as answer:
        assert answer.content_type == "application/pdf"
        assert answer.headers["Content-Disposition"].startswith("attachment")
        return "\n".join(page.extract_text() for page in PdfReader(BytesIO(answer.data)).pages)


def without_breaks(text: str) -> str:
    return "".join(text.split())


def test_the_receipt_names_number_second_and_hash(call: Call, firm: Enterprise, browser: FlaskClient) -> None:
    application = handed_in(call, firm)

    receipt = without_breaks(text_of(browser, f"/apply/{call.id}/receipt.pdf"))

    assert application.standing
    for fact in ("2027-1-001", "10:00:00", application.standing.sha256, "바퀴살림협동조합", "김바퀴"):
        assert fact in receipt


def test_the_application_is_printed_as_it_was_handed_in(call: Call, firm: Enterprise, browser: FlaskClient) -> None:
    handed_in(call, firm)
    service.reopen(of(call, firm), by=ANYONE, now=time.now())
    present = of(call, firm)
    later = service.written_with(present, contact="나중 사람")
    service.save(present, later, version=present.version, now=time.now())

    paper = without_breaks(text_of(browser, f"/apply/{call.id}/application.pdf"))

    assert "나중사람" not in paper
    for fact in ("정지수", "하는일에대해적었습니다.", "305호", "services"):
        assert (fact in paper) == (fact != "services")


def test_before_it_is_handed_in_there_is_no_paper(call: Call, firm: Enterprise, browser: FlaskClient) -> None:
    begun(call, firm)

    for way in ("receipt", "application", "letter"):
        assert browser.get(f"/apply/{call.id}/{way}.pdf").status_code == GONE


def test_another_firm_has_no_paper_of_it(app: Flask, call: Call, firm: Enterprise) -> None:
    handed_in(call, firm)
    user = a_firm_user("sua@saenal.example", "a-long-enough-passphrase")
    acts_for_firm(user, a_young_firm(name="새날 마을기업"))
    other = app.test_client()
    is_in(other, user)

    for way in ("receipt", "application", "letter"):
        assert other.get(f"/apply/{call.id}/{way}.pdf").status_code == GONE


def desk_of(app: Flask, clock: Clock) -> FlaskClient:
    user = db.session.scalar(select(User).where(User.email == "desk@example.kr"))
    user = user or somebody("desk@example.kr", "a-long-enough-passphrase", Role.STAFF)
    browser = app.test_client()
    is_in(browser, user)
    return browser


def test_the_letter_is_a_draft_for_staff_until_it_is_sent(
    app: Flask, call: Call, firm: Enterprise, browser: FlaskClient, yuna: Actor, clock: Clock
) -> None:
    application = handed_in(call, firm)
    clock.set(CLOSES + timedelta(days=1))
    screened(application, yuna, age=TOO_OLD)
    address = f"/staff/applications/{application.id}/letter.pdf"
    draft = without_breaks(text_of(desk_of(app, clock), address))
    is_in(browser, db.session.scalars(select(User).where(User.email == "jisoo@example.kr")).one())
    assert browser.get(f"/apply/{call.id}/letter.pdf").status_code == GONE

    service.freeze(call.id, by=yuna, now=time.now())

    sent = without_breaks(text_of(browser, f"/apply/{call.id}/letter.pdf"))
    assert "아직알리지않은초안입니다." in draft
    assert "초안" not in sent
    for fact in (without_breaks(TOO_OLD), "바퀴살림협동조합", "행정기본법제36조", "2027년1월27일"):
        assert fact in sent
    assert "초안" not in without_breaks(text_of(desk_of(app, clock), address))


def test_staff_have_the_application_after_the_deadline_only(
    app: Flask, call: Call, firm: Enterprise, clock: Clock
) -> None:
    application: Application = handed_in(call, firm)
    address = f"/staff/applications/{application.id}/application.pdf"
    assert desk_of(app, clock).get(address).status_code == GONE
    clock.set(CLOSES + timedelta(days=1))

    assert "바퀴살림협동조합" in without_breaks(text_of(desk_of(app, clock), address))
