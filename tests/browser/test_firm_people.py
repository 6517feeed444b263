"""Somebody of a firm invites a colleague, who comes by the link on a phone; both use the firm's own pages."""

import re

from playwright.sync_api import Page, expect

from center.demo_firms import sample_number
from center.demo_people import FIRM_ACCOUNTS
from center.enterprises.rules.numbers import show_business_number
from tests.browser.center import Center
from tests.browser.conftest import Visit
from tests.browser.steps import main_button
from tests.browser.test_deciding_requests import sign_in

EMAIL, PASSWORD = "invited@example.kr", "선유도 공원의 오래된 정수장"


def acts_for_the_first(page: Page) -> None:
    """Sign in as the sample person of two firms, and act for one of them."""
    account = FIRM_ACCOUNTS[0]
    page.goto("/sign-in")
    page.locator("#email").fill(account.email)
    page.locator("#password").fill(account.password)
    main_button(page).click()
    page.wait_for_url("**/firm/choose**")
    page.locator("main form button").filter(has_text=show_business_number(sample_number(0))).click()
    page.wait_for_url("**/firm")


def test_a_colleague_is_invited_comes_proposes_and_is_ended(visit: Visit, center: Center) -> None:
    lead, colleague, staff = visit(), visit(), visit(width=1280)
    acts_for_the_first(lead)
    lead.get_by_role("link", name="우리 담당자").click()
    lead.get_by_role("link", name="담당자 초대하기").click()
    for name, text in (("name", "한수아"), ("email", EMAIL)):
        lead.locator(f"#{name}").fill(text)
    main_button(lead).click()
    expect(lead.get_by_role("status")).to_contain_text("초대 메일을 보냈습니다")

    link = re.search(r"http\S+/firm/invitation#\S+", center.text_for(EMAIL, about="초대"))
    assert link
    colleague.goto(link.group())
    expect(colleague.locator("#key")).to_be_hidden()
    assert "#" not in colleague.url, "the key is out of the address and the history"
    main_button(colleague).click()
    expect(colleague.get_by_role("heading", level=1)).to_contain_text("에서 초대했습니다")
    for name in ("password", "again"):
        colleague.locator(f"#{name}").fill(PASSWORD)
    colleague.locator("#agree").check()
    main_button(colleague).click()
    expect(colleague.get_by_role("status")).to_contain_text("담당자가 되셨습니다")

    colleague.get_by_role("link", name="틀린 내용 고쳐 달라고 하기").click()
    colleague.locator("#phone").fill("02-1111-2222")
    main_button(colleague).click()
    expect(colleague.get_by_role("main")).to_contain_text("02-1111-2222")

    sign_in(staff)
    staff.goto("/staff/corrections")
    staff.get_by_role("row").filter(has_text="한수아").get_by_role("link").click()
    staff.get_by_role("button", name="이대로 고치기").click()
    expect(staff.get_by_role("status")).to_contain_text("기록을 고치고")
    assert "02-1111-2222" not in center.text_for(EMAIL, about="고쳤습니다")
    colleague.goto("/firm")
    expect(colleague.get_by_role("main")).to_contain_text("02-1111-2222")

    lead.goto("/firm/members")
    lead.get_by_role("link", name="한수아, 담당자에서 빼기").click()
    lead.locator("#reason").fill("퇴사")
    lead.get_by_role("button", name="담당자에서 빼기").click()
    expect(lead.get_by_role("status")).to_contain_text("담당자에서 뺐습니다")
    colleague.goto("/firm")
    expect(colleague).to_have_url(re.compile("/sign-in"))
