"""Times are kept as written and as days."""

from datetime import date

import pytest

from center.construction.rules.spans import Span, WrongSpanError, read_span

AUTUMN = (date(2014, 9, 1), date(2014, 12, 31))


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("9~12월", *AUTUMN),
        ("2014년 9~12월", *AUTUMN),
        ("2014. 9~12.", *AUTUMN),
        ("'14. 9~12.", *AUTUMN),
        ("2014년 9월 ~ 2014년 12월", *AUTUMN),
        ("3월", date(2014, 3, 1), date(2014, 3, 31)),
        ("2016년 2월", date(2016, 2, 1), date(2016, 2, 29)),
        ("2014년 12월 ~ 2015년 1월", date(2014, 12, 1), date(2015, 1, 31)),
    ],
)
def test_a_vague_time_is_kept_as_written_and_as_days(typed: str, first: date, last: date) -> None:
    assert read_span(typed, 2014) == Span(first, last, typed)


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("2014-02-26", date(2014, 2, 26), date(2014, 2, 26)),
        ("2014. 2. 26.", date(2014, 2, 26), date(2014, 2, 26)),
        ("2014년 2월 26일", date(2014, 2, 26), date(2014, 2, 26)),
        ("2014-10-17 ~ 2015-03-31", date(2014, 10, 17), date(2015, 3, 31)),
        ("2014. 10. 17. ~ 2015. 3. 31.", date(2014, 10, 17), date(2015, 3, 31)),
    ],
)
def test_days_are_the_plan_itself(typed: str, first: date, last: date) -> None:
    assert read_span(typed, 2026) == Span(first, last)


@pytest.mark.parametrize(
    "typed", ["", "가을", "13월", "2014-02-30", "12~9월", "2015-03-31 ~ 2014-10-17", "912", "1월" * 30, "1814-02-03"]
)
def test_what_is_no_time_is_refused(typed: str) -> None:
    with pytest.raises(WrongSpanError):
        read_span(typed, 2014)


def test_a_moved_time_is_no_longer_what_was_written() -> None:
    assert read_span("2월", 2015).moved(31) == Span(date(2015, 3, 4), date(2015, 3, 31))
    assert read_span("2월", 2015).moved(0).written == "2월"
