"""A citizen manages their booking without a mouse, in English, on a wide screen."""

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import expect

from tests.browser.center import Center
from tests.browser.conftest import Visit
from tests.browser.keyboard import Keyboard
from tests.browser.steps import a_booker, book, main_button
from tests.browser.test_booking_by_keyboard import skip_to_main


def test_a_booking_is_opened_moved_put_right_and_cancelled_by_keyboard_in_english(visit: Visit, center: Center) -> None:
    time, booker = center.free_hours("202"), a_booker()
    book(visit(language="en"), center, time, booker)
    link = center.link_for(booker.email, about="Booking confirmed")
    page = visit(width=1280, language="en")
    keys = Keyboard(page)

    page.goto(link.partition("#")[0])
    keys.type_into(page.locator("#key"), link.partition("#")[2])
    keys.follow(page.get_by_role("button", name="Open the booking"))
    expect(page.get_by_role("heading", level=1)).to_contain_text(time.hours)

    skip_to_main(keys)
    keys.follow(page.get_by_role("link", name="Change the time"))
    later = move_by_keyboard(keys)
    expect(page.get_by_role("heading", level=1)).to_contain_text(later)

    skip_to_main(keys)
    keys.follow(page.get_by_role("link", name="Change purpose"))
    keys.tab_to(page.locator("#headcount"))
    keys.press("Control+A")
    keys.type("none")
    keys.follow(main_button(page))
    expect(page.locator(".error-summary")).to_be_focused()
    keys.tab_to(page.locator(".error-summary a"))
    keys.press("Enter")
    expect(page.locator("#headcount")).to_be_focused()
    keys.press("Control+A")
    keys.type("15")
    keys.follow(main_button(page))
    expect(page.locator(".facts")).to_contain_text("15")

    skip_to_main(keys)
    keys.follow(page.get_by_role("link", name="Cancel the booking"))
    skip_to_main(keys)
    keys.follow(page.get_by_role("button", name="Cancel the booking"))
    expect(page.locator(".mine-head .state")).to_have_text("Cancelled")
    assert center.states_of(booker.email) == ["cancelled"]


def move_by_keyboard(keys: Keyboard) -> str:
    """Choose the last free hours of the week in the table and take them; which hours those were."""
    page = keys.page
    skip_to_main(keys)
    keys.follow(page.locator("a.cal-block.cal-free").last)
    expect(page.locator("a.cal-block.cal-chosen")).to_have_count(1)
    keys.follow(main_button(page))
    query = parse_qs(urlsplit(page.url).query)
    later = f"{query['from'][0]}~{query['to'][0]}"
    expect(page.locator("main .framed")).to_contain_text(later)
    skip_to_main(keys)
    keys.follow(page.get_by_role("button", name="Change the time"))
    expect(page.get_by_role("status")).to_be_visible()
    return later
