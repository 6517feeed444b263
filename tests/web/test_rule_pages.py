"""The pages on which staff change rules: look first, then do what was shown; in both languages, for two editors."""

import html
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import html5lib
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from center.accounts.models import AccessRecord
from center.app import create_app
from center.bookings import queries
from center.bookings.models import BookingRule
from center.bookings.rules.values import (
    ROOM_KEYS,
    ROOMS_ALONE,
    SHAPES,
    STORED_AS_CENTER,
    TEXTS,
    DecisionRule,
    Turnaround,
    Wording,
)
from center.bookings.service.upkeep import set_exceptional_opening, set_rule
from center.core import time
from center.core.db import db
from center.spaces.queries import find_holiday
from center.web.i18n import LANGUAGE_COOKIE
from tests.bookings.factories import CHRISTMAS, THURSDAY, WEDNESDAY, a_booking, a_request, hours
from tests.conftest import Clock, settings_for
from tests.web.test_pages import counted_queries, details, n_queries, staff_signs_in
from tests.web.test_translations import korean_in

TODAY, TOMORROW = date(2026, 12, 15), date(2026, 12, 16)
KEYS = tuple(SHAPES)
PAGES = (
    "/staff/rules",
    *(f"/staff/rules/{key}?scope={'202' if key in {'capacity', 'decision'} else 'center'}" for key in KEYS),
    "/staff/rules/turnaround?scope=203",
    "/staff/days",
    "/staff/days?year=2027",
    "/staff/days/exception",
    "/staff/days/exception?day=2026-12-30&scope=202",
    "/staff/days/exception/removal?day=2026-12-30&scope=202",
    "/staff/days/holiday",
    "/staff/days/holiday?day=2026-12-25",
    "/staff/days/holiday/removal?day=2026-12-25",
    "/staff/rules/length/withdrawal?scope=202&day=2026-12-24",
)
WEEK = {f"day_{n}": "09:00~12:00, 13:00~21:00" for n in range(6)} | {"day_6": "휴관"}
FIELDS: Mapping[str, Mapping[str, Any]] = {
    "opening_hours": WEEK,
    "length": {"shortest": "90", "longest_a_day": "180"},
    "turnaround": {"minutes": "60"},
    "notice": {"hours": "48"},
    "window": {"months_ahead": "2", "day": "5", "clock": "9시"},
    "capacity": {"most": "11", "ask_below": "2"},
    "quota": {"person": "2", "organisation": "8"},
    "decision": {
        "usual": "instant",
        "within_working_days": "3",
        "cases-0-weekdays": ["5", "6"],
        "cases-0-hours": "18:00~21:00",
        "cases-0-bookers": ["organisation"],
        "cases-0-decision": "staff",
    },
    "cancelling": {"hours": "12"},
    "reminder": {"hours": "48"},
    "verifying": {"minutes": "15", "tries": "4", "sendings": "2", "holds_an_address": "1", "holds_a_block": "9"},
    "series": {"months": "3", "most": "8"},
    "retention": {"months": "24"},
    "terms": {"ko": "깨끗이 씁니다.\n\n조용히 씁니다.", "en": "Kept clean.\nKept quiet."},
    "privacy": {"ko": "이름만 받습니다.", "en": "Names only."},
    "news": {"ko": "소식을 보냅니다.", "en": "We send news."},
    "staff_reasons": {"ko": "자리가 없습니다.", "en": "No room."},
    "cancel_reasons": {"ko": "물이 샙니다.", "en": "Water damage."},
    "refused_uses": {"ko": "장사에는 쓸 수 없습니다.", "en": "Not for trade."},
}
STORED: Mapping[str, Any] = {
    "opening_hours": {"weekdays": [[[540, 720], [780, 1260]]] * 6 + [[]]},
    "length": {"shortest": 90, "longest_a_day": 180},
    "turnaround": {"minutes": 60},
    "notice": {"hours": 48},
    "window": {"months_ahead": 2, "day": 5, "minute": 540},
    "capacity": {"most": 11, "ask_below": 2},
    "quota": {"person": 2, "organisation": 8},
    "decision": {
        "usual": "instant",
        "cases": [{"weekdays": [5, 6], "start": 1080, "end": 1260, "bookers": ["organisation"], "decision": "staff"}],
        "within_working_days": 3,
    },
    "cancelling": {"hours": 12},
    "reminder": {"hours": 48},
    "verifying": {"minutes": 15, "tries": 4, "sendings": 2, "holds_an_address": 1, "holds_a_block": 9},
    "series": {"months": 3, "most": 8},
    "retention": {"months": 24},
    "terms": {"version": "2026-2", "ko": ["깨끗이 씁니다.", "조용히 씁니다."], "en": ["Kept clean.", "Kept quiet."]},
    "privacy": {"version": "2026-2", "ko": ["이름만 받습니다."], "en": ["Names only."]},
    "news": {"version": "2026-2", "ko": ["소식을 보냅니다."], "en": ["We send news."]},
    "staff_reasons": {"version": "2026-2", "ko": ["자리가 없습니다."], "en": ["No room."]},
    "cancel_reasons": {"version": "2026-2", "ko": ["물이 샙니다."], "en": ["Water damage."]},
    "refused_uses": {"version": "2026-2", "ko": ["장사에는 쓸 수 없습니다."], "en": ["Not for trade."]},
}


