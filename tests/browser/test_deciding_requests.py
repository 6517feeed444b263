"""A request for the lobby from the citizen's screen to the staff's decision."""

import re
from typing import Any

from playwright.sync_api import Page, expect

from center.demo_samples import ACCOUNTS
from tests.app_codes import fresh_code
from tests.browser.center import Center, Time
from tests.browser.conftest import Visit
from tests.browser.steps import a_booker, book, taken


def open_request(staff: Page, time: Time) -> None:
    """What waits in the inbox for that time."""
    staff.get_by_role("link", name=time.hours).filter(has_text=f"{time.day.month}월 {time.day.day}일").click()


_begun: dict[str, Any] = {}
"""The session of a server, once somebody has signed in there."""


def sign_in(page: Page) -> None:
    """As yuna of the staff; with the session of an earlier test if it lasts, for a server takes three codes a minute."""
    page.goto("/sign-in?next=/staff/bookings")
    server = page.url.partition("/sign-in")[0]
    if server in _begun:
        page.context.add_cookies([_begun[server]])
        page.goto("/staff/bookings")
    if "/sign-in" in page.url:
        _type_password_and_code(page)
        _begun[server] = next(cookie for cookie in page.context.cookies() if cookie["name"] == "center")


def _type_password_and_code(page: Page) -> None:
    page.locator("#email").fill(ACCOUNTS[0].email)
    page.locator("#password").fill(ACCOUNTS[0].password)
    page.get_by_role("button", name="로그인하기").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("앱에 보이는 번호를 입력해 주세요")
    page.locator("#code").fill(fresh_code(ACCOUNTS[0].totp_secret))
    page.get_by_role("button", name="로그인 마치기").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("기다리는 신청")


def test_approving_a_request_refuses_its_rival_and_tells_both(visit: Visit, center: Center) -> None:
    time = center.free_time("203", half_hours=6)
    early, late = a_booker(), a_booker()
    first, second, staff = visit(), visit(), visit(width=1280)
    book(first, center, time, early)
    book(second, center, time.later(2), late)
    expect(second.get_by_role("heading", level=1)).to_have_text("예약 신청을 접수했습니다")

    sign_in(staff)
    open_request(staff, time)
    columns = staff.get_by_role("article")
    expect(columns).to_have_count(2)
    chosen = columns.filter(has_text=early.email)
    expect(chosen).to_contain_text(early.purpose)
    expect(chosen).to_contain_text("같은 시간에 다른 신청이 승인되어")
    chosen.get_by_role("button", name=re.compile("^. 승인하기$")).click()

    expect(staff.get_by_role("status")).to_contain_text("승인했습니다. 겹치는 신청 1건에는 거절 메일이 갑니다.")
    expect(staff.get_by_role("link", name=time.hours)).to_have_count(0)
    assert (center.states_of(early.email), center.states_of(late.email)) == (["confirmed"], ["refused"])
    assert time.hours in center.mail_to(early.email, about="예약 확정")["Subject"]
    refusal = center.mail_to(late.email, about="예약 신청 결과").get_body(("plain",))
    assert refusal
    assert "같은 시간에 다른 신청이 승인되어" in refusal.get_content()
    expect(taken(visit(), time)).to_contain_text("예약됨")
    second.reload()
    expect(second.locator(".mine-head .state")).to_have_text("거절됨")
    expect(second.locator(".notice")).to_contain_text("같은 시간에 다른 신청이 승인되어")


def test_refusing_without_a_reason_asks_for_one_and_the_reason_is_mailed(visit: Visit, center: Center) -> None:
    time, booker, staff = center.free_time("203"), a_booker(), visit(width=1280)
    book(visit(), center, time, booker)

    sign_in(staff)
    open_request(staff, time)
    staff.get_by_text("거절하는 까닭 적기").click()
    staff.get_by_role("button", name="거절하기").click()
    expect(staff.locator(".error-summary")).to_be_focused()
    staff.get_by_role("textbox").fill("그날은 로비 바닥을 손봅니다.")
    staff.get_by_role("button", name="거절하기").click()

    expect(staff.get_by_role("status")).to_contain_text("거절했습니다")
    refusal = center.mail_to(booker.email, about="예약 신청 결과").get_body(("plain",))
    assert refusal
    assert "그날은 로비 바닥을 손봅니다." in refusal.get_content()
