"""An application that came on paper is entered by staff, as of when it was received."""

import io
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from center.accounts.models import User
from center.core import time
from center.core.actor import Actor, Role
from center.core.db import db
from center.enterprises.models import Enterprise
from center.enterprises.rules.kinds import FirmState
from center.enterprises.rules.numbers import show_business_number
from center.mail.models import OutboxMail
from center.tenancy.applications import queries, service
from center.tenancy.applications.models import Application, State
from center.tenancy.applications.rules.written import Written
from center.tenancy.calls.models import Call
from tests.conftest import Clock
from tests.files.samples import a_pdf
from tests.people import a_firm_user, acts_for_firm, is_in, somebody
from tests.tenancy.applying import (
    CLOSES,
    OPENS,
    PAPERS,
    a_young_firm,
    an_open_call,
    attach,
    begun,
    hand_in,
    handed_in,
    of,
)

OK, DONE, CONFLICT, UNPROCESSABLE, GONE = 200, 303, 409, 422, 404
LATER = CLOSES + timedelta(hours=15)


@pytest.fixture
def call(app: Flask, yuna: Actor, clock: Clock) -> Call:
    """An open call."""
    return an_open_call(yuna, clock)


@pytest.fixture
def firm(app: Flask) -> Enterprise:
    """A cooperative that may apply."""
    return a_young_firm(name="바퀴살림 협동조합")


@pytest.fixture
def desk(app: Flask) -> FlaskClient:
    """A browser of the staff, who signs in with `at`."""
    somebody("desk@example.kr", "a-long-enough-passphrase", Role.STAFF)
    return app.test_client()


def at(moment: datetime, clock: Clock, browser: FlaskClient, email: str = "desk@example.kr") -> None:
    """Time goes on, and somebody signs in."""
    clock.set(moment)
    is_in(browser, db.session.scalars(select(User).where(User.email == email)).one())


def received(firm: Enterprise, day: str = "2027-01-26", clock: str = "17:40") -> dict[str, str]:
    """The first page, filled in."""
    number = show_business_number(firm.business_number)
    return {"business_number": number, "received_day": day, "received_time": clock}


def need(application: Application, **changes: Any) -> dict[str, Any]:
    """What the paper says, typed."""
    typed = {"version": application.version, "choices": "305", "contact": "정지수", "phone": "02-2670-0000"}
    return {**typed, "email": "", "need_m2": "15", "people": "3", **changes}


def scanned(desk: FlaskClient, application: Application) -> None:
    """Every paper, as it was scanned."""
    for key in PAPERS:
        sent = {"file": (io.BytesIO(a_pdf() + key.encode()), f"{key}.pdf")}
        assert desk.post(f"/staff/applications/{application.id}/paper/papers/{key}", data=sent).status_code == DONE


def test_staff_enter_what_came_on_paper_and_both_times_are_kept(
    call: Call, firm: Enterprise, desk: FlaskClient, clock: Clock
) -> None:
    at(LATER, clock, desk)
    answer = desk.post(f"/staff/calls/{call.id}/paper", data=received(firm))
    application = of(call, firm)
    pages = f"/staff/applications/{application.id}/paper"
    assert answer.headers["Location"] == f"{pages}/form"
    assert "종이로 받은 때 1월 26일(화) 17:40:00" in desk.get(f"{pages}/form").text
    assert desk.post(f"{pages}/form", data=need(application)).headers["Location"] == f"{pages}/plan"
    assert desk.post(f"{pages}/plan", data={"version": of(call, firm).version}).headers["Location"] == f"{pages}/papers"
    scanned(desk, application)
    review = desk.get(f"{pages}/review").text
    assert "서명과 개인정보 동의가 있습니다" in review

    sent = {"version": of(call, firm).version, "is_signed": "y"}
    assert desk.post(f"{pages}/submission", data=sent).status_code == DONE

    application = of(call, firm)
    submission = application.submissions[0]
    assert (application.state, application.receipt_number) == (State.SUBMITTED, "2027-1-001")
    assert (submission.at, submission.entered_at) == (CLOSES - timedelta(minutes=20), LATER)
    assert db.session.scalars(select(OutboxMail).where(OutboxMail.kind == "application_told")).all() == []
    page = desk.get(f"/staff/applications/{application.id}").text
    assert "1월 26일(화) 17:40:00" in page
    assert "1월 27일(수) 09:00:00" in page