@pytest.fixture
def staff(app: Flask) -> FlaskClient:
    """The browser of yuna, who has signed in."""
    browser = app.test_client()
    staff_signs_in(browser)
    return browser


def address_of(key: str) -> str:
    return f"/staff/rules/{key}?scope={'202' if key in {'capacity', 'decision'} else 'center'}"


def seen_in(page: str) -> str:
    found = re.search(r'name="seen" value="(\w+)"', page)
    assert found, "no page that shows what would become of bookings"
    return found.group(1)


def typed_in(page: str) -> list[tuple[str, str]]:
    """What the page sends again with the decision."""
    pairs = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page)
    return [(name, html.unescape(value)) for name, value in pairs if name != "csrf_token"]


def send(staff: FlaskClient, address: str, pairs: list[tuple[str, str]]) -> TestResponse:
    fields: dict[str, list[str]] = {}
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    return staff.post(address, data=fields)


def look(staff: FlaskClient, address: str, **typed: Any) -> TestResponse:
    return staff.post(address, data={"from": TOMORROW.isoformat(), **typed, "act": "look"})


def save(staff: FlaskClient, address: str, shown: TestResponse) -> TestResponse:
    """Press the button of the page that shows what would happen."""
    assert shown.status_code in {200, 409}, shown.text
    return send(staff, address, [*typed_in(shown.text), ("act", "save")])


def korean_of(page: TestResponse) -> list[str]:
    """What is Korean on an English page but the name of who has signed in."""
    return [one for one in korean_in(page.text) if not one.startswith("김유나")]


def test_the_list_says_every_rule_in_a_sentence(staff: FlaskClient) -> None:
    page = staff.get("/staff/rules").text

    for sentence in (
        "월~금 09:00~21:00",
        "한 번에 1시간부터, 한 사람이 하루에 4시간까지 씁니다.",
        "이용이 끝나면 30분을 비워 둡니다.",
        "시작하기 24시간 전까지 예약을 받습니다.",
        "매달 1일 10:00에 다음 달 예약이 열립니다.",
        "50명까지 씁니다.",
        "한 달에 개인은 4번, 단체는 4번까지 예약합니다.",
        "보통 직원이 정합니다.",
        "정치·종교 활동과 영리 목적으로는 쓸 수 없습니다.",
        "시작하기 26시간 전에 메일로 알립니다.",
    ):
        assert sentence in page
    assert page.count("2015년 3월 1일(일)부터") == 21
    assert "서로 맞지 않는" not in page


def test_the_list_says_what_comes_and_what_a_room_has_of_its_own(staff: FlaskClient) -> None:
    set_rule("turnaround", {"minutes": 60}, from_on=THURSDAY, scope="202")
    set_rule("reminder", {"hours": 20}, from_on=THURSDAY)

    page = staff.get("/staff/rules").text

    assert "12월 24일(목)부터: 이용이 끝나면 1시간을 비워 둡니다." in page
    assert "알림 메일: 알림(20시간 전)은" in page


@pytest.mark.parametrize("key", KEYS)
def test_every_rule_is_changed_by_looking_first(staff: FlaskClient, key: str) -> None:
    address, before = address_of(key), len(queries.rulebook().values)
    shown = look(staff, address, **FIELDS[key])
    assert shown.status_code == 200, shown.text
    assert len(queries.rulebook().values) == before

    done = save(staff, address, shown)

    assert done.status_code == 303
    scope = address.partition("scope=")[2]
    assert _stored_of(key, scope) == STORED[key]
    assert "바꾸었습니다." in staff.get("/staff/rules").text


def _stored_of(key: str, scope: str) -> Any:
    rows = db.session.scalars(select(BookingRule).filter_by(key=key, scope=scope, from_on=TOMORROW))
    return rows.one().value


def test_the_form_of_a_rule_begins_with_the_value_that_holds(staff: FlaskClient) -> None:
    for address in map(address_of, KEYS):
        fields = _fields_of(staff.get(address).text)

        answer = send(staff, address, [*fields, ("act", "look")])

        assert answer.status_code == 422, address
        assert "그날 쓰는 값과 같습니다." in answer.text


def _fields_of(page: str) -> list[tuple[str, str]]:
    """What a browser would send of the page's form, as it was given."""
    root = html5lib.parse(page, namespaceHTMLElements=False)
    form = next(one for one in root.iter("form") if one.get("class") == "rule-form")
    fields = [(one.get("name") or "", one.get("value") or "") for one in form.iter("input")]
    fields += [(one.get("name") or "", (one.text or "").removeprefix("\n")) for one in form.iter("textarea")]
    for one in form.iter("select"):
        chosen = [option for option in one.iter("option") if option.get("selected") is not None]
        fields += [(one.get("name") or "", option.get("value") or "") for option in chosen]
    return [field for field in fields if field[0] != "csrf_token"]


