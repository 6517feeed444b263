"""What staff type to change a rule, a form for each shape: filled from a value, read back as the stored one."""

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    FormField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms import Field as AnyField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, NumberRange, StopValidation, ValidationError
from wtforms.validators import Length as Letters
from wtforms.widgets import CheckboxInput, ListWidget

from center.bookings.forms import was_read
from center.bookings.rules.hours_typed import (
    HoursUnreadableError,
    read_clock,
    read_hours_of_day,
    read_periods,
    show_period,
    show_periods,
)
from center.bookings.rules.refusals import length_text
from center.bookings.rules.retention import SHORTEST_MONTHS
from center.bookings.rules.values import (
    MINUTES_A_DAY,
    BookerKind,
    Cancelling,
    Capacity,
    Decision,
    DecisionCase,
    DecisionRule,
    Length,
    Notice,
    OpeningHours,
    Quota,
    Reminder,
    Retention,
    Turnaround,
    Value,
    Verifying,
    Window,
    Wording,
)
from center.core.text import Text, _
from center.core.time import clock_text
from center.web.forms import BaseForm
from center.web.i18n import say

WEEKDAYS = (_l("월요일"), _l("화요일"), _l("수요일"), _l("목요일"), _l("금요일"), _l("토요일"), _l("일요일"))
MOST_CASES = 12
MOST_SENTENCES = 20
LONGEST_SENTENCE = 300
LONGEST_REASON = 100
LONGEST_TURNAROUND = 360
MOST_HOURS = 720
MOST_MONTHS = 60
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


def has_hours(_form: BaseForm, field: Any) -> None:
    """Opening periods that can be read.

    Raises:
        ValidationError
    """
    try:
        read_periods(field.data or "")
    except HoursUnreadableError as refusal:
        raise ValidationError(say(refusal.text)) from refusal


def is_clock(_form: BaseForm, field: Any) -> None:
    """Raises: ValidationError, where it is no time of day."""
    try:
        read_clock(field.data or "")
    except HoursUnreadableError as refusal:
        raise ValidationError(say(refusal.text)) from refusal


def is_stretch(_form: BaseForm, field: Any) -> None:
    """Raises: ValidationError, where it is no stretch of one day."""
    try:
        read_hours_of_day(field.data or "")
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
            "minute": read_clock(self.clock.data or ""),
        }


DECISIONS = (
    SelectChoice(Decision.INSTANT, _l("바로 확정됩니다")),
    SelectChoice(Decision.STAFF, _l("직원이 정합니다")),
)


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


class SentencesField(TextAreaField):
    """Sentences, one a line."""

    def sentences(self) -> list[str]:
        """Its lines without empty ones."""
        return [line.strip() for line in (self.data or "").split("\n") if line.strip()]


def are_sentences(_form: BaseForm, field: Any) -> None:
    """Some sentences, none endless.

    Raises:
        ValidationError
    """
    sentences = field.sentences()
    if not sentences:
        raise StopValidation(say(_("한 줄에 한 문장씩 적어 주세요.")))
    if len(sentences) > MOST_SENTENCES or max(map(len, sentences)) > LONGEST_SENTENCE:
        limits = {"most": MOST_SENTENCES, "letters": LONGEST_SENTENCE}
        raise ValidationError(say(_("%(most)s문장까지, 한 문장은 %(letters)s자까지 적을 수 있습니다.", **limits)))


class WordingForm(RuleForm):
    """A text in both languages; the name of its version is given by the command."""

    ko = SentencesField(_l("한국어"), validators=[are_sentences])
    en = SentencesField(_l("영어"), validators=[are_sentences])

    def validate_en(self, field: Any) -> None:
        """Raises: ValidationError, where one language says more than the other."""
        if self.ko.sentences() and len(field.sentences()) != len(self.ko.sentences()):
            n = {"ko": len(self.ko.sentences()), "en": len(field.sentences())}
            raise ValidationError(say(_("한국어는 %(ko)s문장, 영어는 %(en)s문장입니다. 같은 수로 맞춰 주세요.", **n)))

    @staticmethod
    def filled(value: Wording) -> Stored:
        """The fields of a value."""
        return {language: "\n".join(value.sentences[language]) for language in ("ko", "en")}

    def stored(self) -> Stored:
        """The value of the fields, without its version."""
        return {"ko": self.ko.sentences(), "en": self.en.sentences()}


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
    Wording: WordingForm,
}


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


def form_of(value: Value) -> type[Any]:
    """The form for a value of that shape."""
    return FORMS[type(value)]