@pytest.mark.parametrize(
    ("moment", "is_in_time"),
    [
        (CLOSES, True),
        (CLOSES + timedelta(seconds=1), False),
        (OPENS, True),
        (OPENS - timedelta(seconds=1), False),
    ],
)
def test_what_came_on_paper_is_judged_by_when_it_was_received(
    call: Call, firm: Enterprise, yuna: Actor, clock: Clock, moment: datetime, is_in_time: bool
) -> None:
    clock.set(LATER)

    try:
        service.begin_on_paper(call.id, firm, received_at=moment, by=yuna, now=time.now())
        was_taken = True
    except service.NotOpenError:
        was_taken = False

    assert was_taken == is_in_time


def test_nothing_is_received_in_the_future(call: Call, firm: Enterprise, desk: FlaskClient, clock: Clock) -> None:
    at(OPENS + timedelta(hours=2), clock, desk)

    answer = desk.post(f"/staff/calls/{call.id}/paper", data=received(firm))

    assert answer.status_code == UNPROCESSABLE
    assert "받은 때가 아직 오지 않았습니다." in answer.text
    assert 'value="17:40"' in answer.text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"business_number": "123"}, "사업자등록번호가 아닙니다"),
        ({"business_number": "999-98-76546"}, "명부에 먼저 올려 주세요"),
        ({"received_time": "늦게"}, "시각을 18:00이나"),
    ],
)
def test_what_is_wrong_on_the_first_page_is_told(
    call: Call, firm: Enterprise, desk: FlaskClient, clock: Clock, typed: dict[str, str], sentence: str
) -> None:
    at(LATER, clock, desk)

    answer = desk.post(f"/staff/calls/{call.id}/paper", data=received(firm) | typed)

    assert answer.status_code == UNPROCESSABLE
    assert sentence in answer.text


@pytest.mark.parametrize(
    ("there", "sentence"),
    [(handed_in, "이미 신청했습니다: 2027-1-001"), (begun, "쓰다 만 신청서가 있습니다")],
)
def test_a_firm_has_one_application_on_paper_or_not(
    call: Call, firm: Enterprise, desk: FlaskClient, clock: Clock, there: Any, sentence: str
) -> None:
    there(call, firm)
    at(LATER, clock, desk)

    answer = desk.post(f"/staff/calls/{call.id}/paper", data=received(firm))

    assert answer.status_code == CONFLICT
    assert sentence in answer.text


def test_who_may_not_apply_is_taken_in_and_told_by_the_screening(call: Call, yuna: Actor, clock: Clock) -> None:
    barred = a_young_firm(state=FirmState.SUSPENDED)
    clock.set(LATER)
    application = service.begin_on_paper(call.id, barred, received_at=CLOSES, by=yuna, now=time.now())
    written = Written(need_m2=1500, people=3, choices=("305",))
    version = service.save(application, written, version=application.version, now=time.now())
    for key in PAPERS:
        attach(application, key)

    service.enter(queries.get_on_paper(application.id), version=version, by=yuna, now=time.now())

    assert of(call, barred).state == State.SUBMITTED


def test_what_is_missing_on_paper_keeps_it_from_being_taken_in(
    call: Call, firm: Enterprise, yuna: Actor, clock: Clock
) -> None:
    clock.set(LATER)
    application = service.begin_on_paper(call.id, firm, received_at=CLOSES, by=yuna, now=time.now())

    with pytest.raises(service.IncompleteError) as refused:
        service.enter(application, version=application.version, by=yuna, now=time.now())

    assert len(refused.value.missing) == 3 + len(PAPERS)


