"""Answers given before Flask: 304 where nothing changed, and pages that this process has made already.

The mark of all that an address shows is read from the database at each request, before anything else, so that what
another process wrote counts at once; the same mark, the same answer. Pages are told apart by their own text, so that a
tag tells nobody of writing that they cannot see; feeds, which are streamed, by their mark. What brings a session, or is
given a cookie, is personal and never answered here. Source: docs/decisions/0015-answers-before-flask.md
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, suppress
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
LARGEST_KEPT = 256 * 1024
"""At most sixteen megabytes a process."""
OK, NOT_MODIFIED = "200", "304 NOT MODIFIED"
READING = {"GET", "HEAD"}
HOST = re.compile(r"([\w.-]+)(?::\d{1,5})?", re.ASCII)
Headers = list[tuple[str, str]]
Key = tuple[str, ...]
Mark = Callable[[Connection, datetime], str]


@dataclass(frozen=True, slots=True)
class Place:
    """Addresses of one kind and the mark of what they show.

    A page is another one for each reader's language and contrast; what is streamed is not all there when it begins.
    """

    address: re.Pattern[str]
    mark: Mark
    is_page: bool = False
    is_streamed: bool = False

    def headers(self, tag: str) -> Headers:
        """What tells an answer apart: who keeps it asks each time whether it is still true."""
        if self.is_page:
            return [("ETag", f'"{tag}"'), ("Cache-Control", "private, no-cache"), ("Vary", "Cookie")]
        return [("ETag", f'"{tag}"'), ("Cache-Control", "no-cache")]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that may be answered early: for what, under which key, with which mark, and what is known already."""

    place: Place
    key: Key
    mark: str
    is_head: bool
    known: str

    def knows(self, tag: str) -> bool:
        """Whether who asks has the answer of that tag; a star stands for any there is."""
        return bool(self.known) and parse_etags(self.known).contains_weak(tag)


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer that was made before, for that mark."""

    mark: str
    tag: str
    status: str
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
        self._kept: Recent[Key, Kept] = Recent(MOST_KEPT)

    def __call__(self, environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        """Answer at once, or let the center answer and keep that."""
        asked = self._asked(environ)
        if asked is None:
            return self._application(environ, start)
        kept = self._kept.find(asked.key)
        if kept and kept.mark == asked.mark:
            return self._given(kept, asked, start)
        return (self._streamed if asked.place.is_streamed else self._made)(asked, environ, start)

    def _asked(self, environ: "WSGIEnvironment") -> Asked | None:
        """What is asked, if it may be answered here; the mark is told to the center all the same."""
        path, method = environ.get("PATH_INFO", ""), environ["REQUEST_METHOD"]
        place = next((place for place in self._places if place.address.fullmatch(path)), None)
        host = HOST.fullmatch(environ.get("HTTP_HOST", ""))
        is_known_host = host is not None and host[1] in self._hosts
        if place is None or method not in READING or not is_known_host or environ.get("SCRIPT_NAME"):
            return None
        mark, reader = self._mark(place), self._reader(environ) if place.is_page else ()
        if mark is None:
            return None
        environ[MARK] = mark
        if reader is None:
            return None
        key = (path, environ.get("QUERY_STRING", ""), *reader)
        return Asked(place, key, mark, method == "HEAD", environ.get("HTTP_IF_NONE_MATCH", ""))

    def _mark(self, place: Place) -> str | None:
        """The mark of what is there now; None where the database does not say, which the center then tells."""
        with suppress(DBAPIError), self._engine.connect() as connection:
            return place.mark(connection, time.now())
        return None

    def _reader(self, environ: "WSGIEnvironment") -> Key | None:
        """The language and the contrast of a page; None for who brings a session."""
        if "HTTP_COOKIE" not in environ:
            return (as_language(None), "")
        cookies = parse_cookie(environ["HTTP_COOKIE"])
        if self._session_cookie in cookies:
            return None
        contrast = "high" if cookies.get(CONTRAST_COOKIE) == "high" else ""
        return (as_language(cookies.get(LANGUAGE_COOKIE)), contrast)

    def _given(self, kept: Kept, asked: Asked, start: "StartResponse") -> Iterable[bytes]:
        """An answer that is there whole, or the word that who asks has it already."""
        if asked.knows(kept.tag):
            return self._not_modified(kept.tag, asked, start)
        start(kept.status, kept.headers)
        return [] if asked.is_head else [kept.body]

    def _not_modified(self, tag: str, asked: Asked, start: "StartResponse") -> Iterable[bytes]:
        start(NOT_MODIFIED, [*self._headers, *asked.place.headers(tag)])
        return []

    def _made(self, asked: Asked, environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        """The center's answer, read to its end; where it shows what was asked, kept with a tag of its own text."""
        answers: list[tuple[str, Headers]] = []

        def begin(status: str, headers: Headers, *_more: Any) -> Callable[[bytes], object]:
            answers.append((status, headers))
            return lambda _piece: None  # the old way to write, which Flask does not use

        with closing(_Closable(self._application({**environ, "REQUEST_METHOD": "GET"}, begin))) as pieces:
            body = b"".join(pieces)
        status, headers = answers[-1]
        if not _is_shown(status, headers):
            start(status, headers)
            return [] if asked.is_head else [body]
        tag = hashlib.sha256(body).hexdigest()[:32]
        kept = Kept(asked.mark, tag, status, _with_own(headers, asked.place.headers(tag)), body)
        self._keep(asked, kept)
        return self._given(kept, asked, start)

    def _streamed(self, asked: Asked, environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        """The center's answer as it comes, with a tag that is known before; kept when it was whole and is not too long."""
        tag = hashlib.sha256(repr((self._program, asked.key, asked.mark)).encode()).hexdigest()[:32]
        if asked.knows(tag) and "*" not in asked.known:
            return self._not_modified(tag, asked, start)
        shown: list[tuple[str, Headers]] = []

        def begin(status: str, headers: Headers, *more: Any) -> Callable[[bytes], object]:
            if not _is_shown(status, headers):
                return start(status, headers, *more)
            shown.append((status, _with_own(headers, asked.place.headers(tag))))
            return start(NOT_MODIFIED if asked.knows(tag) else status, shown[-1][1], *more)

        pieces = _Closable(self._application(environ, begin))
        if shown and asked.knows(tag):
            return ClosingIterator([], [pieces.close])
        if not shown or asked.is_head:
            return ClosingIterator(pieces, [pieces.close])
        return ClosingIterator(self._keeping(asked, tag, *shown[-1], pieces), [pieces.close])

    def _keeping(self, asked: Asked, tag: str, status: str, headers: Headers, body: Iterable[bytes]) -> Iterator[bytes]:
        """The pieces of an answer as they come, kept at their end."""
        pieces, length = [], 0
        for piece in body:
            length += len(piece)
            if length <= LARGEST_KEPT:
                pieces.append(piece)
            yield piece
        if length <= LARGEST_KEPT:
            whole = _with_own(headers, [("Content-Length", str(length))])
            self._keep(asked, Kept(asked.mark, tag, status, whole, b"".join(pieces)))

    def _keep(self, asked: Asked, kept: Kept) -> None:
        if len(kept.body) <= LARGEST_KEPT:
            self._kept.keep(asked.key, kept)


class _Closable:
    """The pieces of an answer, which can be closed whether or not the application minds."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = pieces

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._pieces)

    def close(self) -> None:
        """Let the application end what it began."""
        if close := getattr(self._pieces, "close", None):
            close()


def _is_shown(status: str, headers: Headers) -> bool:
    """Whether an answer is what was asked for, and the same for everybody."""
    return status.startswith(OK) and not any(name == "Set-Cookie" for name, _ in headers)


def _with_own(headers: Headers, own: Headers) -> Headers:
    """The headers with some of ours in the place of others of their names."""
    names = {name for name, _ in own}
    return [*((name, value) for name, value in headers if name not in names), *own]


@cache
def program_mark(root: Path) -> str:
    """A mark of the code that writes feeds: another release may write others."""
    files = sorted((root / "center").rglob("*.py"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
