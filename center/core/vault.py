"""Secrets that must be read again: sealed with a key that is derived from the installation's own secret.

Who has the database alone, or a copy of it, cannot open them. Source: docs/decisions/0021-second-factor.md
"""

import base64
import hmac
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class Vault:
    """Seals and opens texts, and derives secrets that need not be kept."""

    def __init__(self, secret_key: str) -> None:
        self._fernet = Fernet(base64.urlsafe_b64encode(_derived(secret_key, b"center: sealed")))
        self._key = _derived(secret_key, b"center: derived")

    def seal(self, text: str) -> str:
        """A text that only this installation opens."""
        return self._fernet.encrypt(text.encode()).decode()

    def find_opened(self, sealed: str) -> str | None:
        """The text that was sealed; None where it was sealed under another secret."""
        try:
            return self._fernet.decrypt(sealed).decode()
        except InvalidToken:
            return None

    def derive(self, purpose: str) -> bytes:
        """The twenty bytes that belong to a purpose, the same each time."""
        return hmac.new(self._key, purpose.encode(), sha256).digest()[:20]


def _derived(secret_key: str, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(secret_key.encode())
