"""Staff's pages of a committee: each does its job, and none tells a point before the last stage is frozen."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from center.accounts.queries import find_user
from center.core import time
from center.core.actor import Actor, Role
from center.core.db import db, transaction
from center.mail.models import OutboxMail
from center.tenancy.review import queries, service
from center.tenancy.review.models import Sheet
from center.tenancy.review.rules.committee import Ground, SeatRole
from tests.bookings.postbag import sent_now
from tests.conftest import Clock
from tests.mail.carriers import parsed
from tests.people import a_firm_user, is_in, somebody
from tests.tenancy.review.panel import (
    DOCUMENTS,
    INTERVIEW,
    PASSWORD,
    WIDE,
    Panel,
    a_reviewer,
    decided,
    declared,
    frozen,
    gives,
    opened,
    scored,
    seated,
    under_review,
)
from tests.tenancy.review.test_stages import amended, other_points
from tests.web.test_pages import n_queries

OK, DONE, FORBIDDEN, CONFLICT, UNPROCESSABLE, GONE = 200, 303, 403, 409, 422, 404


@pytest.fixture
def staff(app: Flask, client: FlaskClient) -> FlaskClient:
    """The browser of staff, who sign in by `at_desk` once the clock stands still."""
    somebody("desk@example.kr", PASSWORD, Role.STAFF)
    return client


def at_desk(staff: FlaskClient) -> None:
    """Staff sign in."""
    user = find_user("desk@example.kr")
    assert user
    is_in(staff, user)


def root(panel: Panel) -> str:
    """Where the committee's pages begin."""
    return f"/staff/calls/{panel.call.id}/committee"


def letters() -> list[tuple[str, str]]:
    """To whom what was told."""
    rows = db.session.scalars(select(OutboxMail).where(OutboxMail.kind == "committee_told").order_by(OutboxMail.id))
    return [(one.recipient or "", (one.facts or {})["what"]) for one in rows]


def test_staff_give_a_seat_and_the_person_is_told(app: Flask, yuna: Actor, clock: Clock, staff: FlaskClient) -> None:
    panel, person = under_review(yuna, clock), a_reviewer(1)
    at_desk(staff)
    form = {"user": str(person.user_id), "role": "chair"}

    assert staff.post(f"{root(panel)}/seats/new", data={}).status_code == UNPROCESSABLE
    assert staff.post(f"{root(panel)}/seats/new", data=form).status_code == DONE

    assert letters() == [("reviewer1@example.kr", "invited")]
    [mail] = [parsed(one) for one in sent_now(app) if "심사위원회" in str(parsed(one)["Subject"])]
    text = mail.get_body(("plain",))
    assert text
    assert "https://localhost/review" in text.get_content()
    assert "심사위원1" in staff.get(root(panel)).text


def test_what_keeps_a_stage_from_opening_is_said_all_at_once(
    app: Flask, yuna: Actor, clock: Clock, staff: FlaskClient
) -> None:
    panel = seated(under_review(yuna, clock), n=6, spares=1)
    at_desk(staff)

    page = staff.get(root(panel)).text

    assert "심사하는 위원이 6명" in page
    assert "서약하지 않은 위원" in page
    assert "이해관계를 모두 밝히지 않은" in page
    assert staff.post(f"{root(panel)}/stages/{DOCUMENTS}/opening").status_code == UNPROCESSABLE
    assert staff.post(f"{root(panel)}/seats/{panel.seat('R7').id}/call-up").status_code == DONE
    declared(panel)
    assert "열까요" in staff.get(f"{root(panel)}/stages/{DOCUMENTS}/opening").text
    assert staff.post(f"{root(panel)}/stages/{DOCUMENTS}/opening").status_code == DONE
    assert letters().count(("reviewer7@example.kr", "stage_opened")) == 1


def test_the_chair_is_followed_by_a_member(app: Flask, yuna: Actor, clock: Clock, staff: FlaskClient) -> None:
    panel = seated(under_review(yuna, clock))
    at_desk(staff)
    chair, member = (panel.seat(code).id for code in ("R1", "R2"))

    assert staff.post(f"{root(panel)}/seats/{member}/chair").status_code == CONFLICT
    assert staff.post(f"{root(panel)}/seats/{chair}/leaving", data={"reason": ""}).status_code == UNPROCESSABLE
    assert staff.post(f"{root(panel)}/seats/{chair}/leaving", data={"reason": "건강 때문에"}).status_code == DONE
    assert staff.post(f"{root(panel)}/seats/{member}/chair").status_code == DONE

    assert panel.seat("R2").is_chair
    assert "건강 때문에" in staff.get(root(panel)).text


