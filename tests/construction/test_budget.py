"""Money of a project: payments beyond a line, in a closed year or twice are refused with the reason."""

from datetime import date

import pytest
from flask import Flask

from center.checks import run_checks
from center.construction import queries
from center.construction.models import Payment, PlannedPayment
from center.construction.rules.budget import (
    BeyondLineError,
    PaidAlreadyError,
    UncoveredError,
    WrongMoneyError,
    YearClosedError,
)
from center.construction.service import budget
from center.construction.service.budget import Allotment
from center.core import time
from center.core.actor import Actor
from center.core.db import db, transaction
from center.core.errors import ChangedMeanwhileError, NotFoundError
from tests.construction.factories import TODAY, a_bill, a_line, a_milestone, a_project, now_of


def test_the_center_begins_with_the_budget_of_the_district(app: Flask) -> None:
    center = queries.get_project("center")

    line = queries.lines_of([center.id])[center.id][0]

    assert (line.source, sum(change.amount_krw for change in line.allotments)) == ("city", 1_000_000_000)
    assert sum(payment.amount_krw for payment in line.paid) == 36_600_000


def test_a_payment_beyond_its_line_is_refused_with_what_is_left(app: Flask, yuna: Actor) -> None:
    project = a_project()
    line = a_line(project, 1_000_000)
    budget.pay(project, line, a_bill(400_000), version=now_of(project).version, by=yuna, today=TODAY)

    with pytest.raises(BeyondLineError, match="600,000원이어서 1원이 모자랍니다"):
        budget.pay(project, line, a_bill(600_001, "지출 2"), version=now_of(project).version, by=yuna, today=TODAY)

    budget.pay(project, line, a_bill(600_000, "지출 2"), version=now_of(project).version, by=yuna, today=TODAY)
    assert db.session.query(Payment).filter_by(project_id=project.id).count() == 2


def test_a_change_makes_room_from_its_day_on(app: Flask, yuna: Actor) -> None:
    project = a_project()
    line = a_line(project, 1_000_000)
    more = Allotment(on=date(2026, 12, 1), amount_krw=500_000, reason="1차 추경")
    budget.change_line(project, line, more, version=now_of(project).version, by=yuna)

    with pytest.raises(BeyondLineError):
        budget.pay(project, line, a_bill(1_200_000), version=now_of(project).version, by=yuna, today=TODAY)
    late = a_bill(1_200_000, on=date(2026, 12, 2))
    budget.pay(project, line, late, version=now_of(project).version, by=yuna, today=TODAY)


def test_a_line_is_not_cut_below_what_was_paid(app: Flask, yuna: Actor) -> None:
    project = a_project()
    line = a_line(project, 1_000_000)
    budget.pay(project, line, a_bill(400_000), version=now_of(project).version, by=yuna, today=TODAY)

    less = Allotment(on=date(2026, 12, 1), amount_krw=-600_001, reason="감추경")
    with pytest.raises(UncoveredError):
        budget.change_line(project, line, less, version=now_of(project).version, by=yuna)


def test_a_payment_in_a_closed_year_is_refused_until_it_is_opened_again(app: Flask, yuna: Actor) -> None:
    project = a_project()
    line = a_line(project, on=date(2025, 1, 1))
    budget.close_year(project, 2025, version=now_of(project).version, by=yuna, now=time.now())
    bill = a_bill(on=date(2025, 12, 30))

    with pytest.raises(YearClosedError, match="2025년 회계는 마감했습니다"):
        budget.pay(project, line, bill, version=now_of(project).version, by=yuna, today=TODAY)

    budget.reopen_year(project, 2025, reason="빠진 집행", version=now_of(project).version, by=yuna)
    budget.pay(project, line, bill, version=now_of(project).version, by=yuna, today=TODAY)


def test_neither_changed_nor_cancelled_in_a_closed_year(app: Flask, yuna: Actor) -> None:
    project = a_project()
    line = a_line(project)
    paid = budget.pay(project, line, a_bill(), version=now_of(project).version, by=yuna, today=TODAY)
    budget.close_year(project, 2026, version=now_of(project).version, by=yuna, now=time.now())

    with pytest.raises(YearClosedError):
        budget.cancel_payment(project, paid.id, reason="잘못", version=now_of(project).version, by=yuna, today=TODAY)
    with pytest.raises(YearClosedError):
        more = Allotment(on=TODAY, amount_krw=1, reason="추경")
        budget.change_line(project, line, more, version=now_of(project).version, by=yuna)


