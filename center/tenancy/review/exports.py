"""The result as files: the selection record exactly as `center recompute` reads it, and a workbook of texts.

Every cell holds a text as it is printed elsewhere, so that no program rounds it anew or takes it for a formula.
Source: docs/rules/scoring.md, "What the committee and staff read"; docs/rules/safety.md, promise 19
"""

from collections.abc import Iterator, Sequence
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from center.core.text import Text, _
from center.tenancy.calls.pages.calls import HOW, instant_text
from center.tenancy.calls.rules.changes import told
from center.tenancy.calls.rules.content import Stage
from center.tenancy.review.pages import sentences
from center.tenancy.review.pages.ranking import figure_columns, figures_of
from center.tenancy.review.pages.recorded import seal_facts
from center.tenancy.review.pages.result import NOTHING, Mark, Result
from center.tenancy.review.rules.reasons import why
from center.tenancy.review.rules.writing import written
from center.web.i18n import say, say_all

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
JSON = "application/json"
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
NARROWEST, WIDEST, HANGUL = 8, 60, 0x1100
Rows = Sequence[Sequence[str]]


def record_file(result: Result) -> bytes:
    """The selection record."""
    return written(result.decision.record).encode()


def workbook_of(result: Result) -> bytes:
    """Ranking, totals, single sheets and rules."""
    content = BytesIO()
    with Workbook(content, OPTIONS) as book:
        text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        head = book.add_format({"num_format": "@", "bold": True, "bottom": 2, "valign": "top"})
        for title, rows in _sheets(result):
            _write(book.add_worksheet(say(title)), rows, text, head)
    return content.getvalue()


def _sheets(result: Result) -> Iterator[tuple[Text, Rows]]:
    yield _("순위표"), ranking_rows(result)
    yield _("집계표"), [row for stage in result.content.stages for row in _with_stage(result, stage)]
    yield _("개인별 심사표"), list(_points(result))
    yield _("규칙"), list(_rules(result))


def _write(sheet: Worksheet, rows: Rows, text: Format, head: Format) -> None:
    """Texts only; the first row stays in sight, columns are as wide as their words."""
    sheet.freeze_panes(1, 0)
    for number, row in enumerate(rows):
        for at, cell in enumerate(row):
            sheet.write_string(number, at, cell, text if number else head)
    for at in range(max(len(row) for row in rows)):
        sheet.set_column(at, at, _width([row[at] for row in rows if at < len(row)]))


def _width(words: Sequence[str]) -> int:
    widest = max(sum(2 if ord(letter) > HANGUL else 1 for letter in word) for word in words)
    return min(max(widest + 2, NARROWEST), WIDEST)


def ranking_rows(result: Result) -> Rows:
    """The ranking with its head: figures, what each got, why."""
    head = [
        say(_("순위")),
        say(_("접수 번호")),
        say(_("기업")),
        *figure_columns(result),
        say(_("최종")),
        say(_("배정")),
        say(_("까닭")),
    ]
    rows = [head]
    for line in result.lines:
        reasons = " ".join(say_all(why(result.decision, line.applicant, result.wording)))
        rank, total = NOTHING if line.rank is None else str(line.rank), line.total or NOTHING
        got = say(sentences.fate_of(result, line)[0])
        firm = result.firms[line.applicant]
        rows.append([rank, line.applicant, firm, *figures_of(result, line), total, got, reasons])
    return rows


def _with_stage(result: Result, stage: Stage) -> Iterator[Sequence[str]]:
    head, *rows = total_rows(result, stage)
    yield [say(_("단계")), *head]
    yield from ([say(stage.title), *row] for row in rows)


def total_rows(result: Result, stage: Stage) -> Rows:
    """What each member of a stage gave in all, with the head; by receipt number."""
    head = [say(_("접수 번호")), *result.members(stage), say(_("채점표 수")), say(_("평균"))]
    lines = sorted((one for one in result.lines if stage.key in one.stages), key=lambda one: one.applicant)
    return [
        head,
        *(
            [
                line.applicant,
                *(mark_text(mark) for mark in result.marks(line, stage)),
                str(line.stages[stage.key].n),
                line.stages[stage.key].base,
            ]
            for line in lines
        ),
    ]


def mark_text(mark: Mark) -> str:
    """Points, and below them why they were left out."""
    points = say(mark.text) if isinstance(mark.text, Text) else mark.text
    return f"{points}\n{say(mark.trimmed)}" if mark.trimmed else points


def _points(result: Result) -> Iterator[Sequence[str]]:
    yield say_all([_("단계"), _("위원"), _("접수 번호"), _("기준"), _("배점"), _("점수")])
    for stage in result.content.stages:
        for member in result.members(stage):
            for line in sorted(result.lines, key=lambda one: one.applicant):
                sheet = line.stages[stage.key].sheets.get(member) if stage.key in line.stages else None
                for one in stage.criteria if sheet else ():
                    points = sheet.points[one.key] if sheet else NOTHING
                    yield [say(stage.title), member, line.applicant, say(one.title), str(one.points), points]


def _rules(result: Result) -> Iterator[Sequence[str]]:
    yield say_all([_("규칙"), _("내용")])
    yield [say(_("공고")), say(_("%(number)s, %(n)s판", number=result.call.number, n=result.review.call_version))]
    for stage in result.content.stages:
        criteria = [_("%(name)s %(points)s점", name=one.title, points=one.points) for one in stage.criteria]
        share = _("반영 비율 %(share)s%%: %(criteria)s", share=stage.share, criteria=criteria)
        yield [say(stage.title), say(share)]
    yield from ([say(one.word), say(one.value)] for one in told(result.content) if one.key in HOW)
    yield [say(_("확정한 때")), instant_text(result.frozen_at)]
    yield [say(_("심사 기록의 지문(SHA-256)")), result.sha256]
    yield from ([say(_("봉인번호 · %(stage)s", stage=stage)), root] for stage, root in seal_facts(result))
