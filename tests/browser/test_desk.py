"""Staff at their desk in a real browser: a caller by keyboard only, a closed room on a phone."""

import re
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from tests.browser.center import Center, Time
from tests.browser.conftest import Visit, prefer
from tests.browser.keyboard import Keyboard
from tests.browser.steps import Booker, a_booker, book, main_button, taken
from tests.browser.test_deciding_requests import sign_in


def field(page: Page, name: str, text: str, keyboard: Keyboard) -> None:
    """Go to a field by Tab, replace what stands in it."""
    keyboard.tab_to(page.locator(f"#{name}"))
    keyboard.press("Control+a")
    keyboard.type(text)


def test_a_caller_is_booked_for_moved_and_cancelled_by_keyboard_alone(visit: Visit, center: Center) -> None:
    time, caller, staff = center.free_time("202"), a_booker(), visit(width=1280)
    start, end = time.hours.split("~")
    sign_in(staff)
    staff.goto(f"/staff/day?date={time.day}")
    keyboard = Keyboard(staff)

    keyboard.follow(staff.locator(".page-header-action").get_by_role("link"))
    for name, text in (("start", start), ("end", end), ("name", caller.name), ("phone", caller.phone)):
        field(staff, name, text, keyboard)
    for name, text in (("email", caller.email), ("purpose", caller.purpose), ("headcount", "12")):
        field(staff, name, text, keyboard)
    keyboard.tick(staff.locator("#consent"))
    keyboard.follow(main_button(staff))

    expect(staff.get_by_role("status")).to_contain_text("예약을 넣었습니다")
    assert time.hours in center.mail_to(caller.email, about="예약 확정")["Subject"]
    expect(taken(visit(), time)).to_contain_text("예약됨")
    _move_to_the_lobby(staff, keyboard, center.free_time("203"))
    center.mail_to(caller.email, about="예약 시간 변경")

    keyboard.follow(staff.get_by_role("link", name="취소하기"))
    keyboard.tick(staff.locator("#side-0"))
    keyboard.follow(staff.get_by_role("button", name="예약 취소하기"))
    expect(staff.get_by_role("status")).to_contain_text("취소했습니다")
    assert center.states_of(caller.email) == ["cancelled"]


def _move_to_the_lobby(staff: Page, keyboard: Keyboard, goal: Time) -> None:
    keyboard.follow(staff.get_by_role("link", name="시간·공간 옮기기"))
    keyboard.tab_to(staff.locator("#rooms"))
    keyboard.type("203")
    staff.locator("#day").fill(goal.day.isoformat())
    start, end = goal.hours.split("~")
    field(staff, "start", start, keyboard)
    field(staff, "end", end, keyboard)
    keyboard.follow(main_button(staff))
    expect(staff.get_by_role("status")).to_contain_text("옮겼습니다")
    expect(staff.get_by_role("heading", level=1)).to_contain_text(f"{goal.hours} · 203")


def test_a_room_is_closed_on_a_phone_and_who_is_hit_is_told(visit: Visit, center: Center) -> None:
    time, booker, staff = center.free_time("202"), a_booker(), visit()
    book(visit(), center, time, booker)
    sign_in(staff)

    staff.goto("/staff/closures/new")
    _fill_closure(staff, time)
    main_button(staff).click()
    hit = staff.get_by_role("group").filter(has_text=booker.name)
    expect(hit).to_contain_text(time.hours)
    hit.get_by_label("취소하고 까닭을 알리기").check()
    main_button(staff).click()

    expect(staff.get_by_role("status")).to_contain_text("공간을 닫았습니다")
    assert center.states_of(booker.email) == ["cancelled"]
    assert "물이 샙니다" in center.text_for(booker.email, about="예약 취소")
    calendar = visit()
    calendar.goto(f"/rooms/202/calendar?view=day&date={time.day}")
    expect(calendar.locator("main")).to_contain_text("물이 샙니다")
    staff.get_by_role("link", name=re.compile("다시 열기$")).first.click()
    expect(staff.get_by_role("heading", level=1)).to_have_text("공간을 다시 열까요?")
    main_button(staff).click()
    expect(staff.get_by_role("status")).to_contain_text("다시 열었습니다")


def _fill_closure(staff: Page, time: Time) -> None:
    start, end = time.hours.split("~")
    staff.get_by_label("202").check()
    for name in ("first", "last"):
        staff.locator(f"#{name}").fill(time.day.isoformat())
    for name, text in (("start", start), ("end", end), ("reason", "물이 샙니다"), ("reason_en", "Water damage")):
        staff.locator(f"#{name}").fill(text)


def test_what_a_caller_says_finds_the_booking(visit: Visit, center: Center) -> None:
    booker: Booker = a_booker()
    book(visit(), center, center.free_time("202"), booker)
    staff = visit(width=1280)
    sign_in(staff)

    staff.goto("/staff/bookings/search")
    staff.locator("#q").fill(booker.phone[-9:])
    staff.locator("#q").press("Enter")

    expect(staff.get_by_role("table").get_by_role("row")).to_have_count(2)
    staff.get_by_role("table").get_by_role("link").click()
    expect(staff.locator("main")).to_contain_text("본인 확인을 마치고 확정됨")


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_header_of_staff_is_one_row_on_a_wide_screen(visit: Visit, center: Center, language: str) -> None:
    staff = visit(width=1280)
    sign_in(staff)
    prefer(staff.context, center, language=language, contrast="normal")
    staff.goto("/staff/bookings")

    parts = [
        staff.locator(f".site-header-row > {name}") for name in (".brand", ".site-nav", ".site-switches", ".session")
    ]
    boxes = [box for part in parts if (box := part.bounding_box())]

    assert len(boxes) == 4
    assert max(box["y"] for box in boxes) < min(box["y"] + box["height"] for box in boxes)
    assert [one["x"] + one["width"] <= other["x"] for one, other in pairwise(boxes)] == [True] * 3
