"""What becomes of a booking ahead when a rule changes: each way by name, with the untouched beside it. Pure."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from center.bookings.first_values import FIRST_VALUES
from center.bookings.rules.bookable import Use
from center.bookings.rules.changes import Change, NewHoliday, NewValue, RemovedDay, RemovedHoliday, changed
from center.bookings.rules.day import room_day
from center.bookings.rules.effects import Effect, Outcome, Standing, Under, effects_on
from center.bookings.rules.rulebook import DatedValue, ExceptionalDay, Rulebook
from center.bookings.rules.states import State
from center.bookings.rules.values import CENTER, STORED_AS_CENTER, BookerKind, Decision, parse
from tests.conftest import NOON

LONG_AGO, TODAY = date(2015, 3, 1), date(2026, 12, 15)
WEDNESDAY, THURSDAY = date(2026, 12, 23), date(2026, 12, 24)
FIRST = Rulebook([DatedValue(key, scope, LONG_AGO, parse(key, value)) for key, scope, value in FIRST_VALUES], [], {})
STANDING = Standing(
    state=State.CONFIRMED,
    use=Use(WEDNESDAY, 28, 32),
    rooms=("202",),
    headcount=12,
    booker=BookerKind.PERSON,
    decision=Decision.INSTANT,
    turnarounds={"202": 1},
    granted=(),
    counts={BookerKind.PERSON: 3},
    made_at=NOON - timedelta(days=3),
    told_at=NOON - timedelta(days=3),
    was_reminded=False,
    wish=None,
)
"""Room 202 on Wednesday 23 December 2026, 14:00~16:00, seen on Tuesday 15 at noon."""
REQUEST = replace(STANDING, state=State.REQUESTED, rooms=("203",), decision=Decision.STAFF, turnarounds={"203": 1})
WAITING = replace(STANDING, state=State.VERIFYING)


def under(book: Rulebook) -> Under:
    """The rules with the rooms' days, nothing shut."""
    days = (WEDNESDAY, THURSDAY)
    made = {
        (room, day): room_day(book, room, day, shut=(), taken=(), now=NOON) for room in ("202", "203") for day in days
    }
    return Under(book, made)


def value(key: str, scope: str = CENTER, from_on: date = TODAY, **parts: Any) -> NewValue:
    return NewValue(key, scope, from_on, parts)


def effects(one: Standing, change: Change, before: Rulebook = FIRST) -> list[Effect]:
    return effects_on(one, under(before), under(changed(before, change)), now=NOON)


def outcomes(one: Standing, change: Change, before: Rulebook = FIRST) -> list[Outcome]:
    return [effect.outcome for effect in effects(one, change, before)]


MORNINGS = value("opening_hours", weekdays=[[[540, 780]]] * 7)
HOLIDAY = NewHoliday(WEDNESDAY, "임시공휴일", "Temporary holiday", is_off=True)
CLOSED = ExceptionalDay("202", WEDNESDAY, (), "점검", "Check")


@pytest.mark.parametrize("change", [MORNINGS, HOLIDAY, CLOSED, value("capacity", "202", most=11, ask_below=3)])
def test_what_does_not_fit_any_more_goes_on_the_work_list(change: Change) -> None:
    assert outcomes(STANDING, change) == [Outcome.TO_DECIDE]
    assert outcomes(WAITING, change) == [Outcome.TO_DECIDE]


@pytest.mark.parametrize(
    "change",
    [
        value("opening_hours", weekdays=[[[840, 960]]] * 7),
        value("opening_hours", from_on=THURSDAY, weekdays=[[[540, 780]]] * 7),
        value("opening_hours", scope="203", weekdays=[[[540, 780]]] * 7),
        replace(HOLIDAY, day=THURSDAY),
        replace(HOLIDAY, is_off=False),
        replace(CLOSED, scope="203"),
        value("capacity", "202", most=12, ask_below=3),
        value("capacity", "203", most=5, ask_below=3),
    ],
)
def test_what_still_fits_is_not_touched(change: Change) -> None:
    assert outcomes(STANDING, change) == []


def test_a_lunch_break_hits_what_runs_across_it() -> None:
    lunch = value("opening_hours", weekdays=[[[540, 840], [900, 1260]]] * 7)

    assert outcomes(replace(STANDING, use=Use(WEDNESDAY, 26, 28)), lunch) == []
    assert outcomes(replace(STANDING, use=Use(WEDNESDAY, 26, 30)), lunch) == [Outcome.TO_DECIDE]


