"""The people of a firm let each other in and go: invited, ended, handed over, left.

Each command locks the firm's record first, so that of two at once the second sees what the first did.
Source: docs/rules/people.md, "The firm's own pages"
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update

from center.accounts.models import Membership, OneTimeLink, User
from center.accounts.queries import email_key
from center.accounts.queries.joining import members_of
from center.accounts.queries.members import LONGEST_MARK, is_open_invitation
from center.accounts.rules.links import Purpose
from center.accounts.rules.members import (
    LEFT,
    MOST_INVITATIONS,
    HandOverFirstError,
    OtherAddressError,
    RepresentativeOnlyError,
    TooManyInvitationsError,
)
from center.accounts.service.inviting import make_own_account
from center.accounts.service.links import Addressee, mail_link_to, use_link
from center.accounts.service.membership import MemberAlreadyError, add_member, end_membership
from center.accounts.service.sessions import subject_of
from center.core.actor import Actor
from center.core.audit import record
from center.core.db import transaction
from center.core.errors import NotFoundError
from center.core.limits import Limit, hit
from center.core.text import Language
from center.enterprises.models import Enterprise
from center.mail.service import post_mail

BY_INVITER = Limit("firm inviter", most=20, within=timedelta(days=1))
BY_INVITED = Limit("firm invited", most=3, within=timedelta(days=1))


def _locked_members(firm: Enterprise) -> Sequence[Membership]:
    """Who acts for a firm; who changes it at the same time waits until the command ends."""
    with transaction() as session:
        session.get_one(Enterprise, firm.id, with_for_update=True)
        return members_of(firm)


def _led_by(firm: Enterprise, by: Actor) -> Sequence[Membership]:
    """The same, for who represents the firm.

    Raises:
        RepresentativeOnlyError
    """
    members = _locked_members(firm)
    if not any(one.is_representative and one.user_id == by.user_id for one in members):
        raise RepresentativeOnlyError
    return members


def count_invitation(email: str, *, now: datetime, by: Actor) -> None:
    """Count an invitation before it is mailed. Outside any transaction.

    Raises:
        TooManyError
    """
    hit(BY_INVITER, str(by.user_id), now=now)
    hit(BY_INVITED, email_key(email), now=now)


def invite_colleague(firm: Enterprise, *, email: str, name: str, language: Language, now: datetime, by: Actor) -> None:
    """Mail somebody a link into a firm, whether or not they have an account; the one before ends.

    Raises:
        RepresentativeOnlyError
        MemberAlreadyError: somebody with that address acts for the firm.
        TooManyInvitationsError
    """
    with transaction() as session:
        if any(one.user.email == email_key(email) for one in _led_by(firm, by)):
            raise MemberAlreadyError
        others = (*is_open_invitation(firm, now), OneTimeLink.email != email_key(email))
        if (session.scalar(select(func.count()).select_from(OneTimeLink).where(*others)) or 0) >= MOST_INVITATIONS:
            raise TooManyInvitationsError
        whom = Addressee(email, name, enterprise_id=firm.id, invited_by=by.user_id)
        mail_link_to(whom, Purpose.FIRM, now=now, language=language, facts={"firm": firm.name})
        record("member.invited", f"enterprise {firm.id}", by=by)


def withdraw_invitation(firm: Enterprise, mark: str, *, now: datetime, by: Actor) -> None:
    """Let an invitation be worth nothing any more.

    Raises:
        RepresentativeOnlyError
        NotFoundError: the firm has none of that mark, or it was accepted.
    """
    with transaction() as session:
        _led_by(firm, by)
        marked = func.substr(OneTimeLink.key_hash, 1, LONGEST_MARK) == mark
        gone = delete(OneTimeLink).where(*is_open_invitation(firm, now), marked).returning(OneTimeLink.key_hash)
        if not session.scalars(gone).all():
            raise NotFoundError
        record("member.uninvited", f"enterprise {firm.id}", by=by)


def accept_invitation(key: str, user_id: int, *, now: datetime) -> None:
    """Let who is signed in act for the firm into which they are invited. Their sessions end.

    Raises:
        LinkOverError
        OtherAddressError: the link went to another address; it can still be used.
        MemberAlreadyError: they act for the firm; the link can still be used.
    """
    with transaction() as session:
        link = use_link(key, Purpose.FIRM, now=now)
        if session.get_one(User, user_id).email != link.email:
            raise OtherAddressError
        _let_in(user_id, link, now=now)


def accept_with_account(key: str, password: str, *, now: datetime) -> User:
    """Make the account of somebody who is invited into a firm, and let them act for it.

    Raises:
        LinkOverError, WeakPasswordError, KnownEmailError: see `make_own_account`.
    """

    def let_in(user: User, link: OneTimeLink) -> None:
        _let_in(user.id, link, now=now)

    user, _link = make_own_account(key, Purpose.FIRM, password, now=now, then=let_in)
    return user


def _let_in(user_id: int, link: OneTimeLink, *, now: datetime) -> None:
    if link.enterprise_id is None:
        raise NotFoundError
    add_member(user_id, link.enterprise_id, is_representative=False, now=now, by=Actor(link.invited_by))


def _end_all(members: Sequence[Membership], user_id: int, *, reason: str, now: datetime, by: Actor) -> None:
    for one in members:
        if one.user_id == user_id:
            end_membership(one.id, reason=reason, now=now, by=by)


def _other(members: Sequence[Membership], membership_id: int, by: Actor) -> Membership:
    """A colleague of who acts.

    Raises:
        NotFoundError
    """
    found = [one for one in members if one.id == membership_id and one.user_id != by.user_id]
    if not found:
        raise NotFoundError
    return found[0]


def end_colleague(firm: Enterprise, membership_id: int, *, reason: str, now: datetime, by: Actor) -> None:
    """Let a colleague act for the firm no longer, at once; they are told why.

    Raises:
        RepresentativeOnlyError
        NotFoundError: nobody else of that number acts for the firm.
    """
    with transaction():
        members = _led_by(firm, by)
        gone = _other(members, membership_id, by)
        facts = {"what": "ended", "name": gone.user.name, "firm": firm.name, "reason": reason}
        post_mail("firm_told", to=gone.user.email, language=gone.user.language, facts=facts)
        _end_all(members, gone.user_id, reason=reason, now=now, by=by)


def hand_over(firm: Enterprise, membership_id: int, *, by: Actor) -> None:
    """Let a colleague represent the firm in one's place; they are told.

    Raises:
        RepresentativeOnlyError
        NotFoundError: nobody else of that number acts for the firm.
    """
    with transaction() as session:
        members = _led_by(firm, by)
        to = _other(members, membership_id, by)
        own = [one.id for one in members if one.user_id == by.user_id]
        for ids, represents in ((own, False), ([to.id], True)):
            live = (Membership.id.in_(ids), Membership.ended_at.is_(None))
            session.execute(update(Membership).where(*live).values(is_representative=represents))
        record("member.represents", subject_of(to.user_id), by=by, enterprise=firm.id)
        facts = {"what": "represents", "name": to.user.name, "firm": firm.name}
        post_mail("firm_told", to=to.user.email, language=to.user.language, facts=facts)


def leave_firm(firm: Enterprise, *, now: datetime, by: Actor) -> None:
    """Act for a firm no longer, by oneself.

    Raises:
        NotFoundError: one does not act for it.
        HandOverFirstError: others would stay without a representative.
    """
    with transaction():
        members = _locked_members(firm)
        own = [one for one in members if one.user_id == by.user_id]
        others = [one for one in members if one.user_id != by.user_id]
        if not own or by.user_id is None:
            raise NotFoundError
        is_last = any(one.is_representative for one in own) and not any(one.is_representative for one in others)
        if others and is_last:
            raise HandOverFirstError
        _end_all(members, by.user_id, reason=LEFT, now=now, by=by)
