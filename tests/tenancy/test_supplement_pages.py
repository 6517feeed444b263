"""Staff ask for papers on pages, the firm answers on pages, and both always read what is expected of whom until when."""

import io
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from center.core import time
from center.core.actor import Actor, Role
from center.core.db import transaction
from center.enterprises.models import Enterprise
from center.tenancy.applications import queries, service
from center.tenancy.applications.models import Application, Ending, State
from center.tenancy.applications.rules.written import Written
from center.tenancy.calls.models import Call
from tests.bookings.postbag import sent_now
from tests.conftest import Clock
from tests.files.samples import a_pdf
from tests.mail.carriers import parsed
from tests.people import is_in, somebody
from tests.tenancy.applying import CLOSES, PAPERS, a_young_firm, an_open_call, attach, handed_in
from tests.tenancy.supplementing import (
    DUE,
    MONDAY,
    after,
    answers,
    asked,
    asked_on_monday,
    demanded_again,
    extended,
    fresh,
    letters,
    on,
    returned,
    uploads,
)
from tests.tenancy.test_applying_pages import at, browser_of
from tests.tenancy.test_screening import screened
from tests.web.test_pages import n_queries

OK, MOVED, DONE, GONE, CONFLICT, UNPROCESSABLE = 200, 302, 303, 404, 409, 422
JISOO, SUA = "jisoo@example.kr", "sua@saenal.example"


@pytest.fixture
def call(app: Flask, yuna: Actor, clock: Clock) -> Call:
    """An open call."""
    return an_open_call(yuna, clock)


@pytest.fixture
def firm(app: Flask) -> Enterprise:
    """A cooperative that may apply."""
    return a_young_firm(name="바퀴살림 협동조합")


@pytest.fixture
def application(call: Call, firm: Enterprise, yuna: Actor, clock: Clock) -> Application:
    """An application of which a certificate was asked for on Monday 1 February until Thursday the 11th."""
    return asked_on_monday(call, firm, yuna, clock)


@pytest.fixture
def browser(app: Flask, firm: Enterprise, application: Application) -> FlaskClient:
    """A browser of somebody of the firm."""
    return browser_of(app, firm, JISOO)


@pytest.fixture
def desk(app: Flask, call: Call, clock: Clock) -> FlaskClient:
    """A browser of the staff."""
    browser = app.test_client()
    is_in(browser, somebody("desk@example.kr", "a-long-enough-passphrase", Role.STAFF))
    return browser


def sends(browser: FlaskClient, address: str, key: str, content: bytes = b"", name: str = "새 등기부.pdf") -> Any:
    return browser.post(f"{address}/papers/{key}", data={"file": (io.BytesIO(content or a_pdf() + b"\n% anew"), name)})


def typed(application: Application, **changes: Any) -> dict[str, Any]:
    """The demand, filled in."""
    version = fresh(application).version
    return {
        "version": version,
        "ask-certificate": "y",
        "words-certificate": "세 달이 지났습니다.",
        "days": "10",
        **changes,
    }