def test_what_would_become_of_each_booking_is_listed_with_totals_and_links(staff: FlaskClient) -> None:
    hit, fits = a_booking(organisation="마을 협동조합"), a_booking(hours(9, 11), headcount=5)
    page = look(staff, address_of("capacity"), most="11", ask_below="3").text

    assert "‘정할 예약’에 오르는 예약 <b>1건</b>" in page
    assert "12월 23일(수) 14:00~16:00" in page
    assert "마을 협동조합 · 확정" in page
    assert "12명이 정원 11명을 넘습니다." in page
    assert f"/staff/bookings/{hit.reference}" in page
    assert fits.reference not in page
    [record] = db.session.scalars(select(AccessRecord).filter_by(action="rules.foreseen"))
    assert record.n_records == 1


def test_what_stays_as_it_is_is_counted_and_not_listed(staff: FlaskClient) -> None:
    a_booking(organisation="마을 협동조합")
    a_booking(hours(9, 11))

    page = look(staff, address_of("turnaround"), minutes="60").text

    assert "앞으로 있을 예약 가운데 달라지는 것은 없습니다." in page
    assert "새 규칙과 다르지만 그대로 두는 예약은 2건입니다." in page
    assert "정리 시간은 30분 그대로입니다. <b>2건</b>" in page
    assert "마을 협동조합" not in page
    assert db.session.scalars(select(AccessRecord).filter_by(action="rules.foreseen")).all() == []


