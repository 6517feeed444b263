"""What a project closes: proposed with its milestones, confirmed by staff, moved with them; what is hit is seen before."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask

from center.bookings import queries as bookings
from center.bookings.models import Booking
from center.bookings.rules.refusals import BookingRefusedError
from center.bookings.service.closing import HitsChangedError
from center.checks import run_checks
from center.construction import queries
from center.construction.models import Milestone, Project, ProjectClosure
from center.construction.rules.closing import Days, added
from center.construction.rules.forecast import forecast
from center.construction.rules.spans import Span
from center.construction.service.closing import (
    ClosureInOrderError,
    Hits,
    NoSpaceError,
    SettledError,
    confirm_closure,
    days_now,
    days_wanted,
    drop_closure,
    hits_of_closure,
    propose_closure,
    slips_of,
)
from center.construction.service.projects import Revision, revise, set_course
from center.core import time
from center.core.actor import Actor
from center.core.db import db, transaction
from center.core.time import at
from center.spaces.models import Closure
from center.spaces.queries import closures_between, spaces_on
from center.spaces.terms import Term, enter_term
from center.spaces.works import Why
from center.tenancy.calls import queries as calls
from center.tenancy.calls import service
from center.tenancy.calls.first_calls import SECOND
from center.tenancy.calls.rules.publishing import NotReadyError
from tests.bookings.factories import a_booking, hours
from tests.conftest import Clock
from tests.construction.factories import TODAY, a_milestone, a_project, now_of

FIRST, LAST = date(2026, 12, 21), date(2026, 12, 24)
WHY = Why("로비 새단장", "Renewing the lobby")


def works_on(code: str = "202", first: date = FIRST, last: date = LAST) -> tuple[Project, Milestone, ProjectClosure]:
    """A project that proposes to close a space while its one milestone goes on."""
    project = a_project(f"works-{code}")
    works = a_milestone(project, first, last, is_goal=True)
    proposed = propose_closure(project, code, works.id, works.id, WHY, version=now_of(project).version, by="operator")
    return project, works, proposed


def hits(project: Project, closure: ProjectClosure) -> Hits:
    days = days_wanted(closure, queries.steps_of(project.id))
    return hits_of_closure(closure, days, now=time.now())


def confirm(project: Project, closure: ProjectClosure, yuna: Actor, shown: dict[str, int] | None = None) -> Days:
    now_shown = hits(project, closure).versions if shown is None else shown
    version = now_of(project).version
    return confirm_closure(project, closure, shown=now_shown, version=version, by=yuna, now=time.now())


def move(project: Project, one: Milestone, span: Span, yuna: Actor) -> None:
    wanted = Revision(span=span, decided_on=time.today(), reason="자재가 늦음")
    revise(project, one, wanted, version=now_of(project).version, by=yuna, now=time.now())


def closed(code: str = "202") -> list[tuple[date, date]]:
    """The days [first, until) on which the building has the space closed."""
    row = next(space for space in spaces_on(TODAY) if space.code == code)
    found = closures_between(date(2020, 1, 1), date(2030, 1, 1), [row.id])
    return [(time.seoul_day(one.period.start), time.seoul_day(one.period.end)) for one in found]


def test_a_proposal_closes_nothing(app: Flask) -> None:
    _project, _works, closure = works_on()

    assert closed() == []
    assert days_now(closure) is None
    assert a_booking(hours(14, 16, date(2026, 12, 22))).state == "confirmed"


def test_what_staff_confirm_is_closed_for_bookings_at_once(app: Flask, yuna: Actor) -> None:
    project, _works, closure = works_on()

    confirm(project, closure, yuna)

    assert closed() == [(FIRST, date(2026, 12, 25))]
    with pytest.raises(BookingRefusedError):
        a_booking(hours(14, 16, date(2026, 12, 22)))
    assert all(not result.faults for result in run_checks(time.now()))


def test_bookings_that_are_hit_are_shown_before_and_go_on_the_staffs_list(app: Flask, yuna: Actor) -> None:
    booking = a_booking(hours(14, 16, date(2026, 12, 23)))
    project, _works, closure = works_on()
    assert [hit.reference for hit in hits(project, closure).bookings] == [booking.reference]

    with pytest.raises(HitsChangedError):
        confirm(project, closure, yuna, shown={})
    assert closed() == []
    confirm(project, closure, yuna)

    assert [unfit.booking.reference for unfit in bookings.unfit_bookings(time.now())] == [booking.reference]
    assert db.session.get_one(Booking, booking.id).state == "confirmed"


def test_a_closure_moves_with_its_milestone_only_when_staff_confirm_it(app: Flask, yuna: Actor) -> None:
    project, works, closure = works_on()
    confirm(project, closure, yuna)
    later = a_booking(hours(14, 16, date(2026, 12, 29)))

    move(project, works, Span(FIRST, date(2026, 12, 29)), yuna)
    assert closed() == [(FIRST, date(2026, 12, 25))]
    assert [hit.reference for hit in hits(project, closure).bookings] == [later.reference]
    confirm(project, closure, yuna)

    assert closed() == [(FIRST, date(2026, 12, 30))]
    assert days_now(closure) == Days(FIRST, date(2026, 12, 30))


def test_a_closure_that_goes_on_keeps_what_is_over(app: Flask, yuna: Actor, clock: Clock) -> None:
    project, works, closure = works_on()
    confirm(project, closure, yuna)
    clock.set(at(date(2026, 12, 23), 12 * 60))

    move(project, works, Span(FIRST, date(2026, 12, 31)), yuna)
    confirm(project, closure, yuna)

    assert closed() == [(FIRST, date(2027, 1, 1))]


def test_works_that_move_away_open_the_space_from_now_on(app: Flask, yuna: Actor, clock: Clock) -> None:
    project, works, closure = works_on()
    confirm(project, closure, yuna)
    clock.set(at(date(2026, 12, 22), 0))

    move(project, works, Span(date(2027, 1, 4), date(2027, 1, 8)), yuna)
    confirm(project, closure, yuna)

    assert closed() == [(FIRST, date(2026, 12, 22)), (date(2027, 1, 4), date(2027, 1, 9))]


def test_a_space_that_is_done_early_is_opened_again(app: Flask, yuna: Actor, clock: Clock) -> None:
    project, works, closure = works_on()
    confirm(project, closure, yuna)
    clock.set(at(date(2026, 12, 22), 18 * 60))

    done = {"version": now_of(project).version, "by": yuna, "today": time.today()}
    set_course(project, works, FIRST, date(2026, 12, 22), **done)  # type: ignore[arg-type]
    confirm(project, closure, yuna)

    assert closed() == [(FIRST, date(2026, 12, 23))]
    with pytest.raises(SettledError):
        confirm(project, closure, yuna)


def test_a_dropped_closure_opens_the_space(app: Flask, yuna: Actor) -> None:
    project, _works, closure = works_on()
    confirm(project, closure, yuna)

    drop_closure(project, closure, version=now_of(project).version, by=yuna, now=time.now())

    assert closed() == []
    assert a_booking(hours(14, 16, date(2026, 12, 22))).state == "confirmed"


def test_a_unit_under_construction_is_offered_only_with_a_later_move_in_date(app: Flask, yuna: Actor) -> None:
    notice = date(2027, 1, 4)
    call = service.begin_call(SECOND, notice, by=yuna, now=time.now())
    move_in_on = call.written.schedule.move_in_on
    project, works, closure = works_on("304", TODAY, move_in_on)
    confirm(project, closure, yuna)

    with pytest.raises(NotReadyError):
        service.publish(call, version=call.version, reason="", by=yuna, now=time.now())
    move(project, works, Span(TODAY, move_in_on - timedelta(days=1)), yuna)
    confirm(project, closure, yuna)

    call = calls.get_call(call.id)
    service.publish(call, version=call.version, reason="", by=yuna, now=time.now())


def test_a_slip_beyond_a_promised_move_in_or_a_booking_is_told(app: Flask, yuna: Actor) -> None:
    call = service.begin_call(SECOND, date(2027, 1, 4), by=yuna, now=time.now())
    move_in_on = call.written.schedule.move_in_on
    project, works, closure = works_on("304", TODAY, move_in_on - timedelta(days=3))
    confirm(project, closure, yuna)
    call = calls.get_call(call.id)
    service.publish(call, version=call.version, reason="", by=yuna, now=time.now())

    move(project, works, Span(TODAY, move_in_on + timedelta(days=2)), yuna)

    outlook = forecast(queries.steps_of(project.id), TODAY)
    slip = slips_of([closure], outlook, now=time.now())[0]
    assert [hit.id for hit in slip.hits.calls] == [call.id]
    assert slip.expected_until == move_in_on + timedelta(days=3)
    assert [hit.id for hit in hits(project, closure).calls] == [call.id]
    assert not service.faults_now(calls.get_call(call.id), time.now())

    confirm(project, closure, yuna)
    assert ["304호" in str(fault.text) for fault in service.faults_now(calls.get_call(call.id), time.now())] == [True]


def test_permits_that_go_on_during_the_works_are_told(app: Flask, yuna: Actor) -> None:
    enter_term("305", Term(1, "새벽밥상", date(2026, 3, 1), date(2028, 3, 1), "사용허가"), by=yuna)
    project, _works, closure = works_on("305")

    assert [term.holder_name for term in hits(project, closure).terms] == ["새벽밥상"]


def test_a_closure_without_a_space_or_in_the_wrong_order_is_refused(app: Flask, yuna: Actor) -> None:
    project = a_project()
    works, later = a_milestone(project, FIRST, LAST), a_milestone(project, date(2027, 2, 1), date(2027, 2, 2))
    told = {"by": yuna, "version": now_of(project).version}

    with pytest.raises(NoSpaceError):
        propose_closure(project, "404", works.id, later.id, WHY, **told)  # type: ignore[arg-type]
    with pytest.raises(ClosureInOrderError):
        propose_closure(project, "202", later.id, works.id, WHY, **told)  # type: ignore[arg-type]


def test_check_finds_a_confirmed_closure_that_is_not_there(app: Flask, yuna: Actor) -> None:
    project, _works, closure = works_on()
    confirm(project, closure, yuna)
    with transaction() as session:
        session.query(Closure).delete()

    broken = [result.name for result in run_checks(time.now()) if result.faults]

    assert broken == ["what projects close is closed"]


def test_only_what_was_not_closed_before_is_hit_anew() -> None:
    before = Days(date(2026, 3, 2), date(2026, 3, 10))

    assert added(None, before) == [before]
    assert added(before, before) == []
    assert added(before, replace(before, until=date(2026, 3, 12))) == [Days(date(2026, 3, 10), date(2026, 3, 12))]
    assert added(before, Days(date(2026, 3, 1), date(2026, 3, 11))) == [
        Days(date(2026, 3, 1), date(2026, 3, 2)),
        Days(date(2026, 3, 10), date(2026, 3, 11)),
    ]
    assert added(before, Days(date(2026, 4, 1), date(2026, 4, 2))) == [Days(date(2026, 4, 1), date(2026, 4, 2))]
