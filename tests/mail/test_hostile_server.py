"""A mail server that means harm, or is broken, costs the worker one wait, and no mail."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from time import monotonic, sleep

import pytest
from flask import Flask

from center.core import time
from center.mail.service import deliver_due
from center.mail.transport import PermanentRefusal, Transport, TryLater, transport_for
from tests.conftest import Clock
from tests.mail.carriers import SENDER, office, outbox, post
from tests.mail.servers import Mailbox, serving

Dialogue = Callable[[socket.socket], None]
PATIENCE = 1.0
MESSAGE = b"From: center@example.go.kr\r\nSubject: x\r\n\r\nbody\r\n"


@contextmanager
def talking(dialogue: Dialogue) -> Iterator[int]:
    """A server that speaks as it is told to with everybody; gives its port."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    threading.Thread(target=_speak, args=(listening.accept()[0], dialogue), daemon=True).start()

        threading.Thread(target=serve, daemon=True).start()
        yield int(listening.getsockname()[1])


def _speak(connection: socket.socket, dialogue: Dialogue) -> None:
    with closing(connection), suppress(OSError):
        dialogue(connection)


def answers(*replies: bytes) -> Dialogue:
    """Say these replies, each after something was heard, then hang up."""

    def dialogue(connection: socket.socket) -> None:
        for reply in replies:
            connection.sendall(reply)
            connection.recv(65536)

    return dialogue


def greets_for_ever(connection: socket.socket) -> None:
    while True:
        connection.sendall(b"220-welcome\r\n" * 100)


def drips(connection: socket.socket) -> None:
    for sign in b"220 " + b"w" * 10_000:
        connection.sendall(bytes([sign]))
        sleep(0.2)


def one_endless_line(connection: socket.socket) -> None:
    connection.sendall(b"220 ")
    while True:
        connection.sendall(b"w" * 65536)


HELLO, GREETING, OK = b"250 center\r\n", b"220 hi\r\n", b"250 ok\r\n"
BROKEN: dict[str, Dialogue] = {
    "greets for ever": greets_for_ever,
    "drips": drips,
    "one endless line": one_endless_line,
    "says nothing": lambda _connection: sleep(5),
    "hangs up at once": lambda _connection: None,
    "hangs up after the greeting": answers(GREETING),
    "hangs up after hello": answers(GREETING, HELLO),
    "hangs up after the sender": answers(GREETING, HELLO, OK),
    "hangs up after the recipient": answers(GREETING, HELLO, OK, OK),
    "hangs up after DATA": answers(GREETING, HELLO, OK, OK, b"354 go on\r\n"),
    "speaks no SMTP": answers(b"HTTP/1.1 400 Bad Request\r\n\r\n"),
    "speaks no ASCII": answers(b"220 \xc0\xaf\xff\xfe \xea\xb0\x80\r\n", b"\xff\xff\xff\xff\r\n"),
    "speaks NUL": answers(b"\x00" * 300 + b"\r\n"),
    "an unknown code": answers(b"999 what\r\n"),
    "a negative code": answers(b"-12 what\r\n"),
}


def transport(port: int, tmp_path: Path) -> Transport:
    return transport_for(f"smtp://localhost:{port}".replace("localhost", "127.0.0.1"), tmp_path, timeout=PATIENCE)


@pytest.mark.parametrize("dialogue", BROKEN.values(), ids=list(BROKEN))
def test_a_broken_server_is_left_in_time_and_tried_again(tmp_path: Path, dialogue: Dialogue) -> None:
    with talking(dialogue) as port:
        began = monotonic()
        with pytest.raises(TryLater) as reason:
            transport(port, tmp_path).send(MESSAGE, sender=SENDER, recipient="jisoo@example.kr")

    assert monotonic() - began < 4 * PATIENCE
    assert str(reason.value).isascii()
    assert len(str(reason.value)) < 100


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_a_round_with_a_dripping_server_ends_and_the_mail_comes_later(app: Flask, clock: Clock, tmp_path: Path) -> None:
    for _ in range(3):
        post()
    with talking(drips) as port:
        began = monotonic()
        delivery = deliver_due(office(transport(port, tmp_path)), time.now())
        took = monotonic() - began
    clock.move(timedelta(hours=1))
    mailbox = Mailbox()
    with serving(mailbox) as port:
        deliver_due(office(transport(port, tmp_path)), time.now())

    assert (delivery.n_postponed, took < 4 * PATIENCE) == (1, True)
    assert len(mailbox.messages) == 3


@pytest.mark.parametrize(
    "reply",
    [
        "550 5.1.1 <jisoo@example.kr> 홍길동 unknown; call 010-1234-5678",
        "550 " + "x" * 400,
        "554 5.1.1 <script>alert(1)</script>",
        "550 \x1b[31m\x07 evil",
    ],
)
@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_nothing_that_a_server_says_is_kept_but_its_codes(
    app: Flask, clock: Clock, tmp_path: Path, reply: str, caplog: pytest.LogCaptureFixture
) -> None:
    post()
    with serving(Mailbox(at_recipient=reply)) as port:
        deliver_due(office(transport(port, tmp_path)), time.now())

    [mail] = outbox()
    assert mail.last_error in {"RCPT 550", "RCPT 550 5.1.1", "RCPT 554 5.1.1"}
    for word in ("jisoo", "홍길동", "1234", "script", "xxx", "evil"):
        assert word not in (mail.last_error or "") + caplog.text


def test_a_long_reply_within_reason_is_read(tmp_path: Path) -> None:
    long = b"".join(b"550-" + b"x" * 400 + b"\r\n" for _ in range(20)) + b"550 5.1.1 no\r\n"
    with talking(answers(GREETING, HELLO, OK, long)) as port, pytest.raises(PermanentRefusal, match=r"RCPT 550"):
        transport(port, tmp_path).send(MESSAGE, sender=SENDER, recipient="jisoo@example.kr")
