"""What applicants hand in: documents, and the parts of the business plan."""

from dataclasses import replace
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import InputRequired

from center.core.text import _
from center.files.rules.kinds import FileKind
from center.tenancy.calls.call_forms.rows import (
    RowForm,
    SectionForm,
    boxes_field,
    count_field,
    keyed,
    name_field,
    rows_of,
)
from center.tenancy.calls.rules.content import Content, Document, Part
from center.web.fields import text_field
from center.web.i18n import say

LARGEST_MB = 20


class DocumentRow(RowForm):
    """A paper that is asked for."""

    name = name_field(_l("서류 이름"), _l("서류 이름을 적어 주세요. 필요 없는 줄이면 빼 주세요."))
    name_en = text_field(_l("영어 이름"), 100)
    need = SelectField(_l("꼭 내야 합니까"), default="required")
    kinds = boxes_field(_l("파일 종류"), validators=[InputRequired(_l("받을 파일 종류를 하나 이상 골라 주세요."))])
    most_mb = count_field(_l("파일 크기(MB)"), 1, LARGEST_MB)

    def prepare(self) -> None:
        """Give fields their choices; a new row takes every kind and the largest size."""
        self.need.choices = [("required", say(_("꼭 냅니다"))), ("optional", say(_("있으면 냅니다")))]
        self.kinds.choices = [(str(kind), kind.value.upper()) for kind in FileKind]


class DocumentsForm(SectionForm):
    """The papers that are asked for."""

    documents = rows_of(DocumentRow)

    @staticmethod
    def filled(content: Content) -> dict[str, Any]:
        """The fields as the content has them."""
        return {"documents": [_row_of(one) for one in content.documents]}

    def apply(self, content: Content) -> Content:
        """The content with these papers."""
        documents = tuple(
            Document(
                key=key,
                name=row.name.data,
                name_en=row.name_en.data or "",
                is_required=row.need.data == "required",
                kinds=tuple(kind for kind in FileKind if kind in row.kinds.data),
                most_mb=row.most_mb.data,
            )
            for key, row in keyed(self.documents.entries, "document")
        )
        return replace(content, documents=documents)


def _row_of(one: Document) -> dict[str, Any]:
    return {
        "key": one.key,
        "name": one.name,
        "name_en": one.name_en,
        "need": "required" if one.is_required else "optional",
        "kinds": [str(kind) for kind in one.kinds],
        "most_mb": one.most_mb,
    }


class PartRow(RowForm):
    """A part of the business plan."""

    name = name_field(_l("항목 이름"), _l("항목 이름을 적어 주세요. 필요 없는 줄이면 빼 주세요."))
    name_en = text_field(_l("영어 이름"), 100)
    hint = text_field(_l("무엇을 적는지"), 300)
    hint_en = text_field(_l("영어로 무엇을 적는지"), 300)
    most_letters = count_field(_l("글자 수"), 100, 10_000)


class PlanForm(SectionForm):
    """The parts of the business plan."""

    parts = rows_of(PartRow)

    @staticmethod
    def filled(content: Content) -> dict[str, Any]:
        """The fields as the content has them."""
        names = ("key", "name", "name_en", "hint", "hint_en", "most_letters")
        return {"parts": [{name: getattr(one, name) for name in names} for one in content.parts]}

    def apply(self, content: Content) -> Content:
        """The content with these parts."""
        parts = tuple(
            Part(
                key=key,
                name=row.name.data,
                name_en=row.name_en.data or "",
                hint=row.hint.data or "",
                hint_en=row.hint_en.data or "",
                most_letters=row.most_letters.data,
            )
            for key, row in keyed(self.parts.entries, "part")
        )
        return replace(content, parts=parts)
