"""What a member may not know shows nowhere: two worlds that differ only in that answer byte for byte the same."""

import json
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from center.accounts.models import User
from center.core import time
from center.core.actor import Actor, Role
from center.tenancy.review import service
from center.tenancy.review.rules.committee import CommitteeError, Ground
from center.tenancy.review.service import Said
from center.web.logs import JsonLine
from tests.conftest import Clock
from tests.enterprises.factories import a_firm
from tests.people import a_firm_user, acts_for_firm, is_in, somebody
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
    seated,
    under_review,
)
from tests.tenancy.review.reading import browser_of, sheet_at, typed, without_drawn

OK, FORBIDDEN, GONE = 200, 403, 404
PASSWORD = "a-long-enough-passphrase"
PAGES = (
    "",
    "/pledge",
    "/declarations",
    "/challenges",
    "/challenges/1",
    "/challenges/2",
    "/sheets",
    f"/sheets/{DOCUMENTS}/1",
    *(
        f"/stages/{stage}{way}"
        for stage in (DOCUMENTS, INTERVIEW)
        for way in ("", "/1", "/2", "/3", "/4", "/1/files/1", "/presentations", "/progress", "/freezing", "/reopening")
    ),
    f"/stages/{DOCUMENTS}/progress/R4/1/reopening",
)
Change = Callable[[Panel], object]
Answer = tuple[int, list[tuple[str, str]], str]


def answers(browser: FlaskClient, panel: Panel) -> dict[str, Answer]:
    """Everything that a member is told: pages, lists, errors, downloads, refusals of what they send."""
    home = f"/review/{panel.call.id}"
    found = {path: _said(browser, "GET", path) for path in ("/review", "/", *(home + path for path in PAGES))}
    sheet = {key: dict(given) for key, given in filled(panel, 77).items()}
    for address, sent in (
        (sheet_at(panel, 1), typed(panel, sheet, act="submit")),
        (f"{sheet_at(panel, 2)}/kept", typed(panel, sheet, version="9")),
        (f"{sheet_at(panel, 3)}/kept", typed(panel, sheet)),
        (f"{home}/challenges/1", {"opinion": "for"}),
        (f"{home}/stages/{DOCUMENTS}/submission", {}),
        (f"{home}/stages/{DOCUMENTS}/freezing", {}),
    ):
        found[f"POST {address}"] = _said(browser, "POST", address, sent)
    return found


def _said(browser: FlaskClient, method: str, address: str, sent: dict[str, str] | None = None) -> Answer:
    answer = browser.open(address, method=method, data=sent)
    changing = {"Set-Cookie", "Content-Length", "Date", "Expires"}
    headers = sorted((name, value) for name, value in answer.headers if name not in changing)
    return answer.status_code, headers, without_drawn(answer.get_data().decode("utf-8", "replace"))


@pytest.fixture
def panel(app: Flask, yuna: Actor, clock: Clock) -> Panel:
    """Three applicants; R2 does not score the third, has submitted one sheet and writes another."""
    panel = seated(under_review(yuna, clock, n_firms=3, content=WIDE), n=8)
    declared(panel, "R2", n3=Said(Ground.RELATIVE, "사촌"))
    declared(panel, *[code for code in panel.people if code != "R2"])
    service.open_stage(panel.call.id, DOCUMENTS, by=yuna, now=time.now())
    gives(panel, "R2", 1, 80)
    writes(panel, "R2", 2)
    return panel


def writes(panel: Panel, code: str, number: int) -> None:
    """A member begins a sheet."""
    one = next(each for each in panel.applications if each.number == number)
    first = {next(iter(filled(panel, 1))): {"points": "3", "comment": ""}}
    service.save(panel.call.id, DOCUMENTS, one.id, first, version=0, by=panel.people[code], now=time.now())


def others_score(panel: Panel) -> None:
    """Everybody else submits for every firm, the third too."""
    for code in [code for code in panel.codes if code != "R2"]:
        for number in (1, 2, 3):
            gives(panel, code, number, 60 + number)


def another_is_excluded(panel: Panel) -> None:
    """A conflict of somebody else is found."""
    late(panel, "R5", 1)


def late(panel: Panel, code: str, number: int) -> None:
    """A conflict is found late."""
    one = next(each for each in panel.applications if each.number == number)
    reason = {"ground": Ground.PARTY, "reason": "뒤늦게 앎"}
    service.exclude_late(panel.call.id, panel.seat(code).id, one.id, **reason, by=panel.staff, now=time.now())  # type: ignore[arg-type]


def challenged(panel: Panel, code: str, number: int) -> int:
    """An applicant challenges a member."""
    one = next(each for each in panel.applications if each.number == number)
    given = {"ground": Ground.RELATIVE, "reason": "대표의 사촌"}
    made = service.challenge(panel.call.id, panel.seat(code).id, one.id, **given, by=panel.staff, now=time.now())  # type: ignore[arg-type]
    return made.id


def i_am_challenged_and_kept(panel: Panel) -> None:
    """A challenge against the reader is voted on and not upheld; another one still waits."""
    open_ = challenged(panel, "R2", 1)
    for code in ("R3", "R4", "R5", "R6"):
        service.vote(panel.call.id, open_, is_for=False, by=panel.people[code], now=time.now())
    service.decide(panel.call.id, open_, outcome="친족이 아님", by=panel.staff, now=time.now())
    challenged(panel, "R2", 2)


