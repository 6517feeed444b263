"""What kinds of enterprise there are, and the words for them.

Source: docs/facts.md, "The registry"; docs/rules/enterprises.md, "Kinds"
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from center.core.text import Text, _


class CountingKind(StrEnum):
    """Under what a firm is counted in the district's report (구분): each firm once."""

    SOCIAL_ENTERPRISE = "social_enterprise"
    COOPERATIVE = "cooperative"
    VILLAGE_ENTERPRISE = "village_enterprise"


class Kind(StrEnum):
    """What a firm is by law or by certificate; it may be several at once."""

    SOCIAL_ENTERPRISE = "social_enterprise"
    PRELIMINARY_SOCIAL_ENTERPRISE = "preliminary_social_enterprise"
    COOPERATIVE = "cooperative"
    SOCIAL_COOPERATIVE = "social_cooperative"
    VILLAGE_ENTERPRISE = "village_enterprise"
    SELF_SUPPORT_ENTERPRISE = "self_support_enterprise"


class FirmState(StrEnum):
    """Whether a firm works."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    CLOSED = "closed"


COUNTING_WORDS: Mapping[CountingKind, Text] = {
    CountingKind.SOCIAL_ENTERPRISE: _("사회적기업"),
    CountingKind.COOPERATIVE: _("협동조합"),
    CountingKind.VILLAGE_ENTERPRISE: _("마을기업"),
}
"""In the order in which the report prints them."""
KIND_WORDS: Mapping[Kind, Text] = {
    Kind.SOCIAL_ENTERPRISE: _("사회적기업(인증)"),
    Kind.PRELIMINARY_SOCIAL_ENTERPRISE: _("예비사회적기업"),
    Kind.COOPERATIVE: _("협동조합"),
    Kind.SOCIAL_COOPERATIVE: _("사회적협동조합"),
    Kind.VILLAGE_ENTERPRISE: _("마을기업"),
    Kind.SELF_SUPPORT_ENTERPRISE: _("자활기업"),
}
STATE_WORDS: Mapping[FirmState, Text] = {
    FirmState.ACTIVE: _("운영 중"),
    FirmState.SUSPENDED: _("휴업"),
    FirmState.CLOSED: _("폐업"),
}


@dataclass(frozen=True, slots=True, order=True)
class KindTerm:
    """That a firm is of a kind on the days [from, to], the last one included; None where no day is known.

    `certificate` is its number as it is written, `issuer` who gave it.
    """

    kind: Kind
    from_on: date | None = None
    to_on: date | None = None
    certificate: str = ""
    issuer: str = ""

    def holds_on(self, day: date) -> bool:
        """Whether the firm was of that kind on a day; an unknown end is open."""
        return (self.from_on is None or self.from_on <= day) and (self.to_on is None or day <= self.to_on)


def kinds_on(terms: Sequence[KindTerm], day: date) -> list[Kind]:
    """Of what kinds a firm was on a day, each once, in the order of the list of kinds."""
    held = {term.kind for term in terms if term.holds_on(day)}
    return [kind for kind in Kind if kind in held]
