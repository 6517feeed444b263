"""People are invited: an account without a password, a role, and a link by mail to choose a password."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update

from center.accounts.models import OneTimeLink, User
from center.accounts.passwords import hash_password
from center.accounts.rules.links import Purpose
from center.accounts.rules.passwords import ensure_password
from center.accounts.rules.roles import Term
from center.accounts.service.accounts import add_user
from center.accounts.service.grants import grant_role
from center.accounts.service.links import get_link, mail_link, use_link, user_of_link
from center.accounts.service.sessions import end_sessions, subject_of
from center.accounts.service.signing_in import BY_ACCOUNT
from center.core.actor import Actor, Role
from center.core.audit import record
from center.core.db import db, transaction
from center.core.errors import ConflictError, NotFoundError
from center.core.limits import forget
from center.core.text import _
from center.mail.service import post_mail


class PasswordChosenError(ConflictError):
    """Who was invited has come."""

    kind = "password-chosen"

    def __init__(self) -> None:
        super().__init__(_("이미 비밀번호를 정한 분입니다. 잊었다면 로그인 화면에서 새로 정할 수 있습니다."))


@dataclass(frozen=True, slots=True)
class FirstRole:
    """What an invited person will be."""

    role: Role
    term: Term
    reason: str
    contract_id: int | None = None


def invite(*, email: str, name: str, first: FirstRole, now: datetime, by: Actor) -> User:
    """Make an account with a role and mail its owner a link to choose a password.

    Raises:
        KnownEmailError: the address has an account.
        TermError, NotFoundError: see `grant_role`.
    """
    with transaction():
        user = add_user(email=email, name=name, password_hash=None, now=now, by=by)
        grant_role(
            user.id, first.role, reason=first.reason, now=now, by=by, term=first.term, contract_id=first.contract_id
        )
        mail_link(user, Purpose.INVITATION, now=now)
    return user


def invite_again(user_id: int, *, now: datetime, by: Actor) -> None:
    """Mail the link once more; the one before ends.

    Raises:
        NotFoundError: no such open account.
        PasswordChosenError: there is nothing to choose any more.
    """
    with transaction():
        user = db.session.get(User, user_id)
        if user is None or user.disabled_at is not None:
            raise NotFoundError
        if user.password_hash is not None:
            raise PasswordChosenError
        mail_link(user, Purpose.INVITATION, now=now)
        record("user.invited-again", subject_of(user_id), by=by)


def choose_password(key: str, purpose: Purpose, password: str, *, now: datetime) -> User:
    """Use the link of an invitation or of a lost password. All sessions end, and the person is told by mail.

    Raises:
        LinkOverError
        WeakPasswordError: the password is easily guessed; the link can still be used.
    """
    user = user_of_link(key, purpose, now=now)
    ensure_password(password, email=user.email)
    new_hash = hash_password(password)
    with transaction() as session:
        use_link(key, purpose, now=now)
        session.execute(update(User).where(User.id == user.id).values(password_hash=new_hash))
        end_sessions(user.id, now=now)
        record("user.password-chosen", subject_of(user.id), by=Actor(user.id), purpose=str(purpose))
        if purpose == Purpose.RESET:
            post_mail(
                "account_told", to=user.email, language=user.language, facts={"what": "password", "name": user.name}
            )
    forget(BY_ACCOUNT, user.email)
    return user


def make_own_account(
    key: str, purpose: Purpose, password: str, *, now: datetime, then: Callable[[User, OneTimeLink], None] | None = None
) -> tuple[User, OneTimeLink]:
    """Use a link of `FOR_ADDRESS` of somebody without an account: theirs is made, and with it they agreed to be kept.

    `then` is done with it in the same transaction.

    Raises:
        LinkOverError
        WeakPasswordError: the password is easily guessed; the link can still be used.
        KnownEmailError: the address has an account meanwhile; the link can still be used.
    """
    email = get_link(key, purpose, now=now).email or ""
    ensure_password(password, email=email)
    new_hash = hash_password(password)
    with transaction():
        link = use_link(key, purpose, now=now)
        user = add_user(email=email, name=link.name or email, password_hash=new_hash, now=now, by=purpose)
        record("user.agreed", subject_of(user.id), by=Actor(user.id))
        if then:
            then(user, link)
    return user, link
