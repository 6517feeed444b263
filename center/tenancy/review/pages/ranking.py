"""The ranking as committee and staff read it: every mark, the lines, the units with why, and the record it rests on."""

from collections.abc import Iterator
from dataclasses import dataclass

from center.core.text import Text, _
from center.tenancy.calls.rules.content import Stage
from center.tenancy.review.pages import sentences
from center.tenancy.review.pages.allotted import Allotted, allotted_of
from center.tenancy.review.pages.frame import Frame
from center.tenancy.review.pages.recorded import record_facts, record_name, seal_facts
from center.tenancy.review.pages.result import NOTHING, Mark, Result
from center.tenancy.review.rules.printing import PrintedLine
from center.tenancy.review.rules.ranking import Fate
from center.tenancy.review.rules.reasons import why
from center.web.i18n import say, say_all

Fact = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """An applicant. `above` is the full-width line before it and the line's tone."""

    rank: str
    firm: str
    number: str
    marks: list[Mark]
    figures: list[str]
    total: str
    note: str
    got: str
    why: str
    is_selected: bool
    above: list[Fact]


@dataclass(frozen=True, slots=True)
class StageTable:
    """What each member gave in an earlier stage, and who went on."""

    title: str
    members: list[str]
    rows: list[tuple[str, str, list[Mark], str, str]]


@dataclass(frozen=True, slots=True)
class RankingPage:
    """The ranking. `below` is the line after the last row, where there is one."""

    frame: Frame
    ties: list[Fact]
    caption: str
    members: list[str]
    columns: list[str]
    rows: list[Row]
    below: list[Fact]
    earlier: list[StageTable]
    how: list[Fact]
    record: list[Fact]
    digest: str
    seals: list[Fact]
    file_name: str
    allotted: Allotted
    reasons: list[tuple[str, list[str]]]


def ranking_page(result: Result, frame: Frame) -> RankingPage:
    """The ranking with all that led there."""
    return RankingPage(
        frame=frame,
        ties=[(say(title), say(reason)) for title, reason in sentences.ties(result)],
        caption=_caption(result),
        members=result.members(result.last),
        columns=figure_columns(result),
        rows=_rows(result),
        below=_lines_below(result),
        earlier=[_earlier(result, stage) for stage in result.content.stages[:-1]],
        how=[(say(sentence), say(figure)) for sentence, figure in sentences.how_counted(result)],
        record=list(record_facts(result)),
        digest=result.sha256,
        seals=list(seal_facts(result)),
        file_name=record_name(result),
        allotted=allotted_of(result),
        reasons=[
            (result.firm(line.applicant), say_all(why(result.decision, line.applicant, result.wording)))
            for line in result.lines
        ],
    )


def _caption(result: Result) -> str:
    title = _("%(stage)s의 위원별 총점과 순위. 모두 평균했습니다.", stage=result.last.title)
    if result.decision.ranking.stages[-1].k:
        title = _(
            "%(stage)s의 위원별 총점과 순위. 기업마다 최고점과 최저점을 하나씩 빼고 평균했습니다.",
            stage=result.last.title,
        )
    return say(title)


def figure_columns(result: Result) -> list[str]:
    """The columns of an applicant's figures, after what the members gave."""
    return say_all(list(_columns(result)))


def _columns(result: Result) -> Iterator[Text]:
    stages = result.content.stages
    if len(stages) > 1:
        yield from (_("%(stage)s %(share)s%%", stage=stage.title, share=stage.share) for stage in stages)
        yield _("심사 점수")
    else:
        yield _("평균 점수")
    yield _("가점")
    if result.has_deductions:
        yield _("감점")


def figures_of(result: Result, line: PrintedLine) -> list[str]:
    """The figures of an applicant below these columns, as printed."""
    stages = [line.stages[stage.key].base if stage.key in line.stages else NOTHING for stage in result.content.stages]
    found = [*(stages if len(stages) > 1 else []), line.base or NOTHING, line.bonus]
    return [*found, line.deductions] if result.has_deductions else found


def _rows(result: Result) -> list[Row]:
    tied = {id_ for tie in result.decision.ranking.ties for id_ in (tie.above, tie.below)}
    selected = [n for n, line in enumerate(result.lines) if line.fate == Fate.PASSED and line.unit is not None]
    rows, before = [], None
    for n, line in enumerate(result.lines):
        above = list(_lines_above(result, before, line, is_after_selected=bool(selected) and n == selected[-1] + 1))
        rows.append(_row(result, line, above, is_tied=line.applicant in tied))
        before = line
    return rows


def _row(result: Result, line: PrintedLine, above: list[Fact], *, is_tied: bool) -> Row:
    got, reason = sentences.fate_of(result, line)
    return Row(
        rank=NOTHING if line.rank is None else str(line.rank),
        firm=result.firms[line.applicant],
        number=line.applicant,
        marks=list(result.marks(line, result.last)),
        figures=figures_of(result, line),
        total=line.total or NOTHING,
        note=say(_("동점, 위의 설명")) if is_tied else "",
        got=say(got),
        why=say(reason),
        is_selected=line.unit is not None and line.fate == Fate.PASSED,
        above=above,
    )


def _lines_above(
    result: Result, before: PrintedLine | None, line: PrintedLine, *, is_after_selected: bool
) -> Iterator[Fact]:
    """The lines that end what stands above an applicant."""
    if is_after_selected:
        yield from _told(sentences.selected_line(result), "selected")
    fate = before.fate if before else Fate.PASSED
    if line.fate == fate:
        return
    if fate == Fate.PASSED:
        yield from _told(sentences.cut_line(result), "cut")
    if line.fate == Fate.NOT_SHORTLISTED:
        yield from _told(sentences.shortlist_line(result), "shortlist")


def _lines_below(result: Result) -> list[Fact]:
    """The lines that end the table: where everybody got a unit, or nobody failed."""
    last = result.lines[-1] if result.lines else None
    if last is None or last.fate != Fate.PASSED:
        return []
    selected = _told(sentences.selected_line(result), "selected") if last.unit is not None else []
    return [*selected, *_told(sentences.cut_line(result), "cut")]


def _told(line: Text | None, tone: str) -> list[Fact]:
    return [(say(line), tone)] if line is not None else []


def _earlier(result: Result, stage: Stage) -> StageTable:
    shortlist = result.decision.ranking.shortlist
    went_on = set(shortlist.applicants) if shortlist else set()
    judged = [line for line in result.lines if stage.key in line.stages]
    scores = next(one.scores for one in result.decision.ranking.stages if one.stage.key == stage.key)
    judged.sort(key=lambda line: -scores[line.applicant].base)
    return StageTable(
        title=say(_("%(stage)s의 위원별 총점", stage=stage.title)),
        members=result.members(stage),
        rows=[
            (
                result.firms[line.applicant],
                line.applicant,
                list(result.marks(line, stage)),
                line.stages[stage.key].base,
                say(_("다음 단계로")) if line.applicant in went_on else say(_("여기까지")),
            )
            for line in judged
        ],
    )
