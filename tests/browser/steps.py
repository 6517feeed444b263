"""The steps of a booking as people take them, with the mouse; nothing here depends on the language."""

from dataclasses import dataclass
from itertools import count

from playwright.sync_api import Locator, Page, expect

from tests.browser.center import Center, Time

_numbers = count(1)


@dataclass(frozen=True)
class Booker:
    """Somebody new: an address and a telephone of their own, so that nobody's quota is in the way."""

    name: str
    email: str
    phone: str
    purpose: str
    headcount: str = "12"


def a_booker(headcount: str = "12") -> Booker:
    """A citizen who was never here."""
    n = next(_numbers)
    return Booker(f"이웃{n} (예시)", f"neighbour{n}@example.kr", f"010-2000-{n:04d}", f"책 모임 {n}", headcount)


def main_button(page: Page) -> Locator:
    """The one filled button of a screen."""
    return page.locator("main .krds-btn.primary:visible")


def fill_details(page: Page, booker: Booker) -> None:
    """Type who books and for what, and agree to what is required."""
    page.locator("#purpose").fill(booker.purpose)
    page.locator("#headcount").fill(booker.headcount)
    page.locator("#name").fill(booker.name)
    page.locator("#email").fill(booker.email)
    page.locator("#phone").fill(booker.phone)
    page.locator("#consent_privacy").check()
    page.locator("#consent_terms").check()


def ask_for_code(page: Page, booker: Booker) -> None:
    """From the details to the screen of the code."""
    fill_details(page, booker)
    main_button(page).click()
    expect(page.locator("#code")).to_be_visible()


def open_details(page: Page, time: Time) -> None:
    """The details of a time, by way of the screen that asks whether it is right."""
    page.goto(f"/rooms/book?{time.query}")
    main_button(page).click()
    expect(page.locator("#purpose")).to_be_visible()


def enter_code(page: Page, center: Center, booker: Booker) -> None:
    """From the code to the end."""
    page.locator("#code").fill(center.code_for(booker.email))
    main_button(page).click()
    expect(page.locator(".reference")).to_be_visible()


def book(page: Page, center: Center, time: Time, booker: Booker) -> None:
    """All four screens."""
    open_details(page, time)
    ask_for_code(page, booker)
    enter_code(page, center, booker)


def taken(page: Page, time: Time) -> Locator:
    """Where the calendar of a room's day says that exactly this time is taken."""
    page.goto(f"/rooms/{time.room}/calendar?view=day&date={time.day}")
    return page.locator(".cal-taken:visible", has_text=time.hours)


def open_by_link(page: Page, link: str) -> None:
    """Follow the link of a mail, as a mail program opens it: from nowhere."""
    page.goto("about:blank")
    page.goto(link)
    expect(page.locator(".mine-head")).to_be_visible()


def enlarge_text(page: Page) -> None:
    """Set the text of the browser to 200 %, as in its settings; pages opened from now on are written so large."""
    session = page.context.new_cdp_session(page)
    session.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})


def ask_for_time(page: Page, time: Time) -> None:
    """From one's booking to what another time comes to, by the calendar."""
    page.locator("main a.primary").click()
    page.goto(f"{page.url.partition('?')[0]}?date={time.day}")
    start, _, end = time.hours.partition("~")
    page.locator("#picker-date:visible").select_option(time.day.isoformat())
    page.locator("#picker-from:visible").select_option(start)
    page.locator("#picker-to:visible").select_option(end)
    main_button(page).click()
    expect(page.locator("main .framed")).to_contain_text(time.hours)
