"""What staff type about a committee: seats, reasons, challenges, conflicts found late, minutes."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField, SelectField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, NumberRange

from center.tenancy.review.rules.committee import GROUND_WORDS, SEAT_WORDS, Ground
from center.web.fields import text_field
from center.web.forms import BaseForm
from center.web.i18n import say

MOST_MINUTES = 120
ENTERED = [ground for ground in Ground if ground is not Ground.WITHDRAWN]
"""The grounds that others enter of somebody; who withdraws says so alone."""
Choices = Sequence[tuple[int, str]]


def _reason(label: Any) -> Any:
    missing, short = _l("까닭을 적어 주세요."), _l("조금 더 자세히 적어 주세요.")
    return text_field(label, 500, InputRequired(missing), Length(min=5, message=short))


def _chosen(label: Any, missing: Any) -> SelectField:
    return SelectField(label, choices=[], coerce=_number, validators=[InputRequired(missing)])


def _number(value: Any) -> int | None:
    return int(value) if value not in (None, "", "None") else None


def _offered(first: Any, choices: Choices) -> list[SelectChoice]:
    return [SelectChoice("", first), *(SelectChoice(str(value), text) for value, text in choices)]


class SeatForm(BaseForm):
    """To whom a seat is given, and as what."""

    user = _chosen(_l("누구를 위촉하나요?"), _l("사람을 골라 주세요."))
    role = RadioField(_l("맡을 일"), validators=[InputRequired(_l("맡을 일을 골라 주세요."))])

    def offer(self, people: Choices) -> "SeatForm":
        """The accounts to choose from."""
        self.user.choices = _offered(_l("골라 주세요"), people)
        self.role.choices = [SelectChoice(role, say(words)) for role, words in SEAT_WORDS.items()]
        return self


class ReasonForm(BaseForm):
    """Why something is done that stays on record."""

    reason = _reason(_l("까닭"))


class AbsenceForm(BaseForm):
    """Why a firm did not come; it may be unknown."""

    reason = text_field(_l("들은 까닭"), 300)


class OutcomeForm(BaseForm):
    """What the committee decided on a challenge, in its words."""

    outcome = _reason(_l("위원회가 그렇게 정한 까닭"))


class MinutesForm(BaseForm):
    """For how long somebody presents."""

    minutes = IntegerField(
        _l("발표 시간(분)"),
        validators=[
            InputRequired(_l("발표 시간을 적어 주세요.")),
            NumberRange(1, MOST_MINUTES, message=_l("1분에서 120분 사이로 적어 주세요.")),
        ],
    )


class PairForm(BaseForm):
    """A member and a firm, with the ground and the reason why the one may not score the other."""

    seat = _chosen(_l("위원"), _l("위원을 골라 주세요."))
    application = _chosen(_l("신청한 기업"), _l("기업을 골라 주세요."))
    ground = RadioField(_l("사유"), validators=[InputRequired(_l("사유를 골라 주세요."))])
    reason = _reason(_l("까닭"))

    def offer(self, members: Choices, firms: Choices) -> "PairForm":
        """The members and the firms to choose from."""
        self.seat.choices = _offered(_l("골라 주세요"), members)
        self.application.choices = _offered(_l("골라 주세요"), firms)
        self.ground.choices = [SelectChoice(ground, say(GROUND_WORDS[ground])) for ground in ENTERED]
        return self

    @property
    def pair(self) -> tuple[int, int]:
        """The seat and the application that were chosen."""
        return int(self.seat.data), int(self.application.data)

    @property
    def said(self) -> tuple[Ground, str]:
        """The ground and the reason."""
        return Ground(self.ground.data), self.reason.data or ""