def test_who_is_silent_is_reminded_once_a_day(app: Flask, yuna: Actor, clock: Clock, staff: FlaskClient) -> None:
    panel = opened(yuna, clock)
    at_desk(staff)
    for code in panel.codes[1:]:
        gives(panel, code, 1, 80)
        gives(panel, code, 2, 70)
    where = f"{root(panel)}/stages/{DOCUMENTS}"
    assert "채점표 14장 가운데 12장" in staff.get(where).text

    for _again in range(2):
        assert staff.post(f"{where}/reminders").status_code == DONE
    assert letters().count(("reviewer1@example.kr", "reminded")) == 1
    clock.move(timedelta(days=1))
    service.remind(panel.call.id, DOCUMENTS, by=yuna, now=time.now())

    assert [one for one in letters() if one[1] == "reminded"] == [("reviewer1@example.kr", "reminded")] * 2


def test_the_interview_room_draws_calls_in_and_notes_who_is_absent(
    app: Flask, yuna: Actor, clock: Clock, staff: FlaskClient
) -> None:
    panel = opened(yuna, clock)
    at_desk(staff)
    where = f"{root(panel)}/stages/{DOCUMENTS}/interview"
    number = panel.applications[0].receipt_number

    assert staff.post(f"{where}/order").status_code == DONE
    assert staff.post(f"{where}/speaking", data={"number": number, "minutes": "x"}).status_code == UNPROCESSABLE
    assert staff.post(f"{where}/speaking", data={"number": number, "minutes": "12"}).status_code == DONE
    assert "12분 남았습니다" in staff.get(where).text
    assert staff.post(f"{where}/end").status_code == DONE
    assert staff.post(f"{where}/{number}/absence", data={"reason": "길이 막힘"}).status_code == DONE
    assert "길이 막힘" in staff.get(where).text
    assert staff.post(f"{where}/{number}/presence").status_code == DONE
    assert "길이 막힘" not in staff.get(where).text
    assert staff.post(f"{where}/speaking", data={"number": "2027-1-999", "minutes": "5"}).status_code == GONE


def test_a_challenge_is_entered_and_closed_once_enough_voted(
    app: Flask, yuna: Actor, clock: Clock, staff: FlaskClient
) -> None:
    panel = opened(yuna, clock)
    at_desk(staff)
    seat, firm = panel.seat("R2").id, panel.applications[0].id
    typed = {"seat": seat, "application": firm, "ground": Ground.PARTY, "reason": "대표의 배우자입니다."}
    assert staff.post(f"{root(panel)}/challenges/new", data=typed).status_code == DONE
    [one] = queries.challenges_of(panel.call.id)
    where = f"{root(panel)}/challenges/{one.id}"
    assert staff.post(where, data={"outcome": "배우자가 맞음"}).status_code == UNPROCESSABLE
    for code in ("R1", "R3", "R4", "R5"):
        service.vote(panel.call.id, one.id, is_for=True, by=panel.people[code], now=time.now())

    assert "6명 가운데 4명" in staff.get(where).text
    assert staff.post(where, data={"outcome": "배우자가 맞음"}).status_code == DONE

    assert (seat, firm) in queries.exclusions_of(panel.call.id)
    assert "배우자가 맞음" in staff.get(root(panel)).text


def late(panel: Panel, code: str = "R1") -> dict[str, object]:
    """A conflict that is found late with the first firm."""
    reason = "지난해 그 기업의 이사였습니다."
    return {
        "seat": panel.seat(code).id,
        "application": panel.applications[0].id,
        "ground": Ground.EMPLOYED,
        "reason": reason,
    }


def mark_of(page: str) -> str:
    """What fits the effect that a page shows."""
    found = re.search(r'name="mark" value="([0-9a-f]{64})"', page)
    assert found
    return found[1]


def test_a_late_conflict_shows_counts_alone_and_holds_once_confirmed(
    app: Flask, yuna: Actor, clock: Clock, staff: FlaskClient
) -> None:
    panel = opened(yuna, clock)
    at_desk(staff)
    scored(panel, {1: [80] * 7, 2: [70] * 7})
    where, typed = f"{root(panel)}/conflicts/new", late(panel)

    shown = staff.post(where, data=typed).text

    assert "7장 → 6장" in shown
    assert "총점" not in shown
    assert queries.exclusions_of(panel.call.id) == {}
    assert "7장 → 6장" in staff.post(where, data={**typed, "mark": "0" * 64}).text
    assert staff.post(where, data={**typed, "mark": mark_of(shown)}).status_code == DONE
    assert len(queries.exclusions_of(panel.call.id)) == 1
    assert staff.post(where, data=typed).status_code == UNPROCESSABLE


def test_after_the_last_stage_the_effect_shows_ranks_totals_and_units(
    app: Flask, yuna: Actor, clock: Clock, staff: FlaskClient
) -> None:
    panel = decided(yuna, clock)
    at_desk(staff)

    shown = staff.post(f"{root(panel)}/conflicts/new", data=late(panel)).text

    assert "총점" in shown
    assert "1위" in shown
    assert re.search(r"\d\d\.\d\d → \d\d\.\d\d", shown)


