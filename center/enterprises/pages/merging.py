"""Two records side by side, before they are made one."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import url_for

from center.enterprises.models import Enterprise
from center.enterprises.pages.words import value_text
from center.enterprises.rules.profile import FIELD_WORDS, FIELDS, Profile, differences, plain
from center.web.i18n import say

KEPT, GONE = "kept", "gone"


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in which two records differ: both values, and which was chosen."""

    name: str
    word: str
    kept: str
    gone: str
    chosen: str


@dataclass(frozen=True, slots=True)
class MergePage:
    """What differs, what is the same, and the ways around."""

    kept: str
    gone: str
    kept_id: str
    gone_id: str
    version: int
    differing: list[Difference]
    same: list[tuple[str, str]]
    action: str
    swap_href: str
    back_href: str


def merge_page(kept: Enterprise, gone: Enterprise, chosen: Mapping[str, str], version: int) -> MergePage:
    """Two records; a field that one of them does not know is chosen from the other."""
    ours, theirs = kept.profile, gone.profile
    differing = differences(ours, theirs)
    return MergePage(
        kept=kept.name,
        gone=gone.name,
        kept_id=kept.registry_id,
        gone_id=gone.registry_id,
        version=version,
        differing=[
            Difference(
                name,
                say(FIELD_WORDS[name]),
                value_text(name, mine),
                value_text(name, other),
                chosen.get(name) or (KEPT if mine not in (None, "", []) else GONE),
            )
            for name, (mine, other) in differing.items()
        ],
        same=[
            (say(FIELD_WORDS[name]), value_text(name, plain(getattr(ours, name))))
            for name in FIELDS
            if name not in differing
        ],
        action=url_for("enterprises.merge", registry_id=kept.registry_id, other=gone.registry_id),
        swap_href=url_for("enterprises.merging", registry_id=gone.registry_id, other=kept.registry_id),
        back_href=url_for("reports.firm", registry_id=kept.registry_id),
    )


def chosen_profile(kept: Enterprise, gone: Enterprise, chosen: Mapping[str, str]) -> Profile:
    """The profile of the fields that were chosen; what was not chosen stays as it is."""
    ours, theirs = kept.profile, gone.profile
    taken: dict[str, Any] = {
        name: getattr(theirs, name) for name in differences(ours, theirs) if chosen.get(name) == GONE
    }
    return replace(ours, **taken)
