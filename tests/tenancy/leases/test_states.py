"""The life of a use permit. Source: docs/rules/leases.md, "Life" """

from itertools import product

import pytest

from center.enterprises.rules.kinds import Kind
from center.tenancy.leases.rules.basis import LegalBasis, NoDirectAwardError, ensure_basis
from center.tenancy.leases.rules.states import (
    CALLS_RESERVE,
    GROUND_WORDS,
    HOLDS_UNIT,
    IN_USE,
    MOVES,
    PAPER_WORDS,
    PAPERS,
    REQUEST_WORDS,
    REQUESTED_IN,
    STATE_WORDS,
    Ground,
    Mover,
    Paper,
    PaperMissingError,
    PermitStateError,
    Request,
    RequestState,
    State,
    after_hearing,
    can_answer,
    can_move,
    ensure_move,
    ensure_papers,
    ensure_requestable,
)


def test_a_permit_lives_from_its_offer_to_its_close() -> None:
    life = [
        (State.OFFERED, State.ACCEPTED, Mover.FIRM),
        (State.ACCEPTED, State.SIGNED, Mover.STAFF),
        (State.SIGNED, State.ACTIVE, Mover.STAFF),
        (State.ACTIVE, State.EXTENSION_ASKED, Mover.FIRM),
        (State.EXTENSION_ASKED, State.EXTENDED, Mover.STAFF),
        (State.EXTENDED, State.ENDED, Mover.CLOCK),
        (State.ENDED, State.INSPECTED, Mover.STAFF),
        (State.INSPECTED, State.SETTLED, Mover.STAFF),
        (State.SETTLED, State.CLOSED, Mover.STAFF),
    ]

    for state, to, by in life:
        ensure_move(state, to, by)


@pytest.mark.parametrize(
    ("state", "to", "by"),
    [
        (State.OFFERED, State.EXPIRED, Mover.FIRM),
        (State.OFFERED, State.SIGNED, Mover.STAFF),
        (State.ACCEPTED, State.SIGNED, Mover.FIRM),
        (State.ACTIVE, State.REVOKED, Mover.STAFF),
        (State.EXTENDED, State.EXTENSION_ASKED, Mover.FIRM),
        (State.EXTENSION_ASKED, State.EXTENDED, Mover.FIRM),
        (State.ENDED, State.CLOSED, Mover.STAFF),
        (State.CLOSED, State.ACTIVE, Mover.STAFF),
    ],
)
def test_any_other_move_is_refused(state: State, to: State, by: Mover) -> None:
    assert not can_move(state, to, by)
    with pytest.raises(PermitStateError) as refused:
        ensure_move(state, to, by)
    assert str(STATE_WORDS[state]) in str(refused.value)


def test_no_permit_is_revoked_without_a_hearing() -> None:
    assert {state for state in State if State.REVOKED in MOVES.get(state, {})} == {State.HEARING}


def test_a_hearing_that_found_nothing_leads_back_to_where_the_permit_stood() -> None:
    assert after_hearing(was_extended=False) == State.ACTIVE
    assert after_hearing(was_extended=True) == State.EXTENDED
    assert all(can_move(State.HEARING, state, Mover.STAFF) for state in (State.ACTIVE, State.EXTENDED))


def test_every_state_is_reached_has_a_word_and_comes_to_an_end() -> None:
    reached = {to for moves in MOVES.values() for to in moves}

    assert reached == set(State) - {State.OFFERED}
    assert set(State) - set(MOVES) == CALLS_RESERVE | {State.CLOSED}
    assert CALLS_RESERVE.isdisjoint(HOLDS_UNIT)
    assert IN_USE < HOLDS_UNIT
    assert set(STATE_WORDS) == set(State)


def test_a_reserve_is_called_when_an_offer_is_declined_expires_or_is_cancelled() -> None:
    before_use = {State.OFFERED, State.ACCEPTED, State.SIGNED}

    assert {state for state, to in product(MOVES, CALLS_RESERVE) if to in MOVES[state]} == before_use


def test_nobody_moves_in_without_an_inspection_or_signs_without_the_proof_of_its_status() -> None:
    with pytest.raises(PaperMissingError, match="입주 점검표"):
        ensure_papers(State.ACTIVE, [])
    with pytest.raises(PaperMissingError, match="계약일의 기업 유형 확인") as refused:
        ensure_papers(State.SIGNED, [Paper.CONTRACT])

    assert refused.value.missing == {Paper.STATUS_PROOF}
    ensure_papers(State.SIGNED, [Paper.CONTRACT, Paper.STATUS_PROOF])
    ensure_papers(State.ENDED, [])


def test_every_paper_is_asked_for_somewhere_and_everything_has_a_word() -> None:
    assert {paper for papers in PAPERS.values() for paper in papers} == set(Paper) == set(PAPER_WORDS)
    assert set(GROUND_WORDS) == set(Ground)
    assert set(REQUEST_WORDS) == set(REQUESTED_IN) == set(Request)


def test_moving_in_is_put_off_before_and_everything_else_asked_during_the_use() -> None:
    ensure_requestable(Request.PUT_OFF, State.ACCEPTED)
    ensure_requestable(Request.OWN_NOTICE, State.HEARING)
    for request, state in ((Request.PUT_OFF, State.ACTIVE), (Request.ALTERATION, State.SIGNED)):
        with pytest.raises(PermitStateError):
            ensure_requestable(request, state)


def test_staff_answer_a_request_and_its_firm_takes_it_back() -> None:
    assert can_answer(RequestState.ASKED, RequestState.GRANTED, Mover.STAFF)
    assert can_answer(RequestState.ASKED, RequestState.WITHDRAWN, Mover.FIRM)
    assert not can_answer(RequestState.ASKED, RequestState.GRANTED, Mover.FIRM)
    assert not can_answer(RequestState.GRANTED, RequestState.REFUSED, Mover.STAFF)


def test_a_permit_rests_on_a_call_or_on_a_number_of_the_decree() -> None:
    assert str(LegalBasis(call="2025-1").told) == "일반입찰(모집 공고 2025-1)"
    assert str(LegalBasis(number=8).told).endswith("시행령 제13조제3항제8호)")
    for wrong in ({}, {"call": "2025-1", "number": 8}):
        with pytest.raises(ValueError, match="rests on"):
            LegalBasis(**wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("kinds", [[], [Kind.COOPERATIVE], [Kind.PRELIMINARY_SOCIAL_ENTERPRISE]])
def test_a_plain_cooperative_or_a_preliminary_social_enterprise_has_no_direct_award(kinds: list[Kind]) -> None:
    ensure_basis(LegalBasis(call="2025-1"), kinds)

    with pytest.raises(NoDirectAwardError):
        ensure_basis(LegalBasis(number=8), kinds)


def test_a_cooperative_that_is_a_social_enterprise_too_may_have_a_direct_award() -> None:
    ensure_basis(LegalBasis(number=8), [Kind.COOPERATIVE, Kind.SOCIAL_ENTERPRISE])
