"""A command writes a mail with what it tells of; the worker sends it later, or says why not."""

import logging
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from center.core.db import transaction
from center.mail.content import AddressError
from center.mail.models import OutboxMail
from center.mail.queries import n_failed, oldest_waiting_at
from center.mail.service import Delivery, deliver_due, discard_waiting, post_mail
from center.mail.transport import PermanentRefusal, ServerUnavailable, TryLater
from tests.conftest import Clock
from tests.mail.carriers import JISOO, MINUTE, Notebook, office, outbox, parsed, post


def test_posting_sends_nothing_until_the_outbox_is_delivered(app: Flask, clock: Clock) -> None:
    notebook = Notebook()

    post()
    assert notebook.sent == []
    delivery = deliver_due(office(notebook), clock.now)

    assert delivery == Delivery(n_sent=1)
    assert [recipient for recipient, _ in notebook.sent] == [JISOO]


def test_a_sent_mail_is_not_sent_again(app: Flask, clock: Clock) -> None:
    notebook = Notebook()
    post()

    deliver_due(office(notebook), clock.now)
    clock.move(timedelta(days=1))

    assert deliver_due(office(notebook), clock.now) == Delivery()
    assert len(notebook.sent) == 1


def test_nothing_is_mailed_for_what_was_rolled_back(app: Flask, clock: Clock) -> None:
    notebook = Notebook()

    def refused_command() -> None:
        with transaction():
            post()
            raise RuntimeError("refused")

    with pytest.raises(RuntimeError, match="refused"):
        refused_command()

    assert outbox() == []
    assert deliver_due(office(notebook), clock.now) == Delivery()


def test_after_sending_nothing_personal_is_left(app: Flask, clock: Clock) -> None:
    notebook = Notebook()
    post()

    deliver_due(office(notebook), clock.now)

    [mail] = outbox()
    assert (mail.recipient, mail.facts, mail.body, mail.leased_until) == (None, None, None, None)
    assert (mail.kind, mail.state, mail.sent_at, mail.created_at) == ("note", "sent", clock.now, clock.now)
    assert mail.message_id == parsed(notebook.sent[0][1])["Message-ID"]


@pytest.mark.parametrize(
    ("refusal", "state"), [(PermanentRefusal("RCPT 550"), "failed"), (TryLater("RCPT 451"), "failed"), (None, "sent")]
)
def test_however_a_mail_ends_nothing_personal_is_left(
    app: Flask, clock: Clock, refusal: Exception | None, state: str
) -> None:
    notebook = Notebook(fails_with=refusal)
    post()

    for _hour in range(80):
        deliver_due(office(notebook), clock.now)
        clock.move(timedelta(hours=1))

    [mail] = outbox()
    assert mail.state == state
    assert (mail.recipient, mail.facts, mail.body) == (None, None, None)


def test_the_database_refuses_an_ended_mail_that_keeps_its_recipient(app: Flask, clock: Clock) -> None:
    mail = OutboxMail(
        kind="note", language="ko", recipient=JISOO, state="sent", next_try_at=clock.now, created_at=clock.now
    )

    with pytest.raises(IntegrityError), transaction() as session:
        session.add(mail)


