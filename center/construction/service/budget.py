"""Commands on a project's money: lines, changes, payments with evidence, what is still to be paid, closed years.

Source: docs/rules/construction.md, "Budget"
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from center.construction import queries
from center.construction.models import (
    PAID_ONCE,
    BudgetChange,
    BudgetLine,
    ClosedYear,
    Payment,
    PlannedPayment,
    Project,
)
from center.construction.rules.budget import (
    Change,
    Paid,
    PaidAlreadyError,
    Source,
    WrongMoneyError,
    ensure_covered,
    ensure_open,
    ensure_payable,
    evidence_key,
)
from center.construction.rules.plan import Basis
from center.construction.service.common import opened, subject
from center.core.actor import Actor
from center.core.audit import record
from center.core.db import db, transaction, violates
from center.core.errors import NotFoundError
from center.core.text import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Allotment:
    """What a line gets, or loses below zero, on a day, and by what decision."""

    on: date
    amount_krw: int
    reason: str
    reason_en: str = ""
    basis: Basis = Basis.KEPT


def add_line(
    project: Project,
    source: Source,
    title: str,
    first: Allotment,
    *,
    title_en: str = "",
    version: int,
    by: Actor | str,
) -> BudgetLine:
    """A new line with what it begins with.

    Raises:
        WrongMoneyError, YearClosedError, ChangedMeanwhileError
    """
    with transaction() as session:
        present = opened(project, version)
        line = BudgetLine(project_id=present.id, source=source, title=title, title_en=title_en)
        session.add(line)
        session.flush()
        _add_change(present, line, first, by=by)
    return line


def change_line(project: Project, line: BudgetLine, change: Allotment, *, version: int, by: Actor | str) -> None:
    """Add to a line or take from it; never below what was paid.

    Raises:
        WrongMoneyError, UncoveredError, YearClosedError, ChangedMeanwhileError
    """
    with transaction():
        _add_change(opened(project, version), line, change, by=by)


def _add_change(project: Project, line: BudgetLine, change: Allotment, *, by: Actor | str) -> None:
    if change.amount_krw == 0 or (not line.changes and change.amount_krw < 0):
        raise WrongMoneyError(_("금액을 원 단위로 적어 주세요. 줄일 때는 앞에 -를 붙여 주세요."))
    ensure_open(change.on, queries.closed_years(project.id))
    ensure_covered([*line.allotments, Change(change.on, change.amount_krw)], line.paid)
    line.changes.append(
        BudgetChange(
            on_day=change.on,
            amount_krw=change.amount_krw,
            reason=change.reason,
            reason_en=change.reason_en,
            basis=change.basis,
        )
    )
    db.session.flush()
    facts = {"line": line.id, "on": str(change.on), "amount_krw": change.amount_krw}
    record("budget.changed", subject(project), by=by, **facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """What is paid to whom on a day, and the number of what proves it."""

    on: date
    amount_krw: int
    payee: str
    purpose: str
    evidence: str
    basis: Basis = Basis.KEPT


def pay(
    project: Project,
    line: BudgetLine,
    bill: Bill,
    *,
    planned: PlannedPayment | None = None,
    version: int,
    by: Actor | str,
    today: date,
) -> Payment:
    """Keep a payment from a line; `planned` is what it settles.

    Raises:
        BeyondLineError, YearClosedError, PaidAlreadyError: with the reason.
        WrongMoneyError: it lies ahead, or is of nothing.
        ChangedMeanwhileError
    """
    with _paid_once(bill), transaction() as session:
        present = opened(project, version)
        if bill.amount_krw <= 0 or bill.on > today:
            raise WrongMoneyError(_("집행은 오늘까지의 날에 1원부터 적을 수 있습니다."))
        ensure_open(bill.on, queries.closed_years(present.id))
        _ensure_new(present, bill)
        ensure_payable(line.allotments, line.paid, Paid(bill.on, bill.amount_krw))
        payment = _payment(present, line, bill)
        session.add(payment)
        session.flush()
        if planned is not None:
            planned.paid_by_id = payment.id
        facts = {"line": line.id, "payment": payment.id, "on": str(bill.on), "amount_krw": bill.amount_krw}
        record("budget.paid", subject(present), by=by, **facts)
    return payment


def _payment(project: Project, line: BudgetLine, bill: Bill) -> Payment:
    return Payment(
        project_id=project.id,
        line=line,
        on_day=bill.on,
        amount_krw=bill.amount_krw,
        payee=bill.payee,
        purpose=bill.purpose,
        evidence=bill.evidence,
        evidence_key=evidence_key(bill.evidence),
        basis=bill.basis,
    )


def _ensure_new(project: Project, bill: Bill) -> None:
    """Raises: PaidAlreadyError, where the evidence, or the same sum to the same payee on that day, is there already."""
    standing = select(Payment).where(Payment.project_id == project.id, Payment.cancelled_on.is_(None))
    key, same = evidence_key(bill.evidence), (bill.on, bill.amount_krw, bill.payee)
    for one in db.session.scalars(standing):
        if one.evidence_key == key or (one.on_day, one.amount_krw, one.payee) == same:
            raise PaidAlreadyError(one.on_day, one.payee, one.amount_krw, one.evidence)


@contextmanager
def _paid_once(bill: Bill) -> Iterator[None]:
    """Say that it was paid, where the constraint found what the lock did not."""
    try:
        yield
    except IntegrityError as error:
        if violates(error, PAID_ONCE):
            raise PaidAlreadyError(bill.on, bill.payee, bill.amount_krw, bill.evidence) from error
        raise


def get_payment(project: Project, payment_id: int) -> Payment:
    """A payment of a project that stands.

    Raises:
        NotFoundError
    """
    found = db.session.get(Payment, payment_id)
    if found is None or found.project_id != project.id or found.cancelled_on is not None:
        raise NotFoundError
    return found


def cancel_payment(project: Project, payment_id: int, *, reason: str, version: int, by: Actor, today: date) -> None:
    """Take back a payment that was wrong; it stays with its reason, and its evidence may be entered again.

    Raises:
        NotFoundError, YearClosedError, ChangedMeanwhileError
    """
    with transaction() as session:
        present = opened(project, version)
        payment = get_payment(present, payment_id)
        ensure_open(payment.on_day, queries.closed_years(present.id))
        payment.cancelled_on, payment.cancel_reason, payment.evidence_key = today, reason, None
        settled = select(PlannedPayment).where(PlannedPayment.paid_by_id == payment.id)
        for planned in session.scalars(settled):
            planned.paid_by_id = None
        record("budget.payment-cancelled", subject(present), by=by, payment=payment.id, reason=reason)


def plan_payment(
    project: Project,
    line: BudgetLine,
    milestone_id: int,
    *,
    title: str,
    amount_krw: int,
    version: int,
    by: Actor | str,
) -> PlannedPayment:
    """Keep what is still to be paid from a line when a milestone is done.

    Raises:
        NotFoundError, ChangedMeanwhileError
    """
    with transaction() as session:
        present = opened(project, version)
        one = queries.get_milestone(present, milestone_id)
        planned = PlannedPayment(line=line, milestone_id=one.id, title=title, amount_krw=amount_krw)
        session.add(planned)
        session.flush()
        record("budget.planned", subject(present), by=by, planned=planned.id, amount_krw=amount_krw)
    return planned


def get_planned(project: Project, planned_id: int) -> PlannedPayment:
    """What is still to be paid; what was paid, or is another project's, is none.

    Raises:
        NotFoundError
    """
    found = db.session.get(PlannedPayment, planned_id)
    if found is None or found.line.project_id != project.id or found.paid_by_id is not None:
        raise NotFoundError
    return found


def drop_planned(project: Project, planned_id: int, *, version: int, by: Actor) -> None:
    """Take out what will not be paid after all.

    Raises:
        NotFoundError, ChangedMeanwhileError
    """
    with transaction() as session:
        present = opened(project, version)
        session.delete(get_planned(present, planned_id))
        record("budget.plan-dropped", subject(present), by=by, planned=planned_id)


def close_year(project: Project, year: int, *, version: int, by: Actor | str, now: datetime) -> None:
    """Close the accounts of a year that is over or goes on.

    Raises:
        WrongMoneyError: the year has not begun.
        ChangedMeanwhileError
    """
    if year > now.year:
        raise WrongMoneyError(_("아직 시작하지 않은 해는 마감할 수 없습니다."))
    with transaction() as session:
        present = opened(project, version)
        if year not in queries.closed_years(present.id):
            session.add(ClosedYear(project_id=present.id, year=year, closed_at=now))
            record("budget.year-closed", subject(present), by=by, year=year)


def reopen_year(project: Project, year: int, *, reason: str, version: int, by: Actor) -> None:
    """Open the accounts of a year again, for a reason.

    Raises:
        ChangedMeanwhileError
    """
    with transaction() as session:
        present = opened(project, version)
        session.execute(delete(ClosedYear).where(ClosedYear.project_id == present.id, ClosedYear.year == year))
        record("budget.year-reopened", subject(present), by=by, year=year, reason=reason)
