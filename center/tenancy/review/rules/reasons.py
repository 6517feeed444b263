"""Why each applicant stands where it stands, why it got what it got, and what the advisory figures say. Pure.

Source: docs/rules/scoring.md, "The arithmetic", "The assignment", "Advisory figures"
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from center.core.text import Text, _
from center.tenancy.calls.rules.content import LOT, OLDER, CutOn
from center.tenancy.review.rules.advisory import Advisory
from center.tenancy.review.rules.assignment import LostChoice, PassedOver, UnitFate, UnitResult
from center.tenancy.review.rules.deciding import Decision
from center.tenancy.review.rules.ranking import Fate, Ranking, Standing, Tie
from center.tenancy.review.rules.record import Cut, RuleSet, criterion_tie, stage_tie
from center.tenancy.review.rules.scores import printed

ADVISORY_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Wording:
    """How stages, criteria (`STAGE/KEY`) and other applicants are called; what is not named goes by its code.

    A firm's own page names no other firm: it gives one word for all of them as `anybody`.
    """

    titles: Mapping[str, Text] = field(default_factory=dict)
    anybody: Text | None = None

    def title(self, key: str) -> Text | str:
        """A stage or a criterion."""
        return self.titles.get(key, key.rpartition("/")[2])

    def other(self, applicant: str) -> Text | str:
        """Another applicant."""
        return self.anybody or applicant


CODES = Wording()


def why(decision: Decision, applicant: str, wording: Wording = CODES) -> list[Text]:
    """Everything that decided on one applicant: score, cut, ties, unit or reserve."""
    standing = decision.ranking.standings[applicant]
    return [
        why_ranked(decision.record.rules, decision.ranking, standing),
        *why_tied(decision.record.rules, decision.ranking, applicant, wording),
        *why_allotted(decision, applicant, wording),
    ]


def why_ranked(rules: RuleSet, ranking: Ranking, standing: Standing) -> Text:
    """Its rank with the figures, or what kept it from one."""
    match standing.fate:
        case Fate.NOT_JUDGED:
            return _("지금 입주해 있는 기업으로, 심사를 받지 않았습니다.")
        case Fate.NOT_SHORTLISTED:
            return _not_shortlisted(rules, ranking, standing)
        case Fate.BELOW_CUT:
            return _below_cut(rules.cut, standing)
    return _(
        "총점 %(total)s점(심사 %(base)s, 가점 %(bonus)s, 감점 %(deductions)s)으로 %(rank)s위입니다.",
        total=_shown(standing.total),
        base=_shown(standing.base),
        bonus=printed(standing.bonus.counted),
        deductions=printed(standing.deductions.counted),
        rank=standing.rank,
    )


def _not_shortlisted(rules: RuleSet, ranking: Ranking, standing: Standing) -> Text:
    score = printed(standing.stages[rules.stages[0].key].base)
    line = ranking.shortlist.line if ranking.shortlist else None
    if line is None:
        return _("첫 단계 점수는 %(score)s점이고, 다음 단계에 오르는 기업이 없습니다.", score=score)
    return _(
        "첫 단계 점수가 %(score)s점으로, 다음 단계에 오르는 %(line)s점보다 낮습니다.", score=score, line=printed(line)
    )


def _below_cut(cut: Cut | None, standing: Standing) -> Text:
    score = printed(cut.score) if cut else ""
    if cut and cut.on is CutOn.BASE:
        return _(
            "가점과 감점을 더하기 전 점수가 %(found)s점으로, 합격선 %(cut)s점보다 낮습니다.",
            found=_shown(standing.base),
            cut=score,
        )
    return _("총점이 %(found)s점으로, 합격선 %(cut)s점보다 낮습니다.", found=_shown(standing.total), cut=score)


def _shown(number: Fraction | None) -> str:
    return "" if number is None else printed(number)


def why_tied(rules: RuleSet, ranking: Ranking, applicant: str, wording: Wording = CODES) -> Iterator[Text]:
    """The ties it was in with its neighbours, and the step that decided each."""
    for tie in ranking.ties:
        if applicant == tie.above:
            yield _parted(rules, tie, tie.below, is_above=True, wording=wording)
        elif applicant == tie.below:
            yield _parted(rules, tie, tie.above, is_above=False, wording=wording)


def _parted(rules: RuleSet, tie: Tie, other: str, *, is_above: bool, wording: Wording) -> Text:
    facts = {"other": wording.other(other)}
    if tie.by is None:
        return _(
            "%(other)s: 총점과 모든 동점 기준이 같아 순위도 같습니다. 차례는 파일에 적힌 순서로 정했습니다.", **facts
        )
    values = tie.values if is_above else tie.values[::-1]
    facts |= {"tie": tie_word(rules, tie.by, wording), "own": _value(values[0]), "others": _value(values[1])}
    if is_above:
        return _("%(other)s: 총점이 같아 동점 기준 ‘%(tie)s’에서 앞섰습니다(%(own)s, 상대 %(others)s).", **facts)
    return _("%(other)s: 총점이 같아 동점 기준 ‘%(tie)s’에서 뒤졌습니다(%(own)s, 상대 %(others)s).", **facts)


def tie_word(rules: RuleSet, tie: str, wording: Wording = CODES) -> Text:
    """A way to break a tie, in words."""
    if tie == OLDER:
        return _("먼저 설립한 기업")
    if tie == LOT:
        return _("미리 뽑은 번호")
    for stage in rules.stages:
        if tie == stage_tie(stage.key):
            return _("%(stage)s 점수", stage=wording.title(stage.key))
        for one in stage.criteria:
            if tie == criterion_tie(stage.key, one.key):
                name = wording.title(f"{stage.key}/{one.key}")
                return _("%(stage)s ‘%(name)s’ 점수", stage=wording.title(stage.key), name=name)
    raise KeyError(tie)


def _value(value: Fraction | date | int | None) -> Text | str:
    match value:
        case None:
            return _("없음")
        case Fraction():
            return printed(value)
        case date():
            return value.isoformat()
        case _:
            return str(value)


def why_allotted(decision: Decision, applicant: str, wording: Wording = CODES) -> Iterator[Text]:
    """Its unit or its place among the reserves, and what became of each choice it would have liked better."""
    share = decision.allotment.shares.get(applicant)
    if share is None:
        return
    if share.choice is not None:
        yield _("%(unit)s호 → %(choice)s순위", unit=share.unit, choice=share.choice)
    elif share.unit is not None:
        yield _("%(unit)s호 → 지금 쓰는 공간을 그대로 씁니다.", unit=share.unit)
    else:
        yield _("예비 %(n)s순위입니다.", n=decision.allotment.reserves.index(applicant) + 1)
    yield from (why_lost(lost, wording) for lost in share.lost)


def why_lost(lost: LostChoice, wording: Wording = CODES) -> Text:
    """What became of a choice that was not given."""
    facts = {"unit": lost.unit, "other": wording.other(lost.holder or "")}
    match lost.why:
        case PassedOver.NOT_OFFERED:
            return _("%(unit)s호: 이번에 모집하지 않은 공간입니다.", **facts)
        case PassedOver.TOO_SMALL:
            return _("%(unit)s호: 필요한 면적보다 작습니다.", **facts)
        case PassedOver.PRIORITY:
            return _("%(unit)s호: 우선 대상 기업(%(other)s)이 받았습니다.", **facts)
        case PassedOver.TENANT:
            return _("%(unit)s호: 이미 입주한 기업(%(other)s)이 먼저 받았습니다.", **facts)
        case PassedOver.TAKEN:
            return _("%(unit)s호: 순위가 앞선 기업(%(other)s)이 받았습니다.", **facts)


def why_unit(result: UnitResult, wording: Wording = CODES) -> Text:
    """Who got a unit, or why it stays vacant."""
    facts = {"unit": result.unit, "other": wording.other(result.holder or "")}
    match result.fate:
        case UnitFate.GIVEN:
            return _("%(unit)s호: %(other)s", **facts)
        case UnitFate.NOBODY_PASSED:
            return _("%(unit)s호: 합격한 기업이 없어 비어 있습니다.", **facts)
        case UnitFate.NOT_CHOSEN:
            return _("%(unit)s호: 고른 기업이 없어 비어 있습니다.", **facts)
        case UnitFate.TOO_SMALL:
            return _("%(unit)s호: 고른 기업 모두에게 작아 비어 있습니다.", **facts)
        case UnitFate.BETTER_ELSEWHERE:
            return _("%(unit)s호: 고른 기업이 모두 더 원하는 공간을 받아 비어 있습니다.", **facts)


def advisory_words(advisory: Advisory, wording: Wording = CODES) -> Iterator[Text]:
    """What the advisory figures say in words; they change nothing."""
    if advisory.disagrees and advisory.kendall_w is not None:
        yield _("심사위원 간 합의 낮음: W %(w)s", w=printed(advisory.kendall_w, ADVISORY_DIGITS))
    if advisory.effects is None:
        yield _("비교 불가: 공통 심사 없음")
    elif advisory.is_complete:
        yield _(
            "모든 심사위원이 모든 기업을 심사했습니다. 심사위원 성향을 뺀 점수의 순서는 마지막 단계의 단순 평균과 같습니다."
        )
    if advisory.cannot_change_ranks:
        yield _("이 심사 규칙에서는 심사위원 성향을 빼도 순위가 바뀌지 않습니다.")
    if advisory.deciding_members:
        yield _("한 명을 빼면 선정이 달라지는 심사위원: %(members)s", members=advisory.deciding_members)
    if advisory.probability is None:
        yield _("심사위원이 9명을 넘어 선정 확률은 계산하지 않았습니다.")
    if advisory.near_the_line:
        near = [wording.other(id_) for id_ in advisory.near_the_line]
        yield _("선정 경계에 있는 기업: %(firms)s", firms=near)