def test_the_waits_between_tries_grow_to_an_hour(app: Flask, clock: Clock) -> None:
    notebook = Notebook(fails_with=TryLater("RCPT 451"))
    post()
    waits = []

    for _try in range(8):
        deliver_due(office(notebook), clock.now)
        [mail] = outbox()
        waits.append((mail.next_try_at - clock.now) // MINUTE)
        clock.set(mail.next_try_at)

    assert waits == [1, 2, 5, 15, 30, 60, 60, 60]


def test_a_mail_is_not_tried_before_its_time(app: Flask, clock: Clock) -> None:
    notebook = Notebook(fails_with=TryLater("RCPT 451"))
    post()
    deliver_due(office(notebook), clock.now)

    clock.move(timedelta(seconds=59))
    assert deliver_due(office(notebook), clock.now) == Delivery()
    clock.move(timedelta(seconds=1))
    assert deliver_due(office(notebook), clock.now) == Delivery(n_postponed=1)


def test_every_try_sends_the_same_bytes_with_the_same_message_id(app: Flask, clock: Clock) -> None:
    notebook = Notebook(fails_with=TryLater("RCPT 451"))
    post()

    deliver_due(office(notebook), clock.now)
    clock.move(MINUTE)
    notebook.fails_with = None
    deliver_due(office(notebook), clock.now)

    [(_, first), (_, second)] = notebook.sent
    assert first == second
    assert outbox()[0].message_id == parsed(second)["Message-ID"]


def test_a_mail_is_given_up_after_three_days(app: Flask, clock: Clock) -> None:
    notebook = Notebook(fails_with=TryLater("RCPT 451"))
    start = clock.now
    post()

    while outbox()[0].state == "waiting":
        clock.set(outbox()[0].next_try_at)
        delivery = deliver_due(office(notebook), clock.now)

    assert delivery == Delivery(n_failed=1)
    assert timedelta(days=2, hours=22) < clock.now - start <= timedelta(days=3)
    assert (n_failed(), outbox()[0].last_error) == (1, "given up: RCPT 451")


def test_a_refused_recipient_ends_the_mail_at_once_and_no_other(app: Flask, clock: Clock) -> None:
    notebook = Notebook(fails_with=PermanentRefusal("RCPT 550 5.1.1"))
    post()

    delivery = deliver_due(office(notebook), clock.now)

    assert delivery == Delivery(n_failed=1)
    assert (outbox()[0].last_error, n_failed(), oldest_waiting_at()) == ("RCPT 550 5.1.1", 1, None)


def test_a_server_that_is_down_is_tried_once_a_round(app: Flask, clock: Clock) -> None:
    notebook = Notebook(fails_with=ServerUnavailable("TimeoutError"))
    for _mail in range(3):
        post()

    assert deliver_due(office(notebook), clock.now) == Delivery(n_postponed=1)
    notebook.fails_with = None

    assert deliver_due(office(notebook), clock.now) == Delivery(n_sent=2)
    clock.move(MINUTE)
    assert deliver_due(office(notebook), clock.now) == Delivery(n_sent=1)


def test_a_recipient_who_must_wait_does_not_hold_up_others(app: Flask, clock: Clock) -> None:
    notebook = Notebook(fails_with=TryLater("RCPT 451"))
    post()
    post("taeyang@example.kr")

    assert deliver_due(office(notebook), clock.now) == Delivery(n_postponed=2)


def test_a_code_that_comes_too_late_is_dropped(app: Flask, clock: Clock) -> None:
    notebook = Notebook()
    post(send_before=clock.now + 10 * MINUTE)

    clock.move(10 * MINUTE)
    delivery = deliver_due(office(notebook), clock.now)

    assert delivery == Delivery(n_dropped=1)
    assert notebook.sent == []
    [mail] = outbox()
    assert (mail.state, mail.recipient, mail.facts, mail.body) == ("dropped", None, None, None)


def test_a_code_goes_out_until_the_last_moment(app: Flask, clock: Clock) -> None:
    post(send_before=clock.now + 10 * MINUTE)

    clock.move(10 * MINUTE - timedelta(seconds=1))

    assert deliver_due(office(Notebook()), clock.now) == Delivery(n_sent=1)


def test_a_code_that_could_not_be_sent_is_wiped_when_its_time_is_over(app: Flask, clock: Clock) -> None:
    late = clock.now + 10 * MINUTE
    notebook = Notebook(fails_with=TryLater("RCPT 451"))
    post(send_before=late)

    while clock.now < late:
        deliver_due(office(notebook), clock.now)
        clock.set(outbox()[0].next_try_at)

    assert clock.now == late
    assert deliver_due(office(notebook), clock.now) == Delivery(n_dropped=1)


def test_a_defect_in_one_mail_does_not_stop_the_others(app: Flask, clock: Clock) -> None:
    notebook = Notebook()
    post(kind="broken")
    post(kind="unheard-of")
    post()

    delivery = deliver_due(office(notebook), clock.now)

    assert delivery == Delivery(n_sent=1, n_postponed=2)
    assert [mail.last_error for mail in outbox()] == ["not written: LookupError", "not written: KeyError", None]


def test_each_mail_is_made_in_its_own_language(app: Flask, clock: Clock) -> None:
    notebook = Notebook()
    post_mail("language", to=JISOO, language="en", facts={})
    post_mail("language", to=JISOO, language="ko", facts={})

    deliver_due(office(notebook), clock.now)

    mails = [parsed(body) for _, body in notebook.sent]
    assert [(mail["Subject"], mail["Content-Language"]) for mail in mails] == [("en", "en"), ("ko", "ko")]


def test_a_mail_that_can_never_be_written_finally_fails(app: Flask, clock: Clock) -> None:
    post(kind="broken")

    for _hour in range(80):
        deliver_due(office(Notebook()), clock.now)
        clock.move(timedelta(hours=1))

    assert [mail.state for mail in outbox()] == ["failed"]


def test_sample_mails_are_discarded_unsent(app: Flask, clock: Clock) -> None:
    notebook = Notebook()
    post()
    deliver_due(office(notebook), clock.now)
    post()
    post("taeyang@example.kr")

    assert discard_waiting() == 2

    assert [(mail.state, mail.recipient) for mail in outbox()] == [("sent", None), ("dropped", None), ("dropped", None)]
    assert deliver_due(office(notebook), clock.now) == Delivery()


def test_the_oldest_waiting_mail_is_known(app: Flask, clock: Clock) -> None:
    written_at = clock.now
    post()
    clock.move(MINUTE)
    post()

    assert oldest_waiting_at() == written_at


@pytest.mark.parametrize(
    "written",
    [
        "jisoo@example.kr, taeyang@example.kr",
        "jisoo,taeyang@example.kr",
        "jisoo@example.kr\r\nBcc: taeyang@example.kr",
        "jisoo@example.kr\x00",
        "",
        "jisoo",
    ],
)
def test_what_is_not_exactly_one_address_is_never_posted(app: Flask, written: str) -> None:
    with pytest.raises(AddressError):
        post(written)

    assert outbox() == []


def test_the_log_names_no_person(app: Flask, clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "center.mail")
    post(title="지수님의 예약")
    post(kind="broken")
    post_mail("note", to=JISOO, language="ko", facts={"title": "지수님", "text": "1"}, send_before=clock.now)

    deliver_due(office(Notebook()), clock.now)

    lines = [record.getMessage() for record in caplog.records]
    assert len(lines) == 4
    assert not [line for line in lines if "jisoo" in line or "지수" in line]
    assert {"mail sent", "mail dropped: too late", "mail postponed: not written: LookupError"} < set(lines)
