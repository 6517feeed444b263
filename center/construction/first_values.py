"""The building of the center as the district stated it: its first plan, its budget and what was paid by then.

Source: docs/facts.md, "Schedule of the construction" and "Budget of the construction"; all of kind S
"""

from dataclasses import dataclass
from datetime import date

from center.construction.rules.spans import Span

KEY = "center"
TITLE, TITLE_EN = "사회적경제지원센터 건립", "Building the center"
LEAD = "2013년 12월부터 2015년 3월까지, 별관 청사를 고치고 한 층을 더 올립니다."
LEAD_EN = "From December 2013 to March 2015 the annex is rebuilt and raised by a storey."
NOTE = (
    "처음 계획, 예산액, 집행액은 2014년 구 업무보고에서 옮겼습니다. 예산과 집행의 날짜는 보고에 없어 짐작한 날입니다."
)
NOTE_EN = (
    "First plan, budget and payments are those of the district's work report of 2014. "
    "Their days are assumed, for the report does not tell them."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class First:
    """A milestone of the first plan; `waits` are places in the list, the days are real where the report says so."""

    title: str
    title_en: str
    detail: str
    detail_en: str
    plan: Span
    waits: tuple[int, ...] = ()
    began_on: date | None = None
    ended_on: date | None = None
    is_goal: bool = False


CHOSEN_ON, DECIDED_ON, DESIGN_ON = date(2013, 12, 12), date(2014, 2, 26), date(2014, 4, 16)
MILESTONES = (
    First(
        title="공간지원사업 선정",
        title_en="Chosen for the city's space support",
        detail="서울시 사회적경제 활성화 공간지원사업 선정",
        detail_en="The city's programme of spaces for the social economy",
        plan=Span(CHOSEN_ON, CHOSEN_ON),
        began_on=CHOSEN_ON,
        ended_on=CHOSEN_ON,
    ),
    First(
        title="기본계획 수립",
        title_en="Basic plan",
        detail="사회적경제지원센터 설립·운영 기본계획 수립(구방침)",
        detail_en="How the center is founded and run (policy of the district)",
        plan=Span(DECIDED_ON, DECIDED_ON),
        waits=(0,),
        began_on=DECIDED_ON,
        ended_on=DECIDED_ON,
    ),
    First(
        title="설계",
        title_en="Design",
        detail="사회적경제지원센터 설계 의뢰(9월준공 예정)",
        detail_en="Design ordered, due in September",
        plan=Span(DESIGN_ON, date(2014, 9, 30), "4월 16일 의뢰, 9월 준공 예정"),
        waits=(1,),
        began_on=DESIGN_ON,
    ),
    First(
        title="공사",
        title_en="Construction",
        detail="공사발주 및 준공 예정",
        detail_en="Construction ordered and completed",
        plan=Span(date(2014, 9, 1), date(2014, 12, 31), "9~12월"),
        waits=(2,),
    ),
    First(
        title="운영방식 결정",
        title_en="Operating model",
        detail="사회적경제지원센터 운영방식 결정",
        detail_en="How the center is operated is decided",
        plan=Span(date(2014, 9, 1), date(2014, 10, 31), "9~10월"),
        waits=(1,),
    ),
    First(
        title="입주기업 모집·심사",
        title_en="Tenants recruited and reviewed",
        detail="입주기업 모집 및 심사",
        detail_en="Call for tenants and its review",
        plan=Span(date(2014, 11, 1), date(2014, 12, 31), "11~12월"),
        waits=(4,),
    ),
    First(
        title="개원",
        title_en="Opening",
        detail="’15. 3월 개원",
        detail_en="The center opens",
        plan=Span(date(2015, 3, 1), date(2015, 3, 31), "2015년 3월"),
        waits=(3, 5),
        is_goal=True,
    ),
)
BUDGET_ON, BUDGET_KRW = date(2014, 1, 1), 1_000_000_000
LINE, LINE_EN = "시비 (공간지원사업)", "City (support of spaces)"
BUDGET_REASON, BUDGET_REASON_EN = "처음 예산액 (시비 100%)", "First budget (all of the city)"
PAID_ON, PAID_KRW = date(2014, 9, 30), 36_600_000
PAYEE, PURPOSE, EVIDENCE = "업무보고에 적히지 않음", "업무보고에 적힌 집행액", "2014년 구 업무보고 Ⅲ-1"
