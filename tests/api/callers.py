"""Programs that call a running server over HTTP."""

import json
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from dataclasses import dataclass
from email.message import Message
from threading import Barrier
from typing import Any
from uuid import uuid4

from tests.servers import Server


@dataclass(frozen=True)
class Answer:
    """What a server answered."""

    status: int
    headers: Message
    data: bytes

    @property
    def json(self) -> dict[str, Any]:
        """The body."""
        return dict(json.loads(self.data))


def send(
    server: Server, method: str, path: str, body: Any = None, *, token: str = "", key: str = "", **headers: str
) -> Answer:
    """Make one call."""
    sent = {"Content-Type": "application/json", **headers}
    sent |= {"Authorization": f"Bearer {token}"} if token else {}
    sent |= {"Idempotency-Key": key} if key else {}
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{server.url}/api/v1{path}", data=data, headers=sent, method=method)
    try:
        with urllib.request.urlopen(request, timeout=90) as reply:
            return Answer(reply.status, reply.headers, reply.read())
    except urllib.error.HTTPError as reply:
        return Answer(reply.code, reply.headers, reply.read())


def book(server: Server, body: dict[str, Any], *, token: str = "", key: str = "") -> Answer:
    """Ask for a booking; a new key unless one is given."""
    return send(server, "POST", "/bookings", body, token=token, key=key or uuid4().hex)


def together(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """Make all calls at the same moment."""
    start = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        start.wait(30)
        return call()

    with ThreadPoolExecutor(len(calls)) as crowd:
        return [made.result() for made in [crowd.submit(Context().run, run, call) for call in calls]]
