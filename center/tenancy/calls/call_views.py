"""Calls for everybody: the list, one call, their days as calendars."""

from flask import Blueprint, Response, render_template, request

from center.core import time
from center.tenancy.calls import queries
from center.tenancy.calls.ical import calendar_of
from center.tenancy.calls.models import Call, CallVersion
from center.tenancy.calls.pages.calls import call_page, calls_page, published_of
from center.web.access import PUBLIC, allow
from center.web.i18n import language
from center.web.joins import joined

bp = Blueprint("calls", __name__, url_prefix="/calls")
CALENDAR = "text/calendar; charset=utf-8"


@bp.get("")
@allow(PUBLIC)
def calls() -> str:
    """Open, coming and past calls."""
    return render_template("calls/call_list.html", page=calls_page(queries.published_calls(), time.now()))


@bp.get("/<int(max=2147483647):call_id>")
@allow(PUBLIC)
def call(call_id: int) -> str:
    """A call as it stands now."""
    found, version = queries.get_published(call_id)
    page = call_page(found, version.says, time.now(), version=version)
    result_href = joined("result_of_call", call_id, time.now())
    return render_template("calls/call_show.html", page=page, is_preview=False, result_href=result_href)


@bp.get("/calendar.ics")
@allow(PUBLIC)
def calendar() -> Response:
    """The days of all calls, to subscribe to."""
    return _calendar([(one, published_of(one)) for one in queries.published_calls()])


@bp.get("/<int(max=2147483647):call_id>/calendar.ics")
@allow(PUBLIC)
def call_calendar(call_id: int) -> Response:
    """The days of one call."""
    return _calendar([queries.get_published(call_id)])


def _calendar(calls: list[tuple[Call, CallVersion]]) -> Response:
    return Response(calendar_of(calls, language(), host=request.host), content_type=CALENDAR)
