"""The command line on a test's database: within this process, or as a process of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from click.testing import CliRunner, Result
from flask import Flask

from center.app import create_app
from center.cli import main
from center.core.db import db
from center.server import ROOT
from center.settings import Settings

SAFE = {"CENTER_SECRET_KEY": "a-secret-of-commands-in-tests-0123", "CENTER_BASE_URL": "https://center.example.kr"}
MAIN = "from center.cli import main; main()"


def environment(settings: Settings) -> dict[str, str]:
    """The settings as a command reads them."""
    return {**SAFE, "CENTER_INSTANCE": str(settings.instance), "CENTER_DATABASE_URL": settings.database_url}


def center(settings: Settings, *arguments: str | Path, typed: str = "") -> Result:
    """Run a command on the database of the test."""
    return CliRunner().invoke(main, list(map(str, arguments)), env=environment(settings), input=typed)


def started(
    settings: Settings, *arguments: str | Path, program: Path = ROOT, largest_file: int = 0
) -> "subprocess.Popen[str]":
    """Start a command as a process of its own, by the real clock, of the program in that folder.

    With `largest_file` writing fails in every file after so many bytes, as on a disk that is full.
    """
    limit = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({largest_file},) * 2); "
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CENTER_")}
    return subprocess.Popen(
        [sys.executable, "-B", "-c", (limit if largest_file else "") + MAIN, *map(str, arguments)],
        cwd=program,
        env={**kept, **environment(settings)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def ended(process: "subprocess.Popen[str]") -> tuple[int, str]:
    """Wait for a command; its exit code and what it told."""
    told, _ = process.communicate(timeout=60)
    return process.returncode, told


@contextmanager
def inside(settings: Settings) -> Iterator[Flask]:
    """An application on that database, which nobody holds open afterwards."""
    app = create_app(settings)
    with app.app_context():
        try:
            yield app
        finally:
            db.session.remove()
            db.engine.dispose()
