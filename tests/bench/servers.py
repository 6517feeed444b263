"""Gunicorn with the same options for the center and for the bare applications, and what its processes cost."""

import json
import os
import subprocess
import time as wall
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from center.server import ROOT, gunicorn_command
from center.settings import DEMO_FILE, Settings
from tests.bench.clients import Client, Request
from tests.servers import START_WITHIN_SECONDS, free_port

CENTER, NULL, BARE = "wsgi:app", "tests.bench.null:app", "tests.bench.bare:app"
UNENDED = ("--max-requests=0", "--max-requests-jitter=0", "--log-level=warning")
"""A worker that ends in the middle would take its CPU time along."""


@dataclass(frozen=True)
class Server:
    """A running gunicorn."""

    port: int
    pid: int

    def cpu_ms(self) -> float:
        """What the master and its workers have spent so far."""
        return sum(_spent_ms(pid) for pid in (self.pid, *_children(self.pid)))


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _spent_ms(pid: int) -> float:
    """The time on a processor of all threads of a process, in the kernel too; finer than clock ticks."""
    spent = (int(file.read_text().split()[0]) for file in Path(f"/proc/{pid}/task").glob("*/schedstat"))
    return sum(spent) / 1e6


@contextmanager
def serve(application: str, environment: Mapping[str, str], workers: int, port: int | None = None) -> Iterator[Server]:
    """Run an application under gunicorn as the center is run."""
    port = port or free_port()
    command = [
        application if part == CENTER else part for part in (*gunicorn_command(f"127.0.0.1:{port}", workers), *UNENDED)
    ]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CENTER_")}
    process = subprocess.Popen(command, cwd=ROOT, env={**kept, **environment})
    server = Server(port, process.pid)
    try:
        _wait_until_ready(server, workers)
        yield server
    finally:
        process.terminate()
        process.wait(30)


@contextmanager
def serve_center(settings: Settings, workers: int) -> Iterator[Server]:
    """Serve a filled database over plain HTTP, as the demo does."""
    port = free_port()
    demo = {"CENTER_SECRET_KEY": settings.secret_key, "CENTER_BASE_URL": f"http://localhost:{port}"}
    (settings.instance / DEMO_FILE).write_text(json.dumps(demo), "utf-8")
    environment = {"CENTER_INSTANCE": str(settings.instance), "CENTER_DATABASE_URL": settings.database_url}
    with serve(CENTER, environment, workers, port) as server:
        yield server


@contextmanager
def serve_bare(settings: Settings, workers: int) -> Iterator[Server]:
    """Serve the same database by the driver alone."""
    with serve(BARE, {"BENCH_DATABASE": driver_address(settings)}, workers) as server:
        yield server


def driver_address(settings: Settings) -> str:
    """The database as its driver is told: a file, or an address without the name of the driver."""
    if settings.database_url.startswith("sqlite"):
        return settings.database_url.removeprefix("sqlite:///")
    return settings.database_url.replace("+psycopg", "")


def database_cpu_ms(settings: Settings) -> float:
    """What the processes of PostgreSQL have spent so far; SQLite has none of its own."""
    if settings.database_url.startswith("sqlite"):
        return 0.0
    with psycopg.connect(driver_address(settings), autocommit=True) as connection:
        row = connection.execute("SELECT pg_backend_pid()").fetchone()
        own = row[0] if row else 0
        parent = int(Path(f"/proc/{own}/stat").read_text().rpartition(")")[2].split()[1])
        return sum(_spent_ms(pid) for pid in (parent, *_children(parent)) if pid != own)


def _wait_until_ready(server: Server, workers: int) -> None:
    deadline = wall.monotonic() + START_WITHIN_SECONDS
    while wall.monotonic() < deadline:
        try:
            if Client(server.port).send(Request("/healthz")).status == 200 and len(_children(server.pid)) == workers:
                wall.sleep(1)  # until every worker has loaded
                return
        except OSError:
            wall.sleep(0.1)
    raise RuntimeError("the server did not get ready")
