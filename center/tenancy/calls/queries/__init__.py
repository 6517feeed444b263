"""Reading units, what they cost, and calls."""

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
    "all_rates",
    "fees_on",
    "find_holder",
    "get_unit",
    "registry_keys",
    "units_held",
    "values_of",
]
