"""The people of a firm invite each other, hand over, end and leave."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from center.accounts.queries import find_user
from center.accounts.queries.members import invitations_of
from center.accounts.rules.links import LinkOverError
from center.accounts.rules.members import MOST_INVITATIONS, HandOverFirstError, RepresentativeOnlyError
from center.accounts.service import disable_user
from center.accounts.service.members import (
    BY_INVITED,
    accept_invitation,
    end_colleague,
    hand_over,
    leave_firm,
    withdraw_invitation,
)
from center.accounts.service.membership import MemberAlreadyError, end_membership
from center.core import time
from center.core.actor import Actor
from center.core.audit import OPERATOR
from center.core.db import db
from center.core.errors import NotFoundError
from center.enterprises.models import Enterprise
from center.mail.models import OutboxMail
from center.settings import Settings
from tests.accounts.at_once import at_once
from tests.accounts.conftest import Browser
from tests.accounts.firms import (
    MINHO,
    PASSWORD,
    SUA,
    People,
    a_firm_with_people,
    an_invitation,
    letters,
    live,
)
from tests.conftest import Clock
from tests.enterprises.factories import a_firm
from tests.people import a_firm_user, acts_for_firm, is_in

INVITATION, OPENED = "/firm/invitation", "/firm/invitation/open"
ACCOUNT = {"password": "다른 바람 부는 공원", "again": "다른 바람 부는 공원", "agree": "y"}


@pytest.fixture
def people(app: Flask, client: Browser) -> People:
    """A firm's people, the representative signed in."""
    made = a_firm_with_people()
    is_in(client, made.jisoo)
    return made


def invites(client: Browser, email: str = SUA, name: str = "한수아") -> int:
    return client.post("/firm/members/new", data={"email": email, "name": name}).status_code


def opens(browser: Browser, key: str) -> str:
    """What the mailed link shows."""
    assert browser.post(INVITATION, data={"key": key}).headers["Location"] == OPENED
    return browser.get(OPENED).text


def test_a_representative_invites_by_mail_and_sees_who_has_not_answered(client: Browser, people: People) -> None:
    assert invites(client) == 303

    page = client.get("/firm/members").text
    assert "한수아" in page
    assert "su•••@hangang.example" in page
    assert SUA not in page
    mail = db.session.query(OutboxMail).order_by(OutboxMail.id.desc()).first()
    assert mail
    assert mail.facts
    assert (mail.recipient, mail.language, mail.facts["firm"]) == (SUA, "ko", people.firm.name)


def test_the_invitation_is_mailed_in_the_language_of_the_page(client: Browser, people: People) -> None:
    client.get("/preferences?language=en")
    client.set_cookie("center_language", "en")
    assert invites(client) == 303

    mail = db.session.query(OutboxMail).order_by(OutboxMail.id.desc()).first()
    assert mail
    assert mail.language == "en"


def test_who_has_no_account_chooses_a_password_and_acts_for_the_firm(app: Flask, people: People) -> None:
    key, _mark = an_invitation(people)
    browser = Browser(app)

    page = opens(browser, key)
    without = browser.post(f"{INVITATION}/account", data={"key": key, **ACCOUNT, "agree": ""})
    made = browser.post(f"{INVITATION}/account", data={"key": key, **ACCOUNT})

    assert people.firm.name in page
    assert without.status_code == 422
    assert (made.status_code, made.headers["Location"]) == (303, "/firm")
    assert people.firm.name in browser.get("/firm").text
    assert live() == [("정지수", True), ("박민호", False), ("한수아", False)]
    assert browser.get(OPENED).headers["Location"] == INVITATION
    with pytest.raises(LinkOverError):
        accept_invitation(key, people.minho.id, now=time.now())


