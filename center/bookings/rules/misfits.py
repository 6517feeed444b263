"""What of a confirmed use does not fit any more: hours, holidays, closures or capacity have changed since.

Nothing is cancelled by that; staff decide over each, and what they let pass stays passed.
Source: docs/rules/booking.md, "When rules change"
"""

from collections.abc import Collection, Sequence

from center.bookings.rules.bookable import Use, ensure_capacity, open_faults
from center.bookings.rules.day import RoomDay
from center.bookings.rules.refusals import BookingRefusedError
from center.bookings.rules.values import Capacity


def misfits(
    use: Use, rooms: Sequence[RoomDay], *, headcount: int, capacities: Sequence[Capacity], granted: Collection[str]
) -> list[BookingRefusedError]:
    """What would be refused today and was not let pass by staff; at most one refusal of a grant.

    `granted` is what staff let pass (`BookingRefusedError.grant`). Who else holds the rooms is not asked.
    """
    faults = [fault for room in rooms for fault in open_faults(use, room)]
    try:
        ensure_capacity(headcount, capacities)
    except BookingRefusedError as refusal:
        faults.append(refusal)
    found = {fault.grant: fault for fault in reversed(faults)}
    return [fault for grant, fault in reversed(found.items()) if grant not in granted]
