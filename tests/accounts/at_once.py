"""Commands in processes of their own that begin at the same moment, as two people press at once."""

import multiprocessing
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from center.app import create_app
from center.core import time
from center.core.db import db
from center.core.errors import DomainError
from center.settings import Settings
from tests.conftest import NOON, settings_for

Command = Callable[..., object]


def at_once(settings: Settings, command: Command, given: Sequence[tuple[Any, ...]]) -> list[str]:
    """What came of a command that is run with each of these arguments at the same moment: "done" or why not, sorted."""
    db.session.remove()
    context = multiprocessing.get_context("spawn")
    start, told = context.Barrier(len(given)), context.Queue()
    where = (str(settings.instance), settings.database_url)
    all_of_them = [context.Process(target=_run, args=(where, command, args, start, told)) for args in given]
    for process in all_of_them:
        process.start()
    outcomes = sorted(told.get(timeout=60) for _ in all_of_them)
    for process in all_of_them:
        process.join(30)
    return outcomes


def _run(where: tuple[str, str], command: Command, args: tuple[Any, ...], start: Any, told: Any) -> None:
    time.read_clock = lambda: NOON
    app = create_app(settings_for(Path(where[0]), where[1]))
    with app.app_context():
        start.wait(60)
        try:
            command(*args)
        except DomainError as refusal:
            told.put(refusal.kind)
        except Exception as fault:
            told.put(repr(fault))
        else:
            told.put("done")
