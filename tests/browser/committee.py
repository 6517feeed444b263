"""A committee at work in the running demo: a call that has closed, three firms, seven members; made by its services."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path

import pyotp
from playwright.sync_api import Page

from center.accounts.entering import vault
from center.accounts.passwords import hash_password
from center.accounts.service.accounts import add_user
from center.accounts.service.grants import grant_role
from center.accounts.service.second_factor import keep_factor
from center.app import create_app
from center.core.actor import Actor, Role
from center.core.audit import OPERATOR
from center.core.db import db, transaction
from center.core.time import now
from center.demo_firms import sample_number
from center.enterprises.queries import find_by_number
from center.settings import load_settings
from center.tenancy.applications import queries as applications
from center.tenancy.applications import service as screening
from center.tenancy.applications.rules.screening import Decided, Finding
from center.tenancy.review import queries, service
from center.tenancy.review.rules.committee import Ground, SeatRole
from tests.browser.asking import CLOSED, a_closed_call, applied
from tests.browser.steps import main_button

FIRMS = (6, 8, 9)
PASSWORD = "선유도 공원의 오래된 정수장"
SECRET = "SEONYUDOSEONYUDOSEONYUDOSEONYUDO"
STAGE = "documents"
_round = count(1)


@dataclass(frozen=True)
class Sitting:
    """The call and the addresses of its members, the chair first."""

    call_id: int
    members: tuple[str, ...]


def sit_together(instance: Path) -> Sitting:
    """A committee whose first stage is open; somebody is challenged by the second firm."""
    app = create_app(load_settings({"CENTER_INSTANCE": str(instance)}))
    with app.app_context():
        call_id = _admitted()
        people = _members(call_id)
        for person in people.values():
            service.pledge(call_id, by=person, now=now())
            said = {one.id: service.Said(None) for one in applications.handed_in(call_id)}
            service.declare(call_id, said, by=person, now=now())
        service.open_stage(call_id, STAGE, by=_staff(), now=now())
        _challenged(call_id)
        db.session.remove()
        db.engine.dispose()
    return Sitting(call_id, tuple(people))


def _staff() -> Actor:
    return Actor(roles=frozenset({Role.STAFF}), name="예시")


def _admitted() -> int:
    call = a_closed_call(now())
    for n in FIRMS:
        firm = find_by_number(sample_number(n))
        assert firm
        applied(call, firm, now() - CLOSED - timedelta(days=1))
    for one in applications.handed_in(call.id):
        points = screening.points_now(one, call.versions[-1].says)
        met = Decided({point.key: Finding(is_met=True, note="서류로 확인") for point in points})
        screening.screen(one, met, version=one.version, by=_staff(), now=now())
    screening.freeze(call.id, by=_staff(), now=now())
    return call.id


def _members(call_id: int) -> dict[str, Actor]:
    people, n_round = {}, next(_round)
    for n in range(1, 8):
        email = f"committee{n_round}{n}@example.kr"
        with transaction():
            user = add_user(
                email=email, name=f"심사위원 {n}", password_hash=hash_password(PASSWORD), now=now(), by=OPERATOR
            )
            grant_role(user.id, Role.REVIEWER, reason="위촉", now=now(), by=OPERATOR)
        keep_factor(user.id, SECRET, vault=vault(), now=now())
        role = SeatRole.CHAIR if n == 1 else SeatRole.MEMBER
        service.appoint(call_id, user.id, role, by=_staff(), now=now())
        people[email] = Actor(user_id=user.id, name=user.name, roles=frozenset({Role.REVIEWER}))
    return people


def _challenged(call_id: int) -> None:
    """The second firm challenges the last member."""
    seat, application = queries.seats_of(call_id)[-1], queries.admitted(call_id)[1]
    given = {"ground": Ground.RELATIVE, "reason": "대표의 친족입니다. (예시)"}
    service.challenge(call_id, seat.id, application.id, **given, by=_staff(), now=now())  # type: ignore[arg-type]


def signs_in(page: Page, email: str) -> Page:
    """A member signs in with the code of their app and begins where reviewers begin."""
    page.goto("/sign-in")
    page.locator("#email").fill(email)
    page.locator("#password").fill(PASSWORD)
    main_button(page).click()
    page.wait_for_url("**/sign-in/code")
    page.locator("#code").fill(pyotp.TOTP(SECRET).now())
    main_button(page).click()
    page.wait_for_url("**/review")
    return page
