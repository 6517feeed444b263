"""Sample applications of the demo: to the open call a draft and some that were handed in, and a call that has closed.

Of the closed call one was withdrawn, two firms have the same representative, and one is a tenant already. Made through
the same services as real ones; a second start keeps what is there.
"""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import select

from center.accounts.queries import find_user
from center.core.actor import ANYONE, Actor
from center.core.audit import OPERATOR
from center.core.db import db, transaction
from center.core.time import at, month_start
from center.demo_firms import sample_number
from center.demo_papers import sample_paper
from center.demo_people import FIRM_ACCOUNTS
from center.demo_tenants import TITLE
from center.enterprises.models import Enterprise
from center.enterprises.queries import find_by_number
from center.enterprises.rules.numbers import show_business_number
from center.files.service import Store
from center.mail.service import discard_waiting
from center.tenancy.applications.models import Application
from center.tenancy.applications.rules.written import Written
from center.tenancy.applications.service import add_file, begin, save, submit, withdraw
from center.tenancy.calls.first_calls import SECOND
from center.tenancy.calls.models import Call
from center.tenancy.calls.queries import get_call, get_published, not_free_on, published_calls
from center.tenancy.calls.rules.content import Content, Document
from center.tenancy.calls.service import begin_call, publish, write

CLOSED_UNITS = ("301", "310")
CLOSED_YEARS = 7
CLOSED_TITLE, CLOSED_TITLE_EN = "사회적경제지원센터 입주기업 추가 모집 (예시)", "Further call for tenants (example)"
SHARED = "주민센터와 복지관, 이웃 가게 여덟 곳과 달마다 만나 일을 나눕니다. 센터에 들어오면 1층에서 석 달에 한 번 주민 잔치를 열겠습니다."
GROWTH = (
    "첫해에는 일하는 사람을 두 명 늘리고, 이듬해에는 매출을 지금의 한 배 반으로 키우겠습니다. "
    "필요한 돈은 조합비와 지금까지 모은 돈으로 마련하고, 모자라면 사회적금융에서 빌리겠습니다."
)
PEOPLE = "대표는 이 일을 %(years)s년 했고, 구성원 %(people)s명이 모두 영등포에서 일합니다. 두 명은 경력이 끊겼다가 다시 일을 시작한 이웃입니다."


@dataclass(frozen=True, slots=True)
class Sample:
    """What a sample firm writes: its place in the sample registry, need in hundredths of a ㎡, and its work."""

    firm: int
    need_m2: int
    people: int
    choices: tuple[str, ...]
    work: str


DRAFT = Sample(
    0, 3000, 6, ("304",), "집에서 지내는 어르신을 찾아가 씻고 먹고 걷는 일을 돕습니다. 한 달에 마흔 댁을 찾아갑니다."
)
OPEN = (
    Sample(
        1,
        1600,
        4,
        ("305", "304"),
        "학교와 경로당에서 제철 밥상 수업을 엽니다. 지난해 예순 번, 어린이와 어르신 천 명을 만났습니다.",
    ),
    Sample(
        12,
        2800,
        5,
        ("304",),
        "버려진 자전거를 고쳐 싸게 팔고, 고치는 법을 이웃에게 가르칩니다. 지난해 삼백 대를 되살렸습니다.",
    ),
    Sample(23, 1500, 3, ("305",), "동네 예술가들과 골목 공연을 열고, 주민 합창단을 가르칩니다."),
)
CLOSED = (
    Sample(0, 4000, 9, ("310", "301"), "어르신 방문 돌봄을 합니다. 지금 쓰는 방이 좁아 교육할 곳이 없습니다."),
    Sample(90, 4200, 7, ("310",), "장애인과 어르신의 병원 길을 함께 갑니다. 한 달에 백 번 넘게 함께 나섭니다."),
    Sample(11, 2500, 4, ("301",), "이주민과 함께 여러 나라 밥상 수업을 엽니다."),
    Sample(66, 2700, 5, ("301", "310"), "헌 옷을 모아 가방과 앞치마로 다시 짓습니다. 지난해 옷 4톤을 모았습니다."),
    Sample(67, 2200, 3, ("301",), "영등포 사람들의 이야기를 책으로 냅니다. 지금까지 열두 권을 냈습니다."),
    Sample(78, 2800, 4, ("310", "301"), "나무와 흙으로 살림살이를 만들고, 발달장애 청년과 공방을 꾸립니다."),
)
WITHDRAWN = 78


def load_applications(store: Store, today: date) -> None:
    """Hand them in, where there are none yet."""
    if db.session.scalar(select(Application.id).limit(1)) is not None:
        return
    with transaction():
        for call in published_calls():
            if call.published and call.published.says.title == TITLE:
                _fill_open(call, store)
        if (closed := _closed_call(today)) is not None:
            _fill_closed(closed, store)
        discard_waiting()


