"""What staff say when they screen an application, and why a frozen list is taken up again."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField, SelectMultipleField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from center.core.text import _
from center.tenancy.applications.forms import item_choices
from center.tenancy.applications.rules.screening import Decided, Finding, Point, needs_note
from center.tenancy.calls.rules.content import Selection
from center.web.fields import text_field
from center.web.forms import BaseForm
from center.web.i18n import say

MET, NOTE = "met-", "note-"
YES, NO = "yes", "no"
ANSWERS = [SelectChoice(YES, _l("맞음")), SelectChoice(NO, _l("어긋남"))]


def _boxes(label: Any) -> SelectMultipleField:
    return SelectMultipleField(label, choices=[], option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False))


class ScreeningForm(BaseForm):
    """A choice and a reason for each point; made by `screening_form`."""

    bonus = _boxes(_l("인정하는 가점"))
    deductions = _boxes(_l("적용하는 감점"))

    def offer(self, selection: Selection) -> None:
        """The items of the call."""
        self.bonus.choices, self.deductions.choices = item_choices(selection.bonus), item_choices(selection.deductions)

    def decided(self, points: Sequence[Point]) -> Decided:
        """All that was chosen."""
        return Decided(self.findings(points), tuple(self.bonus.data or ()), tuple(self.deductions.data or ()))

    def rows(self, points: Sequence[Point]) -> list[tuple[Point, Field, Field]]:
        """Each point with its choice and its reason."""
        return [(point, self[MET + point.key], self[NOTE + point.key]) for point in points]

    def findings(self, points: Sequence[Point]) -> dict[str, Finding]:
        """What was chosen."""
        return {
            point.key: Finding(met.data == YES, note.data or "") for point, met, note in self.rows(points) if met.data
        }

    def is_complete(self, points: Sequence[Point]) -> bool:
        """Whether every point has its choice, and a reason where it needs one; what is missing is told at its field."""
        is_valid = self.validate()
        found = self.findings(points)
        for point, _met, note in self.rows(points):
            if point.key in found and needs_note(point, found[point.key]) and not note.data:
                note.errors = [say(_("신청자가 읽을 까닭을 적어 주세요."))]
                is_valid = False
        return is_valid


def screening_form(points: Sequence[Point]) -> type[ScreeningForm]:
    """The form for these points."""
    fields: dict[str, Field] = {}
    for point in points:
        chosen = InputRequired(_l("맞는지 골라 주세요."))
        fields[MET + point.key] = RadioField(say(point.word), choices=ANSWERS, validators=[chosen])
        fields[NOTE + point.key] = text_field(_l("까닭"), 300)
    return type("PointsForm", (ScreeningForm,), fields)


def prefilled(points: Sequence[Point], before: Decided) -> dict[str, Any]:
    """What was found before, else what is known."""
    values: dict[str, Any] = {"bonus": list(before.bonus), "deductions": list(before.deductions)}
    for point in points:
        finding = before.findings.get(point.key)
        is_met = finding.is_met if finding else point.known
        if is_met is not None:
            values[MET + point.key] = YES if is_met else NO
        values[NOTE + point.key] = finding.note if finding else ""
    return values


class ReopeningForm(BaseForm):
    """Why a frozen list is taken up again."""

    reason = text_field(
        _l("확정을 푸는 까닭"),
        500,
        InputRequired(_l("까닭을 적어 주세요.")),
        Length(min=5, message=_l("조금 더 자세히 적어 주세요.")),
    )
