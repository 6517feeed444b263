"""What people type to book, read and checked field by field."""

import re
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import Email, InputRequired, Length, NumberRange, Optional, StopValidation, ValidationError

from center.bookings.rules.codes import FORM_KEY
from center.bookings.rules.people import phone_key
from center.web.forms import BaseForm

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


def is_phone(_form: BaseForm, field: Any) -> None:
    """A Korean phone number, in whatever way it is written.

    Raises:
        ValidationError
    """
    if not PHONE_DIGITS.fullmatch(phone_key(field.data or "")):
        raise ValidationError(_l("전화번호를 숫자로 적어 주세요. 예: 010-1234-5678"))


def has_at_sign(_form: BaseForm, field: Any) -> None:
    """The commonest slip gets its own sentence, and no second one.

    Raises:
        StopValidation
    """
    if "@" not in (field.data or ""):
        raise StopValidation(_l("메일 주소에 @가 빠졌습니다. 예: hong@example.kr"))


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
        """The form's own key; a broken one only happens to who tampers with it.

        Raises:
            ValidationError
        """
        if not FORM_KEY.fullmatch(field.data or ""):
            raise ValidationError(_l("화면을 새로 열고 다시 입력해 주세요."))


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


class RefuseForm(BaseForm):
    """Why staff refuse; the booker reads it."""

    reason = TextAreaField(
        _l("거절하는 까닭"),
        validators=[
            InputRequired(_l("거절하는 까닭을 적어 주세요. 신청한 분에게 그대로 보냅니다.")),
            Length(max=400, message=_l("400자까지 적을 수 있습니다.")),
        ],
    )
