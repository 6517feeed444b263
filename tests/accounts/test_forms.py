"""What the base form makes of what is typed."""

from typing import Any

import pytest
from flask import Flask
from wtforms import IntegerField, PasswordField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, Regexp

from center.web.forms import BaseForm
from center.web.i18n import init_i18n


class SampleForm(BaseForm):
    """A field of each kind."""

    name = StringField("이름", validators=[InputRequired()])
    words = TextAreaField("내용")
    password = PasswordField("비밀번호")
    n = IntegerField("인원", default=1)
    kind = SelectField("종류", choices=[SelectChoice("a", "가")], default="a")
    email = StringField("메일", validators=[Regexp(r"^$|.*@", message="@가 빠졌습니다."), Length(max=9)])
    reply_to = StringField("답장", filters=[lambda text: text and text.upper()])


@pytest.fixture
def bare() -> Flask:
    """An application of nothing but the languages."""
    app = Flask("bare")
    app.config.update(SECRET_KEY="only-for-this-test", WTF_CSRF_ENABLED=False)
    init_i18n(app)
    return app


def typed(app: Flask, **values: Any) -> SampleForm:
    """The form with what somebody typed, checked."""
    with app.test_request_context("/", method="POST", data={"name": "홍길동", "kind": "a", **values}):
        form = SampleForm()
        form.validate()
        return form


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("  홍길동 ", "홍길동"),
        ("\u1112\u1169\u11bc", "홍"),
        ("홍\x00길\x07동\x7f", "홍길동"),
        ("홍\t길동", "홍 길동"),
        ("홍길동\r\nBcc: all@example.kr", "홍길동 Bcc: all@example.kr"),
        ("홍\u2028길동", "홍 길동"),
        ("\u202e홍길동\u2066", "홍길동"),
        ("e\u200b\u0301", "é"),
        ("=HYPERLINK(1)", "=HYPERLINK(1)"),
        ("<b>'\"%s%(x)s\\", "<b>'\"%s%(x)s\\"),
        ("👩\u200d💻", "👩\u200d💻"),
    ],
)
def test_one_line_arrives_clean(bare: Flask, given: str, kept: str) -> None:
    assert typed(bare, name=given).name.data == kept


def test_several_lines_stay_lines(bare: Flask) -> None:
    assert typed(bare, words=" 첫째\r\n둘째\r셋째\n\n\x00 ").words.data == "첫째\n둘째\n셋째"


def test_a_password_arrives_as_it_was_typed(bare: Flask) -> None:
    assert typed(bare, password=" \u202e가 \t나 ").password.data == " \u202e가 \t나 "


@pytest.mark.parametrize("given", ["", "   ", "\u3164", "\u200b\u202e", "\x00\n"])
def test_what_shows_nothing_fills_no_required_field(bare: Flask, given: str) -> None:
    assert typed(bare, name=given).errors_for_summary() == [("name", "이 칸을 채워 주세요.")]


def test_a_fields_own_filters_work_on_clean_text(bare: Flask) -> None:
    assert typed(bare, reply_to=" a\x00b ").reply_to.data == "AB"


def test_the_summary_names_the_first_fault_of_each_field_in_their_order(bare: Flask) -> None:
    form = typed(bare, name="", n="x", kind="z", email="far too long without the sign")

    assert form.errors_for_summary() == [
        ("name", "이 칸을 채워 주세요."),
        ("n", "숫자로 적어 주세요. 예: 12"),
        ("kind", "목록에서 골라 주세요."),
        ("email", "@가 빠졌습니다."),
    ]


def test_a_message_without_a_sentence_of_its_own_is_korean_too(bare: Flask) -> None:
    assert typed(bare, email="a@example.kr").errors_for_summary() == [("email", "입력한 내용을 다시 확인해 주세요.")]


def test_a_form_without_faults_has_no_summary(bare: Flask) -> None:
    assert typed(bare).errors_for_summary() == []


@pytest.mark.parametrize("body", [[1], "x", None, {"name": "홍길동"}])
def test_a_body_that_is_no_form_fills_in_nothing(bare: Flask, body: Any) -> None:
    with bare.test_request_context("/", method="POST", json=body):
        form = SampleForm()

        assert not form.validate()
        assert form.name.data is None


def test_full_width_figures_are_figures(bare: Flask) -> None:
    assert typed(bare, n=" １２ ").n.data == 12


def test_huge_numbers_are_a_fault_of_the_field(bare: Flask) -> None:
    assert typed(bare, n="9" * 5000).errors_for_summary() == [("n", "숫자로 적어 주세요. 예: 12")]
