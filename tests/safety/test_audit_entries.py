"""What is entered into the audit log: every act on accounts, tokens, rules and rooms, and nothing about a person."""

from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from center.accounts.service import WrongPasswordError, create_user, sign_in, sign_out
from center.accounts.tokens import Scope, create_token, revoke_token
from center.bookings import queries
from center.bookings.service.deciding import approve, refuse
from center.bookings.service.managing import send_links
from center.bookings.service.upkeep import set_exceptional_opening, set_rule, tidy
from center.core.actor import Actor, Role
from center.core.audit import AuditEntry
from center.core.audit_chain import read_chain
from center.core.db import db
from center.core.errors import TooManyError
from center.spaces.rules import ClosureKind
from center.spaces.service import close_space
from tests.api.calls import booked, made, manage, post
from tests.bookings.factories import SATURDAY, WEDNESDAY, a_booking, a_request, hours
from tests.conftest import Clock
from tests.people import AT, session_of
from tests.web.mine import new_time, opened, version, words
from tests.web.test_pages import BOOK, details

PASSWORD = "five long words here"


def acts_since(number: int) -> list[str]:
    """Who did what to what after an entry."""
    db.session.rollback()
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.number > number).order_by(AuditEntry.number))
    return [f"{entry.actor}: {entry.action} {entry.subject}" for entry in entries]


def test_acts_on_accounts_and_tokens_are_entered(app: Flask, clock: Clock) -> None:
    start = read_chain().head.number
    user = create_user(email="yuna@example.kr", name="김유나", password=PASSWORD, role=Role.STAFF, now=clock.now)
    for email in ("yuna@example.kr", "nobody@example.kr"):
        with pytest.raises(WrongPasswordError):
            sign_in(email, "wrong", AT, now=clock.now)
    token = session_of("yuna@example.kr", PASSWORD)
    sign_out(token, now=clock.now)
    sign_out(token, now=clock.now)
    create_token(name="MARK", scopes=[Scope.BOOKINGS_WRITE], now=clock.now)
    revoke_token(1, now=clock.now)
    revoke_token(1, now=clock.now)

    assert acts_since(start) == [
        f"operator: user.created user {user.id}",
        f"operator: role.granted user {user.id}",
        f"public: user.sign-in-refused user {user.id}",
        "public: user.sign-in-refused user unknown",
        f"user {user.id}: factor.set user {user.id}",
        f"user {user.id}: user.signed-in user {user.id}",
        f"user {user.id}: user.signed-out user {user.id}",
        "operator: token.created token 1",
        "operator: token.revoked token 1",
    ]
    assert read_chain().faults == []


def test_acts_on_rooms_and_rules_are_entered(app: Flask, clock: Clock) -> None:
    who = create_user(email="yuna@example.kr", name="김유나", password=PASSWORD, role=Role.STAFF, now=clock.now)
    by = Actor(who.id, roles=frozenset({Role.STAFF}))
    [room] = queries.get_rooms(["202"], WEDNESDAY)

    close_space(room, hours(9, 12), kind=ClosureKind.WORKS, reason="공사", reason_en="Works", by=by)
    set_exceptional_opening(SATURDAY, [[540, 1080]], reason="행사", reason_en="Fair", by=by)
    set_rule("turnaround", {"minutes": 60}, from_on=WEDNESDAY, scope="202", by=by)

    theirs = select(AuditEntry).where(AuditEntry.actor == f"user {who.id}").order_by(AuditEntry.number)
    entries = db.session.scalars(theirs).all()
    assert [(entry.action, entry.subject) for entry in entries] == [
        ("space.closed", "space 202"),
        ("opening.set", f"opening {SATURDAY}"),
        ("rule.set", "rule turnaround"),
    ]


