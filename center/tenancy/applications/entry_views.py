"""Staff enter an application that came on paper, on the pages on which firms write theirs.

Source: docs/rules/calls.md, "The application"
"""

from flask import Blueprint, Response, flash, redirect, render_template, url_for

from center.core import time
from center.core.errors import DomainError
from center.core.text import Text, _
from center.enterprises.queries import find_by_number
from center.enterprises.rules.numbers import read_business_number
from center.tenancy.applications import queries, service
from center.tenancy.applications.forms import EntryForm, ReceivedForm
from center.tenancy.applications.writing_steps import Answer, Steps, Ways
from center.tenancy.calls.queries import get_published
from center.web.access import STAFF, acting, allow, note_access
from center.web.errors import UNPROCESSABLE, status_of
from center.web.forms import form_version
from center.web.i18n import say

bp = Blueprint("application_entry", __name__, url_prefix="/staff")
WAYS = Ways("application_entry", "application_id", back="application_desk.applications")
NEW = "/calls/<int(max=2147483647):call_id>/paper"
ONE = "/applications/<int(max=2147483647):application_id>/paper"


@bp.get(NEW)
@allow(STAFF)
def new(call_id: int) -> Answer:
    """Whose application came when."""
    return _new(ReceivedForm(formdata=None), call_id)


def _new(form: ReceivedForm, call_id: int, problem: Text | None = None) -> str:
    _call, version = get_published(call_id)
    return render_template("apply/received_form.html", form=form, call=version.says, call_id=call_id, problem=problem)


@bp.post(NEW)
@allow(STAFF)
def begin(call_id: int) -> Answer:
    """Begin to enter it."""
    get_published(call_id)
    form = ReceivedForm()
    if not form.validate():
        return _new(form, call_id), UNPROCESSABLE
    firm = find_by_number(read_business_number(form.business_number.data or ""))
    if firm is None:
        return _new(form, call_id, _("명부에 없는 사업자등록번호입니다. 명부에 먼저 올려 주세요.")), UNPROCESSABLE
    try:
        begun = service.begin_on_paper(call_id, firm, received_at=form.received_at(), by=acting(), now=time.now())
    except DomainError as refusal:
        return _new(form, call_id, refusal.text), status_of(refusal)
    return redirect(url_for("application_entry.form", application_id=begun.id), 303)


def _steps(application_id: int) -> Steps:
    application = queries.get_on_paper(application_id)
    _call, version = get_published(application.call_id)
    note_access("application.entered", f"application {application.id}")
    return Steps(application, version.says, WAYS)


@bp.get(f"{ONE}/form")
@allow(STAFF)
def form(application_id: int) -> Answer:
    """Contact, need, the order of units, declarations."""
    return _steps(application_id).need()


@bp.post(f"{ONE}/form")
@allow(STAFF)
def save_need(application_id: int) -> Answer:
    """Keep it."""
    return _steps(application_id).save_need()


@bp.get(f"{ONE}/plan")
@allow(STAFF)
def plan(application_id: int) -> Answer:
    """The business plan, as far as it is typed."""
    return _steps(application_id).plan()


@bp.post(f"{ONE}/plan")
@allow(STAFF)
def save_plan(application_id: int) -> Answer:
    """Keep it."""
    return _steps(application_id).save_plan()


@bp.post(f"{ONE}/plan/kept")
@allow(STAFF)
def autosave(application_id: int) -> Answer:
    """Keep it while it is typed."""
    return _steps(application_id).autosave()


@bp.get(f"{ONE}/papers")
@allow(STAFF)
def papers(application_id: int) -> Answer:
    """The papers, as they were scanned."""
    return _steps(application_id).papers()


@bp.post(f"{ONE}/papers/<key>")
@allow(STAFF)
def upload(application_id: int, key: str) -> Answer:
    """Take a scan in."""
    return _steps(application_id).upload(key)


@bp.post(f"{ONE}/files/<int(max=2147483647):file_id>/removal")
@allow(STAFF)
def remove(application_id: int, file_id: int) -> Answer:
    """Take a scan out."""
    return _steps(application_id).remove(file_id)


@bp.get(f"{ONE}/files/<int(max=2147483647):file_id>")
@allow(STAFF)
def paper(application_id: int, file_id: int) -> Response:
    """A scan."""
    return _steps(application_id).paper(file_id)


@bp.get(f"{ONE}/review")
@allow(STAFF)
def review(application_id: int) -> Answer:
    """The last look."""
    return _steps(application_id).review(EntryForm(formdata=None))


@bp.post(f"{ONE}/submission")
@allow(STAFF)
def submit(application_id: int) -> Answer:
    """Take it in, as of when it was received."""
    steps, form = _steps(application_id), EntryForm()
    if not form.validate():
        return steps.review(form), UNPROCESSABLE
    try:
        service.enter(steps.application, version=form_version(), by=acting(), now=time.now())
    except DomainError as refusal:
        return steps.review(form, refusal.text), status_of(refusal)
    flash(say(_("종이 신청을 접수했습니다.")), "ok")
    return redirect(url_for("application_desk.applications", call_id=steps.application.call_id), 303)


@bp.post(f"{ONE}/removal")
@allow(STAFF)
def forget(application_id: int) -> Answer:
    """Throw away what was entered so far."""
    application = _steps(application_id).application
    service.forget(application, by=acting())
    flash(say(_("적던 종이 신청을 지웠습니다.")), "ok")
    return redirect(url_for("application_desk.applications", call_id=application.call_id), 303)
