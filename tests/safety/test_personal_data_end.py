"""Personal data end: when the time of a booking is over the worker takes the people out of it, to the last byte."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, text, update
from werkzeug.test import TestResponse

from center.accounts.models import AccessRecord
from center.accounts.service import create_user, forget_access, record_access, sign_in
from center.bookings import queries
from center.bookings.models import Booking, owning
from center.bookings.rules.states import State
from center.bookings.rules.values import InvalidRuleError
from center.bookings.service.deciding import refuse
from center.bookings.service.managing import cancel_booking
from center.bookings.service.retention import end_personal_data, erase_overdue
from center.bookings.service.upkeep import set_rule, tidy
from center.checks import run_checks
from center.core import time
from center.core.actor import Actor, Role
from center.core.audit import entries_about
from center.core.audit_chain import read_chain
from center.core.db import db, transaction
from center.core.time import at
from center.mail.models import OutboxMail
from center.server import ROOT
from center.settings import Settings
from tests.api.calls import booked, manage
from tests.bookings.factories import WEDNESDAY, a_booking, a_held_booking, a_request, hours
from tests.bookings.postbag import sent_now
from tests.commands import environment
from tests.conftest import Clock
from tests.safety.files import files_with
from tests.web.mine import key_of, opened

MARKS = ("MARKNAME", "markmail", "MARKORG", "MARKPURPOSE", "01055554444", "MARKREASON", "MARKNOTE", "MARKOVERRIDE")
MARKED = {
    "name": "MARKNAME",
    "organisation": "MARKORG",
    "purpose": "MARKPURPOSE",
    "phone": "01055554444",
    "news_version": "2026-1",
}
IN_A_YEAR = at(date(2027, 12, 23), 4 * 60)
"""The night of the very day a year after the use."""


def marked_booking(n: int, make: Callable[..., Booking] = a_booking, **more: str) -> Booking:
    return make(hours(9 + 2 * n, 10 + 2 * n), email=f"markmail{n}@example.kr", **{**MARKED, **more})


def bookings_of_every_kind() -> dict[str, Booking]:
    """Confirmed, cancelled, never verified, and refused with a reason, each marked all over."""
    made = {
        "confirmed": marked_booking(0, phone="010-5555-4444"),
        "cancelled": marked_booking(1),
        "expired": marked_booking(2, a_held_booking, organisation="MARKORG2"),
        "refused": marked_booking(3, a_request, organisation="MARKORG2"),
    }
    cancel_booking(made["cancelled"].reference, now=time.now())
    staff = Actor(_staff(), roles=frozenset({Role.STAFF}))
    refuse(made["refused"].reference, version=made["refused"].version, reason="MARKREASON", by=staff, now=time.now())
    with transaction() as session, owning(session):
        session.execute(update(Booking).values(staff_note="MARKNOTE", override_reason="MARKOVERRIDE"))
    return made


def _staff() -> int:
    return create_user(
        email="yuna@example.kr", name="김유나", password="five long words here", role=Role.STAFF, now=time.now()
    ).id


def a_year_goes_by(clock: Clock) -> None:
    """The worker goes on meanwhile."""
    clock.move(timedelta(minutes=11))
    tidy(clock.now)
    clock.set(IN_A_YEAR)
    tidy(clock.now)


def test_deleted_personal_data_are_gone_from_the_file(app: Flask, settings: Settings, clock: Clock) -> None:
    bookings_of_every_kind()
    booked(app.test_client(), hours(19, 20), **{name: MARKED[name] for name in ("name", "organisation", "purpose")})
    sent_now(app)
    if db.engine.dialect.name == "postgresql":
        with db.engine.begin() as connection:
            connection.execute(text("ANALYZE"))
    before = {found.split(" ")[0] for found in files_with(settings, *MARKS)}

    a_year_goes_by(clock)
    app.extensions["center_post_office"].forget_old(clock.now)
    assert end_personal_data(clock.now)

    assert before == set(MARKS)
    assert files_with(settings, *MARKS) == set()
    assert not [result.line() for result in run_checks(clock.now) if result.faults and "holidays" not in result.name]


def test_without_the_sweep_bytes_of_them_would_stay(app: Flask, settings: Settings, clock: Clock) -> None:
    """That the test above can fail: erasing rows alone is not enough, on either database."""
    bookings_of_every_kind()
    a_year_goes_by(clock)

    erase_overdue(clock.now)

    assert files_with(settings, *MARKS) != set()


def test_what_figures_need_stays(app: Flask, clock: Clock) -> None:
    kept = ("reference", "state", "headcount", "purpose_kind", "booker_kind", "language", "terms_version", "channel")
    made = bookings_of_every_kind()
    before = {kind: _facts(booking, kept) for kind, booking in made.items() if kind != "expired"}
    clock.set(IN_A_YEAR)

    erase_overdue(clock.now)

    after = {kind: _facts(_record(booking), kept) for kind, booking in made.items() if kind != "expired"}
    assert after == before
    for booking in made.values():
        record = _record(booking)
        assert (record.name, record.email, record.purpose, record.organisation) == ("", "", "", None)
        assert record.erased_at == clock.now
        [entry] = [entry for entry in entries_about(f"booking {record.reference}") if entry.action == "booking.erased"]
        assert (entry.actor, entry.facts) == ("clock", "{}")


def _record(booking: Booking) -> Booking:
    found = queries.find_record(booking.reference)
    assert found
    db.session.refresh(found)
    return found


def _facts(booking: Booking, names: tuple[str, ...]) -> list[object]:
    return [*(getattr(booking, name) for name in names), booking.occurrence.period, booking.occurrence.codes]


@pytest.mark.parametrize(("instant", "n"), [(IN_A_YEAR - timedelta(hours=5), 0), (IN_A_YEAR, 1)])
def test_a_booking_is_kept_to_the_last_day_of_its_year(app: Flask, clock: Clock, instant: datetime, n: int) -> None:
    a_booking()

    clock.set(instant)

    assert erase_overdue(clock.now) == n
    assert erase_overdue(clock.now) == 0


def test_the_rule_of_the_day_of_use_says_how_long(app: Flask, clock: Clock) -> None:
    set_rule("retention", {"months": 24}, from_on=WEDNESDAY)
    longer, usual = a_booking(hours(9, 10)), a_booking(hours(9, 10, WEDNESDAY - timedelta(days=1)))
    clock.set(IN_A_YEAR)
    tidy(clock.now)

    erased_first = [erase_overdue(clock.now), _record(usual).erased_at, _record(longer).erased_at]
    clock.set(at(date(2028, 12, 23), 4 * 60))

    assert erased_first == [1, IN_A_YEAR, None]
    assert erase_overdue(clock.now) == 1


@pytest.mark.parametrize("months", [0, 11, 61, None, "12"])
def test_nobody_sets_a_retention_that_figures_or_the_law_forbid(app: Flask, months: object) -> None:
    with pytest.raises(InvalidRuleError):
        set_rule("retention", {"months": months}, from_on=WEDNESDAY)


def test_who_never_entered_the_code_is_forgotten_after_a_week(app: Flask, clock: Clock) -> None:
    never, replaced, real = a_held_booking(hours(9, 10)), a_held_booking(hours(11, 12)), a_booking(hours(13, 14))
    cancel_booking(replaced.reference, now=clock.now)
    cancel_booking(real.reference, now=clock.now)
    clock.move(timedelta(days=7, seconds=-1))
    tidy(clock.now)

    too_early = erase_overdue(clock.now)
    clock.move(timedelta(seconds=1))

    assert (too_early, erase_overdue(clock.now)) == (0, 2)
    assert (_record(never).state, _record(never).name) == (State.EXPIRED, "")
    assert (_record(replaced).name, _record(real).name) == ("", "홍길동")


def test_an_erased_booking_reads_exactly_like_one_that_does_not_exist(app: Flask, clock: Clock) -> None:
    booking = a_booking()
    key, browser = key_of(booking), opened(app, booking)
    made = booked(app.test_client(), hours(9, 10))
    clock.set(IN_A_YEAR)
    tidy(clock.now)
    erase_overdue(clock.now)

    for reference, nobodys in ((booking.reference, "YD-AAAA-AAAA"), (str(made["reference"]), "YD-BBBB-BBBB")):
        for suffix in ("", "/done", "/code", "/time", "/words", "/cancel", "/booking.ics"):
            _same(browser.get(f"/bookings/{reference}{suffix}"), browser.get(f"/bookings/{nobodys}{suffix}"))
        for suffix, form in (("", {"key": key}), ("/cancel", {}), ("/link", {}), ("/code", {"code": "123456"})):
            _same(*(browser.post(f"/bookings/{one}{suffix}", data=form) for one in (reference, nobodys)))
        for method, body in (("GET", None), ("PATCH", {"headcount": 5}), ("DELETE", None)):
            _same(*(manage(browser, method, {**made, "reference": one}, body) for one in (reference, nobodys)))
        sent = (browser.post(f"/api/v1/bookings/{one}/verify", json={"code": "123456"}) for one in (reference, nobodys))
        _same(*sent)
    assert browser.get("/bookings").text.count(booking.reference) == 0


def test_staff_see_of_an_erased_booking_that_it_was_erased(app: Flask, client: FlaskClient, clock: Clock) -> None:
    booking = marked_booking(0, phone="010-5555-4444")
    clock.set(IN_A_YEAR)
    tidy(clock.now)
    erase_overdue(clock.now)
    _staff()
    client.post("/sign-in", data={"email": "yuna@example.kr", "password": "five long words here"})

    page = client.get(f"/staff/bookings/{booking.reference}")

    assert page.status_code == 200
    assert "보관 기간이 지나" in page.text
    assert not [mark for mark in MARKS if mark in page.text]
    assert client.get(f"/staff/bookings/{booking.reference}/edit").status_code == 404


def _same(one: TestResponse, other: TestResponse) -> None:
    assert one.request.method == other.request.method
    assert (one.status_code, _nameless(one)) == (other.status_code, _nameless(other)), one.request.url


def _nameless(answer: TestResponse) -> str:
    """Without the number that was asked for, the reference of an error page, and a form's token, which tells its second."""
    return re.sub(r'YD(-|%2D)\w{4}-\w{4}|\b[0-9A-F]{8}\b|(?<=name="csrf_token" value=)"[^"]*"', "", answer.text)


