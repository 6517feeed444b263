"""The result on pages, in files and on paper: the same figures everywhere, for nobody before the last stage is frozen."""

import hashlib
import json
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import html5lib
import openpyxl
import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from center.accounts.models import AccessRecord
from center.accounts.queries.listing import get_user
from center.core import time
from center.core.actor import Actor, Role
from center.core.db import db
from center.recompute import recompute_command
from center.tenancy.review import queries, service
from center.tenancy.review.rules.committee import Ground, SeatRole
from center.tenancy.review.rules.deciding import decided as decision_of
from center.tenancy.review.rules.printing import PrintedLine, printed_lines
from center.tenancy.review.rules.writing import written
from center.tenancy.review.service import Said
from tests.conftest import NOON, Clock
from tests.papers.samples import squeezed, text_of
from tests.people import a_firm_user, acts_for_firm, is_in, somebody
from tests.tenancy.applying import a_young_firm
from tests.tenancy.review.panel import (
    DOCUMENTS,
    INTERVIEW,
    WIDE,
    Panel,
    decided,
    declared,
    filled,
    frozen,
    gives,
    opened,
    scored,
    seated,
    under_review,
)
from tests.web.test_pages import counted_queries

FILES = ("/workbook.xlsx", "/selection.json")
PAPERS = tuple(f"/papers/{key}.pdf" for key in ("sheets", "totals", "ranking", "minutes", "pledges"))
WAYS = ("", "/advisory", *FILES, *PAPERS)
FIRST = {1: [90, 88, 85, 91, 79, 84, 86], 2: [70, 72, 68, 75, 66, 71, 90]}
FEW, MANY = 2, 5
NEW_EACH_TIME = re.compile(r'(?<=name="csrf_token" value=")[^"]*|\b[0-9A-F]{8}\b')
GONE, FORBIDDEN, REFUSED, OK = 404, 403, 409, 200


@pytest.fixture
def panel(app: Flask, yuna: Actor, clock: Clock) -> Panel:
    """Both stages are frozen."""
    return decided(yuna, clock)


def desk_of(panel: Panel, way: str = "") -> str:
    return f"/staff/calls/{panel.call.id}/ranking{way}"


def own_of(panel: Panel, way: str = "") -> str:
    return f"/review/{panel.call.id}/ranking{way}"


def staff_of(app: Flask) -> FlaskClient:
    """A browser of staff who sign in now."""
    client = app.test_client()
    is_in(client, somebody("staff@example.kr", "a-long-enough-passphrase", Role.STAFF))
    return client


@pytest.fixture
def desk(app: Flask, panel: Panel) -> FlaskClient:
    """A browser of staff, after that."""
    return staff_of(app)


def browser_of(app: Flask, panel: Panel, code: str) -> FlaskClient:
    """A browser of a member."""
    client, user_id = app.test_client(), panel.people[code].user_id
    assert user_id
    is_in(client, get_user(user_id))
    return client


def lines_of(panel: Panel) -> list[PrintedLine]:
    return printed_lines(decision_of(queries.record_of(panel.call, queries.get_review(panel.call.id))))


def figures_of(line: PrintedLine) -> Iterator[str]:
    """Every figure of an applicant."""
    for stage in line.stages.values():
        yield stage.base
        yield from (sheet.total for sheet in stage.sheets.values())
    yield from (one for one in (line.base, line.bonus, line.total) if one)


def words_of(page: str) -> str:
    """What is to be read on a page, without blanks."""
    return squeezed("".join(html5lib.parse(page, namespaceHTMLElements=False).itertext()))


def cells_of(content: bytes, sheet: str) -> list[list[str]]:
    book = openpyxl.load_workbook(BytesIO(content))
    return [[str(cell.value or "") for cell in row] for row in book[sheet].iter_rows()]


