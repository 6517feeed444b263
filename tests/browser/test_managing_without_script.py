"""Everything about one's booking works where scripts are off; the key is pasted from the mail."""

import re

from playwright.sync_api import expect

from tests.browser.center import Center
from tests.browser.conftest import Visit
from tests.browser.steps import a_booker, book, main_button


def test_the_key_is_pasted_and_the_booking_moved_and_cancelled_without_script(visit: Visit, center: Center) -> None:
    time, later, booker = center.free_hours("202"), center.free_hours("202"), a_booker()
    book(visit(script=False), center, time, booker)
    page = visit(width=360, script=False)
    letter = center.text_for(booker.email, about="예약 확정")

    page.goto(center.link_for(booker.email, about="예약 확정"))
    expect(page.get_by_role("heading", level=1)).to_have_text("예약을 열려면 열쇠가 필요합니다")
    page.get_by_label("메일에 적힌 열쇠").fill(re.findall(r"열쇠: ([a-z2-7]{32})", letter)[0])
    page.get_by_role("button", name="예약 열기").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(time.hours)

    page.get_by_role("link", name="시간 변경하기").click()
    page.goto(f"{page.url}?date={later.day}")
    start, _, end = later.hours.partition("~")
    page.locator("#picker-from").select_option(start)
    page.get_by_role("button", name="빈 시간 다시 보기").click()
    page.locator("#picker-to").select_option(end)
    main_button(page).click()
    expect(page.locator("main .framed")).to_contain_text(later.hours)
    page.get_by_role("button", name="시간 바꾸기").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(later.hours)

    page.get_by_role("link", name="예약 취소하기").click()
    page.get_by_role("button", name="예약 취소하기").click()
    expect(page.locator(".mine-head .state")).to_have_text("취소됨")
    assert center.states_of(booker.email) == ["cancelled"]


def test_a_wrong_key_leads_to_a_new_link_without_script(visit: Visit, center: Center) -> None:
    booker, time, page = a_booker(), center.free_hours("202"), visit(width=360, script=False)
    book(visit(), center, time, booker)

    page.goto(center.link_for(booker.email, about="예약 확정"))
    page.get_by_label("메일에 적힌 열쇠").fill("잘못 붙인 글자")
    page.get_by_role("button", name="예약 열기").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("이 링크는 더 쓸 수 없습니다")
    page.get_by_role("link", name="메일로 링크 받기").click()
    page.get_by_label("메일 주소").fill(booker.email)
    page.get_by_role("button", name="링크 받기").click()
    expect(page.locator(".notice")).to_contain_text("메일을 확인해 주세요")
    page.goto(center.link_for(booker.email, about="내 예약 링크"))
    page.get_by_label("메일에 적힌 열쇠").fill(page.url)
    page.get_by_role("button", name="예약 열기").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text(time.hours)
