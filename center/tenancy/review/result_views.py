"""The result for everybody: by receipt number, as much of it as the call said; nothing before its moment.

Source: docs/rules/scoring.md, "Result, reasons, appeal"
"""

from flask import Blueprint, Response, render_template

from center.core import time
from center.core.errors import NotFoundError
from center.tenancy.calls.queries import get_published
from center.tenancy.review.pages.results import public_page
from center.tenancy.review.queries import announced, decision_of, get_result, get_review
from center.tenancy.review.rules.announcing import coded
from center.tenancy.review.rules.writing import written
from center.web.access import PUBLIC, allow

bp = Blueprint("results", __name__, url_prefix="/calls")
ONE = "/<int(max=2147483647):call_id>/result"


@bp.get(ONE)
@allow(PUBLIC)
def result(call_id: int) -> str:
    """The result that holds, and what was corrected."""
    call, version = get_published(call_id)
    get_result(call_id, time.now())
    page = public_page(call, get_review(call_id), announced(call_id, time.now()))
    return render_template("review/result_show.html", page=page, call=version.says, call_id=call_id)


@bp.get(f"{ONE}.json")
@allow(PUBLIC)
def record(call_id: int) -> Response:
    """The selection record with codes drawn for it, where the call said that it is published."""
    call, _version = get_published(call_id)
    found = get_result(call_id, time.now())
    if not found.codes:
        raise NotFoundError
    answer = Response(written(coded(decision_of(found).record, found.codes)), content_type="application/json")
    answer.headers["Content-Disposition"] = f"attachment; filename=selection-{call.number}.json"
    return answer
