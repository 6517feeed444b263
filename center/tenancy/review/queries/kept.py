"""Decisions that a process keeps, by the text of their record: the same text has the same one.

The advisory figures of a large call take most of a second.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from center.tenancy.review.rules.deciding import Decision, decided
from center.tenancy.review.rules.printing import PrintedLine, printed_lines
from center.tenancy.review.rules.reading import read_record

MOST = 8
"""Those of the calls that are being talked about."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A decision with its figures as printed, and the SHA-256 of the file of its record."""

    decision: Decision
    lines: Sequence[PrintedLine]
    sha256: str


@lru_cache(maxsize=MOST)
def kept_of(text: str) -> Kept:
    """The decision of a record, which is read from its file as everybody reads it; the same text has the same one."""
    decision = decided(read_record(text))
    return Kept(decision, printed_lines(decision), hashlib.sha256(text.encode()).hexdigest())
