"""Stages: frozen by the chair and sealed, missing sheets never counted, the shortlist, and an amended rule set."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from center.core import time
from center.core.actor import Actor
from center.core.audit import entries_about
from center.core.errors import NotFoundError
from center.tenancy.applications.service import withdraw
from center.tenancy.calls.first_calls import SECOND
from center.tenancy.calls.queries import get_call
from center.tenancy.calls.rules.content import Content
from center.tenancy.calls.service import publish, write
from center.tenancy.review import queries, service
from center.tenancy.review.rules.committee import CommitteeError, Ground
from center.tenancy.review.rules.deciding import decided as decision_of
from center.tenancy.review.rules.reading import read_record
from center.tenancy.review.rules.sealing import leaf_of, root_of
from center.tenancy.review.rules.writing import written
from center.tenancy.review.service import ReviewClosedError
from tests.conftest import Clock
from tests.tenancy.review.panel import DOCUMENTS, INTERVIEW, WIDE, Panel, decided, frozen, gives, opened, scored

FULL = {1: [80] * 7, 2: [70] * 7}


@pytest.fixture
def panel(app: Flask, yuna: Actor, clock: Clock) -> Panel:
    """The first stage is open for two applicants."""
    return opened(yuna, clock)


def freezes(panel: Panel, code: str = "R1", missing: dict[tuple[str, str], str] | None = None) -> None:
    """A member tries to freeze the first stage."""
    service.freeze_stage(panel.call.id, DOCUMENTS, missing=missing or {}, by=panel.people[code], now=time.now())


def test_only_the_chair_freezes(panel: Panel, yuna: Actor) -> None:
    scored(panel, FULL)
    with pytest.raises(CommitteeError, match="위원장만"):
        freezes(panel, "R2")
    with pytest.raises(NotFoundError):
        service.freeze_stage(panel.call.id, DOCUMENTS, missing={}, by=yuna, now=time.now())

    freezes(panel)
    freezes(panel)

    [stage] = queries.get_review(panel.call.id).stages
    assert (stage.is_open, len(stage.seals)) == (False, 1)


def test_a_missing_sheet_needs_a_reason_and_counts_as_nothing(panel: Panel) -> None:
    scored(panel, {1: [80] * 7})
    for code in panel.codes[:-1]:
        gives(panel, code, 2, 70)
    number = panel.applications[1].receipt_number
    with pytest.raises(CommitteeError, match=f"R7 위원이 {number}"):
        freezes(panel)

    freezes(panel, missing={("R7", number): "병원에 감"})

    [stage] = queries.get_review(panel.call.id).stages
    assert stage.exceptions == [{"member": "R7", "applicant": number, "reason": "병원에 감"}]


def test_too_few_sheets_cannot_be_excused(panel: Panel) -> None:
    scored(panel, {1: [80] * 7})
    for code in panel.codes[:4]:
        gives(panel, code, 2, 70)
    number = panel.applications[1].receipt_number

    with pytest.raises(CommitteeError, match="5장에 못 미치는"):
        freezes(panel, missing={(code, number): "안 옴" for code in panel.codes[4:]})


def test_freezing_seals_every_score_with_a_salt_of_its_own(panel: Panel) -> None:
    scored(panel, FULL)
    frozen(panel)

    [seal] = queries.get_review(panel.call.id).stages[0].seals
    leaves = [leaf_of(one) for one in seal.leaves]
    assert len({leaf.salt for leaf in leaves}) == len(leaves) == 7 * 2 * 3
    assert seal.root == root_of(DOCUMENTS, [leaf.hash for leaf in leaves])
    assert [one["hash"] for one in seal.leaves] == sorted(one["hash"] for one in seal.leaves)
    [entry] = [one for one in entries_about(f"review {panel.call.number} {DOCUMENTS}") if "frozen" in one.action]
    assert seal.root in entry.facts


def test_the_shortlist_takes_part_in_the_next_stage(app: Flask, yuna: Actor, clock: Clock) -> None:
    panel = opened(yuna, clock, 5)
    scored(panel, {n: [90 - 10 * n] * 7 for n in range(1, 6)})
    frozen(panel)
    service.open_stage(panel.call.id, INTERVIEW, by=yuna, now=time.now())

    review = queries.get_review(panel.call.id)
    assert [one.number for one in queries.taking_part(panel.call, review, INTERVIEW)] == [1, 2, 3]
    with pytest.raises(NotFoundError):
        gives(panel, "R2", 4, 80, INTERVIEW)


def test_who_withdraws_before_the_last_freeze_makes_room_on_the_shortlist(
    app: Flask, yuna: Actor, clock: Clock
) -> None:
    panel = opened(yuna, clock, 5)
    scored(panel, {n: [90 - 10 * n] * 7 for n in range(1, 6)})
    frozen(panel)
    service.open_stage(panel.call.id, INTERVIEW, by=yuna, now=time.now())
    withdraw(panel.applications[1], language="ko", by=yuna, now=time.now())

    review = queries.get_review(panel.call.id)
    assert [one.number for one in queries.taking_part(panel.call, review, INTERVIEW)] == [1, 3, 4]
    for number in (1, 3, 4):
        for code in panel.codes:
            gives(panel, code, number, 80, INTERVIEW)
    frozen(panel, INTERVIEW)
    assert decision_of(queries.record_of(panel.call, queries.get_review(panel.call.id))).ranking.order


def test_who_withdraws_after_the_last_freeze_keeps_its_scores_and_wants_no_unit(
    app: Flask, yuna: Actor, clock: Clock
) -> None:
    panel = decided(yuna, clock)
    before = decision_of(queries.record_of(panel.call, queries.get_review(panel.call.id)))
    clock.move(timedelta(minutes=1))
    withdraw(panel.applications[0], language="ko", by=yuna, now=time.now())

    after = decision_of(queries.record_of(panel.call, queries.get_review(panel.call.id)))

    first, second = before.ranking.order
    assert after.ranking.order == before.ranking.order
    assert after.allotment.shares[first].unit is None
    assert after.allotment.shares[second].unit == "305"


def test_a_record_is_decided_like_the_file_of_it(app: Flask, yuna: Actor, clock: Clock) -> None:
    panel = decided(yuna, clock)

    record = queries.record_of(panel.call, queries.get_review(panel.call.id))

    assert decision_of(read_record(written(record))) == decision_of(record)
    assert [one.id for one in record.applicants] == [one.receipt_number for one in panel.applications]


def test_the_order_of_presenting_is_drawn_once(app: Flask, yuna: Actor, clock: Clock) -> None:
    panel = opened(yuna, clock, 3, WIDE)
    first = service.draw_order(panel.call.id, DOCUMENTS, by=yuna)

    assert sorted(first) == [one.receipt_number for one in panel.applications]
    assert service.draw_order(panel.call.id, DOCUMENTS, by=yuna) == first


def test_staff_call_in_who_presents_and_note_who_is_absent(panel: Panel, yuna: Actor) -> None:
    number = panel.applications[0].receipt_number
    service.call_in(panel.call.id, DOCUMENTS, number, minutes=10, by=yuna, now=time.now())
    service.mark_absent(panel.call.id, DOCUMENTS, number, reason="연락 없음", by=yuna)
    stage = queries.get_stage(panel.call.id, DOCUMENTS)
    assert (stage.speaking, stage.absent) == (number, {number: "연락 없음"})

    service.end_speaking(panel.call.id, DOCUMENTS)
    service.mark_present(panel.call.id, DOCUMENTS, number, by=yuna)

    stage = queries.get_stage(panel.call.id, DOCUMENTS)
    assert (stage.speaking, stage.absent) == (None, {})
    with pytest.raises(NotFoundError):
        service.call_in(panel.call.id, DOCUMENTS, "2027-1-999", minutes=10, by=yuna, now=time.now())


def test_the_chair_reopens_a_frozen_stage_until_the_next_one_opens(panel: Panel, yuna: Actor) -> None:
    scored(panel, FULL)
    frozen(panel)
    service.reopen_stage(panel.call.id, DOCUMENTS, reason="채점표가 모자람", by=panel.people["R1"])
    assert queries.get_stage(panel.call.id, DOCUMENTS).is_open
    frozen(panel)
    service.open_stage(panel.call.id, INTERVIEW, by=yuna, now=time.now())

    with pytest.raises(ReviewClosedError, match="다음 단계"):
        service.reopen_stage(panel.call.id, DOCUMENTS, reason="또", by=panel.people["R1"])


def test_too_few_sheets_are_a_ground_to_reopen_a_stage_that_was_followed(app: Flask, yuna: Actor, clock: Clock) -> None:
    panel = opened(yuna, clock)
    scored(panel, FULL)
    frozen(panel)
    service.open_stage(panel.call.id, INTERVIEW, by=yuna, now=time.now())
    for code in ("R5", "R6", "R7"):
        service.exclude_late(
            panel.call.id,
            panel.seat(code).id,
            panel.applications[1].id,
            ground=Ground.RELATIVE,
            reason="뒤늦게 알게 됨",
            by=yuna,
            now=time.now(),
        )

    service.reopen_stage(panel.call.id, DOCUMENTS, reason="채점표가 모자람", by=panel.people["R1"])

    assert queries.get_stage(panel.call.id, DOCUMENTS).is_open


def amended(panel: Panel, change: Content) -> None:
    """Staff publish an amendment."""
    call = get_call(panel.call.id)
    write(call, lambda _content: change, version=call.version, by=panel.staff)
    call = get_call(panel.call.id)
    publish(call, version=call.version, reason="배점을 잘못 적음", by=panel.staff, now=time.now())


def other_points(content: Content) -> Content:
    """The same rules with 10 points moved from one criterion of the first stage to another."""
    first, *others = content.stages
    points = [40, 20, 40]
    criteria = tuple(replace(one, points=n) for one, n in zip(first.criteria, points, strict=True))
    return replace(content, stages=(replace(first, criteria=criteria), *others))


def test_an_amended_rule_set_holds_once_it_is_adopted_and_reopens_the_sheets_concerned(panel: Panel) -> None:
    scored(panel, FULL)
    frozen(panel)
    review = queries.get_review(panel.call.id)
    present = panel.call.versions[-1].says
    amended(panel, other_points(present))
    assert service.is_behind(get_call(panel.call.id), queries.get_review(panel.call.id))
    assert queries.rules_of(review).stages == present.stages

    keys = service.adopt_amendment(panel.call.id, reason="배점을 바로잡음", by=panel.staff, now=time.now())

    stage = queries.get_stage(panel.call.id, DOCUMENTS)
    assert (keys, stage.is_open) == ([DOCUMENTS], True)
    sheets = queries.sheets_of(stage).values()
    assert {(sheet.state, sheet.submissions[0].reopen_reason) for sheet in sheets} == {("draft", "배점을 바로잡음")}


def test_an_amendment_of_the_cut_reopens_no_sheet(panel: Panel) -> None:
    scored(panel, FULL)
    frozen(panel)
    present = panel.call.versions[-1].says
    amended(panel, replace(present, selection=replace(present.selection, bonus_cap=present.selection.bonus_cap + 1)))

    assert service.adopt_amendment(panel.call.id, reason="상한", by=panel.staff, now=time.now()) == []
    assert not queries.get_stage(panel.call.id, DOCUMENTS).is_open
    assert not service.is_behind(get_call(panel.call.id), queries.get_review(panel.call.id))


def test_a_review_that_began_keeps_its_stages(panel: Panel) -> None:
    first = panel.call.versions[-1].says.stages[0]

    with pytest.raises(CommitteeError, match="단계를 더하거나"):
        service.concerned(SECOND, replace(SECOND, stages=(replace(first, share=100),)))
