"""An amount of won that tells how it came about, and how an amount is parted. Pure.

Inside an amount stand fractions; what comes out is whole won, cut and never rounded up.
Source: docs/rules/leases.md, "Fees"
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any

from center.core.text import Text, kept, restored


class StepKind(StrEnum):
    """What a step of an amount does."""

    VALUE = "value"
    SHARE = "share"
    RATE = "rate"
    RATIO = "ratio"
    RISE = "rise"
    DAYS = "days"
    VAT = "vat"
    DEPOSIT = "deposit"
    INSTALMENT = "instalment"
    INTEREST = "interest"
    OVERSTAY = "overstay"
    USED = "used"
    REFUND = "refund"
    SHARED = "shared"


@dataclass(frozen=True, slots=True)
class Source:
    """The rule behind a step: its article, and the day from which this version of it holds."""

    article: str
    first_on: date
    is_assumed: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One step: a sentence with its figures, what it came to in won, and the rule it rests on."""

    kind: StepKind
    told: Text
    krw: int
    source: Source


@dataclass(frozen=True, slots=True)
class Amount:
    """Whole won with the steps that led to it, in order."""

    krw: int
    steps: tuple[Step, ...] = ()

    def then(self, step: Step) -> "Amount":
        """What comes of it by one more step."""
        return Amount(step.krw, (*self.steps, step))


NOTHING = Amount(0)


def total(amounts: Iterable[Amount]) -> Amount:
    """Amounts together, with the steps of each."""
    listed = list(amounts)
    return Amount(sum(one.krw for one in listed), tuple(step for one in listed for step in one.steps))


def won(krw: int | Fraction) -> str:
    """Won as people read them, cut: 2,110,250."""
    return f"{int(krw):,}"


def parted(krw: int, weights: Sequence[int | Fraction]) -> list[int]:
    """An amount by weights in whole won; what cutting leaves goes to the largest remainders, of equal ones the first.

    Raises:
        ValueError: there is no weight, or a negative one.
    """
    if min(weights, default=0) < 0 or sum(weights) <= 0:
        raise ValueError("an amount is parted by weights")
    exact = [Fraction(krw) * weight / sum(weights) for weight in weights]
    parts = [part.numerator // part.denominator for part in exact]
    by_remainder = sorted(range(len(parts)), key=lambda n: (parts[n] - exact[n], n))
    for n in by_remainder[: krw - sum(parts)]:
        parts[n] += 1
    return parts


def kept_amount(amount: Amount) -> dict[str, Any]:
    """An amount as JSON keeps it."""
    return {"krw": amount.krw, "steps": [_kept_step(step) for step in amount.steps]}


def _kept_step(step: Step) -> dict[str, Any]:
    source = [step.source.article, step.source.first_on.isoformat(), step.source.is_assumed]
    return {"kind": str(step.kind), "told": kept(step.told), "krw": step.krw, "source": source}


def restored_amount(plain: Mapping[str, Any]) -> Amount:
    """The amount that was kept."""
    return Amount(plain["krw"], tuple(_restored_step(step) for step in plain["steps"]))


def _restored_step(plain: Mapping[str, Any]) -> Step:
    article, first_on, is_assumed = plain["source"]
    source = Source(article, date.fromisoformat(first_on), is_assumed)
    return Step(StepKind(plain["kind"]), restored(plain["told"]), plain["krw"], source)