def test_staff_ask_for_a_paper_and_the_firm_reads_what_and_until_when(
    app: Flask, call: Call, firm: Enterprise, desk: FlaskClient, clock: Clock
) -> None:
    application = handed_in(call, firm)
    at(MONDAY, clock, desk)
    address = f"/staff/applications/{application.id}"
    assert f'href="{address}/supplement"' in desk.get(address).text
    form = desk.get(f"{address}/supplement").text
    assert 'value="5"' in form
    assert "하는 일" not in form

    answer = desk.post(f"{address}/supplement", data=typed(application))

    assert (answer.status_code, answer.headers["Location"]) == (DONE, address)
    shown = desk.get(address).text
    for text in ("보완 2월 11일(목)까지", "세 달이 지났습니다.", "보완을 요구함 · 2월 11일(목)까지"):
        assert text in shown
    status = browser_of(app, firm, JISOO).get(f"/apply/{call.id}/status").text
    assert "<h1>‘인증서나 지정서, 등기부’ 서류를 2월 11일(목)까지 내 주세요" in status
    assert "세 달이 지났습니다." in status
    assert f'href="/apply/{call.id}/supplement"' in status


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"ask-certificate": "", "words-certificate": ""}, "어느 서류를 보완할지 골라 주세요."),
        ({"words-certificate": ""}, "무엇이 모자란지 적어 주세요."),
        ({"words-profile": "낡았습니다."}, "보완할 서류면 골라 주세요."),
        ({"days": "31"}, "기간은 1일부터 30일까지입니다."),
        ({"ask-certificate": "", "words-certificate": "", "ask-work": "y"}, "어느 서류를 보완할지 골라 주세요."),
    ],
    ids=["none", "no words", "words without a paper", "too long", "scored content"],
)
def test_what_is_wrong_with_a_demand_is_told_at_its_field(
    call: Call, firm: Enterprise, desk: FlaskClient, clock: Clock, changes: dict[str, str], sentence: str
) -> None:
    application = handed_in(call, firm)
    at(MONDAY, clock, desk)
    sent = {name: value for name, value in typed(application, **changes).items() if value}

    answer = desk.post(f"/staff/applications/{application.id}/supplement", data=sent)

    assert answer.status_code == UNPROCESSABLE
    assert answer.text.count(sentence) == 2
    assert fresh(application).supplements == []


def test_a_second_click_asks_once(call: Call, firm: Enterprise, desk: FlaskClient, clock: Clock) -> None:
    application = handed_in(call, firm)
    at(MONDAY, clock, desk)
    sent = typed(application)

    codes = [desk.post(f"/staff/applications/{application.id}/supplement", data=sent).status_code for _each in range(2)]

    assert codes == [DONE, CONFLICT]
    assert len(fresh(application).supplements) == len(letters()) == 1


def test_the_firm_answers_from_the_status_page_to_the_receipt(
    call: Call, application: Application, browser: FlaskClient, desk: FlaskClient
) -> None:
    address = f"/apply/{call.id}/supplement"
    page = browser.get(address).text
    assert "등기부가 세 달이 지났습니다." in page
    assert 'id="paper-profile"' not in page

    assert sends(browser, address, "certificate").headers["Location"] == f"{address}#paper-certificate"
    assert "새 등기부.pdf" in browser.get(address).text
    assert "새 등기부.pdf" not in desk.get(f"/staff/applications/{application.id}").text
    answer = browser.post(address, follow_redirects=True)

    assert "보완 서류를 받았습니다" in answer.text
    assert ">새 등기부.pdf</a>" in answer.text
    assert browser.get(address).status_code == MOVED
    shown = desk.get(f"/staff/applications/{application.id}").text
    assert "새 등기부.pdf" in shown
    assert "certificate.pdf" in shown
    assert "보완 2월 1일(월) 10:00:00" in shown
    assert "보완 서류 냄" in shown


def test_nothing_is_handed_in_while_a_paper_is_missing(
    call: Call, application: Application, browser: FlaskClient
) -> None:
    answer = browser.post(f"/apply/{call.id}/supplement")

    assert answer.status_code == UNPROCESSABLE
    assert "아직 올리지 않은 서류가 1가지 있습니다." in answer.text


def test_a_second_click_says_the_same(call: Call, application: Application, browser: FlaskClient) -> None:
    address = f"/apply/{call.id}/supplement"
    sends(browser, address, "certificate")

    codes = [browser.post(address).status_code for _each in range(2)]

    assert codes == [DONE, DONE]
    assert [facts["what"] for facts in letters()] == ["supplement_asked", "supplement_answered"]


