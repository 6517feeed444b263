"""Rules that are lengths, counts and moments: numbers typed or chosen from a list."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import ValidationError

from center.bookings.rule_forms.base import RuleForm, Stored, number_field
from center.bookings.rules.hours_typed import read_clock
from center.bookings.rules.refusals import length_text
from center.bookings.rules.retention import SHORTEST_MONTHS
from center.bookings.rules.values import MINUTES_A_DAY, Length, Turnaround, Window
from center.core.text import Text, _
from center.core.time import clock_text
from center.web.forms import BaseForm
from center.web.i18n import say

LONGEST_TURNAROUND = 360
MOST_HOURS = 720
MOST_MONTHS = 60


def length_field(label: Any, first: int, last: int) -> SelectField:
    """A length on the raster, chosen from a list."""
    choices = [SelectChoice(str(minutes), length_text(minutes)) for minutes in range(first, last + 1, 30)]
    return SelectField(label, choices=choices)


def _say_choices(field: Any) -> None:
    """Lengths are texts of ours, which speak the page's language only when it is made."""
    field.choices = [
        SelectChoice(choice.value, say(choice.label) if isinstance(choice.label, Text) else choice.label)
        for choice in field.choices
    ]


class LengthForm(RuleForm):
    """The shortest and the longest use."""

    shortest = length_field(_l("가장 짧은 이용"), 30, MINUTES_A_DAY)
    longest_a_day = length_field(_l("한 사람이 하루에 쓸 수 있는 시간"), 30, MINUTES_A_DAY)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        _say_choices(self.shortest)
        _say_choices(self.longest_a_day)

    def validate_longest_a_day(self, field: Any) -> None:
        """Raises: ValidationError, where it is below the shortest."""
        if not self.shortest.errors and not field.errors and int(self.shortest.data) > int(field.data):
            raise ValidationError(say(_("가장 짧은 이용보다 짧을 수 없습니다. 더 길게 골라 주세요.")))

    @staticmethod
    def filled(value: Length) -> Stored:
        """The fields of a value."""
        return {"shortest": str(value.shortest), "longest_a_day": str(value.longest_a_day)}

    def stored(self) -> Stored:
        """The value of the fields."""
        return {"shortest": int(self.shortest.data), "longest_a_day": int(self.longest_a_day.data)}


class TurnaroundForm(RuleForm):
    """What is kept free after a use."""

    minutes = length_field(_l("이용이 끝난 뒤 비워 두는 시간"), 0, LONGEST_TURNAROUND)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        _say_choices(self.minutes)

    @staticmethod
    def filled(value: Turnaround) -> Stored:
        """The fields of a value."""
        return {"minutes": str(value.minutes)}

    def stored(self) -> Stored:
        """The value of the fields."""
        return {"minutes": int(self.minutes.data)}


class NumbersForm(RuleForm):
    """A value whose parts are all plain numbers, named like its fields."""

    @classmethod
    def filled(cls, value: Any) -> Stored:
        """The fields of a value."""
        return {name: getattr(value, name) for name in value.__slots__}

    def stored(self) -> Stored:
        """The value of the fields."""
        return {field.name: field.data for field in self.value_fields}


class NoticeForm(NumbersForm):
    """Until when one may book."""

    hours = number_field(_l("시작하기 몇 시간 전까지 예약을 받나요"), 0, MOST_HOURS)


class CancellingForm(NumbersForm):
    """Until when the booker may cancel."""

    hours = number_field(_l("시작하기 몇 시간 전까지 취소하고 옮길 수 있나요"), 0, MOST_HOURS)


class ReminderForm(NumbersForm):
    """When the booker is reminded."""

    hours = number_field(_l("시작하기 몇 시간 전에 알리나요"), 1, 336)


class RetentionForm(NumbersForm):
    """When personal data are deleted."""

    months = number_field(_l("이용한 날에서 몇 달 뒤에 개인정보를 지우나요"), SHORTEST_MONTHS, MOST_MONTHS)


class CapacityForm(NumbersForm):
    """How many people a room holds."""

    most = number_field(_l("몇 명까지 쓸 수 있나요"), 1, 1000)
    ask_below = number_field(_l("몇 명보다 적으면 한 번 더 묻나요"), 0, 1000)

    def validate_ask_below(self, field: Any) -> None:
        """Raises: ValidationError, where it is above the most."""
        if self.most.data is not None and field.data is not None and field.data > self.most.data:
            raise ValidationError(say(_("정원보다 클 수 없습니다. 묻지 않으려면 0을 적어 주세요.")))


class QuotaForm(NumbersForm):
    """How often one may book in a month."""

    person = number_field(_l("한 사람이 한 달에 몇 번까지 예약하나요"), 1, 100)
    organisation = number_field(_l("한 단체가 한 달에 몇 번까지 예약하나요"), 1, 100)


class VerifyingForm(NumbersForm):
    """The mailed code."""

    minutes = number_field(_l("확인 번호는 몇 분 동안 쓸 수 있나요"), 1, 120)
    tries = number_field(_l("번호를 몇 번까지 넣어 볼 수 있나요"), 1, 20)
    sendings = number_field(_l("번호 메일을 몇 번까지 보내나요"), 1, 20)
    holds_an_address = number_field(_l("메일 주소 하나로 동시에 몇 건까지 맡아 두나요"), 1, 20)
    holds_a_block = number_field(_l("같은 인터넷 회선에서 동시에 몇 건까지 맡아 두나요"), 1, 100)


class SeriesForm(NumbersForm):
    """How far ahead and how often a series may go."""

    months = number_field(_l("몇 달 앞까지 연속 예약을 받나요"), 1, 24)
    most = number_field(_l("한 번에 몇 날까지 예약하나요"), 2, 60)


def is_clock(_form: BaseForm, field: Any) -> None:
    """Raises: ValidationError, where it is no time of a day; the midnight that ends one belongs to the next."""
    if read_clock(field.data) in (None, MINUTES_A_DAY):
        raise ValidationError(_l("시각을 10:00처럼 적어 주세요."))


class WindowForm(RuleForm):
    """When a month opens."""

    months_ahead = SelectField(
        _l("어느 달의 예약이 열리나요"),
        choices=[
            SelectChoice("1", _l("다음 달")),
            SelectChoice("2", _l("두 달 뒤의 달")),
            SelectChoice("3", _l("세 달 뒤의 달")),
            SelectChoice("6", _l("여섯 달 뒤의 달")),
            SelectChoice("12", _l("열두 달 뒤의 달")),
        ],
    )
    day = number_field(_l("매달 며칠에 열리나요"), 1, 28)
    clock = StringField(_l("몇 시에 열리나요"), validators=[is_clock])

    @staticmethod
    def filled(value: Window) -> Stored:
        """The fields of a value."""
        return {"months_ahead": str(value.months_ahead), "day": value.day, "clock": clock_text(value.minute)}

    def stored(self) -> Stored:
        """The value of the fields."""
        return {
            "months_ahead": int(self.months_ahead.data),
            "day": self.day.data,
            "minute": read_clock(self.clock.data),
        }
