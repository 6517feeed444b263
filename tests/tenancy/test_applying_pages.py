"""A firm applies in the browser; staff see how many until the deadline and what they say after it."""

import gc
import io
import unicodedata
from dataclasses import replace
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from center.accounts.models import User
from center.core import time
from center.core.actor import ANYONE, Actor, Role
from center.core.db import db
from center.core.text import Language
from center.enterprises.models import Enterprise
from center.mail.models import OutboxMail
from center.tenancy.applications import service
from center.tenancy.applications.models import Application, State
from center.tenancy.calls.models import Call
from tests.bookings.postbag import sent_now
from tests.conftest import Clock
from tests.files.samples import a_hwp, a_pdf, a_picture
from tests.mail.carriers import parsed
from tests.people import a_firm_user, acts_for_firm, is_in, somebody
from tests.tenancy.applying import (
    CLOSES,
    PAPERS,
    WRITTEN,
    a_young_firm,
    an_open_call,
    attach,
    begun,
    handed_in,
    of,
)
from tests.web.test_pages import n_queries

WHEN_OLD = date(2014, 6, 17)
OK, DONE, CONFLICT, TOO_LARGE, UNPROCESSABLE, GONE = 200, 303, 409, 413, 422, 404


@pytest.fixture
def call(app: Flask, yuna: Actor, clock: Clock) -> Call:
    """An open call."""
    return an_open_call(yuna, clock)


@pytest.fixture
def firm(app: Flask) -> Enterprise:
    """A cooperative that may apply."""
    return a_young_firm(name="바퀴살림 협동조합")


@pytest.fixture
def browser(app: Flask, firm: Enterprise) -> FlaskClient:
    """A browser of somebody of the firm."""
    return browser_of(app, firm, "jisoo@example.kr")


def browser_of(app: Flask, firm: Enterprise, email: str) -> FlaskClient:
    user = a_firm_user(email, "a-long-enough-passphrase")
    acts_for_firm(user, firm)
    browser = app.test_client()
    is_in(browser, user)
    return browser


@pytest.fixture
def desk(app: Flask) -> FlaskClient:
    """A browser of the staff."""
    browser = app.test_client()
    is_in(browser, somebody("desk@example.kr", "a-long-enough-passphrase", Role.STAFF))
    return browser


def at(moment: datetime, clock: Clock, browser: FlaskClient, email: str = "desk@example.kr") -> None:
    """Time goes on; who was signed in signs in again, since a session does not last for days."""
    clock.set(moment)
    is_in(browser, db.session.scalars(select(User).where(User.email == email)).one())


def typed(application: Application, **changes: Any) -> dict[str, Any]:
    """The first page, filled in."""
    return {
        "version": application.version,
        "choices": "305,304",
        "contact": "정지수",
        "phone": "02-2670-0000",
        "email": "jisoo@example.kr",
        "need_m2": "15",
        "people": "3",
        "declared": list(WRITTEN.declared),
        **changes,
    }


def plan(application: Application, **changes: str) -> dict[str, Any]:
    """The business plan, filled in."""
    parts = {f"part-{key}": text for key, text in WRITTEN.parts.items()}
    return {"version": application.version, **parts, **changes}


def sends(browser: FlaskClient, call: Call, key: str, content: bytes, name: str) -> Any:
    return browser.post(f"/apply/{call.id}/papers/{key}", data={"file": (io.BytesIO(content), name)})


def test_a_firm_applies_from_the_call_to_the_receipt(
    app: Flask, call: Call, firm: Enterprise, browser: FlaskClient
) -> None:
    assert f'href="/apply/{call.id}"' in browser.get(f"/calls/{call.id}").text
    start = browser.get(f"/apply/{call.id}").text
    assert "신청할 수 있습니다" in start
    assert "설립 2023-03-02, 공고일 2027-01-04 기준 3년 10개월" in start

    assert browser.post(f"/apply/{call.id}").headers["Location"] == f"/apply/{call.id}/form"
    form = browser.get(f"/apply/{call.id}/form").text
    assert 'value="정지수"' in form
    answer = browser.post(f"/apply/{call.id}/form", data=typed(of(call, firm)))
    assert answer.headers["Location"] == f"/apply/{call.id}/plan"
    answer = browser.post(f"/apply/{call.id}/plan", data=plan(of(call, firm)))
    assert answer.headers["Location"] == f"/apply/{call.id}/papers"
    for key in PAPERS:
        assert sends(browser, call, key, a_pdf() + key.encode(), f"{key}.pdf").status_code == DONE
    review = browser.get(f"/apply/{call.id}/review").text
    assert "이대로 낼까요?" in review
    sent = {"version": of(call, firm).version, "consent": "y", "is_true": "y"}
    answer = browser.post(f"/apply/{call.id}/submission", data=sent, follow_redirects=True)

    application = of(call, firm)
    assert (application.state, application.number) == (State.SUBMITTED, 1)
    assert application.standing
    for fact in ("2027-1-001", "10:00:00", application.standing.sha256, "지금은 기다리시면 됩니다"):
        assert fact in answer.text
    mail = db.session.scalars(select(OutboxMail).where(OutboxMail.kind == "application_told")).one()
    assert mail.recipient == "jisoo@example.kr"


