"""Accounts: made, closed, given another password."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from center.accounts.models import User
from center.accounts.passwords import hash_password
from center.accounts.queries import email_key
from center.accounts.rules.passwords import ensure_password
from center.accounts.service.grants import ensure_not_last_admin, grant_role
from center.accounts.service.sessions import end_sessions, subject_of
from center.accounts.service.signing_in import BY_ACCOUNT
from center.core.actor import Actor, Role
from center.core.audit import OPERATOR, record
from center.core.db import transaction, violates
from center.core.errors import ConflictError
from center.core.limits import forget
from center.core.text import _

FROM_COMMAND, HAD_BEFORE = "made at the command line", "had before roles were given"
"""Reasons that the program gives; the second one is of roles that were there before there were reasons."""


class KnownEmailError(ConflictError):
    """There is an account with that mail address."""

    kind = "known-email"

    def __init__(self) -> None:
        super().__init__(_("이 메일 주소를 쓰는 계정이 이미 있습니다."))


def create_user(*, email: str, name: str, password: str, role: Role, now: datetime, by: Actor | str = OPERATOR) -> User:
    """Make an account with a password and a role without an end.

    Raises:
        WeakPasswordError: the password is easily guessed.
        KnownEmailError: the address has an account.
    """
    ensure_password(password, email=email)
    password_hash = hash_password(password)
    with transaction():
        user = add_user(email=email, name=name, password_hash=password_hash, now=now, by=by)
        grant_role(user.id, role, reason=FROM_COMMAND, now=now, by=by)
    return user


def add_user(*, email: str, name: str, password_hash: str | None, now: datetime, by: Actor | str) -> User:
    """An account without any role.

    Raises:
        KnownEmailError: the address has an account.
    """
    user = User(email=email_key(email), name=name, password_hash=password_hash, created_at=now)
    try:
        with transaction() as session:
            session.add(user)
            session.flush()
            record("user.created", subject_of(user.id), by=by)
    except IntegrityError as error:
        if violates(error, "uq_user_email"):
            raise KnownEmailError from error
        raise
    return user


def disable_user(user: User, *, now: datetime, by: Actor | str = OPERATOR, reason: str = "") -> None:
    """Close an account; its sessions end at once. Closed once more it stays as it was.

    Raises:
        LastAdminError: nobody else is an admin without an end.
    """
    with transaction() as session:
        ensure_not_last_admin(user.id, now=now)
        still_open = (User.id == user.id, User.disabled_at.is_(None))
        values = {"disabled_at": now, "close_reason": reason}
        closed = session.scalars(update(User).where(*still_open).values(values).returning(User.id)).all()
        end_sessions(user.id, now=now)
        if closed:
            record("user.disabled", subject_of(user.id), by=by)


def set_password(user: User, password: str, *, now: datetime, by: Actor | str = OPERATOR) -> None:
    """Give an account another password; all its sessions end at once.

    Raises:
        WeakPasswordError: it is easily guessed.
    """
    ensure_password(password, email=user.email)
    new_hash = hash_password(password)
    with transaction() as session:
        session.execute(update(User).where(User.id == user.id).values(password_hash=new_hash))
        end_sessions(user.id, now=now)
        record("user.password-set", subject_of(user.id), by=by)
    forget(BY_ACCOUNT, user.email)
