"""Finding a free time in a browser: a first visit, what was asked wrong, nothing found, the way from a refusal."""

import re
from datetime import timedelta
from html import unescape

import pytest
from flask.testing import FlaskClient

from center.core.text import show_day
from tests.bookings.factories import CHRISTMAS, THURSDAY, WEDNESDAY, a_booking, hours
from tests.conftest import Clock
from tests.web.test_pages import BOOK, counted_queries, details

NEXT_WEEK = "from=2026-12-21&to=2026-12-27"
TIME = re.compile(r'href="(/rooms/book\?[^"]+)"')


def times_in(page: str) -> list[str]:
    """The addresses of all times a page offers."""
    return [unescape(address) for address in TIME.findall(page)]


def ways_to_find(page: str) -> list[str]:
    """The addresses of searches a page leads to."""
    return [unescape(address) for address in re.findall(r'href="(/rooms/find[^"]*)"', page)]


def test_a_first_visit_shows_the_week_from_the_first_day_that_can_be_booked(client: FlaskClient) -> None:
    page = client.get("/rooms/find").text

    assert 'value="12"' in page
    assert 'value="2026-12-16"' in page
    assert 'value="2026-12-22"' in page
    assert "7일 가운데 6일에 빈 시간이 있습니다" in page
    assert len(times_in(page)) > 20


def test_room_for_20_people_for_2_hours_next_week_is_answered_with_times_that_can_be_booked(
    client: FlaskClient,
) -> None:
    a_booking(hours(9, 13))
    page = client.get(f"/rooms/find?people=20&length=120&{NEXT_WEEK}").text
    found = times_in(page)

    assert "7일 가운데 5일에" in page, "Friday is Christmas, Sunday a closing day"
    assert not any("2026-12-23T10" in address and "space=202" in address for address in found)
    for address in found[::7]:
        assert client.get(address).status_code == 200
        assert "이 시간은 지금 비어 있습니다" in client.get(address).text


def test_more_people_than_one_room_holds_get_both_together(client: FlaskClient) -> None:
    found = times_in(client.get(f"/rooms/find?people=60&{NEXT_WEEK}").text)

    assert found
    assert all("space=202&space=203" in address for address in found)
    assert client.get(found[0]).status_code == 200


def test_a_long_search_is_told_a_week_at_a_time(client: FlaskClient) -> None:
    page = client.get("/rooms/find?from=2026-12-16&to=2027-01-31").text
    further = next(address for address in ways_to_find(page) if "from=2026-12-24" in address)

    assert page.count('class="find-day"') == 7
    assert len(times_in(page)) <= 7 * 2 * 4
    assert show_day(THURSDAY, "ko") in client.get(further).text


@pytest.mark.parametrize(
    ("query", "field", "sentence"),
    [
        ("people=열둘", "people", "숫자로 적어 주세요. 예: 12"),
        ("people=", "people", "몇 명이 쓰는지 숫자로 적어 주세요."),
        ("people=0", "people", "이용 인원은 1명부터 입력할 수 있습니다."),
        ("people=-3", "people", "이용 인원은 1명부터 입력할 수 있습니다."),
        ("people=81", "people", "공간을 모두 함께 써도 80명까지입니다."),
        ("people=31&rooms=203", "people", "고른 공간은 30명까지 쓸 수 있습니다."),
        ("people=" + "9" * 5000, "people", "숫자로 적어 주세요. 예: 12"),
        ("length=45", "length", "목록에서 골라 주세요."),
        ("length=300", "length", "목록에서 골라 주세요."),
        ("part=night", "part", "목록에서 골라 주세요."),
        ("rooms=999", "rooms", "목록에서 골라 주세요."),
        ("from=내일", "from", "날짜를 2026-12-23처럼 적어 주세요."),
        ("from=", "from", "날짜를 골라 주세요."),
        ("from=2026-12-14", "from", "지난 날입니다. 오늘(12월 15일(화))이나 그 뒤를 골라 주세요."),
        ("from=9999-12-31&to=9999-12-31", "from", "1년 안의 날을 골라 주세요."),
        ("from=0001-01-01", "from", "지난 날입니다."),
        ("from=2026-12-23&to=2026-12-22", "to", "시작하는 날(12월 23일(수))보다 앞섭니다."),
        ("from=2026-12-23&to=2027-02-24", "to", "2027년 2월 23일(화)까지로 골라 주세요."),
        ("from=2026-12-23&to=%00", "to", "날짜를 골라 주세요."),
    ],
)
def test_what_is_asked_wrong_is_said_at_its_field_and_what_was_typed_is_kept(
    client: FlaskClient, query: str, field: str, sentence: str
) -> None:
    answer = client.get(f"/rooms/find?{query}")

    assert answer.status_code == 422
    said = re.search(rf'<p class="form-hint-invalid" id="{field}-error">(.*?)</p>', answer.text)
    assert said is not None
    assert sentence in unescape(said.group(1))
    assert times_in(answer.text) == []
    typed = query.split("&")[-1 if field == "to" else 0].partition("=")[2]
    if field in {"people", "from", "to"} and "%" not in typed:
        assert f'value="{typed}"' in answer.text


