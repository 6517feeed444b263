"""A private folder beside what will be replaced: a file grows there and comes out whole, by a rename."""

import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PREFIX = ".center-copy-"


@contextmanager
def workspace(*, beside: Path) -> Iterator[Path]:
    """A folder that only this account may enter, on the same file system; it is gone afterwards.

    What killed commands left there before is removed: a living one holds a lock on its folder.
    """
    _remove_leftovers(beside.parent)
    folder = beside.parent / f"{PREFIX}{secrets.token_hex(8)}"
    try:
        folder.mkdir(mode=0o700)
        with _held(folder):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """Show others that somebody is at work there; a file system without locks gives them none either."""
    held = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(held)


def _remove_leftovers(parent: Path) -> None:
    for folder in parent.glob(f"{PREFIX}*"):
        with suppress(OSError):
            _remove_unless_held(folder)


def _remove_unless_held(folder: Path) -> None:
    held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(held)


def create_private(file: Path) -> int:
    """Create a file that only this account may read; returns its descriptor, open for writing."""
    return os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)


def publish(file: Path, to: Path) -> None:
    """Give a finished file its name; after a power cut it is there whole or not at all."""
    sync(file)
    file.replace(to)
    sync(to.parent)


def sync(path: Path) -> None:
    """Wait until a file or the names in a folder are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
