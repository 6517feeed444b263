"""What the page beside a door says of each moment: laws over every kind of day, and the cases people meet."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings

from center.bookings.rules.day import Kind, Reason, RoomDay, Shut, Taken
from center.bookings.rules.door import Door, DoorState, door
from center.core.time import HALF_HOURS_A_DAY, Period, at
from tests.bookings.factories import THURSDAY, WEDNESDAY, hours
from tests.bookings.test_finding import a_day
from tests.bookings.test_free_times import room_days

A_MOMENT = timedelta(minutes=7)


def door_at(hour: float, today: RoomDay, tomorrow: RoomDay | None = None) -> Door:
    """What the door says on Wednesday at an hour."""
    days = {WEDNESDAY: today, **({THURSDAY: replace(tomorrow, day=THURSDAY)} if tomorrow else {})}
    return door(days, at(WEDNESDAY, int(hour * 60)))


@settings(max_examples=100, deadline=None)
@given(room_days())
def test_free_is_open_time_that_nobody_has_until_the_first_half_hour_that_is_not(room: RoomDay) -> None:
    opened = {cell for opens, closes in room.opening for cell in range(opens, closes)}
    shut = {cell for closure in room.shut for cell in range(closure.start, closure.end)}
    states = [door({WEDNESDAY: room}, at(WEDNESDAY, cell * 30) + A_MOMENT) for cell in range(HALF_HOURS_A_DAY)]

    for cell, said in enumerate(states):
        until = next((n for n in range(cell, HALF_HOURS_A_DAY) if states[n].state != said.state), None)
        assert said.until == (at(WEDNESDAY, until * 30) if until is not None else None)
        if said.state == DoorState.FREE:
            assert cell in opened - shut - room.occupied
        if cell in shut:
            assert said.state in {DoorState.CLOSED, DoorState.TAKEN}


@settings(max_examples=100, deadline=None)
@given(room_days())
def test_that_a_time_can_no_longer_be_booked_changes_nothing_at_the_door(room: RoomDay) -> None:
    bookable = replace(room, earliest=at(WEDNESDAY, 0), opens_at=room.now, shortest=1)

    for cell in range(HALF_HOURS_A_DAY):
        moment = at(WEDNESDAY, cell * 30) + A_MOMENT
        assert door({WEDNESDAY: room}, moment).state == door({WEDNESDAY: bookable}, moment).state


TWO_USES = a_day(taken=(Taken(20, 24, 1), Taken(28, 32, 1)))
"""10:00~12:00 and 14:00~16:00, half an hour kept free around each."""


@pytest.mark.parametrize(
    ("hour", "state", "until"),
    [
        (9.1, DoorState.FREE, 9.5),
        (9.5, DoorState.TURNAROUND, 10),
        (10, DoorState.TAKEN, 12),
        (11.9, DoorState.TAKEN, 12),
        (12, DoorState.TURNAROUND, 12.5),
        (12.5, DoorState.FREE, 13.5),
        (16.5, DoorState.FREE, 21),
        (20.9, DoorState.FREE, 21),
    ],
)
def test_a_state_lasts_until_the_next_use_turnaround_or_closing(hour: float, state: DoorState, until: float) -> None:
    said = door_at(hour, TWO_USES)

    assert (said.state, said.until) == (state, hours(9, until).end)


def test_back_to_back_uses_are_one_stretch_but_told_apart() -> None:
    said = door_at(10.5, a_day(turnaround=0, taken=(Taken(20, 24, 0), Taken(24, 26, 0))))

    assert said.until == hours(10, 13).end
    assert said.next_uses == (hours(12, 13),)


def test_what_comes_next_is_what_has_not_begun_today() -> None:
    assert door_at(9.5, TWO_USES).next_uses == (hours(10, 12), hours(14, 16))
    assert door_at(10, TWO_USES).next_uses == (hours(14, 16),)
    assert door_at(14, TWO_USES).next_uses == ()


def test_after_closing_it_says_when_it_opens() -> None:
    said = door_at(21, TWO_USES, a_day())

    assert (said.state, said.kind, said.until) == (DoorState.CLOSED, Kind.OUTSIDE, at(THURSDAY, 9 * 60))


def test_a_closed_day_has_its_reason_and_the_next_opening() -> None:
    holiday = a_day(opening=(), closed=Reason(None, "성탄절", "Christmas"))
    said = door_at(14, holiday, a_day())

    assert (said.state, said.kind, said.reason) == (DoorState.CLOSED, Kind.CLOSED, holiday.closed)
    assert said.until == at(THURSDAY, 9 * 60)
    assert door_at(14, holiday).until is None


def test_works_have_their_reason_and_their_end() -> None:
    works = Shut(26, 30, Kind.WORKS, Reason(None, "바닥 교체", "new floor"))
    said = door_at(13.5, a_day(shut=(works,)))

    assert (said.state, said.kind, said.reason) == (DoorState.CLOSED, Kind.WORKS, works.reason)
    assert said.until == hours(13, 15).end


def test_a_use_that_began_yesterday_is_no_use_to_come() -> None:
    assert door_at(0, a_day(opening=((0, 48),), taken=(Taken(-4, 2, 1),))).next_uses == ()


def test_a_use_until_midnight_ends_there() -> None:
    said = door_at(20, a_day(opening=((18, 48),), taken=(Taken(44, 48, 1),)))

    assert said.next_uses == (Period.on(WEDNESDAY, 22 * 60, 24 * 60),)
