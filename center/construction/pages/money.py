"""The budget of a project as the report prints it: by line in thousands of won, the rate cut."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from center.construction.models import BudgetLine
from center.construction.pages.words import BASIS_WORDS, thousands_text
from center.construction.rules.budget import SOURCE_WORDS, Source, allotted, cut_rate, spent, thousands
from center.core.text import Text, _, named
from center.enterprises.pages.words import day_text
from center.web.i18n import say


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """A line or the sum of all: budget and payments in thousands of won, the rate in per cent."""

    source: str
    title: str
    budget: str
    paid: str
    rate: str


class ChangeRow(NamedTuple):
    """A change of a line: when, which, by how much, why."""

    on: str
    line: str
    amount: str
    reason: str
    basis: str


@dataclass(frozen=True, slots=True)
class Money:
    """The budget on a day, with its changes until then."""

    rows: list[MoneyRow]
    total: MoneyRow
    changes: list[ChangeRow]
    sentence: str


def money_of(lines: Sequence[BudgetLine], day: date, decimals: int) -> Money:
    """What lines had and paid until a day."""
    sums = [(line, allotted(line.allotments, day), spent(line.paid, day)) for line in lines]
    shown = [one for one in sums if one[1] or one[2]]
    budget, paid = sum(one[1] for one in shown), sum(one[2] for one in shown)
    total = _row(say(_("합계")), "", budget, paid, decimals)
    sentence = _("%(budget)s 가운데 %(paid)s", budget=thousands_text(budget), paid=thousands_text(paid))
    return Money(
        rows=[
            _row(say(SOURCE_WORDS[Source(line.source)]), say(line.name), had, spent_krw, decimals)
            for line, had, spent_krw in shown
        ],
        total=total,
        changes=_changes([line for line, _had, _spent in shown], day),
        sentence=say(sentence),
    )


def _row(source: str, title: str, budget: int, paid: int, decimals: int) -> MoneyRow:
    return MoneyRow(source, title, thousands(budget), thousands(paid), cut_rate(paid, budget, decimals))


def _changes(lines: Sequence[BudgetLine], day: date) -> list[ChangeRow]:
    found = sorted(
        ((change, line) for line in lines for change in line.changes if change.on_day <= day),
        key=lambda pair: (pair[0].on_day, pair[0].id),
    )
    return [
        ChangeRow(
            on=day_text(change.on_day),
            line=say(SOURCE_WORDS[Source(line.source)]),
            amount=signed_thousands(change.amount_krw),
            reason=say(_reason(change.reason, change.reason_en)),
            basis=say(BASIS_WORDS[change.basis]),
        )
        for change, line in found
    ]


def signed_thousands(amount_krw: int) -> str:
    """+360,000천원, −20,000천원."""
    sign = "+" if amount_krw > 0 else "−"
    return f"{sign}{thousands_text(abs(amount_krw))}"


def _reason(ko: str, en: str) -> Text:
    return named(ko, en or ko)
