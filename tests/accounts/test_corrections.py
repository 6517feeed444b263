"""A firm proposes to correct its record, staff take it over or refuse it."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from center.accounts.models import AccessRecord, Correction, User
from center.accounts.rules.corrections import CorrectionDecidedError, OwnCorrectionError
from center.accounts.service.corrections import (
    BY_FIRM,
    accept_correction,
    forget_corrections,
    refuse_correction,
    withdraw_correction,
)
from center.accounts.service.grants import grant_role
from center.accounts.service.own import ask_deletion
from center.core import time
from center.core.actor import Actor, Role
from center.core.audit import OPERATOR, entries_about
from center.core.db import db
from center.enterprises.models import Enterprise
from center.enterprises.queries import history_of
from center.enterprises.service import change_firm, merge_firms
from center.settings import Settings
from tests.accounts.at_once import at_once
from tests.accounts.conftest import Browser
from tests.accounts.firms import JISOO, MINHO, PASSWORD, People, a_correction, a_firm_with_people, letters, typed
from tests.conftest import Clock
from tests.enterprises.factories import WHY, a_firm, a_profile
from tests.people import a_firm_user, acts_for_firm, is_in, somebody
from tests.web.test_pages import n_queries

NEW = "/firm/corrections/new"


@pytest.fixture
def people(app: Flask, client: Browser) -> People:
    """A firm's people; one who does not represent it is signed in."""
    made = a_firm_with_people()
    is_in(client, made.minho)
    return made


@pytest.fixture
def yuna(app: Flask) -> User:
    return somebody("yuna@example.kr", PASSWORD, Role.STAFF, "김유나")


@pytest.fixture
def desk(app: Flask, yuna: User) -> Browser:
    """A browser of staff."""
    browser = Browser(app)
    is_in(browser, yuna)
    return browser


def form(firm: Enterprise, **proposed: str) -> dict[str, str]:
    """The form as it is sent."""
    return typed(firm, **proposed) | {"note": "", "version": str(firm.version)} | proposed


def kept() -> list[Correction]:
    db.session.rollback()
    db.session.expire_all()
    return list(db.session.scalars(select(Correction).order_by(Correction.id)))


def test_whoever_acts_for_the_firm_proposes_what_is_wrong(client: Browser, people: People) -> None:
    page = client.get(NEW).text
    sent = client.post(NEW, data=form(people.firm, phone="02-1111-2222", note="번호를 바꿨습니다."))

    assert people.firm.address in page
    assert sent.status_code == 303
    (asked,) = kept()
    assert asked.changes == {"phone": ["02-2670-0000", "02-1111-2222"]}
    assert (asked.note, asked.state, asked.user_id) == ("번호를 바꿨습니다.", "asked", people.minho.id)
    told = client.get("/firm/corrections").text
    assert "02-2670-0000 → 02-1111-2222" in told
    assert "확인하는 중" in told
    assert "02-1111-2222" in client.get("/me").text
    assert "02-1111-2222" in client.get("/me/data.json").text


def test_what_the_record_says_already_is_no_proposal(client: Browser, people: People) -> None:
    answer = client.post(NEW, data=form(people.firm))

    assert answer.status_code == 422
    assert "고친 칸이 없습니다" in answer.text
    assert kept() == []


def test_what_is_wrong_is_said_and_what_was_typed_stays(client: Browser, people: People) -> None:
    answer = client.post(NEW, data=form(people.firm, name="", email="nobody", address="서울 어딘가"))

    assert answer.status_code == 422
    assert "2가지를 고쳐 주세요" in answer.text
    assert "서울 어딘가" in answer.text


def test_a_record_that_changed_meanwhile_is_shown_beside_what_was_typed(client: Browser, people: People) -> None:
    old = form(people.firm, phone="02-1111-2222")
    profile = a_profile(business_number=people.firm.business_number, name=people.firm.name, address="서울 새 주소")
    change_firm(people.firm, profile, why=WHY, now=time.now())

    answer = client.post(NEW, data=old)

    assert answer.status_code == 409
    assert "지금 기록: 서울 새 주소" in answer.text
    assert "02-1111-2222" in answer.text
    assert f'name="version" value="{people.firm.version}"' in answer.text
    assert kept() == []


