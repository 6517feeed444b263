"""An enterprise applies: may it, what it writes, its papers, the last look, and where it stands afterwards."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, flash, jsonify, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from center.accounts.queries.members import firm_of
from center.accounts.service.own import get_own as get_account
from center.core import time
from center.core.errors import ChangedMeanwhileError, DomainError, NotFoundError, RuleError, StorageError
from center.core.text import Text, _
from center.files.rules.kinds import FileRefusedError
from center.files.serving import attachment, the_store
from center.tenancy.applications import queries, service
from center.tenancy.applications.forms import ConsentForm, NeedForm, parts_of, plan_form
from center.tenancy.applications.models import Application
from center.tenancy.applications.pages import own as pages
from center.tenancy.applications.rules.eligibility import is_barred, verdicts_of
from center.tenancy.applications.rules.written import Written, ranked
from center.tenancy.calls.pages.calls import instant_text
from center.tenancy.calls.queries import get_published
from center.tenancy.calls.rules.content import Content, Document
from center.tenancy.calls.rules.phases import in_time
from center.web.access import ENTERPRISE, acting, allow
from center.web.errors import UNPROCESSABLE, status_of
from center.web.forms import BaseForm, form_version
from center.web.i18n import language, say

bp = Blueprint("apply", __name__, url_prefix="/apply")
Answer = str | tuple[str, int] | BaseResponse
ONE = "/<int(max=2147483647):call_id>"
MOST_BYTES = 20_000_000
LARGEST = {"apply.upload": MOST_BYTES}
LONGEST = dict.fromkeys(("apply.save_plan", "apply.autosave"), 4_000_000)
"""A business plan of twenty parts, each as long as a part may be, as a browser sends it."""


def _own(call_id: int) -> tuple[Application, Content]:
    """The firm's application for a call, with the call's rules as they are now."""
    _call, version = get_published(call_id)
    return queries.get_own(call_id, firm_of(acting()).id), version.says


@bp.get("")
@allow(ENTERPRISE)
def applications() -> str:
    """The firm's applications."""
    rows = queries.applications_of(firm_of(acting()).id)
    shown = [(pages.status_page(one, one.call, time.now()), one) for one in rows]
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


@bp.get(f"{ONE}/form")
@allow(ENTERPRISE)
def form(call_id: int) -> Answer:
    """Contact, need, the order of units, declarations."""
    application, content = _own(call_id)
    if not application.is_open:
        return redirect(url_for("apply.status", call_id=call_id))
    return _need(NeedForm(formdata=None, data=NeedForm.filled(application.written)), application, content)


def _need(form: NeedForm, application: Application, content: Content, **told: Any) -> str:
    form.offer(content)
    chosen, rest = pages.unit_choices(content, _choices(application))
    return _page("apply/need_form.html", application, content, 1, form=form, chosen=chosen, rest=rest, **told)


def _choices(application: Application) -> tuple[str, ...]:
    """The order of units as the form has it, else as it was kept."""
    if "choices" not in request.form:
        return application.written.choices
    return tuple(code for code in request.form["choices"].split(",") if code)


def _page(template: str, application: Application, content: Content, step: int, **facts: Any) -> str:
    shown = {"application": application, "call": content, "call_id": application.call_id, "step": step}
    closes = {"closes_at": instant_text(content.schedule.closes_at), "now": pages.clock_text(time.now())}
    is_over = not in_time(content.schedule, time.now())
    told: dict[str, Any] = {"problem": None, "theirs": [], "version": application.version, "is_over": is_over}
    return render_template(template, steps=pages.step_names(), **{**shown, **closes, **told, **facts})


