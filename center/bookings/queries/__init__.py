"""Reading bookings, rules and the rooms' days. Lists are plain tuples or whole bookings, never a query per row."""

from center.bookings.models import RULES
from center.bookings.queries.feed import TAKEN, PublicUse, public_uses
from center.bookings.queries.marks import calendar_mark, feed_mark
from center.bookings.queries.records import (
    Ask,
    asks_of,
    coming_bookings_of,
    expired_codes,
    find_answer,
    find_booking,
    find_bookings,
    find_by_form,
    get_booking,
    past_changes,
    past_requests,
    unreminded,
    waiting_asks,
)
from center.bookings.queries.rooms import (
    capacity_of,
    days_of_room,
    get_rooms,
    is_holding,
    open_days,
    room_days,
    rooms_between,
    rooms_on,
    rows_between,
    rulebook,
)
from center.bookings.queries.shares import n_waiting_for_code, usage_among, usage_of, uses_of
from center.bookings.queries.unfit import Unfit, bookings_ahead, unfit_among, unfit_bookings

__all__ = [
    "RULES",
    "TAKEN",
    "Ask",
    "PublicUse",
    "Unfit",
    "asks_of",
    "bookings_ahead",
    "calendar_mark",
    "capacity_of",
    "coming_bookings_of",
    "days_of_room",
    "expired_codes",
    "feed_mark",
    "find_answer",
    "find_booking",
    "find_bookings",
    "find_by_form",
    "get_booking",
    "get_rooms",
    "is_holding",
    "n_waiting_for_code",
    "open_days",
    "past_changes",
    "past_requests",
    "public_uses",
    "room_days",
    "rooms_between",
    "rooms_on",
    "rows_between",
    "rulebook",
    "unfit_among",
    "unfit_bookings",
    "unreminded",
    "usage_among",
    "usage_of",
    "uses_of",
    "waiting_asks",
]
