"""Whether an application is admitted to the review (적격심사): point by point, each with what is known and a finding. Pure.

A finding that differs from what the registry or the papers say, and every one that speaks against, gives its reason:
it stands in the letter. Source: docs/rules/calls.md, "Screening"
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from center.core.errors import RuleError
from center.core.text import Text, _
from center.tenancy.applications.rules.eligibility import Answer, Applicant, verdicts_of
from center.tenancy.applications.rules.supplements import last_day
from center.tenancy.calls.rules.content import Content

OBJECTION_DAYS = 30
"""Days in which one may object. Source: General Act on Public Administration (행정기본법), article 36 paragraph 1"""
APPEAL_DAYS = 90
"""Source: Administrative Appeals Act (행정심판법), article 27; Administrative Litigation Act (행정소송법), article 20"""
KNOWN = {Answer.YES: True, Answer.NO: False, Answer.STAFF: None}


class ScreeningError(RuleError):
    """A finding is missing, or its reason is."""

    kind = "screening"


@dataclass(frozen=True, slots=True)
class Point:
    """What is looked at: what is known of it, and whether that is enough (None where staff have to look)."""

    key: str
    word: Text
    told: Text
    known: bool | None


@dataclass(frozen=True, slots=True)
class Finding:
    """What staff found at a point; `note` is the reason that the applicant reads."""

    is_met: bool
    note: str = ""


def points_of(
    applicant: Applicant, content: Content, declared: Collection[str], papers: Mapping[str, int]
) -> list[Point]:
    """Everything that is looked at; `papers` tells how many files of which paper were handed in."""
    return [
        *(Point(one.rule, one.word, one.told, KNOWN[one.answer]) for one in verdicts_of(applicant, content)),
        *_of_declarations(content, declared),
        *_of_papers(content, papers),
    ]


def _of_declarations(content: Content, declared: Collection[str]) -> Iterator[Point]:
    for one in content.eligibility.declarations:
        is_declared = one.key in declared
        told = _("신청서에서 그렇다고 밝혔습니다.") if is_declared else _("신청서에서 밝히지 않았습니다.")
        yield Point(f"declared-{one.key}", one.title, told, is_declared or None)


def _of_papers(content: Content, papers: Mapping[str, int]) -> Iterator[Point]:
    for one in content.documents:
        if one.is_required:
            n = papers.get(one.key, 0)
            told = _("파일 %(n)s개를 냈습니다.", n=n) if n else _("내지 않았습니다.")
            yield Point(f"paper-{one.key}", one.title, told, n > 0)


@dataclass(frozen=True, slots=True)
class Decided:
    """What staff decided: the finding at each point by its key, the bonus and deductions that apply."""

    findings: Mapping[str, Finding]
    bonus: tuple[str, ...] = ()
    deductions: tuple[str, ...] = ()


def needs_note(point: Point, finding: Finding) -> bool:
    """Whether a finding has to be explained: it speaks against, or it is not what is known."""
    return not finding.is_met or point.known is False


def ensure_complete(points: Sequence[Point], findings: Mapping[str, Finding]) -> None:
    """Raises: ScreeningError, where a point has no finding, or one has no reason that needs it."""
    for point in points:
        finding = findings.get(point.key)
        if finding is None:
            raise ScreeningError(_("‘%(point)s’을(를) 확인했는지 골라 주세요.", point=point.word))
        if needs_note(point, finding) and not finding.note:
            raise ScreeningError(_("‘%(point)s’의 까닭을 적어 주세요.", point=point.word))


def objection_until(told_on: date, days_off: Collection[date]) -> date:
    """The last day on which an applicant may object."""
    return last_day(told_on, OBJECTION_DAYS, days_off)
