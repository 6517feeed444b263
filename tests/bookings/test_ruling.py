"""Staff change rules: what was shown is done or nothing, what is in force stays, what contradicts is refused."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from center.bookings import queries
from center.bookings.models import BookingRule, ExceptionalOpening
from center.bookings.rules.changes import (
    Change,
    NewHoliday,
    NewValue,
    RemovedDay,
    RemovedHoliday,
    WithdrawnValue,
)
from center.bookings.rules.effects import Outcome
from center.bookings.rules.rulebook import ExceptionalDay
from center.bookings.rules.values import CENTER, STORED_AS_CENTER, Turnaround, Wording
from center.bookings.service.managing import cancel_booking
from center.bookings.service.ruling import (
    Foresight,
    ForesightOutdatedError,
    RulingRefusedError,
    change_rules,
    foresee,
    next_version,
)
from center.bookings.service.upkeep import load_first_values, set_rule
from center.checks import run_checks
from center.core import time
from center.core.actor import Actor
from center.core.audit import entries_about
from center.core.db import transaction
from center.core.errors import NotFoundError
from center.core.revision import renew
from center.spaces.models import Holiday
from center.spaces.queries import find_holiday
from center.spaces.service import ensure_holidays
from tests.bookings.factories import CHRISTMAS, THURSDAY, WEDNESDAY, a_booking, a_held_booking, a_request, hours
from tests.web.test_pages import counted_queries

TODAY = date(2026, 12, 15)
TOMORROW = TODAY + timedelta(days=1)
HOLIDAY = NewHoliday(WEDNESDAY, "임시공휴일", "Temporary holiday", is_off=True)


@pytest.fixture(autouse=True)
def _app(app: Flask) -> None:
    """Every test here needs its center."""


def value(key: str, scope: str = CENTER, from_on: date = TOMORROW, **parts: Any) -> NewValue:
    return NewValue(key, scope, from_on, parts)


def seen_and_done(change: Change, by: Actor | str = "operator") -> Foresight:
    """What staff do: look, then do just that."""
    return change_rules(change, seen=foresee(change, now=time.now()).seen, by=by, now=time.now())


def refused(change: Change) -> RulingRefusedError:
    with pytest.raises(RulingRefusedError) as refusal:
        foresee(change, now=time.now())
    return refusal.value


def turnaround_on(day: date, room: str = "202") -> int:
    return queries.rulebook().get(Turnaround, "turnaround", day, room).minutes


def test_a_rule_holds_from_its_day_on_and_the_log_says_who_set_it(yuna: Actor) -> None:
    seen_and_done(value("turnaround", minutes=60), by=yuna)

    assert (turnaround_on(TODAY), turnaround_on(TOMORROW)) == (30, 60)
    entry = entries_about("rule turnaround")[-1]
    assert (entry.action, entry.actor) == ("rule.set", f"user {yuna.user_id}")
    assert '"from_on":"2026-12-16"' in entry.facts


def test_looking_changes_nothing() -> None:
    foresee(value("turnaround", minutes=60), now=time.now())

    assert turnaround_on(THURSDAY) == 30


@pytest.mark.parametrize("day", [TODAY - timedelta(days=1), date(2015, 3, 1)])
def test_the_past_is_not_changed(day: date) -> None:
    assert refused(value("turnaround", from_on=day, minutes=60)).at == "from_on"
    assert refused(NewHoliday(day, "날", "Day", is_off=True)).at == "from_on"
    assert refused(ExceptionalDay(CENTER, day, (), "날", "Day")).at == "from_on"


def test_a_day_far_ahead_is_refused() -> None:
    assert refused(value("turnaround", from_on=date(2031, 1, 1), minutes=60)).at == "from_on"


def test_today_may_be_the_first_day() -> None:
    seen_and_done(value("turnaround", from_on=TODAY, minutes=60))

    assert turnaround_on(TODAY) == 60


def test_the_same_value_again_is_refused() -> None:
    assert "같습니다" in str(refused(value("turnaround", minutes=30)).text)


def test_a_room_may_have_the_centers_value_as_its_own() -> None:
    seen_and_done(value("turnaround", "202", minutes=30))
    seen_and_done(value("turnaround", minutes=60))

    assert (turnaround_on(THURSDAY, "202"), turnaround_on(THURSDAY, "203")) == (30, 60)


def test_a_room_follows_the_center_again_from_a_day_on() -> None:
    seen_and_done(value("turnaround", "202", minutes=90))
    seen_and_done(NewValue("turnaround", "202", THURSDAY, STORED_AS_CENTER))
    seen_and_done(value("turnaround", from_on=CHRISTMAS, minutes=60))

    days = (TODAY, TOMORROW, WEDNESDAY, THURSDAY, CHRISTMAS)
    assert [turnaround_on(day) for day in days] == [30, 90, 90, 30, 60]
    assert not [result.line() for result in run_checks(time.now()) if result.faults]


def test_who_follows_the_center_already_cannot_do_so_again() -> None:
    assert "이미 센터" in str(refused(NewValue("turnaround", "202", TOMORROW, STORED_AS_CENTER)).text)


@pytest.mark.parametrize(
    "change",
    [
        value("nonsense", minutes=30),
        value("turnaround", "999", minutes=60),
        value("turnaround", "201", minutes=60),
        value("quota", "202", person=1, organisation=1),
        value("capacity", CENTER, most=40, ask_below=2),
        NewValue("turnaround", CENTER, TOMORROW, STORED_AS_CENTER),
        WithdrawnValue("turnaround", CENTER, THURSDAY),
        RemovedDay(CENTER, THURSDAY),
        RemovedHoliday(THURSDAY),
        ExceptionalDay("999", THURSDAY, (), "날", "Day"),
    ],
)
def test_what_is_not_there_is_not_found_or_refused(change: Change) -> None:
    with pytest.raises((NotFoundError, RulingRefusedError)):
        foresee(change, now=time.now())


@pytest.mark.parametrize(
    "parts",
    [{}, {"minutes": "30"}, {"minutes": 45}, {"minutes": -30}, {"minutes": None}, {"hours": 3}],
)
def test_a_value_that_is_none_is_refused(parts: dict[str, Any]) -> None:
    assert "규칙이 될 수 없습니다" in str(refused(value("turnaround", **parts)).text)


def test_a_value_that_has_not_begun_can_be_taken_back() -> None:
    seen_and_done(value("turnaround", from_on=THURSDAY, minutes=60))
    seen_and_done(WithdrawnValue("turnaround", CENTER, THURSDAY))

    assert turnaround_on(CHRISTMAS) == 30
    assert [entry.action for entry in entries_about("rule turnaround")][-2:] == ["rule.set", "rule.withdrawn"]


@pytest.mark.parametrize("from_on", [TODAY, date(2015, 3, 1)])
def test_a_value_in_force_cannot_be_taken_back(from_on: date) -> None:
    if from_on == TODAY:
        seen_and_done(value("turnaround", from_on=TODAY, minutes=60))

    assert "이미 쓰고 있는" in str(refused(WithdrawnValue("turnaround", CENTER, from_on)).text)


def test_a_coming_value_may_be_replaced_before_it_begins() -> None:
    seen_and_done(value("turnaround", from_on=THURSDAY, minutes=60))
    seen_and_done(value("turnaround", from_on=THURSDAY, minutes=90))

    assert [one.from_on for one in queries.rulebook().history("turnaround", CENTER)] == [date(2015, 3, 1), THURSDAY]
    assert turnaround_on(THURSDAY) == 90


def test_a_late_holiday_lists_the_bookings_it_hits_and_cancels_none() -> None:
    hit, request, other = a_booking(), a_request(), a_booking(hours(14, 16, THURSDAY))
    foresight = seen_and_done(HOLIDAY)

    found = {one.booking.reference: one.effects[0].outcome for one in foresight.touched}
    assert found == {hit.reference: Outcome.TO_DECIDE, request.reference: Outcome.REQUEST}
    assert [unfit.booking.reference for unfit in queries.unfit_bookings(time.now())] == [hit.reference]
    assert queries.get_booking(other.reference).state == "confirmed"


def test_what_goes_on_the_work_list_is_exactly_what_was_shown_so() -> None:
    for start in (9, 12, 15, 18):
        a_booking(hours(start, start + 2), headcount=start)
    for change in (
        value("capacity", "202", most=12, ask_below=3),
        value("opening_hours", weekdays=[[[540, 720], [780, 1020]]] * 7),
        ExceptionalDay("202", WEDNESDAY, ((600, 840),), "행사", "Event"),
        RemovedDay("202", WEDNESDAY),
        HOLIDAY,
        RemovedHoliday(WEDNESDAY),
    ):
        before = {unfit.booking.reference for unfit in queries.unfit_bookings(time.now())}
        foresight = seen_and_done(change)
        after = {unfit.booking.reference for unfit in queries.unfit_bookings(time.now())}

        shown = {outcome: _having(foresight, outcome) for outcome in (Outcome.TO_DECIDE, Outcome.FITS_AGAIN)}
        assert shown == {Outcome.TO_DECIDE: after - before, Outcome.FITS_AGAIN: before - after}


def _having(foresight: Foresight, outcome: Outcome) -> set[str]:
    return {one.booking.reference for one in foresight.touched if outcome in [effect.outcome for effect in one.effects]}


def test_what_waits_for_its_code_is_foreseen_too_and_what_has_expired_is_not() -> None:
    held = a_held_booking()

    assert [one.booking.reference for one in foresee(HOLIDAY, now=time.now()).touched] == [held.reference]
    assert foresee(HOLIDAY, now=time.now() + timedelta(minutes=11)).touched == []


def test_a_quota_is_foreseen_for_those_who_have_more_already() -> None:
    mine = [a_booking(hours(start, start + 1), email="hong@example.kr") for start in (9, 11, 13)]
    a_booking(hours(15, 16))

    foresight = foresee(value("quota", person=2, organisation=4), now=time.now())

    assert [one.booking.reference for one in foresight.touched] == [one.reference for one in mine]
    assert foresee(value("quota", person=3, organisation=4), now=time.now()).touched == []


@pytest.mark.parametrize("happens", [a_booking, lambda: set_rule("notice", {"hours": 30}, from_on=THURSDAY)])
def test_what_would_become_of_others_than_were_shown_is_shown_again_first(happens: Callable[[], object]) -> None:
    a_booking(hours(9, 11))
    seen = foresee(HOLIDAY, now=time.now()).seen
    happens()

    with pytest.raises(ForesightOutdatedError):
        change_rules(HOLIDAY, seen=seen, by="operator", now=time.now())

    assert find_holiday(WEDNESDAY) is None


def test_a_booking_that_was_cancelled_meanwhile_is_noticed_and_an_untouched_one_does_not_matter() -> None:
    hit = a_booking()
    seen = foresee(HOLIDAY, now=time.now()).seen
    a_booking(hours(14, 16, THURSDAY))

    assert foresee(HOLIDAY, now=time.now()).seen == seen
    cancel_booking(hit.reference, now=time.now())
    assert foresee(HOLIDAY, now=time.now()).seen != seen


def test_the_second_of_two_editors_is_shown_what_the_first_did() -> None:
    first, second = value("turnaround", minutes=60), value("turnaround", minutes=0)
    seen = foresee(second, now=time.now()).seen
    seen_and_done(first)

    with pytest.raises(ForesightOutdatedError):
        change_rules(second, seen=seen, by="operator", now=time.now())

    assert turnaround_on(TOMORROW) == 60


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (value("length", shortest=60, longest_a_day=780), "가장 긴 이용(13시간)이 들어갈 만큼"),
        (value("opening_hours", weekdays=[[[540, 720], [780, 900]]] * 7), "가장 길게 여는 때가 3시간입니다"),
        (value("opening_hours", "203", weekdays=[[[540, 720]]] * 7), "가장 길게 여는 때가 3시간입니다"),
        (value("reminder", hours=24), "알림(24시간 전)은"),
        (value("cancelling", hours=26), "취소할 수 있는 때가 끝나기(26시간 전)"),
        (value("cancelling", "203", hours=48), "취소할 수 있는 때가 끝나기(48시간 전)"),
        (value("window", months_ahead=0, day=1, minute=600), "그 달이 시작된 뒤에야"),
        (value("window", months_ahead=1, day=28, minute=600), "24시간이 지나면 그 달이 이미 시작됩니다"),
        (value("notice", hours=690), "690시간이 지나면 그 달이 이미 시작됩니다"),
    ],
)
def test_rules_that_contradict_one_another_are_refused_with_the_figures(change: NewValue, sentence: str) -> None:
    assert sentence in str(refused(change).text)


def test_a_contradiction_with_a_coming_value_is_refused_too() -> None:
    seen_and_done(value("length", from_on=THURSDAY, shortest=60, longest_a_day=720))

    sentence = str(refused(value("opening_hours", weekdays=[[[540, 1080]]] * 7)).text)

    assert sentence.startswith("12월 24일(목)부터: 가장 긴 이용(12시간)이 들어갈 만큼")


def test_a_contradiction_of_one_room_names_it() -> None:
    seen_and_done(value("cancelling", "203", hours=12))

    assert str(refused(value("reminder", hours=20)).text).startswith("202호: 알림(20시간 전)은")
    assert str(refused(value("reminder", hours=10)).text).startswith("202호: 알림(10시간 전)은")
    assert str(refused(value("cancelling", "203", hours=30)).text).startswith("알림(26시간 전)은")


def test_what_contradicted_before_may_be_mended_step_by_step() -> None:
    set_rule("reminder", {"hours": 10}, from_on=TODAY)

    seen_and_done(value("turnaround", minutes=60))
    seen_and_done(value("reminder", from_on=TODAY, hours=30))

    assert not [result.line() for result in run_checks(time.now()) if result.faults]


def test_a_text_gets_the_next_version_and_what_was_agreed_to_stays() -> None:
    book, booking = queries.rulebook(), a_booking(hours(14, 16, THURSDAY))
    version = next_version(book, "terms", TOMORROW)
    seen_and_done(value("terms", version=version, ko=["새 글"], en=["New text"]))

    assert (version, booking.terms_version) == ("2026-2", "2026-1")
    assert queries.rulebook().get(Wording, "terms", TOMORROW).sentences["en"] == ("New text",)
    assert next_version(queries.rulebook(), "terms", date(2027, 1, 4)) == "2027-1"


def test_a_text_that_people_agree_to_today_is_not_rewritten_today() -> None:
    seen_and_done(value("terms", from_on=TODAY, version="2026-2", ko=["새 글"], en=["New text"]))

    again = value("terms", from_on=TODAY, version="2026-3", ko=["더 새 글"], en=["Newer text"])
    assert refused(again).at == "from_on"
    seen_and_done(value("terms", version="2026-3", ko=["더 새 글"], en=["Newer text"]))


def test_a_version_never_names_two_texts() -> None:
    sentence = str(refused(value("terms", version="2026-1", ko=["새 글"], en=["New text"])).text)

    assert sentence == "2026-1판이라는 이름이 서로 다른 두 글에 쓰였습니다."


def test_a_holiday_is_corrected_opened_and_removed() -> None:
    seen_and_done(NewHoliday(CHRISTMAS, "성탄절", "Christmas", is_off=False))
    assert a_booking(hours(10, 12, CHRISTMAS)).state == "confirmed"

    foresight = seen_and_done(NewHoliday(CHRISTMAS, "성탄절", "Christmas", is_off=True))
    assert len(foresight.touched) == 1
    seen_and_done(RemovedHoliday(CHRISTMAS))

    assert find_holiday(CHRISTMAS) is None
    actions = [entry.action for entry in entries_about("day 2026-12-25")]
    assert actions == ["holiday.set", "holiday.set", "holiday.removed"]


def test_a_holiday_beyond_the_years_that_are_kept_would_keep_theirs_out_and_is_refused() -> None:
    ensure_holidays(date(2024, 6, 1))
    with transaction() as session:
        session.execute(delete(Holiday).where(Holiday.day >= date(2028, 1, 1)))

    assert "2027년까지" in str(refused(NewHoliday(date(2028, 3, 2), "날", "Day", is_off=True)).text)


def test_an_exceptional_day_is_set_changed_and_removed() -> None:
    opened = ExceptionalDay(CENTER, CHRISTMAS, ((600, 960),), "성탄 행사", "Christmas party")
    seen_and_done(opened)
    assert a_booking(hours(10, 12, CHRISTMAS)).state == "confirmed"
    assert "이미 그렇게" in str(refused(opened).text)
    refused(ExceptionalDay(CENTER, CHRISTMAS, ((615, 960),), "행사", "Party"))

    foresight = seen_and_done(RemovedDay(CENTER, CHRISTMAS))

    assert [one.effects[0].outcome for one in foresight.touched] == [Outcome.TO_DECIDE]
    assert [entry.action for entry in entries_about("opening 2026-12-25")] == ["opening.set", "opening.removed"]


def test_foreseeing_takes_as_many_queries_for_many_bookings_as_for_few() -> None:
    a_booking(hours(9, 10))
    few = n_queries_to_foresee()
    for day in (22, 23, 24, 28, 29):
        for start in (11, 13, 15, 17):
            a_booking(hours(start, start + 1, date(2026, 12, day)))

    assert n_queries_to_foresee() == few


def n_queries_to_foresee() -> int:
    foresee(HOLIDAY, now=time.now())
    with counted_queries() as sent:
        foresee(HOLIDAY, now=time.now())
    return len(sent)


def faults_of(name: str) -> tuple[str, ...]:
    return next(result.faults for result in run_checks(time.now()) if result.name == name)


@pytest.mark.parametrize(
    ("key", "scope", "stored", "fault"),
    [
        ("reminder", CENTER, {"hours": 20}, "reminder of 202"),
        ("length", CENTER, {"shortest": 60, "longest_a_day": 1440}, "length of 202"),
        ("quota", "202", {"person": 1, "organisation": 1}, "quota of 202"),
        ("turnaround", "999", {"minutes": 30}, "turnaround of 999"),
        ("capacity", "202", {"as_center": True}, "capacity of 202"),
        ("terms", CENTER, {"version": "2026-1", "ko": ["다른 글"], "en": ["Other"]}, "terms of center"),
    ],
)
def test_the_check_finds_rules_that_contradict(key: str, scope: str, stored: dict[str, Any], fault: str) -> None:
    set_rule(key, stored, from_on=THURSDAY, scope=scope)

    assert any(found.startswith(fault) for found in faults_of("no rule contradicts another"))


def test_the_check_finds_broken_shapes_and_says_of_the_rest_that_it_cannot_tell() -> None:
    with transaction() as session:
        session.execute(update(BookingRule).where(BookingRule.key == "notice").values(value={"hours": -1}))
        session.add(ExceptionalOpening(scope=CENTER, day=THURSDAY, periods=[[615, 700]], reason="", reason_en=""))
        renew(queries.RULES)

    assert faults_of("every rule is there and well formed") == ("notice from 2015-03-01: notice is not negative",)
    assert faults_of("exceptional days are well formed") == ("center 2026-12-24: opening hours lie on the half hour",)
    assert faults_of("no rule contradicts another")[0].startswith("cannot be told while a rule is broken")


def test_rules_that_a_newer_program_knows_are_loaded_beside_those_that_are_there() -> None:
    with transaction() as session:
        session.delete(session.scalars(select(BookingRule).filter_by(key="refused_uses")).one())
    set_rule("turnaround", {"minutes": 60}, from_on=date(2015, 3, 1))
    assert faults_of("every rule is there and well formed") == ("no rule refused_uses",)
    assert queries.rulebook().sentences("refused_uses", TODAY, "ko") == []

    load_first_values(date(2015, 3, 1))

    assert faults_of("every rule is there and well formed") == ()
    assert turnaround_on(TODAY) == 60
