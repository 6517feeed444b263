"""The sample registry: 128 firms that do not exist, counted as the district counts its own.

Names are put together from words, and each is marked as an example. Source: docs/facts.md, "The registry"
"""

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy import select

from center.core.db import db, transaction
from center.enterprises.models import Enterprise
from center.enterprises.rules.kinds import CountingKind, FirmState, Kind, KindTerm
from center.enterprises.rules.numbers import SAMPLE_PREFIX, check_digit
from center.enterprises.rules.profile import Profile
from center.enterprises.service import Entry, Source, Why, add_support, enter_firms

COUNTED = (
    (CountingKind.SOCIAL_ENTERPRISE, 34),
    (CountingKind.COOPERATIVE, 90),
    (CountingKind.VILLAGE_ENTERPRISE, 4),
)
WHY = Why(by="sample", source=Source.SAMPLE, reason="예시 자료")
FIRST_WORDS = (
    "바퀴",
    "느린",
    "새벽",
    "도란",
    "달무리",
    "솔방울",
    "물레",
    "두레박",
    "모퉁이",
    "햇살",
    "징검다리",
    "온음표",
)
LAST_WORDS = ("살림", "우체국", "밥상", "마당", "공방", "부엌", "정원", "책방", "작업실", "나루", "이음")
"""Of coprime numbers, so that no two of the firms have both in common."""
FORMS = {
    CountingKind.SOCIAL_ENTERPRISE: "주식회사",
    CountingKind.COOPERATIVE: "협동조합",
    CountingKind.VILLAGE_ENTERPRISE: "마을회사",
}
SECTORS = ("돌봄", "식생활 교육", "자전거 수리", "문화예술", "청소·방역", "도시락", "재활용", "출판", "공예", "상담")
FAMILY, GIVEN = "김이박최정강조윤장임", ("지수", "민호", "유나", "태양", "서연", "도윤", "하은", "준서", "수아")
STREETS = ("선유동1로", "당산로", "양평로", "영등포로", "도림로", "문래로", "여의대로", "신길로")
PROGRAMMES = (("일자리창출사업", 24_000_000), ("사업개발비", 12_500_000), ("시설비", 8_000_000))


def load_firms(today: date, now: datetime) -> None:
    """Enter the sample firms, where there are none yet."""
    if db.session.scalar(select(Enterprise.id).limit(1)) is not None:
        return
    with transaction():
        entries = [Entry(profile, _key(n)) for n, profile in enumerate(sample_profiles(today))]
        for n, firm in enumerate(enter_firms(entries, why=WHY, now=now)):
            for m, (programme, won) in enumerate(PROGRAMMES):
                if (n + m * 2) % 5 == 0:
                    year, amount = today.year - 1 - m, won + n * 10_000
                    add_support(firm, f"{programme} (예시)", year=year, amount_krw=amount, why=WHY, now=now)


def _key(n: int) -> str | None:
    """The registry's key of most of them; every sixteenth it has not named yet."""
    return None if n % 16 == 15 else f"YD-{n + 1:04d}"


def sample_profiles(today: date) -> Iterator[Profile]:
    """The firms, the same ones every time; their days lie before and after today."""
    kinds = [kind for kind, n in COUNTED for _ in range(n)]
    for n, kind in enumerate(kinds):
        yield _profile(n, kind, today)


def sample_number(n: int) -> str:
    """The business number of the sample firm of that place, from 0."""
    nine = f"{SAMPLE_PREFIX}{n + 1:06d}"
    return f"{nine}{check_digit(nine)}"


def _profile(n: int, kind: CountingKind, today: date) -> Profile:
    founded = date(today.year - 3 - n % 11, 1 + n % 12, 1 + n % 28)
    is_inside = n % 12 != 5
    return Profile(
        business_number=sample_number(n),
        name=f"{FIRST_WORDS[n % len(FIRST_WORDS)]}{LAST_WORDS[n % len(LAST_WORDS)]} {FORMS[kind]} (예시)",
        representative=f"{FAMILY[n % len(FAMILY)]}{GIVEN[n % len(GIVEN)]}",
        counting_kind=kind,
        kinds=tuple(_terms(n, kind, founded, today)),
        founded_on=founded,
        address=f"서울 {'영등포구' if is_inside else '구로구'} {STREETS[n % len(STREETS)]} {n % 90 + 1}",
        in_district=is_inside,
        sector=SECTORS[n % len(SECTORS)],
        phone=f"02-000-{n:04d}",
        email=f"firm{n + 1}@example.kr",
        state=FirmState.SUSPENDED if n % 41 == 7 else FirmState.ACTIVE,
    ).ordered()


def _terms(n: int, kind: CountingKind, founded: date, today: date) -> Iterator[KindTerm]:
    """What a firm is and was: some were preliminary before they were certified, some are two kinds at once."""
    if kind == CountingKind.SOCIAL_ENTERPRISE:
        certified = date(founded.year + 2, founded.month, 1)
        yield KindTerm(Kind.SOCIAL_ENTERPRISE, certified, None, f"예시-{n + 1:03d}", "고용노동부 (예시)")
        if n % 2:
            number = f"예시-예비-{n + 1:03d}"
            yield KindTerm(Kind.PRELIMINARY_SOCIAL_ENTERPRISE, founded, certified, number, "서울시 (예시)")
    elif kind == CountingKind.COOPERATIVE:
        of_law = Kind.SOCIAL_COOPERATIVE if n % 5 == 0 else Kind.COOPERATIVE
        yield KindTerm(of_law, founded, None, f"예시-조합-{n + 1:03d}", "신고·인가 (예시)")
        if n % 9 == 4:
            until = date(today.year + n % 3, 6, 30)
            number = f"예시-예비-{n + 1:03d}"
            yield KindTerm(Kind.PRELIMINARY_SOCIAL_ENTERPRISE, founded, until, number, "서울시 (예시)")
    else:
        until = date(today.year + 1, 12, 31)
        yield KindTerm(Kind.VILLAGE_ENTERPRISE, founded, until, f"예시-마을-{n + 1:03d}", "행정안전부 (예시)")
