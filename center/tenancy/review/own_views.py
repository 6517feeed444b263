"""A member's way into the review: their committees, the pledge, the declarations.

Source: docs/rules/scoring.md, "The committee"
"""

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from center.core import time
from center.core.errors import DomainError
from center.core.text import Text, _
from center.tenancy.review import queries, service
from center.tenancy.review.models import Seat
from center.tenancy.review.own_access import CALL, log_guesses, own_seat
from center.tenancy.review.own_forms import DeclarationForm, PledgeForm, declaration_form
from center.tenancy.review.pages.own import committee_page, committee_rows, declared_rows, heading_of
from center.tenancy.review.rules.committee import PLEDGE, PLEDGES
from center.web.access import REVIEWER, acting, allow, note_access
from center.web.errors import UNPROCESSABLE, status_of
from center.web.i18n import say

bp = Blueprint("own_review", __name__, url_prefix="/review")
log_guesses(bp)
Answer = str | tuple[str, int] | Response


@bp.get("")
@allow(REVIEWER)
def committees() -> str:
    """Where one sits."""
    rows = committee_rows(queries.own_committees(acting().user_id), time.today())
    return render_template("review/own_list.html", rows=rows)


@bp.get(CALL)
@allow(REVIEWER)
def committee(call_id: int) -> str:
    """What is expected of the member next."""
    return render_template("review/own_committee.html", page=committee_page(own_seat(call_id), time.today()))


@bp.get(f"{CALL}/pledge")
@allow(REVIEWER)
def pledge(call_id: int) -> str:
    """The words of the pledge."""
    return _pledge(PledgeForm(formdata=None), own_seat(call_id))


def _pledge(form: PledgeForm, seat: Seat) -> str:
    lines = PLEDGES[seat.pledge or PLEDGE]
    return render_template("review/own_pledge.html", form=form, seat=seat, call=heading_of(seat.call), lines=lines)


@bp.post(f"{CALL}/pledge")
@allow(REVIEWER)
def sign(call_id: int) -> Answer:
    """Sign it."""
    form, seat = PledgeForm(), own_seat(call_id)
    if not form.validate():
        return _pledge(form, seat), UNPROCESSABLE
    service.pledge(call_id, by=acting(), now=time.now())
    flash(say(_("서약에 서명했습니다.")), "ok")
    return redirect(url_for("own_review.committee", call_id=call_id), 303)


@bp.get(f"{CALL}/declarations")
@allow(REVIEWER)
def declarations(call_id: int) -> Answer:
    """Every firm by name and representative, and what was declared."""
    seat = own_seat(call_id)
    if seat.pledged_at is None:
        return redirect(url_for("own_review.pledge", call_id=call_id))
    return _declarations(declaration_form(queries.undeclared(seat))(formdata=None), seat)


def _declarations(form: DeclarationForm, seat: Seat, problem: Text | None = None) -> str:
    firms = queries.undeclared(seat)
    declared = declared_rows(queries.admitted(seat.call_id), queries.own_declarations(seat))
    facts = {"call": heading_of(seat.call), "call_id": seat.call_id, "problem": problem, "declared": declared}
    page = render_template("review/own_declarations.html", form=form, rows=form.rows(firms), **facts)
    note_access("review.firms-listed", f"call {seat.call.number}", n_records=len(firms) + len(declared))
    return page


@bp.post(f"{CALL}/declarations")
@allow(REVIEWER)
def declare(call_id: int) -> Answer:
    """Declare of all of them at once."""
    seat = own_seat(call_id)
    firms = queries.undeclared(seat)
    form = declaration_form(firms)()
    if not form.is_complete(firms):
        return _declarations(form, seat), UNPROCESSABLE
    try:
        service.declare(call_id, form.said(firms), by=acting(), now=time.now())
    except DomainError as refusal:
        return _declarations(form, seat, refusal.text), status_of(refusal)
    flash(say(_("이해관계를 모두 밝혔습니다.")), "ok")
    return redirect(url_for("own_review.committee", call_id=call_id), 303)
