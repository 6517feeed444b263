"""Who sits in a committee, signs, and declares; and when a stage may open."""

import pytest
from flask import Flask

from center.core import time
from center.core.actor import Actor
from center.core.audit import entries_about
from center.core.errors import NotFoundError
from center.tenancy.review import queries, service
from center.tenancy.review.rules.committee import CommitteeError, Ground, SeatRole
from center.tenancy.review.service import ReviewClosedError, Said, SeatTakenError
from tests.conftest import Clock
from tests.people import a_firm_user
from tests.tenancy.applying import an_open_call
from tests.tenancy.review.panel import DOCUMENTS, INTERVIEW, Panel, a_reviewer, declared, opened, seated, under_review


@pytest.fixture
def panel(app: Flask, yuna: Actor, clock: Clock) -> Panel:
    """Two applicants and a committee of seven with a spare, which has not signed yet."""
    return seated(under_review(yuna, clock), spares=1)


def opens(panel: Panel, key: str = DOCUMENTS) -> None:
    """Staff open a stage."""
    service.open_stage(panel.call.id, key, by=panel.staff, now=time.now())


def test_staff_give_seats_with_codes_that_stay(panel: Panel) -> None:
    assert [(seat.code, seat.role) for seat in queries.seats_of(panel.call.id)] == [
        ("R1", "chair"),
        *((f"R{n}", "member") for n in range(2, 8)),
        ("R8", "spare"),
    ]
    assert panel.codes == [f"R{n}" for n in range(1, 8)]
    [entry] = entries_about(f"committee {panel.call.number} R1")
    assert (entry.action, "심사위원" in entry.facts) == ("committee.appointed", False)


def test_staff_never_score_and_only_staff_are_secretary(panel: Panel, yuna: Actor) -> None:
    assert yuna.user_id
    with pytest.raises(CommitteeError, match="직원이 아니어야"):
        service.appoint(panel.call.id, yuna.user_id, SeatRole.MEMBER, by=yuna, now=time.now())
    with pytest.raises(CommitteeError, match="간사는 직원만"):
        service.appoint(panel.call.id, a_reviewer(9).user_id or 0, SeatRole.SECRETARY, by=yuna, now=time.now())
    stranger = a_firm_user("minho@example.kr", "a-long-enough-passphrase")
    with pytest.raises(CommitteeError, match="심사위원 권한"):
        service.appoint(panel.call.id, stranger.id, SeatRole.MEMBER, by=yuna, now=time.now())

    seat = service.appoint(panel.call.id, yuna.user_id, SeatRole.SECRETARY, by=yuna, now=time.now())

    assert (seat.scores, seat.code) == (False, "R9")


def test_nobody_has_two_seats_and_there_is_one_chair(panel: Panel) -> None:
    with pytest.raises(SeatTakenError, match="이미 이 위원회"):
        service.appoint(panel.call.id, a_reviewer(2).user_id or 0, SeatRole.SPARE, by=panel.staff, now=time.now())
    with pytest.raises(SeatTakenError, match="위원장은 한 명"):
        service.appoint(panel.call.id, a_reviewer(9).user_id or 0, SeatRole.CHAIR, by=panel.staff, now=time.now())


def test_a_chair_who_left_is_followed_by_a_member(panel: Panel) -> None:
    seat = panel.seat("R1")
    service.dismiss(panel.call.id, seat.id, reason="이사", by=panel.staff, now=time.now())
    service.call_up(panel.call.id, panel.seat("R8").id, by=panel.staff, now=time.now())
    service.take_chair(panel.call.id, panel.seat("R8").id, by=panel.staff)

    assert panel.codes == ["R2", "R3", "R4", "R5", "R6", "R7", "R8"]
    assert panel.seat("R8").is_chair
    assert queries.find_own_seat(panel.call.id, panel.people["R1"].user_id) is None


def test_who_has_no_seat_signs_nothing(panel: Panel) -> None:
    with pytest.raises(NotFoundError):
        service.pledge(panel.call.id, by=a_reviewer(9), now=time.now())


