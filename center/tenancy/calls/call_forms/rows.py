"""Forms of a section: rows that come and go by buttons without script, faults of rows in the summary."""

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    Field,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    SelectMultipleField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from center.tenancy.calls.rules.content import Content
from center.web.fields import text_field
from center.web.forms import BaseForm

MOST_ROWS = 20
ADD, DROP = "add:", "drop:"


def name_field(label: Any, missing: Any) -> Any:
    """A name that must be there."""
    return text_field(label, 100, InputRequired(missing))


def lines_field(label: Any, most: int = 2000, *validators: Any) -> TextAreaField:
    """Text of several lines."""
    limit = Length(max=most, message=_l("너무 깁니다. 더 짧게 적어 주세요."))
    return TextAreaField(label, validators=[*(validators or (Optional(),)), limit])


def count_field(label: Any, least: int, most: int) -> Any:
    """A whole number between two others."""
    between = _l("%(least)s부터 %(most)s까지 숫자로 적어 주세요.", least=least, most=f"{most:,}")
    return IntegerField(label, validators=[InputRequired(between), NumberRange(least, most, message=between)])


def boxes_field(label: Any, **more: Any) -> Any:
    """Several of some, each with a box to tick."""
    return SelectMultipleField(
        label, option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False), choices=[], **more
    )


class SectionForm(BaseForm):
    """A section of a call: filled from the content, and applied to it."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.prepare()

    def prepare(self) -> None:
        """Give fields their choices."""

    @staticmethod
    @abstractmethod
    def filled(content: Content) -> dict[str, Any]:
        """The fields as the content has them."""

    @abstractmethod
    def apply(self, content: Content) -> Content:
        """The content with what fields that are right say."""

    def act(self, act: str) -> None:
        """Add a row to a list, or take one away."""
        for rows in _lists_in(self):
            if act == ADD + rows.name and len(rows.entries) < MOST_ROWS:
                rows.append_entry()
            rows.entries = [row for row in rows.entries if act != DROP + row.name]

    def errors_for_summary(self) -> list[tuple[str, str]]:
        """The faults of its fields and of those of its rows, in their order on the page."""
        return list(_faults_in(self))


class RowForm(BaseForm):
    """A row; its key, which nobody sees, stays the same when it is renamed."""

    class Meta(BaseForm.Meta):
        """A part of another form, which has the token."""

        csrf = False

    key = HiddenField()

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.prepare()

    def prepare(self) -> None:
        """Give fields their choices."""

    def errors_for_summary(self) -> list[tuple[str, str]]:
        """The faults of its fields."""
        return list(_faults_in(self))


def _lists_in(form: BaseForm) -> Iterator["FieldList[Any]"]:
    """The lists of rows in a form, those inside rows included."""
    for field in form:
        if isinstance(field, FieldList):
            yield field
            for row in list(field.entries):
                yield from _lists_in(row.form) if isinstance(row, FormField) else ()


def _faults_in(form: BaseForm) -> Iterator[tuple[str, str]]:
    for field in form:
        yield from _faults_of(field)


def _faults_of(field: Field) -> Iterator[tuple[str, str]]:
    if isinstance(field, FieldList):
        for entry in field.entries:
            yield from _faults_of(entry)
    elif isinstance(field, FormField):
        yield from _faults_in(field.form)
    elif field.errors:
        yield field.id, str(next(iter(field.errors)))


def rows_of(row: type[RowForm]) -> "FieldList[Any]":
    """A list of such rows."""
    return FieldList(FormField(row), max_entries=MOST_ROWS)


def keyed(rows: Sequence[Any], prefix: str) -> list[tuple[str, Any]]:
    """Each row with its key; one that is new gets one that no other has."""
    taken = {row.form.key.data for row in rows}
    fresh = (f"{prefix}{n}" for n in range(1, 1000) if f"{prefix}{n}" not in taken)
    return [(row.form.key.data or next(fresh), row.form) for row in rows]