@pytest.mark.parametrize(
    ("moment", "code"),
    [(on(DUE, 23, 59, 59, 999_999), DONE), (after(DUE), CONFLICT)],
    ids=["last moment", "a moment late"],
)
def test_an_answer_is_judged_by_when_it_arrived(
    call: Call, application: Application, browser: FlaskClient, clock: Clock, moment: datetime, code: int
) -> None:
    at(on(DUE, 23, 30), clock, browser, JISOO)
    sends(browser, f"/apply/{call.id}/supplement", "certificate")
    clock.set(moment)

    answer = browser.post(f"/apply/{call.id}/supplement")

    assert answer.status_code == code
    if code == CONFLICT:
        assert "한 번 더 요구하는 메일을 보내면 그때 내 주세요." in answer.text
        assert "새 등기부.pdf" in answer.text
        assert "보완할 기간이 지났습니다" in browser.get(f"/apply/{call.id}/status").text


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [(b"MZ" + b"\0" * 200, "등기부.pdf", "등기부.pdf"), (b"", "빈 것.pdf", "빈 파일입니다.")],
    ids=["executable renamed", "empty"],
)
def test_what_is_no_paper_is_refused_at_its_place(
    call: Call, application: Application, browser: FlaskClient, content: bytes, name: str, sentence: str
) -> None:
    answer = browser.post(f"/apply/{call.id}/supplement/papers/certificate", data={"file": (io.BytesIO(content), name)})

    assert answer.status_code == UNPROCESSABLE
    assert sentence in answer.text
    assert 'id="fault-certificate"' in answer.text


def test_another_firm_reads_and_does_nothing(
    app: Flask, call: Call, application: Application, browser: FlaskClient
) -> None:
    address = f"/apply/{call.id}/supplement"
    sends(browser, address, "certificate")
    file_id = fresh(application).files[-1].id
    other_firm = a_young_firm(name="새날 마을기업")
    other = browser_of(app, other_firm, SUA)

    for _each in range(2):
        assert other.get(f"/apply/{call.id}/files/{file_id}").status_code == GONE
        assert other.post(f"{address}/files/{file_id}/removal").status_code in {GONE, CONFLICT}
        assert sends(other, address, "certificate").status_code in {GONE, CONFLICT}
        assert "등기부가 세 달이" not in other.get(address, follow_redirects=True).text
        service.begin(call.id, other_firm, Written(), language="ko", by=Actor(), now=CLOSES)

    with browser.get(f"/apply/{call.id}/files/{file_id}") as own:
        assert own.status_code == OK
    assert browser.post(f"{address}/files/{file_id}/removal").status_code == DONE
    assert len(fresh(application).files) == len(PAPERS)


def test_staff_do_not_have_a_file_that_was_not_handed_in(
    call: Call, application: Application, browser: FlaskClient, desk: FlaskClient
) -> None:
    sends(browser, f"/apply/{call.id}/supplement", "certificate")
    paper = f"/staff/applications/{application.id}/files/{fresh(application).files[-1].id}"
    assert desk.get(paper).status_code == GONE

    browser.post(f"/apply/{call.id}/supplement")

    with desk.get(paper) as answer:
        assert answer.status_code == OK


def test_staff_extend_demand_again_and_return_on_pages(
    call: Call, application: Application, browser: FlaskClient, desk: FlaskClient, clock: Clock
) -> None:
    address = f"/staff/applications/{application.id}"
    step = f"{address}/supplement"

    def go(way: str, **fields: str) -> Any:
        assert desk.get(f"{step}/{way}").status_code == OK
        return desk.post(f"{step}/{way}", data={"version": fresh(application).version, **fields})

    assert go("extension", days="4").status_code == DONE
    assert "기간을 늘림 · 2월 15일(월)까지" in desk.get(address).text
    at(on(date(2027, 2, 16)), clock, desk)
    assert "보완 기한 지남 · 2월 15일(월)" in desk.get(address).text
    assert f'href="{step}/extension"' not in desk.get(address).text
    assert go("again").status_code == DONE
    at(on(date(2027, 2, 16)), clock, browser, JISOO)
    assert "그날 밤 12시까지 내지 않으면 신청을 되돌려 보냅니다." in browser.get(f"/apply/{call.id}/status").text
    at(on(date(2027, 2, 27)), clock, desk)
    assert go("return", reason="짧다").status_code == UNPROCESSABLE
    assert go("return", reason="등기부를 내지 않았습니다.").status_code == DONE

    assert fresh(application).state == State.RETURNED
    assert "되돌려 보냄" in desk.get(address).text
    at(on(date(2027, 2, 27)), clock, browser, JISOO)
    status = browser.get(f"/apply/{call.id}/status").text
    for text in ("신청을 되돌려 보냈습니다", "등기부를 내지 않았습니다.", "3월 29일(월)까지", "행정심판"):
        assert text in status
    assert "심사위원이 채점합니다" not in status


