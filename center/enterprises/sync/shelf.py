"""Where an uploaded file lies until it is applied: in the instance folder, for a day at most."""

import json
import re
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

from center.core.errors import NotFoundError, StorageError
from center.enterprises.importing import File
from center.enterprises.sync.reading import read_file

KEPT_FOR = timedelta(days=1)
KEY = re.compile(r"[0-9a-f]{64}")


class Shelf:
    """Files by the hash of their content. Each begins with a line of its own: its name and when it came."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, content: bytes, name: str, *, now: datetime) -> str:
        """Lay a file down; the same content once more is the same file. Returns its key.

        Raises:
            StorageError
        """
        key = sha256(content).hexdigest()
        head = json.dumps({"name": name, "at": now.isoformat()}).encode()
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            with NamedTemporaryFile(dir=self._folder, delete=False) as made:
                made.write(head + b"\n" + content)
            Path(made.name).replace(self._folder / key)
        except OSError as error:
            raise StorageError from error
        return key

    def get(self, key: str) -> File:
        """The file, read.

        Raises:
            NotFoundError: it was applied, or its day is over.
        """
        if not KEY.fullmatch(key):
            raise NotFoundError
        try:
            head, _line, content = (self._folder / key).read_bytes().partition(b"\n")
        except FileNotFoundError as error:
            raise NotFoundError from error
        name = str(json.loads(head)["name"])
        return File.of(name, content, read_file(content, name))

    def drop(self, key: str) -> None:
        """Take a file away."""
        (self._folder / key).unlink(missing_ok=True)

    def forget_old(self, now: datetime) -> None:
        """Take away what nobody applied in time, and what was never whole."""
        for path in self._folder.glob("*"):
            if _came_at(path) <= now - KEPT_FOR:
                path.unlink(missing_ok=True)


def _came_at(path: Path) -> datetime:
    with path.open("rb") as stream:
        head = stream.readline()
    try:
        return datetime.fromisoformat(json.loads(head)["at"])
    except (ValueError, KeyError, TypeError):
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