def excluded_panel(yuna: Actor, clock: Clock) -> Panel:
    """Three firms; R7 is excluded from the second one, and both stages are frozen."""
    panel = seated(under_review(yuna, clock, 3, WIDE))
    declared(panel, *[f"R{n}" for n in range(1, 7)])
    declared(panel, "R7", n2=Said(Ground.EMPLOYED, "지난해까지 일함"))
    for stage in (DOCUMENTS, INTERVIEW):
        service.open_stage(panel.call.id, stage, by=yuna, now=time.now())
        scored(panel, {1: [80] * 7, 3: [70] * 7}, stage)
        for code in panel.codes[:-1]:
            gives(panel, code, 2, 75, stage)
        frozen(panel, stage)
    return panel


def test_screen_workbook_papers_and_recompute_print_the_same_to_the_last_digit(
    panel: Panel, desk: FlaskClient, tmp_path: Path
) -> None:
    page = words_of(desk.get(desk_of(panel)).text)
    workbook = desk.get(desk_of(panel, "/workbook.xlsx")).data
    file = tmp_path / "record.json"
    file.write_bytes(desk.get(desk_of(panel, "/selection.json")).data)
    recomputed = json.loads(CliRunner().invoke(recompute_command, [str(file), "--json"]).output)
    ranking, totals = (text_of(desk.get(desk_of(panel, f"/papers/{key}.pdf")).data) for key in ("ranking", "totals"))
    rows = {row[1]: row for row in cells_of(workbook, "순위표")[1:]}
    printed = {one["id"]: one for one in recomputed["applicants"]}

    for line in lines_of(panel):
        stages = [line.stages[key].base for key in (DOCUMENTS, INTERVIEW)]
        assert [*stages, line.base, line.bonus, line.total] == rows[line.applicant][3:8]
        assert (line.base, line.total, line.rank) == tuple(
            printed[line.applicant][key] for key in ("base", "total", "rank")
        )
        assert stages == [printed[line.applicant]["stages"][key]["base"] for key in (DOCUMENTS, INTERVIEW)]
        assert "".join([*stages, str(line.base), line.bonus, str(line.total)]) in ranking
        for stage in line.stages.values():
            assert all(sheet.total in totals for sheet in stage.sheets.values())
        assert all(figure in page for figure in figures_of(line))
        assert "".join([*stages, str(line.base), line.bonus, str(line.total)]) in page


def test_trimmed_marks_are_struck_through_and_say_why(panel: Panel, desk: FlaskClient) -> None:
    page = desk.get(desk_of(panel)).text

    assert "<s>79.00</s><span>최저 제외</span>" in page
    assert "<s>86.00</s><span>최고 제외</span>" in page
    assert "여기까지 선정: 공간 2곳" in page
    assert "합격선 60.00점" in page


def test_the_record_is_the_file_that_recompute_reads_and_its_hash_stands_on_the_page(
    panel: Panel, desk: FlaskClient
) -> None:
    record = queries.record_of(panel.call, queries.get_review(panel.call.id))

    answer = desk.get(desk_of(panel, "/selection.json"))

    assert answer.text == written(record)
    assert f"selection-{panel.call.number}.json" in answer.headers["Content-Disposition"]
    page = desk.get(desk_of(panel)).text
    assert hashlib.sha256(answer.data).hexdigest() in page
    for stage in queries.get_review(panel.call.id).stages:
        assert stage.seals[-1].root in page


def test_every_cell_of_the_workbook_is_a_text(panel: Panel, desk: FlaskClient) -> None:
    book = openpyxl.load_workbook(BytesIO(desk.get(desk_of(panel, "/workbook.xlsx")).data))

    assert book.sheetnames == ["순위표", "집계표", "개인별 심사표", "규칙"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}


def test_single_sheets_are_told_by_code_with_points_and_comments(panel: Panel, desk: FlaskClient) -> None:
    paper = text_of(desk.get(desk_of(panel, "/papers/sheets.pdf")).data)

    assert "R1위원·서류심사" in paper
    assert squeezed("사업 타당성과 성장 40 30.00 사업 타당성과 성장의 까닭") in paper
    assert not re.search(r"심사위원\d", paper)
    assert "한강" not in paper


