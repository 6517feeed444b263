"""Copies of the whole center: made while people book, restored whole or not at all.

Source: docs/rules/safety.md, promise 8; docs/decisions/0011-backups.md
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from flask import current_app

from center.backup import postgresql, sqlite
from center.backup.archive import (
    Archive,
    ArchiveError,
    ArchiveWriter,
    Contents,
    Manifest,
    ensure_whole,
    new_archive,
    open_archive,
)
from center.backup.refusals import CopyRefusedError, told
from center.backup.workspace import publish, workspace
from center.core.db import db
from center.files.service import Store
from center.files.storage import Storage
from center.web.schema import known_revisions

FILES = "files/"
"""Where the files that people handed in stand in a copy, each under its hash."""


class _Restore(Protocol):
    def __call__(self, archive: Archive, *, force: bool) -> None: ...


@dataclass(frozen=True, slots=True)
class _Kind:
    """How one kind of database is copied and restored."""

    write_copy: Callable[[ArchiveWriter, Path], Contents]
    restore_copy: _Restore


KINDS = {
    "sqlite": _Kind(sqlite.write_copy, sqlite.restore_copy),
    "postgresql": _Kind(postgresql.write_copy, postgresql.restore_copy),
}


def back_up(file: Path, *, now: datetime) -> Manifest:
    """Copy the whole center into a new file, while people book; it is verified before it gets its name.

    Raises:
        CopyRefusedError: the file is there already, or a fault of disk or database; nothing half is left behind.
    """
    with told("The copy was not made"):
        _ensure_new(file)
        with workspace(beside=file) as folder:
            made = folder / "archive"
            _write(made, folder, now)
            with open_archive(made) as archive:
                ensure_whole(archive)
            _ensure_new(file)
            publish(made, file)
    return archive.manifest


def restore(file: Path, *, force: bool) -> Manifest:
    """Replace the database by a copy, verified before anything is touched; at every moment one of both is whole.

    An older schema is brought to the newest.

    Raises:
        CopyRefusedError: the file is no whole copy, of another kind or newer than this program; the database holds
            people and `force` is not given, or is in use; or a fault of disk or database. Nothing was changed.
    """
    with told("Nothing was restored"), open_archive(file) as archive:
        _ensure_fitting(archive.manifest)
        ensure_whole(archive)
        _put_back(archive)
        KINDS[db.engine.dialect.name].restore_copy(archive, force=force)
    return archive.manifest


def _ensure_new(file: Path) -> None:
    if os.path.lexists(file):
        raise CopyRefusedError(f"{file} is there already and stays as it is. Name a new file.")


def _write(made: Path, folder: Path, now: datetime) -> None:
    kind = db.engine.dialect.name
    with new_archive(made) as writer:
        contents = KINDS[kind].write_copy(writer, folder)
        for sha256 in _storage().hashes():
            writer.add(f"{FILES}{sha256}", _storage().blocks(sha256))
        writer.finish(kind, contents, now)


def _storage() -> Storage:
    store: Store = current_app.extensions["center_files"]
    return store.storage


def _put_back(archive: Archive) -> None:
    """Put the files of a copy into their places, beside those that are there: each is what its name says."""
    for name in archive.manifest.members:
        if name.startswith(FILES):
            _storage().write(name.removeprefix(FILES), archive.blocks(name))


def _ensure_fitting(manifest: Manifest) -> None:
    if manifest.database != db.engine.dialect.name:
        raise ArchiveError(
            f"it is of a {manifest.database} database, and CENTER_DATABASE_URL names a {db.engine.dialect.name} one"
        )
    if manifest.contents.revision not in known_revisions():
        raise ArchiveError(
            f"this program does not know its schema {manifest.contents.revision}. "
            "Install the version of the program that made it, or a newer one"
        )
