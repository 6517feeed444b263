"""Staff screen what was handed in (적격심사), freeze the list of who is admitted, and take it up again with a reason.

Source: docs/rules/calls.md, "Screening"
"""

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from center.core import time
from center.core.errors import DomainError
from center.core.text import Text, _
from center.tenancy.applications import queries, service
from center.tenancy.applications.models import Application
from center.tenancy.applications.pages.screening import decided_before, list_page, screening_page
from center.tenancy.applications.rules.screening import Point
from center.tenancy.applications.screening_forms import ReopeningForm, ScreeningForm, prefilled, screening_form
from center.tenancy.calls.queries import get_published
from center.web.access import STAFF, acting, allow, note_access
from center.web.errors import UNPROCESSABLE, status_of
from center.web.forms import form_version
from center.web.i18n import say

bp = Blueprint("screening", __name__, url_prefix="/staff")
Answer = str | tuple[str, int] | Response
ONE = "/applications/<int(max=2147483647):application_id>/screening"
CALL = "/calls/<int(max=2147483647):call_id>/list"


@bp.get(ONE)
@allow(STAFF)
def points(application_id: int) -> Answer:
    """Every point, with what is known of it."""
    found, content = queries.get_readable(application_id, time.now())
    looked_at = service.points_now(found, content)
    form = screening_form(looked_at)(formdata=None, data=prefilled(looked_at, decided_before(found)))
    form.offer(content.selection)
    answer = _points(form, found, looked_at, version=found.version)
    note_access("application.screened", f"application {found.id}")
    return answer


def _points(
    form: ScreeningForm, found: Application, looked_at: list[Point], *, version: int, problem: Text | None = None
) -> str:
    page = screening_page(found, form.rows(looked_at))
    return render_template("apply/screening_form.html", form=form, page=page, version=version, problem=problem)


@bp.post(ONE)
@allow(STAFF)
def screen(application_id: int) -> Answer:
    """Decide."""
    found, content = queries.get_readable(application_id, time.now())
    looked_at = service.points_now(found, content)
    form = screening_form(looked_at)()
    form.offer(content.selection)
    if not form.is_complete(looked_at):
        return _points(form, found, looked_at, version=form_version()), UNPROCESSABLE
    try:
        service.screen(found, form.decided(looked_at), version=form_version(), by=acting(), now=time.now())
    except DomainError as refusal:
        return _points(form, found, looked_at, version=found.version, problem=refusal.text), status_of(refusal)
    flash(say(_("심사한 것을 적었습니다. 명단을 확정하면 기업에 알립니다.")), "ok")
    return redirect(url_for("application_desk.applications", call_id=found.call_id), 303)


@bp.get(CALL)
@allow(STAFF)
def to_freeze(call_id: int) -> Answer:
    """Who is admitted, before the list is frozen and told."""
    return _list(call_id)


def _list(call_id: int, problem: Text | None = None) -> str:
    call, version = get_published(call_id)
    page = list_page(call, version.says, time.now())
    answer = render_template("apply/list_form.html", page=page, call=version.says, call_id=call_id, problem=problem)
    if page.rows:
        note_access("applications.listed", f"call {call.number}", n_records=len(page.rows))
    return answer


@bp.post(CALL)
@allow(STAFF)
def freeze(call_id: int) -> Answer:
    """Freeze it; every firm is told."""
    get_published(call_id)
    try:
        service.freeze(call_id, by=acting(), now=time.now())
    except DomainError as refusal:
        return _list(call_id, refusal.text), status_of(refusal)
    flash(say(_("명단을 확정하고 기업에 알렸습니다.")), "ok")
    return redirect(url_for("application_desk.applications", call_id=call_id), 303)


@bp.get(f"{CALL}/reopening")
@allow(STAFF)
def reopening(call_id: int) -> Answer:
    """Why it is taken up again."""
    return _reopening(ReopeningForm(formdata=None), call_id)


def _reopening(form: ReopeningForm, call_id: int, problem: Text | None = None) -> str:
    _call, version = get_published(call_id)
    facts = {"call": version.says, "call_id": call_id, "problem": problem}
    return render_template("apply/reopening_form.html", form=form, frozen=queries.frozen_list(call_id), **facts)


@bp.post(f"{CALL}/reopening")
@allow(STAFF)
def reopen(call_id: int) -> Answer:
    """Take it up again."""
    form = ReopeningForm()
    if not form.validate():
        return _reopening(form, call_id), UNPROCESSABLE
    get_published(call_id)
    try:
        service.reopen_list(call_id, reason=form.reason.data or "", by=acting(), now=time.now())
    except DomainError as refusal:
        return _reopening(form, call_id, refusal.text), status_of(refusal)
    flash(say(_("확정을 풀었습니다. 다시 심사하고 확정해 주세요.")), "ok")
    return redirect(url_for("application_desk.applications", call_id=call_id), 303)
