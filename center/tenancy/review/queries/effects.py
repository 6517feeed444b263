"""What one more exclusion would change for every applicant, before anybody confirms it.

Source: docs/rules/scoring.md, "The committee"
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from center.tenancy.applications.models import Application
from center.tenancy.calls.rules.content import Content
from center.tenancy.review.models import Review, ReviewStage
from center.tenancy.review.queries.committee import Pair
from center.tenancy.review.queries.desk import Desk, handed_in_at
from center.tenancy.review.queries.record import record_of
from center.tenancy.review.queries.taking_part import going_on_in
from center.tenancy.review.rules.outcomes import Outcome, outcomes

Counts = tuple[int, int]
"""How many sheets count before and after."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What it changes for one applicant: its sheets by stage, and once the review is over what it comes to.

    `lacking` are the stages in which it would fall below the least number of sheets, with how many there can be at most.
    """

    application: Application
    sheets: Mapping[str, Counts]
    lacking: Mapping[str, int]
    before: Outcome | None
    after: Outcome | None


@dataclass(frozen=True, slots=True)
class Effects:
    """What it changes for all, who comes onto the shortlist and who leaves it; `is_shown` once scores may be seen.

    `is_decidable` tells whether every stage would still have enough sheets.
    """

    rows: Sequence[Effect]
    newcomers: Sequence[Application]
    leaving: Sequence[Application]
    is_shown: bool
    is_decidable: bool


def effects_of(desk: Desk, review: Review, pair: Pair) -> Effects:
    """The effect of excluding a seat from an application; scores play no part in what is shown before the end."""
    counts = {stage.key: _counts(stage, desk, pair) for stage in review.stages}
    was, would = _on_shortlist(desk, review, []), _on_shortlist(desk, review, [pair])
    before = outcomes(record_of(desk.call, review)) if desk.is_over else None
    after = outcomes(record_of(desk.call, review, without=[pair])) if desk.is_over else None
    rows = [
        Effect(
            one,
            {key: found[one.id] for key, found in counts.items() if one.id in found},
            _lacking(desk, review, pair) if one.id == pair[1] else {},
            (before or {}).get(one.receipt_number),
            (after or {}).get(one.receipt_number),
        )
        for one in desk.applications
    ]
    return Effects(
        rows=rows,
        newcomers=[one for one in desk.applications if one.receipt_number in would - was],
        leaving=[one for one in desk.applications if one.receipt_number in was - would],
        is_shown=desk.is_over,
        is_decidable=after is not None,
    )


def _counts(stage: ReviewStage, desk: Desk, pair: Pair) -> dict[int, Counts]:
    done = handed_in_at(stage)
    given = [application for _seat, application in done]
    left = [application for _seat, application in done - {pair}]
    return {one.id: (given.count(one.id), left.count(one.id)) for one in desk.part(stage.key)}


def _lacking(desk: Desk, review: Review, pair: Pair) -> dict[str, int]:
    """Where too few sheets of the firm would be left: those that are in, and in an open stage those that may come."""
    seat_id, application_id = pair
    found = {}
    for stage in review.stages:
        done = {seat for seat, application in handed_in_at(stage) if application == application_id}
        may = {seat.id for seat in desk.scoring if (seat.id, application_id) not in desk.excluded}
        before = done | may if stage.is_open else done
        takes_part = any(one.id == application_id for one in desk.part(stage.key))
        if takes_part and seat_id in before and len(before) - 1 < desk.content.selection.min_sheets:
            found[stage.key] = len(before) - 1
    return found


def _on_shortlist(desk: Desk, review: Review, without: Sequence[Pair]) -> set[str]:
    """Who goes on after the first stage once it is frozen, where there is more than one."""
    content: Content = desk.content
    first = desk.stage(content.stages[0].key)
    if first is None or first.is_open or len(content.stages) == 1:
        return set()
    return set(going_on_in(record_of(desk.call, review, without=without)))
