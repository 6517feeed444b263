"""The one file of a copy: a zip of members, and a manifest that says what they must be.

Source: docs/decisions/0011-backups.md
"""

import hashlib
import json
import struct
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from center.backup.refusals import CopyRefusedError
from center.backup.workspace import create_private

FORMAT = 1
MANIFEST = "manifest.json"
LARGEST_MANIFEST = 16 * 1024 * 1024
VERSION = "alembic_version"
"""The table of the schema's revision, which stands in the manifest."""
CHUNK = 1024 * 1024
DAMAGE = (OSError, BadZipFile, zlib.error, struct.error, EOFError, RuntimeError, ValueError, TypeError, LookupError)
"""What reading raises where a byte of a zip or of its manifest is not what was written."""


class ArchiveError(CopyRefusedError):
    """The file is no copy, or not whole."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"This is no copy that can be restored: {reason}.")


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its columns in their order and the number of its rows."""

    name: str
    columns: tuple[str, ...]
    n_rows: int

    @property
    def member(self) -> str:
        """The name of the member that holds its rows, a line each, where they are stored by table."""
        return f"tables/{self.name}"


@dataclass(frozen=True, slots=True)
class Contents:
    """What a database holds: its schema's revision, and its tables in an order in which they can be filled."""

    revision: str
    tables: tuple[Table, ...]

    @property
    def n_rows(self) -> int:
        """The rows of all tables."""
        return sum(table.n_rows for table in self.tables)


@dataclass(frozen=True, slots=True)
class Member:
    """What a member must be."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is in a copy, and from when. `database` is the kind: `sqlite` or `postgresql`."""

    database: str
    made_at: datetime
    contents: Contents
    members: dict[str, Member]
    format: int = FORMAT

    def to_json(self) -> bytes:
        """As it is written."""
        return json.dumps({**asdict(self), "made_at": self.made_at.isoformat()}, indent=2).encode()

    @classmethod
    def from_json(cls, text: bytes) -> "Manifest":
        """As it was written.

        Raises:
            ArchiveError: made by a newer program.
            ValueError, TypeError, LookupError: anything else than a manifest.
        """
        found = json.loads(text)
        if found["format"] != FORMAT:
            raise ArchiveError(f"its format is {found['format']}, this program knows {FORMAT}")
        tables = (Table(one["name"], tuple(one["columns"]), one["n_rows"]) for one in found["contents"]["tables"])
        return cls(
            database=found["database"],
            made_at=datetime.fromisoformat(found["made_at"]),
            contents=Contents(found["contents"]["revision"], tuple(tables)),
            members={name: Member(**member) for name, member in found["members"].items()},
        )


@dataclass(slots=True)
class ArchiveWriter:
    """A copy that is being written; the manifest comes last."""

    _zip: ZipFile
    _members: dict[str, Member] = field(default_factory=dict)

    def add(self, name: str, blocks: Iterable[bytes]) -> None:
        """Write a member, block by block."""
        digest, size = hashlib.sha256(), 0
        with self._zip.open(_entry(name), "w", force_zip64=True) as stream:
            for block in blocks:
                digest.update(block)
                size += stream.write(block)
        self._members[name] = Member(size, digest.hexdigest())

    def finish(self, database: str, contents: Contents, made_at: datetime) -> None:
        """Write the manifest of what was added."""
        manifest = Manifest(database, made_at, contents, self._members)
        self._zip.writestr(_entry(MANIFEST), manifest.to_json())


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name)
    entry.compress_type = ZIP_DEFLATED
    return entry


@contextmanager
def new_archive(file: Path) -> Iterator[ArchiveWriter]:
    """Write a new copy into a file that only this account may read."""
    with open(create_private(file), "wb") as stream, ZipFile(stream, "w") as archive:
        yield ArchiveWriter(archive)


@dataclass(frozen=True, slots=True)
class Archive:
    """A copy opened for reading."""

    manifest: Manifest
    _zip: ZipFile

    def blocks(self, name: str) -> Iterator[bytes]:
        """A member block by block.

        Raises:
            ArchiveError: at the end at the latest, it is not what the manifest says.
        """
        promised, digest, size = self.manifest.members[name], hashlib.sha256(), 0
        for block in self._inflated(name):
            digest.update(block)
            size += len(block)
            if size > promised.size:
                break
            yield block
        if (size, digest.hexdigest()) != (promised.size, promised.sha256):
            raise ArchiveError(f"{name} in it is damaged")

    def _inflated(self, name: str) -> Iterator[bytes]:
        try:
            with self._zip.open(name) as stream:
                while block := stream.read(CHUNK):
                    yield block
        except DAMAGE as error:
            raise ArchiveError(f"{name} in it is damaged") from error


@contextmanager
def open_archive(file: Path) -> Iterator[Archive]:
    """Read a copy.

    Raises:
        ArchiveError: the file is none, is cut off, or was made by a newer program.
    """
    with open(file, "rb") as stream:
        archive = _archive(stream)
        with archive._zip:
            yield archive


def _archive(stream: IO[bytes]) -> Archive:
    try:
        opened = ZipFile(stream)
        archive = Archive(Manifest.from_json(_manifest(opened)), opened)
        _ensure_as_written(archive)
    except DAMAGE as error:
        raise ArchiveError("it is not a whole copy made by center backup") from error
    return archive


def _manifest(opened: ZipFile) -> bytes:
    with opened.open(MANIFEST) as stream:
        return stream.read(LARGEST_MANIFEST)


def _ensure_as_written(archive: Archive) -> None:
    """Nothing more and nothing less than the manifest names, packed the one way in which we pack."""
    entries = archive._zip.infolist()
    if sorted(entry.filename for entry in entries) != sorted([*archive.manifest.members, MANIFEST]):
        raise BadZipFile("other members than the manifest names")
    if any(entry.compress_type != ZIP_DEFLATED for entry in entries):
        raise BadZipFile("packed otherwise")


def ensure_whole(archive: Archive) -> None:
    """Every member is what the manifest says, and a table stored by itself has as many lines as it had rows.

    Raises:
        ArchiveError: one is not.
    """
    n_lines = {name: sum(block.count(b"\n") for block in archive.blocks(name)) for name in archive.manifest.members}
    for table in archive.manifest.contents.tables:
        if n_lines.get(table.member, table.n_rows) != table.n_rows:
            raise ArchiveError(f"{table.member} in it has not the {table.n_rows} rows that were copied")