@bp.post(f"{ONE}/form")
@allow(ENTERPRISE)
def save_need(call_id: int) -> Answer:
    """Keep it; a button at a unit changes the order first."""
    application, content = _own(call_id)
    form = NeedForm()
    form.offer(content)
    if not form.validate():
        return _need(form, application, content, version=form_version()), UNPROCESSABLE
    act = request.form.get("act", "")
    choices = ranked(_choices(application), act, content.units)
    written = service.written_with(application, **form.changes(), choices=choices)
    if (refused := _kept(application, written)) is not None:
        return _need(form, application, content, **_told(refused, written, application, content)), status_of(refused)
    if ":" in act:
        return redirect(url_for("apply.form", call_id=call_id, _anchor="units"), 303)
    return redirect(url_for("apply.plan", call_id=call_id), 303)


def _kept(application: Application, written: Written) -> DomainError | None:
    """Keep what was written; what speaks against it, if anything does."""
    try:
        service.save(application, written, version=form_version(), now=time.now())
    except DomainError as refusal:
        return refusal
    return None


def _told(refused: DomainError, typed: Written, application: Application, content: Content) -> dict[str, Any]:
    """The refusal; where it was written on elsewhere what lies there now, and what was typed may then be kept over it."""
    if not isinstance(refused, ChangedMeanwhileError):
        return {"problem": refused.text, "version": form_version()}
    return {"problem": refused.text, "theirs": pages.others_rows(content, application.written, typed)}


@bp.get(f"{ONE}/plan")
@allow(ENTERPRISE)
def plan(call_id: int) -> Answer:
    """The business plan in its parts."""
    application, content = _own(call_id)
    if not application.is_open:
        return redirect(url_for("apply.status", call_id=call_id))
    data = {f"part-{key}": text for key, text in application.written.parts.items()}
    return _plan(plan_form(content)(formdata=None, data=data), application, content)


def _plan(form: BaseForm, application: Application, content: Content, **told: Any) -> str:
    return _page("apply/plan_form.html", application, content, 2, form=form, **told)


@bp.post(f"{ONE}/plan")
@allow(ENTERPRISE)
def save_plan(call_id: int) -> Answer:
    """Keep it, also what is too long."""
    application, content = _own(call_id)
    form = plan_form(content)()
    if not form.validate():
        return _plan(form, application, content, version=form_version()), UNPROCESSABLE
    written = service.written_with(application, parts=parts_of(form))
    if (refused := _kept(application, written)) is not None:
        return _plan(form, application, content, **_told(refused, written, application, content)), status_of(refused)
    return redirect(url_for("apply.papers", call_id=call_id), 303)


@bp.post(f"{ONE}/plan/kept")
@allow(ENTERPRISE)
def autosave(call_id: int) -> Answer:
    """Keep the plan while it is typed; another window's newer text is never written over."""
    application, content = _own(call_id)
    form = plan_form(content)()
    try:
        if not form.validate():
            raise RuleError(_("너무 길어서 저장하지 못했습니다. 아래 단추를 누르면 어디가 긴지 알려 드립니다."))
        written = service.written_with(application, parts=parts_of(form))
        version = service.save(application, written, version=form_version(), now=time.now())
    except DomainError as refusal:
        return make_response({"told": say(refusal.text)}, status_of(refusal))
    return jsonify(version=version, told=say(_("%(at)s에 저장했습니다.", at=pages.second_text(time.now()))))


@bp.get(f"{ONE}/papers")
@allow(ENTERPRISE)
def papers(call_id: int) -> Answer:
    """Each paper that is asked for, with what lies there."""
    application, content = _own(call_id)
    if not application.is_open:
        return redirect(url_for("apply.status", call_id=call_id))
    return _papers(application, content)


def _papers(application: Application, content: Content, at: str = "", fault: Text | None = None) -> str:
    lying = {
        one.key: [f for f in application.files if f.is_in_draft and f.document_key == one.key]
        for one in content.documents
    }
    required = [one.key for one in content.documents if one.is_required]
    counts = {"n_required": len(required), "n_there": sum(bool(lying[key]) for key in required)}
    return _page("apply/paper_list.html", application, content, 3, lying=lying, at=at, fault=fault, **counts)


