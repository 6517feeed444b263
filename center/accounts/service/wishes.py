"""Links that people ask for without being signed in. Who asks learns nothing: the worker looks who has an account.

Source: docs/rules/people.md, "Links"
"""

from datetime import datetime, timedelta

from sqlalchemy import delete

from center.accounts.models import LinkWish
from center.accounts.queries import email_key, find_user
from center.accounts.rules.links import Purpose
from center.accounts.service.links import mail_link, use_link, user_of_link
from center.accounts.service.sessions import Begun, Visitor, begin_session
from center.core.db import transaction
from center.core.limits import Limit, hit
from center.core.net import address_block
from center.core.text import Language, as_language

BY_MAILBOX = Limit("link mailbox", most=3, within=timedelta(hours=1))
BY_NETWORK = Limit("link network", most=20, within=timedelta(hours=1))


def ask_link(email: str, purpose: Purpose, *, language: Language, address: str, now: datetime) -> None:
    """Note that somebody wants a link; the same work whether the address has an account.

    Raises:
        TooManyError: too many wishes for this address or from this network.
    """
    hit(BY_NETWORK, address_block(address), now=now)
    hit(BY_MAILBOX, email_key(email), now=now)
    wish = LinkWish(email=email_key(email), purpose=purpose, language=language, asked_at=now)
    with transaction() as session:
        session.add(wish)


def answer_wishes(now: datetime) -> None:
    """Mail a link to those who have an account, and forget who asked."""
    with transaction() as session:
        asked = session.execute(delete(LinkWish).returning(LinkWish.email, LinkWish.purpose, LinkWish.language)).all()
        for email, purpose, language in asked:
            user = find_user(email)
            if user is not None and user.disabled_at is None:
                mail_link(user, Purpose(purpose), now=now, language=as_language(language))


def sign_in_by_link(key: str, visitor: Visitor, *, now: datetime) -> Begun:
    """Use a mailed link instead of a password; the second factor is asked for all the same.

    Raises:
        LinkOverError
    """
    user = user_of_link(key, Purpose.SIGN_IN, now=now)
    with transaction():
        use_link(key, Purpose.SIGN_IN, now=now)
        return begin_session(user.id, visitor, now=now)
