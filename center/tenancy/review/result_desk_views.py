"""Staff set when a result is announced, correct it by another one, and answer what firms object.

Source: docs/rules/scoring.md, "Result, reasons, appeal"
"""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from center.core import time
from center.core.errors import DomainError
from center.core.text import Text, _
from center.core.time import at
from center.tenancy.applications.queries import get_handed_in
from center.tenancy.calls.models import Call
from center.tenancy.calls.queries import get_published
from center.tenancy.review import queries, service
from center.tenancy.review.pages.results import appeal_part, desk_page
from center.tenancy.review.result_forms import (
    AnswerForm,
    CorrectionForm,
    ExtensionForm,
    MomentForm,
    PaperAppealForm,
)
from center.web.access import STAFF, acting, allow, note_access
from center.web.errors import UNPROCESSABLE, status_of
from center.web.forms import form_version
from center.web.i18n import say

bp = Blueprint("result_desk", __name__, url_prefix="/staff/calls/<int(max=2147483647):call_id>")
ONE = "/appeals/<int(max=2147483647):appeal_id>"
Answer = str | tuple[str, int] | Response
MORNING = 10 * 60


@bp.get("/result")
@allow(STAFF)
def results(call_id: int) -> Answer:
    """What was announced, what is to come, and what firms object."""
    call, _version = get_published(call_id)
    return _page(call, _first_form(call))


def _first_form(call: Call) -> MomentForm:
    """The form to set the next result, at the day that the call announced unless it is over."""
    _call, version = get_published(call.id)
    day = max(version.says.schedule.result_on, time.today())
    kind = CorrectionForm if queries.announced(call.id, time.now()) else MomentForm
    return kind.at(at(day, MORNING))


def _page(call: Call, form: MomentForm, problem: Text | None = None) -> str:
    queries.get_review(call.id)
    page = desk_page(call, time.now())
    answer = render_template("review/result_desk.html", page=page, call=call, form=form, problem=problem)
    if page.appeals:
        note_access("appeals.listed", f"call {call.number}", n_records=len(page.appeals))
    return answer


@bp.post("/result")
@allow(STAFF)
def make(call_id: int) -> Answer:
    """Set the result, or another one that corrects it."""
    call, _version = get_published(call_id)
    is_correction = bool(queries.announced(call_id, time.now()))
    form = CorrectionForm() if is_correction else MomentForm()
    if not form.validate():
        return _page(call, form), UNPROCESSABLE
    reason = form.reason.data or "" if isinstance(form, CorrectionForm) else ""
    try:
        service.make_result(call_id, announce_at=form.moment(), reason=reason, by=acting(), now=time.now())
    except DomainError as refusal:
        return _page(call, form, refusal.text), status_of(refusal)
    return _done(call_id, _("결과를 정했습니다. 그때가 되면 저절로 발표하고 기업마다 메일로 알립니다."))


def _done(call_id: int, told: Text) -> Response:
    flash(say(told), "ok")
    return redirect(url_for("result_desk.results", call_id=call_id), 303)


@bp.post("/result/<int(max=2147483647):n>/removal")
@allow(STAFF)
def take_back(call_id: int, n: int) -> Answer:
    """Take back one that is still to come."""
    call, _version = get_published(call_id)
    try:
        service.take_back_result(call_id, n, version=form_version(), by=acting(), now=time.now())
    except DomainError as refusal:
        return _page(call, _first_form(call), refusal.text), status_of(refusal)
    return _done(call_id, _("결과를 거두었습니다. 다시 정할 때까지 발표하지 않습니다."))


@bp.get("/appeals/new")
@allow(STAFF)
def new_appeal(call_id: int) -> Answer:
    """An appeal that came on paper."""
    return _new_appeal(call_id, _paper_form(call_id, PaperAppealForm(formdata=None)))


def _paper_form(call_id: int, form: PaperAppealForm) -> PaperAppealForm:
    form.offer(queries.admitted(call_id))
    return form


def _new_appeal(call_id: int, form: PaperAppealForm, problem: Text | None = None) -> str:
    call, _version = get_published(call_id)
    queries.get_result(call_id, time.now())
    answer = render_template("review/appeal_form.html", call=call, form=form, problem=problem)
    note_access("applications.listed", f"call {call.number}", n_records=len(form.application.choices or ()))
    return answer


@bp.post("/appeals/new")
@allow(STAFF)
def enter_appeal(call_id: int) -> Answer:
    """Enter it."""
    form = _paper_form(call_id, PaperAppealForm())
    if not form.validate():
        return _new_appeal(call_id, form), UNPROCESSABLE
    found = get_handed_in(form.application.data)
    try:
        service.appeal(found, form.text.data or "", by=acting(), now=time.now(), received_at=form.received_at())
    except DomainError as refusal:
        return _new_appeal(call_id, form, refusal.text), status_of(refusal)
    return _done(call_id, _("이의신청을 적었습니다."))


@bp.get(ONE)
@allow(STAFF)
def appeal(call_id: int, appeal_id: int) -> Answer:
    """An appeal, to be answered."""
    return _appeal(call_id, appeal_id, AnswerForm(formdata=None), ExtensionForm(formdata=None))


def _appeal(
    call_id: int, appeal_id: int, answering: AnswerForm, extending: ExtensionForm, problem: Text | None = None
) -> str:
    found = queries.get_appeal(call_id, appeal_id)
    facts = {"found": found, "part": appeal_part(found), "call_id": call_id, "problem": problem}
    answer = render_template("review/appeal_show.html", answering=answering, extending=extending, **facts)
    note_access("appeal.shown", f"application {found.application_id}")
    return answer


@bp.post(f"{ONE}/answer")
@allow(STAFF)
def answer_it(call_id: int, appeal_id: int) -> Answer:
    """Answer it; the firm is told."""
    form = AnswerForm()
    if not form.validate():
        return _appeal(call_id, appeal_id, form, ExtensionForm(formdata=None)), UNPROCESSABLE
    return _act(
        call_id,
        appeal_id,
        lambda: service.answer_appeal(
            call_id, appeal_id, form.answer(), version=form_version(), by=acting(), now=time.now()
        ),
        (form, ExtensionForm(formdata=None)),
        _("이의신청에 답하고 기업에 알렸습니다."),
    )


@bp.post(f"{ONE}/extension")
@allow(STAFF)
def extend(call_id: int, appeal_id: int) -> Answer:
    """Take longer, once."""
    form = ExtensionForm()
    if not form.validate():
        return _appeal(call_id, appeal_id, AnswerForm(formdata=None), form), UNPROCESSABLE
    return _act(
        call_id,
        appeal_id,
        lambda: service.extend_appeal(
            call_id, appeal_id, reason=form.reason.data or "", version=form_version(), by=acting(), now=time.now()
        ),
        (AnswerForm(formdata=None), form),
        _("답할 날을 늘리고 기업에 알렸습니다."),
    )


def _act(
    call_id: int,
    appeal_id: int,
    command: Callable[[], object],
    forms: tuple[AnswerForm, ExtensionForm],
    told: Text,
) -> Answer:
    try:
        command()
    except DomainError as refusal:
        return _appeal(call_id, appeal_id, *forms, refusal.text), status_of(refusal)
    return _done(call_id, told)
