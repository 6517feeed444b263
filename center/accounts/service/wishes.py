"""Links that people ask for without being signed in. Who asks learns nothing: the worker looks who has an account.

Source: docs/rules/people.md, "Links"
"""

from datetime import datetime, timedelta

from sqlalchemy import delete

from center.accounts.models import LinkWish, User
from center.accounts.queries import email_key, find_user
from center.accounts.rules.links import Purpose
from center.accounts.service.links import Addressee, mail_link, mail_link_to, use_link, user_of_link
from center.accounts.service.sessions import Begun, Visitor, begin_session
from center.core.db import transaction
from center.core.limits import Limit, hit
from center.core.net import address_block
from center.core.text import Language, as_language
from center.mail.service import post_mail

BY_MAILBOX = Limit("link mailbox", most=3, within=timedelta(hours=1))
BY_NETWORK = Limit("link network", most=20, within=timedelta(hours=1))
BY_FIRM = Limit("join firm", most=10, within=timedelta(days=1))
"""Apart from what people with an account ask of a firm: strangers keep nobody out who has one."""


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


def ask_to_register(
    email: str, name: str, business_number: str, *, language: Language, address: str, now: datetime
) -> None:
    """Note that somebody wants to register for a firm; the same work whatever the center knows of them and of it.

    Raises:
        TooManyError: too many wishes for this address, from this network or for this firm.
    """
    hit(BY_NETWORK, address_block(address), now=now)
    hit(BY_MAILBOX, email_key(email), now=now)
    hit(BY_FIRM, business_number, now=now)
    wish = LinkWish(email=email_key(email), purpose=Purpose.JOIN, language=language, asked_at=now)
    wish.name, wish.business_number = name, business_number
    with transaction() as session:
        session.add(wish)


def answer_wishes(now: datetime) -> None:
    """Mail a link to those who have an account, and to those who want one for a firm; forget who asked."""
    columns = (LinkWish.email, LinkWish.purpose, LinkWish.language, LinkWish.name, LinkWish.business_number)
    with transaction() as session:
        for wish in session.execute(delete(LinkWish).returning(*columns)).all():
            user, language = find_user(wish.email), as_language(wish.language)
            if user is not None and user.disabled_at is not None:
                continue
            if wish.purpose == Purpose.JOIN:
                _answer_registering(wish.email, wish.name, wish.business_number, user, language=language, now=now)
            elif user is not None:
                mail_link(user, Purpose(wish.purpose), now=now, language=language)


def _answer_registering(
    email: str, name: str, business_number: str, user: User | None, *, language: Language, now: datetime
) -> None:
    """Mail a link that makes an account; who has one is told to sign in and ask there."""
    if user is None:
        whom = Addressee(email, name, business_number=business_number)
        mail_link_to(whom, Purpose.JOIN, now=now, language=language)
        return
    facts = {"what": "known", "name": user.name}
    post_mail("joining_told", to=user.email, language=language, facts=facts)


def sign_in_by_link(key: str, visitor: Visitor, *, now: datetime) -> Begun:
    """Use a mailed link instead of a password; the second factor is asked for all the same.

    Raises:
        LinkOverError
    """
    user = user_of_link(key, Purpose.SIGN_IN, now=now)
    with transaction():
        use_link(key, Purpose.SIGN_IN, now=now)
        return begin_session(user.id, visitor, now=now)
