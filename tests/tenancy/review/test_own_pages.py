"""A member's way: their committees, the pledge, the declarations, votes, and all sheets at the end."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from center.core import time
from center.core.actor import Actor
from center.tenancy.calls.rules.content import Content
from center.tenancy.review import queries, service
from center.tenancy.review.rules.committee import Ground, SeatRole
from center.tenancy.review.rules.next_steps import NextStep, Standing, due_on, next_step
from center.tenancy.review.service import Said
from tests.conftest import NOON, Clock
from tests.tenancy.applying import CONTENT, an_open_call
from tests.tenancy.review.panel import (
    AFTER,
    DOCUMENTS,
    INTERVIEW,
    Panel,
    decided,
    declared,
    opened,
    seated,
    under_review,
)
from tests.tenancy.review.reading import browser_of
from tests.web.test_pages import n_queries

OK, MOVED, DONE, GONE, CONFLICT, UNPROCESSABLE = 200, 302, 303, 404, 409, 422
DONE_ALL = Standing(
    has_pledged=True,
    scores=True,
    is_chair=False,
    n_undeclared=0,
    n_to_vote=0,
    is_stage_open=True,
    n_left=0,
    is_over=False,
)


@pytest.fixture
def panel(app: Flask, yuna: Actor, clock: Clock) -> Panel:
    """A committee of which nobody has signed."""
    return seated(under_review(yuna, clock))


@pytest.fixture
def minho(app: Flask, panel: Panel) -> FlaskClient:
    """The browser of a member."""
    return browser_of(app, panel, "R2")


def home(panel: Panel) -> str:
    """A member's page of the committee."""
    return f"/review/{panel.call.id}"


@pytest.mark.parametrize(
    ("changes", "step"),
    [
        ({"has_pledged": False, "n_undeclared": 2}, NextStep.PLEDGE),
        ({"n_undeclared": 2, "n_to_vote": 1}, NextStep.DECLARE),
        ({"n_to_vote": 1, "n_left": 1}, NextStep.VOTE),
        ({"n_left": 1}, NextStep.SCORE),
        ({}, NextStep.WAIT),
        ({"is_chair": True}, NextStep.FREEZE),
        ({"scores": False, "n_left": 1}, NextStep.WAIT),
        ({"is_over": True, "n_left": 1}, NextStep.OVER),
    ],
)
def test_there_is_one_next_step(changes: dict[str, int], step: NextStep) -> None:
    values = {name: getattr(DONE_ALL, name) for name in Standing.__slots__}

    assert next_step(Standing(**{**values, **changes})) == step


def test_sheets_are_due_the_day_before_the_interviews_and_by_the_result() -> None:
    content: Content = CONTENT
    assert content.schedule.interview_on

    assert (content.schedule.interview_on - due_on(content, DOCUMENTS)).days == 1
    assert due_on(content, INTERVIEW) == content.schedule.result_on


def test_a_member_signs_declares_and_then_waits_by_one_button_a_page(panel: Panel, minho: FlaskClient) -> None:
    assert "비밀 유지 서약에 서명해 주세요." in minho.get("/review").text
    assert 'href="/review"' in minho.get("/").text
    page = minho.get(home(panel)).text
    assert "<h1>비밀 유지 서약에 서명해 주세요" in page
    assert page.count("krds-btn large primary") == 1
    assert minho.get(f"{home(panel)}/declarations").status_code == MOVED
    assert minho.post(f"{home(panel)}/pledge").status_code == UNPROCESSABLE

    assert minho.post(f"{home(panel)}/pledge", data={"agreed": "y"}).status_code == DONE

    assert "<h1>기업마다 이해관계가 있는지 밝혀 주세요" in minho.get(home(panel)).text
    firms = minho.get(f"{home(panel)}/declarations").text
    assert "한강 0호 협동조합" in firms
    assert "하는 일에 대해 적었습니다." not in firms
    sent = {"ground-1": "none", "ground-2": "relative", "note-2": "사촌입니다."}
    assert minho.post(f"{home(panel)}/declarations", data=sent).status_code == DONE
    assert "<h1>지금은 기다리시면 됩니다" in minho.get(home(panel)).text
    kept = minho.get(f"{home(panel)}/declarations").text
    assert "사촌입니다." in kept
    assert "ground-1" not in kept


