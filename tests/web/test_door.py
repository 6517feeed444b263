"""The page beside a room's door: now, until when, next, and a code that opens the calendar."""

import re
from datetime import UTC, datetime

import pytest
import segno
from flask.testing import FlaskClient

from tests.bookings.factories import WEDNESDAY, a_booking, hours
from tests.conftest import Clock


def seen(client: FlaskClient, language: str = "ko") -> list[str]:
    """What the page says, line by line."""
    page = client.get(f"/rooms/202/door?language={language}").text
    main = page[page.index("<main") : page.index("</main>")]
    return [line.strip() for line in re.sub(r"<[^>]+>", "\n", main).split("\n") if line.strip()]


def at_hour(clock: Clock, hour: float, day: int = 23) -> None:
    """Move the clock to an hour of a day in December, Seoul time."""
    minutes = round(hour * 60) - 9 * 60
    clock.set(datetime(2026, 12, day - (minutes < 0), minutes // 60 % 24, minutes % 60, tzinfo=UTC))


@pytest.fixture
def busy(client: FlaskClient, clock: Clock) -> FlaskClient:
    """A day with two uses, from 10:00 and from 14:00, two hours each."""
    a_booking(hours(10, 12))
    a_booking(hours(14, 16))
    return client


def test_it_says_free_until_what_comes_next_keeps_it(busy: FlaskClient, clock: Clock) -> None:
    at_hour(clock, 12.75)

    said = seen(busy)

    assert {"202호", "다목적회의실", "12월 23일(수)", "12:45", "비어 있음", "13:30까지", "14:00~16:00"} <= set(said)


def test_it_says_in_use_until_its_end(busy: FlaskClient, clock: Clock) -> None:
    at_hour(clock, 10.5)

    said = seen(busy)

    assert {"이용 중", "12:00까지", "14:00~16:00"} <= set(said)
    assert "10:00~12:00" not in said


def test_it_says_that_it_is_being_tidied(busy: FlaskClient, clock: Clock) -> None:
    at_hour(clock, 12.25)

    assert {"정리 중", "12:30까지"} <= set(seen(busy))


def test_it_says_closed_with_the_reason_and_when_it_opens(client: FlaskClient, clock: Clock) -> None:
    at_hour(clock, 14, day=25)
    assert {"닫혀 있음", "성탄절", "12월 26일(토)", "09:00에 엽니다"} <= set(seen(client))

    at_hour(clock, 8, day=26)
    said = seen(client)
    assert {"닫혀 있음", "오늘 운영시간 09:00~18:00", "09:00에 엽니다"} <= set(said)
    assert "12월 26일(토)" in said, "the day stands by the clock, once"
    assert said.count("12월 26일(토)") == 1


def test_it_speaks_english_where_the_address_asks_for_it(busy: FlaskClient, clock: Clock) -> None:
    at_hour(clock, 10.5)

    assert '<html lang="en"' in busy.get("/rooms/202/door?language=en").text
    assert '<html lang="ko"' in busy.get("/rooms/202/door").text
    assert "In use" in seen(busy, "en")


def test_a_full_day_names_the_next_three_uses_and_counts_the_rest(client: FlaskClient, clock: Clock) -> None:
    for start in (9, 11, 13, 15, 17, 19):
        a_booking(hours(start, start + 1))
    at_hour(clock, 9.5)

    said = seen(client)

    assert {"11:00~12:00", "13:00~14:00", "15:00~16:00", "그 뒤로 2건 더"} <= set(said)
    assert "17:00~18:00" not in said


def test_the_code_opens_the_calendar_of_the_room_at_the_address_people_use(client: FlaskClient) -> None:
    page = client.get("/rooms/202/door").text
    expected = segno.make("https://localhost/rooms/202/calendar", error="m", micro=False)
    margin = 4

    drawn = {(int(x) - margin, int(y) - margin) for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", page)}

    dark = {(x, y) for y, row in enumerate(expected.matrix) for x, is_dark in enumerate(row) if is_dark}
    assert drawn == dark
    size = len(expected.matrix) + 2 * margin
    assert f'viewBox="0 0 {size} {size}"' in page


def test_without_script_the_page_loads_itself_again(client: FlaskClient) -> None:
    assert '<noscript><meta http-equiv="refresh" content="30"></noscript>' in client.get("/rooms/202/door").text


def test_it_has_no_menu_and_no_way_out_of_the_page(client: FlaskClient) -> None:
    page = client.get("/rooms/202/door").text

    assert "<nav" not in page
    assert "<a " not in page
    assert page.count("<main") == page.count("<h1>") == 1


def test_an_unknown_room_has_no_door(client: FlaskClient) -> None:
    assert client.get("/rooms/999/door").status_code == 404
    assert client.get("/rooms/301/door").status_code == 404


def test_nobody_is_named_at_the_door(client: FlaskClient, clock: Clock) -> None:
    a_booking(hours(10, 12, WEDNESDAY), name="김무궁화", purpose="무궁화 모임", organisation="무궁화 조합")
    for hour in (9, 10.5, 12):
        at_hour(clock, hour)

        assert "무궁화" not in client.get("/rooms/202/door").text
