"""What staff type at the desk: for whom and when, why, what is let pass; closures; what they look for."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import Email, InputRequired, Length, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from center.bookings.forms import (
    has_at_sign,
    headcount_field,
    is_form_key,
    is_phone,
    organisation_field,
    purpose_field,
    purpose_kind_field,
    was_read,
)
from center.bookings.rules.closing import ClosingPlan
from center.bookings.rules.hours_typed import read_clock
from center.bookings.rules.letting import Letting
from center.bookings.service.desk import OnBehalf
from center.core.text import _
from center.core.time import YEARS, Period, today
from center.enterprises.queries import find_by_number
from center.enterprises.rules.numbers import WrongBusinessNumberError, read_business_number
from center.spaces.rules import ClosureKind
from center.web.forms import BaseForm
from center.web.i18n import say

CHANNELS = (SelectChoice("phone", _l("전화")), SelectChoice("visit", _l("방문")))
LANGUAGES = (SelectChoice("ko", _l("한국어")), SelectChoice("en", _l("영어")))
SIDES = (SelectChoice("booker", _l("예약한 분이 부탁함")), SelectChoice("center", _l("센터 사정")))
CLOSURE_KINDS = (SelectChoice(ClosureKind.CLOSED, _l("휴관")), SelectChoice(ClosureKind.WORKS, _l("공사")))
WEEKDAYS = tuple(
    SelectChoice(str(number), name)
    for number, name in enumerate((_l("월"), _l("화"), _l("수"), _l("목"), _l("금"), _l("토"), _l("일")))
)
LONGEST_NOTE = 1000
LONGEST_REASON = 190


def clock_field(label: Any) -> StringField:
    """A time of day."""
    return StringField(label, validators=[InputRequired(_l("시각을 적어 주세요. 예: 14 또는 14:30")), is_on_raster])


def is_on_raster(_form: BaseForm, field: Any) -> None:
    """Raises: ValidationError, where it is no half hour of a day."""
    minute = read_clock(field.data)
    if minute is None or minute % 30:
        raise ValidationError(_l("30분 단위로 적어 주세요. 예: 14 또는 14:30"))


def day_field(label: Any) -> DateField:
    """A day of the years that people may name."""
    return DateField(label, validators=[InputRequired(_l("날짜를 골라 주세요.")), was_read, is_near])


def is_near(_form: BaseForm, field: Any) -> None:
    """Raises: ValidationError, for another century."""
    if field.data.year not in YEARS:
        raise ValidationError(_l("날짜를 2026-12-23처럼 적어 주세요."))


def reason_field(label: Any) -> TextAreaField:
    """Why; whether it is needed depends on what is done."""
    return TextAreaField(label, validators=[Length(max=LONGEST_REASON, message=_l("190자까지 적을 수 있습니다."))])


class LettingForm(BaseForm):
    """What staff let pass, and why. The page shows the choices that there are."""

    let = SelectMultipleField(choices=[], validate_choice=False)
    let_reason = reason_field(_l("규칙과 다르게 받는 까닭"))

    def letting(self) -> Letting:
        """What was let pass."""
        return Letting(frozenset(self.let.data or ()), self.let_reason.data or "")


class TimeForm(LettingForm):
    """Rooms, a day, and from when to when."""

    rooms = SelectField(_l("공간"))
    day = day_field(_l("날짜"))
    start = clock_field(_l("시작"))
    end = clock_field(_l("끝"))

    def period(self) -> Period | None:
        """The time, once every field of it is right; None, with the fault at its field, for one without length."""
        start, end = read_clock(self.start.data), read_clock(self.end.data)
        if self.day.data is None or start is None or end is None:
            return None
        if end <= start:
            self.end.errors = [say(_("끝은 시작보다 늦어야 합니다."))]
            return None
        return Period.on(self.day.data, start, end)

    def known_day(self) -> date | None:
        """The day, as far as it is one that people may name."""
        return self.day.data if self.day.data and self.day.data.year in YEARS else None

    def codes(self) -> tuple[str, ...]:
        """The rooms."""
        return tuple((self.rooms.data or "").split(","))


def email_or_nothing() -> StringField:
    """A mail address where there is one."""
    return StringField(
        _l("메일 주소"),
        validators=[
            Optional(),
            has_at_sign,
            Email(_l("메일 주소를 다시 확인해 주세요. 예: hong@example.kr"), allow_smtputf8=False),
        ],
    )


def name_field() -> StringField:
    """Who."""
    return StringField(
        _l("이름"),
        validators=[
            InputRequired(_l("예약하는 분의 이름을 적어 주세요.")),
            Length(max=50, message=_l("50자까지 적을 수 있습니다.")),
        ],
    )


def phone_field() -> StringField:
    """Where they can be reached on the day."""
    return StringField(
        _l("전화번호"), validators=[InputRequired(_l("연락할 전화번호를 적어 주세요. 예: 010-1234-5678")), is_phone]
    )


def note_field() -> TextAreaField:
    """What the staff alone read."""
    return TextAreaField(
        _l("직원 메모"), validators=[Length(max=LONGEST_NOTE, message=_l("1,000자까지 적을 수 있습니다."))]
    )


class WordsOfStaff(BaseForm):
    """The words of a booking as staff type them, with its booker's address and number."""

    purpose = purpose_field()
    purpose_kind = purpose_kind_field()
    headcount = headcount_field()
    organisation = organisation_field()
    name = name_field()
    phone = phone_field()
    email = email_or_nothing()
    language = SelectField(_l("메일 언어"), choices=LANGUAGES, default="ko")
    staff_note = note_field()


