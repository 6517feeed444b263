"""Which passwords pass, pure.

Source: docs/rules/safety.md, "Sessions, passwords, links"
"""

import re
import unicodedata
from itertools import pairwise

from center.accounts.words import COMMON
from center.core.errors import RuleError
from center.core.text import _

SHORTEST_PASSWORD, LONGEST_PASSWORD = 10, 128
NO_LETTER = re.compile(r"[\W_]+")
REPEATED = re.compile(r"(.{1,4}?)\1+")


class WeakPasswordError(RuleError):
    """The password is too short, too long, or among the first anybody would try."""

    kind = "weak-password"


def ensure_password(password: str, *, email: str) -> None:
    """Let a password pass that is long enough and not easily guessed. No rules of composition.

    Raises:
        WeakPasswordError
    """
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise WeakPasswordError(
            _(
                "비밀번호는 %(shortest)s자부터 %(longest)s자까지 쓸 수 있습니다.",
                shortest=SHORTEST_PASSWORD,
                longest=LONGEST_PASSWORD,
            )
        )
    if is_easily_guessed(password, email=email):
        raise WeakPasswordError(_("쉽게 맞힐 수 있는 비밀번호입니다. 낱말 여러 개를 이어 길게 만들어 주세요."))


def is_easily_guessed(password: str, *, email: str) -> bool:
    """Whether it is a repeated or running sequence, or made of common words or the own address, with figures or not."""
    plain = NO_LETTER.sub("", unicodedata.normalize("NFC", password).casefold())
    left = _without_words(plain, own=email)
    return bool(REPEATED.fullmatch(plain)) or _is_run(plain) or not left or (left.isdigit() and left != plain)


def _is_run(text: str) -> bool:
    """Whether every letter lies beside the one before: abcdef, 98765."""
    return all(abs(ord(one) - ord(next_one)) <= 1 for one, next_one in pairwise(text))


def _without_words(text: str, *, own: str) -> str:
    """What is left without common words and the parts of the own address."""
    parts = [part for part in NO_LETTER.split(own.casefold()) if len(part) > 1]
    words = sorted(COMMON.union(parts), key=len, reverse=True)
    return re.sub("|".join(map(re.escape, words)), "", text)
