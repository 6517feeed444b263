"""A selection record decided: the ranking, the units, and beside them the advisory figures. Pure.

Source: docs/rules/scoring.md
"""

from dataclasses import dataclass

from center.tenancy.review.rules.advisory import Advisory, advised
from center.tenancy.review.rules.assignment import Allotment, allotted
from center.tenancy.review.rules.ranking import Ranking, ranking_of
from center.tenancy.review.rules.record import SelectionRecord


@dataclass(frozen=True, slots=True)
class Decision:
    """All that follows from a record, with the steps that led there."""

    record: SelectionRecord
    ranking: Ranking
    allotment: Allotment
    advisory: Advisory


def decided(record: SelectionRecord) -> Decision:
    """Decide a record. The same record always gives the same decision.

    Raises:
        RecordRefusedError: somebody has too few sheets in a stage.
    """
    ranking = ranking_of(record)
    return Decision(record, ranking, allotted(record, ranking), advised(record, ranking))
