"""After the last stage is frozen a member reads every member's sheets of the firms that they scored.

Source: docs/rules/scoring.md, "The committee"
"""

from flask import Blueprint, render_template

from center.core.errors import NotFoundError
from center.tenancy.review import queries
from center.tenancy.review.own_access import CALL, log_guesses, own_seat
from center.tenancy.review.pages.challenges import member_sheets, stage_totals
from center.tenancy.review.pages.own import heading_of
from center.web.access import REVIEWER, allow
from center.web.i18n import say

bp = Blueprint("all_sheets", __name__, url_prefix="/review")
log_guesses(bp)


@bp.get(f"{CALL}/sheets")
@allow(REVIEWER)
def stages(call_id: int) -> str:
    """Every stage with the sums of all sheets, and the numbers of the seals."""
    seat = own_seat(call_id)
    rows = stage_totals(queries.all_sheets(seat))
    return render_template("review/sheet_all.html", stages=rows, call=heading_of(seat.call), call_id=call_id)


@bp.get(f"{CALL}/sheets/<key>/<int(max=2147483647):number>")
@allow(REVIEWER)
def firm(call_id: int, key: str, number: int) -> str:
    """One firm's sheets of a stage."""
    every = next((one for one in queries.all_sheets(own_seat(call_id)) if one.own.stage.key == key), None)
    if every is None:
        raise NotFoundError
    application, says = every.own.one(number), every.own.says
    sheets = member_sheets(every.sheets[application.id], says.criteria)
    facts = {"firm": application.enterprise.name, "number": application.receipt_number, "call_id": call_id}
    return render_template("review/sheet_firm.html", sheets=sheets, stage=say(says.title), **facts)
