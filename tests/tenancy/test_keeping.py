"""What was never handed in, was withdrawn, or will not be judged ends when its time is over.

Source: docs/rules/calls.md, "How long it is kept"
"""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from center.bookings.service.retention import end_personal_data
from center.bookings.service.upkeep import tidy
from center.checks import run_checks
from center.core import time
from center.core.actor import ANYONE, Actor
from center.core.audit import entries_about
from center.core.db import db
from center.core.time import at, seoul_day
from center.files.models import StoredFile
from center.files.serving import the_store
from center.settings import Settings
from center.tenancy.applications import queries, service
from center.tenancy.applications.models import Application, State, Submission
from center.tenancy.applications.rules.keeping import DRAFT_KEPT, WITHDRAWN_KEPT
from center.tenancy.applications.rules.written import Written
from center.tenancy.applications.service import forget_applications, kept_until
from center.tenancy.calls.models import Call
from center.tenancy.calls.service import call_off
from tests.bookings.postbag import sent_now
from tests.conftest import Clock
from tests.safety.files import files_with
from tests.tenancy.applying import (
    CLOSES,
    WRITTEN,
    a_young_firm,
    an_open_call,
    attach,
    begun,
    handed_in,
    of,
    puts_off,
)

A_SECOND = timedelta(seconds=1)
MARKS = ("MARKCONTACT", "MARKWORK", "markmail", "MARKPAPER")
MARKED = {
    "contact": "MARKCONTACT",
    "email": "markmail@example.kr",
    "parts": {**WRITTEN.parts, "work": "MARKWORK"},
}


@pytest.fixture
def call(app: Flask, yuna: Actor, clock: Clock) -> Call:
    """An open call."""
    return an_open_call(yuna, clock)


def withdrawn(call: Call) -> Application:
    """One that was handed in and withdrawn."""
    firm = a_young_firm()
    service.withdraw(handed_in(call, firm), language="ko", by=ANYONE, now=time.now())
    return of(call, firm)


def acts_on(application_id: int) -> list[tuple[str, str]]:
    """What became of it by the clock."""
    entries = entries_about(f"application {application_id}")
    return [(entry.action, entry.actor) for entry in entries if entry.actor == "clock"]


def n_files() -> int:
    """How many papers are kept."""
    return len(db.session.scalars(select(StoredFile.id)).all())


def test_a_draft_that_was_never_handed_in_goes_ninety_days_after_the_deadline(call: Call, clock: Clock) -> None:
    application = begun(call, a_young_firm())
    number = application.id

    clock.set(CLOSES + DRAFT_KEPT - A_SECOND)
    assert forget_applications(clock.now) == 0
    clock.move(A_SECOND)
    assert (forget_applications(clock.now), forget_applications(clock.now)) == (1, 0)

    assert db.session.scalars(select(Application)).all() == []
    assert n_files() == 0
    assert acts_on(number) == [("application.forgotten", "clock")]


def test_where_the_deadline_was_moved_later_the_draft_is_kept_longer(call: Call, clock: Clock, yuna: Actor) -> None:
    begun(call, a_young_firm())
    puts_off(call, 6, yuna)

    clock.set(CLOSES + DRAFT_KEPT)
    early = forget_applications(clock.now)
    clock.move(timedelta(days=6))

    assert (early, forget_applications(clock.now)) == (0, 1)


def test_the_content_of_a_withdrawn_application_goes_after_thirty_days_and_its_number_stays(
    call: Call, clock: Clock
) -> None:
    application = withdrawn(call)

    clock.move(WITHDRAWN_KEPT - A_SECOND)
    assert forget_applications(clock.now) == 0
    assert application.standing
    clock.move(A_SECOND)
    assert (forget_applications(clock.now), forget_applications(clock.now)) == (1, 0)

    [kept] = queries.handed_in(call.id)
    assert (kept.number, kept.state, kept.written, kept.standing) == (1, State.WITHDRAWN, Written(), None)
    assert (n_files(), db.session.scalars(select(Submission)).all()) == (0, [])
    assert acts_on(kept.id) == [("application.erased", "clock")]
    assert not [result.line() for result in run_checks(clock.now) if "applications" in result.name and result.faults]


def test_what_stands_is_kept_and_what_was_written_after_it_goes(call: Call, clock: Clock) -> None:
    firm = a_young_firm()
    handed_in(call, firm)
    service.reopen(of(call, firm), by=ANYONE, now=time.now())
    application = of(call, firm)
    service.save(application, replace(WRITTEN, people=9), version=application.version, now=time.now())
    attach(of(call, firm), "services")
    n_before = n_files()

    clock.set(CLOSES + DRAFT_KEPT)

    assert (forget_applications(clock.now), forget_applications(clock.now)) == (1, 0)
    application = of(call, firm)
    assert (application.state, application.is_reopened, application.written) == (State.SUBMITTED, False, WRITTEN)
    assert (len(application.submissions), n_files()) == (1, n_before - 1)


def test_what_waits_for_a_decision_is_kept(call: Call, clock: Clock) -> None:
    application = handed_in(call, a_young_firm())

    clock.set(CLOSES + timedelta(days=700))

    assert (forget_applications(clock.now), kept_until(application)) == (0, None)
    assert application.standing


def test_what_was_sent_for_a_call_that_was_called_off_goes_ninety_days_later(
    call: Call, clock: Clock, yuna: Actor
) -> None:
    handed_in(call, a_young_firm())
    begun(call, a_young_firm())
    call_off(call, version=call.version, reason="공사", by=yuna, now=time.now())

    clock.move(DRAFT_KEPT - A_SECOND)
    early = forget_applications(clock.now)
    clock.move(A_SECOND)

    assert (early, forget_applications(clock.now), forget_applications(clock.now)) == (0, 2, 0)
    [kept] = db.session.scalars(select(Application)).all()
    assert (kept.number, kept.written, kept.standing, n_files()) == (1, Written(), None, 0)


def test_nothing_of_what_went_is_left_in_the_files(app: Flask, settings: Settings, call: Call, clock: Clock) -> None:
    firm = a_young_firm()
    handed_in(call, firm, **MARKED)
    service.reopen(of(call, firm), by=ANYONE, now=time.now())
    attach(of(call, firm), "services", name="MARKPAPER.pdf")
    service.withdraw(of(call, firm), language="ko", by=ANYONE, now=time.now())
    begun(call, a_young_firm(), **MARKED)
    sent_now(app)
    before = {found.split(" ")[0] for found in files_with(settings, *MARKS)}

    tonight = at(seoul_day(CLOSES + DRAFT_KEPT) + timedelta(days=1), 4 * 60)
    clock.set(tonight)
    tidy(clock.now)
    app.extensions["center_post_office"].forget_old(clock.now)
    assert end_personal_data(clock.now)
    the_store().tidy(clock.now)

    assert before == set(MARKS)
    assert files_with(settings, *MARKS) == set()
