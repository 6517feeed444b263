"""The staff's page of a project's money: lines, payments with evidence, what is still to be paid and what remains."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from flask import url_for

from center.construction import queries
from center.construction.models import BudgetLine, Payment, PlannedPayment, Project
from center.construction.pages.money import Money, money_of
from center.construction.pages.show import read_course
from center.construction.pages.words import BASIS_WORDS, Link
from center.construction.rules.budget import SOURCE_WORDS, Source, allotted, spent
from center.core.text import _
from center.enterprises.pages.words import day_text, won
from center.web.i18n import say


class RestRow(NamedTuple):
    """A line with what is left of it, what is still to be paid and what then remains."""

    line: str
    left: str
    planned: str
    remains: str


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """A payment."""

    on: str
    payee: str
    purpose: str
    amount: str
    evidence: str
    basis: str
    cancelled: str
    way: Link | None


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """What is still to be paid, and when that is expected."""

    title: str
    line: str
    amount: str
    expected: str
    drop: str


@dataclass(frozen=True, slots=True)
class BudgetPage:
    """The money of a project."""

    title: str
    key: str
    version: int
    money: Money
    lines: list[Link]
    rest: list[RestRow]
    by_year: str
    payments: list[PaymentRow]
    planned: list[PlannedRow]
    closed: str


def budget_page(project: Project, today: date) -> BudgetPage:
    """The page; the queries do not grow with its lines and payments."""
    lines = queries.lines_of([project.id])[project.id]
    outlook = read_course(project.id, today).outlook
    expected = {key: one.last for key, one in outlook.by_key.items()}
    years = queries.closed_years(project.id)
    return BudgetPage(
        title=say(_("예산과 집행: %(project)s", project=project.name)),
        key=project.key,
        version=project.version,
        money=money_of(lines, today, project.decimals),
        lines=[
            Link(line_name(line), url_for("project_budget.new_change", key=project.key, line_id=line.id))
            for line in lines
        ],
        rest=[_rest_row(line, today) for line in lines],
        by_year=_by_year(lines, expected),
        payments=[_payment_row(project, payment, years) for line in lines for payment in line.payments],
        planned=[_planned_row(project, one, expected) for one in open_planned(lines)],
        closed=", ".join(map(str, years)),
    )


def line_name(line: BudgetLine) -> str:
    """시비 · 시설비."""
    return f"{say(SOURCE_WORDS[Source(line.source)])} · {say(line.name)}"


def open_planned(lines: Sequence[BudgetLine]) -> list[PlannedPayment]:
    """What is still to be paid."""
    return [one for line in lines for one in line.planned if one.paid_by_id is None]


def rest_of(line: BudgetLine, today: date) -> tuple[int, int, int]:
    """What a line has left, what of it is still to be paid, and what then remains; the last may be below zero."""
    left = allotted(line.allotments, today) - spent(line.paid, today)
    planned = sum(one.amount_krw for one in line.planned if one.paid_by_id is None)
    return left, planned, left - planned


def _rest_row(line: BudgetLine, today: date) -> RestRow:
    left, planned, remains = rest_of(line, today)
    short = say(_("%(won)s 모자랄 것 같습니다", won=won(-remains))) if remains < 0 else won(remains)
    return RestRow(line_name(line), won(left), won(planned), short)


def _by_year(lines: Sequence[BudgetLine], expected: Mapping[int, date]) -> str:
    """What is still to be paid in each year, as the milestones are expected now."""
    sums: dict[int, int] = {}
    for one in open_planned(lines):
        year = expected[one.milestone_id].year
        sums[year] = sums.get(year, 0) + one.amount_krw
    return " · ".join(say(_("%(year)s년 %(won)s", year=year, won=won(amount))) for year, amount in sorted(sums.items()))


def _payment_row(project: Project, payment: Payment, closed: Sequence[int]) -> PaymentRow:
    stands = payment.cancelled_on is None
    href = url_for("project_budget.cancelling", key=project.key, payment_id=payment.id)
    cancelled = _("%(day)s에 취소함: %(reason)s", day=payment.cancelled_on, reason=payment.cancel_reason)
    return PaymentRow(
        on=day_text(payment.on_day),
        payee=payment.payee,
        purpose=payment.purpose,
        amount=won(payment.amount_krw),
        evidence=payment.evidence,
        basis=say(BASIS_WORDS[payment.basis]),
        cancelled="" if stands else say(cancelled),
        way=Link(say(_("취소하기")), href) if stands and payment.on_day.year not in closed else None,
    )


def _planned_row(project: Project, one: PlannedPayment, expected: Mapping[int, date]) -> PlannedRow:
    return PlannedRow(
        title=one.title,
        line=line_name(one.line),
        amount=won(one.amount_krw),
        expected=day_text(expected[one.milestone_id]),
        drop=url_for("project_budget.drop_planned", key=project.key, planned_id=one.id),
    )
