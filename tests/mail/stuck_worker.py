"""A worker that hands a mail over and then does nothing more: to be killed before it can say so.

Arguments: the database's address, the folder for the mails, the present instant.
"""

import sys
import time
from datetime import datetime
from pathlib import Path

from flask import Flask

from center.core.db import engine_options, init_db
from center.mail.content import Content
from center.mail.postoffice import PostOffice
from center.mail.service import deliver_due
from center.mail.transport import FileTransport
from center.web.i18n import init_i18n


class Stuck:
    """Writes the file, says so, and never returns."""

    def __init__(self, folder: Path) -> None:
        self.files = FileTransport(folder)

    def send(self, message: bytes, *, sender: str, recipient: str) -> None:
        """Hand over and hang."""
        self.files.send(message, sender=sender, recipient=recipient)
        sys.stdout.write("handed over\n")
        sys.stdout.flush()
        time.sleep(60)


def work(database_url: str, folder: str, now: str) -> None:
    """Deliver what is due."""
    app = Flask("worker")
    app.config["SQLALCHEMY_DATABASE_URI"] = database_url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(database_url)
    init_db(app)
    init_i18n(app)
    post_office = PostOffice(
        Stuck(Path(folder)),
        {"note": lambda _facts: Content("예약 안내", "본문", "<p>본문</p>")},
        "center@example.go.kr",
    )
    with app.app_context():
        deliver_due(post_office, datetime.fromisoformat(now))


if __name__ == "__main__":
    work(*sys.argv[1:])
