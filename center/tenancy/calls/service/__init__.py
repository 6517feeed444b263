"""Commands on what the center offers."""

from center.tenancy.calls.service.fees import (
    FeeValueError,
    add_appraisal,
    add_rate,
    drop_appraisal,
    drop_rate,
    load_first_fees,
)

__all__ = ["FeeValueError", "add_appraisal", "add_rate", "drop_appraisal", "drop_rate", "load_first_fees"]
