"""The worked examples of docs/rules/figures.md, and the laws that hold for all figures."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from center.bookings.rules.figures.counts import cancelling, lead_times, quartiles_of, refusals_by_kind, requests
from center.bookings.rules.figures.evenness import Share, share_of
from center.bookings.rules.figures.occupancy import RoomFigures, Used, room_figures
from center.bookings.rules.figures.publishing import Hidden, hidden_of
from center.bookings.rules.figures.records import BookingRecord
from center.bookings.rules.figures.span import NotBegunError, NotOverError, Span, WrongSpanError, ensure_over, read_span
from center.bookings.rules.figures.span import spans_around as around
from center.bookings.rules.figures.summary import Figures, figures_of
from center.bookings.rules.people import BookerKeys
from center.bookings.rules.states import State
from center.bookings.rules.values import BookerKind
from center.core.time import at

DECEMBER = Span(2026, 12)
TUESDAY, WEDNESDAY = date(2026, 12, 1), date(2026, 12, 2)
OPEN = frozenset(range(18, 42))
"""09:00 to 21:00."""
FEW, COMPANION = Hidden.FEW, Hidden.COMPANION


def a_record(start: float = 14, end: float = 16, day: date = TUESDAY, **given: Any) -> BookingRecord:
    """A confirmed use of 202 by a person."""
    defaults: dict[str, Any] = {
        "day": day,
        "start": int(start * 2),
        "end": int(end * 2),
        "start_at": at(day, int(start * 60)),
        "rooms": ("202",),
        "state": State.CONFIRMED,
        "is_decided_by_staff": False,
        "purpose_kind": "meeting",
        "headcount": 12,
        "n_places": 50,
        "booker_kind": BookerKind.PERSON,
        "keys": a_person(1),
        "created_on": day - timedelta(days=7),
        "confirmed_at": datetime(2026, 11, 20, tzinfo=UTC),
    }
    return BookingRecord(**{**defaults, **given})


def a_person(email: int, phone: int | None = None) -> BookerKeys:
    return BookerKeys(f"{email}@example.kr", f"0100000{email if phone is None else phone:04d}", None)


def an_organisation(name: str) -> BookerKeys:
    return BookerKeys("office@example.kr", "0212345678", name)


def room_202(uses: list[BookingRecord], opened: dict[date, frozenset[int]] | None = None) -> RoomFigures:
    return room_figures("202", DECEMBER, opened or {TUESDAY: OPEN}, uses)


def counted(*records: BookingRecord) -> Figures:
    return figures_of(DECEMBER, {"202": {TUESDAY: OPEN}, "203": {TUESDAY: OPEN}}, records, refusals=())


def test_two_hours_of_one_open_day_are_a_twelfth_of_two_open_days() -> None:
    room = room_202([a_record(14, 16)], {TUESDAY: OPEN, WEDNESDAY: OPEN})

    assert room.used == Used(48, 4)
    assert room.used.share == Fraction(1, 12)
    assert room.by_place[TUESDAY.weekday(), 14].share == 1
    assert room.by_place[WEDNESDAY.weekday(), 14].share == 0
    assert sum(room.by_place[day.weekday(), 14].n_open for day in (TUESDAY, WEDNESDAY)) == 4


def test_a_use_that_begins_before_the_room_opens_counts_within_its_hours_alone() -> None:
    room = room_202([a_record(8, 10)])

    assert room.used == Used(24, 2)
    assert room.n_outside == 2


def test_a_use_on_a_closed_day_counts_outside_alone() -> None:
    room = room_202([a_record(10, 12)], {TUESDAY: frozenset()})

    assert (room.used, room.used.share, room.n_outside) == (Used(0, 0), None, 4)


def test_a_closure_makes_the_room_no_emptier() -> None:
    assert room_202([a_record(18, 20)], {TUESDAY: OPEN - set(range(18, 30))}).used == Used(12, 4)


def test_both_rooms_together_count_in_each_room_and_once_in_sums() -> None:
    figures = counted(a_record(14, 16, rooms=("202", "203"), headcount=60, n_places=80))

    assert [room.used.n_used for room in figures.rooms] == [4, 4]
    assert (figures.n_uses, figures.n_people) == (1, 60)


def test_turnaround_is_not_use_and_what_was_cancelled_neither() -> None:
    figures = counted(
        a_record(14, 16), a_record(17, 18, state=State.CANCELLED), a_record(19, 20, state=State.REQUESTED)
    )

    assert figures.rooms[0].used.n_used == 4
    assert figures.n_uses == 1


def test_thirty_people_in_a_room_for_fifty_sixty_in_both_for_eighty() -> None:
    room = room_202([a_record(9, 10, headcount=30), a_record(14, 16, rooms=("202", "203"), headcount=60, n_places=80)])

    assert (room.n_people, room.filled, room.mean_people) == (90, Fraction(90, 130), Fraction(45))


def test_every_use_has_one_purpose_and_one_kind_of_booker() -> None:
    figures = counted(
        a_record(9, 10, purpose_kind="class"),
        a_record(10, 12, purpose_kind="gone", booker_kind=BookerKind.ORGANISATION, keys=an_organisation("a")),
    )

    assert {one.kind: one.n_half_hours for one in figures.purposes if one.n_uses} == {"class": 2, "other": 4}
    assert {one.kind: one.n_uses for one in figures.bookers} == {"person": 1, "organisation": 1}


def test_the_quartiles_of_1_2_7_14_and_40_days_are_2_7_and_14() -> None:
    records = [a_record(created_on=TUESDAY - timedelta(days=n)) for n in (14, 40, 1, 7, 2)]

    found = lead_times(records)

    assert found.quartiles == (Fraction(2), Fraction(7), Fraction(14))
    assert found.buckets == (1, 1, 1, 1, 1)


def test_the_quartiles_of_1_2_3_and_10_days_are_1_75_2_5_and_4_75() -> None:
    assert quartiles_of([1, 2, 3, 10]) == (Fraction("1.75"), Fraction("2.5"), Fraction("4.75"))


def test_of_nothing_there_are_no_quartiles_and_no_shares() -> None:
    figures = counted()

    assert figures.lead.quartiles is None
    assert figures.mean_people is figures.cancelling.share is None
    assert figures.evenness == Share(0, 0, 0)
    assert figures.rooms[0].used.share == 0


@pytest.mark.parametrize(
    ("days", "bucket"), [(0, 0), (1, 0), (2, 1), (6, 1), (7, 2), (13, 2), (14, 3), (30, 3), (31, 4)]
)
def test_a_lead_time_falls_into_one_bucket(days: int, bucket: int) -> None:
    buckets = lead_times([a_record(created_on=TUESDAY - timedelta(days=days))]).buckets

    assert [at for at, n in enumerate(buckets) if n] == [bucket]


def test_cancelled_less_than_a_day_before_is_late() -> None:
    start = at(TUESDAY, 14 * 60)
    late, early = (start - timedelta(hours=hours) for hours in (23, 24))
    gone: dict[str, Any] = {"state": State.CANCELLED}

    found = cancelling(
        [
            a_record(),
            a_record(cancelled_at=late, **gone),
            a_record(cancelled_at=early, **gone),
            a_record(cancelled_at=late, confirmed_at=None, **gone),
        ]
    )

    assert (found.n_confirmed, found.n_cancelled, found.n_late) == (3, 2, 1)
    assert found.share == Fraction(2, 3)


def test_requests_are_told_by_how_they_ended() -> None:
    asked = datetime(2026, 11, 20, 1, tzinfo=UTC)
    due = date(2026, 11, 24)
    request: dict[str, Any] = {
        "is_decided_by_staff": True,
        "verified_at": asked,
        "decide_by_on": due,
        "confirmed_at": None,
    }
    decided: dict[str, Any] = {"decided_at": asked + timedelta(hours=10), "decided_on": due}
    late: dict[str, Any] = {"decided_at": asked + timedelta(hours=120), "decided_on": due + timedelta(days=1)}

    found = requests(
        [
            a_record(**{**request, **decided, "confirmed_at": asked}),
            a_record(state=State.REFUSED, **request, **late),
            a_record(state=State.LAPSED, **request, **late),
            a_record(state=State.CANCELLED, **request),
            a_record(state=State.REQUESTED, **request),
            a_record(state=State.EXPIRED, **{**request, "verified_at": None}),
            a_record(),
        ]
    )

    assert (found.n_approved, found.n_refused, found.n_lapsed, found.n_withdrawn, found.n_waiting) == (1, 1, 1, 1, 1)
    assert (found.n_decided, found.n_in_time, found.median_hours) == (2, 1, Fraction(65))


def test_a_refusal_of_both_rooms_counts_once_and_in_each() -> None:
    found = refusals_by_kind(
        [("too-soon", ("202",), 2), ("space-taken", ("202", "203"), 3), ("space-taken", ("203",), 1)]
    )

    assert [(one.kind, one.n, dict(one.by_room)) for one in found] == [
        ("space-taken", 4, {"202": 3, "203": 4}),
        ("too-soon", 2, {"202": 2}),
    ]


def test_two_addresses_with_one_phone_are_one_person() -> None:
    assert share_of([a_person(1, 1), a_person(2, 1), a_person(2, 2)]) == Share(3, 1, 3)


def test_persons_are_joined_over_others_in_whatever_order() -> None:
    chain = [a_person(1, 1), a_person(2, 2), a_person(3, 3), a_person(1, 2), a_person(2, 3)]

    assert share_of(chain) == share_of(chain[::-1]) == Share(5, 1, 5)


def test_an_organisation_is_one_booker_whoever_books_for_it() -> None:
    keys = [an_organisation("조합"), BookerKeys("x@example.kr", "010", "조합"), BookerKeys("x@example.kr", "010", None)]

    assert share_of(keys) == Share(3, 2, 3)


def test_eleven_bookers_one_of_them_with_ten_uses() -> None:
    share = share_of([*[a_person(0)] * 10, *(a_person(n) for n in range(1, 11))])

    assert share == Share(20, 11, 19)
    assert share.share == Fraction(95, 100)


def test_where_keys_were_erased_evenness_is_unknown_unless_it_was_stored() -> None:
    gone, stored = a_record(keys=None), Share(9, 5, 9)

    assert counted(a_record(), gone).evenness is None
    assert figures_of(DECEMBER, {}, [gone], refusals=(), frozen=stored).evenness == stored


def test_who_gave_no_key_is_somebody_else_each_time() -> None:
    nobody = BookerKeys("", "", None)

    assert share_of([nobody, nobody, a_person(1)]) == Share(3, 3, 3)


def test_one_number_that_is_too_small_takes_the_next_larger_with_it() -> None:
    assert hidden_of([10, 4, 1, 0]) == [None, COMPANION, FEW, None]


def test_two_that_are_too_small_hide_each_other() -> None:
    assert hidden_of([10, 2, 1]) == [None, FEW, FEW]


def test_a_small_number_alone_is_hidden_alone() -> None:
    assert hidden_of([2]) == [FEW]
    assert hidden_of([0, 3]) == [None, None]


@given(st.lists(st.integers(0, 12), max_size=6))
def test_no_hidden_number_can_be_told_by_subtracting_from_the_sum(counts: list[int]) -> None:
    hidden = [n for n, why in zip(counts, hidden_of(counts), strict=True) if why]

    assert all(n >= 3 or n == 0 for n, why in zip(counts, hidden_of(counts), strict=True) if not why)
    assert len(hidden) != 1 or sum(counts) == hidden[0]


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=12))
def test_bookers_are_the_islands_that_their_keys_make(pairs: list[tuple[int, int]]) -> None:
    share = share_of([a_person(*pair) for pair in pairs])

    islands: list[set[str]] = []
    for email, phone in pairs:
        mine = {f"e{email}", f"p{phone}"}
        touching = [island for island in islands if island & mine]
        islands = [island for island in islands if not island & mine] + [mine.union(*touching)]
    assert share is not None
    assert (share.n_uses, share.n_bookers) == (len(pairs), len(islands))


@given(st.sets(st.integers(0, 47)), st.sets(st.integers(0, 23).map(lambda n: n * 2)))
def test_used_is_never_more_than_open_and_nothing_is_lost(opened: set[int], starts: set[int]) -> None:
    uses = [a_record(start / 2, start / 2 + 1) for start in starts]

    room = room_202(uses, {TUESDAY: frozenset(opened)})

    assert room.used.n_used <= room.used.n_open == len(opened)
    assert room.used.n_used + room.n_outside == 2 * len(starts)
    assert sum(used.n_used for used in room.by_place.values()) == room.used.n_used
    assert sum(used.n_used for used in room.by_part.values()) == room.used.n_used


def test_a_period_has_its_days_and_its_neighbours() -> None:
    january, year = Span(2026, 1), Span(2026)

    assert (january.first, january.end) == (date(2026, 1, 1), date(2026, 2, 1))
    assert (year.first, year.end) == (date(2026, 1, 1), date(2027, 1, 1))
    assert around(january) == (january, Span(2025, 12), Span(2025, 1))
    assert around(year) == (year, Span(2025))
    assert [len(Span(2028, 2).parts), len(year.parts)] == [29, 12]


@pytest.mark.parametrize(
    ("month", "year"),
    [
        ("2026-13", None),
        ("2026-00", None),
        ("2026", None),
        ("", None),
        (None, "2026-11"),
        (None, "1999"),
        ("２０２６-11", None),
        ("2026-11", "2026"),
        ("2026-11-01", None),
        (None, "all"),
        ("9999-12", None),
    ],
)
def test_what_is_no_period_is_refused(month: str | None, year: str | None) -> None:
    with pytest.raises(WrongSpanError):
        read_span(month, year, TUESDAY)


def test_without_an_address_it_is_the_month_that_ended_last() -> None:
    assert read_span(None, None, date(2026, 1, 1)) == Span(2025, 12)


def test_a_period_is_public_from_the_day_after_it() -> None:
    ensure_over(DECEMBER, date(2027, 1, 1))
    with pytest.raises(NotOverError):
        ensure_over(DECEMBER, date(2026, 12, 31))
    with pytest.raises(NotBegunError):
        ensure_over(DECEMBER, date(2026, 11, 30))
