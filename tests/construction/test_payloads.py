"""Whatever staff type of a project is dead text on its pages, in its calendar and in its workbook."""

from io import BytesIO

import icalendar
import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from center.core.actor import Role
from tests.construction.factories import TODAY, a_milestone, a_project
from tests.people import is_in, somebody
from tests.safety.payloads import GROUPS, PAYLOADS, ensure_dead, urlencoded

FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
@pytest.mark.parametrize("group", GROUPS, ids=["first", "second", "third"])
def test_what_is_typed_of_milestones_lives_nowhere(app: Flask, client: FlaskClient, group: list[str]) -> None:
    is_in(client, somebody("yuna@example.kr", "a-long-enough-passphrase", Role.STAFF))
    project = a_project(title=group[0][:100].replace("\x00", ""))
    for number, payload in enumerate(group):
        typed = {"version": str(number + 1), "title": payload, "detail": payload, "note": payload}
        body = urlencoded({**typed, "responsible": payload, "when": "2027년 3월", "person": ""})
        answer = client.post("/staff/construction/lobby/milestones/new", data=body, content_type=FORM)
        assert answer.status_code in {200, 303, 422}
        ensure_dead(answer.text, payload)

    for path in ("/construction/lobby", "/staff/construction/lobby", "/staff/construction"):
        ensure_dead(client.get(path).text, path)
    icalendar.Calendar.from_ical(client.get("/construction/milestones.ics").data)
    book = load_workbook(BytesIO(client.get("/staff/construction/lobby/budget/budget.xlsx").data))
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    assert project.key == "lobby"


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_what_is_typed_as_a_time_or_an_address_is_refused(app: Flask, client: FlaskClient, payload: str) -> None:
    is_in(client, somebody("yuna@example.kr", "a-long-enough-passphrase", Role.STAFF))
    works = a_milestone(a_project(), TODAY, TODAY)

    for path, typed in (
        ("/new", {"key": payload, "title": "지붕", "decimals": payload}),
        (f"/lobby/milestones/{works.id}/move", {"when": payload, "decided_on": payload, "reason": "늦음"}),
        (
            "/lobby/budget/lines/new",
            {"source": payload, "title": "가", "amount": payload, "on": payload, "reason": "가"},
        ),
        (f"/lobby/closures/{works.id}", {"shown": payload, "version": payload}),
    ):
        body = urlencoded(typed)
        answer = client.post(f"/staff/construction{path}", data=body, content_type=FORM)
        assert answer.status_code in {404, 409, 422}, path
        ensure_dead(answer.text, payload)
