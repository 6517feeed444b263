"""Limits counted in the database."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from center.core.db import db
from center.core.errors import TooManyError
from center.core.limits import Limit, LimitHit, forget, forget_old, hit
from tests.conftest import NOON

THREE = Limit("test", most=3, within=timedelta(minutes=10))
SLOWER = Limit("slower", most=2, within=timedelta(days=1), backs_off_to=timedelta(minutes=5))
MINUTE = timedelta(minutes=1)


def wait_of(limit: Limit, key: str, now: datetime) -> int:
    """The seconds a refused attempt is told to wait."""
    with pytest.raises(TooManyError) as refusal:
        hit(limit, key, now=now)
    return refusal.value.retry_after


def n_kept() -> int:
    return db.session.scalar(select(func.count()).select_from(LimitHit)) or 0


def test_as_many_pass_as_are_allowed_and_the_next_is_told_how_long_to_wait(app: Flask) -> None:
    for minute in range(3):
        hit(THREE, "yuna", now=NOON + minute * MINUTE)

    assert wait_of(THREE, "yuna", NOON + 3 * MINUTE) == 7 * 60


def test_it_opens_again_as_the_oldest_attempt_passes_out_of_the_time(app: Flask) -> None:
    for minute in range(3):
        hit(THREE, "yuna", now=NOON + minute * MINUTE)

    assert wait_of(THREE, "yuna", NOON + 10 * MINUTE - timedelta(seconds=1)) == 1
    hit(THREE, "yuna", now=NOON + 10 * MINUTE)
    assert wait_of(THREE, "yuna", NOON + 10 * MINUTE) == 60


def test_refused_attempts_make_nobody_wait_longer(app: Flask) -> None:
    for _ in range(3):
        hit(THREE, "yuna", now=NOON)

    for second in range(1, 20):
        assert wait_of(THREE, "yuna", NOON + timedelta(seconds=second)) == 600 - second


def test_keys_and_limits_are_counted_apart(app: Flask) -> None:
    for _ in range(3):
        hit(THREE, "yuna", now=NOON)

    hit(THREE, "minho", now=NOON)
    hit(SLOWER, "yuna", now=NOON)


def test_an_attempt_counts_whatever_becomes_of_it(app: Flask) -> None:
    with pytest.raises(RuntimeError):
        hit(THREE, "yuna", now=NOON)
        raise RuntimeError
    db.session.rollback()

    assert n_kept() == 1


def test_who_reads_the_table_finds_nobody_in_it(app: Flask) -> None:
    hit(THREE, "yuna@example.kr", now=NOON)

    bucket = db.session.scalars(select(LimitHit.bucket)).one()
    assert "yuna" not in bucket
    assert len(bucket) == 64


def test_each_further_attempt_waits_twice_as_long_up_to_the_longest() -> None:
    attempts = [NOON, NOON + MINUTE]
    waits = []
    for _ in range(5):
        opens_at = SLOWER.opens_at(attempts)
        assert opens_at
        waits.append(opens_at - attempts[-1])
        attempts.append(opens_at)

    assert waits == [MINUTE, 2 * MINUTE, 4 * MINUTE, 5 * MINUTE, 5 * MINUTE]


def test_backing_off_never_closes_for_ever() -> None:
    opens_at = SLOWER.opens_at([NOON] * 10_000)

    assert opens_at == NOON + timedelta(minutes=5)


def test_backing_off_holds_until_the_wait_is_over(app: Flask) -> None:
    for _ in range(2):
        hit(SLOWER, "yuna", now=NOON)

    assert wait_of(SLOWER, "yuna", NOON + timedelta(seconds=59)) == 1
    hit(SLOWER, "yuna", now=NOON + MINUTE)
    assert wait_of(SLOWER, "yuna", NOON + MINUTE) == 120


def test_a_success_begins_the_count_anew(app: Flask) -> None:
    for _ in range(3):
        hit(THREE, "yuna", now=NOON)

    forget(THREE, "yuna")

    hit(THREE, "yuna", now=NOON)


def test_attempts_that_no_limit_counts_are_removed(app: Flask) -> None:
    hit(THREE, "yuna", now=NOON - timedelta(days=1))
    hit(THREE, "minho", now=NOON - timedelta(hours=23))

    forget_old(NOON)

    assert n_kept() == 1
