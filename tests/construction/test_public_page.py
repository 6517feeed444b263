"""The public page of a project: as of any day, without what only staff know, and fast with many milestones."""

import re
from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from center.construction import queries
from center.construction.models import Project
from center.construction.pages.timeline import LEFT, RIGHT, draw, fit
from center.construction.rules.forecast import forecast
from center.construction.rules.spans import Span
from center.construction.service.projects import Revision, revise, set_course
from center.core import time
from center.core.audit import OPERATOR
from center.core.db import db, transaction
from tests.construction.factories import TODAY, a_milestone, a_project, now_of

GONE = 404
AUTUMN = "/construction?date=2014-11-20"


def many(n: int) -> Project:
    """A project of so many milestones in a row, each revised once."""
    project = a_project("many", title="긴 공사", title_en="Long works")
    with transaction():
        before: list[int] = []
        for number in range(n):
            day = date(2027, 1, 1) + timedelta(days=number)
            one = a_milestone(project, day, day, f"일정 {number}", waits=before)
            before = [one.id]
    return project


def test_the_centers_own_project_is_shown_as_the_district_stated_it(client: FlaskClient) -> None:
    page = client.get("/construction?date=2014-10-01").text

    assert "사회적경제지원센터 건립 추진일정" in page
    assert re.search(r"1,000,000.*36,600.*3\.6", page, re.DOTALL)
    assert "2014.\N{NO-BREAK SPACE}9.\N{NO-BREAK SPACE}1. ~ 2014.\N{NO-BREAK SPACE}12.\N{NO-BREAK SPACE}31." in page
    assert "<span>9~12월</span>" in page
    assert "2층 198㎡ · 3층 396㎡" in page
    assert "594㎡" in page


def test_the_page_begins_with_what_is_expected_and_what_needs_a_look(app: Flask, client: FlaskClient) -> None:
    center = queries.get_project("center")
    works = queries.get_milestone(center, queries.steps_of(center.id)[3].key)
    wanted = Revision(
        span=Span(date(2014, 10, 17), date(2015, 3, 31)), decided_on=date(2014, 10, 17), reason="착공 늦음"
    )
    revise(center, works, wanted, version=center.version, by=OPERATOR, now=datetime(2014, 10, 17, tzinfo=UTC))
    version = now_of(center).version
    set_course(center, works, date(2014, 10, 17), None, version=version, by=OPERATOR, today=TODAY)

    page = client.get(AUTUMN).text

    assert "처음 계획보다 31일 늦을 수 있음" in page
    assert "‘공사’ 일정 때문에 ‘개원’ 일정이 처음 계획보다 31일 늦을 수 있습니다." in page
    assert "착공 늦음" in page
    assert "90일 늦을 예정" in page
    assert "착공 늦음" not in client.get("/construction?date=2014-10-16").text


def test_what_only_staff_know_is_not_shown(app: Flask, client: FlaskClient) -> None:
    project = a_project()
    a_milestone(project, TODAY, TODAY, note="업체가 걱정됨", responsible="시설팀 박 주무관")

    page = client.get("/construction/lobby").text

    assert "로비 새단장" in page
    assert "걱정" not in page
    assert "박 주무관" not in page


def test_a_project_that_is_not_public_is_none(app: Flask, client: FlaskClient) -> None:
    a_project("secret", title="아직 비밀", is_public=False)

    hidden, missing = client.get("/construction/secret"), client.get("/construction/nothing")

    assert hidden.status_code == missing.status_code == GONE
    assert (
        "비밀" not in hidden.text + client.get("/construction").text + client.get("/construction/milestones.ics").text
    )


def test_the_milestones_are_a_calendar_that_moves_with_them(app: Flask, client: FlaskClient) -> None:
    project = a_project()
    works = a_milestone(project, date(2027, 1, 4), date(2027, 1, 29))

    def found() -> icalendar.Component:
        calendar = icalendar.Calendar.from_ical(client.get("/construction/milestones.ics").data)
        return next(one for one in calendar.walk("VEVENT") if str(one["uid"]).startswith(f"milestone-{works.id}@"))

    before = found()
    wanted = Revision(span=Span(date(2027, 1, 11), date(2027, 2, 5)), decided_on=TODAY, reason="늦음")
    revise(project, works, wanted, version=now_of(project).version, by=OPERATOR, now=time.now())
    after = found()

    assert (before.decoded("dtstart"), before.decoded("dtend")) == (date(2027, 1, 4), date(2027, 1, 30))
    assert (after.decoded("dtstart"), after.decoded("dtend")) == (date(2027, 1, 11), date(2027, 2, 6))
    assert (before["sequence"], after["sequence"]) == (0, 1)


@pytest.mark.parametrize("n", [1, 20])
def test_many_milestones_need_no_more_queries(app: Flask, client: FlaskClient, n: int) -> None:
    many(n)
    client.get("/construction/many")  # rules are read once a process
    sent: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda _c, _u, statement, *_rest: sent.append(statement))

    assert client.get("/construction/many?date=2026-12-16").status_code == 200

    assert len(sent) <= 15


def test_what_did_not_change_is_answered_at_once_and_never_stale(app: Flask, client: FlaskClient) -> None:
    project = a_project()
    works = a_milestone(project, TODAY, TODAY)
    tag = client.get("/construction/lobby").headers["ETag"]
    assert client.get("/construction/lobby", headers={"If-None-Match": tag}).status_code == 304

    set_course(project, works, TODAY, TODAY, version=now_of(project).version, by=OPERATOR, today=TODAY)

    again = client.get("/construction/lobby", headers={"If-None-Match": tag})
    assert (again.status_code, "마침" in again.text) == (200, True)


def test_the_picture_has_a_row_for_each_milestone_and_stays_on_its_axis(app: Flask) -> None:
    many(20)
    steps = queries.steps_of(queries.get_project("many").id)

    drawing = draw(steps, dict(forecast(steps, TODAY).by_key), TODAY)

    assert len(drawing.tops) == len(drawing.small) == 20
    starts = [float(x) for _kind, path in drawing.shapes for x in re.findall(r"M([\d.]+) ", path)]
    assert len(starts) == 40
    assert all(LEFT <= x <= RIGHT for x in starts)
    assert drawing.day_x is not None
    assert drawing.height > drawing.tops[-1]


def test_a_day_far_from_the_project_is_not_drawn(app: Flask) -> None:
    steps = queries.steps_of(queries.get_project("center").id)
    done = [one.known_on(date(2014, 3, 1)) for one in steps[:2]]

    assert draw(done, dict(forecast(done, TODAY).by_key), TODAY).day_x is None


def test_words_are_cut_to_the_room_there_is() -> None:
    assert fit("공사", 100, 15) == "공사"
    assert fit("서울시 사회적경제 활성화", 100, 15) == "서울시 사회…"
