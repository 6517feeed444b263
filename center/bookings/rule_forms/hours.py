"""Hours as staff type them: of each weekday, of an exceptional day, of a holiday."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, SelectField, StringField
from wtforms.validators import InputRequired, ValidationError
from wtforms.validators import Length as Letters

from center.bookings.forms import was_read
from center.bookings.rule_forms.base import RuleForm, Stored
from center.bookings.rules.hours_typed import HoursUnreadableError, read_periods, show_periods
from center.bookings.rules.values import OpeningHours
from center.core.text import Text, _
from center.web.forms import BaseForm
from center.web.i18n import say

WEEKDAYS = (_l("월요일"), _l("화요일"), _l("수요일"), _l("목요일"), _l("금요일"), _l("토요일"), _l("일요일"))
LONGEST_REASON = 100


def has_hours(_form: BaseForm, field: Any) -> None:
    """Opening periods that can be read.

    Raises:
        ValidationError
    """
    try:
        read_periods(field.data or "")
    except HoursUnreadableError as refusal:
        raise ValidationError(say(refusal.text)) from refusal


def hours_field(label: Any) -> StringField:
    """The periods of a day."""
    return StringField(label, validators=[Letters(max=100, message=_l("100자까지 적을 수 있습니다.")), has_hours])


class HoursForm(RuleForm):
    """Opening hours, a weekday a line."""

    day_0, day_1, day_2, day_3, day_4, day_5, day_6 = (hours_field(label) for label in WEEKDAYS)

    def errors_for_summary(self) -> list[tuple[str, str]]:
        """The faults, each with its weekday."""
        labels = {field.id: field.label.text for field in self.value_fields}
        found = super().errors_for_summary()
        return [(name, f"{labels[name]}: {sentence}" if name in labels else sentence) for name, sentence in found]

    @staticmethod
    def filled(value: OpeningHours) -> Stored:
        """The fields of a value."""
        closed = say(_("휴관"))
        return {f"day_{n}": show_periods(periods) or closed for n, periods in enumerate(value.weekdays)}

    def stored(self) -> Stored:
        """The value of the fields."""
        return {"weekdays": [[list(period) for period in read_periods(self[f"day_{n}"].data)] for n in range(7)]}


def reason_field(label: Any, missing: Any) -> StringField:
    """A word that the calendars show."""
    return StringField(
        label,
        validators=[InputRequired(missing), Letters(max=LONGEST_REASON, message=_l("100자까지 적을 수 있습니다."))],
    )


class DayForm(RuleForm):
    """A day with other hours than usual, or none."""

    from_on = DateField(_l("날짜"), name="day", validators=[InputRequired(_l("날짜를 골라 주세요.")), was_read])
    scope = SelectField(_l("어디"))
    hours = hours_field(_l("여는 시간"))
    reason = reason_field(_l("까닭 (한국어)"), _l("달력에 보일 까닭을 적어 주세요. 예: 시설 점검"))
    reason_en = reason_field(_l("까닭 (영어)"), _l("영어 화면에 보일 까닭을 적어 주세요. 예: Maintenance"))

    def refuse(self, sentence: Text, *, at: str) -> None:
        """Say at the day or at the hours why this cannot be."""
        field = self.from_on if at == "from_on" else self.hours
        field.errors = [say(sentence)]


class HolidayForm(RuleForm):
    """A public holiday as the center keeps it."""

    from_on = DateField(_l("날짜"), name="day", validators=[InputRequired(_l("날짜를 골라 주세요.")), was_read])
    name = reason_field(_l("이름 (한국어)"), _l("공휴일의 이름을 적어 주세요. 예: 임시공휴일"))
    name_en = reason_field(_l("이름 (영어)"), _l("영어 이름을 적어 주세요. 예: Temporary holiday"))
    is_off = BooleanField(_l("이날은 쉽니다"), default=True)
