"""Pages and files of figures: all of them for staff, those of periods that are over for everybody."""

from flask import Blueprint, Response, render_template, request

from center.bookings.figure_exports import XLSX, file_name, rows_of, workbook_of
from center.bookings.pages.figures import figures_page, refused_page, report_of
from center.bookings.rules.figures.span import Span, ensure_begun, ensure_over, read_span
from center.core import time
from center.core.errors import DomainError
from center.web.access import PUBLIC, STAFF, allow
from center.web.errors import status_of

bp = Blueprint("figures", __name__)
Answer = str | tuple[str, int]


@bp.get("/staff/figures")
@allow(STAFF)
def figures() -> Answer:
    """A month or a year, for staff."""
    return _page(is_public=False)


@bp.get("/figures")
@allow(PUBLIC)
def published() -> Answer:
    """A month or a year that is over, for everybody: nothing in it tells of a person."""
    return _page(is_public=True)


def _page(*, is_public: bool) -> Answer:
    try:
        page = figures_page(_asked(is_public=is_public), time.now(), is_public=is_public)
    except DomainError as refusal:
        page = refused_page(refusal, time.today(), is_public=is_public)
        return render_template("bookings/figures_show.html", page=page), status_of(refusal)
    return render_template("bookings/figures_show.html", page=page)


def _asked(*, is_public: bool) -> Span:
    """The period that the address names.

    Raises:
        WrongSpanError, NotBegunError, NotOverError
    """
    today = time.today()
    span = read_span(request.args.get("month"), request.args.get("year"), today)
    ensure_over(span, today) if is_public else ensure_begun(span, today)
    return span


@bp.get("/staff/figures.xlsx")
@allow(STAFF)
def staff_workbook() -> Response:
    """The same as a workbook."""
    return _workbook(is_public=False)


@bp.get("/figures.xlsx")
@allow(PUBLIC)
def public_workbook() -> Response:
    """The public figures as a workbook."""
    return _workbook(is_public=True)


def _workbook(*, is_public: bool) -> Response:
    report = report_of(_asked(is_public=is_public), time.now(), is_public=is_public)
    return _file(workbook_of(report, time.now()), XLSX, file_name(report.span, "xlsx"))


@bp.get("/figures.csv")
@allow(PUBLIC)
def public_rows() -> Response:
    """The public figures as rows of open data, a number a row."""
    report = report_of(_asked(is_public=True), time.now(), is_public=True)
    return _file(rows_of(report), "text/csv; charset=utf-8", file_name(report.span, "csv"))


def _file(content: bytes, kind: str, name: str) -> Response:
    return Response(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
