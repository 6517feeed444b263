"""Where the bytes of files lie: under their SHA-256, outside of everything that the web serves.

A file is there whole or not at all: it is written beside its place, synced, and moved there in one step.
Source: docs/rules/safety.md, "Uploads"; docs/decisions/0020-files-lie-under-their-hash.md
"""

import hashlib
import os
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Protocol

CHUNK = 1024 * 1024
NAME = re.compile(r"[0-9a-f]{64}")
COMING = ".coming-"


class Readable(Protocol):
    """What bytes can be read from."""

    def read(self, length: int, /) -> bytes:
        """The next bytes; none at the end."""


class TooManyBytesError(Exception):
    """More came than is taken."""


@dataclass(frozen=True, slots=True)
class Coming:
    """Bytes that have come and are not in their place yet."""

    path: Path
    sha256: str
    n_bytes: int


class Storage:
    """A folder of files, each under the hash of its bytes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def receive(self, stream: Readable, most_bytes: int) -> Iterator[Coming]:
        """Write what comes beside its place; when the work with it ends, what was not kept is gone.

        Raises:
            TooManyBytesError
            OSError: the disk is full, for instance.
        """
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        digest, n_bytes = hashlib.sha256(), 0
        with NamedTemporaryFile(dir=self._folder, prefix=COMING, delete=False) as written:
            path = Path(written.name)
            try:
                while piece := stream.read(CHUNK):
                    n_bytes += len(piece)
                    if n_bytes > most_bytes:
                        raise TooManyBytesError
                    digest.update(piece)
                    written.write(piece)
                written.flush()
                os.fsync(written.fileno())
                yield Coming(path, digest.hexdigest(), n_bytes)
            finally:
                with suppress(FileNotFoundError):
                    path.unlink()

    def keep(self, coming: Coming) -> None:
        """Move it to its place, so that it is there also after a power cut. What is there already is the same."""
        place = self.path(coming.sha256)
        place.parent.mkdir(mode=0o700, exist_ok=True)
        coming.path.replace(place)
        for folder in (place.parent, self._folder):
            _sync(folder)

    def write(self, sha256: str, blocks: Iterable[bytes]) -> None:
        """Put bytes that are known to have that hash into their place.

        Raises:
            ValueError: they have another.
        """
        with self.receive(_Blocks(blocks), sys.maxsize) as coming:
            if coming.sha256 != sha256:
                raise ValueError("the bytes have another hash")
            self.keep(coming)

    def blocks(self, sha256: str) -> Iterator[bytes]:
        """The bytes of a file, piece by piece."""
        with self.path(sha256).open("rb") as stream:
            while piece := stream.read(CHUNK):
                yield piece

    def path(self, sha256: str) -> Path:
        """The place of the file with that hash, whether or not it is there."""
        return self._folder / sha256[:2] / sha256

    def hashes(self) -> Iterator[str]:
        """The hashes of all files that are there."""
        return (path.name for path in sorted(self._folder.glob("??/*")) if NAME.fullmatch(path.name))

    def is_whole(self, sha256: str) -> bool:
        """Whether the file is there with exactly these bytes."""
        try:
            with self.path(sha256).open("rb") as stream:
                return hashlib.file_digest(stream, "sha256").hexdigest() == sha256
        except FileNotFoundError:
            return False

    def remove_older(self, sha256: str, before: datetime) -> bool:
        """Remove a file that nobody names, unless it came only lately; whether it is gone."""
        path = self.path(sha256)
        if not path.exists() or path.stat().st_mtime > before.timestamp():
            return False
        path.unlink()
        return True

    def remove_left_over(self, before: datetime) -> int:
        """Remove what was being written when a process was killed; how many."""
        left = [path for path in self._folder.glob(f"{COMING}*") if path.stat().st_mtime <= before.timestamp()]
        for path in left:
            path.unlink(missing_ok=True)
        return len(left)


class _Blocks:
    """Pieces of bytes, read like a file."""

    def __init__(self, blocks: Iterable[bytes]) -> None:
        self._blocks = iter(blocks)

    def read(self, _length: int) -> bytes:
        """The next piece, however long; nothing at the end."""
        return next(self._blocks, b"")


def _sync(folder: Path) -> None:
    """A name in a folder is stored only when the folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
