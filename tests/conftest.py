"""What every test stands on: a freshly migrated database of both kinds, a clock that stands still, the cast."""

import os
import shutil
from collections.abc import Hashable, Iterator
from contextvars import Context
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import MethodType
from typing import Any, ClassVar
from uuid import uuid4

import flask_migrate
import pytest
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import create_engine, text
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from center.app import create_app
from center.core import time
from center.core.actor import Actor, Role
from center.core.db import db
from center.settings import Settings, load_settings
from tests.postgresql import Lent, Postgres, running_postgres

DATABASES = ("sqlite", "postgresql")
SECRET_KEY = "a-secret-for-tests-that-is-long-enough"
NOON = datetime(2026, 12, 15, 3, 0, tzinfo=UTC)
"""Tuesday 15 December 2026, 12:00 in Seoul: the day the tests live on unless they move the clock."""


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    now: datetime = field(default=NOON)

    def move(self, by: timedelta) -> None:
        """Let time pass."""
        self.now += by

    def set(self, to: datetime) -> None:
        """Jump to an instant."""
        self.now = to


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where skipping is forbidden, as in CI, a skipped test is a failure of the run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CENTER_NO_SKIP") == "1" and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The present of this test."""
    frozen = Clock()
    monkeypatch.setattr(time, "read_clock", lambda: frozen.now)
    return frozen


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server for this run, in a folder of its own."""
    with running_postgres() as server:
        yield server


def settings_for(instance: Path, database_url: str = "", **more: str) -> Settings:
    """Settings of a test's center."""
    return load_settings(
        {
            "CENTER_INSTANCE": str(instance),
            "CENTER_DATABASE_URL": database_url,
            "CENTER_SECRET_KEY": SECRET_KEY,
            "CENTER_BASE_URL": "https://localhost",
            **more,
        }
    )


def migrate(settings: Settings) -> None:
    """Bring a database to the newest schema and load the center itself."""
    from center.init import load_center

    app = create_app(settings)
    with app.app_context():
        flask_migrate.upgrade()
        load_center(date(2026, 1, 1))
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    instance = tmp_path_factory.mktemp("template")
    migrate(settings_for(instance))
    engine = create_engine(f"sqlite:///{instance / 'center.db'}")
    with engine.connect() as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    engine.dispose()
    return instance / "center.db"


@pytest.fixture(scope="session")
def postgres_template(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a migrated PostgreSQL database to copy."""
    name = f"template_{uuid4().hex[:8]}"
    url = postgres.create(name)
    migrate(settings_for(tmp_path_factory.mktemp("template-pg"), url))
    return name


@pytest.fixture(scope="session")
def lent_database(postgres: Postgres, postgres_template: str) -> Lent:
    """A database of this process that is put back before each test."""
    return Lent(postgres, postgres_template)


@pytest.fixture(params=DATABASES)
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """Settings of a center of this test's own, on each database in turn."""
    instance = tmp_path / "instance"
    instance.mkdir()
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), instance / "center.db")
        yield settings_for(instance)
        return
    lent: Lent = request.getfixturevalue("lent_database")
    yield settings_for(instance, lent.fresh(f"test_{uuid4().hex[:12]}"))


class CompiledRule(Rule):
    """A rule of an address that an earlier test of this process compiled: there are hundreds, the same each time.

    What is compiled depends on what is in the key and on nothing else.
    """

    compiled: ClassVar[dict[Hashable, dict[str, Any]]] = {}

    def compile(self) -> None:
        """Read the rule, or take over what was read of it."""
        key = (self.rule, self.subdomain, self.host, self.merge_slashes, repr(self.defaults))
        if key not in self.compiled:
            super().compile()
            self.compiled[key] = {
                "_parts": self._parts,
                "_trace": self._trace,
                "_converters": self._converters,
                "arguments": self.arguments,
                "_build": self._build.__func__,  # type: ignore[attr-defined]
                "_build_unknown": self._build_unknown.__func__,  # type: ignore[attr-defined]
            }
        for name, value in self.compiled[key].items():
            setattr(self, name, MethodType(value, self) if name.startswith("_build") else value)


Flask.url_rule_class = CompiledRule


class CompiledTemplates(BytecodeCache):
    """Templates that an earlier test of this process compiled; each by its text, so that none is ever stale."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what is kept of a template."""
        if (bucket.key, bucket.checksum) in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key, bucket.checksum])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template."""
        self._kept[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


@pytest.fixture(scope="session")
def compiled_templates() -> CompiledTemplates:
    """Compiling takes longer than most tests: each template is compiled once."""
    return CompiledTemplates()


@pytest.fixture
def app(settings: Settings, clock: Clock, compiled_templates: CompiledTemplates) -> Iterator[Flask]:
    """The application on a fresh database, with its context."""
    made = create_app(settings)
    made.jinja_env.bytecode_cache = compiled_templates
    made.config["TESTING"] = False
    made.config["WTF_CSRF_ENABLED"] = False
    made.test_client_class = Browser
    with made.app_context():
        yield made
        db.session.remove()
        db.engine.dispose()


class Browser(FlaskClient):
    """A browser without a window, over HTTPS. Each request lives in a context of its own, as on a server."""

    def open(self, *args: Any, **more: Any) -> TestResponse:
        """Send a request; what the test itself has read before is forgotten."""
        more = {"base_url": "https://localhost", **more, "buffered": True}
        answer = Context().run(lambda: super(Browser, self).open(*args, **more))
        if has_app_context():
            db.session.rollback()
        return answer


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Somebody's browser."""
    return app.test_client()


@pytest.fixture
def elsewhere(settings: Settings, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """Settings of another center on the same kind of database, with nothing in it."""
    if settings.database_url.startswith("sqlite"):
        yield settings_for(tmp_path / "elsewhere")
        return
    server: Postgres = request.getfixturevalue("postgres")
    name = f"test_{uuid4().hex[:12]}"
    yield settings_for(tmp_path / "elsewhere", server.create(name))
    server.drop(name)


@pytest.fixture
def yuna(app: Flask) -> Actor:
    """Somebody of the staff."""
    from tests.people import somebody

    user = somebody("yuna@example.kr", "a-long-enough-passphrase", Role.STAFF)
    return Actor(user_id=user.id, name=user.name, roles=frozenset({Role.STAFF}))