def test_consent_is_asked_for_and_what_was_typed_stays(call: Call, firm: Enterprise, browser: FlaskClient) -> None:
    application = begun(call, firm)

    answer = browser.post(f"/apply/{call.id}/submission", data={"version": application.version, "is_true": "y"})

    assert answer.status_code == UNPROCESSABLE
    assert "동의해야 신청서를 낼 수 있습니다." in answer.text
    assert of(call, firm).state == State.DRAFT


def test_what_is_missing_leads_to_where_it_is_put_right(call: Call, firm: Enterprise, browser: FlaskClient) -> None:
    browser.post(f"/apply/{call.id}")

    page = browser.get(f"/apply/{call.id}/review").text

    assert "아직 채울 것이 있습니다" in page
    for place in ("form#need_m2", "form#units", "form#declared", "plan#part-work", f"papers#paper-{PAPERS[0]}"):
        assert f'<a href="/apply/{call.id}/{place}">' in page
    assert "신청서 내기</button>" not in page


@pytest.mark.parametrize(
    ("act", "order"),
    [
        ("up:304", ("304", "305")),
        ("down:305", ("304", "305")),
        ("drop:305", ("304",)),
        ("add:999", ("305", "304", "999")),
    ],
)
def test_units_are_ranked_by_buttons(
    call: Call, firm: Enterprise, browser: FlaskClient, act: str, order: tuple[str, ...]
) -> None:
    application = begun(call, firm)

    browser.post(f"/apply/{call.id}/form", data=typed(application, act=act))

    assert of(call, firm).written.choices == tuple(code for code in order if code != "999")


def test_an_older_window_is_refused_and_shown_both(call: Call, firm: Enterprise, browser: FlaskClient) -> None:
    older = begun(call, firm)
    sent = plan(older, **{"part-work": "이 창에서 쓴 글"})
    browser.post(f"/apply/{call.id}/plan", data=plan(older, **{"part-work": "다른 창에서 쓴 글"}))

    answer = browser.post(f"/apply/{call.id}/plan", data=sent)

    assert answer.status_code == CONFLICT
    assert "<dd>다른 창에서 쓴 글</dd>" in answer.text
    assert ">이 창에서 쓴 글</textarea>" in answer.text
    assert of(call, firm).written.parts["work"] == "다른 창에서 쓴 글"
    again = plan(of(call, firm), **{"part-work": "합친 글"})
    assert f'name="version" value="{again["version"]}"' in answer.text
    assert browser.post(f"/apply/{call.id}/plan", data=again).status_code == DONE


def test_what_is_typed_is_kept_while_it_is_typed(call: Call, firm: Enterprise, browser: FlaskClient) -> None:
    application = begun(call, firm)
    sent = plan(application, **{"part-work": "쓰는 중"})
    before = application.version

    kept = browser.post(f"/apply/{call.id}/plan/kept", data=sent, content_type="multipart/form-data")
    older = browser.post(f"/apply/{call.id}/plan/kept", data=sent | {"part-work": "옛 창"})

    assert kept.json == {"told": "1월 24일(일) 10:00:00에 저장했습니다.", "version": before + 1}
    assert older.status_code == CONFLICT
    assert older.json
    assert "다른 창이나 동료" in older.json["told"]
    assert of(call, firm).written.parts["work"] == "쓰는 중"


def test_a_plan_that_is_too_long_is_kept_and_not_handed_in(call: Call, firm: Enterprise, browser: FlaskClient) -> None:
    application = begun(call, firm)

    assert (
        browser.post(f"/apply/{call.id}/plan", data=plan(application, **{"part-work": "가" * 19_000})).status_code
        == DONE
    )

    assert "2,000자까지입니다. 지금은 19,000자" in browser.get(f"/apply/{call.id}/review").text


