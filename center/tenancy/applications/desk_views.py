"""Applications for staff: numbers until the deadline, content after it.

Source: docs/rules/calls.md, "The application"
"""

from flask import Blueprint, Response, render_template

from center.core import time
from center.core.errors import NotFoundError
from center.files.serving import attachment
from center.tenancy.applications import queries
from center.tenancy.applications.pages.desk import application_page, application_rows
from center.tenancy.applications.pages.supplements import desk_part
from center.tenancy.calls.pages.calls import instant_text
from center.tenancy.calls.queries import get_published
from center.tenancy.calls.rules.phases import in_time
from center.web.access import STAFF, allow, note_access

bp = Blueprint("application_desk", __name__, url_prefix="/staff")


@bp.get("/calls/<int(max=2147483647):call_id>/applications")
@allow(STAFF)
def applications(call_id: int) -> str:
    """How many stand; after the deadline which."""
    call, version = get_published(call_id)
    content = version.says
    rows = (
        []
        if in_time(content.schedule, time.now())
        else application_rows(queries.handed_in(call_id), content, time.today())
    )
    facts = {
        "entering": queries.on_paper(call_id),
        "n": queries.n_handed_in(call_id),
        "closes_at": instant_text(content.schedule.closes_at),
    }
    page = render_template("apply/desk_list.html", call=content, call_id=call.id, rows=rows, **facts)
    if rows:
        note_access("applications.listed", f"call {call.number}", n_records=len(rows))
    return page


@bp.get("/applications/<int(max=2147483647):application_id>")
@allow(STAFF)
def show(application_id: int) -> str:
    """What was handed in."""
    found, content = queries.get_readable(application_id, time.now())
    rows = application_rows(queries.handed_in(found.call_id), content, time.today())
    facts = {"page": application_page(found, content, rows), "part": desk_part(found, content, time.today())}
    shown = render_template("apply/desk_show.html", call=content, call_id=found.call_id, **facts)
    note_access("application.shown", f"application {found.id}")
    return shown


@bp.get("/applications/<int(max=2147483647):application_id>/files/<int(max=2147483647):file_id>")
@allow(STAFF)
def paper(application_id: int, file_id: int) -> Response:
    """A paper that was handed in."""
    found, _content = queries.get_readable(application_id, time.now())
    handed = next((one for one in found.files if one.id == file_id and one.is_handed_in), None)
    if handed is None:
        raise NotFoundError
    answer = attachment(handed.file)
    note_access("application.file-taken", f"application {found.id}")
    return answer