def test_a_firm_proposes_not_more_than_some_a_day(client: Browser, people: People) -> None:
    answers = [client.post(NEW, data=form(people.firm, phone=f"02-{n}")).status_code for n in range(BY_FIRM.most + 1)]

    assert answers == [303] * BY_FIRM.most + [429]


def test_a_proposal_can_be_taken_back_once(client: Browser, people: People) -> None:
    asked = a_correction(people.firm, people.jisoo)
    path = f"/firm/corrections/{asked.id}/withdrawal"

    first, second = client.post(path), client.post(path, follow_redirects=True)

    assert first.status_code == 303
    assert "그동안 처리되었거나" in second.text
    assert [one.state for one in kept()] == ["withdrawn"]


def test_staff_find_the_oldest_first_and_how_many_wait(desk: Browser, people: People, clock: Clock) -> None:
    a_correction(people.firm, people.minho)
    clock.move(timedelta(minutes=1))
    other = a_firm(name="새날 마을기업")
    jiho = a_firm_user("jiho@example.kr", PASSWORD, "최지호")
    acts_for_firm(jiho, other)
    a_correction(other, jiho, address="서울 새 주소")

    page, day = desk.get("/staff/corrections").text, desk.get("/staff/day").text

    assert page.index(people.firm.name) < page.index("새날 마을기업")
    assert "전화" in page
    assert "<b>2</b> <span>수정 요청</span>" in " ".join(day.split())
    assert "박민호" in desk.get(f"/enterprises/{people.firm.registry_id}").text


def test_the_list_costs_as_many_queries_for_many_as_for_few(desk: Browser, people: People) -> None:
    a_correction(people.firm, people.minho)
    desk.get("/staff/corrections")
    few = n_queries(desk, "/staff/corrections")
    for n in range(55):
        a_correction(people.firm, people.minho, phone=f"02-{n}")

    assert n_queries(desk, "/staff/corrections") == few
    assert desk.get("/staff/corrections").text.count("<tr") == 51
    assert desk.get("/staff/corrections?page=2").text.count("<tr") == 7


def test_an_accepted_proposal_is_a_change_of_the_history_that_names_who_proposed(
    desk: Browser, client: Browser, people: People, yuna: User
) -> None:
    asked = a_correction(people.firm, people.minho, note="옮겼습니다.", address="서울 새 주소")
    page = desk.get(f"/staff/corrections/{asked.id}").text

    done = desk.post(f"/staff/corrections/{asked.id}/acceptance", data={"version": people.firm.version})

    assert all(word in page for word in ("옮겼습니다.", "서울 새 주소", people.firm.address, "박민호"))
    assert done.status_code == 303
    db.session.expire_all()
    change = history_of(people.firm)[0]
    assert (people.firm.address, change.source, change.reason) == ("서울 새 주소", "firm", "옮겼습니다.")
    assert (change.actor, change.proposed_by) == (f"user {yuna.id}", f"user {people.minho.id}")
    assert "김유나 · 기업의 수정 요청 · 박민호 요청" in desk.get(f"/enterprises/{people.firm.registry_id}").text
    assert letters() == [(MINHO, "corrected")]
    assert "고쳤음" in client.get("/firm/corrections").text
    assert ("correction.shown", people.firm.registry_id) in looks()
    assert [entry.action for entry in entries_about(f"correction {asked.id}")][-1] == "correction.accepted"


def looks() -> list[tuple[str, str]]:
    return [(one.action, one.subject) for one in db.session.scalars(select(AccessRecord))]


def test_a_refused_proposal_tells_why_to_both(desk: Browser, client: Browser, people: People) -> None:
    asked, before = a_correction(people.firm, people.minho), people.firm.phone
    path = f"/staff/corrections/{asked.id}/refusal"

    form_page, without = desk.get(path), desk.post(path, data={"reason": ""})
    done = desk.post(path, data={"reason": "구청에 먼저 신고해 주세요."})

    assert (form_page.status_code, without.status_code, done.status_code) == (200, 422, 303)
    assert "구청에 먼저 신고해 주세요." in client.get("/firm/corrections").text
    assert "구청에 먼저 신고해 주세요." in desk.get(f"/staff/corrections/{asked.id}").text
    assert "김유나" not in client.get("/firm/corrections").text
    assert letters() == [(MINHO, "not-corrected")]
    db.session.expire_all()
    assert people.firm.phone == before


