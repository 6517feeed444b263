"""What carries a message: a mail server, or files in a folder.

Each transport says of a failure only whether the same message may be tried again. Its reasons name codes and
kinds of fault, never an address.
"""

import contextlib
import ipaddress
import os
import re
import smtplib
import ssl
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.parser import BytesHeaderParser
from email.policy import SMTP
from email.utils import parsedate_to_datetime
from pathlib import Path
from socket import socket
from time import monotonic
from typing import Any, Literal, Protocol
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

TIMEOUT_SECONDS = 20.0
SHORTEST_WAIT = 0.001
LARGEST_REPLY = 64 * 1024
DATED = "%Y%m%dT%H%M%SZ"
"""How the name of a message's file begins."""
SMTPS_PORT, SUBMISSION_PORT, RELAY_PORT = 465, 587, 25
AUTHENTICATION_REQUIRED = 530
SERVICE_CLOSING = 421
ENHANCED_CODE = re.compile(rb"\s*([245]\.\d{1,3}\.\d{1,3})\b")

Encryption = Literal["none", "starttls", "implicit"]


class TryLater(Exception):
    """The message could not be handed over now; the same one may be tried again."""


class ServerUnavailable(TryLater):
    """The server itself cannot be used now, so other messages would fare no better."""


class PermanentRefusal(Exception):
    """The message will never be accepted for this recipient."""


class MailUrlError(ValueError):
    """The setting CENTER_MAIL_URL cannot be used; the sentence says what to write."""


class Transport(Protocol):
    """Whatever hands a message over."""

    def send(self, message: bytes, *, sender: str, recipient: str) -> None:
        """Hand over; on return somebody else is responsible for it.

        Raises:
            TryLater, PermanentRefusal: it was not accepted.
        """


@dataclass(frozen=True, slots=True)
class FileTransport:
    """Writes each message to a file of its own; a repeat overwrites the file it wrote before."""

    folder: Path

    def send(self, message: bytes, *, sender: str, recipient: str) -> None:  # noqa: ARG002 (both are in the message)
        """Write the file whole or not at all, durably."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write_whole(self.folder / file_name(message), message)
        except OSError as error:
            raise ServerUnavailable(type(error).__name__) from error

    def forget_before(self, instant: datetime) -> None:
        """Remove the files of messages written before an instant, also what a killed worker left half."""
        for file in [*self.folder.glob("*.eml"), *self.folder.glob(".*.part")]:
            if file.name.lstrip(".") < f"{instant.astimezone(UTC):{DATED}}":
                file.unlink(missing_ok=True)


def file_name(message: bytes) -> str:
    """A name by date and Message-ID, so that names sort by time and a repeat has the same."""
    headers = BytesHeaderParser(policy=SMTP).parsebytes(message)
    date = parsedate_to_datetime(headers["Date"]).astimezone(UTC)
    message_id = re.sub(r"[^A-Za-z0-9.@_-]", "_", headers["Message-ID"].strip("<> "))
    return f"{date:{DATED}}-{message_id}.eml"


def _write_whole(file: Path, content: bytes) -> None:
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    part.replace(file)
    _sync_folder(file.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@dataclass(frozen=True, slots=True)
class SmtpTransport:
    """Hands each message to a mail server, in a dialogue of its own."""

    host: str
    port: int
    encryption: Encryption
    context: ssl.SSLContext
    user: str = ""
    password: str = field(default="", repr=False)
    timeout: float = TIMEOUT_SECONDS

    def send(self, message: bytes, *, sender: str, recipient: str) -> None:
        """Hand over to the server, which then answers for it.

        Raises:
            TryLater, PermanentRefusal: it did not accept, or its answer was lost.
        """
        try:
            self._converse(message, sender, recipient)
        except (OSError, ValueError) as error:  # smtplib's errors are OSErrors, an impossible host name a ValueError
            raise verdict(error) from error

    def _converse(self, message: bytes, sender: str, recipient: str) -> None:
        server = self._connect(own_name=sender.rpartition("@")[2])
        try:
            if self.encryption == "starttls":
                server.starttls(context=self.context)
            if self.user:
                server.login(self.user, self.password)
            server.sendmail(sender, [recipient], message)
            with contextlib.suppress(OSError):  # it was accepted, however the goodbye goes
                server.quit()
        finally:
            server.close()

    def _connect(self, own_name: str) -> smtplib.SMTP:
        if self.encryption == "implicit":
            return _ImpatientTLS(self.host, self.port, own_name, timeout=self.timeout, context=self.context)
        return _Impatient(self.host, self.port, own_name, timeout=self.timeout)


class _Replies:
    """The replies of a server, read sign by sign: each within the time and of a size that a reply may have.

    A socket's own timeout begins anew with every sign, so that a server which drips them would hold the worker for ever.
    """

    def __init__(self, connection: socket, timeout: float) -> None:
        self._connection, self._timeout = connection, timeout
        self.begin()

    def begin(self) -> None:
        """Wait for a new reply."""
        self._end, self._left = monotonic() + self._timeout, LARGEST_REPLY

    def readline(self, _most: int) -> bytes:
        """The next line of the reply.

        Raises:
            TimeoutError: it took too long.
            SMTPServerDisconnected: the reply has no end.
        """
        line = bytearray()
        while not line.endswith(b"\n"):
            self._connection.settimeout(max(self._end - monotonic(), SHORTEST_WAIT))
            sign = self._connection.recv(1)
            self._left -= 1
            if monotonic() > self._end:
                raise TimeoutError
            if not sign or self._left < 0:
                raise smtplib.SMTPServerDisconnected("no end of the reply")
            line += sign
        self._connection.settimeout(self._timeout)
        return bytes(line)

    def close(self) -> None:
        """Nothing is kept open: the socket is its client's."""


