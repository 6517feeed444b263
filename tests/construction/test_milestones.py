"""Milestones: the first plan stays, revisions carry on what waits, staff never overwrite each other."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import event

from center.checks import run_checks
from center.construction import queries
from center.construction.models import Milestone, Project
from center.construction.rules.forecast import forecast
from center.construction.rules.plan import CircleError, NoChangeError
from center.construction.rules.spans import Span
from center.construction.service.projects import (
    KeyTakenError,
    MilestoneWords,
    RevisedTooEarlyError,
    Revision,
    add_milestone,
    change_milestone,
    preview_move,
    revise,
    set_course,
)
from center.core import time
from center.core.actor import Actor
from center.core.audit import entries_about
from center.core.db import db
from center.core.errors import ChangedMeanwhileError, NotFoundError
from tests.construction.factories import TODAY, a_milestone, a_project, now_of

JANUARY = Span(date(2027, 1, 4), date(2027, 1, 29))


def a_move(span: Span, **given: object) -> Revision:
    wanted = {"span": span, "decided_on": TODAY, "reason": "자재가 늦음", **given}
    return Revision(**wanted)  # type: ignore[arg-type]


def two_in_a_row(project: Project) -> tuple[Milestone, Milestone]:
    works = a_milestone(project, JANUARY.first, JANUARY.last)
    opening = a_milestone(project, date(2027, 2, 1), date(2027, 2, 1), "다시 열기", waits=[works.id], is_goal=True)
    return works, opening


def test_the_center_begins_with_the_plan_of_the_district(app: Flask) -> None:
    center = queries.get_project("center")

    known = queries.milestones_of([center.id])[center.id]

    assert [(one.name.msgid, one.step.baseline.written) for one in known] == [
        ("공간지원사업 선정", ""),
        ("기본계획 수립", ""),
        ("설계", "4월 16일 의뢰, 9월 준공 예정"),
        ("공사", "9~12월"),
        ("운영방식 결정", "9~10월"),
        ("입주기업 모집·심사", "11~12월"),
        ("개원", "2015년 3월"),
    ]
    assert (known[3].step.baseline.first, known[3].step.baseline.last) == (date(2014, 9, 1), date(2014, 12, 31))
    assert {one.basis for one in known} == {"stated"}
    assert all(not result.faults for result in run_checks(time.now()))


def test_a_revision_leaves_the_first_plan_and_carries_on_what_waits(app: Flask, yuna: Actor) -> None:
    project = a_project()
    works, opening = two_in_a_row(project)

    later = JANUARY.moved(10)
    revise(project, works, a_move(later), version=now_of(project).version, by=yuna, now=time.now())

    known = {one.id: one for one in queries.milestones_of([project.id])[project.id]}
    assert (known[works.id].step.baseline, known[works.id].step.plan) == (JANUARY, later)
    assert known[opening.id].step.plan == Span(date(2027, 2, 9), date(2027, 2, 9))
    assert known[opening.id].plans[0].reason.msgid == "‘공사’ 일정이 옮겨져 함께 옮김"
    assert forecast([one.step for one in known.values()], TODAY).goal_late == 8


def test_only_this_one_moves_where_that_is_wanted(app: Flask, yuna: Actor) -> None:
    project = a_project()
    works, opening = two_in_a_row(project)

    wanted = a_move(JANUARY.moved(10), with_behind=False)
    revise(project, works, wanted, version=now_of(project).version, by=yuna, now=time.now())

    steps = {step.key: step for step in queries.steps_of(project.id)}
    assert steps[opening.id].plan == steps[opening.id].baseline
    assert forecast(list(steps.values()), TODAY).goal_late == 8


def test_looking_at_a_move_moves_nothing(app: Flask, yuna: Actor) -> None:
    project = a_project()
    works, opening = two_in_a_row(project)

    preview = preview_move(project, works, JANUARY.moved(10), with_behind=True, today=TODAY)

    assert [move.key for move in preview.moves] == [works.id, opening.id]
    assert (preview.before.goal_late, preview.after.goal_late) == (0, 8)
    assert all(not step.revisions for step in queries.steps_of(project.id))


def test_a_plan_that_is_the_same_or_decided_before_the_last_is_refused(app: Flask, yuna: Actor) -> None:
    project = a_project()
    works, _opening = two_in_a_row(project)

    with pytest.raises(NoChangeError):
        revise(project, works, a_move(JANUARY), version=now_of(project).version, by=yuna, now=time.now())
    revise(project, works, a_move(JANUARY.moved(1)), version=now_of(project).version, by=yuna, now=time.now())
    for day in (date(2026, 12, 14), date(2026, 12, 16)):
        wanted = a_move(JANUARY.moved(2), decided_on=day)
        with pytest.raises(RevisedTooEarlyError):
            revise(project, works, wanted, version=now_of(project).version, by=yuna, now=time.now())


def test_a_form_of_an_older_version_is_refused(app: Flask, yuna: Actor) -> None:
    project = a_project()
    works, _opening = two_in_a_row(project)
    shown = now_of(project).version
    set_course(project, works, TODAY, None, version=shown, by=yuna, today=TODAY)

    with pytest.raises(ChangedMeanwhileError):
        revise(project, works, a_move(JANUARY.moved(3)), version=shown, by=yuna, now=time.now())

    assert not queries.steps_of(project.id)[0].revisions


def test_a_circle_is_refused_with_the_names_in_it(app: Flask, yuna: Actor) -> None:
    project = a_project()
    works, opening = two_in_a_row(project)
    words = MilestoneWords(title="공사")

    with pytest.raises(CircleError, match=r"공사 → 다시 열기 → 공사|다시 열기 → 공사 → 다시 열기"):
        change_milestone(project, works, words, waits=[opening.id], version=now_of(project).version, by=yuna)

    db.session.expire_all()
    assert not queries.steps_of(project.id)[0].waits


def test_a_milestone_of_another_project_is_none_to_wait_for(app: Flask, yuna: Actor) -> None:
    project, other = a_project(), a_project("roof", title="지붕")
    foreign = a_milestone(other, TODAY, TODAY)
    works, _opening = two_in_a_row(project)

    with pytest.raises(NotFoundError):
        change_milestone(
            project,
            works,
            MilestoneWords(title="공사"),
            waits=[foreign.id],
            version=now_of(project).version,
            by=yuna,
        )
    with pytest.raises(NotFoundError):
        queries.get_milestone(project, foreign.id)


def test_a_project_has_one_goal_the_newest(app: Flask, yuna: Actor) -> None:
    project = a_project()
    _works, opening = two_in_a_row(project)

    words = MilestoneWords(title="정말 열기", is_goal=True)
    newest = add_milestone(project, words, JANUARY.moved(60), version=now_of(project).version, by=yuna)

    goals = [step.key for step in queries.steps_of(project.id) if step.is_goal]
    assert goals == [newest.id] != [opening.id]


def test_a_key_names_one_project(app: Flask) -> None:
    a_project("roof")

    with pytest.raises(KeyTakenError):
        a_project("roof")


def test_what_staff_do_is_in_the_log_without_names(app: Flask, yuna: Actor) -> None:
    project = a_project()
    works, _opening = two_in_a_row(project)
    revise(project, works, a_move(JANUARY.moved(3)), version=now_of(project).version, by=yuna, now=time.now())

    entries = entries_about("project lobby")

    assert [entry.action for entry in entries] == [
        "project.begun",
        "milestone.added",
        "milestone.added",
        "milestone.revised",
    ]
    assert entries[-1].actor == f"user {yuna.user_id}"


@pytest.mark.parametrize("n", [1, 3])
def test_many_milestones_are_read_with_three_queries(app: Flask, yuna: Actor, n: int) -> None:
    project = a_project()
    for _ in range(n):
        works, _opening = two_in_a_row(project)
        revise(project, works, a_move(JANUARY.moved(3)), version=now_of(project).version, by=yuna, now=time.now())
    sent: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda _c, _u, statement, *_rest: sent.append(statement))

    queries.milestones_of([project.id])

    assert len(sent) == 3