def test_nobody_is_written_to_whose_data_are_deleted(app: Flask, clock: Clock) -> None:
    booking = a_booking()
    clock.set(IN_A_YEAR)

    erase_overdue(clock.now)

    mails = db.session.scalars(select(OutboxMail).where(OutboxMail.about == booking.reference)).all()
    assert mails
    assert {(mail.state, mail.recipient, mail.facts) for mail in mails} == {("dropped", None, None)}
    assert sent_now(app) == []


def test_many_are_erased_batch_by_batch(app: Flask, clock: Clock) -> None:
    for n in range(5):
        a_booking(hours(9 + 2 * n, 10 + 2 * n))
    clock.set(IN_A_YEAR)
    tidy(clock.now)

    assert [erase_overdue(clock.now, most=2) for _ in range(4)] == [2, 2, 1, 0]


@pytest.mark.parametrize("n_statements", [12, 25, 40, 55])
def test_a_worker_that_is_killed_while_it_erases_leaves_bookings_whole_or_erased(
    app: Flask, settings: Settings, clock: Clock, n_statements: int
) -> None:
    for n in range(4):
        a_booking(hours(9 + 2 * n, 10 + 2 * n), name="MARKNAME", organisation="MARKORG", phone=f"010-5555-000{n}")
    clock.set(IN_A_YEAR)
    tidy(clock.now)
    db.session.remove()
    db.engine.dispose()

    died = subprocess.run(
        [sys.executable, "-m", "tests.safety.dying_worker", clock.now.isoformat(), str(n_statements)],
        cwd=ROOT,
        env={**os.environ, **environment(settings)},
        timeout=60,
        check=False,
    )

    records = db.session.scalars(select(Booking)).all()
    assert died.returncode == -signal.SIGKILL
    assert {(record.name, record.organisation, record.erased_at is None) for record in records} <= {
        ("MARKNAME", "MARKORG", True),
        ("", None, False),
    }
    assert read_chain().faults == []
    assert end_personal_data(clock.now)
    assert files_with(settings, *MARKS) == set()


