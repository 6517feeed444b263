"""CPU of each page in multiples of a null WSGI application, on both databases, with few and with many bookings.

Ratios of one run can be compared on any machine; times cannot. Nothing here is asserted.
"""

import json
import tempfile
import time as wall
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from flask import Flask
from sqlalchemy import insert
from werkzeug.test import EnvironBuilder, run_wsgi_app

from center.app import create_app
from center.bookings import queries
from center.bookings.models import Booking, Occurrence, OccurrenceRoom, owning
from center.core import time
from center.core.db import db, transaction
from center.core.time import at
from tests.conftest import migrate, settings_for
from tests.postgresql import running_postgres

FEW, MANY = 1_000, 20_000
REPEATS = 60
PAGES = {
    "life sign": "/healthz",
    "first page": "/",
    "week": "/rooms/calendar?view=week",
    "month": "/rooms/calendar?view=month",
    "day of a room": "/rooms/202/calendar?view=day",
    "floors": "/floors",
    "spaces (API)": "/api/v1/spaces",
    "feed": "/rooms/202/calendar.ics",
}


def null_app(_environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """An application that does nothing: the unit of all figures."""
    start("200 OK", [("Content-Type", "text/plain")])
    return [b"ok"]


def cpu_of(app: Callable[..., Any], path: str) -> float:
    """Seconds of CPU of one request, the median of many."""
    spent = []
    for _ in range(REPEATS):
        environ = EnvironBuilder(path=path.partition("?")[0], query_string=path.partition("?")[2]).get_environ()
        environ |= {"HTTP_HOST": "localhost", "wsgi.url_scheme": "https"}
        before = wall.process_time()
        run_wsgi_app(app, environ, buffered=True)
        spent.append(wall.process_time() - before)
    return sorted(spent)[len(spent) // 2]


def fill(n: int) -> None:
    """Past bookings, an hour each, spread over both rooms; what lies ahead stays as it is."""
    rooms = queries.rooms_on(time.today())
    with transaction() as session, owning(session):
        for k in range(n):
            day = time.today() - timedelta(days=1 + k // 12)
            start = at(day, 540 + k % 6 * 120)
            mark = uuid4().hex
            booking = session.execute(insert(Booking).values(**_columns(mark)).returning(Booking.id)).scalar_one()
            times = {"start_at": start, "end_at": start + timedelta(hours=1), "changed_at": start}
            values = {"booking_id": booking, "uid": mark, **times}
            use = session.execute(insert(Occurrence).values(**values).returning(Occurrence.id)).scalar_one()
            room = rooms[k // 6 % len(rooms)].id
            session.execute(insert(OccurrenceRoom).values(occurrence_id=use, space_id=room, turnaround=1))


def _columns(mark: str) -> dict[str, Any]:
    texts = ("purpose", "name", "email", "phone", "email_key", "phone_key", "network", "manage_nonce")
    fixed = {"purpose_kind": "other", "language": "ko", "terms_version": "1", "privacy_version": "1"}
    numbers = {"headcount": 9, "version": 1, "n_codes_sent": 1, "n_wrong_codes": 0}
    states = {"state": "confirmed", "decision": "instant", "created_at": time.now(), "confirmed_at": time.now()}
    return {"reference": mark[:16], "form_key": mark, **dict.fromkeys(texts, mark[:16]), **fixed, **numbers, **states}


def measure(app: Flask) -> dict[str, float]:
    """Each page in multiples of the null application."""
    unit = cpu_of(null_app, "/")
    for path in PAGES.values():
        cpu_of(app.wsgi_app, path)
    return {name: cpu_of(app.wsgi_app, path) / unit for name, path in PAGES.items()}


def bench(name: str, database_url: str) -> None:
    """Measure one database with few and with many bookings."""
    with tempfile.TemporaryDirectory() as folder:
        settings = settings_for(Path(folder), database_url)
        migrate(settings)
        app = create_app(settings)
        with app.app_context():
            fill(FEW)
            db.session.remove()
        few = measure(app)
        with app.app_context():
            fill(MANY - FEW)
            db.session.remove()
        many = measure(app)
        with app.app_context():
            db.engine.dispose()
    print(f"\n{name}: CPU in multiples of a null WSGI application")  # noqa: T201
    print(f"{'page':<16}{FEW:>10,} bookings{MANY:>10,} bookings{'ratio':>8}")  # noqa: T201
    for page in PAGES:
        print(f"{page:<16}{few[page]:>19.1f}{many[page]:>19.1f}{many[page] / few[page]:>8.2f}")  # noqa: T201
    print(json.dumps({"database": name, "few": few, "many": many}))  # noqa: T201


if __name__ == "__main__":
    bench("SQLite", "")
    with running_postgres() as server:
        bench("PostgreSQL", server.create("bench"))
