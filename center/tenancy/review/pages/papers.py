"""The papers of the committee: single sheets, totals and ranking by code and receipt number; minutes and pledges by name.

The first three may be published as they are; the others are for the file. Source: docs/rules/scoring.md, "Papers"
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from center.core.errors import NotFoundError
from center.core.text import Text, _
from center.core.time import seoul_day
from center.papers.frame import Row, second_text
from center.papers.review import Grid, ReviewPaper, Section
from center.tenancy.calls.rules.content import Stage
from center.tenancy.review.exports import mark_text, total_rows
from center.tenancy.review.pages import minutes, sentences
from center.tenancy.review.pages.pledges import pledge_sections
from center.tenancy.review.pages.ranking import figure_columns, figures_of
from center.tenancy.review.pages.result import NOTHING, Result
from center.tenancy.review.queries import sheets_of
from center.tenancy.review.rules.points import COMMENT
from center.web.i18n import say, say_all, speaking

Sections = list[Section]


def paper_of(result: Result, key: str) -> ReviewPaper:
    """A paper by its part of the address, in Korean.

    Raises:
        NotFoundError: there is no such paper.
    """
    if key not in PAPERS_MADE:
        raise NotFoundError
    title, make, is_wide = PAPERS_MADE[key]
    with speaking("ko"):
        return ReviewPaper(
            title=title,
            call_number=result.call.number,
            call_title=result.content.heading,
            issued_on=seoul_day(result.frozen_at),
            facts=[*_facts(result), *(minutes.facts(result) if key == "minutes" else [])],
            sections=make(result),
            signs=minutes.signs(result) if key == "minutes" else (),
            is_wide=is_wide,
        )


def _facts(result: Result) -> list[Row]:
    return [
        (say(_("확정한 때")), second_text(result.frozen_at)),
        (say(_("심사 기록의 지문(SHA-256)")), result.sha256),
    ]


def ranking_sections(result: Result) -> Sections:
    """The ranking, its ties and how it was counted."""
    columns = figure_columns(result)
    head = say_all([_("순위"), _("접수 번호")]) + columns + say_all([_("최종"), _("배정"), _("까닭")])
    table = Grid(weights=[5, 9, *(7 for _column in columns), 7, 7, 16], headings=head, rows=list(_ranking_rows(result)))
    lines = [line for line in (sentences.selected_line(result), sentences.cut_line(result)) if line]
    ties = [f"{say(title)}. {say(reason)}" for title, reason in sentences.ties(result, is_named=False)]
    return [
        Section(title=say(_("순위")), texts=say_all(lines), table=table),
        Section(title=say(_("동점")), texts=ties or [say(_("없음"))]),
        Section(title=say(_("계산 방법")), texts=[say(sentence) for sentence, _n in sentences.how_counted(result)]),
    ]


def _ranking_rows(result: Result) -> Iterator[Sequence[str]]:
    for line in result.lines:
        got, reason = sentences.fate_of(result, line)
        rank = NOTHING if line.rank is None else str(line.rank)
        figures = [*figures_of(result, line), line.total or NOTHING]
        yield [rank, line.applicant, *figures, say(got), say(reason)]


def total_sections(result: Result) -> Sections:
    """What each member gave each applicant in all, stage by stage."""
    return [_totals(result, stage) for stage in result.content.stages]


def _totals(result: Result, stage: Stage) -> Section:
    head, *rows = total_rows(result, stage)
    weights = [12, *(7 for _member in result.members(stage)), 7, 7]
    return Section(title=say(stage.title), table=Grid(weights=weights, headings=head, rows=rows))


def sheet_sections(result: Result) -> Sections:
    """Every sheet that counts, member by member and stage by stage."""
    return [
        Section(
            title=say(_("%(member)s 위원 · %(stage)s", member=member, stage=stage.title)),
            table=Grid(
                weights=[9, 12, 6, 6, 24],
                headings=say_all([_("접수 번호"), _("기준"), _("배점"), _("점수"), _("심사 의견")]),
                rows=list(_sheet_rows(result, stage, member)),
            ),
        )
        for stage in result.content.stages
        for member in result.members(stage)
    ]


def _sheet_rows(result: Result, stage: Stage, member: str) -> Iterator[Sequence[str]]:
    comments = _comments(result, stage)
    places = {code: n for n, code in enumerate(result.members(stage))}
    for line in sorted(result.lines, key=lambda one: one.applicant):
        if stage.key not in line.stages:
            continue
        if (sheet := line.stages[stage.key].sheets.get(member)) is None:
            mark = list(result.marks(line, stage))[places[member]]
            yield [line.applicant, mark_text(mark), "", NOTHING, ""]
            continue
        for one in stage.criteria:
            comment = comments.get((member, line.applicant), {}).get(one.key, "")
            yield [line.applicant, say(one.title), str(one.points), sheet.points[one.key], comment]
        yield [line.applicant, say(_("총점")), str(stage.points), sheet.total, ""]


def _comments(result: Result, stage: Stage) -> Mapping[tuple[str, str], Mapping[str, str]]:
    """The comments by member and receipt number, by criterion."""
    return {
        (sheet.seat.code, sheet.application.receipt_number): {
            key: given.get(COMMENT, "") for key, given in sheet.scores.items()
        }
        for sheet in sheets_of(result.stage_of(stage)).values()
        if sheet.counts
    }


PAPERS_MADE: Mapping[str, tuple[Text, Callable[[Result], Sections], bool]] = {
    "sheets": (_("개인별 심사표"), sheet_sections, False),
    "totals": (_("집계표"), total_sections, True),
    "ranking": (_("순위표"), ranking_sections, True),
    "minutes": (_("심사위원회 회의록"), minutes.minute_sections, False),
    "pledges": (_("비밀 유지 서약서"), pledge_sections, False),
}
"""By its part of the address: its title, what it says, whether it lies across."""
