"""The sample applications: made once, plainly examples, to a call that is open and to one that has closed."""

import io
from datetime import timedelta

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select

from center.checks import check_files, run_checks
from center.core import time
from center.core.audit import OPERATOR
from center.core.db import db
from center.demo_applications import CLOSED, CLOSED_UNITS, OPEN, load_applications
from center.demo_firms import load_firms, sample_number
from center.demo_people import load_people
from center.demo_tenants import load_tenants
from center.enterprises.queries import find_by_number
from center.files.serving import the_store
from center.mail.models import OutboxMail
from center.mail.rules import MailState
from center.spaces.terms import Term, enter_term
from center.tenancy.applications import queries
from center.tenancy.applications.models import Application, State
from center.tenancy.applications.pages.desk import application_rows
from center.tenancy.calls.models import Call
from center.tenancy.calls.queries import get_published
from center.tenancy.calls.rules.phases import Phase, phase_of
from tests.conftest import Clock


def load() -> None:
    load_firms(time.today(), time.now())
    load_people(the_store(), time.now())
    load_tenants(time.today())
    load_applications(the_store(), time.today())


def by_call() -> list[tuple[Phase, list[str]]]:
    """Where each call stands, and the states of its applications."""
    found = []
    for call in db.session.scalars(select(Call).order_by(Call.id)):
        rows = select(Application.state).where(Application.call_id == call.id).order_by(Application.id)
        _call, version = get_published(call.id)
        found.append((phase_of(version.says.schedule, time.now()), list(db.session.scalars(rows))))
    return found


@pytest.mark.parametrize("days", [0, 31, 95, 250])
def test_there_is_a_draft_some_that_were_handed_in_and_a_withdrawn_one_on_whatever_day(
    app: Flask, clock: Clock, days: int
) -> None:
    clock.move(timedelta(days=days))

    for _each in range(2):
        load()

    handed_in = [State.SUBMITTED] * len(OPEN)
    closed = [*[State.SUBMITTED] * (len(CLOSED) - 1), State.WITHDRAWN]
    assert by_call() == [(Phase.OPEN, [State.DRAFT, *handed_in]), (Phase.CLOSED, closed)]
    assert not [result.line() for result in run_checks(time.now()) if result.faults and "holidays" not in result.name]
    assert not check_files().faults
    assert db.session.scalars(select(OutboxMail).where(OutboxMail.state == MailState.WAITING)).all() == []


def test_staff_find_a_tenant_and_a_representative_of_two_firms_among_them(app: Flask, clock: Clock) -> None:
    load()

    call, version = get_published(2)
    with app.test_request_context():
        rows = application_rows(queries.handed_in(call.id), version.says, time.today())

    flags = [flag for row in rows for flag in row.flags]
    assert any("입주해 있는" in flag for flag in flags)
    assert sum("대표자가" in flag for flag in flags) == 2
    assert [row.number for row in rows] == [f"{call.number}-{n:03d}" for n in range(1, len(CLOSED) + 1)]
    handed_in = [one.standing.at for one in queries.handed_in(call.id) if one.standing]
    assert handed_in == sorted(handed_in)


def test_every_sample_paper_is_a_page_that_says_it_is_an_example(app: Flask, clock: Clock) -> None:
    load()

    papers = [paper for one in queries.handed_in(1) for paper in one.files]

    assert len(papers) == 4 * len(OPEN)
    for paper in papers:
        [page] = PdfReader(io.BytesIO(the_store().storage.path(paper.file.sha256).read_bytes()), strict=True).pages
        assert "시연용 예시입니다" in page.extract_text()
        assert "(예시)" in paper.file.name


def test_where_the_units_are_let_there_is_no_closed_call(app: Flask, clock: Clock) -> None:
    load_firms(time.today(), time.now())
    load_people(the_store(), time.now())
    firm = find_by_number(sample_number(0))
    assert firm
    for unit in CLOSED_UNITS:
        term = Term(firm.id, firm.name, time.today(), time.today() + timedelta(days=900), "사용허가")
        enter_term(unit, term, by=OPERATOR)

    load_applications(the_store(), time.today())

    assert by_call() == []
