"""A member scores: the sheet beside the application, kept as it is typed, submitted and locked; the presentations.

Source: docs/rules/scoring.md, "The committee"
"""

from typing import Any

from flask import Blueprint, Response, flash, jsonify, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from center.core import time
from center.core.errors import ChangedMeanwhileError, DomainError, NotFoundError, RuleError
from center.core.text import Text, _
from center.files.serving import attachment
from center.tenancy.applications.models import Application
from center.tenancy.review import service
from center.tenancy.review.models import Sheet
from center.tenancy.review.own_access import STAGE, log_guesses, own_stage
from center.tenancy.review.own_forms import SheetForm, filled, sheet_form
from center.tenancy.review.pages.own import next_sheet
from center.tenancy.review.pages.presenting import presentations_page
from center.tenancy.review.pages.sheet import filled_line, left_of, others_rows, saved_line, sheet_page, stage_page
from center.tenancy.review.queries import OwnStage
from center.tenancy.review.rules.points import Scores, SheetError, sum_of, written_points
from center.web.access import REVIEWER, acting, allow, note_access
from center.web.errors import UNPROCESSABLE, status_of
from center.web.forms import form_version
from center.web.i18n import say

bp = Blueprint("sheets", __name__, url_prefix="/review")
log_guesses(bp)
ONE = f"{STAGE}/<int(max=2147483647):number>"
Answer = str | tuple[str, int] | BaseResponse


@bp.get(STAGE)
@allow(REVIEWER)
def stage(call_id: int, key: str) -> str:
    """One's own sheets with their sums."""
    return _stage(own_stage(call_id, key))


def _stage(own: OwnStage, problem: Text | None = None) -> str:
    return render_template("review/sheet_list.html", page=stage_page(own, time.today()), problem=problem)


@bp.post(f"{STAGE}/submission")
@allow(REVIEWER)
def submit_all(call_id: int, key: str) -> Answer:
    """Submit all that one is writing, or none."""
    own = own_stage(call_id, key)
    try:
        _ensure_complete(own)
        sheets = service.submit_all(call_id, key, by=acting(), now=time.now())
    except DomainError as refusal:
        return _stage(own, refusal.text), status_of(refusal)
    flash(say(_("채점표 %(n)s장을 제출하고 잠갔습니다.", n=len(sheets))), "ok")
    return redirect(url_for("sheets.stage", call_id=call_id, key=key), 303)


def _ensure_complete(own: OwnStage) -> None:
    """Raises: RuleError, naming the firms whose sheets lack something."""
    if unready := stage_page(own, time.today()).unready:
        raise RuleError(_("아직 다 쓰지 않은 채점표가 있어 아무것도 제출하지 않았습니다: %(firms)s", firms=unready))


@bp.get(f"{STAGE}/presentations")
@allow(REVIEWER)
def presentations(call_id: int, key: str) -> str:
    """Who presents now and after that."""
    own = own_stage(call_id, key)
    if not own.stage.presenting:
        raise NotFoundError
    return render_template("review/sheet_presentations.html", page=presentations_page(own, time.now()))


@bp.get(ONE)
@allow(REVIEWER)
def sheet(call_id: int, key: str, number: int) -> str:
    """The application and its sheet."""
    own = own_stage(call_id, key)
    application = own.one(number)
    kept = own.sheet_of(application)
    form = sheet_form(own.says.criteria)(formdata=None, data=filled(kept.scores if kept else {}))
    answer = _sheet(own, application, form, version=kept.version if kept else 0)
    note_access("application.reviewed", f"application {application.id}")
    return answer


def _sheet(own: OwnStage, application: Application, form: SheetForm, *, version: int, **told: Any) -> str:
    criteria = own.says.criteria
    page = sheet_page(own, application, form.typed(criteria), time.today())
    more = {"problem": None, "theirs": [], "errors": form.summary(criteria), **told}
    return render_template("review/sheet_form.html", page=page, form=form, version=version, **more)


