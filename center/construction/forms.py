"""What staff type of projects and their milestones."""

import re
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, Regexp, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from center.construction import queries
from center.construction.models import Milestone, Project
from center.construction.pages.words import span_text
from center.construction.rules.spans import LONGEST_WRITTEN, Span, WrongSpanError, read_span
from center.construction.service.projects import MilestoneWords, ProjectWords, Revision
from center.core import time
from center.web.fields import day_field, text_field
from center.web.forms import BaseForm
from center.web.i18n import say

NOBODY = ("", _l("정하지 않음"))
KEY = re.compile(r"[a-z][a-z0-9-]{1,39}")


def area_text(label: Any, most: int, hint: Any = "") -> TextAreaField:
    """Several lines of text, optional."""
    limit = Length(max=most, message=_l("너무 깁니다. 더 짧게 적어 주세요."))
    return TextAreaField(label, description=hint, validators=[Optional(), limit])


def why_field() -> Any:
    """Why something is so, as everybody reads it."""
    return text_field(_l("까닭"), 300, InputRequired(_l("까닭을 적어 주세요. 누구나 봅니다.")))


def why_en_field() -> Any:
    """The same in English."""
    return text_field(_l("까닭(영어)"), 300)


class ProjectForm(BaseForm):
    """What a project says of itself."""

    title = text_field(_l("이름"), 100, InputRequired(_l("사업 이름을 적어 주세요.")))
    title_en = text_field(_l("이름(영어)"), 100)
    lead = text_field(_l("한 줄 소개"), 300)
    lead_en = text_field(_l("한 줄 소개(영어)"), 300)
    note = area_text(_l("출처와 알릴 것"), 500)
    note_en = area_text(_l("출처와 알릴 것(영어)"), 500)
    decimals = SelectField(
        _l("집행율의 소수 자리"),
        default="1",
        description=_l("인쇄하는 표에 맞춥니다. 반올림하지 않고 자릅니다."),
    )
    is_public = BooleanField(_l("누구나 볼 수 있게 합니다"), default=True)

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.decimals.choices = [(str(places), str(places)) for places in range(3)]

    def words(self) -> ProjectWords:
        """What fields that are right say."""
        names = ("title", "title_en", "lead", "lead_en", "note", "note_en")
        texts: dict[str, Any] = {name: self[name].data or "" for name in names}
        return ProjectWords(**texts, decimals=int(self.decimals.data), is_public=bool(self.is_public.data))

    @staticmethod
    def filled(project: Project) -> dict[str, Any]:
        """The fields of a project."""
        names = ("title", "title_en", "lead", "lead_en", "note", "note_en", "is_public")
        return {name: getattr(project, name) for name in names} | {"decimals": str(project.decimals)}


class NewProjectForm(ProjectForm):
    """The same of a new one, with its part of the address."""

    key = text_field(
        _l("주소 이름"),
        40,
        InputRequired(_l("주소에 쓸 이름을 적어 주세요. 예: lobby-2027")),
        Regexp(KEY, message=_l("영어 소문자로 시작해 소문자, 숫자, -만 쓸 수 있습니다. 예: lobby-2027")),
    )

    def validate_key(self, field: Any) -> None:
        """Raises: ValidationError, where more than a key was typed."""
        if KEY.fullmatch(field.data or "") is None:
            raise ValidationError(_l("영어 소문자로 시작해 소문자, 숫자, -만 쓸 수 있습니다. 예: lobby-2027"))


