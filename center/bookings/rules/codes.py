"""Booking numbers, mailed codes and their hashes, the keys of links."""

import base64
import hashlib
import hmac
import re
import secrets
import unicodedata

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without 0/O, 1/I/L and U: what people read out on the telephone."""
REFERENCE = re.compile(f"YD-[{LETTERS}]{{4}}-[{LETTERS}]{{4}}")
CODE_DIGITS = 6
FORM_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")


def new_reference() -> str:
    """A booking number such as YD-7K3M-92QF; it can be read out, not guessed, and by itself shows nothing."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(8))
    return f"YD-{letters[:4]}-{letters[4:]}"


def new_code() -> str:
    """A code of six digits."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"


def new_key() -> str:
    """A key that nobody guesses, for a form or a feed's entry."""
    return secrets.token_urlsafe(24)


def manage_token(secret: str, reference: str, nonce: str) -> str:
    """The key that opens a booking: always the same until its nonce changes, so that it can be given again.

    32 letters and digits, which no mail program takes for the end of a sentence.
    """
    mark = hmac.new(secret.encode(), f"manage:{reference}:{nonce}".encode(), hashlib.sha256).digest()
    return base64.b32encode(mark[:20]).decode().lower()


def is_token(expected: str, given: str) -> bool:
    """Whether a key is the expected one; blanks around it are forgiven."""
    return hmac.compare_digest(expected.encode(), given.strip().lower().encode())


def hash_code(reference: str, code: str) -> str:
    """The only form in which a code is kept."""
    return hashlib.sha256(f"{reference}:{code}".encode()).hexdigest()


def is_code(kept: str | None, reference: str, typed: str) -> bool:
    """Whether what was typed is the code; blanks, hyphens and full-width digits are forgiven."""
    digits = "".join(letter for letter in unicodedata.normalize("NFKC", typed) if letter.isdigit())
    return kept is not None and hmac.compare_digest(kept, hash_code(reference, digits))
