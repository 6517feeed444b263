"""The `center` command."""

import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import click
from flask import Flask

from center.accounts.rules.roles import GIVEN_BY_ADMINS
from center.accounts.tokens import USUAL_LIMIT, Scope
from center.core.actor import Role
from center.core.db import db
from center.core.errors import DomainError
from center.recompute import recompute_command
from center.settings import SettingsError, load_settings

if TYPE_CHECKING:
    from center.accounts.models import User
    from center.enterprises.rules.planning import Plan

DEMO_PORT = 8000
TIDY_EVERY_SECONDS = 30
DELIVER_EVERY_SECONDS = 1


class NothingChanged(click.ClickException):
    """A refusal that scripts can tell from work that was done with a fault."""

    exit_code = 2


@contextmanager
def application() -> Iterator[Flask]:
    """The app with its context, for a command; a wrong setting is told in a sentence."""
    from center.app import create_app

    try:
        app = create_app(load_settings())
    except SettingsError as error:
        raise click.ClickException(str(error)) from error
    with app.app_context():
        try:
            yield app
        finally:
            db.session.remove()
            db.engine.dispose()


@click.group()
@click.version_option(package_name="center")
def main() -> None:
    """The space and tenant management of a Social Economy Support Center."""


main.add_command(recompute_command)


@main.command()
@click.option("--port", type=click.IntRange(1, 65535), default=DEMO_PORT, envvar="PORT", show_default=True)
def demo(port: int) -> None:
    """Prepare an embedded database with sample data and serve it, with a worker."""
    from center.demo import DemoError, run_demo

    try:
        run_demo(port)
    except (DemoError, SettingsError) as error:
        raise click.ClickException(str(error)) from error


@main.command()
@click.option("--bind", default="127.0.0.1:8000", show_default=True)
@click.option("--workers", type=click.IntRange(1), default=2, show_default=True)
def serve(bind: str, workers: int) -> None:
    """Serve with gunicorn, from the settings in the environment."""
    from center.server import exec_gunicorn
    from center.start import UnsafeError, ensure_safe_to_serve

    with application() as app:
        settings = app.extensions["center_settings"]
        try:
            ensure_safe_to_serve()
        except UnsafeError as unsafe:
            raise click.ClickException(str(unsafe)) from unsafe
    if settings.writes_mails_to_files:
        click.echo("CENTER_MAIL_URL is file: so mails reach nobody, and nobody gets a code.", err=True)
    exec_gunicorn(bind, workers, settings.instance)


@main.command()
def migrate() -> None:
    """Bring the database to the newest schema."""
    import flask_migrate

    with application():
        flask_migrate.upgrade()
        click.echo("The schema is the newest one.")


@main.command("init")
def init_command() -> None:
    """Load the center itself: floors, spaces, rules, holidays; no sample people."""
    from center.core.time import today
    from center.init import load_center

    with application():
        load_center(today())
        click.echo("Floors, spaces, rules and holidays are there.")


@main.command()
@click.option("--once", is_flag=True, help="One round, then stop.")
def worker(*, once: bool) -> None:
    """Deliver mails, end holds and requests whose time is over, delete personal data when theirs is."""
    with application() as app:
        if once:
            _tidy(app)
            _deliver(app)
        else:
            _work_until_stopped(app)


def _work_until_stopped(app: Flask) -> None:
    stopped = False

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal stopped
        stopped = True

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    tidied_at = -float(TIDY_EVERY_SECONDS)
    while not stopped:
        if time.monotonic() - tidied_at >= TIDY_EVERY_SECONDS:
            _round(app, lambda: _tidy(app))
            tidied_at = time.monotonic()
        _round(app, lambda: _deliver(app))
        time.sleep(DELIVER_EVERY_SECONDS)


def _round(app: Flask, work: Callable[[], None]) -> None:
    """One piece of work; a fault is logged and the worker goes on, the next round may do better."""
    try:
        work()
    except Exception:
        app.logger.exception("worker round")
    finally:
        db.session.remove()


