"""A member of a committee scores on the tablet of the interview room, by keyboard alone."""

from playwright.sync_api import expect

from tests.browser.center import Center
from tests.browser.committee import signs_in, sit_together
from tests.browser.conftest import Visit
from tests.browser.keyboard import Keyboard
from tests.browser.steps import main_button


def test_a_member_scores_by_keyboard_alone_from_the_committees_to_a_submitted_sheet(
    visit: Visit, center: Center
) -> None:
    sitting = sit_together(center.instance)
    page = signs_in(visit(width=820), sitting.members[6])
    keyboard = Keyboard(page)
    keyboard.follow(page.locator("main h2 a").first)
    expect(page.get_by_role("heading", level=1)).to_have_text("3곳을 채점해 주세요")
    keyboard.follow(main_button(page))

    firms, points = page.locator(".sheet-firms a"), page.locator(".criterion-head input")
    left = page.locator(".sheet-body").bounding_box()
    right = page.locator(".sheet").bounding_box()
    assert left
    assert right
    assert left["x"] + left["width"] <= right["x"]
    keyboard.tab_to(firms.last)
    keyboard.tab_to(page.locator(".sheet-head a").last)
    keyboard.press("Tab")
    expect(points.first).to_be_focused()
    keyboard.type("26")
    keyboard.type_into(page.locator(".criterion textarea").nth(0), "경험이 많습니다.")
    expect(page.locator(".sheet-saved")).to_contain_text("저장됨")
    expect(page.locator(".sheet-total b")).to_have_text("26")
    expect(page.locator(".criterion.is-left")).to_have_count(2)
    for n, typed in ((1, "27.5"), (2, "31")):
        keyboard.type_into(points.nth(n), typed)
        keyboard.type_into(page.locator(".criterion textarea").nth(n), "계획이 구체적입니다.")
    expect(page.locator(".sheet-total b")).to_have_text("84.5")

    keyboard.follow(page.get_by_role("button", name="제출하고 잠그기"))

    expect(page.locator(".flashes")).to_contain_text("채점표를 제출하고 잠갔습니다.")
    expect(firms.first).to_contain_text("제출함")
    expect(firms.nth(1)).to_have_attribute("aria-current", "page")
