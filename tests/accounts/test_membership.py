"""Who acts for a firm, from when and until when."""

import pytest
from flask import Flask
from sqlalchemy import update

from center.accounts.models import SignIn, User
from center.accounts.queries import find_signed_in, token_hash
from center.accounts.service.membership import MemberAlreadyError, end_membership
from center.core.actor import Actor, Role
from center.core.audit import OPERATOR
from center.core.db import db, transaction
from center.core.errors import NotFoundError
from center.enterprises.models import Enterprise
from center.enterprises.service import merge_firms
from tests.conftest import Clock
from tests.enterprises.factories import WHY, a_firm
from tests.people import a_firm_user, acts_for_firm, session_of

EMAIL, PASSWORD = "jisoo@example.kr", "seonyudo-garden-27"


@pytest.fixture
def jisoo(app: Flask, clock: Clock) -> User:
    return a_firm_user(EMAIL, PASSWORD)


def acting(token: str, clock: Clock) -> Actor | None:
    db.session.expire_all()
    found = find_signed_in(token, clock.now)
    return found.actor if found else None


def signed_in(clock: Clock) -> Actor:
    actor = acting(session_of(EMAIL, PASSWORD), clock)
    assert actor
    return actor


def test_who_acts_for_no_firm_has_no_role(jisoo: User, clock: Clock) -> None:
    assert (signed_in(clock).roles, signed_in(clock).enterprise_id) == (frozenset(), None)


def test_who_acts_for_one_firm_need_not_say_for_which(jisoo: User, clock: Clock) -> None:
    firm = a_firm()
    acts_for_firm(jisoo, firm)
    assert (signed_in(clock).roles, signed_in(clock).enterprise_id) == (frozenset({Role.ENTERPRISE}), firm.id)


def test_who_acts_for_two_firms_says_for_which(jisoo: User, clock: Clock) -> None:
    one, other = a_firm(), a_firm()
    acts_for_firm(jisoo, one)
    acts_for_firm(jisoo, other)
    token = session_of(EMAIL, PASSWORD)
    before = acting(token, clock)
    choose(token, other)
    after = acting(token, clock)
    assert before
    assert after
    assert (before.enterprise_id, after.enterprise_id) == (None, other.id)


def choose(token: str, firm: Enterprise) -> None:
    with transaction() as session:
        session.execute(update(SignIn).where(SignIn.token_hash == token_hash(token)).values(enterprise_id=firm.id))


def test_a_firm_that_is_no_longer_theirs_cannot_be_chosen(jisoo: User, clock: Clock) -> None:
    acts_for_firm(jisoo, a_firm())
    acts_for_firm(jisoo, a_firm())
    token = session_of(EMAIL, PASSWORD)
    choose(token, a_firm())
    actor = acting(token, clock)
    assert actor
    assert actor.enterprise_id is None


def test_leaving_ends_access_at_once(jisoo: User, clock: Clock) -> None:
    member = acts_for_firm(jisoo, a_firm())
    token = session_of(EMAIL, PASSWORD)
    end_membership(member.id, reason="퇴사", now=clock.now, by=OPERATOR)
    assert acting(token, clock) is None
    assert signed_in(clock).roles == frozenset()


def test_what_has_ended_does_not_end_again(jisoo: User, clock: Clock) -> None:
    member = acts_for_firm(jisoo, a_firm())
    end_membership(member.id, reason="퇴사", now=clock.now, by=OPERATOR)
    with pytest.raises(NotFoundError):
        end_membership(member.id, reason="퇴사", now=clock.now, by=OPERATOR)


def test_nobody_acts_twice_for_a_firm(jisoo: User, clock: Clock) -> None:
    firm = a_firm()
    acts_for_firm(jisoo, firm)
    with pytest.raises(MemberAlreadyError):
        acts_for_firm(jisoo, firm)


def test_a_record_merged_into_another_counts_for_that(jisoo: User, clock: Clock) -> None:
    old, into, last = a_firm(), a_firm(), a_firm()
    acts_for_firm(jisoo, old)
    for kept, gone in ((into, old), (last, into)):
        merge_firms(kept, gone, kept.profile, version=kept.version, why=WHY, now=clock.now)
    assert signed_in(clock).enterprise_id == last.id
