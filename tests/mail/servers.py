"""Mail servers for tests: real ones on this machine that accept, refuse, stall or lose their reply."""

import asyncio
import socket
import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER, PASSWORD = "center", "p@ss:word"


@dataclass
class Mailbox:
    """What a server answers, and the messages it took responsibility for."""

    at_sender: str = "250 OK"
    at_recipient: str = "250 OK"
    at_end: str = "250 OK"
    loses_reply: bool = False
    messages: list[bytes] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)

    async def handle_MAIL(  # noqa: N802 (aiosmtpd's name)
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Answer to the sender's address."""
        envelope.mail_from = address
        return self.at_sender

    async def handle_RCPT(  # noqa: N802 (aiosmtpd's name)
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Answer to a recipient's address."""
        envelope.rcpt_tos.append(address)
        return self.at_recipient

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take the message, then answer, or fall silent."""
        self.messages.append(envelope.original_content or b"")
        self.recipients.append(envelope.rcpt_tos)
        if self.loses_reply:
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
            await asyncio.sleep(0)
        return self.at_end


def free_port() -> int:
    """A port on which nobody listens."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(mailbox: Mailbox, *, port: int = 0, **options: Any) -> Iterator[int]:
    """A server for that mailbox; gives its port."""
    controller = Controller(mailbox, hostname="127.0.0.1", port=port or free_port(), **options)
    controller.start()
    try:
        yield int(controller.port)
    finally:
        controller.stop()


@contextmanager
def stalling() -> Iterator[int]:
    """A server that lets connect and never says a word; gives its port."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        yield int(listening.getsockname()[1])


def check_login(_server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, given: Any) -> AuthResult:
    """Let in the one user there is."""
    expected = LoginPassword(USER.encode(), PASSWORD.encode())
    return AuthResult(success=given == expected, handled=False)


def behind_login(context: ssl.SSLContext) -> dict[str, Any]:
    """The options of a server that wants STARTTLS and a login."""
    return {
        "tls_context": context,
        "require_starttls": True,
        "authenticator": check_login,
        "auth_required": True,
    }
