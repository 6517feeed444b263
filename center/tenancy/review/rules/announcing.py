"""What is published of a result, the codes drawn for it, and the clocks of an appeal. Pure.

Source: docs/rules/scoring.md, "Result, reasons, appeal"
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from center.core.errors import RuleError
from center.core.text import Text, _
from center.tenancy.applications.rules.screening import OBJECTION_DAYS
from center.tenancy.applications.rules.supplements import last_day
from center.tenancy.calls.rules.content import Content, Published
from center.tenancy.review.rules.assignment import allotted
from center.tenancy.review.rules.deciding import Decision
from center.tenancy.review.rules.ranking import ranking_of
from center.tenancy.review.rules.reasons import Wording, why
from center.tenancy.review.rules.record import Exclusion, SelectionRecord
from center.tenancy.review.rules.scores import printed

ANSWER_DAYS, MORE_DAYS = 14, 10
"""Source: General Act on Public Administration (행정기본법), article 36 paragraph 2"""
NOTHING = ""


class AppealError(RuleError):
    """An appeal cannot be entered, extended or answered like that."""

    kind = "appeal"


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered to an appeal; one that is upheld says how it is put right."""

    is_upheld: bool
    text: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One applicant as the announcement shows it; what is not published of it is empty."""

    number: str
    unit: str = NOTHING
    reserve: int | None = None
    rank: int | None = None
    base: str = NOTHING
    total: str = NOTHING


def rows_of(decision: Decision, published: Published) -> list[Row]:
    """The applicants as the announcement shows them: who got a unit, then the reserves, then, where published, the rest."""
    shares, reserves = decision.allotment.shares, decision.allotment.reserves
    order = [*decision.ranking.order, *(one for one in shares if one not in decision.ranking.order)]
    selected = [one for one in order if (share := shares.get(one)) and share.unit is not None]
    rest = [one for one in decision.ranking.standings if one not in selected and one not in reserves]
    listed = [*selected, *reserves, *(rest if published != Published.SELECTED else [])]
    return [_row(decision, one, published) for one in listed]


def _row(decision: Decision, applicant: str, published: Published) -> Row:
    standing, share = decision.ranking.standings[applicant], decision.allotment.shares.get(applicant)
    reserves = decision.allotment.reserves
    row = Row(
        applicant,
        unit=(share.unit or NOTHING) if share else NOTHING,
        reserve=reserves.index(applicant) + 1 if applicant in reserves else None,
    )
    if published != Published.SELECTED:
        row = replace(row, rank=standing.rank)
    if published == Published.SCORES:
        row = replace(row, base=_score(standing.base), total=_score(standing.total))
    return row


def _score(number: Fraction | None) -> str:
    return NOTHING if number is None else printed(number)


def own_words(decision: Decision, applicant: str, content: Content) -> list[Text]:
    """Why an applicant stands where it stands, for itself: in the call's words, without naming any other firm."""
    titles = {stage.key: stage.title for stage in content.stages}
    for stage in content.stages:
        titles |= {f"{stage.key}/{one.key}": one.title for one in stage.criteria}
    return why(decision, applicant, Wording(titles, anybody=_("다른 기업")))


def coded(record: SelectionRecord, codes: Mapping[str, str]) -> SelectionRecord:
    """The record with other codes for its members and applicants, in their order, so that no place tells who it is.

    Where the order of the applicants decides because all else is equal, it stays.
    """
    applicants = tuple(replace(one, id=codes[one.id]) for one in record.applicants)
    sheets = [replace(one, member=codes[one.member], applicant=codes[one.applicant]) for one in record.sheets]
    excluded = [Exclusion(codes[one.member], codes[one.applicant]) for one in record.excluded]
    kept = replace(
        record,
        applicants=applicants,
        sheets=tuple(sorted(sheets, key=lambda one: (one.stage, one.member, one.applicant))),
        excluded=tuple(sorted(excluded, key=lambda one: (one.member, one.applicant))),
    )
    drawn = replace(kept, applicants=tuple(sorted(applicants, key=lambda one: one.id)))
    return drawn if _outcome(drawn) == _outcome(kept) else kept


def _outcome(record: SelectionRecord) -> tuple[tuple[str, ...], Mapping[str, str | None], tuple[str, ...]]:
    ranking = ranking_of(record)
    allotment = allotted(record, ranking)
    return ranking.order, {one: share.unit for one, share in allotment.shares.items()}, allotment.reserves


def named_in(record: SelectionRecord) -> tuple[list[str], list[str]]:
    """The members and the applicants that a record names."""
    members = {one.member for one in record.sheets} | {one.member for one in record.excluded}
    return sorted(members), [one.id for one in record.applicants]


def codes_for(members: Sequence[str], applicants: Sequence[str]) -> dict[str, str]:
    """Fresh codes for members and applicants, in the order in which they were drawn."""
    width = max(len(str(len(members))), len(str(len(applicants))))
    return {
        **{one: f"M{n:0{width}}" for n, one in enumerate(members, start=1)},
        **{one: f"A{n:0{width}}" for n, one in enumerate(applicants, start=1)},
    }


def appeal_until(announced_on: date, days_off: Collection[date]) -> date:
    """The last day on which a firm may object to its result."""
    return last_day(announced_on, OBJECTION_DAYS, days_off)


def answer_until(received_on: date, days_off: Collection[date]) -> date:
    """The last day on which an appeal is answered."""
    return last_day(received_on, ANSWER_DAYS, days_off)


def extended_until(due_on: date, days_off: Collection[date]) -> date:
    """The last day after the one extension there may be."""
    return last_day(due_on, MORE_DAYS, days_off)


def ensure_in_time(on: date, until: date) -> None:
    """Raises: AppealError, after the last day."""
    if on > until:
        raise AppealError(
            _(
                "이의신청은 %(day)s까지였습니다. 행정심판이나 행정소송은 알게 된 날부터 90일 안에 낼 수 있습니다.",
                day=until,
            )
        )
