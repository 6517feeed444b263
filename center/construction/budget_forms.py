"""What staff type of a project's money."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange, ValidationError

from center.construction import queries
from center.construction.forms import why_en_field, why_field
from center.construction.models import BudgetLine, PlannedPayment, Project
from center.construction.rules.budget import SOURCE_WORDS, Source
from center.construction.service.budget import Allotment, Bill
from center.core import time
from center.core.text import _
from center.enterprises.pages.words import won
from center.web.fields import MOST_WON, WonField, day_field, text_field, won_field
from center.web.forms import BaseForm
from center.web.i18n import say


def line_text(line: BudgetLine) -> str:
    """시비 · 시설비."""
    return f"{say(SOURCE_WORDS[Source(line.source)])} · {say(line.name)}"


class AllotmentForm(BaseForm):
    """What a line gets or loses on a day, and by what decision."""

    amount = WonField(
        _l("금액(원)"),
        description=_l("줄일 때는 앞에 -를 붙입니다."),
        validators=[
            InputRequired(_l("금액을 원 단위로 적어 주세요. 예: 360,000,000")),
            NumberRange(-MOST_WON, MOST_WON, message=_l("금액을 다시 확인해 주세요.")),
        ],
    )
    on = day_field(_l("정해진 날"), InputRequired(_l("언제 정해졌는지 적어 주세요.")))
    reason = why_field()
    reason_en = why_en_field()

    def allotment(self) -> Allotment:
        """What fields that are right say."""
        return Allotment(
            on=self.on.data or time.today(),
            amount_krw=self.amount.data or 0,
            reason=self.reason.data or "",
            reason_en=self.reason_en.data or "",
        )


class LineForm(AllotmentForm):
    """A new line with what it begins with."""

    source = SelectField(_l("재원"))
    title = text_field(_l("예산 이름"), 100, InputRequired(_l("예산 이름을 적어 주세요. 예: 시설비")))
    title_en = text_field(_l("예산 이름(영어)"), 100)

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.source.choices = [(str(source), say(word)) for source, word in SOURCE_WORDS.items()]


class PaymentForm(BaseForm):
    """What was paid from which line, to whom, and what proves it."""

    line = SelectField(_l("예산"), coerce=int)
    on = day_field(_l("집행한 날"), InputRequired(_l("집행한 날을 적어 주세요.")))
    amount = won_field(_l("금액(원)"), _l("금액을 원 단위로 적어 주세요. 예: 12,000,000"))
    payee = text_field(_l("받는 곳"), 100, InputRequired(_l("누구에게 집행했는지 적어 주세요.")))
    purpose = text_field(_l("내용"), 200, InputRequired(_l("무엇에 썼는지 적어 주세요. 예: 선금")))
    evidence = text_field(_l("증빙 번호"), 100, InputRequired(_l("증빙 번호를 적어 주세요. 예: 지출결의 2026-15")))
    planned = SelectField(_l("예정한 집행"), description=_l("예정해 둔 것이면 골라 주세요. 남은 예정에서 빠집니다."))

    def offer(self, project: Project) -> None:
        """Offer the lines of the project, and what is still to be paid."""
        lines = queries.lines_of([project.id])[project.id]
        self.line.choices = [(line.id, line_text(line)) for line in lines]
        planned = [one for line in lines for one in line.planned if one.paid_by_id is None]
        texts = [(str(one.id), f"{one.title} {won(one.amount_krw)}") for one in planned]
        self.planned.choices = [("", say(_("해당 없음"))), *texts]

    def bill(self) -> Bill:
        """What fields that are right say."""
        return Bill(
            on=self.on.data or time.today(),
            amount_krw=self.amount.data or 0,
            payee=self.payee.data or "",
            purpose=self.purpose.data or "",
            evidence=self.evidence.data or "",
        )

    def settled(self, line: BudgetLine) -> PlannedPayment | None:
        """What of the line the payment settles, if anything."""
        return next((one for one in line.planned if str(one.id) == self.planned.data), None)


class PlannedForm(BaseForm):
    """What is still to be paid from which line, when which milestone is done."""

    line = SelectField(_l("예산"), coerce=int)
    milestone = SelectField(_l("마치면 집행하는 일정"), coerce=int)
    title = text_field(_l("내용"), 200, InputRequired(_l("무엇에 쓸지 적어 주세요. 예: 준공금")))
    amount = won_field(_l("금액(원)"), _l("금액을 원 단위로 적어 주세요. 예: 12,000,000"))

    def offer(self, project: Project) -> None:
        """Offer the lines and the milestones of the project."""
        self.line.choices = [(line.id, line_text(line)) for line in queries.lines_of([project.id])[project.id]]
        known = queries.milestones_of([project.id])[project.id]
        self.milestone.choices = [(one.id, say(one.name)) for one in known if not one.step.is_done]


class CancelForm(BaseForm):
    """Why a payment is taken back."""

    reason = text_field(_l("취소하는 까닭"), 300, InputRequired(_l("왜 취소하는지 적어 주세요. 기록에 남습니다.")))


class YearForm(BaseForm):
    """The year whose accounts are closed, or opened again for a reason."""

    year = IntegerField(
        _l("회계연도"),
        validators=[
            InputRequired(_l("연도를 적어 주세요. 예: 2026")),
            NumberRange(2000, 2099, message=_l("연도를 네 자리로 적어 주세요. 예: 2026")),
        ],
    )
    way = SelectField(_l("할 일"), default="close")
    reason = text_field(_l("까닭"), 300)

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.way.choices = [("close", say(_("마감하기"))), ("open", say(_("마감 풀기")))]

    def validate_reason(self, field: Any) -> None:
        """Raises: ValidationError, where a closed year is opened without a reason."""
        if self.way.data == "open" and not field.data:
            raise ValidationError(_l("마감을 푸는 까닭을 적어 주세요. 기록에 남습니다."))
