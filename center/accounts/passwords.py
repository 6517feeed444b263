"""Argon2id: 19 MiB, two passes, one lane; at most four at once in a process.

A password is the same in whichever Unicode form a keyboard sends it.

Source: docs/rules/safety.md, "Sessions, passwords, links"
"""

import unicodedata
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

AT_ONCE = BoundedSemaphore(4)
HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
DUMMY = HASHER.hash("nobody has this password")
"""What an unknown name is checked against, so that the time taken tells nothing."""


def hash_password(password: str) -> str:
    """The only form in which a password is kept."""
    with AT_ONCE:
        return HASHER.hash(_composed(password))


def is_password(kept: str | None, typed: str) -> bool:
    """Whether what was typed is the password; without a kept one it takes as long to say no."""
    with AT_ONCE:
        try:
            return HASHER.verify(kept or DUMMY, _composed(typed)) and kept is not None
        except (VerificationError, InvalidHashError):
            return False


def is_outdated(kept: str) -> bool:
    """Whether it was hashed with weaker parameters than today's."""
    return HASHER.check_needs_rehash(kept)


def _composed(password: str) -> str:
    return unicodedata.normalize("NFC", password)
