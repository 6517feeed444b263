"""The scoring page: the application beside the sheet, kept as it is typed, submitted and locked, without script too."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from center.accounts.models import AccessRecord
from center.core import time
from center.core.actor import Actor
from center.core.db import db
from center.tenancy.review import queries, service
from center.tenancy.review.models import Sheet
from tests.conftest import Clock
from tests.tenancy.review.panel import (
    DOCUMENTS,
    INTERVIEW,
    WIDE,
    Panel,
    criteria,
    filled,
    frozen,
    opened,
    scored,
)
from tests.tenancy.review.reading import browser_of, sheet_at, typed

OK, DONE, GONE, CONFLICT, UNPROCESSABLE = 200, 303, 404, 409, 422


@pytest.fixture
def panel(app: Flask, yuna: Actor, clock: Clock) -> Panel:
    """The first stage is open for two applicants."""
    return opened(yuna, clock)


@pytest.fixture
def minho(app: Flask, panel: Panel) -> FlaskClient:
    """The browser of a member."""
    return browser_of(app, panel, "R2")


def whole(panel: Panel, total: float = 80, **more: str) -> dict[str, str]:
    """A complete sheet as it is sent."""
    return typed(panel, {key: dict(given) for key, given in filled(panel, total).items()}, **more)


def kept(panel: Panel, code: str = "R2", number: int = 1) -> Sheet | None:
    """A member's sheet as it is now."""
    one = next(each for each in panel.applications if each.number == number)
    return queries.own_sheets(queries.get_stage(panel.call.id, DOCUMENTS), panel.seat(code)).get(one.id)


def test_the_page_has_the_application_at_the_left_and_the_sheet_at_the_right(panel: Panel, minho: FlaskClient) -> None:
    page = minho.get(sheet_at(panel)).text

    for text in (
        "한강 0호 협동조합",
        "하는 일에 대해 적었습니다.",
        "15㎡",
        "305호 &gt; 304호",
        "구성원 역량",
        "/ 30점",
    ):
        assert text in page
    assert "미흡 0~12 · 보통 12~21 · 좋음 21~27 · 우수 27~30" in page
    assert "2곳 가운데 0곳을 제출했습니다." in page
    assert page.count("is-left") == len(criteria(panel))
    for hidden in ("02-2670-0000", "jisoo@example.kr"):
        assert hidden not in page


def test_tabs_go_from_the_firms_over_the_contents_to_the_first_points(panel: Panel, minho: FlaskClient) -> None:
    page = minho.get(sheet_at(panel)).text

    places = [page.index(mark) for mark in ('class="sheet-firms"', 'href="#papers"', 'id="points-', "/files/")]
    assert places == sorted(places)


def test_what_is_typed_is_kept_with_its_sum_and_what_is_left(panel: Panel, minho: FlaskClient) -> None:
    first = criteria(panel)[0].key
    sent = typed(panel, {first: {"points": "26,5", "comment": "경험이 많습니다."}})

    answer = minho.post(f"{sheet_at(panel)}/kept", data=sent)

    said = answer.get_json()
    assert (answer.status_code, said["total"]) == (OK, "26.5")
    assert first not in said["left"]
    assert said["filled"] == "3개 항목 가운데 1개를 마쳤습니다"
    page = minho.get(sheet_at(panel)).text
    assert "경험이 많습니다." in page
    assert "쓰는 중" in page
    assert f'name="version" value="{said["version"]}"' in page


def test_the_older_window_is_refused_and_shown_the_difference(panel: Panel, minho: FlaskClient) -> None:
    first = criteria(panel)[0].key
    minho.post(f"{sheet_at(panel)}/kept", data=typed(panel, {first: {"points": "20", "comment": "새 창"}}))
    old = typed(panel, {first: {"points": "5", "comment": "옛 창"}})

    assert minho.post(f"{sheet_at(panel)}/kept", data=old).status_code == CONFLICT
    answer = minho.post(sheet_at(panel), data=old)

    assert answer.status_code == CONFLICT
    assert "<dd>새 창</dd>" in answer.text
    assert "옛 창</textarea>" in answer.text
    assert 'name="version" value="2"' in answer.text
    assert kept(panel).scores[first]["comment"] == "새 창"  # type: ignore[union-attr]


