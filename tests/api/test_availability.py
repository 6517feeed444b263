"""What availability lists as free can be booked; all else is refused, for the reason that is listed."""

import itertools
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select

from center.bookings.rules.availability import Busy, part
from center.bookings.rules.bookable import Use, ensure_bookable, use_of
from center.bookings.rules.day import RoomDay
from center.bookings.rules.refusals import BookingRefusedError, RoomTakenError
from center.bookings.service.booking import book_rooms
from center.bookings.service.managing import cancel_booking
from center.bookings.service.upkeep import set_exceptional_opening, set_rule
from center.core import time
from center.core.db import db
from center.core.errors import DomainError
from center.core.time import HALF_HOUR, Period, at, days_between, seoul_day
from center.spaces.models import Space
from center.spaces.rules import ClosureKind
from center.spaces.service import close_space, replace_space
from tests.api.calls import instant
from tests.bookings.factories import (
    CHRISTMAS,
    SATURDAY,
    SUNDAY,
    THURSDAY,
    WEDNESDAY,
    a_booking,
    a_held_booking,
    a_request,
    a_wish,
    hours,
)
from tests.bookings.test_free_times import every_use, room_days
from tests.conftest import Clock

KINDS = {
    "booked": "space-taken",
    "held": "space-taken",
    "turnaround": "space-taken",
    "closed": "closed",
    "outside_hours": "outside-hours",
    "too_soon": "too-soon",
    "not_open_yet": "not-open-yet",
}
"""The problem type of a wish that touches a busy time, by its reason; `too_short` alone can hold no allowed length."""
WHOLE_DAY = hours(0, 24)


def tiles(busy: list[Busy], free: list[Period]) -> list[tuple[Period, str]]:
    """Both lists as one, by time."""
    parts = [(one.period, one.reason) for one in busy] + [(period, "free") for period in free]
    return sorted(parts, key=lambda tile: tile[0].start)


def ensure_partition(busy: list[Busy], free: list[Period], asked: Period) -> None:
    """Both lists are in order, and together exactly the asked range; neighbours of one reason are one."""
    parts = tiles(busy, free)
    assert [one.period for one in busy] == sorted(one.period for one in busy)
    assert free == sorted(free)
    assert parts[0][0].start == asked.start
    assert parts[-1][0].end == asked.end
    for (one, reason), (other, next_reason) in itertools.pairwise(parts):
        assert one.end == other.start
        assert reason != next_reason or one.end == at(other.day, 0)
    for period in free:
        assert seoul_day(period.end - timedelta(microseconds=1)) == period.day
        use_of(period)
    for busy_one, busy_other in itertools.pairwise(busy):
        assert busy_one.period.end < busy_other.period.start or busy_one.reason != busy_other.reason


def refusal_of(use: Use, room: RoomDay) -> str | None:
    try:
        ensure_bookable(use, [room])
    except (BookingRefusedError, RoomTakenError) as refusal:
        return refusal.kind
    return None


def touched(use: Use, turnaround: int, busy: list[Busy]) -> set[str]:
    """The problem types of the busy times that a use touches; those that others hold count for its turnaround too."""
    own = use.period
    with_turnaround = Period(own.start, own.end + turnaround * HALF_HOUR)
    return {KINDS[one.reason] for one in busy if one.reason in KINDS and one.period.overlaps(own)} | {
        "space-taken" for one in busy if KINDS.get(one.reason) == "space-taken" and one.period.overlaps(with_turnaround)
    }


@settings(max_examples=150, deadline=None)
@given(room_days())
def test_free_times_can_be_booked_and_all_else_is_refused_for_the_reason_listed(room: RoomDay) -> None:
    busy, free = part({WEDNESDAY: room}, WHOLE_DAY)

    ensure_partition(busy, free, WHOLE_DAY)
    for use in every_use(room):
        if not room.shortest <= use.end - use.start <= room.longest:
            continue
        refusal = refusal_of(use, room)
        if any(period.start <= use.period.start and use.period.end <= period.end for period in free):
            assert refusal is None, use
        else:
            assert refusal in touched(use, room.turnaround, busy), use