class _Impatient(smtplib.SMTP):
    """A dialogue in which the server does not decide how long it takes."""

    file: Any
    timeout: float

    def getreply(self) -> tuple[int, bytes]:
        """The server's next reply."""
        if self.file is None and self.sock is not None:
            self.file = _Replies(self.sock, self.timeout)
        if self.file is not None:
            self.file.begin()
        return super().getreply()


class _ImpatientTLS(_Impatient, smtplib.SMTP_SSL):
    """The same, encrypted from the start."""


def verdict(error: Exception) -> TryLater | PermanentRefusal:
    """What a failed dialogue with the server means for the message."""
    match error:
        case smtplib.SMTPRecipientsRefused():
            code, reply = next(iter(error.recipients.values()))
            return _verdict_of_reply("RCPT", code, reply)
        case smtplib.SMTPDataError():
            return _verdict_of_reply("DATA", error.smtp_code, error.smtp_error)
        case smtplib.SMTPResponseException():
            return ServerUnavailable(f"{type(error).__name__} {error.smtp_code}")
        case _:
            return ServerUnavailable(type(error).__name__)


def _verdict_of_reply(command: str, code: int, reply: bytes | str) -> TryLater | PermanentRefusal:
    """A 5xx is final, unless the server refuses us (no login, relaying denied) and not the recipient."""
    found = ENHANCED_CODE.match(reply if isinstance(reply, bytes) else reply.encode("ascii", "replace"))
    status = found[1].decode("ascii") if found else ""
    reason = f"{command} {code} {status}".rstrip()
    if code == SERVICE_CLOSING:
        return ServerUnavailable(reason)
    refuses_us = code == AUTHENTICATION_REQUIRED or status.startswith("5.7.")
    return PermanentRefusal(reason) if code >= 500 and not refuses_us else TryLater(reason)


def transport_for(mail_url: str, instance: Path, *, timeout: float = TIMEOUT_SECONDS) -> Transport:
    """The transport that CENTER_MAIL_URL names; `file:` writes into the instance's `mail/`.

    Raises:
        MailUrlError: it names none.
    """
    try:
        url = urlsplit(mail_url)
        port = url.port
    except ValueError:
        raise MailUrlError("CENTER_MAIL_URL must name the port as a number, as in smtp://mail.example.kr:587") from None
    if mail_url == "file:":
        return FileTransport(instance / "mail")
    if url.scheme not in {"smtp", "smtps"}:
        raise MailUrlError("CENTER_MAIL_URL must be file: or begin with smtp:// or smtps://")
    if not url.hostname or url.path not in {"", "/"} or url.fragment:
        raise MailUrlError("CENTER_MAIL_URL must name the mail server and nothing after it: smtp://mail.example.kr:587")
    options = _options(url)
    encryption = _encryption(url, options.get("starttls"))
    user, password = _login(url)
    return SmtpTransport(
        host=url.hostname,
        port=port or _usual_port(encryption),
        encryption=encryption,
        context=_context(options.get("cafile")),
        user=user,
        password=password,
        timeout=timeout,
    )


def _options(url: SplitResult) -> dict[str, str]:
    given = dict(parse_qsl(url.query, keep_blank_values=True))
    if given.keys() - {"starttls", "cafile"}:
        raise MailUrlError("CENTER_MAIL_URL knows only the options starttls=yes|no and cafile=…")
    return given


def _encryption(url: SplitResult, starttls: str | None) -> Encryption:
    """Encrypted unless the server is this machine or the setting says otherwise."""
    if starttls not in {None, "yes", "no"}:
        raise MailUrlError("CENTER_MAIL_URL: starttls must be yes or no.")
    if url.scheme == "smtps":
        if starttls == "yes":
            raise MailUrlError("CENTER_MAIL_URL: smtps:// is encrypted from the start; leave out starttls.")
        return "implicit"
    wanted = starttls == "yes" if starttls else not _is_this_machine(url.hostname or "")
    return "starttls" if wanted else "none"


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _usual_port(encryption: Encryption) -> int:
    return {"implicit": SMTPS_PORT, "starttls": SUBMISSION_PORT, "none": RELAY_PORT}[encryption]


def _login(url: SplitResult) -> tuple[str, str]:
    user, password = unquote(url.username or ""), unquote(url.password or "")
    if bool(user) != bool(password):
        raise MailUrlError("CENTER_MAIL_URL must give both user and password, or neither: smtp://user:password@host")
    if not (user + password).isascii():
        raise MailUrlError("CENTER_MAIL_URL: user and password must be of ASCII characters.")
    return user, password


def _context(cafile: str | None) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=cafile)
    except OSError:
        raise MailUrlError(f"CENTER_MAIL_URL: no certificates can be read from cafile {cafile}") from None
