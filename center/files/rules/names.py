"""The name of a file as it is kept: what people see, never a path."""

import re
import unicodedata

LONGEST_NAME = 150
UNSEEN = re.compile(r"[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
NAMELESS = "file"


def clean_name(name: str) -> str:
    """A name in one Unicode form, without folders, control characters and letters that turn the direction of writing."""
    composed = UNSEEN.sub("", unicodedata.normalize("NFC", name))
    last = re.split(r"[/\\]", composed)[-1]
    seen = "".join(letter for letter in last if unicodedata.category(letter) not in {"Cc", "Cs"}).strip(" .")
    stem, dot, suffix = seen.rpartition(".")
    if len(seen) <= LONGEST_NAME:
        return seen or NAMELESS
    return f"{stem[: LONGEST_NAME - len(suffix) - 1]}{dot}{suffix}" if len(suffix) < 10 else seen[:LONGEST_NAME]


def suffix_of(name: str) -> str:
    """The last part of a name, in small letters: pdf."""
    return name.rpartition(".")[2].casefold() if "." in name else ""