def test_many_bookings_are_shown_fifty_a_page_and_what_weighs_most_comes_first(
    staff: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("center.bookings.pages.touched.ROWS_A_PAGE", 2)
    made = [a_booking(hours(start, start + 1), headcount=5) for start in (9, 11, 13)]
    made += [a_booking(hours(16, 17))]
    address, typed = address_of("capacity"), {"most": "4", "ask_below": "1"}
    first = look(staff, address, **typed)
    assert [one.reference in first.text for one in made] == [True, True, False, False]
    assert "4건 가운데 1번째부터 2번째까지입니다." in first.text
    assert "다음 2건 보기 (2건 남음)" in first.text

    second = send(staff, address, [*typed_in(first.text), ("page", "2")])

    assert [one.reference in second.text for one in made] == [False, False, True, True]
    assert "앞의 2건 보기" in second.text
    assert seen_in(second.text) == seen_in(first.text)
    records = db.session.scalars(select(AccessRecord).filter_by(action="rules.foreseen")).all()
    assert [record.n_records for record in records] == [2, 2]
    assert save(staff, address, second).status_code == 303


def test_who_turns_pages_while_bookings_change_begins_anew(staff: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("center.bookings.pages.touched.ROWS_A_PAGE", 1)
    for start in (11, 13):
        a_booking(hours(start, start + 1))
    address = address_of("capacity")
    first = look(staff, address, most="4", ask_below="1")
    new = a_booking(hours(9, 10))

    second = send(staff, address, [*typed_in(first.text), ("page", "2")])

    assert second.status_code == 409
    assert new.reference in second.text
    assert "그사이 규칙이나 예약이 바뀌어" in second.text


@pytest.mark.parametrize("page", ["0", "-3", "x", "99"])
def test_a_page_that_is_not_there_is_the_nearest_one(staff: FlaskClient, page: str) -> None:
    booking = a_booking()
    first = look(staff, address_of("capacity"), most="4", ask_below="1")

    answer = send(staff, address_of("capacity"), [*typed_in(first.text), ("page", page)])

    assert answer.status_code == 200
    assert booking.reference in answer.text


def test_taking_a_coming_value_back_says_what_will_hold_instead(staff: FlaskClient) -> None:
    set_rule("turnaround", {"minutes": 60}, from_on=THURSDAY)
    set_rule("turnaround", {"minutes": 0}, from_on=CHRISTMAS)
    set_rule("turnaround", {"minutes": 90}, from_on=THURSDAY, scope="202")

    center = staff.get("/staff/rules/turnaround/withdrawal?scope=center&day=2026-12-24").text
    room = staff.get("/staff/rules/turnaround/withdrawal?scope=202&day=2026-12-24").text

    assert "정리 시간, 12월 24일(목)부터의 값을 거둡니다" in center
    assert "거두면 12월 24일(목)부터" in center
    assert "2015년 3월 1일(일)부터의 값이 그대로 이어집니다." in center
    assert "12월 25일(금)부터는 정해 둔 대로 다시 바뀝니다: 이용과 이용 사이를 비워 두지 않습니다." in center
    assert "이대로 거두기" in center
    assert "따로 정한 값이 없어 센터의 규칙을 따릅니다." in room
    assert "이용이 끝나면 1시간을 비워 둡니다." in room


def test_who_leaves_bookings_to_decide_over_is_led_to_them(staff: FlaskClient) -> None:
    a_booking()
    address = "/staff/days/holiday"
    typed = {"day": WEDNESDAY.isoformat(), "name": "임시공휴일", "name_en": "Temporary holiday", "is_off": "y"}

    done = save(staff, address, staff.post(address, data=typed))

    assert done.headers["Location"] == "/staff/unfit"
    assert "예약 1건을 정해 주세요" in staff.get("/staff/unfit").text
    holiday = find_holiday(WEDNESDAY)
    assert holiday
    assert (holiday.name, holiday.name_en, holiday.is_off) == ("임시공휴일", "Temporary holiday", True)


def test_going_back_keeps_what_was_typed(staff: FlaskClient) -> None:
    address = address_of("decision")
    shown = look(staff, address, **FIELDS["decision"])

    again = send(staff, address, [*typed_in(shown.text), ("act", "mend")])

    assert again.status_code == 200
    assert 'value="18:00~21:00"' in again.text
    assert _fields_of(again.text).count(("cases-0-bookers", "organisation")) == 1
    checked = re.findall(r'<input checked id="cases-0-\w+-\d" name="[\w-]+" type="checkbox" value="(\w+)">', again.text)
    assert checked == ["5", "6", "organisation"]


def test_two_editors_never_overwrite_each_other_silently(app: Flask, staff: FlaskClient) -> None:
    address = address_of("turnaround")
    mine = look(staff, address, minutes="60")
    theirs = look(staff, address, minutes="0")
    assert save(staff, address, theirs).status_code == 303

    refused = save(staff, address, mine)

    assert refused.status_code == 409
    assert "그사이 규칙이나 예약이 바뀌어 아직 바꾸지 않았습니다." in refused.text
    assert "이용과 이용 사이를 비워 두지 않습니다." in refused.text
    assert _stored_of("turnaround", "center") == {"minutes": 0}
    assert save(staff, address, refused).status_code == 303
    assert _stored_of("turnaround", "center") == {"minutes": 60}


def test_a_booking_made_meanwhile_is_shown_before_anything_is_done(staff: FlaskClient) -> None:
    address = address_of("opening_hours")
    shown = look(staff, address, **{**WEEK, "day_2": "휴관"})
    a_booking()

    refused = save(staff, address, shown)

    assert refused.status_code == 409
    assert "그날은 문을 열지 않습니다." in refused.text


@pytest.mark.parametrize("seen", ["", "x", "0" * 64])
def test_nothing_is_done_that_was_not_looked_at(staff: FlaskClient, seen: str) -> None:
    typed = {"from": TOMORROW.isoformat(), "minutes": "60", "act": "save", "seen": seen}

    assert staff.post(address_of("turnaround"), data=typed).status_code == 409
    assert queries.rulebook().get(Turnaround, "turnaround", TOMORROW).minutes == 30


WRONG: tuple[tuple[str, Mapping[str, Any], str], ...] = (
    ("opening_hours", {**WEEK, "day_0": "아무 때나"}, "월요일: ‘아무 때나’ 부분을 읽을 수 없습니다."),
    ("opening_hours", {**WEEK, "day_5": "09:15~10:00"}, "토요일: 09:15: 30분 단위로"),
    ("opening_hours", {f"day_{n}": "휴관" for n in range(7)}, "가장 긴 이용(4시간)이 들어갈 만큼"),
    ("length", {"shortest": "240", "longest_a_day": "60"}, "가장 짧은 이용보다 짧을 수 없습니다."),
    ("length", {"shortest": "45", "longest_a_day": "60"}, "목록에서 골라 주세요."),
    ("turnaround", {"minutes": "390"}, "목록에서 골라 주세요."),
    ("turnaround", {"minutes": "60", "from": "2026-12-14"}, "지난 날은 바꿀 수 없습니다."),
    ("turnaround", {"minutes": "60", "from": ""}, "언제부터 쓸지 날짜를 골라 주세요."),
    ("turnaround", {"minutes": "60", "from": "내일"}, "날짜를 2026-12-23처럼 적어 주세요."),
    ("notice", {"hours": "-1"}, "0부터 720까지의 숫자로 적어 주세요."),
    ("notice", {"hours": "하루"}, "숫자로 적어 주세요. 예: 12"),
    ("window", {"months_ahead": "1", "day": "29", "clock": "10:00"}, "1부터 28까지의 숫자로"),
    ("window", {"months_ahead": "1", "day": "1", "clock": "25:00"}, "시각을 10:00처럼 적어 주세요."),
    ("window", {"months_ahead": "0", "day": "1", "clock": "10:00"}, "목록에서 골라 주세요."),
    ("capacity", {"most": "0", "ask_below": "0"}, "1부터 1000까지의 숫자로"),
    ("capacity", {"most": "5", "ask_below": "6"}, "정원보다 클 수 없습니다."),
    ("quota", {"person": "", "organisation": "1"}, "숫자로 적어 주세요."),
    ("cancelling", {"hours": "26"}, "알림(26시간 전)은 취소할 수 있는 때가"),
    ("reminder", {"hours": "24"}, "알림(24시간 전)은 취소할 수 있는 때가"),
    ("verifying", {**FIELDS["verifying"], "tries": "0"}, "1부터 20까지의 숫자로"),
    ("retention", {"months": "6"}, "12부터 60까지의 숫자로"),
    ("terms", {"ko": " \n ", "en": "Text."}, "한 줄에 한 문장씩 적어 주세요."),
    ("terms", {"ko": "하나.\n둘.", "en": "One."}, "한국어는 2문장, 영어는 1문장입니다."),
    ("terms", {"ko": "가" * 301, "en": "One."}, "한 문장은 300자까지"),
    ("decision", {"usual": "instant", "within_working_days": "0"}, "1부터 30까지의 숫자로"),
    ("decision", {"usual": "perhaps", "within_working_days": "2"}, "목록에서 골라 주세요."),
    (
        "decision",
        {"usual": "instant", "within_working_days": "2", "cases-0-hours": "9", "cases-0-decision": "staff"},
        "요일을 하나 이상 골라 주세요.",
    ),
)


def test_what_cannot_be_is_said_at_its_field_in_both_languages(staff: FlaskClient) -> None:
    for key, typed, sentence in WRONG:
        staff.set_cookie(LANGUAGE_COOKIE, "ko")
        answer = look(staff, address_of(key), **typed)
        assert answer.status_code == 422, sentence
        assert sentence in html.unescape(answer.text)
        assert 'class="error-summary"' in answer.text
        [link, *_rest] = re.findall(r'<li><a href="#([\w-]+)">', answer.text)
        assert f'id="{link}"' in answer.text

        staff.set_cookie(LANGUAGE_COOKIE, "en")
        korean = korean_of(look(staff, address_of(key), **typed))
        words = {part for value in typed.values() if isinstance(value, str) for part in (value, *value.split("\n"))}
        assert [one for one in korean if not any(word and word in one for word in words)] == [], sentence


def test_cases_come_and_go_by_buttons(staff: FlaskClient) -> None:
    address, typed = address_of("decision"), {"usual": "instant", "within_working_days": "2", "from": "2026-12-20"}
    one = staff.post(address, data={**typed, "act": "add"})
    assert one.text.count("cases-0-hours") > 0
    filled = {**typed, **{name: value for name, value in FIELDS["decision"].items() if name.startswith("cases")}}
    two = staff.post(address, data={**filled, "act": "add"})
    assert 'name="cases-1-hours"' in two.text
    assert 'value="18:00~21:00"' in two.text

    gone = staff.post(address, data={**filled, "cases-1-hours": "종일", "act": "drop-0"})

    assert 'value="18:00~21:00"' not in gone.text
    assert 'value="종일"' in gone.text
    assert 'value="2026-12-20"' in gone.text
    assert 'class="error-summary"' not in gone.text


def test_at_most_so_many_cases_fit_into_a_form(staff: FlaskClient) -> None:
    many = {f"cases-{n}-hours": "종일" for n in range(12)}

    answer = staff.post(address_of("decision"), data={**many, "act": "add"})

    assert answer.text.count('class="rule-case"') == 12


def test_a_case_decides(staff: FlaskClient) -> None:
    saturday = {**FIELDS["decision"], "cases-0-bookers": ["person", "organisation"], "cases-0-hours": ""}
    address = address_of("decision")
    assert save(staff, address, look(staff, address, **saturday)).status_code == 303

    assert a_booking(hours(10, 12, date(2026, 12, 26))).state == "requested"
    assert a_booking(hours(10, 12)).state == "confirmed"
    rule = queries.rulebook().get(DecisionRule, "decision", TOMORROW, "202")
    assert (rule.cases[0].start, rule.cases[0].end) == (0, 1440)
    page = staff.get(address).text
    assert "토~일 종일, 개인·단체: 직원이 정합니다." in page


def test_a_room_follows_the_center_again_from_a_day_on(staff: FlaskClient) -> None:
    set_rule("turnaround", {"minutes": 90}, from_on=TODAY, scope="202")
    assert "202 다목적회의실도 센터의 규칙을 따르게 하기" in staff.get("/staff/rules/turnaround?scope=202").text
    address = "/staff/rules/turnaround/center?scope=202&day=2026-12-24"
    shown = staff.get(address)
    assert "센터의 규칙을 따릅니다." in shown.text

    assert save(staff, address, shown).status_code == 303

    minutes = [queries.rulebook().get(Turnaround, "turnaround", day, "202").minutes for day in (WEDNESDAY, THURSDAY)]
    assert minutes == [90, 30]


def test_calendars_are_shown_where_a_room_follows_the_center_again_in_every_rule(
    staff: FlaskClient, client: FlaskClient
) -> None:
    for key in (key for key in ROOM_KEYS if key not in ROOMS_ALONE):
        set_rule(key, dict(STORED[key]), from_on=TODAY, scope="202")
        set_rule(key, dict(STORED_AS_CENTER), from_on=TOMORROW, scope="202")

    for address in (
        "/rooms/calendar",
        "/rooms/202/calendar?view=month",
        "/rooms/202/calendar.ics",
        "/rooms",
        "/rooms/find",
    ):
        assert client.get(address).status_code == 200
    assert "센터의 규칙을 따릅니다." in staff.get("/staff/rules").text


def test_a_coming_value_is_taken_back_and_one_in_force_is_not(staff: FlaskClient) -> None:
    set_rule("turnaround", {"minutes": 90}, from_on=THURSDAY)
    page = staff.get(address_of("turnaround")).text
    assert page.count(">거두기</a>") == 1
    address = "/staff/rules/turnaround/withdrawal?scope=center&day=2026-12-24"

    assert save(staff, address, staff.get(address)).status_code == 303

    assert queries.rulebook().get(Turnaround, "turnaround", THURSDAY).minutes == 30
    first = staff.get("/staff/rules/turnaround/withdrawal?scope=center&day=2015-03-01")
    assert first.status_code == 422
    assert "이미 쓰고 있는 값은 지울 수 없습니다." in first.text


def test_a_coming_value_is_told_when_an_earlier_day_is_changed(staff: FlaskClient) -> None:
    set_rule("turnaround", {"minutes": 90}, from_on=THURSDAY)

    page = look(staff, address_of("turnaround"), minutes="60").text

    assert "12월 24일(목)부터는 정해 둔 대로 다시 바뀝니다: 이용이 끝나면 1시간 30분을 비워 둡니다." in page


def test_days_are_added_changed_and_removed(staff: FlaskClient) -> None:
    address = "/staff/days/exception"
    typed = {
        "day": "2026-12-25",
        "scope": "202",
        "hours": "10시~16시",
        "reason": "성탄 행사",
        "reason_en": "Christmas party",
    }
    assert save(staff, address, staff.post(address, data=typed)).status_code == 303
    page = staff.get("/staff/days").text
    assert "202 다목적회의실 · 성탄 행사" in page
    assert "10:00~16:00" in page
    known = f"{address}?day=2026-12-25&scope=202"
    assert 'value="10:00~16:00"' in staff.get(known).text
    assert save(staff, known, staff.post(known, data={**typed, "hours": "휴관"})).status_code == 303
    assert a_booking(hours(9, 11)).state == "confirmed"
    removal = "/staff/days/exception/removal?day=2026-12-25&scope=202"
    shown = staff.get(removal)
    assert "이대로 지우기" in shown.text

    assert save(staff, removal, shown).status_code == 303

    assert queries.rulebook().exceptional_days == []


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "날짜를 골라 주세요."),
        ({"day": "2026-12-14"}, "지난 날은 바꿀 수 없습니다."),
        ({"hours": "10~10"}, "끝은 시작보다 늦고"),
        ({"reason": "a" * 101}, "100자까지 적을 수 있습니다."),
        ({"reason_en": ""}, "영어 화면에 보일 까닭을"),
        ({"scope": "201"}, "목록에서 골라 주세요."),
    ],
)
def test_what_is_wrong_with_a_day_is_said_at_its_field(
    staff: FlaskClient, typed: Mapping[str, str], sentence: str
) -> None:
    right = {"day": "2026-12-30", "scope": "center", "hours": "휴관", "reason": "점검", "reason_en": "Check"}

    answer = staff.post("/staff/days/exception", data={**right, **typed} if typed else {})

    assert answer.status_code == 422
    assert sentence in answer.text


