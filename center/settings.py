"""The settings: `CENTER_*` environment variables, checked at start.

The demo keeps its own in `<instance>/demo.json`, so that every command on that instance works without any.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

DEMO_FILE = "demo.json"
SHORTEST_SECRET = 32
FEWEST_SIGNS = 7
"""Different signs in a secret: of 32 random hexadecimal ones, fewer come once in five thousand million secrets."""
MOST_HOPS = 8
NOT_DEBUGGING = {"", "0", "false", "no"}


class SettingsError(Exception):
    """A setting is missing or unsafe; the sentence names it and what to set."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What differs from one installation to another."""

    database_url: str
    secret_key: str
    instance: Path
    mail_url: str
    mail_from: str
    base_url: str
    proxy_hops: int
    phone: str
    masthead: bool
    scanner_url: str
    is_demo: bool

    @property
    def files(self) -> Path:
        """The folder of the files that people hand in."""
        return self.instance / "files"

    @property
    def is_https(self) -> bool:
        """Whether people reach the center over HTTPS."""
        return self.base_url.startswith("https://")

    @property
    def writes_mails_to_files(self) -> bool:
        """Whether this is for real, yet mails reach nobody."""
        return self.mail_url == "file:" and not self.is_demo

    @property
    def hosts(self) -> list[str]:
        """The host names that are answered; the demo also answers to the local machine's."""
        own = urlsplit(self.base_url).hostname or ""
        return [own, "localhost", "127.0.0.1"] if self.is_demo else [own]


def load_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read and check the settings.

    Raises:
        SettingsError: one is missing, malformed or unsafe.
    """
    given = os.environ if environment is None else environment
    instance = Path(given.get("CENTER_INSTANCE", "instance")).resolve()
    demo = read_demo(instance)
    values = {**demo, **{name: value for name, value in given.items() if name.startswith("CENTER_")}}
    settings = Settings(
        database_url=database_url(values, instance),
        secret_key=values.get("CENTER_SECRET_KEY", ""),
        instance=instance,
        mail_url=values.get("CENTER_MAIL_URL", "file:"),
        mail_from=values.get("CENTER_MAIL_FROM", "center@localhost.localdomain"),
        base_url=values.get("CENTER_BASE_URL", "").rstrip("/"),
        proxy_hops=_number("CENTER_PROXY_HOPS", values.get("CENTER_PROXY_HOPS", "0")),
        phone=values.get("CENTER_PHONE", "02-000-0000"),
        masthead=_yes_or_no("CENTER_MASTHEAD", values.get("CENTER_MASTHEAD", "no")),
        scanner_url=values.get("CENTER_SCANNER_URL", ""),
        is_demo=bool(demo),
    )
    _ensure_safe(settings)
    if not settings.is_demo and given.get("FLASK_DEBUG", "").casefold() not in NOT_DEBUGGING:
        raise SettingsError("FLASK_DEBUG must not be set outside the demo: it shows visitors what is inside.")
    return settings


def read_demo(instance: Path) -> dict[str, str]:
    """The demo's own settings, empty where the instance is no demo."""
    file = instance / DEMO_FILE
    if not file.exists():
        return {}
    values: dict[str, str] = json.loads(file.read_text("utf-8"))
    return values


def database_url(values: Mapping[str, str], instance: Path) -> str:
    """The address of the database; without one, a SQLite file in the instance. psycopg 3 drives PostgreSQL."""
    url = values.get("CENTER_DATABASE_URL") or f"sqlite:///{instance / 'center.db'}"
    for scheme in ("postgresql://", "postgres://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    return url


def _number(name: str, value: str) -> int:
    if not (value.isascii() and value.isdigit()):
        raise SettingsError(f"{name} must be a whole number, not {value!r}.")
    return int(value)


def _yes_or_no(name: str, value: str) -> bool:
    if value not in {"yes", "no"}:
        raise SettingsError(f"{name} must be yes or no, not {value!r}.")
    return value == "yes"


def _ensure_safe(settings: Settings) -> None:
    if len(settings.secret_key) < SHORTEST_SECRET:
        raise SettingsError(
            f"CENTER_SECRET_KEY must be set, at least {SHORTEST_SECRET} characters long. "
            "Make one: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
        )
    if _is_repeated(settings.secret_key) or len(set(settings.secret_key)) < FEWEST_SIGNS:
        raise SettingsError("CENTER_SECRET_KEY is easily guessed. Let a program make it, see docs/operations.md.")
    if not _is_address(settings.base_url):
        raise SettingsError("CENTER_BASE_URL must be the address people use, such as https://center.example.kr")
    if settings.proxy_hops > MOST_HOPS:
        raise SettingsError(f"CENTER_PROXY_HOPS counts the proxies before the center, {MOST_HOPS} at most.")
    if not settings.is_https and not settings.is_demo:
        raise SettingsError("CENTER_BASE_URL must begin with https:// outside the demo.")


def _is_repeated(secret: str) -> bool:
    """Whether it is some signs over and over."""
    return secret in (secret + secret)[1:-1]


def _is_address(url: str) -> bool:
    """Whether it is the address of a whole site: nothing after the host, nobody's name before it."""
    try:
        parts = urlsplit(url)
        return (
            parts.scheme in {"http", "https"}
            and url.casefold() == f"{parts.scheme}://{parts.hostname}{_port(parts.port)}"
        )
    except ValueError:
        return False


def _port(port: int | None) -> str:
    return f":{port}" if port else ""