def test_a_plan_beyond_what_can_be_kept_is_told_and_stays_on_the_page(
    call: Call, firm: Enterprise, browser: FlaskClient
) -> None:
    application = begun(call, firm)
    sent = plan(application, **{"part-work": "가" * 20_001})

    answer = browser.post(f"/apply/{call.id}/plan", data=sent)
    kept = browser.post(f"/apply/{call.id}/plan/kept", data=sent)

    assert (answer.status_code, kept.status_code) == (UNPROCESSABLE, UNPROCESSABLE)
    assert "20,000자까지만" in answer.text
    assert "가" * 20_001 in answer.text
    assert of(call, firm).written == WRITTEN


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"MZ" + b"\0" * 200, "계획서.pdf", "계획서.pdf"),
        (b"", "빈 것.pdf", "빈 파일입니다."),
        (a_pdf(password="1234"), "잠긴 것.pdf", "암호"),
        (b"MZ" + b"\0" * 200, "setup.exe", "이 종류의 파일은 올릴 수 없습니다."),
    ],
    ids=["executable renamed", "empty", "encrypted", "executable"],
)
def test_what_is_no_paper_is_refused_at_its_place(
    call: Call, firm: Enterprise, browser: FlaskClient, content: bytes, name: str, sentence: str
) -> None:
    begun(call, firm)

    answer = sends(browser, call, "services", content, name)

    assert answer.status_code == UNPROCESSABLE
    assert sentence in answer.text
    assert len(of(call, firm).files) == len(PAPERS)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_very_large_file_is_refused_before_it_is_taken_in(call: Call, firm: Enterprise, browser: FlaskClient) -> None:
    begun(call, firm)

    answer = sends(browser, call, "services", b"%PDF-1.7\n" + b"0" * 21_000_000, "큰 것.pdf")

    assert answer.status_code == TOO_LARGE
    assert "파일이 너무 큽니다" in answer.text
    del answer
    gc.collect()


def test_a_name_in_parts_is_kept_as_people_read_it(call: Call, firm: Enterprise, browser: FlaskClient) -> None:
    begun(call, firm)

    sends(browser, call, "services", a_hwp(), unicodedata.normalize("NFD", "사회서비스 실적.hwp"))

    assert "사회서비스 실적.hwp" in browser.get(f"/apply/{call.id}/papers").text


def test_a_paper_is_taken_out_and_given_back_to_its_firm_only(
    app: Flask, call: Call, firm: Enterprise, browser: FlaskClient
) -> None:
    application = begun(call, firm)
    paper = application.files[0]
    other = browser_of(app, a_young_firm(name="새날 마을기업"), "sua@saenal.example")
    address = f"/apply/{call.id}/files/{paper.id}"
    with browser.get(address) as answer:
        assert answer.headers["Content-Disposition"].startswith("attachment")

    assert other.get(address).status_code == GONE
    assert other.post(f"{address}/removal").status_code == GONE
    other.post(f"/apply/{call.id}")
    assert other.get(address).status_code == GONE
    assert other.post(f"{address}/removal").status_code == GONE
    assert browser.post(f"{address}/removal").status_code == DONE
    assert browser.get(address).status_code == GONE


def test_another_firm_sees_nothing_of_it(app: Flask, call: Call, firm: Enterprise) -> None:
    handed_in(call, firm)
    other = browser_of(app, a_young_firm(name="새날 마을기업"), "sua@saenal.example")

    for way in ("form", "plan", "papers", "review", "status", "withdrawal"):
        assert other.get(f"/apply/{call.id}/{way}").status_code == GONE
    assert "바퀴살림" not in other.get("/apply").text


def test_who_may_not_apply_is_told_and_has_no_button(app: Flask, call: Call) -> None:
    old = browser_of(app, a_young_firm(founded_on=WHEN_OLD), "old@example.kr")

    page = old.get(f"/apply/{call.id}").text

    assert "지금은 신청할 수 없습니다" in page
    assert "신청서 쓰기</button>" not in page
    assert old.post(f"/apply/{call.id}").status_code == DONE
    assert db.session.scalars(select(Application)).all() == []


def test_after_the_deadline_the_page_says_that_nothing_was_received(
    call: Call, firm: Enterprise, browser: FlaskClient, clock: Clock
) -> None:
    application = begun(call, firm)
    at(CLOSES + timedelta(seconds=1), clock, browser, "jisoo@example.kr")
    sent = {"version": application.version, "consent": "y", "is_true": "y"}

    answer = browser.post(f"/apply/{call.id}/submission", data=sent)

    assert answer.status_code == CONFLICT
    assert "에 마감했습니다." in answer.text
    assert "내지 않은 채 마감되었습니다" in browser.get(f"/apply/{call.id}/status").text
    assert "저장되지만 이제 낼 수 없습니다" in browser.get(f"/apply/{call.id}/plan").text


