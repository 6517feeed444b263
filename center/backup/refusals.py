"""What keeps a copy from being made or restored, told in a sentence."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy.exc import DBAPIError

from center.core.db import refusal_of
from center.core.errors import BusyError, StorageError

BUSY = "the database is in use. Stop center serve and center worker, or try again later"
FULL = "the disk of the database is full or cannot be written. Make room, then try again"


class CopyRefusedError(Exception):
    """It was not done and nothing was changed; the sentence says why and what to do."""


@contextmanager
def told(outcome: str) -> Iterator[None]:
    """Tell faults of disk and database in a sentence that begins with the outcome.

    Only the first line of a database's words is repeated: the others may quote rows, so people.

    Raises:
        CopyRefusedError: the sentence.
    """
    try:
        yield
    except (OSError, BusyError, StorageError, DBAPIError, sqlite3.Error, psycopg.Error) as error:
        raise CopyRefusedError(f"{outcome}: {_reason(error)}.") from error


def _reason(error: Exception) -> str:
    if isinstance(error, DBAPIError):
        meaning = refusal_of(error)
        return _first_line(error.orig) if meaning is error else _reason(meaning)
    if isinstance(error, BusyError | StorageError):
        return BUSY if isinstance(error, BusyError) else FULL
    if isinstance(error, OSError):
        return f"{error.strerror or error} ({error.filename})" if error.filename else str(error.strerror or error)
    return _first_line(error)


def _first_line(error: BaseException | None) -> str:
    lines = str(error).splitlines()
    return lines[0].rstrip(".") if lines else type(error).__name__