def test_what_staff_let_pass_stays_passed() -> None:
    granted = replace(STANDING, granted=("closed",))

    assert outcomes(granted, HOLIDAY) == []
    assert outcomes(granted, MORNINGS) == [Outcome.TO_DECIDE]


def test_what_was_on_the_list_already_is_not_listed_again() -> None:
    closed = changed(FIRST, CLOSED)

    assert outcomes(STANDING, HOLIDAY, closed) == []


def test_what_fits_again_leaves_the_list() -> None:
    assert outcomes(STANDING, RemovedDay("202", WEDNESDAY), changed(FIRST, CLOSED)) == [Outcome.FITS_AGAIN]
    assert outcomes(STANDING, RemovedHoliday(WEDNESDAY), changed(FIRST, HOLIDAY)) == [Outcome.FITS_AGAIN]


def test_a_request_in_closed_time_cannot_be_granted_and_later_can_again() -> None:
    assert outcomes(REQUEST, HOLIDAY) == [Outcome.REQUEST]
    assert outcomes(REQUEST, RemovedHoliday(WEDNESDAY), changed(FIRST, HOLIDAY)) == [Outcome.REQUEST]
    assert outcomes(REQUEST, value("capacity", "203", most=11, ask_below=3)) == [Outcome.REQUEST]


def test_a_wish_for_another_time_is_judged_by_that_time() -> None:
    wishing = replace(STANDING, wish=Use(THURSDAY, 28, 32))

    assert outcomes(wishing, replace(HOLIDAY, day=THURSDAY)) == [Outcome.REQUEST]
    assert outcomes(wishing, HOLIDAY) == [Outcome.TO_DECIDE]


@pytest.mark.parametrize(
    ("one", "change"),
    [
        (STANDING, value("length", shortest=150, longest_a_day=240)),
        (STANDING, value("length", shortest=30, longest_a_day=90)),
        (STANDING, value("turnaround", minutes=60)),
        (STANDING, value("turnaround", "202", minutes=0)),
        (STANDING, value("notice", hours=24 * 12)),
        (STANDING, value("window", months_ahead=0, day=20, minute=600)),
        (STANDING, value("quota", person=2, organisation=4)),
        (STANDING, value("decision", "202", usual="staff", cases=[], within_working_days=2)),
        (REQUEST, value("decision", "203", usual="instant", cases=[], within_working_days=2)),
        (REQUEST, value("decision", "203", usual="staff", cases=[], within_working_days=5)),
        (WAITING, value("decision", "202", usual="staff", cases=[], within_working_days=2)),
        (WAITING, value("verifying", minutes=20, tries=5, sendings=3, holds_an_address=2, holds_a_block=5)),
    ],
)
def test_what_is_judged_when_somebody_books_stays_as_it_is(one: Standing, change: Change) -> None:
    assert outcomes(one, change) == [Outcome.STAYS]


@pytest.mark.parametrize(
    ("one", "change"),
    [
        (STANDING, value("length", shortest=120, longest_a_day=120)),
        (STANDING, value("turnaround", "203", minutes=60)),
        (replace(STANDING, turnarounds={"202": 2}), value("turnaround", minutes=60)),
        (STANDING, value("notice", hours=24 * 11)),
        (STANDING, value("window", months_ahead=1, day=12, minute=600)),
        (STANDING, value("quota", person=3, organisation=1)),
        (replace(STANDING, counts={BookerKind.PERSON: 9}), value("quota", person=3, organisation=4)),
        (STANDING, value("decision", "203", usual="instant", cases=[], within_working_days=2)),
        (STANDING, value("decision", "202", usual="instant", cases=[], within_working_days=9)),
        (STANDING, value("verifying", minutes=20, tries=5, sendings=3, holds_an_address=2, holds_a_block=5)),
        (STANDING, value("terms", version="2027-1", ko=["새 글"], en=["New text"])),
        (STANDING, value("refused_uses", version="2027-1", ko=["새 글"], en=["New text"])),
    ],
)
def test_what_the_new_rule_would_allow_or_does_not_meet_is_not_touched(one: Standing, change: Change) -> None:
    assert outcomes(one, change) == []


