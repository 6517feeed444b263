"""What goes wrong while booking: it is said where it is, nothing typed is lost, and there is a way on."""

import re
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from tests.browser.center import Center, Time
from tests.browser.conftest import Visit
from tests.browser.steps import (
    Booker,
    a_booker,
    ask_for_code,
    book,
    enter_code,
    fill_details,
    main_button,
    open_details,
)

BOXES = ("consent_privacy", "consent_terms", "consent_news")


def expect_typed(page: Page, booker: Booker) -> None:
    """All fields hold what was typed."""
    expect(page.locator("#purpose")).to_have_value(booker.purpose)
    expect(page.locator("#headcount")).to_have_value(booker.headcount)
    expect(page.locator("#name")).to_have_value(booker.name)
    expect(page.locator("#email")).to_have_value(booker.email)
    expect(page.locator("#phone")).to_have_value(booker.phone)


def send_faults(page: Page, time: Time) -> Booker:
    """Send the details with too many people, an address without @, and no consent."""
    booker = replace(a_booker(headcount="60"), email="hong.example.kr")
    open_details(page, time)
    fill_details(page, booker)
    page.locator("#consent_privacy").uncheck()
    page.locator("#consent_terms").uncheck()
    main_button(page).click()
    return booker


def test_no_consent_is_ticked_beforehand(visit: Visit, center: Center) -> None:
    page = visit()

    open_details(page, center.free_hours("202"))

    for box in BOXES:
        expect(page.locator(f"#{box}")).not_to_be_checked()


@pytest.mark.parametrize("width", [360, 1280])
def test_faults_are_summed_up_first_and_said_at_their_fields(visit: Visit, center: Center, width: int) -> None:
    page = visit(width=width)

    booker = send_faults(page, center.free_hours("202"))

    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    expect(summary).to_be_in_viewport()
    expect(page.locator("#email-error")).to_have_text("메일 주소에 @가 빠졌습니다. 예: hong@example.kr")
    for box in BOXES:
        expect(page.locator(f"#{box}")).not_to_be_checked()
    expect_typed(page, booker)
    for link in summary.get_by_role("link").all():
        target = (link.get_attribute("href") or "").removeprefix("#")
        link.click()
        expect(page.locator(f"[id='{target}']")).to_be_focused()
        expect(page.locator(f"[id='{target}']")).to_have_attribute("aria-invalid", "true")
        described_by = (page.locator(f"[id='{target}']").get_attribute("aria-describedby") or "").split()
        assert f"{target}-error" in described_by


def test_all_faults_are_told_at_once(visit: Visit, center: Center) -> None:
    page = visit()

    send_faults(page, center.free_hours("202"))

    summary = page.locator(".error-summary")
    expect(summary.get_by_role("heading")).to_have_text("4가지를 고쳐 주세요")
    expect(summary.get_by_role("link")).to_have_count(4)
    expect(page.locator("#headcount-error")).to_have_text(
        "이용 인원은 50명까지 입력할 수 있습니다. 지금 입력한 인원은 60명입니다."
    )


def test_a_small_group_is_asked_once_more_and_then_booked(visit: Visit, center: Center) -> None:
    page, booker = visit(), a_booker(headcount="2")
    open_details(page, center.free_hours("202"))
    fill_details(page, booker)

    main_button(page).click()
    expect(page.locator(".error-summary")).to_be_focused()
    page.locator("#confirm_few").check()
    main_button(page).click()

    enter_code(page, center, booker)
    expect(page.get_by_role("heading", level=1)).to_have_text("예약이 확정되었습니다")


def test_a_time_taken_meanwhile_is_refused_with_three_others_and_nothing_typed_is_lost(
    visit: Visit, center: Center
) -> None:
    page, booker, time = visit(), a_booker(), center.free_hours("202")
    open_details(page, time)
    fill_details(page, booker)
    book(visit(), center, time, a_booker())

    main_button(page).click()

    problem = page.locator(".problem-box")
    expect(problem).to_be_focused()
    expect(problem).to_contain_text("방금 다른 분이 예약했습니다")
    expect(problem.get_by_role("listitem").get_by_role("link")).to_have_count(3)
    expect_typed(page, booker)
    assert center.states_of(booker.email) == []

    problem.get_by_role("link").first.click()
    expect(page.get_by_text("이 시간은 지금 비어 있습니다")).to_be_visible()
    chosen = Time.of_address(page.url)
    center.take(chosen)
    main_button(page).click()
    ask_for_code(page, booker)
    enter_code(page, center, booker)
    assert chosen != time
    expect(page.locator(".facts")).to_contain_text(chosen.hours)


def test_a_wrong_code_is_said_with_the_tries_left_and_the_right_one_still_works(visit: Visit, center: Center) -> None:
    page, booker = visit(), a_booker()
    open_details(page, center.free_hours("202"))
    ask_for_code(page, booker)
    code = center.code_for(booker.email)

    page.locator("#code").fill("000000" if code != "000000" else "111111")
    main_button(page).click()

    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator("#code-error")).to_contain_text("4번 더 할 수 있습니다")
    page.locator("#code").fill(f" {code[:3]} {code[3:]} ")
    main_button(page).click()
    expect(page.locator(".reference")).to_be_visible()
    assert center.states_of(booker.email) == ["confirmed"]


def test_a_code_asked_for_again_too_early_is_refused_and_the_first_one_holds(visit: Visit, center: Center) -> None:
    page, booker = visit(), a_booker()
    open_details(page, center.free_hours("202"))
    ask_for_code(page, booker)

    page.get_by_role("button", name="번호 다시 보내기").click()

    expect(page.locator("#code-error")).to_contain_text("방금 보냈습니다")
    enter_code(page, center, booker)
    assert center.states_of(booker.email) == ["confirmed"]


def test_a_mistyped_address_is_put_right_and_the_time_stays_ones_own(visit: Visit, center: Center) -> None:
    page, mistyped = visit(), a_booker()
    booker = replace(mistyped, email=mistyped.email.replace("neighbour", "neighbor"))
    open_details(page, center.free_hours("202"))
    ask_for_code(page, mistyped)

    page.get_by_role("link", name="메일 주소 고치기").click()
    expect_typed(page, mistyped)
    ask_for_code(page, booker)
    expect(page.locator(".lead")).to_contain_text(booker.email)
    enter_code(page, center, booker)

    assert center.states_of(mistyped.email) == ["cancelled"]
    assert center.states_of(booker.email) == ["confirmed"]


def test_two_clicks_at_once_make_one_booking_and_one_mail(visit: Visit, center: Center) -> None:
    page, booker = visit(width=1280), a_booker()
    open_details(page, center.free_hours("202"))
    fill_details(page, booker)

    page.get_by_role("button", name="확인 번호 받기").dblclick()

    enter_code(page, center, booker)
    center.mail_to(booker.email, about="예약 확정")
    assert center.states_of(booker.email) == ["confirmed"]
    codes = [mail for mail in center.mails_to(booker.email) if re.search(r"\d{6}", mail["Subject"])]
    assert len(codes) == 1


def test_going_back_after_the_booking_and_sending_again_books_nothing_more(visit: Visit, center: Center) -> None:
    page, booker = visit(), a_booker()
    book(page, center, center.free_hours("202"), booker)

    page.go_back()
    page.go_back()
    fill_details(page, booker)
    main_button(page).click()
    expect(page.locator(".problem-box, .reference")).to_be_visible()

    assert center.states_of(booker.email) == ["confirmed"]
