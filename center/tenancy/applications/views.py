"""An enterprise applies: may it, what it writes, its papers, the last look, and where it stands afterwards."""

from collections.abc import Callable

from flask import Blueprint, Response, flash, redirect, render_template, url_for

from center.accounts.queries.members import firm_of
from center.accounts.service.own import get_own as get_account
from center.core import time
from center.core.errors import DomainError
from center.core.text import Text, _
from center.tenancy.applications import queries, service
from center.tenancy.applications.forms import ConsentForm
from center.tenancy.applications.models import Application
from center.tenancy.applications.pages import own as pages
from center.tenancy.applications.rules.eligibility import is_barred, verdicts_of
from center.tenancy.applications.rules.written import Written
from center.tenancy.applications.writing_steps import Answer, Steps, Ways
from center.tenancy.calls.queries import get_published
from center.tenancy.calls.rules.content import Content
from center.web.access import ENTERPRISE, acting, allow
from center.web.errors import UNPROCESSABLE, status_of
from center.web.forms import form_version
from center.web.i18n import language, say
from center.web.joins import joined

bp = Blueprint("apply", __name__, url_prefix="/apply")
ONE = "/<int(max=2147483647):call_id>"
WAYS = Ways("apply", "call_id", back="calls.call")


def _own(call_id: int) -> tuple[Application, Content]:
    """The firm's application for a call, with the call's rules as they are now."""
    _call, version = get_published(call_id)
    return queries.get_own(call_id, firm_of(acting()).id), version.says


@bp.get("")
@allow(ENTERPRISE)
def applications() -> str:
    """The firm's applications."""
    rows = queries.applications_of(firm_of(acting()).id)
    results = joined("results_of_firm", rows, time.now())
    shown = [(results.get(one.id) or pages.status_page(one, one.call, time.now()), one) for one in rows]
    return render_template("apply/application_list.html", rows=shown)


@bp.get(ONE)
@allow(ENTERPRISE)
def start(call_id: int) -> Answer:
    """May this firm apply? Told rule by rule before anything is written."""
    firm, (call, version) = firm_of(acting()), get_published(call_id)
    if queries.find_own(call_id, firm.id) is not None:
        return redirect(url_for("apply.status", call_id=call_id))
    verdicts = verdicts_of(service.applicant_of(firm), version.says)
    problem = None
    try:
        service.ensure_open(call, version, time.now())
    except DomainError as refusal:
        problem = refusal.text
    facts = {"rows": pages.verdict_rows(verdicts), "is_barred": is_barred(verdicts), "problem": problem}
    return render_template("apply/start.html", call=version.says, call_id=call_id, firm=firm, **facts)


@bp.post(ONE)
@allow(ENTERPRISE)
def begin(call_id: int) -> Answer:
    """Begin, with what is known of the firm and the person already filled in."""
    firm, user = firm_of(acting()), get_account(acting())
    get_published(call_id)
    first = Written(contact=user.name, email=user.email, phone=firm.phone)
    try:
        service.begin(call_id, firm, first, language=language(), by=acting(), now=time.now())
    except DomainError as refusal:
        flash(say(refusal.text), "bad")
        return redirect(url_for("apply.start", call_id=call_id), 303)
    return redirect(url_for("apply.form", call_id=call_id), 303)


def _steps(call_id: int) -> Steps:
    """The pages of the firm's application; what staff are entering from paper is not the firm's to write.

    Raises:
        NotWritableError
    """
    application, content = _own(call_id)
    if application.is_on_paper:
        raise service.NotWritableError
    return Steps(application, content, WAYS)


def _on(call_id: int, page: Callable[[Steps], Answer]) -> Answer:
    """A page of what is being written; where nothing is, where the application stands."""
    application, content = _own(call_id)
    if not application.is_open or application.is_on_paper:
        return redirect(url_for("apply.status", call_id=call_id))
    return page(Steps(application, content, WAYS))


@bp.get(f"{ONE}/form")
@allow(ENTERPRISE)
def form(call_id: int) -> Answer:
    """Contact, need, the order of units, declarations."""
    return _on(call_id, Steps.need)


@bp.post(f"{ONE}/form")
@allow(ENTERPRISE)
def save_need(call_id: int) -> Answer:
    """Keep it; a button at a unit changes the order first."""
    return _steps(call_id).save_need()


@bp.get(f"{ONE}/plan")
@allow(ENTERPRISE)
def plan(call_id: int) -> Answer:
    """The business plan in its parts."""
    return _on(call_id, Steps.plan)


@bp.post(f"{ONE}/plan")
@allow(ENTERPRISE)
def save_plan(call_id: int) -> Answer:
    """Keep it, also what is too long."""
    return _steps(call_id).save_plan()


