"""What a firm proposes to correct in its record, and what became of it.

Source: docs/rules/people.md, "The firm's own pages"
"""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from center.accounts.firm_forms import CorrectionForm
from center.accounts.pages.corrections import proposals_page
from center.accounts.queries.corrections import corrections_of, n_corrections_of
from center.accounts.queries.members import firm_of
from center.accounts.rules.corrections import PROPOSABLE
from center.accounts.service.corrections import count_proposal, propose_correction, withdraw_correction
from center.core import time
from center.core.errors import ChangedMeanwhileError, ConflictError, DomainError
from center.core.text import _
from center.enterprises.models import Enterprise
from center.enterprises.pages.words import value_text
from center.web.access import ENTERPRISE, acting, allow
from center.web.errors import UNPROCESSABLE, status_of
from center.web.forms import form_version
from center.web.i18n import language, say

bp = Blueprint("proposals", __name__, url_prefix="/firm/corrections")
Answer = str | tuple[str, int] | tuple[str, int, dict[str, str]] | Response
NUMBER = "int(max=2147483647)"
MOST_PAGES = 10_000


@bp.get("")
@allow(ENTERPRISE)
def proposals() -> str:
    """What the firm proposed, the latest first."""
    firm, number = firm_of(acting()), min(max(1, request.args.get("page", 1, type=int)), MOST_PAGES)
    page = proposals_page(firm, corrections_of(firm, page=number), n_corrections_of(firm), number)
    return render_template("accounts/firm_corrections.html", page=page)


def _form(firm: Enterprise, form: CorrectionForm, refusal: DomainError | None = None) -> Answer:
    """The form; after a change by others with what the record says now beside what was typed."""
    status = status_of(refusal) if refusal else UNPROCESSABLE if form.errors else 200
    is_moved, wait = isinstance(refusal, ChangedMeanwhileError), getattr(refusal, "retry_after", None)
    page = {
        "firm": firm.name,
        "fields": PROPOSABLE,
        "version": firm.version if is_moved or request.method == "GET" else form_version(),
        "now": {name: value_text(name, getattr(firm, name)) for name in PROPOSABLE} if is_moved else {},
        "problem": say(refusal.text) if refusal else "",
    }
    text = render_template("accounts/firm_correction_form.html", form=form, page=page)
    return text, status, {"Retry-After": str(wait)} if wait else {}


@bp.get("/new")
@allow(ENTERPRISE)
def new() -> Answer:
    """The record, to be written as it should read."""
    firm = firm_of(acting())
    return _form(firm, CorrectionForm(formdata=None, data={name: getattr(firm, name) for name in PROPOSABLE}))


@bp.post("/new")
@allow(ENTERPRISE)
def propose() -> Answer:
    """Ask staff to correct it."""
    firm, form = firm_of(acting()), CorrectionForm()
    if not form.validate():
        return _form(firm, form)
    typed, note, version = form.typed(), form.note.data or "", form_version()
    try:
        count_proposal(firm, now=time.now())
        propose_correction(firm, typed, note, version=version, language=language(), now=time.now(), by=acting())
    except DomainError as refusal:
        return _form(firm_of(acting()), form, refusal)
    flash(say(_("수정을 요청했습니다. 직원이 확인하고 메일로 알려 드립니다.")), "ok")
    return redirect(url_for("proposals.proposals"), 303)


@bp.post(f"/<{NUMBER}:correction_id>/withdrawal")
@allow(ENTERPRISE)
def withdraw(correction_id: int) -> Answer:
    """Take a proposal back."""
    try:
        withdraw_correction(firm_of(acting()), correction_id, now=time.now(), by=acting())
        flash(say(_("요청을 거두어들였습니다.")), "ok")
    except ConflictError as refusal:
        flash(say(refusal.text), "bad")
    return redirect(url_for("proposals.proposals"), 303)
