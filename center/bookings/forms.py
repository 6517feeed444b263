"""What people type to book, read and checked field by field."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, HiddenField, IntegerField, SelectField, StringField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import Email, InputRequired, Length, NumberRange, Optional, StopValidation, ValidationError

from center.bookings.rules.codes import FORM_KEY
from center.bookings.rules.people import phone_key
from center.core.text import _
from center.web.forms import BaseForm
from center.web.i18n import say

PURPOSE_KINDS = (
    SelectChoice("seminar", _l("세미나·강연")),
    SelectChoice("class", _l("교육·강좌")),
    SelectChoice("meeting", _l("회의·모임")),
    SelectChoice("culture", _l("전시·문화 행사")),
    SelectChoice("other", _l("그 밖")),
)
PHONE_DIGITS = re.compile(r"0\d{8,10}")
MOST_PEOPLE = 10_000
LONGEST_TEXT = 100
FURTHEST_DAY = timedelta(days=366)
LONGEST_SEARCH = timedelta(days=62)
LONGEST_PHONE = 30


def is_phone(_form: BaseForm, field: Any) -> None:
    """A Korean phone number, in whatever way it is written.

    Raises:
        ValidationError
    """
    typed = field.data or ""
    if len(typed) > LONGEST_PHONE or not PHONE_DIGITS.fullmatch(phone_key(typed)):
        raise ValidationError(_l("전화번호를 숫자로 적어 주세요. 예: 010-1234-5678"))


def has_at_sign(_form: BaseForm, field: Any) -> None:
    """The commonest slip gets its own sentence, and no second one.

    Raises:
        StopValidation
    """
    if "@" not in (field.data or ""):
        raise StopValidation(_l("메일 주소에 @가 빠졌습니다. 예: hong@example.kr"))


def was_read(_form: BaseForm, field: Any) -> None:
    """What could not be read has its sentence already and is checked no further.

    Raises:
        StopValidation
    """
    if field.data is None:
        raise StopValidation


def is_form_key(field: Any) -> None:
    """The form's own key; a broken one only happens to who tampers with it.

    Raises:
        ValidationError
    """
    if not FORM_KEY.fullmatch(field.data or ""):
        raise ValidationError(_l("화면을 새로 열고 다시 입력해 주세요."))


def purpose_field() -> StringField:
    """What the rooms are used for."""
    return StringField(
        _l("무엇을 하시나요"),
        validators=[
            InputRequired(_l("무엇을 하시는지 적어 주세요.")),
            Length(max=LONGEST_TEXT, message=_l("100자까지 적을 수 있습니다.")),
        ],
    )


def purpose_kind_field() -> SelectField:
    """The kind of use."""
    return SelectField(_l("이용 종류"), choices=PURPOSE_KINDS, default="other")


def headcount_field() -> IntegerField:
    """How many people come."""
    return IntegerField(
        _l("이용 인원"),
        validators=[
            InputRequired(_l("몇 명이 쓰는지 숫자로 적어 주세요.")),
            NumberRange(1, MOST_PEOPLE, message=_l("이용 인원은 1명부터 입력할 수 있습니다.")),
        ],
    )


def organisation_field() -> StringField:
    """For whom they book, if not for themselves."""
    return StringField(
        _l("단체 이름"), validators=[Optional(), Length(max=LONGEST_TEXT, message=_l("100자까지 적을 수 있습니다."))]
    )


def email_field(missing: Any) -> StringField:
    """A mail address; `missing` is said where there is none."""
    return StringField(
        _l("메일 주소"),
        validators=[
            InputRequired(missing),
            has_at_sign,
            Email(_l("메일 주소를 다시 확인해 주세요. 예: hong@example.kr"), allow_smtputf8=False),
        ],
    )


class DetailsForm(BaseForm):
    """Who books, for what, for how many; both consents that are needed and the one that is not."""

    purpose = purpose_field()
    purpose_kind = purpose_kind_field()
    headcount = headcount_field()
    name = StringField(
        _l("이름"),
        validators=[
            InputRequired(_l("예약하는 분의 이름을 적어 주세요.")),
            Length(max=50, message=_l("50자까지 적을 수 있습니다.")),
        ],
    )
    email = email_field(_l("확인 번호를 받을 메일 주소를 적어 주세요."))
    phone = StringField(
        _l("휴대전화"), validators=[InputRequired(_l("연락할 전화번호를 적어 주세요. 예: 010-1234-5678")), is_phone]
    )
    organisation = organisation_field()
    consent_privacy = BooleanField(
        _l("[필수] 개인정보 수집·이용에 동의합니다"),
        validators=[InputRequired(_l("예약하려면 개인정보 수집·이용에 동의해야 합니다."))],
    )
    consent_terms = BooleanField(
        _l("[필수] 이용 규칙을 지키겠습니다"),
        validators=[InputRequired(_l("예약하려면 이용 규칙에 동의해야 합니다."))],
    )
    consent_news = BooleanField(_l("[선택] 센터 소식을 메일로 받겠습니다"))
    confirm_few = BooleanField(_l("네, 이 인원이 맞습니다"))
    once = HiddenField()

    def validate_once(self, field: Any) -> None:
        """Raises: ValidationError, for a key that no form of ours has."""
        is_form_key(field)


class FirmDetailsForm(DetailsForm):
    """The same of somebody who acts for a firm: the address is that of the account, the name that of the registry."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        del self.email
        del self.organisation


