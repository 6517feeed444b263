"""What the papers say: receipt, application, letter with reasons, in both languages."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask

from center.core.text import _, named
from center.papers.application import application_paper
from center.papers.frame import day_text, second_text
from center.papers.reasons import reasons_paper
from center.papers.receipt import receipt_paper
from center.web.i18n import speaking
from tests.conftest import Clock
from tests.papers.samples import (
    AT,
    SEAL,
    a_letter,
    a_receipt,
    a_submission,
    an_application,
    reader_of,
    squeezed,
    text_of,
)

HANGUL = re.compile("[가-힣]")


def assert_in_order(text: str, *wanted: str) -> None:
    """All that is wanted is there, one after the other."""
    at = 0
    for one in map(squeezed, wanted):
        found = text.find(one, at)
        assert found >= 0, f"{one} is not there, or too early"
        at = found + len(one)


def test_a_receipt_tells_number_second_firm_hashes_and_what_comes_next(center: Flask) -> None:
    paper = receipt_paper(a_receipt())

    assert paper.name == "신청서 접수증 2026-1-003"
    assert_in_order(
        text_of(paper.content),
        "영등포구 사회적경제지원센터",
        "신청서 접수증",
        "접수 번호 2026-1-003",
        "접수한 때 2026년 12월 5일 17:59:30 (한국 표준시)",
        "공고 2026년 하반기 사회적경제기업 입주 모집 (2026-1)",
        "신청 기업 (주)해든협동",
        "대표자 한지수",
        "사업자등록번호 999-01-00005",
        "위와 같이 신청서를 접수했음을 확인합니다.",
        "2026년 12월 5일",
        "1. 낸 내용의 지문(SHA-256)",
        SEAL,
        "2. 함께 낸 파일",
        "1 사업계획서 사업계획서 최종.hwpx" + "a" * 64,
        "2 법인 등기부 등기부등본.pdf" + "0123456789abcdef" * 4,
        "3. 앞으로 이렇게 됩니다",
        "가. 마감 뒤에 자격과 서류를 확인합니다.",
        "나. 2026년 12월 28일까지 결과를 알려 드립니다.",
        "1 / 1",
    )


def test_what_came_on_paper_tells_when_it_was_entered(center: Flask) -> None:
    entered = a_submission(entered_at=datetime(2026, 12, 7, 1, 2, 3, tzinfo=UTC))

    for paper in (receipt_paper(a_receipt(entered)), application_paper(an_application(entered))):
        assert squeezed("종이로 받아 옮겨 적은 때 2026년 12월 7일 10:02:03 (한국 표준시)") in text_of(paper.content)
    assert squeezed("종이로 받아") not in text_of(receipt_paper(a_receipt()).content)


def test_an_application_tells_all_that_was_handed_in(center: Flask) -> None:
    paper = application_paper(an_application())

    assert paper.name == "입주 신청서 2026-1-003"
    assert_in_order(
        text_of(paper.content),
        "입주 신청서",
        "공고 2026년 하반기 사회적경제기업 입주 모집 (2026-1)",
        "접수 번호 2026-1-003",
        "접수한 때 2026년 12월 5일 17:59:30 (한국 표준시)",
        SEAL,
        "1. 신청 기업",
        "기업 이름 (주)해든협동",
        "설립일 –",
        "2. 연락할 사람",
        "이름 한지수",
        "전화 02-1234-5678",
        "메일 주소 jisoo@example.kr",
        "3. 필요한 공간",
        "33.00",
        "함께 쓰는 사람 수 5",
        "1순위 304호",
        "2순위 305호",
        "받을 가점 장애인 고용 (2점)",
        "4. 사업계획서",
        "가. 1부분",
        "동네 어르신께 밥상을 차립니다.",
        "나. 2부분",
        "동네 어르신께 밥상을 차립니다.",
        "5. 함께 낸 파일",
        "등기부등본.pdf",
        "6. 밝힌 것",
        "가. 휴업이나 폐업 중이 아닙니다.",
        "7. 동의한 것",
        "가. 적은 내용을 심사에 쓰는 데 동의합니다.",
        "위와 같이 신청합니다.",
        "2026년 12월 5일",
        "신청인 (주)해든협동 대표 한지수",
        "영등포구 사회적경제지원센터 귀중",
    )


def test_an_application_of_which_little_is_known_says_so(center: Flask) -> None:
    submitted = replace(a_submission(files=[]), representative="")
    bare = replace(
        an_application(submitted), people=None, claimed=[], parts=[], declarations=[], consents=[], contact=""
    )

    text = text_of(application_paper(bare).content)

    assert_in_order(text, "이름 –", "함께 쓰는 사람 수 –", "받을 가점 없음", "낸 파일이 없습니다.", "6. 밝힌 것 없음")
    assert_in_order(text, "7. 동의한 것 없음", "신청인 (주)해든협동 영등포구")
    assert "받을가점" not in text_of(application_paper(replace(bare, claimed=None)).content)


def test_a_letter_tells_decision_grounds_and_ways_against_it(center: Flask) -> None:
    paper = reasons_paper(a_letter(seal=named("직인 생략", "Sent without a seal")))

    assert paper.name == "신청 자격 심사 결과 통지 2026-1-003"
    assert_in_order(
        text_of(paper.content),
        "신청 자격 심사 결과 통지",
        "받는 곳 (주)해든협동 대표 한지수 귀하",
        "공고 2026년 하반기 사회적경제기업 입주 모집 (2026-1)",
        "접수 번호 2026-1-003",
        "1. 결정 심사 대상에 넣지 못함을 알려 드립니다.",
        "2. 까닭",
        "번호 확인한 것 까닭 근거",
        "1 설립한 지 5년까지",
        "공고일에 설립한 지 5년 하루가 지났습니다.",
        "3. 이의가 있으면",
        "가. 2027년 1월 14일까지 이의를 신청할 수 있습니다.",
        "나. 안 날부터 90일 안에 행정심판을 청구할 수 있습니다. (행정심판법 제27조) 끝.",
        "2026년 12월 15일",
        "영등포구 사회적경제지원센터",
        "직인 생략",
    )


def test_a_letter_without_a_seal_shows_no_place_for_one(center: Flask) -> None:
    assert "직인" not in text_of(reasons_paper(a_letter()).content)


def test_a_letter_that_was_not_sent_says_that_it_is_a_draft_and_has_no_day(center: Flask) -> None:
    content = reasons_paper(a_letter(issued_on=None)).content
    metadata = reader_of(content).metadata

    assert squeezed("아직 알리지 않은 초안입니다.") in text_of(content)
    assert metadata is not None
    assert metadata.creation_date is None


def test_a_reason_of_many_lines_goes_on_over_pages_under_the_same_head(center: Flask) -> None:
    letter = a_letter()
    ground = replace(letter.grounds[0], reason="\n".join(f"{n}째 까닭입니다." for n in range(200)))

    pages = reader_of(reasons_paper(replace(letter, grounds=[ground] * 2)).content).pages
    texts = [squeezed(page.extract_text()) for page in pages]

    assert all(f"{n}째까닭입니다." in "".join(texts) for n in range(200))
    assert all(squeezed("번호 확인한 것 까닭 근거") in text for text in texts[:5])


@pytest.mark.parametrize("kind", ["receipt", "application", "reasons"])
def test_papers_are_in_english_too(center: Flask, kind: str) -> None:
    firm = replace(a_submission(firm="Haedeun", files=[]), representative="Jisoo Han")
    application = replace(an_application(firm, text="We cook.", parts=1), contact="Jisoo Han", firm=[])
    letter = replace(a_letter(), firm="Haedeun", representative="Jisoo Han")
    ground = replace(letter.grounds[0], reason="Too old by a day.")

    with speaking("en"):
        paper = {
            "receipt": lambda: receipt_paper(a_receipt(firm)),
            "application": lambda: application_paper(application),
            "reasons": lambda: reasons_paper(replace(letter, grounds=[ground])),
        }[kind]()
    text = text_of(paper.content)
    root: Any = reader_of(paper.content).root_object

    assert HANGUL.findall(text + paper.name) == []
    assert "YeongdeungpoDistrictSocialEconomySupportCenter" in text
    assert root["/Lang"] == "en-GB"


@pytest.mark.parametrize("year", [2026, 2030])
def test_a_paper_reads_the_same_in_another_year(center: Flask, clock: Clock, year: int) -> None:
    clock.set(datetime(year, 6, 1, tzinfo=UTC))
    until = _("%(day)s까지", day=date(2027, 1, 14))

    text = text_of(reasons_paper(replace(a_letter(), ways=[until])).content)

    assert squeezed("2027년 1월 14일(목)까지") in text
    clock.set(datetime(2027, 6, 1, tzinfo=UTC))
    assert text_of(reasons_paper(replace(a_letter(), ways=[until])).content) == text


def test_days_of_papers_have_their_year_whatever_year_it_is(center: Flask) -> None:
    assert day_text(AT.date()) == "2026년 12월 5일"
    assert second_text(AT) == "2026년 12월 5일 17:59:30 (한국 표준시)"

    with speaking("en"):
        assert day_text(AT.date()) == "5 Dec 2026"
        assert second_text(AT) == "5 Dec 2026 17:59:30 (Korea Standard Time)"
