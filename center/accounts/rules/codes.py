"""Codes of the second factor, pure: one for half a minute from an app, ten for the day it is lost.

Source: docs/rules/people.md, "Second factor"; RFC 6238
"""

import base64
import hashlib
import hmac
import re
import secrets
from datetime import datetime

import pyotp

from center.core.actor import Role
from center.core.errors import RuleError
from center.core.text import _

NEED_FACTOR = frozenset({Role.STAFF, Role.ADMIN, Role.REVIEWER})
STEP_SECONDS = 30
N_RECOVERY_CODES = 10
RECOVERY_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that are taken for one another."""
ISSUER = "ydp-se-center"


class WrongCodeError(RuleError):
    """Wrong, used already, or of another time: all read the same."""

    kind = "wrong-code"

    def __init__(self) -> None:
        super().__init__(_("번호가 맞지 않거나 이미 쓴 번호입니다. 앱에 지금 보이는 번호를 입력해 주세요."))


def secret_of(seed: bytes) -> str:
    """A secret as apps take it."""
    return base64.b32encode(seed).decode()


def app_address(secret: str, email: str) -> str:
    """What the picture tells an app."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)


def find_step(secret: str, typed: str, now: datetime, *, after: int) -> int | None:
    """The half minute of which this is the code, if it is this one or a neighbour and later than the last one used."""
    present = int(now.timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(secret)
    for step in (present - 1, present, present + 1):
        if hmac.compare_digest(totp.generate_otp(step), digits(typed)) and step > after:
            return step
    return None


def digits(typed: str) -> str:
    """What was typed without blanks and hyphens, in plain figures and small letters."""
    return re.sub(r"[^0-9a-z]", "", typed.casefold())


def new_recovery_codes() -> list[str]:
    """Ten codes of twelve letters, read in threes of four."""
    return [
        "-".join("".join(secrets.choice(RECOVERY_LETTERS) for _ in range(4)) for _ in range(3))
        for _ in range(N_RECOVERY_CODES)
    ]


def recovery_hash(user_id: int, code: str) -> str:
    """The only form in which a recovery code is kept, bound to its owner; 59 bits, so that guessing is hopeless."""
    return hashlib.sha256(f"recovery:{user_id}:{digits(code)}".encode()).hexdigest()
