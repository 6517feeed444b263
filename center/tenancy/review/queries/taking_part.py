"""Who takes part in a stage: everybody who was admitted in the first one, who was shortlisted after it."""

from collections.abc import Collection, Sequence

from center.tenancy.applications.models import Application
from center.tenancy.calls.models import Call
from center.tenancy.review.models import Review
from center.tenancy.review.queries.committee import exclusions_of, scoring_seats
from center.tenancy.review.queries.record import record_of
from center.tenancy.review.queries.stages import admitted, rules_of
from center.tenancy.review.rules.committee import Scoring
from center.tenancy.review.rules.ranking import shortlist_of
from center.tenancy.review.rules.record import SelectionRecord
from center.tenancy.review.rules.scores import panel_of, stage_result


def taking_part(call: Call, review: Review, key: str) -> list[Application]:
    """The applications of a stage by receipt number; nobody's in a later stage before the first one is frozen."""
    applications, first = admitted(call.id), rules_of(review).stages[0].key
    if key == first:
        return applications
    if not any(one.key == first and not one.is_open for one in review.stages):
        return []
    going_on = shortlisted(record_of(call, review))
    return [one for one in applications if one.receipt_number in going_on]


def shortlisted(record: SelectionRecord) -> Collection[str]:
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
