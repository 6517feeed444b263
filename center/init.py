"""The center itself: floors, spaces, rules, holidays, the plan of its building. No sample people."""

from datetime import date

from center.bookings.service.upkeep import load_first_values
from center.construction.service.first import load_first_project
from center.core.db import transaction
from center.core.time import at
from center.spaces.service import ensure_holidays, load_first_plan
from center.tenancy.calls.service import load_first_fees
from center.tenancy.leases.service import load_first_rules

OPENED_ON = date(2015, 3, 1)
"""The planned opening, from which floors and rules hold. Source: docs/facts.md, "Schedule of the construction"."""


def load_center(today: date) -> None:
    """Load what is not there yet; what is there stays as it is."""
    with transaction():
        load_first_plan(OPENED_ON)
        load_first_values(OPENED_ON)
        load_first_fees(OPENED_ON, at(today, 0))
        load_first_rules(OPENED_ON, at(today, 0))
        ensure_holidays(today)
        load_first_project(OPENED_ON, at(today, 0))
