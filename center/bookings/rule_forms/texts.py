"""Texts of the center in both languages, a sentence a line."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import StopValidation, ValidationError

from center.bookings.rule_forms.base import RuleForm, Stored
from center.bookings.rules.values import Wording
from center.core.text import _
from center.web.forms import BaseForm
from center.web.i18n import say

MOST_SENTENCES = 20
LONGEST_SENTENCE = 300


class SentencesField(TextAreaField):
    """Sentences, one a line."""

    def sentences(self) -> list[str]:
        """Its lines without empty ones."""
        return [line.strip() for line in (self.data or "").split("\n") if line.strip()]


def are_sentences(_form: BaseForm, field: Any) -> None:
    """Some sentences, none endless.

    Raises:
        ValidationError
    """
    sentences = field.sentences()
    if not sentences:
        raise StopValidation(say(_("한 줄에 한 문장씩 적어 주세요.")))
    if len(sentences) > MOST_SENTENCES or max(map(len, sentences)) > LONGEST_SENTENCE:
        limits = {"most": MOST_SENTENCES, "letters": LONGEST_SENTENCE}
        raise ValidationError(say(_("%(most)s문장까지, 한 문장은 %(letters)s자까지 적을 수 있습니다.", **limits)))


class WordingForm(RuleForm):
    """A text in both languages; the name of its version is given by the command."""

    ko = SentencesField(_l("한국어"), validators=[are_sentences])
    en = SentencesField(_l("영어"), validators=[are_sentences])

    def validate_en(self, field: Any) -> None:
        """Raises: ValidationError, where one language says more than the other."""
        if self.ko.sentences() and len(field.sentences()) != len(self.ko.sentences()):
            n = {"ko": len(self.ko.sentences()), "en": len(field.sentences())}
            raise ValidationError(say(_("한국어는 %(ko)s문장, 영어는 %(en)s문장입니다. 같은 수로 맞춰 주세요.", **n)))

    @staticmethod
    def filled(value: Wording) -> Stored:
        """The fields of a value."""
        return {language: "\n".join(value.sentences[language]) for language in ("ko", "en")}

    def stored(self) -> Stored:
        """The value of the fields, without its version."""
        return {"ko": self.ko.sentences(), "en": self.en.sentences()}
