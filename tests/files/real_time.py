"""The time by which the file system dates files: the tests' clock does not reach it."""

from datetime import UTC, datetime

from center.files.serving import the_store


def real_now() -> datetime:
    """The instant of the machine."""
    return datetime.fromtimestamp(the_store().storage.path("00").parent.parent.stat().st_mtime, UTC)