def another_is_challenged_by_the_firm_i_do_not_score(panel: Panel) -> None:
    """A challenge of which nothing may be seen for the firm's sake."""
    challenged(panel, "R4", 3)


CHANGES = (
    others_score,
    another_is_excluded,
    i_am_challenged_and_kept,
    another_is_challenged_by_the_firm_i_do_not_score,
)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_member_learns_nothing_of_the_others_while_a_stage_is_open(app: Flask, panel: Panel, change: Change) -> None:
    browser = browser_of(app, panel, "R2")
    one = answers(browser, panel)

    change(panel)

    other = answers(browser, panel)
    assert [path for path in one if one[path] != other[path]] == []
    assert {code for code, _headers, _text in one.values()} >= {OK, GONE, 409, 422}


def test_nor_between_the_stages(app: Flask, panel: Panel, yuna: Actor) -> None:
    others_score(panel)
    sheet = filled(panel, 70)
    service.submit(
        panel.call.id, DOCUMENTS, panel.applications[1].id, sheet, version=2, by=panel.people["R2"], now=time.now()
    )
    frozen(panel)
    service.open_stage(panel.call.id, INTERVIEW, by=yuna, now=time.now())
    service.draw_order(panel.call.id, INTERVIEW, by=yuna)
    browser = browser_of(app, panel, "R2")
    one = answers(browser, panel)

    late(panel, "R5", 1)
    gives(panel, "R4", 3, 50, INTERVIEW)
    third = panel.applications[2].receipt_number
    service.call_in(panel.call.id, INTERVIEW, third, minutes=15, by=yuna, now=time.now())
    service.mark_absent(panel.call.id, INTERVIEW, third, reason="연락이 안 됨", by=yuna)

    other = answers(browser, panel)
    assert [path for path in one if one[path] != other[path]] == []


def test_these_tests_see_a_difference_that_may_be_seen(app: Flask, panel: Panel) -> None:
    browser = browser_of(app, panel, "R2")
    one = answers(browser, panel)

    challenged(panel, "R4", 1)

    other = answers(browser, panel)
    assert f"/review/{panel.call.id}/challenges/1" in [path for path in one if one[path] != other[path]]


@pytest.mark.parametrize("is_over", [False, True], ids=["open", "over"])
def test_an_excluded_member_finds_the_firm_nowhere(app: Flask, yuna: Actor, clock: Clock, is_over: bool) -> None:
    panel = decided(yuna, clock) if is_over else opened(yuna, clock)
    late(panel, "R2", 1)
    browser, home = browser_of(app, panel, "R2"), f"/review/{panel.call.id}"
    number, file = panel.applications[0].receipt_number, panel.applications[0].files[0].id

    for path in ("", f"/stages/{DOCUMENTS}", f"/stages/{DOCUMENTS}/2", *(("/sheets",) if is_over else ())):
        page = browser.get(home + path)
        assert page.status_code == OK
        assert number not in page.text
        assert "한강 0호" not in page.text
    nothing, missing = f"/stages/{DOCUMENTS}/9", _said(browser, "GET", f"{home}/stages/{DOCUMENTS}/9")
    for path in (f"/stages/{DOCUMENTS}/1", f"/stages/{DOCUMENTS}/1/files/{file}", f"/sheets/{DOCUMENTS}/1"):
        code, headers, text = _said(browser, "GET", home + path)
        assert (code, headers, text.replace(path, nothing)) == missing
    assert browser.post(f"{sheet_at(panel)}/kept", data=typed(panel)).status_code == GONE


@pytest.mark.parametrize("role", ["staff", "admin", "firm", "other reviewer"])
def test_nobody_outside_the_committee_reads_its_pages(app: Flask, panel: Panel, role: str) -> None:
    browser = app.test_client()
    is_in(browser, _outsider(role))
    expected = GONE if role == "other reviewer" else FORBIDDEN

    for path in PAGES:
        answer = browser.get(f"/review/{panel.call.id}{path}")
        assert answer.status_code == expected, path
        assert "한강" not in answer.text


def _outsider(role: str) -> User:
    if role == "firm":
        user = a_firm_user("jisoo@example.kr", PASSWORD)
        acts_for_firm(user, a_firm())
        return user
    kind = Role.REVIEWER if role == "other reviewer" else Role(role)
    return somebody("taeyang@example.kr", PASSWORD, kind, name="박태양")


def test_a_guess_is_logged_in_one_line_without_personal_data(
    app: Flask, panel: Panel, caplog: pytest.LogCaptureFixture
) -> None:
    browser, address = browser_of(app, panel, "R2"), sheet_at(panel, 3)

    browser.get(address)

    [record] = [one for one in caplog.records if one.name == "center.review"]
    line = json.loads(JsonLine().format(record))
    assert (line["event"], line["path"]) == ("review page refused", address)
    assert set(line) == {"at", "level", "event", "path"}


def test_a_firm_that_one_does_not_score_has_no_vote_of_theirs(panel: Panel) -> None:
    open_ = challenged(panel, "R4", 3)

    voters = {"R1", "R3", "R5", "R6"}
    for code in sorted(voters):
        service.vote(panel.call.id, open_, is_for=True, by=panel.people[code], now=time.now())
    with pytest.raises(CommitteeError):
        service.vote(panel.call.id, open_, is_for=True, by=panel.people["R1"], now=time.now())

    assert service.decide(panel.call.id, open_, outcome="친족임", by=panel.staff, now=time.now()).is_upheld
