"""Links that are mailed and work once: made, looked at, used.

Source: docs/rules/people.md, "Links"
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, select, update

from center.accounts.models import OneTimeLink, User
from center.accounts.queries import email_key
from center.accounts.rules.links import LASTS, LinkOverError, Purpose, key_hash, new_key
from center.core.db import db, transaction
from center.core.text import Language
from center.mail.service import post_mail


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom a link is for that asks for no account: who reads the mail of `email`, and what it lets them do."""

    email: str
    name: str
    business_number: str | None = None
    enterprise_id: int | None = None
    invited_by: int | None = None


def mail_link(
    user: User, purpose: Purpose, *, now: datetime, language: Language = "ko", new_email: str | None = None
) -> None:
    """Mail a person a link, in the transaction of the command that it belongs to; the ones before it end."""
    key, expires_at = new_key(), now + LASTS[purpose]
    with transaction() as session:
        session.execute(delete(OneTimeLink).where(OneTimeLink.user_id == user.id, OneTimeLink.purpose == purpose))
        link = OneTimeLink(key_hash=key_hash(key, purpose), purpose=purpose, user_id=user.id, email=new_email)
        link.made_at, link.expires_at = now, expires_at
        session.add(link)
        facts = {"key": key, "purpose": str(purpose), "name": user.name, "until": expires_at.isoformat()}
        post_mail("account_link", to=new_email or user.email, language=language, facts=facts, send_before=expires_at)


def mail_link_to(
    whom: Addressee, purpose: Purpose, *, now: datetime, language: Language, facts: Mapping[str, str] | None = None
) -> None:
    """Mail somebody a link of `FOR_ADDRESS`, whether or not they have an account; the one before of that firm ends.

    `facts` are what its letter says besides the name.
    """
    key, expires_at, email = new_key(), now + LASTS[purpose], email_key(whom.email)
    link = OneTimeLink(key_hash=key_hash(key, purpose), purpose=purpose, email=email, name=whom.name)
    link.business_number, link.enterprise_id = whom.business_number, whom.enterprise_id
    link.invited_by, link.made_at, link.expires_at = whom.invited_by, now, expires_at
    before = (OneTimeLink.purpose == purpose, OneTimeLink.email == email)
    with transaction() as session:
        session.execute(delete(OneTimeLink).where(*before, OneTimeLink.enterprise_id == whom.enterprise_id))
        session.add(link)
        told = {"key": key, "purpose": str(purpose), "name": whom.name, "until": expires_at.isoformat()}
        post_mail("account_link", to=email, language=language, facts={**(facts or {}), **told}, send_before=expires_at)


def get_link(key: str, purpose: Purpose, *, now: datetime) -> OneTimeLink:
    """A link as long as it can be used.

    Raises:
        LinkOverError
    """
    found = db.session.scalar(select(OneTimeLink).where(*_usable(key, purpose, now)))
    if found is None:
        raise LinkOverError
    return found


def _usable(key: str, purpose: Purpose, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        OneTimeLink.key_hash == key_hash(key, purpose),
        OneTimeLink.used_at.is_(None),
        OneTimeLink.expires_at > now,
    )


def user_of_link(key: str, purpose: Purpose, *, now: datetime) -> User:
    """Whose link it is, as long as it can be used.

    Raises:
        LinkOverError
    """
    found = db.session.scalar(
        select(User)
        .join(OneTimeLink, OneTimeLink.user_id == User.id)
        .where(*_usable(key, purpose, now), User.disabled_at.is_(None))
    )
    if found is None:
        raise LinkOverError
    return found


def use_link(key: str, purpose: Purpose, *, now: datetime) -> OneTimeLink:
    """Use a link, in the transaction of what it is for; of two at once one succeeds.

    Raises:
        LinkOverError
    """
    with transaction() as session:
        used = update(OneTimeLink).where(*_usable(key, purpose, now)).values(used_at=now).returning(OneTimeLink)
        link = session.scalars(used).one_or_none()
        if link is None:
            raise LinkOverError
    return link


def forget_links(now: datetime) -> None:
    """Remove links that are worth nothing any more."""
    with transaction() as session:
        session.execute(delete(OneTimeLink).where(OneTimeLink.expires_at <= now))
