"""Who counts as the same person, organisation or network.

Source: docs/rules/booking.md, "Who counts as the same"
"""

import re
import unicodedata
from dataclasses import dataclass

from center.bookings.rules.values import BookerKind
from center.core.names import organisation_key


@dataclass(frozen=True, slots=True)
class BookerKeys:
    """What a booker is recognised by: either key makes the same person. An empty one, of who gave none, is nobody's."""

    email: str
    phone: str
    organisation: str | None
    firm: int | None = None
    """The record in the registry of the firm for which somebody booked who acts for it, or staff."""

    @property
    def kind(self) -> BookerKind:
        """As whom they book."""
        return BookerKind.ORGANISATION if self.organisation or self.firm else BookerKind.PERSON


def booker_keys(email: str, phone: str, organisation: str | None, firm: int | None = None) -> BookerKeys:
    """The keys of a booker from what was typed, and the firm that the registry knows."""
    return BookerKeys(email_key(email), phone_key(phone), organisation_key(organisation), firm)


def email_key(email: str) -> str:
    """A mail address casefolded, without its +tag; nothing of nothing."""
    local, at, domain = email.strip().casefold().rpartition("@")
    if not at:
        return ""
    return f"{local.partition('+')[0]}@{domain}"


def phone_key(phone: str) -> str:
    """The digits of a phone number; +82 reads as the leading 0."""
    digits = re.sub(r"\D", "", unicodedata.normalize("NFKC", phone))
    return "0" + digits[2:].removeprefix("0") if digits.startswith("82") else digits
