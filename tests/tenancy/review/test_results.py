"""Results: fixed for a moment, told to each firm then and not before, corrected beside, objected to, and proved."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from center.accounts.models import User
from center.cli import main
from center.core import time
from center.core.actor import Actor
from center.core.db import db
from center.core.errors import NotFoundError
from center.mail.models import OutboxMail
from center.tenancy.applications.queries import handed_in
from center.tenancy.calls.first_calls import SECOND
from center.tenancy.calls.rules.content import Published
from center.tenancy.review import queries, service
from center.tenancy.review.models import Appeal, Result
from center.tenancy.review.rules.announcing import Answer, AppealError, coded, rows_of
from center.tenancy.review.rules.committee import Ground
from center.tenancy.review.rules.deciding import decided as decision_of
from center.tenancy.review.rules.points import COMMENT
from center.tenancy.review.rules.proof import ProofRefusedError, checked, read_proof
from center.tenancy.review.service import ReviewClosedError, SameResultError
from tests.bookings.postbag import sent_now, subject
from tests.conftest import Clock
from tests.people import a_firm_user, acts_for_firm, is_in
from tests.tenancy.review.panel import Panel, decided, frozen, opened, scored

ONE_PASSES = replace(SECOND, selection=replace(SECOND.selection, cut=Decimal(75)))
OK, DONE, GONE, UNPROCESSABLE, CONFLICT = 200, 303, 404, 422, 409
SOON = timedelta(minutes=10)


@pytest.fixture
def panel(app: Flask, yuna: Actor, clock: Clock) -> Panel:
    """Two firms; every stage is frozen, the first firm is ahead."""
    return decided(yuna, clock)


def sets(panel: Panel, *, after: timedelta = SOON, reason: str = "") -> Result:
    """Staff set the result."""
    moment = time.now() + after
    return service.make_result(panel.call.id, announce_at=moment, reason=reason, by=panel.staff, now=time.now())


def announces(panel: Panel) -> Result:
    """The result is there."""
    result = sets(panel)
    panel.clock.move(SOON)
    service.tell_results(time.now())
    return result


def letters(what: str) -> list[Mapping[str, Any]]:
    """The facts of such letters."""
    rows = db.session.scalars(select(OutboxMail).where(OutboxMail.kind == "application_told").order_by(OutboxMail.id))
    return [one.facts or {} for one in rows if (one.facts or {}).get("what") == what]


def test_a_result_is_set_when_every_stage_is_frozen(app: Flask, yuna: Actor, clock: Clock) -> None:
    panel = opened(yuna, clock)
    scored(panel, {1: [80] * 7, 2: [70] * 7})
    frozen(panel)

    with pytest.raises(ReviewClosedError, match="모든 단계"):
        sets(panel)


def test_nothing_is_known_before_the_moment_that_was_set(panel: Panel) -> None:
    sets(panel)
    panel.clock.move(SOON - timedelta(seconds=1))
    assert service.tell_results(time.now()) == 0
    with pytest.raises(NotFoundError):
        queries.get_result(panel.call.id, time.now())

    panel.clock.move(timedelta(seconds=1))

    assert queries.get_result(panel.call.id, time.now()).n == 1
    assert (service.tell_results(time.now()), service.tell_results(time.now())) == (2, 0)


def test_each_firm_is_mailed_its_own_figures_and_no_others(panel: Panel) -> None:
    announces(panel)

    first, second = letters("result")
    decision = decision_of(queries.record_of(panel.call, queries.get_review(panel.call.id)))
    totals = [one.total for one in rows_of(decision, Published.SCORES)]
    assert str(totals[0]) in str(first["words"])
    assert str(totals[1]) not in str(first["words"])
    assert str(totals[1]) in str(second["words"])
    assert str(totals[0]) not in str(second["words"])


def test_the_moment_lies_ahead_and_another_one_takes_its_place(panel: Panel) -> None:
    with pytest.raises(ReviewClosedError, match="이미 지났습니다"):
        sets(panel, after=-SOON)
    sets(panel)
    sets(panel, after=3 * SOON)

    [result] = queries.results_of(panel.call.id)
    assert (result.n, result.announce_at) == (1, time.now() + 3 * SOON)


def test_what_is_to_come_is_taken_back_and_what_was_announced_is_not(panel: Panel) -> None:
    first = sets(panel)
    service.take_back_result(panel.call.id, 1, version=first.version, by=panel.staff, now=time.now())
    assert queries.results_of(panel.call.id) == []
    announces(panel)

    with pytest.raises(ReviewClosedError, match="이미 발표했습니다"):
        service.take_back_result(panel.call.id, 1, version=1, by=panel.staff, now=time.now())


def test_a_correction_stands_beside_and_gives_its_reason(panel: Panel) -> None:
    before = announces(panel).record
    with pytest.raises(SameResultError):
        sets(panel, reason="이의신청")
    service.exclude_late(
        panel.call.id,
        panel.seat("R7").id,
        panel.applications[1].id,
        ground=Ground.RELATIVE,
        reason="친척임",
        by=panel.staff,
        now=time.now(),
    )
    with pytest.raises(ReviewClosedError, match="까닭을"):
        sets(panel)

    sets(panel, reason="제척할 위원의 점수를 뺐습니다.")
    panel.clock.move(SOON)
    service.tell_results(time.now())

    first, second = queries.announced(panel.call.id, time.now())
    assert (first.record, second.n) == (before, 2)
    assert first.record != second.record
    assert len(letters("result_corrected")) == 2


def objects(panel: Panel, *, received_at: datetime | None = None) -> Appeal:
    """The second firm objects."""
    one = panel.applications[1]
    return service.appeal(one, "가점이 빠졌습니다.", by=panel.staff, now=time.now(), received_at=received_at)


def answers(panel: Panel, one: Appeal, answer: Answer) -> Appeal:
    """Staff answer."""
    return service.answer_appeal(panel.call.id, one.id, answer, version=one.version, by=panel.staff, now=time.now())


def test_an_appeal_is_answered_in_fourteen_days_and_ten_more_once(panel: Panel) -> None:
    announces(panel)
    panel.clock.set(datetime.fromisoformat("2027-02-01T10:00:00+09:00"))
    entered = objects(panel)
    assert entered.due_on == date(2027, 2, 15)

    service.extend_appeal(
        panel.call.id, entered.id, reason="자료 확인", version=entered.version, by=panel.staff, now=time.now()
    )
    found = queries.get_appeal(panel.call.id, entered.id)
    assert found.due_on == date(2027, 2, 25)
    with pytest.raises(AppealError, match="한 번만"):
        service.extend_appeal(
            panel.call.id, entered.id, reason="또", version=found.version, by=panel.staff, now=time.now()
        )
    assert [one["due_on"] for one in letters("appeal_received")] == ["2027-02-15"]


def test_an_appeal_is_in_time_through_the_thirtieth_day(panel: Panel) -> None:
    result = announces(panel)
    until = service.last_day_to_appeal(result)
    panel.clock.set(datetime.fromisoformat(f"{until}T23:59:59+09:00"))
    objects(panel)
    panel.clock.move(timedelta(seconds=1))

    with pytest.raises(AppealError, match="까지였습니다"):
        service.appeal(panel.applications[0], "늦었습니다.", by=panel.staff, now=time.now())


def test_an_upheld_appeal_names_its_remedy_and_changes_no_result(panel: Panel) -> None:
    announces(panel)
    entered = objects(panel)
    with pytest.raises(AppealError, match="어떻게 바로잡는지"):
        answers(panel, entered, Answer(is_upheld=True, text="맞습니다."))

    found = answers(panel, entered, Answer(is_upheld=True, text="맞습니다.", remedy="다시 계산합니다."))

    assert (found.is_upheld, found.remedy) == (True, "다시 계산합니다.")
    assert len(queries.results_of(panel.call.id)) == 1
    with pytest.raises(AppealError, match="이미 답한"):
        answers(panel, found, Answer(is_upheld=False, text="아닙니다."))


def test_nobody_objects_to_what_is_not_announced(panel: Panel) -> None:
    sets(panel)

    with pytest.raises(NotFoundError):
        objects(panel)


def test_the_published_record_has_other_codes_and_decides_the_same(panel: Panel) -> None:
    record = queries.record_of(panel.call, queries.get_review(panel.call.id))
    codes = {one.id: f"A{2 - n}" for n, one in enumerate(record.applicants)}
    codes |= {f"R{n}": f"M{8 - n}" for n in range(1, 8)}

    published = decision_of(coded(record, codes))

    assert [one.id for one in published.record.applicants] == ["A1", "A2"]
    own = decision_of(record)
    assert [codes[one] for one in own.ranking.order] == list(published.ranking.order)
    assert {codes[one]: share.unit for one, share in own.allotment.shares.items()} == {
        one: share.unit for one, share in published.allotment.shares.items()
    }


def test_what_was_not_selected_ends_a_year_after_the_result_is_final(app: Flask, yuna: Actor, clock: Clock) -> None:
    panel = decided(yuna, clock, ONE_PASSES)
    announces(panel)
    entered = objects(panel)
    clock.move(timedelta(days=800))
    assert service.forget_reviewed(time.now()) == 0
    answers(panel, entered, Answer(is_upheld=False, text="점수는 맞습니다."))
    clock.move(timedelta(days=364))
    assert service.forget_reviewed(time.now()) == 0

    clock.move(timedelta(days=1))

    assert (service.forget_reviewed(time.now()), service.forget_reviewed(time.now())) == (1, 0)
    selected, other = handed_in(panel.call.id)
    assert (len(selected.submissions), len(other.submissions)) == (1, 0)
    sheets = queries.sheets_for(other)
    assert {given[COMMENT] for kept in sheets.values() for scores in kept for given in scores.values()} == {""}
    assert queries.own_appeals(other)[0].text == ""
    assert len(rows_of(queries.decision_of(queries.announced(panel.call.id, time.now())[-1]), Published.RANKS)) == 2


@pytest.fixture
def firm(panel: Panel, app: Flask) -> FlaskClient:
    """A browser of the second firm."""
    browser = app.test_client()
    user = a_firm_user("jisoo@example.kr", "a-long-enough-passphrase")
    acts_for_firm(user, panel.applications[1].enterprise)
    is_in(browser, user)
    return browser


@pytest.fixture
def desk(panel: Panel, app: Flask) -> FlaskClient:
    """A browser of the staff."""
    browser = app.test_client()
    is_in(browser, db.session.get_one(User, panel.staff.user_id))
    return browser


def test_a_firm_reads_its_own_result_and_nothing_of_the_other(
    panel: Panel, firm: FlaskClient, client: FlaskClient
) -> None:
    own, public = f"/apply/{panel.call.id}/result", f"/calls/{panel.call.id}/result"
    sets(panel)
    assert (firm.get(own).status_code, client.get(public).status_code) == (GONE, GONE)
    assert "심사 결과 보기" not in client.get(f"/calls/{panel.call.id}").text
    panel.clock.move(SOON)

    page = firm.get(own).text

    first, second = panel.applications
    assert second.receipt_number in page
    assert "305호에 선정되었습니다" in page or "304호에 선정되었습니다" in page
    assert first.receipt_number not in page
    assert first.enterprise.name not in page
    assert not re.search(r"\bR[1-7]\b", re.sub(r"<[^>]*>", " ", page))
    assert "구성원 역량의 까닭" in page
    assert "심사 결과 보기" in client.get(f"/calls/{panel.call.id}").text
    assert "선정되었습니다" in firm.get(f"/apply/{panel.call.id}/status").text
    assert firm.get(f"{own}/letter.pdf").data.startswith(b"%PDF-")
    assert first.receipt_number in client.get(public).text


def test_the_public_reads_only_what_the_call_said(panel: Panel, client: FlaskClient) -> None:
    announces(panel)

    page = client.get(f"/calls/{panel.call.id}/result").text

    assert SECOND.selection.published == Published.SELECTED
    assert "순위</th>" not in page
    assert "점수</th>" not in page
    assert client.get(f"/calls/{panel.call.id}/result.json").status_code == GONE
    assert all(one.seals[-1].root in page for one in queries.get_review(panel.call.id).stages)


def test_a_firm_objects_and_proves_its_scores(panel: Panel, firm: FlaskClient, tmp_path: Any) -> None:
    announces(panel)
    own = f"/apply/{panel.call.id}/result"
    assert firm.get(f"{own}/proof.json").status_code == GONE
    assert firm.post(f"{own}/appeal", data={"text": ""}).status_code == UNPROCESSABLE
    assert firm.post(f"{own}/appeal", data={"text": "다시 봐 주세요."}).status_code == DONE
    assert firm.post(f"{own}/appeal", data={"text": "또 봐 주세요."}).status_code == UNPROCESSABLE

    proof = firm.get(f"{own}/proof.json").text

    number = panel.applications[1].receipt_number
    assert {one["applicant"] for stage in json.loads(proof)["stages"] for one in stage["scores"]} == {number}
    file = tmp_path / "proof.json"
    file.write_text(proof, encoding="utf-8")
    told = CliRunner().invoke(main, ["audit", "verify", str(file)])
    assert (told.exit_code, "documents: 21 scores" in told.output) == (0, True)
    file.write_text(proof.replace('"points": "30"', '"points": "29"', 1), encoding="utf-8")
    assert CliRunner().invoke(main, ["audit", "verify", str(file)]).exit_code == 1


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"format": "other/1", "call": "1", "stages": []}'])
def test_what_is_no_proof_is_refused(text: str) -> None:
    with pytest.raises(ProofRefusedError):
        read_proof(text)


def test_a_proof_finds_a_leaf_that_was_taken_out(panel: Panel, firm: FlaskClient) -> None:
    announces(panel)
    objects(panel)
    plain = json.loads(firm.get(f"/apply/{panel.call.id}/result/proof.json").text)
    plain["stages"][0]["leaves"].pop()

    first, second = checked(read_proof(json.dumps(plain)))

    assert (bool(first.faults), second.faults) == (True, ())


def test_staff_set_correct_and_answer_on_pages(panel: Panel, desk: FlaskClient) -> None:
    place = f"/staff/calls/{panel.call.id}"
    assert "결과와 발표할 때 정하기" in desk.get(f"{place}/result").text
    assert desk.post(f"{place}/result", data={"day": "2027-02-19", "clock": "25:00"}).status_code == UNPROCESSABLE
    assert desk.post(f"{place}/result", data={"day": "2027-02-19", "clock": "10:00"}).status_code == DONE
    assert "발표 예정" in desk.get(f"{place}/result").text
    panel.clock.set(datetime.fromisoformat("2027-02-22T10:00:00+09:00"))
    is_in(desk, db.session.get_one(User, panel.staff.user_id))
    assert "결과 바로잡기" in desk.get(f"{place}/result").text

    form = {
        "application": str(panel.applications[0].id),
        "received_day": "2027-02-22",
        "received_time": "09:30",
        "text": "종이로 냅니다.",
    }
    assert desk.post(f"{place}/appeals/new", data={**form, "text": ""}).status_code == UNPROCESSABLE
    assert desk.post(f"{place}/appeals/new", data=form).status_code == DONE
    [entered] = queries.appeals_of(panel.call.id)
    page = f"{place}/appeals/{entered.id}"
    assert "종이로 냅니다." in desk.get(page).text
    answer = {"outcome": "refused", "text": "점수는 맞습니다.", "remedy": "", "version": str(entered.version)}
    assert desk.post(f"{page}/answer", data={**answer, "outcome": ""}).status_code == UNPROCESSABLE
    assert desk.post(f"{page}/answer", data={**answer, "version": "9"}).status_code == CONFLICT
    assert desk.post(f"{page}/answer", data=answer).status_code == DONE
    assert "받아들이지 않음" in desk.get(f"{place}/result").text


def test_letters_about_results_are_rendered(panel: Panel, app: Flask) -> None:
    announces(panel)
    objects(panel)

    subjects = [subject(mail) for mail in sent_now(app)]

    assert any("심사 결과를 알려" in one for one in subjects)
    assert any("이의신청을 받았습니다" in one for one in subjects)
