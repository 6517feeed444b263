"""A call under review with its committee, made without any page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal

from center.accounts.queries import find_user
from center.core import time
from center.core.actor import Actor, Role
from center.tenancy.applications import queries as applications
from center.tenancy.applications import service as screening
from center.tenancy.applications.models import Application
from center.tenancy.applications.rules.screening import Decided, Finding
from center.tenancy.calls.first_calls import SECOND
from center.tenancy.calls.models import Call
from center.tenancy.calls.queries import get_call
from center.tenancy.calls.rules.content import Content, Criterion
from center.tenancy.review import queries, service
from center.tenancy.review.models import Seat, Sheet
from center.tenancy.review.rules.committee import SeatRole
from center.tenancy.review.rules.points import COMMENT, POINTS, Scores
from tests.conftest import Clock
from tests.people import somebody
from tests.tenancy.applying import CLOSES, a_young_firm, an_open_call, handed_in
from tests.worlds import made_once

AFTER = CLOSES + timedelta(days=1)
DOCUMENTS, INTERVIEW = "documents", "interview"
PASSWORD = "a-long-enough-passphrase"
WIDE = replace(SECOND, selection=replace(SECOND.selection, shortlist_factor=Decimal(9)))
"""The same call, of which everybody goes on to the interview."""
NUMBERS = ("2068112345", "1078212346", "2118654323", "1058298765", "2148612341", "1138611113", "1208122229")
"""Business numbers for the firms of a test."""


@dataclass
class Panel:
    """A call with the committee's people, by their codes."""

    call: Call
    clock: Clock
    staff: Actor
    people: dict[str, Actor] = field(default_factory=dict)
    ids: dict[int, int] = field(default_factory=dict)
    """The admitted applications by their running numbers."""

    @property
    def codes(self) -> list[str]:
        """The codes of those who score now."""
        return [seat.code for seat in queries.scoring_seats(self.call.id)]

    def seat(self, code: str) -> Seat:
        """Somebody's seat as it is now."""
        return next(seat for seat in queries.seats_of(self.call.id) if seat.code == code)

    @property
    def applications(self) -> list[Application]:
        """Who was admitted."""
        return queries.admitted(self.call.id)


def _plain(panel: Panel) -> tuple[int, datetime, dict[str, Actor], dict[int, int]]:
    """A panel without anything of a session."""
    return panel.call.id, panel.clock.now, dict(panel.people), dict(panel.ids)


def _again(
    told: tuple[int, datetime, dict[str, Actor], dict[int, int]], yuna: Actor, clock: Clock, *_more: object
) -> Panel:
    """The panel that was told, at its time."""
    call_id, now, people, ids = told
    clock.set(now)
    return Panel(get_call(call_id), clock, yuna, dict(people), dict(ids))


def a_reviewer(n: int) -> Actor:
    """The n-th reviewer of a test."""
    email = f"reviewer{n}@example.kr"
    user = find_user(email) or somebody(email, PASSWORD, Role.REVIEWER, name=f"심사위원{n}")
    return Actor(user_id=user.id, name=user.name, roles=frozenset({Role.REVIEWER}))


@made_once(_plain, _again)
def under_review(yuna: Actor, clock: Clock, n_firms: int = 2, content: Content = SECOND, first: int = 0) -> Panel:
    """A call that closed, whose list of so many applicants is frozen; it has no committee yet.

    A second call of one test takes its firms from a later number on.
    """
    call = an_open_call(yuna, clock, content)
    for n in range(n_firms):
        handed_in(call, a_young_firm(name=f"한강 {n}호 협동조합", business_number=NUMBERS[first + n]))
    clock.set(AFTER)
    for one in applications.handed_in(call.id):
        points = screening.points_now(one, content)
        met = Decided({point.key: Finding(is_met=True, note="서류로 확인") for point in points})
        screening.screen(one, met, version=one.version, by=yuna, now=time.now())
    screening.freeze(call.id, by=yuna, now=time.now())
    return Panel(get_call(call.id), clock, yuna)


