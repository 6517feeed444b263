"""A permit from its contract to its end, with the days of its unit, on real clocks and calendars."""

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from flask import Flask

from center.core import time
from center.core.actor import Actor
from center.core.db import db
from center.core.errors import ChangedMeanwhileError, DomainError
from center.enterprises.rules.kinds import Kind, KindTerm
from center.spaces.queries import terms_of
from center.spaces.service import ensure_holidays
from center.spaces.terms import Term, TermInUseError, enter_term, remove_term
from center.tenancy.leases import service
from center.tenancy.leases.rules.basis import NoDirectAwardError
from center.tenancy.leases.rules.clocks import HearingError, PutOffError
from center.tenancy.leases.rules.states import Ground, Paper, PaperMissingError, State
from tests.bookings.postbag import sent_now, subject
from tests.conftest import Clock
from tests.enterprises.factories import a_firm
from tests.tenancy.leases.permits import accepted, awarded, certified, filed, found, in_use, noon, present, signed, told
from tests.tenancy.leases.test_assigning import broken

FIRST = date(2027, 3, 2)


def test_a_permit_lives_from_its_offer_to_its_last_inspection(app: Flask, yuna: Actor, clock: Clock) -> None:
    clock.set(noon(date(2027, 2, 1)))
    lease = awarded(certified(), yuna, first_on=FIRST)
    accepted(lease, yuna)
    with pytest.raises(PaperMissingError):
        service.sign_contract(lease.id, version=present(lease).version, by=yuna, now=time.now())
    with pytest.raises(ChangedMeanwhileError):
        service.accept_offer(lease.id, version=1, by=yuna, now=time.now())
    signed(lease, yuna)
    service.put_off(
        lease.id, first_on=date(2027, 4, 1), reason="공사", version=present(lease).version, by=yuna, now=time.now()
    )
    with pytest.raises(PutOffError):
        service.put_off(
            lease.id, first_on=date(2027, 4, 2), reason="", version=present(lease).version, by=yuna, now=time.now()
        )
    lease = in_use(lease, yuna)

    [term] = terms_of("304")
    assert (term.first_on, term.until_on, term.basis) == (date(2027, 4, 1), date(2029, 4, 1), "사용허가 2027-1")
    with pytest.raises(TermInUseError):
        remove_term(term, version=term.version, reason="", by=yuna)

    lease = service.give_notice(
        lease.id, last_on=date(2027, 6, 30), reason="이전", version=lease.version, by=yuna, now=time.now()
    )
    assert terms_of("304")[0].until_on == date(2027, 7, 1)
    assert broken() == []
    clock.set(noon(date(2027, 5, 22)))
    assert (service.remind_of_end(time.now()), service.remind_of_end(time.now())) == (1, 0)
    clock.set(noon(date(2027, 7, 1)))
    assert (service.end_terms(time.now()), service.end_terms(time.now())) == (1, 0)
    leaving = found(time.today())
    lease = service.inspect(
        lease.id, Paper.MOVE_OUT_INSPECTION, leaving, version=present(lease).version, by=yuna, now=time.now()
    )

    assert lease.state == State.INSPECTED
    assert told() == ["offered", "accepted", "signed", "put_off", "active", "own_notice", "ends_soon", "ended"]
    assert broken() == []
    assert subject(sent_now(app)[-1])


def test_nobody_is_revoked_without_a_hearing(app: Flask, yuna: Actor, clock: Clock) -> None:
    clock.set(noon(date(2027, 2, 1)))
    lease = in_use(awarded(certified(), yuna, first_on=FIRST), yuna)
    clock.set(noon(FIRST))
    lease = filed(lease, Paper.HEARING_NOTICE, by=yuna)
    given = {"reason": "다른 기업에 빌려줌", "by": yuna}
    lease = service.open_hearing(
        lease.id,
        ground=Ground.SUBLETTING,
        version=lease.version,
        now=time.now(),
        **given,  # type: ignore[arg-type]
    )
    lease = filed(lease, Paper.HEARING_RECORD, by=yuna)
    clock.set(noon(date(2027, 3, 31)))
    with pytest.raises(HearingError):
        service.revoke(lease.id, version=lease.version, now=time.now(), **given)  # type: ignore[arg-type]

    clock.set(noon(date(2027, 4, 1)))
    lease = service.revoke(lease.id, version=lease.version, now=time.now(), **given)  # type: ignore[arg-type]

    assert (lease.state, lease.until_on) == (State.REVOKED, date(2027, 4, 2))
    assert terms_of("304")[0].until_on == lease.until_on


def test_a_status_that_was_lost_before_the_contract_is_found(app: Flask, yuna: Actor, clock: Clock) -> None:
    clock.set(noon(date(2027, 2, 1)))
    lease = awarded(certified(date(2027, 2, 2)), yuna, first_on=FIRST)
    clock.set(noon(date(2027, 2, 3)))

    with pytest.raises(NoDirectAwardError):
        signed(lease, yuna)
    with pytest.raises(NoDirectAwardError):
        awarded(a_firm(kinds=(KindTerm(Kind.COOPERATIVE),)), yuna, unit_code="305", first_on=FIRST)


@pytest.mark.parametrize(
    ("offered_on", "until"),
    [(date(2027, 12, 29), date(2028, 1, 3)), (date(2028, 2, 26), date(2028, 2, 29))],
)
def test_an_offer_over_new_year_or_onto_a_leap_day(
    app: Flask, yuna: Actor, clock: Clock, offered_on: date, until: date
) -> None:
    ensure_holidays(date(2028, 1, 1))
    clock.set(noon(offered_on))

    lease = awarded(certified(), yuna, unit_code="201", first_on=date(2028, 4, 1))

    assert lease.offer_until == until


def test_of_two_terms_of_one_unit_that_race_one_is_kept(app: Flask, yuna: Actor, clock: Clock) -> None:
    clock.set(noon(date(2027, 2, 1)))
    lease = signed(awarded(certified(), yuna, first_on=FIRST), yuna)
    moved_in = found(time.today())
    service.inspect(
        lease.id, Paper.MOVE_IN_INSPECTION, moved_in, version=present(lease).version, by=yuna, now=time.now()
    )
    version = present(lease).version
    start, outcomes = Barrier(3), []

    def activates() -> None:
        service.activate(lease.id, version=version, by=yuna, now=time.now())

    def enters() -> None:
        term = Term(1, "다른 기업", FIRST + timedelta(days=30), FIRST + timedelta(days=60), "직접 넣음")
        enter_term("304", term, by=yuna)

    def run(command: object) -> None:
        with app.app_context():
            start.wait()
            try:
                command()  # type: ignore[operator]
                outcomes.append("done")
            except DomainError:
                outcomes.append("refused")
            finally:
                db.session.remove()

    threads = [Thread(target=run, args=(command,)) for command in (activates, activates, enters)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()

    assert sorted(outcomes) == ["done", "refused", "refused"]
    assert len(terms_of("304")) == 1
    assert broken() == []
