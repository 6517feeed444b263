"""Reading committees: who sits in one, what they declared, and whom they may not score."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from center.core.db import db
from center.core.errors import NotFoundError
from center.tenancy.applications.models import Application
from center.tenancy.calls.models import Call
from center.tenancy.review.models import Challenge, Declaration, Exclusion, Seat

ANEW = {"populate_existing": True}
"""A page and a command see what others did since the session last read it."""
Pair = tuple[int, int]
"""A seat and an application, by their ids."""


def seats_of(call_id: int) -> Sequence[Seat]:
    """The whole committee of a call in the order of its codes, those who left too."""
    return db.session.scalars(
        select(Seat).where(Seat.call_id == call_id).order_by(Seat.position).execution_options(**ANEW)
    ).all()


def scoring_seats(call_id: int) -> list[Seat]:
    """Who of a committee is to score now."""
    return [seat for seat in seats_of(call_id) if seat.scores]


def get_seat(call_id: int, seat_id: int) -> Seat:
    """A seat of a call; another call's is none.

    Raises:
        NotFoundError
    """
    found = db.session.get(Seat, seat_id, populate_existing=True)
    if found is None or found.call_id != call_id:
        raise NotFoundError
    return found


def find_own_seat(call_id: int, user_id: int | None) -> Seat | None:
    """Somebody's seat in a committee, unless they left it."""
    theirs = (Seat.call_id == call_id, Seat.user_id == user_id, Seat.left_at.is_(None))
    return db.session.scalar(select(Seat).where(*theirs).execution_options(**ANEW))


def get_own_seat(call_id: int, user_id: int | None) -> Seat:
    """The same.

    Raises:
        NotFoundError: they have none there.
    """
    found = find_own_seat(call_id, user_id)
    if found is None:
        raise NotFoundError
    return found


def own_seats(user_id: int | None) -> Sequence[Seat]:
    """The committees in which somebody sits, the newest call first."""
    calls = selectinload(Seat.call).selectinload(Call.versions)
    rows = select(Seat).where(Seat.user_id == user_id, Seat.left_at.is_(None)).order_by(Seat.call_id.desc())
    return db.session.scalars(rows.options(calls)).all()


def declarations_of(call_id: int) -> Mapping[Pair, Declaration]:
    """What the committee of a call declared."""
    rows = select(Declaration).join(Seat, Seat.id == Declaration.seat_id).where(Seat.call_id == call_id)
    return {(one.seat_id, one.application_id): one for one in db.session.scalars(rows.order_by(Declaration.id))}


def exclusions_of(call_id: int) -> Mapping[Pair, Exclusion]:
    """Who may not score whom in a call."""
    rows = select(Exclusion).join(Seat, Seat.id == Exclusion.seat_id).where(Seat.call_id == call_id)
    return {(one.seat_id, one.application_id): one for one in db.session.scalars(rows.order_by(Exclusion.id))}


def excluded_from(seat: Seat) -> AbstractSet[int]:
    """The applications of which somebody sees nothing."""
    return set(db.session.scalars(select(Exclusion.application_id).where(Exclusion.seat_id == seat.id)))


def challenges_of(call_id: int) -> Sequence[Challenge]:
    """Every challenge in a call, the first one first."""
    whole = (
        selectinload(Challenge.votes),
        selectinload(Challenge.seat),
        selectinload(Challenge.application).selectinload(Application.enterprise),
    )
    rows = select(Challenge).join(Seat, Seat.id == Challenge.seat_id).where(Seat.call_id == call_id)
    return db.session.scalars(rows.order_by(Challenge.id).options(*whole).execution_options(**ANEW)).all()


def get_challenge(call_id: int, challenge_id: int) -> Challenge:
    """A challenge in a call; another call's is none.

    Raises:
        NotFoundError
    """
    for one in challenges_of(call_id):
        if one.id == challenge_id:
            return one
    raise NotFoundError