def test_a_holiday_on_which_the_center_is_open_is_said_so(staff: FlaskClient) -> None:
    address = "/staff/days/holiday?day=2026-12-25"
    typed = {"day": "2026-12-25", "name": "성탄절", "name_en": "Christmas Day"}

    assert save(staff, address, staff.post(address, data=typed)).status_code == 303

    assert "문을 엽니다" in staff.get("/staff/days").text
    assert a_booking(hours(10, 12, CHRISTMAS)).state == "confirmed"


@pytest.mark.parametrize(
    "address",
    [
        "/staff/rules/nonsense",
        "/staff/rules/quota?scope=202",
        "/staff/rules/capacity?scope=center",
        "/staff/rules/turnaround?scope=201",
        "/staff/rules/turnaround?scope=%00",
        "/staff/rules/turnaround/withdrawal?day=2026-12-24",
        "/staff/rules/turnaround/withdrawal?day=x",
        "/staff/rules/nonsense/center?scope=202",
        "/staff/days/exception/removal?day=2026-12-24",
        "/staff/days/holiday/removal",
    ],
)
def test_what_is_not_there_is_not_found(staff: FlaskClient, address: str) -> None:
    assert staff.get(address).status_code == 404


@pytest.mark.parametrize("address", ["/staff/days?year=x", "/staff/days?year=99999", "/staff/days/holiday?day=x"])
def test_an_address_that_cannot_be_read_shows_the_plain_page(staff: FlaskClient, address: str) -> None:
    assert staff.get(address).status_code == 200


