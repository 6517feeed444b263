"""Bookings as an XLSX file. Every text is written as text, so that none of it is ever a formula."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

import xlsxwriter

from center.bookings.forms import PURPOSE_KINDS
from center.bookings.models import Booking
from center.bookings.rules.states import WORDS
from center.core.text import _
from center.core.time import SEOUL
from center.web.i18n import say

WIDTHS = (14, 12, 8, 8, 10, 14, 24, 12, 16, 26, 40, 14, 8)
DATE, CLOCK = {"num_format": "yyyy-mm-dd"}, {"num_format": "hh:mm"}


def bookings_xlsx(bookings: Sequence[Booking], now: datetime) -> bytes:
    """A sheet with a booking a row: number, day and times as dates of the table program, who, what, how many."""
    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "remove_timezone": True})
    sheet, bold = book.add_worksheet(say(_("예약"))), book.add_format({"bold": True})
    day, clock = book.add_format(DATE), book.add_format(CLOCK)
    for column, (heading, width) in enumerate(zip(_headings(), WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, heading, bold)
    for row, booking in enumerate(bookings, start=1):
        start, end = (_local(instant) for instant in (booking.occurrence.start_at, booking.occurrence.end_at))
        sheet.write_string(row, 0, booking.reference)
        sheet.write_datetime(row, 1, start, day)
        sheet.write_datetime(row, 2, start, clock)
        sheet.write_datetime(row, 3, end, clock)
        for column, text in enumerate(_texts(booking, now), start=4):
            sheet.write_string(row, column, text)
        sheet.write_number(row, len(WIDTHS) - 1, booking.headcount)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, len(bookings)), len(WIDTHS) - 1)
    book.close()
    return file.getvalue()


def _local(instant: datetime) -> datetime:
    return instant.astimezone(SEOUL).replace(tzinfo=None)


def _headings() -> list[str]:
    texts = (
        _("예약번호"),
        _("날짜"),
        _("시작"),
        _("끝"),
        _("공간"),
        _("상태"),
        _("단체"),
        _("이름"),
        _("전화"),
        _("메일"),
        _("목적"),
        _("이용 종류"),
        _("인원"),
    )
    return [say(text) for text in texts]


def _texts(booking: Booking, now: datetime) -> list[str]:
    kinds = {str(kind.value): str(kind.label) for kind in PURPOSE_KINDS}
    return [
        ", ".join(booking.occurrence.codes),
        say(WORDS[booking.state_at(now)]),
        booking.organisation or "",
        booking.name,
        booking.phone,
        booking.email,
        booking.purpose,
        kinds.get(booking.purpose_kind, ""),
    ]