def _tidy(app: Flask) -> None:
    from center.accounts.service.kept_forms import forget_forms
    from center.accounts.service.links import forget_links
    from center.accounts.service.own import erase_asked
    from center.bookings.service.retention import end_personal_data
    from center.bookings.service.upkeep import tidy
    from center.construction.service.reminding import remind
    from center.core.limits import forget_old
    from center.core.time import now
    from center.enterprises.sync.shelf import Shelf

    tidy(now())
    remind(now())
    Shelf(Path(app.instance_path) / "uploads").forget_old(now())
    forget_old(now())
    forget_links(now())
    forget_forms(now())
    erase_asked(now())
    app.extensions["center_post_office"].forget_old(now())
    end_personal_data(now())
    store = app.extensions["center_files"]
    store.scan_waiting()
    store.tidy(now())


def _deliver(app: Flask) -> None:
    from center.accounts.service.wishes import answer_wishes
    from center.core.time import now
    from center.mail.service import deliver_due
    from center.tenancy.applications.service import tell_news
    from center.tenancy.applications.service.supplements import remind
    from center.tenancy.leases.service import end_terms, expire_offers, remind_of_end
    from center.tenancy.review.service import tell_results

    answer_wishes(now())
    tell_news()
    tell_results(now())
    remind(now())
    expire_offers(now())
    end_terms(now())
    remind_of_end(now())
    deliver_due(app.extensions["center_post_office"], now())


@main.group()
def user() -> None:
    """Accounts."""


@user.command("create")
@click.option("--email", required=True)
@click.option("--name", required=True)
@click.option("--role", type=click.Choice([role.value for role in GIVEN_BY_ADMINS]), required=True)
@click.password_option()
def create_user_command(email: str, name: str, role: str, password: str) -> None:
    """Make an account with a role without an end; the password is asked for and not shown."""
    from center.accounts.service import create_user
    from center.core.time import now

    with application():
        try:
            create_user(email=email, name=name, password=password, role=Role(role), now=now())
        except DomainError as refusal:
            raise click.ClickException(str(refusal)) from refusal
        click.echo(f"{email} may sign in.")


@user.command("disable")
@click.argument("email")
def disable_user_command(email: str) -> None:
    """Close the account of EMAIL; its sessions end at once."""
    from center.accounts.service import disable_user
    from center.core.time import now

    with application():
        try:
            disable_user(_account(email), now=now())
        except DomainError as refusal:
            raise click.ClickException(str(refusal)) from refusal
        click.echo(f"{email} may not sign in any more; all sessions have ended.")


@user.command("password")
@click.argument("email")
@click.option("--reset-factor", is_flag=True, help="Take the second factor away too: its device is lost.")
@click.password_option()
def set_password_command(email: str, password: str, *, reset_factor: bool) -> None:
    """Give the account of EMAIL another password; its sessions end at once."""
    from center.accounts.service import second_factor, set_password
    from center.core.time import now

    with application():
        try:
            set_password(_account(email), password, now=now())
            if reset_factor:
                second_factor.reset_factor(_account(email).id, reason="center user password", now=now())
        except DomainError as refusal:
            raise click.ClickException(str(refusal)) from refusal
        click.echo(f"{email} signs in with the new password; all sessions have ended.")


def _account(email: str) -> "User":
    from center.accounts.queries import find_user

    found = find_user(email)
    if found is None:
        raise click.ClickException(f"There is no account {email}.")
    return found


@main.group()
def token() -> None:
    """Keys of other programs."""


