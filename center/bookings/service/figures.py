"""What is stored so that figures stay known: how often wishes were refused, how evenly past periods were used.

Source: docs/rules/figures.md, "Refusals", "Evenness"
"""

import logging
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from sqlalchemy import Executable
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from center.bookings.models import FrozenShare, RefusalCount
from center.bookings.queries.figures import BETWEEN_CODES, bookers_of, frozen_shares
from center.bookings.rules.figures.evenness import share_of
from center.bookings.rules.figures.span import Span, month_of
from center.bookings.rules.refusals import BookingRefusedError, RoomTakenError, TooManyHoldsError
from center.core.db import transaction
from center.core.errors import DomainError
from center.core.time import seoul_day
from center.spaces.queries import rooms_ever

COUNTED = (BookingRefusedError, RoomTakenError, TooManyHoldsError)
log = logging.getLogger("center.bookings")


@contextmanager
def counting_refusals(rooms: Collection[str], *, now: datetime) -> Iterator[None]:
    """Around a command: count its refusal after what it wrote was rolled back, and let it go on."""
    try:
        yield
    except COUNTED as refusal:
        count_refusal(refusal, rooms, now=now)
        raise


def count_refusal(refusal: DomainError, rooms: Collection[str], *, now: datetime) -> None:
    """Count a refused wish for rooms on its Seoul day, in a transaction of its own.

    What cannot be counted, when the database is busy for instance, is left out: who was refused reads why all the same.
    """
    try:
        with transaction() as session:
            known = {room.code for room in rooms_ever()}
            if codes := sorted(known.intersection(rooms)):
                session.execute(_one_more(session, seoul_day(now), BETWEEN_CODES.join(codes), refusal.kind))
    except (DomainError, SQLAlchemyError):
        log.warning("a refusal was not counted")


def _one_more(session: Session, day: date, codes: str, kind: str) -> Executable:
    first = _insert(session, RefusalCount).values(day=day, space_code=codes, kind=kind, n=1)
    return first.on_conflict_do_update(index_elements=["day", "space_code", "kind"], set_={"n": RefusalCount.n + 1})


def _insert(session: Session, table: type[Any]) -> sqlite.Insert | postgresql.Insert:
    """An insert that says what happens where the row is there already."""
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    return postgresql.insert(table) if is_postgresql else sqlite.insert(table)


def freeze_shares(days: Iterable[date], now: datetime) -> None:
    """Store how evenly the past months and years of some days were used, unless that is stored already.

    To be called before the personal data of uses on those days is erased, in the same transaction or an earlier one:
    afterwards it cannot be counted any more.
    """
    today = seoul_day(now)
    spans = {span for day in days for span in (month_of(day), Span(day.year)) if span.is_over(today)}
    with transaction() as session:
        for span in sorted(spans - frozen_shares(spans).keys()):
            _freeze(session, span, now=now)


def _freeze(session: Session, span: Span, *, now: datetime) -> None:
    share = share_of(bookers_of(span))
    if share is not None:
        row = {
            "period": span.key,
            "n_uses": share.n_uses,
            "n_bookers": share.n_bookers,
            "n_uses_of_top_ten": share.n_uses_of_top_ten,
            "frozen_at": now,
        }
        session.execute(_insert(session, FrozenShare).values(row).on_conflict_do_nothing())
