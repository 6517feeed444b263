"""A call of the running demo whose review is over: seven members, six firms, an exclusion, one below the cut, one not shortlisted."""

from datetime import timedelta
from pathlib import Path

from center.core import time
from center.core.actor import Actor, Role
from center.demo_firms import sample_number
from center.enterprises.queries import find_by_number
from center.tenancy.applications import queries as applications
from center.tenancy.applications import service as screening
from center.tenancy.applications.rules.screening import Decided, Finding
from center.tenancy.calls.queries import get_call
from center.tenancy.review import queries, service
from center.tenancy.review.rules.committee import Ground
from center.tenancy.review.service import Said
from tests.browser.asking import CLOSED, a_closed_call, applied, inside
from tests.conftest import Clock
from tests.tenancy.review.panel import DOCUMENTS, INTERVIEW, Panel, declared, frozen, gives, seated

FIRMS = (23, 11, 66, 67, 78, 3)
EXCLUDED = ("R4", 2)
"""A member and the running number of the firm of which it sees nothing."""
GIVEN = {
    1: (88, 91, 85, 90, 79, 92, 86),
    2: (85, 79, 84, 0, 81, 90, 82),
    3: (84, 80, 86, 83, 78, 88, 82),
    4: (82, 84, 83, 80, 79, 86, 81),
    5: (60, 61, 64, 55, 59, 58, 62),
    6: (52, 55, 50, 57, 49, 53, 51),
}
BONUS = {1: ("district", "consortium"), 2: ("district",), 3: ("district",), 6: ("district",)}
STAFF = Actor(user_id=1, name="김유나", roles=frozenset({Role.STAFF}))


def decide_a_call(instance: Path) -> int:
    """Make it in the database of a running demo, by its services."""
    with inside(instance):
        panel = _under_review()
        declared(panel, *[code for code in panel.people if code != EXCLUDED[0]])
        declared(panel, EXCLUDED[0], **{f"n{EXCLUDED[1]}": Said(Ground.EMPLOYED)})
        for stage, less in ((DOCUMENTS, 1), (INTERVIEW, 0)):
            service.open_stage(panel.call.id, stage, by=STAFF, now=time.now())
            _scored(panel, stage, less)
            frozen(panel, stage)
        return panel.call.id


def _under_review() -> Panel:
    present = time.now()
    call = a_closed_call(present)
    for n in FIRMS:
        firm = find_by_number(sample_number(n))
        assert firm
        applied(call, firm, present - CLOSED - timedelta(days=1))
    content = get_call(call.id).versions[-1].says
    for one in applications.handed_in(call.id):
        points = screening.points_now(one, content)
        findings = {point.key: Finding(is_met=True, note="서류로 확인") for point in points}
        met = Decided(findings, bonus=BONUS.get(one.number or 0, ()))
        screening.screen(one, met, version=one.version, by=STAFF, now=present)
    screening.freeze(call.id, by=STAFF, now=present)
    return seated(Panel(get_call(call.id), Clock(), STAFF))


def _scored(panel: Panel, stage: str, less: int) -> None:
    there = {one.number or 0 for one in queries.taking_part(panel.call, queries.get_review(panel.call.id), stage)}
    for number in sorted(there & GIVEN.keys()):
        for code, total in zip(panel.people, GIVEN[number], strict=True):
            if (code, number) != EXCLUDED:
                gives(panel, code, number, total - less, stage)
