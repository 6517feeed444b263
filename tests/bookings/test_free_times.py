"""What is shown as free can be booked, and nothing else: laws over every kind of day."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from center.bookings.rules.bookable import Use, ensure_bookable, is_taken
from center.bookings.rules.day import (
    Kind,
    Reason,
    RoomDay,
    Shut,
    Taken,
    common_runs,
    free_runs,
    segments,
    shown_segments,
)
from center.bookings.rules.refusals import BookingRefusedError, RoomTakenError
from center.core.time import HALF_HOURS_A_DAY, at
from tests.bookings.factories import WEDNESDAY

HALF_HOURS = st.integers(0, HALF_HOURS_A_DAY)


@st.composite
def periods(draw: st.DrawFn) -> tuple[tuple[int, int], ...]:
    """Up to three opening periods, in order and apart: lunch breaks, closed days, days until midnight."""
    edges = draw(st.lists(HALF_HOURS, unique=True, max_size=6).map(sorted))
    return tuple(zip(edges[::2], edges[1::2], strict=False))


@st.composite
def uses_taken(draw: st.DrawFn) -> tuple[Taken, ...]:
    """Uses of others: of this day, run over from the day before, or of the next day's first hours."""
    found: list[Taken] = []
    for start, length, turnaround in draw(
        st.lists(st.tuples(st.integers(-6, 56), st.integers(1, 8), st.integers(0, 4)), max_size=4)
    ):
        use = Taken(start, start + length, turnaround)
        if not any(set(use.cells) & set(other.cells) for other in found):
            found.append(use)
    return tuple(found)


@st.composite
def room_days(draw: st.DrawFn) -> RoomDay:
    """A room's day under any rules."""
    opening = draw(periods())
    now = at(WEDNESDAY, 0) + timedelta(minutes=draw(st.integers(-3000, 1440)))
    shut_start = draw(st.integers(0, 47))
    shut = Shut(shut_start, draw(st.integers(shut_start + 1, 48)), Kind.WORKS, Reason(None, "공사", "works"))
    shortest = draw(st.integers(1, 4))
    return RoomDay(
        room="202",
        day=WEDNESDAY,
        opening=opening,
        closed=None if opening else Reason(None, "휴관", "closed"),
        shut=(shut,) if draw(st.booleans()) else (),
        taken=draw(uses_taken()),
        turnaround=draw(st.integers(0, 4)),
        shortest=shortest,
        longest=draw(st.integers(shortest, 12)),
        earliest=now + timedelta(hours=draw(st.integers(0, 48))),
        opens_at=now + timedelta(minutes=draw(st.integers(-60, 5))),
        now=now,
    )


def is_accepted(use: Use, rooms: list[RoomDay]) -> bool:
    try:
        ensure_bookable(use, rooms)
    except (BookingRefusedError, RoomTakenError):
        return False
    return True


def every_use(room: RoomDay) -> list[Use]:
    return [
        Use(room.day, start, start + length)
        for start in range(HALF_HOURS_A_DAY)
        for length in range(1, 14)
        if start + length <= HALF_HOURS_A_DAY
    ]


def is_offered(use: Use, room: RoomDay, runs: list[tuple[int, int]]) -> bool:
    fits = any(first <= use.start and use.end <= end for first, end in runs)
    return fits and room.shortest <= use.end - use.start <= room.longest


@settings(max_examples=150, deadline=None)
@given(room_days())
def test_what_is_shown_as_free_can_be_booked_and_nothing_else(room: RoomDay) -> None:
    runs = list(free_runs(room.shape))

    for use in every_use(room):
        assert is_accepted(use, [room]) == is_offered(use, room, runs), use


@settings(max_examples=60, deadline=None)
@given(room_days(), room_days())
def test_what_is_free_in_both_rooms_can_be_booked_together(one: RoomDay, other: RoomDay) -> None:
    runs = common_runs([one, other])

    for use in every_use(one):
        offered = is_offered(use, one, runs) and is_offered(use, other, runs)
        assert is_accepted(use, [one, other]) == offered, use


@settings(max_examples=150, deadline=None)
@given(room_days())
def test_the_picture_of_a_day_has_no_gaps_and_shows_free_what_is_free(room: RoomDay) -> None:
    shown = segments(room.shape)

    assert [part.start for part in shown] == [0, *(part.end for part in shown[:-1])]
    assert shown[-1].end == HALF_HOURS_A_DAY
    assert [(part.start, part.end) for part in shown if part.kind == Kind.FREE] == list(free_runs(room.shape))


@settings(max_examples=150, deadline=None)
@given(room_days())
def test_people_see_a_use_whole_whatever_the_hours_and_all_else_as_it_is_refused(room: RoomDay) -> None:
    shown, told = shown_segments(room.shape), segments(room.shape)
    used = {cell for taken in room.taken for cell in range(taken.start, taken.end)}
    shut = {cell for closure in room.shut for cell in range(closure.start, closure.end)}

    assert [part.start for part in shown] == [0, *(part.end for part in shown[:-1])]
    assert shown[-1].end == HALF_HOURS_A_DAY
    for cell in range(HALF_HOURS_A_DAY):
        [seen] = [part for part in shown if part.start <= cell < part.end]
        [refused] = [part for part in told if part.start <= cell < part.end]
        if room.opening and cell in used - shut:
            assert seen.kind == Kind.BOOKED
        else:
            assert (seen.kind, seen.reason) == (refused.kind, refused.reason)


@settings(max_examples=150, deadline=None)
@given(room_days(), st.lists(st.tuples(st.integers(0, 47), st.integers(1, 8)), max_size=12))
def test_accepted_uses_never_overlap_each_others_turnaround(room: RoomDay, wishes: list[tuple[int, int]]) -> None:
    accepted: list[Taken] = []
    for start, length in wishes:
        use = Use(room.day, start, min(start + length, HALF_HOURS_A_DAY))
        day = _with(room, accepted)
        if is_accepted(use, [day]):
            accepted.append(Taken(use.start, use.end, room.turnaround))
            assert is_taken(use, _with(room, accepted))

    cells = [cell for use in (*accepted, *room.taken) for cell in use.cells]
    assert len(cells) == len(set(cells))


def _with(room: RoomDay, accepted: list[Taken]) -> RoomDay:
    from dataclasses import replace

    return replace(room, taken=(*room.taken, *accepted))