def _fill_open(call: Call, store: Store) -> None:
    """A day after it opened."""
    _known, version = get_published(call.id)
    instant = version.says.schedule.opens_at + timedelta(hours=26, minutes=12)
    _begin(call, DRAFT, store, instant, whole=False)
    for n, sample in enumerate(OPEN):
        hand_in(call, sample, store, instant + timedelta(minutes=97 * n, seconds=13 * n))


def _closed_call(today: date) -> Call | None:
    """A call that closed four days ago, for units that will be free then; none where they are let meanwhile."""
    move_in_on = month_start(today, 5)
    units = tuple(unit for unit in CLOSED_UNITS if unit not in not_free_on(move_in_on))
    if not units:
        return None
    noticed = at(today - timedelta(days=25), 10 * 60)
    call = begin_call(SECOND, today - timedelta(days=25), by=OPERATOR, now=noticed)
    write(call, lambda content: _written(content, units, today, move_in_on), version=call.version, by=OPERATOR)
    publish(call, version=call.version, reason="", by=OPERATOR, now=noticed)
    return get_call(call.id)


def _written(content: Content, units: tuple[str, ...], today: date, move_in_on: date) -> Content:
    schedule = replace(
        content.schedule,
        opens_at=at(today - timedelta(days=18), 9 * 60),
        closes_at=at(today - timedelta(days=4), 18 * 60),
        interview_on=today + timedelta(days=10),
        result_on=today + timedelta(days=17),
        move_in_on=move_in_on,
    )
    eligibility = replace(content.eligibility, most_years=CLOSED_YEARS)
    named = replace(content, title=CLOSED_TITLE, title_en=CLOSED_TITLE_EN)
    return replace(named, units=units, schedule=schedule, eligibility=eligibility)


def _fill_closed(call: Call, store: Store) -> None:
    """One a day, the last of them eight seconds before the deadline."""
    _known, version = get_published(call.id)
    closes_at = version.says.schedule.closes_at
    for n, sample in enumerate(CLOSED):
        days = len(CLOSED) - 1 - n
        before = timedelta(days=days, hours=days % 5, seconds=8 + 611 * days)
        handed_in = hand_in(call, sample, store, closes_at - before)
        if handed_in and sample.firm == WITHDRAWN:
            withdraw(handed_in, language="ko", by=ANYONE, now=closes_at + timedelta(days=1))


def hand_in(call: Call, sample: Sample, store: Store, instant: datetime) -> Application | None:
    """Hand in for a sample firm at that instant; None where the firm is gone."""
    application = _begin(call, sample, store, instant, whole=True)
    if application:
        submit(application, version=application.version, language="ko", by=_person_of(sample.firm), now=instant)
    return application


def _begin(call: Call, sample: Sample, store: Store, instant: datetime, *, whole: bool) -> Application | None:
    """Begin for a sample firm and write; a draft lacks parts of its plan and papers. None where the firm is gone."""
    firm = find_by_number(sample_number(sample.firm))
    if firm is None:
        return None
    by, (_known, version) = _person_of(sample.firm), get_published(call.id)
    application = begin(call.id, firm, Written(), language="ko", by=by, now=instant - timedelta(hours=2))
    written = _words(sample, firm, version.says, whole=whole)
    save(application, written, version=application.version, now=instant - timedelta(hours=1))
    for document in _papers(version.says, whole=whole):
        content = sample_paper(f"{document.name} (예시)", firm.name, show_business_number(firm.business_number))
        taken = store.take_in(
            io.BytesIO(content),
            f"{document.name} (예시).pdf",
            allowed=document.kinds,
            most_bytes=document.most_mb * 1_000_000,
        )
        add_file(application, document.key, taken, by=by, now=instant - timedelta(minutes=30))
    return application


def _papers(content: Content, *, whole: bool) -> Iterator[Document]:
    """What is required; of a draft the first alone."""
    required = [document for document in content.documents if document.is_required]
    yield from required if whole else required[:1]


def _words(sample: Sample, firm: Enterprise, content: Content, *, whole: bool) -> Written:
    names = content.eligibility.declarations if whole else ()
    return Written(
        contact=f"{firm.representative} (예시)",
        phone=firm.phone or "02-000-0000",
        email=firm.email or "firm@example.kr",
        need_m2=sample.need_m2,
        people=sample.people,
        choices=sample.choices,
        parts=_plan(sample, whole=whole),
        declared=tuple(one.key for one in names),
    )


def _plan(sample: Sample, *, whole: bool) -> Mapping[str, str]:
    if not whole:
        return {"work": sample.work}
    facts = {"years": 4 + sample.firm % 9, "people": sample.people}
    return {"work": sample.work, "people": PEOPLE % facts, "community": SHARED, "growth": GROWTH}


def _person_of(firm: int) -> Actor:
    """Who of the sample people acts for it, if anybody does."""
    for account in FIRM_ACCOUNTS:
        if firm in account.represents and (user := find_user(account.email)) is not None:
            return Actor(user.id)
    return ANYONE
