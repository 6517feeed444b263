"""Supplements: what may be asked for, and the clocks."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from center.spaces.rules import is_working_day
from center.tenancy.applications.rules.supplements import (
    LONGEST,
    SHORTEST,
    Demand,
    LateError,
    Stage,
    SupplementError,
    answer,
    ask,
    demand_again,
    ensure_returnable,
    extend,
    last_day,
    reminder_due,
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


def test_an_answer_counts_on_the_last_day_and_not_after_it_and_lacks_nothing() -> None:
    asked = ask(["certificate", "profile"], PAPERS, date(2027, 2, 1), 5, NONE)

    assert answer(asked, asked.due_on, ["profile", "certificate"]).is_answered
    with pytest.raises(SupplementError, match="1가지"):
        answer(asked, asked.due_on, ["profile"])
    with pytest.raises(LateError):
        answer(asked, asked.due_on + timedelta(days=1), ["profile", "certificate"])


def test_what_was_demanded_twice_in_vain_is_returned_and_nothing_else() -> None:
    asked = ask(["certificate"], PAPERS, date(2027, 2, 1), 5, NONE)
    last = demand_again(asked, asked.due_on + timedelta(days=1), NONE)

    ensure_returnable(last, last.due_on + timedelta(days=1))
    for demand, on in ((asked, asked.due_on), (asked, date(2027, 3, 1)), (last, last.due_on)):
        with pytest.raises(SupplementError, match="한 번 더 요구하고"):
            ensure_returnable(demand, on)


@pytest.mark.parametrize(
    ("due_on", "demanded_on", "first"),
    [
        (date(2027, 9, 17), date(2027, 9, 9), date(2027, 9, 13)),
        (date(2027, 2, 8), date(2027, 2, 1), date(2027, 2, 5)),
        (date(2027, 2, 4), date(2027, 2, 1), date(2027, 2, 3)),
        (date(2027, 2, 4), date(2027, 2, 3), None),
        (date(2027, 2, 8), date(2027, 2, 6), None),
    ],
    ids=["over Chuseok", "over a weekend", "within a week", "demanded only then", "demanded after it"],
)
def test_one_is_reminded_from_the_working_day_before_the_last_day_on(
    due_on: date, demanded_on: date, first: date | None
) -> None:
    days = [demanded_on + timedelta(days=n) for n in range(20)]

    reminded = [day for day in days if reminder_due(due_on, demanded_on, day, CHUSEOK)]

    assert reminded == [day for day in days if first and first <= day <= due_on]


@given(st.dates(date(2026, 1, 1), date(2030, 1, 1)), st.integers(SHORTEST, LONGEST), st.integers(SHORTEST, LONGEST))
def test_a_last_day_is_a_working_day_never_too_early_and_more_days_never_end_sooner(
    on: date, days: int, more: int
) -> None:
    asked = ask(["certificate"], PAPERS, on, days, CHUSEOK)

    assert is_working_day(asked.due_on, CHUSEOK)
    assert asked.due_on >= on + timedelta(days=days)
    assert last_day(on, days + more, CHUSEOK) >= asked.due_on
    assert extend(asked, asked.due_on, more, CHUSEOK).due_on > asked.due_on