def test_a_weak_password_is_said_and_the_link_can_still_be_used(app: Flask, people: People) -> None:
    key, _mark = an_invitation(people)
    browser = Browser(app)
    opens(browser, key)

    weak = browser.post(f"{INVITATION}/account", data={"key": key, **ACCOUNT, "password": "1" * 10, "again": "1" * 10})

    assert weak.status_code == 422
    assert people.firm.name in weak.text
    assert browser.post(f"{INVITATION}/account", data={"key": key, **ACCOUNT}).status_code == 303


def test_who_has_an_account_signs_in_first_and_the_invitation_waits(app: Flask, people: People) -> None:
    a_firm_user(SUA, PASSWORD, "한수아")
    key, _mark = an_invitation(people)
    browser = Browser(app)

    page = opens(browser, key)
    refused = browser.post(f"{INVITATION}/account", data={"key": key, **ACCOUNT})
    unsigned = browser.post(f"{INVITATION}/acceptance")
    signed = browser.sign_in(SUA, PASSWORD, next=OPENED)
    accepted = browser.post(f"{INVITATION}/acceptance")

    assert "/sign-in?next=/firm/invitation/open" in page
    assert refused.status_code == 409
    assert unsigned.headers["Location"] == OPENED
    assert signed.headers["Location"] == OPENED
    assert (accepted.status_code, accepted.headers["Location"]) == (303, "/firm")
    assert browser.get("/firm").status_code == 200
    assert ("한수아", False) in live()


def test_an_invitation_to_another_address_is_not_accepted(app: Flask, people: People) -> None:
    key, _mark = an_invitation(people)
    browser, jiho = Browser(app), a_firm_user("jiho@example.kr", PASSWORD)
    is_in(browser, jiho)

    page = opens(browser, key)
    answer = browser.post(f"{INVITATION}/acceptance")

    assert "다른 계정으로" in page
    assert answer.status_code == 409
    assert len(live()) == 2
    assert len(invitations_of(people.firm, time.now())) == 1


def test_a_withdrawn_invitation_opens_nothing(app: Flask, client: Browser, people: People) -> None:
    key, mark = an_invitation(people)

    assert client.post(f"/firm/members/invitations/{mark}/withdrawal").status_code == 303
    assert client.post(f"/firm/members/invitations/{mark}/withdrawal").status_code == 404
    answer = Browser(app).post(INVITATION, data={"key": key})

    assert answer.status_code == 422
    assert people.firm.name not in answer.text


def test_an_invitation_lasts_seven_days(app: Flask, people: People, clock: Clock) -> None:
    key, _mark = an_invitation(people)
    clock.move(timedelta(days=7))

    assert Browser(app).post(INVITATION, data={"key": key}).status_code == 422
    assert invitations_of(people.firm, time.now()) == []


def test_the_invitations_of_who_left_end_with_them(people: People) -> None:
    key, _mark = an_invitation(people)
    end_membership(people.of_jisoo, reason="퇴사", now=time.now(), by=OPERATOR)

    sua = a_firm_user(SUA, PASSWORD)
    with pytest.raises(LinkOverError):
        accept_invitation(key, sua.id, now=time.now())


def test_who_acts_for_the_firm_is_not_invited_again(client: Browser, people: People) -> None:
    assert invites(client, MINHO.upper()) == 409
    assert invitations_of(people.firm, time.now()) == []


def test_a_newer_invitation_ends_the_one_before(app: Flask, people: People) -> None:
    old, _mark = an_invitation(people)
    new, _mark = an_invitation(people)

    assert Browser(app).post(INVITATION, data={"key": old}).status_code == 422
    assert people.firm.name in opens(Browser(app), new)


def test_an_address_is_not_flooded(client: Browser, people: People) -> None:
    assert [invites(client) for _ in range(BY_INVITED.most + 1)] == [303] * BY_INVITED.most + [429]


def test_no_more_than_some_invitations_are_open(client: Browser, people: People) -> None:
    for n in range(MOST_INVITATIONS):
        an_invitation(people, f"p{n}@hangang.example")

    assert invites(client) == 409