@bp.post(f"{ONE}/plan/kept")
@allow(ENTERPRISE)
def autosave(call_id: int) -> Answer:
    """Keep the plan while it is typed."""
    return _steps(call_id).autosave()


@bp.get(f"{ONE}/papers")
@allow(ENTERPRISE)
def papers(call_id: int) -> Answer:
    """Each paper that is asked for, with what lies there."""
    return _on(call_id, Steps.papers)


@bp.post(f"{ONE}/papers/<key>")
@allow(ENTERPRISE)
def upload(call_id: int, key: str) -> Answer:
    """Take one file in."""
    return _steps(call_id).upload(key)


@bp.post(f"{ONE}/files/<int(max=2147483647):file_id>/removal")
@allow(ENTERPRISE)
def remove(call_id: int, file_id: int) -> Answer:
    """Take a paper out."""
    return _steps(call_id).remove(file_id)


@bp.get(f"{ONE}/files/<int(max=2147483647):file_id>")
@allow(ENTERPRISE)
def paper(call_id: int, file_id: int) -> Response:
    """One of the firm's own papers."""
    return _steps(call_id).paper(file_id)


@bp.get(f"{ONE}/review")
@allow(ENTERPRISE)
def review(call_id: int) -> Answer:
    """The last look: everything that will be handed in, and what is missing."""
    return _on(call_id, lambda steps: steps.review(ConsentForm(formdata=None)))


@bp.post(f"{ONE}/submission")
@allow(ENTERPRISE)
def submit(call_id: int) -> Answer:
    """Hand it in, judged by when this was received."""
    arrived, form = time.now(), ConsentForm()
    row = queries.get_own_row(call_id, firm_of(acting()).id)
    if row.is_on_paper:
        raise service.NotWritableError
    if not form.validate():
        return _steps(call_id).review(form), UNPROCESSABLE
    try:
        service.submit(row, version=form_version(), language=language(), by=acting(), now=arrived)
    except DomainError as refusal:
        return _steps(call_id).review(form, refusal.text), status_of(refusal)
    flash(say(_("접수했습니다. 접수증을 메일로 보냈습니다.")), "ok")
    return redirect(url_for("apply.status", call_id=call_id), 303)


@bp.get(f"{ONE}/status")
@allow(ENTERPRISE)
def status(call_id: int) -> str:
    """Where it stands, what is expected of whom and until when."""
    call, version = get_published(call_id)
    application = queries.get_own(call_id, firm_of(acting()).id)
    result = joined("results_of_firm", [application], time.now()).get(application.id)
    page = pages.status_page(application, call, time.now(), is_announced=result is not None)
    facts = {"call": version.says, "call_id": call_id, "application": application}
    return render_template("apply/status.html", page=page, result=result, **facts)


def _then(call_id: int, command: Callable[[Application], None], told: Text, to: str = "apply.status") -> Answer:
    """Do something with the application, say so, and show where it stands."""
    application, _content = _own(call_id)
    try:
        command(application)
        flash(say(told), "ok")
    except DomainError as refusal:
        flash(say(refusal.text), "bad")
        to = "apply.status"
    return redirect(url_for(to, call_id=call_id), 303)


@bp.post(f"{ONE}/reopening")
@allow(ENTERPRISE)
def reopen(call_id: int) -> Answer:
    """Write on what was handed in."""
    told = _("고칠 수 있습니다. 다시 내야 바뀐 내용으로 심사합니다.")
    return _then(call_id, lambda one: service.reopen(one, by=acting(), now=time.now()), told, "apply.form")


@bp.post(f"{ONE}/putting-back")
@allow(ENTERPRISE)
def put_back(call_id: int) -> Answer:
    """Forget what was written since it was handed in."""
    return _then(
        call_id, lambda one: service.put_back(one, by=acting()), _("고치던 것을 버리고 낸 내용으로 되돌렸습니다.")
    )


@bp.get(f"{ONE}/withdrawal")
@allow(ENTERPRISE)
def withdrawing(call_id: int) -> str:
    """The last question before it is taken back."""
    application, content = _own(call_id)
    return render_template("apply/withdrawal.html", application=application, call=content, call_id=call_id)


@bp.post(f"{ONE}/withdrawal")
@allow(ENTERPRISE)
def withdraw(call_id: int) -> Answer:
    """Take it back."""
    told = _("신청을 거두어들였습니다.")
    return _then(call_id, lambda one: service.withdraw(one, language=language(), by=acting(), now=time.now()), told)


@bp.post(f"{ONE}/removal")
@allow(ENTERPRISE)
def forget(call_id: int) -> Answer:
    """Throw away what was never handed in."""
    service.forget(_steps(call_id).application, by=acting())
    flash(say(_("쓰던 신청서를 지웠습니다.")), "ok")
    return redirect(url_for("calls.call", call_id=call_id), 303)
