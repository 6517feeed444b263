"""In production the center refuses to start where it could not keep its promises, and calls nobody."""

import ast
import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from time import monotonic, sleep

import psycopg
import pytest
from flask.testing import FlaskClient

from center.bookings.rules.codes import new_key
from center.core.audit_guard import unguard
from center.core.db import db
from center.server import ROOT
from center.settings import DEMO_FILE, FEWEST_SIGNS, SHORTEST_SECRET, Settings, SettingsError, load_settings
from center.start import UnsafeError, ensure_safe_to_serve, unsafe_settings
from tests.commands import SAFE, ended, environment, inside, started
from tests.servers import free_port
from tests.web.test_pages import PUBLIC_PAGES

SECRET = "CENTER_SECRET_KEY"
URL = "CENTER_BASE_URL"


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"FLASK_DEBUG": "1"}, "FLASK_DEBUG"),
        ({"FLASK_DEBUG": "true"}, "FLASK_DEBUG"),
        ({"FLASK_DEBUG": "anything"}, "FLASK_DEBUG"),
        ({SECRET: ""}, SECRET),
        ({SECRET: "…"}, SECRET),
        ({SECRET: "too-short-1234567890"}, SECRET),
        ({SECRET: "x" * 64}, "easily guessed"),
        ({SECRET: "changeme-1" * 4}, "easily guessed"),
        ({SECRET: "0123456789abcdef" * 2}, "easily guessed"),
        ({SECRET: "aabbaabcabcabbacabacbabcabacabcabc"}, "easily guessed"),
        ({SECRET: "abcdefabcdefabcdeffedcbaabcdefabab"}, "easily guessed"),
        ({URL: ""}, URL),
        ({URL: "center.example.kr"}, URL),
        ({URL: "http://center.example.kr"}, "https"),
        ({URL: "ftp://center.example.kr"}, URL),
        ({URL: "https://"}, URL),
        ({URL: "https://user:password@center.example.kr"}, URL),
        ({URL: "https://center.example.kr/path"}, URL),
        ({URL: "https://center.example.kr?q=1"}, URL),
        ({URL: "https://center.example.kr:port"}, URL),
        ({"CENTER_PROXY_HOPS": "-1"}, "CENTER_PROXY_HOPS"),
        ({"CENTER_PROXY_HOPS": "²"}, "CENTER_PROXY_HOPS"),
        ({"CENTER_PROXY_HOPS": "1.5"}, "CENTER_PROXY_HOPS"),
        ({"CENTER_PROXY_HOPS": "100"}, "CENTER_PROXY_HOPS"),
    ],
)
def test_production_refuses_debug_a_weak_secret_and_a_wrong_address(
    tmp_path: Path, wrong: dict[str, str], named: str
) -> None:
    with pytest.raises(SettingsError, match=named):
        load_settings({**SAFE, "CENTER_INSTANCE": str(tmp_path), **wrong})


@pytest.mark.parametrize("more", [{}, {"FLASK_DEBUG": "0"}, {URL: "https://Center.Example.kr:8443/"}])
def test_safe_settings_are_taken(tmp_path: Path, more: dict[str, str]) -> None:
    assert load_settings({**SAFE, "CENTER_INSTANCE": str(tmp_path), **more}).is_https


def test_a_random_secret_is_hardly_ever_taken_for_a_weak_one() -> None:
    """The weakest that is made at random: 32 hexadecimal signs. By drawing them one by one."""
    chances = [Fraction(1), *[Fraction(0)] * 16]
    for _ in range(SHORTEST_SECRET):
        again = [chance * Fraction(n, 16) for n, chance in enumerate(chances)]
        another = [Fraction(0), *(chance * Fraction(16 - n, 16) for n, chance in enumerate(chances[:-1]))]
        chances = [one + other for one, other in zip(again, another, strict=True)]

    assert sum(chances) == 1
    assert sum(chances[:FEWEST_SIGNS]) < Fraction(1, 5_000_000_000)


def test_secrets_as_they_are_made_are_taken(tmp_path: Path) -> None:
    for secret in [os.urandom(16).hex() for _ in range(2_000)] + [new_key() + new_key() for _ in range(2_000)]:
        load_settings({**SAFE, "CENTER_INSTANCE": str(tmp_path), SECRET: secret})


@pytest.mark.parametrize("name", ["fsync", "full_page_writes", "synchronous_commit"])
def test_a_database_that_may_lose_what_was_confirmed_is_unsafe(name: str) -> None:
    safe = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "remote_apply"}

    assert list(unsafe_settings(safe)) == []
    assert [name in fault for fault in unsafe_settings({**safe, name: "off"})] == [True]


