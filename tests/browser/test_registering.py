"""Somebody of a firm registers on a phone, staff confirm, and both are told by mail."""

import re

from playwright.sync_api import expect

from center.demo_firms import sample_number
from center.enterprises.rules.numbers import show_business_number
from tests.browser.center import Center
from tests.browser.conftest import Visit
from tests.browser.steps import main_button
from tests.browser.test_deciding_requests import sign_in
from tests.files.samples import a_picture

EMAIL, PASSWORD = "registering@example.kr", "선유도 공원의 오래된 정수장"
NUMBER = show_business_number(sample_number(10))


def test_somebody_of_a_firm_registers_and_staff_confirm(visit: Visit, center: Center) -> None:
    person, staff = visit(), visit(width=1280)
    person.goto("/sign-in")
    person.get_by_role("link", name="담당자 등록하기").click()
    for name, text in (("number", NUMBER), ("name", "정지수"), ("email", EMAIL)):
        person.locator(f"#{name}").fill(text)
    main_button(person).click()
    expect(person.get_by_role("heading", level=1)).to_have_text("메일을 확인해 주세요")

    link = re.search(r"http\S+/join/account#\S+", center.text_for(EMAIL, about="기업 담당자 등록"))
    assert link
    person.goto(link.group())
    expect(person.locator("#key")).to_be_hidden()
    assert "#" not in person.url, "the key is out of the address and the history"
    for name in ("password", "again"):
        person.locator(f"#{name}").fill(PASSWORD)
    main_button(person).click()
    expect(person.locator(".error-summary")).to_be_focused()
    for name in ("password", "again"):
        person.locator(f"#{name}").fill(PASSWORD)
    person.locator("#agree").check()
    main_button(person).click()

    expect(person.get_by_role("heading", level=1)).to_have_text("사업자등록증을 올려 주세요")
    photo = a_picture("JPEG", (300, 400))
    person.locator("#proof").set_input_files({"name": "IMG_0001.JPG", "mimeType": "image/jpeg", "buffer": photo})
    main_button(person).click()
    expect(person.get_by_role("status")).to_contain_text("신청했습니다")

    sign_in(staff)
    staff.goto("/staff/joining")
    staff.get_by_role("row").filter(has_text=NUMBER).get_by_role("link").click()
    with staff.expect_download() as saved:
        staff.get_by_role("link", name="IMG_0001.JPG").click()
    assert saved.value.suggested_filename == "IMG_0001.JPG"
    staff.get_by_role("button", name="대표 담당자로 등록하기").click()
    expect(staff.get_by_role("status")).to_contain_text("대표 담당자로 등록하고 메일로 알렸습니다")

    assert "대표 담당자입니다" in center.text_for(EMAIL, about="기업 담당자로 등록되었습니다")
    person.goto("/sign-in?next=/me")
    for name, text in (("email", EMAIL), ("password", PASSWORD)):
        person.locator(f"#{name}").fill(text)
    main_button(person).click()
    firms = person.get_by_role("region", name="기업")
    expect(firms).to_contain_text("대표 담당자")
    expect(firms).to_contain_text("등록됨")
