"""Visitors that cost little themselves: plain sockets, one request a connection."""

import re
import socket
import time as wall
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Barrier
from urllib.parse import urlencode

from tests.app_codes import fresh_code
from tests.servers import hidden

WAIT_SECONDS = 120
COOKIE = re.compile(rb"^Set-Cookie: ([^=;]+=[^;]*)", re.MULTILINE | re.IGNORECASE)


@dataclass(frozen=True)
class Request:
    """What is asked; with a form it is sent, else the page is opened."""

    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] | None = None

    def written(self, cookies: Sequence[str]) -> bytes:
        """The request as it goes over the wire."""
        body = b"" if self.form is None else urlencode(self.form).encode()
        lines = [f"{'GET' if self.form is None else 'POST'} {self.path} HTTP/1.1", "Host: localhost"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        if cookies:
            lines.append("Cookie: " + "; ".join(cookies))
        if self.form is not None:
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        return "\r\n".join([*lines, "Connection: close", "", ""]).encode() + body


@dataclass(frozen=True)
class Answer:
    """What came back, and after how many milliseconds its first byte and its last."""

    status: int
    head: bytes
    body: bytes
    first_ms: float
    ms: float

    @property
    def text(self) -> str:
        """The page."""
        return self.body.decode()

    @property
    def n_bytes(self) -> int:
        """The length of the body without compression."""
        return len(self.body)

    def header(self, name: str) -> str:
        """A header of the answer."""
        found = re.search(rb"^" + name.encode() + rb": ([^\r]*)", self.head, re.MULTILINE | re.IGNORECASE)
        return found[1].decode() if found else ""


class Client:
    """Somebody with a browser: keeps cookies, follows nothing."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._cookies: dict[str, str] = {}

    def remember(self, name: str, value: str) -> None:
        """Have a cookie from the beginning."""
        self._cookies[name] = f"{name}={value}"

    def send(self, request: Request) -> Answer:
        """Ask and read to the end."""
        written = request.written(list(self._cookies.values()))
        began = wall.perf_counter()
        with socket.create_connection(("127.0.0.1", self._port), WAIT_SECONDS) as connection:
            connection.sendall(written)
            pieces = [connection.recv(65_536)]
            first = wall.perf_counter()
            while pieces[-1]:
                pieces.append(connection.recv(65_536))
        head, _, body = b"".join(pieces).partition(b"\r\n\r\n")
        ended = wall.perf_counter()
        for cookie in COOKIE.findall(head):
            self._cookies[cookie.partition(b"=")[0].decode()] = cookie.decode()
        body = _joined(body) if b"transfer-encoding: chunked" in head.lower() else body
        return Answer(int(head.split()[1]), head, body, (first - began) * 1000, (ended - began) * 1000)


def _joined(chunks: bytes) -> bytes:
    """The body of a chunked answer."""
    pieces, at = [], 0
    while length := int(chunks[at : (end := chunks.index(b"\r\n", at))], 16):
        pieces.append(chunks[end + 2 : end + 2 + length])
        at = end + 2 + length + 2
    return b"".join(pieces)


def all_at_once(work: Sequence[tuple[Client, Sequence[Request]]]) -> list[list[Answer]]:
    """Each client sends its requests one after the other, all clients beginning at the same moment."""
    start = Barrier(len(work))

    def run(part: tuple[Client, Sequence[Request]]) -> list[Answer]:
        start.wait()
        return [part[0].send(request) for request in part[1]]

    with ThreadPoolExecutor(len(work)) as crowd:
        return list(crowd.map(run, work))


def booking_form(page: Answer, n: int) -> dict[str, str]:
    """The booking form of a page as citizen number n fills it in."""
    return {
        "csrf_token": hidden(page.text, "csrf_token"),
        "once": hidden(page.text, "once"),
        "purpose": "주민 독서모임",
        "purpose_kind": "meeting",
        "headcount": "12",
        "name": "홍길동",
        "email": f"citizen{n}@example.kr",
        "phone": f"010{n:08d}",
        "organisation": "",
        "consent_privacy": "y",
        "consent_terms": "y",
    }


def sign_in(client: Client, email: str, password: str, secret: str) -> None:
    """Sign in as staff do: the password, then the code of the app."""
    page = client.send(Request("/sign-in"))
    form = {"csrf_token": hidden(page.text, "csrf_token"), "email": email, "password": password}
    answer = client.send(Request("/sign-in", form=form))
    if answer.status != 303:
        raise RuntimeError(f"signing in was answered {answer.status}")
    page = client.send(Request("/sign-in/code"))
    form = {"csrf_token": hidden(page.text, "csrf_token"), "code": fresh_code(secret)}
    answer = client.send(Request("/sign-in/code", form=form))
    if answer.status != 303:
        raise RuntimeError(f"the code of the app was answered {answer.status}")
