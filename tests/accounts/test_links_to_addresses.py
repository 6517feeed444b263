"""Links for who reads the mail of an address, with or without an account."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from center.accounts.models import OneTimeLink, User
from center.accounts.queries import find_user
from center.accounts.rules.links import LinkOverError, Purpose
from center.accounts.rules.passwords import WeakPasswordError
from center.accounts.service.accounts import KnownEmailError
from center.accounts.service.inviting import make_own_account
from center.accounts.service.links import Addressee, get_link, mail_link_to
from center.core.db import db
from tests.accounts.test_people_pages import mailed_key
from tests.conftest import Clock
from tests.people import a_firm_user

EMAIL, PASSWORD = "jisoo@hangang.example", "바람 부는 선유도 공원"
WHOM = Addressee(EMAIL, "정지수", business_number="1234567891")


def a_key(clock: Clock, whom: Addressee = WHOM, purpose: Purpose = Purpose.JOIN, **facts: str) -> str:
    mail_link_to(whom, purpose, now=clock.now, language="ko", facts=facts)
    return mailed_key()


@pytest.mark.parametrize("purpose", [Purpose.JOIN, Purpose.FIRM])
def test_a_link_makes_the_account_of_its_address_once(app: Flask, clock: Clock, purpose: Purpose) -> None:
    key = a_key(clock, purpose=purpose, firm="한강상회")

    user, link = make_own_account(key, purpose, PASSWORD, now=clock.now)

    assert (user.email, user.name, link.business_number) == (EMAIL, "정지수", "1234567891")
    with pytest.raises(LinkOverError):
        make_own_account(key, purpose, PASSWORD, now=clock.now)


def test_a_link_is_good_for_its_purpose_only(app: Flask, clock: Clock) -> None:
    key = a_key(clock)

    with pytest.raises(LinkOverError):
        get_link(key, Purpose.FIRM, now=clock.now)


def test_a_link_that_is_too_old_makes_nothing(app: Flask, clock: Clock) -> None:
    key = a_key(clock)
    clock.now += timedelta(days=1)

    with pytest.raises(LinkOverError):
        make_own_account(key, Purpose.JOIN, PASSWORD, now=clock.now)
    assert find_user(EMAIL) is None


def test_a_guessable_password_leaves_the_link_usable(app: Flask, clock: Clock) -> None:
    key = a_key(clock)

    with pytest.raises(WeakPasswordError):
        make_own_account(key, Purpose.JOIN, "1234567890", now=clock.now)
    make_own_account(key, Purpose.JOIN, PASSWORD, now=clock.now)


def test_an_account_that_was_there_before_is_not_taken_over(app: Flask, clock: Clock) -> None:
    key = a_key(clock)
    a_firm_user(EMAIL, PASSWORD)

    with pytest.raises(KnownEmailError):
        make_own_account(key, Purpose.JOIN, "전혀 다른 긴 비밀번호", now=clock.now)
    assert db.session.scalar(select(func.count()).select_from(User)) == 1
    assert get_link(key, Purpose.JOIN, now=clock.now).used_at is None


def test_a_newer_link_to_an_address_ends_the_one_before(app: Flask, clock: Clock) -> None:
    before = a_key(clock)
    mail_link_to(WHOM, Purpose.JOIN, now=clock.now, language="ko")

    with pytest.raises(LinkOverError):
        get_link(before, Purpose.JOIN, now=clock.now)
    assert db.session.scalar(select(func.count()).select_from(OneTimeLink)) == 1
