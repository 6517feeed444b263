"""The chair sees who has submitted and never a point, reopens with a reason, freezes with the number of a seal."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from center.core import time
from center.core.actor import Actor
from center.tenancy.review import queries, service
from center.tenancy.review.rules.committee import Ground
from center.tenancy.review.service import Said
from tests.bookings.postbag import sent_now
from tests.conftest import Clock
from tests.mail.carriers import parsed
from tests.tenancy.review.panel import (
    DOCUMENTS,
    INTERVIEW,
    WIDE,
    Panel,
    declared,
    gives,
    opened,
    scored,
    seated,
    under_review,
)
from tests.tenancy.review.reading import browser_of, without_drawn

OK, MOVED, DONE, GONE, UNPROCESSABLE = 200, 302, 303, 404, 422
ALL = {1: [61, 62, 63, 64, 66, 67, 68], 2: [71, 72, 73, 74, 76, 77, 78]}


@pytest.fixture
def panel(app: Flask, yuna: Actor, clock: Clock) -> Panel:
    """The first stage is open for two applicants."""
    return opened(yuna, clock, content=WIDE)


@pytest.fixture
def chair(app: Flask, panel: Panel) -> FlaskClient:
    """The browser of the chair."""
    return browser_of(app, panel, "R1")


def at(panel: Panel, way: str, stage: str = DOCUMENTS) -> str:
    """A page of the chair."""
    return f"/review/{panel.call.id}/stages/{stage}/{way}"


def test_the_chair_sees_done_and_not_done_and_no_points(panel: Panel, chair: FlaskClient) -> None:
    gives(panel, "R2", 1, 63)

    page = chair.get(at(panel, "progress")).text

    assert "<h1>채점표 13장이 남았습니다" in page
    assert page.count("제출함") == 1
    assert "63" not in page.split("<main", 1)[1].split("</main", 1)[0]


@pytest.mark.parametrize("way", ["progress", "freezing", "reopening", "progress/R2/1/reopening"])
def test_nobody_else_finds_the_pages_of_the_chair(app: Flask, panel: Panel, way: str) -> None:
    gives(panel, "R2", 1, 63)
    minho = browser_of(app, panel, "R3")

    assert minho.get(at(panel, way)).status_code == GONE
    if way != "progress":
        assert minho.post(at(panel, way), data={"reason": "까닭이 있습니다"}).status_code == GONE


def test_the_chair_reopens_a_sheet_with_a_reason_that_its_member_reads(
    app: Flask, panel: Panel, chair: FlaskClient
) -> None:
    gives(panel, "R2", 1, 63)
    address = at(panel, "progress/R2/1/reopening")
    assert chair.post(address).status_code == UNPROCESSABLE

    assert chair.post(address, data={"reason": "점수를 바꿔 적음"}).status_code == DONE

    page = browser_of(app, panel, "R2").get(at(panel, "1")).text
    assert "점수를 바꿔 적음" in page
    assert "<textarea" in page
    assert chair.get(address).status_code == GONE


def test_a_stage_is_frozen_and_everybody_is_mailed_the_number_of_its_seal(
    app: Flask, panel: Panel, chair: FlaskClient
) -> None:
    scored(panel, ALL)
    assert "채점표가 모두 들어왔습니다" in chair.get(at(panel, "progress")).text

    assert chair.post(at(panel, "freezing")).status_code == DONE

    [seal] = queries.get_stage(panel.call.id, DOCUMENTS).seals
    assert seal.root in chair.get(at(panel, "progress")).text
    mails = [parsed(mail) for mail in sent_now(app)]
    told = [mail for mail in mails if str(mail["Subject"]) == "서류 심사 점수를 확정했습니다"] or mails
    assert sum(seal.root in str(mail.get_body(("plain",)).get_content()) for mail in told) == 7  # type: ignore[union-attr]
    assert chair.get(at(panel, "freezing")).status_code == MOVED
    assert chair.post(at(panel, "freezing")).status_code == DONE
    assert sent_now(app) == []


def test_what_is_missing_needs_its_reason(panel: Panel, chair: FlaskClient) -> None:
    scored(panel, {1: ALL[1]})
    for code in panel.codes[:-1]:
        gives(panel, code, 2, 70)

    refused = chair.post(at(panel, "freezing"))
    assert refused.status_code == UNPROCESSABLE
    number = panel.applications[1].receipt_number
    assert f"R7 위원이 {number} 채점표를 내지 않은 까닭" in refused.text
    assert "한강 1호 협동조합" in refused.text

    assert chair.post(at(panel, "freezing"), data={"reason-R7-2": "병가로 채점하지 못함"}).status_code == DONE
    assert queries.get_stage(panel.call.id, DOCUMENTS).exceptions[0]["reason"] == "병가로 채점하지 못함"


def test_a_frozen_stage_is_reopened_with_a_reason_until_the_next_one_opens(
    panel: Panel, chair: FlaskClient, yuna: Actor
) -> None:
    scored(panel, ALL)
    chair.post(at(panel, "freezing"))
    assert chair.post(at(panel, "reopening"), data={"reason": ""}).status_code == UNPROCESSABLE

    assert chair.post(at(panel, "reopening"), data={"reason": "위원이 더 들어옴"}).status_code == DONE
    assert queries.get_stage(panel.call.id, DOCUMENTS).is_open

    chair.post(at(panel, "freezing"))
    service.open_stage(panel.call.id, INTERVIEW, by=yuna, now=time.now())
    assert "단계 다시 열기" not in chair.get(at(panel, "progress")).text


def test_a_chair_who_does_not_score_a_firm_reads_nothing_of_it_while_freezing(
    app: Flask, yuna: Actor, clock: Clock
) -> None:
    panel = seated(under_review(yuna, clock, content=WIDE))
    declared(panel, "R1", n2=Said(Ground.RELATIVE, "사촌"))
    declared(panel, *[f"R{n}" for n in range(2, 8)])
    service.open_stage(panel.call.id, DOCUMENTS, by=yuna, now=time.now())
    scored(panel, {1: ALL[1]})
    chair = browser_of(app, panel, "R1")
    reason = {"reason-rest": "간사에게 맡김"}
    pages = [without_drawn(chair.get(at(panel, way)).text) for way in ("progress", "freezing")]
    refused = chair.post(at(panel, "freezing"), data=reason)
    assert refused.status_code == UNPROCESSABLE
    assert "위원장이 심사하지 않는 신청 가운데 채점표가 모자란 것이 있습니다." in refused.text
    for page in (*pages, refused.text):
        assert "한강 1호" not in page
        assert panel.applications[1].receipt_number not in page

    for code in panel.codes[1:]:
        gives(panel, code, 2, 70)

    assert [without_drawn(chair.get(at(panel, way)).text) for way in ("progress", "freezing")] == pages
    assert chair.post(at(panel, "freezing"), data=reason).status_code == DONE
