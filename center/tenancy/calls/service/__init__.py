"""Commands on what the center offers."""

from center.tenancy.calls.service.calls import (
    NothingChangedError,
    PublishedError,
    answer,
    answer_again,
    begin_call,
    call_off,
    faults_now,
    publish,
    take_back,
    throw_away,
    write,
)
from center.tenancy.calls.service.fees import (
    FeeValueError,
    add_appraisal,
    add_rate,
    drop_appraisal,
    drop_rate,
    load_first_fees,
)

__all__ = [
    "FeeValueError",
    "NothingChangedError",
    "PublishedError",
    "add_appraisal",
    "add_rate",
    "answer",
    "answer_again",
    "begin_call",
    "call_off",
    "drop_appraisal",
    "drop_rate",
    "faults_now",
    "load_first_fees",
    "publish",
    "take_back",
    "throw_away",
    "write",
]
