"""Columns of text in which Korean letters are as wide as they are on a screen: two. Pure."""

from collections.abc import Sequence
from unicodedata import east_asian_width

GAP = "  "


def width(text: str) -> int:
    """How many columns a text takes."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def aligned(rows: Sequence[Sequence[str]], indent: str = GAP) -> list[str]:
    """The rows with each column as wide as its widest cell; all rows have the same number of cells."""
    widths = [max(width(cell) for cell in column) for column in zip(*rows, strict=True)]
    return [
        (indent + GAP.join(cell + " " * (most - width(cell)) for cell, most in zip(row, widths, strict=True))).rstrip()
        for row in rows
    ]