class CheckboxesField(SelectMultipleField):
    """Several of a list, each with its checkbox."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def when_field() -> Any:
    """Planned days, or a vague time, as people write them."""
    return text_field(
        _l("때"), LONGEST_WRITTEN, InputRequired(_l("언제인지 적어 주세요. 예: 2026-09-01 ~ 2026-12-31, 2026년 9~12월"))
    )


def read_when(field: Any, year: int) -> Span:
    """What was typed as days.

    Raises:
        ValidationError: it cannot be read.
    """
    try:
        return read_span(field.data or "", year)
    except WrongSpanError as wrong:
        raise ValidationError(say(wrong.text)) from wrong


class MilestoneForm(BaseForm):
    """What a milestone says of itself, its first plan, what it waits for, who is responsible."""

    title = text_field(_l("일정 이름"), 100, InputRequired(_l("일정 이름을 적어 주세요.")))
    title_en = text_field(_l("일정 이름(영어)"), 100)
    when = when_field()
    detail = text_field(_l("설명"), 200)
    detail_en = text_field(_l("설명(영어)"), 200)
    waits = CheckboxesField(_l("먼저 끝나야 하는 일정"), coerce=int, validate_choice=True)
    is_goal = BooleanField(_l("이 사업의 목표입니다 (예: 개원, 다시 열기)"))
    responsible = text_field(_l("맡은 곳"), 100)
    person = SelectField(
        _l("알림을 받을 담당자"), description=_l("끝나기 7일 전과 기한이 지난 때 메일을 한 번씩 보냅니다.")
    )
    note = area_text(_l("메모"), 2000, _l("직원만 봅니다."))

    def validate_when(self, field: Any) -> None:
        """Raises: ValidationError, where it cannot be read."""
        self.span = read_when(field, time.today().year)

    def offer(self, project: Project, one: Milestone | None = None) -> None:
        """Offer the other milestones of the project, and those who may be responsible; a first plan only to a new one."""
        if one is not None:
            del self.when
        known = queries.milestones_of([project.id])[project.id]
        self.waits.choices = [(other.id, say(other.name)) for other in known if one is None or other.id != one.id]
        people = queries.staff_people(time.today())
        self.person.choices = [NOBODY, *((str(number), name) for number, name in people.items())]

    def words(self) -> MilestoneWords:
        """What fields that are right say."""
        names = ("title", "title_en", "detail", "detail_en", "responsible", "note")
        texts: dict[str, Any] = {name: self[name].data or "" for name in names}
        person = int(self.person.data) if self.person.data else None
        return MilestoneWords(**texts, responsible_id=person, is_goal=bool(self.is_goal.data))

    @staticmethod
    def filled(one: Milestone) -> dict[str, Any]:
        """The fields of a milestone."""
        names = ("title", "title_en", "detail", "detail_en", "responsible", "note", "is_goal")
        values: dict[str, Any] = {name: getattr(one, name) for name in names}
        return values | {"person": str(one.responsible_id or ""), "waits": [wait.after_id for wait in one.waits]}


class MoveForm(BaseForm):
    """Another plan for a milestone, decided on a day, and why."""

    when = when_field()
    decided_on = day_field(_l("바꾸기로 한 날"), InputRequired(_l("언제 바꾸기로 했는지 적어 주세요.")))
    reason = why_field()
    reason_en = why_en_field()
    with_behind = BooleanField(_l("뒤에 밀리는 일정도 함께 옮깁니다"), default=True)
    year: int = 0

    def validate_when(self, field: Any) -> None:
        """Raises: ValidationError, where it cannot be read."""
        self.span = read_when(field, self.year)

    def revision(self) -> Revision:
        """What fields that are right say."""
        return Revision(
            span=self.span,
            decided_on=self.decided_on.data or time.today(),
            reason=self.reason.data or "",
            reason_en=self.reason_en.data or "",
            with_behind=bool(self.with_behind.data),
        )

    @staticmethod
    def filled(one: Milestone) -> dict[str, Any]:
        """The plan that holds."""
        plan = one.step.plan
        return {"when": plan.written or span_text(plan).replace("\N{NO-BREAK SPACE}", " "), "decided_on": time.today()}


class CourseForm(BaseForm):
    """When a milestone really began and ended."""

    began_on = day_field(_l("시작한 날"))
    ended_on = day_field(_l("끝난 날"))
