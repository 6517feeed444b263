"""The second factor: set up, shown at sign-in, reset.

Source: docs/rules/people.md, "Second factor"
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, update

from center.accounts.models import RecoveryCode, SecondFactor, SignIn, User
from center.accounts.queries import Pending, find_pending, token_hash
from center.accounts.rules.codes import (
    WrongCodeError,
    find_step,
    new_recovery_codes,
    recovery_hash,
    secret_of,
)
from center.accounts.service.sessions import (
    Visitor,
    add_session,
    end_sessions,
    record_sign_in,
    subject_of,
)
from center.core.actor import Actor
from center.core.audit import OPERATOR, record
from center.core.db import db, transaction
from center.core.errors import ConflictError, ForbiddenError, NotFoundError
from center.core.limits import Limit, forget, hit
from center.core.text import _
from center.core.vault import Vault
from center.mail.service import post_mail

BY_CODE = Limit("second factor", most=5, within=timedelta(days=1), backs_off_to=timedelta(minutes=15))


class FactorMissingError(ConflictError):
    """There is no second factor to reset."""

    kind = "factor-missing"

    def __init__(self) -> None:
        super().__init__(_("설정한 2단계 인증이 없습니다."))


@dataclass(frozen=True, slots=True)
class Entered:
    """A session with its second factor shown; the recovery codes where they were made just now."""

    token: str
    recovery_codes: list[str]


def secret_for(token: str, vault: Vault) -> str:
    """The secret that is offered in a pending session: derived from its token, so that showing it stores nothing."""
    return secret_of(vault.derive(f"totp:{token}"))


def set_up(token: str, typed: str, visitor: Visitor, *, vault: Vault, now: datetime) -> Entered:
    """Keep the offered secret once the app shows its code, and let the person in.

    Raises:
        ForbiddenError: the pending session is over, or there is a second factor already.
        TooManyError, WrongCodeError
    """
    pending = _get_pending(token, now)
    if pending.has_factor:
        raise ForbiddenError
    hit(BY_CODE, str(pending.user_id), now=now)
    secret = secret_for(token, vault)
    step = find_step(secret, typed, now, after=0)
    if step is None:
        raise WrongCodeError
    with transaction():
        codes = keep_factor(pending.user_id, secret, vault=vault, now=now, last_step=step)
        entered = _let_in(token, pending.user_id, visitor, now=now)
        _tell(pending.user_id, "factor-set")
    forget(BY_CODE, str(pending.user_id))
    return Entered(entered, codes)


def _get_pending(token: str, now: datetime) -> Pending:
    pending = find_pending(token, now)
    if pending is None:
        raise ForbiddenError
    return pending


def keep_factor(user_id: int, secret: str, *, vault: Vault, now: datetime, last_step: int = 0) -> list[str]:
    """Give somebody this secret and ten new recovery codes, which nobody can read again."""
    kept = SecondFactor(user_id=user_id, sealed_secret=vault.seal(secret), last_step=last_step, made_at=now)
    with transaction() as session:
        session.merge(kept)
        record("factor.set", subject_of(user_id), by=Actor(user_id))
        return _renew_codes(user_id)


def _renew_codes(user_id: int) -> list[str]:
    codes = new_recovery_codes()
    with transaction() as session:
        session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
        session.add_all(RecoveryCode(code_hash=recovery_hash(user_id, code), user_id=user_id) for code in codes)
    return codes


def _let_in(token: str, user_id: int, visitor: Visitor, *, now: datetime) -> str:
    """A session under a new token takes the pending one's place; of two at once one succeeds."""
    with transaction() as session:
        pending = (SignIn.token_hash == token_hash(token), SignIn.is_pending.is_(True), SignIn.ended_at.is_(None))
        if session.scalar(delete(SignIn).where(*pending).returning(SignIn.user_id)) is None:
            raise ForbiddenError
        record_sign_in(user_id, visitor, now=now)
        return add_session(user_id, visitor, now=now, with_factor=True)


def show_code(token: str, typed: str, visitor: Visitor, *, vault: Vault, now: datetime) -> str:
    """Let somebody in who types the code of their app, or a recovery code; the token of the new session.

    Raises:
        ForbiddenError: the pending session is over.
        TooManyError, WrongCodeError
    """
    pending = _get_pending(token, now)
    ensure_code(pending.user_id, typed, vault=vault, now=now)
    return _let_in(token, pending.user_id, visitor, now=now)


def ensure_code(user_id: int, typed: str, *, vault: Vault, now: datetime) -> None:
    """Use a code of the app or a recovery code; both work once. Every attempt counts, a success begins anew.

    Called outside any transaction.

    Raises:
        TooManyError, WrongCodeError
    """
    hit(BY_CODE, str(user_id), now=now)
    with transaction():
        is_right = _use_step(user_id, typed, vault=vault, now=now) or _use_recovery_code(user_id, typed)
    if not is_right:
        record("factor.refused", subject_of(user_id))
        raise WrongCodeError
    forget(BY_CODE, str(user_id))


def _use_step(user_id: int, typed: str, *, vault: Vault, now: datetime) -> bool:
    factor = db.session.get(SecondFactor, user_id, populate_existing=True)
    secret = vault.find_opened(factor.sealed_secret) if factor else None
    step = find_step(secret, typed, now, after=factor.last_step) if factor and secret else None
    if step is None:
        return False
    unused = (SecondFactor.user_id == user_id, SecondFactor.last_step < step)
    used = update(SecondFactor).where(*unused).values(last_step=step).returning(SecondFactor.user_id)
    return db.session.scalar(used) is not None


def _use_recovery_code(user_id: int, typed: str) -> bool:
    code = RecoveryCode.code_hash == recovery_hash(user_id, typed)
    used = db.session.scalar(delete(RecoveryCode).where(code).returning(RecoveryCode.user_id))
    if used is None:
        return False
    record("factor.recovery-used", subject_of(user_id), by=Actor(user_id))
    _tell(user_id, "recovery-used")
    return True


def _tell(user_id: int, what: str) -> None:
    user = db.session.get(User, user_id)
    if user is not None:
        post_mail("account_told", to=user.email, language=user.language, facts={"what": what, "name": user.name})


def renew_recovery_codes(user_id: int, *, by: Actor) -> list[str]:
    """Ten new recovery codes; the old ones are worth nothing."""
    with transaction():
        record("factor.codes-renewed", subject_of(user_id), by=by)
        return _renew_codes(user_id)


def reset_factor(user_id: int, *, reason: str, now: datetime, by: Actor | str = OPERATOR) -> None:
    """Take somebody's second factor away, whose device is lost: sessions end, the next sign-in sets up another.

    The person is told by mail, with the reason.

    Raises:
        NotFoundError: no such account.
        FactorMissingError: there is none.
    """
    with transaction() as session:
        user = session.get(User, user_id)
        if user is None:
            raise NotFoundError
        session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
        gone = delete(SecondFactor).where(SecondFactor.user_id == user_id).returning(SecondFactor.user_id)
        if session.scalar(gone) is None:
            raise FactorMissingError
        end_sessions(user_id, now=now)
        record("factor.reset", subject_of(user_id), by=by)
        facts = {"what": "factor-reset", "name": user.name, "reason": reason}
        post_mail("account_told", to=user.email, language=user.language, facts=facts)
