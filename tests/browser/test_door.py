"""The page beside a door keeps itself current, keeps what it knows without a network, and fits its tablet."""

import re

import pytest
from playwright.sync_api import Page, expect

from center.core.time import MINUTES_A_DAY, clock_text
from tests.browser.conftest import Visit

HALF_A_MINUTE = 31_000
TABLETS = ((1280, 800), (800, 1280))
READABLE_PX = 96
MARK = "document.querySelector('main').dataset.seen = 'yes'"


@pytest.fixture
def tablet(visit: Visit) -> Page:
    """A tablet whose time a test moves on."""
    page = visit(width=1280)
    page.clock.install()
    page.goto("/rooms/202/door")
    return page


def unseen(page: Page) -> None:
    """Another main part than the one that was marked."""
    expect(page.locator("main:not([data-seen])")).to_have_count(1)


def test_it_fetches_itself_again_and_again(tablet: Page) -> None:
    for _ in range(3):
        tablet.evaluate(MARK)

        with tablet.expect_response("**/door"):
            tablet.clock.fast_forward(HALF_A_MINUTE)

        unseen(tablet)
        expect(tablet.locator("main")).to_have_count(1)


def test_without_a_network_it_keeps_what_it_knew_and_goes_on_by_itself(tablet: Page) -> None:
    word, told = (tablet.locator(part).inner_text() for part in (".door-word", ".door-time"))
    expect(tablet.locator(".door-away")).to_be_hidden()

    tablet.context.set_offline(True)
    tablet.clock.fast_forward(HALF_A_MINUTE)
    expect(tablet.locator(".door-away")).to_contain_text(f"마지막 확인 {told}")
    expect(tablet.locator(".door-word")).to_have_text(word)

    tablet.context.set_offline(False)
    tablet.clock.fast_forward(HALF_A_MINUTE)
    expect(tablet.locator(".door-away")).to_be_hidden()


def test_an_answer_that_is_no_door_changes_nothing(visit: Visit) -> None:
    page = visit(width=1280)
    page.clock.install()
    page.goto("/rooms/202/door")
    page.route("**/door", lambda route: route.fulfill(status=200, content_type="text/html", body="<main>no</main>"))

    page.clock.fast_forward(HALF_A_MINUTE)

    expect(page.locator(".door-away")).to_contain_text("마지막 확인")
    expect(page.locator(".door-word")).to_be_visible()


def test_a_newer_version_of_the_page_is_loaded_whole(tablet: Page) -> None:
    tablet.evaluate(MARK)
    tablet.evaluate("document.querySelector('link[rel=stylesheet]:last-of-type').href += '-before'")

    with tablet.expect_navigation():
        tablet.clock.fast_forward(HALF_A_MINUTE)

    unseen(tablet)


def test_its_clock_goes_on_by_the_servers_time(tablet: Page) -> None:
    told = tablet.locator(".door-time").inner_text()

    tablet.context.set_offline(True)
    tablet.clock.fast_forward("02:00")

    hours, minutes = (int(part) for part in told.split(":"))
    later = [(hours * 60 + minutes + passed) % MINUTES_A_DAY for passed in (2, 3)]
    expect(tablet.locator(".door-time")).to_have_text(re.compile("|".join(clock_text(minute) for minute in later)))


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize(("width", "height"), TABLETS)
def test_it_fills_the_screen_and_is_read_from_three_metres(
    visit: Visit, width: int, height: int, language: str
) -> None:
    page = visit(width=1280)
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"/rooms/202/door?language={language}")

    assert page.evaluate("[document.body.scrollWidth, document.body.scrollHeight]") == [width, height]
    for part in (".door-word", ".door-until"):
        size = page.locator(part).evaluate("(one) => parseFloat(getComputedStyle(one).fontSize)")
        assert size >= READABLE_PX, part
    assert page.locator(".door-qr svg").bounding_box()["width"] >= 200  # type: ignore[index]