@st.composite
def ranges(draw: st.DrawFn) -> Period:
    """Any stretch of Wednesday and its neighbours, off the raster too."""
    start = draw(st.integers(-1440, 2 * 1440 - 1))
    return Period(*(at(WEDNESDAY, 0) + timedelta(minutes=m) for m in (start, draw(st.integers(start + 1, 2 * 1440)))))


@settings(max_examples=150, deadline=None)
@given(room_days(), ranges())
def test_a_range_is_parted_without_gap_and_offers_only_what_fits_into_it(room: RoomDay, asked: Period) -> None:
    days = {day: replaced(room, day) for day in days_between(WEDNESDAY - timedelta(1), WEDNESDAY + timedelta(2))}
    whole = Period(at(WEDNESDAY - timedelta(1), 0), at(WEDNESDAY + timedelta(2), 0))
    _all_busy, all_free = part(days, whole)

    busy, free = part(days, asked)

    ensure_partition(busy, free, asked)
    for period in free:
        assert period.length >= room.shortest * HALF_HOUR
        assert any(big.start <= period.start and period.end <= big.end for big in all_free)
    for big in all_free:
        if asked.start <= big.start and big.end <= asked.end:
            assert big in free


def replaced(room: RoomDay, day: date) -> RoomDay:
    from dataclasses import replace

    return replace(room, day=day)


# the same through the endpoint and the real command


def ask(client: FlaskClient, start: str, end: str, room: str = "202") -> Any:
    answer = client.get(f"/api/v1/spaces/{room}/availability", query_string={"from": start, "to": end})
    assert answer.status_code == 200, answer.text
    told = answer.json or {}
    assert set(told) == {"space", "from", "to", "busy", "free"}
    assert (told["space"], told["from"], told["to"]) == (room, start, end)
    return told


def listed(answer: Any) -> tuple[list[Busy], list[Period]]:
    busy, free = answer["busy"], answer["free"]
    assert all(set(one) == {"start", "end", "reason"} for one in busy)
    assert all(set(one) == {"start", "end"} for one in free)
    return [Busy(_period(one), one["reason"]) for one in busy], [_period(one) for one in free]


def _period(one: dict[str, str]) -> Period:
    return Period(datetime.fromisoformat(one["start"]), datetime.fromisoformat(one["end"]))


def a_busy_center() -> None:
    """Every kind of obstacle within two weeks."""
    lunch = [[540, 720], [780, 1260]]
    set_rule(
        "opening_hours",
        {"weekdays": [lunch, lunch, [[540, 1440]], lunch, lunch, [[540, 1080]], []]},
        from_on=date(2026, 12, 17),
    )
    set_rule("turnaround", {"minutes": 60}, from_on=THURSDAY, scope="202")
    set_rule("length", {"shortest": 90, "longest_a_day": 180}, from_on=date(2026, 12, 28))
    set_exceptional_opening(SUNDAY, [[600, 720]], reason="나눔장터", reason_en="Flea market")
    set_exceptional_opening(date(2026, 12, 30), [], reason="대청소", reason_en="Cleaning")
    room = db.session.scalars(select(Space).where(Space.code == "202")).one()
    close_space(room, hours(15, 17, THURSDAY), kind=ClosureKind.WORKS, reason="도색", reason_en="Painting")
    a_booking(hours(14, 16), rooms=("202",))
    a_held_booking(hours(18, 20))
    a_booking(hours(22, 24))
    a_booking(hours(10, 11, SATURDAY))
    a_booking(hours(13.5, 14.5, SATURDAY))
    a_request(hours(9, 12, THURSDAY))
    cancel_booking(a_booking(hours(9, 10)).reference, now=time.now())


