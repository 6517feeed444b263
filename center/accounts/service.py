"""Commands on accounts: make one, sign in and out."""

import logging
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError

from center.accounts import queries
from center.accounts.models import AccessRecord, SignIn, User
from center.accounts.passwords import hash_password, is_outdated, is_password
from center.accounts.queries import email_key, is_live
from center.accounts.rules import ACCESS_KEPT_MONTHS, LONGEST_SESSION, ensure_password
from center.core.actor import Actor, Role
from center.core.audit import OPERATOR, record
from center.core.db import transaction, violates
from center.core.errors import BusyError, ConflictError, RuleError, StorageError
from center.core.limits import Limit, forget, hit
from center.core.net import address_block
from center.core.text import _
from center.core.time import months_before

BY_ACCOUNT = Limit("sign-in account", most=5, within=timedelta(days=1), backs_off_to=timedelta(minutes=15))
UNKNOWN = "user unknown"
BY_NETWORK = Limit("sign-in network", most=30, within=timedelta(minutes=15))

log = logging.getLogger("center.accounts")


class WrongPasswordError(RuleError):
    """Unknown name, wrong password and closed account read the same."""

    kind = "wrong-password"

    def __init__(self) -> None:
        super().__init__(_("메일 주소나 비밀번호가 맞지 않습니다. 다시 입력해 주세요."))


class KnownEmailError(ConflictError):
    """There is an account with that mail address."""

    kind = "known-email"

    def __init__(self) -> None:
        super().__init__(_("이 메일 주소를 쓰는 계정이 이미 있습니다."))


def create_user(*, email: str, name: str, password: str, role: Role, now: datetime, by: Actor | str = OPERATOR) -> User:
    """Make an account.

    Raises:
        WeakPasswordError: the password is easily guessed.
        KnownEmailError: the address has an account.
    """
    ensure_password(password, email=email)
    password_hash = hash_password(password)
    user = User(email=email_key(email), name=name, password_hash=password_hash, role=role, created_at=now)
    try:
        with transaction() as session:
            session.add(user)
            session.flush()
            record("user.created", _subject(user.id), by=by, role=role)
    except IntegrityError as error:
        if violates(error, "uq_user_email"):
            raise KnownEmailError from error
        raise
    return user


def _subject(user_id: int) -> str:
    """How the log names an account."""
    return f"user {user_id}"


def sign_in(email: str, password: str, *, address: str, now: datetime) -> str:
    """Begin a session; returns its token, which nothing else tells.

    Every attempt counts, for the account and for the network; a success begins the account's count anew.

    Raises:
        TooManyError: too many attempts; with the seconds to wait.
        WrongPasswordError
    """
    hit(BY_NETWORK, address_block(address), now=now)
    hit(BY_ACCOUNT, email_key(email), now=now)
    user = queries.find_user(email)
    kept = user.password_hash if user and not user.disabled_at else None
    if not is_password(kept, password) or user is None:
        record("user.sign-in-refused", _subject(user.id) if user else UNKNOWN)
        raise WrongPasswordError
    forget(BY_ACCOUNT, user.email)
    return _begin(user, password, address=address, now=now)


def _begin(user: User, password: str, *, address: str, now: datetime) -> str:
    token = secrets.token_urlsafe(32)
    new_hash = hash_password(password) if is_outdated(user.password_hash) else None
    with transaction() as session:
        if new_hash:
            session.execute(update(User).where(User.id == user.id).values(password_hash=new_hash))
        session.execute(delete(SignIn).where(SignIn.created_at <= now - LONGEST_SESSION))
        session.add(SignIn(token_hash=queries.token_hash(token), user_id=user.id, created_at=now, last_used_at=now))
        who = Actor(user.id, address=address)
        record("user.signed-in", _subject(user.id), by=who)
        record_access("signed-in", _subject(user.id), by=who, now=now, n_records=0)
    return token


def sign_out(token: str, *, now: datetime) -> None:
    """End a session on the server; every copy of its cookie is worth nothing."""
    with transaction() as session:
        ended = update(SignIn).where(*is_live(token, now)).values(ended_at=now).returning(SignIn.user_id)
        for user_id in session.scalars(ended):
            record("user.signed-out", _subject(user_id), by=Actor(user_id))


def use_session(token: str, *, now: datetime) -> None:
    """Record that a live session is used, so that its idle time begins anew. One that has ended stays ended."""
    with transaction() as session:
        session.execute(update(SignIn).where(*is_live(token, now)).values(last_used_at=now))


def record_access(
    action: str, subject: str, *, by: Actor, now: datetime, n_records: int = 1, reason: str | None = None
) -> None:
    """Write down who looked at whose personal data and from where, in a short transaction after the reading.

    Where nothing can be stored, a full disk for instance, pages are shown all the same, and the log keeps who looked.
    """
    if by.user_id is None:
        return
    record = AccessRecord(user_id=by.user_id, action=action, subject=subject, n_records=n_records, at=now)
    record.reason, record.address = reason, by.address or None
    try:
        with transaction() as session:
            session.add(record)
    except (BusyError, StorageError):
        log.warning(
            "access that could not be stored: user %s, %s, %s, %s records", by.user_id, action, subject, n_records
        )


def forget_access(now: datetime) -> int:
    """Remove what is on record of who looked at whose data, and of sessions, when its own time is over; how many."""
    limit = months_before(now, ACCESS_KEPT_MONTHS)
    with transaction() as session:
        session.execute(delete(SignIn).where(SignIn.created_at <= now - LONGEST_SESSION))
        gone = session.scalars(delete(AccessRecord).where(AccessRecord.at <= limit).returning(AccessRecord.id)).all()
    return len(gone)


def disable_user(user: User, *, now: datetime, by: Actor | str = OPERATOR) -> None:
    """Close an account; its sessions end at once. Closed once more it stays as it was."""
    with transaction() as session:
        still_open = (User.id == user.id, User.disabled_at.is_(None))
        closed = session.scalars(update(User).where(*still_open).values(disabled_at=now).returning(User.id)).all()
        _end_sessions(user, now=now)
        if closed:
            record("user.disabled", _subject(user.id), by=by)


def set_password(user: User, password: str, *, now: datetime, by: Actor | str = OPERATOR) -> None:
    """Give an account another password; all its sessions end at once.

    Raises:
        WeakPasswordError: it is easily guessed.
    """
    ensure_password(password, email=user.email)
    new_hash = hash_password(password)
    with transaction() as session:
        session.execute(update(User).where(User.id == user.id).values(password_hash=new_hash))
        _end_sessions(user, now=now)
        record("user.password-set", _subject(user.id), by=by)
    forget(BY_ACCOUNT, user.email)


def _end_sessions(user: User, *, now: datetime) -> None:
    open_ones = (SignIn.user_id == user.id, SignIn.ended_at.is_(None))
    with transaction() as session:
        session.execute(update(SignIn).where(*open_ones).values(ended_at=now))