def test_every_fault_is_told_at_once(client: FlaskClient) -> None:
    answer = client.get("/rooms/find?people=x&from=2026-12-20&to=2026-12-19")

    assert "2가지를 고쳐 주세요" in answer.text


def test_62_days_can_be_searched_at_once(client: FlaskClient) -> None:
    assert client.get("/rooms/find?from=2026-12-23&to=2027-02-23").status_code == 200


def test_closed_days_lead_to_the_nearest_time_after_them(client: FlaskClient) -> None:
    page = client.get(f"/rooms/find?from={CHRISTMAS}&to={CHRISTMAS}").text

    assert "모두 쉬는 날입니다" in page
    assert "12월 26일(토) 09:00~11:00" in page
    assert all(client.get(address).status_code == 200 for address in times_in(page))


def test_a_month_that_is_not_open_says_when_it_opens_and_leads_to_days_that_are(client: FlaskClient) -> None:
    page = client.get("/rooms/find?people=20&from=2027-03-01&to=2027-03-05").text

    assert "2027년 2월 1일(월) 10:00에 열립니다" in page
    assert len(times_in(client.get(ways_to_find(page)[-1]).text)) > 0


def test_a_part_of_the_day_too_short_leads_to_any_time(client: FlaskClient) -> None:
    page = client.get(f"/rooms/find?length=240&part=evening&{NEXT_WEEK}").text

    assert "4시간보다 짧습니다" in page
    assert times_in(client.get(next(address for address in ways_to_find(page) if "part=any" in address)).text)


def test_a_part_that_is_taken_leads_to_any_time_and_to_the_nearest_day(client: FlaskClient) -> None:
    a_booking(hours(9, 12))
    page = client.get(f"/rooms/find?rooms=202&part=morning&from={WEDNESDAY}&to={WEDNESDAY}").text

    assert "예약이 찼거나" in page
    assert "12월 24일(목) 09:00~11:00 · 202" in page
    assert any("part=any" in address for address in ways_to_find(page))


@pytest.mark.parametrize("query", [NEXT_WEEK, "from=2026-12-16&to=2027-02-16", f"from={CHRISTMAS}&to={CHRISTMAS}"])
def test_the_days_cost_one_query_however_many_they_are(client: FlaskClient, query: str) -> None:
    client.get("/rooms/find")
    with counted_queries() as sent:
        client.get(f"/rooms/find?{query}")
    with counted_queries() as sent_at_first:
        client.get("/rooms/find")

    assert sum("FROM occurrence" in statement for statement in sent) == 1
    assert sum("FROM closure" in statement for statement in sent) <= 1, "closures are kept while none changes"
    assert len(sent) == len(sent_at_first)


def test_a_refused_time_leads_to_a_search_as_long_around_its_day(client: FlaskClient) -> None:
    a_booking(hours(14, 16))
    wish = "start=2026-12-23T14:00%2B09:00&end=2026-12-23T17:00%2B09:00"

    one = ways_to_find(client.get(f"/rooms/book?space=202&{wish}").text)
    both = ways_to_find(client.get(f"/rooms/book?space=202&space=203&{wish}").text)

    assert one == ["/rooms/find?length=180&from=2026-12-20&to=2026-12-26"]
    assert both == [f"{one[0]}&rooms=202%2C203"]
    assert times_in(client.get(one[0]).text)


def test_refused_details_bring_their_headcount(client: FlaskClient) -> None:
    a_booking(hours(14, 16))

    page = client.post(BOOK, data=details(headcount="25")).text

    assert ways_to_find(page) == ["/rooms/find?length=120&from=2026-12-20&to=2026-12-26&people=25"]


def test_a_wish_that_no_search_can_ask_for_leads_to_one_that_can_be(client: FlaskClient) -> None:
    for start, end in (("2026-12-01T09:00", "2026-12-01T20:00"), ("2031-01-01T09:00", "2031-01-01T09:30")):
        refused = client.get(f"/rooms/book?space=202&start={start}&end={end}")

        assert refused.status_code == 422
        assert client.get(ways_to_find(refused.text)[0]).status_code == 200


def test_a_late_code_leads_to_a_search_for_the_same(client: FlaskClient, clock: Clock) -> None:
    sent = client.post(BOOK, data=details(headcount="25")).headers["Location"]
    clock.move(timedelta(minutes=11))

    assert "length=120&from=2026-12-20&to=2026-12-26&people=25" in ways_to_find(client.get(sent).text)[0]


@pytest.mark.parametrize("address", ["/", "/rooms", "/rooms/calendar", "/rooms/202/calendar?view=month"])
def test_the_ways_to_the_search(client: FlaskClient, address: str) -> None:
    assert "/rooms/find" in client.get(address).text


def test_the_calendar_leads_to_a_search_in_the_days_it_shows(client: FlaskClient) -> None:
    def way(query: str) -> str:
        return ways_to_find(client.get(f"/rooms/calendar?{query}").text)[0]

    assert way("date=2026-12-23") == f"/rooms/find?{NEXT_WEEK}"
    assert way("date=2026-12-15") == "/rooms/find?from=2026-12-16&to=2026-12-20"
    assert way("date=2026-12-01") == "/rooms/find"
    assert client.get(way("date=2028-12-01")).status_code == 200
    assert client.get(way("view=month&date=2027-01-01")).status_code == 200