@token.command("create")
@click.option("--scope", "scopes", type=click.Choice([scope.value for scope in Scope]), multiple=True, required=True)
@click.option("--name", default="", help="Which program it is for.")
@click.option("--limit", type=click.IntRange(1), default=USUAL_LIMIT, show_default=True, help="Calls a minute.")
def create_token_command(scopes: tuple[str, ...], name: str, limit: int) -> None:
    """Make an API token. It is printed once, alone on the last line, and kept only as a hash."""
    from center.accounts.tokens import create_token
    from center.core.time import now

    with application():
        made = create_token(name=name, scopes=[Scope(scope) for scope in scopes], limit=limit, now=now())
        click.echo("Keep this token safe; it is not shown again. Send it as Authorization: Bearer …")
        click.echo(made)


@token.command("list")
def list_tokens_command() -> None:
    """List all API tokens with their last use, never the tokens themselves."""
    from center.accounts.tokens import tokens
    from center.core.time import SEOUL

    with application():
        for kept in tokens():
            used = f"{kept.last_used_at.astimezone(SEOUL):%Y-%m-%d %H:%M}" if kept.last_used_at else "never"
            state = "revoked" if kept.revoked_at else "live"
            scopes = ", ".join(kept.scopes)
            click.echo(f"{kept.id:>4}  {state:<8}{scopes}  {kept.limit_a_minute}/min  last used {used}  {kept.name}")


@token.command("revoke")
@click.argument("number", type=int)
def revoke_token_command(number: int) -> None:
    """End the API token of that number at once."""
    from center.accounts.tokens import revoke_token
    from center.core.time import now

    with application():
        try:
            revoke_token(number, now=now())
        except DomainError as refusal:
            raise click.ClickException(f"There is no token {number}. See: center token list") from refusal
        click.echo(f"Token {number} is worth nothing any more.")


@main.group()
def registry() -> None:
    """The records of enterprises, shared with the district's registry."""


@contextmanager
def _nothing_changed_when_refused() -> Iterator[None]:
    """A file that cannot be read, written or applied is told in a sentence, with exit code 2."""
    try:
        yield
    except (DomainError, OSError) as refusal:
        raise NothingChanged(str(refusal)) from refusal


@registry.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would be changed.")
def import_registry_command(file: Path, *, dry_run: bool) -> None:
    """Apply a FILE of the registry (.csv, .xlsx, .json).

    Exit 0: applied. 1: the good rows are applied in one transaction, the refused ones are in the file that the last
    line names. 2: it cannot be read, or not to its end; nothing was changed.
    """
    from center.core.time import now
    from center.registry_files import import_registry, look_at

    with application(), _nothing_changed_when_refused():
        run = look_at(file) if dry_run else import_registry(file.absolute(), now=now())
    _tell_plan(run.plan, is_done=not dry_run)
    if run.refused_file:
        click.echo(run.refused_file)
    if run.plan.refused:
        raise SystemExit(1)


def _tell_plan(plan: "Plan", *, is_done: bool) -> None:
    """Print what a file changes: the counts, each change, likely duplicates, each refused row."""
    for change in plan.changed:
        for name, (before, after) in change.differences.items():
            click.echo(f"row {change.row}  {change.record.key}  {name}: {before!r} -> {after!r}")
    for new in plan.new:
        for record in new.alike:
            click.echo(f"row {new.row}  {new.profile.name} may be {record.key} {record.profile.name}")
    for refused in plan.refused:
        for heading, reason in refused.faults:
            click.echo(f"row {refused.row.number}  refused  {heading}: {reason}")
    if plan.kept_columns:
        click.echo(f"columns kept as they are: {', '.join(plan.kept_columns)}")
    counted = (
        f"{len(plan.new)} new, {len(plan.changed)} changed, {len(plan.same)} the same, {len(plan.refused)} refused"
    )
    click.echo(f"{counted}; {'applied' if is_done else 'nothing was changed'}.")


@registry.command("export")
@click.argument("file", type=click.Path(path_type=Path))
def export_registry_command(file: Path) -> None:
    """Write all enterprises into FILE (.csv, .xlsx or .json); an older one is replaced when the new one is whole."""
    from center.enterprises.exports import format_named
    from center.registry_files import export_registry

    kind = format_named(file.name)
    if kind is None:
        raise click.BadParameter("The name of the file must end in .csv, .xlsx or .json.", param_hint="FILE")
    with application(), _nothing_changed_when_refused():
        n = export_registry(file.absolute(), kind)
    click.echo(f"{file} holds {n} enterprises.")


