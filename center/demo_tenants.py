"""Sample tenants of the demo and an open call for the units that are free."""

from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import select

from center.core.audit import OPERATOR
from center.core.db import db, transaction
from center.core.time import at, now
from center.enterprises.models import Enterprise
from center.enterprises.rules.kinds import FirmState
from center.spaces.models import UnitTerm
from center.spaces.terms import Term, enter_term
from center.tenancy.calls.first_calls import SECOND
from center.tenancy.calls.rules.content import Content
from center.tenancy.calls.service import answer, begin_call, publish, write

MOVED_IN = (("301", 20), ("302", 17), ("303", 14), ("306", 14), ("307", 9), ("308", 5), ("309", 2))
"""Units and how many months ago their sample tenants moved in; the others are free."""
YEARS = 2
TITLE, TITLE_EN = "사회적경제지원센터 입주기업 모집 (예시)", "Call for tenants of the center (example)"


def load_tenants(today: date) -> None:
    """Enter them once, where there are none yet."""
    if db.session.scalar(select(UnitTerm.id).limit(1)) is not None:
        return
    firms = select(Enterprise).where(Enterprise.state == FirmState.ACTIVE, Enterprise.in_district)
    found = db.session.scalars(firms.order_by(Enterprise.id)).all()
    tenants = found[:: max(1, len(found) // len(MOVED_IN))]
    with transaction():
        for (unit, months), firm in zip(MOVED_IN, tenants, strict=False):
            first_on = _months_before(today, months)
            until_on = first_on.replace(year=first_on.year + YEARS)
            basis = f"사용허가 {first_on.year}-{unit} (예시)"
            enter_term(unit, Term(firm.id, firm.name, first_on, until_on, basis), by=OPERATOR)
        _open_call(today)


def _open_call(today: date) -> None:
    """A call that opened two days ago and closes in ten."""
    begun = begin_call(SECOND, today - timedelta(days=5), by=OPERATOR, now=now())
    write(begun, lambda content: _sample(content, today), version=begun.version, by=OPERATOR)
    publish(begun, version=begun.version, reason="", by=OPERATOR, now=now())
    answer(
        begun,
        "주차할 수 있습니까?",
        "건물 앞에 한 대 댈 수 있습니다. 나머지는 공영 주차장을 이용해 주세요.",
        by=OPERATOR,
        now=now(),
    )


def _sample(content: Content, today: date) -> Content:
    schedule = replace(
        content.schedule,
        opens_at=at(today - timedelta(days=2), 9 * 60),
        closes_at=at(today + timedelta(days=10), 18 * 60),
        briefing_at=at(today + timedelta(days=3), 14 * 60),
        briefing_place="202 다목적회의실",
        briefing_place_en="Room 202",
        interview_on=today + timedelta(days=20),
        result_on=today + timedelta(days=27),
        move_in_on=_months_before(today, -3),
    )
    units = ("304", "305")
    return replace(content, title=TITLE, title_en=TITLE_EN, units=units, schedule=schedule)


def _months_before(today: date, months: int) -> date:
    """The first of a month so many months before."""
    count = today.year * 12 + today.month - 1 - months
    return date(count // 12, count % 12 + 1, 1)
