"""A citizen of 65 with a phone and large letters: books, opens the mail's link, moves, keeps it in a calendar, cancels."""

import re
from pathlib import Path

from icalendar import Calendar
from playwright.sync_api import Page, expect

from tests.browser.center import Center, Time
from tests.browser.conftest import Visit
from tests.browser.steps import a_booker, ask_for_time, book, enlarge_text, main_button, open_by_link, taken
from tests.browser.test_pages import STICKING_OUT

SMALLEST_TARGET = 44
"""CSS pixels, of what is pressed to get on."""
LARGE = 30
"""CSS pixels of letters that are set twice as large."""
TARGETS = (
    "main :is(.krds-btn, input:not([type=hidden]), select, textarea, .cal-free, summary):visible, .site-menu summary"
)


def expect_easy(page: Page) -> None:
    """The letters are twice as large, nothing sticks out of the screen, and what is pressed is high enough."""
    page.wait_for_load_state()
    assert page.locator("main").evaluate("(one) => parseFloat(getComputedStyle(one).fontSize)") >= LARGE
    assert page.evaluate(STICKING_OUT) == [], page.url
    low = {
        one.inner_text() or one.get_attribute("id"): box["height"]
        for one in page.locator(TARGETS).all()
        if (box := one.bounding_box())
    }
    assert {name: height for name, height in low.items() if height < SMALLEST_TARGET} == {}


def test_a_booking_is_moved_kept_and_cancelled_by_the_link_in_the_mail(
    visit: Visit, center: Center, tmp_path: Path
) -> None:
    time, later, booker, page = center.free_hours("202"), center.free_hours("202"), a_booker(), visit(width=360)
    book(visit(), center, time, booker)
    enlarge_text(page)

    open_by_link(page, center.link_for(booker.email, about="예약 확정"))
    assert "#" not in page.url
    expect(page.get_by_role("heading", level=1)).to_contain_text(time.hours)
    expect_easy(page)
    page.get_by_role("link", name="시간 변경하기").click()
    page.wait_for_url(re.compile("/time$"))
    expect_easy(page)
    page.go_back()
    ask_for_time(page, later)
    expect_easy(page)
    page.get_by_role("button", name="시간 바꾸기").click()

    expect(page.get_by_role("status")).to_contain_text("시간을 바꾸었습니다")
    expect(page.get_by_role("heading", level=1)).to_contain_text(later.hours)
    expect_easy(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="내 달력에 넣기 (.ics)").click()
    file = tmp_path / "booking.ics"
    download.value.save_as(file)
    expect_in_calendar(file, later, booker.purpose)

    page.get_by_role("link", name="예약 취소하기").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("이 예약을 취소할까요?")
    expect_easy(page)
    page.get_by_role("link", name="취소하지 않고 돌아가기").click()
    page.get_by_role("link", name="예약 취소하기").click()
    page.get_by_role("button", name="예약 취소하기").click()
    expect(page.locator(".mine-head .state")).to_have_text("취소됨")
    expect_easy(page)
    assert center.states_of(booker.email) == ["cancelled"]
    assert later.hours in center.mail_to(booker.email, about="예약 취소")["Subject"]
    expect(taken(visit(), later)).to_have_count(0)


def expect_in_calendar(file: Path, time: Time, purpose: str) -> None:
    """The file holds the one use, at the very time, with its purpose."""
    [event] = Calendar.from_ical(file.read_bytes()).walk("VEVENT")
    assert event.decoded("dtstart") == time.start_at
    assert event.decoded("dtend") == time.end_at
    assert purpose in str(event["summary"])


def test_the_words_are_put_right_with_large_letters(visit: Visit, center: Center) -> None:
    booker, page = a_booker(), visit(width=360)
    book(visit(), center, center.free_hours("202"), booker)
    enlarge_text(page)
    open_by_link(page, center.link_for(booker.email, about="예약 확정"))

    page.get_by_role("link", name="목적·인원·단체 고치기").click()
    page.wait_for_url(re.compile("/words$"))
    expect_easy(page)
    page.locator("#purpose").fill("")
    page.locator("#headcount").fill("열둘")
    main_button(page).click()
    expect(page.locator(".error-summary")).to_be_focused()
    expect_easy(page)
    page.locator("#purpose").fill("마을 영화 모임")
    page.locator("#headcount").fill("20")
    main_button(page).click()

    expect(page.get_by_role("status")).to_contain_text("예약 내용을 바꾸었습니다")
    expect(page.locator(".facts")).to_contain_text("마을 영화 모임")
    expect(page.locator(".facts")).to_contain_text("20명")


def test_a_lost_link_comes_again_by_mail_and_opens(visit: Visit, center: Center) -> None:
    booker, page, time = a_booker(), visit(width=360), center.free_hours("202")
    book(visit(), center, time, booker)
    enlarge_text(page)

    page.goto("/")
    page.locator(".site-menu summary").click()
    page.get_by_role("link", name="예약 확인").click()
    page.wait_for_url(re.compile("/bookings$"))
    expect_easy(page)
    page.get_by_label("메일 주소").fill(booker.email)
    page.get_by_role("button", name="링크 받기").click()
    expect(page.locator(".notice")).to_contain_text("메일을 확인해 주세요")
    expect_easy(page)
    open_by_link(page, center.link_for(booker.email, about="내 예약 링크"))
    expect(page.get_by_role("heading", level=1)).to_contain_text(time.hours)

    page.goto("/bookings")
    expect_easy(page)
    page.get_by_role("link", name=time.hours).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(time.hours)


def test_the_key_leaves_the_address_however_the_link_is_opened(visit: Visit, center: Center) -> None:
    booker, page = a_booker(), visit()
    book(visit(), center, center.free_hours("202"), booker)
    link = center.link_for(booker.email, about="예약 확정")
    bare = link.partition("#")[0]

    page.goto(bare)
    expect(page.locator("#key")).to_be_visible()
    page.evaluate("(link) => { location.href = link; }", link)
    expect(page.locator(".mine-head")).to_be_visible()
    expect(page).to_have_url(bare)
    page.evaluate("(link) => { location.href = link; }", link)
    expect(page).to_have_url(bare)
    open_by_link(page, link)
    expect(page).to_have_url(bare)
