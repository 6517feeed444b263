"""The reader's language. Korean unless switched in the header.

Source: docs/decisions/0009
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import flask_babel
from flask import Flask, g, has_request_context, request

from center.core.text import LANGUAGES, Language, Text, as_language, render

LANGUAGE_COOKIE = "center_language"
API_PREFIX = "/api/"


def init_i18n(app: Flask) -> None:
    """Translate texts by the language cookie; templates may print a `Text` as it is."""
    app.config["BABEL_DEFAULT_LOCALE"] = "ko"
    app.config["BABEL_DEFAULT_TIMEZONE"] = "Asia/Seoul"
    flask_babel.Babel(app, locale_selector=language)
    app.jinja_env.finalize = _translate_text
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        _say_word, _say_number, newstyle=True
    )


def language() -> Language:
    """The language of the page that is being made."""
    if "language" not in g:
        g.language = _asked() if has_request_context() else "ko"
    spoken: Language = g.language
    return spoken


def _asked() -> Language:
    """People switch in the header, which a cookie remembers; programs ask by Accept-Language."""
    if request.path.startswith(API_PREFIX):
        return as_language(request.accept_languages.best_match(LANGUAGES))
    return as_language(request.cookies.get(LANGUAGE_COOKIE))


@contextmanager
def speaking(chosen: Language) -> Iterator[None]:
    """Make everything inside in the chosen language, mails for instance."""
    with flask_babel.force_locale(chosen):
        before = g.get("language")
        g.language = chosen
        _forget_speaker()
        try:
            yield
        finally:
            g.pop("language")
            _forget_speaker()
            if before:
                g.language = before


def _forget_speaker() -> None:
    g.pop("translate", None)
    g.pop("speaker", None)


def translator() -> Callable[[str], str]:
    """The translation of message ids into the present language, looked up once a request."""
    if "translate" not in g:
        g.translate = flask_babel.get_translations().ugettext
    translate: Callable[[str], str] = g.translate
    return translate


def _say_word(msgid: str) -> str:
    return translator()(msgid)


def _say_number(singular: str, plural: str, n: int) -> str:
    sentence: str = flask_babel.get_translations().ungettext(singular, plural, n)
    return sentence


def say(text: Text) -> str:
    """A text in the language of the page."""
    speaker: Callable[[Text], str] | None = g.get("speaker")
    if speaker is None:
        speaker = g.speaker = partial(render, language=language(), translate=translator())
    return speaker(text)


def say_all(texts: list[Text]) -> list[str]:
    """Several texts in the language of the page."""
    return [say(text) for text in texts]


def _translate_text(value: Any) -> Any:
    return say(value) if isinstance(value, Text) else value
