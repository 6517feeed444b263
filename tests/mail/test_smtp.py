"""Real mail servers on this machine: what they accept, refuse, lose, and how each failure is taken."""

import ssl
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
import trustme
from flask import Flask

from center.mail.service import Delivery, deliver_due
from center.mail.transport import PermanentRefusal, ServerUnavailable, Transport, TryLater, transport_for
from tests.conftest import Clock
from tests.mail.carriers import JISOO, MINUTE, SENDER, office, outbox, parsed, post
from tests.mail.servers import PASSWORD, USER, Mailbox, behind_login, free_port, serving, stalling

NOTE = b"From: center@example.go.kr\r\nSubject: note\r\n\r\n.leading dot\r\n"
LOGIN = f"{USER}:{quote(PASSWORD)}"


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """Who issues the servers' certificates."""
    return trustme.CA()


@pytest.fixture(scope="module")
def context(authority: trustme.CA) -> ssl.SSLContext:
    """The server's side of TLS, with a certificate for localhost."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(made)
    return made


@pytest.fixture
def cafile(authority: trustme.CA, tmp_path: Path) -> Iterator[str]:
    """The file by which the authority is trusted."""
    with authority.cert_pem.tempfile(dir=str(tmp_path)) as file:
        yield file


def to(url: str, *, timeout: float = 5) -> Transport:
    """The transport to a server."""
    return transport_for(url, Path("instance"), timeout=timeout)


def send(url: str) -> None:
    """Send the note."""
    to(url).send(NOTE, sender=SENDER, recipient=JISOO)


def test_a_server_gets_the_very_bytes_for_the_one_recipient() -> None:
    mailbox = Mailbox()

    with serving(mailbox) as port:
        send(f"smtp://127.0.0.1:{port}")

    assert mailbox.messages == [NOTE]
    assert mailbox.recipients == [[JISOO]]


def test_starttls_and_login(context: ssl.SSLContext, cafile: str) -> None:
    mailbox = Mailbox()

    with serving(mailbox, **behind_login(context)) as port:
        send(f"smtp://{LOGIN}@localhost:{port}?starttls=yes&cafile={cafile}")

    assert mailbox.messages == [NOTE]


def test_tls_from_the_start(context: ssl.SSLContext, cafile: str) -> None:
    mailbox = Mailbox()

    with serving(mailbox, ssl_context=context, server_hostname="localhost") as port:
        send(f"smtps://localhost:{port}?cafile={cafile}")

    assert mailbox.messages == [NOTE]


def test_a_wrong_password_is_tried_again_later(context: ssl.SSLContext, cafile: str) -> None:
    mailbox = Mailbox()

    with (
        serving(mailbox, **behind_login(context)) as port,
        pytest.raises(ServerUnavailable, match="SMTPAuthenticationError 535"),
    ):
        send(f"smtp://{USER}:wrong@localhost:{port}?starttls=yes&cafile={cafile}")

    assert mailbox.messages == []


def test_a_certificate_that_nobody_vouches_for_gets_no_mail(context: ssl.SSLContext) -> None:
    mailbox = Mailbox()

    with serving(mailbox, **behind_login(context)) as port, pytest.raises(ServerUnavailable, match="SSLCert"):
        send(f"smtp://{LOGIN}@localhost:{port}?starttls=yes")

    assert mailbox.messages == []


def test_a_certificate_of_another_host_gets_no_mail(context: ssl.SSLContext, cafile: str) -> None:
    mailbox = Mailbox()

    with serving(mailbox, **behind_login(context)) as port, pytest.raises(ServerUnavailable, match="SSLCert"):
        send(f"smtp://{LOGIN}@127.0.0.1:{port}?starttls=yes&cafile={cafile}")

    assert mailbox.messages == []


def test_a_server_that_cannot_encrypt_gets_no_mail() -> None:
    mailbox = Mailbox()

    with serving(mailbox) as port, pytest.raises(ServerUnavailable, match="SMTPNotSupportedError"):
        send(f"smtp://localhost:{port}?starttls=yes")

    assert mailbox.messages == []


@pytest.mark.parametrize("reply", ["550 no such user", "550 5.1.1 no such user", "553 5.1.3 bad address", "552 full"])
def test_a_recipient_refused_for_good(reply: str) -> None:
    with serving(Mailbox(at_recipient=reply)) as port, pytest.raises(PermanentRefusal, match=f"RCPT {reply[:3]}"):
        send(f"smtp://127.0.0.1:{port}")


@pytest.mark.parametrize("reply", ["451 try later", "450 4.2.0 greylisted", "554 5.7.1 relaying denied", "530 log in"])
def test_a_recipient_refused_for_now_or_for_our_sake(reply: str) -> None:
    with serving(Mailbox(at_recipient=reply)) as port, pytest.raises(TryLater, match=f"RCPT {reply[:3]}") as refusal:
        send(f"smtp://127.0.0.1:{port}")

    assert not isinstance(refusal.value, ServerUnavailable)


@pytest.mark.parametrize(
    ("mailbox", "meaning"),
    [
        (Mailbox(at_end="451 try later"), TryLater),
        (Mailbox(at_end="554 5.6.0 not wanted"), PermanentRefusal),
        (Mailbox(at_end="421 closing"), ServerUnavailable),
        (Mailbox(at_recipient="421 closing"), ServerUnavailable),
        (Mailbox(at_sender="550 sender refused"), ServerUnavailable),
        (Mailbox(at_sender="451 no space"), ServerUnavailable),
        (Mailbox(loses_reply=True), ServerUnavailable),
    ],
    ids=str,
)
def test_what_each_failure_means(mailbox: Mailbox, meaning: type[Exception]) -> None:
    with serving(mailbox) as port, pytest.raises(meaning) as refusal:
        send(f"smtp://127.0.0.1:{port}")

    assert type(refusal.value) is meaning
    assert JISOO not in str(refusal.value)


def test_a_server_that_stalls_is_left_after_the_timeout() -> None:
    with stalling() as port, pytest.raises(ServerUnavailable):
        to(f"smtp://127.0.0.1:{port}", timeout=0.2).send(NOTE, sender=SENDER, recipient=JISOO)


def test_an_impossible_host_name_is_tried_again_later() -> None:
    with pytest.raises(ServerUnavailable):
        send(f"smtp://{'x' * 70}.example?starttls=no")


def test_a_mail_arrives_when_the_server_is_up_again(app: Flask, clock: Clock) -> None:
    mailbox, port = Mailbox(), free_port()
    post_office = office(to(f"smtp://127.0.0.1:{port}"))
    post()

    assert deliver_due(post_office, clock.now) == Delivery(n_postponed=1)
    assert outbox()[0].last_error == "ConnectionRefusedError"
    clock.move(MINUTE)
    with serving(mailbox, port=port):
        assert deliver_due(post_office, clock.now) == Delivery(n_sent=1)

    assert [parsed(message)["Subject"] for message in mailbox.messages] == ["예약 안내"]


def test_a_lost_reply_repeats_the_same_bytes_with_the_same_message_id(app: Flask, clock: Clock) -> None:
    mailbox = Mailbox(loses_reply=True)
    post()

    with serving(mailbox) as port:
        post_office = office(to(f"smtp://127.0.0.1:{port}"))
        assert deliver_due(post_office, clock.now) == Delivery(n_postponed=1)
        mailbox.loses_reply = False
        clock.move(MINUTE)
        assert deliver_due(post_office, clock.now) == Delivery(n_sent=1)

    first, second = mailbox.messages
    assert first == second
    assert outbox()[0].message_id == parsed(first)["Message-ID"]


def test_a_stalling_server_leaves_the_mail_waiting(app: Flask, clock: Clock) -> None:
    post()

    with stalling() as port:
        post_office = office(to(f"smtp://127.0.0.1:{port}", timeout=0.2))
        assert deliver_due(post_office, clock.now) == Delivery(n_postponed=1)

    assert outbox()[0].next_try_at == clock.now + MINUTE


def test_a_title_with_line_breaks_adds_no_recipient_and_no_header(app: Flask, clock: Clock) -> None:
    mailbox = Mailbox()
    post(title="회의\r\nBcc: taeyang@example.kr\r\n\r\n<h1>")

    with serving(mailbox) as port:
        deliver_due(office(to(f"smtp://127.0.0.1:{port}")), clock.now)

    assert mailbox.recipients == [[JISOO]]
    assert "Bcc" not in parsed(mailbox.messages[0])
