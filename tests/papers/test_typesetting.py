"""What people typed stands in a paper as they typed it, and does nothing; the same facts make the same bytes."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from fontTools.ttLib import TTFont
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from center.core.errors import DomainError
from center.papers.application import application_facts
from center.papers.fonts import LETTERS
from center.papers.receipt import receipt_facts
from center.papers.signs import showable
from center.papers.typesetting import TEMPLATES, PaperError, render
from tests.papers.samples import a_receipt, a_submission, an_application, reader_of, squeezed
from tests.safety.payloads import PAYLOADS

PROGRAMS = {
    "read": '#read("/etc/passwd")',
    "read-own": '#read("frame.typ") #include "receipt.typ"',
    "image": '#image("../../static/img/mark.svg")',
    "import": '#import "@preview/cetz:0.3.0": *',
    "hash": '#1 #panic(1) #{while true {}} #eval("1")',
    "mathematics": "$ x^2 $ $ sum_(i=0)^n",
    "backticks": "`code` ```rust fn x()``` `unclosed",
    "escapes": "\\n \\u{41} \\\\ \\",
    "labels": "@receipt <label> @",
    "marks": "*bold* _slanted_ = heading - list + enum / term: x",
    "quotes": "\"two\" 'one' -- --- ... ~ 1/2 [a] {b}",
    "json": '"}, {"text": "x", "\\": "',
    "comment": "https://a.kr // not a comment /* neither */",
}
HOSTILE = {**PROGRAMS, **PAYLOADS}
LONG = {
    "letters": "W" * 20_000,
    "syllables": "가" * 20_000,
    "figures": "1234567890" * 300,
    "quoted": "'가" * 1_000,
    "lines": "\n".join(f"{n}번째 줄" for n in range(3_000)),
    "gaps": "\n" * 20_000,
    "words": "영등포 사회적경제 " * 2_000,
}
SENDER = "영등포구 사회적경제지원센터"
SIZE, ROOM = 10.5, 595.3 - (26 + 20) * 72 / 25.4
"""Points of the text of a plan, and of its lines."""


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_what_looks_like_a_program_is_text(center: Flask, text: str) -> None:
    content = render("application", application_facts(an_application(a_submission(firm=text, files=[]), text=text)))

    assert_reads(content, text, times=3)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_name_that_looks_like_a_program_is_text_in_a_receipt(center: Flask, text: str) -> None:
    assert_reads(render("receipt", receipt_facts(a_receipt(a_submission(firm=text)))), text, times=1)


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_a_plan_of_any_length_is_whole_and_within_its_page(center: Flask, text: str) -> None:
    content = render("application", application_facts(an_application(text=text, parts=1)))

    lines, widths = lines_of(content), advances()
    assert squeezed(text) in squeezed("".join(line for line in lines if SENDER not in line))
    assert max(sum(widths[sign] for sign in line) for line in lines) * SIZE <= ROOM + 1


def assert_reads(content: bytes, text: str, *, times: int) -> None:
    """A text stands there so many times at least; of marks above letters, which pypdf reads twice, only the letters."""
    found, wanted = (re.sub("[\u0301\u3164]", "", one) for one in (without_frame(content), showable(text)))
    assert found.count(squeezed(wanted)) >= times


def without_frame(content: bytes) -> str:
    """The text of all pages without what stands above and below each."""
    return squeezed("".join(line for line in lines_of(content) if SENDER not in line))


def lines_of(content: bytes) -> list[str]:
    """The lines of all pages."""
    return [line for page in reader_of(content).pages for line in page.extract_text().splitlines()]


def advances() -> dict[str, float]:
    """How wide each sign is, in units of the size of its text."""
    with TTFont(LETTERS / "PretendardGOV-Regular.otf", lazy=True) as font:
        units, widths = font["head"].unitsPerEm, font["hmtx"]
        return {chr(code): widths[name][0] / units for code, name in font.getBestCmap().items()}


@pytest.mark.parametrize(("letter", "most"), [("W", 36), ("가", 41), ("_", 62)])
def test_a_long_name_of_a_firm_or_a_file_breaks_within_its_place(center: Flask, letter: str, most: int) -> None:
    facts = receipt_facts(a_receipt(a_submission(firm=letter * 200)))
    facts["files"] = [{"title": letter * 60, "name": letter * 150, "sha256": "f" * 64}]

    lines = lines_of(render("receipt", facts))

    assert sum(line.count(letter) for line in lines) >= 200 + 60 + 150
    assert max(line.count(letter) for line in lines) <= most


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(), max_size=400))
def test_a_paper_is_made_of_any_text(center: Flask, text: str) -> None:
    assert render("application", application_facts(an_application(text=text, parts=1))).startswith(b"%PDF-1.7")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("한글", "한글"),
        ("\u1112\u1161\u11ab", "한"),
        ("新事業 ㈜ ㎡ · 😀", "新事業 ㈜ ㎡ · 😀"),
        ("가\u0000나\u200b다\u202e라\ufeff", "가나다라"),
        ("가\u00a0나\t다\u3000라", "가 나 다 라"),
        ("가\r\n나\u2028다\r라", "가\n나\n다\n라"),
        ("짝\ud800 없는", "짝 없는"),
        ("👩\u200d💻 ❤\ufe0f", "👩💻 ❤"),
        ("ไทย", "[U+0E44][U+0E17][U+0E22]"),
        ("\U00020000", "[U+20000]"),
    ],
)
def test_a_sign_is_shown_or_told_by_its_number(typed: str, shown: str) -> None:
    assert showable(typed) == shown


def test_every_sign_that_is_said_to_be_shown_is(center: Flask) -> None:
    with TTFont(LETTERS / "PretendardGOV-Bold.otf", lazy=True) as font:
        signs = [chr(code) for code in font.getBestCmap()]

    facts = application_facts(an_application(text=" ".join(signs), parts=1)) | {"applicant": "".join(signs)}
    facts["parts"].append({"title": "".join(signs), "text": "."})

    assert render("application", facts)


def test_the_same_facts_make_the_same_bytes(center: Flask) -> None:
    facts = receipt_facts(a_receipt())
    first = render("receipt", facts)
    render("receipt", facts | {"title": "다른 문서"})

    assert render("receipt", facts) == first


def test_a_paper_says_its_title_language_sender_and_day_and_can_be_read_aloud(center: Flask) -> None:
    reader = reader_of(render("receipt", receipt_facts(a_receipt())))
    root: Any = reader.root_object

    assert root["/Lang"] == "ko-KR"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "/StructTreeRoot" in root
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    assert reader.metadata is not None
    assert reader.metadata.title == "신청서 접수증"
    assert reader.metadata.author == SENDER
    assert reader.metadata.creation_date is not None
    assert reader.metadata.creation_date.date() == date(2026, 12, 5)


def test_a_paper_brings_its_fonts_and_no_other_machines(center: Flask) -> None:
    reader = reader_of(render("application", application_facts(an_application(text="😀"))))
    resources: list[Any] = [page["/Resources"] for page in reader.pages]
    names = {str(font.get_object()["/BaseFont"]) for one in resources for font in one["/Font"].values()}

    assert {name.partition("+")[2].removesuffix("-Identity-H") for name in names} == {
        "PretendardGOV-Regular",
        "PretendardGOV-Bold",
        "NotoEmoji-Regular",
    }


def test_pages_are_numbered_with_how_many_there_are(center: Flask) -> None:
    pages = reader_of(render("application", application_facts(an_application(text=LONG["words"])))).pages

    assert len(pages) > 2
    for n, page in enumerate(pages, start=1):
        assert f"{n} / {len(pages)}" in page.extract_text()
        assert (page.mediabox.width, page.mediabox.height) == pytest.approx((595.28, 841.89), abs=0.01)


@pytest.mark.parametrize(
    "program",
    [
        '#read("/etc/passwd")',
        '#read("../secret.txt")',
        '#import "../secret.typ": *',
        "#sys.inputs.nothing",
    ],
)
def test_a_template_gets_at_nothing_beside_its_folder_and_its_facts(tmp_path: Path, program: str) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "secret.typ").write_text("#let secret = 1")
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "nosy.typ").write_text(program)

    with pytest.raises(PaperError):
        render("nosy", {}, folder=folder)


def test_templates_name_nothing_but_their_frame() -> None:
    programs = {path.name: path.read_text("utf-8") for path in TEMPLATES.glob("*.typ")}

    assert len(programs) > 1
    for name, program in programs.items():
        assert re.findall(r'(?:import|include|read|image|json|plugin)\W+"([^"]*)"', program) == (
            [] if name == "frame.typ" else ["frame.typ"]
        )
        assert "eval" not in program.replace("evaluated", "")


def test_a_paper_that_cannot_be_made_is_refused_with_a_sentence(center: Flask) -> None:
    with pytest.raises(DomainError) as refusal:
        render("receipt", {"title": "빠진 것이 많음"})

    with center.test_request_context("/", base_url="https://localhost"):
        answer = center.make_response(center.handle_user_exception(refusal.value))

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "60"
    assert "문서를 만들지 못했습니다." in answer.get_data(as_text=True)
    assert "Traceback" not in answer.get_data(as_text=True)
