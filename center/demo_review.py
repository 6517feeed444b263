"""A sample review of the demo: a call whose list is frozen, a committee of seven, and some of the first stage's sheets.

The chair has a conflict with one firm. Made through the same services as real ones; a second start keeps what is there.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import select

from center.accounts.queries import find_user
from center.accounts.service.accounts import add_user
from center.accounts.service.grants import grant_role
from center.core.actor import Actor, Role
from center.core.audit import OPERATOR
from center.core.db import db, transaction
from center.core.time import at, month_start, now
from center.demo_applications import CLOSED_YEARS, Sample, hand_in
from center.demo_samples import ACCOUNTS
from center.files.service import Store
from center.mail.service import discard_waiting
from center.tenancy.applications.queries import handed_in
from center.tenancy.applications.rules.screening import Decided, Finding
from center.tenancy.applications.service import freeze, points_now, screen
from center.tenancy.calls.first_calls import SECOND
from center.tenancy.calls.models import Call
from center.tenancy.calls.queries import get_call, not_free_on
from center.tenancy.calls.rules.content import Content
from center.tenancy.calls.service import begin_call, publish, write
from center.tenancy.review import queries, service
from center.tenancy.review.models import Seat
from center.tenancy.review.rules.committee import Ground, SeatRole
from center.tenancy.review.rules.points import COMMENT, POINTS
from center.tenancy.review.service import Said

UNITS = ("303", "306")
TITLE, TITLE_EN = "사회적경제지원센터 입주기업 모집, 심사 중 (예시)", "Call for tenants, under review (example)"
SAMPLES = (
    Sample(90, 3600, 7, ("306", "303"), "장애인과 어르신의 병원 길을 함께 갑니다. 한 달에 백 번 넘게 함께 나섭니다."),
    Sample(11, 2500, 4, ("303",), "이주민과 함께 여러 나라 밥상 수업을 엽니다."),
    Sample(66, 2700, 5, ("303", "306"), "헌 옷을 모아 가방과 앞치마로 다시 짓습니다. 지난해 옷 4톤을 모았습니다."),
    Sample(67, 2200, 3, ("306",), "영등포 사람들의 이야기를 책으로 냅니다. 지금까지 열두 권을 냈습니다."),
)
MEMBERS = ("오서연", "문재희", "배은우", "신가온", "유하람", "임다온")
"""Sample members beside the chair, who alone signs in."""
STAFF = Actor(name="예시", roles=frozenset({Role.STAFF}))
DONE = (0, 1, 2)
"""Whose sheets are in; the others have none yet."""


def load_review(store: Store, today: date) -> None:
    """Make it, where nobody has a seat yet."""
    if db.session.scalar(select(Seat.id).limit(1)) is not None:
        return
    with transaction():
        if (call := _call(today)) is not None:
            closes_at = call.versions[-1].says.schedule.closes_at
            for n, sample in enumerate(SAMPLES):
                hand_in(call, sample, store, closes_at - timedelta(hours=5 - n, seconds=17 * n))
            _admit(call)
            _score(call, _committee(call))
        discard_waiting()


def _call(today: date) -> Call | None:
    """A call that closed twelve days ago; none where its units are let when one would move in."""
    move_in_on = month_start(today, 14)
    if set(UNITS) & set(not_free_on(move_in_on)):
        return None
    noticed = at(today - timedelta(days=35), 10 * 60)
    call = begin_call(SECOND, today - timedelta(days=35), by=OPERATOR, now=noticed)
    write(call, lambda content: _written(content, today, move_in_on), version=call.version, by=OPERATOR)
    publish(call, version=call.version, reason="", by=OPERATOR, now=noticed)
    return get_call(call.id)


def _written(content: Content, today: date, move_in_on: date) -> Content:
    schedule = replace(
        content.schedule,
        opens_at=at(today - timedelta(days=28), 9 * 60),
        closes_at=at(today - timedelta(days=12), 18 * 60),
        interview_on=today + timedelta(days=5),
        result_on=today + timedelta(days=12),
        move_in_on=move_in_on,
    )
    eligibility = replace(content.eligibility, most_years=CLOSED_YEARS)
    named = replace(content, title=TITLE, title_en=TITLE_EN)
    return replace(named, units=UNITS, schedule=schedule, eligibility=eligibility)


def _admit(call: Call) -> None:
    """Everybody is found eligible, and the list is frozen."""
    for one in handed_in(call.id):
        points = points_now(one, call.versions[-1].says)
        met = Decided({point.key: Finding(is_met=True, note="서류로 확인 (예시)") for point in points})
        screen(one, met, version=one.version, by=STAFF, now=now())
    freeze(call.id, by=STAFF, now=now())


def _committee(call: Call) -> list[Actor]:
    """Seven who signed and declared: the chair a conflict with the last firm, the others none."""
    instant, applications = now(), queries.admitted(call.id)
    people = [_chair(), *(_member(n, name, instant) for n, name in enumerate(MEMBERS, start=1))]
    for n, person in enumerate(people):
        role = SeatRole.MEMBER if n else SeatRole.CHAIR
        service.appoint(call.id, person.user_id or 0, role, by=STAFF, now=instant)
        said = {one.id: Said(None) for one in applications}
        if not n and applications:
            said[applications[-1].id] = Said(Ground.EMPLOYED, "작년까지 이 기업의 감사였습니다. (예시)")
        service.pledge(call.id, by=person, now=instant)
        service.declare(call.id, said, by=person, now=instant)
    return people


def _chair() -> Actor:
    """The sample reviewer who signs in."""
    email = next(account.email for account in ACCOUNTS if account.role == Role.REVIEWER)
    user = find_user(email)
    return Actor(user.id if user else None)


def _member(n: int, name: str, instant: datetime) -> Actor:
    """A sample reviewer who was invited and has no password."""
    user = add_user(email=f"member{n}@example.kr", name=f"{name} (예시)", password_hash=None, now=instant, by=OPERATOR)
    grant_role(user.id, Role.REVIEWER, reason="심사위원 위촉 (예시)", now=instant, by=OPERATOR)
    return Actor(user.id)


def _score(call: Call, people: list[Actor]) -> None:
    """The first stage is open; of some members all sheets are in."""
    stage = call.versions[-1].says.stages[0]
    service.open_stage(call.id, stage.key, by=STAFF, now=now())
    excluded = queries.exclusions_of(call.id)
    seats = {seat.user_id: seat.id for seat in queries.seats_of(call.id)}
    for n in DONE:
        for m, one in enumerate(queries.admitted(call.id)):
            if (seats[people[n].user_id or 0], one.id) not in excluded:
                scores = {
                    each.key: {POINTS: str(each.points - 3 - (3 * n + 5 * m) % 9), COMMENT: "계획이 또렷합니다. (예시)"}
                    for each in stage.criteria
                }
                service.submit(call.id, stage.key, one.id, scores, version=0, by=people[n], now=now())
