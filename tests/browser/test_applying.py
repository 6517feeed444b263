"""A firm applies for a unit: by keyboard only on a phone, in two windows, and without script."""

import io
import re

from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.browser.applicants import OPEN_CALL, an_applicant, signs_in
from tests.browser.center import Center
from tests.browser.conftest import Visit
from tests.browser.keyboard import Keyboard
from tests.browser.steps import main_button
from tests.browser.test_pages import violations
from tests.files.samples import a_pdf

PARTS = ("work", "people", "community", "growth")
PAPERS = ("application", "profile", "certificate", "registration")
SLOWLY = {"offline": False, "latency": 20, "downloadThroughput": -1, "uploadThroughput": 400_000}
AT_FULL_SPEED = {**SLOWLY, "latency": 0, "uploadThroughput": -1}
CONFLICT = 409


def a_large_picture() -> bytes:
    """Some hundred thousand bytes that no program can make smaller."""
    out = io.BytesIO()
    Image.effect_noise((800, 800), 100).save(out, "PNG")
    return out.getvalue()


def place_of(page: Page, key: str) -> Locator:
    """Where a paper is asked for."""
    return page.locator(f"#paper-{key}")


def upload_button(page: Page, key: str) -> Locator:
    """What sends the file that was chosen for a paper."""
    return place_of(page, key).locator("form.apply-upload button")


def a_paper(key: str, name: str, content: bytes = b"") -> FilePayload:
    """A file as the browser hands it in."""
    return {"name": name, "mimeType": "application/pdf", "buffer": content or a_pdf() + key.encode()}


def choose_and_send(keyboard: Keyboard, key: str, name: str, content: bytes) -> None:
    """Choose a file and upload it, by keyboard."""
    page = keyboard.page
    keyboard.tab_to(page.locator(f"#file-{key}"))
    with page.expect_file_chooser() as chooser:
        keyboard.press("Space")
    chooser.value.set_files({"name": name, "mimeType": "application/octet-stream", "buffer": content})
    keyboard.tab_to(upload_button(page, key))
    keyboard.press("Enter")


def fill_need(page: Page) -> None:
    """The first page, by mouse, up to the button that goes on."""
    page.locator("#need_m2").fill("15")
    page.locator("#people").fill("3")
    for box in page.locator("#declared input").all():
        box.check()
    page.locator("button[value='add:305']").click()
    expect(page.locator(".apply-chosen li")).to_have_count(1)


def test_a_firm_applies_by_keyboard_alone_on_a_phone_from_the_call_to_the_receipt(visit: Visit, center: Center) -> None:
    email = an_applicant(center)
    page = signs_in(visit(), email)
    page.on("filechooser", lambda _chooser: None)  # Caught from now on: asked for each time anew it may come too early.
    keyboard = Keyboard(page)
    page.goto(f"/calls/{OPEN_CALL}")
    keyboard.follow(page.get_by_role("link", name="신청하기"))
    expect(page.get_by_role("heading", level=1)).to_have_text("신청할 수 있습니다")
    keyboard.follow(main_button(page))

    keyboard.type_into(page.locator("#need_m2"), "15")
    keyboard.type_into(page.locator("#people"), "3")
    for unit in ("305", "304"):
        keyboard.follow(page.locator(f"button[value='add:{unit}']"))
    keyboard.follow(page.locator("button[value='up:304']"))
    expect(page.locator(".apply-chosen li").first).to_contain_text("304호")
    expect(page.locator("#units")).to_be_in_viewport()
    for box in page.locator("#declared input").all():
        keyboard.tick(box)
    keyboard.follow(main_button(page))

    for key in PARTS:
        keyboard.type_into(page.locator(f"#part-{key}"), f"{key} 나누며 삽니다.")
    expect(page.locator("#part-growth-count")).to_contain_text("지금 15자")
    expect(page.locator(".apply-kept")).to_contain_text("에 저장했습니다.")
    page.reload()
    expect(page.locator("#part-growth")).to_have_value("growth 나누며 삽니다.")
    keyboard.follow(main_button(page))

    line = page.context.new_cdp_session(page)
    line.send("Network.emulateNetworkConditions", SLOWLY)
    choose_and_send(keyboard, PAPERS[0], "입주 신청서.png", a_large_picture())
    first = place_of(page, PAPERS[0])
    expect(first.locator("progress")).to_be_visible()
    expect(first.locator(".apply-told")).to_have_text("올리고 있습니다.")
    expect(first.locator("h2")).to_be_focused()
    line.send("Network.emulateNetworkConditions", AT_FULL_SPEED)
    for key in PAPERS[1:]:
        choose_and_send(keyboard, key, f"{key}.pdf", a_pdf() + key.encode())
        expect(place_of(page, key).locator("h2")).to_be_focused()
    expect(page.locator("#papers-told")).to_contain_text("4가지 가운데 4가지")
    keyboard.follow(main_button(page))

    expect(page.get_by_role("heading", level=1)).to_have_text("이대로 낼까요?")
    assert violations(page) == []
    keyboard.follow(main_button(page))
    expect(page.locator(".error-summary")).to_be_focused()
    assert violations(page) == []
    for name in ("consent", "is_true"):
        keyboard.tick(page.locator(f"#{name}"))
    keyboard.follow(main_button(page))

    expect(page.get_by_role("heading", level=1)).to_have_text("지금은 기다리시면 됩니다")
    number = re.search(r"\d{4}-\d-\d{3}", page.get_by_role("main").inner_text())
    assert number
    assert number.group() in center.text_for(email, about="신청서를 접수했습니다")


