"""Members vote on challenges (기피); the challenged one, and who may see nothing of the firm, find none.

Source: docs/rules/scoring.md, "The committee"
"""

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from center.core import time
from center.core.errors import DomainError, NotFoundError
from center.core.text import Text, _
from center.tenancy.review import queries, service
from center.tenancy.review.models import Challenge, Seat
from center.tenancy.review.own_access import CALL, log_guesses, own_seat
from center.tenancy.review.own_forms import FOR, VoteForm
from center.tenancy.review.pages.challenges import challenge_rows
from center.tenancy.review.pages.own import heading_of
from center.web.access import REVIEWER, acting, allow
from center.web.errors import UNPROCESSABLE, status_of
from center.web.i18n import say

bp = Blueprint("challenges", __name__, url_prefix="/review")
log_guesses(bp)
ONE = f"{CALL}/challenges/<int(max=2147483647):n>"
Answer = str | tuple[str, int] | Response


@bp.get(f"{CALL}/challenges")
@allow(REVIEWER)
def challenges(call_id: int) -> str:
    """Those on which one votes."""
    seat = own_seat(call_id)
    rows = challenge_rows(queries.challenges_before(seat), seat, call_id)
    return render_template("review/own_challenges.html", rows=rows, call=heading_of(seat.call), call_id=call_id)


@bp.get(ONE)
@allow(REVIEWER)
def challenge(call_id: int, n: int) -> str:
    """Who is challenged by whom and why."""
    seat = own_seat(call_id)
    _nth(seat, n)
    return _challenge(seat, n, VoteForm(formdata=None))


def _nth(seat: Seat, n: int) -> Challenge:
    """Raises: NotFoundError, where who asks sees fewer."""
    seen = queries.challenges_before(seat)
    if not 1 <= n <= len(seen):
        raise NotFoundError
    return seen[n - 1]


def _challenge(seat: Seat, n: int, form: VoteForm, problem: Text | None = None) -> str:
    row = challenge_rows(queries.challenges_before(seat), seat, seat.call_id)[n - 1]
    facts = {"call": heading_of(seat.call), "call_id": seat.call_id, "problem": problem}
    return render_template("review/own_challenge.html", row=row, form=form, **facts)


@bp.post(ONE)
@allow(REVIEWER)
def vote(call_id: int, n: int) -> Answer:
    """Vote."""
    seat, form = own_seat(call_id), VoteForm()
    found = _nth(seat, n)
    if not form.validate():
        return _challenge(seat, n, form), UNPROCESSABLE
    try:
        service.vote(call_id, found.id, is_for=form.opinion.data == FOR, by=acting(), now=time.now())
    except DomainError as refusal:
        return _challenge(seat, n, form, refusal.text), status_of(refusal)
    flash(say(_("의견을 냈습니다.")), "ok")
    return redirect(url_for("own_review.committee", call_id=call_id), 303)
