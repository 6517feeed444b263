"""Figures as files: a workbook with typed cells, and rows of open data. Neither holds a formula.

Source: docs/rules/figures.md, "Files"; docs/rules/safety.md, promise 19
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from io import BytesIO, StringIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from center.bookings.pages.figure_tables import UNIT_NAMES, Cell, Number, Table, Unit, rounded
from center.bookings.pages.figures import Report
from center.bookings.rules.figures.span import Span
from center.core.text import Language, _
from center.core.time import seoul_day
from center.web.i18n import language, say

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WHOLE, TENTHS, PERCENT = "#,##0", "#,##0.0", "0.0%"
DAYS: Mapping[Language, str] = {"ko": '[$-412]yyyy"년" m"월" d"일"(aaa)', "en": "[$-409]ddd d mmm yyyy"}
MONTHS: Mapping[Language, str] = {"ko": '[$-412]yyyy"년" m"월"', "en": "[$-409]mmmm yyyy"}
NARROWEST, WIDEST = 10, 44
FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
"""With one of these a program may take a text for a formula."""
ROW_HEADINGS = (_("기간"), _("표"), _("구분"), _("항목"), _("값"), _("단위"))


def file_name(span: Span, kind: str) -> str:
    """What the file is called: figures-2026-11.xlsx."""
    return f"figures-{span.key}.{kind}"


@dataclass(frozen=True, slots=True)
class Styles:
    """The formats of a workbook's cells."""

    title: Format
    head: Format
    text: Format
    numbers: dict[str, Format]
    day: Format
    month: Format


def workbook_of(report: Report, now: datetime) -> bytes:
    """A sheet with the answer, then one for each table; texts are texts whatever they begin with."""
    content = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with Workbook(content, options) as book:
        book.set_properties({"title": report.title, "created": now.astimezone(UTC).replace(tzinfo=None)})
        styles = _styles(book)
        _write_summary(book.add_worksheet(say(_("요약"))), report, seoul_day(now), styles)
        for section in report.sections:
            for table in section.tables:
                _write_table(book.add_worksheet(table.sheet), table, report.span, styles)
    return content.getvalue()


def _styles(book: Workbook) -> Styles:
    return Styles(
        title=book.add_format({"bold": True, "font_size": 14}),
        head=book.add_format({"bold": True, "bottom": 2, "text_wrap": True, "valign": "top"}),
        text=book.add_format({"text_wrap": True, "valign": "top"}),
        numbers={kind: book.add_format({"num_format": kind}) for kind in (WHOLE, TENTHS, PERCENT)},
        day=book.add_format({"num_format": DAYS[language()], "align": "left"}),
        month=book.add_format({"num_format": MONTHS[language()], "align": "left"}),
    )


def _write_summary(sheet: Worksheet, report: Report, today: date, styles: Styles) -> None:
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 90)
    sheet.write_string(0, 0, report.title, styles.title)
    lines = [
        (say(_("한 문장으로")), report.headline),
        *((fact.term, " · ".join([fact.value, *fact.others])) for fact in report.facts),
        *((section.heading, section.answer) for section in report.sections),
        *((say(_("알아 두실 것")), note) for note in [*report.notes, *report.how_counted]),
    ]
    for row, (term, sentence) in enumerate(lines, start=2):
        sheet.write_string(row, 0, term, styles.text)
        sheet.write_string(row, 1, sentence, styles.text)
    days = {
        say(_("기간의 첫날")): report.span.first,
        say(_("기간의 마지막 날")): report.span.end - timedelta(days=1),
        say(_("파일을 만든 날")): today,
    }
    for row, (name, day) in enumerate(days.items(), start=len(lines) + 3):
        sheet.write_string(row, 0, name, styles.text)
        sheet.write_datetime(row, 1, day, styles.day)


def _write_table(sheet: Worksheet, table: Table, span: Span, styles: Styles) -> None:
    """The heading stays in sight, columns are as wide as their words; days and months are dates."""
    dates = styles.day if span.is_month else styles.month
    headings = [table.corner, *(column.text for column in table.columns)]
    sheet.freeze_panes(1, 1)
    for column, heading in enumerate(headings):
        sheet.write_string(0, column, heading, styles.head)
        words = [heading] if column else [heading, *(f"{row.first_on or ''}{row.heading}" for row in table.rows)]
        sheet.set_column(column, column, _width(words))
    for at, row in enumerate(table.rows, start=1):
        if row.first_on:
            sheet.write_datetime(at, 0, row.first_on, dates)
        else:
            sheet.write_string(at, 0, row.heading, styles.text)
        for column, cell in enumerate(row.cells, start=1):
            _write_cell(sheet, at, column, cell, styles)


def _write_cell(sheet: Worksheet, row: int, column: int, cell: Cell, styles: Styles) -> None:
    if cell.words or cell.value is None:
        sheet.write_string(row, column, cell.words, styles.text)
    else:
        sheet.write_number(row, column, float(cell.value), styles.numbers[_format_of(cell.unit, cell.value)])


def _format_of(unit: Unit, value: Number) -> str:
    if unit == Unit.PERCENT:
        return PERCENT
    return WHOLE if Fraction(value).denominator == 1 else TENTHS


def _width(words: Sequence[str]) -> int:
    """Wide letters count twice."""
    widest = max(sum(2 if ord(letter) > 0x1100 else 1 for letter in word) for word in words)
    return min(max(widest + 2, NARROWEST), WIDEST)


def rows_of(report: Report) -> bytes:
    """Every number of the period in a row of its own, with its unit; spreadsheets read it as UTF-8."""
    content = StringIO()
    writer = csv.writer(content, lineterminator="\r\n")
    writer.writerow([say(text) for text in ROW_HEADINGS])
    writer.writerows([safe(text) for text in row] for row in _rows(report))
    return content.getvalue().encode("utf-8-sig")


def _rows(report: Report) -> Iterator[Sequence[str]]:
    for section in report.sections:
        for table in section.tables:
            yield from _rows_of_table(report.span.key, table)


def _rows_of_table(period: str, table: Table) -> Iterator[Sequence[str]]:
    for row in table.rows:
        for column, cell in zip(table.columns, row.cells, strict=True):
            if not column.is_comparison:
                yield period, table.caption, row.heading, column.text, _plain(cell), say(UNIT_NAMES[cell.unit])


def _plain(cell: Cell) -> str:
    """A number without its unit, percentages to a tenth; nothing where there is none."""
    if cell.words or cell.value is None:
        return cell.words
    value = rounded(cell.value * 100 if cell.unit == Unit.PERCENT else Fraction(cell.value), 1)
    return str(int(value)) if value.denominator == 1 else f"{float(value):.1f}"


def safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
