"""Reading the building."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import contains_eager

from center.core.db import db
from center.core.errors import NotFoundError
from center.core.revision import kept_while
from center.core.time import Period, at
from center.spaces.models import CLOSURES, SPACES, Closure, Floor, Holiday, Space, UnitTerm
from center.spaces.rules import SpaceKind


@dataclass(frozen=True, slots=True)
class ClosedPeriod:
    """A closure of one space, as a plain value."""

    space_id: int
    period: Period
    kind: str
    reason: str
    reason_en: str


def spaces_on(day: date) -> Sequence[Space]:
    """The spaces that exist on a day, floor by floor as the scheme shows them."""
    return db.session.scalars(
        _existing(day).order_by(Space.floor_number, Space.plan_row, Space.position, Space.code)
    ).all()


@kept_while(SPACES)
def rooms_ever() -> Sequence[Space]:
    """The rooms of all days, by code and time; one that was made anew is there twice.

    They are kept in the process and belong to no session: to be read, or named by their id.
    """
    columns = Space.__table__.columns
    rows = db.session.execute(select(*columns).where(Space.is_bookable).order_by(Space.code, Space.first_on))
    return [Space(**row) for row in rows.mappings()]


BOOKABLE_LOCKED = select(Space.id).where(Space.is_bookable).order_by(Space.code, Space.id).with_for_update()


def lock_bookable() -> None:
    """Take the lock that serialises everything that holds rooms: all bookable rows, in code order.

    On SQLite the transaction itself is that lock. Source: docs/decisions/0002-one-transaction-function.md
    """
    connection = db.session.connection()
    if connection.dialect.name != "sqlite":
        connection.execute(BOOKABLE_LOCKED)


def closures_between(first: date, end: date, space_ids: Collection[int]) -> list[ClosedPeriod]:
    """The closures of these spaces that touch the days [first, end), by start."""
    begin, finish = at(first, 0), at(end, 0)
    return [
        closure
        for closure in _all_closures()
        if closure.space_id in space_ids and closure.period.start < finish and closure.period.end > begin
    ]


@kept_while(CLOSURES)
def _all_closures() -> Sequence[ClosedPeriod]:
    """All closures there ever were: a few a year."""
    rows = db.session.execute(
        select(
            Closure.space_id, Closure.start_at, Closure.end_at, Closure.kind, Closure.reason, Closure.reason_en
        ).order_by(Closure.start_at)
    )
    return [ClosedPeriod(space, Period(start, finish), *rest) for space, start, finish, *rest in rows]


def closures_ahead(now: datetime) -> Sequence[Closure]:
    """The closures that go on or are to come, by time and room."""
    return db.session.scalars(
        select(Closure)
        .join(Closure.space)
        .options(contains_eager(Closure.space))
        .where(Closure.end_at > now)
        .order_by(Closure.start_at, Space.code, Closure.id)
    ).all()


def closures_to_end(closure_id: int, *, with_later: bool, now: datetime) -> list[Closure]:
    """A closure that is not over, and, if wanted, all later ones of its series; none where it is over."""
    one = db.session.get(Closure, closure_id)
    if one is None or one.end_at <= now:
        return []
    if not with_later or one.series is None:
        return [one]
    later = select(Closure).where(Closure.series == one.series, Closure.start_at >= one.start_at)
    return list(db.session.scalars(later.order_by(Closure.start_at, Closure.id)))


LETTABLE = (SpaceKind.UNIT, SpaceKind.OFFICE)
"""What somebody may have by a permit: the units, and the office of the networks."""
UNITS_LOCKED = select(Space.id).where(Space.kind.in_(LETTABLE)).order_by(Space.code, Space.id).with_for_update()


def lock_units() -> None:
    """Take the lock that serialises everything that gives units to somebody. On SQLite the transaction is that lock."""
    connection = db.session.connection()
    if connection.dialect.name != "sqlite":
        connection.execute(UNITS_LOCKED)


def units_on(day: date) -> Sequence[Space]:
    """The units that exist on a day, by their number."""
    return db.session.scalars(_existing(day).where(Space.kind == SpaceKind.UNIT).order_by(Space.code)).all()


def lettable_on(day: date) -> Sequence[Space]:
    """The spaces that somebody may have on a day: the units and the office, by their number."""
    return db.session.scalars(_existing(day).where(Space.kind.in_(LETTABLE)).order_by(Space.code)).all()


def terms_on(day: date) -> dict[str, UnitTerm]:
    """Who has which unit on a day, by the unit's number."""
    found = db.session.scalars(select(UnitTerm).where(UnitTerm.first_on <= day, UnitTerm.until_on > day))
    return {term.unit_code: term for term in found}


def terms_from(day: date) -> dict[str, list[UnitTerm]]:
    """The terms that go on or are to come on a day, by the unit's number, in order."""
    found: dict[str, list[UnitTerm]] = {}
    for term in db.session.scalars(select(UnitTerm).where(UnitTerm.until_on > day).order_by(UnitTerm.first_on)):
        found.setdefault(term.unit_code, []).append(term)
    return found


def terms_of(unit_code: str) -> Sequence[UnitTerm]:
    """Everybody who had, has or will have a unit, the latest first."""
    return db.session.scalars(
        select(UnitTerm).where(UnitTerm.unit_code == unit_code).order_by(UnitTerm.first_on.desc())
    ).all()


def get_term(unit_code: str, term_id: int) -> UnitTerm:
    """One term of a unit; another unit's is none.

    Raises:
        NotFoundError
    """
    term = db.session.get(UnitTerm, term_id)
    if term is None or term.unit_code != unit_code:
        raise NotFoundError
    return term


def term_within(unit_code: str, first_on: date, until_on: date, *, without: int | None = None) -> UnitTerm | None:
    """The first term of a unit that has one of the days [first_on, until_on), another one's than `without`."""
    found = select(UnitTerm).where(
        UnitTerm.unit_code == unit_code, UnitTerm.first_on < until_on, UnitTerm.until_on > first_on
    )
    if without is not None:
        found = found.where(UnitTerm.id != without)
    return db.session.scalar(found.order_by(UnitTerm.first_on).limit(1))


def holidays_all() -> Sequence[Holiday]:
    """Every day off that the center keeps, in order."""
    return db.session.scalars(select(Holiday).order_by(Holiday.day)).all()


def find_holiday(day: date) -> Holiday | None:
    """The holiday of a day as it is kept, also one on which the center is open."""
    return db.session.get(Holiday, day)


def days_off_between(first: date, end: date) -> set[date]:
    """The holidays of the days [first, end)."""
    return set(db.session.scalars(select(Holiday.day).where(Holiday.is_off, Holiday.day >= first, Holiday.day < end)))


def floor_widths() -> dict[int, int]:
    """The width of each floor's scheme in metres."""
    return {floor.number: floor.width_m for floor in db.session.scalars(select(Floor))}


def last_holiday_year() -> int | None:
    """The last year whose holidays are kept."""
    last: date | None = db.session.scalar(select(func.max(Holiday.day)))
    return last.year if last else None


def _existing(day: date) -> Select[Space]:
    return select(Space).where(Space.first_on <= day, or_(Space.until_on.is_(None), Space.until_on > day))
