"""Staff close rooms and decide over every booking that this hits."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from center.bookings import queries
from center.bookings.rules.closing import ClosingPlan, WrongClosureError, times_of
from center.bookings.rules.refusals import Alternative, RoomTakenError
from center.bookings.rules.states import State
from center.bookings.service.closing import (
    Choice,
    Closing,
    HitsChangedError,
    Way,
    close_rooms,
    hits_of,
    ways_out,
)
from center.checks import run_checks
from center.core import time
from center.core.actor import Actor
from center.core.db import db
from center.core.errors import NotFoundError
from center.core.time import Period, at
from center.spaces.models import Closure
from center.spaces.rules import ClosureKind
from center.spaces.service import end_closure
from tests.bookings.factories import THURSDAY, WEDNESDAY, a_booking, hours, mail_kinds
from tests.conftest import Clock


def a_closing(*times: Period, rooms: tuple[str, ...] = ("202",), series: str | None = None) -> Closing:
    return Closing(
        rooms=rooms, times=times, kind=ClosureKind.CLOSED, reason="바닥 청소", reason_en="Floor cleaning", series=series
    )


def close(yuna: Actor, closing: Closing, choices: dict[str, Choice] | None = None) -> None:
    shown = {hit.reference: hit.version for hit in hits_of(closing.rooms, closing.times, now=time.now())}
    close_rooms(closing, choices or {}, shown=shown, by=yuna, now=time.now())


def test_a_plan_over_days_is_one_stretch_and_a_weekly_one_many() -> None:
    days = ClosingPlan(date(2026, 12, 21), date(2026, 12, 23), 13 * 60, 18 * 60)
    weekly = ClosingPlan(date(2026, 12, 21), date(2027, 1, 10), 9 * 60, 13 * 60, weekdays={1, 3})

    assert times_of(days) == [Period(at(date(2026, 12, 21), 780), at(date(2026, 12, 23), 1080))]
    assert [(period.day, period.length.seconds // 3600) for period in times_of(weekly)] == [
        (date(2026, 12, day), 4) for day in (22, 24, 29, 31)
    ] + [(date(2027, 1, day), 4) for day in (5, 7)]


@pytest.mark.parametrize(
    "plan",
    [
        ClosingPlan(date(2026, 12, 23), date(2026, 12, 22), 0, 60),
        ClosingPlan(date(2026, 12, 23), date(2026, 12, 23), 60, 60),
        ClosingPlan(date(2026, 12, 23), date(2026, 12, 23), 60, 120, weekdays={0}),
        ClosingPlan(date(2026, 1, 1), date(2029, 1, 1), 0, 60),
    ],
)
def test_a_plan_without_time_is_refused(plan: ClosingPlan) -> None:
    with pytest.raises(WrongClosureError):
        times_of(plan)


def test_each_booking_hit_is_moved_cancelled_kept_or_left_for_later(app: Flask, yuna: Actor) -> None:
    moved, cancelled = a_booking(hours(9, 10)), a_booking(hours(11, 12), language="en")
    kept, later, beside = a_booking(hours(13, 14)), a_booking(hours(15, 16)), a_booking(hours(19, 20))

    close(
        yuna,
        a_closing(hours(9, 18)),
        {
            moved.reference: Choice(Way.MOVE, Alternative(("203",), hours(9, 10))),
            cancelled.reference: Choice(Way.CANCEL),
            kept.reference: Choice(Way.KEEP),
            later.reference: Choice(Way.LATER),
        },
    )

    assert moved.occurrence.codes == ("203",)
    assert (cancelled.state, cancelled.reason) == (State.CANCELLED, "Floor cleaning")
    assert mail_kinds(cancelled)[-1] == "booking_cancelled_by_staff"
    assert (kept.state, kept.overrides, kept.override_reason) == (State.CONFIRMED, ["closed"], "바닥 청소")
    assert [unfit.booking.id for unfit in queries.unfit_bookings(time.now())] == [later.id]
    assert mail_kinds(beside) == mail_kinds(kept)


def test_if_one_cannot_be_moved_nothing_is_closed(app: Flask, yuna: Actor) -> None:
    hit = a_booking(hours(9, 10))
    a_booking(hours(19, 20))

    with pytest.raises(RoomTakenError):
        close(yuna, a_closing(hours(9, 12)), {hit.reference: Choice(Way.MOVE, Alternative(("202",), hours(19, 20)))})

    assert db.session.scalars(select(Closure)).all() == []
    assert hit.occurrence.period == hours(9, 10)


def test_a_booking_made_meanwhile_is_shown_before_the_room_is_closed(app: Flask, yuna: Actor) -> None:
    closing = a_closing(hours(9, 12))
    a_booking(hours(9, 10))

    with pytest.raises(HitsChangedError):
        close_rooms(closing, {}, shown={}, by=yuna, now=time.now())

    assert db.session.scalars(select(Closure)).all() == []


def test_ways_out_lead_out_of_the_closed_time(app: Flask, yuna: Actor) -> None:
    hit = a_booking(hours(9, 10))
    times = [Period.on(WEDNESDAY, 0, 1440), Period.on(THURSDAY, 0, 1440)]

    [*found] = ways_out([hit], times, ("202",), now=time.now())[hit.reference]

    assert len(found) == 3
    assert not any(near.rooms == ("202",) and near.period.day in {WEDNESDAY, THURSDAY} for near in found)


def test_a_closure_that_goes_on_ends_at_the_next_half_hour_and_one_ahead_goes(
    app: Flask, yuna: Actor, clock: Clock
) -> None:
    close(yuna, a_closing(hours(9, 18), hours(9, 18, THURSDAY), series="weekly"))
    first, _second = db.session.scalars(select(Closure).order_by(Closure.start_at)).all()
    clock.set(at(WEDNESDAY, 10 * 60 + 7))

    end_closure(first.id, with_later=True, by=yuna, now=time.now())

    [left] = db.session.scalars(select(Closure)).all()
    assert left.end_at == at(WEDNESDAY, 10 * 60 + 30)
    clock.set(at(WEDNESDAY, 12 * 60))
    with pytest.raises(NotFoundError):
        end_closure(first.id, with_later=False, by=yuna, now=time.now())


def test_check_reports_what_lies_in_closed_time_until_it_is_decided(app: Flask, yuna: Actor) -> None:
    booking = a_booking(hours(9, 10))
    close(yuna, a_closing(hours(9, 12)))
    assert any(booking.reference in fault for result in run_checks(time.now()) for fault in result.faults)