def test_it_is_reopened_put_back_and_withdrawn_on_its_page(call: Call, firm: Enterprise, browser: FlaskClient) -> None:
    handed_in(call, firm)
    assert browser.post(f"/apply/{call.id}/reopening").headers["Location"] == f"/apply/{call.id}/form"
    assert "아직 다시 내지 않았습니다" in browser.get(f"/apply/{call.id}/status").text
    browser.post(f"/apply/{call.id}/putting-back")
    assert "지금은 기다리시면 됩니다" in browser.get(f"/apply/{call.id}/status").text
    assert "되돌릴 수 없습니다" in browser.get(f"/apply/{call.id}/withdrawal").text

    browser.post(f"/apply/{call.id}/withdrawal")

    assert "거두어들인 신청입니다" in browser.get(f"/apply/{call.id}/status").text
    assert of(call, firm).state == State.WITHDRAWN


def test_staff_see_how_many_until_the_deadline_and_content_after_it(
    call: Call, firm: Enterprise, desk: FlaskClient, clock: Clock
) -> None:
    application = handed_in(call, firm)
    draft = begun(call, a_young_firm(name="쓰는 중 협동조합", representative="박새롬"))
    listed, shown = f"/staff/calls/{call.id}/applications", f"/staff/applications/{application.id}"
    paper = f"{shown}/files/{application.files[0].id}"
    before = desk.get(listed).text
    assert "신청 1건이 접수되어 있습니다" in before
    assert "바퀴살림" not in before
    assert [desk.get(address).status_code for address in (shown, paper)] == [GONE, GONE]

    at(CLOSES + timedelta(seconds=1), clock, desk)

    after = desk.get(listed).text
    assert "바퀴살림 협동조합" in after
    assert "쓰는 중 협동조합" not in after
    page = desk.get(shown).text
    for text in ("2027-1-001", "하는 일에 대해 적었습니다.", "305호 &gt; 304호", application.submissions[0].sha256):
        assert text in page
    with desk.get(paper) as answer:
        assert answer.status_code == OK
    assert desk.get(f"/staff/applications/{draft.id}").status_code == GONE


def test_what_was_written_after_it_was_handed_in_is_not_shown_to_staff(
    call: Call, firm: Enterprise, desk: FlaskClient, clock: Clock
) -> None:
    handed_in(call, firm)
    service.reopen(of(call, firm), by=ANYONE, now=time.now())
    application = of(call, firm)
    service.save(
        application,
        replace(WRITTEN, choices=("304",), parts={**WRITTEN.parts, "work": "나중 글"}),
        version=application.version,
        now=time.now(),
    )
    attach(application, "services")
    at(CLOSES + timedelta(days=1), clock, desk)

    page = desk.get(f"/staff/applications/{application.id}").text

    assert "나중 글" not in page
    assert "305호 &gt; 304호" in page
    assert "services.pdf" not in page


def test_staff_are_told_of_the_same_representative_and_the_same_file(
    call: Call, desk: FlaskClient, clock: Clock
) -> None:
    firms = [a_young_firm(representative=name) for name in ("김하나", "김하나", "김세나", "김네나")]
    content = a_picture()
    for n, firm in enumerate(firms):
        application = begun(call, firm)
        if n in {2, 3}:
            attach(application, "services", content, "실적.png")
        service.submit(of(call, firm), version=application.version, language="ko", by=ANYONE, now=time.now())
    at(CLOSES + timedelta(days=1), clock, desk)

    page = desk.get(f"/staff/calls/{call.id}/applications").text

    assert page.count("대표자가 다른 신청과 같습니다.") == 2
    assert page.count("다른 신청과 같은 파일이 있습니다.") == 2


def test_the_list_costs_as_many_queries_for_many_as_for_few(
    app: Flask, call: Call, desk: FlaskClient, clock: Clock
) -> None:
    address = f"/staff/calls/{call.id}/applications"
    for _each in range(2):
        handed_in(call, a_young_firm())
    at(CLOSES + timedelta(days=1), clock, desk)
    few = n_queries(desk, address)
    clock.set(CLOSES)
    for _each in range(8):
        handed_in(call, a_young_firm())
    at(CLOSES + timedelta(days=1), clock, desk)

    assert n_queries(desk, address) == few


@pytest.mark.parametrize(
    ("language", "subject"),
    [("ko", "신청서를 접수했습니다: 1"), ("en", "Application received: 1")],
)
def test_the_letter_is_the_receipt(app: Flask, call: Call, firm: Enterprise, language: Language, subject: str) -> None:
    application = begun(call, firm)
    submission = service.submit(application, version=application.version, language=language, by=ANYONE, now=time.now())

    letter = parsed(sent_now(app)[-1])

    body = letter.get_body(("plain",))
    assert isinstance(body, EmailMessage)
    assert letter["Subject"] == subject.replace(": 1", ": 2027-1-001")
    for fact in ("2027-1-001", "2027-01-24 10:00:00", submission.sha256, f"/apply/{call.id}/status"):
        assert fact in body.get_content()
