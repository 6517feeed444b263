"""What runs in the workers that try passwords at the same time."""

from dataclasses import dataclass
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

from center.accounts.service import WrongPasswordError, sign_in
from center.app import create_app
from center.core import time
from center.core.db import db
from center.core.errors import TooManyError
from tests.accounts.conftest import EMAIL
from tests.conftest import NOON, settings_for


@dataclass(frozen=True)
class Worker:
    """A process of the server: how it reaches the database, and how often it tries."""

    instance: str
    database_url: str
    tries: int


def run(worker: Worker, start: Barrier, results: Any) -> None:
    """Try wrong passwords as soon as all workers are ready; report each as wrong, refused or the fault."""
    time.read_clock = lambda: NOON
    app = create_app(settings_for(Path(worker.instance), worker.database_url))
    with app.app_context():
        start.wait(60)
        for _ in range(worker.tries):
            results.put(_try())
            db.session.remove()


def _try() -> str:
    try:
        sign_in(EMAIL, "another password", address="203.0.113.7", now=NOON)
    except WrongPasswordError:
        return "wrong"
    except TooManyError:
        return "refused"
    except Exception as fault:
        return f"fault: {fault!r}"
    return "signed in"
