"""What waits for what, and what moves the opening. The center's own course is the worked example."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from center.construction.rules.forecast import Move, Outlook, forecast, moves_behind, ordered
from center.construction.rules.plan import (
    CircleError,
    Course,
    Revised,
    Step,
    Wait,
    WrongCourseError,
    ensure_course,
    find_circle,
    overlap_of,
)
from center.construction.rules.spans import Span, read_span

DESIGN, WORKS, MODEL, TENANTS, OPENING = range(1, 6)
MARCH = read_span("3월", 2015)
PLAN = (
    Step(DESIGN, Span(date(2014, 4, 16), date(2014, 9, 30))),
    Step(WORKS, read_span("9~12월", 2014), waits=(Wait(DESIGN, overlap=30),)),
    Step(MODEL, read_span("9~10월", 2014)),
    Step(TENANTS, read_span("11~12월", 2014), waits=(Wait(MODEL),)),
    Step(OPENING, MARCH, waits=(Wait(WORKS), Wait(TENANTS)), is_goal=True),
)
BROKEN_GROUND = Revised(Span(date(2014, 10, 17), date(2015, 3, 31)), date(2014, 10, 17))


def real(day: date) -> list[Step]:
    """The course of the center as it was known on a day."""
    known: dict[int, dict[str, Any]] = {
        DESIGN: {"began_on": date(2014, 4, 16), "ended_on": date(2014, 10, 16)},
        WORKS: {"began_on": date(2014, 10, 17), "ended_on": date(2015, 4, 24), "revisions": (BROKEN_GROUND,)},
        OPENING: {"began_on": date(2015, 4, 28), "ended_on": date(2015, 4, 28)},
    }
    return [replace(step, **known.get(step.key, {})).known_on(day) for step in PLAN]


def test_the_first_plan_expects_the_opening_in_march_2015() -> None:
    outlook = forecast(PLAN, date(2014, 4, 1))

    assert (outlook.by_key[OPENING].first, outlook.by_key[OPENING].last) == (date(2015, 3, 1), date(2015, 3, 31))
    assert (outlook.goal_late, outlook.mover, outlook.core) == (0, None, [OPENING])
    assert {key: one.slack for key, one in outlook.by_key.items()} == {
        DESIGN: 59,
        WORKS: 59,
        MODEL: 59,
        TENANTS: 59,
        OPENING: 0,
    }


def test_ground_broken_late_moves_the_opening_by_31_days() -> None:
    outlook = forecast(real(date(2014, 11, 20)), date(2014, 11, 20))

    assert outlook.by_key[WORKS].last == date(2015, 3, 31)
    assert outlook.by_key[WORKS].late == 90
    assert (outlook.by_key[OPENING].first, outlook.goal_late) == (date(2015, 4, 1), 31)
    assert (outlook.mover, outlook.core) == (WORKS, [WORKS, OPENING])


def test_what_moved_the_opening_is_told_also_after_its_plan_was_moved_on() -> None:
    carried = Revised(Span(date(2015, 4, 1), date(2015, 5, 1)), date(2014, 10, 17))
    steps = real(date(2014, 11, 20))
    steps[OPENING - 1] = replace(steps[OPENING - 1], revisions=(carried,))

    outlook = forecast(steps, date(2014, 11, 20))

    assert (outlook.mover, outlook.goal_late) == (WORKS, 31)


def test_the_opening_was_28_days_late_in_the_end() -> None:
    outlook = forecast(real(date(2015, 5, 1)), date(2015, 5, 1))

    assert outlook.by_key[OPENING].last == date(2015, 4, 28)
    assert outlook.goal_late == 28


def test_what_is_later_known_is_not_known_yet() -> None:
    works = real(date(2014, 10, 16))[WORKS - 1]

    assert (works.plan, works.began_on) == (PLAN[WORKS - 1].baseline, None)
    assert real(date(2014, 10, 17))[WORKS - 1].plan == BROKEN_GROUND.span


def test_where_a_milestone_is_on_a_day() -> None:
    design, model = PLAN[0], PLAN[MODEL - 1]

    assert model.course(date(2014, 10, 31)) == Course.PLANNED
    assert model.course(date(2014, 11, 1)) == Course.OVERDUE
    assert replace(design, began_on=date(2014, 4, 16)).course(date(2014, 5, 1)) == Course.RUNNING
    assert real(date(2014, 10, 16))[0].course(date(2014, 10, 16)) == Course.DONE


def test_what_should_have_begun_is_expected_to_begin_today_and_to_take_as_long() -> None:
    late = Step(1, Span(date(2026, 3, 2), date(2026, 3, 6)), is_goal=True)

    expected = forecast([late], date(2026, 3, 4)).by_key[1]

    assert (expected.first, expected.last, expected.late) == (date(2026, 3, 4), date(2026, 3, 8), 2)


def test_a_vague_time_is_not_late_before_it_is_over() -> None:
    tenants = replace(PLAN[TENANTS - 1], waits=())

    assert forecast([tenants], date(2014, 12, 31)).by_key[TENANTS].late == 0
    assert forecast([tenants], date(2015, 1, 10)).by_key[TENANTS].late == 10


def test_moving_one_shows_what_moves_behind_it_and_by_how_much() -> None:
    works = Span(date(2014, 10, 17), date(2015, 3, 31))

    moves = moves_behind(PLAN, WORKS, works)

    assert moves == [
        Move(WORKS, PLAN[WORKS - 1].baseline, works),
        Move(OPENING, MARCH, Span(date(2015, 4, 1), date(2015, 5, 1))),
    ]


def test_what_has_room_or_has_begun_stays() -> None:
    within = Span(date(2014, 9, 1), date(2015, 2, 28))
    begun = [*PLAN[:-1], replace(PLAN[-1], began_on=date(2015, 3, 2))]

    assert [move.key for move in moves_behind(PLAN, WORKS, within)] == [WORKS]
    assert [move.key for move in moves_behind(begun, WORKS, within.moved(90))] == [WORKS]


def test_a_move_goes_on_through_a_chain() -> None:
    days = [Span(date(2026, 3, n), date(2026, 3, n)) for n in (1, 2, 3)]
    steps = [Step(n, span, waits=(Wait(n - 1),) if n else ()) for n, span in enumerate(days)]

    moves = moves_behind(steps, 0, days[0].moved(4))

    assert [(move.key, move.after.first.day) for move in moves] == [(0, 5), (1, 6), (2, 7)]


@pytest.mark.parametrize(
    ("waits", "circle"),
    [
        ([(2, 1), (3, 2)], []),
        ([(1, 1)], [1, 1]),
        ([(2, 1), (3, 2), (1, 3)], [2, 1, 3, 2]),
        ([(2, 1), (3, 1), (4, 2), (4, 3)], []),
    ],
)
def test_milestones_that_wait_for_each_other_are_found(waits: list[tuple[int, int]], circle: list[int]) -> None:
    assert find_circle(waits) == circle


def test_a_circle_is_told_with_its_names() -> None:
    assert "설계 → 공사 → 설계" in str(CircleError(["설계", "공사", "설계"]))


def test_plans_that_overlap_may_go_on_to() -> None:
    assert overlap_of(PLAN[0].baseline, PLAN[1].baseline) == 30
    assert overlap_of(PLAN[1].baseline, MARCH) == 0


@pytest.mark.parametrize(
    ("began", "ended"),
    [
        (None, date(2026, 3, 1)),
        (date(2026, 3, 2), date(2026, 3, 1)),
        (date(2026, 3, 11), None),
        (date(2026, 3, 1), date(2026, 3, 11)),
    ],
)
def test_real_days_that_cannot_be_are_refused(began: date | None, ended: date | None) -> None:
    with pytest.raises(WrongCourseError):
        ensure_course(began, ended, date(2026, 3, 10))


@st.composite
def chains(draw: st.DrawFn) -> list[Step]:
    """A few milestones, each waiting for some of those before it; the last is the goal."""
    n = draw(st.integers(2, 7))
    steps = []
    for key in range(n):
        first = date(2026, 1, 1) + timedelta(days=draw(st.integers(0, 60)))
        span = Span(first, first + timedelta(days=draw(st.integers(0, 20))))
        before = draw(st.lists(st.integers(0, key - 1), unique=True, max_size=3)) if key else []
        waits = tuple(Wait(one, draw(st.integers(0, 3))) for one in before)
        steps.append(Step(key, span, waits=waits, is_goal=key == n - 1))
    return steps


def later(steps: list[Step], key: int, days: int) -> Outlook:
    moved = [replace(step, baseline=step.baseline.moved(days)) if step.key == key else step for step in steps]
    return forecast(moved, date(2025, 12, 1))


@given(chains(), st.data())
def test_the_goal_moves_only_by_what_exceeds_the_slack(steps: list[Step], drawn: st.DataObject) -> None:
    outlook = forecast(steps, date(2025, 12, 1))
    key = drawn.draw(st.sampled_from([step.key for step in steps]))
    goal, slack = steps[-1].key, outlook.by_key[key].slack
    held = (outlook.by_key[key].first - steps[key].plan.first).days

    for days in (1, 5, 40):
        moved = (later(steps, key, held + days).by_key[goal].last - outlook.by_key[goal].last).days
        assert moved == (0 if slack is None else max(0, days - slack))


@given(chains())
def test_each_comes_after_those_it_waits_for(steps: list[Step]) -> None:
    places = {step.key: place for place, step in enumerate(ordered(steps[::-1]))}

    assert len(places) == len(steps)
    assert all(places[wait.after] < places[step.key] for step in steps for wait in step.waits)


@given(chains(), st.data())
def test_after_a_move_nothing_behind_it_begins_too_early(steps: list[Step], drawn: st.DataObject) -> None:
    settled = [replace(step, baseline=_settled(steps, step)) for step in steps]
    key = drawn.draw(st.sampled_from([step.key for step in settled]))

    moves = moves_behind(settled, key, settled[key].plan.moved(drawn.draw(st.integers(0, 50))))

    plans = {step.key: step.plan for step in settled} | {move.key: move.after for move in moves}
    for step in settled:
        for wait in step.waits:
            assert plans[step.key].first > plans[wait.after].last - timedelta(days=wait.overlap) or step.key == key


def _settled(steps: list[Step], step: Step) -> Span:
    """A plan in which nothing begins too early."""
    expected = forecast(steps, date(2025, 12, 1)).by_key[step.key]
    return Span(expected.first, expected.last)
