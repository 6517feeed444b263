"""What runs in the workers that try passwords at the same time."""

from dataclasses import dataclass
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

from center.accounts.service import BY_ACCOUNT
from center.app import create_app
from center.core import time
from center.core.db import db
from center.core.errors import TooManyError
from center.core.limits import hit
from tests.conftest import NOON, settings_for


@dataclass(frozen=True)
class Worker:
    """A process of the server: how it reaches the database, whose passwords it tries, and how often each."""

    instance: str
    database_url: str
    accounts: tuple[str, ...]
    tries: int


def run(worker: Worker, start: Barrier, results: Any) -> None:
    """Try one account after another, each try together with all other workers; report account and outcome."""
    time.read_clock = lambda: NOON
    app = create_app(settings_for(Path(worker.instance), worker.database_url))
    with app.app_context():
        for account in worker.accounts * worker.tries:
            start.wait(60)
            results.put((account, _try(account)))
            db.session.remove()


def _try(account: str) -> str:
    try:
        hit(BY_ACCOUNT, account, now=NOON)
    except TooManyError:
        return "refused"
    except Exception as fault:
        return f"fault: {fault!r}"
    return "passed"