def test_only_who_represents_the_firm_invites_ends_and_hands_over(client: Browser, people: People) -> None:
    key, mark = an_invitation(people)
    is_in(client, people.minho)
    member = f"/firm/members/{people.of_jisoo}"

    page = client.get("/firm/members").text
    reads = [client.get(path).status_code for path in ("/firm/members/new", f"{member}/end", f"{member}/hand-over")]
    writes = [client.post(path, data={"reason": "x"}) for path in (f"{member}/end", f"{member}/hand-over")]

    assert "담당자에서 빼기" not in page
    assert "한수아" not in page
    assert reads == [403] * 3
    assert [answer.status_code for answer in writes] == [403] * 2
    assert invites(client, "x@example.kr") == 403
    assert client.post(f"/firm/members/invitations/{mark}/withdrawal").status_code == 403
    assert live() == [("정지수", True), ("박민호", False)]
    assert key


def test_a_colleague_is_ended_at_once_with_a_reason_that_is_mailed(app: Flask, client: Browser, people: People) -> None:
    theirs = Browser(app)
    is_in(theirs, people.minho)
    path = f"/firm/members/{people.of_minho}/end"

    asked, without = client.get(path).text, client.post(path, data={"reason": ""})
    done = client.post(path, data={"reason": "퇴사"})

    assert "박민호" in asked
    assert (without.status_code, done.status_code) == (422, 303)
    assert theirs.get("/firm").headers["Location"].startswith("/sign-in")
    assert live() == [("정지수", True)]
    assert letters() == [(MINHO, "ended")]
    assert client.post(path, data={"reason": "퇴사"}).status_code == 404


def test_nobody_ends_themself_but_by_leaving(client: Browser, people: People) -> None:
    assert client.post(f"/firm/members/{people.of_jisoo}/end", data={"reason": "x"}).status_code == 404


def test_representation_is_handed_over_and_the_former_stays(client: Browser, people: People) -> None:
    path = f"/firm/members/{people.of_minho}/hand-over"

    asked, done = client.get(path).text, client.post(path)

    assert "박민호" in asked
    assert done.status_code == 303
    assert live() == [("정지수", False), ("박민호", True)]
    assert letters() == [(MINHO, "represents")]
    assert client.post(path).status_code == 403


def test_the_last_representative_hands_over_before_leaving(client: Browser, people: People) -> None:
    refused = client.post("/firm/members/leaving")
    client.post(f"/firm/members/{people.of_minho}/hand-over")
    left = client.post("/firm/members/leaving")

    assert refused.status_code == 422
    assert "넘긴 뒤에" in refused.text
    assert (left.status_code, left.headers["Location"]) == (303, "/me")
    assert live() == [("박민호", True)]
    assert client.get("/firm").status_code == 403
    assert "스스로 그만둠" in client.get("/me").text


def test_the_very_last_person_is_warned_and_may_leave(client: Browser, people: People) -> None:
    end_membership(people.of_minho, reason="퇴사", now=time.now(), by=OPERATOR)

    assert "마지막 담당자" in client.get("/firm/members/leaving").text
    assert client.post("/firm/members/leaving").status_code == 303
    assert live() == []


def test_of_two_who_end_each_other_at_once_one_succeeds(people: People, settings: Settings) -> None:
    sua = a_firm_user(SUA, PASSWORD, "한수아")
    second = acts_for_firm(sua, people.firm)
    firm_id = people.firm.id

    outcomes = at_once(settings, end_by, [(firm_id, second.id, people.jisoo.id), (firm_id, people.of_jisoo, sua.id)])

    assert outcomes == ["done", "representative-only"]
    assert len(live()) == 2


def end_by(firm_id: int, membership_id: int, user_id: int) -> None:
    """End a colleague in a process of its own."""
    firm = db.session.get_one(Enterprise, firm_id)
    end_colleague(firm, membership_id, reason="퇴사", now=time.now(), by=Actor(user_id))


