"""Staff confirm who acts for a firm, or refuse it. Source: docs/rules/people.md, "Registering"."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from center.accounts.forms import ReasonForm
from center.accounts.pages.forms import FormPage
from center.accounts.pages.joining import list_page, show_page
from center.accounts.queries.joining import get_joining, n_waiting
from center.accounts.queries.joining import waiting as find_waiting
from center.accounts.service import record_access
from center.accounts.service.joining import approve_joining, refuse_joining
from center.core import time
from center.core.errors import ConflictError, DomainError, NotFoundError
from center.core.text import _
from center.files.serving import attachment
from center.web.access import STAFF, acting, allow
from center.web.errors import UNPROCESSABLE, status_of
from center.web.i18n import say

bp = Blueprint("joinings", __name__, url_prefix="/staff/joining")
Answer = str | tuple[str, int] | BaseResponse
NUMBER = "int(max=2147483647)"
MOST_PAGES = 10_000


@bp.get("")
@allow(STAFF)
def waiting() -> str:
    """Who waits to be confirmed, the oldest first."""
    number = min(max(1, request.args.get("page", 1, type=int)), MOST_PAGES)
    page = list_page(find_waiting(page=number), n_waiting(), number)
    answer = render_template("accounts/joining_inbox.html", page=page)
    record_access("joinings.listed", "joinings", n_records=len(page.rows), by=acting(), now=time.now())
    return answer


def _shown(joining_id: int, refusal: DomainError | None = None) -> Answer:
    asked = get_joining(joining_id)
    subject, problem = f"user {asked.user_id}", say(refusal.text) if refusal else ""
    page = show_page(asked)
    answer = render_template("accounts/joining_show.html", page=page, problem=problem)
    record_access("joining.shown", subject, by=acting(), now=time.now())
    if page.registry_id:
        record_access("enterprise.shown", page.registry_id, by=acting(), now=time.now())
    return answer, status_of(refusal) if refusal else 200


@bp.get(f"/<{NUMBER}:joining_id>")
@allow(STAFF)
def show(joining_id: int) -> Answer:
    """A request beside the registry's record."""
    return _shown(joining_id)


@bp.get(f"/<{NUMBER}:joining_id>/proof")
@allow(STAFF)
def proof(joining_id: int) -> Response:
    """The proof, to be saved; who took it is on record."""
    asked = get_joining(joining_id)
    if asked.proof is None:
        raise NotFoundError
    subject, answer = f"user {asked.user_id}", attachment(asked.proof)
    record_access("joining.proof", subject, by=acting(), now=time.now())
    return answer


@bp.post(f"/<{NUMBER}:joining_id>/approval")
@allow(STAFF)
def approve(joining_id: int) -> Answer:
    """Let the person represent the firm."""
    try:
        approve_joining(joining_id, now=time.now(), by=acting())
    except ConflictError as refusal:
        return _shown(joining_id, refusal)
    flash(say(_("대표 담당자로 등록하고 메일로 알렸습니다.")), "ok")
    return redirect(url_for("joinings.waiting"), 303)


def _refusal_form(form: ReasonForm, joining_id: int) -> Answer:
    page = FormPage(
        title=_("담당자 등록을 거절할까요?"),
        lead=_("적은 이유를 신청한 분에게 메일로 보냅니다."),
        button=_("거절하기"),
        action=url_for("joinings.refuse", joining_id=joining_id),
        back=url_for("joinings.show", joining_id=joining_id),
        fields=("reason",),
        hints={"reason": _("예: 사업자등록증의 번호가 다릅니다. 다시 확인해 주세요.")},
        kind="danger",
    )
    return render_template(
        "accounts/form.html", form=form, page=page, problem=""
    ), UNPROCESSABLE if form.errors else 200


@bp.get(f"/<{NUMBER}:joining_id>/refusal")
@allow(STAFF)
def refusal(joining_id: int) -> Answer:
    """One last question, and why."""
    get_joining(joining_id)
    return _refusal_form(ReasonForm(formdata=None), joining_id)


@bp.post(f"/<{NUMBER}:joining_id>/refusal")
@allow(STAFF)
def refuse(joining_id: int) -> Answer:
    """Refuse it; the person is told why."""
    get_joining(joining_id)
    form = ReasonForm()
    if not form.validate():
        return _refusal_form(form, joining_id)
    try:
        refuse_joining(joining_id, reason=form.reason.data or "", now=time.now(), by=acting())
    except ConflictError as refusal:
        return _shown(joining_id, refusal)
    flash(say(_("거절하고 이유를 메일로 알렸습니다.")), "ok")
    return redirect(url_for("joinings.waiting"), 303)
