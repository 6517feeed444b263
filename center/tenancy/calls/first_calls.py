"""Calls to begin a new one from. Two were published by the district; what no source tells of them is assumed.

Source: docs/facts.md, "How the district really chooses tenants" (kind P)
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from center.core.text import Text, _
from center.core.time import SEOUL
from center.enterprises.rules.kinds import Kind
from center.tenancy.calls.rules.content import (
    LOT,
    OLDER,
    Content,
    Criterion,
    Document,
    Eligibility,
    Item,
    Named,
    Part,
    Schedule,
    Selection,
    Stage,
)


@dataclass(frozen=True, slots=True)
class Template:
    """A call to begin from, and what it is."""

    name: Text
    content: Content


def _at(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(date(year, month, day), time(hour, minute), SEOUL)


BARRED = (
    Named(key="working", name="휴업이나 폐업 중이 아닙니다.", name_en="It is neither suspended nor closed."),
    Named(
        key="paying",
        name="국세와 지방세, 빌린 돈의 이자를 밀리지 않았습니다.",
        name_en="It owes no overdue taxes or interest.",
    ),
    Named(key="clean", name="오염 물질을 내는 업종이 아닙니다.", name_en="It is of no polluting trade."),
)
APPLICATION = Document(key="application", name="입주 신청서", name_en="Application form")
PROFILE = Document(key="profile", name="기업 소개서", name_en="Company profile")
SERVICES = Document(key="services", name="사회서비스 실적", name_en="Record of social services", is_required=False)
CERTIFICATE = Document(
    key="certificate", name="인증서나 지정서, 등기부", name_en="Certificate, designation or register extract"
)
REGISTRATION = Document(key="registration", name="사업자등록증", name_en="Business registration certificate")
PARTS = (
    Part(
        key="work",
        name="하는 일",
        name_en="What you do",
        hint="누구를 위해 무엇을 하는지 적어 주세요.",
        hint_en="For whom you do what.",
    ),
    Part(
        key="people",
        name="함께하는 사람들",
        name_en="The people",
        hint="대표와 구성원의 경험과 역할을 적어 주세요.",
        hint_en="Experience and part of the head and the members.",
    ),
    Part(
        key="community",
        name="지역과의 연결",
        name_en="Links to the community",
        hint="주민이나 다른 단체와 함께한 일과 할 일을 적어 주세요.",
        hint_en="What you did and will do together with neighbours and others.",
    ),
    Part(
        key="growth",
        name="앞으로 2년",
        name_en="The next two years",
        hint="이 공간에서 무엇을 얼마나 키울지, 돈은 어떻게 마련할지 적어 주세요.",
        hint_en="What you will build up here, and from which money.",
        most_letters=3000,
    ),
)
DISTRICT = Item(key="district", name="영등포구에 있는 기업", name_en="Located in Yeongdeungpo", points=Decimal(3))
CONSORTIUM = Item(key="consortium", name="다른 업종과 함께 신청", name_en="Consortium across trades", points=Decimal(2))
CAPABILITY = Criterion(
    key="capability",
    name="구성원 역량",
    name_en="Capability of the members",
    points=30,
    question="구성원이 계획을 해낼 만한 경험과 힘이 있습니까?",
    question_en="Have the members the experience and strength to do what they plan?",
)
COMMUNITY = Criterion(
    key="community",
    name="지역 기여와 연결",
    name_en="Contribution and links to the community",
    points=30,
    question="지역에 보탬이 되고 주민과 이어져 있습니까?",
    question_en="Does it serve the community, and is it linked to it?",
)
BUSINESS = Criterion(
    key="business",
    name="사업 타당성과 성장",
    name_en="Feasibility and growth",
    points=40,
    question="사업이 될 만하고 자랄 수 있습니까?",
    question_en="Is the business feasible, and can it grow?",
)
INTERVIEW = (
    Criterion(
        key="plan",
        name="사업계획의 타당성",
        name_en="Soundness of the plan",
        points=60,
        question="물음에 분명하게 답하고 계획을 설득합니까?",
        question_en="Does it answer clearly and make a case for its plan?",
    ),
    Criterion(
        key="together",
        name="함께하려는 마음",
        name_en="Will to work together",
        points=40,
        question="센터의 다른 기업, 주민과 함께할 뜻과 방법이 있습니까?",
        question_en="Does it want to work with the other tenants and neighbours, and does it know how?",
    ),
)
STAGES = (
    Stage(
        key="documents",
        name="서류 심사",
        name_en="Review of documents",
        share=40,
        criteria=(CAPABILITY, COMMUNITY, BUSINESS),
    ),
    Stage(key="interview", name="면접 심사", name_en="Interview", share=60, criteria=INTERVIEW),
)
SELECTION = Selection(
    bonus=(DISTRICT, CONSORTIUM),
    bonus_cap=Decimal(5),
    ties=("stage:interview", "criterion:documents/business", OLDER, LOT),
)
TEXT_2014 = (
    "영등포구 사회적경제지원센터 3층 입주 공간에서 함께 일할 기업을 모집합니다.\n\n"
    "사용료는 사회적기업은 재산평정가격의 1년 10/1000이고, 보증금은 1년 사용료와 같습니다. "
    "2년 동안 쓰고, 심사를 거쳐 한 번 1년을 더 쓸 수 있습니다."
)
TEXT_2019 = (
    "영등포구 사회적경제지원센터에 입주할 기업을 모집합니다.\n\n"
    "1년 사용료는 부가가치세를 빼고 한꺼번에 냅니다. (예비)사회적기업과 사회적협동조합은 재산평정가격의 10/1000, "
    "그 밖의 기업은 50/1000입니다. 2년 동안 쓰고, 심사를 거쳐 한 번 1년을 더 쓸 수 있습니다."
)
FIRST = Content(
    title="사회적경제지원센터 입주기업 모집",
    title_en="Call for tenants of the Social Economy Support Center",
    text=TEXT_2014,
    text_en="Enterprises are sought for the units on the 3rd floor of the center, for two years and, on review, one more.",
    schedule=Schedule(
        notice_on=date(2014, 12, 10),
        opens_at=_at(2014, 12, 15, 9),
        closes_at=_at(2014, 12, 30, 18),
        briefing_at=_at(2014, 12, 12, 13, 30),
        briefing_place="영등포구청",
        briefing_place_en="Yeongdeungpo District Office",
        interview_on=date(2015, 1, 12),
        result_on=date(2015, 1, 16),
        move_in_on=date(2015, 4, 1),
    ),
    units=("301", "302", "303", "306", "307", "308", "309"),
    eligibility=Eligibility(most_years=None, declarations=BARRED),
    documents=(APPLICATION, PROFILE, SERVICES, REGISTRATION),
    parts=PARTS,
    stages=STAGES,
    selection=SELECTION,
)
SECOND = Content(
    title="사회적경제지원센터 입주기업 모집 (304호, 305호)",
    title_en="Call for tenants of the Social Economy Support Center (units 304 and 305)",
    text=TEXT_2019,
    text_en="Enterprises are sought for units 304 and 305. The fee of a year is paid in one sum, VAT not included.",
    schedule=Schedule(
        notice_on=date(2019, 6, 18),
        opens_at=_at(2019, 7, 8, 9),
        closes_at=_at(2019, 7, 10, 18),
        interview_on=date(2019, 7, 17),
        result_on=date(2019, 7, 19),
        move_in_on=date(2019, 8, 1),
    ),
    units=("304", "305"),
    eligibility=Eligibility(
        kinds=(
            Kind.SOCIAL_ENTERPRISE,
            Kind.PRELIMINARY_SOCIAL_ENTERPRISE,
            Kind.VILLAGE_ENTERPRISE,
            Kind.COOPERATIVE,
            Kind.SOCIAL_COOPERATIVE,
            Kind.SELF_SUPPORT_ENTERPRISE,
        ),
        most_years=5,
        declarations=BARRED,
    ),
    documents=(APPLICATION, PROFILE, CERTIFICATE, REGISTRATION, SERVICES),
    parts=PARTS,
    stages=STAGES,
    selection=SELECTION,
)
TEMPLATES: Mapping[str, Template] = {
    "2014-12": Template(_("2014년 12월 모집 (7개 공간, 두 단계 심사)"), FIRST),
    "2019-06": Template(_("2019년 6월 모집 (304호와 305호)"), SECOND),
}
