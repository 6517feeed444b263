"""Staff change rules in a browser: by keyboard alone, and on a phone."""

from datetime import timedelta

from playwright.sync_api import expect

from center.core.time import today
from tests.browser.center import Center
from tests.browser.conftest import Visit
from tests.browser.keyboard import Keyboard
from tests.browser.steps import a_booker, book, main_button
from tests.browser.test_deciding_requests import sign_in
from tests.browser.test_pages import STICKING_OUT


def test_the_turnaround_is_changed_by_keyboard_after_a_look_at_what_becomes_of_bookings(
    visit: Visit, center: Center
) -> None:
    page = visit(width=1280)
    sign_in(page)
    keys = Keyboard(page)
    keys.follow(page.get_by_role("link", name="규칙", exact=True))
    keys.follow(page.get_by_role("link", name="이용 뒤 정리 시간 바꾸기, 센터 전체"))
    expect(page.get_by_role("heading", level=1)).to_have_text("이용 뒤 정리 시간 바꾸기")
    keys.tab_to(page.get_by_label("이용이 끝난 뒤 비워 두는 시간"))
    keys.press("ArrowDown")
    keys.follow(page.get_by_role("button", name="먼저 살펴보기"))

    expect(page.get_by_role("heading", level=1)).to_have_text("이용 뒤 정리 시간, 이렇게 바뀝니다")
    expect(page.locator(".ruling-pair")).to_contain_text("이용이 끝나면 30분을 비워 둡니다.")
    expect(page.locator(".ruling-after")).to_contain_text("이용이 끝나면 1시간을 비워 둡니다.")
    expect(page.get_by_role("region", name="그대로 두는 예약")).to_contain_text("정리 시간은 30분 그대로입니다.")
    keys.follow(page.get_by_role("button", name="이대로 바꾸기"))

    expect(page.get_by_role("status")).to_have_text("바꾸었습니다.")
    coming = page.get_by_role("region", name="이용 뒤 정리 시간")
    expect(coming).to_contain_text("부터: 이용이 끝나면 1시간을 비워 둡니다.")
    keys.follow(coming.get_by_role("link", name="이용 뒤 정리 시간 바꾸기, 센터 전체"))
    keys.follow(page.get_by_role("link", name="부터의 값 거두기"))
    expect(page.locator(".ruling-after")).to_contain_text("이용이 끝나면 30분을 비워 둡니다.")
    expect(page.locator(".ruling-after")).to_contain_text("부터의 값이 그대로 이어집니다.")
    keys.follow(page.get_by_role("button", name="이대로 거두기"))
    expect(page.get_by_role("region", name="이용 뒤 정리 시간")).not_to_contain_text("1시간")


def test_a_late_holiday_is_added_on_a_phone_and_leads_to_what_is_to_decide(visit: Visit, center: Center) -> None:
    time, booker, page = center.free_hours("202"), a_booker(), visit(width=360)
    book(visit(), center, time, booker)
    sign_in(page)
    page.get_by_role("link", name="규칙", exact=True).click()
    page.get_by_role("link", name="공휴일과 특별한 날 보기").click()
    page.get_by_role("link", name="공휴일 더하기").click()
    main_button(page).click()
    expect(page.locator(".error-summary")).to_be_focused()
    page.get_by_label("날짜").fill(time.day.isoformat())
    page.get_by_label("이름 (한국어)").fill("임시공휴일")
    page.get_by_label("이름 (영어)").fill("Temporary holiday")
    main_button(page).click()

    row = page.get_by_role("row").filter(has_text=time.hours)
    expect(row).to_contain_text("정할 예약")
    expect(row).to_contain_text(booker.name)
    assert page.evaluate(STICKING_OUT) == []
    main_button(page).click()

    expect(page.get_by_role("status")).to_contain_text("규칙에 맞지 않게 된 예약")
    assert center.states_of(booker.email) == ["confirmed"]
    page.goto(f"/staff/days/holiday/removal?day={time.day}")
    expect(page.get_by_role("row").filter(has_text=time.hours)).to_contain_text("다시 맞음")
    main_button(page).click()
    expect(page.get_by_role("status")).to_have_text("바꾸었습니다.")


def test_a_case_is_added_without_script_and_nothing_typed_is_lost(visit: Visit) -> None:
    page = visit(width=1280, script=False)
    sign_in(page)
    page.goto("/staff/rules/decision?scope=202")
    day = today() + timedelta(days=200)
    page.get_by_label("언제부터").fill(day.isoformat())
    page.get_by_role("button", name="경우 더하기").click()
    case = page.get_by_role("group", name="경우 1")
    case.get_by_label("토요일").check()
    case.get_by_label("시간", exact=True).fill("18시~21시")
    page.get_by_role("button", name="경우 더하기").click()
    page.get_by_role("button", name="경우 2 빼기").click()
    case.get_by_label("시간", exact=True).press("Enter")

    expect(page.locator(".ruling-after")).to_contain_text("토 18:00~21:00, 개인·단체: 직원이 정합니다.")
    page.get_by_role("button", name="고치기").click()
    expect(page.get_by_label("언제부터")).to_have_value(day.isoformat())
    expect(case.get_by_label("토요일")).to_be_checked()
    expect(case.get_by_label("일요일")).not_to_be_checked()
