"""Who may not score whom: challenged and decided by the others, found late, and what that voids."""

import pytest
from flask import Flask

from center.core import time
from center.core.actor import Actor
from center.core.errors import NotFoundError
from center.tenancy.review import queries, service
from center.tenancy.review.models import Challenge
from center.tenancy.review.rules.committee import CommitteeError, Ground
from center.tenancy.review.rules.deciding import decided as decision_of
from center.tenancy.review.service import ReviewClosedError
from tests.conftest import Clock
from tests.tenancy.review.panel import DOCUMENTS, Panel, decided, frozen, gives, opened, scored


@pytest.fixture
def panel(app: Flask, yuna: Actor, clock: Clock) -> Panel:
    """The first stage is open for two applicants."""
    return opened(yuna, clock)


def challenged(panel: Panel, code: str = "R2") -> Challenge:
    """The first applicant challenges a member."""
    first = panel.applications[0]
    return service.challenge(
        panel.call.id,
        panel.seat(code).id,
        first.id,
        ground=Ground.INTEREST,
        reason="예전 거래처",
        by=panel.staff,
        now=time.now(),
    )


def votes(panel: Panel, open_: Challenge, **by_code: bool) -> None:
    """Members vote."""
    for code, is_for in by_code.items():
        service.vote(panel.call.id, open_.id, is_for=is_for, by=panel.people[code], now=time.now())


def closes(panel: Panel, open_: Challenge) -> Challenge:
    """Staff write down what was decided."""
    return service.decide(panel.call.id, open_.id, outcome="의결한 까닭", by=panel.staff, now=time.now())


def late(panel: Panel, code: str, number: int = 1) -> None:
    """A conflict is found after scoring began."""
    one = panel.applications[number - 1]
    service.exclude_late(
        panel.call.id,
        panel.seat(code).id,
        one.id,
        ground=Ground.RELATIVE,
        reason="뒤늦게 알게 됨",
        by=panel.staff,
        now=time.now(),
    )


def test_the_others_uphold_a_challenge_and_the_sheet_is_void(panel: Panel) -> None:
    sheet = gives(panel, "R2", 1, 80)
    open_ = challenged(panel)
    votes(panel, open_, R1=True, R3=True, R4=False, R5=True)

    closed = closes(panel, open_)

    assert (closed.is_upheld, sheet.counts, sheet.void_reason) == (True, False, "의결한 까닭")
    assert queries.excluded_from(panel.seat("R2")) == {panel.applications[0].id}


def test_a_tie_leaves_the_member_in(panel: Panel) -> None:
    open_ = challenged(panel)
    votes(panel, open_, R1=True, R3=True, R4=False, R5=False)

    closed = closes(panel, open_)

    assert (closed.is_upheld, queries.excluded_from(panel.seat("R2"))) == (False, set())
    with pytest.raises(ReviewClosedError, match="이미 결정한"):
        closes(panel, open_)


def test_a_challenge_is_decided_by_more_than_half_of_the_others(panel: Panel) -> None:
    open_ = challenged(panel)
    votes(panel, open_, R1=True, R3=True, R4=True)

    with pytest.raises(CommitteeError, match="6명의 과반"):
        closes(panel, open_)


def test_the_challenged_member_neither_votes_nor_decides_nor_knows(panel: Panel) -> None:
    open_ = challenged(panel, "R1")

    with pytest.raises(NotFoundError):
        votes(panel, open_, R1=False)
    with pytest.raises(NotFoundError):
        service.decide(panel.call.id, open_.id, outcome="", by=panel.people["R1"], now=time.now())


def test_a_vote_is_cast_once(panel: Panel) -> None:
    open_ = challenged(panel)
    votes(panel, open_, R1=True)

    with pytest.raises(CommitteeError, match="이미 의견"):
        votes(panel, open_, R1=False)


def test_a_member_decides_nothing_alone(panel: Panel) -> None:
    open_ = challenged(panel)
    votes(panel, open_, R1=True, R3=True, R4=True, R5=True)

    with pytest.raises(CommitteeError, match="위원장이나 간사"):
        service.decide(panel.call.id, open_.id, outcome="까닭", by=panel.people["R3"], now=time.now())


def test_one_firm_challenges_a_member_once_at_a_time(panel: Panel) -> None:
    challenged(panel)

    with pytest.raises(CommitteeError, match="아직 결정하지"):
        challenged(panel)


def test_a_conflict_found_after_freezing_voids_seals_anew_and_shows_its_effect_before(
    app: Flask, yuna: Actor, clock: Clock
) -> None:
    panel = decided(yuna, clock)
    review, pair = queries.get_review(panel.call.id), (panel.seat("R7").id, panel.applications[1].id)
    before = decision_of(queries.record_of(panel.call, review))
    foreseen = decision_of(queries.record_of(panel.call, review, without=[pair]))
    roots = [stage.seals[-1].root for stage in review.stages]

    late(panel, "R7", number=2)

    review = queries.get_review(panel.call.id)
    assert decision_of(queries.record_of(panel.call, review)) == foreseen != before
    assert [len(stage.seals) for stage in review.stages] == [2, 2]
    assert all(stage.seals[-1].root != root for stage, root in zip(review.stages, roots, strict=True))
    kept = {leaf["hash"] for leaf in review.stages[0].seals[1].leaves}
    assert kept < {leaf["hash"] for leaf in review.stages[0].seals[0].leaves}


def test_a_late_conflict_is_never_counted_as_nothing(panel: Panel) -> None:
    scored(panel, {1: [80] * 7, 2: [70] * 7})
    late(panel, "R3")

    frozen(panel)

    review = queries.get_review(panel.call.id)
    sheets = [one for one in queries.record_of(panel.call, review).sheets if one.stage == DOCUMENTS]
    assert len(sheets) == 13
    assert min(one.total for one in sheets) == 70
