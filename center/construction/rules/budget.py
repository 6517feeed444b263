"""A project's money: what is allotted, paid and still to be paid, and the rate as the district prints it.

Source: docs/rules/construction.md, "Budget"; docs/facts.md, "Budget of the construction"
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from center.core.errors import ConflictError, RuleError
from center.core.text import Text, _

THOUSAND = 1_000


class Source(StrEnum):
    """Whose money a line is."""

    NATIONAL = "national"
    CITY = "city"
    DISTRICT = "district"


SOURCE_WORDS: Mapping[Source, Text] = {
    Source.NATIONAL: _("국비"),
    Source.CITY: _("시비"),
    Source.DISTRICT: _("구비"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """What is added to a line, or taken from it, on a day."""

    on: date
    amount_krw: int


@dataclass(frozen=True, slots=True)
class Paid:
    """What was paid from a line on a day."""

    on: date
    amount_krw: int


class BeyondLineError(RuleError):
    """More would be paid than the line has left."""

    kind = "beyond-budget-line"

    def __init__(self, wanted: Paid, left_krw: int) -> None:
        super().__init__(
            _(
                "이 예산으로 %(day)s에 더 쓸 수 있는 돈은 %(left)s원이어서 %(short)s원이 모자랍니다. 금액을 고치거나 예산 변경을 먼저 넣어 주세요.",
                day=wanted.on,
                left=f"{left_krw:,}",
                short=f"{wanted.amount_krw - left_krw:,}",
            )
        )
        self.left_krw = left_krw


class UncoveredError(RuleError):
    """A line would have less than was paid from it."""

    kind = "less-than-paid"

    def __init__(self, day: date, short_krw: int) -> None:
        super().__init__(
            _(
                "%(day)s까지 이미 집행한 돈보다 %(short)s원이 적어집니다. 줄이는 금액이나 날짜를 고쳐 주세요.",
                day=day,
                short=f"{short_krw:,}",
            )
        )


class YearClosedError(RuleError):
    """The accounts of that year are closed."""

    kind = "year-closed"

    def __init__(self, year: int) -> None:
        super().__init__(
            _("%(year)s년 회계는 마감했습니다. 날짜를 다시 확인하고, 고쳐야 하면 마감을 먼저 풀어 주세요.", year=year)
        )


class PaidAlreadyError(ConflictError):
    """The same payment is there already."""

    kind = "paid-already"

    def __init__(self, day: date, payee: str, amount_krw: int, evidence: str) -> None:
        super().__init__(
            _(
                "이미 넣은 집행입니다: %(day)s %(payee)s %(won)s원(%(evidence)s). 다른 집행이면 그 증빙 번호로 적어 주세요.",
                day=day,
                payee=payee,
                won=f"{amount_krw:,}",
                evidence=evidence,
            )
        )


class WrongMoneyError(RuleError):
    """Money on a day on which it cannot be, or of no amount."""

    kind = "wrong-money"


def allotted(changes: Iterable[Change], day: date) -> int:
    """What a line has on a day."""
    return sum(change.amount_krw for change in changes if change.on <= day)


def spent(payments: Iterable[Paid], day: date) -> int:
    """What was paid from it until that day, included."""
    return sum(payment.amount_krw for payment in payments if payment.on <= day)


def ensure_covered(changes: Sequence[Change], payments: Sequence[Paid]) -> None:
    """Let every payment be covered on its day by what the line had, changes of the same day counted first.

    Raises:
        UncoveredError: with the first day on which they are not.
    """
    for day in _days(changes, payments):
        short = spent(payments, day) - allotted(changes, day)
        if short > 0:
            raise UncoveredError(day, short)


def ensure_payable(changes: Sequence[Change], payments: Sequence[Paid], wanted: Paid) -> None:
    """Let a line pay once more on a day, and still cover all that was paid later.

    Raises:
        BeyondLineError: with what it has left for that day.
    """
    days = {wanted.on} | {day for day in _days(changes, payments) if day > wanted.on}
    left = min(allotted(changes, day) - spent(payments, day) for day in days)
    if wanted.amount_krw > left:
        raise BeyondLineError(wanted, max(0, left))


def _days(changes: Sequence[Change], payments: Sequence[Paid]) -> list[date]:
    return sorted({change.on for change in changes} | {payment.on for payment in payments})


def ensure_open(day: date, closed_years: Iterable[int]) -> None:
    """Raises: YearClosedError, where the accounts of that day's year are closed."""
    if day.year in set(closed_years):
        raise YearClosedError(day.year)


def cut_rate(paid_krw: int, budget_krw: int, decimals: int) -> str:
    """What per cent of the budget was paid, as the district prints it: cut, never rounded.

    Source: docs/facts.md: 36,600 of 1,000,000 is printed 3.6 with one decimal, 620,439 of 879,746 is 70 with none.
    """
    scale = 10**decimals
    hundredths = paid_krw * 100 * scale // budget_krw if budget_krw else 0
    whole, rest = divmod(hundredths, scale)
    return f"{whole}.{rest:0{decimals}d}" if decimals else str(whole)


def thousands(amount_krw: int) -> str:
    """Won as the report's tables show them, in thousands, cut: 1,000,000."""
    return f"{amount_krw // THOUSAND:,}"


def evidence_key(evidence: str) -> str:
    """An evidence's number as it is compared: one form of letters, without blanks."""
    return "".join(unicodedata.normalize("NFKC", evidence).split()).casefold()
