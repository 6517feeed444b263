"""What the registry said of a firm when it handed in, and what it says otherwise since. Pure."""

from collections.abc import Mapping
from typing import Any

import msgspec

from center.enterprises.rules.profile import Profile

KEPT = ("business_number", "name", "representative", "kinds", "founded_on", "address", "in_district", "state")


def as_known(profile: Profile) -> dict[str, Any]:
    """Who it is and what decides on its eligibility, as JSON keeps it."""
    plain = msgspec.json.decode(msgspec.json.encode(profile.ordered()))
    return {name: plain[name] for name in KEPT}


def changed_since(known: Mapping[str, Any], profile: Profile) -> list[str]:
    """The fields of the record that are others now."""
    present = as_known(profile)
    return [name for name in KEPT if known.get(name, present[name]) != present[name]]
