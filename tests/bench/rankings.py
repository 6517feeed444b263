"""The ranking of a review, with every member and firm on it: kept, and made anew with the bootstrap."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import insert

from center.accounts.models import User
from center.app import create_app
from center.core import time
from center.core.audit import OPERATOR
from center.core.db import db, transaction
from center.enterprises.models import Enterprise
from center.settings import Settings
from center.tenancy.applications.models import ApplicantList, Application, State, Submission
from center.tenancy.calls.first_calls import SECOND
from center.tenancy.calls.models import Call
from center.tenancy.calls.queries import get_call
from center.tenancy.calls.service import begin_call, publish
from center.tenancy.review.models import Review, ReviewStage, Seat, Sheet, SheetState
from center.tenancy.review.queries.kept import MOST
from center.tenancy.review.rules.committee import SeatRole
from center.tenancy.review.rules.points import COMMENT, POINTS
from tests.bench.clients import Client, Request, sign_in
from tests.bench.filling import STAFF
from tests.bench.measuring import Figures, Work, repeated
from tests.people import hash_of
from tests.tenancy.applying import WRITTEN, a_young_firm

NAME = "ranking"
SMALL, LARGE = (13, 7), (60, 9)
"""Firms and members."""
N_CALLS = MOST + 1
"""One more than a process keeps: asked for in turn, none of them is kept when it is asked for again."""
N_ASKED = 24
CONTENT = replace(SECOND, selection=replace(SECOND.selection, shortlist_factor=Decimal(99)))
AGO = timedelta(days=10)


@dataclass(frozen=True)
class RankingFigures:
    """The page of a result with so many firms and members: as it is kept, and with its decision made anew."""

    n_firms: int
    n_members: int
    warm: Figures
    cold: Figures


def fill_rankings(settings: Settings, n_firms: int, n_members: int, n_calls: int = N_CALLS) -> list[int]:
    """So many calls whose review is over, by their ids."""
    app = create_app(settings)
    with app.app_context():
        firms = [a_young_firm() for _ in range(n_firms)]
        members = _members(n_members)
        found = [_reviewed(firms, members, seed) for seed in range(n_calls)]
        db.session.remove()
        db.engine.dispose()
    return found


def _members(n: int) -> list[User]:
    with transaction() as session:
        password, now = hash_of("a-long-enough-passphrase"), time.now()
        members = [
            User(email=f"member{k}@example.kr", name=f"위원{k}", password_hash=password, created_at=now)
            for k in range(n)
        ]
        session.add_all(members)
    return members


def _reviewed(firms: list[Enterprise], members: list[User], seed: int) -> int:
    now = time.now() - AGO
    call = begin_call(CONTENT, time.today() - AGO, by=OPERATOR, now=now)
    publish(call, version=call.version, reason="", by=OPERATOR, now=now)
    call = get_call(call.id)
    with transaction() as session:
        applications = [_application(call, firm, number, now) for number, firm in enumerate(firms, start=1)]
        seats = [_seat(call, user, place, now) for place, user in enumerate(members, start=1)]
        session.add_all([*applications, *seats, _list(call, now), _review(call, now)])
        session.flush()
        stages = [_stage(call, key, place, now) for place, key in enumerate(one.key for one in CONTENT.stages)]
        session.add_all(stages)
        session.flush()
        session.execute(
            insert(Sheet), [_sheet(s, seat, one, seed, now) for s in stages for seat in seats for one in applications]
        )
    return call.id


def _application(call: Call, firm: Enterprise, number: int, now: datetime) -> Application:
    handed_in = Submission(
        n=1, at=now, call_version=1, content={"written": _written(), "firm": {"name": firm.name}}, sha256="0" * 64
    )
    return Application(
        call_id=call.id,
        enterprise_id=firm.id,
        business_number=firm.business_number,
        state=State.ELIGIBLE,
        draft={},
        language="ko",
        told_version=1,
        number=number,
        began_at=now,
        saved_at=now,
        submissions=[handed_in],
    )


def _written() -> dict[str, Any]:
    return {"need_m2": WRITTEN.need_m2, "choices": list(WRITTEN.choices)}


def _seat(call: Call, user: User, place: int, now: datetime) -> Seat:
    role = SeatRole.CHAIR if place == 1 else SeatRole.MEMBER
    return Seat(call_id=call.id, user_id=user.id, position=place, role=role, invited_at=now, pledged_at=now, pledge=1)


def _list(call: Call, now: datetime) -> ApplicantList:
    return ApplicantList(call_id=call.id, n=1, content={}, sha256="0" * 64, frozen_at=now)


def _review(call: Call, now: datetime) -> Review:
    return Review(call_id=call.id, call_version=1, lots={}, began_at=now)


def _stage(call: Call, key: str, place: int, now: datetime) -> ReviewStage:
    nothing: dict[str, Any] = {"applicants": [], "presenting": [], "absent": {}, "exceptions": []}
    return ReviewStage(call_id=call.id, key=key, position=place, opened_at=now, frozen_at=now, **nothing)


def _sheet(stage: ReviewStage, seat: Seat, one: Application, seed: int, now: datetime) -> dict[str, Any]:
    """Points that differ from member to member, firm to firm and call to call."""
    criteria = next(each.criteria for each in CONTENT.stages if each.key == stage.key)
    points = [
        each.points // 2 + (seat.position * 7 + (one.number or 0) * 5 + seed * 3 + k * 11) % (each.points // 2)
        for k, each in enumerate(criteria)
    ]
    return {
        "stage_id": stage.id,
        "seat_id": seat.id,
        "application_id": one.id,
        "state": SheetState.SUBMITTED,
        "scores": {each.key: {POINTS: str(n), COMMENT: ""} for each, n in zip(criteria, points, strict=True)},
        "saved_at": now,
        "submitted_at": now,
    }


def warm(port: int, calls: list[int]) -> Work:
    """The page of one call, again and again."""
    return _asked(port, [calls[0]] * N_ASKED)


def cold(port: int, calls: list[int]) -> Work:
    """The pages of more calls than are kept, in turn."""
    return _asked(port, calls)


def _asked(port: int, calls: list[int]) -> Work:
    client = Client(port)
    sign_in(client, *STAFF)
    return repeated(port, [Request(f"/staff/calls/{one}/ranking") for one in calls], 200, client=client)
