"""What staff type of a firm: its profile, a note, support, what they look for, which record of two is right."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import FieldList, FormField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import Email, InputRequired, Length, NumberRange, Optional, ValidationError

from center.core.text import Text, _
from center.core.time import YEARS
from center.enterprises.queries import Filter
from center.enterprises.rules.kinds import (
    COUNTING_WORDS,
    KIND_WORDS,
    STATE_WORDS,
    CountingKind,
    FirmState,
    Kind,
    KindTerm,
)
from center.enterprises.rules.numbers import WrongBusinessNumberError, read_business_number, show_business_number
from center.enterprises.rules.profile import Profile
from center.web.fields import day_field, text_field, won_field
from center.web.forms import BaseForm
from center.web.i18n import say

MOST_KINDS = 20
TEXTS = ("name", "representative", "address", "sector", "phone", "email", "website")
"""The fields of a profile that are typed as they are kept."""


class _NoToken(BaseForm.Meta):
    """For forms that are sent in the address, or are part of another that has a token."""

    csrf = False


def _reason() -> StringField:
    return text_field(_l("고치는 까닭"), 500, InputRequired(_l("왜 고치는지 적어 주세요. 기록에 남습니다.")))


def _is_number(_form: Any, field: Any) -> None:
    """A business number, in whatever way it is written.

    Raises:
        ValidationError
    """
    try:
        read_business_number(field.data or "")
    except WrongBusinessNumberError as wrong:
        raise ValidationError(say(wrong.text)) from wrong


def _choices(words: Mapping[Any, Text], first: Text | None = None) -> list[tuple[str, str]]:
    """The words for each value, after what stands for none."""
    return [*([("", say(first))] if first else []), *((str(value), say(word)) for value, word in words.items())]


class SearchForm(BaseForm):
    """What firms are looked for."""

    Meta = _NoToken
    q = text_field(_l("이름, 대표자, 번호"), 100)
    counting = SelectField(_l("집계 구분"), default="")
    kind = SelectField(_l("유형"), default="")
    on = day_field(_l("유형을 볼 날"))
    state = SelectField(_l("상태"), default="")
    place = SelectField(_l("지역"), default="")

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.counting.choices = _choices(COUNTING_WORDS, _("모든 구분"))
        self.kind.choices = _choices(KIND_WORDS, _("모든 유형"))
        self.state.choices = _choices(STATE_WORDS, _("모든 상태"))
        self.place.choices = _choices({"in": _("관내"), "out": _("관외")}, _("모든 지역"))

    def wanted(self) -> Filter:
        """What is looked for."""
        return Filter(
            text=self.q.data or "",
            counting_kind=CountingKind(self.counting.data) if self.counting.data else None,
            kind=Kind(self.kind.data) if self.kind.data else None,
            state=FirmState(self.state.data) if self.state.data else None,
            in_district={"in": True, "out": False}.get(self.place.data or ""),
            on=self.on.data,
        )


class KindForm(BaseForm):
    """Of what kind a firm is, from when to when: a row of its profile."""

    Meta = _NoToken
    kind = SelectField(_l("유형"), default="")
    from_on = day_field(_l("시작일"))
    to_on = day_field(_l("마지막 날"))
    certificate = text_field(_l("인증·지정 번호"), 100)
    issuer = text_field(_l("인증·지정 기관"), 100)

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.kind.choices = _choices(KIND_WORDS, _("고르지 않음"))

    def validate_kind(self, field: Any) -> None:
        """Raises: ValidationError, where something is said of no kind."""
        if not field.data and any((self.from_on.data, self.to_on.data, self.certificate.data, self.issuer.data)):
            raise ValidationError(_l("유형을 골라 주세요. 필요 없는 줄이면 빼 주세요."))

    def validate_to_on(self, field: Any) -> None:
        """Raises: ValidationError, where it ends before it begins."""
        if field.data and self.from_on.data and field.data < self.from_on.data:
            raise ValidationError(_l("마지막 날이 시작일보다 앞섭니다."))

    def term(self) -> KindTerm | None:
        """The row as a value; None for an empty one."""
        if not self.kind.data:
            return None
        return KindTerm(
            Kind(self.kind.data),
            self.from_on.data,
            self.to_on.data,
            self.certificate.data or "",
            self.issuer.data or "",
        )


class ProfileForm(BaseForm):
    """All that the registry says of a firm. Rows of kinds come and go by buttons, without script."""

    name = text_field(_l("기업 이름"), 100, InputRequired(_l("기업 이름을 적어 주세요.")))
    business_number = StringField(
        _l("사업자등록번호"), validators=[InputRequired(_l("사업자등록번호 10자리를 적어 주세요.")), _is_number]
    )
    representative = text_field(_l("대표자"), 100)
    counting_kind = SelectField(_l("집계 구분"), default="")
    founded_on = day_field(_l("설립일"))
    address = text_field(_l("주소"), 300)
    in_district = SelectField(_l("지역"), default="")
    sector = text_field(_l("업종"), 200)
    phone = text_field(_l("전화"), 60)
    email = text_field(
        _l("메일 주소"),
        254,
        Optional(),
        Email(_l("메일 주소를 다시 확인해 주세요. 예: hong@example.kr"), allow_smtputf8=False),
    )
    website = text_field(_l("누리집"), 300)
    state = SelectField(_l("상태"), default="")
    kinds = FieldList(FormField(KindForm), max_entries=MOST_KINDS)
    reason = _reason()

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.counting_kind.choices = _choices(COUNTING_WORDS, _("아직 모름"))
        self.state.choices = _choices(STATE_WORDS)
        self.in_district.choices = _choices({"in": _("관내"), "out": _("관외")})

    @staticmethod
    def filled(profile: Profile) -> dict[str, Any]:
        """The fields of a profile."""
        return {
            **{name: getattr(profile, name) for name in TEXTS},
            "business_number": show_business_number(profile.business_number),
            "counting_kind": profile.counting_kind or "",
            "founded_on": profile.founded_on,
            "in_district": "in" if profile.in_district else "out",
            "state": profile.state,
            "kinds": [
                {name: getattr(term, name) for name in ("kind", "from_on", "to_on", "certificate", "issuer")}
                for term in profile.kinds
            ],
        }

    def profile(self) -> Profile:
        """The profile of fields that are right."""
        terms = (row.form.term() for row in self.kinds)
        return Profile(
            **{name: self[name].data or "" for name in TEXTS},
            business_number=read_business_number(self.business_number.data or ""),
            counting_kind=CountingKind(self.counting_kind.data) if self.counting_kind.data else None,
            founded_on=self.founded_on.data,
            in_district=self.in_district.data == "in",
            state=FirmState(self.state.data or FirmState.ACTIVE),
            kinds=tuple(term for term in terms if term is not None),
        ).ordered()

    def act(self, act: str) -> None:
        """Add a row of kinds, or take one away."""
        if act == "add" and len(self.kinds.entries) < MOST_KINDS:
            self.kinds.append_entry()
        self.kinds.entries = [row for row in self.kinds.entries if act != f"drop-{row.short_name}"]

    def errors_for_summary(self) -> list[tuple[str, str]]:
        """The faults of its own fields, then those of the rows."""
        own = [(field.id, str(field.errors[0])) for field in self if field.errors and field is not self.kinds]
        return own + [fault for row in self.kinds for fault in row.form.errors_for_summary()]


class NoteForm(BaseForm):
    """What the center notes of a firm."""

    note = TextAreaField(
        _l("센터 메모"), validators=[Length(max=5000, message=_l("너무 깁니다. 더 짧게 적어 주세요."))]
    )


class SupportForm(BaseForm):
    """Money that a firm received."""

    programme = text_field(_l("사업 이름"), 100, InputRequired(_l("어느 사업인지 적어 주세요. 예: 일자리창출사업")))
    year = IntegerField(
        _l("연도"),
        validators=[
            InputRequired(_l("받은 해를 숫자로 적어 주세요. 예: 2026")),
            NumberRange(YEARS.start, YEARS.stop - 1, message=_l("2000년부터 적을 수 있습니다.")),
        ],
    )
    amount_krw = won_field(_l("금액(원)"), _l("받은 돈을 원 단위로 적어 주세요. 예: 5,000,000"))


class ReasonForm(BaseForm):
    """Why something is done with a record."""

    reason = _reason()


class OtherForm(BaseForm):
    """Which record is to be merged into this one."""

    Meta = _NoToken
    other = text_field(
        _l("합칠 기업의 등록 번호"), 40, InputRequired(_l("합칠 기업의 등록 번호를 적어 주세요. 예: C-12"))
    )
