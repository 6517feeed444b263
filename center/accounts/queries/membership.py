"""Reading who acts for which firm."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, select

from center.accounts.models import Membership
from center.core.db import db
from center.enterprises.models import Enterprise
from center.enterprises.queries import surviving_id


def is_live_membership(user_id: Any) -> ColumnElement[bool]:
    """What holds of the memberships by which a person acts for firms now."""
    return and_(Membership.user_id == user_id, Membership.ended_at.is_(None))


def is_member_anywhere(user_id: int) -> bool:
    """Whether a person acts for any firm."""
    return db.session.scalar(select(Membership.id).where(is_live_membership(user_id)).limit(1)) is not None


def standing_firms(merged_into: Mapping[int, int | None]) -> set[int]:
    """The records that stand for these firms now, each of which may have been merged into another."""
    return {surviving_id(into) if into else firm for firm, into in merged_into.items()}


def firms_of(user_id: int) -> Sequence[Enterprise]:
    """The firms for which a person acts now, by name."""
    held = db.session.scalars(select(Membership.enterprise_id).where(is_live_membership(user_id)))
    ids = {surviving_id(firm) for firm in held}
    return db.session.scalars(
        select(Enterprise).where(Enterprise.id.in_(ids)).order_by(Enterprise.name_key, Enterprise.id)
    ).all()


def acts_for(merged_into: Mapping[int, int | None], chosen: int | None) -> int | None:
    """The firm for which somebody acts: the only one, or the one they chose while they still act for it.

    `merged_into` has each firm of theirs, with the record into which it was merged: that one stands for it.
    """
    firms = standing_firms(merged_into)
    if len(firms) == 1:
        return next(iter(firms))
    wanted = chosen if chosen in firms or not firms or chosen is None else surviving_id(chosen)
    return wanted if wanted in firms else None
