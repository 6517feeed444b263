"""What the result says in words: ties, lines, how it was counted, what became of every firm."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from center.core.text import Text, _
from center.tenancy.calls.rules.content import Combine, CutOn
from center.tenancy.review.pages.result import Result
from center.tenancy.review.rules.assignment import LostChoice, PassedOver, Share
from center.tenancy.review.rules.printing import PrintedLine
from center.tenancy.review.rules.ranking import Fate, Tie
from center.tenancy.review.rules.reasons import tie_word
from center.tenancy.review.rules.scores import printed
from center.tenancy.review.rules.writing import decimal_of

FULL = frozenset({PassedOver.TAKEN, PassedOver.PRIORITY})
Sentence = tuple[Text, Text]
"""A title, or a sentence, with what stands beside it or below."""


def ties(result: Result, *, is_named: bool = True) -> Iterator[Sentence]:
    """Every tie of the ranking, and what parted it; firms by their receipt numbers alone unless `is_named`."""
    lines = {line.applicant: line for line in result.lines}
    for tie in result.decision.ranking.ties:
        yield _tie_title(lines[tie.above], lines[tie.below]), _tie_reason(result, tie, is_named=is_named)


def _tie_title(above: PrintedLine, below: PrintedLine) -> Text:
    if above.rank == below.rank:
        return _("%(rank)s위가 둘 이상입니다: 총점 %(total)s점", rank=above.rank, total=above.total)
    return _(
        "%(above)s위와 %(below)s위가 %(total)s점으로 같습니다", above=above.rank, below=below.rank, total=above.total
    )


def _tie_reason(result: Result, tie: Tie, *, is_named: bool) -> Text:
    firms = {"above": tie.above, "below": tie.below}
    if is_named:
        firms = {place: result.firm(id_) for place, id_ in firms.items()}
    if tie.by is None:
        return _("%(above)s, %(below)s: 공고에 적은 동점 기준이 모두 같아 순위도 같습니다.", **firms)
    values = [_value(one) for one in tie.values]
    return _(
        "공고에 적은 동점 기준으로 갈랐습니다. %(tie)s: %(above)s %(own)s, %(below)s %(others)s.",
        tie=tie_word(result.decision.record.rules, tie.by, result.wording),
        own=values[0],
        others=values[1],
        **firms,
    )


def _value(value: object) -> object:
    """Points as printed, a day as people say it, a lot."""
    if value is None:
        return _("없음")
    return printed(value) if isinstance(value, Fraction) else value


def selected_line(result: Result) -> Text | None:
    """The line below the last who got a unit by its rank; none where nobody did."""
    ranked = [line for line in result.lines if line.fate == Fate.PASSED]
    places = [place for place, line in enumerate(ranked) if line.unit is not None]
    if not places:
        return None
    if len(places) == places[-1] + 1:
        return _("여기까지 선정: 공간 %(n)s곳", n=len(places))
    return _("여기까지 선정: 공간 %(n)s곳. 맞는 공간이 남지 않은 기업은 예비입니다", n=len(places))


def cut_line(result: Result) -> Text | None:
    """The line above those who failed."""
    cut = result.decision.record.rules.cut
    if cut is None:
        return None
    if cut.on is CutOn.BASE:
        return _("합격선 %(cut)s점: 가점과 감점을 더하기 전 점수로 가름", cut=printed(cut.score))
    return _("합격선 %(cut)s점: 가점과 감점을 더한 점수로 가름", cut=printed(cut.score))


def shortlist_line(result: Result) -> Text | None:
    """The line above those who did not come to the last stage."""
    shortlist = result.decision.ranking.shortlist
    if shortlist is None or shortlist.line is None:
        return None
    first, last = result.content.stages[0].title, result.last.title
    return _("여기까지 %(last)s: %(first)s %(line)s점부터", last=last, first=first, line=printed(shortlist.line))


def fate_of(result: Result, line: PrintedLine) -> Sentence:
    """What an applicant got, and in a few words why."""
    share = result.decision.allotment.shares.get(line.applicant)
    if share is not None and share.unit is not None:
        return _("%(unit)s호", unit=share.unit), _why_given(share)
    match line.fate:
        case Fate.PASSED:
            place = result.decision.allotment.reserves.index(line.applicant) + 1
            return _("예비 %(n)s번", n=place), _why_reserve(share.lost if share else ())
        case Fate.BELOW_CUT:
            cut = result.decision.record.rules.cut
            return _("선정 안 됨"), _("합격선 %(cut)s점에 못 미침", cut=printed(cut.score) if cut else "")
        case Fate.NOT_SHORTLISTED:
            return _("선정 안 됨"), _("다음 단계에 오르지 못함")
    return _("심사 없음"), _("지금 입주해 있음")


def _why_given(share: Share) -> Text:
    if share.choice is None:
        return _("지금 쓰는 공간을 그대로 씀")
    return _("%(n)s순위로 바란 공간", n=share.choice)


def _why_reserve(lost: Sequence[LostChoice]) -> Text:
    why = {one.why for one in lost}
    if why and why <= FULL:
        return _("바란 공간이 모두 찼음")
    return _("바란 공간이 찼거나 맞지 않음") if why & FULL else _("맞는 공간이 없음")


def how_counted(result: Result) -> Iterator[Sentence]:
    """How it was counted, each with a figure."""
    ranking, rules = result.decision.ranking, result.decision.record.rules
    n_given = sum(line.unit is not None for line in result.lines)
    yield _trimming(result), _("채점표 %(n)s장", n=sum(one.n for s in ranking.stages for one in s.scores.values()))
    yield _averaging(result), _cut_word(result)
    points = {"bonus": decimal_of(rules.bonus_cap), "deductions": decimal_of(rules.deduction_cap)}
    words = [tie_word(rules, tie, result.wording) for tie in rules.ties]
    yield (
        _(
            "가점은 %(bonus)s점까지 더하고 감점은 %(deductions)s점까지 뺍니다. 같으면 %(ties)s 순으로 정합니다.",
            ties=words,
            **points,
        ),
        _("동점 %(n)s건", n=len(ranking.ties)),
    )
    yield (
        _("순위대로, 바란 공간 가운데 필요한 면적에 맞는 가장 바라는 곳을 배정합니다."),
        _("%(n)s곳 배정", n=n_given),
    )


def _trimming(result: Result) -> Text:
    rules, stages = result.decision.record.rules, result.decision.ranking.stages
    if rules.combine is Combine.MEAN:
        return _("채점표를 하나도 빼지 않고 모두 평균합니다.")
    if all(stage.k for stage in stages):
        return _("모든 기업의 채점표가 %(n)s장 이상이므로 최고·최저를 하나씩 뺍니다.", n=rules.trim_from)
    if not any(stage.k for stage in stages):
        return _("채점표가 %(n)s장에 못 미치는 기업이 있어 최고·최저를 빼지 않습니다.", n=rules.trim_from)
    trimmed = [result.wording.title(one.stage.key) for one in stages if one.k]
    return _(
        "모든 기업의 채점표가 %(n)s장 이상인 %(stages)s에서만 최고·최저를 하나씩 뺍니다.",
        n=rules.trim_from,
        stages=trimmed,
    )


def _averaging(result: Result) -> Text:
    stages = result.content.stages
    if len(stages) == 1:
        return _("남은 총점을 평균해 소수 둘째 자리까지 반올림합니다.")
    shares = [_("%(stage)s %(share)s%%", stage=stage.title, share=stage.share) for stage in stages]
    return _("남은 총점의 평균을 단계마다 반영 비율(%(shares)s)로 더해 소수 둘째 자리까지 반올림합니다.", shares=shares)


def _cut_word(result: Result) -> Text:
    cut = result.decision.record.rules.cut
    if cut is None:
        return _("합격선 없음")
    return _("합격선은 이 점수로") if cut.on is CutOn.BASE else _("합격선은 총점으로")
