"""Staff decide who is admitted to the review, freeze the list, and every firm is told then and not before."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from center.accounts.models import User
from center.checks import run_checks
from center.core import time
from center.core.actor import Actor, Role
from center.core.db import db, transaction
from center.core.errors import ChangedMeanwhileError, NotFoundError
from center.enterprises.models import Enterprise
from center.enterprises.rules.kinds import FirmState
from center.mail.models import OutboxMail
from center.tenancy.applications import queries, service
from center.tenancy.applications.models import ApplicantList, Application, Screening, State
from center.tenancy.applications.rules.screening import Decided, Finding, ScreeningError
from center.tenancy.calls.models import Call
from center.tenancy.calls.queries import get_published
from tests.bookings.postbag import sent_now
from tests.conftest import Clock
from tests.mail.carriers import parsed
from tests.people import a_firm_user, acts_for_firm, is_in, somebody
from tests.tenancy.applying import CLOSES, CONTENT, a_young_firm, an_open_call, handed_in, of
from tests.web.test_pages import n_queries

AFTER = CLOSES + timedelta(days=1)
OK, DONE, CONFLICT, UNPROCESSABLE, GONE = 200, 303, 409, 422, 404
TOO_OLD = "설립 7년 이내가 아닙니다."


@pytest.fixture
def call(app: Flask, yuna: Actor, clock: Clock) -> Call:
    """An open call."""
    return an_open_call(yuna, clock)


def findings(application: Application, **against: str) -> Decided:
    """Everything is met but what is named, with its reason."""
    content = get_published(application.call_id)[1].says
    points = service.points_now(application, content)
    found = {point.key: Finding(is_met=True) for point in points}
    found |= {key: Finding(is_met=False, note=note) for key, note in against.items()}
    return Decided(found)


def screened(application: Application, by: Actor, **against: str) -> Screening:
    """It is decided."""
    present = queries.get_handed_in(application.id)
    return service.screen(present, findings(present, **against), version=present.version, by=by, now=time.now())


def letters() -> list[tuple[str, str]]:
    """To whom which letters about the screening were posted."""
    rows = db.session.scalars(select(OutboxMail).where(OutboxMail.kind == "application_told").order_by(OutboxMail.id))
    facts = [one.facts or {} for one in rows]
    return [(each["firm"], each["what"]) for each in facts if each["what"].endswith("admitted")]


def found_at(name: str) -> tuple[str, ...]:
    """What `center check` finds."""
    return next(result.faults for result in run_checks(time.now()) if result.name == name)


def test_who_meets_every_point_is_admitted(call: Call, yuna: Actor, clock: Clock) -> None:
    application = handed_in(call, a_young_firm())
    clock.set(AFTER)

    found = screened(application, yuna)

    assert (found.is_eligible, found.against, of(call, application.enterprise).state) == (True, [], State.ELIGIBLE)
    assert {one["key"] for one in found.findings} >= {"kinds", "age", "place", "state"}


def test_one_point_that_is_not_met_is_enough(call: Call, yuna: Actor, clock: Clock) -> None:
    application = handed_in(call, a_young_firm())
    clock.set(AFTER)

    found = screened(application, yuna, age=TOO_OLD)

    assert [(one["key"], one["note"]) for one in found.against] == [("age", TOO_OLD)]
    assert of(call, application.enterprise).state == State.INELIGIBLE


@pytest.mark.parametrize("key", ["age", "kinds"])
def test_what_speaks_against_needs_its_reason(call: Call, yuna: Actor, clock: Clock, key: str) -> None:
    application = handed_in(call, a_young_firm())
    clock.set(AFTER)

    with pytest.raises(ScreeningError, match="까닭을 적어"):
        screened(application, yuna, **{key: ""})


def test_what_the_registry_denies_and_staff_find_needs_its_reason(call: Call, yuna: Actor, clock: Clock) -> None:
    application = handed_in(call, a_young_firm())
    with transaction():
        db.session.execute(update(Enterprise).values(state=FirmState.SUSPENDED))
    clock.set(AFTER)
    present = queries.get_handed_in(application.id)

    with pytest.raises(ScreeningError, match="영업"):
        service.screen(present, findings(present), version=present.version, by=yuna, now=time.now())


def test_a_point_without_a_finding_is_refused(call: Call, yuna: Actor, clock: Clock) -> None:
    application = handed_in(call, a_young_firm())
    clock.set(AFTER)
    found = {key: finding for key, finding in findings(application).findings.items() if key != "place"}

    with pytest.raises(ScreeningError, match="골라 주세요"):
        service.screen(application, Decided(found), version=application.version, by=yuna, now=time.now())


def test_nothing_is_decided_before_the_deadline(call: Call, yuna: Actor, clock: Clock) -> None:
    application = handed_in(call, a_young_firm())
    clock.set(CLOSES)

    with pytest.raises(service.ScreeningClosedError, match="마감된 뒤"):
        screened(application, yuna)


def test_two_staff_do_not_decide_over_each_other(call: Call, yuna: Actor, clock: Clock) -> None:
    application = handed_in(call, a_young_firm())
    clock.set(AFTER)
    before = application.version
    screened(application, yuna, age=TOO_OLD)

    with pytest.raises(ChangedMeanwhileError):
        service.screen(application, findings(application), version=before, by=yuna, now=time.now())

    assert of(call, application.enterprise).state == State.INELIGIBLE


def test_what_was_withdrawn_is_not_screened(call: Call, yuna: Actor, clock: Clock) -> None:
    application = handed_in(call, a_young_firm())
    clock.set(AFTER)
    service.withdraw(application, language="ko", by=yuna, now=time.now())

    with pytest.raises(service.ScreeningClosedError, match="거두어들였"):
        screened(application, yuna)


def test_the_list_is_frozen_when_everything_is_decided_and_then_firms_are_told(
    call: Call, yuna: Actor, clock: Clock
) -> None:
    first, second = (handed_in(call, a_young_firm(name=name, representative=name)) for name in ("하나", "둘"))
    clock.set(AFTER)
    screened(first, yuna)
    with pytest.raises(service.UndecidedError, match="2027-1-002"):
        service.freeze(call.id, by=yuna, now=time.now())
    screened(second, yuna, age=TOO_OLD)
    assert letters() == []

    frozen = service.freeze(call.id, by=yuna, now=time.now())

    assert letters() == [("하나", "admitted"), ("둘", "not_admitted")]
    assert frozen.content == {"applicants": [{"number": 1, "state": "eligible"}, {"number": 2, "state": "ineligible"}]}
    assert of(call, second.enterprise).screening.objection_until == date(2027, 2, 26)  # type: ignore[union-attr]
    assert found_at("applications are admitted as they were screened") == ()


def test_freezing_twice_tells_once(call: Call, yuna: Actor, clock: Clock) -> None:
    application = handed_in(call, a_young_firm())
    clock.set(AFTER)
    screened(application, yuna)

    frozen = [service.freeze(call.id, by=yuna, now=time.now()).id for _each in range(2)]

    assert len(set(frozen)) == 1
    assert len(letters()) == 1


def test_a_list_without_any_application_is_not_frozen(call: Call, yuna: Actor, clock: Clock) -> None:
    clock.set(AFTER)

    with pytest.raises(service.UndecidedError, match="심사할 신청이 없습니다"):
        service.freeze(call.id, by=yuna, now=time.now())


def test_what_is_frozen_changes_only_after_it_was_reopened(call: Call, yuna: Actor, clock: Clock) -> None:
    firms = [a_young_firm(name=name, representative=name) for name in ("하나", "둘")]
    one, other = (handed_in(call, firm) for firm in firms)
    clock.set(AFTER)
    screened(one, yuna, age=TOO_OLD)
    screened(other, yuna)
    service.freeze(call.id, by=yuna, now=time.now())
    with pytest.raises(service.ScreeningClosedError, match="확정을 풀어야"):
        screened(one, yuna)

    service.reopen_list(call.id, reason="이의신청 인용", by=yuna, now=time.now())
    screened(one, yuna)
    service.freeze(call.id, by=yuna, now=time.now())

    assert letters() == [("하나", "not_admitted"), ("둘", "admitted"), ("하나", "admitted")]
    lists = db.session.scalars(select(ApplicantList).order_by(ApplicantList.n)).all()
    assert [(each.n, each.reopen_reason) for each in lists] == [(1, "이의신청 인용"), (2, "")]


def test_what_was_never_frozen_is_not_reopened(call: Call, yuna: Actor, clock: Clock) -> None:
    clock.set(AFTER)

    with pytest.raises(service.ScreeningClosedError, match="확정한 명단이 없습니다"):
        service.reopen_list(call.id, reason="잘못", by=yuna, now=time.now())


def test_a_frozen_list_that_somebody_changed_is_found(call: Call, yuna: Actor, clock: Clock) -> None:
    application = handed_in(call, a_young_firm())
    clock.set(AFTER)
    screened(application, yuna)
    service.freeze(call.id, by=yuna, now=time.now())
    with transaction():
        db.session.execute(update(ApplicantList).values(content={"applicants": []}))
        db.session.execute(update(Application).values(state=State.INELIGIBLE))

    faults = found_at("applications are admitted as they were screened")

    assert [fault.split()[0] for fault in faults] == ["application", "list"]


@pytest.fixture
def firm(app: Flask) -> Enterprise:
    """A cooperative that may apply."""
    return a_young_firm(name="바퀴살림 협동조합", representative="김바퀴")


@pytest.fixture
def browser(app: Flask, firm: Enterprise) -> FlaskClient:
    """A browser of somebody of the firm, who signs in with `at`."""
    acts_for_firm(a_firm_user("jisoo@example.kr", "a-long-enough-passphrase"), firm)
    return app.test_client()


@pytest.fixture
def desk(app: Flask) -> FlaskClient:
    """A browser of the staff, who signs in with `at`."""
    somebody("desk@example.kr", "a-long-enough-passphrase", Role.STAFF)
    return app.test_client()


def at(moment: datetime, clock: Clock, desk: FlaskClient, browser: FlaskClient | None = None) -> None:
    """Time goes on, and people sign in."""
    clock.set(moment)
    people: Mapping[str, FlaskClient | None] = {"desk@example.kr": desk, "jisoo@example.kr": browser}
    for email, client in people.items():
        if client is not None:
            is_in(client, db.session.scalars(select(User).where(User.email == email)).one())


def chosen(application: Application, **against: str) -> dict[str, Any]:
    """The form of the screening, filled in."""
    present = queries.get_handed_in(application.id)
    filled: dict[str, Any] = {"version": present.version}
    for key, finding in findings(present, **against).findings.items():
        filled |= {f"met-{key}": "yes" if finding.is_met else "no", f"note-{key}": finding.note}
    return filled


def test_staff_screen_freeze_and_the_firm_reads_its_letter(
    app: Flask, call: Call, firm: Enterprise, browser: FlaskClient, desk: FlaskClient, clock: Clock
) -> None:
    application = handed_in(call, firm)
    at(AFTER, clock, desk, browser)
    points, listed = f"/staff/applications/{application.id}/screening", f"/staff/calls/{call.id}/list"
    page = desk.get(points).text
    assert "설립 2023-03-02, 공고일 2027-01-04 기준 3년 10개월" in page
    assert "파일 1개를 냈습니다." in page

    assert desk.post(points, data=chosen(application, age=TOO_OLD)).status_code == DONE
    assert TOO_OLD in desk.get(f"/staff/applications/{application.id}/letter").text
    assert TOO_OLD in desk.get(points).text
    assert "지금은 기다리시면 됩니다" in browser.get(f"/apply/{call.id}/status").text
    assert browser.get(f"/apply/{call.id}/letter").status_code == GONE
    assert "적격 0곳, 부적격 1곳" in desk.get(listed).text
    assert desk.post(listed).status_code == DONE

    status = browser.get(f"/apply/{call.id}/status").text
    assert "심사 대상이 되지 않았습니다" in status
    assert "2월 26일(금)까지" in status
    assert "신청 거두어들이기" not in status
    letter = browser.get(f"/apply/{call.id}/letter").text
    for words in (TOO_OLD, "2027-1-001", "바퀴살림 협동조합 대표 김바퀴 귀하", "행정기본법 제36조", "2월 26일(금)까지"):
        assert words in letter
    body = parsed(sent_now(app)[-1]).get_body(("plain",))
    assert isinstance(body, EmailMessage)
    assert TOO_OLD in body.get_content()


def test_the_bonus_that_is_asked_for_is_chosen_and_staff_decide(
    call: Call, firm: Enterprise, desk: FlaskClient, clock: Clock
) -> None:
    bonus = [one.key for one in CONTENT.selection.bonus]
    application = handed_in(call, firm, claimed=(bonus[0],))
    at(AFTER, clock, desk)
    address = f"/staff/applications/{application.id}/screening"
    assert f'checked id="bonus-0" name="bonus" type="checkbox" value="{bonus[0]}"' in desk.get(address).text

    desk.post(address, data=chosen(application) | {"bonus": bonus[1]})

    found = of(call, firm).screening
    assert found
    assert (found.bonus, found.deductions) == ([bonus[1]], [])


def test_a_reason_that_is_missing_is_asked_for_at_its_field_and_what_was_chosen_stays(
    call: Call, firm: Enterprise, desk: FlaskClient, clock: Clock
) -> None:
    application = handed_in(call, firm)
    at(AFTER, clock, desk)

    answer = desk.post(f"/staff/applications/{application.id}/screening", data=chosen(application, age=""))

    assert answer.status_code == UNPROCESSABLE
    assert 'href="#note-age"' in answer.text
    assert "신청자가 읽을 까닭을 적어 주세요." in answer.text
    assert 'checked id="met-age-1"' in answer.text
    assert of(call, firm).state == State.SUBMITTED


def test_the_registry_changed_since_it_was_handed_in(
    call: Call, firm: Enterprise, desk: FlaskClient, clock: Clock
) -> None:
    handed_in(call, firm)
    with transaction():
        db.session.execute(update(Enterprise).values(representative="박새롬", state=FirmState.SUSPENDED))
    at(AFTER, clock, desk)

    assert "낸 뒤에 명부가 바뀌었습니다: 대표자, 상태<" in desk.get(f"/staff/calls/{call.id}/applications").text


def test_a_list_that_is_not_ready_says_what_is_missing(
    call: Call, firm: Enterprise, desk: FlaskClient, clock: Clock
) -> None:
    handed_in(call, firm)
    at(AFTER, clock, desk)
    listed = f"/staff/calls/{call.id}/list"

    page, answer = desk.get(listed).text, desk.post(listed)

    assert "신청 1건을 아직 심사하지 않았습니다." in page
    assert "명단 확정하고 알리기" not in page
    assert answer.status_code == CONFLICT
    assert "2027-1-001" in answer.text


def test_before_the_deadline_the_list_names_nobody(
    call: Call, firm: Enterprise, desk: FlaskClient, clock: Clock
) -> None:
    application = handed_in(call, firm)
    at(CLOSES, clock, desk)

    assert "바퀴살림" not in desk.get(f"/staff/calls/{call.id}/list").text
    for way in ("screening", "letter"):
        assert desk.get(f"/staff/applications/{application.id}/{way}").status_code == GONE
    with pytest.raises(NotFoundError):
        queries.get_readable(application.id, time.now())


def test_reopening_asks_for_its_reason(
    call: Call, firm: Enterprise, desk: FlaskClient, yuna: Actor, clock: Clock
) -> None:
    application = handed_in(call, firm)
    at(AFTER, clock, desk)
    screened(application, yuna)
    service.freeze(call.id, by=yuna, now=time.now())
    address = f"/staff/calls/{call.id}/list/reopening"
    assert "그대로 두기" in desk.get(address).text

    assert desk.post(address, data={"reason": ""}).status_code == UNPROCESSABLE
    assert desk.post(address, data={"reason": "이의신청을 받아들임"}).status_code == DONE
    assert "이의신청을 받아들임" in desk.get(f"/staff/calls/{call.id}/list").text
    assert desk.post(address, data={"reason": "이의신청을 받아들임"}).status_code == CONFLICT


def test_the_list_of_the_review_costs_as_many_queries_for_many_as_for_few(
    call: Call, desk: FlaskClient, clock: Clock
) -> None:
    address = f"/staff/calls/{call.id}/list"
    for _each in range(2):
        handed_in(call, a_young_firm())
    at(AFTER, clock, desk)
    few = n_queries(desk, address)
    clock.set(CLOSES)
    for _each in range(5):
        handed_in(call, a_young_firm())
    at(AFTER, clock, desk)

    assert n_queries(desk, address) == few
