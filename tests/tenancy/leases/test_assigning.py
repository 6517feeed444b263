"""Units given out as the result says, and what follows when one is declined, expires or is decided otherwise."""

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from flask import Flask

from center.checks import run_checks
from center.core import time
from center.core.actor import Actor
from center.core.audit import entries_about
from center.core.db import db
from center.core.errors import ChangedMeanwhileError, DomainError
from center.tenancy.leases import queries, service
from center.tenancy.leases.rules.clocks import ClockOverError
from center.tenancy.leases.rules.states import PermitStateError, State
from tests.conftest import Clock
from tests.tenancy.leases.permits import (
    MOVE_IN,
    Announced,
    a_paper,
    accepted,
    announced,
    noon,
    present,
    signed,
    told,
)

U1 = {"A": "304>301>305", "B": "304>301", "C": "301>304>305", "D": "305"}


def u1(yuna: Actor, clock: Clock) -> Announced:
    """A gets 304, B 301, C 305, D is the first reserve."""
    call = announced(yuna, clock, U1)
    call.confirm()
    return call


def broken() -> list[str]:
    """What the operator's check complains of, but that nobody sends the mails of a test."""
    found = [result.line() for result in run_checks(time.now()) if result.faults]
    return [line for line in found if "mail is delivered" not in line]


def test_u1_is_offered_whole_and_a_decline_goes_down_the_ranking(app: Flask, yuna: Actor, clock: Clock) -> None:
    call = u1(yuna, clock)
    offered = call.lease("A")

    assert call.held() == {"A": "304", "B": "301", "C": "305"}
    assert (offered.offer_until, offered.first_on, offered.until_on) == (
        date(2027, 2, 10),
        MOVE_IN,
        date(2029, 2, 17),
    )
    assert told() == ["offered"] * 3

    service.decline_offer(offered.id, reason="다른 곳을 얻음", version=offered.version, by=yuna, now=time.now())

    assert call.held() == {"B": "304", "C": "301", "D": "305"}
    assert told()[3:] == ["declined", "offered", "offered", "offered"]
    assert [step.what for step in present(offered).steps] == [State.OFFERED, State.DECLINED]
    assert broken() == []
    with pytest.raises(PermitStateError):
        accepted(offered, yuna)


def test_who_signed_is_never_moved_and_an_offer_expires_by_the_clock(app: Flask, yuna: Actor, clock: Clock) -> None:
    call = u1(yuna, clock)
    signed(call.lease("B"), yuna)
    offered = call.lease("A")

    clock.set(noon(offered.offer_until))
    assert service.expire_offers(time.now()) == 0
    clock.move(timedelta(days=1))
    with pytest.raises(ClockOverError):
        accepted(offered, yuna)

    assert service.expire_offers(time.now()) == 2
    assert call.held() == {"B": "301", "D": "305"}
    assert call.lease("C").state == State.EXPIRED
    assert call.lease("B").state == State.SIGNED
    assert service.expire_offers(time.now()) == 0
    assert broken() == []


def test_after_their_year_reserves_are_called_no_more(app: Flask, yuna: Actor, clock: Clock) -> None:
    call = u1(yuna, clock)
    lease = signed(call.lease("C"), yuna)
    assert queries.get_assignment(call.call_id).reserves_until == date(2028, 2, 4)

    clock.set(noon(date(2028, 2, 5)))
    new = service.cancel_offer(lease.id, reason="입주하지 않음", version=lease.version, by=yuna, now=time.now())

    assert [(one.unit_code, one.enterprise.name) for one in new] == []


def test_a_sitting_tenant_that_moves_frees_its_unit_for_another(app: Flask, yuna: Actor, clock: Clock) -> None:
    firms = {"A": "304>301", "B": "301>304", "T": {"choices": "301>304", "sitting_in": "304"}}
    call = announced(yuna, clock, firms, ("301", "304"))

    call.confirm()

    assert call.held() == {"A": "304", "T": "301"}
    assert call.lease("T").gives_up == "304"
    assert broken() == []


def test_an_exception_is_a_decision_on_record_with_its_reason(app: Flask, yuna: Actor, clock: Clock) -> None:
    call = announced(yuna, clock, {"A": "304>301", "B": "304"})
    call.confirm()
    first = call.lease("A")

    def decides(letter: str, unit: str, reason: str = "휠체어가 들어가는 공간이 필요함") -> None:
        decided = service.Decided(time.today(), reason, a_paper())
        service.record_exception(call.call_id, call.numbers[letter], unit, decided, by=yuna, now=time.now())

    for refused, unit, reason in (
        (service.AssignmentExceptionError, "301", " "),
        (service.AssignmentExceptionError, "302", "까닭"),
        (service.UnitOfferedError, "304", "까닭"),
    ):
        with pytest.raises(refused):
            decides("B", unit, reason)
    decides("A", "301")

    assert call.held() == {"A": "301", "B": "304"}
    assert present(first).steps[-1].reason == "휠체어가 들어가는 공간이 필요함"
    signed(call.lease("B"), yuna)
    with pytest.raises(service.AssignmentExceptionError):
        decides("B", "305")
    assert broken() == []


def test_of_two_who_confirm_at_once_one_does(app: Flask, yuna: Actor, clock: Clock) -> None:
    call = announced(yuna, clock, {"A": "304", "B": "305"})
    with pytest.raises(ChangedMeanwhileError):
        service.confirm_assignment(call.call_id, n=2, by=yuna, now=time.now())

    outcomes = at_once(app, call.confirm, call.confirm)

    assert sorted(outcomes) == ["AlreadyConfirmedError", "done"]
    assert told() == ["offered", "offered"]
    assert len(entries_about(f"assignment {call.call_id}")) == 1


def at_once(app: Flask, *commands: object) -> list[str]:
    """Commands in threads of their own at the same moment; what became of each."""
    start, outcomes = Barrier(len(commands)), []

    def run(command: object) -> None:
        with app.app_context():
            start.wait()
            try:
                command()  # type: ignore[operator]
                outcomes.append("done")
            except DomainError as error:
                outcomes.append(type(error).__name__)
            finally:
                db.session.remove()

    threads = [Thread(target=run, args=(command,)) for command in commands]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    return outcomes
