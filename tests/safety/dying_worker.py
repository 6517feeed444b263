"""A worker that dies while it ends personal data, one booking after the other: killed before a statement is sent.

Arguments: the present instant, the number of statements it lives for. It lives by the settings in the environment.
"""

import os
import signal
import sys
from datetime import datetime
from itertools import count

from sqlalchemy import event

from center.app import create_app
from center.bookings.service.retention import end_personal_data, erase_overdue
from center.core import time
from center.core.db import db
from center.settings import load_settings


def work(now: str, n_statements: str) -> None:
    """Erase booking by booking, then sweep."""
    instant = datetime.fromisoformat(now)
    time.read_clock = lambda: instant
    with create_app(load_settings()).app_context():
        numbers = count(1)

        def live(*_statement: object) -> None:
            if next(numbers) > int(n_statements):
                os.kill(os.getpid(), signal.SIGKILL)

        event.listen(db.engine, "before_cursor_execute", live)
        while erase_overdue(instant, most=1):
            pass
        end_personal_data(instant)


if __name__ == "__main__":
    work(*sys.argv[1:])