@pytest.mark.parametrize("key", ["totals", "ranking"])
def test_papers_that_may_be_published_name_neither_members_nor_firms(panel: Panel, desk: FlaskClient, key: str) -> None:
    paper = text_of(desk.get(desk_of(panel, f"/papers/{key}.pdf")).data)

    assert not re.search(r"심사위원\d", paper)
    assert "한강" not in paper
    assert all(one.receipt_number in paper for one in panel.applications)


def test_the_minutes_name_who_was_there_what_was_sealed_and_the_ranking(app: Flask, yuna: Actor, clock: Clock) -> None:
    panel = excluded_panel(yuna, clock)

    minutes = text_of(staff_of(app).get(desk_of(panel, "/papers/minutes.pdf")).data)

    for n in range(1, 8):
        assert f"심사위원{n}(서명)" in minutes
    assert squeezed("최근 3년 안에 이 기업에서 일했음") in minutes
    assert "지난해까지" not in minutes
    for stage in queries.get_review(panel.call.id).stages:
        assert stage.seals[-1].root in minutes
    assert squeezed("감사 기록의 끝") in minutes
    assert all(str(line.total) in minutes for line in lines_of(panel))


def test_the_minutes_tell_how_challenges_were_decided_and_which_sheets_were_reopened(
    app: Flask, yuna: Actor, clock: Clock
) -> None:
    panel = opened(yuna, clock)
    first, chair = panel.applications[0], panel.people["R1"]
    seat_id, reason = panel.seat("R2").id, "예전 변호사 박아무개"
    challenge = service.challenge(
        panel.call.id, seat_id, first.id, ground=Ground.AGENT, reason=reason, by=yuna, now=time.now()
    )
    for code, is_for in {"R1": True, "R3": False, "R4": False, "R5": False}.items():
        service.vote(panel.call.id, challenge.id, is_for=is_for, by=panel.people[code], now=time.now())
    service.decide(panel.call.id, challenge.id, outcome="오래전 일임", by=yuna, now=time.now())
    scored(panel, FIRST)
    third = panel.seat("R3").id
    service.reopen_sheet(panel.call.id, DOCUMENTS, third, first.id, reason="합계 틀림", by=chair, now=time.now())
    sheet = queries.sheets_of(queries.get_stage(panel.call.id, DOCUMENTS))[third, first.id]
    service.submit(
        panel.call.id,
        DOCUMENTS,
        first.id,
        filled(panel, 84),
        version=sheet.version,
        by=panel.people["R3"],
        now=time.now(),
    )
    frozen(panel)
    service.open_stage(panel.call.id, INTERVIEW, by=yuna, now=time.now())
    scored(panel, FIRST, INTERVIEW)
    frozen(panel, INTERVIEW)

    minutes = text_of(staff_of(app).get(desk_of(panel, "/papers/minutes.pdf")).data)

    assert squeezed("받아들이지 않음 (찬성 1, 반대 3): 오래전 일임") in minutes
    assert "합계틀림" in minutes
    assert "박아무개" not in minutes


def test_pledges_are_printed_with_their_words_and_version(panel: Panel, desk: FlaskClient) -> None:
    paper = text_of(desk.get(desk_of(panel, "/papers/pledges.pdf")).data)

    assert squeezed("R7 위원 심사위원7") in paper
    assert squeezed("이해관계가 있는 기업은 심사하지 않고") in paper
    assert "제1판" in paper


def test_nobody_sees_anything_before_the_last_stage_is_frozen(app: Flask, yuna: Actor, clock: Clock) -> None:
    panel = opened(yuna, clock)
    scored(panel, FIRST)
    chair, desk = browser_of(app, panel, "R1"), staff_of(app)

    before = [one.status_code for way in WAYS for one in (desk.get(desk_of(panel, way)), chair.get(own_of(panel, way)))]
    frozen(panel)
    service.open_stage(panel.call.id, INTERVIEW, by=yuna, now=time.now())
    scored(panel, FIRST, INTERVIEW)
    then = [one.status_code for way in WAYS for one in (desk.get(desk_of(panel, way)), chair.get(own_of(panel, way)))]

    assert {*before, *then} == {GONE}