class CodeForm(BaseForm):
    """The mailed code."""

    code = StringField(
        _l("확인 번호 6자리"),
        validators=[
            InputRequired(_l("메일로 받은 여섯 자리 번호를 입력해 주세요.")),
            Length(max=40, message=_l("메일로 받은 여섯 자리 번호를 입력해 주세요.")),
        ],
    )


class WordsForm(BaseForm):
    """What of a booking may be changed besides its time."""

    purpose = purpose_field()
    purpose_kind = purpose_kind_field()
    headcount = headcount_field()
    organisation = organisation_field()


def bare_key(typed: str | None) -> str:
    """The key alone where the whole link was pasted, or a mail program broke the line."""
    return "".join((typed or "").rpartition("#")[2].split())


class FirmWordsForm(WordsForm):
    """The same of a firm's booking, whose name comes from the registry."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        del self.organisation


class KeyForm(BaseForm):
    """The key of a booking's link, pasted where the browser did not bring it."""

    key = StringField(
        _l("메일에 적힌 열쇠"),
        filters=[bare_key],
        validators=[
            InputRequired(_l("메일에 적힌 열쇠를 붙여 넣어 주세요.")),
            Length(max=200, message=_l("메일에 적힌 열쇠만 붙여 넣어 주세요.")),
        ],
    )


class LinkForm(BaseForm):
    """Where the links are to be mailed."""

    email = email_field(_l("예약할 때 적은 메일 주소를 적어 주세요."))


class FindForm(BaseForm):
    """What somebody looks for a free time by. It is sent in the address, so it carries no token.

    `today` and `most` (how many people each choice of rooms holds) are set before it is checked.
    """

    today: date
    most: Mapping[str, int]

    class Meta(BaseForm.Meta):
        """Nothing is changed by looking."""

        csrf = False

    people = IntegerField(
        _l("몇 명"),
        validators=[
            InputRequired(_l("몇 명이 쓰는지 숫자로 적어 주세요.")),
            was_read,
            NumberRange(1, message=_l("이용 인원은 1명부터 입력할 수 있습니다.")),
        ],
    )
    length = SelectField(_l("얼마 동안"))
    first = DateField(_l("언제부터"), validators=[InputRequired(_l("날짜를 골라 주세요.")), was_read], name="from")
    last = DateField(_l("언제까지"), validators=[InputRequired(_l("날짜를 골라 주세요.")), was_read], name="to")
    part = SelectField(_l("시간대"))
    rooms = SelectField(_l("공간"))

    def validate_people(self, field: Any) -> None:
        """Raises: ValidationError, where the rooms hold fewer."""
        most = self.most.get(self.rooms.data or "", max(self.most.values()))
        if field.data > most and most < max(self.most.values()):
            raise ValidationError(
                say(_("고른 공간은 %(most)s명까지 쓸 수 있습니다. 공간을 ‘아무 곳이나’로 바꿔 보세요.", most=most))
            )
        if field.data > most:
            raise ValidationError(
                say(_("공간을 모두 함께 써도 %(most)s명까지입니다. 인원을 줄이거나 전화로 물어봐 주세요.", most=most))
            )

    def validate_first(self, field: Any) -> None:
        """Raises: ValidationError, for a day that is over or too far ahead."""
        if field.data < self.today:
            raise ValidationError(say(_("지난 날입니다. 오늘(%(day)s)이나 그 뒤를 골라 주세요.", day=self.today)))
        if field.data > self.today + FURTHEST_DAY:
            raise ValidationError(say(_("1년 안의 날을 골라 주세요.")))

    def validate_last(self, field: Any) -> None:
        """Raises: ValidationError, for a day before the first or too long after it."""
        if not self.first.data or self.first.errors:
            return
        if field.data < self.first.data:
            raise ValidationError(
                say(_("시작하는 날(%(day)s)보다 앞섭니다. 그날이나 그 뒤를 골라 주세요.", day=self.first.data))
            )
        if field.data - self.first.data > LONGEST_SEARCH:
            raise ValidationError(
                say(
                    _(
                        "한 번에 %(days)s일까지 찾을 수 있습니다. %(day)s까지로 골라 주세요.",
                        days=LONGEST_SEARCH.days,
                        day=self.first.data + LONGEST_SEARCH,
                    )
                )
            )
