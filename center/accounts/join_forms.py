"""What somebody of a firm types to register: the firm, themselves, a password, the proof."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FileField, StringField
from wtforms.validators import InputRequired, ValidationError

from center.accounts.forms import NewPasswordForm, email_field, name_field
from center.enterprises.rules.numbers import WrongBusinessNumberError, read_business_number
from center.web.forms import BaseForm
from center.web.i18n import say


def _is_business_number(_form: BaseForm, field: Any) -> None:
    try:
        read_business_number(field.data or "")
    except WrongBusinessNumberError as refusal:
        raise ValidationError(say(refusal.text)) from refusal


class FirmNumberForm(BaseForm):
    """For which firm somebody wants to act."""

    number = StringField(
        _l("사업자등록번호"),
        validators=[InputRequired(_l("사업자등록번호를 적어 주세요.")), _is_business_number],
    )

    def digits(self) -> str:
        """The number as it is kept; the form was checked."""
        return read_business_number(self.number.data or "")


class JoinForm(FirmNumberForm):
    """The firm, and who wants to act for it."""

    name = name_field()
    email = email_field(_l("메일 주소"))


class OwnAccountForm(NewPasswordForm):
    """A password, and that one's data may be kept."""

    agree = BooleanField(
        _l("개인정보 수집과 이용에 동의합니다"),
        validators=[InputRequired(_l("동의해 주셔야 계정을 만들 수 있습니다."))],
    )


class ProofFileForm(BaseForm):
    """The proof; where the firm has a representative also that they are there no longer."""

    proof = FileField(_l("사업자등록증"))
    is_former_gone = BooleanField(_l("대표 담당자가 더 이상 없습니다"))