def test_members_read_the_result_and_only_the_chair_takes_papers(app: Flask, panel: Panel) -> None:
    chair, member = browser_of(app, panel, "R1"), browser_of(app, panel, "R2")

    assert {chair.get(own_of(panel, way)).status_code for way in WAYS} == {OK}
    assert {member.get(own_of(panel, way)).status_code for way in ("", "/advisory", *FILES)} == {OK}
    assert {member.get(own_of(panel, way)).status_code for way in PAPERS} == {GONE}
    assert "/papers/" in chair.get(own_of(panel)).text
    assert "/papers/" not in member.get(own_of(panel)).text
    assert member.get(desk_of(panel)).status_code == FORBIDDEN
    assert chair.get(own_of(panel, "/papers/nothing.pdf")).status_code == GONE


def test_others_read_what_does_not_exist(app: Flask, panel: Panel) -> None:
    stranger, firm = app.test_client(), app.test_client()
    is_in(stranger, somebody("other@example.kr", "a-long-enough-passphrase", Role.REVIEWER))
    person = a_firm_user("jisoo@example.kr", "a-long-enough-passphrase")
    acts_for_firm(person, a_young_firm(business_number="1058298765"))
    is_in(firm, person)

    for way in WAYS:
        answer, nothing = stranger.get(own_of(panel, way)), stranger.get(f"/review/999/ranking{way}")
        assert answer.status_code == nothing.status_code == GONE
        found, missing = (NEW_EACH_TIME.sub("", one.text) for one in (answer, nothing))
        assert found.replace(f"/review/{panel.call.id}/", "/review/999/") == missing
        assert firm.get(own_of(panel, way)).status_code == FORBIDDEN


def test_who_was_invited_later_and_has_declared_nothing_sees_nothing(app: Flask, panel: Panel) -> None:
    user = somebody("late@example.kr", "a-long-enough-passphrase", Role.REVIEWER)
    service.appoint(panel.call.id, user.id, SeatRole.MEMBER, by=panel.staff, now=time.now())
    late = app.test_client()
    is_in(late, user)

    assert {late.get(own_of(panel, way)).status_code for way in WAYS} == {GONE}


def test_an_excluded_member_reads_only_that_it_is_shown_later(app: Flask, yuna: Actor, clock: Clock) -> None:
    panel = excluded_panel(yuna, clock)
    excluded, other = browser_of(app, panel, "R7"), browser_of(app, panel, "R6")

    page = excluded.get(own_of(panel))

    assert page.status_code == OK
    assert "결과를 발표한 뒤에 보여 드립니다" in page.text
    for line in lines_of(panel):
        assert line.applicant not in page.text
        assert str(line.total) not in page.text
    assert {excluded.get(own_of(panel, way)).status_code for way in WAYS[1:]} == {GONE}
    assert "제척" in other.get(own_of(panel)).text


def test_what_an_excluded_member_reads_does_not_hang_on_the_scores(app: Flask, yuna: Actor, clock: Clock) -> None:
    panel = excluded_panel(yuna, clock)
    excluded = browser_of(app, panel, "R7")
    before = NEW_EACH_TIME.sub("", excluded.get(own_of(panel)).text)
    service.exclude_late(
        panel.call.id,
        panel.seat("R6").id,
        panel.applications[0].id,
        ground=Ground.INTEREST,
        reason="나중에 앎",
        by=panel.people["R6"],
        now=time.now(),
    )

    assert NEW_EACH_TIME.sub("", excluded.get(own_of(panel)).text) == before


def test_a_sheet_that_was_voided_later_changes_every_figure_at_once(panel: Panel, desk: FlaskClient) -> None:
    before = desk.get(desk_of(panel)).text
    service.exclude_late(
        panel.call.id,
        panel.seat("R4").id,
        panel.applications[0].id,
        ground=Ground.INTEREST,
        reason="사촌이 대표",
        by=panel.people["R4"],
        now=time.now(),
    )

    after = desk.get(desk_of(panel)).text

    [first, _second] = lines_of(panel)
    assert str(first.total) in after
    assert str(first.total) not in before
    assert "다시 봉인" in after
    assert "사촌" not in after


