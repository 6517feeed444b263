"""Firms hand in while things go wrong: killed processes, a full disk, two clicks at once, very large files."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from center.accounts.models import User
from center.checks import check_files, run_checks
from center.core import time
from center.core.db import db
from center.files.models import StoredFile
from center.mail.models import OutboxMail
from center.settings import Settings
from center.tenancy.applications.models import Application, Submission
from tests.faults.test_disk import NO_ROOM, full_disk, on_sqlite
from tests.files.samples import a_pdf
from tests.servers import Server, Visitor, children, gunicorn, hidden
from tests.tenancy.rushing import Applicant, a_call_until, at_the_last_page, firms_with_drafts

KILL_AFTER, N_FIRMS = 6, 18
AN_HOUR = timedelta(hours=1)
DONE, UNAVAILABLE, TOO_LARGE = 303, 503, 413
MEGABYTE = 1024 * 1024
HUGE = 300 * MEGABYTE
SMALL = 40 * 1024
"""How much the memory of all workers together may grow over a file of 300 MB, in kB."""


@pytest.fixture
def clock() -> None:
    """Servers live by the real clock, and so does this test."""


def a_call_with(n: int) -> tuple[int, list[str]]:
    """An open call and firms that could hand in; nothing is held any more."""
    call = a_call_until(time.now().replace(microsecond=0) + AN_HOUR)
    call_id, emails = call.id, firms_with_drafts(call, n)
    db.session.remove()
    db.engine.dispose()
    return call_id, emails


def numbers() -> list[int]:
    """The receipt numbers that were given."""
    given = select(Application.number).where(Application.number.is_not(None)).order_by(Application.number)
    return [number for number in db.session.scalars(given) if number is not None]


def faults() -> list[str]:
    """What the checks find."""
    return [result.line() for result in (*run_checks(time.now()), check_files()) if result.faults]


@pytest.mark.parametrize("workers", [1, 3])
def test_no_confirmed_application_is_lost_by_a_killed_process(app: Flask, settings: Settings, workers: int) -> None:
    call_id, emails = a_call_with(N_FIRMS)

    with gunicorn(settings, workers=workers) as server:
        applicants = [at_the_last_page(Visitor(server.url), email, call_id) for email in emails]
        confirmed = _burst(server, dict(zip(emails, applicants, strict=True)))

    assert len(confirmed) >= KILL_AFTER
    given = numbers()
    assert given == list(range(1, len(given) + 1))
    assert len(given) >= len(confirmed)
    handed_in = db.session.scalars(select(User.email).join(Submission, Submission.by_id == User.id)).all()
    assert set(handed_in) >= confirmed
    assert len(handed_in) == len(given)
    assert len(db.session.scalars(select(OutboxMail).where(OutboxMail.kind == "application_told")).all()) == len(given)
    assert faults() == []


def _burst(server: Server, applicants: dict[str, Applicant]) -> set[str]:
    """All hand in; after some were confirmed the server dies. Returns whose were confirmed."""
    confirmed: set[str] = set()
    enough = threading.Event()

    def send(email: str) -> None:
        try:
            reply = applicants[email].send()
        except OSError:
            return
        assert reply.status in (DONE, 500, 502, UNAVAILABLE)
        if reply.status == DONE:
            confirmed.add(email)
            if len(confirmed) >= KILL_AFTER:
                enough.set()

    with ThreadPoolExecutor(8) as crowd:
        for email in applicants:
            crowd.submit(send, email)
        assert enough.wait(60)
        server.kill()
    return confirmed


def test_two_clicks_at_once_in_two_processes_give_one_number_and_one_letter(app: Flask, settings: Settings) -> None:
    call_id, emails = a_call_with(1)

    with gunicorn(settings, workers=2) as server:
        applicant = at_the_last_page(Visitor(server.url), emails[0], call_id)
        with ThreadPoolExecutor(6) as crowd:
            replies = [future.result() for future in [crowd.submit(applicant.send) for _each in range(6)]]

    assert {(reply.status, reply.location) for reply in replies} == {(DONE, f"/apply/{call_id}/status")}
    assert numbers() == [1]
    assert len(db.session.scalars(select(Submission)).all()) == 1
    assert len(db.session.scalars(select(OutboxMail).where(OutboxMail.kind == "application_told")).all()) == 1


def multipart(token: str, content: Iterator[bytes], length: int) -> tuple[Iterator[bytes], int, str]:
    """A form with a file that is made while it is sent: its pieces, its length, its type."""
    head = (
        f'--b\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token}\r\n'
        '--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n'
        "Content-Type: application/pdf\r\n\r\n"
    ).encode()
    end = b"\r\n--b--\r\n"

    def pieces() -> Iterator[bytes]:
        yield head
        yield from content
        yield end

    return pieces(), len(head) + length + len(end), "multipart/form-data; boundary=b"


def upload(visitor: Visitor, call_id: int, content: Iterator[bytes], length: int) -> tuple[int, str]:
    """Send a paper; the status and what the page says."""
    page = visitor.get(f"/apply/{call_id}/papers").text
    pieces, whole, kind = multipart(hidden(page[page.index("<main") :], "csrf_token"), content, length)
    reply = visitor.stream(f"/apply/{call_id}/papers/services", pieces, length=whole, content_type=kind)
    return reply.status, reply.text


def peaks_kb(server: Server) -> int:
    """The most memory that the workers ever had, together."""
    told = (Path(f"/proc/{pid}/status").read_text() for pid in children(server.process.pid))
    return sum(int(text.partition("VmHWM:")[2].split()[0]) for text in told)


@on_sqlite
def test_a_file_of_300_mb_is_refused_in_a_sentence_and_costs_no_memory(app: Flask, settings: Settings) -> None:
    call_id, emails = a_call_with(1)

    with gunicorn(settings, workers=2) as server:
        visitor = at_the_last_page(Visitor(server.url), emails[0], call_id).visitor
        small = upload(visitor, call_id, iter([a_pdf()]), len(a_pdf()))
        before = peaks_kb(server)
        try:
            status, text = upload(visitor, call_id, (bytes(MEGABYTE) for _each in range(300)), HUGE)
        except OSError:
            status, text = 0, ""
        grown = peaks_kb(server) - before
        afterwards = visitor.get(f"/apply/{call_id}/papers")

    assert small[0] == DONE
    assert status in (0, TOO_LARGE)
    assert status == 0 or "파일이 너무 큽니다" in text
    assert grown < SMALL
    assert afterwards.status == 200
    assert len(db.session.scalars(select(StoredFile).where(StoredFile.name == "a.pdf")).all()) == 1


@on_sqlite
def test_a_disk_that_gets_full_during_an_upload_is_told_and_leaves_nothing_half(app: Flask, settings: Settings) -> None:
    call_id, emails = a_call_with(1)
    content = a_pdf() + b"\n%" + b"0" * 200_000

    with gunicorn(settings, workers=2) as server:
        applicant = at_the_last_page(Visitor(server.url), emails[0], call_id)
        n_before = len(db.session.scalars(select(StoredFile.id)).all())
        db.session.remove()
        db.engine.dispose()
        with full_disk(lambda: [server.process.pid, *children(server.process.pid)]):
            status, text = upload(applicant.visitor, call_id, iter([content]), len(content))
            refused = applicant.send()
        n_while_full = len(db.session.scalars(select(StoredFile.id)).all())
        again, _text = upload(applicant.visitor, call_id, iter([content]), len(content))

    assert (status, NO_ROOM in text) == (UNAVAILABLE, True)
    assert (refused.status, n_while_full) == (UNAVAILABLE, n_before)
    assert again == DONE
    assert numbers() == []
    assert faults() == []