PAYLOADS = [
    "<script>alert(1)</script>",
    "%(x)s {{ 'x' * 7 }}",
    "\u202e가\u0000나",
    "'; DROP TABLE booking;--",
    "가" * 90,
]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_any_text_is_shown_as_text(staff: FlaskClient, client: FlaskClient, payload: str) -> None:
    terms, address = {"ko": payload, "en": payload}, address_of("refused_uses")
    assert save(staff, address, look(staff, address, **terms, **{"from": TODAY.isoformat()})).status_code == 303
    day = {"day": WEDNESDAY.isoformat(), "scope": "center", "hours": "휴관", "reason": payload, "reason_en": payload}
    assert save(staff, "/staff/days/exception", staff.post("/staff/days/exception", data=day)).status_code == 303

    booking = "/rooms/book/details?space=202&start=2026-12-24T14:00%2B09:00&end=2026-12-24T16:00%2B09:00"
    for page in (
        staff.get("/staff/rules"),
        staff.get("/staff/days"),
        client.get(booking),
        client.get("/rooms/calendar"),
    ):
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "xxxxxxx" not in page.text
        html5lib.HTMLParser(strict=True).parse(page.text)


def test_what_the_rooms_are_not_for_is_said_to_bookers_and_to_staff(staff: FlaskClient, client: FlaskClient) -> None:
    request = a_request()
    address = address_of("refused_uses")
    shown = look(staff, address, **FIELDS["refused_uses"], **{"from": TODAY.isoformat()})
    assert save(staff, address, shown).status_code == 303

    booking = "/rooms/book/details?space=202&start=2026-12-24T14:00%2B09:00&end=2026-12-24T16:00%2B09:00"

    assert "장사에는 쓸 수 없습니다." in client.get(booking).text
    assert "장사에는 쓸 수 없습니다." in staff.get(f"/staff/bookings/{request.reference}/request").text


