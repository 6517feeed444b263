"""What a firm applies with is nobody's but its own and, after the deadline, the staff's; whatever is typed is text."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from center.accounts.models import User
from center.accounts.service.membership import end_membership
from center.checks import run_checks
from center.core import time
from center.core.actor import Actor, Role
from center.core.audit import OPERATOR
from center.core.db import db, transaction
from center.enterprises.models import Enterprise
from center.settings import Settings
from center.tenancy.applications.models import Application, ApplicationFile, State, Submission
from center.tenancy.applications.service import save
from center.tenancy.calls.models import Call
from tests.accounts.conftest import Browser
from tests.bookings.postbag import sent_now
from tests.conftest import Clock
from tests.files.samples import a_pdf, an_office_file
from tests.mail.carriers import parsed
from tests.people import a_firm_user, acts_for_firm, is_in, somebody
from tests.safety.payloads import AUTOLINKED, GROUPS, ensure_dead
from tests.safety.test_payloads import send, sound
from tests.tenancy.applying import CLOSES, PAPERS, WRITTEN, a_young_firm, an_open_call, begun, handed_in, of

PASSWORD = "a-long-enough-passphrase"
OWN = {"apply.applications", "apply.start", "apply.begin"}
"""What anybody of any firm may ask for: it leads to their own application."""
WAYS = ("", "/form", "/plan", "/papers", "/review", "/status", "/withdrawal")
NEW_EACH_TIME = re.compile(r'(?<=name="csrf_token" value=")[^"]*|\b[0-9A-F]{8}\b')
CLOCKS = re.compile(r'(?<=class="apply-now">)[\d:]*|남은 시간 \d+분|data-seconds-left="\d+"')
on_both = pytest.mark.parametrize("group", GROUPS, ids=["first", "second", "third"])
sqlite = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)


@pytest.fixture
def call(app: Flask, yuna: Actor, clock: Clock) -> Call:
    """An open call."""
    return an_open_call(yuna, clock)


@pytest.fixture
def firm(app: Flask) -> Enterprise:
    """A cooperative that applies."""
    return a_young_firm(name="바퀴살림 협동조합")


def person_of(firm: Enterprise, email: str) -> tuple[User, int]:
    """Somebody who acts for it."""
    user = a_firm_user(email, PASSWORD, "박민호")
    return user, acts_for_firm(user, firm).id


def outsider(app: Flask, kind: str, firm: Enterprise) -> FlaskClient:
    """Somebody who has nothing to do with the firm, or nothing any more."""
    browser = Browser(app)
    if kind == "stranger":
        return browser
    user, membership = person_of(firm, "minho@example.kr") if kind == "former" else (None, 0)
    if user:
        end_membership(membership, reason="퇴사", now=time.now(), by=OPERATOR)
    user = user or a_firm_user("sua@saenal.example", PASSWORD, "한수아")
    acts_for_firm(user, a_young_firm(name="새날 마을기업", representative="한새날"))
    is_in(browser, user)
    return browser


def addresses(app: Flask, call: Call, application: Application) -> Iterator[tuple[str, str]]:
    """Every method and address of a route that carries an application or one of its papers."""
    adapter = app.url_map.bind("localhost")
    values = {
        "call_id": call.id,
        "application_id": application.id,
        "file_id": application.files[0].id,
        "key": PAPERS[0],
    }
    for rule in app.url_map.iter_rules():
        if rule.endpoint.partition(".")[0] in {"apply", "application_desk"} and rule.endpoint not in OWN:
            path = adapter.build(rule.endpoint, {name: values[name] for name in rule.arguments})
            yield from ((method, path) for method in (rule.methods or set()) - {"HEAD", "OPTIONS"})


def state_of() -> list[tuple[object, ...]]:
    """What the database has of applications."""
    db.session.rollback()
    db.session.expire_all()
    return [
        *((one.id, one.state, one.version) for one in db.session.scalars(select(Application))),
        *((one.id, one.is_in_draft, one.is_handed_in) for one in db.session.scalars(select(ApplicationFile))),
        *((one.id, one.sha256) for one in db.session.scalars(select(Submission))),
    ]


@pytest.mark.parametrize("is_handed_in", [False, True])
@pytest.mark.parametrize("kind", ["another firm", "former", "stranger"])
def test_who_is_not_of_the_firm_reaches_nothing_of_its_application(
    app: Flask, call: Call, firm: Enterprise, kind: str, is_handed_in: bool
) -> None:
    application = (handed_in if is_handed_in else begun)(call, firm)
    browser, walked = outsider(app, kind, firm), sorted(addresses(app, call, application))
    before = state_of()
    words = (firm.name, "정지수", "jisoo@example.kr", "에 대해 적었습니다", "application.pdf")
    typed = {"version": "2", "consent": "y", "is_true": "y", "contact": "x", "reason": "x"}

    answers = {each: browser.open(each[1], method=each[0], data=typed) for each in walked}

    assert len(walked) > 15
    for (method, path), answer in answers.items():
        led_away = kind == "stranger" and answer.headers.get("Location", "").startswith("/sign-in")
        assert led_away or answer.status_code in {403, 404}, (method, path)
        assert not any(word in answer.text for word in words), (method, path)
    assert state_of() == before


def test_who_has_an_application_of_their_own_reaches_no_paper_of_another(
    app: Flask, call: Call, firm: Enterprise
) -> None:
    application = handed_in(call, firm)
    saenal = a_young_firm(name="새날 마을기업", representative="한새날")
    begun(call, saenal)
    user, _membership = person_of(saenal, "sua@saenal.example")
    browser = Browser(app)
    is_in(browser, user)
    before = state_of()

    for paper in application.files:
        address = f"/apply/{call.id}/files/{paper.id}"
        nothing = f"/apply/{call.id}/files/99999"
        code, text = same(browser.get(address))
        assert (code, text.replace(address, nothing)) == same(browser.get(nothing))
        assert browser.post(f"{address}/removal").status_code == 404
    assert state_of() == before


def same(answer: TestResponse) -> tuple[int, str]:
    """An answer without what is new each time."""
    return answer.status_code, NEW_EACH_TIME.sub("", answer.text)


def test_nobody_learns_who_applied_or_with_what(app: Flask, call: Call, firm: Enterprise) -> None:
    """Two worlds that differ in what another firm wrote and handed in answer another firm, a visitor and staff alike."""
    mine = a_young_firm(name="새날 마을기업", representative="한새날")
    begun(call, mine)
    application = handed_in(call, firm)
    browsers = [app.test_client() for _each in range(3)]
    is_in(browsers[1], person_of(mine, "sua@saenal.example")[0])
    is_in(browsers[2], somebody("desk@example.kr", PASSWORD, Role.STAFF))
    one = everything(browsers, call, application)

    with transaction() as session:
        other = {**application.draft, "contact": "다른 사람", "choices": ["304"], "email": "other@example.net"}
        session.execute(update(Application).where(Application.id == application.id).values(draft=other))
        session.execute(update(Submission).values(content={"written": other, "papers": []}, sha256="0" * 64))
        session.execute(update(Enterprise).where(Enterprise.id == firm.id).values(name="전혀 다른 조합"))

    assert everything(browsers, call, application) == one
    assert {code for code, _text in one.values()} >= {200, 404}


def test_whether_anybody_applied_shows_to_nobody_outside(app: Flask, call: Call, firm: Enterprise) -> None:
    """A world without any other application and one with two answer a visitor and another firm alike."""
    mine = a_young_firm(name="새날 마을기업", representative="한새날")
    begun(call, mine)
    browsers = [app.test_client() for _each in range(2)]
    is_in(browsers[1], person_of(mine, "sua@saenal.example")[0])
    asked = ("/calls", f"/calls/{call.id}", "/apply", *(f"/apply/{call.id}{way}" for way in WAYS))
    nobody = [worded(browser.get(address)) for browser in browsers for address in asked]

    handed_in(call, firm)
    begun(call, a_young_firm(name="늦봄 협동조합", representative="김늦봄"))

    assert [worded(browser.get(address)) for browser in browsers for address in asked] == nobody


def worded(answer: TestResponse) -> tuple[int, str]:
    """An answer without clocks either."""
    code, text = same(answer)
    return code, CLOCKS.sub("", text)


def everything(browsers: list[FlaskClient], call: Call, application: Application) -> dict[str, tuple[int, str]]:
    """All that each of them can ask about the call and its applications while it is open."""
    db.session.expire_all()
    public = ("/calls", f"/calls/{call.id}", f"/calls/{call.id}/calendar.ics", "/calls/calendar.ics", "/apply")
    desk = (f"/staff/calls/{call.id}/applications", f"/staff/applications/{application.id}")
    paper = f"/files/{application.files[0].id}"
    own = [f"/apply/{call.id}{way}" for way in (*WAYS, paper)]
    asked = [*public, *own, *desk, f"{desk[1]}{paper}"]
    found = {}
    for n, browser in enumerate(browsers):
        for address in asked:
            found[f"{n} {address}"] = worded(browser.get(address))
    return found


@on_both
def test_any_text_in_an_application_is_text_wherever_it_is_shown(
    app: Flask, call: Call, firm: Enterprise, clock: Clock, group: list[str]
) -> None:
    browser, desk = app.test_client(), app.test_client()
    is_in(browser, person_of(firm, "jisoo@example.kr")[0])
    is_in(desk, somebody("desk@example.kr", PASSWORD, Role.STAFF))
    begun(call, firm)
    for payload in group:
        _write(browser, call, firm, payload)
    application = of(call, firm)
    whole = replace(application.written, declared=WRITTEN.declared, email=WRITTEN.email)
    handed = {"version": str(save(application, whole, version=application.version, now=time.now()))}
    handed |= {"consent": "y", "is_true": "y"}
    assert send(browser, f"/apply/{call.id}/submission", handed).status_code == 303
    for page in ("/apply", f"/apply/{call.id}/status", f"/apply/{call.id}/withdrawal"):
        sound(browser.get(page))
    clock.set(CLOSES.replace(second=1))
    is_in(desk, db.session.scalars(select(User).where(User.email == "desk@example.kr")).one())
    for page in (f"/staff/calls/{call.id}/applications", f"/staff/applications/{application.id}"):
        assert sound(desk.get(page)).status_code == 200
    for paper in of(call, firm).files:
        _is_taken(desk, f"/staff/applications/{application.id}/files/{paper.id}")

    _read_letters(app)
    assert of(call, firm).state == State.SUBMITTED
    assert not [result.line() for result in run_checks(time.now()) if result.faults and "holidays" not in result.name]


def _write(browser: FlaskClient, call: Call, firm: Enterprise, payload: str) -> None:
    """The payload in every field by itself and in all of them, in the name of a file, and on every page afterwards."""
    base = f"/apply/{call.id}"
    for field in ("contact", "phone", "email", "need_m2", "people", "declared", "choices", "act", "version"):
        send(browser, f"{base}/form", {**_need(call, firm), field: payload})
    texts = {**_need(call, firm), "contact": f"홍 {payload}"[:50], "phone": f"02 {payload}"[:30]}
    assert send(browser, f"{base}/form", texts).status_code in {303, 422}
    parts = {f"part-{key}": f"글 {payload}" for key in WRITTEN.parts}
    version = {"version": str(of(call, firm).version)}
    assert send(browser, f"{base}/plan", {**version, **parts}).status_code == 303, payload
    written = payload.encode("utf-8", "replace")
    told = send(browser, f"{base}/plan/kept", {"version": payload, **parts})
    assert told.mimetype == "application/json"
    for key in ("services", payload):
        paper = {"file": (io.BytesIO(a_pdf() + written), f"{written.decode()[:40]}.pdf")}
        sound(browser.post(f"{base}/papers/{quote(key.encode('utf-8', 'surrogatepass'))}", data=paper))
    papers = [one.id for one in of(call, firm).files if one.is_in_draft and one.document_key == "services"]
    for way in WAYS:
        sound(browser.get(f"{base}{way}"))
    for number in papers:
        _is_taken(browser, f"{base}/files/{number}")
    for number in papers[1:]:
        browser.post(f"{base}/files/{number}/removal")


def _is_taken(browser: FlaskClient, path: str) -> None:
    """A paper is saved under its name, which says nothing but that."""
    with browser.get(path) as answer:
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert not re.search(r"[\r\n\x00]", str(answer.headers["Content-Disposition"]))


def _need(call: Call, firm: Enterprise) -> dict[str, str]:
    return {
        "version": str(of(call, firm).version),
        "choices": "305,304",
        "contact": "정지수",
        "phone": "02-2670-0000",
        "email": "jisoo@example.kr",
        "need_m2": "15",
        "people": "3",
    }


def _read_letters(app: Flask) -> None:
    """Each is one whole mail to the address of the application, in which no address can be pressed but our own."""
    mails = [parsed(mail) for mail in sent_now(app)]
    assert mails
    for message in mails:
        assert [address.addr_spec for address in message["To"].addresses] == ["jisoo@example.kr"]
        assert not [name for name in message if name.casefold() in {"bcc", "cc", "x"}]
        html, plain = message.get_body(("html",)), message.get_body(("plain",))
        assert isinstance(html, EmailMessage)
        assert isinstance(plain, EmailMessage)
        ensure_dead(html.get_content(), str(message["Subject"]))
        for line in plain.get_content().splitlines():
            assert "https://localhost/" in line or not AUTOLINKED.search(line), line


def files_of(settings: Settings) -> set[Path]:
    """What lies in the instance beside the database."""
    return {file for file in settings.instance.rglob("*") if file.is_file() and not file.name.startswith("center.db")}


@sqlite
@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"MZ" + bytes(300), "계획서.pdf"),
        (b"#!/bin/sh\n", "계획서.pdf"),
        (a_pdf(password="1234"), "계획서.pdf"),
        (an_office_file("word", **{"word/zeros.xml": bytes(60 * 1024 * 1024)}), "계획서.docx"),
        (an_office_file("word", **{"word/vbaProject.bin": b"x"}), "계획서.docx"),
        (an_office_file("word", **{"../../evil.py": b"x"}), "계획서.docx"),
        (b"<html><script>evil()</script>", "계획서.png"),
    ],
    ids=["program", "shell", "encrypted", "bomb", "macros", "traversal", "page"],
)
def test_a_paper_that_does_harm_is_refused_in_a_sentence_and_kept_nowhere(
    app: Flask, settings: Settings, call: Call, firm: Enterprise, content: bytes, name: str
) -> None:
    browser = app.test_client()
    is_in(browser, person_of(firm, "jisoo@example.kr")[0])
    begun(call, firm)
    before = files_of(settings)

    answer = browser.post(f"/apply/{call.id}/papers/services", data={"file": (io.BytesIO(content), name)})

    assert answer.status_code == 422
    assert name in answer.text
    assert 'id="fault-services"' in answer.text
    assert len(of(call, firm).files) == len(PAPERS)
    assert files_of(settings) == before
