"""The fonts of papers: those that lie in the repository, and no others of any machine."""

import unicodedata
from functools import lru_cache
from pathlib import Path

import typst
from fontTools.ttLib import TTFont

VENDOR = Path(__file__).resolve().parents[2] / "static" / "vendor"
LETTERS = VENDOR / "pretendard-gov-1.3.9"
EMOJI = VENDOR / "noto-emoji-0.4.7"
UNSEEN = frozenset(("Cc", "Cf", "Cs"))
VARIANTS = frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
"""They choose among forms of the sign before them, of which our fonts have one."""


@lru_cache(maxsize=1)
def the_fonts() -> typst.Fonts:
    """The fonts as the typesetter takes them, read once a process."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[LETTERS, EMOJI])


@lru_cache(maxsize=1)
def shown_signs() -> frozenset[str]:
    """All that can be seen in text of either weight, and the plain blank."""
    regular, bold, emoji = (
        _signs_of(path)
        for path in (
            LETTERS / "PretendardGOV-Regular.otf",
            LETTERS / "PretendardGOV-Bold.otf",
            EMOJI / "NotoEmoji_400Regular.ttf",
        )
    )
    return frozenset(sign for sign in (regular & bold) | emoji if sign == " " or is_seen(sign))


def is_seen(sign: str) -> bool:
    """Whether a sign leaves something on the paper."""
    return not sign.isspace() and sign not in VARIANTS and unicodedata.category(sign) not in UNSEEN


def _signs_of(path: Path) -> set[str]:
    with TTFont(path, lazy=True) as font:
        return {chr(code) for code in font.getBestCmap()}
