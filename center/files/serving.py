"""A stored file as an answer: an attachment that no browser shows or runs."""

from flask import Response, current_app, send_file

from center.core.errors import NotFoundError
from center.files.models import StoredFile
from center.files.rules.kinds import MEDIA_TYPES, FileKind
from center.files.rules.scanning import Scan
from center.files.service import Store


def the_store() -> Store:
    """Where this installation keeps its files."""
    store: Store = current_app.extensions["center_files"]
    return store


def attachment(stored: StoredFile) -> Response:
    """The file under its own name, to be saved; who may have it is the caller's to prove.

    Raises:
        NotFoundError: its bytes are gone, or a scanner found something in them.
    """
    path = the_store().storage.path(stored.sha256)
    if stored.scan == Scan.FOUND or not path.exists():
        raise NotFoundError
    return never_shown(
        send_file(
            path, mimetype=MEDIA_TYPES[FileKind(stored.kind)], as_attachment=True, download_name=stored.name, max_age=0
        )
    )


def never_shown(answer: Response) -> Response:
    """An attachment with what keeps browsers from running, guessing and keeping it."""
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
