"""Figures from the database: what is counted when a wish is refused, what is read, what stays known after erasing."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date, timedelta
from fractions import Fraction

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from center.bookings.models import Booking, FrozenShare, RefusalCount, owning
from center.bookings.queries import get_rooms
from center.bookings.queries.figures import bookings_of, frozen_shares, open_days_of, refusals_of
from center.bookings.rules.figures.evenness import Share
from center.bookings.rules.figures.span import Span
from center.bookings.rules.figures.summary import Figures, figures_of
from center.bookings.rules.managing import Change
from center.bookings.rules.refusals import (
    BookingRefusedError,
    OffRasterError,
    RoomTakenError,
    TooManyHoldsError,
    TooManyPeopleError,
    TooSoonError,
)
from center.bookings.rules.states import State
from center.bookings.service import figures as service
from center.bookings.service.booking import book_rooms
from center.bookings.service.deciding import approve, refuse
from center.bookings.service.figures import count_refusal, freeze_shares
from center.bookings.service.managing import cancel_booking, change_booking
from center.bookings.service.upkeep import set_exceptional_opening
from center.core import time
from center.core.actor import Actor
from center.core.db import db, transaction
from center.core.errors import BusyError
from center.core.time import Period
from center.spaces.rules import ClosureKind
from center.spaces.service import close_space
from tests.bookings.factories import (
    CHRISTMAS,
    SUNDAY,
    WEDNESDAY,
    a_booking,
    a_held_booking,
    a_request,
    a_wish,
    hours,
)
from tests.conftest import Clock

DECEMBER, YEAR = Span(2026, 12), Span(2026)
STAFF = Actor(name="김유나")


def figures_now(span: Span = DECEMBER) -> Figures:
    """The figures of a period as they are read now."""
    frozen = frozen_shares([span])
    return figures_of(
        span,
        open_days_of([span])[span],
        bookings_of([span], now=time.now())[span],
        refusals=refusals_of([span])[span],
        frozen=frozen.get(span),
    )


def counts() -> list[tuple[str, str, int]]:
    rows = db.session.execute(select(RefusalCount.space_code, RefusalCount.kind, RefusalCount.n))
    return sorted((code, kind, n) for code, kind, n in rows)


def test_open_time_is_hours_less_holidays_closures_and_exceptional_days(app: Flask) -> None:
    [room] = get_rooms(["202"], WEDNESDAY)
    close_space(room, hours(9, 13), kind=ClosureKind.WORKS, reason="공사", reason_en="works")
    set_exceptional_opening(SUNDAY, [[600, 720]], reason="행사", reason_en="festival")

    opened = open_days_of([DECEMBER])[DECEMBER]

    assert len(opened["202"][WEDNESDAY]) == 16
    assert len(opened["203"][WEDNESDAY]) == 24
    assert opened["202"][CHRISTMAS] == frozenset()
    assert opened["202"][SUNDAY] == frozenset(range(20, 24))


def test_a_closure_over_days_closes_each_of_them(app: Flask) -> None:
    [room] = get_rooms(["202"], WEDNESDAY)
    over = Period(hours(20, 21).start, hours(9, 10, WEDNESDAY + timedelta(days=5)).end)
    close_space(room, over, kind=ClosureKind.CLOSED, reason="휴관", reason_en="closed")

    opened = open_days_of([DECEMBER])[DECEMBER]["202"]

    assert [len(opened[WEDNESDAY + timedelta(days=n)]) for n in (0, 1, 3, 5)] == [22, 0, 0, 22]


def test_what_was_booked_is_counted_and_what_was_cancelled_is_told_apart(app: Flask) -> None:
    a_booking(hours(14, 16), headcount=20, organisation="도란 조합")
    a_booking(hours(17, 18), headcount=10)
    cancelled = a_booking(hours(9, 10))
    cancel_booking(cancelled.reference, now=time.now())
    request = a_request(hours(14, 16), headcount=15)
    approve(request.reference, version=request.version, by=STAFF, now=time.now())
    refused = a_request(hours(17, 19))
    refuse(refused.reference, version=refused.version, reason="영리 목적", by=STAFF, now=time.now())

    figures = figures_now()

    assert (figures.n_uses, figures.n_people) == (3, 45)
    assert [(room.room, room.used.n_used, room.n_outside) for room in figures.rooms] == [("202", 6, 0), ("203", 4, 0)]
    assert {one.kind: one.n_uses for one in figures.bookers} == {"person": 2, "organisation": 1}
    assert (figures.cancelling.n_confirmed, figures.cancelling.n_cancelled) == (4, 1)
    assert (figures.requests.n_approved, figures.requests.n_refused, figures.requests.n_in_time) == (1, 1, 2)
    assert figures.lead.quartiles == (Fraction(8), Fraction(8), Fraction(8))
    assert figures.evenness == Share(3, 3, 3)


def test_what_time_has_ended_is_counted_as_ended_before_anybody_tidies(app: Flask, clock: Clock) -> None:
    a_request(hours(14, 16))
    a_held_booking(hours(14, 16))
    clock.set(hours(14, 15).start)

    figures = figures_now()

    assert (figures.n_expired, figures.requests.n_lapsed, figures.requests.n_waiting) == (1, 1, 0)


def test_the_month_is_that_of_the_seoul_day(app: Flask, clock: Clock) -> None:
    first = date(2027, 1, 4)
    a_booking(hours(9, 10, first))
    count_refusal(TooSoonError(24), ["202"], now=time.at(date(2027, 1, 1), 0))
    count_refusal(TooSoonError(24), ["202"], now=time.at(date(2027, 1, 1), 0) - timedelta(seconds=1))

    december, january = figures_now(), figures_now(Span(2027, 1))

    assert (december.n_uses, january.n_uses) == (0, 1)
    assert (december.n_refusals, january.n_refusals) == (1, 1)


def test_each_refused_wish_is_counted_once_by_its_reason(app: Flask) -> None:
    booking = a_booking(hours(14, 16))
    wishes = [
        a_wish(hours(15, 17)),
        a_wish(hours(15, 17), rooms=("202", "203")),
        a_wish(hours(6, 8)),
        a_wish(hours(14, 16, CHRISTMAS)),
        a_wish(hours(17, 18), headcount=51),
        a_wish(hours(17, 18, time.today())),
    ]
    for wish in wishes:
        with suppress(BookingRefusedError, RoomTakenError):
            book_rooms(wish, now=time.now())
    with suppress(BookingRefusedError):
        change_booking(booking.reference, Change(hours(9, 15), {}), now=time.now())

    assert counts() == [
        ("202", "closed", 1),
        ("202", "outside-hours", 1),
        ("202", "over-capacity", 1),
        ("202", "space-taken", 1),
        ("202", "too-long", 1),
        ("202", "too-soon", 1),
        ("202+203", "space-taken", 1),
    ]
    found = {one.kind: (one.n, dict(one.by_room)) for one in figures_now().refusals}
    assert found["space-taken"] == (2, {"202": 2, "203": 1})


def test_too_many_holds_are_a_refusal_too(app: Flask) -> None:
    for start in (9, 11):
        a_held_booking(hours(start, start + 1), email="hong@example.kr")

    with pytest.raises(TooManyHoldsError):
        a_held_booking(hours(14, 15), email="hong@example.kr")

    assert counts() == [("202", "too-many-holds", 1)]


def test_a_booking_that_stands_counts_no_refusal(app: Flask) -> None:
    a_booking()

    assert counts() == []


def test_rooms_that_are_none_are_not_counted(app: Flask) -> None:
    count_refusal(OffRasterError(), ["9" * 500, "203"], now=time.now())
    count_refusal(OffRasterError(), ["nowhere"], now=time.now())

    assert counts() == [("203", "off-raster", 1)]


@pytest.mark.parametrize("fault", [BusyError(), OperationalError("INSERT", {}, Exception("database is locked"))])
def test_what_cannot_be_counted_is_refused_as_cleanly(
    app: Flask, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    def fail(*_given: object) -> None:
        raise fault

    monkeypatch.setattr(service, "_one_more", fail)
    a_booking(hours(14, 16))

    with pytest.raises(RoomTakenError) as refused:
        a_held_booking(hours(15, 17))

    assert refused.value.alternatives
    assert counts() == []


def test_refusals_that_come_at_once_are_all_counted(app: Flask) -> None:
    def refuse_often(_n: int) -> None:
        with app.app_context():
            for _ in range(5):
                count_refusal(TooManyPeopleError(50, 60), ["202"], now=time.now())
            db.session.remove()

    with ThreadPoolExecutor(8) as racers:
        list(racers.map(refuse_often, range(8)))

    assert counts() == [("202", "over-capacity", 40)]


def erase() -> None:
    """What is left of bookings when their personal data is gone."""
    keys = {"email_key": "", "phone_key": "", "organisation_key": None}
    gone = {"name": "", "email": "", "phone": "", "organisation": None, "erased_at": time.now(), **keys}
    with transaction() as session, owning(session):
        session.execute(update(Booking).values(gone))


def some_uses() -> None:
    """A month in which a person came twice, an organisation once."""
    a_booking(hours(14, 16), email="hong@example.kr")
    a_booking(hours(17, 18), email="Hong+club@example.kr")
    a_booking(hours(9, 10), organisation="도란 조합")


def test_erasing_after_freezing_changes_no_figure(app: Flask, clock: Clock) -> None:
    some_uses()
    clock.set(time.at(date(2027, 12, 24), 0))
    before = [figures_now(), figures_now(YEAR)]

    freeze_shares([WEDNESDAY], time.now())
    erase()

    assert [figures_now(), figures_now(YEAR)] == before
    assert before[0].evenness == before[1].evenness == Share(3, 2, 3)


def test_without_freezing_evenness_alone_is_lost(app: Flask, clock: Clock) -> None:
    some_uses()
    clock.set(time.at(date(2027, 12, 24), 0))
    erase()
    freeze_shares([WEDNESDAY], time.now())

    assert figures_now().evenness is None
    assert figures_now().n_uses == 3
    assert db.session.scalars(select(FrozenShare)).all() == []


def test_what_is_stored_is_not_counted_again(app: Flask, clock: Clock) -> None:
    some_uses()
    clock.set(time.at(date(2027, 12, 24), 0))
    freeze_shares([WEDNESDAY], time.now())
    erase()
    clock.move(timedelta(days=1))

    freeze_shares([WEDNESDAY, CHRISTMAS], time.now())

    stored = db.session.scalars(select(FrozenShare).order_by(FrozenShare.period)).all()
    assert [(row.period, row.n_uses, row.n_bookers) for row in stored] == [("2026", 3, 2), ("2026-12", 3, 2)]
    assert {row.frozen_at for row in stored} == {time.now() - timedelta(days=1)}


def test_only_periods_that_are_over_are_stored(app: Flask, clock: Clock) -> None:
    some_uses()
    clock.set(time.at(date(2026, 12, 31), 0))

    freeze_shares([WEDNESDAY, date(2026, 11, 3)], time.now())

    assert list(db.session.scalars(select(FrozenShare.period))) == ["2026-11"]


def test_freezing_joins_the_transaction_that_erases(app: Flask, clock: Clock) -> None:
    some_uses()
    clock.set(time.at(date(2027, 12, 24), 0))

    with suppress(RuntimeError), transaction():
        freeze_shares([WEDNESDAY], time.now())
        raise RuntimeError

    assert db.session.scalars(select(FrozenShare)).all() == []


def test_the_state_that_figures_tell_is_that_of_the_booking(app: Flask, clock: Clock) -> None:
    a_booking(hours(9, 10))
    a_held_booking(hours(11, 12))
    a_request(hours(14, 15))
    for now in (time.now(), hours(14, 15).start):
        clock.set(now)
        told = sorted(record.state for record in bookings_of([DECEMBER], now=now)[DECEMBER])
        assert told == sorted(booking.state_at(now) for booking in db.session.scalars(select(Booking)))
    assert State.LAPSED in told
