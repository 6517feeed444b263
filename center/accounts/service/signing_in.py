"""Signing in with a password."""

from datetime import datetime, timedelta

from sqlalchemy import update

from center.accounts import queries
from center.accounts.models import User
from center.accounts.passwords import hash_password, is_outdated, is_password
from center.accounts.queries import email_key
from center.accounts.service.sessions import Begun, Visitor, begin_session, subject_of
from center.core.audit import record
from center.core.db import transaction
from center.core.errors import RuleError
from center.core.limits import Limit, forget, hit
from center.core.net import address_block
from center.core.text import _

BY_ACCOUNT = Limit("sign-in account", most=5, within=timedelta(days=1), backs_off_to=timedelta(minutes=15))
UNKNOWN = "user unknown"
BY_NETWORK = Limit("sign-in network", most=30, within=timedelta(minutes=15))


class WrongPasswordError(RuleError):
    """Unknown name, wrong password and closed account read the same."""

    kind = "wrong-password"

    def __init__(self) -> None:
        super().__init__(_("메일 주소나 비밀번호가 맞지 않습니다. 다시 입력해 주세요."))


def sign_in(email: str, password: str, visitor: Visitor, *, now: datetime) -> Begun:
    """Begin a session; it is pending for who has to show a second factor.

    Every attempt counts, for the account and for the network; a success begins the account's count anew.

    Raises:
        TooManyError: too many attempts; with the seconds to wait.
        WrongPasswordError
    """
    hit(BY_NETWORK, address_block(visitor.address), now=now)
    hit(BY_ACCOUNT, email_key(email), now=now)
    user = queries.find_user(email)
    kept = user.password_hash if user and not user.disabled_at else None
    if not is_password(kept, password) or user is None:
        record("user.sign-in-refused", subject_of(user.id) if user else UNKNOWN)
        raise WrongPasswordError
    forget(BY_ACCOUNT, user.email)
    _renew_hash(user, password)
    return begin_session(user.id, visitor, now=now)


def _renew_hash(user: User, password: str) -> None:
    """Keep the password in today's form where it was kept in a weaker one."""
    if user.password_hash is None or not is_outdated(user.password_hash):
        return
    new_hash = hash_password(password)
    with transaction() as session:
        session.execute(update(User).where(User.id == user.id).values(password_hash=new_hash))
