"""A citizen books without a mouse: Tab, Enter, Space, arrows and letters."""

import pytest
from playwright.sync_api import expect

from tests.browser.center import Center, Time
from tests.browser.conftest import Visit
from tests.browser.keyboard import Keyboard
from tests.browser.steps import Booker, a_booker, main_button, taken


def type_details(keys: Keyboard, booker: Booker) -> None:
    """Who books and for what, field after field in the order of the page."""
    page = keys.page
    keys.type_into(page.locator("#purpose"), booker.purpose)
    keys.tab_to(page.locator("#purpose_kind"))
    keys.press("ArrowUp", times=2)
    keys.type_into(page.locator("#headcount"), booker.headcount)
    keys.type_into(page.locator("#name"), booker.name)
    keys.type_into(page.locator("#email"), booker.email)
    keys.type_into(page.locator("#phone"), booker.phone)
    keys.tick(page.locator("#consent_privacy"))
    keys.tick(page.locator("#consent_terms"))
    expect(page.locator("#purpose_kind")).to_have_value("meeting")


def type_code(keys: Keyboard, code: str) -> None:
    """The code, and Enter in its field."""
    keys.type_into(keys.page.locator("#code"), code)
    with keys.page.expect_navigation():
        keys.press("Enter")
    expect(keys.page.locator(".reference")).to_be_visible()


def skip_to_main(keys: Keyboard) -> None:
    """The first stop of every page leads past the menu."""
    link = keys.page.locator(".skip-link")
    keys.press("Tab")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport()
    keys.press("Enter")
    expect(keys.page.locator("main")).to_be_focused()


@pytest.mark.usefixtures("_no_notice_ends")
def test_the_next_free_time_is_booked_by_keyboard_on_a_wide_screen(visit: Visit, center: Center) -> None:
    page, booker = visit(width=1280), a_booker()
    keys = Keyboard(page)

    page.goto("/")
    skip_to_main(keys)
    keys.follow(page.get_by_role("link", name="다목적회의실 예약하기", exact=True))
    time = Time.of_address(page.url)
    skip_to_main(keys)
    keys.follow(page.get_by_role("link", name="정보 입력하기"))
    skip_to_main(keys)
    type_details(keys, booker)
    keys.follow(page.get_by_role("button", name="확인 번호 받기"))
    type_code(keys, center.code_for(booker.email))

    expect(page.get_by_role("heading", level=1)).to_have_text("예약이 확정되었습니다")
    expect(taken(visit(width=1280), time)).to_contain_text("예약됨")


@pytest.mark.usefixtures("_no_notice_ends")
def test_a_time_of_the_phones_calendar_is_booked_by_keyboard_in_english(visit: Visit, center: Center) -> None:
    page, booker, day = visit(width=360, language="en"), a_booker(), center.free_time("202").day
    keys = Keyboard(page)

    page.goto("/")
    open_menu(keys)
    keys.follow(page.locator(".site-menu a[href='/rooms/calendar']"))
    page.goto(f"/rooms/calendar?date={day}")
    keys.follow(page.locator(".cal-open-day a.cal-free[aria-label*='202']").last)
    keys.tab_to(page.locator("#picker-to"))
    keys.press("Home")
    keys.follow(main_button(page))
    time = Time.of_address(page.url)
    keys.follow(main_button(page))
    type_details(keys, booker)
    keys.follow(main_button(page))
    type_code(keys, center.code_for(booker.email))

    assert (time.room, time.day, time.end - time.start) == ("202", day, 2)
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(taken(visit(width=360, language="en"), time)).to_be_visible()


def open_menu(keys: Keyboard) -> None:
    """The phone's menu opens by Enter, closes by Escape with the focus on its button, and opens again."""
    summary, panel = keys.page.locator(".site-menu summary"), keys.page.locator(".site-menu-panel")
    keys.tab_to(summary)
    keys.press("Enter")
    expect(panel).to_be_visible()
    keys.press("Tab")
    keys.press("Escape")
    expect(panel).to_be_hidden()
    expect(summary).to_be_focused()
    keys.press("Enter")
    expect(panel).to_be_visible()


def test_the_error_summary_leads_to_the_fields_by_keyboard(visit: Visit, center: Center) -> None:
    page, time = visit(width=1280), center.free_time("202")
    keys = Keyboard(page)
    page.goto(f"/rooms/book/details?{time.query}")

    keys.follow(page.get_by_role("button", name="확인 번호 받기"))
    expect(page.locator(".error-summary")).to_be_focused()
    keys.tab_to(page.locator(".error-summary a[href='#email']"))
    keys.press("Enter")

    expect(page.locator("#email")).to_be_focused()