def test_the_nights_work_is_done_once_a_night(app: Flask, clock: Clock) -> None:
    a_booking()
    late_evening, early, again = IN_A_YEAR - timedelta(hours=4, minutes=1), IN_A_YEAR, IN_A_YEAR + timedelta(hours=1)
    clock.set(IN_A_YEAR + timedelta(days=3))
    tidy(clock.now)

    done = [end_personal_data(instant) for instant in (late_evening, early - timedelta(hours=2), early, again)]

    assert done == [True, False, True, False]


def test_a_sweep_that_meets_a_reader_is_done_again_in_the_next_round(app: Flask, clock: Clock) -> None:
    booking = a_booking()
    clock.set(IN_A_YEAR)
    tidy(clock.now)
    db.session.rollback()
    held = {} if db.engine.dialect.name == "sqlite" else {"isolation_level": "READ COMMITTED"}
    with db.engine.connect().execution_options(**held) as reader:
        reader.execute(select(Booking.id)).all()
        while_reading = end_personal_data(clock.now)

    assert (while_reading, end_personal_data(clock.now)) == (False, True)
    assert _record(booking).erased_at


def test_records_of_access_and_sign_ins_end_after_two_years(app: Flask, clock: Clock) -> None:
    who = Actor(_staff(), roles=frozenset({Role.STAFF}), address="192.0.2.7")
    sign_in("yuna@example.kr", "five long words here", address="192.0.2.7", now=clock.now)
    record_access("shown", "YD-AAAA-AAAA", by=who, now=clock.now)
    two_years = datetime(2028, 12, 15, 15, 0, tzinfo=UTC)

    kept = forget_access(two_years - timedelta(days=1, seconds=1)), _n_access()
    gone = forget_access(two_years), _n_access()

    assert (kept, gone) == ((0, 2), (2, 0))


def _n_access() -> int:
    return db.session.scalar(select(func.count()).select_from(AccessRecord)) or 0


def test_mails_in_files_go_after_a_month(app: Flask, settings: Settings, clock: Clock) -> None:
    a_booking()
    sent_now(app)
    office, folder = app.extensions["center_post_office"], settings.instance / "mail"
    n = len(list(folder.iterdir()))

    office.forget_old(clock.now + timedelta(days=29))
    kept = len(list(folder.iterdir()))
    office.forget_old(clock.now + timedelta(days=31))

    assert n == kept > 0
    assert list(folder.iterdir()) == []


def test_an_answer_kept_for_a_program_names_nobody(app: Flask, client: FlaskClient) -> None:
    booked(client, hours(9, 10), name="MARKNAME", purpose="MARKPURPOSE", organisation="MARKORG")

    kept = db.session.execute(text("SELECT answer FROM kept_answer")).scalars().all()

    assert kept
    assert not [mark for mark in MARKS if mark in json.dumps(kept, default=str)]
