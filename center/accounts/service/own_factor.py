"""What people do with their own second factor while they are signed in.

Source: docs/rules/people.md, "Second factor"
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, update

from center.accounts.models import RecoveryCode, SecondFactor, SignIn, User
from center.accounts.queries import roles_of, token_hash
from center.accounts.rules.codes import NEED_FACTOR, WrongCodeError, find_step, secret_of
from center.accounts.service.own import Proof, ensure_own
from center.accounts.service.second_factor import BY_CODE, FactorMissingError, keep_factor
from center.accounts.service.sessions import end_sessions, subject_of
from center.core.actor import Actor
from center.core.audit import record
from center.core.db import db, transaction
from center.core.errors import ConflictError
from center.core.limits import hit
from center.core.text import _
from center.core.time import seoul_day
from center.core.vault import Vault
from center.mail.service import post_mail


class WrongNewCodeError(WrongCodeError):
    """What was typed as the new app's code is none: nothing was changed, nothing used up."""

    kind = "wrong-new-code"

    def __init__(self) -> None:
        super().__init__()
        self.text = _("새 앱의 번호가 맞지 않습니다. 그림을 찍은 앱에 지금 보이는 번호를 입력해 주세요.")


class FactorNeededError(ConflictError):
    """A role needs the second factor, so it cannot be given up."""

    kind = "factor-needed"

    def __init__(self) -> None:
        super().__init__(_("직원, 관리자, 심사위원은 2단계 인증을 끌 수 없습니다. 다른 앱으로 바꿀 수는 있습니다."))


@dataclass(frozen=True, slots=True)
class NewApp:
    """The code that the new app shows, and what proves that the account is one's own."""

    code: str
    proof: Proof


def offered_secret(user_id: int, token: str, vault: Vault) -> str:
    """The secret offered in a session: another one once it was taken, so that the page never shows the one in use."""
    present = db.session.get(SecondFactor, user_id)
    made = present.made_at.isoformat() if present else ""
    return secret_of(vault.derive(f"totp:{token}:{made}"))


def take_app(user: User, typed: NewApp, token: str, *, vault: Vault, now: datetime) -> list[str]:
    """Keep the offered secret once the app shows its code; other sessions end. The new recovery codes.

    The new code is looked at first: a slip there uses up no code of the present app.

    Raises:
        WrongNewCodeError, TooManyError, NotProvedError, WrongCodeError, NoPasswordError
    """
    hit(BY_CODE, f"own {user.id}", now=now)
    secret = offered_secret(user.id, token, vault)
    step = find_step(secret, typed.code, now, after=0)
    if step is None:
        raise WrongNewCodeError
    ensure_own(user, typed.proof, vault=vault, now=now)
    with transaction() as session:
        codes = keep_factor(user.id, secret, vault=vault, now=now, last_step=step)
        session.execute(update(SignIn).where(SignIn.token_hash == token_hash(token)).values(factor_at=now))
        end_sessions(user.id, now=now, but=token)
        _tell(user, "factor-set")
    return codes


def ensure_may_give_up(user_id: int, *, now: datetime) -> None:
    """Let pass who has a second factor and no role that needs one.

    Raises:
        FactorMissingError, FactorNeededError
    """
    if db.session.get(SecondFactor, user_id) is None:
        raise FactorMissingError
    if roles_of(user_id, seoul_day(now)) & NEED_FACTOR:
        raise FactorNeededError


def give_up(user: User, proof: Proof, *, vault: Vault, now: datetime) -> None:
    """Sign in without it from now on.

    Raises:
        FactorMissingError, FactorNeededError, TooManyError, NotProvedError, WrongCodeError
    """
    ensure_may_give_up(user.id, now=now)
    ensure_own(user, proof, vault=vault, now=now)
    with transaction() as session:
        ensure_may_give_up(user.id, now=now)
        session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
        session.execute(delete(SecondFactor).where(SecondFactor.user_id == user.id))
        record("factor.given-up", subject_of(user.id), by=Actor(user.id))
        _tell(user, "factor-given-up")


def _tell(user: User, what: str) -> None:
    post_mail("account_told", to=user.email, language=user.language, facts={"what": what, "name": user.name})
