"""Bookings as a whole, with their use and rooms; lists take as many queries for three as for thirty."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, bindparam, func, or_, select
from sqlalchemy.orm import selectinload

from center.bookings.models import Booking, KeptAnswer, Occurrence, OccurrenceRoom, Series, waits_for_code
from center.bookings.queries.rooms import in_state
from center.bookings.rules.codes import REFERENCE
from center.bookings.rules.states import State
from center.core.db import db
from center.core.errors import NotFoundError
from center.core.time import Period
from center.enterprises.queries import family_of


def whole() -> Select[Booking]:
    """Bookings with their use and rooms, to be narrowed down."""
    rooms = selectinload(Booking.occurrences).selectinload(Occurrence.rooms).selectinload(OccurrenceRoom.space)
    return select(Booking).options(rooms)


FIRM_PAGE = 30
OF_FORM = select(Booking.reference).where(Booking.form_key == bindparam("form_key"))
EXPIRED = select(Booking.reference).where(waits_for_code(), Booking.code_until <= bindparam("now"))
"""Asked by every command, and so made once. Nearly always there is none, so the number alone is asked for."""


def find_booking(reference: str) -> Booking | None:
    """The booking of that number with its use and rooms; what cannot be a number, or was erased, is none."""
    record = find_record(reference)
    return record if record and record.erased_at is None else None


def find_record(reference: str) -> Booking | None:
    """The same, also where its personal data were erased: for staff only."""
    if not REFERENCE.fullmatch(reference):
        return None
    return db.session.scalar(whole().where(Booking.reference == reference))


def get_record(reference: str) -> Booking:
    """The record of that number, also where its personal data were erased: for staff only.

    Raises:
        NotFoundError
    """
    record = find_record(reference)
    if record is None:
        raise NotFoundError
    return record


def find_bookings(references: Sequence[str]) -> Sequence[Booking]:
    """The bookings of those numbers, as far as there are any."""
    if not references:
        return []
    return db.session.scalars(whole().where(Booking.reference.in_(references))).all()


def find_booking_of_firm(reference: str, enterprise_id: int) -> Booking | None:
    """The booking of that number, if it was made for that firm or for a record that was merged into it."""
    booking = find_booking(reference)
    is_theirs = booking and booking.enterprise_id and booking.enterprise_id in family_of(enterprise_id)
    return booking if is_theirs else None


def bookings_of_firm(enterprise_id: int, *, page: int, size: int = FIRM_PAGE) -> tuple[list[Booking], int]:
    """A page (from 1) of a firm's bookings, the latest use first, and how many there are in all."""
    theirs = (Booking.enterprise_id.in_(family_of(enterprise_id)), Booking.erased_at.is_(None))
    n = db.session.scalar(select(func.count(Booking.id)).where(*theirs)) or 0
    found = whole().join(Booking.occurrences).where(*theirs).order_by(Occurrence.start_at.desc(), Booking.id.desc())
    return list(db.session.scalars(found.limit(size).offset((page - 1) * size))), n


def find_series(reference: str) -> Series | None:
    """The series of that number."""
    return db.session.scalar(select(Series).where(Series.reference == reference))


def references_of_series(numbers: Collection[int]) -> dict[int, str]:
    """The references of these series."""
    rows = db.session.execute(select(Series.id, Series.reference).where(Series.id.in_(numbers))) if numbers else ()
    return {row.id: row.reference for row in rows}


def series_of(booking: Booking) -> Series | None:
    """The series of which a booking is a date."""
    return db.session.get(Series, booking.series_id) if booking.series_id else None


def bookings_of_series(series_id: int) -> list[Booking]:
    """The dates of a series, in the order of their present times; those that were given up too."""
    found = whole().join(Booking.occurrences).where(Booking.series_id == series_id, Booking.erased_at.is_(None))
    return list(db.session.scalars(found.order_by(Occurrence.start_at, Booking.id)))