def test_where_too_few_sheets_are_left_the_page_says_what_to_do(panel: Panel, desk: FlaskClient) -> None:
    for code in ("R4", "R5", "R6"):
        service.exclude_late(
            panel.call.id,
            panel.seat(code).id,
            panel.applications[0].id,
            ground=Ground.INTEREST,
            reason="나중에 앎",
            by=panel.staff,
            now=time.now(),
        )

    answer = desk.get(desk_of(panel))

    assert answer.status_code == REFUSED
    assert "위원장이 단계를 다시 열어" in answer.text


def test_the_advisory_page_warns_and_has_every_figure_as_a_table(panel: Panel, desk: FlaskClient) -> None:
    page = desk.get(desk_of(panel, "/advisory")).text

    assert "순위를 바꾸지 않는 참고 자료입니다" in page
    assert page.count('<svg class="dots') == 2
    assert " style=" not in page
    plain = decision_of(queries.record_of(panel.call, queries.get_review(panel.call.id))).advisory
    assert plain.effects
    assert f"{float(plain.effects.applicants[panel.applications[0].receipt_number]):.4f}" in page


def test_unequal_sets_are_warned_of(app: Flask, yuna: Actor, clock: Clock) -> None:
    panel = excluded_panel(yuna, clock)

    assert "위원마다 심사한 기업이 다릅니다" in staff_of(app).get(desk_of(panel, "/advisory")).text


def test_who_looked_is_on_record(panel: Panel, desk: FlaskClient) -> None:
    for way in WAYS:
        desk.get(desk_of(panel, way))

    actions = db.session.scalars(select(AccessRecord.action).order_by(AccessRecord.id)).all()

    looked = [one for one in actions if one.startswith("ranking.")]
    assert looked == [
        "ranking.shown",
        "ranking.advisory-shown",
        "ranking.workbook-taken",
        "ranking.record-taken",
        *(f"ranking.{key}-taken" for key in ("sheets", "totals", "ranking", "minutes", "pledges")),
    ]


def judged(yuna: Actor, clock: Clock, n: int, first: int) -> Panel:
    """So many firms, judged alike, both stages frozen."""
    clock.set(NOON)
    panel = seated(under_review(yuna, clock, n, WIDE, first))
    declared(panel)
    for stage in (DOCUMENTS, INTERVIEW):
        service.open_stage(panel.call.id, stage, by=yuna, now=time.now())
        scored(panel, {number: [70 + number] * 7 for number in range(1, n + 1)}, stage)
        frozen(panel, stage)
    return panel


def test_pages_cost_as_many_queries_for_many_firms_as_for_few(app: Flask, yuna: Actor, clock: Clock) -> None:
    panels = judged(yuna, clock, FEW, 0), judged(yuna, clock, MANY, FEW)
    desk, sent = staff_of(app), []

    for way in ("", "/advisory", "/workbook.xlsx"):
        for panel in panels:
            desk.get(desk_of(panel, way))
            with counted_queries() as found:
                assert desk.get(desk_of(panel, way)).status_code == OK
            sent.append(len(found))

    assert sent[0::2] == sent[1::2]


def test_a_decision_is_made_once_for_the_same_record(panel: Panel) -> None:
    review = queries.get_review(panel.call.id)

    assert queries.get_decided(panel.call, review) is queries.get_decided(panel.call, review)


def test_ties_are_told_in_words(app: Flask, yuna: Actor, clock: Clock) -> None:
    panel = opened(yuna, clock)
    same = {1: [80] * 7, 2: [80] * 7}
    scored(panel, same)
    frozen(panel)
    service.open_stage(panel.call.id, INTERVIEW, by=yuna, now=time.now())
    scored(panel, same, INTERVIEW)
    frozen(panel, INTERVIEW)

    page = staff_of(app).get(desk_of(panel)).text

    assert "1위와 2위가" in page
    assert "공고에 적은 동점 기준" in page
