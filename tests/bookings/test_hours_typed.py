"""Opening hours as people type them."""

import pytest

from center.bookings.rules.hours_typed import HoursUnreadableError, read_clock, read_hours_of_day, read_periods

MORNING_AND_AFTERNOON = ((540, 720), (780, 1260))


@pytest.mark.parametrize(
    "typed",
    [
        "09:00~12:00, 13:00~21:00",
        "9-12,13-21",
        "9시~12시 / 13시~21시",
        "９：００～１２：００，１３：００～２１：００",
        "09:00–12:00; 13:00–21:00",
        "9:00 to 12:00 and 13:00 to 21:00",
        "9시부터 12시까지, 13시부터 21시까지",
        "  9.00 ~ 12.00 · 13.00~21.00 ",
    ],
)
def test_many_ways_of_writing_mean_the_same(typed: str) -> None:
    assert read_periods(typed) == MORNING_AND_AFTERNOON


@pytest.mark.parametrize("typed", ["휴관", "쉼", "closed", "Closed", "", " - "])
def test_a_closed_day_is_said_in_a_word(typed: str) -> None:
    assert read_periods(typed) == ()


def test_a_day_may_end_at_midnight() -> None:
    assert read_periods("22:30~24:00") == ((1350, 1440),)
    assert read_hours_of_day("종일") == read_hours_of_day("") == (0, 1440)


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        ("아무 때나", "‘아무 때나’"),
        ("09:00~12:00, 점심", "‘점심’"),
        ("09:00~12:00,", "쉼표 뒤에"),
        ("09:15~12:00", "09:15: 30분"),
        ("21:00~09:00", "21:00~09:00: 끝은"),
        ("09:00~24:30", "09:00~24:30: 끝은"),
        ("09:00~09:00", "끝은 시작보다"),
        ("09:00~12:00, 11:00~13:00", "11:00~13:00 앞의"),
        ("09:00~12:00, 12:00~13:00", "12:00~13:00 앞의"),
        ("13:00~21:00, 09:00~12:00", "09:00~12:00 앞의"),
        ("09:75~12:00", "‘09:75~12:00’"),
        ("99999~2", "‘99999~2’"),
    ],
)
def test_what_cannot_be_is_said_with_the_part_that_is_meant(typed: str, part: str) -> None:
    with pytest.raises(HoursUnreadableError) as refusal:
        read_periods(typed)

    assert part in str(refusal.value)


@pytest.mark.parametrize("typed", [None, "", "24:30", "25:00", "10:60", "열 시", "99999", "-1", "1460", "٩:00"])
def test_what_is_no_time_of_day_is_not_read(typed: str | None) -> None:
    assert read_clock(typed) is None


@pytest.mark.parametrize(
    ("typed", "minute"),
    [
        ("10:00", 600),
        ("9시 30분", 570),
        ("9시", 540),
        ("0", 0),
        ("14", 840),
        ("14.30", 870),
        ("1430", 870),
        ("930", 570),
        (" １４：３０ ", 870),
        ("24", 1440),
        ("24:00", 1440),
    ],
)
def test_a_time_of_day_is_read_in_many_ways(typed: str, minute: int) -> None:
    assert read_clock(typed) == minute


@pytest.mark.parametrize("typed", ["휴관", "09:00~12:00, 13:00~14:00"])
def test_a_case_has_one_stretch_of_the_day(typed: str) -> None:
    with pytest.raises(HoursUnreadableError):
        read_hours_of_day(typed)
