"""Instants, Seoul days, half-open periods."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from center.core.text import _, render, show_day, show_hours
from center.core.time import Period, at, month_start, seoul_day
from tests.conftest import Clock

DAY = date(2026, 12, 23)


def test_a_period_is_half_open() -> None:
    assert not Period.on(DAY, 600, 660).overlaps(Period.on(DAY, 660, 720))
    assert Period.on(DAY, 600, 661).overlaps(Period.on(DAY, 660, 720))


@pytest.mark.parametrize("end", [datetime(2026, 12, 23, tzinfo=UTC), datetime(2026, 12, 22, tzinfo=UTC)])
def test_a_period_never_ends_before_or_when_it_starts(end: datetime) -> None:
    with pytest.raises(ValueError, match="ends after"):
        Period(datetime(2026, 12, 23, tzinfo=UTC), end)


def test_a_period_refuses_instants_without_a_zone() -> None:
    with pytest.raises(ValueError, match="aware"):
        Period(datetime(2026, 12, 23), datetime(2026, 12, 24))  # noqa: DTZ001


def test_minute_1440_is_the_midnight_that_ends_the_day() -> None:
    assert at(DAY, 1440) == at(DAY + timedelta(days=1), 0)
    assert seoul_day(at(DAY, 1439)) == DAY


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(0, 1439))
def test_a_minute_of_a_seoul_day_lies_in_that_day(day: date, minute: int) -> None:
    assert seoul_day(at(day, minute)) == day


def test_months_roll_over_the_year() -> None:
    assert month_start(date(2026, 12, 31), 1) == date(2027, 1, 1)
    assert month_start(date(2026, 1, 5), -1) == date(2025, 12, 1)


def test_days_are_said_with_the_year_only_where_it_is_another(clock: Clock) -> None:
    assert show_day(DAY, "ko") == "12월 23일(수)"
    assert show_day(DAY, "en") == "Wed 23 Dec"
    assert show_day(date(2027, 1, 4), "ko") == "2027년 1월 4일(월)"


def test_hours_may_end_at_midnight() -> None:
    assert show_hours(Period.on(DAY, 1320, 1440)) == "22:00~24:00"


def test_a_text_is_translated_with_its_facts_when_it_is_shown(clock: Clock) -> None:
    text = _("%(day)s까지 알려 드립니다.", day=DAY)

    assert str(text) == "12월 23일(수)까지 알려 드립니다."
    assert render(text, "en", translate=lambda _: "We answer by %(day)s.") == "We answer by Wed 23 Dec."
