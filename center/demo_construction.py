"""The real course of the center's building, as newspapers told it, and a renovation of the lobby that is an example.

Source: docs/facts.md, what is of kind P; days that nobody published are marked as examples
"""

from datetime import date, timedelta

from sqlalchemy import func, select

from center.construction import queries
from center.construction.models import Milestone, Project
from center.construction.rules.budget import Source
from center.construction.rules.plan import Basis
from center.construction.rules.spans import Span
from center.construction.service.budget import Allotment, Bill, add_line, close_year, pay, plan_payment
from center.construction.service.building import Decision, begin
from center.construction.service.closing import confirm_closure, days_wanted, hits_of_closure, propose_closure
from center.construction.service.projects import (
    MilestoneWords,
    ProjectWords,
    Revision,
    add_milestone,
    begin_project,
    revise,
    set_course,
)
from center.core.audit import OPERATOR
from center.core.db import db, transaction
from center.core.time import now
from center.spaces.rules import SpaceKind
from center.spaces.works import NewSpace, Why

CALLED_ON, BROKEN_ON, OPENED_ON = date(2014, 12, 10), date(2014, 10, 17), date(2015, 4, 28)
DESIGNED_ON, MODEL_ON, COMPLETED_ON = date(2014, 10, 16), date(2014, 11, 28), date(2015, 4, 24)
"""Nobody published these; they are examples."""
DESIGN, WORKS, MODEL, TENANTS, OPENING = 2, 3, 4, 5, 6
NOTE = (
    "처음 계획, 예산액, 집행액은 2014년 구 업무보고에서, 착공과 개원, 더해진 예산과 4층은 보도에서 옮겼습니다. "
    "설계와 공사를 마친 날, 운영방식을 정한 날, 2015년 집행은 예시입니다."
)
NOTE_EN = (
    "First plan, budget and payments are those of the district's report of 2014; the start of works, the opening, the added "
    "budget and the 4th floor were published. When design and works ended, when the operating model was decided and what was "
    "paid in 2015 are examples."
)
UNTIL_LOBBY, WEEKS = timedelta(days=63), 3


def load_construction(today: date) -> None:
    """Load both once."""
    if (db.session.scalar(select(func.count()).select_from(Project)) or 0) > 1:
        return
    with transaction():
        center = queries.get_project("center")
        _tell_course(center, today)
        _tell_money(center, today)
        _tell_fourth_floor(center)
        _renew_lobby(today)


def _tell_course(center: Project, today: date) -> None:
    steps = [queries.get_milestone(center, step.key) for step in queries.steps_of(center.id)]
    center.note, center.note_en = NOTE, NOTE_EN
    _done(center, steps[DESIGN], date(2014, 4, 16), DESIGNED_ON, today)
    _done(center, steps[MODEL], date(2014, 9, 1), MODEL_ON, today)
    _revised(center, steps[WORKS], Span(BROKEN_ON, date(2015, 3, 31)), BROKEN_ON, WORKS_BEGAN)
    _done(center, steps[WORKS], BROKEN_ON, COMPLETED_ON, today)
    _revised(center, steps[TENANTS], Span(date(2014, 12, 15), date(2015, 1, 16)), CALLED_ON, CALL_CAME)
    _done(center, steps[TENANTS], date(2014, 12, 15), date(2015, 1, 16), today)
    _revised(center, steps[OPENING], Span(OPENED_ON, OPENED_ON), date(2015, 4, 26), OPENING_SET)
    _done(center, steps[OPENING], OPENED_ON, OPENED_ON, today)


WORKS_BEGAN = (
    "10월 17일에 착공해 2015년 3월에 준공할 예정",
    "Ground broken on 17 October, completion expected in March 2015",
)
CALL_CAME = (
    "첫 모집 공고: 12월 15일부터 받아 1월 16일에 발표",
    "First call: from 15 December, result on 16 January",
)
OPENING_SET = ("4층을 더해 4월 28일에 개원식", "With a 4th floor, opening ceremony on 28 April")


def _done(project: Project, one: Milestone, began_on: date, ended_on: date, today: date) -> None:
    set_course(project, one, began_on, ended_on, version=project.version, by=OPERATOR, today=today)


def _revised(project: Project, one: Milestone, span: Span, decided_on: date, why: tuple[str, str]) -> None:
    wanted = Revision(
        span=span, decided_on=decided_on, reason=why[0], reason_en=why[1], basis=Basis.PUBLISHED, with_behind=True
    )
    revise(project, one, wanted, version=project.version, by=OPERATOR, now=now())


