"""Staff confirm who acts for a firm, or refuse it; what is kept of it, and until when."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import insert, select

from center.accounts.models import AccessRecord, Joining, Membership, RoleGrant, User
from center.accounts.queries import find_signed_in, roles_of
from center.accounts.rules.joining import (
    PROOF_KEPT,
    DecidedMeanwhileError,
    FirmUnknownError,
    NewRepresentativeError,
    OwnRequestError,
)
from center.accounts.service import disable_user
from center.accounts.service.joining import approve_joining, forget_joinings, refuse_joining
from center.core import time
from center.core.actor import Actor, Role
from center.core.db import db, transaction
from center.core.errors import NotFoundError
from center.enterprises.service import change_firm, merge_firms
from center.mail.models import OutboxMail
from center.settings import Settings
from tests.accounts.at_once import at_once
from tests.accounts.conftest import EMAIL as STAFF
from tests.accounts.conftest import PASSWORD, Browser
from tests.accounts.joinings import EMAIL, a_joining, joinings
from tests.accounts.test_joining import OTHER, n_rows, told
from tests.conftest import NOON, Clock
from tests.enterprises.factories import WHY, a_firm, a_number, a_profile
from tests.files.samples import a_pdf
from tests.people import a_firm_user, acts_for_firm, is_in, session_of, somebody
from tests.web.test_pages import n_queries

LIST = "/staff/joining"
THIRD = "sua@hangang.example"


@pytest.fixture
def yuna(app: Flask, client: Browser) -> User:
    """Staff, signed in."""
    user = somebody(STAFF, PASSWORD, Role.STAFF)
    is_in(client, user)
    return user


@pytest.fixture
def jisoo(app: Flask) -> User:
    """Somebody with an account and without any role."""
    return a_firm_user(EMAIL, PASSWORD)


def live() -> list[tuple[int, int, bool]]:
    """Who acts for which firm now, and whether they represent it."""
    db.session.rollback()
    kept = select(Membership).where(Membership.ended_at.is_(None)).order_by(Membership.id)
    return [(one.user_id, one.enterprise_id, one.is_representative) for one in db.session.scalars(kept)]


def looks() -> list[tuple[str, str]]:
    db.session.rollback()
    return [(one.action, one.subject) for one in db.session.scalars(select(AccessRecord).order_by(AccessRecord.id))]


def approve(joining_id: int, by: User) -> None:
    approve_joining(joining_id, now=time.now(), by=Actor(by.id))


def test_staff_find_the_oldest_request_first_with_masked_addresses(
    client: Browser, yuna: User, jisoo: User, clock: Clock
) -> None:
    firm = a_firm()
    clock.move(timedelta(minutes=1))
    a_joining(jisoo, firm.business_number)
    clock.move(timedelta(minutes=-1))
    a_joining(a_firm_user(OTHER, PASSWORD, "박민호"), a_number())

    page = client.get(LIST).text

    assert page.index("박민호") < page.index("정지수")
    assert firm.name in page
    assert "명부에 없는 기업" in page
    assert EMAIL not in page
    assert "ji•••@hangang.example" in page
    assert looks() == [("joinings.listed", "joinings")]


def test_a_request_stands_beside_the_registrys_record_with_what_differs_marked(
    client: Browser, yuna: User, jisoo: User
) -> None:
    firm = a_firm(representative="정지수", email="office@hangang.example")
    asked = a_joining(jisoo, firm.business_number)

    page = client.get(f"{LIST}/{asked.id}").text

    rows = {row.split("</th>")[0].split(">")[-1]: row for row in page.split('<th scope="row"')[1:]}
    assert ["다름" in rows[word] for word in ("사업자등록번호", "신청한 분과 대표자", "메일 주소")] == [
        False,
        False,
        True,
    ]
    assert all(shown in page for shown in ("office@hangang.example", firm.address, firm.phone))
    assert ("enterprise.shown", firm.registry_id) in looks()
    assert ("joining.shown", f"user {jisoo.id}") in looks()


def test_the_proof_is_saved_and_who_took_it_is_on_record(client: Browser, yuna: User, jisoo: User) -> None:
    asked = a_joining(jisoo, a_number())

    answer = client.get(f"{LIST}/{asked.id}/proof", buffered=True)

    assert answer.data == a_pdf()
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert ("joining.proof", f"user {jisoo.id}") in looks()
    is_in(client, jisoo)
    assert "사업자등록증을 내려받음" in client.get("/me").text


def test_who_is_approved_represents_the_firm_and_is_told(client: Browser, yuna: User, jisoo: User) -> None:
    asked = a_joining(jisoo, (firm := a_firm()).business_number, language="en")
    token = session_of(EMAIL, PASSWORD)

    answer = client.post(f"{LIST}/{asked.id}/approval", follow_redirects=True)

    assert "대표 담당자로 등록하고 메일로 알렸습니다" in answer.text
    assert "지금은 확인할 신청이 없습니다" in answer.text
    assert live() == [(jisoo.id, firm.id, True)]
    assert roles_of(jisoo.id, time.today()) == {Role.ENTERPRISE}
    assert told() == [(EMAIL, "approved", "en")]
    [kept] = joinings()
    assert (kept.state, kept.enterprise_id, kept.decided_by) == ("approved", firm.id, f"user {yuna.id}")
    assert find_signed_in(token, time.now()) is None, "the next session begins with the role"


def test_a_firm_that_the_registry_does_not_have_is_entered_first(client: Browser, yuna: User, jisoo: User) -> None:
    asked = a_joining(jisoo, number := a_number())

    page = client.get(f"{LIST}/{asked.id}").text
    refused = client.post(f"{LIST}/{asked.id}/approval")
    firm = a_firm(business_number=number)
    approved = client.post(f"{LIST}/{asked.id}/approval")

    assert "명부에 없는 기업입니다" in page
    assert f"/staff/joining/{asked.id}/approval" not in page
    assert (refused.status_code, approved.status_code) == (409, 303)
    assert "먼저 명부에 기업을 넣어 주세요" in refused.text
    assert live() == [(jisoo.id, firm.id, True)]


def test_a_firm_that_was_merged_is_represented_under_the_record_that_stands_for_it(
    app: Flask, yuna: User, jisoo: User
) -> None:
    old, new = a_firm(), a_firm()
    asked = a_joining(jisoo, old.business_number)
    merge_firms(new, old, new.profile, version=new.version, why=WHY, now=time.now())

    approve(asked.id, yuna)

    assert live() == [(jisoo.id, new.id, True)]


def test_a_number_that_the_registry_mended_meanwhile_fits_no_firm(app: Flask, yuna: User, jisoo: User) -> None:
    firm = a_firm()
    asked = a_joining(jisoo, firm.business_number)
    change_firm(firm, a_profile(name=firm.name), why=WHY, now=time.now())

    with pytest.raises(FirmUnknownError):
        approve(asked.id, yuna)
    assert joinings()[0].state == "asked"


def test_who_is_refused_gets_the_reason_in_their_language(client: Browser, yuna: User, jisoo: User) -> None:
    asked = a_joining(jisoo, a_number(), language="en")

    empty = client.post(f"{LIST}/{asked.id}/refusal", data={"reason": " "})
    sent = client.post(f"{LIST}/{asked.id}/refusal", data={"reason": "번호가 다릅니다"}, follow_redirects=True)

    assert empty.status_code == 422
    assert "거절하고 이유를 메일로 알렸습니다" in sent.text
    assert told() == [(EMAIL, "refused", "en")]
    assert (db.session.scalars(select(OutboxMail)).one().facts or {})["reason"] == "번호가 다릅니다"
    assert [(one.state, one.reason) for one in joinings()] == [("refused", "번호가 다릅니다")]
    is_in(client, jisoo)
    assert "번호가 다릅니다" in client.get("/me/joining").text


def test_the_second_of_two_staff_is_told_that_it_is_done(client: Browser, yuna: User, jisoo: User) -> None:
    asked = a_joining(jisoo, a_firm().business_number)
    refuse_joining(asked.id, reason="번호가 다릅니다", now=time.now(), by=Actor(yuna.id))

    late = client.post(f"{LIST}/{asked.id}/approval")
    later = client.post(f"{LIST}/{asked.id}/refusal", data={"reason": "또"})

    assert (late.status_code, later.status_code) == (409, 409)
    assert "그동안 처리되었거나" in late.text
    assert live() == []
    assert [(one.state, one.reason) for one in joinings()] == [("refused", "번호가 다릅니다")]


def approve_now(joining_id: int, staff_id: int) -> None:
    """Approve in a process of its own."""
    approve_joining(joining_id, now=NOON, by=Actor(staff_id))


def refuse_now(joining_id: int, staff_id: int) -> None:
    """Refuse in a process of its own."""
    refuse_joining(joining_id, reason="번호가 다릅니다", now=NOON, by=Actor(staff_id))


def test_of_two_staff_who_decide_at_once_one_decides(app: Flask, settings: Settings, yuna: User, jisoo: User) -> None:
    asked = a_joining(jisoo, a_firm().business_number).id

    outcomes = at_once(settings, approve_now, [(asked, yuna.id), (asked, yuna.id)])

    assert outcomes == ["done", "joining-decided"]
    assert len(live()) == len(told()) == 1


def test_of_two_requests_for_a_firm_that_are_approved_at_once_one_person_represents_it(
    app: Flask, settings: Settings, yuna: User, jisoo: User
) -> None:
    number = a_firm().business_number
    both = [a_joining(user, number).id for user in (jisoo, a_firm_user(OTHER, PASSWORD))]

    outcomes = at_once(settings, approve_now, [(one, yuna.id) for one in both])

    assert outcomes == ["done", "new-representative"]
    assert len(live()) == 1
    assert sorted(one.state for one in joinings()) == ["approved", "asked"]


def test_a_representative_who_is_gone_makes_room_and_is_told(
    client: Browser, yuna: User, jisoo: User, clock: Clock
) -> None:
    firm, former = a_firm(), a_firm_user(OTHER, PASSWORD, "박민호")
    colleague = a_firm_user(THIRD, PASSWORD, "이수아")
    acts_for_firm(former, firm)
    acts_for_firm(colleague, firm, is_representative=False)
    clock.move(timedelta(minutes=1))
    asked = a_joining(jisoo, firm.business_number, is_former_gone=True)
    token = session_of(OTHER, PASSWORD)

    page = client.get(f"{LIST}/{asked.id}").text
    approve(asked.id, yuna)

    assert "먼저 기업에 전화해 확인해 주세요" in page
    assert "박민호" in page
    assert live() == [(colleague.id, firm.id, False), (jisoo.id, firm.id, True)]
    assert told() == [(OTHER, "replaced", "ko"), (EMAIL, "approved", "ko")]
    assert find_signed_in(token, time.now()) is None
    assert roles_of(former.id, time.today()) == frozenset()


def test_a_representative_who_came_after_the_request_is_not_replaced_by_it(
    app: Flask, yuna: User, jisoo: User, clock: Clock
) -> None:
    firm, newer = a_firm(), a_firm_user(OTHER, PASSWORD)
    asked = a_joining(jisoo, firm.business_number, is_former_gone=True)
    clock.move(timedelta(minutes=1))
    acts_for_firm(newer, firm)

    with pytest.raises(NewRepresentativeError):
        approve(asked.id, yuna)
    assert live() == [(newer.id, firm.id, True)]
    assert (joinings()[0].state, told()) == ("asked", [])


def test_a_colleague_becomes_the_representative_without_a_second_membership(
    app: Flask, yuna: User, jisoo: User
) -> None:
    acts_for_firm(jisoo, firm := a_firm(), is_representative=False)

    approve(a_joining(jisoo, firm.business_number).id, yuna)

    assert live() == [(jisoo.id, firm.id, True)]


def test_nobody_decides_their_own_request(client: Browser, yuna: User) -> None:
    asked = a_joining(yuna, a_firm().business_number)

    answer = client.post(f"{LIST}/{asked.id}/approval")

    assert answer.status_code == 409
    assert "다른 직원이 확인해야 합니다" in answer.text
    with pytest.raises(OwnRequestError):
        refuse_joining(asked.id, reason="x", now=time.now(), by=Actor(yuna.id))
    assert joinings()[0].state == "asked"


def test_the_request_of_a_closed_account_is_neither_shown_nor_decided(client: Browser, yuna: User, jisoo: User) -> None:
    asked = a_joining(jisoo, a_firm().business_number)
    disable_user(jisoo, now=time.now())

    assert "정지수" not in client.get(LIST).text
    assert client.get(f"{LIST}/{asked.id}").status_code == 404
    assert client.get(f"{LIST}/{asked.id}/proof").status_code == 404
    with pytest.raises(NotFoundError):
        approve(asked.id, yuna)


def test_no_reviewer_and_nobody_of_a_firm_sees_requests(client: Browser, app: Flask, jisoo: User) -> None:
    asked = a_joining(jisoo, a_firm().business_number)
    acts_for_firm(firms := a_firm_user(OTHER, PASSWORD), a_firm())
    for user in (firms, somebody("reviewer@example.kr", PASSWORD, Role.REVIEWER)):
        is_in(client, user)
        answers = [client.get(path).status_code for path in (LIST, f"{LIST}/{asked.id}", f"{LIST}/{asked.id}/proof")]
        answers += [client.post(f"{LIST}/{asked.id}/{name}").status_code for name in ("approval", "refusal")]
        assert answers == [403] * 5
    assert joinings()[0].state == "asked"


def test_how_many_wait_stands_on_the_page_of_the_day(client: Browser, yuna: User, jisoo: User) -> None:
    a_joining(jisoo, a_number())
    a_joining(jisoo, a_number())

    page = client.get("/staff/day").text

    count = page.split('href="/staff/joining"')
    assert any("담당자 등록" in part[:200] and "2" in part[:200] for part in count[1:])


def many(jisoo: User, n: int) -> None:
    """Requests of that many people, as rows."""
    with transaction() as session:
        for number in range(n):
            user = a_firm_user(f"somebody{number}@hangang.example", PASSWORD, f"사람{number:03d}")
            row = {"user_id": user.id, "business_number": a_number(), "is_former_gone": False, "language": "ko"}
            session.execute(insert(Joining).values(**row, state="asked", asked_at=time.now()))


def test_the_list_has_pages_and_costs_as_many_queries_for_many_as_for_few(
    client: Browser, yuna: User, jisoo: User
) -> None:
    asked = a_joining(jisoo, a_firm().business_number)
    addresses = (LIST, f"{LIST}/{asked.id}", "/staff/day")
    for address in addresses:
        client.get(address)
    few = [n_queries(client, address) for address in addresses]
    many(jisoo, 55)

    assert [n_queries(client, address) for address in addresses] == few
    first, second = client.get(LIST).text, client.get(f"{LIST}?page=2").text
    assert "page=2" in first
    assert (first.count("/staff/joining/"), second.count("/staff/joining/")) == (50, 6)
    for page in ("0", "-1", "x", "99999999999999999999"):
        assert client.get(f"{LIST}?page={page}").status_code == 200


def test_the_proof_goes_thirty_days_after_the_decision_and_the_request_after_three_years(
    app: Flask, yuna: User, jisoo: User, clock: Clock
) -> None:
    asked, waiting = a_joining(jisoo, a_firm().business_number), a_joining(jisoo, a_number())
    approve(asked.id, yuna)

    clock.move(PROOF_KEPT - timedelta(seconds=1))
    forget_joinings(clock.now)
    assert [one.file_id is None for one in joinings()] == [False, False]
    clock.move(timedelta(seconds=1))
    forget_joinings(clock.now)
    assert [(one.id, one.file_id is None) for one in joinings()] == [(asked.id, True), (waiting.id, False)]
    clock.move(timedelta(days=3 * 366))
    forget_joinings(clock.now)
    assert [one.id for one in joinings()] == [waiting.id]
    assert len(live()) == 1, "who acts for a firm is kept as long as they do"


def test_a_membership_goes_three_years_after_its_end(app: Flask, yuna: User, jisoo: User, clock: Clock) -> None:
    firm, former = a_firm(), a_firm_user(OTHER, PASSWORD)
    acts_for_firm(former, firm)
    clock.move(timedelta(minutes=1))
    approve(a_joining(jisoo, firm.business_number, is_former_gone=True).id, yuna)
    clock.move(timedelta(days=3 * 366))

    forget_joinings(clock.now)

    assert len(live()) == n_rows(Membership) == 1


def test_the_role_is_no_grant_and_no_command_gives_it(app: Flask, yuna: User, jisoo: User) -> None:
    approve(a_joining(jisoo, a_firm().business_number).id, yuna)

    grants = db.session.scalars(select(RoleGrant.role)).all()

    assert "enterprise" not in grants


def test_staff_refuse_nothing_that_is_not_there(app: Flask, yuna: User, jisoo: User) -> None:
    asked = a_joining(jisoo, a_number())
    refuse_joining(asked.id, reason="번호가 다릅니다", now=time.now(), by=Actor(yuna.id))

    with pytest.raises(DecidedMeanwhileError):
        refuse_joining(asked.id, reason="또", now=time.now(), by=Actor(yuna.id))
    with pytest.raises(NotFoundError):
        refuse_joining(asked.id + 1, reason="또", now=time.now(), by=Actor(yuna.id))
