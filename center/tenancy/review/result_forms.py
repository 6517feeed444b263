"""What staff say when they set, correct and answer, and what a firm says when it objects."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, TextAreaField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, Optional

from center.core.time import SEOUL
from center.tenancy.applications.models import Application
from center.tenancy.review.rules.announcing import Answer
from center.web.fields import clock_field, day_field, read_instant, text_field
from center.web.forms import BaseForm

UPHELD, REFUSED = "upheld", "refused"


def _lines(label: Any, most: int, *validators: Any) -> TextAreaField:
    limit = Length(max=most, message=_l("너무 깁니다. %(most)s자까지 적을 수 있습니다.", most=f"{most:,}"))
    return TextAreaField(label, validators=[*(validators or (Optional(),)), limit])


class MomentForm(BaseForm):
    """When a result is announced."""

    day: Any = day_field(_l("발표할 날"), InputRequired(_l("발표할 날을 적어 주세요.")))
    clock: Any = clock_field(_l("발표할 시각"), InputRequired(_l("발표할 시각을 적어 주세요. 예: 10:00")))

    def moment(self) -> datetime:
        """The moment that was typed."""
        return read_instant(self.day.data, self.clock.data)

    @classmethod
    def at(cls, moment: datetime) -> "MomentForm":
        """The form as it is shown first."""
        local = moment.astimezone(SEOUL)
        return cls(formdata=None, data={"day": local.date(), "clock": f"{local:%H:%M}"})


class CorrectionForm(MomentForm):
    """The same for a result that corrects an announced one."""

    reason = _lines(_l("바로잡는 까닭"), 1000, InputRequired(_l("무엇을 왜 바로잡는지 적어 주세요. 누구나 읽습니다.")))


class AppealForm(BaseForm):
    """What a firm objects."""

    text = _lines(
        _l("이의신청 내용"),
        4000,
        InputRequired(_l("무엇이 잘못되었다고 보는지, 어떻게 바꾸기를 바라는지 적어 주세요.")),
    )


class PaperAppealForm(AppealForm):
    """The same that came on paper: whose, and when."""

    application = SelectField(_l("접수 번호"), coerce=int)
    received_day: Any = day_field(_l("받은 날"), InputRequired(_l("받은 날을 적어 주세요.")))
    received_time: Any = clock_field(_l("받은 시각"), InputRequired(_l("받은 시각을 적어 주세요. 예: 17:40")))

    def offer(self, applications: Sequence[Application]) -> None:
        """Those who may object."""
        self.application.choices = [
            SelectChoice(one.id, f"{one.receipt_number} {one.enterprise.name}") for one in applications
        ]

    def received_at(self) -> datetime:
        """When it was received."""
        return read_instant(self.received_day.data, self.received_time.data)


class ExtensionForm(BaseForm):
    """Why an answer takes longer."""

    reason = text_field(_l("늘리는 까닭"), 500, InputRequired(_l("까닭을 적어 주세요. 기업이 그대로 읽습니다.")))


class AnswerForm(BaseForm):
    """The answer to an appeal."""

    outcome = RadioField(
        _l("결정"),
        choices=[SelectChoice(UPHELD, _l("받아들임")), SelectChoice(REFUSED, _l("받아들이지 않음"))],
        validators=[InputRequired(_l("받아들이는지 골라 주세요."))],
    )
    text = _lines(_l("답과 까닭"), 4000, InputRequired(_l("답과 까닭을 적어 주세요. 기업이 그대로 읽습니다.")))
    remedy = _lines(_l("어떻게 바로잡나요?"), 1000)

    def answer(self) -> Answer:
        """What was decided."""
        return Answer(self.outcome.data == UPHELD, self.text.data or "", self.remedy.data or "")