def test_too_few_sheets_after_a_late_conflict_are_told_with_what_to_do(
    app: Flask, yuna: Actor, clock: Clock, staff: FlaskClient
) -> None:
    panel = opened(yuna, clock)
    at_desk(staff)
    scored(panel, {1: [80] * 7, 2: [70] * 7})
    frozen(panel)
    for code in ("R5", "R6"):
        typed = late(panel, code)
        shown = staff.post(f"{root(panel)}/conflicts/new", data=typed).text
        staff.post(f"{root(panel)}/conflicts/new", data={**typed, "mark": mark_of(shown)})

    warned = staff.post(f"{root(panel)}/conflicts/new", data=late(panel, "R7")).text
    staff.post(f"{root(panel)}/conflicts/new", data={**late(panel, "R7"), "mark": mark_of(warned)})

    assert "5장에 못 미칩니다" in warned
    assert "채점표가 4장뿐입니다" in staff.get(root(panel)).text


def test_an_amendment_says_what_it_reopens_before_it_is_adopted(
    app: Flask, yuna: Actor, clock: Clock, staff: FlaskClient
) -> None:
    panel = opened(yuna, clock)
    at_desk(staff)
    where = f"{root(panel)}/amendment"
    assert staff.get(where).status_code == DONE
    amended(panel, other_points(panel.call.versions[-1].says))

    assert "공고가 바뀌었습니다" in staff.get(root(panel)).text
    assert "모두 다시 열리고" in staff.get(where).text
    assert staff.post(where, data={"reason": ""}).status_code == UNPROCESSABLE
    assert staff.post(where, data={"reason": "배점을 바로잡음"}).status_code == DONE
    assert "공고가 바뀌었습니다" not in staff.get(root(panel)).text


PAGES = (
    "",
    "/seats/new",
    "/stages/documents",
    "/stages/documents/interview",
    "/stages/interview",
    "/stages/interview/interview",
    "/challenges",
    "/challenges/new",
    "/conflicts/new",
)


def test_two_worlds_that_differ_in_points_alone_look_the_same(
    app: Flask, yuna: Actor, clock: Clock, staff: FlaskClient
) -> None:
    """The same sheets are given once with these, once with other points; nothing else is done meanwhile."""
    panel = opened(yuna, clock, 2, WIDE)
    at_desk(staff)
    scored(panel, {1: [80] * 7, 2: [70] * 7})
    frozen(panel)
    service.open_stage(panel.call.id, INTERVIEW, by=yuna, now=time.now())
    scored(panel, {1: [60] * 7}, INTERVIEW)
    seen = everything(staff, panel)
    other_world(panel)

    assert everything(staff, panel) == seen


def everything(staff: FlaskClient, panel: Panel) -> list[str]:
    """All that staff are shown, without the tokens of the forms."""
    answers = [staff.get(f"{root(panel)}{path}") for path in PAGES]
    answers.append(staff.post(f"{root(panel)}/conflicts/new", data=late(panel)))
    assert {answer.status_code for answer in answers} == {OK}
    return [re.sub(r'name="csrf_token" value="[^"]*"', "", answer.text) for answer in answers]


def other_world(panel: Panel) -> None:
    """Every point and every comment is another one."""
    with transaction() as session:
        for n, sheet in enumerate(session.scalars(select(Sheet).order_by(Sheet.id))):
            sheet.scores = {key: {"points": str(n % 20), "comment": "다른 말"} for key in sheet.scores}


def test_others_than_staff_are_refused(app: Flask, yuna: Actor, clock: Clock) -> None:
    panel = opened(yuna, clock)
    for user in (find_user("reviewer1@example.kr"), a_firm_user("jisoo@example.kr", PASSWORD)):
        assert user
        browser = app.test_client()
        is_in(browser, user)
        assert {browser.get(f"{root(panel)}{path}").status_code for path in PAGES} == {FORBIDDEN}


@pytest.mark.parametrize("path", ["", "/stages/documents", "/stages/documents/interview", "/challenges"])
def test_pages_cost_as_many_queries_for_many_as_for_few(
    app: Flask, yuna: Actor, clock: Clock, staff: FlaskClient, path: str
) -> None:
    panel = opened(yuna, clock, 3, WIDE)
    at_desk(staff)
    few = n_queries(staff, f"{root(panel)}{path}")
    for n in (8, 9):
        user = a_reviewer(n).user_id
        assert user
        service.appoint(panel.call.id, user, SeatRole.MEMBER, by=yuna, now=time.now())
    gives(panel, "R2", 1, 80)

    assert n_queries(staff, f"{root(panel)}{path}") == few
