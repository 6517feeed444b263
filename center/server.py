"""How gunicorn is started, for production and for the demo."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
REQUEST_SECONDS = 60


def gunicorn_command(bind: str, workers: int) -> list[str]:
    """The command line. Each worker makes its own engine after the fork: nothing is preloaded."""
    return [
        sys.executable,
        "-m",
        "gunicorn",
        "wsgi:app",
        f"--chdir={ROOT}",
        f"--bind={bind}",
        f"--workers={workers}",
        f"--timeout={REQUEST_SECONDS}",
        "--graceful-timeout=20",
        "--limit-request-line=4094",
        "--max-requests=20000",
        "--max-requests-jitter=2000",
        "--no-control-socket",
    ]


def exec_gunicorn(bind: str, workers: int, instance: Path) -> None:
    """Become gunicorn, with the same instance folder from wherever we were called."""
    command = gunicorn_command(bind, workers)
    os.environ["CENTER_INSTANCE"] = str(instance)
    os.execv(command[0], command)  # noqa: S606 (our own command line, no shell)
