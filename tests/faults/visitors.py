"""Citizens who book over HTTP, many at a time."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from flask import Flask

from center.bookings import queries
from center.bookings.pages.words import wish_query
from center.bookings.rules.day import common_runs
from center.bookings.service.upkeep import set_rule
from center.core import time
from center.core.time import Period
from tests.bookings.factories import hours
from tests.servers import Reply, Server, Visitor, hidden

LONG_AGO = date(2015, 3, 1)


def let_many_wait(app: Flask) -> None:
    """Raise the limit of holds: all visitors of a test come from one machine."""
    rule = {"minutes": 10, "tries": 5, "sendings": 3, "holds_an_address": 2, "holds_a_block": 10_000}
    with app.app_context():
        set_rule("verifying", rule, from_on=LONG_AGO)


def open_days(n: int) -> list[date]:
    """The next days on which 202 is free all day, by the real clock."""
    today = time.today()
    rooms = queries.get_rooms(["202"], today)
    days = queries.room_days(rooms, today + timedelta(days=2), today + timedelta(days=40), now=time.now())
    free = [day for day, by_room in days.items() if common_runs(list(by_room.values())) == [(18, 42)]]
    return free[:n]


@dataclass(frozen=True)
class Citizen:
    """Somebody who has the booking form open."""

    visitor: Visitor
    path: str
    form: dict[str, str]

    def send(self) -> Reply:
        """Ask for the code."""
        return self.visitor.post(self.path, self.form)


def open_form(server: Server, n: int, period: Period, rooms: tuple[str, ...] = ("202",)) -> Citizen:
    """Citizen number n opens the form for a time and fills it in."""
    visitor = Visitor(server.url)
    path = f"/rooms/book/details?{urlencode(wish_query(rooms, period))}"
    page = visitor.get(path).text
    form = {
        "csrf_token": hidden(page, "csrf_token"),
        "once": hidden(page, "once"),
        "purpose": "주민 독서모임",
        "purpose_kind": "meeting",
        "headcount": "12",
        "name": "홍길동",
        "email": f"citizen{n}@example.kr",
        "phone": f"010{n:08d}",
        "organisation": "",
        "consent_privacy": "y",
        "consent_terms": "y",
    }
    return Citizen(visitor, path, form)


def all_at_once(citizens: list[Citizen]) -> list[Reply]:
    """Everybody sends at the same moment."""
    with ThreadPoolExecutor(len(citizens)) as crowd:
        return list(crowd.map(Citizen.send, citizens))


def shifted(day: date, n: int) -> Period:
    """Times of two hours that all overlap each other."""
    start = 13 + n % 4 / 2
    return hours(start, start + 2, day)