def test_of_two_representatives_who_leave_at_once_one_stays(people: People, settings: Settings) -> None:
    sua = a_firm_user(SUA, PASSWORD, "한수아")
    acts_for_firm(sua, people.firm)

    outcomes = at_once(settings, leave_by, [(people.firm.id, people.jisoo.id), (people.firm.id, sua.id)])

    assert outcomes == ["done", "hand-over-first"]
    assert sum(represents for _name, represents in live()) == 1


def leave_by(firm_id: int, user_id: int) -> None:
    """Leave in a process of its own."""
    leave_firm(db.session.get_one(Enterprise, firm_id), now=time.now(), by=Actor(user_id))


def test_an_invitation_that_is_accepted_twice_at_once_is_accepted_once(people: People, settings: Settings) -> None:
    key, _mark = an_invitation(people)
    sua = a_firm_user(SUA, PASSWORD, "한수아")

    outcomes = at_once(settings, accept_by, [(key, sua.id), (key, sua.id)])

    assert outcomes == ["done", "link-over"]
    assert len(live()) == 3


def accept_by(key: str, user_id: int) -> None:
    """Accept in a process of its own."""
    accept_invitation(key, user_id, now=time.now())


def test_whoever_acts_already_keeps_the_link_for_nobody(people: People) -> None:
    key, _mark = an_invitation(people)
    sua = a_firm_user(SUA, PASSWORD, "한수아")
    acts_for_firm(sua, people.firm, is_representative=False)

    with pytest.raises(MemberAlreadyError):
        accept_invitation(key, sua.id, now=time.now())


def test_commands_ask_whose_firm_it_is_themselves(people: People) -> None:
    other, minho = a_firm(), Actor(people.minho.id)
    with pytest.raises(RepresentativeOnlyError):
        hand_over(people.firm, people.of_jisoo, by=minho)
    with pytest.raises(RepresentativeOnlyError):
        withdraw_invitation(other, "0" * 16, now=time.now(), by=Actor(people.jisoo.id))
    with pytest.raises(NotFoundError):
        leave_firm(other, now=time.now(), by=minho)
    with pytest.raises(HandOverFirstError):
        leave_firm(people.firm, now=time.now(), by=Actor(people.jisoo.id))


def test_a_key_is_asked_for_where_the_mail_program_lost_it(app: Flask, people: People) -> None:
    page = Browser(app).get(INVITATION).text

    assert re.search(r'<input[^>]*name="key"', page)
    assert people.firm.name not in page
    assert find_user(SUA) is None


def test_a_newer_link_is_read_whatever_was_opened_before(app: Flask, people: People) -> None:
    browser = Browser(app)
    opens(browser, an_invitation(people)[0])
    jiho = a_firm_user("jiho@example.kr", PASSWORD, "최지호")
    other = a_firm(name="새날 마을기업")
    acts_for_firm(jiho, other)
    key, _mark = an_invitation(People(other, jiho, jiho, 0, 0))

    assert 'name="key"' in browser.get(INVITATION).text
    assert "새날 마을기업" in opens(browser, key)


def test_colleagues_whose_representative_is_gone_are_told_what_to_do(client: Browser, people: People) -> None:
    end_membership(people.of_jisoo, reason="퇴사", now=time.now(), by=OPERATOR)
    is_in(client, people.minho)

    page = client.get("/firm/members").text

    assert "대표 담당자가 없습니다" in page
    assert 'href="/me/joining"' in page
    assert client.post("/me/joining", data={"number": people.firm.business_number}).status_code == 303


def test_somebody_whose_account_is_closed_does_not_keep_a_firm_represented(client: Browser, people: People) -> None:
    disable_user(people.jisoo, now=time.now())
    is_in(client, people.minho)

    assert "정지수" not in client.get("/firm/members").text
    assert "마지막 담당자" in client.get("/firm/members/leaving").text
