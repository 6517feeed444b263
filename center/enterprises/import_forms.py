"""What staff choose for a file of the registry: the file, what its columns hold, a format to take out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import FileField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from center.core.text import _
from center.enterprises.rules.columns import IGNORE, KEEP, PLACE_WORDS, PLACES, tells_which_firm
from center.enterprises.rules.sheets import Sheet
from center.web.forms import BaseForm
from center.web.i18n import say

PEOPLE = "people"


class UploadForm(BaseForm):
    """A file."""

    file = FileField(_l("명부 파일"))


class ExportForm(BaseForm):
    """In what format all firms are taken out, and what for."""

    kind = SelectField(_l("파일 형식"), default="xlsx")
    purpose = StringField(
        _l("무엇에 쓰나요"),
        validators=[
            InputRequired(_l("무엇에 쓰는지 적어 주세요. 누가 왜 내려받았는지 기록에 남습니다.")),
            Length(max=200, message=_l("200자까지 적을 수 있습니다.")),
        ],
    )

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.kind.choices = [
            ("xlsx", say(_("엑셀(.xlsx)"))),
            (PEOPLE, say(_("CSV, 사람이 볼 때(수식처럼 보이는 글자 앞에 따옴표)"))),
            ("csv", say(_("CSV, 다시 들여올 때"))),
            ("json", say(_("JSON, 프로그램이 읽을 때"))),
        ]


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """A column of a file: what its first rows say, and what it was said to hold."""

    field_id: str
    heading: str
    examples: str
    chosen: str
    error: str = ""


@dataclass(frozen=True, slots=True)
class ColumnsForm:
    """What each column of a file holds."""

    columns: list[ColumnChoice]
    options: list[tuple[str, str]]
    errors: list[tuple[str, str]] = field(default_factory=list)

    def chosen(self) -> dict[str, str]:
        """By heading."""
        return {column.heading: column.chosen for column in self.columns}


N_EXAMPLES = 3
LONGEST_EXAMPLE = 40


def columns_form(sheet: Sheet, known: Mapping[str, str], typed: Mapping[str, str]) -> ColumnsForm:
    """The columns of a sheet with what is known, or what was chosen; faults where a choice cannot be."""
    options = [(KEEP, say(_("그대로 보관"))), (IGNORE, say(_("읽지 않음")))]
    options += [(place, say(PLACE_WORDS[place])) for place in PLACES]
    places = [value for value, _word in options]
    chosen = {
        heading: value if (value := typed.get(f"c{at}", known.get(heading, KEEP))) in places else KEEP
        for at, heading in enumerate(sheet.header)
    }
    seen: list[str] = []
    columns = []
    for at, heading in enumerate(sheet.header):
        place = chosen[heading]
        twice = say(_("다른 칸에서 이미 고른 항목입니다.")) if typed and place in seen else ""
        seen += [place] if place not in {KEEP, IGNORE} else []
        columns.append(ColumnChoice(f"c{at}", heading, _examples(sheet, at), place, twice))
    errors = [(column.field_id, column.error) for column in columns if column.error]
    if typed and not tells_which_firm(chosen):
        errors.insert(0, ("c0", say(_("등록 번호나 사업자등록번호가 든 칸을 골라 주세요."))))
    return ColumnsForm(columns, options, errors)


def _examples(sheet: Sheet, at: int) -> str:
    found = (row.cells[at] for row in sheet.rows if at < len(row.cells) and row.cells[at])
    shown = [str(text)[:LONGEST_EXAMPLE] for text, _n in zip(found, range(N_EXAMPLES), strict=False)]
    return ", ".join(shown)