class OnBehalfForm(TimeForm, WordsOfStaff):
    """A booking for somebody who called or came."""

    enterprise_id: int | None = None
    channel = RadioField(_l("어떻게 받았나요"), choices=CHANNELS, default="phone")
    firm = StringField(_l("사업자등록번호"))
    consent = BooleanField(
        _l("개인정보 수집·이용과 이용 규칙을 알려 드렸고, 동의한다고 하셨습니다"),
        validators=[InputRequired(_l("동의를 받아야 예약을 넣을 수 있습니다."))],
    )
    once = HiddenField()

    def validate_once(self, field: Any) -> None:
        """Raises: ValidationError, for a key that no form of ours has."""
        is_form_key(field)

    def validate_firm(self, field: Any) -> None:
        """Raises: ValidationError, where no firm of the registry has that number."""
        self.enterprise_id = None
        if not field.data:
            return
        try:
            found = find_by_number(read_business_number(field.data))
        except WrongBusinessNumberError as wrong:
            raise ValidationError(say(wrong.text)) from wrong
        if found is None:
            raise ValidationError(_l("명부에 그런 사업자등록번호가 없습니다. 비워 두고 단체 이름을 적으세요."))
        self.enterprise_id = found.id

    def how(self) -> OnBehalf:
        """How it came to us, and what is let pass for it."""
        return OnBehalf(channel=self.channel.data or "phone", letting=self.letting(), note=self.staff_note.data or None)


class CancelForm(BaseForm):
    """On whose side a cancellation lies, and why."""

    side = RadioField(
        _l("누구 사정인가요"), choices=SIDES, validators=[InputRequired(_l("누구 사정인지 골라 주세요."))]
    )
    template = SelectField(_l("자주 쓰는 까닭"), default="")
    reason = reason_field(_l("까닭"))


class KeepForm(BaseForm):
    """Why a booking stands that does not fit any more."""

    reason = reason_field(_l("그대로 두는 까닭"))


