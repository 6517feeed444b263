"""Who acts for a firm: let in, and ended at once.

Source: docs/rules/people.md, "Firms"
"""

from datetime import datetime

from sqlalchemy import delete, select, update

from center.accounts.models import Membership, OneTimeLink, SignIn
from center.accounts.queries import is_live, token_hash
from center.accounts.queries.membership import firms_of, is_live_membership
from center.accounts.rules.links import Purpose
from center.accounts.service.grants import key_of
from center.accounts.service.sessions import end_sessions, subject_of
from center.core.actor import Actor
from center.core.audit import record
from center.core.db import transaction
from center.core.errors import ConflictError, NotFoundError
from center.core.text import _
from center.enterprises.models import Enterprise
from center.enterprises.queries import find_by_id, records_of, surviving_id


class MemberAlreadyError(ConflictError):
    """The person acts for that firm."""

    kind = "member-already"

    def __init__(self) -> None:
        super().__init__(_("이미 그 기업의 담당자입니다."))


def add_member(
    user_id: int, enterprise_id: int, *, is_representative: bool, now: datetime, by: Actor | str
) -> Membership:
    """Let a person act for a firm from now on. Their sessions end: they sign in anew.

    Raises:
        MemberAlreadyError
    """
    with transaction() as session:
        held = session.scalars(select(Membership.enterprise_id).where(is_live_membership(user_id)))
        firm = surviving_id(enterprise_id)
        if firm in map(surviving_id, held):
            raise MemberAlreadyError
        member = Membership(user_id=user_id, enterprise_id=firm, is_representative=is_representative, since=now)
        member.added_by = key_of(by)
        session.add(member)
        session.flush()
        end_sessions(user_id, now=now)
        record("member.added", subject_of(user_id), by=by, enterprise=firm, representative=is_representative)
    return member


def represent(user_id: int, firm: Enterprise, *, now: datetime, by: Actor | str) -> None:
    """Let a person represent a firm, whether or not they act for it already. Their sessions end."""
    with transaction() as session:
        held = session.scalars(select(Membership).where(is_live_membership(user_id))).all()
        member = next((one for one in held if surviving_id(one.enterprise_id) == firm.id), None)
        if member is None:
            add_member(user_id, firm.id, is_representative=True, now=now, by=by)
            return
        member.is_representative = True
        end_sessions(user_id, now=now)
        record("member.represents", subject_of(user_id), by=by, enterprise=firm.id)


def end_membership(membership_id: int, *, reason: str, now: datetime, by: Actor | str) -> None:
    """Let a person act for a firm no longer, from this instant; their sessions end.

    Raises:
        NotFoundError: no such membership, or it ended before.
    """
    with transaction() as session:
        ended = update(Membership).where(Membership.id == membership_id, Membership.ended_at.is_(None))
        values = {"ended_at": now, "ended_by": key_of(by), "end_reason": reason}
        member = session.scalars(ended.values(values).returning(Membership)).one_or_none()
        if member is None:
            raise NotFoundError
        _drop_invitations(member)
        end_sessions(member.user_id, now=now)
        record("member.ended", subject_of(member.user_id), by=by, enterprise=member.enterprise_id)


def _drop_invitations(former: Membership) -> None:
    """Let nobody in whom somebody invited who acts for the firm no longer."""
    firm = find_by_id(former.enterprise_id)
    with transaction() as session:
        theirs = (OneTimeLink.purpose == Purpose.FIRM, OneTimeLink.invited_by == former.user_id)
        records = records_of(firm) if firm else [former.enterprise_id]
        session.execute(delete(OneTimeLink).where(*theirs, OneTimeLink.enterprise_id.in_(records)))


def choose_firm(token: str, user_id: int, registry_id: str, *, now: datetime) -> None:
    """Let the session of a token act for one of the firms of its owner.

    Raises:
        NotFoundError: the person does not act for that firm.
    """
    with transaction() as session:
        firm = next((one for one in firms_of(user_id) if one.registry_id == registry_id), None)
        if firm is None:
            raise NotFoundError
        own = (*is_live(token_hash(token), now), SignIn.user_id == user_id)
        session.execute(update(SignIn).where(*own).values(enterprise_id=firm.id))
