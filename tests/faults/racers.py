"""What runs in the processes that race: each wants a time that overlaps all the others'."""

import time as wall
from dataclasses import dataclass
from datetime import date
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

from center.app import create_app
from center.bookings import queries
from center.bookings.rules.refusals import RoomTakenError
from center.bookings.service import booking as service
from center.bookings.service import command, desk
from center.core import time
from center.core.actor import Actor, Role
from center.core.db import db
from center.core.errors import DomainError
from tests.bookings.factories import a_wish, hours
from tests.conftest import NOON, settings_for

GAP_SECONDS = 0.05
YUNA = Actor(roles=frozenset({Role.STAFF}))
"""Every second process that races is staff who book for a caller."""


@dataclass(frozen=True)
class Race:
    """One process's part: how it reaches the database, and the days on which it races."""

    instance: str
    database_url: str
    runner: int
    days: tuple[date, ...]
    is_guarded: bool


def run(race: Race, start: Barrier, results: Any) -> None:
    """Want a shifted time on every day, each time together with all others; report won, taken or the fault."""
    time.read_clock = lambda: NOON
    app = create_app(settings_for(Path(race.instance), race.database_url))
    if not race.is_guarded:
        _take_the_guards_away()
    with app.app_context():
        for day in race.days:
            start.wait(60)
            results.put((day, _try(race, day)))
            db.session.remove()


def _try(race: Race, day: date) -> str:
    shift = race.runner % 4 / 2
    wish = a_wish(hours(13 + shift, 15 + shift, day))
    try:
        if not race.is_guarded:
            _look_before(wish)
        if race.is_guarded and race.runner % 2:
            desk.book_for(wish, desk.OnBehalf(channel="phone"), by=YUNA, now=time.now())
        else:
            service.book_rooms(wish, now=time.now())
    except RoomTakenError as refusal:
        return "taken with alternatives" if len(refusal.alternatives) == 3 else "taken"
    except DomainError as refusal:
        return f"refused: {refusal.kind}"
    except Exception as fault:
        return f"fault: {fault!r}"
    return "won"


def _look_before(wish: service.Wish) -> None:
    """The check before the insert, as systems without lock and constraint do it."""
    rooms = queries.get_rooms(wish.rooms, wish.period.day)
    command.ensure_free(rooms, wish.period, now=time.now())
    db.session.rollback()
    wall.sleep(GAP_SECONDS)


def _take_the_guards_away() -> None:
    """Neither lock nor check under it; the constraint is dropped by the test."""
    vars(command)["lock_bookable"] = lambda: None
    vars(service)["ensure_bookable"] = lambda *_: None
