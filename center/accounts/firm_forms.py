"""What people of a firm type: whom they invite, how their record should read."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import Email, InputRequired, Length, Optional

from center.accounts.forms import email_field, name_field
from center.accounts.rules.corrections import PROPOSABLE
from center.web.forms import BaseForm


class ColleagueForm(BaseForm):
    """Whom somebody invites into their firm."""

    name = name_field()
    email = email_field(_l("메일 주소"))


def _text(label: Any, most: int, *validators: Any) -> StringField:
    limit = Length(max=most, message=_l("너무 깁니다. 더 짧게 적어 주세요."))
    return StringField(label, validators=[*(validators or (Optional(),)), limit])


class CorrectionForm(BaseForm):
    """The record as it should read, and why."""

    name = _text(_l("기업 이름"), 100, InputRequired(_l("기업 이름을 적어 주세요.")))
    representative = _text(_l("대표자"), 100)
    address = _text(_l("주소"), 300)
    sector = _text(_l("업종"), 200)
    phone = _text(_l("전화"), 60)
    email = _text(
        _l("메일 주소"),
        254,
        Optional(),
        Email(_l("메일 주소를 다시 확인해 주세요. 예: hong@example.kr"), allow_smtputf8=False),
    )
    website = _text(_l("누리집"), 300)
    note = _text(_l("고치는 까닭"), 200)

    def typed(self) -> dict[str, str]:
        """Every field of the record as it was typed."""
        return {name: self[name].data or "" for name in PROPOSABLE}