def test_new_terms_are_agreed_to_from_their_day_on(staff: FlaskClient, client: FlaskClient) -> None:
    address = address_of("terms")
    shown = look(staff, address, **FIELDS["terms"], **{"from": TODAY.isoformat()})
    assert save(staff, address, shown).status_code == 303
    booking = "/rooms/book/details?space=202&start=2026-12-24T14:00%2B09:00&end=2026-12-24T16:00%2B09:00"

    code_page = client.post(booking, data=details()).headers["Location"]

    assert queries.get_booking(code_page.split("/")[2]).terms_version == "2026-2"
    assert queries.rulebook().get(Wording, "terms", date(2026, 1, 1)).version == "2026-1"


@pytest.mark.parametrize(
    ("key", "page", "now", "then"),
    [
        ("terms", "/terms", "공간을 쓸 때 지킬 것", "깨끗이 씁니다."),
        ("privacy", "/privacy", "예약할 때 받는 개인정보", "이름만 받습니다."),
        ("news", "/privacy", "소식을 받기로 한 분", "소식을 보냅니다."),
    ],
)
def test_a_coming_text_is_announced_with_its_day_until_it_holds(
    client: FlaskClient, clock: Clock, key: str, page: str, now: str, then: str
) -> None:
    before = client.get(page).text
    set_rule(key, dict(STORED[key]), from_on=THURSDAY)

    announced = client.get(page).text

    assert "내용이 바뀝니다" not in before
    assert "12월 24일(목)부터 내용이 바뀝니다. 바뀔 글도 아래에 적었습니다." in announced
    assert announced.index(f"<h2>{now}</h2>") < announced.index(f"<h2>{now}: 12월 24일(목)부터</h2>")
    assert announced.index(f"<h2>{now}: 12월 24일(목)부터</h2>") < announced.index(then)

    clock.set(time.at(THURSDAY, 0))
    assert "내용이 바뀝니다" not in client.get(page).text
    assert then in client.get(page).text


def prepared() -> None:
    """Something for every page to show."""
    a_booking()
    a_request()
    set_exceptional_opening(date(2026, 12, 30), [], reason="점검", reason_en="Check", scope="202")
    set_rule("length", {"shortest": 60, "longest_a_day": 120}, from_on=THURSDAY, scope="202")


