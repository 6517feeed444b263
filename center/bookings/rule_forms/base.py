"""What every form of a rule has: the day from which its value holds, and whole numbers between bounds."""

from datetime import date
from typing import Any, cast

from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField
from wtforms import Field as AnyField
from wtforms.validators import InputRequired, NumberRange

from center.bookings.forms import was_read
from center.core.text import Text
from center.web.forms import BaseForm
from center.web.i18n import say

Stored = dict[str, Any]


class RuleForm(BaseForm):
    """A value and the day from which it holds."""

    from_on = DateField(
        _l("언제부터"), name="from", validators=[InputRequired(_l("언제부터 쓸지 날짜를 골라 주세요.")), was_read]
    )

    @property
    def chosen_day(self) -> date:
        """The day, once the form was found right."""
        return cast(date, self.from_on.data)

    @property
    def value_fields(self) -> list[AnyField]:
        """The fields of the value, in order."""
        return [field for field in self if field.name not in {"from", "csrf_token"}]

    def refuse(self, sentence: Text, *, at: str) -> None:
        """Say at the day or at the value's first field why this cannot be."""
        field = self.from_on if at == "from_on" else self.value_fields[0]
        field.errors = [say(sentence)]


def number_field(label: Any, least: int, most: int) -> IntegerField:
    """A whole number between two bounds."""
    too_far = _l("%(least)s부터 %(most)s까지의 숫자로 적어 주세요.", least=least, most=most)
    return IntegerField(
        label,
        validators=[
            InputRequired(_l("숫자로 적어 주세요. 예: 12")),
            was_read,
            NumberRange(least, most, message=too_far),
        ],
    )
