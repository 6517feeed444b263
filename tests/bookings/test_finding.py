"""Finding a free time: everything found can be booked and fits, and what is not found cannot be booked."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from center.bookings.rules.bookable import Use, ensure_bookable
from center.bookings.rules.day import Reason, RoomDay, Taken
from center.bookings.rules.finding import (
    WHOLE_DAY,
    Conditions,
    Why,
    choices,
    free_days,
    free_on,
    nearest_after,
    spread,
    starts,
    why_nothing,
)
from center.bookings.rules.refusals import Alternative, BookingRefusedError, RoomTakenError
from center.core.time import HALF_HOURS_A_DAY, at
from tests.bookings.factories import SUNDAY, THURSDAY, WEDNESDAY, hours
from tests.bookings.test_free_times import room_days

CAPACITIES = {"202": 50, "203": 30}
MORNING, AFTERNOON, EVENING = (0, 24), (24, 36), (36, 48)
PARTS = st.sampled_from([WHOLE_DAY, MORNING, AFTERNOON, EVENING])
OPEN_MORNING_TO_EVENING = ((18, 42),)


def a_day(room: str = "202", **given: object) -> RoomDay:
    """A room's whole day from nine to nine, bookable and empty."""
    now = at(WEDNESDAY, 0) - timedelta(days=7)
    free = RoomDay(room, WEDNESDAY, OPEN_MORNING_TO_EVENING, None, (), (), 1, 2, 8, now, now, now)
    return replace(free, **given)  # type: ignore[arg-type]


def is_accepted(use: Use, rooms: list[RoomDay]) -> bool:
    try:
        ensure_bookable(use, rooms)
    except (BookingRefusedError, RoomTakenError):
        return False
    return True


@st.composite
def conditions(draw: st.DrawFn) -> Conditions:
    """Any wish that a form can send, and some that none can."""
    rooms = draw(st.sampled_from([(), ("202",), ("203",), ("202", "203")]))
    return Conditions(draw(st.integers(1, 90)), draw(st.integers(1, 14)), draw(PARTS), rooms)


@settings(max_examples=200, deadline=None)
@given(room_days(), room_days(), conditions())
def test_what_is_found_can_be_booked_and_fits_and_nothing_else_does(
    one: RoomDay, other: RoomDay, asked: Conditions
) -> None:
    by_room = {"202": one, "203": replace(other, room="203")}

    found = free_on(by_room, CAPACITIES, asked)

    listed = {(free.rooms, start) for free in found for start in free.starts}
    first, last = asked.part
    bookable = {
        (rooms, start)
        for rooms in [("202",), ("203",), ("202", "203")]
        for start in range(HALF_HOURS_A_DAY - asked.length + 1)
        if first <= start
        and start + asked.length <= last
        and is_accepted(Use(WEDNESDAY, start, start + asked.length), [by_room[room] for room in rooms])
    }
    holding = set(choices(asked, CAPACITIES))
    assert listed == {(rooms, start) for rooms, start in bookable if rooms in holding}
    assert all(asked.headcount <= sum(CAPACITIES[room] for room in rooms) for rooms, _ in listed)


@pytest.mark.parametrize(
    ("headcount", "asked", "expected"),
    [
        (20, (), [("202",), ("203",)]),
        (30, (), [("202",), ("203",)]),
        (31, (), [("202",)]),
        (50, (), [("202",)]),
        (51, (), [("202", "203")]),
        (80, (), [("202", "203")]),
        (81, (), []),
        (30, ("203",), [("203",)]),
        (31, ("203",), []),
        (2, ("202", "203"), [("202", "203")]),
        (2, ("301",), []),
    ],
)
def test_as_few_rooms_as_hold_the_people(
    headcount: int, asked: tuple[str, ...], expected: list[tuple[str, ...]]
) -> None:
    assert choices(Conditions(headcount, 4, rooms=asked), CAPACITIES) == expected


def test_a_use_lies_within_its_part_of_the_day() -> None:
    assert starts([a_day()], Conditions(12, 4, MORNING)) == (18, 19, 20)
    assert starts([a_day()], Conditions(12, 4, AFTERNOON)) == tuple(range(24, 33))
    assert starts([a_day()], Conditions(12, 4, EVENING)) == (36, 37, 38)
    assert starts([a_day()], Conditions(12, 8, EVENING)) == ()


def test_a_length_that_is_not_allowed_is_found_nowhere() -> None:
    assert starts([a_day()], Conditions(12, 1)) == ()
    assert starts([a_day()], Conditions(12, 9)) == ()


@given(st.sets(st.integers(0, 47), min_size=1), st.integers(2, 6))
def test_of_many_starts_a_handful_is_offered_an_hour_apart(free: set[int], most: int) -> None:
    offered = spread(sorted(free), most)

    assert set(offered) <= free
    assert offered[0] == min(free)
    assert len(offered) <= most
    assert all(later - earlier >= 2 for earlier, later in pairwise(offered))


def test_an_empty_day_is_offered_from_morning_to_evening_at_whole_hours() -> None:
    assert spread(range(18, 39), 4) == [18, 24, 30, 36]


def test_the_nearest_times_are_those_of_the_first_day_that_has_some() -> None:
    full = a_day(taken=(Taken(18, 42, 1),))
    days = {WEDNESDAY: {"202": full, "203": full}, THURSDAY: {"202": full, "203": replace(a_day("203"), day=THURSDAY)}}
    capacities = dict.fromkeys(days, CAPACITIES)

    assert [day for day, _ in free_days(days, capacities, Conditions(12, 4))] == [THURSDAY]
    assert nearest_after(days, capacities, Conditions(12, 4), most=2) == [
        Alternative(("203",), hours(9, 11, THURSDAY)),
    ]
    assert nearest_after(days, capacities, Conditions(40, 4), most=2) == []


@pytest.mark.parametrize(
    ("room", "part", "why"),
    [
        (a_day(opening=(), closed=Reason(None, "휴관", "closed")), WHOLE_DAY, Why.CLOSED),
        (a_day(opens_at=at(SUNDAY, 0)), WHOLE_DAY, Why.NOT_OPEN),
        (a_day(opening=((18, 36),)), EVENING, Why.PART_TOO_SHORT),
        (a_day(taken=(Taken(18, 42, 1),)), WHOLE_DAY, Why.TAKEN),
    ],
)
def test_where_nothing_is_found_the_reason_is_told(room: RoomDay, part: tuple[int, int], why: Why) -> None:
    asked = Conditions(12, 4, part)

    assert free_on({"202": room}, CAPACITIES, Conditions(12, 4, part, ("202",))) == []
    assert why_nothing({WEDNESDAY: {"202": room}}, asked) == why
