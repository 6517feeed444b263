"""Parts of pages that are the same for everybody who asks for an address in a language, kept while nothing changes."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from flask import Flask, current_app, request

from center.web.i18n import language

MARK = "center.mark"
"""In the environment of a request: the mark of what its page shows; see `early`."""
MOST_KEPT = 64
K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Recent(Generic[K, V]):
    """The last so many things that were kept; a new one takes the place of the oldest."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: dict[K, V] = {}

    def __len__(self) -> int:
        return len(self._kept)

    def __contains__(self, key: K) -> bool:
        return key in self._kept

    def find(self, key: K) -> V | None:
        """What is kept under a key."""
        return self._kept.get(key)

    def keep(self, key: K, value: V) -> None:
        """Keep it under that key."""
        self._kept.pop(key, None)
        if len(self._kept) >= self._most:
            self._kept.pop(next(iter(self._kept)), None)
        self._kept[key] = value


def init_parts(app: Flask) -> None:
    """Give this process a place for parts."""
    app.extensions["center_parts"] = Recent(MOST_KEPT)
    app.extensions["center_written"] = Recent(MOST_KEPT)
    app.extensions["center_pages"] = Recent(MOST_KEPT)


def kept_by(shown: Hashable, write: Callable[[], V]) -> V:
    """What `write` gives, or what it gave before for the same things to show in the same language.

    `shown` is all that it depends on besides the language: what is the same reads the same.
    """
    return _kept("center_written", (shown, language()), write)


def kept_text(shown: Hashable, write: Callable[[], str]) -> str:
    """The same for the text of a whole page, which is kept apart from parts."""
    return _kept("center_pages", (shown, language()), write)


def _kept(place: str, key: Hashable, write: Callable[[], V]) -> V:
    parts: Recent[Hashable, V] = current_app.extensions[place]
    kept = parts.find(key)
    if kept is None:
        kept = write()
        parts.keep(key, kept)
    return kept


def kept_part(make: Callable[[], V]) -> V:
    """What `make` gives for this request, or what it gave for the same address, language and mark.

    It may depend on nothing else: not on cookies, nor on who asks.
    """
    mark = request.environ.get(MARK)
    if mark is None:
        return make()
    key = (request.path, request.query_string, language())
    parts: Recent[tuple[str, bytes, str], tuple[str, V]] = current_app.extensions["center_parts"]
    kept = parts.find(key)
    if kept and kept[0] == mark:
        return kept[1]
    made = make()
    parts.keep(key, (mark, made))
    return made