class RefuseForm(BaseForm):
    """Why staff refuse; the booker reads it. One of the usual reasons, or words of their own, or both."""

    template = SelectField(_l("자주 쓰는 까닭"), default="")
    reason = reason_field(_l("거절하는 까닭"))

    def validate_reason(self, field: Any) -> None:
        """Raises: ValidationError, where there is no reason at all."""
        if not field.data and not self.template.data:
            raise ValidationError(_l("거절하는 까닭을 적어 주세요. 신청한 분에게 그대로 보냅니다."))


class ClosureForm(BaseForm):
    """Rooms out of use over some days, or on some weekdays of them."""

    rooms = SelectMultipleField(
        _l("공간"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validators=[InputRequired(_l("닫을 공간을 골라 주세요."))],
    )
    kind = RadioField(_l("왜 닫나요"), choices=CLOSURE_KINDS, default=ClosureKind.CLOSED)
    first = day_field(_l("첫날"))
    last = day_field(_l("마지막 날"))
    start = clock_field(_l("시작"))
    end = clock_field(_l("끝"))
    weekdays = SelectMultipleField(
        _l("매주 되풀이할 요일"),
        choices=WEEKDAYS,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    reason = StringField(
        _l("까닭"),
        validators=[
            InputRequired(_l("까닭을 적어 주세요. 달력에서 누구나 봅니다.")),
            Length(max=100, message=_l("100자까지 적을 수 있습니다.")),
        ],
    )
    reason_en = StringField(
        _l("까닭 (영어)"),
        validators=[
            InputRequired(_l("영어로도 적어 주세요. 영어 달력에 나옵니다.")),
            Length(max=100, message=_l("100자까지 적을 수 있습니다.")),
        ],
    )

    def validate_first(self, field: Any) -> None:
        """Raises: ValidationError, for a day that is over: what was open then stays so in the figures."""
        if field.data < today():
            raise ValidationError(_l("이미 지난 날입니다. 오늘이나 그 뒤를 골라 주세요."))

    def plan(self) -> ClosingPlan:
        """What is planned, once every field is right."""
        days = (self.first.data or date.min, self.last.data or date.min)
        minutes = (read_clock(self.start.data) or 0, read_clock(self.end.data) or 0)
        return ClosingPlan(*days, *minutes, weekdays=[int(day) for day in self.weekdays.data or ()])


class SearchForm(BaseForm):
    """What staff look for among the bookings. It is sent in the address, so it carries no token."""

    class Meta(BaseForm.Meta):
        """Nothing is changed by looking."""

        csrf = False

    q = StringField(
        _l("이름, 단체, 전화, 메일, 예약번호"),
        validators=[Length(max=100, message=_l("100자까지 적을 수 있습니다."))],
    )
    first = DateField(_l("언제부터"), validators=[Optional(), was_read, is_near], name="from")
    last = DateField(_l("언제까지"), validators=[Optional(), was_read, is_near], name="to")
    room = SelectField(_l("공간"), default="")
    state = SelectField(_l("상태"), default="")

    def validate_last(self, field: Any) -> None:
        """Raises: ValidationError, for a day before the first."""
        if field.data and self.first.data and field.data < self.first.data:
            raise ValidationError(
                say(_("시작하는 날(%(day)s)보다 앞섭니다. 그날이나 그 뒤를 골라 주세요.", day=self.first.data))
            )


class ExportForm(BaseForm):
    """What a list with names is taken out for."""

    purpose = StringField(
        _l("무엇에 쓰나요"),
        validators=[
            InputRequired(_l("무엇에 쓰는지 적어 주세요. 누가 왜 내려받았는지 기록에 남습니다.")),
            Length(max=200, message=_l("200자까지 적을 수 있습니다.")),
        ],
    )


def room_choices(rooms: Sequence[tuple[str, str]], *, together: bool = True) -> list[tuple[str, str]]:
    """Each room by code and title, and all together."""
    all_rooms = [(",".join(code for code, _title in rooms), say(_("모두 함께")))] if together and len(rooms) > 1 else []
    return [*rooms, *all_rooms]
