"""What somebody of a firm types for a series: rooms and hours, the first day, how often, for what."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, SelectField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, NumberRange, ValidationError

from center.bookings.forms import DetailsForm
from center.bookings.rules.hours_typed import read_clock
from center.bookings.rules.series import Pattern
from center.bookings.staff_forms import clock_field, day_field
from center.core.time import Period, at

EVERY = (SelectChoice("1", _l("매주")), SelectChoice("2", _l("2주마다")))


class SeriesForm(DetailsForm):
    """A wish for the same hours every week or every second week, of somebody who acts for a firm."""

    rooms = SelectField(_l("공간"))
    day = day_field(_l("첫날"))
    start = clock_field(_l("시작"))
    end = clock_field(_l("끝"))
    weeks = SelectField(_l("얼마나 자주"), choices=EVERY, default="1")
    n = IntegerField(
        _l("몇 번"),
        validators=[
            InputRequired(_l("모두 몇 번 쓰는지 숫자로 적어 주세요. 예: 8")),
            NumberRange(2, 100, message=_l("두 번부터 적을 수 있습니다.")),
        ],
    )
    shown = HiddenField()

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        del self.email
        del self.organisation

    def validate_end(self, field: Any) -> None:
        """Raises: ValidationError, where it does not come after the start."""
        start, end = read_clock(self.start.data), read_clock(field.data)
        if start is not None and end is not None and end <= start:
            raise ValidationError(_l("끝은 시작보다 늦어야 합니다."))

    def codes(self) -> tuple[str, ...]:
        """The rooms that were chosen."""
        return tuple(self.rooms.data.split(","))

    def pattern(self) -> Pattern:
        """When, from fields that are right."""
        return Pattern(self.day.data or date.min, int(self.weeks.data), self.n.data or 0)

    def period(self) -> Period:
        """The hours on the first day, from fields that are right."""
        first = self.day.data or date.min
        return Period(at(first, read_clock(self.start.data) or 0), at(first, read_clock(self.end.data) or 0))