def own_times(enterprise_id: int, rooms: Collection[str], periods: Collection[Period]) -> set[Period]:
    """Which of these times a firm has in these very rooms already, asked for or confirmed."""
    found = db.session.scalars(
        whole()
        .join(Booking.occurrences)
        .where(
            Booking.enterprise_id.in_(family_of(enterprise_id)),
            Booking.state.in_((State.REQUESTED, State.CONFIRMED)),
            Occurrence.start_at.in_([period.start for period in periods]),
        )
    )
    return {one.occurrence.period for one in found if set(one.occurrence.codes) == set(rooms)} & set(periods)


def find_by_form(form_key: str) -> Booking | None:
    """The booking a form has made already."""
    reference = db.session.connection().scalar(OF_FORM, {"form_key": form_key})
    return find_record(reference) if reference else None


def get_booking(reference: str) -> Booking:
    """The booking of that number.

    Raises:
        NotFoundError
    """
    booking = find_booking(reference)
    if booking is None:
        raise NotFoundError
    return booking


@dataclass(frozen=True, slots=True)
class Ask:
    """What waits for staff: a request for a time, or, with `is_change`, for another time than the booking has."""

    booking: Booking
    period: Period
    decide_by_on: date
    asked_at: datetime
    is_change: bool = False


def waiting_asks() -> list[Ask]:
    """What staff have to decide, by deadline, then by time of use; as many queries for three as for thirty."""
    found = db.session.scalars(
        whole().where(or_(Booking.state == State.REQUESTED, Booking.change_start_at.is_not(None)))
    )
    asks = [ask for booking in found for ask in asks_of(booking)]
    return sorted(asks, key=lambda ask: (ask.decide_by_on, ask.period, ask.booking.id))


def asks_of(booking: Booking) -> list[Ask]:
    """What of one booking waits for staff."""
    asks = []
    if booking.state == State.REQUESTED:
        period, asked_at = booking.occurrence.period, booking.verified_at or booking.created_at
        asks.append(Ask(booking, period, booking.decide_by_on or period.day, asked_at))
    if (change := booking.change) and booking.change_asked_at and booking.change_decide_by_on:
        asks.append(Ask(booking, change, booking.change_decide_by_on, booking.change_asked_at, is_change=True))
    return asks


def past_requests(now: datetime) -> Sequence[Booking]:
    """Requests whose start has come undecided."""
    return db.session.scalars(
        whole().join(Booking.occurrences).where(Booking.state == State.REQUESTED, Occurrence.start_at <= now)
    ).all()


def past_changes(now: datetime) -> Sequence[Booking]:
    """Bookings whose change of time was not decided before one of the two times came."""
    return db.session.scalars(
        whole()
        .join(Booking.occurrences)
        .where(Booking.change_start_at.is_not(None), or_(Booking.change_start_at <= now, Occurrence.start_at <= now))
    ).all()


def unreminded(now: datetime, until: datetime) -> Sequence[Booking]:
    """Confirmed bookings that begin within (now, until] and whose booker was not reminded."""
    return db.session.scalars(
        whole()
        .join(Booking.occurrences)
        .where(
            Occurrence.start_at > now,
            Occurrence.start_at <= until,
            in_state(State.CONFIRMED),
            Booking.reminded_at.is_(None),
        )
    ).all()


def coming_bookings_of(email_key: str, now: datetime) -> Sequence[Booking]:
    """What somebody has ahead that their mail address was confirmed for, by time."""
    return db.session.scalars(
        whole()
        .join(Booking.occurrences)
        .where(
            Booking.email_key == email_key,
            Booking.state.in_((State.REQUESTED, State.CONFIRMED)),
            Occurrence.end_at > now,
        )
        .order_by(Occurrence.start_at, Booking.id)
    ).all()


def find_answer(mark: str, since: datetime) -> KeptAnswer | None:
    """What was answered to a call with that mark, if not before an instant."""
    return db.session.scalar(select(KeptAnswer).where(KeptAnswer.mark == mark, KeptAnswer.at > since))


def expired_codes(now: datetime) -> Sequence[Booking]:
    """Bookings whose code was not entered in time."""
    return find_bookings(db.session.connection().scalars(EXPIRED, {"now": now}).all())
