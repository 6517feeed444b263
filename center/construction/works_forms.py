"""What staff type of what a project closes, of spaces that change with it, and of its documents."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DecimalField, IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange, Regexp

from center.construction import queries
from center.construction.forms import why_en_field, why_field
from center.construction.models import Project
from center.construction.service.building import Decision
from center.construction.service.papers import Paper
from center.core import time
from center.core.text import Text, _, named
from center.spaces.models import Space
from center.spaces.queries import spaces_on
from center.spaces.rules import SpaceKind
from center.spaces.works import NewSpace, Why
from center.web.fields import day_field, text_field
from center.web.forms import BaseForm
from center.web.i18n import say

HUNDREDTHS = 100
KIND_WORDS: dict[SpaceKind, Text] = {
    SpaceKind.UNIT: _("입주 호실"),
    SpaceKind.OFFICE: _("사무실"),
    SpaceKind.MEETING: _("회의실"),
    SpaceKind.LOBBY: _("로비"),
    SpaceKind.OPERATOR: _("운영사무실"),
}


def space_text(space: Space) -> str:
    """304 304호, 203 로비."""
    return f"{space.code} · {say(named(space.name, space.name_en))}"


def area_field() -> DecimalField:
    """An area in ㎡."""
    return DecimalField(
        _l("면적(㎡)"),
        places=None,
        validators=[
            InputRequired(_l("면적을 적어 주세요. 예: 31.02")),
            NumberRange(1, 10_000, message=_l("1부터 10,000까지 적을 수 있습니다.")),
        ],
    )


class ClosureForm(BaseForm):
    """Which space a project closes, from the beginning of one milestone to the end of another."""

    space = SelectField(_l("공간"))
    begins = SelectField(_l("닫기 시작하는 일정"), coerce=int)
    ends = SelectField(_l("마치면 다시 여는 일정"), coerce=int)
    reason = text_field(_l("까닭"), 200, InputRequired(_l("까닭을 적어 주세요. 달력에서 누구나 봅니다.")))
    reason_en = text_field(_l("까닭(영어)"), 200, InputRequired(_l("영어로도 적어 주세요. 예: Floor being renewed")))

    def offer(self, project: Project) -> None:
        """Offer the spaces of today and the milestones of the project."""
        self.space.choices = [(space.code, space_text(space)) for space in spaces_on(time.today())]
        known = [(one.id, say(one.name)) for one in queries.milestones_of([project.id])[project.id]]
        self.begins.choices, self.ends.choices = known, known

    def why(self) -> Why:
        """Why it is closed."""
        return Why(self.reason.data or "", self.reason_en.data or "")


class ChangeForm(BaseForm):
    """From when on the building is another, and why."""

    first_on = day_field(_l("첫날"), InputRequired(_l("언제부터인지 적어 주세요.")))
    reason = why_field()
    reason_en = why_en_field()

    def decision(self) -> Decision:
        """What fields that are right say."""
        day = self.first_on.data or time.today()
        return Decision(on=day, reason=self.reason.data or "", reason_en=self.reason_en.data or "")


class SpaceForm(ChangeForm):
    """A space that begins."""

    code = text_field(
        _l("번호"),
        10,
        InputRequired(_l("번호를 적어 주세요. 예: 401")),
        Regexp(r"[0-9A-Za-z]{1,10}\Z", message=_l("숫자와 영어 글자만 쓸 수 있습니다. 예: 401")),
    )
    floor = IntegerField(
        _l("층"),
        validators=[
            InputRequired(_l("몇 층인지 적어 주세요.")),
            NumberRange(1, 50, message=_l("1부터 50까지 적을 수 있습니다.")),
        ],
    )
    kind = SelectField(_l("종류"))
    name = text_field(_l("이름"), 100, InputRequired(_l("이름을 적어 주세요. 예: 401호")))
    name_en = text_field(_l("이름(영어)"), 100, InputRequired(_l("영어 이름을 적어 주세요. 예: Unit 401")))
    use = text_field(_l("쓰임"), 200)
    use_en = text_field(_l("쓰임(영어)"), 200)
    area = area_field()

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.kind.choices = [(str(kind), say(word)) for kind, word in KIND_WORDS.items()]

    def new_space(self) -> NewSpace:
        """What fields that are right say."""
        return NewSpace(
            code=self.code.data or "",
            floor_number=self.floor.data or 0,
            kind=SpaceKind(self.kind.data),
            name=self.name.data or "",
            name_en=self.name_en.data or "",
            use=self.use.data or "",
            use_en=self.use_en.data or "",
            area_m2=int((self.area.data or 0) * HUNDREDTHS),
        )


class _OfSpaceForm(ChangeForm):
    space = SelectField(_l("공간"))

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.space.choices = [(str(space.id), space_text(space)) for space in spaces_on(time.today())]


class SpaceEndForm(_OfSpaceForm):
    """A space that ends; `first_on` is the first day on which it is no more."""


class SpaceAreaForm(_OfSpaceForm):
    """A space that has another area from a day on."""

    area = area_field()

    def hundredths(self) -> int:
        """The area in hundredths of a ㎡."""
        return int((self.area.data or 0) * HUNDREDTHS)


class PaperForm(BaseForm):
    """What a document or a photo shows, what it belongs to, and whether everybody may have it."""

    title = text_field(_l("무엇인지"), 100, InputRequired(_l("무엇인지 적어 주세요. 예: 착공 사진")))
    title_en = text_field(_l("무엇인지(영어)"), 100)
    belongs = SelectField(_l("어디에 속하는지"))
    is_public = BooleanField(_l("누구나 받을 수 있게 합니다"))

    def offer(self, project: Project) -> None:
        """Offer the project itself, its milestones and its payments."""
        milestones = [(f"m{one.id}", say(one.name)) for one in queries.milestones_of([project.id])[project.id]]
        payments = [
            (f"p{payment.id}", say(_("집행 증빙: %(what)s", what=f"{payment.purpose} ({payment.evidence})")))
            for line in queries.lines_of([project.id])[project.id]
            for payment in line.payments
            if payment.cancelled_on is None
        ]
        self.belongs.choices = [("", say(_("사업 전체"))), *milestones, *payments]

    def paper(self) -> Paper:
        """What fields that are right say."""
        kind, number = (self.belongs.data or "")[:1], (self.belongs.data or "")[1:]
        return Paper(
            title=self.title.data or "",
            title_en=self.title_en.data or "",
            is_public=bool(self.is_public.data),
            milestone_id=int(number) if kind == "m" else None,
            payment_id=int(number) if kind == "p" else None,
        )
