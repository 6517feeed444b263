"""What staff say when they ask for papers after the deadline, and when what came on paper was received."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, IntegerField
from wtforms.validators import InputRequired, Length, NumberRange

from center.core.text import _
from center.tenancy.applications.forms import ReceivedForm
from center.tenancy.applications.rules.supplements import LONGEST, SHORTEST, USUAL
from center.tenancy.calls.rules.content import Document
from center.web.fields import text_field
from center.web.forms import BaseForm
from center.web.i18n import say

ASKED, WORDS = "ask-", "words-"


def _days_field(label: Any) -> IntegerField:
    return IntegerField(
        label,
        default=USUAL,
        validators=[
            InputRequired(_l("며칠인지 적어 주세요.")),
            NumberRange(
                SHORTEST,
                LONGEST,
                message=_l("기간은 %(least)s일부터 %(most)s일까지입니다.", least=SHORTEST, most=LONGEST),
            ),
        ],
    )


def _reason_field(label: Any) -> Any:
    long_enough = Length(min=5, message=_l("조금 더 자세히 적어 주세요."))
    return text_field(label, 500, InputRequired(_l("까닭을 적어 주세요.")), long_enough)


class AskingForm(BaseForm):
    """Which papers, what is wrong with each, and how many days; made by `asking_form`."""

    days = _days_field(_l("며칠 안에 내야 하나요?"))

    def rows(self, documents: Sequence[Document]) -> list[tuple[Field, Field]]:
        """Each paper's box and words."""
        return [(self[ASKED + one.key], self[WORDS + one.key]) for one in documents]

    def papers(self, documents: Sequence[Document]) -> dict[str, str]:
        """What was chosen, with the words."""
        chosen = [one.key for one in documents if self[ASKED + one.key].data]
        return {key: self[WORDS + key].data or "" for key in chosen}

    def is_complete(self, documents: Sequence[Document]) -> bool:
        """Whether a paper is chosen and each has its words and no other; what is missing is told at its field."""
        is_valid = self.validate()
        rows = self.rows(documents)
        for box, words in rows:
            if box.data and not words.data:
                words.errors = [say(_("무엇이 모자란지 적어 주세요. 기업이 그대로 읽습니다."))]
            if words.data and not box.data:
                box.errors = [say(_("적은 내용이 있습니다. 보완할 서류면 골라 주세요."))]
        if rows and not any(box.data or words.data for box, words in rows):
            rows[0][0].errors = [say(_("어느 서류를 보완할지 골라 주세요."))]
        return is_valid and not any(box.errors or words.errors for box, words in rows)


def asking_form(documents: Sequence[Document]) -> type[AskingForm]:
    """The form for the papers of a call."""
    fields: dict[str, Field] = {}
    for one in documents:
        fields[ASKED + one.key] = BooleanField(say(one.title))
        fields[WORDS + one.key] = text_field(_l("‘%(name)s’에서 모자란 것", name=say(one.title)), 300)
    return type("PapersForm", (AskingForm,), fields)


class ExtendingForm(BaseForm):
    """How many days more."""

    days = _days_field(_l("며칠 더 줄까요?"))


class DemandingForm(BaseForm):
    """Nothing but the button."""


class ReturningForm(BaseForm):
    """Why an application is returned; the firm reads it."""

    reason = _reason_field(_l("되돌려 보내는 까닭"))


class TakingBackForm(BaseForm):
    """Why a paper is not needed after all; the firm reads it."""

    reason = _reason_field(_l("요구를 거두는 까닭"))


class PaperAnswerForm(ReceivedForm):
    """When what came on paper was received; whose it is is known."""

    business_number = None  # type: ignore[assignment]
