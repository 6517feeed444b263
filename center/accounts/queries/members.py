"""Reading the people of a firm and who is invited; all of it only by the firm for which somebody acts."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, select

from center.accounts.models import Membership, OneTimeLink
from center.accounts.queries.joining import members_of
from center.accounts.rules.links import Purpose
from center.core.actor import Actor
from center.core.db import db
from center.core.errors import NotFoundError
from center.enterprises.models import Enterprise
from center.enterprises.queries import find_by_id, records_of

LONGEST_MARK = 16


def firm_of(by: Actor) -> Enterprise:
    """The firm for which somebody acts now.

    Raises:
        NotFoundError: they act for none.
    """
    found = find_by_id(by.enterprise_id) if by.enterprise_id is not None else None
    if found is None:
        raise NotFoundError
    return found


def get_member(firm: Enterprise, membership_id: int, *, but: int | None) -> Membership:
    """Somebody who acts for that firm, and is not the person of the number `but`.

    Raises:
        NotFoundError: nobody of that number does.
    """
    found = [one for one in members_of(firm) if one.id == membership_id and one.user_id != but]
    if not found:
        raise NotFoundError
    return found[0]


def represents(firm: Enterprise, user_id: int | None) -> bool:
    """Whether a person represents a firm now."""
    return any(one.is_representative and one.user_id == user_id for one in members_of(firm))


def is_open_invitation(firm: Enterprise, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """What holds of the invitations into a firm that can still be accepted."""
    return (
        OneTimeLink.purpose == Purpose.FIRM,
        OneTimeLink.enterprise_id.in_(records_of(firm)),
        OneTimeLink.used_at.is_(None),
        OneTimeLink.expires_at > now,
    )


def invitations_of(firm: Enterprise, now: datetime) -> Sequence[OneTimeLink]:
    """The invitations into a firm that wait for an answer, the latest first."""
    latest = (OneTimeLink.made_at.desc(), OneTimeLink.key_hash)
    return db.session.scalars(select(OneTimeLink).where(*is_open_invitation(firm, now)).order_by(*latest)).all()


def invitation_mark(link: OneTimeLink) -> str:
    """By what an invitation is named on pages: the beginning of its hash, which opens nothing."""
    return link.key_hash[:LONGEST_MARK]
