"""Supplements: what may be asked for, and the clocks."""

from datetime import date, timedelta

import pytest

from center.tenancy.applications.rules.supplements import (
    Demand,
    Stage,
    SupplementError,
    ask,
    demand_again,
    extend,
    last_day,
    stage_of,
)

PAPERS = ("application", "profile", "certificate")
CHUSEOK = {date(2027, 9, 14), date(2027, 9, 15), date(2027, 9, 16)}
"""Tuesday to Thursday; the 15th is Chuseok."""
NONE: set[date] = set()


def test_a_period_over_the_chuseok_holidays_ends_on_the_working_day_after_them() -> None:
    assert last_day(date(2027, 9, 9), 5, CHUSEOK) == date(2027, 9, 17)
    assert last_day(date(2027, 9, 9), 4, CHUSEOK) == date(2027, 9, 13)
    assert last_day(date(2027, 9, 13), 5, CHUSEOK) == date(2027, 9, 20)


@pytest.mark.parametrize(
    ("asked_on", "days", "due_on"),
    [
        (date(2027, 2, 1), 5, date(2027, 2, 8)),
        (date(2027, 2, 1), 4, date(2027, 2, 5)),
        (date(2027, 1, 29), 1, date(2027, 2, 1)),
    ],
)
def test_the_day_after_the_demand_is_the_first_and_a_weekend_moves_the_last(
    asked_on: date, days: int, due_on: date
) -> None:
    assert last_day(asked_on, days, NONE) == due_on


def test_only_papers_are_asked_for_and_nothing_that_is_scored() -> None:
    on = date(2027, 2, 1)
    assert ask(["certificate"], PAPERS, on, 5, NONE) == Demand(("certificate",), date(2027, 2, 8))

    with pytest.raises(SupplementError, match="사업계획서는 마감 뒤에 바꿀 수 없습니다"):
        ask(["certificate", "work"], PAPERS, on, 5, NONE)
    with pytest.raises(SupplementError, match="골라 주세요"):
        ask([], PAPERS, on, 5, NONE)
    for days in (0, 31):
        with pytest.raises(SupplementError, match="1일부터 30일까지"):
            ask(["certificate"], PAPERS, on, days, NONE)


def test_time_is_given_twice_from_the_last_day_there_was_and_not_a_third_time() -> None:
    asked = ask(["certificate"], PAPERS, date(2027, 2, 1), 5, NONE)

    once = extend(asked, date(2027, 2, 8), 5, NONE)
    twice = extend(once, date(2027, 2, 9), 5, NONE)

    assert (once.due_on, twice.due_on) == (date(2027, 2, 15), date(2027, 2, 22))
    with pytest.raises(SupplementError, match="2번까지만"):
        extend(twice, date(2027, 2, 22), 5, NONE)


def test_what_is_over_is_not_extended_but_demanded_once_more_for_ten_days_then_returned() -> None:
    asked = ask(["certificate"], PAPERS, date(2027, 2, 1), 5, NONE)
    after = asked.due_on + timedelta(days=1)
    assert (stage_of(asked, asked.due_on), stage_of(asked, after)) == (Stage.ASKED, Stage.OVERDUE)
    with pytest.raises(SupplementError, match="남아 있는"):
        extend(asked, after, 5, NONE)
    with pytest.raises(SupplementError, match="지난 보완만"):
        demand_again(asked, asked.due_on, NONE)

    last = demand_again(asked, after, NONE)

    assert (last.due_on, last.is_last) == (date(2027, 2, 19), True)
    assert stage_of(last, last.due_on) == Stage.DEMANDED_AGAIN
    over = last.due_on + timedelta(days=1)
    assert stage_of(last, over) == Stage.TO_RETURN
    with pytest.raises(SupplementError):
        demand_again(last, over, NONE)
    with pytest.raises(SupplementError):
        extend(last, last.due_on, 5, NONE)


def test_what_was_answered_is_answered_whatever_the_day() -> None:
    answered = Demand(("certificate",), date(2027, 2, 8), is_answered=True)

    assert stage_of(answered, date(2027, 3, 1)) == Stage.ANSWERED
