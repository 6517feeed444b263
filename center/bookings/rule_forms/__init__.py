"""What staff type to change a rule, a form for each shape: filled from a value, read back as the stored one."""

from collections.abc import Mapping
from typing import Any

from center.bookings.rule_forms.decision import DecisionForm
from center.bookings.rule_forms.hours import HoursForm
from center.bookings.rule_forms.numbers import (
    CancellingForm,
    CapacityForm,
    LengthForm,
    NoticeForm,
    QuotaForm,
    ReminderForm,
    RetentionForm,
    SeriesForm,
    TurnaroundForm,
    VerifyingForm,
    WindowForm,
)
from center.bookings.rule_forms.texts import WordingForm
from center.bookings.rules.values import (
    Cancelling,
    Capacity,
    DecisionRule,
    Length,
    Notice,
    OpeningHours,
    Quota,
    Reminder,
    Retention,
    SeriesRule,
    Turnaround,
    Value,
    Verifying,
    Window,
    Wording,
)

FORMS: Mapping[type[Any], type[Any]] = {
    OpeningHours: HoursForm,
    Length: LengthForm,
    Turnaround: TurnaroundForm,
    Notice: NoticeForm,
    Window: WindowForm,
    Capacity: CapacityForm,
    Quota: QuotaForm,
    DecisionRule: DecisionForm,
    Cancelling: CancellingForm,
    Reminder: ReminderForm,
    Retention: RetentionForm,
    Verifying: VerifyingForm,
    SeriesRule: SeriesForm,
    Wording: WordingForm,
}


def form_of(value: Value) -> type[Any]:
    """The form for a value of that shape."""
    return FORMS[type(value)]
