"""The points and comments of a sheet as they are typed, and when a sheet can be submitted. Pure.

Source: docs/rules/scoring.md, "The committee"
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from center.core.errors import RuleError
from center.core.text import Text, _
from center.tenancy.calls.rules.content import Criterion

POINTS, COMMENT = "points", "comment"
LONGEST_COMMENT = 1000
LONGEST_POINTS = 10
TYPED = re.compile(r"(\d{1,4})(?:[.,](\d{1,2}))?", re.ASCII)
BANDS: Sequence[tuple[Text, Decimal]] = (
    (_("미흡"), Decimal(0)),
    (_("보통"), Decimal("0.4")),
    (_("좋음"), Decimal("0.7")),
    (_("우수"), Decimal("0.9")),
)
"""From which part of a criterion's points on they mean what; guidance that binds nobody. Assumed."""
Scores = Mapping[str, Mapping[str, str]]
"""By criterion: points as typed and the comment."""


class SheetError(RuleError):
    """A sheet cannot be submitted as it is; `faults` tell where and why."""

    kind = "sheet"

    def __init__(self, faults: "Sequence[Fault]") -> None:
        super().__init__(_("채점표에서 고칠 곳이 %(n)s군데 있습니다.", n=len(faults)))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at a field of a sheet."""

    criterion: str
    field: str
    text: Text


@dataclass(frozen=True, slots=True)
class Band:
    """What points from `first` to `last` mean."""

    word: Text
    first: Decimal
    last: Decimal


def bands_of(criterion: Criterion) -> list[Band]:
    """What which points of a criterion mean, the lowest first; a band ends where the next one begins."""
    starts = [criterion.points * share for _word, share in BANDS] + [Decimal(criterion.points)]
    return [Band(word, starts[n], starts[n + 1]) for n, (word, _share) in enumerate(BANDS)]


def exact_points(typed: str) -> Decimal | None:
    """The points that somebody typed, full-width figures and a decimal comma too; None where it is no such number."""
    found = TYPED.fullmatch(unicodedata.normalize("NFKC", typed).strip())
    return Decimal(f"{found[1]}.{found[2] or '0'}") if found else None


def written_points(points: Decimal) -> str:
    """Points as they are kept: without idle zeros."""
    return f"{points.normalize():f}"


def sum_of(scores: Scores, criteria: Sequence[Criterion]) -> Decimal:
    """The sum of the points that are there and in range."""
    typed = (exact_points(scores.get(one.key, {}).get(POINTS, "")) for one in criteria)
    pairs = zip(typed, criteria, strict=True)
    return sum((points for points, one in pairs if points is not None and points <= one.points), Decimal(0))


def is_filled(scores: Scores, criterion: Criterion) -> bool:
    """Whether nothing is wrong or missing at a criterion."""
    return not list(_faults_at(criterion, scores.get(criterion.key, {})))


def faults_of(scores: Scores, criteria: Sequence[Criterion]) -> list[Fault]:
    """Everything that keeps a sheet from being submitted."""
    return [fault for one in criteria for fault in _faults_at(one, scores.get(one.key, {}))]


def _faults_at(criterion: Criterion, given: Mapping[str, str]) -> Iterator[Fault]:
    typed, most = given.get(POINTS, "").strip(), criterion.points
    points = exact_points(typed)
    if not typed:
        yield Fault(criterion.key, POINTS, _("0점에서 %(most)s점 사이의 점수를 적어 주세요.", most=most))
    elif points is None:
        yield Fault(criterion.key, POINTS, _("점수를 24나 24.5처럼 숫자로, 소수 둘째 자리까지 적어 주세요."))
    elif points > most:
        yield Fault(criterion.key, POINTS, _("%(most)s점을 넘을 수 없습니다.", most=most))
    if not given.get(COMMENT, "").strip():
        yield Fault(criterion.key, COMMENT, _("이렇게 채점한 까닭을 적어 주세요. 신청 기업이 읽습니다."))


def submitted(scores: Scores, criteria: Sequence[Criterion]) -> dict[str, dict[str, str]]:
    """What is kept of a sheet when it is submitted: exact points and the comment of each criterion.

    Raises:
        SheetError
    """
    if faults := faults_of(scores, criteria):
        raise SheetError(faults)
    kept = {}
    for one in criteria:
        points = exact_points(scores[one.key][POINTS])
        kept[one.key] = {POINTS: written_points(points or Decimal(0)), COMMENT: scores[one.key][COMMENT].strip()}
    return kept


def drafted(scores: Scores, criteria: Sequence[Criterion]) -> dict[str, dict[str, str]]:
    """What is kept of a sheet that is being written: whatever was typed, of the criteria there are, within measure."""
    return {
        one.key: {
            POINTS: scores.get(one.key, {}).get(POINTS, "")[:LONGEST_POINTS],
            COMMENT: scores.get(one.key, {}).get(COMMENT, "")[:LONGEST_COMMENT],
        }
        for one in criteria
    }
