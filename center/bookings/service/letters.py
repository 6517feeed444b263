"""The letters of booking: which mail goes out, and the facts it is made of."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from center.bookings.models import Booking
from center.core.text import as_language
from center.mail.service import post_mail


def write(kind: str, booking: Booking, *, send_before: datetime | None = None, **facts: Any) -> None:
    """Post a letter to the booker in the booking's language, in the transaction of the command.

    Who gave no mail address, on the telephone, is written nothing.
    """
    if not booking.email:
        return
    post_mail(
        kind,
        to=booking.email,
        language=as_language(booking.language),
        facts={**facts_of(booking), **facts},
        send_before=send_before,
        about=booking.reference,
    )


def write_series(reference: str, bookings: Sequence[Booking]) -> None:
    """Post one letter with all dates of a series."""
    post_mail(
        "series_booked",
        to=bookings[0].email,
        language=as_language(bookings[0].language),
        facts={"series": reference, "bookings": [facts_of(booking) for booking in bookings]},
        about=bookings[0].reference,
    )


def write_links(bookings: Sequence[Booking]) -> None:
    """Post one letter with the links of some bookings of one mail address."""
    post_mail(
        "booking_links",
        to=bookings[0].email,
        language=as_language(bookings[-1].language),
        facts={"bookings": [facts_of(booking) for booking in bookings]},
    )


def facts_of(booking: Booking) -> dict[str, Any]:
    """What every letter may say of a booking, as plain values."""
    occurrence = booking.occurrence
    return {
        "reference": booking.reference,
        "rooms": [[space.code, space.name, space.name_en] for space in occurrence.spaces],
        "start": occurrence.start_at.isoformat(),
        "end": occurrence.end_at.isoformat(),
        "state": booking.state,
        "email": booking.email,
        "nonce": booking.manage_nonce,
        "sequence": occurrence.sequence,
        "changed_at": occurrence.changed_at.isoformat(),
        "change": [instant.isoformat() for instant in (booking.change.start, booking.change.end)]
        if booking.change
        else None,
        "purpose": booking.purpose,
        "headcount": booking.headcount,
        "organisation": booking.organisation,
        "decide_by": booking.decide_by_on.isoformat() if booking.decide_by_on else None,
        "reason": booking.reason,
    }