def test_a_declaration_that_leaves_out_a_firm_is_refused_at_the_firm(panel: Panel, minho: FlaskClient) -> None:
    minho.post(f"{home(panel)}/pledge", data={"agreed": "y"})

    answer = minho.post(f"{home(panel)}/declarations", data={"ground-1": "party", "note-1": "제 회사입니다."})

    assert answer.status_code == UNPROCESSABLE
    assert 'href="#ground-2">한강 1호 협동조합: 이해관계가 있는지 없는지 골라 주세요.' in answer.text
    assert 'value="제 회사입니다."' in answer.text
    assert queries.own_declarations(panel.seat("R2")) == {}


def test_nothing_opens_to_a_spare_or_to_who_has_not_declared(app: Flask, yuna: Actor, clock: Clock) -> None:
    panel = opened(yuna, clock, spares=1)
    spare = browser_of(app, panel, "R8")
    assert spare.get(f"{home(panel)}/stages/{DOCUMENTS}").status_code == GONE
    assert "예비위원입니다." in spare.get(home(panel)).text

    service.call_up(panel.call.id, panel.seat("R8").id, by=yuna, now=time.now())

    assert "<h1>2곳을 채점해 주세요" in spare.get(home(panel)).text


def test_members_vote_on_a_challenge_once_and_the_challenged_one_finds_none(
    app: Flask, yuna: Actor, clock: Clock
) -> None:
    panel = opened(yuna, clock)
    application = panel.applications[0]
    service.challenge(
        panel.call.id,
        panel.seat("R3").id,
        application.id,
        ground=Ground.RELATIVE,
        reason="대표의 사촌",
        by=yuna,
        now=time.now(),
    )
    minho, challenged = browser_of(app, panel, "R2"), browser_of(app, panel, "R3")
    assert "<h1>기피 신청에 의견을 내 주세요" in minho.get(home(panel)).text
    address = f"{home(panel)}/challenges/1"
    assert "대표의 사촌" in minho.get(address).text
    assert minho.post(address).status_code == UNPROCESSABLE

    assert minho.post(address, data={"opinion": "for"}).status_code == DONE

    assert minho.post(address, data={"opinion": "for"}).status_code == UNPROCESSABLE
    assert "<h1>2곳을 채점해 주세요" in minho.get(home(panel)).text
    assert challenged.get(address).status_code == GONE
    assert challenged.post(address, data={"opinion": "against"}).status_code == GONE
    assert "의견을 낼 기피 신청이 없습니다." in challenged.get(f"{home(panel)}/challenges").text


def test_at_the_end_everybody_reads_every_sheet_by_code(app: Flask, yuna: Actor, clock: Clock) -> None:
    panel = decided(yuna, clock)
    minho = browser_of(app, panel, "R2")

    assert "<h1>심사가 끝났습니다" in minho.get(home(panel)).text
    page = minho.get(f"{home(panel)}/sheets").text

    for text in ("R1", "R7", "90", "85", "봉인번호"):
        assert text in page
    firm = minho.get(f"{home(panel)}/sheets/{DOCUMENTS}/1").text
    assert "R3 · 합계 85점" in firm
    assert "심사위원3" not in page + firm


def test_lists_cost_as_many_queries_for_many_as_for_few(app: Flask, yuna: Actor, clock: Clock) -> None:
    panel = seated(under_review(yuna, clock, n_firms=4), n=8)
    conflict = Said(Ground.RELATIVE, "사촌")
    declared(panel, "R3", n2=conflict, n3=conflict, n4=conflict)
    declared(panel, *[code for code in panel.people if code != "R3"])
    service.open_stage(panel.call.id, DOCUMENTS, by=yuna, now=time.now())
    few, many = browser_of(app, panel, "R3"), browser_of(app, panel, "R2")

    for path in ("", f"/stages/{DOCUMENTS}", f"/stages/{DOCUMENTS}/1"):
        assert n_queries(few, home(panel) + path) == n_queries(many, home(panel) + path)


def test_the_list_of_committees_costs_as_many_queries_for_many_as_for_few(
    panel: Panel, minho: FlaskClient, yuna: Actor, clock: Clock
) -> None:
    few = n_queries(minho, "/review")
    user_id = panel.people["R2"].user_id
    assert user_id
    for _each in range(3):
        clock.set(NOON)
        call = an_open_call(yuna, clock)
        clock.set(AFTER)
        service.appoint(call.id, user_id, SeatRole.MEMBER, by=yuna, now=time.now())

    page = minho.get("/review").text
    assert page.count("<h2><a") == 4
    assert n_queries(minho, "/review") == few


def test_declaring_again_finds_only_who_came_later(panel: Panel, minho: FlaskClient) -> None:
    declared(panel, "R2")

    assert minho.post(f"{home(panel)}/declarations").status_code == DONE
    assert "밝힌 이해관계" in minho.get(f"{home(panel)}/declarations").text
