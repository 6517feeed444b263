"""The command line and the settings: what an operator types, and what is refused in a sentence."""

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from center.app import create_app
from center.bookings.models import Booking
from center.cli import main
from center.core import time
from center.core.db import db
from center.demo_samples import ACCOUNTS, load_samples
from center.settings import Settings, SettingsError, load_settings
from tests.bookings.factories import a_booking
from tests.commands import SAFE, center
from tests.conftest import Clock


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"CENTER_SECRET_KEY": ""}, "CENTER_SECRET_KEY"),
        ({"CENTER_SECRET_KEY": "short"}, "CENTER_SECRET_KEY"),
        ({"CENTER_BASE_URL": ""}, "CENTER_BASE_URL"),
        ({"CENTER_BASE_URL": "http://center.example.kr"}, "https"),
        ({"CENTER_PROXY_HOPS": "many"}, "CENTER_PROXY_HOPS"),
        ({"CENTER_MASTHEAD": "perhaps"}, "CENTER_MASTHEAD"),
    ],
)
def test_unsafe_settings_refuse_to_start(tmp_path: Path, wrong: dict[str, str], named: str) -> None:
    with pytest.raises(SettingsError, match=named):
        load_settings({**SAFE, "CENTER_INSTANCE": str(tmp_path), **wrong})


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"CENTER_MAIL_URL": "carrier-pigeon:"}, "CENTER_MAIL_URL"),
        ({"CENTER_MAIL_FROM": "a@example.kr, b@example.kr"}, "CENTER_MAIL_FROM"),
    ],
)
def test_mail_settings_are_checked_at_start(tmp_path: Path, wrong: dict[str, str], named: str) -> None:
    settings = load_settings({**SAFE, "CENTER_INSTANCE": str(tmp_path), **wrong})

    with pytest.raises(SettingsError, match=named):
        create_app(settings)


def test_a_wrong_setting_is_a_sentence_and_no_traceback(tmp_path: Path) -> None:
    told = CliRunner().invoke(main, ["check"], env={"CENTER_INSTANCE": str(tmp_path), "CENTER_SECRET_KEY": ""})

    assert told.exit_code == 1
    assert told.output.startswith("Error: CENTER_SECRET_KEY")


def test_migrate_init_and_check_from_nothing(tmp_path: Path) -> None:
    environment = {**SAFE, "CENTER_INSTANCE": str(tmp_path / "new" / "folder")}

    for command in ("migrate", "init", "init", "check"):
        told = CliRunner().invoke(main, [command], env=environment)
        assert told.exit_code == 0, told.output
    assert "BROKEN" not in told.output


def test_check_tells_what_is_broken(settings: Settings, clock: Clock) -> None:
    app = create_app(settings)
    with app.app_context():
        a_booking()
        with db.engine.begin() as connection:
            connection.exec_driver_sql("DELETE FROM occupancy")
        db.session.remove()
        db.engine.dispose()

    told = center(settings, "check")

    assert told.exit_code == 1
    assert "BROKEN  occupancy is exactly what holds" in told.output


def test_the_worker_delivers_and_stops_after_one_round(settings: Settings) -> None:
    app = create_app(settings)
    with app.app_context():
        _book_in_the_future()
        db.session.remove()
        db.engine.dispose()

    told = center(settings, "worker", "--once")

    assert told.exit_code == 0, told.output
    assert list((settings.instance / "mail").glob("*.eml"))


def _book_in_the_future() -> None:
    """By the real clock, which the command also reads."""
    from tests.faults.visitors import open_days

    a_booking(period_on(open_days(1)[0]))


def period_on(day: date) -> time.Period:
    return time.Period.on(day, 14 * 60, 16 * 60)


def test_an_account_is_made_with_a_password_that_is_not_shown(settings: Settings) -> None:
    password = "five long words in a row"
    arguments = ("user", "create", "--email", "yuna@example.kr", "--name", "김유나", "--role", "staff")

    made = center(settings, *arguments, typed=f"{password}\n{password}\n")
    again = center(settings, *arguments, typed=f"{password}\n{password}\n")
    weak = center(settings, *arguments, typed="1234567890\n1234567890\n")

    assert made.exit_code == 0, made.output
    assert password not in made.output
    assert (again.exit_code, weak.exit_code) == (1, 1)


def test_no_command_makes_somebody_act_for_a_firm(settings: Settings) -> None:
    arguments = ("user", "create", "--email", "jisoo@example.kr", "--name", "정지수", "--role", "enterprise")

    made = center(settings, *arguments, typed="five long words in a row\n" * 2)

    assert made.exit_code == 2
    assert "is not one of" in made.output


def test_samples_are_loaded_once_and_break_no_rule(settings: Settings) -> None:
    app = create_app(settings)
    with app.app_context():
        load_samples(time.today(), app.extensions["center_vault"])
        n = db.session.query(Booking).count()
        load_samples(time.today(), app.extensions["center_vault"])
        assert db.session.query(Booking).count() == n > 10
        db.session.remove()
        db.engine.dispose()

    assert center(settings, "check").exit_code == 0
    assert all(account.email.endswith("@example.kr") for account in ACCOUNTS)
