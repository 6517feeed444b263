"""Papers of a firm that applied, and what is to be read in them."""

import io
from datetime import UTC, date, datetime

from pypdf import PdfReader

from center.core.text import Text, named
from center.papers.application import ApplicationPaper, Written
from center.papers.reasons import Ground, ReasonsLetter
from center.papers.receipt import Receipt
from center.papers.submitted import HandedIn, Submitted

AT = datetime(2026, 12, 5, 8, 59, 30, tzinfo=UTC)
SEAL = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
CALL = named("2026년 하반기 사회적경제기업 입주 모집", "Call for tenants, second half of 2026")
PLAN = named("사업계획서", "Business plan")
REGISTER = named("법인 등기부", "Register of companies")


def a_submission(
    *, firm: str = "(주)해든협동", entered_at: datetime | None = None, files: list[HandedIn] | None = None
) -> Submitted:
    """What jisoo's firm handed in."""
    return Submitted(
        call_number="2026-1",
        call_title=CALL,
        firm=firm,
        representative="한지수",
        business_number="999-01-00005",
        number="2026-1-003",
        at=AT,
        entered_at=entered_at,
        sha256=SEAL,
        files=[
            HandedIn(title=PLAN, name="사업계획서 최종.hwpx", sha256="a" * 64),
            HandedIn(title=REGISTER, name="등기부등본.pdf", sha256="0123456789abcdef" * 4),
        ]
        if files is None
        else files,
    )


def a_receipt(submitted: Submitted | None = None) -> Receipt:
    """Its receipt."""
    return Receipt(
        submitted=submitted or a_submission(),
        next_steps=[
            named("마감 뒤에 자격과 서류를 확인합니다.", "After the deadline, eligibility and papers are checked."),
            named("2026년 12월 28일까지 결과를 알려 드립니다.", "You are told the result by 28 Dec 2026."),
        ],
    )


def an_application(
    submitted: Submitted | None = None, *, text: str = "동네 어르신께 밥상을 차립니다.", parts: int = 2
) -> ApplicationPaper:
    """Its application."""
    return ApplicationPaper(
        submitted=submitted or a_submission(),
        firm=[
            (named("기업 이름", "Name"), "(주)해든협동"),
            (named("사업자등록번호", "Business number"), "999-01-00005"),
            (named("설립일", "Founded on"), ""),
        ],
        contact="한지수",
        phone="02-1234-5678",
        email="jisoo@example.kr",
        need_m2="33.00",
        people=5,
        choices=[named("304호", "Unit 304"), named("305호", "Unit 305")],
        claimed=[named("장애인 고용 (2점)", "Employs people with disabilities (2 points)")],
        parts=[
            Written(title=named(f"{n}부분", f"Part {n}"), text=f"{n}부\n\n{text}" if n > 1 else text)
            for n in range(1, parts + 1)
        ],
        declarations=[named("휴업이나 폐업 중이 아닙니다.", "The firm is neither suspended nor closed.")],
        consents=[named("적은 내용을 심사에 쓰는 데 동의합니다.", "What was written may be used in the review.")],
    )


def a_letter(*, issued_on: date | None = date(2026, 12, 15), seal: Text | None = None) -> ReasonsLetter:
    """The letter that it is not admitted."""
    return ReasonsLetter(
        title=named("신청 자격 심사 결과 통지", "Result of the screening"),
        firm="(주)해든협동",
        representative="한지수",
        call_number="2026-1",
        call_title=CALL,
        receipt_number="2026-1-003",
        decision=named("심사 대상에 넣지 못함을 알려 드립니다.", "Your application is not admitted to the review."),
        grounds=[
            Ground(
                rule=named("설립한 지 5년까지", "At most 5 years old"),
                told=named("설립 2021-11-30, 공고일 2026-12-01 기준 5년 1일", "Founded 2021-11-30: 5 years 1 day"),
                reason="공고일에 설립한 지 5년 하루가 지났습니다.",
                source=named("모집 공고 3. 신청 자격", "Call, 3. Who may apply"),
            )
        ],
        ways=[
            named("2027년 1월 14일까지 이의를 신청할 수 있습니다.", "You may object until 14 Jan 2027."),
            named(
                "안 날부터 90일 안에 행정심판을 청구할 수 있습니다. (행정심판법 제27조)",
                "You may appeal within 90 days. (Administrative Appeals Act, article 27)",
            ),
        ],
        issued_on=issued_on,
        seal=seal,
    )


def reader_of(content: bytes) -> PdfReader:
    """A PDF, to be looked into."""
    return PdfReader(io.BytesIO(content))


def text_of(content: bytes) -> str:
    """All that is to be read in a PDF, without blanks and ends of lines: where a line ends says nothing."""
    return squeezed("".join(page.extract_text() for page in reader_of(content).pages))


def squeezed(text: str) -> str:
    """A text without blanks."""
    return "".join(text.split())
