"""The base of every form: what is typed arrives clean, what is wrong is said in the reader's language."""

import re
import unicodedata
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from flask import request
from werkzeug.datastructures import MultiDict
from wtforms import Field, PasswordField, TextAreaField

from center.core.text import Text, _
from center.web.i18n import say

if TYPE_CHECKING:
    from wtforms import Form as FlaskForm
else:
    from flask_wtf import FlaskForm

UNSEEN = re.compile(r"[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\u3164\ufeff\uffa0]")
"""Letters that show nothing or turn the direction of writing: who reads the text would be deceived."""
LINE_END = re.compile(r"\r\n|[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")
SENTENCES: Mapping[str, Text] = {
    "This field is required.": _("이 칸을 채워 주세요."),
    "Not a valid integer value.": _("숫자로 적어 주세요. 예: 12"),
    "Not a valid decimal value.": _("숫자로 적어 주세요. 예: 12"),
    "Not a valid date value.": _("날짜를 2026-12-23처럼 적어 주세요."),
    "Not a valid choice.": _("목록에서 골라 주세요."),
    "Invalid Choice: could not coerce.": _("목록에서 골라 주세요."),
}
"""Our own words for what WTForms says."""
OTHERWISE = _("입력한 내용을 다시 확인해 주세요.")


class OwnSentences:
    """What WTForms asks for the translation of its messages; it gives them ours."""

    def gettext(self, message: str) -> str:
        """Our sentence for a message; a name that WTForms makes a label of stays as it is."""
        return say(SENTENCES.get(message, OTHERWISE)) if message.endswith(".") else message

    def ngettext(self, _singular: str, plural: str, _n: int) -> str:
        """Our sentence for a message that WTForms has in singular and plural."""
        return self.gettext(plural)


class BaseForm(FlaskForm):
    """A form that cleans what was typed before a field reads it, and collects its faults for the summary."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """How WTForms reads and speaks."""

        def wrap_formdata(self, form: "BaseForm", formdata: Any) -> MultiDict[str, Any] | None:
            """What was typed, clean. A body that is no form has no fields; a call of the API brings its own.

            A file where a text belongs is none of the fields: no form of ours takes files.
            """
            typed = formdata if isinstance(formdata, MultiDict) else self._sent(form, formdata)
            if typed is None:
                return None
            texts = [(name, value) for name, value in typed.items(multi=True) if isinstance(value, str)]
            return MultiDict([(name, form.clean(name, value)) for name, value in texts])

        def _sent(self, form: "BaseForm", formdata: Any) -> MultiDict[str, Any] | None:
            return None if request.is_json else super().wrap_formdata(form, formdata)

        def get_translations(self, _form: "BaseForm") -> OwnSentences:
            """Our sentences."""
            return OwnSentences()

    def clean(self, name: str, value: str) -> str:
        """A value as its field gets it: passwords as they are, texts as lines or as one line."""
        field = next((field for field in self if field.name == name), None)
        if isinstance(field, PasswordField):
            return value
        return clean_lines(value) if isinstance(field, TextAreaField) else clean_line(value)

    def errors_for_summary(self) -> list[tuple[str, str]]:
        """The first fault of each field: the id to link to, and the sentence."""
        return [(field.id, _first(field)) for field in self if field.errors]


def form_version() -> int:
    """The version of the record that the form was made from; 0 for none, which no record has."""
    return request.form.get("version", 0, type=int)


def clean_line(value: str) -> str:
    """One line of text: composed letters, no control characters, no blanks around it."""
    return " ".join(clean_lines(value).split("\n"))


def clean_lines(value: str) -> str:
    """Text of several lines, clean like one line; every line ends in a plain line feed."""
    seen = UNSEEN.sub("", LINE_END.sub("\n", value).replace("\t", " "))
    kept = "".join(letter for letter in seen if letter == "\n" or not _is_control(letter))
    return unicodedata.normalize("NFC", kept).strip()


def _is_control(letter: str) -> bool:
    return unicodedata.category(letter) in {"Cc", "Cs"}


def _first(field: Field) -> str:
    return str(next(iter(field.errors)))