def _verify_seal(file: Path) -> None:
    from center.seal_proof import is_proved

    if not is_proved(file):
        raise SystemExit(1)


@main.group()
def audit() -> None:
    """The log of acts."""


@audit.command("verify")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--head", "printed", metavar="NUMBER:HASH", help="A head that was printed earlier.")
def verify_audit_command(file: Path | None, printed: str | None) -> None:
    """Read the whole log again and print its head; exit 1 when it was changed, has a gap or was cut.

    The scores of frozen stages are compared with their seals, and the seals with the log.

    With FILE check a seal with its proof instead, on any machine: exit 1 when a score is not what was sealed, 2 when
    the file is no proof.
    """
    from center.core.audit_chain import Head, read_chain
    from center.core.time import now
    from center.review_checks import sealing_faults

    if file:
        _verify_seal(file)
        return
    try:
        head = Head.read(printed) if printed else None
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--head") from error
    with application():
        reading, unsealed = read_chain(head), sealing_faults(now())
    for fault in (*reading.faults, *unsealed):
        click.echo(f"BROKEN  {fault}")
    if reading.n_faults > len(reading.faults):
        click.echo(f"BROKEN  and {reading.n_faults - len(reading.faults)} more")
    click.echo(f"{reading.n_entries} entries, head {reading.head}")
    if reading.n_faults or unsealed:
        raise SystemExit(1)


@main.command()
@click.option("--files", is_flag=True, help="Read every file that was handed in again and compare it with its hash.")
def check(*, files: bool) -> None:
    """Check every invariant over the live data, a line each; exit 1 when one is broken."""
    with application():
        if not _tell_checks(files=files):
            raise SystemExit(1)


def _tell_checks(*, files: bool = False) -> bool:
    """Print every invariant; whether all hold."""
    from center.checks import check_files, notes, run_checks
    from center.core.time import now

    results = [*run_checks(now()), *([check_files()] if files else [])]
    for line in [result.line() for result in results] + notes():
        click.echo(line)
    return not any(result.faults for result in results)


@contextmanager
def _tidying_when_stopped() -> Iterator[None]:
    """Told to stop, leave in order, so that nothing half-written stays behind; the exit code is that of a signal."""
    numbers = (signal.SIGTERM, signal.SIGHUP)
    before = [signal.signal(number, lambda number, _frame: sys.exit(128 + number)) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
def backup(file: Path) -> None:
    """Copy the whole center into a new FILE, while people book."""
    from center.backup import back_up
    from center.backup.refusals import CopyRefusedError
    from center.core.time import now

    with application(), _tidying_when_stopped():
        try:
            manifest = back_up(file.absolute(), now=now())
        except CopyRefusedError as refusal:
            raise click.ClickException(str(refusal)) from refusal
        contents = manifest.contents
        click.echo(
            f"{file} holds {len(contents.tables)} tables with {contents.n_rows} rows, schema {contents.revision}; "
            "it was read back and is whole."
        )


@main.command("restore")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace a database that holds people.")
def restore_command(file: Path, *, force: bool) -> None:
    """Replace the database by the copy in FILE, then check it; exit 2: nothing was changed, 1: a check is broken."""
    from center.backup import restore
    from center.backup.refusals import CopyRefusedError

    with application(), _tidying_when_stopped():
        try:
            manifest = restore(file.absolute(), force=force)
        except CopyRefusedError as refusal:
            raise NothingChanged(str(refusal)) from refusal
        click.echo(f"The center is as it was at {manifest.made_at:%Y-%m-%d %H:%M:%S} UTC.")
        if not _tell_checks():
            raise SystemExit(1)
