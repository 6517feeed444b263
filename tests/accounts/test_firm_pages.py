"""For which firm somebody acts, the firm's own record, and who looked at it."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from center.accounts.models import AccessRecord, ApiToken
from center.accounts.queries import find_signed_in
from center.accounts.service import disable_user, record_access
from center.accounts.service.membership import choose_firm, end_membership
from center.accounts.tokens import Scope, create_token
from center.core import time
from center.core.actor import Actor, Role
from center.core.audit import OPERATOR
from center.core.db import db, transaction
from center.core.errors import NotFoundError
from center.enterprises.rules.keys import ALL
from center.enterprises.rules.kinds import Kind, KindTerm
from center.enterprises.service import add_support, merge_firms
from tests.accounts.conftest import Browser
from tests.accounts.firms import JISOO, PASSWORD, People, a_firm_with_people
from tests.conftest import Clock
from tests.enterprises.factories import WHY, a_firm
from tests.people import a_firm_user, acts_for_firm, is_in, session_of, somebody
from tests.web.test_pages import n_queries


@pytest.fixture
def people(app: Flask, client: Browser) -> People:
    """A firm's people, the representative signed in."""
    made = a_firm_with_people()
    is_in(client, made.jisoo)
    return made


def test_who_acts_for_one_firm_never_sees_the_choice_and_begins_at_its_record(client: Browser, people: People) -> None:
    assert client.get("/firm/choose").headers["Location"] == "/firm"
    page = client.get("/firm").text
    assert people.firm.name in page
    assert "기업 바꾸기" not in page
    client.post("/sign-out")
    assert client.sign_in(JISOO, PASSWORD).headers["Location"] == "/firm"


def test_who_acts_for_several_chooses_first_and_switches_from_any_page(client: Browser, people: People) -> None:
    other = a_firm(name="새날 마을기업")
    acts_for_firm(people.jisoo, other)
    is_in(client, people.jisoo)

    led = client.get("/firm/looks")
    choice = client.get(led.headers["Location"]).text
    sent = client.post("/firm/members/leaving")
    taken = client.post("/firm/choose", data={"firm": other.registry_id, "next": "/firm/looks"})

    assert led.headers["Location"] == "/firm/choose?next=/firm/looks"
    assert people.firm.name in choice
    assert other.name in choice
    assert (sent.status_code, sent.headers["Location"]) == (303, "/firm/choose")
    assert (taken.status_code, taken.headers["Location"]) == (303, "/firm/looks")
    assert "새날 마을기업" in client.get("/").text
    client.post("/firm/choose", data={"firm": people.firm.registry_id})
    assert "한강 협동조합" in client.get("/firm").text
    assert "기업 바꾸기" in client.get("/rooms/calendar").text


def test_a_firm_that_is_not_ones_own_is_not_chosen(client: Browser, people: People) -> None:
    other = a_firm()

    answer = client.post("/firm/choose", data={"firm": other.registry_id})

    assert answer.status_code == 404
    assert people.firm.name in client.get("/firm").text


def test_the_choice_asks_for_a_membership_that_lives(people: People, clock: Clock) -> None:
    other = a_firm()
    member = acts_for_firm(people.jisoo, other)
    end_membership(member.id, reason="퇴사", now=clock.now, by=OPERATOR)
    token = session_of(JISOO, PASSWORD)

    with pytest.raises(NotFoundError):
        choose_firm(token, people.jisoo.id, other.registry_id, now=clock.now)


def test_a_page_that_is_kept_never_shows_the_firm_of_somebody_else(app: Flask, client: Browser, people: People) -> None:
    other = a_firm(name="새날 마을기업")
    sua = a_firm_user("sua@saenal.example", PASSWORD)
    acts_for_firm(sua, other)
    third = a_firm_user("both@saenal.example", PASSWORD)
    acts_for_firm(third, people.firm)
    acts_for_firm(third, other)
    address = "/rooms/calendar"
    seen = []
    for user in (people.jisoo, sua, third, people.jisoo):
        browser = app.test_client()
        is_in(browser, user)
        seen.append(browser.get(address).text)

    shown = [(people.firm.name in page, other.name in page, "기업 고르기" in page) for page in seen]
    assert shown == [(True, False, False), (False, True, False), (False, False, True), (True, False, False)]


def test_the_record_says_each_fields_owner_the_kinds_with_their_days_and_the_support(
    client: Browser, people: People
) -> None:
    kinds = (KindTerm(Kind.COOPERATIVE, date(2020, 3, 1)), KindTerm(Kind.SOCIAL_ENTERPRISE, None, date(2021, 1, 1)))
    firm = a_firm("R-77", kinds=kinds)
    add_support(firm, "일자리창출사업", year=2025, amount_krw=5_000_000, why=WHY, now=time.now())
    jiho = a_firm_user("jiho@example.kr", PASSWORD, "최지호")
    acts_for_firm(jiho, firm)
    is_in(client, jiho)

    page = client.get("/firm").text

    assert page.count("구청 명부</td>") >= 8
    assert "5,000,000원" in page
    assert "2020. 3. 1." in page
    assert (page.count(">유효</span>"), page.count(">유효하지 않음</span>")) == (1, 1)
    assert "최지호" in page


