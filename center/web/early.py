"""Answers given before Flask: 304 where nothing changed, and pages that this process has made already.

An answer is told apart by its tag: the address, the reader's language and contrast, the program that made it, and a
mark of all that it shows. The mark is read from the database at each request, before anything else, so that what
another process wrote counts at once. What brings a session, or is given a cookie, is personal and never answered here.
Source: docs/decisions/0015-answers-before-flask.md
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError
from werkzeug.http import parse_cookie, parse_etags
from werkzeug.wsgi import ClosingIterator

from center.core import time
from center.core.text import as_language
from center.web.frame import CONTRAST_COOKIE
from center.web.i18n import LANGUAGE_COOKIE
from center.web.parts import MARK, Recent

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MOST_KEPT = 64
LARGEST_KEPT = 128 * 1024
"""At most eight megabytes a process."""
ANY = "*"
NOT_MODIFIED = "304 NOT MODIFIED"
Headers = list[tuple[str, str]]
Mark = Callable[[Connection, datetime], str]


@dataclass(frozen=True, slots=True)
class Place:
    """Addresses of one kind, the mark of what they show, and whether each reader has a page of their own."""

    address: re.Pattern[str]
    mark: Mark
    is_page: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that may be answered early: by its key, with its tag."""

    key: tuple[str, ...]
    tag: str
    is_page: bool
    is_read: bool
    known: str

    @property
    def is_known(self) -> bool:
        """Whether who asks has this answer already; a star stands for any there is."""
        return bool(self.known) and ANY not in self.known and parse_etags(self.known).contains_weak(self.tag)

    @property
    def own_headers(self) -> Headers:
        """What tells this answer apart: who keeps it asks each time whether it is still true."""
        tag = ("ETag", f'"{self.tag}"')
        if self.is_page:
            return [tag, ("Cache-Control", "private, no-cache"), ("Vary", "Cookie")]
        return [tag, ("Cache-Control", "no-cache")]


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer that was made before."""

    tag: str
    headers: Headers
    body: bytes


class EarlyAnswers:
    """A WSGI application around the center's own."""

    def __init__(
        self,
        application: "WSGIApplication",
        *,
        engine: Engine,
        places: Iterable[Place],
        hosts: Iterable[str],
        session_cookie: str,
        program: str,
        headers: dict[str, str],
    ) -> None:
        self._application = application
        self._engine = engine
        self._places = tuple(places)
        self._hosts = frozenset(hosts)
        self._session_cookie = session_cookie
        self._program = program
        self._headers = list(headers.items())
        self._kept: Recent[tuple[str, ...], Kept] = Recent(MOST_KEPT)

    def __call__(self, environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        """Answer at once, or let the center answer and keep that."""
        asked = self._asked(environ)
        if asked is None:
            return self._application(environ, start)
        kept = self._kept.find(asked.key)
        is_kept = kept is not None and kept.tag == asked.tag
        if asked.is_known or (is_kept and asked.known == ANY):
            start(NOT_MODIFIED, [*self._headers, *asked.own_headers])
            return []
        if kept is None or not is_kept or not asked.is_read:
            return self._made(asked, environ, start)
        start("200 OK", kept.headers)
        return [kept.body]

    def _asked(self, environ: "WSGIEnvironment") -> Asked | None:
        """What is asked, if it may be answered here."""
        path, host = environ.get("PATH_INFO", ""), environ.get("HTTP_HOST", "")
        place = next((place for place in self._places if place.address.fullmatch(path)), None)
        is_read = environ["REQUEST_METHOD"] == "GET"
        if place is None or not (is_read or environ["REQUEST_METHOD"] == "HEAD") or environ.get("SCRIPT_NAME"):
            return None
        if host.partition(":")[0] not in self._hosts:
            return None
        mark = self._mark(place)
        if mark is None:
            return None
        environ[MARK] = mark
        reader = self._reader(environ) if place.is_page else ()
        if reader is None:
            return None
        key = (path, environ.get("QUERY_STRING", ""), *reader)
        tag = hashlib.sha256(repr((self._program, key, mark)).encode()).hexdigest()[:32]
        return Asked(key, tag, place.is_page, is_read, environ.get("HTTP_IF_NONE_MATCH", ""))

    def _mark(self, place: Place) -> str | None:
        """The mark of what is there now; None where the database does not say, which the center then tells."""
        with suppress(DBAPIError), self._engine.connect() as connection:
            return place.mark(connection, time.now())
        return None

    def _reader(self, environ: "WSGIEnvironment") -> tuple[str, ...] | None:
        """The language and the contrast of a page; None for who brings a session."""
        if "HTTP_COOKIE" not in environ:
            return (as_language(None), "")
        cookies = parse_cookie(environ["HTTP_COOKIE"])
        if self._session_cookie in cookies:
            return None
        contrast = "high" if cookies.get(CONTRAST_COOKIE) == "high" else ""
        return (as_language(cookies.get(LANGUAGE_COOKIE)), contrast)

    def _made(self, asked: Asked, environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        """The center's answer; where it shows what was asked, with its tag, and kept."""
        shown: list[Headers] = []

        def begin(status: str, headers: Headers, *more: Any) -> Callable[[bytes], object]:
            if not status.startswith("200") or any(name == "Set-Cookie" for name, _ in headers):
                return start(status, headers, *more)
            own = {name for name, _ in asked.own_headers}
            shown.append([*((name, value) for name, value in headers if name not in own), *asked.own_headers])
            return start(NOT_MODIFIED if asked.known == ANY else status, shown[0], *more)

        body = self._application(environ, begin)
        if not shown or not asked.is_read:
            return body
        if asked.known == ANY:
            return ClosingIterator([], [getattr(body, "close", _nothing)])
        pieces = self._keeping(asked, shown[0], body)
        return ClosingIterator(pieces, [getattr(body, "close", _nothing)])

    def _keeping(self, asked: Asked, headers: Headers, body: Iterable[bytes]) -> Iterator[bytes]:
        """The pieces of an answer as they come; when it was whole and is not too long it is kept."""
        pieces, length = [], 0
        for piece in body:
            length += len(piece)
            if length <= LARGEST_KEPT:
                pieces.append(piece)
            yield piece
        if length <= LARGEST_KEPT:
            own = [one for one in headers if one[0] != "Content-Length"]
            self._kept.keep(asked.key, Kept(asked.tag, [*own, ("Content-Length", str(length))], b"".join(pieces)))


def _nothing() -> None:
    """What there is to close of an answer that needs no closing."""


@cache
def program_mark(root: Path) -> str:
    """A mark of the code, templates, texts and files that pages are made of: another release makes other pages."""
    files = [file for folder in ("center", "templates", "static") for file in (root / folder).rglob("*")]
    made_of = sorted(file for file in files if file.suffix in {".py", ".html", ".mo", ".css", ".js", ".svg"})
    return hashlib.sha256(b"".join(file.read_bytes() for file in made_of)).hexdigest()
