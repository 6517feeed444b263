"""What an applicant types: contact, need, units, the business plan in its parts, declarations, consent."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DecimalField, IntegerField, SelectMultipleField, TextAreaField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import Email, InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from center.enterprises.rules.numbers import WrongBusinessNumberError, read_business_number
from center.tenancy.applications.rules.written import Written, item_word
from center.tenancy.calls.rules.content import Content, Item
from center.web.fields import clock_field, day_field, read_instant, text_field
from center.web.forms import BaseForm
from center.web.i18n import say

HUNDREDTHS = 100
LONGEST_PART = 20_000
PART = "part-"


class NeedForm(BaseForm):
    """Who is to be asked, what the firm needs, what it declares. All may be left empty until it is handed in."""

    contact = text_field(_l("연락할 사람"), 50)
    phone = text_field(_l("전화"), 30)
    email = text_field(
        _l("메일 주소"),
        254,
        Optional(),
        Email(_l("메일 주소를 다시 확인해 주세요. 예: hong@example.kr"), allow_smtputf8=False),
    )
    need_m2 = DecimalField(
        _l("필요한 면적(㎡)"),
        places=None,
        validators=[Optional(), NumberRange(1, 400, message=_l("1부터 400까지 숫자로 적어 주세요."))],
    )
    people = IntegerField(
        _l("함께 쓰는 사람 수"),
        validators=[Optional(), NumberRange(1, 200, message=_l("1부터 200까지 숫자로 적어 주세요."))],
    )
    declared = SelectMultipleField(
        _l("밝히는 것"), choices=[], option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False)
    )

    claimed = SelectMultipleField(
        _l("받을 가점"), choices=[], option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False)
    )

    def offer(self, content: Content) -> None:
        """What the call asks to declare, and the bonus it gives."""
        self.declared.choices = [SelectChoice(one.key, say(one.title)) for one in content.eligibility.declarations]
        self.claimed.choices = item_choices(content.selection.bonus)

    @staticmethod
    def filled(written: Written) -> dict[str, Any]:
        """The fields as they were kept."""
        return {
            "contact": written.contact,
            "phone": written.phone,
            "email": written.email,
            "need_m2": Decimal(written.need_m2) / HUNDREDTHS if written.need_m2 else None,
            "people": written.people,
            "declared": list(written.declared),
            "claimed": list(written.claimed),
        }

    def changes(self) -> dict[str, Any]:
        """What fields that are right say."""
        return {
            "contact": self.contact.data or "",
            "phone": self.phone.data or "",
            "email": self.email.data or "",
            "need_m2": int(self.need_m2.data * HUNDREDTHS) if self.need_m2.data else None,
            "people": self.people.data,
            "declared": tuple(self.declared.data or ()),
            "claimed": tuple(self.claimed.data or ()),
        }


def item_choices(items: Sequence[Item]) -> list[SelectChoice]:
    """Bonus or deductions with their points."""
    return [SelectChoice(one.key, say(item_word(one))) for one in items]


def _is_business_number(_form: BaseForm, field: Any) -> None:
    """Raises: ValidationError, where it is none."""
    try:
        read_business_number(field.data or "")
    except WrongBusinessNumberError as wrong:
        raise ValidationError(say(wrong.text)) from wrong


def plan_form(content: Content) -> type[BaseForm]:
    """The form of a call's business plan: a field for each of its parts."""
    fits = Length(
        max=LONGEST_PART, message=_l("너무 깁니다. %(most)s자까지만 저장할 수 있습니다.", most=f"{LONGEST_PART:,}")
    )
    fields = {PART + part.key: TextAreaField(say(part.title), validators=[Optional(), fits]) for part in content.parts}
    return type("PlanForm", (BaseForm,), fields)


def parts_of(form: BaseForm) -> dict[str, str]:
    """The parts as they were typed, also those that are longer than may be handed in."""
    return {
        field.short_name.removeprefix(PART): field.data or "" for field in form if field.short_name.startswith(PART)
    }


class ConsentForm(BaseForm):
    """The last page before an application is handed in."""

    button = _l("신청서 내기")
    consent = BooleanField(
        _l("[필수] 심사에 쓰도록 개인정보와 기업 정보를 내는 데 동의합니다"),
        description=_l(
            "신청서와 서류를 심사위원과 담당 직원이 봅니다. 거두어들이면 30일 뒤, 선정되지 않으면 결과가 확정되고 1년 뒤에 지웁니다. "
            "동의하지 않을 수 있지만, 그러면 신청할 수 없습니다."
        ),
        validators=[InputRequired(_l("동의해야 신청서를 낼 수 있습니다."))],
    )
    is_true = BooleanField(
        _l("[필수] 적은 내용은 사실이고, 거짓이면 선정이 취소될 수 있음을 압니다"),
        validators=[InputRequired(_l("확인해야 신청서를 낼 수 있습니다."))],
    )


class EntryForm(BaseForm):
    """The last page before an application that came on paper is taken in."""

    button = _l("종이 신청 접수하기")
    is_signed = BooleanField(
        _l("[필수] 신청서에 서명과 개인정보 동의가 있습니다"),
        validators=[InputRequired(_l("서명과 동의를 확인해 주세요."))],
    )


class ReceivedForm(BaseForm):
    """Whose application came on paper, and when."""

    business_number = text_field(
        _l("사업자등록번호"), 20, InputRequired(_l("사업자등록번호를 적어 주세요.")), _is_business_number
    )
    received_day: Any = day_field(_l("받은 날"), InputRequired(_l("받은 날을 적어 주세요.")))
    received_time: Any = clock_field(_l("받은 시각"), InputRequired(_l("받은 시각을 적어 주세요. 예: 17:40")))

    def received_at(self) -> datetime:
        """When it was received."""
        return read_instant(self.received_day.data, self.received_time.data)