def test_pages_are_well_formed_in_both_languages_and_english_holds_no_korean(staff: FlaskClient) -> None:
    prepared()
    for address in PAGES:
        for language in ("ko", "en"):
            staff.set_cookie(LANGUAGE_COOKIE, language)
            page = staff.get(address)
            assert page.status_code == 200, address
            html5lib.HTMLParser(strict=True).parse(page.text)
            ids = re.findall(r'\sid="([^"]*)"', page.text)
            assert len(ids) == len(set(ids)), address
            assert page.text.count("<h1") == 1
        assert _foreign(korean_of(page)) == [], address


def _foreign(korean: list[str]) -> list[str]:
    """Korean on an English page that no field for Korean holds."""
    sentences = {one for key in TEXTS for one in queries.rulebook().sentences(key, TODAY, "ko")}
    meant = {
        "점검",
        "성탄절",
        *("\n".join(queries.rulebook().sentences(key, TODAY, "ko")) for key in TEXTS),
        *sentences,
    }
    return [one for one in korean if one not in meant]


def test_what_would_become_of_bookings_is_said_in_english_too(staff: FlaskClient) -> None:
    spoken: dict[str, Any] = {"purpose": "Book club", "name": "Jisoo Hong", "organisation": "Readers"}
    a_booking(**spoken)
    a_request(**spoken)
    staff.set_cookie(LANGUAGE_COOKIE, "en")

    for key in KEYS:
        typed = {name: "closed" if value == "휴관" else value for name, value in FIELDS[key].items()}
        page = look(staff, address_of(key), **(typed | ({"clock": "9:00"} if key == "window" else {})))
        assert page.status_code == 200, key
        assert [one for one in korean_of(page) if one not in str(FIELDS[key].get("ko", ""))] == [], key


def test_pages_cost_as_many_queries_for_many_bookings_as_for_few(staff: FlaskClient) -> None:
    prepared()
    few = [n_queries(staff, address) for address in PAGES * 2][len(PAGES) :]
    for day in (21, 22, 28, 29):
        for start in (9, 11, 13):
            a_booking(hours(start, start + 1, date(2026, 12, day)))

    assert [n_queries(staff, address) for address in PAGES] == few


@pytest.mark.parametrize("view", ["day", "week"])
def test_a_use_over_a_new_lunch_break_is_shown_whole_and_the_break_around_it(client: FlaskClient, view: str) -> None:
    a_booking(hours(11.5, 12.5))
    set_rule("opening_hours", {"weekdays": [[[540, 720], [840, 1260]]] * 7}, from_on=TOMORROW)

    page = client.get(f"/rooms/202/calendar?view={view}&date={WEDNESDAY}").text

    cells = re.findall(
        r'<div class="cal-block cal-(\w+) cal-span-(\d+)">\s*<b>[^<]*</b>\s*<span[^>]*>([^<]*)</span>', page
    )
    assert ("taken", "2", "11:30~12:30") in cells
    assert ("outside", "3", "12:30~14:00") in cells


def test_a_use_let_pass_after_closing_is_shown_whole(client: FlaskClient) -> None:
    set_rule("opening_hours", {"weekdays": [[[540, 1380]]] * 7}, from_on=TODAY)
    a_booking(hours(20, 23))
    set_rule("opening_hours", {"weekdays": [[[540, 1260]]] * 7}, from_on=TOMORROW)

    page = client.get(f"/rooms/202/calendar?view=day&date={WEDNESDAY}").text

    assert "20:00~23:00" in page


def test_the_foot_of_every_page_has_the_hours_that_hold_today(client: FlaskClient) -> None:
    assert "월~금 09:00~21:00 · 토 09:00~18:00 · 일요일·공휴일 휴관" in client.get("/terms").text

    lunch = [[540, 720], [780, 1260]]
    set_rule("opening_hours", {"weekdays": [[]] + [lunch] * 4 + [[[600, 960]]] * 2}, from_on=TODAY)

    assert "화~금 09:00~12:00, 13:00~21:00 · 토~일 10:00~16:00 · 월요일·공휴일 휴관" in client.get("/terms").text


@pytest.mark.parametrize(("address", "n"), [("/rooms/calendar", 0), ("/terms", 0), ("/sign-in", 1), ("/nowhere", 1)])
def test_the_hours_cost_no_query_where_rules_are_read_and_one_elsewhere(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, address: str, n: int
) -> None:
    client.get(address)
    with counted_queries() as sent:
        client.get(address)
    monkeypatch.setattr("center.app._hours", lambda: "")
    with counted_queries() as without:
        client.get(address)

    asked = [statement for statement in sent if statement != "BEGIN"]
    assert len(asked) - len([statement for statement in without if statement != "BEGIN"]) == n


def test_an_error_page_without_a_database_lacks_the_hours_only(tmp_path_factory: pytest.TempPathFactory) -> None:
    empty = create_app(settings_for(tmp_path_factory.mktemp("empty")))

    page = empty.test_client().get("/nowhere", base_url="https://localhost")

    assert page.status_code == 404
    assert "찾으시는 화면이 없습니다" in page.text
    assert "site-footer" in page.text
    assert "휴관" not in page.text
