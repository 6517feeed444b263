"""What people change of their own account, after they have shown once more that it is theirs.

Source: docs/rules/people.md, "One's own account"
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from center.accounts.models import KeptForm, OneTimeLink, RecoveryCode, RoleGrant, SecondFactor, User
from center.accounts.passwords import hash_password, is_password
from center.accounts.queries import email_key, roles_of
from center.accounts.rules.codes import NEED_FACTOR
from center.accounts.rules.links import LinkOverError, Purpose
from center.accounts.rules.passwords import ensure_password
from center.accounts.service.corrections import drop_proposals
from center.accounts.service.joining import leave_firms
from center.accounts.service.links import mail_link, use_link, user_of_link
from center.accounts.service.second_factor import ensure_code
from center.accounts.service.sessions import end_sessions, subject_of
from center.accounts.service.signing_in import BY_ACCOUNT
from center.core.actor import Actor
from center.core.audit import record
from center.core.db import db, transaction, violates
from center.core.errors import NotFoundError, RuleError
from center.core.limits import forget, hit
from center.core.text import Language, _
from center.core.time import seoul_day
from center.core.vault import Vault
from center.mail.service import post_mail

ERASED_NAME = "–"


class NotProvedError(RuleError):
    """The present password is another one."""

    kind = "not-proved"

    def __init__(self) -> None:
        super().__init__(_("지금 비밀번호가 맞지 않습니다. 다시 입력해 주세요."))


class NoPasswordError(RuleError):
    """Somebody without password and second factor can prove nothing on a page."""

    kind = "no-password"

    def __init__(self) -> None:
        super().__init__(_("정해 둔 비밀번호가 없습니다. 로그인 화면의 비밀번호 새로 정하기로 먼저 정해 주세요."))


@dataclass(frozen=True, slots=True)
class Proof:
    """What somebody types to show that an account is theirs."""

    password: str
    code: str


def get_own(actor: Actor) -> User:
    """The account of who acts.

    Raises:
        NotFoundError: nobody acts.
    """
    user = db.session.get(User, actor.user_id) if actor.user_id else None
    if user is None:
        raise NotFoundError
    return user


def ensure_own(user: User, proof: Proof, *, vault: Vault, now: datetime) -> None:
    """Ask for the present password, and for a code of who has a second factor. Outside any transaction.

    Raises:
        TooManyError, NotProvedError, WrongCodeError
        NoPasswordError: there is neither.
    """
    has_factor = db.session.get(SecondFactor, user.id) is not None
    if user.password_hash is None and not has_factor:
        raise NoPasswordError
    if user.password_hash is not None:
        hit(BY_ACCOUNT, user.email, now=now)
        if not is_password(user.password_hash, proof.password):
            raise NotProvedError
        forget(BY_ACCOUNT, user.email)
    if has_factor:
        ensure_code(user.id, proof.code, vault=vault, now=now)


def change_name(user_id: int, name: str, *, by: Actor) -> None:
    """Correct one's own name."""
    with transaction() as session:
        session.execute(update(User).where(User.id == user_id).values(name=name))
        record("user.name-changed", subject_of(user_id), by=by)


def change_password(user: User, password: str, *, now: datetime, keep: str) -> None:
    """Choose another password; all sessions end but the one of the token `keep`, and the person is told by mail.

    Raises:
        WeakPasswordError
    """
    ensure_password(password, email=user.email)
    new_hash = hash_password(password)
    with transaction() as session:
        session.execute(update(User).where(User.id == user.id).values(password_hash=new_hash))
        end_sessions(user.id, now=now, but=keep)
        record("user.password-chosen", subject_of(user.id), by=Actor(user.id), purpose="change")
        post_mail("account_told", to=user.email, language=user.language, facts={"what": "password", "name": user.name})


def ask_new_email(user: User, email: str, *, language: Language, now: datetime) -> None:
    """Mail a link to the new address; the old one stays until it is used. It tells nobody who has that address."""
    mail_link(user, Purpose.EMAIL, now=now, language=language, new_email=email_key(email))


def confirm_email(key: str, *, now: datetime) -> None:
    """Take the new address and tell the old one; all sessions end.

    Raises:
        LinkOverError: also where somebody else has that address meanwhile.
    """
    user = user_of_link(key, Purpose.EMAIL, now=now)
    try:
        with transaction() as session:
            link = use_link(key, Purpose.EMAIL, now=now)
            facts = {"what": "email", "name": user.name}
            post_mail("account_told", to=user.email, language=user.language, facts=facts)
            session.execute(update(User).where(User.id == user.id).values(email=link.email))
            end_sessions(user.id, now=now)
            record("user.email-changed", subject_of(user.id), by=Actor(user.id))
    except IntegrityError as error:
        if violates(error, "uq_user_email"):
            raise LinkOverError from error
        raise


def ask_deletion(user: User, *, now: datetime) -> bool:
    """Delete one's own data, or ask admins to, as long as one has a role that law wants to know of; whether deleted.

    What law keeps stays without name and address: grants of roles and records of access, each for its own time.
    """
    with transaction() as session:
        must_ask = bool(roles_of(user.id, seoul_day(now)) & NEED_FACTOR)
        if must_ask:
            session.execute(update(User).where(User.id == user.id).values(deletion_asked_at=now))
            record("user.deletion-asked", subject_of(user.id), by=Actor(user.id))
        else:
            _erase(user.id, now=now)
    return not must_ask


def erase_asked(now: datetime) -> None:
    """Delete the data of those who asked for it while they had a role, and have none any more."""
    asked = select(User.id).where(User.deletion_asked_at.is_not(None))
    for user_id in db.session.scalars(asked).all():
        if not roles_of(user_id, seoul_day(now)) & NEED_FACTOR:
            _erase(user_id, now=now)


def _erase(user_id: int, *, now: datetime) -> None:
    """Take the person out of the account; its number stays, for the log names it."""
    gone = {
        "name": ERASED_NAME,
        "email": f"erased-{user_id}@erased.invalid",
        "password_hash": None,
        "disabled_at": now,
        "erased_at": now,
        "deletion_asked_at": None,
    }
    with transaction() as session:
        user = session.get_one(User, user_id)
        facts = {"what": "erased", "name": user.name}
        post_mail("account_told", to=user.email, language=user.language, facts=facts)
        session.execute(delete(OneTimeLink).where(OneTimeLink.email == user.email))
        session.execute(update(User).where(User.id == user_id).values(gone))
        for table in (SecondFactor, RecoveryCode, OneTimeLink, KeptForm):
            session.execute(delete(table).where(table.user_id == user_id))
        live = (RoleGrant.user_id == user_id, RoleGrant.revoked_at.is_(None))
        ended = {"revoked_at": now, "revoked_by": subject_of(user_id), "revoke_reason": ERASED_NAME}
        session.execute(update(RoleGrant).where(*live).values(ended))
        leave_firms(user_id, reason=ERASED_NAME, now=now)
        drop_proposals(user_id, now=now)
        end_sessions(user_id, now=now)
        record("user.erased", subject_of(user_id), by=Actor(user_id))
