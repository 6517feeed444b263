"""What many tests begin with: made once a process, and laid back into the database of each test after the first.

Making a call under review with its firms, files, people and sheets takes longer than most of what is tested about it.
"""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Generic, ParamSpec, TypeVar

from flask import current_app
from sqlalchemy import func, select

from center.accounts.models import SignIn, User
from center.core import time
from center.core.audit import head_now
from center.core.db import db
from center.enterprises.models import Enterprise
from center.mail.models import OutboxMail
from center.settings import Settings
from center.tenancy.calls.models import Call
from tests.postgresql import keep, put_back

P = ParamSpec("P")
T = TypeVar("T")
FOLDER = TemporaryDirectory(prefix="center-worlds-", ignore_cleanup_errors=True)
DATABASE_FILES = ("center.db", "center.db-wal", "center.db-shm")


@dataclass(frozen=True)
class World(Generic[T]):
    """A database and its files as they were when what was made of them was ready."""

    name: str
    told: T


def _settings() -> Settings:
    settings: Settings = current_app.extensions["center_settings"]
    return settings


def _url() -> str:
    return _settings().database_url.replace("postgresql+psycopg", "postgresql")


def _is_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"


def _beginning() -> tuple[Any, ...] | None:
    """All that tells one beginning from another.

    None where somebody is signed in, whose key no copy has, or where something was begun that the test goes on with.
    """
    counts = [db.session.scalar(select(func.count()).select_from(table)) for table in (User, Enterprise, OutboxMail)]
    if any(db.session.scalar(select(func.count()).select_from(table)) for table in (SignIn, Call)):
        return None
    database = "sqlite" if _is_sqlite() else db.engine.url.database
    return (database, time.now(), head_now(), *counts)


def _keep(name: str) -> None:
    place = Path(FOLDER.name) / name
    shutil.copytree(_settings().instance, place, ignore=shutil.ignore_patterns(*DATABASE_FILES))
    _let_go()
    if _is_sqlite():
        _copy(_settings().instance / "center.db", place / "center.db")
    else:
        keep(_url(), name)


def _lay_out(name: str) -> None:
    place = Path(FOLDER.name) / name
    shutil.copytree(place, _settings().instance, dirs_exist_ok=True, ignore=shutil.ignore_patterns(*DATABASE_FILES))
    _let_go()
    if _is_sqlite():
        _copy(place / "center.db", _settings().instance / "center.db")
    else:
        put_back(_url(), name)


def _let_go() -> None:
    db.session.remove()
    db.engine.dispose()


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as from_, closing(sqlite3.connect(target)) as to:
        from_.backup(to)


def made_once(plain: Callable[[T], Any], again: Callable[..., T]) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Let a function make its world once for each beginning and each wish.

    `plain` takes what it returned apart into values without a session; `again` makes it anew of them and the arguments.
    """

    def decorate(make: Callable[P, T]) -> Callable[P, T]:
        kept: dict[Any, World[Any]] = {}

        @wraps(make)
        def wrapped(*args: P.args, **given: P.kwargs) -> T:
            beginning = _beginning()
            if beginning is None:
                return make(*args, **given)
            key = (beginning, repr(args), repr(given))
            if (world := kept.get(key)) is not None:
                _lay_out(world.name)
                return again(world.told, *args)
            made = make(*args, **given)
            told, name = plain(made), f"world_{make.__name__}_{len(kept)}"
            _keep(name)
            kept[key] = World(name, told)
            return again(told, *args)

        return wrapped

    return decorate
