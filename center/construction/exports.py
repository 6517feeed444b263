"""A project as a workbook: milestones, lines, changes, payments, what is still to be paid. It holds no formula.

Source: docs/rules/construction.md, "Budget"; docs/rules/safety.md, promise 19
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from center.construction import queries
from center.construction.models import Project
from center.construction.pages.budget import line_name, open_planned, rest_of
from center.construction.pages.show import Seen, read_course
from center.construction.pages.words import BASIS_WORDS
from center.construction.rules.budget import allotted, cut_rate, spent
from center.core.text import Text, _
from center.core.time import seoul_day
from center.web.i18n import say

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NO_LIVE_CELLS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
WIDTH = 22
Cell = str | int | date | None
Sheet = tuple[Text, Sequence[Text], list[list[Cell]]]


def workbook_of(project: Project, now: datetime) -> bytes:
    """A sheet for each; texts are texts whatever they begin with, money is whole won."""
    content, today = BytesIO(), seoul_day(now)
    with Workbook(content, NO_LIVE_CELLS) as book:
        book.set_properties({"title": say(project.name), "created": now.astimezone(UTC).replace(tzinfo=None)})
        styles = {
            "head": book.add_format({"bold": True, "bottom": 2}),
            "day": book.add_format({"num_format": "yyyy-mm-dd"}),
            "won": book.add_format({"num_format": "#,##0"}),
        }
        for sheet in (_milestones(read_course(project.id, today)), *_money(project, today)):
            _write(book, sheet, styles)
    return content.getvalue()


def _write(book: Workbook, sheet: Sheet, styles: dict[str, Format]) -> None:
    title, columns, rows = sheet
    page = book.add_worksheet(say(title))
    page.set_column(0, len(columns) - 1, WIDTH)
    for column, heading in enumerate(columns):
        page.write_string(0, column, say(heading), styles["head"])
    for line, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, date):
                page.write_datetime(line, column, datetime.combine(cell, datetime.min.time()), styles["day"])
            elif isinstance(cell, int):
                page.write_number(line, column, cell, styles["won"])
            elif cell:
                page.write_string(line, column, cell)


def _milestones(course: Seen) -> Sheet:
    columns = (
        _("일정 이름"),
        _("적은 대로"),
        _("처음 계획 첫날"),
        _("처음 계획 마지막 날"),
        _("지금 계획 첫날"),
        _("지금 계획 마지막 날"),
        _("시작한 날"),
        _("끝난 날"),
        _("예상하는 마지막 날"),
        _("늦은 날 수"),
        _("맡은 곳"),
        _("출처"),
    )
    rows: list[list[Cell]] = []
    for one, step in zip(course.known, course.steps, strict=True):
        expected, days = course.outlook.by_key[one.id], (step.baseline, step.plan)
        planned: list[Cell] = [at for span in days for at in (span.first, span.last)]
        real: list[Cell] = [step.began_on, step.ended_on, expected.last, expected.late]
        rows.append([say(one.name), step.plan.written, *planned, *real, one.responsible, say(BASIS_WORDS[one.basis])])
    return _("추진 일정"), columns, rows


def _money(project: Project, today: date) -> list[Sheet]:
    lines = queries.lines_of([project.id])[project.id]
    sums: list[list[Cell]] = []
    for line in lines:
        budget, paid = allotted(line.allotments, today), spent(line.paid, today)
        rate = cut_rate(paid, budget, project.decimals)
        sums.append([line_name(line), budget, paid, rate, *rest_of(line, today)])
    changes: list[list[Cell]] = [
        [line_name(line), one.on_day, one.amount_krw, one.reason, say(BASIS_WORDS[one.basis])]
        for line in lines
        for one in line.changes
    ]
    payments: list[list[Cell]] = [
        [line_name(line), one.on_day, one.amount_krw, one.payee, one.purpose, one.evidence, one.cancel_reason]
        for line in lines
        for one in line.payments
    ]
    planned: list[list[Cell]] = [[line_name(one.line), one.title, one.amount_krw] for one in open_planned(lines)]
    line_column, won_column, why = _("예산"), _("금액(원)"), _("까닭")
    rest = (_("남은 돈(원)"), _("예정한 집행(원)"), _("그러고 남을 돈(원)"))
    return [
        (_("예산과 집행"), (line_column, _("예산액(원)"), _("집행액(원)"), _("집행율(%%)"), *rest), sums),
        (_("예산 변경"), (line_column, _("날짜"), won_column, why, _("출처")), changes),
        (
            _("집행"),
            (line_column, _("날짜"), won_column, _("받는 곳"), _("내용"), _("증빙 번호"), _("취소한 까닭")),
            payments,
        ),
        (_("예정한 집행"), (line_column, _("내용"), won_column), planned),
    ]
