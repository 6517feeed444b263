"""Who decides, and the cases in which it is otherwise: rows of a form that come and go by buttons."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import FieldList, FormField, SelectField, SelectMultipleField, StringField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import StopValidation, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from center.bookings.rule_forms.base import RuleForm, Stored, number_field
from center.bookings.rule_forms.hours import WEEKDAYS
from center.bookings.rules.hours_typed import HoursUnreadableError, read_hours_of_day, show_period
from center.bookings.rules.values import MINUTES_A_DAY, BookerKind, Decision, DecisionCase, DecisionRule
from center.core.text import _
from center.web.forms import BaseForm
from center.web.i18n import say

MOST_CASES = 12
DECISIONS = (
    SelectChoice(Decision.INSTANT, _l("바로 확정됩니다")),
    SelectChoice(Decision.STAFF, _l("직원이 정합니다")),
)


def is_stretch(_form: BaseForm, field: Any) -> None:
    """Raises: ValidationError, where it is no stretch of one day."""
    try:
        read_hours_of_day(field.data or "")
    except HoursUnreadableError as refusal:
        raise ValidationError(say(refusal.text)) from refusal


def boxes_field(label: Any, choices: Any, missing: Any, **more: Any) -> SelectMultipleField:
    """Boxes of which at least one is ticked; no single one is required."""

    def is_one_ticked(_form: BaseForm, field: Any) -> None:
        if not field.data:
            raise StopValidation(missing)

    return SelectMultipleField(
        label,
        choices=choices,
        validators=[is_one_ticked],
        option_widget=CheckboxInput(),
        widget=ListWidget(),
        **more,
    )


class CaseForm(BaseForm):
    """A case that is decided otherwise than usually; it is part of another form and carries no token."""

    class Meta(BaseForm.Meta):
        """Part of a form that has one."""

        csrf = False

    weekdays = boxes_field(
        _l("요일"),
        [SelectChoice(n, label) for n, label in enumerate(WEEKDAYS)],
        _l("요일을 하나 이상 골라 주세요."),
        coerce=int,
    )
    hours = StringField(_l("시간"), validators=[is_stretch])
    bookers = boxes_field(
        _l("예약하는 쪽"),
        [SelectChoice(BookerKind.PERSON, _l("개인")), SelectChoice(BookerKind.ORGANISATION, _l("단체"))],
        _l("개인이나 단체를 골라 주세요."),
    )
    decision = SelectField(_l("이때는"), choices=DECISIONS)

    @staticmethod
    def filled(case: DecisionCase) -> Stored:
        """The fields of a case."""
        is_whole = (case.start, case.end) == (0, MINUTES_A_DAY)
        return {
            "weekdays": sorted(case.weekdays),
            "hours": say(_("종일")) if is_whole else show_period((case.start, case.end)),
            "bookers": sorted(case.bookers),
            "decision": case.decision,
        }

    def stored(self) -> Stored:
        """The case of the fields."""
        start, end = read_hours_of_day(self.hours.data or "")
        return {
            "weekdays": sorted(self.weekdays.data or ()),
            "start": start,
            "end": end,
            "bookers": sorted(self.bookers.data or ()),
            "decision": self.decision.data,
        }


ANY_CASE = {"weekdays": [], "hours": "", "bookers": [str(kind) for kind in BookerKind], "decision": Decision.STAFF}


class DecisionForm(RuleForm):
    """Who decides usually, and in which cases otherwise. Rows come and go by buttons, without script."""

    usual = SelectField(_l("보통 때"), choices=DECISIONS)
    within_working_days = number_field(_l("직원은 며칠 안에 답하나요 (근무일)"), 1, 30)
    cases = FieldList(FormField(CaseForm), max_entries=MOST_CASES)

    @staticmethod
    def filled(value: DecisionRule) -> Stored:
        """The fields of a value."""
        return {
            "usual": value.usual,
            "within_working_days": value.within_working_days,
            "cases": [CaseForm.filled(case) for case in value.cases],
        }

    def stored(self) -> Stored:
        """The value of the fields."""
        return {
            "usual": self.usual.data,
            "within_working_days": self.within_working_days.data,
            "cases": [case.form.stored() for case in self.cases],
        }

    def do(self, act: str) -> None:
        """Add a row, or take one away."""
        if act == "add" and len(self.cases.entries) < MOST_CASES:
            self.cases.append_entry(ANY_CASE)
        self.cases.entries = [case for case in self.cases.entries if act != f"drop-{case.short_name}"]

    def errors_for_summary(self) -> list[tuple[str, str]]:
        """The faults of its own fields, then those of the cases."""
        own = [(field.id, str(field.errors[0])) for field in self if field.errors and field is not self.cases]
        return own + [fault for case in self.cases for fault in case.form.errors_for_summary()]