@bp.post(ONE)
@allow(REVIEWER)
def write(call_id: int, key: str, number: int) -> Answer:
    """Keep it, or submit and lock it."""
    own = own_stage(call_id, key)
    application, form = own.one(number), sheet_form(own.says.criteria)()
    if not form.validate():
        return _sheet(own, application, form, version=form_version()), UNPROCESSABLE
    is_submission, scores = request.form.get("act") == "submit", form.typed(own.says.criteria)
    try:
        _keep(own, application, scores, is_submission=is_submission)
    except SheetError as refused:
        form.mark(refused.faults)
        return _kept_anyway(own, application, form, scores), UNPROCESSABLE
    except DomainError as refusal:
        return _refused(call_id, key, number, form, refusal), status_of(refusal)
    return _after(call_id, key, number, is_submission=is_submission)


def _keep(own: OwnStage, application: Application, scores: Scores, *, is_submission: bool) -> Sheet:
    command = service.submit if is_submission else service.save
    where = (own.seat.call_id, own.stage.key, application.id)
    return command(*where, scores, version=form_version(), by=acting(), now=time.now())


def _kept_anyway(own: OwnStage, application: Application, form: SheetForm, scores: Scores) -> str:
    """What cannot be submitted is kept as a draft, so that leaving the page loses nothing."""
    kept = _keep(own, application, scores, is_submission=False)
    return _sheet(own_stage(own.seat.call_id, own.stage.key), application, form, version=kept.version)


def _refused(call_id: int, key: str, number: int, form: SheetForm, refusal: DomainError) -> str:
    """The page with the refusal; where another window wrote, with what lies there and with what was typed here."""
    own = own_stage(call_id, key)
    application = own.one(number)
    kept, criteria = own.sheet_of(application), own.says.criteria
    if kept is None or not isinstance(refusal, ChangedMeanwhileError):
        return _sheet(own, application, form, version=form_version(), problem=refusal.text)
    theirs = others_rows(kept.scores, form.typed(criteria), criteria)
    return _sheet(own, application, form, version=kept.version, problem=refusal.text, theirs=theirs)


def _after(call_id: int, key: str, number: int, *, is_submission: bool) -> BaseResponse:
    if not is_submission:
        flash(say(_("저장했습니다. 아직 제출하지 않았습니다.")), "ok")
        return redirect(url_for("sheets.sheet", call_id=call_id, key=key, number=number), 303)
    flash(say(_("채점표를 제출하고 잠갔습니다.")), "ok")
    return redirect(next_sheet(own_stage(call_id, key)), 303)


@bp.post(f"{ONE}/kept")
@allow(REVIEWER)
def autosave(call_id: int, key: str, number: int) -> Answer:
    """Keep the sheet while it is typed; another window's newer one is never written over."""
    own = own_stage(call_id, key)
    application, criteria, form = own.one(number), own.says.criteria, sheet_form(own.says.criteria)()
    scores = form.typed(criteria)
    try:
        if not form.validate():
            raise RuleError(_("너무 길어서 저장하지 못했습니다. 임시 저장을 누르면 어디가 긴지 알려 드립니다."))
        kept = _keep(own, application, scores, is_submission=False)
    except DomainError as refusal:
        return make_response({"told": say(refusal.text)}, status_of(refusal))
    total = {"total": written_points(sum_of(scores, criteria)), "filled": filled_line(scores, criteria)}
    return jsonify(version=kept.version, told=saved_line(kept), left=left_of(scores, criteria), **total)


@bp.get(f"{ONE}/files/<int(max=2147483647):file_id>")
@allow(REVIEWER)
def paper(call_id: int, key: str, number: int, file_id: int) -> Response:
    """A paper of the application."""
    application = own_stage(call_id, key).one(number)
    handed = next((one for one in application.files if one.id == file_id and one.is_handed_in), None)
    if handed is None:
        raise NotFoundError
    answer = attachment(handed.file)
    note_access("application.file-taken", f"application {application.id}")
    return answer
