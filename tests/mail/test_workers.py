"""Several workers, and workers that die: each mail once, and none lost."""

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Barrier

from flask import Flask

from center.core.db import db
from center.mail.rules import LEASE
from center.mail.service import Delivery, deliver_due
from center.mail.transport import FileTransport, PermanentRefusal, TryLater
from tests.conftest import Clock
from tests.mail.carriers import MINUTE, Notebook, office, outbox, parsed, post

STUCK_WORKER = Path(__file__).with_name("stuck_worker.py")


def test_workers_that_race_deliver_each_mail_once(app: Flask, clock: Clock) -> None:
    notebook, barrier = Notebook(), Barrier(3)
    people = [f"person{n}@example.kr" for n in range(24)]
    for person in people:
        post(person)

    def work(now: datetime) -> Delivery:
        with app.app_context():
            barrier.wait()
            return deliver_due(office(notebook), now)

    with ThreadPoolExecutor(3) as workers:
        deliveries = list(workers.map(work, [clock.now] * 3))

    assert sum(delivery.n_sent for delivery in deliveries) == len(people)
    assert sorted(recipient for recipient, _ in notebook.sent) == sorted(people)


def test_nothing_is_sent_inside_a_transaction(app: Flask, clock: Clock) -> None:
    seen: list[str] = []

    class Writing(Notebook):
        """While it sends, somebody else posts: that would wait for a lock the worker held."""

        def send(self, message: bytes, *, sender: str, recipient: str) -> None:
            super().send(message, sender=sender, recipient=recipient)
            seen.append(f"in transaction: {db.session().in_transaction()}")
            with ThreadPoolExecutor(1) as other:
                other.submit(self.post_meanwhile).result(timeout=5)

        def post_meanwhile(self) -> None:
            if len(outbox_states(app)) == 1:
                with app.app_context():
                    post("taeyang@example.kr")

    post()

    assert deliver_due(office(Writing()), clock.now) == Delivery(n_sent=2)
    assert seen == ["in transaction: False"] * 2


def outbox_states(app: Flask) -> list[str]:
    """The states of all mails, read by a session of its own."""
    with app.app_context():
        return [mail.state for mail in outbox()]


def test_a_mail_of_a_worker_that_was_killed_comes_again_as_it_was(app: Flask, clock: Clock, tmp_path: Path) -> None:
    mails = tmp_path / "mails"
    post()
    command = [sys.executable, str(STUCK_WORKER), app.config["SQLALCHEMY_DATABASE_URI"], str(mails)]
    with subprocess.Popen([*command, clock.now.isoformat()], stdout=subprocess.PIPE, text=True) as worker:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "handed over\n"
        worker.kill()
    [file] = mails.iterdir()
    first = file.read_bytes()

    clock.move(LEASE - MINUTE)
    assert deliver_due(office(FileTransport(mails)), clock.now) == Delivery()
    clock.move(MINUTE)
    notebook = Notebook()
    assert deliver_due(office(notebook), clock.now) == Delivery(n_sent=1)

    assert [body for _, body in notebook.sent] == [first]
    assert outbox()[0].message_id == parsed(first)["Message-ID"]


@dataclass
class Slow(Notebook):
    """So slow that its lease ends and the next worker takes the mail over."""

    before_failing: Callable[[], object] = print

    def send(self, message: bytes, *, sender: str, recipient: str) -> None:
        """Let the next worker work, then fail."""
        self.before_failing()
        super().send(message, sender=sender, recipient=recipient)


def test_a_worker_that_was_too_slow_cannot_undo_what_the_next_one_sent(app: Flask, clock: Clock) -> None:
    quick = Notebook()
    slow = Slow(TryLater("RCPT 451"), before_failing=lambda: deliver_due(office(quick), clock.now + LEASE))
    post()

    deliver_due(office(slow), clock.now)

    assert outbox()[0].state == "sent"
    assert slow.sent == quick.sent


def test_a_worker_that_was_too_slow_cannot_end_a_mail_that_the_next_one_has(app: Flask, clock: Clock) -> None:
    next_one = Notebook(TryLater("RCPT 451"))
    slow = Slow(PermanentRefusal("RCPT 550"), before_failing=lambda: deliver_due(office(next_one), clock.now + LEASE))
    post()

    deliver_due(office(slow), clock.now)

    assert (outbox()[0].state, outbox()[0].last_error) == ("waiting", "RCPT 451")