def test_what_is_listed_is_what_the_center_grants_and_refuses(app: Flask, client: FlaskClient, clock: Clock) -> None:
    a_busy_center()
    asked = Period(at(date(2026, 12, 15), 0), at(date(2027, 1, 3), 0))

    busy, free = listed(ask(client, *instant(asked)))

    ensure_partition(busy, free, asked)
    assert {one.reason for one in busy} == {*KINDS, "too_short"} - {"not_open_yet"}
    for wish in sample_of_wishes(busy, free):
        told = outcome(wish)
        if any(period.start <= wish.start and wish.end <= period.end for period in free):
            assert told == "booked", wish
        else:
            turnaround = 2 if wish.day >= THURSDAY else 1
            assert told in touched(use_of(wish), turnaround, busy), (wish, told)


def sample_of_wishes(busy: list[Busy], free: list[Period]) -> Iterator[Period]:
    """At each edge of each listed time the shortest and the longest use just inside, across and outside."""
    edges = sorted({edge for period in [*free, *(one.period for one in busy)] for edge in (period.start, period.end)})
    seen = set()
    for edge in edges:
        for shift in (-2, -1, 0, 1):
            start = edge + shift * HALF_HOUR
            late = seoul_day(start) >= date(2026, 12, 28)
            for length in (3, 6) if late else (2, 8):
                wish = Period(start, start + length * HALF_HOUR)
                is_within = edges[0] <= wish.start and wish.end <= edges[-1]
                if is_within and seoul_day(wish.end - HALF_HOUR) == wish.day and wish not in seen:
                    seen.add(wish)
                    yield wish


def outcome(period: Period) -> str:
    """What the real command answers to a wish; what it grants is given up again."""
    try:
        made = book_rooms(a_wish(period), now=time.now())
    except DomainError as refusal:
        return refusal.kind
    cancel_booking(made.reference, now=time.now())
    return "booked"


def test_a_plain_day_reads_as_in_the_promise(app: Flask, client: FlaskClient) -> None:
    a_booking(hours(14, 16))

    told = ask(client, "2026-12-23T00:00:00+09:00", "2026-12-24T00:00:00+09:00")

    assert told["busy"] == [
        {"start": "2026-12-23T00:00:00+09:00", "end": "2026-12-23T09:00:00+09:00", "reason": "outside_hours"},
        {"start": "2026-12-23T13:30:00+09:00", "end": "2026-12-23T14:00:00+09:00", "reason": "turnaround"},
        {"start": "2026-12-23T14:00:00+09:00", "end": "2026-12-23T16:00:00+09:00", "reason": "booked"},
        {"start": "2026-12-23T16:00:00+09:00", "end": "2026-12-23T16:30:00+09:00", "reason": "turnaround"},
        {"start": "2026-12-23T21:00:00+09:00", "end": "2026-12-24T00:00:00+09:00", "reason": "outside_hours"},
    ]
    assert told["free"] == [
        {"start": "2026-12-23T09:00:00+09:00", "end": "2026-12-23T13:30:00+09:00"},
        {"start": "2026-12-23T16:30:00+09:00", "end": "2026-12-23T21:00:00+09:00"},
    ]


def test_reasons_go_by_day_notice_and_window(app: Flask, client: FlaskClient) -> None:
    def reason(start: str, end: str) -> Any:
        told = ask(client, start, end)
        assert told["free"] == []
        return [one["reason"] for one in told["busy"]]

    assert reason("2026-12-25T09:00:00+09:00", "2026-12-25T21:00:00+09:00") == ["closed"]
    assert CHRISTMAS.isoformat() == "2026-12-25"
    assert reason("2026-12-15T09:00:00+09:00", "2026-12-15T21:00:00+09:00") == ["too_soon"]
    assert reason("2014-12-30T09:00:00+09:00", "2014-12-30T21:00:00+09:00") == ["closed"]
    assert reason("2027-02-03T09:00:00+09:00", "2027-02-03T21:00:00+09:00") == ["not_open_yet"]
    assert reason("2026-12-23T09:00:00+09:00", "2026-12-23T09:30:00+09:00") == ["too_short"]


def test_requests_that_wait_for_staff_keep_nobody_out(app: Flask, client: FlaskClient) -> None:
    a_request(hours(14, 16))

    told = ask(client, "2026-12-23T09:00:00+09:00", "2026-12-23T21:00:00+09:00", "203")

    assert told["busy"] == []