def test_a_case_of_deciding_touches_only_what_it_covers() -> None:
    case = {"weekdays": [2], "start": 900, "end": 1440, "bookers": ["organisation"], "decision": "staff"}
    change = value("decision", "202", usual="instant", cases=[case], within_working_days=2)

    assert outcomes(STANDING, change) == []
    assert outcomes(replace(STANDING, booker=BookerKind.ORGANISATION), change) == [Outcome.STAYS]
    assert outcomes(replace(STANDING, booker=BookerKind.ORGANISATION, use=Use(WEDNESDAY, 26, 30)), change) == []


@pytest.mark.parametrize(
    ("hours", "sentence"),
    [
        (48, "취소 기한이 12월 22일(화) 14:00에서 12월 21일(월) 14:00까지로 바뀝니다."),
        (0, "취소 기한이 12월 22일(화) 14:00에서 12월 23일(수) 14:00까지로 바뀝니다."),
        (24 * 9, "링크로 취소하거나 옮길 수 있는 때가 바로 끝납니다. 전에는 12월 22일(화) 14:00까지였습니다."),
    ],
)
def test_another_limit_of_cancelling_moves_the_deadline(hours: int, sentence: str) -> None:
    [effect] = effects(STANDING, value("cancelling", hours=hours))

    assert (effect.outcome, str(effect.text)) == (Outcome.DEADLINE, sentence)


def test_a_deadline_that_was_over_opens_again_and_one_that_stays_over_is_not_touched() -> None:
    early = changed(FIRST, value("cancelling", from_on=LONG_AGO, hours=24 * 9))
    [again] = effects(STANDING, value("cancelling", hours=24), early)

    assert str(again.text) == "끝났던 링크 취소와 변경이 12월 22일(화) 14:00까지 다시 열립니다."
    assert outcomes(STANDING, value("cancelling", hours=24 * 10), early) == []
    assert outcomes(REQUEST, value("cancelling", hours=48)) == []


def test_of_several_rooms_the_longest_limit_counts() -> None:
    both = replace(STANDING, rooms=("202", "203"), turnarounds={"202": 1, "203": 1})

    assert outcomes(both, value("cancelling", "203", hours=12)) == []
    assert outcomes(both, value("cancelling", "203", hours=48)) == [Outcome.DEADLINE]


SENT_AT_ONCE = {"state": State.CONFIRMED, "told_at": NOON - timedelta(days=30)}


@pytest.mark.parametrize(
    ("given", "hours", "sentence"),
    [
        ({}, 50, "알림 메일이 12월 22일(화) 12:00 대신 12월 21일(월) 12:00에 갑니다."),
        (SENT_AT_ONCE, 24 * 9, "알림 메일이 바로 갑니다."),
        ({}, 24 * 13, "예약한 지 얼마 되지 않아 알림 메일이 따로 가지 않습니다."),
        ({"was_reminded": True}, 50, None),
        ({"state": State.REQUESTED, "decision": Decision.STAFF}, 50, None),
    ],
)
def test_who_was_not_reminded_yet_is_reminded_at_the_new_moment(
    given: Mapping[str, Any], hours: int, sentence: str | None
) -> None:
    one = replace(STANDING, **given)

    found = [str(effect.text) for effect in effects(one, value("reminder", hours=hours))]

    assert found == ([sentence] if sentence else [])


def test_how_long_personal_data_are_kept_is_told_of_the_day_of_use() -> None:
    [effect] = effects(STANDING, value("retention", months=24))

    assert effect.outcome == Outcome.ERASURE
    assert str(effect.text) == "개인정보를 이용한 날에서 12개월이 아니라 24개월 뒤에 지웁니다."
    assert outcomes(STANDING, value("retention", from_on=THURSDAY, months=24)) == []


def test_a_room_that_follows_the_center_again_is_judged_by_the_centers_rule() -> None:
    own = changed(FIRST, value("opening_hours", "202", LONG_AGO, weekdays=[[[0, 1440]]] * 7))
    night = replace(STANDING, use=Use(WEDNESDAY, 44, 48))

    assert outcomes(night, NewValue("opening_hours", "202", TODAY, STORED_AS_CENTER), own) == [Outcome.TO_DECIDE]
    assert outcomes(night, NewValue("opening_hours", "202", THURSDAY, STORED_AS_CENTER), own) == []


def test_the_heaviest_outcome_comes_first() -> None:
    wishing = replace(STANDING, wish=Use(WEDNESDAY, 36, 40))

    assert outcomes(wishing, HOLIDAY) == [Outcome.TO_DECIDE, Outcome.REQUEST]