@bp.post(f"{ONE}/papers/<key>")
@allow(ENTERPRISE)
def upload(call_id: int, key: str) -> Answer:
    """Take one file in."""
    application, content = _own(call_id)
    document, sent = _document(content, key), request.files.get("file")
    try:
        if sent is None or not sent.filename:
            raise FileRefusedError(_("파일을 골라 주세요."))
        most = document.most_mb * 1_000_000
        taken = the_store().take_in(sent.stream, sent.filename, allowed=document.kinds, most_bytes=most)
        service.add_file(application, key, taken, by=acting(), now=time.now())
    except (DomainError, StorageError) as refusal:
        return _papers(application, content, key, refusal.text), status_of(refusal)
    return redirect(url_for("apply.papers", call_id=call_id) + f"#paper-{key}", 303)


def _document(content: Content, key: str) -> Document:
    found = next((one for one in content.documents if one.key == key), None)
    if found is None:
        raise NotFoundError
    return found


@bp.post(f"{ONE}/files/<int(max=2147483647):file_id>/removal")
@allow(ENTERPRISE)
def remove(call_id: int, file_id: int) -> Answer:
    """Take a paper out."""
    application, _content = _own(call_id)
    service.drop(application, file_id, by=acting())
    return redirect(url_for("apply.papers", call_id=call_id), 303)


@bp.get(f"{ONE}/files/<int(max=2147483647):file_id>")
@allow(ENTERPRISE)
def paper(call_id: int, file_id: int) -> Response:
    """One of the firm's own papers."""
    application, _content = _own(call_id)
    found = next((one for one in application.files if one.id == file_id), None)
    if found is None:
        raise NotFoundError
    return attachment(found.file)


@bp.get(f"{ONE}/review")
@allow(ENTERPRISE)
def review(call_id: int) -> Answer:
    """The last look: everything that will be handed in, and what is missing."""
    application, content = _own(call_id)
    if not application.is_open:
        return redirect(url_for("apply.status", call_id=call_id))
    return _review(ConsentForm(formdata=None), application, content)


def _review(form: ConsentForm, application: Application, content: Content, problem: Text | None = None) -> str:
    missing = pages.missing_rows(application.call_id, service.missing_now(application, content))
    chosen, _rest = pages.unit_choices(content, application.written.choices)
    facts = {"missing": missing, "chosen": chosen, "need": pages.need_rows(application.written), "problem": problem}
    declared = pages.declared_lines(content, application.written)
    return _page("apply/review.html", application, content, 4, form=form, declared=declared, **facts)


@bp.post(f"{ONE}/submission")
@allow(ENTERPRISE)
def submit(call_id: int) -> Answer:
    """Hand it in, judged by when this was received."""
    arrived, form = time.now(), ConsentForm()
    row = queries.get_own_row(call_id, firm_of(acting()).id)
    if not form.validate():
        return _review(form, *_own(call_id)), UNPROCESSABLE
    try:
        service.submit(row, version=form_version(), language=language(), by=acting(), now=arrived)
    except DomainError as refusal:
        return _review(form, *_own(call_id), refusal.text), status_of(refusal)
    flash(say(_("접수했습니다. 접수증을 메일로 보냈습니다.")), "ok")
    return redirect(url_for("apply.status", call_id=call_id), 303)


@bp.get(f"{ONE}/status")
@allow(ENTERPRISE)
def status(call_id: int) -> str:
    """Where it stands, what is expected of whom and until when."""
    call, version = get_published(call_id)
    application = queries.get_own(call_id, firm_of(acting()).id)
    page = pages.status_page(application, call, time.now())
    return render_template("apply/status.html", page=page, call=version.says, call_id=call_id, application=application)


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
    service.forget(_own(call_id)[0], by=acting())
    flash(say(_("쓰던 신청서를 지웠습니다.")), "ok")
    return redirect(url_for("calls.call", call_id=call_id), 303)
