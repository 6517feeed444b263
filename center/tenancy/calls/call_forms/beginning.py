"""How a call begins, and the small forms beside it."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import InputRequired

from center.tenancy.calls.call_forms.rows import lines_field
from center.web.fields import day_field, text_field
from center.web.forms import BaseForm


class BeginningForm(BaseForm):
    """What a new call begins from, and the day of its notice."""

    like = SelectField(_l("바탕으로 삼을 공고"))
    notice_on = day_field(_l("공고일"), InputRequired(_l("공고할 날을 적어 주세요.")))

    def __init__(self, *given: Any, choices: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*given, **more)
        self.like.choices = choices


class ReasonForm(BaseForm):
    """Why something public is changed or ended."""

    reason = text_field(_l("이유"), 500, InputRequired(_l("이유를 적어 주세요. 공고에 함께 보입니다.")))


class AnswerForm(BaseForm):
    """A question and its answer."""

    question = lines_field(_l("질문"), 1000, InputRequired(_l("질문을 적어 주세요.")))
    answer = lines_field(_l("답"), 4000, InputRequired(_l("답을 적어 주세요.")))