@pytest.mark.parametrize("settings", ["postgresql"], indirect=True)
def test_serve_refuses_a_postgresql_that_may_lose_what_was_confirmed(settings: Settings) -> None:
    """The server of the tests runs without fsync."""
    code, told = ended(started(settings, "serve", "--bind", f"127.0.0.1:{free_port()}"))

    assert code == 1
    assert told.startswith("Error: The database would lose bookings in a power cut: PostgreSQL must run with fsync=on.")


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_serve_refuses_a_database_that_lets_the_audit_log_be_changed(settings: Settings) -> None:
    with inside(settings), db.engine.begin() as connection:
        unguard(connection)

    code, told = ended(started(settings, "serve", "--bind", f"127.0.0.1:{free_port()}"))

    assert (code, told.splitlines()[-1]) == (
        1,
        "Error: The database does not guard the audit log. Run: center migrate",
    )


def test_serve_refuses_a_database_that_cannot_be_reached(tmp_path: Path) -> None:
    nowhere = load_settings(
        {**SAFE, "CENTER_INSTANCE": str(tmp_path), "CENTER_DATABASE_URL": "postgresql://a@127.0.0.1:1/center"}
    )

    code, told = ended(started(nowhere, "serve"))

    assert code == 1
    assert "Error: The database cannot be reached." in told
    assert "Traceback" not in told


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
@pytest.mark.parametrize("pragma", ["synchronous=NORMAL", "synchronous=OFF", "journal_mode=DELETE"])
def test_a_sqlite_that_may_lose_what_was_confirmed_is_unsafe(settings: Settings, pragma: str) -> None:
    with inside(settings):
        ensure_safe_to_serve()
        db.session.remove()
        connection = db.engine.raw_connection()
        connection.cursor().execute(f"PRAGMA {pragma}")
        connection.close()

        with pytest.raises(UnsafeError):
            ensure_safe_to_serve()


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_a_safe_center_is_served_and_told_that_its_mails_reach_nobody(settings: Settings) -> None:
    port = free_port()
    process = started(settings, "serve", "--bind", f"127.0.0.1:{port}", "--workers", "1")
    request = urllib.request.Request(f"http://127.0.0.1:{port}/readyz", headers={"Host": "center.example.kr"})

    try:
        answer = _answer(request)
    finally:
        process.terminate()
        told = process.communicate(timeout=30)[0]

    assert answer == b'{"status":"ready"}\n'
    assert "mails reach nobody" in told


def _answer(request: urllib.request.Request) -> bytes:
    deadline = monotonic() + 30
    while monotonic() < deadline:
        try:
            with urllib.request.urlopen(request, timeout=5) as reply:
                return bytes(reply.read())
        except (urllib.error.URLError, ConnectionError):
            sleep(0.2)
    raise AssertionError("not served")


def test_the_demo_may_be_debugged(tmp_path: Path) -> None:
    (tmp_path / DEMO_FILE).write_text(json.dumps({SECRET: SAFE[SECRET]}))

    settings = load_settings({URL: "http://localhost:8000", "CENTER_INSTANCE": str(tmp_path), "FLASK_DEBUG": "1"})

    assert (settings.is_demo, settings.writes_mails_to_files) == (True, False)


CALLING = {"urllib.request", "urllib3", "requests", "httpx", "aiohttp", "http.client", "ftplib", "telnetlib", "socket"}
MAY_CALL = {"demo.py", "scanner.py", "transport.py"}
"""The demo looks whether its port is free; the mail transport reads from its socket; the scanner is asked where one is configured. `smtplib` is the transport's, and only its."""


def test_no_module_can_call_anybody_but_the_mail_server() -> None:
    for path in sorted((ROOT / "center").rglob("*.py")):
        names = set(_imported(path))
        assert path.name in MAY_CALL or not names & CALLING, path
        assert "smtplib" not in names or path.name == "transport.py", path


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


WITNESS = """
import sys
called = []
sys.addaudithook(lambda name, facts: name == "socket.connect" and called.append(facts[1]))
from center.app import create_app
from center.settings import load_settings
app = create_app(load_settings())
browser = app.test_client()
for address in sys.argv[1:]:
    assert browser.get(address, base_url="https://center.example.kr").status_code < 500, address
from center.bookings.service.upkeep import tidy
from center.core.time import now
with app.app_context():
    tidy(now())
print([address for address in called if not str(address).startswith(("/", "b'/"))])
"""


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_no_request_leaves_the_server(settings: Settings) -> None:
    """Every public page, feed and the API, and the worker's tidying, without one connection to anywhere."""
    told = subprocess.run(
        [sys.executable, "-c", WITNESS, *PUBLIC_PAGES, "/api/v1/spaces", "/rooms/202/calendar.ics", "/readyz"],
        cwd=ROOT,
        env={**os.environ, **environment(settings)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )

    assert told.stdout == "[]\n", told.stderr


def test_a_page_never_asks_another_site_for_anything(client: FlaskClient) -> None:
    for address in PUBLIC_PAGES:
        policy = client.get(address).headers["Content-Security-Policy"]
        sources = {source for part in policy.split(";") for source in part.split()[1:]}
        assert sources <= {"'self'", "'none'"}


def test_the_tests_database_is_unsafe_on_purpose(postgres: object) -> None:
    """That the refusal above is for the reason it tells."""
    with psycopg.connect(getattr(postgres, "url", "")) as connection:
        assert connection.execute("SHOW fsync").fetchone() == ("off",)