def test_a_line_that_breaks_leaves_the_file_chosen_and_the_text_typed(visit: Visit, center: Center) -> None:
    page = signs_in(visit(), an_applicant(center))
    page.goto(f"/apply/{OPEN_CALL}")
    main_button(page).click()
    page.goto(f"/apply/{OPEN_CALL}/plan")
    page.context.set_offline(True)
    page.locator("#part-work").fill("끊긴 동안 쓴 글")
    expect(page.locator(".apply-kept")).to_contain_text("아직 저장하지 못했습니다")
    page.context.set_offline(False)
    expect(page.locator(".apply-kept")).to_contain_text("에 저장했습니다.")

    page.goto(f"/apply/{OPEN_CALL}/papers")
    place = place_of(page, PAPERS[0])
    place.locator("input[type=file]").set_input_files(a_paper(PAPERS[0], "a.pdf"))
    page.context.set_offline(True)
    upload_button(page, PAPERS[0]).click()
    expect(place.locator(".apply-told")).to_contain_text("다시 눌러 주세요")
    page.context.set_offline(False)
    upload_button(page, PAPERS[0]).click()
    expect(place.locator("h2 .state")).to_have_text("올림")


def test_of_two_windows_the_older_is_told_and_neither_text_is_lost(visit: Visit, center: Center) -> None:
    older = signs_in(visit(statuses={CONFLICT}), an_applicant(center))
    older.goto(f"/apply/{OPEN_CALL}")
    main_button(older).click()
    older.goto(f"/apply/{OPEN_CALL}/plan")
    newer = older.context.new_page()
    newer.goto(f"/apply/{OPEN_CALL}/plan")
    newer.locator("#part-work").fill("새 창에서 쓴 글")
    main_button(newer).click()
    newer.wait_for_url("**/papers")

    older.locator("#part-work").fill("옛 창에서 쓴 글")
    expect(older.locator(".apply-kept")).to_contain_text("다른 창이나 동료")
    main_button(older).click()

    expect(older.locator(".apply-theirs")).to_contain_text("새 창에서 쓴 글")
    expect(older.locator("#part-work")).to_have_value("옛 창에서 쓴 글")
    assert violations(older) == []
    older.locator("#part-work").fill("새 창에서 쓴 글과 옛 창에서 쓴 글")
    main_button(older).click()
    older.wait_for_url("**/papers")
    newer.goto(f"/apply/{OPEN_CALL}/plan")
    expect(newer.locator("#part-work")).to_have_value("새 창에서 쓴 글과 옛 창에서 쓴 글")


def test_what_is_typed_while_it_is_being_kept_is_no_conflict(visit: Visit, center: Center) -> None:
    page = signs_in(visit(), an_applicant(center))
    page.goto(f"/apply/{OPEN_CALL}")
    main_button(page).click()
    page.goto(f"/apply/{OPEN_CALL}/plan")
    line = page.context.new_cdp_session(page)
    line.send("Network.emulateNetworkConditions", {**SLOWLY, "latency": 1500})
    with page.expect_request("**/plan/kept"):
        page.locator("#part-work").fill("먼저 쓴 글")
    page.locator("#part-work").fill("먼저 쓴 글에 이어서 쓴 글")
    main_button(page).click()

    page.wait_for_url("**/papers")
    page.goto(f"/apply/{OPEN_CALL}/plan")
    expect(page.locator("#part-work")).to_have_value("먼저 쓴 글에 이어서 쓴 글")


def test_a_firm_applies_without_script_and_a_file_that_is_none_is_refused_at_its_place(
    visit: Visit, center: Center
) -> None:
    page = signs_in(visit(script=False), an_applicant(center))
    page.goto(f"/apply/{OPEN_CALL}")
    main_button(page).click()
    fill_need(page)
    main_button(page).click()
    for key in PARTS:
        page.locator(f"#part-{key}").fill("나누며 삽니다.")
    main_button(page).click()
    page.locator(f"#file-{PAPERS[0]}").set_input_files(a_paper(PAPERS[0], "계획서.pdf", b"MZ" + bytes(300)))
    upload_button(page, PAPERS[0]).click()
    expect(page.locator(f"#fault-{PAPERS[0]}")).to_contain_text("계획서.pdf")
    for key in PAPERS:
        page.locator(f"#file-{key}").set_input_files(a_paper(key, f"{key}.pdf"))
        upload_button(page, key).click()
        expect(place_of(page, key).locator("h2 .state")).to_have_text("올림")
    main_button(page).click()
    for name in ("consent", "is_true"):
        page.locator(f"#{name}").check()
    main_button(page).click()

    expect(page.get_by_role("heading", level=1)).to_have_text("지금은 기다리시면 됩니다")
