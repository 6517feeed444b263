"""Reading use permits."""

from center.tenancy.leases.queries.leases import (
    applications_of,
    decided,
    find_assignment,
    get_assignment,
    get_lease,
    get_own_lease,
    holders_of,
    leases_in,
    leases_where,
    newest_leases,
    own_leases,
    standing_of,
    units_of,
    who_leaves,
)
from center.tenancy.leases.queries.rulebook import clocks_on, days_off_around, fee_rules

__all__ = [
    "applications_of",
    "clocks_on",
    "days_off_around",
    "decided",
    "fee_rules",
    "find_assignment",
    "get_assignment",
    "get_lease",
    "get_own_lease",
    "holders_of",
    "leases_in",
    "leases_where",
    "newest_leases",
    "own_leases",
    "standing_of",
    "units_of",
    "who_leaves",
]
