"""Applications: in time to the second, one for each firm, what was handed in stands as it was.

Source: docs/rules/calls.md, "The application"
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from center.checks import run_checks
from center.core import time
from center.core.actor import ANYONE, Actor
from center.core.db import db, transaction
from center.core.errors import ChangedMeanwhileError, RuleError
from center.core.text import restored
from center.enterprises.rules.kinds import Kind, KindTerm
from center.files.models import StoredFile
from center.files.serving import the_store
from center.mail.models import OutboxMail
from center.tenancy.applications import queries, service
from center.tenancy.applications.models import Application, State, Submission
from center.tenancy.applications.rules.written import Written
from center.tenancy.calls.models import Call
from center.tenancy.calls.service import call_off
from tests.conftest import Clock
from tests.files.real_time import real_now
from tests.files.samples import a_pdf
from tests.tenancy.applying import (
    CLOSES,
    OPENS,
    PAPERS,
    WRITTEN,
    a_young_firm,
    an_open_call,
    attach,
    begun,
    hand_in,
    handed_in,
    of,
    puts_off,
)


@pytest.fixture
def call(app: Flask, yuna: Actor, clock: Clock) -> Call:
    """An open call."""
    return an_open_call(yuna, clock)


def letters() -> list[str]:
    """What applicants were told."""
    mails = db.session.scalars(select(OutboxMail).where(OutboxMail.kind == "application_told").order_by(OutboxMail.id))
    return [(mail.facts or {})["what"] for mail in mails]


@pytest.mark.parametrize("late", [timedelta(0), timedelta(milliseconds=999)])
def test_what_arrives_within_the_announced_second_is_in_time(call: Call, clock: Clock, late: timedelta) -> None:
    application = begun(call, a_young_firm())
    clock.set(CLOSES + late)

    submission = hand_in(application)

    assert submission.at == CLOSES + late
    assert queries.n_handed_in(call.id) == 1


def test_the_second_after_is_too_late_and_nothing_is_lost(call: Call, clock: Clock) -> None:
    firm = a_young_firm()
    application = begun(call, firm)
    clock.set(CLOSES + timedelta(seconds=1))

    with pytest.raises(service.NotOpenError, match="마감했습니다"):
        hand_in(application)

    assert (of(call, firm).state, of(call, firm).written) == (State.DRAFT, WRITTEN)
    assert queries.n_handed_in(call.id) == 0


def test_nothing_is_begun_before_it_opens_nor_after_the_deadline(call: Call, clock: Clock) -> None:
    firm = a_young_firm()
    for moment, told in (
        (OPENS - timedelta(seconds=1), "부터 신청을"),
        (CLOSES + timedelta(seconds=1), "마감했습니다"),
    ):
        clock.set(moment)
        with pytest.raises(service.NotOpenError, match=told):
            service.begin(call.id, firm, Written(), language="ko", by=ANYONE, now=time.now())
    assert queries.find_own(call.id, firm.id) is None


def test_an_upload_that_ends_after_the_deadline_is_kept_and_in_no_submission(call: Call, clock: Clock) -> None:
    firm = a_young_firm()
    submission = hand_in(begun(call, firm))
    service.reopen(of(call, firm), by=ANYONE, now=time.now())
    clock.set(CLOSES + timedelta(seconds=1))

    attach(of(call, firm), "services")

    application = of(call, firm)
    assert [one.document_key for one in application.files if one.is_in_draft] == [*PAPERS, "services"]
    assert [one["document"] for one in submission.content["papers"]] == PAPERS
    with pytest.raises(service.NotOpenError):
        hand_in(application)
    assert [one.document_key for one in of(call, firm).files if one.is_handed_in] == PAPERS


def test_saving_after_the_deadline_keeps_the_text_and_hands_nothing_in(call: Call, clock: Clock) -> None:
    firm = a_young_firm()
    application = begun(call, firm)
    clock.set(CLOSES + timedelta(hours=1))

    service.save(
        application,
        replace(WRITTEN, parts={**WRITTEN.parts, "work": "늦게 고친 글"}),
        version=application.version,
        now=time.now(),
    )

    assert of(call, firm).written.parts["work"] == "늦게 고친 글"
    assert (of(call, firm).state, of(call, firm).submissions) == (State.DRAFT, [])


def test_reopened_and_not_handed_in_again_the_last_submission_stands(call: Call, clock: Clock) -> None:
    firm = a_young_firm()
    first = hand_in(begun(call, firm))
    service.reopen(of(call, firm), by=ANYONE, now=time.now())
    application = of(call, firm)
    service.save(application, replace(WRITTEN, people=9), version=application.version, now=time.now())
    paper = application.files[0]
    service.drop(application, paper.id, by=ANYONE)
    clock.set(CLOSES + timedelta(days=1))

    standing = of(call, firm).standing

    assert standing
    assert (standing.n, standing.sha256) == (1, first.sha256)
    assert standing.content["written"]["people"] == 3
    assert paper.id in {one["file"] for one in standing.content["papers"]}
    assert paper.id in {one.id for one in of(call, firm).files if one.is_handed_in}
    assert [one.number for one in queries.handed_in(call.id)] == [1]


def test_what_was_begun_again_may_be_given_up(call: Call) -> None:
    firm = a_young_firm()
    hand_in(begun(call, firm))
    service.reopen(of(call, firm), by=ANYONE, now=time.now())
    application = of(call, firm)
    service.save(application, replace(WRITTEN, people=9), version=application.version, now=time.now())
    attach(application, "services")

    service.put_back(of(call, firm), by=ANYONE)

    application = of(call, firm)
    assert (application.written, application.is_open) == (WRITTEN, False)
    assert [one.document_key for one in application.files] == PAPERS


def test_handed_in_again_is_a_second_submission_under_the_same_number(call: Call, clock: Clock) -> None:
    firm = a_young_firm()
    first = hand_in(begun(call, firm))
    service.reopen(of(call, firm), by=ANYONE, now=time.now())
    clock.move(timedelta(minutes=5))
    application = of(call, firm)
    service.save(application, replace(WRITTEN, people=9), version=application.version, now=time.now())

    second = hand_in(of(call, firm))

    assert (of(call, firm).number, second.n, second.sha256 != first.sha256) == (1, 2, True)
    kept = db.session.scalars(select(Submission).order_by(Submission.n)).all()
    assert [one.content["written"]["people"] for one in kept] == [3, 9]
    assert letters() == ["received", "received"]


def test_of_two_windows_the_older_is_refused_and_writes_nothing_over(call: Call) -> None:
    firm = a_young_firm()
    application = begun(call, firm)
    version = application.version
    service.save(application, replace(WRITTEN, people=5), version=version, now=time.now())

    with pytest.raises(ChangedMeanwhileError):
        service.save(of(call, firm), replace(WRITTEN, people=7), version=version, now=time.now())

    assert of(call, firm).written.people == 5


def test_a_second_click_gives_the_same_receipt_and_one_letter(call: Call) -> None:
    firm = a_young_firm()
    application = begun(call, firm)
    version = application.version

    first = hand_in(application)
    again = service.submit(of(call, firm), version=version, language="ko", by=ANYONE, now=time.now())

    assert (again.id, again.n, of(call, firm).number) == (first.id, 1, 1)
    assert letters() == ["received"]


def test_two_clicks_at_once_hand_in_once(app: Flask, call: Call) -> None:
    firm = a_young_firm()
    application = begun(call, firm)
    call_id, firm_id, version = call.id, firm.id, application.version
    db.session.rollback()

    def click() -> int:
        with app.app_context():
            one = queries.get_own(call_id, firm_id)
            submission = service.submit(one, version=version, language="ko", by=ANYONE, now=time.now())
            return submission.id

    with ThreadPoolExecutor(4) as pool:
        ids = {future.result() for future in [pool.submit(click) for _each in range(4)]}

    assert len(ids) == 1
    assert len(of(call, firm).submissions) == 1
    assert letters() == ["received"]


def test_receipt_numbers_follow_each_other_and_a_withdrawn_one_is_not_given_again(call: Call) -> None:
    firms = [a_young_firm(representative=name) for name in ("김하나", "김두리", "김세나")]
    first, second = (handed_in(call, firm) for firm in firms[:2])
    service.withdraw(second, language="ko", by=ANYONE, now=time.now())

    third = handed_in(call, firms[2])

    assert [(one.number, one.state) for one in queries.handed_in(call.id)] == [
        (1, State.SUBMITTED),
        (2, State.WITHDRAWN),
        (3, State.SUBMITTED),
    ]
    assert (first.number, third.number, queries.n_handed_in(call.id)) == (1, 3, 2)
    assert letters() == ["received", "received", "withdrawn", "received"]


def test_firms_that_hand_in_at_once_have_numbers_without_gaps(app: Flask, call: Call) -> None:
    firms = [begun(call, a_young_firm()).enterprise_id for _each in range(8)]
    call_id = call.id
    db.session.rollback()

    def click(firm_id: int) -> None:
        with app.app_context():
            one = queries.get_own(call_id, firm_id)
            service.submit(one, version=one.version, language="ko", by=ANYONE, now=time.now())

    with ThreadPoolExecutor(8) as pool:
        for future in [pool.submit(click, firm_id) for firm_id in firms]:
            future.result()

    assert [one.number for one in queries.handed_in(call_id)] == list(range(1, 9))


def test_a_firm_has_one_application_for_a_call_whoever_begins_it(call: Call) -> None:
    firm = a_young_firm()
    first = begun(call, firm)

    again = service.begin(call.id, firm, Written(contact="다른 사람"), language="ko", by=ANYONE, now=time.now())

    assert (again.id, again.written.contact) == (first.id, "정지수")
    assert len(db.session.scalars(select(Application)).all()) == 1


def test_a_withdrawn_application_is_not_begun_again(call: Call) -> None:
    firm = a_young_firm()
    service.withdraw(handed_in(call, firm), language="ko", by=ANYONE, now=time.now())

    again = service.begin(call.id, firm, Written(), language="ko", by=ANYONE, now=time.now())

    assert again.state == State.WITHDRAWN
    for command in (
        lambda: service.save(again, WRITTEN, version=again.version, now=time.now()),
        lambda: service.reopen(again, by=ANYONE, now=time.now()),
        lambda: hand_in(again),
        lambda: attach(again, "services"),
    ):
        with pytest.raises(service.NotWritableError):
            command()


def test_a_firm_that_may_not_apply_is_told_why_and_begins_nothing(call: Call) -> None:
    old = a_young_firm(founded_on=date(2014, 6, 17))

    with pytest.raises(service.BarredError) as refused:
        service.begin(call.id, old, Written(), language="ko", by=ANYONE, now=time.now())

    assert "설립 2014-06-17, 공고일 2027-01-04 기준 12년 6개월" in [str(one.told) for one in refused.value.verdicts]
    assert queries.find_own(call.id, old.id) is None


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"contact": ""}, "이름과 전화, 메일"),
        ({"need_m2": None}, "필요한 면적"),
        ({"people": None}, "사람 수"),
        ({"choices": ()}, "하나 이상"),
        ({"choices": ("301",)}, "이제 모집하지 않는"),
        ({"declared": ()}, "에 표시해 주세요."),
        ({"parts": {**WRITTEN.parts, "work": ""}}, "‘하는 일’ 부분을 적어"),
        ({"parts": {**WRITTEN.parts, "work": "가" * 2001}}, "2,000자까지입니다. 지금은 2,001자"),
    ],
)
def test_what_is_missing_is_told_and_nothing_is_handed_in(call: Call, changes: Any, sentence: str) -> None:
    firm = a_young_firm()

    with pytest.raises(service.IncompleteError) as refused:
        hand_in(begun(call, firm, **changes))

    assert any(sentence in str(one.text) for one in refused.value.missing)
    assert of(call, firm).state == State.DRAFT


def test_a_paper_that_is_required_is_missed(call: Call) -> None:
    firm = a_young_firm()
    application = begun(call, firm)
    service.drop(application, application.files[0].id, by=ANYONE)

    with pytest.raises(service.IncompleteError) as refused:
        hand_in(of(call, firm))

    assert [str(one.text) for one in refused.value.missing] == ["‘입주 신청서’ 파일을 올려 주세요."]


def test_the_same_file_twice_for_a_paper_lies_there_once(call: Call) -> None:
    firm = a_young_firm()
    application = begun(call, firm)

    for _each in range(2):
        attach(application, "services", a_pdf())

    assert [one.document_key for one in of(call, firm).files].count("services") == 1


def test_a_paper_may_come_in_ten_files_and_not_in_eleven(call: Call) -> None:
    application = begun(call, a_young_firm())
    for n in range(service.MOST_FILES):
        attach(application, "services", a_pdf() + f"\n% {n}".encode())

    with pytest.raises(RuleError, match="10개까지"):
        attach(application, "services", a_pdf() + b"\n% more")


def test_a_paper_that_was_taken_out_goes_with_its_bytes(call: Call, clock: Clock) -> None:
    firm = a_young_firm()
    application = begun(call, firm)
    sha256 = application.files[0].file.sha256

    service.drop(application, application.files[0].id, by=ANYONE)

    assert db.session.scalars(select(StoredFile).where(StoredFile.sha256 == sha256)).all() == []
    assert the_store().tidy(real_now() + timedelta(days=2)) == 1
    assert not the_store().storage.path(sha256).exists()


@pytest.mark.parametrize("days", [1, 6])
def test_where_the_deadline_was_moved_later_the_new_one_counts(
    call: Call, clock: Clock, yuna: Actor, days: int
) -> None:
    application = begun(call, a_young_firm())
    puts_off(call, days, yuna)
    clock.set(CLOSES + timedelta(days=days))

    submission = hand_in(application)

    assert (submission.call_version, queries.n_handed_in(call.id)) == (2, 1)


def test_a_call_that_was_called_off_takes_nothing_more(call: Call, yuna: Actor) -> None:
    application = begun(call, a_young_firm())
    call_off(call, version=call.version, reason="공사", by=yuna, now=time.now())

    with pytest.raises(service.NotOpenError, match="취소한"):
        hand_in(application)


def test_what_was_never_handed_in_may_be_thrown_away_and_begun_anew(call: Call) -> None:
    firm = a_young_firm()
    service.forget(begun(call, firm), by=ANYONE)

    assert queries.find_own(call.id, firm.id) is None
    assert db.session.scalars(select(StoredFile)).all() == []
    assert handed_in(call, firm).number == 1


def test_what_was_handed_in_is_not_thrown_away(call: Call) -> None:
    application = handed_in(call, a_young_firm())

    with pytest.raises(service.NotWritableError):
        service.forget(application, by=ANYONE)


def test_the_hash_of_the_receipt_is_of_what_was_handed_in(call: Call) -> None:
    from center.tenancy.applications.rules.written import seal_of

    firm = a_young_firm()
    submission = hand_in(begun(call, firm))

    assert seal_of(submission.content) == submission.sha256
    assert submission.content["written"]["people"] == 3
    assert {one["document"] for one in submission.content["papers"]} == set(PAPERS)
    assert all(len(one["sha256"]) == 64 for one in submission.content["papers"])


def test_a_firm_whose_certificate_ended_meanwhile_is_not_let_hand_in(
    call: Call, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = (KindTerm(Kind.COOPERATIVE, date(2023, 3, 2), date(2027, 1, 25)),)
    firm = a_young_firm(kinds=ended)

    with pytest.raises(service.BarredError):
        service.begin(call.id, firm, Written(), language="ko", by=ANYONE, now=time.now())


@pytest.mark.parametrize("command", [service.put_back, service.forget])
def test_commands_that_do_not_fit_its_state_change_nothing(call: Call, command: Callable[..., None]) -> None:
    firm = a_young_firm()
    application = handed_in(call, firm)

    with pytest.raises(service.NotWritableError):
        command(application, by=ANYONE)

    assert of(call, firm).state == State.SUBMITTED


def told() -> list[tuple[str, list[str]]]:
    """What applicants were told of the call, and which fields they were told to look at."""
    mails = db.session.scalars(select(OutboxMail).where(OutboxMail.kind == "application_told").order_by(OutboxMail.id))
    facts = [mail.facts or {} for mail in mails]
    return [(one["what"], [str(restored(change)) for change in one.get("changes", [])]) for one in facts]


def test_who_began_is_told_of_an_amendment_once_and_who_comes_later_is_not(call: Call, yuna: Actor) -> None:
    begun(call, a_young_firm())
    gone = handed_in(call, a_young_firm())
    service.withdraw(gone, language="ko", by=ANYONE, now=time.now())
    puts_off(call, 3, yuna)
    begun(call, a_young_firm())

    assert [service.tell_news(), service.tell_news()] == [1, 0]

    assert told()[2:] == [("amended", ["접수 마감"])]


def test_of_two_amendments_one_letter_tells(call: Call, yuna: Actor) -> None:
    begun(call, a_young_firm())
    puts_off(call, 3, yuna)
    puts_off(call, 3, yuna)

    assert service.tell_news() == 1


def test_who_began_is_told_that_the_call_was_called_off(call: Call, yuna: Actor) -> None:
    handed_in(call, a_young_firm())
    call_off(call, version=call.version, reason="공사", by=yuna, now=time.now())

    assert [service.tell_news(), service.tell_news()] == [1, 0]
    assert told()[-1] == ("called_off", [])


def test_who_named_no_address_is_told_nothing_and_not_asked_again(call: Call, yuna: Actor) -> None:
    begun(call, a_young_firm(), email="")
    puts_off(call, 3, yuna)

    assert [service.tell_news(), service.tell_news()] == [1, 0]
    assert told() == []


def test_the_check_finds_a_submission_that_was_changed(call: Call) -> None:
    submission = hand_in(begun(call, a_young_firm()))
    checked = "applications are as they were handed in"
    assert [result.faults for result in run_checks(time.now()) if result.name == checked] == [()]

    with transaction():
        submission.content = {**submission.content, "written": {**submission.content["written"], "people": 99}}

    found = [result.faults for result in run_checks(time.now()) if result.name == checked]
    assert found == [(f"application {submission.application_id} submission 1 was changed after it was handed in",)]


def test_the_same_words_sent_once_more_from_an_older_version_are_no_conflict(call: Call) -> None:
    firm = a_young_firm()
    application = begun(call, firm)
    older = application.version
    changed = replace(WRITTEN, people=9)

    first = service.save(application, changed, version=older, now=time.now())
    again = service.save(of(call, firm), changed, version=older, now=time.now())

    assert (first, again) == (older + 1, older + 1)
