"""Sheets: kept as typed, submitted and locked, reopened by the chair, and nobody's but their member's."""

from decimal import Decimal

import pytest
from flask import Flask

from center.core import time
from center.core.actor import Actor
from center.core.errors import ChangedMeanwhileError, NotFoundError
from center.tenancy.calls.rules.content import Criterion
from center.tenancy.review import queries, service
from center.tenancy.review.models import Sheet
from center.tenancy.review.rules.committee import CommitteeError
from center.tenancy.review.rules.points import (
    COMMENT,
    POINTS,
    SheetError,
    bands_of,
    exact_points,
    faults_of,
    sum_of,
    written_points,
)
from center.tenancy.review.service import ReviewClosedError, SheetLockedError
from tests.conftest import Clock
from tests.tenancy.review.panel import DOCUMENTS, Panel, criteria, filled, frozen, gives, opened, scored

THIRTY = Criterion(key="capability", name="구성원 역량", points=30)


@pytest.fixture
def panel(app: Flask, yuna: Actor, clock: Clock) -> Panel:
    """The first stage is open for two applicants."""
    return opened(yuna, clock)


def types(panel: Panel, scores: dict[str, dict[str, str]], *, version: int = 0, code: str = "R2") -> Sheet:
    """A member types into the sheet of the first applicant."""
    one = panel.applications[0]
    return service.save(
        panel.call.id, DOCUMENTS, one.id, scores, version=version, by=panel.people[code], now=time.now()
    )


@pytest.mark.parametrize(
    ("typed", "points"),
    [("24", "24"), ("24.5", "24.5"), ("24,5", "24.5"), (" ２４.５ ", "24.5"), ("0", "0"), ("7.25", "7.25")],
)
def test_points_are_read_as_people_type_them(typed: str, points: str) -> None:
    assert exact_points(typed) == Decimal(points)


@pytest.mark.parametrize("typed", ["", "-1", "24.555", "스물", "2 4", "1e1", "٢٤", "24점", "99999"])
def test_what_is_no_number_of_points_is_none(typed: str) -> None:
    assert exact_points(typed) is None


@pytest.mark.parametrize(
    ("points", "comment", "fields"),
    [("30", "좋음", []), ("30.01", "좋음", [POINTS]), ("", "좋음", [POINTS]), ("x", " ", [POINTS, COMMENT])],
)
def test_a_criterion_needs_points_in_range_and_a_comment(points: str, comment: str, fields: list[str]) -> None:
    faults = faults_of({"capability": {POINTS: points, COMMENT: comment}}, [THIRTY])

    assert [fault.field for fault in faults] == fields


def test_bands_cover_all_points_of_a_criterion() -> None:
    bands = [(band.word.msgid, written_points(band.first), written_points(band.last)) for band in bands_of(THIRTY)]

    assert bands == [("미흡", "0", "12"), ("보통", "12", "21"), ("좋음", "21", "27"), ("우수", "27", "30")]


def test_the_sum_counts_what_is_there() -> None:
    other = Criterion(key="community", name="지역", points=30)
    scores = {"capability": {POINTS: "26"}, "community": {POINTS: "31"}}

    assert sum_of(scores, [THIRTY, other]) == 26


def test_a_draft_keeps_whatever_was_typed_and_only_that(panel: Panel) -> None:
    typed = {"capability": {POINTS: "서른", COMMENT: "아직"}, "unknown": {POINTS: "1", COMMENT: ""}}
    sheet = types(panel, typed)

    assert sheet.scores["capability"] == {POINTS: "서른", COMMENT: "아직"}
    assert set(sheet.scores) == {one.key for one in criteria(panel)}
    assert (sheet.counts, sheet.version) == (False, 2)


def test_another_window_never_overwrites(panel: Panel) -> None:
    first = types(panel, {"capability": {POINTS: "20", COMMENT: ""}})
    types(panel, {"capability": {POINTS: "21", COMMENT: ""}}, version=first.version)

    with pytest.raises(ChangedMeanwhileError):
        types(panel, {"capability": {POINTS: "5", COMMENT: ""}}, version=2)


def test_an_incomplete_sheet_is_not_submitted(panel: Panel) -> None:
    one = panel.applications[0]

    with pytest.raises(SheetError) as refused:
        service.submit(panel.call.id, DOCUMENTS, one.id, {}, version=0, by=panel.people["R2"], now=time.now())

    assert len(refused.value.faults) == 2 * len(criteria(panel))
    assert queries.own_sheets(queries.get_stage(panel.call.id, DOCUMENTS), panel.seat("R2")) == {}


def test_a_submitted_sheet_is_locked(panel: Panel) -> None:
    sheet = gives(panel, "R2", 1, 80)

    with pytest.raises(SheetLockedError):
        types(panel, {}, version=sheet.version)
    with pytest.raises(SheetLockedError):
        gives(panel, "R2", 1, 90)


def test_the_chair_reopens_a_sheet_and_both_versions_stay(panel: Panel) -> None:
    sheet = gives(panel, "R2", 1, 80)
    one, seat = panel.applications[0], panel.seat("R2")
    with pytest.raises(CommitteeError, match="위원장만"):
        service.reopen_sheet(
            panel.call.id, DOCUMENTS, seat.id, one.id, reason="오기", by=panel.people["R3"], now=time.now()
        )

    service.reopen_sheet(
        panel.call.id, DOCUMENTS, seat.id, one.id, reason="오기", by=panel.people["R1"], now=time.now()
    )
    again = service.submit(
        panel.call.id,
        DOCUMENTS,
        one.id,
        filled(panel, 81),
        version=sheet.version,
        by=panel.people["R2"],
        now=time.now(),
    )

    totals = [sum_of(kept.scores, criteria(panel)) for kept in again.submissions]
    assert totals == [80, 81]
    assert again.submissions[0].reopen_reason == "오기"


def test_all_drafts_are_submitted_at_once_or_none(panel: Panel) -> None:
    _first, second = panel.applications
    types(panel, {key: dict(given) for key, given in filled(panel, 75).items()})
    service.save(panel.call.id, DOCUMENTS, second.id, {}, version=0, by=panel.people["R2"], now=time.now())

    with pytest.raises(SheetError):
        service.submit_all(panel.call.id, DOCUMENTS, by=panel.people["R2"], now=time.now())
    stage = queries.get_stage(panel.call.id, DOCUMENTS)
    assert [one.counts for one in queries.own_sheets(stage, panel.seat("R2")).values()] == [False, False]

    service.save(
        panel.call.id, DOCUMENTS, second.id, filled(panel, 60), version=2, by=panel.people["R2"], now=time.now()
    )
    service.submit_all(panel.call.id, DOCUMENTS, by=panel.people["R2"], now=time.now())
    assert [one.counts for one in queries.own_sheets(stage, panel.seat("R2")).values()] == [True, True]


def test_who_has_no_seat_or_no_call_up_scores_nothing(app: Flask, yuna: Actor, clock: Clock) -> None:
    panel = opened(yuna, clock, spares=1)

    with pytest.raises(NotFoundError):
        types(panel, {}, code="R8")
    panel.people["X"] = yuna
    with pytest.raises(NotFoundError):
        types(panel, {}, code="X")


def test_nothing_is_typed_into_a_frozen_stage(panel: Panel) -> None:
    scored(panel, {1: [80] * 7, 2: [70] * 7})
    frozen(panel)

    with pytest.raises(ReviewClosedError, match="더 고칠 수 없습니다"):
        types(panel, {}, version=2)