MARKS = ("MARKNAME", "markmail", "MARKORG", "MARKPURPOSE", "5555", "MARKREASON", "MARKSTAFF", "MARKTOKEN", "192.0.2")
MARKED = {
    "name": "MARKNAME",
    "email": "markmail@example.kr",
    "organisation": "MARKORG",
    "purpose": "MARKPURPOSE",
    "phone": "010-5555-5555",
}


def test_the_log_holds_nothing_personal(app: Flask, client: FlaskClient, clock: Clock) -> None:
    set_rule("quota", {"person": 90, "organisation": 90}, from_on=date(2015, 3, 1))
    set_rule("length", {"shortest": 60, "longest_a_day": 1440}, from_on=date(2015, 3, 1))
    who = create_user(email="markstaff@example.kr", name="MARKSTAFF", password=PASSWORD, role=Role.STAFF, now=clock.now)
    staff = Actor(who.id, "MARKSTAFF", frozenset({Role.STAFF}), "192.0.2.7")
    sign_out(session_of("markstaff@example.kr", PASSWORD), now=clock.now)
    token = create_token(name="MARKTOKEN", scopes=[Scope.BOOKINGS_WRITE], now=clock.now)

    _by_pages(app, client)
    _by_program(client, token)
    _by_staff(staff, clock)
    send_links("markmail@example.kr", network="192.0.2", now=clock.now)
    clock.move(timedelta(days=400))
    tidy(clock.now)

    said = (AuditEntry.at, AuditEntry.actor, AuditEntry.action, AuditEntry.subject, AuditEntry.facts)
    log = [repr(tuple(row)) for row in db.session.execute(select(*said))]
    actions = {action for (action,) in db.session.execute(select(AuditEntry.action).distinct())}
    assert len([action for action in actions if action.startswith("booking.")]) >= 9
    assert [(mark, entry) for entry in log for mark in MARKS if mark in entry] == []


def _by_pages(app: Flask, client: FlaskClient) -> None:
    """Book, move, change the words, ask for a new link, give it up."""
    assert client.post(BOOK, data=details(**MARKED)).status_code == 303
    booking = a_booking(hours(9, 10), **MARKED)
    browser = opened(app, booking)
    browser.post(new_time(booking, hours(11, 12)), data=version(booking))
    changed = words(booking, purpose="MARKPURPOSE again", organisation="MARKORG2")
    browser.post(f"/bookings/{booking.reference}/words", data=changed)
    browser.post(f"/bookings/{booking.reference}/link")
    opened(app, booking).post(f"/bookings/{booking.reference}/cancel")
    assert queries.get_booking(booking.reference).state == "cancelled"


def _by_program(client: FlaskClient, token: str) -> None:
    """Book, change and cancel by the API, for oneself and by a token."""
    one = booked(client, hours(17, 18), **{**MARKED, "phone": "01055555555"})
    manage(client, "PATCH", one, {"purpose": "MARKPURPOSE again"})
    manage(client, "DELETE", one)
    made(client, hours(18, 19), token=token, **{**MARKED, "phone": "01055555555"})
    post(client, {"name": "MARKNAME"}, token=token)


def _by_staff(staff: Actor, clock: Clock) -> None:
    """Approve one request, which refuses its rival, and refuse another with a reason."""
    one, _rival = a_request(hours(9, 10), **MARKED), a_request(hours(9, 10), **MARKED)
    other = a_request(hours(13, 14), **MARKED)
    approve(one.reference, version=one.version, by=staff, now=clock.now)
    refuse(other.reference, version=other.version, reason="MARKREASON", by=staff, now=clock.now)


def test_what_was_refused_by_a_limit_or_rolled_back_is_not_entered(app: Flask, clock: Clock) -> None:
    start = read_chain().head.number
    for _ in range(5):
        with pytest.raises(WrongPasswordError):
            sign_in("nobody@example.kr", "wrong", AT, now=clock.now)

    with pytest.raises(TooManyError):
        sign_in("nobody@example.kr", "wrong", AT, now=clock.now)

    assert acts_since(start) == ["public: user.sign-in-refused user unknown"] * 5
