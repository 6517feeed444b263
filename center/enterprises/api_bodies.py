"""Bodies of the API of enterprises: what no schema tells of them, and the profile they mean."""

from collections.abc import Callable, Mapping
from typing import Any

from center.enterprises.rules.cells import CellError, read_day, read_email, read_name, read_number, read_text, term_of
from center.enterprises.rules.kinds import CountingKind, FirmState, Kind, KindTerm
from center.enterprises.rules.profile import Profile
from center.enterprises.sync.cleaning import clean_cell
from center.web.api import Errors
from center.web.i18n import say

TEXTS = ("representative", "address", "sector", "phone", "website")


def _line(value: str) -> str:
    return " ".join(clean_cell(value).split("\n"))


def _term(one: Mapping[str, Any]) -> KindTerm:
    first, last = (read_day(one[name] or "") for name in ("from", "to"))
    return term_of(Kind(one["kind"]), first, last, _line(one["certificate"]), _line(one["issuer"]))


def _text(name: str) -> Callable[[str], str]:
    return lambda value: read_text(name, _line(value))


READERS: Mapping[str, Callable[[Any], Any]] = {
    **{name: _text(name) for name in TEXTS},
    "business_number": lambda value: read_number(_line(value)),
    "name": lambda value: read_name(_line(value)),
    "email": lambda value: read_email(_line(value)),
    "counting_kind": lambda value: CountingKind(value) if value else None,
    "kinds": lambda value: tuple(_term(one) for one in value),
    "founded_on": lambda value: read_day(value or ""),
    "in_district": bool,
    "state": FirmState,
}


def errors_of_profile(sound: Mapping[str, Any]) -> Errors:
    """Which fields, of those whose shape is right, cannot be taken."""
    errors: Errors = {}
    for name, value in sound.items():
        if name in READERS:
            try:
                READERS[name](value)
            except CellError as wrong:
                errors[name] = [say(wrong.reason)]
    return errors


def profile_of(body: Mapping[str, Any]) -> Profile:
    """The profile of a body that is right."""
    return Profile(**{name: read(body[name]) for name, read in READERS.items()}).ordered()