def _tell_money(center: Project, today: date) -> None:
    more = Allotment(
        on=date(2015, 1, 1),
        amount_krw=360_000_000,
        reason="4층 증축에 구비를 더함 (날짜는 예시)",
        reason_en="The district adds to the 4th floor (day assumed)",
        basis=Basis.PUBLISHED,
    )
    district = add_line(
        center,
        Source.DISTRICT,
        "구비 (증축)",
        more,
        title_en="District (extension)",
        version=center.version,
        by=OPERATOR,
    )
    city = queries.lines_of([center.id])[center.id][0]
    for line, amount, evidence in ((city, 950_000_000, "예시 2015-1"), (district, 352_000_000, "예시 2015-2")):
        bill = Bill(
            on=date(2015, 4, 30),
            amount_krw=amount,
            payee="시공사 (예시)",
            purpose="준공금",
            evidence=evidence,
            basis=Basis.ASSUMED,
        )
        pay(center, line, bill, version=center.version, by=OPERATOR, today=today)
    for year in (2014, 2015):
        close_year(center, year, version=center.version, by=OPERATOR, now=now())


def _tell_fourth_floor(center: Project) -> None:
    fourth = NewSpace(
        code="401",
        floor_number=4,
        kind=SpaceKind.OFFICE,
        name="4층",
        name_en="4th floor",
        use="쓰임은 알려지지 않음 (예시)",
        use_en="Use not published (example)",
        area_m2=150_00,
    )
    decided = Decision(
        on=OPENED_ON,
        reason="4층이 더해져 모두 744㎡",
        reason_en="With the 4th floor 744 ㎡ in all",
        basis=Basis.PUBLISHED,
    )
    begin(center, fourth, decided, version=center.version, by=OPERATOR)


def _renew_lobby(today: date) -> None:
    """Three weeks in the lobby, nine weeks from now."""
    first = today + UNTIL_LOBBY - timedelta(days=(today + UNTIL_LOBBY).weekday())
    last = first + timedelta(weeks=WEEKS) - timedelta(days=3)
    words = ProjectWords(
        title="로비 새단장 (예시)",
        title_en="Renewing the lobby (example)",
        lead="로비의 바닥과 조명을 바꿉니다. 공사하는 3주 동안 로비는 쓸 수 없습니다.",
        lead_en="The lobby gets a new floor and new lights; it cannot be used for three weeks.",
        note="이 공사는 예시입니다.",
        note_en="These works are an example.",
    )
    lobby = begin_project("lobby", words, by=OPERATOR, now=now())
    plans = (
        ("설계와 견적", "Design and offers", Span(today - timedelta(days=40), today - timedelta(days=12))),
        ("시공사 선정", "Builder chosen", Span(today - timedelta(days=7), today + timedelta(days=21))),
        ("바닥과 조명 공사", "Floor and lights", Span(first, last)),
        ("다시 열기", "Open again", Span(last + timedelta(days=3), last + timedelta(days=3))),
    )
    made: list[Milestone] = []
    for title, title_en, span in plans:
        own = MilestoneWords(title=title, title_en=title_en, responsible="시설팀 (예시)", is_goal=span is plans[-1][2])
        waits = [made[-1].id] if made else []
        made.append(add_milestone(lobby, own, span, waits=waits, version=lobby.version, by=OPERATOR))
    _done(lobby, made[0], plans[0][2].first, plans[0][2].last, today)
    began = {"version": lobby.version, "by": OPERATOR, "today": today}
    set_course(lobby, made[1], plans[1][2].first, None, **began)  # type: ignore[arg-type]
    _close_lobby(lobby, made[2])
    _pay_for_lobby(lobby, made, today)


def _close_lobby(lobby: Project, works: Milestone) -> None:
    why = Why("로비 새단장 (예시)", "Lobby being renewed (example)")
    closure = propose_closure(lobby, "203", works.id, works.id, why, version=lobby.version, by=OPERATOR)
    hits = hits_of_closure(closure, days_wanted(closure, queries.steps_of(lobby.id)), now=now())
    confirm_closure(lobby, closure, shown=hits.versions, version=lobby.version, by=OPERATOR, now=now())


def _pay_for_lobby(lobby: Project, made: list[Milestone], today: date) -> None:
    first = Allotment(
        on=date(today.year, 1, 1), amount_krw=48_000_000, reason="본예산 (예시)", reason_en="First budget (example)"
    )
    line = add_line(lobby, Source.DISTRICT, "시설비", first, title_en="Works", version=lobby.version, by=OPERATOR)
    bill = Bill(
        on=max(today - timedelta(days=10), date(today.year, 1, 1)),
        amount_krw=2_900_000,
        payee="설계사무소 (예시)",
        purpose="설계비",
        evidence="예시 지출 1",
        basis=Basis.ASSUMED,
    )
    pay(lobby, line, bill, version=lobby.version, by=OPERATOR, today=today)
    for one, title, amount in ((made[1], "선금 (예시)", 12_000_000), (made[2], "준공금 (예시)", 30_000_000)):
        plan_payment(lobby, line, one.id, title=title, amount_krw=amount, version=lobby.version, by=OPERATOR)
