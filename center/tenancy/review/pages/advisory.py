"""The figures beside the result, each under a sentence: they change nothing. Drawn, and as tables."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from center.core.text import Text, _
from center.tenancy.calls.rules.content import CutOn
from center.tenancy.review.pages.dots import NARROW, WIDE, Given, Plot, Plotted, drawn
from center.tenancy.review.pages.frame import Frame
from center.tenancy.review.pages.result import NOTHING, Mark, Result
from center.tenancy.review.rules.advisory import Advisory
from center.tenancy.review.rules.printing import figure
from center.tenancy.review.rules.reasons import ADVISORY_DIGITS
from center.tenancy.review.rules.scores import printed
from center.web.i18n import say, say_all

PER_CENT = 100


@dataclass(frozen=True, slots=True)
class Card:
    """A sentence as a heading, and what it rests on."""

    title: str
    lines: list[str]


@dataclass(frozen=True, slots=True)
class FirmFigures:
    """An applicant of the last stage in figures."""

    firm: str
    number: str
    marks: list[Mark]
    mean: str
    adjusted: str
    share: str


@dataclass(frozen=True, slots=True)
class MemberFigures:
    """A member in figures, and whom the others alone would have selected."""

    member: str
    leaning: str
    survived: str
    without: str


@dataclass(frozen=True, slots=True)
class AdvisoryPage:
    """The advisory figures."""

    frame: Frame
    warnings: list[tuple[str, str]]
    stage: str
    share_title: str
    wide: Plot
    narrow: Plot
    description: str
    cards: list[Card]
    members: list[str]
    firms: list[FirmFigures]
    leanings: list[MemberFigures]


def advisory_page(result: Result, frame: Frame) -> AdvisoryPage:
    """The figures of the last stage."""
    plotted, cut = list(_plotted(result)), _cut(result)
    return AdvisoryPage(
        frame=frame,
        warnings=[(say(title), say(sentence)) for title, sentence in _warnings(result)],
        stage=say(result.last.title),
        share_title=say(_("%(n)s곳 안에 들 확률", n=len(result.decision.record.units))),
        wide=drawn(plotted, cut, WIDE),
        narrow=drawn(plotted, cut, NARROW),
        description=say(_("기업마다 위원들이 준 점수를 점으로 찍었습니다. 같은 내용이 아래 표에 있습니다.")),
        cards=[Card(say(title), say_all(lines)) for title, lines in _cards(result)],
        members=result.members(result.last),
        firms=list(_firms(result)),
        leanings=list(_members(result)),
    )


def _cut(result: Result) -> Fraction | None:
    """The cut, where it is compared with the points that are drawn."""
    cut = result.decision.record.rules.cut
    is_shown = cut is not None and cut.on is CutOn.BASE and len(result.content.stages) == 1
    return cut.score if cut is not None and is_shown else None


def _plotted(result: Result) -> Iterator[Plotted]:
    """Those of the last stage in the order of the ranking."""
    scores = result.decision.ranking.stages[-1].scores
    shares = result.decision.advisory.probability or {}
    for line in result.lines:
        if (score := scores.get(line.applicant)) is None:
            continue
        share = shares.get(line.applicant)
        yield Plotted(
            name=result.firms[line.applicant],
            detail=say(_("평균 %(mean)s · 가점 %(bonus)s", mean=printed(score.base), bonus=line.bonus)),
            given=[
                Given(one.sheet.member.removeprefix("R"), one.sheet.total, one.trimmed is not None)
                for one in score.sheets
            ],
            mean=score.base,
            share=share,
            share_text=percent(share),
        )


def percent(share: Fraction | None) -> str:
    """A share in per cent with as many digits as its figure has."""
    return NOTHING if share is None else f"{printed(share * PER_CENT, ADVISORY_DIGITS - 2)}%"


def _warnings(result: Result) -> Iterator[tuple[Text, Text]]:
    """What makes the figures hard to compare."""
    advisory = result.decision.advisory
    if advisory.effects is None:
        yield (
            _("비교 불가: 공통 심사 없음"),
            _("함께 심사한 위원이 이어지지 않는 기업이 있어, 위원의 성향을 점수에서 떼어 볼 수 없습니다."),
        )
    elif not advisory.is_complete:
        yield (
            _("위원마다 심사한 기업이 다릅니다"),
            _(
                "제척되거나 빠진 채점표가 있어 누가 심사했는지에 따라 평균이 달라질 수 있습니다. 성향을 뺀 점수와 함께 보세요."
            ),
        )
    if advisory.probability is None:
        yield (
            _("선정될 확률은 계산하지 않았습니다"),
            _("심사한 위원이 9명을 넘으면 계산하지 않습니다."),
        )


def _cards(result: Result) -> Iterator[tuple[Text, list[Text]]]:
    advisory = result.decision.advisory
    yield _near_the_line(result, advisory)
    yield _leaving_out(result, advisory)
    yield _agreement(advisory)
    yield _leaning(advisory)


def _near_the_line(result: Result, advisory: Advisory) -> tuple[Text, list[Text]]:
    if advisory.probability is None:
        return _("선정될 확률을 알 수 없습니다"), [_("심사한 위원이 9명을 넘으면 계산하지 않습니다.")]
    meaning = _(
        "같은 위원들 가운데 누가 몇 번 뽑히느냐에 따라 나올 수 있는 모든 위원회를 따졌습니다. 합격선은 따지지 않았습니다."
    )
    if not advisory.near_the_line:
        return _("위원회가 달랐어도 선정은 거의 같았습니다"), [meaning]
    near = [
        _(
            "%(firm)s: %(n)s곳 안에 들 확률 %(share)s",
            firm=result.firm(id_),
            n=len(result.decision.record.units),
            share=percent(advisory.probability[id_]),
        )
        for id_ in advisory.near_the_line
    ]
    return _("선정 경계에 있는 기업이 %(n)s곳입니다", n=len(near)), [*near, meaning]


def _leaving_out(result: Result, advisory: Advisory) -> tuple[Text, list[Text]]:
    if not advisory.deciding_members:
        return _("위원 한 명이 빠졌어도 선정은 같습니다"), [_("위원을 한 명씩 빼고 다시 계산했습니다.")]
    lines = [
        _("%(member)s 위원이 빠지면: %(change)s", member=member, change=_change(result, advisory, member))
        for member in advisory.deciding_members
    ]
    return _("위원 한 명이 빠지면 선정이 달라집니다"), lines


def _change(result: Result, advisory: Advisory, member: str) -> Text:
    """Who would come in and who would go out without a member."""
    before, after = advisory.selected, advisory.leave_one_out[member]
    came, went = (
        [result.firm(id_) for id_ in one if id_ not in other] for one, other in ((after, before), (before, after))
    )
    if not came:
        return _("%(went)s 빠짐", went=went) if went else _("같음")
    return _("%(came)s 들어오고 %(went)s 빠짐", came=came, went=went) if went else _("%(came)s 들어옴", came=came)


def _agreement(advisory: Advisory) -> tuple[Text, list[Text]]:
    if advisory.kendall_w is None:
        return (
            _("위원 사이 의견이 얼마나 비슷했는지는 계산하지 않았습니다"),
            [_("모든 위원이 모든 기업을 심사하고 기업이 둘 이상일 때 계산합니다.")],
        )
    meaning = _(
        "합의 정도(켄달 W) %(w)s. 1에 가까울수록 순위를 비슷하게 보았다는 뜻입니다.", w=figure(advisory.kendall_w)
    )
    if advisory.disagrees:
        return _("위원 사이 의견이 갈렸습니다"), [meaning]
    return _("위원 사이 의견은 비슷했습니다"), [meaning]


def _leaning(advisory: Advisory) -> tuple[Text, list[Text]]:
    if advisory.effects is None:
        return _("위원의 성향은 떼어 볼 수 없습니다"), [_("비교 불가: 공통 심사 없음")]
    members = advisory.effects.members
    high, low = max(members, key=lambda one: members[one]), min(members, key=lambda one: members[one])
    lines = [
        _(
            "가장 후한 %(high)s 위원은 %(most)s점, 가장 박한 %(low)s 위원은 %(least)s점 다릅니다.",
            high=high,
            most=_signed(members[high]),
            low=low,
            least=_signed(members[low]),
        )
    ]
    if advisory.cannot_change_ranks:
        lines.append(_("이 심사 규칙에서는 심사위원 성향을 빼도 순위가 바뀌지 않습니다."))
    elif advisory.is_complete:
        lines.append(_("모두가 모두를 심사했으므로 성향을 빼도 마지막 단계의 평균 순서는 같습니다."))
    return _("점수를 후하게 준 위원과 박하게 준 위원이 있습니다"), lines


def _signed(number: Fraction | None) -> str:
    told = figure(number)
    if told is None:
        return NOTHING
    return told.replace("-", "−") if told.startswith("-") else f"+{told}"


def _firms(result: Result) -> Iterator[FirmFigures]:
    advisory, scores = result.decision.advisory, result.decision.ranking.stages[-1].scores
    adjusted = advisory.effects.applicants if advisory.effects else {}
    shares = advisory.probability or {}
    for line in result.lines:
        if line.applicant in scores:
            yield FirmFigures(
                firm=result.firms[line.applicant],
                number=line.applicant,
                marks=list(result.marks(line, result.last)),
                mean=line.stages[result.last.key].base,
                adjusted=figure(adjusted.get(line.applicant)) or NOTHING,
                share=percent(shares.get(line.applicant)),
            )


def _members(result: Result) -> Iterator[MemberFigures]:
    advisory = result.decision.advisory
    leanings = advisory.effects.members if advisory.effects else {}
    for member, kept in advisory.survived_trimming.items():
        yield MemberFigures(
            member, _signed(leanings.get(member)), percent(kept), say(_change(result, advisory, member))
        )
