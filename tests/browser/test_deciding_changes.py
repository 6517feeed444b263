"""Another time for the lobby: the booker asks, the old time stays, staff decide in their browser, both are told."""

from playwright.sync_api import Page, expect

from tests.browser.center import Center, Time
from tests.browser.conftest import Visit
from tests.browser.steps import Booker, a_booker, ask_for_time, book, main_button, taken
from tests.browser.test_deciding_requests import open_request, sign_in


def confirmed_in_the_lobby(visit: Visit, center: Center, staff: Page, time: Time) -> tuple[Page, Booker]:
    """A booking of 203 that staff have approved, on its page in the browser that booked."""
    page, booker = visit(width=360), a_booker()
    book(page, center, time, booker)
    sign_in(staff)
    open_request(staff, time)
    staff.get_by_role("button", name="승인하기").click()
    expect(staff.get_by_role("status")).to_contain_text("승인했습니다")
    page.goto(page.url.removesuffix("/done"))
    expect(page.locator(".mine-head .state")).to_have_text("확정")
    return page, booker


def ask(page: Page, center: Center, booker: Booker, *, now: Time, wanted: Time) -> None:
    """Ask for another time; page and mail say that the old one stays."""
    ask_for_time(page, wanted)
    expect(page.locator(".notice")).to_contain_text("그때까지 예약은 지금 시간 그대로")
    main_button(page).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(now.hours)
    expect(page.locator(".notice-wait").last).to_contain_text(wanted.hours)
    letter = center.text_for(booker.email, about="시간 변경 신청 접수")
    assert wanted.hours in letter
    assert "그때까지 예약은 지금 시간 그대로입니다." in letter


def test_another_time_is_granted_and_the_old_one_is_free(visit: Visit, center: Center) -> None:
    now, wanted, staff = center.free_time("203"), center.free_time("203"), visit(width=1280)
    page, booker = confirmed_in_the_lobby(visit, center, staff, now)
    ask(page, center, booker, now=now, wanted=wanted)
    expect(taken(visit(), now)).to_contain_text("예약됨")

    staff.reload()
    open_request(staff, wanted)
    expect(staff.get_by_role("heading", level=1)).to_contain_text("시간 변경")
    expect(staff.get_by_role("article")).to_contain_text(f"{now.hours} (확정)")
    staff.get_by_role("button", name="승인하기").click()
    expect(staff.get_by_role("status")).to_contain_text("시간을 바꾸었습니다")

    page.reload()
    expect(page.get_by_role("heading", level=1)).to_contain_text(wanted.hours)
    expect(page.locator(".notice-wait")).to_have_count(0)
    letter = center.text_for(booker.email, about="예약 시간 변경")
    assert f"바꾸기 전 시간: {now.day.month}월 {now.day.day}일" in letter
    assert center.states_of(booker.email) == ["confirmed"]
    expect(taken(visit(), wanted)).to_contain_text("예약됨")
    expect(taken(visit(), now)).to_have_count(0)


def test_another_time_is_refused_with_a_reason_and_the_old_one_stays(visit: Visit, center: Center) -> None:
    now, wanted, staff = center.free_time("203"), center.free_time("203"), visit(width=1280)
    page, booker = confirmed_in_the_lobby(visit, center, staff, now)
    ask(page, center, booker, now=now, wanted=wanted)

    staff.reload()
    open_request(staff, wanted)
    staff.get_by_text("거절하는 까닭 적기").click()
    staff.get_by_role("textbox").fill("그날은 로비 바닥을 손봅니다.")
    staff.get_by_role("button", name="거절하기").click()
    expect(staff.get_by_role("status")).to_contain_text("거절했습니다")

    page.reload()
    expect(page.get_by_role("heading", level=1)).to_contain_text(now.hours)
    expect(page.locator(".notice-wait")).to_have_count(0)
    letter = center.text_for(booker.email, about="시간 변경 결과")
    assert "그날은 로비 바닥을 손봅니다." in letter
    assert "예약은 지금 시간 그대로입니다." in letter
    assert center.states_of(booker.email) == ["confirmed"]
    expect(taken(visit(), now)).to_contain_text("예약됨")


def test_the_booker_takes_the_wish_back_and_staff_are_told_so(visit: Visit, center: Center) -> None:
    now, wanted, staff, page, booker = (
        center.free_time("203"),
        center.free_time("203"),
        visit(width=1280),
        visit(width=360),
        a_booker(),
    )
    book(page, center, now, booker)
    page.goto(page.url.removesuffix("/done"))
    ask(page, center, booker, now=now, wanted=wanted)
    sign_in(staff)
    open_request(staff, wanted)

    page.get_by_role("button", name="변경 신청 거두기").click()
    expect(page.get_by_role("status")).to_contain_text("시간 변경 신청을 거두었습니다")
    staff.get_by_role("button", name="승인하기").click()

    expect(staff.get_by_role("status")).to_contain_text("기다리는 시간 변경이 없습니다")
    assert center.states_of(booker.email) == ["requested"]
