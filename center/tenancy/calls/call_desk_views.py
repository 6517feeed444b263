"""Pages on which staff write calls: begin, write section by section, preview, publish, amend, call off, answer."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from center.core import time
from center.core.errors import DomainError, NotFoundError
from center.core.text import Text, _
from center.tenancy.calls import queries, service
from center.tenancy.calls.call_forms import FORMS, AnswerForm, BeginningForm, ReasonForm, SectionForm
from center.tenancy.calls.call_forms.review import SelectionForm
from center.tenancy.calls.call_forms.words import UnitsForm
from center.tenancy.calls.first_calls import TEMPLATES
from center.tenancy.calls.models import Call
from center.tenancy.calls.pages.calls import call_page
from center.tenancy.calls.pages.writing import beginnings, call_rows, review_page, units_offered, writing_page
from center.tenancy.calls.rules.content import Content
from center.tenancy.calls.rules.publishing import SECTION_WORDS, Section
from center.web.access import STAFF, acting, allow
from center.web.errors import UNPROCESSABLE, status_of
from center.web.forms import BaseForm, form_version
from center.web.i18n import say

bp = Blueprint("call_desk", __name__, url_prefix="/staff/calls")
Answer = str | tuple[str, int] | Response
ONE = "/<int(max=2147483647):call_id>"


@bp.get("")
@allow(STAFF)
def calls() -> str:
    """Every call."""
    return render_template("calls/desk_list.html", rows=call_rows(queries.all_calls(), time.now()))


@bp.get("/new")
@allow(STAFF)
def new() -> str:
    """What a new call begins from."""
    choices = beginnings(queries.all_calls())
    return _begin_form(BeginningForm(formdata=None, choices=choices, data={"notice_on": time.today()}))


@bp.post("/new")
@allow(STAFF)
def begin() -> Answer:
    """Begin it."""
    form = BeginningForm(choices=beginnings(queries.all_calls()))
    if not form.validate():
        return _begin_form(form), UNPROCESSABLE
    notice_on = form.notice_on.data or time.today()
    begun = service.begin_call(_like(form.like.data), notice_on, by=acting(), now=time.now())
    return redirect(url_for("call_desk.call", call_id=begun.id), 303)


def _begin_form(form: BeginningForm) -> str:
    return render_template("calls/begin_form.html", form=form)


def _like(key: str) -> Content:
    """The content of a template, or of an earlier call."""
    if key in TEMPLATES:
        return TEMPLATES[key].content
    return queries.get_call(int(key.removeprefix("call-"))).written


@bp.get(ONE)
@allow(STAFF)
def call(call_id: int) -> str:
    """A call with all its sections."""
    return _overview(queries.get_call(call_id))


def _overview(found: Call, problem: Text | None = None) -> str:
    page = writing_page(found, time.now())
    return render_template("calls/desk_show.html", page=page, call=found, problem=problem)


@bp.get(f"{ONE}/preview")
@allow(STAFF)
def preview(call_id: int) -> str:
    """What is being written, as the public would read it."""
    found = queries.get_call(call_id)
    page = call_page(found, found.written, time.now(), version=None)
    return render_template("calls/call_show.html", page=page, is_preview=True)


@bp.get(f"{ONE}/sections/<section>")
@allow(STAFF)
def section(call_id: int, section: str) -> str:
    """A section, to be written."""
    found, kind = queries.get_call(call_id), _section(section)
    form_type = FORMS[kind]
    return _section_form(form_type(formdata=None, data=form_type.filled(found.written)), found, kind)


@bp.post(f"{ONE}/sections/<section>")
@allow(STAFF)
def write(call_id: int, section: str) -> Answer:
    """Keep what was written of it."""
    found, kind = queries.get_call(call_id), _section(section)
    form = _offered(FORMS[kind](), found)
    if act := request.form.get("act", ""):
        form.act(act)
        return _section_form(form, found, kind)
    if not form.validate():
        return _section_form(form, found, kind), UNPROCESSABLE
    try:
        service.write(found, form.apply, version=form_version(), by=acting())
    except DomainError as refusal:
        return _section_form(form, found, kind, refusal.text), status_of(refusal)
    return _done(found, _("저장했습니다."))


def _section(name: str) -> Section:
    if name not in set(Section):
        raise NotFoundError
    return Section(name)


def _offered(form: SectionForm, found: Call) -> SectionForm:
    """Choices that depend on the rest of the call."""
    if isinstance(form, UnitsForm):
        form.offer(units_offered(found.written))
    if isinstance(form, SelectionForm):
        form.offer_ties(found.written)
    return form


def _section_form(form: SectionForm, found: Call, kind: Section, problem: Text | None = None) -> str:
    version = request.form.get("version", found.version, type=int)
    facts: dict[str, Any] = {"call": found, "version": version, "title": say(SECTION_WORDS[kind]), "problem": problem}
    return render_template(f"calls/section_{kind.value}.html", form=_offered(form, found), **facts)


@bp.get(f"{ONE}/publication")
@allow(STAFF)
def publication(call_id: int) -> Answer:
    """The last question before it is published."""
    found = queries.get_call(call_id)
    if service.faults_now(found, time.now()):
        return redirect(url_for("call_desk.call", call_id=found.id), 303)
    return _review(ReasonForm(formdata=None), found)


@bp.post(f"{ONE}/publication")
@allow(STAFF)
def publish(call_id: int) -> Answer:
    """Publish it; an amendment needs a reason."""
    found, form = queries.get_call(call_id), ReasonForm()
    if found.published and not form.validate():
        return _review(form, found), UNPROCESSABLE
    reason = form.reason.data or ""
    try:
        service.publish(found, version=form_version(), reason=reason, by=acting(), now=time.now())
    except DomainError as refusal:
        return _overview(found, refusal.text), status_of(refusal)
    return _done(found, _("공고했습니다. 지금부터 누구나 볼 수 있습니다."))


def _review(form: ReasonForm, found: Call) -> str:
    return render_template("calls/publish_form.html", form=form, page=review_page(found), call=found)


@bp.post(f"{ONE}/draft/removal")
@allow(STAFF)
def take_back(call_id: int) -> Answer:
    """Forget what was written since the last publication; of a call that was never published all of it."""
    found = queries.get_call(call_id)
    was_published = found.published is not None
    forget = service.take_back if was_published else service.throw_away
    try:
        forget(found, version=form_version(), by=acting())
    except DomainError as refusal:
        return _overview(found, refusal.text), status_of(refusal)
    if was_published:
        return _done(found, _("고치던 것을 버리고 공고한 내용으로 되돌렸습니다."))
    flash(say(_("쓰던 공고를 지웠습니다.")), "ok")
    return redirect(url_for("call_desk.calls"), 303)


@bp.get(f"{ONE}/end")
@allow(STAFF)
def ending(call_id: int) -> str:
    """The last question before a call is called off."""
    return _end_form(ReasonForm(formdata=None), queries.get_call(call_id))


@bp.post(f"{ONE}/end")
@allow(STAFF)
def call_off(call_id: int) -> Answer:
    """Call it off."""
    found, form = queries.get_call(call_id), ReasonForm()
    if not form.validate():
        return _end_form(form, found), UNPROCESSABLE
    try:
        service.call_off(found, version=form_version(), reason=form.reason.data or "", by=acting(), now=time.now())
    except DomainError as refusal:
        return _overview(found, refusal.text), status_of(refusal)
    return _done(found, _("공고를 취소했습니다."))


def _end_form(form: ReasonForm, found: Call) -> str:
    return render_template("calls/end_form.html", form=form, call=found)


@bp.get(f"{ONE}/answers/new")
@allow(STAFF)
def new_answer(call_id: int) -> str:
    """A question with its answer, to be published."""
    return _answer_form(AnswerForm(formdata=None), queries.get_call(call_id))


@bp.post(f"{ONE}/answers/new")
@allow(STAFF)
def answer(call_id: int) -> Answer:
    """Publish it."""
    found, form = queries.get_call(call_id), AnswerForm()
    if not form.validate():
        return _answer_form(form, found), UNPROCESSABLE
    service.answer(found, form.question.data or "", form.answer.data or "", by=acting(), now=time.now())
    return _done(found, _("질문과 답을 올렸습니다."))


@bp.get(f"{ONE}/answers/<int(max=2147483647):answer_id>")
@allow(STAFF)
def answer_again(call_id: int, answer_id: int) -> str:
    """A question with its answer, to be corrected."""
    answered = queries.get_answer(call_id, answer_id)
    return _answer_form(AnswerForm(formdata=None, obj=answered), queries.get_call(call_id), answered.version)


@bp.post(f"{ONE}/answers/<int(max=2147483647):answer_id>")
@allow(STAFF)
def correct_answer(call_id: int, answer_id: int) -> Answer:
    """Store it."""
    answered, found, form = queries.get_answer(call_id, answer_id), queries.get_call(call_id), AnswerForm()
    if not form.validate():
        return _answer_form(form, found, answered.version), UNPROCESSABLE
    question, text = form.question.data or "", form.answer.data or ""
    try:
        service.answer_again(answered, question, text, version=form_version(), by=acting(), now=time.now())
    except DomainError as refusal:
        return _answer_form(form, found, answered.version, refusal.text), status_of(refusal)
    return _done(found, _("질문과 답을 고쳤습니다."))


def _answer_form(form: BaseForm, found: Call, version: int = 0, problem: Text | None = None) -> str:
    version = request.form.get("version", version, type=int)
    return render_template("calls/answer_form.html", form=form, call=found, version=version, problem=problem)


def _done(found: Call, told: Text) -> Response:
    flash(say(told), "ok")
    return redirect(url_for("call_desk.call", call_id=found.id), 303)