def test_a_sheet_is_submitted_and_locked_and_the_next_firm_opens(panel: Panel, minho: FlaskClient) -> None:
    answer = minho.post(sheet_at(panel), data=whole(panel, act="submit"))

    assert (answer.status_code, answer.headers["Location"]) == (DONE, sheet_at(panel, 2))
    page = minho.get(sheet_at(panel)).text
    assert "제출해 잠갔습니다." in page
    assert "<textarea" not in page
    assert "<b>80</b> / 100" in page
    assert minho.post(f"{sheet_at(panel)}/kept", data=whole(panel, version="2")).status_code == CONFLICT


def test_what_is_missing_is_told_at_its_field_and_what_was_typed_is_kept(panel: Panel, minho: FlaskClient) -> None:
    first = criteria(panel)[0].key
    answer = minho.post(sheet_at(panel), data=typed(panel, {first: {"points": "31", "comment": "많음"}}, act="submit"))

    assert answer.status_code == UNPROCESSABLE
    assert f'href="#points-{first}">구성원 역량: 30점을 넘을 수 없습니다.' in answer.text
    assert 'value="31"' in answer.text
    assert "많음</textarea>" in answer.text
    assert kept(panel).scores[first]["points"] == "31"  # type: ignore[union-attr]
    assert 'name="version" value="2"' in answer.text


def test_a_comment_that_is_too_long_is_refused_and_stays_in_its_field(panel: Panel, minho: FlaskClient) -> None:
    first, long = criteria(panel)[0].key, "가" * 1001
    sent = typed(panel, {first: {"points": "1", "comment": long}})

    assert minho.post(f"{sheet_at(panel)}/kept", data=sent).status_code == UNPROCESSABLE
    answer = minho.post(sheet_at(panel), data=sent)

    assert answer.status_code == UNPROCESSABLE
    assert long in answer.text
    assert kept(panel) is None


def test_the_overview_has_sums_and_submits_all_or_none(panel: Panel, minho: FlaskClient) -> None:
    overview = f"/review/{panel.call.id}/stages/{DOCUMENTS}"
    minho.post(sheet_at(panel, 1), data=whole(panel, 80))
    minho.post(sheet_at(panel, 2), data=typed(panel, {criteria(panel)[0].key: {"points": "3", "comment": ""}}))
    assert "80 / 100" in minho.get(overview).text

    refused = minho.post(f"{overview}/submission")
    assert refused.status_code == UNPROCESSABLE
    assert "아무것도 제출하지 않았습니다: 한강 1호 협동조합" in refused.text
    minho.post(sheet_at(panel, 2), data=whole(panel, 70, version="2"))

    assert minho.post(f"{overview}/submission").status_code == DONE
    assert minho.get(overview).text.count("제출함") == 2


def test_a_paper_is_an_attachment_and_who_read_it_is_on_record(panel: Panel, minho: FlaskClient) -> None:
    [href, *_more] = re.findall(r'href="([^"]+/files/\d+)"', minho.get(sheet_at(panel)).text)

    answer = minho.get(href)

    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert minho.get(href.replace(f"/{DOCUMENTS}/1/", f"/{DOCUMENTS}/2/")).status_code == GONE
    actions = db.session.scalars(select(AccessRecord.action).order_by(AccessRecord.id)).all()
    assert [one for one in actions if one.startswith("application.")] == [
        "application.reviewed",
        "application.file-taken",
    ]


def test_the_interview_shows_who_speaks_and_until_when_and_who_did_not_come(
    app: Flask, yuna: Actor, clock: Clock
) -> None:
    panel = opened(yuna, clock, content=WIDE)
    scored(panel, {1: [90] * 7, 2: [80] * 7})
    frozen(panel)
    service.open_stage(panel.call.id, INTERVIEW, by=yuna, now=time.now())
    first, second = service.draw_order(panel.call.id, INTERVIEW, by=yuna)
    service.call_in(panel.call.id, INTERVIEW, first, minutes=15, by=yuna, now=time.now())
    service.mark_absent(panel.call.id, INTERVIEW, second, reason="연락이 안 됨", by=yuna)
    browser = browser_of(app, panel, "R2")

    page = browser.get(f"/review/{panel.call.id}/stages/{INTERVIEW}/presentations").text

    assert "발표 중입니다" in page
    assert 'data-seconds="900">15:00' in page
    assert "연락이 안 됨" in page
    number = int(second.rsplit("-", 1)[1])
    assert "0점을 주지 말고" in browser.get(sheet_at(panel, number, INTERVIEW)).text