def seated(panel: Panel, n: int = 7, spares: int = 0) -> Panel:
    """A committee of so many who score, R1 in the chair, and so many spares; nobody has signed yet."""
    roles = [SeatRole.CHAIR, *[SeatRole.MEMBER] * (n - 1), *[SeatRole.SPARE] * spares]
    for number, role in enumerate(roles, start=1):
        person = a_reviewer(number)
        assert person.user_id
        seat = service.appoint(panel.call.id, person.user_id, role, by=panel.staff, now=time.now())
        panel.people[seat.code] = person
    return panel


def declared(panel: Panel, *codes: str, **grounds: service.Said) -> None:
    """These members (all without a code) sign and declare no conflict, but what is said by receipt key `n1`, `n2`…"""
    said = {one.id: grounds.get(f"n{one.number}", service.Said(None)) for one in panel.applications}
    for code in codes or panel.people:
        service.pledge(panel.call.id, by=panel.people[code], now=time.now())
        service.declare(panel.call.id, said, by=panel.people[code], now=time.now())


@made_once(_plain, _again)
def opened(yuna: Actor, clock: Clock, n_firms: int = 2, content: Content = SECOND, spares: int = 0) -> Panel:
    """The first stage is open and nobody has a conflict."""
    panel = seated(under_review(yuna, clock, n_firms, content), spares=spares)
    declared(panel)
    service.open_stage(panel.call.id, DOCUMENTS, by=yuna, now=time.now())
    return panel


def criteria(panel: Panel, stage: str = DOCUMENTS) -> Sequence[Criterion]:
    """The criteria of a stage."""
    return service.criteria_of(queries.get_review(panel.call.id), stage)


def filled(panel: Panel, total: float, stage: str = DOCUMENTS) -> Scores:
    """A complete sheet whose points sum to so many, from the first criterion on as high as can be."""
    scores: dict[str, Mapping[str, str]] = {}
    for one in criteria(panel, stage):
        points = min(total, float(one.points))
        total -= points
        scores[one.key] = {POINTS: f"{points:g}", COMMENT: f"{one.name}의 까닭"}
    return scores


def gives(panel: Panel, code: str, number: int, total: float, stage: str = DOCUMENTS) -> Sheet:
    """A member submits a sheet for the applicant with that running number."""
    panel.ids = panel.ids or {one.number or 0: one.id for one in panel.applications}
    scores = filled(panel, total, stage)
    return service.submit(
        panel.call.id, stage, panel.ids[number], scores, version=0, by=panel.people[code], now=time.now()
    )


def scored(panel: Panel, totals: Mapping[int, Sequence[float]], stage: str = DOCUMENTS) -> None:
    """Every member submits: for each applicant by its running number, the totals in the order of the members."""
    codes = panel.codes
    for number, given in totals.items():
        for code, total in zip(codes, given, strict=True):
            gives(panel, code, number, total, stage)


def frozen(panel: Panel, stage: str = DOCUMENTS) -> None:
    """The chair freezes a stage."""
    chair = next(seat.code for seat in queries.seats_of(panel.call.id) if seat.is_chair)
    service.freeze_stage(panel.call.id, stage, missing={}, by=panel.people[chair], now=time.now())


@made_once(_plain, _again)
def decided(yuna: Actor, clock: Clock, content: Content = SECOND) -> Panel:
    """Two firms, both stages scored and frozen: the first one is ahead in both."""
    panel = opened(yuna, clock, 2, content)
    scored(panel, {1: [90, 88, 85, 91, 79, 84, 86], 2: [70, 72, 68, 75, 66, 71, 90]})
    frozen(panel)
    service.open_stage(panel.call.id, INTERVIEW, by=yuna, now=time.now())
    scored(panel, {1: [80, 82, 85, 81, 79, 84, 86], 2: [60, 62, 68, 65, 66, 61, 80]}, INTERVIEW)
    frozen(panel, INTERVIEW)
    return panel