def test_entering_twice_gives_one_number(call: Call, firm: Enterprise, yuna: Actor, clock: Clock) -> None:
    clock.set(LATER)
    application = service.begin_on_paper(call.id, firm, received_at=CLOSES, by=yuna, now=time.now())
    written = Written(need_m2=1500, people=3, choices=("305",), email="jisoo@example.kr")
    version = service.save(application, written, version=application.version, now=time.now())
    for key in PAPERS:
        attach(application, key)

    numbers = [service.enter(of(call, firm), version=version, by=yuna, now=time.now()).id for _each in range(2)]

    assert len(set(numbers)) == 1
    assert queries.n_handed_in(call.id) == 1
    assert len(db.session.scalars(select(OutboxMail).where(OutboxMail.kind == "application_told")).all()) == 1


def test_its_firm_does_not_write_what_staff_are_entering(
    app: Flask, call: Call, firm: Enterprise, yuna: Actor, clock: Clock
) -> None:
    acts_for_firm(a_firm_user("jisoo@example.kr", "a-long-enough-passphrase"), firm)
    browser = app.test_client()
    at(OPENS + timedelta(hours=2), clock, browser, "jisoo@example.kr")
    application = service.begin_on_paper(call.id, firm, received_at=OPENS, by=yuna, now=time.now())

    assert "센터에서 옮겨 적고 있습니다" in browser.get(f"/apply/{call.id}/status").text
    assert browser.get(f"/apply/{call.id}/form").headers["Location"] == f"/apply/{call.id}/status"
    for way in ("form", "plan", "plan/kept", "submission", "removal"):
        answer = browser.post(f"/apply/{call.id}/{way}", data={"version": application.version, "consent": "y"})
        assert answer.status_code == CONFLICT, way


def test_staff_throw_away_what_they_began_and_list_it_until_then(
    call: Call, firm: Enterprise, desk: FlaskClient, clock: Clock
) -> None:
    at(LATER, clock, desk)
    desk.post(f"/staff/calls/{call.id}/paper", data=received(firm))
    listed, pages = f"/staff/calls/{call.id}/applications", f"/staff/applications/{of(call, firm).id}/paper"
    assert f"{pages}/form" in desk.get(listed).text

    assert desk.post(f"{pages}/removal").status_code == DONE

    assert queries.find_own(call.id, firm.id) is None
    assert f"{pages}/form" not in desk.get(listed).text


def test_what_a_firm_writes_by_itself_is_not_for_staff_to_enter(
    call: Call, firm: Enterprise, desk: FlaskClient, clock: Clock
) -> None:
    own = begun(call, firm)
    at(LATER, clock, desk)

    assert desk.get(f"/staff/applications/{own.id}/paper/form").status_code == GONE
    assert desk.post(f"/staff/applications/{own.id}/paper/removal").status_code == GONE


def test_what_came_on_paper_is_reopened_and_handed_in_again_by_its_firm(
    call: Call, firm: Enterprise, yuna: Actor, clock: Clock
) -> None:
    clock.set(OPENS + timedelta(hours=2))
    application = service.begin_on_paper(call.id, firm, received_at=OPENS, by=yuna, now=time.now())
    written = Written(need_m2=1500, people=3, choices=("305",))
    version = service.save(application, written, version=application.version, now=time.now())
    for key in PAPERS:
        attach(application, key)
    service.enter(queries.get_on_paper(application.id), version=version, by=yuna, now=time.now())

    service.reopen(of(call, firm), by=yuna, now=time.now())

    with pytest.raises(service.IncompleteError):
        hand_in(of(call, firm))
    standing = of(call, firm).standing
    assert standing
    assert standing.entered_at
