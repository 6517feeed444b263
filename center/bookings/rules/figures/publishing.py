"""Which numbers are not published, so that nobody can be recognised by them.

Source: docs/rules/figures.md, "What is published"
"""

from collections.abc import Sequence
from enum import StrEnum

LEAST_SHOWN = 3


class Hidden(StrEnum):
    """Why a number is not shown: it is too small, or a small one could be told from it and the sum."""

    FEW = "few"
    COMPANION = "companion"


def hidden_of(counts: Sequence[int]) -> list[Hidden | None]:
    """For each of some numbers with a known sum whether it is hidden.

    Nothing is hidden of a zero. Where one alone is too small, the next larger one goes with it.
    """
    found: list[Hidden | None] = [Hidden.FEW if is_few(n) else None for n in counts]
    if found.count(Hidden.FEW) == 1:
        others = [(n, at) for at, n in enumerate(counts) if n >= LEAST_SHOWN]
        if others:
            found[min(others)[1]] = Hidden.COMPANION
    return found


def is_few(n: int) -> bool:
    """Whether a number of persons or uses is too small to be shown."""
    return 0 < n < LEAST_SHOWN
