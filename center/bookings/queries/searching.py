"""Looking for bookings as staff do: by person, organisation, number, telephone, day, room and state."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, func, or_, select

from center.bookings.models import Booking, Occurrence, OccurrenceRoom
from center.bookings.queries.records import whole
from center.bookings.rules.people import phone_key
from center.bookings.rules.states import State
from center.core.db import db
from center.core.names import organisation_key
from center.core.time import at
from center.spaces.models import Space

SHORTEST_PHONE = SHORTEST_NUMBER = 4
ROWS_A_PAGE = 50
NOT_IN_NUMBERS = re.compile(r"[^0-9A-Za-z]")


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for; what is None or empty does not matter. The days are [first, last]."""

    text: str = ""
    first: date | None = None
    last: date | None = None
    room: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what was found, the latest use first, and how many there are in all."""

    bookings: Sequence[Booking]
    n_all: int


def search_bookings(search: Search, *, page: int) -> Found:
    """A page of the bookings that were looked for; as many queries for three as for thousands."""
    conditions = _conditions(search)
    n_all = db.session.scalar(select(func.count(Booking.id)).join(Booking.occurrences).where(*conditions)) or 0
    found = _ordered(conditions).offset((page - 1) * ROWS_A_PAGE).limit(ROWS_A_PAGE)
    return Found(db.session.scalars(found).all(), n_all)


def all_found(search: Search) -> Sequence[Booking]:
    """All of them, for a file."""
    return db.session.scalars(_ordered(_conditions(search))).all()


def _ordered(conditions: Sequence[ColumnElement[bool]]) -> Select[Booking]:
    latest_first = (Occurrence.start_at.desc(), Booking.id.desc())
    return whole().join(Booking.occurrences).where(*conditions).order_by(*latest_first)


def _conditions(search: Search) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if search.text:
        conditions.append(_named(search.text))
    if search.first:
        conditions.append(Occurrence.start_at >= at(search.first, 0))
    if search.last:
        conditions.append(Occurrence.start_at < at(search.last + timedelta(days=1), 0))
    if search.room:
        rooms = select(OccurrenceRoom.occurrence_id).join(OccurrenceRoom.space).where(Space.code == search.room)
        conditions.append(Occurrence.id.in_(rooms))
    if search.state:
        conditions.append(Booking.state == search.state)
    return conditions


def _named(text: str) -> ColumnElement[bool]:
    """What is typed may be part of a name, an address, a number or a telephone, however it is written."""
    columns = (Booking.name, Booking.organisation, Booking.email, Booking.purpose)
    ways = [column.icontains(text, autoescape=True) for column in columns]
    bare = NOT_IN_NUMBERS.sub("", text).upper()
    if len(bare) >= SHORTEST_NUMBER:
        ways.append(func.replace(Booking.reference, "-", "").contains(bare, autoescape=True))
    digits = phone_key(text)
    if len(digits) >= SHORTEST_PHONE:
        ways.append(Booking.phone_key.contains(digits, autoescape=True))
    if key := organisation_key(text):
        ways.append(Booking.organisation_key.contains(key, autoescape=True))
    return or_(*ways)


def bookings_of_day(day: date) -> Sequence[Booking]:
    """What uses the rooms on a day, or may: confirmed, held and requested bookings, by time."""
    return db.session.scalars(
        whole()
        .join(Booking.occurrences)
        .where(
            Occurrence.start_at >= at(day, 0),
            Occurrence.start_at < at(day, 1440),
            Booking.state.in_((State.CONFIRMED, State.VERIFYING, State.REQUESTED)),
        )
        .order_by(Occurrence.start_at, Booking.id)
    ).all()
