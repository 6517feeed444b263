"""Reading requests to be registered as somebody of a firm; as many queries for many as for few."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import contains_eager, joinedload

from center.accounts.models import Joining, Membership, User
from center.accounts.rules.joining import JoiningState
from center.core.db import db
from center.core.errors import NotFoundError
from center.enterprises.models import Enterprise
from center.enterprises.queries import records_of

MOST_ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request of the list; `firm` is empty where the registry does not have it."""

    id: int
    name: str
    email: str
    business_number: str
    firm: str
    asked_at: datetime
    is_former_gone: bool


def _is_waiting() -> ColumnElement[bool]:
    return and_(Joining.state == JoiningState.ASKED, User.disabled_at.is_(None))


def n_waiting() -> int:
    """How many requests wait for staff."""
    asked = select(func.count()).select_from(Joining).join(User, User.id == Joining.user_id)
    return db.session.scalar(asked.where(_is_waiting())) or 0


def waiting(*, page: int) -> list[Waiting]:
    """A page (from 1) of the requests that wait, the oldest first."""
    rows = db.session.execute(
        select(
            Joining.id,
            User.name,
            User.email,
            Joining.business_number,
            func.coalesce(Enterprise.name, ""),
            Joining.asked_at,
            Joining.is_former_gone,
        )
        .join(User, User.id == Joining.user_id)
        .outerjoin(Enterprise, Enterprise.business_number == Joining.business_number)
        .where(_is_waiting())
        .order_by(Joining.asked_at, Joining.id)
        .limit(MOST_ON_A_PAGE)
        .offset((page - 1) * MOST_ON_A_PAGE)
    )
    return [Waiting(*row) for row in rows]


def get_joining(joining_id: int) -> Joining:
    """A request of somebody whose account is open, for staff.

    Raises:
        NotFoundError
    """
    shown = (
        select(Joining)
        .join(User, User.id == Joining.user_id)
        .where(Joining.id == joining_id, User.disabled_at.is_(None))
    )
    found = db.session.scalar(shown.options(contains_eager(Joining.user), joinedload(Joining.proof)))
    if found is None:
        raise NotFoundError
    return found


def own_joining(joining_id: int, user_id: int) -> Joining:
    """A request of one's own; that of somebody else reads like none.

    Raises:
        NotFoundError
    """
    own = select(Joining).where(Joining.id == joining_id, Joining.user_id == user_id)
    found = db.session.scalar(own)
    if found is None:
        raise NotFoundError
    return found


def joinings_of(user_id: int) -> Sequence[Joining]:
    """All requests of a person, the latest first."""
    latest = (Joining.asked_at.desc(), Joining.id.desc())
    return db.session.scalars(select(Joining).where(Joining.user_id == user_id).order_by(*latest)).all()


def has_asked(user_id: int, business_number: str) -> bool:
    """Whether a request of the person for that firm is being looked at."""
    asked = (Joining.user_id == user_id, Joining.business_number == business_number)
    found = select(Joining.id).where(*asked, Joining.state == JoiningState.ASKED)
    return db.session.scalar(found.limit(1)) is not None


def members_of(firm: Enterprise) -> Sequence[Membership]:
    """Who acts for a firm now and whose account is open, as the database has it; records merged into it included."""
    live = (Membership.enterprise_id.in_(records_of(firm)), Membership.ended_at.is_(None))
    first = (
        select(Membership)
        .join(User, User.id == Membership.user_id)
        .where(*live, User.disabled_at.is_(None))
        .order_by(Membership.since, Membership.id)
    )
    with_names = first.options(joinedload(Membership.user), joinedload(Membership.enterprise))
    return db.session.scalars(with_names.execution_options(populate_existing=True)).all()


def memberships_of(user_id: int) -> Sequence[Membership]:
    """For which firms a person acts and acted, the latest first."""
    latest = (Membership.since.desc(), Membership.id.desc())
    held = select(Membership).where(Membership.user_id == user_id).order_by(*latest)
    return db.session.scalars(held.options(joinedload(Membership.enterprise))).all()
