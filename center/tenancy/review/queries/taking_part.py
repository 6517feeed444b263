"""Who takes part in a stage: everybody who was admitted in the first one, who was shortlisted after it."""

from collections.abc import Collection, Sequence

from center.tenancy.applications.models import Application
from center.tenancy.calls.models import Call
from center.tenancy.review.models import Review, ReviewStage
from center.tenancy.review.queries.committee import exclusions_of, scoring_seats
from center.tenancy.review.queries.record import record_of
from center.tenancy.review.queries.stages import admitted, find_stage, rules_of
from center.tenancy.review.rules.committee import Scoring
from center.tenancy.review.rules.ranking import shortlist_of
from center.tenancy.review.rules.record import SelectionRecord
from center.tenancy.review.rules.scores import panel_of, stage_result


def taking_part(call: Call, review: Review, key: str) -> list[Application]:
    """The applications of a stage by receipt number; nobody's in a later stage before the first one is frozen."""
    applications, first = admitted(call.id), rules_of(review).stages[0].key
    if key == first:
        return applications
    stage = find_stage(review, key)
    ids = stage.applicants if stage and _still_stands(stage, applications) else shortlisted(call, review)
    return [one for one in applications if one.id in ids]


def _still_stands(stage: ReviewStage, applications: Sequence[Application]) -> bool:
    """Whether nobody withdrew of those who take part: while it is open the next one on the list moves up."""
    return not stage.is_open or set(stage.applicants) <= {one.id for one in applications}


def shortlisted(call: Call, review: Review) -> list[int]:
    """The applications that go on after the first stage as its sheets are now; none while it is open."""
    first = find_stage(review, rules_of(review).stages[0].key)
    if first is None or first.is_open:
        return []
    going_on = going_on_in(record_of(call, review))
    return [one.id for one in admitted(call.id) if one.receipt_number in going_on]


def going_on_in(record: SelectionRecord) -> Collection[str]:
    """Who is shortlisted after the first stage, whether or not the later ones were scored."""
    rules, first = record.rules, record.rules.stages[0]
    panel = panel_of(record, first.key, [one.id for one in record.applicants])
    return shortlist_of(stage_result(rules, first, panel), rules.shortlist_factor, len(record.units)).applicants


def scoring_of(call_id: int, applications: Sequence[Application]) -> list[Scoring]:
    """For each application how many of the committee may score it."""
    seats, excluded = scoring_seats(call_id), exclusions_of(call_id)
    return [
        Scoring(one.receipt_number, sum((seat.id, one.id) not in excluded for seat in seats)) for one in applications
    ]
