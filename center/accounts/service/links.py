"""Links that are mailed and work once: made, looked at, used.

Source: docs/rules/people.md, "Links"
"""

from datetime import datetime

from sqlalchemy import delete, select, update

from center.accounts.models import OneTimeLink, User
from center.accounts.rules.links import LASTS, LinkOverError, Purpose, key_hash, new_key
from center.core.db import db, transaction
from center.core.text import Language
from center.mail.service import post_mail


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


def user_of_link(key: str, purpose: Purpose, *, now: datetime) -> User:
    """Whose link it is, as long as it can be used.

    Raises:
        LinkOverError
    """
    found = db.session.scalar(
        select(User)
        .join(OneTimeLink, OneTimeLink.user_id == User.id)
        .where(
            OneTimeLink.key_hash == key_hash(key, purpose),
            OneTimeLink.used_at.is_(None),
            OneTimeLink.expires_at > now,
            User.disabled_at.is_(None),
        )
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
        used = (
            update(OneTimeLink)
            .where(
                OneTimeLink.key_hash == key_hash(key, purpose),
                OneTimeLink.used_at.is_(None),
                OneTimeLink.expires_at > now,
            )
            .values(used_at=now)
            .returning(OneTimeLink)
        )
        link = session.scalars(used).one_or_none()
        if link is None:
            raise LinkOverError
    return link


def forget_links(now: datetime) -> None:
    """Remove links that are worth nothing any more."""
    with transaction() as session:
        session.execute(delete(OneTimeLink).where(OneTimeLink.expires_at <= now))
