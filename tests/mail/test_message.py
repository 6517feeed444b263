"""What a mail program reads: one recipient, our headers and no others, the same in text and HTML."""

from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from center.core.text import Language
from center.mail.content import AddressError, Content, message_bytes, one_address
from tests.mail.carriers import JISOO, SENDER, parsed

AT = datetime(2026, 12, 15, 3, 0, tzinfo=UTC)
HEADERS = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "Content-Language",
    "MIME-Version",
    "Content-Type",
]


def message(content: Content, *, to: str = JISOO, language: Language = "ko") -> EmailMessage:
    """The message with that content, read back."""
    body = message_bytes(
        content,
        sender=one_address(SENDER),
        recipient=one_address(to),
        language=language,
        message_id="<0123456789abcdef01234567@example.go.kr>",
        at=AT,
    )
    assert body.isascii()
    assert max(map(len, body.split(b"\r\n"))) < 100
    return parsed(body)


def part(read: EmailMessage, kind: str) -> str:
    """The text of one of the two parts."""
    found = read.get_body((kind,))
    assert found is not None
    return str(found.get_content()).replace("\r\n", "\n")


def test_a_message_says_who_writes_to_whom_and_that_no_person_wrote_it() -> None:
    read = message(Content("예약이 확정되었습니다", "본문", "<p>본문</p>"))

    assert sorted(read.keys()) == sorted(HEADERS)
    assert read["From"] == f"영등포구 사회적경제지원센터 <{SENDER}>"
    assert read["To"] == JISOO
    assert read["Subject"] == "예약이 확정되었습니다"
    assert read["Date"] == "Tue, 15 Dec 2026 12:00:00 +0900"
    assert (read["Auto-Submitted"], read["Content-Language"]) == ("auto-generated", "ko")


def test_a_message_in_english_comes_from_the_center_by_its_english_name() -> None:
    read = message(Content("Confirmed", "Text", "<p>Text</p>"), language="en")

    assert read["From"] == f"Yeongdeungpo District Social Economy Support Center <{SENDER}>"
    assert read["Content-Language"] == "en"


def test_text_and_html_are_alternatives_in_utf8() -> None:
    read = message(Content("안내", "첫 줄\n둘째 줄", "<p>첫 줄</p>"))

    assert read.get_content_type() == "multipart/alternative"
    assert (part(read, "plain"), part(read, "html")) == ("첫 줄\n둘째 줄\n", "<p>첫 줄</p>\n")


@pytest.mark.parametrize(
    "title",
    ["회의\r\nBcc: taeyang@example.kr", "회의\nBcc: taeyang@example.kr", "회의\r\n\r\n<script>", "회의\u2028Bcc: x"],
)
def test_a_line_break_in_a_title_cannot_make_a_header(title: str) -> None:
    read = message(Content(title, "본문", "<p>본문</p>"))

    assert sorted(read.keys()) == sorted(HEADERS)
    assert read["Subject"] == " ".join(title.split())
    assert part(read, "plain") == "본문\n"


def test_signs_that_programs_obey_are_stripped() -> None:
    read = message(Content("회\x00의\u202e실\x1b[31m", "가\x00나\ud800다\u202e라\t마", "<p>가\x07</p>"))

    assert read["Subject"] == "회 의실 [31m"
    assert (part(read, "plain"), part(read, "html")) == ("가나다라\t마\n", "<p>가</p>\n")


def test_an_encoded_line_break_stays_what_was_written() -> None:
    read = message(Content("=?utf-8?q?a=0D=0ABcc:_taeyang@example.kr?=", "본문", "<p>본문</p>"))

    assert sorted(read.keys()) == sorted(HEADERS)
    assert read["Subject"] == "= ?utf-8?q?a=0D=0ABcc:_taeyang@example.kr?="


def test_an_endless_title_is_cut() -> None:
    read = message(Content("가" * 1_000_000, "본문", "<p>본문</p>"))

    assert read["Subject"] == "가" * 200


@pytest.mark.parametrize(
    "title",
    ["한글 English 섞인 제목 " * 7, "a" * 190, '회의 😀 (202호) "인용" <x@y.kr>, 끝'],
)
def test_any_title_is_read_as_it_was_written(title: str) -> None:
    assert message(Content(title, "본문", "<p>본문</p>"))["Subject"] == title.strip()


def test_a_comma_inside_quotes_stays_one_recipient() -> None:
    read = message(Content("안내", "본문", "<p>본문</p>"), to='"jisoo,taeyang"@example.kr')

    assert [address.addr_spec for address in read["To"].addresses] == ['"jisoo,taeyang"@example.kr']


@pytest.mark.parametrize(
    ("written", "in_ascii"),
    [("jisoo@한국.kr", "jisoo@xn--3e0b707e.kr"), ("jisoo@faß.de", "jisoo@xn--fa-hia.de")],
)
def test_a_domain_is_written_in_ascii_and_stays_the_same_domain(written: str, in_ascii: str) -> None:
    assert one_address(written).addr_spec == in_ascii


@pytest.mark.parametrize(
    "written",
    [
        "a@x.kr, b@x.kr",
        "a,b@x.kr",
        "a;b@x.kr",
        "<a@x.kr>",
        "김지수 <a@x.kr>",
        "가@x.kr",
        "a@",
        "@x.kr",
        "a b@x.kr",
        "a@x.kr\u200b",
        f"{'a' * 400}@x.kr",
        f"a@{'가' * 20}.{'나' * 20}.{'다' * 20}.{'라' * 20}.{'마' * 20}.kr",
        " ",
    ],
)
def test_what_is_not_exactly_one_address_is_refused_without_repeating_it(written: str) -> None:
    with pytest.raises(AddressError) as refusal:
        one_address(written)

    assert str(refusal.value) == "a mail goes to exactly one address"
    assert refusal.value.__cause__ is None
