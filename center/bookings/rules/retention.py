"""When the personal data of a booking have to go.

Source: docs/rules/booking.md, "Personal data end"; the privacy text of `first_values`
"""

from datetime import date, timedelta

from center.core.time import months_after

SHORTEST_MONTHS = 12
UNVERIFIED_KEPT = timedelta(days=7)
"""How long it is kept who asked for a code and never entered it."""


def is_over(used_on: date, months: int, *, today: date) -> bool:
    """Whether so many months have gone by since the last day of use: on the very same day of the month."""
    return today >= months_after(used_on, months)
