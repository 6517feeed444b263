"""The sample review: made once, with a committee that has begun to score."""

from flask import Flask

from center.checks import run_checks
from center.core import time
from center.core.actor import Role
from center.demo_applications import load_applications
from center.demo_firms import load_firms
from center.demo_review import DONE, MEMBERS, SAMPLES, load_review
from center.demo_samples import ACCOUNTS
from center.demo_tenants import load_tenants
from center.files.serving import the_store
from center.review_checks import REVIEW_CHECKS
from center.tenancy.review import queries
from tests.people import somebody
from tests.tenancy.review.panel import DOCUMENTS


def test_a_committee_of_seven_has_begun_to_score(app: Flask) -> None:
    chair = next(account for account in ACCOUNTS if account.role == Role.REVIEWER)
    user = somebody(chair.email, chair.password, Role.REVIEWER, name=chair.name)
    load_firms(time.today(), time.now())
    load_tenants(time.today())
    load_applications(the_store(), time.today())

    for _each in range(2):
        load_review(the_store(), time.today())

    [seat] = queries.own_seats(user.id)
    desk = queries.read_desk(seat.call_id)
    stage = queries.get_stage(seat.call_id, DOCUMENTS)
    assert (seat.is_chair, len(desk.scoring), len(desk.applications)) == (True, len(MEMBERS) + 1, len(SAMPLES))
    assert len(queries.handed_in_at(stage)) == len(DONE) * len(SAMPLES) - 1
    assert [one.name for one in run_checks(time.now()) if one.faults and one.name in REVIEW_CHECKS] == []
