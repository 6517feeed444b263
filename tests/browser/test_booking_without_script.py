"""Everything of a booking works where scripts are off."""

from datetime import timedelta

from playwright.sync_api import expect

from tests.browser.center import Center, Time
from tests.browser.conftest import Visit
from tests.browser.steps import a_booker, ask_for_code, enter_code, main_button, taken

ELEVEN = 22
"""From here on a free time differs from the one that the picker proposes first, two hours from 09:00."""


def wish_on_a_later_day(center: Center) -> Time:
    """Two hours that begin when what the picker proposes there has ended."""
    free = center.free_time("202", half_hours=8, not_before=ELEVEN)
    return Time(free.room, free.day, free.start + 4, free.end)


def test_the_second_button_of_the_picker_offers_the_times_of_another_day(visit: Visit, center: Center) -> None:
    page, booker = visit(width=360, script=False), a_booker()
    time = wish_on_a_later_day(center)
    start, _, end = time.hours.partition("~")
    day_beside = time.day + timedelta(days=-1 if time.day.weekday() else 1)

    page.goto(f"/rooms/202/calendar?view=week&date={day_beside}")
    page.locator("#picker-date").select_option(time.day.isoformat())
    page.get_by_role("button", name="빈 시간 다시 보기").click()
    page.locator("#picker-from").select_option(start)
    page.get_by_role("button", name="빈 시간 다시 보기").click()
    page.locator("#picker-to").select_option(end)
    main_button(page).click()
    assert Time.of_address(page.url) == time
    main_button(page).click()
    ask_for_code(page, booker)
    enter_code(page, center, booker)

    expect(page.get_by_role("heading", level=1)).to_have_text("예약이 확정되었습니다")
    expect(taken(visit(width=360, script=False), time)).to_contain_text("예약됨")
