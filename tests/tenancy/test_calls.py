"""Calls: what keeps one from being published, what an amendment may change, when it is open."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from center.checks import run_checks
from center.core import time
from center.core.actor import Actor
from center.core.db import db, transaction
from center.core.errors import ChangedMeanwhileError
from center.core.text import Text
from center.core.time import SEOUL, Period, at
from center.spaces.queries import units_on
from center.spaces.rules import ClosureKind
from center.spaces.service import close_space
from center.spaces.terms import Term, enter_term
from center.tenancy.calls import queries, service
from center.tenancy.calls.first_calls import FIRST, SECOND, TEMPLATES
from center.tenancy.calls.models import Call, CallVersion
from center.tenancy.calls.rules.changes import changes_between
from center.tenancy.calls.rules.content import Content, Stage, from_plain, moved, seal_of, to_plain
from center.tenancy.calls.rules.phases import Phase, in_time, phase_of
from center.tenancy.calls.rules.publishing import CalledOffError, NotReadyError, Section, faults_of

TODAY = date(2026, 12, 15)
NOTICE = date(2027, 1, 4)
CALL = moved(SECOND, NOTICE)
NOW = at(TODAY, 12 * 60)


def a_call(yuna: Actor, content: Content = SECOND, notice_on: date = NOTICE) -> Call:
    return service.begin_call(content, notice_on, by=yuna, now=time.now())


def published(yuna: Actor, **given: Any) -> Call:
    call = a_call(yuna, **given)
    service.publish(call, version=call.version, reason="", by=yuna, now=time.now())
    return queries.get_call(call.id)


def faults(content: Content, before: Content | None = None, taken: dict[str, Text] | None = None) -> dict[Section, str]:
    return {fault.section: str(fault.text) for fault in faults_of(content, NOW, before=before, taken=taken or {})}


def with_days(**days: Any) -> Content:
    return replace(CALL, schedule=replace(CALL.schedule, **days))


@pytest.mark.parametrize("content", [FIRST, SECOND])
def test_what_is_kept_comes_back_as_it_was_with_the_same_hash(content: Content) -> None:
    assert from_plain(to_plain(content)) == content
    again = from_plain(json.loads(json.dumps(to_plain(content))))
    assert seal_of(to_plain(again)) == seal_of(to_plain(content))
    assert seal_of(to_plain(replace(content, years=3))) != seal_of(to_plain(content))


def test_the_calls_that_ship_are_those_of_the_district() -> None:
    first, second = FIRST.schedule, SECOND.schedule
    assert (len(FIRST.units), first.notice_on, first.briefing_at) == (
        7,
        date(2014, 12, 10),
        datetime(2014, 12, 12, 13, 30, tzinfo=SEOUL),
    )
    assert FIRST.selection.shortlist_factor == Decimal("1.5")
    assert (SECOND.units, SECOND.eligibility.most_years, second.notice_on) == (("304", "305"), 5, date(2019, 6, 18))


@pytest.mark.parametrize("key", TEMPLATES)
def test_a_call_that_ships_can_be_published_as_it_is(app: Flask, yuna: Actor, key: str) -> None:
    call = published(yuna, content=TEMPLATES[key].content)

    assert call.published
    assert call.published.n == 1
    assert call.number == "2027-1"


def test_its_days_move_with_the_notice() -> None:
    days = CALL.schedule

    assert days.notice_on == NOTICE
    assert days.closes_at - days.opens_at == SECOND.schedule.closes_at - SECOND.schedule.opens_at
    assert days.closes_at.astimezone(SEOUL).hour == 18


@pytest.mark.parametrize(
    ("content", "section", "words"),
    [
        (replace(CALL, title=""), Section.TEXT, "제목"),
        (replace(CALL, units=()), Section.UNITS, "하나 이상"),
        (replace(CALL, documents=()), Section.DOCUMENTS, "하나 이상"),
        (replace(CALL, parts=()), Section.PLAN, "하나 이상"),
        (replace(CALL, stages=()), Section.STAGES, "하나 이상"),
        (replace(CALL, stages=CALL.stages[:1]), Section.STAGES, "지금은 40%"),
        (
            replace(CALL, stages=(replace(CALL.stages[0], share=100, criteria=CALL.stages[0].criteria[:2]),)),
            Section.STAGES,
            "지금은 60점",
        ),
        (replace(CALL, selection=replace(CALL.selection, bonus_cap=Decimal(0))), Section.SELECTION, "가점의 최대"),
        (replace(CALL, selection=replace(CALL.selection, ties=("stage:gone",))), Section.SELECTION, "없는 심사 항목"),
        (replace(CALL, selection=replace(CALL.selection, shortlist_factor=None)), Section.SELECTION, "몇 배수"),
        (with_days(closes_at=NOW - timedelta(days=1)), Section.DATES, "앞섭니다"),
        (with_days(result_on=NOTICE), Section.DATES, "결과 발표일"),
        (with_days(move_in_on=CALL.schedule.result_on), Section.DATES, "입주일"),
        (with_days(opens_at=at(NOTICE - timedelta(days=1), 0)), Section.DATES, "공고일보다"),
    ],
)
def test_what_is_missing_keeps_it_from_being_published(content: Content, section: Section, words: str) -> None:
    assert words in faults(content)[section]


def test_a_whole_call_has_no_fault() -> None:
    assert faults(CALL) == {}


def test_the_deadline_may_move_later_and_never_earlier() -> None:
    sooner = with_days(closes_at=CALL.schedule.closes_at - timedelta(seconds=1))
    later = with_days(closes_at=CALL.schedule.closes_at + timedelta(days=3))

    assert "당길 수 없습니다" in faults(sooner, before=CALL)[Section.DATES]
    assert faults(later, before=CALL) == {}


def test_the_day_of_the_notice_stays() -> None:
    assert "공고일은 바꿀 수 없습니다" in faults(with_days(notice_on=NOTICE - timedelta(1)), before=CALL)[Section.DATES]


@pytest.mark.parametrize(
    ("micro", "phase"),
    [
        (timedelta(microseconds=-1), Phase.OPEN),
        (timedelta(0), Phase.OPEN),
        (timedelta(milliseconds=999), Phase.OPEN),
        (timedelta(seconds=1), Phase.CLOSED),
    ],
)
def test_the_announced_second_is_in_whole_and_the_next_is_out(micro: timedelta, phase: Phase) -> None:
    at_the_end = CALL.schedule.closes_at + micro

    assert phase_of(CALL.schedule, at_the_end) == phase
    assert in_time(CALL.schedule, at_the_end) == (phase == Phase.OPEN)


def test_before_it_opens_it_is_coming() -> None:
    assert phase_of(CALL.schedule, CALL.schedule.opens_at - timedelta(microseconds=1)) == Phase.COMING
    assert phase_of(CALL.schedule, CALL.schedule.opens_at) == Phase.OPEN


def test_a_unit_in_use_closed_or_built_on_cannot_be_offered_and_the_reason_is_told(app: Flask, yuna: Actor) -> None:
    move_in = CALL.schedule.move_in_on
    enter_term("304", Term(7, "도란", move_in - timedelta(9), move_in + timedelta(1), "허가"), by=yuna)
    unit = next(unit for unit in units_on(move_in) if unit.code == "305")
    works = Period.on(move_in, 9 * 60, 13 * 60)
    close_space(unit, works, kind=ClosureKind.WORKS, reason="바닥 공사", reason_en="Floor", by=yuna)
    call = a_call(yuna)

    with pytest.raises(NotReadyError) as refusal:
        service.publish(call, version=1, reason="", by=yuna, now=time.now())

    told = " ".join(str(fault.text) for fault in refusal.value.faults)
    assert "304호: 2027년 2월" in told
    assert "까지 입주 중입니다." in told
    assert "305호: 그날은 쓸 수 없습니다(바닥 공사)." in told


def test_publishing_freezes_the_rules_with_a_version_and_a_hash(app: Flask, yuna: Actor) -> None:
    call = published(yuna)
    version = call.published
    assert version
    frozen = version.says

    service.write(call, lambda content: replace(content, years=3), version=call.version, by=yuna)

    again = queries.get_call(call.id)
    assert again.written.years == 3
    assert again.published
    assert again.published.says == frozen
    assert version.sha256 == seal_of(to_plain(frozen))


def test_an_amendment_is_the_next_version_and_tells_what_changed(app: Flask, yuna: Actor) -> None:
    call = published(yuna)
    later = call.written.schedule.closes_at + timedelta(days=3)
    service.write(
        call,
        lambda content: replace(content, schedule=replace(content.schedule, closes_at=later)),
        version=call.version,
        by=yuna,
    )
    call = queries.get_call(call.id)

    second = service.publish(call, version=call.version, reason="하루 더", by=yuna, now=time.now())

    first = db.session.scalars(select(CallVersion).where(CallVersion.n == 1)).one()
    changed = changes_between(first.says, second.says)
    assert (second.n, second.reason, [str(change.what) for change in changed]) == (2, "하루 더", ["접수 마감"])


def test_nothing_is_published_twice(app: Flask, yuna: Actor) -> None:
    call = published(yuna)

    with pytest.raises(service.NothingChangedError):
        service.publish(call, version=call.version, reason="또", by=yuna, now=time.now())


def test_who_writes_an_older_version_is_told(app: Flask, yuna: Actor) -> None:
    call = a_call(yuna)
    service.write(call, lambda content: replace(content, years=3), version=1, by=yuna)

    for command in (
        lambda: service.write(call, lambda content: content, version=1, by=yuna),
        lambda: service.publish(call, version=1, reason="", by=yuna, now=time.now()),
        lambda: service.throw_away(call, version=1, by=yuna),
    ):
        with pytest.raises(ChangedMeanwhileError):
            command()


def test_only_a_call_that_nobody_read_can_be_thrown_away(app: Flask, yuna: Actor) -> None:
    draft, read = a_call(yuna), published(yuna)

    service.throw_away(draft, version=1, by=yuna)
    with pytest.raises(service.PublishedError):
        service.throw_away(read, version=read.version, by=yuna)

    assert [call.id for call in queries.all_calls()] == [read.id]


def test_a_call_that_was_called_off_stays_as_it_is(app: Flask, yuna: Actor) -> None:
    call = published(yuna)
    service.call_off(call, version=call.version, reason="예산이 없음", by=yuna, now=time.now())
    call = queries.get_call(call.id)

    with pytest.raises(CalledOffError):
        service.write(call, lambda content: content, version=call.version, by=yuna)
    assert queries.get_published(call.id)[0].called_off_reason == "예산이 없음"


def test_what_was_written_since_is_taken_back(app: Flask, yuna: Actor) -> None:
    call = published(yuna)
    service.write(call, lambda content: replace(content, years=3), version=call.version, by=yuna)
    call = queries.get_call(call.id)

    service.take_back(call, version=call.version, by=yuna)

    call = queries.get_call(call.id)
    assert call.published
    assert call.written == call.published.says


def test_calls_of_a_year_are_numbered_one_after_the_other(app: Flask, yuna: Actor) -> None:
    numbers = [a_call(yuna, notice_on=day).number for day in (NOTICE, NOTICE, date(2028, 1, 3))]

    assert numbers == ["2027-1", "2027-2", "2028-1"]


def test_the_check_finds_a_published_call_that_was_changed(app: Flask, yuna: Actor) -> None:
    call = published(yuna)
    version = call.published
    assert version
    with transaction():
        version.content = {**version.content, "years": 9}

    found = {result.name: result.faults for result in run_checks(time.now())}

    assert found["published calls are as they were published"] == (
        f"call {call.id} version 1 was changed after it was published",
    )


def test_from_when_on_a_unit_is_free(app: Flask, yuna: Actor) -> None:
    enter_term("304", Term(7, "도란", TODAY - timedelta(9), TODAY + timedelta(9), "허가"), by=yuna)
    enter_term("304", Term(8, "새벽", TODAY + timedelta(9), TODAY + timedelta(99), "허가"), by=yuna)

    free = queries.free_from(TODAY)

    assert (free["304"], free["305"]) == (TODAY + timedelta(99), TODAY)


def test_a_stage_knows_the_sum_of_its_points() -> None:
    assert [stage.points for stage in CALL.stages] == [100, 100]
    assert Stage(key="s", name="s", share=100).points == 0