def test_staff_take_a_demand_back_on_its_page(
    call: Call, application: Application, browser: FlaskClient, desk: FlaskClient
) -> None:
    step = f"/staff/applications/{application.id}/supplement/end"
    sent = {"version": fresh(application).version, "reason": "처음에 낸 것에 있었습니다."}
    assert desk.get(step).status_code == OK

    assert desk.post(step, data=sent).status_code == DONE

    assert fresh(application).supplements[-1].ending == Ending.TAKEN_BACK
    assert "지금은 기다리시면 됩니다" in browser.get(f"/apply/{call.id}/status").text
    assert desk.get(step).status_code == GONE


def test_an_older_window_of_staff_changes_nothing_and_shows_how_it_stands(
    application: Application, desk: FlaskClient, yuna: Actor
) -> None:
    sent = {"version": fresh(application).version, "days": "5"}
    extended(application, yuna)

    answer = desk.post(f"/staff/applications/{application.id}/supplement/extension", data=sent)

    assert answer.status_code == CONFLICT
    assert "다른 담당자가 이 신청을 처리했습니다." in answer.text
    assert f'name="version" value="{fresh(application).version}"' in answer.text
    assert fresh(application).supplements[-1].n_extensions == 1


def test_who_comes_after_it_was_answered_is_told_so(application: Application, desk: FlaskClient) -> None:
    uploads(application)
    sent = {"version": fresh(application).version, "days": "5"}
    answers(application)

    answer = desk.post(f"/staff/applications/{application.id}/supplement/extension", data=sent, follow_redirects=True)

    assert "다른 담당자가 이 신청을 처리했습니다." in answer.text


def test_after_the_decision_there_is_nothing_to_ask(application: Application, desk: FlaskClient, yuna: Actor) -> None:
    uploads(application)
    answers(application)
    address = f"/staff/applications/{application.id}"
    assert f'href="{address}/supplement"' in desk.get(address).text

    screened(application, yuna)

    assert f'href="{address}/supplement"' not in desk.get(address).text
    sent = typed(application)
    assert desk.post(f"{address}/supplement", data=sent).status_code == CONFLICT


def test_the_list_marks_what_is_waited_for_and_what_is_overdue(
    call: Call, application: Application, desk: FlaskClient, clock: Clock
) -> None:
    address = f"/staff/calls/{call.id}/applications"
    assert 'state-wait">보완 2월 11일(목)까지' in desk.get(address).text

    at(after(DUE), clock, desk)

    assert 'state-bad">보완 기한 지남 · 2월 11일(목)' in desk.get(address).text


def test_the_list_costs_as_many_queries_with_supplements_as_without(
    call: Call, desk: FlaskClient, clock: Clock, yuna: Actor
) -> None:
    address = f"/staff/calls/{call.id}/applications"
    applications = [handed_in(call, a_young_firm()) for _each in range(4)]
    at(MONDAY, clock, desk)
    asked(applications[0], yuna)
    one = n_queries(desk, address)

    for application in applications[1:]:
        asked(application, yuna)
    uploads(applications[1])
    answers(applications[1])

    assert n_queries(desk, address) == one


def on_paper(call: Call, firm: Enterprise, yuna: Actor, clock: Clock) -> Application:
    """An application that came on paper, without an address for mails."""
    received_at = time.now()
    begun = service.begin_on_paper(call.id, firm, received_at=received_at, by=yuna, now=received_at)
    written = Written(contact="정지수", phone="02-2670-0000", need_m2=1500, people=3, choices=("305",))
    service.save(begun, written, version=begun.version, now=time.now())
    for key in PAPERS:
        attach(queries.get_on_paper(begun.id), key)
    present = queries.get_on_paper(begun.id)
    service.enter(present, version=present.version, by=yuna, now=time.now())
    clock.set(MONDAY)
    asked(begun, yuna)
    return fresh(begun)


