"""The key of a booking's link, and the addresses that go into letters.

The key stands behind the # of the address: browsers send that to nobody, so that no log and no Referer has it.
Source: docs/decisions/0012-a-booking-is-managed-by-link.md
"""

from flask import current_app

from center.bookings.models import Booking
from center.bookings.rules import codes


def token_of(reference: str, nonce: str) -> str:
    """The key that opens the booking of that number with that nonce."""
    return codes.manage_token(str(current_app.secret_key), reference, nonce)


def opens(token: str, booking: Booking | None) -> bool:
    """Whether a key opens a booking; where there is none it takes as long to say no."""
    reference, nonce = (booking.reference, booking.manage_nonce) if booking else ("", "")
    return codes.is_token(token_of(reference, nonce), token) and booking is not None


def base_url() -> str:
    """The address people use, without a slash at its end."""
    address: str = current_app.extensions["center_settings"].base_url
    return address


def manage_address(reference: str, nonce: str) -> str:
    """The link of a booking as letters write it."""
    return f"{base_url()}/bookings/{reference}#{token_of(reference, nonce)}"
