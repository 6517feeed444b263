"""Finding a free time: without script, and with the keyboard only."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.keyboard import Keyboard
from tests.browser.steps import main_button


def ask(page: Page, *, people: str, length: str) -> None:
    """Fill in how many and how long, and search."""
    page.locator("#people").fill(people)
    page.locator("#length").select_option(length)
    main_button(page).click()


def test_a_time_is_found_from_the_first_page_without_script(visit: Visit) -> None:
    page = visit(script=False)
    page.goto("/")
    page.locator("#people").fill("40")
    page.locator("#length").select_option("180")
    page.locator(".home-find button").click()

    expect(page.locator("#people")).to_have_value("40")
    expect(page.locator("#length")).to_have_value("180")
    page.locator(".find-time").last.click()
    expect(page.locator(".facts")).to_contain_text("3시간")


def test_more_than_there_is_room_for_is_told_and_can_be_put_right(visit: Visit) -> None:
    page = visit()
    page.goto("/rooms/find")

    ask(page, people="100", length="60")

    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator("#people")).to_have_value("100")
    page.locator(".error-summary a").click()
    expect(page.locator("#people")).to_be_focused()
    ask(page, people="80", length="60")
    expect(page.locator(".find-room").first).to_contain_text("202 다목적회의실 · 203 로비")


def test_a_time_is_found_with_the_keyboard_only(visit: Visit) -> None:
    page = visit(width=1280)
    page.goto("/rooms/calendar")
    keys = Keyboard(page)

    keys.follow(page.get_by_role("link", name="조건으로 찾기"))
    keys.tab_to(page.locator("#people"))
    keys.press("Control+A")
    keys.type("20")
    keys.tab_to(page.locator("#rooms"))
    keys.follow(page.locator(".find-submit button"))
    keys.follow(page.locator(".find-time").nth(1))

    expect(page.locator(".notice-ok")).to_contain_text("이 시간은 지금 비어 있습니다")