def test_a_hold_is_held_until_its_code_ends_and_then_free_at_once(
    app: Flask, client: FlaskClient, clock: Clock
) -> None:
    a_held_booking(hours(14, 16))
    day = ("2026-12-23T09:00:00+09:00", "2026-12-23T21:00:00+09:00")
    assert "held" in [one["reason"] for one in ask(client, *day)["busy"]]

    clock.move(timedelta(minutes=10))

    assert ask(client, *day)["busy"] == []


def test_a_range_off_the_raster_keeps_its_ends_and_offers_times_on_the_raster(app: Flask, client: FlaskClient) -> None:
    told = ask(client, "2026-12-23T10:10:00+09:00", "2026-12-23T12:50:30+09:00")

    assert told["free"] == [{"start": "2026-12-23T10:30:00+09:00", "end": "2026-12-23T12:30:00+09:00"}]
    assert [(one["start"][11:19], one["end"][11:19], one["reason"]) for one in told["busy"]] == [
        ("10:10:00", "10:30:00", "too_short"),
        ("12:30:00", "12:50:30", "too_short"),
    ]


def test_92_days_are_told_and_a_second_more_is_refused(app: Flask, client: FlaskClient) -> None:
    told = ask(client, "2026-12-01T00:00:00+09:00", "2027-03-03T00:00:00+09:00")
    busy, free = listed(told)
    ensure_partition(busy, free, Period(at(date(2026, 12, 1), 0), at(date(2027, 3, 3), 0)))

    errors = refused(client, "from=2026-12-01T00:00:00%2B09:00&to=2027-03-03T00:00:01%2B09:00")

    assert set(errors) == {"to"}


def refused(client: FlaskClient, query: str, room: str = "202", status: int = 422) -> Any:
    answer = client.get(f"/api/v1/spaces/{room}/availability?{query}")
    assert answer.status_code == status, answer.text
    assert answer.content_type == "application/problem+json"
    return (answer.json or {}).get("errors")


FROM, TO = "from=2026-12-23T09:00:00%2B09:00", "to=2026-12-23T21:00:00%2B09:00"


WRONG: list[tuple[str, set[str]]] = [
    ("", {"from", "to"}),
    (FROM, {"to"}),
    (TO, {"from"}),
    (f"{FROM}&{TO}&room=202", {"room"}),
    (f"{FROM}&{FROM}&{TO}", {"from"}),
    (f"from=yesterday&{TO}", {"from"}),
    ("from=&to=", {"from", "to"}),
    (f"from=2026-12-23T09:00:00&{TO}", {"from"}),
    (f"from=2026-12-23&{TO}", {"from"}),
    (f"from=2026-02-30T09:00:00Z&{TO}", {"from"}),
    (f"from=2026-12-23T25:00:00Z&{TO}", {"from"}),
    (f"from=2026-12-22T24:00:00Z&{TO}", {"from"}),
    (f"from=2026-12-23T09:60:00Z&{TO}", {"from"}),
    (f"from=2026-12-23T09:00:00%2B09:60&{TO}", {"from"}),
    (f"from=2026-12-23T09:00:00%2B24:00&{TO}", {"from"}),
    (f"from=%D9%A2%D9%A0%D9%A2%D9%A6-12-23T09:00:00Z&{TO}", {"from"}),
    (f"from=1999-12-31T23:59:59Z&{TO}", {"from"}),
    (f"{FROM}&to=2100-01-01T00:00:00Z", {"to"}),
    (f"{FROM}&to=9999-12-31T23:59:59-23:59", {"to"}),
    (f"from=0001-01-01T00:00:00%2B23:59&{TO}", {"from"}),
    (f"{FROM}&to=2026-12-23T09:00:00%2B09:00", {"to"}),
    (f"{FROM}&to=2026-12-23T08:00:00%2B09:00", {"to"}),
    (f"from=%00&{TO}", {"from"}),
]