@pytest.mark.parametrize(
    "again",
    [a_bill(1, " 지출2026-1"), a_bill(1, "지출 2026－1"), a_bill(evidence="지출 2026-7")],
    ids=["same evidence", "same evidence typed otherwise", "same day, payee and sum"],
)
def test_what_was_paid_is_not_paid_twice(app: Flask, yuna: Actor, again: budget.Bill) -> None:
    project = a_project()
    line = a_line(project)
    budget.pay(project, line, a_bill(), version=now_of(project).version, by=yuna, today=TODAY)

    with pytest.raises(PaidAlreadyError, match=r"이미 넣은 집행입니다: .* 튼튼건설 400,000원"):
        budget.pay(project, line, again, version=now_of(project).version, by=yuna, today=TODAY)


def test_another_writer_cannot_pay_twice_either(app: Flask, yuna: Actor) -> None:
    project = a_project()
    line = a_line(project)
    budget.pay(project, line, a_bill(), version=now_of(project).version, by=yuna, today=TODAY)
    twice = {"payee": "다른 곳", "purpose": "-", "evidence": "지출 2026-1", "basis": "kept"}

    with pytest.raises(PaidAlreadyError), budget._paid_once(a_bill()), transaction() as session:
        session.add(
            Payment(
                project_id=project.id,
                line_id=line.id,
                on_day=TODAY,
                amount_krw=1,
                evidence_key="지출2026-1",
                **twice,
            )
        )


def test_a_cancelled_payment_stays_and_its_evidence_may_be_entered_again(app: Flask, yuna: Actor) -> None:
    project = a_project()
    line = a_line(project)
    paid = budget.pay(project, line, a_bill(), version=now_of(project).version, by=yuna, today=TODAY)
    budget.cancel_payment(project, paid.id, reason="금액 틀림", version=now_of(project).version, by=yuna, today=TODAY)

    again = a_bill(500_000)
    budget.pay(
        project, queries.get_line(project, line.id), again, version=now_of(project).version, by=yuna, today=TODAY
    )

    line = queries.get_line(now_of(project), line.id)
    assert [one.amount_krw for one in line.paid] == [500_000]
    assert [one.cancel_reason for one in line.payments] == ["금액 틀림", ""]
    with pytest.raises(NotFoundError):
        budget.get_payment(project, paid.id)


@pytest.mark.parametrize("given", [{"amount_krw": 0}, {"on": date(2026, 12, 16)}])
def test_nothing_and_days_to_come_are_not_paid(app: Flask, yuna: Actor, given: dict[str, object]) -> None:
    project = a_project()
    line = a_line(project)

    with pytest.raises(WrongMoneyError):
        budget.pay(
            project,
            line,
            a_bill(**given),  # type: ignore[arg-type]
            version=now_of(project).version,
            by=yuna,
            today=TODAY,
        )


def test_two_who_pay_from_the_same_form_are_told_of_each_other(app: Flask, yuna: Actor) -> None:
    project = a_project()
    line = a_line(project)
    shown = now_of(project).version
    budget.pay(project, line, a_bill(), version=shown, by=yuna, today=TODAY)

    with pytest.raises(ChangedMeanwhileError):
        budget.pay(project, line, a_bill(100, "지출 9"), version=shown, by=yuna, today=TODAY)


def test_what_is_planned_is_settled_by_a_payment_and_open_again_when_it_is_cancelled(app: Flask, yuna: Actor) -> None:
    project = a_project()
    line, works = a_line(project), a_milestone(project, TODAY, TODAY)
    planned = budget.plan_payment(
        project, line, works.id, title="준공금", amount_krw=400_000, version=now_of(project).version, by=yuna
    )

    paid = budget.pay(project, line, a_bill(), planned=planned, version=now_of(project).version, by=yuna, today=TODAY)
    with pytest.raises(NotFoundError):
        budget.get_planned(project, planned.id)
    budget.cancel_payment(project, paid.id, reason="잘못", version=now_of(project).version, by=yuna, today=TODAY)

    assert db.session.get_one(PlannedPayment, planned.id).paid_by_id is None


def test_check_finds_a_payment_that_nothing_covers(app: Flask) -> None:
    project = a_project()
    line = a_line(project, 100)
    with transaction() as session:
        facts = {"payee": "가", "purpose": "나", "evidence": "다", "evidence_key": "다", "basis": "kept"}
        session.add(Payment(project_id=project.id, line_id=line.id, on_day=TODAY, amount_krw=101, **facts))

    db.session.expire_all()
    broken = [result.name for result in run_checks(time.now()) if result.faults]

    assert broken == ["payments of projects are covered"]