def test_staff_are_told_where_the_record_changed_after_the_proposal(desk: Browser, people: People) -> None:
    asked, version = a_correction(people.firm, people.minho, phone="02-1111-2222"), people.firm.version
    profile = a_profile(business_number=people.firm.business_number, name=people.firm.name, phone="02-3333-4444")
    change_firm(people.firm, profile, why=WHY, now=time.now())

    page = desk.get(f"/staff/corrections/{asked.id}").text
    late = desk.post(f"/staff/corrections/{asked.id}/acceptance", data={"version": version})
    done = desk.post(f"/staff/corrections/{asked.id}/acceptance", data={"version": version + 1})

    assert "요청한 뒤에 기록이 바뀌었습니다" in page
    assert "02-3333-4444" in page
    assert "요청할 때는 02-2670-0000" in page
    assert (late.status_code, done.status_code) == (409, 303)
    db.session.expire_all()
    assert people.firm.phone == "02-1111-2222"


def test_a_proposal_of_a_record_that_was_merged_is_taken_over_into_the_one_that_stands(
    desk: Browser, people: People
) -> None:
    asked, into = a_correction(people.firm, people.minho), a_firm()
    merge_firms(into, people.firm, into.profile, version=into.version, why=WHY, now=time.now())
    db.session.expire_all()

    assert desk.post(f"/staff/corrections/{asked.id}/acceptance", data={"version": into.version}).status_code == 303
    db.session.rollback()
    assert into.phone == "02-1111-2222"


def test_nobody_decides_what_they_proposed(people: People) -> None:
    grant_role(people.minho.id, Role.STAFF, reason="처음부터", now=time.now(), by=OPERATOR)
    asked, minho = a_correction(people.firm, people.minho), Actor(people.minho.id)
    with pytest.raises(OwnCorrectionError):
        accept_correction(asked.id, version=people.firm.version, now=time.now(), by=minho)
    with pytest.raises(OwnCorrectionError):
        refuse_correction(asked.id, reason="x", now=time.now(), by=minho)


def test_what_is_decided_is_not_decided_again(people: People, yuna: User) -> None:
    asked, by = a_correction(people.firm, people.minho), Actor(yuna.id)
    refuse_correction(asked.id, reason="아님", now=time.now(), by=by)
    with pytest.raises(CorrectionDecidedError):
        accept_correction(asked.id, version=people.firm.version, now=time.now(), by=by)
    with pytest.raises(CorrectionDecidedError):
        withdraw_correction(people.firm, asked.id, now=time.now(), by=Actor(people.minho.id))
    db.session.expire_all()
    assert people.firm.phone == "02-2670-0000"


def test_of_two_decisions_at_once_one_holds(people: People, yuna: User, settings: Settings) -> None:
    asked = a_correction(people.firm, people.minho)

    outcomes = at_once(settings, accept_by, [(asked.id, people.firm.version, yuna.id)] * 2)

    assert outcomes[0] in {"changed-meanwhile", "correction-decided"}
    assert outcomes[1] == "done"
    assert len(history_of(people.firm)) == 2


def accept_by(correction_id: int, version: int, user_id: int) -> None:
    """Accept in a process of its own."""
    accept_correction(correction_id, version=version, now=time.now(), by=Actor(user_id))


def test_who_is_deleted_leaves_no_words_and_nothing_that_waits(people: People) -> None:
    a_correction(people.firm, people.minho, note="박민호에게 전화 주세요.")

    assert ask_deletion(people.minho, now=time.now())

    assert [(one.state, one.note) for one in kept()] == [("withdrawn", "")]


def test_proposals_go_three_years_after_their_decision(people: People, yuna: User, clock: Clock) -> None:
    refuse_correction(a_correction(people.firm, people.minho).id, reason="x", now=time.now(), by=Actor(yuna.id))
    waits = a_correction(people.firm, people.jisoo).id
    clock.move(timedelta(days=3 * 366))

    forget_corrections(clock.now)

    assert [one.id for one in kept()] == [waits]
    assert JISOO
