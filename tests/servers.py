"""Real servers for tests: gunicorn on a free port, and a browser without a window to speak to it."""

import http.client
import http.cookiejar
import json
import os
import re
import socket
import subprocess
import time as wall
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from center.server import ROOT, gunicorn_command
from center.settings import DEMO_FILE, Settings

START_WITHIN_SECONDS = 40


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Server:
    """A running gunicorn."""

    url: str
    process: subprocess.Popen[bytes]

    def kill(self) -> None:
        """End it and its workers at once, as a power cut would."""
        for pid in (*children(self.process.pid), self.process.pid):
            os.kill(pid, 9)
        self.process.wait(10)


def children(pid: int) -> list[int]:
    """The processes that a process has started."""
    with open(f"/proc/{pid}/task/{pid}/children") as file:
        return [int(child) for child in file.read().split()]


@contextmanager
def gunicorn(settings: Settings, *, workers: int) -> Iterator[Server]:
    """Serve a migrated database over plain HTTP, as the demo does."""
    port = free_port()
    demo = {"CENTER_SECRET_KEY": settings.secret_key, "CENTER_BASE_URL": f"http://localhost:{port}"}
    (settings.instance / DEMO_FILE).write_text(json.dumps(demo), "utf-8")
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("CENTER_")},
        "CENTER_INSTANCE": str(settings.instance),
        "CENTER_DATABASE_URL": settings.database_url,
    }
    command = gunicorn_command(f"127.0.0.1:{port}", workers)
    process = subprocess.Popen([*command, "--log-level=warning"], cwd=ROOT, env=environment)
    server = Server(f"http://127.0.0.1:{port}", process)
    try:
        _wait_until_ready(server)
        yield server
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(30)


def _wait_until_ready(server: Server) -> None:
    deadline = wall.monotonic() + START_WITHIN_SECONDS
    while wall.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{server.url}/readyz", timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            wall.sleep(0.1)
    raise AssertionError("the server did not get ready")


@dataclass(frozen=True)
class Reply:
    """What came back; the address is where redirects led, if they were followed."""

    status: int
    text: str
    location: str


class Visitor:
    """Somebody with a browser: keeps cookies, sends the form's own token back, follows no redirect."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._cookies = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(_NoRedirect(), urllib.request.HTTPCookieProcessor(self._cookies))

    def moved_to(self, url: str) -> "Visitor":
        """The same browser at the same site that now runs elsewhere."""
        self._url = url
        return self

    def get(self, path: str) -> Reply:
        """Open a page."""
        return self._send(urllib.request.Request(self._url + path))

    def post(self, path: str, form: dict[str, str]) -> Reply:
        """Send a form."""
        body = urllib.parse.urlencode(form).encode()
        return self._send(urllib.request.Request(self._url + path, data=body))

    def stream(self, path: str, body: Iterator[bytes], *, length: int, content_type: str) -> Reply:
        """Send a body that is made while it is sent."""
        headers = {"Content-Length": str(length), "Content-Type": content_type}
        return self._send(urllib.request.Request(self._url + path, data=body, headers=headers))

    def _send(self, request: urllib.request.Request) -> Reply:
        try:
            with self._opener.open(request, timeout=90) as response:
                return _reply(response)
        except urllib.error.HTTPError as error:
            return _reply(error)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: object, **_more: object) -> None:
        """Leave redirects to the test."""


def _reply(response: http.client.HTTPResponse | urllib.error.HTTPError) -> Reply:
    status = response.status if isinstance(response, http.client.HTTPResponse) else response.code
    return Reply(status or 0, response.read().decode(), response.headers.get("Location") or "")


def hidden(text: str, name: str) -> str:
    """The value of a hidden field of a page."""
    tag = re.search(rf'<input[^>]*name="{name}"[^>]*>', text)
    value = re.search(r'value="([^"]*)"', tag.group()) if tag else None
    assert value, f"no field {name}"
    return value.group(1)
