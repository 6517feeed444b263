"""Texts as papers can show them. A paper with a sign that its fonts lack could be neither read aloud nor searched."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from center.papers.fonts import is_seen, shown_signs

LINE_END = re.compile("\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")


def showable(text: str) -> str:
    """The text with composed letters, its lines ended by a line feed, every blank a plain one.

    What nobody sees is left out; a sign that no font of ours has is told by its number: [U+0E01].
    """
    return "".join(map(_shown, unicodedata.normalize("NFC", LINE_END.sub("\n", text))))


def _shown(sign: str) -> str:
    if sign == "\n" or sign in shown_signs():
        return sign
    if sign.isspace():
        return " "
    return f"[U+{ord(sign):04X}]" if is_seen(sign) else ""


def all_showable(facts: Any) -> Any:
    """The same for every text among facts."""
    match facts:
        case str():
            return showable(facts)
        case Mapping():
            return {name: all_showable(value) for name, value in facts.items()}
        case list() | tuple():
            return [all_showable(value) for value in facts]
        case _:
            return facts