def test_a_record_with_nothing_in_it_says_so(client: Browser, people: People) -> None:
    page = client.get("/firm").text

    assert "적힌 유형이 없습니다." in page
    assert "적힌 지원이 없습니다." in page
    assert 'href="/firm/bookings"' in page


def test_the_firm_sees_when_and_as_what_somebody_looked_and_never_who(client: Browser, people: People) -> None:
    yuna = somebody("yuna@example.kr", PASSWORD, Role.STAFF, "김유나")
    boss = somebody("boss@example.kr", PASSWORD, Role.ADMIN, "이관리")
    key, now = people.firm.registry_id, time.now()
    record_access("enterprise.shown", key, by=Actor(yuna.id), now=now)
    record_access("enterprises.exported", ALL, by=Actor(boss.id), now=now + timedelta(minutes=1))
    record_access("enterprise.read", key, by=a_token_actor(), now=now + timedelta(minutes=2))
    record_access("enterprise.shown", a_firm().registry_id, by=Actor(yuna.id), now=now)

    page = client.get("/firm/looks").text

    rows = page.split('<ol class="desk-steps">')[1].split("</ol>")[0]
    assert rows.count("<li>") == 3
    assert all(word in rows for word in ("직원", "관리자", "다른 프로그램", "기록을 봄", "명부 전체를 파일로 받음"))
    assert rows.index("다른 프로그램") < rows.index("관리자") < rows.index("기록을 봄")
    assert "김유나" not in page
    assert "이관리" not in page


def a_token_actor() -> Actor:
    """A program that shows its token."""
    create_token(name="명부 프로그램", scopes=[Scope.ENTERPRISES_READ], now=time.now())
    return Actor(token_id=db.session.scalars(select(ApiToken.id)).one())


def test_a_role_is_told_as_it_was_then(client: Browser, people: People) -> None:
    yuna = somebody("yuna@example.kr", PASSWORD, Role.STAFF, "김유나")
    record_access("enterprise.shown", people.firm.registry_id, by=Actor(yuna.id), now=time.now())
    disable_user(yuna, now=time.now())

    assert "<span>직원</span>" in client.get("/firm/looks").text


def test_who_looked_at_a_record_that_was_merged_is_told_too(client: Browser, people: People) -> None:
    yuna, old = somebody("yuna@example.kr", PASSWORD, Role.STAFF), a_firm()
    record_access("enterprise.shown", old.registry_id, by=Actor(yuna.id), now=time.now())
    firm = people.firm
    merge_firms(firm, old, firm.profile, version=firm.version, why=WHY, now=time.now())

    assert "기록을 봄" in client.get("/firm/looks").text


def test_many_looks_come_in_pages_and_cost_as_many_queries_as_few(client: Browser, people: People) -> None:
    yuna = somebody("yuna@example.kr", PASSWORD, Role.STAFF)
    record_access("enterprise.shown", people.firm.registry_id, by=Actor(yuna.id), now=time.now())
    client.get("/firm/looks")
    few = n_queries(client, "/firm/looks")
    with transaction() as session:
        for n in range(60):
            look = AccessRecord(at=time.now(), user_id=yuna.id, action="enterprise.shown", n_records=1)
            look.subject = ALL if n % 2 else people.firm.registry_id
            session.add(look)

    page, second = client.get("/firm/looks").text, client.get("/firm/looks?page=2").text
    assert (page.count("기록을 봄"), second.count("기록을 봄")) == (50, 11)
    assert n_queries(client, "/firm/looks") == few


def test_own_pages_cost_as_many_queries_for_many_people_as_for_few(client: Browser, people: People) -> None:
    addresses = ("/firm", "/firm/members", "/firm/corrections")
    for address in addresses:
        client.get(address)
    few = [n_queries(client, address) for address in addresses]
    for n in range(5):
        acts_for_firm(a_firm_user(f"p{n}@hangang.example", PASSWORD), people.firm, is_representative=False)

    assert [n_queries(client, address) for address in addresses] == few


def test_who_left_is_out_at_once(app: Flask, client: Browser, people: People) -> None:
    assert client.get("/firm").status_code == 200
    end_membership(people.of_jisoo, reason="퇴사", now=time.now(), by=OPERATOR)

    assert client.get("/firm").headers["Location"].startswith("/sign-in")
    is_in(client, people.jisoo)
    assert client.get("/firm").status_code == 403
    db.session.expire_all()


def test_the_name_of_a_firm_that_was_merged_is_that_of_the_record_that_stands(people: People, clock: Clock) -> None:
    into = a_firm(name="새날 마을기업")
    merge_firms(into, people.firm, into.profile, version=into.version, why=WHY, now=clock.now)
    found = find_signed_in(session_of(JISOO, PASSWORD), clock.now)

    assert found
    assert (found.firm, found.acts_for_several) == ("새날 마을기업", False)
