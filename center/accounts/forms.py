"""What people type to sign in, and what admins type about people."""

from datetime import timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, PasswordField, SelectField, StringField
from wtforms.validators import Email, InputRequired, Length, Optional, ValidationError

from center.accounts.rules.passwords import LONGEST_PASSWORD
from center.accounts.rules.roles import Term
from center.core.time import YEARS
from center.web.forms import BaseForm

LONGEST_REASON = 190


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


def email_field(label: Any) -> StringField:
    """A mail address that mail servers take everywhere."""
    return StringField(
        label,
        validators=[
            InputRequired(_l("메일 주소를 적어 주세요.")),
            Length(max=254, message=_l("메일 주소를 다시 확인해 주세요.")),
            Email(_l("메일 주소를 다시 확인해 주세요. 예: hong@example.kr"), allow_smtputf8=False),
        ],
    )


def name_field() -> StringField:
    """A person's name."""
    return StringField(
        _l("이름"),
        validators=[
            InputRequired(_l("이름을 적어 주세요.")),
            Length(max=100, message=_l("이름은 100자까지 쓸 수 있습니다.")),
        ],
    )


def reason_field(label: Any) -> StringField:
    """Why something is done; it is kept."""
    return StringField(
        label,
        validators=[
            InputRequired(_l("이유를 적어 주세요.")),
            Length(max=LONGEST_REASON, message=_l("이유는 190자까지 쓸 수 있습니다.")),
        ],
    )


def day_field(label: Any, *, may_be_empty: bool = False) -> DateField:
    """A day of the years that people may name."""
    needed = Optional() if may_be_empty else InputRequired(_l("날짜를 골라 주세요."))
    return DateField(label, validators=[needed, _is_near])


def _is_near(_form: BaseForm, field: Any) -> None:
    if field.data is not None and field.data.year not in YEARS:
        raise ValidationError(_l("2000년부터 2099년 사이의 날짜를 적어 주세요."))


class TermForm(BaseForm):
    """Some days; the last one is the last on which it holds."""

    first = day_field(_l("첫날"))
    last = day_field(_l("마지막 날"), may_be_empty=True)

    def term(self) -> Term:
        """The days as they are kept."""
        assert self.first.data  # noqa: S101 (the form was checked)
        return Term(self.first.data, self.last.data + timedelta(days=1) if self.last.data else None)


class GrantForm(TermForm):
    """A role for somebody."""

    role = SelectField(_l("역할"))
    contract = SelectField(_l("소속"))
    reason = reason_field(_l("이유"))


class InvitationForm(GrantForm):
    """A person to be invited."""

    name = name_field()
    email = email_field(_l("메일 주소"))


class ReasonForm(BaseForm):
    """Why something is taken back, closed or reset."""

    reason = reason_field(_l("이유"))


class ContractForm(TermForm):
    """An organisation and the days of its contract."""

    organisation = StringField(
        _l("기관 이름"),
        validators=[
            InputRequired(_l("기관 이름을 적어 주세요.")),
            Length(max=100, message=_l("기관 이름은 100자까지 쓸 수 있습니다.")),
        ],
    )
    last = day_field(_l("마지막 날"))
    reason = reason_field(_l("메모"))


class ContractTermForm(TermForm):
    """Other days of a contract."""

    last = day_field(_l("마지막 날"))
    reason = reason_field(_l("이유"))


class NewPasswordForm(BaseForm):
    """A password, twice, with the key of the link that allows to choose it."""

    key = StringField(_l("열쇠"), validators=[InputRequired(_l("메일에 있는 열쇠를 붙여 넣어 주세요."))])
    password = PasswordField(_l("새 비밀번호"), validators=[InputRequired(_l("비밀번호를 적어 주세요."))])
    again = PasswordField(
        _l("새 비밀번호 한 번 더"), validators=[InputRequired(_l("비밀번호를 한 번 더 적어 주세요."))]
    )

    def validate_again(self, field: PasswordField) -> None:
        """Raises: ValidationError, where it is another one."""
        ensure_same(self.password, field)


class LinkWishForm(BaseForm):
    """To which address a link is to go."""

    email = email_field(_l("메일 주소"))


class KeyForm(BaseForm):
    """The key of a mailed link."""

    key = StringField(_l("열쇠"), validators=[InputRequired(_l("메일에 있는 열쇠를 붙여 넣어 주세요."))])


class NameForm(BaseForm):
    """One's own name."""

    name = name_field()


class ProofForm(BaseForm):
    """What shows that an account is one's own; a page leaves out what the person does not have."""

    present = PasswordField(_l("지금 비밀번호"))
    code = StringField(_l("인증 번호"))


class PasswordForm(ProofForm):
    """Another password for oneself."""

    password = PasswordField(_l("새 비밀번호"), validators=[InputRequired(_l("비밀번호를 적어 주세요."))])
    again = PasswordField(
        _l("새 비밀번호 한 번 더"), validators=[InputRequired(_l("비밀번호를 한 번 더 적어 주세요."))]
    )

    def validate_again(self, field: PasswordField) -> None:
        """Raises: ValidationError, where it is another one."""
        ensure_same(self.password, field)


class EmailForm(ProofForm):
    """Another address for oneself."""

    email = email_field(_l("새 메일 주소"))


def ensure_same(password: PasswordField, again: PasswordField) -> None:
    """Raises: ValidationError, where two passwords differ."""
    if again.data != password.data:
        raise ValidationError(_l("두 비밀번호가 다릅니다. 다시 적어 주세요."))


class AppForm(ProofForm):
    """The code that a new app shows, and what proves that the account is one's own."""

    new_code = StringField(
        _l("새 앱의 인증 번호"),
        validators=[
            InputRequired(_l("앱에 보이는 번호를 입력해 주세요.")),
            Length(max=30, message=_l("번호를 다시 확인해 주세요.")),
        ],
    )


class CodeForm(BaseForm):
    """A code of the second factor."""

    code = StringField(
        _l("인증 번호"),
        validators=[
            InputRequired(_l("앱에 보이는 번호를 입력해 주세요.")),
            Length(max=30, message=_l("번호를 다시 확인해 주세요.")),
        ],
    )
