"""What somebody has already, for quotas and holds."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from center.bookings.models import Booking, Occurrence, waits_for_code
from center.bookings.queries.families import Family, family_of_firm, family_of_name
from center.bookings.rules.bookable import Usage, Use
from center.bookings.rules.people import BookerKeys
from center.bookings.rules.states import COUNTING, State
from center.bookings.rules.values import BookerKind
from center.core.db import db
from center.core.time import Period, at, month_start, seoul_day

Uses = dict[BookerKind, list[Period]]


def usage_of(keys: BookerKeys, use: Use, *, without: int | None = None) -> dict[BookerKind, Usage]:
    """What the person and the organisation have already in the use's month and on its day.

    `without` leaves out one booking, as when it is to be moved.
    """
    return usage_among(uses_of(keys, use.day, use.day, without=without), use)


def usage_among(uses: Uses, use: Use) -> dict[BookerKind, Usage]:
    """Of all their uses, how many lie in the use's month and how long those of its day are."""
    return {kind: _usage(periods, use.day) for kind, periods in uses.items()}


def _usage(periods: Sequence[Period], day: date) -> Usage:
    days = [seoul_day(period.start) for period in periods]
    that_day = [period.length for period, start_on in zip(periods, days, strict=True) if start_on == day]
    n_uses = sum(month_start(start_on) == month_start(day) for start_on in days)
    return Usage(uses_this_month=n_uses, minutes_that_day=sum(that_day, timedelta()) // timedelta(minutes=1))


def uses_of(keys: BookerKeys, first: date, last: date, *, without: int | None = None) -> Uses:
    """What counts for the person and the organisation, in the months from that of one day to that of another.

    Who books for a firm of the registry uses that firm's share and none of their own.
    """
    asked = {"after": at(month_start(first), 0), "before": at(month_start(last, 1), 0), "without": without or 0}
    if keys.firm is not None:
        family = family_of_firm(keys.firm, keys.organisation)
        return {BookerKind.ORGANISATION: _periods(USES_OF_FIRM, _of(family) | asked)}
    person = {"email": keys.email, "phone": keys.phone}
    uses = {BookerKind.PERSON: _periods(USES_OF_PERSON, person | asked) if any(person.values()) else []}
    if keys.organisation is not None:
        family = family_of_name(keys.organisation)
        uses[BookerKind.ORGANISATION] = _periods(USES_OF_ORGANISATION, _of(family) | asked)
    return uses


def _of(family: Family) -> dict[str, Any]:
    return {"records": family.records, "names": family.names}


def _periods(statement: Select[datetime, datetime], asked: Mapping[str, Any]) -> list[Period]:
    return [Period(start, end) for start, end in db.session.execute(statement, asked)]


def _uses(who: ColumnElement[bool]) -> Select[datetime, datetime]:
    return (
        select(Occurrence.start_at, Occurrence.end_at)
        .join(Booking, Booking.id == Occurrence.booking_id)
        .where(
            who,
            or_(Booking.state.in_(COUNTING), and_(Booking.state == State.CANCELLED, Booking.is_late)),
            Booking.id != bindparam("without"),
            Occurrence.start_at >= bindparam("after"),
            Occurrence.start_at < bindparam("before"),
        )
    )


def _same(column: ColumnElement[str] | InstrumentedAttribute[str], name: str) -> ColumnElement[bool]:
    """Either key makes the same person; one that was not given makes nobody the same."""
    return and_(column == bindparam(name), column != "")


USES_OF_PERSON = _uses(
    and_(
        or_(_same(Booking.email_key, "email"), _same(Booking.phone_key, "phone")),
        Booking.enterprise_id.is_(None),
    )
)
"""What somebody booked for a firm of the registry is that firm's alone."""
FOR_RECORDS = Booking.enterprise_id.in_(bindparam("records", expanding=True))
UNDER_NAMES = Booking.organisation_key.in_(bindparam("names", expanding=True))
USES_OF_ORGANISATION = _uses(or_(FOR_RECORDS, UNDER_NAMES))
USES_OF_FIRM = _uses(or_(FOR_RECORDS, and_(Booking.enterprise_id.is_(None), UNDER_NAMES)))
"""What was booked for the firm, and what anybody booked under its names."""
WAITING = select(
    func.count().filter(Booking.email_key == bindparam("email")),
    func.count().filter(Booking.network == bindparam("network")),
).where(waits_for_code(), Booking.code_until > bindparam("now"))


def n_waiting_for_code(email: str, network: str, now: datetime) -> tuple[int, int]:
    """How many bookings wait for their mailed code: of that mail address, and of that address block."""
    from_address, from_block = db.session.execute(WAITING, {"email": email, "network": network, "now": now}).one()
    return from_address, from_block
