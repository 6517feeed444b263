"""Reading units, what they cost, and calls."""

from center.tenancy.calls.queries.calls import (
    all_calls,
    free_from,
    get_answer,
    get_call,
    get_published,
    not_free_on,
    published_calls,
)
from center.tenancy.calls.queries.units import (
    Fees,
    Holder,
    HolderUnclearError,
    all_rates,
    fees_on,
    find_holder,
    get_unit,
    registry_keys,
    units_held,
    values_of,
)

__all__ = [
    "Fees",
    "Holder",
    "HolderUnclearError",
    "all_calls",
    "all_rates",
    "fees_on",
    "find_holder",
    "free_from",
    "get_answer",
    "get_call",
    "get_published",
    "get_unit",
    "not_free_on",
    "published_calls",
    "registry_keys",
    "units_held",
    "values_of",
]
