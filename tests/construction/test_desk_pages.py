"""Staff run projects in the browser: plans, real days, money, closures, spaces, papers."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import event, select
from werkzeug.test import TestResponse

from center.construction import queries
from center.construction.models import Payment, ProjectFile
from center.construction.service.reminding import remind
from center.core import time
from center.core.actor import Role
from center.core.db import db
from center.mail.models import OutboxMail
from center.mail.service import deliver_due
from center.spaces.queries import spaces_on
from tests.bookings.factories import a_booking, hours
from tests.conftest import Clock
from tests.construction.factories import TODAY, a_line, a_milestone, a_project, now_of
from tests.people import is_in, somebody

DONE, UNPROCESSABLE, CONFLICT = 303, 422, 409
BASE = "/staff/construction"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f6"
    "45400000000049454e44ae426082"
)


@pytest.fixture
def staff(client: FlaskClient) -> FlaskClient:
    """A browser of the staff."""
    is_in(client, somebody("yuna@example.kr", "a-long-enough-passphrase", Role.STAFF))
    return client


def sent(staff: FlaskClient, path: str, /, *, of: str = "lobby", **typed: Any) -> TestResponse:
    version = queries.get_project(of).version
    answer = staff.post(f"{BASE}/{of}{path}", data={"version": str(version), **typed})
    db.session.expire_all()
    return answer


def test_a_project_is_run_from_its_beginning_to_its_milestones(staff: FlaskClient) -> None:
    begun = staff.post(f"{BASE}/new", data={"key": "roof", "title": "지붕 고치기", "decimals": "1", "is_public": "y"})
    assert (begun.status_code, begun.headers["Location"]) == (DONE, f"{BASE}/roof")

    first = sent(staff, "/milestones/new", of="roof", title="설계", when="2027년 1~2월", person="")
    design = queries.steps_of(queries.get_project("roof").id)[0]
    second: dict[str, Any] = {
        "title": "공사",
        "when": "2027-03-02 ~ 2027-03-31",
        "waits": [design.key],
        "is_goal": "y",
        "person": "",
    }
    assert [first.status_code, sent(staff, "/milestones/new", of="roof", **second).status_code] == [DONE, DONE]

    page = staff.get(f"{BASE}/roof").text
    assert "1~2월" in page
    assert "먼저: 설계" in page
    assert design.baseline.written == "2027년 1~2월"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"key": "A b"}, "영어 소문자로 시작해"),
        ({"key": "center"}, "다른 사업이 씁니다"),
        ({"title": ""}, "사업 이름을 적어 주세요."),
    ],
)
def test_what_cannot_begin_is_told(staff: FlaskClient, typed: dict[str, str], sentence: str) -> None:
    answer = staff.post(f"{BASE}/new", data={"key": "roof", "title": "지붕", "decimals": "1", **typed})

    assert answer.status_code in {UNPROCESSABLE, CONFLICT}
    assert sentence in answer.text


def test_nothing_moves_before_it_is_confirmed(staff: FlaskClient) -> None:
    project = a_project()
    works = a_milestone(project, date(2027, 1, 4), date(2027, 1, 29))
    a_milestone(project, date(2027, 2, 1), date(2027, 2, 1), "다시 열기", waits=[works.id], is_goal=True)
    typed: dict[str, Any] = {
        "when": "2027-01-11 ~ 2027-02-05",
        "decided_on": str(TODAY),
        "reason": "자재가 늦음",
        "with_behind": "y",
    }

    looked = sent(staff, f"/milestones/{works.id}/move", **typed)
    assert looked.status_code == 200
    assert "‘다시 열기’ 예상이" in looked.text
    assert "처음 계획보다 5일 늦습니다" in looked.text
    assert not queries.steps_of(project.id)[0].revisions

    assert sent(staff, f"/milestones/{works.id}/move", confirm="yes", **typed).status_code == DONE
    assert [step.plan.last for step in queries.steps_of(project.id)] == [date(2027, 2, 5), date(2027, 2, 6)]


def test_two_tabs_do_not_overwrite_each_other(staff: FlaskClient) -> None:
    project = a_project()
    works = a_milestone(project, TODAY, TODAY)
    shown = str(now_of(project).version)
    path = f"{BASE}/lobby/milestones/{works.id}/course"
    staff.post(path, data={"version": shown, "began_on": str(TODAY)})

    answer = staff.post(path, data={"version": shown, "began_on": "2026-12-01"})

    assert answer.status_code == CONFLICT
    assert "다른 담당자가 이 사업을 고쳤습니다." in answer.text
    db.session.expire_all()
    assert queries.steps_of(project.id)[0].began_on == TODAY


def test_a_circle_is_told_at_the_form(staff: FlaskClient) -> None:
    project = a_project()
    works = a_milestone(project, TODAY, TODAY)
    opening = a_milestone(project, TODAY, TODAY, "다시 열기", waits=[works.id])

    answer = sent(staff, f"/milestones/{works.id}/edit", title="공사", waits=[opening.id], person="")

    assert answer.status_code == UNPROCESSABLE
    assert "일정이 서로 기다리게 됩니다" in answer.text


def test_a_space_is_closed_after_a_look_at_what_is_hit(staff: FlaskClient) -> None:
    booking = a_booking(hours(14, 16))
    project = a_project()
    works = a_milestone(project, date(2026, 12, 21), date(2026, 12, 24))
    typed: dict[str, Any] = {
        "space": "202",
        "begins": works.id,
        "ends": works.id,
        "reason": "바닥",
        "reason_en": "Floor",
    }
    assert sent(staff, "/closures/new", **typed).status_code == DONE
    closure = queries.closures_of([project.id])[project.id][0]

    page = staff.get(f"{BASE}/lobby/closures/{closure.id}").text
    assert "걸리는 예약 1건" in page
    assert sent(staff, f"/closures/{closure.id}", shown="").status_code == CONFLICT
    done = sent(staff, f"/closures/{closure.id}", shown=f"{booking.reference}:{booking.version}")

    assert done.headers["Location"] == "/staff/unfit"
    assert booking.reference in staff.get("/staff/unfit").text
    assert "202호: 12월 21일(월)부터 12월 24일(목)까지 닫습니다." in staff.get("/construction/lobby").text
    assert sent(staff, f"/closures/{closure.id}/drop").status_code == DONE
    assert queries.closures_of([project.id])[project.id] == []


def test_spaces_begin_change_and_end_in_the_browser(staff: FlaskClient) -> None:
    a_project()
    why: dict[str, Any] = {"first_on": "2026-12-15", "reason": "증축", "reason_en": "Extension"}
    new: dict[str, Any] = {
        "code": "401",
        "floor": "4",
        "kind": "office",
        "name": "4층",
        "name_en": "4th floor",
        "area": "150",
        **why,
    }
    assert sent(staff, "/spaces/new", **new).status_code == DONE
    numbers = {space.code: str(space.id) for space in spaces_on(TODAY)}

    assert sent(staff, "/spaces/new", **new).status_code == CONFLICT
    later: dict[str, Any] = {**why, "first_on": "2027-01-01"}
    assert sent(staff, "/spaces/area", space=numbers["307"], area="40.5", **later).status_code == DONE
    assert sent(staff, "/spaces/end", space=numbers["306"], **later).status_code == DONE

    after = {space.code: space.area_m2 for space in spaces_on(date(2027, 1, 1))}
    assert (after["401"], after["307"], "306" in after) == (150_00, 40_50, False)
    assert "4층 150㎡" in staff.get("/construction/lobby").text


def test_money_is_kept_in_the_browser_and_refusals_say_why(staff: FlaskClient) -> None:
    a_project()
    line: dict[str, Any] = {
        "source": "district",
        "title": "시설비",
        "amount": "1,000,000",
        "on": "2026-01-01",
        "reason": "본예산",
    }
    assert sent(staff, "/budget/lines/new", **line).status_code == DONE
    number = queries.lines_of([queries.get_project("lobby").id])[queries.get_project("lobby").id][0].id
    bill: dict[str, Any] = {"line": number, "on": "2026-11-02", "payee": "튼튼건설", "purpose": "선금", "planned": ""}

    assert sent(staff, "/budget/payments/new", amount="36,600", evidence="지출 1", **bill).status_code == DONE
    twice = sent(staff, "/budget/payments/new", amount="100", evidence="지출1", **bill)
    beyond = sent(staff, "/budget/payments/new", amount="963,401", evidence="지출 2", **bill)
    more: dict[str, Any] = {"amount": "-963,401", "on": "2026-12-01", "reason": "감추경"}
    less = sent(staff, f"/budget/lines/{number}/changes/new", **more)
    sent(staff, "/budget/years", year="2026", way="close", reason="")
    closed = sent(staff, "/budget/payments/new", amount="100", evidence="지출 3", **bill)

    assert [one.status_code for one in (twice, beyond, less, closed)] == [CONFLICT, *[UNPROCESSABLE] * 3]
    assert "이미 넣은 집행입니다" in twice.text
    assert "963,400원이어서 1원이 모자랍니다" in beyond.text
    assert "1원이 적어집니다" in less.text
    assert "2026년 회계는 마감했습니다" in closed.text
    assert "3.6" in staff.get(f"{BASE}/lobby/budget").text


def test_a_payment_is_cancelled_with_a_reason_and_settles_what_was_planned(staff: FlaskClient) -> None:
    project = a_project()
    line, works = a_line(project), a_milestone(project, TODAY, TODAY)
    planned: dict[str, Any] = {"line": line.id, "milestone": works.id, "title": "준공금", "amount": "400000"}
    assert sent(staff, "/budget/planned/new", **planned).status_code == DONE
    one = queries.lines_of([project.id])[project.id][0].planned[0]
    assert "2026년 400,000원" in staff.get(f"{BASE}/lobby/budget").text
    bill: dict[str, Any] = {
        "line": line.id,
        "on": "2026-11-02",
        "payee": "튼튼건설",
        "purpose": "준공금",
        "evidence": "지출 1",
    }

    assert sent(staff, "/budget/payments/new", amount="400000", planned=str(one.id), **bill).status_code == DONE
    payment = db.session.query(Payment).filter_by(project_id=project.id).one()
    assert "2026년 400,000원" not in staff.get(f"{BASE}/lobby/budget").text
    assert sent(staff, f"/budget/payments/{payment.id}/cancel", reason="").status_code == UNPROCESSABLE
    assert sent(staff, f"/budget/payments/{payment.id}/cancel", reason="두 번 보냄").status_code == DONE

    assert "두 번 보냄" in staff.get(f"{BASE}/lobby/budget").text
    assert sent(staff, f"/budget/planned/{one.id}/drop").status_code == DONE


def test_the_workbook_has_whole_won_and_no_live_formula(staff: FlaskClient) -> None:
    project = a_project()
    a_milestone(project, TODAY, TODAY, '=HYPERLINK("http://bad")')
    a_line(project, 1_000_000)

    book = load_workbook(BytesIO(staff.get(f"{BASE}/lobby/budget/budget.xlsx").data))

    assert book.sheetnames == ["추진 일정", "예산과 집행", "예산 변경", "집행", "예정한 집행"]
    cell = book["추진 일정"]["A2"]
    assert (cell.value, cell.data_type) == ('=HYPERLINK("http://bad")', "s")
    assert [cell.value for cell in book["예산과 집행"][2]][:4] == ["구비 · 공사비", 1_000_000, 0, "0.0"]


def test_papers_are_attachments_and_only_public_ones_are_for_everybody(staff: FlaskClient, app: Flask) -> None:
    project = a_project()
    for title, is_public in (("착공 사진", "y"), ("견적서", "")):
        version = str(now_of(project).version)
        typed = {"version": version, "title": title, "belongs": "", "file": (BytesIO(PNG), f"{title}.png")}
        typed |= {"is_public": "y"} if is_public else {}
        assert staff.post(f"{BASE}/lobby/files/new", data=typed).status_code == DONE
    public, own = [one.id for one in db.session.query(ProjectFile).order_by(ProjectFile.id)]
    anyone = app.test_client()

    given = anyone.get(f"/construction/lobby/files/{public}")

    assert given.headers["Content-Disposition"].startswith("attachment")
    assert given.headers["X-Content-Type-Options"] == "nosniff"
    assert anyone.get(f"/construction/lobby/files/{own}").status_code == 404
    assert staff.get(f"{BASE}/lobby/files/{own}").status_code == 200
    assert anyone.get(f"/construction/center/files/{public}").status_code == 404
    assert "착공 사진" in anyone.get("/construction/lobby").text
    assert "견적서" not in anyone.get("/construction/lobby").text
    assert sent(staff, f"/files/{public}/drop").status_code == DONE
    assert anyone.get(f"/construction/lobby/files/{public}").status_code == 404


def test_a_file_that_is_not_what_it_says_is_refused_at_the_form(staff: FlaskClient) -> None:
    a_project()

    none = sent(staff, "/files/new", title="사진", belongs="")
    wrong = sent(staff, "/files/new", title="사진", belongs="", file=(BytesIO(b"<script>"), "a.png"))

    assert (none.status_code, wrong.status_code) == (UNPROCESSABLE, UNPROCESSABLE)
    assert "파일을 골라 주세요." in none.text


def test_who_is_responsible_is_reminded_once_of_each_planned_end(app: Flask, clock: Clock) -> None:
    yuna = somebody("yuna@example.kr", "a-long-enough-passphrase", Role.STAFF)
    project = a_project()
    a_milestone(project, TODAY, date(2026, 12, 24), responsible_id=yuna.id)

    counts = []
    for day in (15, 17, 18, 24, 25, 26):
        clock.set(time.at(date(2026, 12, day), 9 * 60))
        counts.append(remind(time.now()))

    assert counts == [0, 1, 0, 0, 1, 0]
    mails = db.session.query(OutboxMail).filter_by(kind="milestone_reminder").order_by(OutboxMail.id).all()
    assert [(mail.recipient, (mail.facts or {})["what"]) for mail in mails] == [
        ("yuna@example.kr", "soon"),
        ("yuna@example.kr", "overdue"),
    ]
    deliver_due(app.extensions["center_post_office"], time.now())
    db.session.rollback()
    kept = select(OutboxMail.state).where(OutboxMail.kind == "milestone_reminder")
    assert set(db.session.scalars(kept)) == {"sent"}


@pytest.mark.parametrize("path", [BASE, f"{BASE}/lobby", f"{BASE}/lobby/budget"])
def test_the_desk_needs_as_many_queries_for_three_as_for_one(staff: FlaskClient, path: str) -> None:
    project = a_project()
    counts = []
    for n in (1, 2):
        for _ in range(n):
            works = a_milestone(project, TODAY, TODAY)
            a_line(project)
            a_milestone(project, TODAY, TODAY, waits=[works.id])
        staff.get(path)
        told: list[str] = []

        def note(_c: object, _u: object, statement: str, *_rest: object, told: list[str] = told) -> None:
            told.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        staff.get(path)
        event.remove(db.engine, "before_cursor_execute", note)
        counts.append(len(told))

    assert counts[0] == counts[1]
