"""What of a confirmed use does not fit any more: hours, holidays, closures or capacity have changed since.

Nothing is cancelled by that; staff decide over each, and what they let pass stays passed.
Source: docs/rules/booking.md, "When rules change"
"""

from collections.abc import Collection, Sequence

from center.bookings.rules.bookable import Use, ensure_capacity, ensure_open
from center.bookings.rules.day import RoomDay
from center.bookings.rules.refusals import BookingRefusedError, ClosedError, OutsideHoursError, TooManyPeopleError
from center.bookings.rules.values import Capacity

KINDS = (ClosedError.kind, OutsideHoursError.kind, TooManyPeopleError.kind)
"""What a use that stands already is measured by."""


def misfits(
    use: Use, rooms: Sequence[RoomDay], *, headcount: int, capacities: Sequence[Capacity], granted: Collection[str]
) -> list[BookingRefusedError]:
    """What would be refused today and was not let pass by staff; at most one refusal of a kind.

    `granted` are the kinds that staff let pass. Who else holds the rooms is not asked.
    """
    found: dict[str, BookingRefusedError] = {}
    for room in rooms:
        try:
            ensure_open(use, room)
        except BookingRefusedError as refusal:
            found.setdefault(refusal.kind, refusal)
    try:
        ensure_capacity(headcount, capacities)
    except BookingRefusedError as refusal:
        found[refusal.kind] = refusal
    return [refusal for kind, refusal in found.items() if kind not in granted]
