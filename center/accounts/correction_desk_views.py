"""Staff decide what firms propose to correct. Source: docs/rules/people.md, "The firm's own pages"."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from center.accounts.forms import ReasonForm
from center.accounts.pages.corrections import desk_page, waiting_page
from center.accounts.pages.forms import FormPage
from center.accounts.queries.corrections import corrections_waiting, get_correction, n_corrections_waiting
from center.accounts.service import record_access
from center.accounts.service.corrections import accept_correction, refuse_correction
from center.core import time
from center.core.errors import ConflictError, DomainError
from center.core.text import _
from center.enterprises.queries import find_by_id
from center.web.access import STAFF, acting, allow
from center.web.errors import UNPROCESSABLE, status_of
from center.web.forms import form_version
from center.web.i18n import say

bp = Blueprint("corrections", __name__, url_prefix="/staff/corrections")
Answer = str | tuple[str, int] | Response
NUMBER = "int(max=2147483647)"
MOST_PAGES = 10_000


@bp.get("")
@allow(STAFF)
def waiting() -> str:
    """What firms propose to correct, the oldest first."""
    number = min(max(1, request.args.get("page", 1, type=int)), MOST_PAGES)
    page = waiting_page(corrections_waiting(page=number), n_corrections_waiting(), number)
    answer = render_template("accounts/correction_inbox.html", page=page)
    record_access("corrections.listed", "corrections", n_records=len(page.rows), by=acting(), now=time.now())
    return answer


def _shown(correction_id: int, refusal: DomainError | None = None) -> Answer:
    asked = get_correction(correction_id)
    firm, problem = find_by_id(asked.enterprise_id), say(refusal.text) if refusal else ""
    key = firm.registry_id if firm else ""
    answer = render_template("accounts/correction_show.html", page=desk_page(asked), problem=problem)
    record_access("correction.shown", key, by=acting(), now=time.now())
    return answer, status_of(refusal) if refusal else 200


@bp.get(f"/<{NUMBER}:correction_id>")
@allow(STAFF)
def show(correction_id: int) -> Answer:
    """A proposal beside the record as it is now."""
    return _shown(correction_id)


@bp.post(f"/<{NUMBER}:correction_id>/acceptance")
@allow(STAFF)
def accept(correction_id: int) -> Answer:
    """Take it over into the record."""
    try:
        accept_correction(correction_id, version=form_version(), now=time.now(), by=acting())
    except ConflictError as refusal:
        return _shown(correction_id, refusal)
    flash(say(_("기록을 고치고 메일로 알렸습니다.")), "ok")
    return redirect(url_for("corrections.waiting"), 303)


def _refusal_form(form: ReasonForm, correction_id: int) -> Answer:
    page = FormPage(
        title=_("이 요청을 받아들이지 않을까요?"),
        lead=_("적은 이유를 요청한 분에게 메일로 보냅니다. 기록은 그대로 둡니다."),
        button=_("받아들이지 않기"),
        action=url_for("corrections.refuse", correction_id=correction_id),
        back=url_for("corrections.show", correction_id=correction_id),
        fields=("reason",),
        hints={"reason": _("예: 주소는 구청에 먼저 신고해 주세요.")},
        kind="danger",
    )
    status = UNPROCESSABLE if form.errors else 200
    return render_template("accounts/form.html", form=form, page=page, problem=""), status


@bp.get(f"/<{NUMBER}:correction_id>/refusal")
@allow(STAFF)
def refusal(correction_id: int) -> Answer:
    """One last question, and why."""
    get_correction(correction_id)
    return _refusal_form(ReasonForm(formdata=None), correction_id)


@bp.post(f"/<{NUMBER}:correction_id>/refusal")
@allow(STAFF)
def refuse(correction_id: int) -> Answer:
    """Leave the record as it is; the firm is told why."""
    get_correction(correction_id)
    form = ReasonForm()
    if not form.validate():
        return _refusal_form(form, correction_id)
    try:
        refuse_correction(correction_id, reason=form.reason.data or "", now=time.now(), by=acting())
    except ConflictError as refused:
        return _shown(correction_id, refused)
    flash(say(_("받아들이지 않고 이유를 메일로 알렸습니다.")), "ok")
    return redirect(url_for("corrections.waiting"), 303)
