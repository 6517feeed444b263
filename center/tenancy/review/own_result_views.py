"""A firm reads its own result with the reasons, takes the letter, objects, and checks the seal.

Source: docs/rules/scoring.md, "Result, reasons, appeal"
"""

from dataclasses import dataclass

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from center.accounts.queries.members import firm_of
from center.core import time
from center.core.errors import DomainError, NotFoundError
from center.core.text import Text, _
from center.papers.reasons import reasons_paper
from center.papers.serving import paper_answer
from center.tenancy.applications.models import Application
from center.tenancy.applications.queries import get_own
from center.tenancy.calls.queries import get_published
from center.tenancy.review import service
from center.tenancy.review.models import Result
from center.tenancy.review.pages.results import is_judged, letter_of, own_page
from center.tenancy.review.queries import get_result, get_review, own_appeals, rules_of
from center.tenancy.review.result_forms import AppealForm
from center.tenancy.review.rules.proof import proof_of
from center.web.access import ENTERPRISE, acting, allow
from center.web.errors import UNPROCESSABLE, status_of
from center.web.i18n import say

bp = Blueprint("own_result", __name__, url_prefix="/apply")
ONE = "/<int(max=2147483647):call_id>/result"
Answer = str | tuple[str, int] | AnyResponse


@dataclass(frozen=True, slots=True)
class Own:
    """A firm's application with the result that holds."""

    application: Application
    result: Result


def _own(call_id: int) -> Own:
    """Raises: NotFoundError, before the result is announced and for a firm that was not judged."""
    get_published(call_id)
    application = get_own(call_id, firm_of(acting()).id)
    result = get_result(call_id, time.now())
    if not is_judged(result, application):
        raise NotFoundError
    return Own(application, result)


def _page(own: Own, form: AppealForm, problem: Text | None = None) -> str:
    content = rules_of(get_review(own.application.call_id))
    page = own_page(own.application, own.result, content, time.now())
    facts = {"call": content, "call_id": own.application.call_id, "application": own.application}
    return render_template("review/own_result_show.html", page=page, form=form, problem=problem, **facts)


@bp.get(ONE)
@allow(ENTERPRISE)
def show(call_id: int) -> Answer:
    """Its figures and the reasons."""
    return _page(_own(call_id), AppealForm(formdata=None))


@bp.post(f"{ONE}/appeal")
@allow(ENTERPRISE)
def appeal(call_id: int) -> Answer:
    """Object."""
    own, form = _own(call_id), AppealForm()
    if not form.validate():
        return _page(own, form), UNPROCESSABLE
    try:
        service.appeal(own.application, form.text.data or "", by=acting(), now=time.now())
    except DomainError as refusal:
        return _page(own, form, refusal.text), status_of(refusal)
    flash(say(_("이의신청을 받았습니다. 답할 날을 메일로 알려 드렸습니다.")), "ok")
    return redirect(url_for("own_result.show", call_id=call_id), 303)


@bp.get(f"{ONE}/letter.pdf")
@allow(ENTERPRISE)
def letter(call_id: int) -> Response:
    """The letter."""
    own, (call, _version) = _own(call_id), get_published(call_id)
    content = rules_of(get_review(call_id))
    return paper_answer(reasons_paper(letter_of(own.application, call, own.result, content)))


@bp.get(f"{ONE}/proof.json")
@allow(ENTERPRISE)
def proof(call_id: int) -> Response:
    """Its own scores with their salts and the leaves of each seal, for a firm that objects."""
    own, (call, _version) = _own(call_id), get_published(call_id)
    if not own_appeals(own.application):
        raise NotFoundError
    stages = get_review(call_id).stages
    seals = [(one.key, one.seals[-1].root, one.seals[-1].leaves) for one in stages if one.seals]
    number = own.application.receipt_number
    answer = Response(proof_of(call.number, seals, number), content_type="application/json")
    answer.headers["Content-Disposition"] = f"attachment; filename=seal-{number}.json"
    return answer