def test_staff_enter_an_answer_that_came_on_paper_as_of_when_it_was_received(
    call: Call, firm: Enterprise, desk: FlaskClient, clock: Clock, yuna: Actor
) -> None:
    application = on_paper(call, firm, yuna, clock)
    at(after(DUE) + timedelta(hours=9), clock, desk)
    address = f"/staff/applications/{application.id}/supplement"
    assert "메일 주소를 적지 않은 신청입니다." in desk.get(f"/staff/applications/{application.id}").text
    sends(desk, address, "certificate")
    assert "새 등기부.pdf" in desk.get(f"{address}/papers").text

    late = desk.post(f"{address}/papers", data={"received_day": "2027-02-12", "received_time": "00:00"})
    ahead = desk.post(f"{address}/papers", data={"received_day": "2027-02-13", "received_time": "9:00"})
    empty = desk.post(f"{address}/papers")
    in_time = desk.post(f"{address}/papers", data={"received_day": "2027-02-11", "received_time": "17:40"})

    assert [one.status_code for one in (late, ahead, empty, in_time)] == [
        CONFLICT,
        UNPROCESSABLE,
        UNPROCESSABLE,
        DONE,
    ]
    answered = fresh(application).supplements[-1]
    assert (answered.ending, answered.last_at) == (Ending.ANSWERED, on(DUE, 17, 40))
    assert "종이로 내고 적은 때 2월 12일(금) 09:00" in desk.get(f"/staff/applications/{application.id}").text
    assert letters() == []


def test_staff_enter_nothing_for_a_firm_that_handed_in_by_itself(application: Application, desk: FlaskClient) -> None:
    address = f"/staff/applications/{application.id}/supplement"

    assert desk.get(f"{address}/papers").status_code == GONE
    assert sends(desk, address, "certificate").status_code == GONE
    assert desk.post(f"{address}/papers").status_code == GONE


def _again(application: Application, yuna: Actor, clock: Clock) -> None:
    clock.set(after(DUE))
    demanded_again(application, yuna)


def _back(application: Application, yuna: Actor, clock: Clock) -> None:
    _again(application, yuna, clock)
    clock.set(after(date(2027, 2, 22)))
    returned(application, yuna, "등기부를 내지 않았습니다.")


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize(
    ("step", "subject", "facts"),
    [
        (None, ("서류를 보완해 주세요: ", "Please complete your papers: "), ("등기부가 세 달이", "11")),
        (_again, ("서류를 한 번 더 요구합니다: ", "We ask for your papers once more: "), ("등기부가 세 달이", "22")),
        (_back, ("신청을 되돌려 보냅니다: ", "Your application is returned: "), ("등기부를 내지 않았습니다.", "25")),
    ],
    ids=["extended", "again", "returned"],
)
def test_letters_name_the_papers_what_is_wrong_and_the_last_day_in_the_language_of_the_application(  # noqa: PLR0917
    app: Flask,
    application: Application,
    yuna: Actor,
    clock: Clock,
    step: Any,
    subject: tuple[str, str],
    facts: tuple[str, str],
    language: str,
) -> None:
    sent_now(app)
    with transaction() as session:
        session.execute(update(Application).values(language=language))
    if step is None:
        extended(application, yuna, days=1)
        subject = ("보완할 기간을 늘렸습니다: ", "You have more time for your papers: ")
        facts = ("등기부가 세 달이", "12")
    else:
        step(fresh(application), yuna, clock)

    sent = {letter["Subject"]: letter for letter in map(parsed, sent_now(app))}

    body = sent[f"{subject[language == 'en']}2027-1-001"].get_body(("plain",))
    assert isinstance(body, EmailMessage)
    for fact in (*facts, f"/apply/{application.call_id}/status"):
        assert fact in body.get_content()
