"""What staff type of units: who has one from when to when, and what it costs."""

from datetime import date, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DecimalField, SelectField
from wtforms.validators import InputRequired, NumberRange, ValidationError

from center.core.text import _
from center.spaces.models import UnitTerm
from center.spaces.terms import Term
from center.tenancy.calls.models import Appraisal
from center.tenancy.calls.queries import HolderUnclearError, find_holder
from center.tenancy.calls.rules.fees import PER_MILLE, STANDING_WORDS
from center.web.fields import day_field, text_field, won_field
from center.web.forms import BaseForm
from center.web.i18n import say

MOST_AREA = 10_000
HUNDREDTHS = 100


def _reason() -> Any:
    return text_field(_l("고치는 까닭"), 500, InputRequired(_l("왜 고치는지 적어 주세요. 기록에 남습니다.")))


def _basis() -> Any:
    return text_field(_l("근거"), 200, InputRequired(_l("근거를 적어 주세요. 예: 구 공유재산심의회 2026년 11월 3일")))


class TermForm(BaseForm):
    """Who has a unit from when to when. The firm is named by its number or its name."""

    holder = text_field(_l("기업"), 100, InputRequired(_l("기업의 사업자등록번호나 이름을 적어 주세요.")))
    first_on = day_field(_l("첫날"), InputRequired(_l("들어온 날을 적어 주세요.")))
    last_on = day_field(_l("마지막 날"), InputRequired(_l("허가가 끝나는 날을 적어 주세요.")))
    basis = text_field(_l("근거"), 200, InputRequired(_l("무엇으로 쓰는지 적어 주세요. 예: 사용허가 2025-3호")))

    def validate_holder(self, field: Any) -> None:
        """Raises: ValidationError, where no firm or more than one is meant."""
        try:
            self.found = find_holder(field.data)
        except HolderUnclearError as unclear:
            raise ValidationError(say(unclear.text)) from unclear

    def validate_last_on(self, field: Any) -> None:
        """Raises: ValidationError, where it ends before it begins."""
        if field.data and self.first_on.data and field.data < self.first_on.data:
            raise ValidationError(_l("마지막 날이 첫날보다 앞섭니다. 기간을 다시 확인해 주세요."))

    def term(self) -> Term:
        """What fields that are right say."""
        first_on, last_on = self.first_on.data or date.min, self.last_on.data or date.min
        return Term(self.found.id, self.found.name, first_on, last_on + timedelta(days=1), self.basis.data or "")


class CorrectionForm(TermForm):
    """The same, of a term that is there already, and why."""

    reason = _reason()

    @staticmethod
    def filled(term: UnitTerm, key: str) -> dict[str, Any]:
        """The fields of a term."""
        return {"holder": key, "first_on": term.first_on, "last_on": term.last_on, "basis": term.basis}


class RemovalForm(BaseForm):
    """Why a term is taken out."""

    reason = _reason()


class RateForm(BaseForm):
    """What firms of a standing pay from a day on, in percent."""

    standing = SelectField(_l("누구에게"))
    percent = DecimalField(
        _l("요율(%)"),
        places=None,
        validators=[
            InputRequired(_l("재산평정가격의 몇 퍼센트인지 적어 주세요. 예: 1")),
            NumberRange(0, 100, message=_l("0부터 100까지 적을 수 있습니다.")),
        ],
    )
    first_on = day_field(_l("적용하는 첫날"), InputRequired(_l("언제부터인지 적어 주세요.")))
    basis = _basis()

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.standing.choices = [(value, say(word)) for value, word in STANDING_WORDS.items()]

    def clean(self, name: str, value: str) -> str:
        """A percentage with or without its sign."""
        cleaned = super().clean(name, value)
        return cleaned.removesuffix("%").strip() if name == "percent" else cleaned

    def validate_percent(self, field: Any) -> None:
        """Raises: ValidationError, where it is finer than a thousandth."""
        if field.data is not None and field.data * 10 % 1:
            raise ValidationError(say(_("소수점 아래 한 자리까지 적을 수 있습니다. 예: 2.5")))

    def per_mille(self) -> int:
        """The rate in thousandths."""
        return int((self.percent.data or 0) * PER_MILLE // 100)


class ValueForm(BaseForm):
    """The appraised value of a unit by itself, from a day on."""

    value_krw = won_field(_l("재산평정가격(원)"), _l("재산평정가격을 원 단위로 적어 주세요. 예: 211,025,000"))
    first_on = day_field(_l("적용하는 첫날"), InputRequired(_l("언제부터인지 적어 주세요.")))
    basis = _basis()


class BuildingForm(ValueForm):
    """That of the building, and what its units have in common."""

    common_area = DecimalField(
        _l("함께 쓰는 면적(㎡)"),
        places=None,
        validators=[
            InputRequired(_l("함께 쓰는 면적을 적어 주세요. 예: 231")),
            NumberRange(0, MOST_AREA, message=_l("0부터 10,000까지 적을 수 있습니다.")),
        ],
    )

    @staticmethod
    def filled(building: Appraisal | None) -> dict[str, Any]:
        """What mostly stays as it was."""
        return {"common_area": building.common_area / HUNDREDTHS} if building else {}

    def hundredths(self) -> int:
        """The common area in hundredths of a ㎡."""
        return int((self.common_area.data or 0) * HUNDREDTHS)
