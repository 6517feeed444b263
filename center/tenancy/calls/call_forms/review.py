"""How a call is decided: stages with their criteria, bonus and deductions, the cut, ties."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DecimalField, FieldList, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from center.core.text import _
from center.tenancy.calls.call_forms.rows import (
    RowForm,
    SectionForm,
    count_field,
    keyed,
    name_field,
    rows_of,
)
from center.tenancy.calls.rules.changes import COMBINE_WORDS, CUT_WORDS, PUBLISHED_WORDS, tie_word
from center.tenancy.calls.rules.content import (
    Combine,
    Content,
    Criterion,
    CutOn,
    Item,
    Published,
    Selection,
    Stage,
)
from center.web.fields import text_field
from center.web.i18n import say

N_TIES = 6
MOST_POINTS = 100


def points_field(label: Any, *, may_be_empty: bool = False) -> Any:
    """Points with at most two decimals."""
    between = _l("0부터 100까지 숫자로 적어 주세요.")
    first = Optional() if may_be_empty else InputRequired(between)
    return DecimalField(
        label, places=None, validators=[first, NumberRange(0, MOST_POINTS, message=between), _has_two_decimals]
    )


def _has_two_decimals(_form: Any, field: Any) -> None:
    """Raises: ValidationError, where it is finer than what is printed."""
    if field.data is not None and field.data * 100 % 1:
        raise ValidationError(_l("소수점 아래 두 자리까지 적을 수 있습니다."))


class CriterionRow(RowForm):
    """What members give points for."""

    name = name_field(_l("심사 항목"), _l("심사 항목을 적어 주세요. 필요 없는 줄이면 빼 주세요."))
    name_en = text_field(_l("영어 이름"), 100)
    points = count_field(_l("배점"), 1, MOST_POINTS)
    question = text_field(_l("심사위원에게 묻는 것"), 300)
    question_en = text_field(_l("영어 물음"), 300)


class StageRow(RowForm):
    """A stage with its criteria."""

    name = name_field(_l("단계 이름"), _l("단계 이름을 적어 주세요. 필요 없는 단계면 빼 주세요."))
    name_en = text_field(_l("영어 이름"), 100)
    share = count_field(_l("반영 비율(%)"), 1, MOST_POINTS)
    criteria = rows_of(CriterionRow)


class StagesForm(SectionForm):
    """The stages of the review."""

    stages = rows_of(StageRow)

    @staticmethod
    def filled(content: Content) -> dict[str, Any]:
        """The fields as the content has them."""
        return {"stages": [_stage_row(stage) for stage in content.stages]}

    def apply(self, content: Content) -> Content:
        """The content with these stages."""
        stages = tuple(_stage_of(key, row) for key, row in keyed(self.stages.entries, "stage"))
        return replace(content, stages=stages)


def _stage_row(stage: Stage) -> dict[str, Any]:
    names = ("key", "name", "name_en", "points", "question", "question_en")
    criteria = [{name: getattr(one, name) for name in names} for one in stage.criteria]
    return {"key": stage.key, "name": stage.name, "name_en": stage.name_en, "share": stage.share, "criteria": criteria}


def _stage_of(key: str, row: Any) -> Stage:
    criteria = tuple(
        Criterion(
            key=own_key,
            name=one.name.data,
            name_en=one.name_en.data or "",
            points=one.points.data,
            question=one.question.data or "",
            question_en=one.question_en.data or "",
        )
        for own_key, one in keyed(row.criteria.entries, "criterion")
    )
    return Stage(key=key, name=row.name.data, name_en=row.name_en.data or "", share=row.share.data, criteria=criteria)


class ItemRow(RowForm):
    """Points for a fact."""

    name = name_field(_l("무엇에"), _l("무엇에 주는 점수인지 적어 주세요. 필요 없는 줄이면 빼 주세요."))
    name_en = text_field(_l("영어 이름"), 100)
    points = points_field(_l("점수"))


class SelectionForm(SectionForm):
    """How scores become a ranking."""

    combine = SelectField(_l("심사위원 점수를 합치는 법"))
    trim_from = count_field(_l("심사위원 몇 명부터 최고점과 최저점을 빼는지"), 3, 20)
    min_sheets = count_field(_l("기업마다 필요한 심사위원 수"), 1, 20)
    bonus = rows_of(ItemRow)
    bonus_cap = points_field(_l("가점의 최대"), may_be_empty=True)
    deductions = rows_of(ItemRow)
    deduction_cap = points_field(_l("감점의 최대"), may_be_empty=True)
    cut = points_field(_l("합격선"), may_be_empty=True)
    cut_on = SelectField(_l("합격선과 견주는 점수"))
    ties = FieldList(SelectField(default=""), min_entries=N_TIES, max_entries=N_TIES, label=_l("동점일 때 견주는 순서"))
    shortlist_factor = DecimalField(
        _l("다음 단계로 올릴 배수"),
        places=None,
        validators=[Optional(), NumberRange(1, 10, message=_l("1부터 10까지 숫자로 적어 주세요.")), _has_two_decimals],
    )
    reserve_months = count_field(_l("예비 순위 유효 기간(개월)"), 0, 36)
    published = SelectField(_l("결과에서 공개하는 것"))

    def prepare(self) -> None:
        """Give fields their choices."""
        self.combine.choices = [(str(value), say(word)) for value, word in COMBINE_WORDS.items()]
        self.cut_on.choices = [(str(value), say(word)) for value, word in CUT_WORDS.items()]
        self.published.choices = [(str(value), say(word)) for value, word in PUBLISHED_WORDS.items()]
        for tie in self.ties.entries:
            tie.choices = tie.choices or [("", "")]

    def offer_ties(self, content: Content) -> None:
        """The ways to break a tie that there are in this call."""
        for n, tie in enumerate(self.ties.entries, 1):
            tie.label.text = say(_("%(n)s번째로 견주는 것", n=n))
            tie.choices = [("", say(_("없음"))), *((way, say(tie_word(content, way))) for way in content.ties_known())]

    @staticmethod
    def filled(content: Content) -> dict[str, Any]:
        """The fields as the content has them."""
        how = content.selection
        names = (
            "combine",
            "trim_from",
            "min_sheets",
            "cut",
            "cut_on",
            "shortlist_factor",
            "reserve_months",
            "published",
        )
        return {
            **{name: getattr(how, name) for name in names},
            "bonus": _item_rows(how.bonus),
            "bonus_cap": how.bonus_cap or None,
            "deductions": _item_rows(how.deductions),
            "deduction_cap": how.deduction_cap or None,
            "ties": [*how.ties, *[""] * N_TIES][:N_TIES],
        }

    def apply(self, content: Content) -> Content:
        """The content with these rules."""
        selection = Selection(
            combine=Combine(self.combine.data),
            trim_from=self.trim_from.data,
            min_sheets=self.min_sheets.data,
            bonus=_items_of(self.bonus.entries, "bonus"),
            bonus_cap=self.bonus_cap.data or Decimal(0),
            deductions=_items_of(self.deductions.entries, "deduction"),
            deduction_cap=self.deduction_cap.data or Decimal(0),
            cut=self.cut.data,
            cut_on=CutOn(self.cut_on.data),
            ties=tuple(dict.fromkeys(tie.data for tie in self.ties.entries if tie.data)),
            shortlist_factor=self.shortlist_factor.data,
            reserve_months=self.reserve_months.data,
            published=Published(self.published.data),
        )
        return replace(content, selection=selection)


def _item_rows(items: tuple[Item, ...]) -> list[dict[str, Any]]:
    return [{"key": one.key, "name": one.name, "name_en": one.name_en, "points": one.points} for one in items]


def _items_of(rows: Any, prefix: str) -> tuple[Item, ...]:
    return tuple(
        Item(key=key, name=row.name.data, name_en=row.name_en.data or "", points=row.points.data)
        for key, row in keyed(rows, prefix)
    )