def test_a_wrong_query_is_refused_parameter_by_parameter(app: Flask, client: FlaskClient) -> None:
    for query, fields in WRONG:
        assert set(refused(client, query)) == fields


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-12-23T09:00:00+09:00", "2026-12-23T21:00:00+09:00"),  # a plus sign that nobody escaped is a blank
        ("2026-12-23t00:00:00z", "2026-12-23 12:00:00Z"),
        ("2026-12-23T00:00:00.0000000Z", "2026-12-23T12:00:00.000Z"),
        ("2026-12-22T19:00:00-05:00", "2026-12-23T12:00Z"),
    ],
)
def test_an_instant_may_be_written_in_every_way_of_rfc_3339(
    app: Flask, client: FlaskClient, start: str, end: str
) -> None:
    answer = client.get(f"/api/v1/spaces/202/availability?from={start}&to={end}".replace(" ", "%20"))

    assert answer.status_code == 200, answer.text
    assert answer.json is not None
    assert (answer.json["from"], answer.json["to"]) == ("2026-12-23T09:00:00+09:00", "2026-12-23T21:00:00+09:00")


@pytest.mark.parametrize("years", ["2000-01-01T00:00:00%2B23:59", "2099-12-31T23:00:00-23:59"])
def test_the_first_and_the_last_year_that_may_be_named_are_told(app: Flask, client: FlaskClient, years: str) -> None:
    end = years.replace("T00:", "T12:").replace("T23:00", "T23:30")

    assert client.get(f"/api/v1/spaces/202/availability?from={years}&to={end}").status_code == 200


NO_ROOMS: list[str] = ["999", "301", "201", "202%20", "%00", "202'--", "２０２"]


def test_a_room_that_is_none_or_cannot_be_booked_is_not_found(app: Flask, client: FlaskClient) -> None:
    for room in NO_ROOMS:
        assert refused(client, f"{FROM}&{TO}", room, 404) is None


def test_a_room_that_was_made_anew_is_told_with_the_bookings_of_both(app: Flask, client: FlaskClient) -> None:
    room = db.session.scalars(select(Space).where(Space.code == "202")).one()
    replace_space(room, first_on=THURSDAY, area_m2=9000)
    a_booking(hours(14, 16, WEDNESDAY))
    a_booking(hours(14, 16, THURSDAY))

    told = ask(client, "2026-12-23T00:00:00+09:00", "2026-12-25T00:00:00+09:00")

    assert [one["start"][:16] for one in told["busy"] if one["reason"] == "booked"] == [
        "2026-12-23T14:00",
        "2026-12-24T14:00",
    ]


def test_a_room_is_closed_on_the_days_on_which_there_is_none(app: Flask, client: FlaskClient) -> None:
    with_end_of(WEDNESDAY)

    told = ask(client, "2026-12-22T00:00:00+09:00", "2026-12-24T00:00:00+09:00")

    assert told["busy"][-1] == {
        "start": "2026-12-23T00:00:00+09:00",
        "end": "2026-12-24T00:00:00+09:00",
        "reason": "closed",
    }
    assert len(told["free"]) == 1


def with_end_of(day: date) -> None:
    """Let room 202 end on a day."""
    from center.core.db import transaction

    with transaction():
        db.session.scalars(select(Space).where(Space.code == "202")).one().until_on = day


def test_many_bookings_take_as_many_queries_as_one(app: Flask, client: FlaskClient) -> None:
    a_booking(hours(9, 10))
    ask(client, "2026-12-15T00:00:00+09:00", "2027-01-15T00:00:00+09:00")
    a_booking(hours(17, 18))
    few = counted(client)
    for day in (21, 22, 23, 24, 28, 29):
        a_booking(hours(11, 12, date(2026, 12, day)))
        a_booking(hours(15, 16, date(2026, 12, day)))

    assert counted(client) == few


def counted(client: FlaskClient) -> int:
    """How many statements a month's availability takes."""
    seen: list[str] = []

    def note(*args: Any) -> None:
        seen.append(args[2])

    event.listen(db.engine, "before_cursor_execute", note)
    ask(client, "2026-12-15T00:00:00+09:00", "2027-01-15T00:00:00+09:00")
    event.remove(db.engine, "before_cursor_execute", note)
    return len(seen)
