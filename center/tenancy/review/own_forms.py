"""What members of a committee type: the pledge, declarations, votes, sheets, and the chair's reasons."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, RadioField, StringField, TextAreaField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, Optional

from center.core.text import Text, _
from center.tenancy.applications.models import Application
from center.tenancy.calls.rules.content import Criterion
from center.tenancy.review.rules.committee import GROUND_WORDS, Ground
from center.tenancy.review.rules.points import COMMENT, LONGEST_COMMENT, LONGEST_POINTS, POINTS, Fault, Scores
from center.tenancy.review.service import Said
from center.web.fields import text_field
from center.web.forms import BaseForm
from center.web.i18n import say

GROUND, NOTE, REASON = "ground", "note", "reason"
NONE = "none"
FOR, AGAINST = "for", "against"
LONGEST_REASON = 500


def _reason_field(label: Any) -> StringField:
    missing = InputRequired(_l("까닭을 적어 주세요."))
    return text_field(label, LONGEST_REASON, missing, Length(min=5, message=_l("조금 더 자세히 적어 주세요.")))


class PledgeForm(BaseForm):
    """The signature."""

    agreed = BooleanField(
        _l("위 내용을 읽었고 지키겠습니다"),
        validators=[InputRequired(_l("서약 내용을 읽고 동의해야 서명할 수 있습니다."))],
    )


class DeclarationForm(BaseForm):
    """For each firm whether there is a conflict; made by `declaration_form`."""

    def rows(self, firms: Sequence[Application]) -> list[tuple[Application, Field, Field]]:
        """Each firm with its choice and its note."""
        return [(one, self[f"{GROUND}-{one.number}"], self[f"{NOTE}-{one.number}"]) for one in firms]

    def is_complete(self, firms: Sequence[Application]) -> bool:
        """Whether something was chosen for every firm; what is missing is told at its field, with the firm's name."""
        is_valid = self.validate()
        for one, ground, _note in self.rows(firms):
            if not ground.data:
                ground.errors = [say(_("%(firm)s: 이해관계가 있는지 없는지 골라 주세요.", firm=one.enterprise.name))]
        return is_valid

    def said(self, firms: Sequence[Application]) -> dict[int, Said]:
        """What was said of each firm."""
        return {
            one.id: Said(None if ground.data == NONE else Ground(ground.data), note.data or "")
            for one, ground, note in self.rows(firms)
        }


def declaration_form(firms: Sequence[Application]) -> type[DeclarationForm]:
    """The form for these firms."""
    choices = [SelectChoice(NONE, say(_("이해관계 없음")))]
    choices += [SelectChoice(ground, say(word)) for ground, word in GROUND_WORDS.items()]
    fields: dict[str, Field] = {}
    for one in firms:
        chosen = InputRequired(_l("이해관계가 있는지 없는지 골라 주세요."))
        fields[f"{GROUND}-{one.number}"] = RadioField(one.enterprise.name, choices=choices, validators=[chosen])
        fields[f"{NOTE}-{one.number}"] = text_field(_l("덧붙일 말"), LONGEST_REASON)
    return type("FirmsForm", (DeclarationForm,), fields)


class VoteForm(BaseForm):
    """For or against a challenge."""

    opinion = RadioField(
        _l("이 위원을 이 기업의 심사에서 뺄까요?"),
        choices=[SelectChoice(FOR, _l("뺍니다")), SelectChoice(AGAINST, _l("빼지 않습니다"))],
        validators=[InputRequired(_l("의견을 골라 주세요."))],
    )


class SheetForm(BaseForm):
    """Points and a comment for each criterion; made by `sheet_form`."""

    def typed(self, criteria: Sequence[Criterion]) -> dict[str, dict[str, str]]:
        """What was typed, by criterion."""
        return {
            one.key: {field: self[f"{field}-{one.key}"].data or "" for field in (POINTS, COMMENT)} for one in criteria
        }

    def mark(self, faults: Sequence[Fault]) -> None:
        """Say at each field what is wrong there."""
        for fault in faults:
            self[f"{fault.field}-{fault.criterion}"].errors = [say(fault.text)]

    def summary(self, criteria: Sequence[Criterion]) -> list[tuple[str, str]]:
        """What is wrong with its criterion, in the order of the page."""
        fields = [(one.title, self[f"{field}-{one.key}"]) for one in criteria for field in (POINTS, COMMENT)]
        return [(field.id, f"{say(title)}: {field.errors[0]}") for title, field in fields if field.errors]


def sheet_form(criteria: Sequence[Criterion]) -> type[SheetForm]:
    """The form of a sheet with these criteria."""
    fields: dict[str, Field] = {}
    for one in criteria:
        fits = Length(
            max=LONGEST_COMMENT, message=_l("너무 깁니다. %(most)s자까지 적을 수 있습니다.", most=LONGEST_COMMENT)
        )
        fields[f"{POINTS}-{one.key}"] = text_field(say(one.title), LONGEST_POINTS)
        fields[f"{COMMENT}-{one.key}"] = TextAreaField(say(_("의견")), validators=[Optional(), fits])
    return type("CriteriaForm", (SheetForm,), fields)


def filled(scores: Scores) -> dict[str, str]:
    """The fields as they were kept."""
    return {f"{field}-{key}": text for key, given in scores.items() for field, text in given.items()}


class ReasonForm(BaseForm):
    """Why the chair reopens something."""

    reason = _reason_field(_l("다시 여는 까닭"))


class FreezingForm(BaseForm):
    """A reason for each sheet that is missing; made by `freezing_form`."""

    def reasons(self) -> dict[str, str]:
        """The reasons as they were typed, by the name of their field."""
        return {field.short_name: field.data or "" for field in self if field.short_name.startswith(REASON)}


def freezing_form(labels: Mapping[str, Text]) -> type[FreezingForm]:
    """The form with a field for each of these labels."""
    return type("MissingForm", (FreezingForm,), {name: _reason_field(say(label)) for name, label in labels.items()})
