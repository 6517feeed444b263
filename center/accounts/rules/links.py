"""Links that work once: what for, how long, and what their keys look like. Pure.

Source: docs/rules/people.md, "Links"
"""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from center.core.errors import RuleError
from center.core.text import _


class Purpose(StrEnum):
    """What a link is good for, and nothing else."""

    INVITATION = "invitation"
    RESET = "reset"
    SIGN_IN = "sign-in"
    EMAIL = "email"
    JOIN = "join"
    FIRM = "firm"


LASTS: Mapping[Purpose, timedelta] = {
    Purpose.INVITATION: timedelta(days=7),
    Purpose.RESET: timedelta(minutes=30),
    Purpose.SIGN_IN: timedelta(minutes=15),
    Purpose.EMAIL: timedelta(days=1),
    Purpose.JOIN: timedelta(days=1),
    Purpose.FIRM: timedelta(days=7),
}
FOR_ADDRESS = frozenset({Purpose.JOIN, Purpose.FIRM})
"""Links that are for whoever reads the mail of an address, with or without an account."""


class LinkOverError(RuleError):
    """The link was used, replaced, is too old, or never was one: all read the same."""

    kind = "link-over"

    def __init__(self) -> None:
        super().__init__(_("이 링크는 더 쓸 수 없습니다. 이미 썼거나 시간이 지났습니다. 새 링크를 받아 주세요."))


def new_key() -> str:
    """160 bits in letters that survive any mail program."""
    return base64.b32encode(secrets.token_bytes(20)).decode().lower()


def key_hash(key: str, purpose: Purpose) -> str:
    """The only form in which a key is kept, bound to its purpose."""
    return hashlib.sha256(f"{purpose}:{key.strip().lower()}".encode()).hexdigest()


def masked_email(email: str) -> str:
    """An address as lists show it: its first two letters and its domain."""
    name, _at, domain = email.partition("@")
    return f"{name[:2] if len(name) > 2 else name[:1]}•••@{domain}"
