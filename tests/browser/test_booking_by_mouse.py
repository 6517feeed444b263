"""A citizen books with the mouse, or with a finger."""

import pytest
from playwright.sync_api import expect

from tests.browser.center import Center, Time
from tests.browser.conftest import Visit
from tests.browser.steps import a_booker, ask_for_code, enter_code, main_button, taken


@pytest.mark.usefixtures("_no_notice_ends")
def test_the_next_free_time_is_booked_from_the_first_page_on_a_phone(visit: Visit, center: Center) -> None:
    page, booker = visit(width=360), a_booker()

    page.goto("/")
    page.get_by_role("link", name="다목적회의실 예약하기", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("이 시간이 맞나요?")
    time = Time.of_address(page.url)
    page.get_by_role("link", name="정보 입력하기").click()
    ask_for_code(page, booker)
    enter_code(page, center, booker)

    expect(page.get_by_role("heading", level=1)).to_have_text("예약이 확정되었습니다")
    expect(page.locator(".facts")).to_contain_text(time.hours)
    confirmed = center.mail_to(booker.email, about="예약 확정")
    assert time.hours in confirmed["Subject"]
    expect(taken(visit(width=360), time)).to_contain_text("예약됨")


@pytest.mark.usefixtures("_no_notice_ends")
def test_a_time_of_the_week_is_chosen_and_booked_in_english(visit: Visit, center: Center) -> None:
    page, booker = visit(width=1280, language="en"), a_booker()

    page.goto("/")
    page.locator(".site-nav a[href='/rooms/calendar']").click()
    page.locator(".cal-period a").last.click()
    page.locator("a.cal-block.cal-free[aria-label*='202']").first.click()
    expect(page.locator("a.cal-block.cal-chosen")).to_have_count(1)
    main_button(page).click()
    time = Time.of_address(page.url)
    main_button(page).click()
    ask_for_code(page, booker)
    enter_code(page, center, booker)

    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator(".facts")).to_contain_text(time.hours)
    page.locator("main .buttons a.tertiary").click()
    expect(page.locator("table .cal-taken:visible", has_text=time.hours).first).to_be_visible()


def test_the_picker_offers_only_what_is_free_on_the_chosen_day(visit: Visit, center: Center) -> None:
    page, time = visit(width=1280), center.free_time("202")

    page.goto(f"/rooms/202/calendar?view=week&date={time.day}")
    page.locator("#picker-date").select_option(time.day.isoformat())
    page.locator("#picker-from").select_option(time.hours.partition("~")[0])
    page.locator("#picker-to").select_option(time.hours.partition("~")[2])

    expect(page.locator(".picker-summary")).to_contain_text(time.hours)
    expect(page.locator(".picker-detail")).to_contain_text("2시간")
    main_button(page).click()
    assert Time.of_address(page.url) == time
    expect(page.get_by_text("이 시간은 지금 비어 있습니다")).to_be_visible()
