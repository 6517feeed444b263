"""A decided call with all that its pages, files and papers name: every one of them shows these figures and no others."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from center.core.errors import NotFoundError
from center.core.text import Text, _
from center.tenancy.applications.models import Application
from center.tenancy.calls.models import Call
from center.tenancy.calls.rules.content import Content, Stage
from center.tenancy.review import queries
from center.tenancy.review.models import Exclusion, Review, ReviewStage, Seat
from center.tenancy.review.rules.deciding import Decision
from center.tenancy.review.rules.printing import PrintedLine
from center.tenancy.review.rules.reasons import Wording
from center.tenancy.review.rules.scores import Trim

NOTHING = "–"
TRIM_WORDS: Mapping[Trim, Text] = {Trim.LOWEST: _("최저 제외"), Trim.HIGHEST: _("최고 제외")}
EXCLUDED, MISSING = _("제척"), _("빠짐")


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands in a member's column: points, or a word for why there are none; `trimmed` why it was left out."""

    text: Text | str
    trimmed: Text | None = None


@dataclass(frozen=True)
class Result:
    """A decided call. `lines` are everybody with its figures, those who passed first, `sha256` is the hash of its record."""

    call: Call
    review: Review
    content: Content
    decision: Decision
    applications: Sequence[Application]
    seats: Sequence[Seat]
    exclusions: Sequence[Exclusion]
    lines: Sequence[PrintedLine]
    sha256: str

    @cached_property
    def firms(self) -> Mapping[str, str]:
        """The names of the applicants by receipt number."""
        return {one.receipt_number: one.enterprise.name for one in self.applications}

    @cached_property
    def excluded(self) -> Mapping[tuple[str, str], Exclusion]:
        """Who may not score whom, by code and receipt number, in the order of the codes."""
        codes = {seat.id: seat.code for seat in self.seats}
        numbers = {one.id: one.receipt_number for one in self.applications}
        found = sorted(self.exclusions, key=lambda one: (one.seat_id, one.application_id))
        return {
            (codes[one.seat_id], numbers[one.application_id]): one for one in found if one.application_id in numbers
        }

    @cached_property
    def wording(self) -> Wording:
        """How stages and criteria are called."""
        titles = {stage.key: stage.title for stage in self.content.stages}
        criteria = {f"{stage.key}/{one.key}": one.title for stage in self.content.stages for one in stage.criteria}
        return Wording({**titles, **criteria})

    @property
    def frozen_at(self) -> datetime:
        """When the last stage was frozen."""
        frozen_at = self.stage_of(self.content.stages[-1]).frozen_at
        assert frozen_at is not None  # noqa: S101 (else there is no result)
        return frozen_at

    @property
    def last(self) -> Stage:
        """The last stage."""
        return self.content.stages[-1]

    @property
    def has_deductions(self) -> bool:
        """Whether points may be taken off."""
        return bool(self.content.selection.deductions)

    def stage_of(self, stage: Stage) -> ReviewStage:
        """A stage as it was held."""
        return next(one for one in self.review.stages if one.key == stage.key)

    def firm(self, applicant: str) -> str:
        """A firm with its receipt number."""
        return f"{self.firms[applicant]} ({applicant})"

    def members(self, stage: Stage) -> list[str]:
        """Whose sheets a stage has or lacks, in the order of their codes."""
        return self._members[stage.key]

    @cached_property
    def _members(self) -> Mapping[str, list[str]]:
        there = {(sheet.stage, sheet.member) for sheet in self.decision.record.sheets}
        for stage in self.content.stages:
            there |= {(stage.key, member) for member, _applicant in self.excluded}
            there |= {(stage.key, one["member"]) for one in self.stage_of(stage).exceptions}
        codes = [seat.code for seat in self.seats]
        return {stage.key: [code for code in codes if (stage.key, code) in there] for stage in self.content.stages}

    def marks(self, line: PrintedLine, stage: Stage) -> Iterator[Mark]:
        """What each member of a stage gave an applicant."""
        missing = {(one["member"], one["applicant"]) for one in self.stage_of(stage).exceptions}
        scored = line.stages.get(stage.key)
        for member in self.members(stage):
            if scored is not None and member in scored.sheets:
                sheet = scored.sheets[member]
                yield Mark(sheet.total, TRIM_WORDS[sheet.trimmed] if sheet.trimmed else None)
            elif scored is None:
                yield Mark(NOTHING)
            elif (member, line.applicant) in self.excluded:
                yield Mark(EXCLUDED)
            else:
                yield Mark(MISSING if (member, line.applicant) in missing else NOTHING)


def result_of(call: Call) -> Result:
    """The result of a call.

    Raises:
        NotFoundError: the last stage is not frozen.
        TooFewSheetsError
    """
    review = queries.find_review(call.id)
    if review is None:
        raise NotFoundError
    kept = queries.get_kept(call, review)
    return Result(
        call=call,
        review=review,
        content=queries.rules_of(review),
        decision=kept.decision,
        applications=queries.admitted(call.id),
        seats=queries.seats_of(call.id),
        exclusions=list(queries.exclusions_of(call.id).values()),
        lines=kept.lines,
        sha256=kept.sha256,
    )
