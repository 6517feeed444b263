"""Who has a unit: never two on one day, whoever writes it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from center.checks import run_checks
from center.core import time
from center.core.actor import Actor
from center.core.db import db, transaction
from center.core.errors import ChangedMeanwhileError
from center.spaces import terms
from center.spaces.models import UnitDay, UnitTerm
from center.spaces.queries import terms_of, terms_on
from center.spaces.terms import Term, UnitTakenError, WrongTermError

BEGIN, END = date(2026, 3, 1), date(2028, 3, 1)
TERM = Term(7, "바퀴살림 협동조합", BEGIN, END, "사용허가 2026-1호")
CHECKED = "unit days are exactly those of their terms"


def faults() -> tuple[str, ...]:
    return next(result.faults for result in run_checks(time.now()) if result.name == CHECKED)


def n_days() -> int:
    return db.session.scalar(select(func.count(UnitDay.id))) or 0


def test_a_term_takes_every_day_from_its_first_to_its_last(app: Flask, yuna: Actor) -> None:
    term = terms.enter_term("304", TERM, by=yuna)

    assert n_days() == (END - BEGIN).days
    assert term.last_on == date(2028, 2, 29)
    assert terms_on(term.last_on)["304"].holder_name == "바퀴살림 협동조합"
    assert "304" not in terms_on(END)
    assert faults() == ()


@pytest.mark.parametrize(
    ("first_on", "until_on"),
    [
        (BEGIN, END),
        (END - timedelta(days=1), END + timedelta(days=300)),
        (BEGIN - timedelta(days=300), BEGIN + timedelta(days=1)),
        (date(2027, 1, 1), date(2027, 1, 2)),
    ],
)
def test_another_term_of_any_of_its_days_is_refused_and_told_whose_they_are(
    app: Flask, yuna: Actor, first_on: date, until_on: date
) -> None:
    terms.enter_term("304", TERM, by=yuna)

    with pytest.raises(UnitTakenError) as refusal:
        terms.enter_term("304", replace(TERM, holder_name="새벽밥상", first_on=first_on, until_on=until_on), by=yuna)

    assert "바퀴살림 협동조합" in str(refusal.value.text)
    assert n_days() == (END - BEGIN).days


def test_the_next_one_may_begin_on_the_day_after_the_last(app: Flask, yuna: Actor) -> None:
    terms.enter_term("304", TERM, by=yuna)
    terms.enter_term("304", replace(TERM, first_on=END, until_on=END + timedelta(days=1)), by=yuna)
    terms.enter_term("305", TERM, by=yuna)

    assert len(terms_of("304")) == 2
    assert faults() == ()


def test_the_database_itself_refuses_a_second_holder(app: Flask, yuna: Actor) -> None:
    term = terms.enter_term("304", TERM, by=yuna)

    with pytest.raises(IntegrityError), transaction() as session:
        session.add(UnitDay(unit_code="304", day=BEGIN, term_id=term.id))


@pytest.mark.parametrize(
    ("first_on", "until_on"),
    [(BEGIN, BEGIN), (END, BEGIN), (BEGIN, date(2036, 3, 2)), (date(2014, 1, 1), date(2016, 1, 1))],
    ids=["no day", "backwards", "more than ten years", "before there was the unit"],
)
def test_days_that_cannot_be_are_refused(app: Flask, yuna: Actor, first_on: date, until_on: date) -> None:
    with pytest.raises(WrongTermError):
        terms.enter_term("304", replace(TERM, first_on=first_on, until_on=until_on), by=yuna)


def test_a_corrected_term_has_its_new_days_and_no_others(app: Flask, yuna: Actor) -> None:
    term = terms.enter_term("304", TERM, by=yuna)
    shorter = replace(TERM, until_on=date(2027, 3, 1))

    terms.correct_term(term, shorter, version=1, reason="일찍 나감", by=yuna)

    assert n_days() == 365
    assert db.session.get_one(UnitTerm, term.id).version == 2
    assert faults() == ()


def test_who_corrects_an_older_version_is_told(app: Flask, yuna: Actor) -> None:
    term = terms.enter_term("304", TERM, by=yuna)
    terms.correct_term(term, replace(TERM, basis="사용허가 2026-2호"), version=1, reason="번호", by=yuna)

    with pytest.raises(ChangedMeanwhileError):
        terms.correct_term(term, TERM, version=1, reason="번호", by=yuna)
    with pytest.raises(ChangedMeanwhileError):
        terms.remove_term(term, version=1, reason="잘못 넣음", by=yuna)


def test_a_removed_term_leaves_no_day(app: Flask, yuna: Actor) -> None:
    term = terms.enter_term("304", TERM, by=yuna)

    terms.remove_term(term, version=1, reason="잘못 넣음", by=yuna)

    assert n_days() == 0
    assert faults() == ()


def test_the_check_finds_a_day_too_few_and_one_too_many(app: Flask, yuna: Actor) -> None:
    term = terms.enter_term("304", TERM, by=yuna)
    with transaction() as session:
        first = session.scalars(select(UnitDay).where(UnitDay.day == BEGIN)).one()
        first.unit_code = "305"

    assert faults() == (
        f"unit 304: term {term.id} has not its day 2026-03-01",
        f"unit 305 2026-03-01: held by term {term.id} without reason",
    )
