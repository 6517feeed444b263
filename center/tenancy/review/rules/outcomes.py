"""What a record comes to for each applicant, to compare two records that differ in one exclusion. Pure.

Source: docs/rules/scoring.md, "The committee"
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from center.tenancy.review.rules.assignment import allotted
from center.tenancy.review.rules.ranking import ranking_of
from center.tenancy.review.rules.record import RecordRefusedError, SelectionRecord


@dataclass(frozen=True, slots=True)
class Outcome:
    """Rank, exact total and unit of an applicant; None for what it has not."""

    rank: int | None = None
    total: Fraction | None = None
    unit: str | None = None


def outcomes(record: SelectionRecord) -> Mapping[str, Outcome] | None:
    """What becomes of each applicant, as `deciding.decided` has it; None where somebody has too few sheets to decide."""
    try:
        ranking = ranking_of(record)
    except RecordRefusedError:
        return None
    units = allotted(record, ranking)
    return {id_: Outcome(one.rank, one.total, units.unit_of(id_)) for id_, one in ranking.standings.items()}
