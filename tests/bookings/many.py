"""Thousands of confirmed uses of 202, put into the database directly."""

from datetime import timedelta
from typing import Any

from sqlalchemy import insert

from center.bookings.models import Booking, Occurrence, OccurrenceRoom, owning
from center.bookings.queries import get_rooms
from center.core import time
from center.core.db import transaction
from center.core.time import at

HOURS_A_DAY = 12
FIRST = 1_000_000
"""Far from the numbers that the database gives of itself."""
TEXTS = ("purpose", "name", "email", "phone", "email_key", "phone_key", "network", "manage_nonce")
BOOKING: dict[str, Any] = {
    "state": "confirmed",
    "decision": "instant",
    "purpose_kind": "other",
    "language": "ko",
    "terms_version": "1",
    "privacy_version": "1",
    "headcount": 9,
}


def fill(n: int) -> None:
    """Past uses of an hour each, twelve a day."""
    now, [room] = time.now(), get_rooms(["202"], time.today())
    keys = range(FIRST, FIRST + n)
    starts = {
        key: at(time.today() - timedelta(days=1 + (key - FIRST) // HOURS_A_DAY), 480 + 60 * (key % HOURS_A_DAY))
        for key in keys
    }
    bookings = [
        {"id": key, "reference": f"X-{key}", "form_key": f"X-{key}", "created_at": now, "confirmed_at": now}
        | dict.fromkeys(TEXTS, f"{key}")
        | BOOKING
        for key in keys
    ]
    uses = [
        {"id": key, "booking_id": key, "uid": f"use-{key:0>28}", "changed_at": now}
        | {"start_at": start, "end_at": start + timedelta(hours=1)}
        for key, start in starts.items()
    ]
    rooms = [{"occurrence_id": key, "space_id": room.id, "turnaround": 1} for key in keys]
    with transaction() as session, owning(session):
        session.execute(insert(Booking), bookings)
        session.execute(insert(Occurrence), uses)
        session.execute(insert(OccurrenceRoom), rooms)
