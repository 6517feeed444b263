"""The sign-in form."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, Length

from center.accounts.rules.passwords import LONGEST_PASSWORD
from center.web.forms import BaseForm


class SignInForm(BaseForm):
    """Mail address and password."""

    email = StringField(
        _l("메일 주소"),
        validators=[
            InputRequired(_l("메일 주소를 적어 주세요.")),
            Length(max=254, message=_l("메일 주소를 다시 확인해 주세요.")),
        ],
    )
    password = PasswordField(
        _l("비밀번호"),
        validators=[
            InputRequired(_l("비밀번호를 적어 주세요.")),
            Length(max=LONGEST_PASSWORD, message=_l("비밀번호를 다시 확인해 주세요.")),
        ],
    )
    next = HiddenField()
