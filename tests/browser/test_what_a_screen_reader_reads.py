"""The pages of one's booking as a screen reader walks through them: headings and controls, by name and in order."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.center import Center, Time
from tests.browser.conftest import visitor
from tests.browser.steps import a_booker, book

STOP = re.compile(
    r'- (heading|link|button|textbox|combobox|checkbox|radio)(?: ("(?:[^"\\]|\\.)*"))?(?: \[level=(\d)\])?'
)
WALKS: Mapping[str, tuple[str, ...]] = {
    "/bookings/{reference}": (
        "heading 1 {now}",
        "link 시간 변경하기",
        "link 내 달력에 넣기 (.ics)",
        "heading 2 예약 내용",
        "link 목적·인원·단체 고치기",
        "heading 2 예약 취소",
        "link 예약 취소하기",
        "heading 2 링크를 다른 사람이 알게 되었나요?",
        "button 링크 바꾸기",
    ),
    "/bookings/{reference}/time/new?{wish}": (
        "heading 1 시간을 이렇게 바꿀까요?",
        "button 시간 바꾸기",
        "link 시간 다시 고르기",
    ),
    "/bookings/{reference}/words": (
        "heading 1 예약 내용 고치기",
        "textbox 무엇을 하시나요",
        "combobox 이용 종류",
        "textbox 이용 인원",
        "textbox 단체 이름 (선택)",
        "button 내용 바꾸기",
        "link 그대로 두기",
    ),
    "/bookings/{reference}/cancel": (
        "heading 1 이 예약을 취소할까요?",
        "button 예약 취소하기",
        "link 취소하지 않고 돌아가기",
    ),
    "/bookings": (
        "heading 1 예약 확인",
        "heading 2 이 기기에서 열어 본 예약",
        "link {now}",
        "button 이 기기에서 지우기",
        "heading 2 메일로 링크 받기",
        "textbox 메일 주소",
        "button 링크 받기",
    ),
    "/bookings/YD-AAAA-AAAA": (
        "heading 1 예약을 열려면 열쇠가 필요합니다",
        "textbox 메일에 적힌 열쇠",
        "button 예약 열기",
        "link 메일로 링크 다시 받기",
    ),
}


@dataclass(frozen=True)
class Reader:
    """Somebody with a booking, and another time for it."""

    page: Page
    reference: str
    now: Time
    later: Time

    def filled(self, text: str) -> str:
        """A text with what is this booking's own."""
        day = f"{self.now.day.month}월 {self.now.day.day}일({'월화수목금토일'[self.now.day.weekday()]})"
        return text.format(reference=self.reference, now=f"{day} {self.now.hours}", wish=self.later.change_query)


@pytest.fixture(scope="module")
def reader(browser: Browser, center: Center) -> Iterator[Reader]:
    """A citizen with one booking."""
    now, later = center.free_hours("202"), center.free_hours("202")
    with visitor(browser, center) as page:
        book(page, center, now, a_booker())
        yield Reader(page, page.url.split("/")[-2], now, later)


def stops(page: Page) -> list[str]:
    """The headings and controls of the main part, as the accessibility tree tells them."""
    found = STOP.findall(page.locator("main").aria_snapshot())
    return [" ".join(filter(None, [role, level, name.strip('"') or "without a name"])) for role, name, level in found]


@pytest.mark.parametrize("address", WALKS)
def test_headings_and_controls_are_read_by_name_and_in_order(reader: Reader, address: str) -> None:
    reader.page.goto(reader.filled(address))

    assert stops(reader.page) == [reader.filled(stop) for stop in WALKS[address]]


def test_the_calendar_of_a_change_names_every_control(reader: Reader) -> None:
    reader.page.goto(reader.filled("/bookings/{reference}/time"))

    found = stops(reader.page)

    assert found[:2] == ["link 내 예약으로 돌아가기", "heading 1 언제로 바꿀까요?"]
    assert not [stop for stop in found if "without a name" in stop]
    assert [stop for stop in found if stop.startswith("combobox")] == ["combobox 날짜", "combobox 시작", "combobox 끝"]
    assert [stop for stop in found if stop.startswith("button")][-1] == "button 이 시간으로 바꾸기"


def test_why_a_time_cannot_be_is_read_first_and_its_ways_out_by_their_times(reader: Reader) -> None:
    early = Time("202", reader.later.day, 12, 16)
    reader.page.goto(reader.filled("/bookings/{reference}/time/new?") + early.change_query)

    title, problem, *others, again = stops(reader.page)

    expect(reader.page.get_by_role("alert")).to_be_focused()
    assert (title, problem) == ("heading 1 이 시간으로는 바꿀 수 없습니다", "heading 2 다른 시간을 골라 주세요")
    assert len(others) == 3
    assert all(re.fullmatch(r"link \d+월 \d+일\(.\) \d\d:\d\d~\d\d:\d\d · 202 다목적회의실", other) for other in others)
    assert again == "link 시간 다시 고르기"


def test_the_key_field_and_the_list_say_what_they_are_for(reader: Reader) -> None:
    reader.page.goto("/bookings/YD-AAAA-AAAA")
    expect(reader.page.get_by_label("메일에 적힌 열쇠")).to_have_accessible_description(
        "메일에서 열쇠라고 적힌 글자를 그대로 붙여 넣으세요."
    )
    reader.page.goto("/bookings")
    expect(reader.page.get_by_label("메일 주소")).to_have_accessible_description("예약할 때 적은 주소로만 보냅니다.")
    expect(reader.page.get_by_label("메일 주소")).to_have_attribute("autocomplete", "email")