def test_a_pledge_keeps_its_first_time_and_its_text(panel: Panel, clock: Clock) -> None:
    first = time.now()
    service.pledge(panel.call.id, by=panel.people["R2"], now=first)
    service.pledge(panel.call.id, by=panel.people["R2"], now=clock.now)

    assert (panel.seat("R2").pledged_at, panel.seat("R2").pledge) == (first, 1)


def test_who_has_not_signed_declares_nothing(panel: Panel) -> None:
    said = {one.id: Said(None) for one in panel.applications}

    with pytest.raises(CommitteeError, match="서약에 서명"):
        service.declare(panel.call.id, said, by=panel.people["R2"], now=time.now())


def test_a_declaration_names_every_firm_and_stays(panel: Panel) -> None:
    first, second = panel.applications
    service.pledge(panel.call.id, by=panel.people["R2"], now=time.now())
    with pytest.raises(CommitteeError, match="기업마다"):
        service.declare(panel.call.id, {first.id: Said(None)}, by=panel.people["R2"], now=time.now())

    said = {first.id: Said(Ground.RELATIVE, "사촌"), second.id: Said(None)}
    service.declare(panel.call.id, said, by=panel.people["R2"], now=time.now())
    service.declare(panel.call.id, dict.fromkeys(said, Said(None)), by=panel.people["R2"], now=time.now())

    assert queries.excluded_from(panel.seat("R2")) == {first.id}
    assert len(queries.declarations_of(panel.call.id)) == 2


def test_a_stage_opens_when_everybody_signed_and_declared(panel: Panel) -> None:
    with pytest.raises(CommitteeError, match="서약하지 않은 위원"):
        opens(panel)
    declared(panel, *[f"R{n}" for n in range(1, 7)])
    service.pledge(panel.call.id, by=panel.people["R7"], now=time.now())
    with pytest.raises(CommitteeError, match="밝히지 않은 위원이 있습니다: R7"):
        opens(panel)
    declared(panel, "R7")

    opens(panel)
    opens(panel)

    review = queries.get_review(panel.call.id)
    assert [(stage.key, stage.is_open) for stage in review.stages] == [(DOCUMENTS, True)]
    assert sorted(review.lots.values()) == [1, 2]


def test_a_stage_does_not_open_for_a_committee_that_is_too_small(panel: Panel) -> None:
    declared(panel)
    service.dismiss(panel.call.id, panel.seat("R7").id, reason="사임", by=panel.staff, now=time.now())
    with pytest.raises(CommitteeError, match="위원이 6명"):
        opens(panel)

    service.call_up(panel.call.id, panel.seat("R8").id, by=panel.staff, now=time.now())
    opens(panel)

    assert panel.codes[-1] == "R8"


def test_an_applicant_whom_too_few_may_score_keeps_the_stage_shut_and_is_named(panel: Panel) -> None:
    said = Said(Ground.INTEREST, "거래처")
    declared(panel, "R1", "R2", "R3", n1=said)
    declared(panel, "R4", "R5", "R6", "R7", "R8")
    number = panel.applications[0].receipt_number

    with pytest.raises(CommitteeError) as refused:
        opens(panel)

    assert f"{number}(4)" in str(refused.value)
    assert [one.n for one in queries.scoring_of(panel.call.id, panel.applications)] == [4, 7]


def test_stages_open_one_after_the_other(app: Flask, yuna: Actor, clock: Clock) -> None:
    panel = opened(yuna, clock)

    with pytest.raises(ReviewClosedError, match="앞 단계를"):
        opens(panel, INTERVIEW)
    with pytest.raises(ReviewClosedError, match="없는 단계"):
        opens(panel, "dance")


def test_nothing_opens_before_the_list_is_frozen(app: Flask, yuna: Actor, clock: Clock) -> None:
    call = an_open_call(yuna, clock)

    with pytest.raises(ReviewClosedError, match="명단을 확정"):
        service.open_stage(call.id, DOCUMENTS, by=yuna, now=time.now())
