"""Staff ask for papers after the deadline: clocks, extensions, the second demand, the return; the firm answers in time or not.

Source: docs/rules/calls.md, "Supplement"
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from center.checks import run_checks
from center.core import time
from center.core.actor import ANYONE, Actor
from center.core.audit import AuditEntry
from center.core.db import db, transaction
from center.core.errors import ChangedMeanwhileError, NotFoundError, RuleError
from center.files.models import StoredFile
from center.tenancy.applications import queries, service
from center.tenancy.applications.models import Application, ApplicationFile, Ending, State, Supplement
from center.tenancy.applications.rules.supplements import LateError, SupplementError
from center.tenancy.applications.service import answering, supplements
from center.tenancy.calls.models import Call
from center.tenancy.calls.service import call_off
from tests.conftest import Clock
from tests.files.samples import a_pdf
from tests.tenancy.applying import CLOSES, PAPERS, a_young_firm, an_open_call, attach, handed_in, puts_off
from tests.tenancy.supplementing import (
    DUE,
    MONDAY,
    WORDS,
    after,
    answers,
    asked,
    asked_on_monday,
    demanded_again,
    extended,
    fresh,
    letters,
    on,
    returned,
    taken_back,
    uploads,
)
from tests.tenancy.test_screening import screened

NEXT_DAY = timedelta(days=1)


@pytest.fixture
def call(app: Flask, yuna: Actor, clock: Clock) -> Call:
    """An open call."""
    return an_open_call(yuna, clock)


@pytest.fixture
def application(call: Call, yuna: Actor, clock: Clock) -> Application:
    """An application of which a certificate was asked for on Monday 1 February until Thursday the 11th."""
    return asked_on_monday(call, a_young_firm(), yuna, clock)


def last(application: Application) -> Supplement:
    return fresh(application).supplements[-1]


def told() -> list[str]:
    return [facts["what"] for facts in letters()]


def faults() -> tuple[str, ...]:
    """What `center check` finds of submissions and supplements."""
    names = {"applications are as they were handed in", "supplements are as they were handed in"}
    return tuple(fault for result in run_checks(time.now()) if result.name in names for fault in result.faults)


def test_what_is_asked_for_is_kept_and_told_with_its_last_day(application: Application) -> None:
    found = last(application)

    assert (found.n, found.papers, found.due_on) == (1, WORDS, DUE)
    facts = letters()[-1]
    assert (facts["what"], facts["due_on"]) == ("supplement_asked", "2027-02-11")
    assert [one["note"] for one in facts["reasons"]] == list(WORDS.values())
    assert fresh(application).state == State.SUBMITTED


def test_supplement_clock_over_the_chuseok_holidays(call: Call, yuna: Actor, clock: Clock) -> None:
    """Chuseok 2027 is Tuesday 14 to Thursday 16 September: five days from Thursday the 9th end on the Friday after."""
    application = handed_in(call, a_young_firm())
    clock.set(on(date(2027, 9, 9)))

    asked(application, yuna, days=5)

    assert last(application).due_on == date(2027, 9, 17)
    extended(application, yuna, days=1)
    assert last(application).due_on == date(2027, 9, 20)


def test_supplement_that_touches_scored_content(call: Call, yuna: Actor, clock: Clock) -> None:
    application = handed_in(call, a_young_firm())
    clock.set(MONDAY)

    with pytest.raises(SupplementError, match="사업계획서는 마감 뒤에 바꿀 수 없습니다"):
        asked(application, yuna, {"certificate": "없습니다.", "work": "더 자세히 적어 주세요."})

    assert fresh(application).supplements == []
    assert told() == []


def test_a_paper_that_was_not_named_is_not_taken(application: Application) -> None:
    with pytest.raises(NotFoundError):
        uploads(application, "profile")

    assert fresh(application).came_for(last(application)) == []


@pytest.mark.parametrize(
    ("papers", "days"),
    [({}, 5), (WORDS, 0), (WORDS, 31)],
    ids=["no paper", "no day", "too many days"],
)
def test_a_demand_that_does_not_fit_is_refused(
    call: Call, yuna: Actor, clock: Clock, papers: dict[str, str], days: int
) -> None:
    application = handed_in(call, a_young_firm())
    clock.set(MONDAY)

    with pytest.raises(SupplementError):
        asked(application, yuna, papers, days=days)


def test_nothing_is_asked_for_before_the_deadline(call: Call, yuna: Actor, clock: Clock) -> None:
    application = handed_in(call, a_young_firm())
    clock.set(CLOSES)

    with pytest.raises(supplements.SupplementClosedError, match="마감된 뒤에"):
        asked(application, yuna)


def test_nothing_is_asked_for_where_the_call_was_called_off(call: Call, yuna: Actor, clock: Clock) -> None:
    application = handed_in(call, a_young_firm())
    clock.set(MONDAY)
    call_off(call, version=call.version, reason="공사", by=yuna, now=time.now())

    with pytest.raises(supplements.SupplementClosedError, match="취소한"):
        asked(application, yuna)


def test_where_the_call_is_called_off_nothing_is_waited_for_nor_reminded_of(
    application: Application, call: Call, yuna: Actor, clock: Clock
) -> None:
    uploads(application)
    call_off(call, version=call.version, reason="공사", by=yuna, now=time.now())
    clock.set(on(DUE - NEXT_DAY))

    assert fresh(application).waiting is None
    assert supplements.remind(time.now()) == 0
    with pytest.raises(supplements.SupplementClosedError):
        answers(application)


def _withdrawn(application: Application, _yuna: Actor) -> None:
    service.withdraw(fresh(application), language="ko", by=ANYONE, now=time.now())


def _screened(application: Application, yuna: Actor) -> None:
    screened(application, yuna)


@pytest.mark.parametrize("decide", [_withdrawn, _screened], ids=["withdrawn", "screened"])
def test_after_the_decision_nothing_more_can_be_asked(
    call: Call, yuna: Actor, clock: Clock, decide: Callable[[Application, Actor], None]
) -> None:
    application = handed_in(call, a_young_firm())
    clock.set(MONDAY)
    decide(application, yuna)

    with pytest.raises(supplements.SupplementClosedError, match="이미 심사했거나"):
        asked(application, yuna)

    assert fresh(application).supplements == []


def test_what_is_waited_for_is_not_screened_until_it_came(application: Application, yuna: Actor) -> None:
    with pytest.raises(service.ScreeningClosedError, match="보완을 기다리는"):
        screened(application, yuna)

    uploads(application)
    answers(application)

    assert screened(application, yuna).is_eligible


def test_a_second_one_is_not_asked_for_while_the_first_is_waited_for(application: Application, yuna: Actor) -> None:
    with pytest.raises(supplements.SupplementClosedError, match="기다리고 있습니다"):
        asked(application, yuna)

    uploads(application)
    answers(application)
    asked(application, yuna, {"registration": "이름이 다릅니다."})

    assert [(one.n, one.ending) for one in fresh(application).supplements] == [(1, Ending.ANSWERED), (2, None)]


@pytest.mark.parametrize("moment", [on(DUE, 0), on(DUE, 23, 59, 59, 999_999)], ids=["first moment", "last moment"])
def test_an_answer_within_the_last_day_is_in_time(application: Application, clock: Clock, moment: Any) -> None:
    uploads(application)
    clock.set(moment)

    answered = answers(application)

    assert (answered.ending, answered.last_at) == (Ending.ANSWERED, moment)
    assert [(file.document_key, file.is_handed_in) for file in fresh(application).came_for(answered)] == [
        ("certificate", True)
    ]
    assert told()[-1] == "supplement_answered"


def test_an_answer_a_second_late_is_refused_and_what_was_uploaded_stays(application: Application, clock: Clock) -> None:
    uploads(application)
    clock.set(after(DUE))

    with pytest.raises(LateError, match="한 번 더 요구하는 메일을 보내면"):
        answers(application)

    assert last(application).ending is None
    assert [file.is_handed_in for file in fresh(application).came_for(last(application))] == [False]


def test_what_was_uploaded_too_late_counts_for_the_second_demand(
    application: Application, yuna: Actor, clock: Clock
) -> None:
    clock.set(after(DUE))
    uploads(application)
    demanded_again(application, yuna)

    assert answers(application).ending == Ending.ANSWERED


def test_an_answer_lacks_nothing(call: Call, yuna: Actor, clock: Clock) -> None:
    both = {**WORDS, "registration": "흐립니다."}
    application = asked_on_monday(call, a_young_firm(), yuna, clock, papers=both)
    uploads(application)

    with pytest.raises(SupplementError, match="1가지"):
        answers(application)

    uploads(application, "registration")
    assert answers(application).ending == Ending.ANSWERED


def test_what_was_handed_in_first_stays_beside_it(application: Application) -> None:
    before = fresh(application)
    content, papers = before.submissions[-1].content, [file.id for file in before.files]
    uploads(application)

    answers(application)

    present = fresh(application)
    assert present.submissions[-1].content == content
    assert [file.id for file in present.files if file.is_handed_in and file.supplement_id is None] == papers
    assert [file.document_key for file in present.files if file.is_handed_in] == [*PAPERS, "certificate"]
    assert faults() == ()


def test_time_is_given_twice_and_not_a_third_time(application: Application, yuna: Actor) -> None:
    for _each in range(2):
        extended(application, yuna)

    with pytest.raises(SupplementError, match="2번까지만"):
        extended(application, yuna)

    assert (last(application).n_extensions, last(application).due_on) == (2, date(2027, 2, 22))
    assert told() == ["supplement_asked", "supplement_extended", "supplement_extended"]
    assert [step["what"] for step in last(application).steps] == ["asked", "extended", "extended"]


def test_it_is_demanded_once_more_for_ten_days_when_the_time_is_over(
    application: Application, yuna: Actor, clock: Clock
) -> None:
    clock.set(on(DUE, 23, 59))
    with pytest.raises(SupplementError, match="기간이 지난"):
        demanded_again(application, yuna)
    clock.set(after(DUE))
    with pytest.raises(SupplementError, match="남아 있는"):
        extended(application, yuna)

    demanded_again(application, yuna)

    assert (last(application).due_on, last(application).is_last) == (date(2027, 2, 22), True)
    assert letters()[-1]["due_on"] == "2027-02-22"
    with pytest.raises(SupplementError):
        extended(application, yuna)
    clock.set(after(date(2027, 2, 22)))
    with pytest.raises(SupplementError):
        demanded_again(application, yuna)


def test_it_is_returned_with_reasons_when_the_second_demand_is_over(
    application: Application, yuna: Actor, clock: Clock
) -> None:
    clock.set(after(DUE))
    with pytest.raises(SupplementError, match="한 번 더 요구하고"):
        returned(application, yuna)
    demanded_again(application, yuna)
    uploads(application)
    clock.set(on(date(2027, 2, 22), 23, 59, 59))
    with pytest.raises(SupplementError, match="한 번 더 요구하고"):
        returned(application, yuna)
    clock.set(after(date(2027, 2, 22)))
    with pytest.raises(LateError, match="되돌려 보낸다는 통지"):
        answers(application)

    returned(application, yuna, "등기부를 내지 않았습니다.")

    present, found = fresh(application), last(application)
    assert (present.state, found.ending, found.reason) == (State.RETURNED, "returned", "등기부를 내지 않았습니다.")
    assert found.objection_until == date(2027, 3, 25)
    facts = letters()[-1]
    assert (facts["what"], facts["reason"]) == ("returned", "등기부를 내지 않았습니다.")
    assert facts["until"] == "2027-03-25"
    assert present.came_for(found) == []
    assert queries.n_handed_in(present.call_id) == 0
    assert faults() == ()


def test_what_was_returned_is_neither_answered_nor_screened(
    application: Application, yuna: Actor, clock: Clock
) -> None:
    clock.set(after(DUE))
    demanded_again(application, yuna)
    clock.set(after(date(2027, 2, 22)))
    returned(application, yuna)

    with pytest.raises(supplements.SupplementClosedError):
        answers(application)
    with pytest.raises(supplements.SupplementClosedError):
        uploads(application)
    with pytest.raises(service.ScreeningClosedError):
        screened(application, yuna)


def test_a_demand_that_was_a_mistake_is_taken_back_and_told(application: Application, yuna: Actor) -> None:
    uploads(application)
    sha256 = fresh(application).came_for(last(application))[0].file.sha256

    taken_back(application, yuna)

    assert (last(application).ending, told()[-1]) == (Ending.TAKEN_BACK, "supplement_taken_back")
    assert db.session.scalars(select(StoredFile).where(StoredFile.sha256 == sha256)).all() == []
    assert screened(application, yuna).is_eligible


def test_a_second_click_hands_in_once(application: Application) -> None:
    uploads(application)

    first, second = answers(application), answers(application)

    assert (first.id, first.sha256, first.last_at) == (second.id, second.sha256, second.last_at)
    assert told().count("supplement_answered") == 1


def test_two_clicks_at_once_hand_in_once(app: Flask, application: Application) -> None:
    uploads(application)
    application_id = application.id

    def click(_n: int) -> str | None:
        with app.app_context():
            found = queries.get_handed_in(application_id)
            return answering.answer(found, language="ko", by=ANYONE, now=time.now()).sha256

    with ThreadPoolExecutor(4) as clicks:
        seals = set(clicks.map(click, range(4)))

    assert len(seals) == 1
    assert told().count("supplement_answered") == 1


def test_two_members_of_staff_ask_once(call: Call, yuna: Actor, clock: Clock) -> None:
    application = handed_in(call, a_young_firm())
    clock.set(MONDAY)
    version = fresh(application).version
    asked(application, yuna)

    with pytest.raises((ChangedMeanwhileError, supplements.SupplementClosedError)):
        supplements.ask(fresh(application), WORDS, days=5, version=version, by=yuna, now=time.now())

    assert told() == ["supplement_asked"]


def test_a_second_click_extends_once(application: Application, yuna: Actor) -> None:
    version = fresh(application).version
    extended(application, yuna)

    with pytest.raises(ChangedMeanwhileError):
        supplements.extend(fresh(application), days=5, version=version, by=yuna, now=time.now())

    assert last(application).n_extensions == 1


def test_what_is_put_back_or_handed_in_again_leaves_the_answer_alone(
    application: Application, call: Call, yuna: Actor
) -> None:
    """The deadline was moved to after the answer, so that the firm may write again."""
    uploads(application)
    answers(application)
    puts_off(call, 6, yuna)
    service.reopen(fresh(application), by=ANYONE, now=time.now())

    service.put_back(fresh(application), by=ANYONE)
    service.reopen(fresh(application), by=ANYONE, now=time.now())
    attach(fresh(application), "services")
    service.submit(fresh(application), version=fresh(application).version, language="ko", by=ANYONE, now=time.now())

    present = fresh(application)
    assert [paper["document"] for paper in present.submissions[-1].content["papers"]] == [*PAPERS, "services"]
    assert [file.is_handed_in for file in present.came_for(present.supplements[0])] == [True]
    assert faults() == ()


def test_an_upload_that_waits_is_no_part_of_what_is_written_and_stays_whatever_is_taken_out_there(
    application: Application, call: Call, yuna: Actor
) -> None:
    uploads(application)
    puts_off(call, 6, yuna)
    service.reopen(fresh(application), by=ANYONE, now=time.now())
    certificate = next(one for one in fresh(application).files if one.document_key == "certificate")

    service.drop(fresh(application), certificate.id, by=ANYONE)

    present = fresh(application)
    assert len(present.came_for(last(application))) == 1
    with pytest.raises(service.IncompleteError):
        service.submit(present, version=present.version, language="ko", by=ANYONE, now=time.now())


@pytest.mark.parametrize(
    "tampered",
    [
        update(ApplicationFile).where(ApplicationFile.supplement_id.is_not(None)).values(is_handed_in=False),
        update(ApplicationFile).where(ApplicationFile.supplement_id.is_not(None)).values(document_key="profile"),
    ],
    ids=["not handed in", "another paper"],
)
def test_an_answer_that_was_changed_afterwards_is_found(application: Application, tampered: Any) -> None:
    uploads(application)
    answers(application)
    assert faults() == ()

    with transaction() as session:
        session.execute(tampered)

    db.session.expire_all()
    assert any("supplement 1" in fault for fault in faults())


def test_the_same_file_twice_lies_there_once_and_ten_are_enough(application: Application) -> None:
    for _each in range(2):
        uploads(application, content=a_pdf())
    for n in range(service.MOST_FILES - 1):
        uploads(application, content=a_pdf() + f"\n% {n}".encode())

    with pytest.raises(RuleError, match="10개까지"):
        uploads(application, content=a_pdf() + b"\n% more")

    assert len(fresh(application).came_for(last(application))) == service.MOST_FILES


def test_a_file_is_taken_out_until_it_was_handed_in(application: Application) -> None:
    uploads(application)
    came = fresh(application).came_for(last(application))[0]
    first = fresh(application).files[0]
    with pytest.raises(NotFoundError):
        answering.drop_paper(fresh(application), first.id, by=ANYONE)

    answering.drop_paper(fresh(application), came.id, by=ANYONE)

    assert fresh(application).came_for(last(application)) == []
    uploads(application)
    answers(application)
    with pytest.raises(supplements.SupplementClosedError):
        answering.drop_paper(fresh(application), fresh(application).files[-1].id, by=ANYONE)


@pytest.mark.parametrize(
    ("moment", "n"),
    [
        (on(DUE - NEXT_DAY, 8, 59), 0),
        (on(DUE - NEXT_DAY, 9), 1),
        (on(DUE, 9), 1),
        (after(DUE) + timedelta(hours=9), 0),
    ],
    ids=["too early", "in the morning", "on the last day", "too late"],
)
def test_who_has_not_answered_is_reminded_once_on_the_working_day_before(
    application: Application, clock: Clock, moment: Any, n: int
) -> None:
    clock.set(moment)

    counts = [supplements.remind(time.now()) for _each in range(2)]

    assert counts == [n, 0]
    assert told().count("supplement_reminded") == n


def test_nobody_is_reminded_of_what_was_answered_or_asked_for_only_then(
    application: Application, call: Call, yuna: Actor, clock: Clock
) -> None:
    uploads(application)
    answers(application)
    other = handed_in_late(call, clock)
    clock.set(on(DUE - NEXT_DAY))
    asked(other, yuna, days=1)

    assert supplements.remind(time.now()) == 0


def handed_in_late(call: Call, clock: Clock) -> Application:
    """Another firm's application, handed in before the deadline."""
    clock.set(CLOSES)
    return handed_in(call, a_young_firm())


def test_a_new_last_day_is_reminded_of_anew(application: Application, yuna: Actor, clock: Clock) -> None:
    clock.set(on(DUE - NEXT_DAY))
    supplements.remind(time.now())
    extended(application, yuna, days=7)
    clock.set(on(date(2027, 2, 17)))

    assert supplements.remind(time.now()) == 1


def test_every_step_is_in_the_audit_log_without_what_was_written(
    application: Application, yuna: Actor, clock: Clock
) -> None:
    extended(application, yuna)
    uploads(application)
    answers(application)

    rows = select(AuditEntry).where(AuditEntry.action.startswith("supplement.")).order_by(AuditEntry.number)
    entries = [(one.action, one.facts) for one in db.session.scalars(rows)]
    assert [action for action, _facts in entries] == [
        "supplement.asked",
        "supplement.extended",
        "supplement.file-added",
        "supplement.answered",
    ]
    assert not any("등기부" in facts for _action, facts in entries)
