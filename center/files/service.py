"""Commands on files: take one in, give it away, look through what was not looked through, tidy up.

What is slow (receiving, proving, scanning) is done before the command's transaction; the row is written in it.
Source: docs/rules/safety.md, "Uploads"
"""

import logging
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update

from center.core.actor import Actor
from center.core.audit import actor_key
from center.core.db import db, transaction
from center.core.errors import StorageError
from center.files.models import StoredFile
from center.files.rules.kinds import VIRUS, FileDangerousError, FileKind, FileTooLargeError
from center.files.rules.names import clean_name
from center.files.rules.scanning import Scan
from center.files.rules.structure import kind_of
from center.files.scanner import Scanner, ScannerError
from center.files.storage import Coming, Readable, Storage, TooManyBytesError

UNNAMED_KEPT = timedelta(days=1)
"""How long bytes are kept that no row names: a command may still be about to write it."""
MOST_SCANNED = 20
log = logging.getLogger("center.files")


@dataclass(frozen=True, slots=True)
class Accepted:
    """A file that was proved and lies in its place; whoever took it in names it with `store_file`."""

    sha256: str
    name: str
    kind: FileKind
    n_bytes: int
    scan: Scan


@dataclass(frozen=True, slots=True)
class Store:
    """Where files lie, and who looks through them, if anybody does."""

    storage: Storage
    scanner: Scanner | None = None

    def take_in(self, stream: Readable, name: str, *, allowed: Collection[FileKind], most_bytes: int) -> Accepted:
        """Receive a file, prove that it is what its name says, and put it into its place. Writes no row.

        Raises:
            FileTooLargeError, and what `rules.structure.kind_of` raises.
            FileDangerousError: the scanner found something.
            StorageError: the disk is full or cannot be written.
        """
        shown = clean_name(name)
        with self._received(stream, most_bytes) as coming:
            with coming.path.open("rb") as written:
                kind = kind_of(written, shown, allowed)
            scan = self._scanned(coming)
            if scan == Scan.FOUND:
                raise FileDangerousError(shown, VIRUS)
            self.storage.keep(coming)
        return Accepted(coming.sha256, shown, kind, coming.n_bytes, scan)

    @contextmanager
    def _received(self, stream: Readable, most_bytes: int) -> Iterator[Coming]:
        try:
            with self.storage.receive(stream, most_bytes) as coming:
                yield coming
        except TooManyBytesError as error:
            raise FileTooLargeError(most_bytes) from error
        except OSError as error:
            log.exception("a file could not be stored")
            raise StorageError from error

    def _scanned(self, coming: Coming) -> Scan:
        """What the scanner says; where it does not answer the file waits for it."""
        if self.scanner is None:
            return Scan.NOT_YET
        try:
            return self.scanner.scan(coming.path)
        except ScannerError:
            log.warning("the scanner does not answer")
            return Scan.NOT_YET

    def scan_waiting(self) -> int:
        """Look through files that came while the scanner did not answer; how many were."""
        if self.scanner is None:
            return 0
        waiting = select(StoredFile.sha256).where(StoredFile.scan == Scan.NOT_YET).distinct().limit(MOST_SCANNED)
        n_scanned = 0
        for sha256 in list(db.session.scalars(waiting)):
            try:
                found = self.scanner.scan(self.storage.path(sha256))
            except ScannerError:
                break
            with transaction() as session:
                session.execute(update(StoredFile).where(StoredFile.sha256 == sha256).values(scan=found))
            n_scanned += 1
        return n_scanned

    def tidy(self, now: datetime) -> int:
        """Remove bytes that no row names and that did not come only lately; how many files."""
        named = set(db.session.scalars(select(StoredFile.sha256).distinct()))
        before = now - UNNAMED_KEPT
        removed = sum(
            self.storage.remove_older(sha256, before) for sha256 in self.storage.hashes() if sha256 not in named
        )
        return removed + self.storage.remove_left_over(before)

    def damaged(self) -> list[StoredFile]:
        """The files whose bytes are missing or others than were handed in."""
        rows = db.session.scalars(select(StoredFile).order_by(StoredFile.id)).all()
        whole = {sha256: self.storage.is_whole(sha256) for sha256 in {row.sha256 for row in rows}}
        return [row for row in rows if not whole[row.sha256]]


def store_file(accepted: Accepted, *, by: Actor | str, now: datetime) -> StoredFile:
    """Name a file that was taken in, in the transaction of the command that it belongs to."""
    stored = StoredFile(
        sha256=accepted.sha256,
        name=accepted.name,
        kind=accepted.kind,
        n_bytes=accepted.n_bytes,
        actor=by if isinstance(by, str) else actor_key(by),
        at=now,
        scan=accepted.scan,
    )
    with transaction() as session:
        session.add(stored)
        session.flush()
    return stored


def drop_file(stored: StoredFile) -> None:
    """Give a file up; its bytes go when nobody else names them."""
    with transaction() as session:
        session.delete(stored)
