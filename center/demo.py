"""The demo: an embedded database with sample data, served by gunicorn beside a worker.

Its firms and people are examples, its dates are relative to today; a second start keeps what is there.
"""

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

import click
import flask_migrate

from center.app import create_app
from center.core.db import db
from center.core.time import now, today
from center.demo_applications import load_applications
from center.demo_construction import load_construction
from center.demo_firms import load_firms
from center.demo_people import FIRM_ACCOUNTS, load_people
from center.demo_review import load_review
from center.demo_samples import ACCOUNTS, load_samples
from center.demo_series import load_series
from center.demo_tenants import load_tenants
from center.init import load_center
from center.server import ROOT, gunicorn_command
from center.settings import DEMO_FILE, load_settings, read_demo

HOST = "127.0.0.1"
WORKERS = 2
END_WITHIN_SECONDS = 25


class DemoError(Exception):
    """The demo cannot start; the sentence says why and what to do."""


def run_demo(port: int) -> None:
    """Prepare and serve until told to stop.

    Raises:
        DemoError: the port is taken, or the instance is not a demo's.
    """
    instance = Path(os.environ.get("CENTER_INSTANCE", "instance")).resolve()
    os.environ["CENTER_INSTANCE"] = str(instance)
    _ensure_free_port(port)
    _mark(instance, port)
    _prepare()
    _tell(instance, port)
    _serve(port)


def _ensure_free_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise DemoError(f"Port {port} is taken. Choose another: PORT=8123 make run") from error


def _mark(instance: Path, port: int) -> None:
    """Keep the demo's own settings, so that every command with this instance works without others."""
    known = read_demo(instance)
    if not known and (instance / "center.db").exists():
        raise DemoError(f"{instance} is not a demo's folder. Set CENTER_INSTANCE to another one.")
    instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    settings = {
        "CENTER_SECRET_KEY": known.get("CENTER_SECRET_KEY") or secrets.token_urlsafe(48),
        "CENTER_BASE_URL": f"http://localhost:{port}",
    }
    file = instance / DEMO_FILE
    file.touch(mode=0o600)
    file.write_text(json.dumps(settings, indent=2), "utf-8")


def _prepare() -> None:
    """The newest schema, the center, and once the samples."""
    app = create_app(load_settings())
    with app.app_context():
        flask_migrate.upgrade()
        load_center(today())
        load_samples(today(), app.extensions["center_vault"])
        load_firms(today(), now())
        load_series(today(), now())
        load_people(app.extensions["center_files"], now())
        load_tenants(today())
        load_applications(app.extensions["center_files"], today())
        load_review(app.extensions["center_files"], today())
        load_construction(today())
        db.session.remove()
        db.engine.dispose()


def _tell(instance: Path, port: int) -> None:
    """Print where everything is."""
    click.echo(f"\n  The center     http://localhost:{port}/")
    click.echo(f"  Sign-in        http://localhost:{port}/sign-in")
    for account in ACCOUNTS:
        click.echo(f"    {account.role:<8} {account.email}   password: {account.password}")
        click.echo(f"             TOTP secret for an authenticator app: {account.totp_secret}")
    for person in FIRM_ACCOUNTS:
        click.echo(f"    {'firm' if not person.asks_for else 'asks':<8} {person.email}   password: {person.password}")
    click.echo("             firm: acts for one sample firm or two; asks: waits until staff confirm")
    click.echo(f"  Mails arrive in {instance / 'mail'} (.eml files, within two seconds)")
    click.echo("  Stop with Ctrl+C.\n")


def _serve(port: int) -> None:
    """Run the server and the worker; when one ends, or a signal comes, end both."""
    children = [
        subprocess.Popen(gunicorn_command(f"{HOST}:{port}", WORKERS), cwd=ROOT),  # noqa: S603 (our own command line)
        subprocess.Popen([sys.executable, "-m", "center", "worker"], cwd=ROOT),
    ]
    stopped = False

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal stopped
        stopped = True

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, stop)
    while not stopped and all(child.poll() is None for child in children):
        time.sleep(0.2)
    _end(children)
    if not stopped:
        raise DemoError("The server or the worker stopped by itself; see the lines above.")


def _end(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        try:
            child.wait(END_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
